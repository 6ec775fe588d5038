use chrono::Datelike as _;

use super::jurisdiction::Jurisdiction;
use super::rows::RetentionRule;
use super::words::{Anchor, RecordKind};
use crate::rules::Dated;
use crate::time::{Date, Period};

/// A record that the shop holds about a buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// What it is.
    pub kind: RecordKind,
    /// Its day.
    pub date: Date,
    /// The last day of the financial year in which it lies; the end of the calendar year if left out.
    pub period_end: Option<Date>,
}

impl Record {
    /// A record of a day.
    #[must_use]
    pub fn new(kind: RecordKind, date: Date) -> Self {
        Self { kind, date, period_end: None }
    }

    /// The same record in a financial year that ends on this day.
    #[must_use]
    pub fn with_period_end(mut self, day: Date) -> Self {
        self.period_end = Some(day);
        self
    }
}

/// How long a record must be kept, whatever the buyer asks.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Keeping<'j> {
    /// The last day on which it must be kept; `None` if no rule sets one that the record tells.
    pub until: Option<Date>,
    /// The rule that keeps it longest.
    pub rule: Option<&'j Dated<RetentionRule>>,
    /// Rules whose end depends on a day that the record does not tell, such as the filing of a return.
    pub open: Vec<&'j Dated<RetentionRule>>,
    /// A day until which those rules surely keep it: what starts their period comes after the record.
    pub open_since: Option<Date>,
    /// Whether a financial year was taken to end with the calendar year.
    pub calendar_year_assumed: bool,
}

impl Keeping<'_> {
    /// Whether the record can be erased on `day`; `None` if no rule is held that says so.
    #[must_use]
    pub fn may_erase(&self, day: Date) -> Option<bool> {
        match self.until {
            Some(until) if day <= until => Some(false),
            _ if self.open_since.is_some_and(|least| day <= least) => Some(false),
            _ if !self.open.is_empty() => None,
            Some(_) => Some(true),
            None => None,
        }
    }
}

impl Jurisdiction {
    /// How long a business established here must keep a record, under the law of `day`; for records that the
    /// buyer's place governs, how long a seller to people here must.
    ///
    /// ```
    /// use landfall::RuleBook;
    /// use landfall::place::Address;
    /// use landfall::privacy::{Record, RecordKind};
    ///
    /// // German invoices are kept for eight years from the end of their year; until 2024 it was ten.
    /// let germany = RuleBook::embedded().privacy("DE".parse::<Address>()?)?;
    /// let invoice = Record::new(RecordKind::Invoice, "2026-03-10".parse()?);
    /// let keeping = germany.keep(&invoice, "2026-11-21".parse()?);
    /// assert_eq!(keeping.until, Some("2034-12-31".parse()?));
    /// assert_eq!(keeping.may_erase("2034-12-31".parse()?), Some(false));
    /// assert_eq!(keeping.may_erase("2035-01-01".parse()?), Some(true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn keep(&self, record: &Record, day: Date) -> Keeping<'_> {
        self.keep_by(record, day, |_| true)
    }

    pub(super) fn keep_by(
        &self,
        record: &Record,
        day: Date,
        which: impl Fn(&RetentionRule) -> bool,
    ) -> Keeping<'_> {
        let rows = self.0.retentions.on(day).filter(|row| row.value().records.contains(&record.kind));
        let mut keeping = Keeping {
            until: None,
            rule: None,
            open: Vec::new(),
            open_since: None,
            calendar_year_assumed: false,
        };
        for row in rows.filter(|row| !row.value().at_most && which(row.value())) {
            match row.value().until(record) {
                Some(until) if keeping.until.is_none_or(|longest| longest < until) => {
                    keeping.until = Some(until);
                    keeping.rule = Some(row);
                    let by_year = row.value().counted_from == Anchor::EndOfFinancialYear;
                    keeping.calendar_year_assumed = by_year && record.period_end.is_none();
                }
                Some(_) => {}
                None => {
                    let least = row.value().period.and_then(|period| period.after(record.date, None).ok());
                    keeping.open_since = keeping.open_since.max(least.map(|end| end.raw()));
                    keeping.open.push(row);
                }
            }
        }
        keeping
    }
}

impl RetentionRule {
    /// The last day on which the record is kept; `None` if the record does not tell.
    fn until(&self, record: &Record) -> Option<Date> {
        let years_end = |day: Date| Date::from_ymd_opt(day.year(), LAST_MONTH, LAST_DAY);
        let from = match self.counted_from {
            Anchor::Record => record.date,
            Anchor::EndOfYear => years_end(record.date)?,
            Anchor::EndOfFinancialYear => record.period_end.or(years_end(record.date))?,
            // Five years from 1 July on end with 30 June.
            Anchor::JulyAfterFinancialYear => {
                let end = record.period_end.or(years_end(record.date))?;
                Date::from_ymd_opt(end.year().checked_add(1)?, MIDDLE_MONTH, MIDDLE_DAY)?
            }
            // The tax on a month's sales is due in the month after.
            Anchor::EndOfYearTaxDue => years_end(Period::months(1).after(record.date, None).ok()?.raw())?,
            Anchor::TaxReturn | Anchor::Necessity => return None,
        };
        Some(self.period?.after(from, None).ok()?.raw())
    }
}

const LAST_MONTH: u32 = 12;
const LAST_DAY: u32 = 31;
const MIDDLE_MONTH: u32 = 6;
const MIDDLE_DAY: u32 = 30;

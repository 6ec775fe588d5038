use std::sync::Arc;

use super::{Rule, shared, with_text};
use crate::place::Country;
use crate::privacy::words::{Allowed, Anchor, RecordKind};
use crate::rules::{LoadError, Row};
use crate::time::{Date, Period, PeriodUnit};

/// A way for data to leave the place.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TransferRule {
    /// What kind of way, such as `adequacy` or `safeguard`.
    pub kind: Arc<str>,
    /// What it allows by itself.
    pub allows: Allowed,
    /// The instrument, such as `adequacy_decision`.
    pub mechanism: Arc<str>,
    /// Where it leads; empty for everywhere.
    pub destinations: Vec<Country>,
    /// The fact about the recipient on which it depends, such as `dpf_certified`.
    pub recipient: Option<Arc<str>>,
    /// The international organisation that it is for.
    pub organisation: Option<Arc<str>>,
    /// More in words.
    pub text: Option<Arc<str>>,
    /// It is for fewer people than this in a year.
    pub people_below: Option<u32>,
    /// It is for at least so many people in a year.
    pub people_from: Option<u32>,
    /// It is for sensitive data of fewer people than this in a year.
    pub sensitive_below: Option<u32>,
    /// It is for sensitive data of at least so many people in a year.
    pub sensitive_from: Option<u32>,
    pub(crate) regime: Option<Arc<str>>,
}

impl Rule for TransferRule {
    const KIND: &'static str = "transfer";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            kind: row.required_text("kind")?.into(),
            allows: row.required("allows")?,
            mechanism: row.required_text("mechanism")?.into(),
            destinations: row.list("destinations")?,
            recipient: shared(row.text("recipient")?),
            organisation: shared(row.text("organisation")?),
            text: shared(row.text("text")?),
            people_below: row.count("people_below")?,
            people_from: row.count("people_from")?,
            sensitive_below: row.count("sensitive_below")?,
            sensitive_from: row.count("sensitive_from")?,
            regime: shared(row.text("regime")?),
        })
    }

    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }

    fn say(&self) -> String {
        with_text(format!("transfer by {}", self.mechanism.replace('_', " ")), self.text.as_deref())
    }
}

/// How long records must be kept.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RetentionRule {
    /// The law's word for the record.
    pub record: Arc<str>,
    /// The kinds of record that it is for.
    pub records: Vec<RecordKind>,
    /// How long; `None` where the law says as long as needed.
    pub period: Option<Period>,
    /// From when on.
    pub counted_from: Anchor,
    /// The same in the law's word.
    pub counted_from_text: Option<Arc<str>>,
    /// Whether the buyer's place decides; else the place where the business is established.
    pub by_place_of_buyer: bool,
    /// Whether the period is the longest, not the shortest time.
    pub at_most: bool,
    /// More in words.
    pub text: Option<Arc<str>>,
}

impl Rule for RetentionRule {
    const KIND: &'static str = "retention";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let unit: Option<PeriodUnit> = row.parsed("unit")?;
        let by = row.text("by_place_of")?;
        if let Some(by) = by.as_deref().filter(|by| *by != "buyer") {
            return Err(row.invalid("by_place_of", by, "`buyer`, or nothing for the seller"));
        }
        Ok(Self {
            record: row.required_text("record")?.into(),
            records: row.list("records")?,
            period: row.count("length")?.zip(unit).map(|(length, unit)| Period::new(length, unit)),
            counted_from: row.required("counted_from")?,
            counted_from_text: shared(row.text("counted_from_text")?),
            by_place_of_buyer: by.is_some(),
            at_most: row.flag("at_most")?.unwrap_or(false),
            text: shared(row.text("text")?),
        })
    }

    fn regime(&self) -> Option<&str> {
        None
    }

    fn say(&self) -> String {
        let long = match self.period {
            Some(period) => format!("{} {}", period.length(), period.unit()),
            None => "as long as needed".to_owned(),
        };
        let from = self.counted_from_text.as_deref().unwrap_or(self.counted_from.as_str());
        let says = format!("{}: {long} from {}", self.record.replace('_', " "), from.replace('_', " "));
        with_text(says, self.text.as_deref())
    }
}

/// Days of each year that the law does not count as working days.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Closed {
    first: (u32, u32),
    last: (u32, u32),
    text: Option<Arc<str>>,
}

impl Closed {
    /// The days that begin in `year`.
    pub(crate) fn days_from(&self, year: i32) -> impl Iterator<Item = Date> + use<> {
        let day = |year, (month, day)| Date::from_ymd_opt(year, month, day);
        let over_new_year = self.last < self.first;
        let last = day(year.saturating_add(i32::from(over_new_year)), self.last);
        day(year, self.first).into_iter().flat_map(move |first| {
            first.iter_days().take_while(move |day| last.is_some_and(|last| *day <= last))
        })
    }
}

impl Rule for Closed {
    const KIND: &'static str = "closed";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let mut month_day = |field: &str| -> Result<(u32, u32), LoadError> {
            let text = row.required_text(field)?;
            let parts =
                text.split_once('-').and_then(|(month, day)| month.parse().ok().zip(day.parse().ok()));
            parts
                .filter(|(month, day)| Date::from_ymd_opt(LEAP_YEAR, *month, *day).is_some())
                .ok_or_else(|| row.invalid(field, &text, "a month and a day such as `12-25`"))
        };
        Ok(Self { first: month_day("first")?, last: month_day("last")?, text: shared(row.text("text")?) })
    }

    fn regime(&self) -> Option<&str> {
        None
    }

    fn say(&self) -> String {
        with_text("days that do not count".to_owned(), self.text.as_deref())
    }
}

/// Any year that has every day of every month.
const LEAP_YEAR: i32 = 2000;

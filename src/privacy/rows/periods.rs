use std::sync::Arc;

use super::{Rule, shared, with_text};
use crate::privacy::words::{BreachStart, Comparison, Recipient, RequestKind, Step};
use crate::rules::{LoadError, Row};
use crate::time::{Period, PeriodUnit, Roll, RollDays};

/// How long: a number of units, a word of the law that gives no number, or neither.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Length {
    Period(Period),
    /// Such as `without_undue_delay`: no number may be made of it.
    NoNumber(Arc<str>),
    /// The row says something else than a period.
    None,
}

impl Length {
    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let unit: Option<PeriodUnit> = row.parsed("unit")?;
        match (row.count("length")?, unit, row.text("no_number")?) {
            (None, None, Some(word)) => Ok(Self::NoNumber(word.into())),
            (None, None, None) => Ok(Self::None),
            (Some(0), ..) => Err(row.invalid("length", "0", "a number from 1 on, or `no_number`")),
            (Some(length), Some(unit), None) => Ok(Self::Period(Period::new(length, unit))),
            (Some(_), None, _) => Err(row.missing("unit")),
            (None, Some(_), _) => Err(row.missing("length")),
            (Some(_), Some(_), Some(word)) => Err(row.invalid("no_number", &word, "nothing beside `length`")),
        }
    }

    pub(crate) fn period(&self) -> Option<Period> {
        match self {
            Self::Period(period) => Some(*period),
            _ => None,
        }
    }

    fn say(&self) -> String {
        match self {
            Self::Period(period) => format!(" within {} {}", period.length(), words(period.unit())),
            Self::NoNumber(word) => format!(": {}", word.replace('_', " ")),
            Self::None => String::new(),
        }
    }
}

fn words(unit: PeriodUnit) -> String {
    unit.as_str().replace('_', " ")
}

/// A period that a request or notice starts, or another duty of procedure.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DeadlineRule {
    /// What the law times, such as `respond_request`.
    pub event: Arc<str>,
    /// What the period is for.
    pub step: Step,
    /// The requests for which it runs.
    pub requests: Vec<RequestKind>,
    /// Whether the number is a reading of the regulator, not of the statute.
    pub guidance: bool,
    /// Whether the enforcer may refuse it.
    pub at_discretion: bool,
    /// What must be done to have it.
    pub condition: Option<Arc<str>>,
    /// The event from which it runs, where it is not the receipt.
    pub starts: Option<Arc<str>>,
    /// How often, for a number of free requests: `2` per `12 months`.
    pub times: Option<u32>,
    /// The span of [`times`](Self::times).
    pub per: Option<Arc<str>>,
    /// What it may cost.
    pub fee: Option<Arc<str>>,
    /// More in words.
    pub text: Option<Arc<str>>,
    pub(crate) length: Length,
    /// The rule by which its days are counted.
    pub(crate) counting: Option<Arc<str>>,
    pub(crate) regime: Option<Arc<str>>,
}

impl DeadlineRule {
    /// The period; `None` where the law gives no number.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        self.length.period()
    }

    /// The law's word where it gives no number, such as `without_undue_delay`.
    #[must_use]
    pub fn no_number(&self) -> Option<&str> {
        match &self.length {
            Length::NoNumber(word) => Some(word),
            _ => None,
        }
    }
}

impl Rule for DeadlineRule {
    const KIND: &'static str = "deadline";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            event: row.required_text("event")?.into(),
            step: row.required("step")?,
            requests: row.list("requests")?,
            guidance: row.flag("guidance")?.unwrap_or(false),
            at_discretion: row.flag("at_discretion")?.unwrap_or(false),
            condition: shared(row.text("condition")?),
            starts: shared(row.text("starts")?),
            times: row.count("times")?,
            per: shared(row.text("per")?),
            fee: shared(row.text("fee")?),
            text: shared(row.text("text")?),
            length: Length::read(row)?,
            counting: shared(row.text("counting")?),
            regime: shared(row.text("regime")?),
        })
    }

    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }

    fn say(&self) -> String {
        let mut says = format!("{}{}", self.event.replace('_', " "), self.length.say());
        if let (Some(times), Some(per)) = (self.times, &self.per) {
            says = format!("{says}: {times} in {per}");
        }
        if let Some(fee) = &self.fee {
            says = format!("{says}: {fee}");
        }
        if self.guidance {
            says.push_str(" (reading of the regulator)");
        }
        if self.at_discretion {
            says.push_str(" (at the discretion of the enforcer)");
        }
        with_text(says, self.condition.as_deref().or(self.text.as_deref()))
    }
}

/// How the days of periods are counted.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Counting {
    /// Where a last day goes that is not worked.
    pub roll: Roll,
    /// The days from which it goes.
    pub roll_days: RollDays,
    /// The least number of working days in a period of days.
    pub minimum_working_days: u32,
    /// The rule in words.
    pub text: Option<Arc<str>>,
}

impl Counting {
    pub(crate) fn of(&self, period: Period) -> Period {
        period
            .with_roll(self.roll)
            .with_roll_days(self.roll_days)
            .with_minimum_working_days(self.minimum_working_days)
    }
}

impl Rule for Counting {
    const KIND: &'static str = "counting";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            roll: row.required("roll")?,
            roll_days: roll_days(row)?,
            minimum_working_days: row.count("minimum_working_days")?.unwrap_or(0),
            text: shared(row.text("text")?),
        })
    }

    fn regime(&self) -> Option<&str> {
        None
    }

    fn say(&self) -> String {
        with_text("counting of periods".to_owned(), self.text.as_deref())
    }
}

/// Saturdays and Sundays may be named themselves: a decree that has a Saturday worked does not bind every law.
fn roll_days(row: &mut Row<'_>) -> Result<RollDays, LoadError> {
    let mut days: Option<RollDays> = None;
    for word in row.texts("roll_days")? {
        let day = match word.as_str() {
            "saturdays" => RollDays::SATURDAYS,
            "sundays" => RollDays::SUNDAYS,
            "weekend" => RollDays::WEEKEND,
            "holidays" => RollDays::HOLIDAYS,
            _ => {
                let expected = "`saturdays`, `sundays`, `weekend` or `holidays`";
                return Err(row.invalid("roll_days", &word, expected));
            }
        };
        days = Some(days.map_or(day, |days| days | day));
    }
    days.ok_or_else(|| row.missing("roll_days"))
}

/// A duty to tell of a breach, or the statement that there is none.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BreachRule {
    /// Who must be told.
    pub recipient: Recipient,
    /// Whether there is a duty at all.
    pub required: bool,
    /// The event from which the period runs.
    pub starts: BreachStart,
    /// How many people must be affected.
    pub affected: Option<(Comparison, u32)>,
    /// What must have been found, in a word such as `high_risk_likely`.
    pub finding: Option<Arc<str>>,
    /// What sets the duty off, in words.
    pub text: Arc<str>,
    /// More in words.
    pub detail: Option<Arc<str>>,
    pub(crate) length: Length,
    pub(crate) regime: Option<Arc<str>>,
}

impl BreachRule {
    /// The period; `None` where the law gives no number.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        self.length.period()
    }

    /// The law's word where it gives no number.
    #[must_use]
    pub fn no_number(&self) -> Option<&str> {
        match &self.length {
            Length::NoNumber(word) => Some(word),
            _ => None,
        }
    }
}

impl Rule for BreachRule {
    const KIND: &'static str = "breach";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let affected = match (row.parsed("affected_op")?, row.count("affected")?) {
            (Some(comparison), Some(count)) => Some((comparison, count)),
            (None, None) => None,
            (None, Some(_)) => return Err(row.missing("affected_op")),
            (Some(_), None) => return Err(row.missing("affected")),
        };
        Ok(Self {
            recipient: row.required("recipient")?,
            required: row.flag("required")?.unwrap_or(true),
            starts: row.parsed("starts")?.unwrap_or(BreachStart::Awareness),
            affected,
            finding: shared(row.text("finding")?),
            text: row.required_text("text")?.into(),
            detail: shared(row.text("detail")?),
            length: Length::read(row)?,
            regime: shared(row.text("regime")?),
        })
    }

    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }

    fn say(&self) -> String {
        let says = format!("tell {}{}: {}", self.recipient, self.length.say(), self.text);
        with_text(says, self.detail.as_deref())
    }
}

use std::fmt;
use std::sync::Arc;

use super::{RateError, RateTable};
use crate::time::Date;

/// The tables of one publisher in order of their days.
///
/// ```
/// use landfall::fx::{Fallback, FixingReason, RateKind, RateLayout, RateReader};
///
/// let reader = RateReader::new("EUR".parse()?, RateKind::Reference, "ECB");
/// let history = reader.read(
///     RateLayout::CurrencyColumns,
///     "Date,USD,JPY\n2026-04-02,1.1525,183.94\n2026-04-07,1.1557,184.73\n",
/// )?;
/// // 2026-04-03 was Good Friday: nothing was published.
/// let friday = "2026-04-03".parse()?;
/// assert!(history.on(friday, Fallback::Exact).is_err());
/// let fixing = history.on(friday, Fallback::Previous { max_age_days: 5 })?;
/// assert_eq!(fixing.reason(), FixingReason::Previous { days: 1 });
/// assert_eq!(fixing.rates().as_of(), "2026-04-02".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateHistory {
    tables: Arc<[RateTable]>,
}

/// What may stand in for a day without rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fallback {
    /// Nothing: rates of that day, or prescribed for it, or an error.
    Exact,
    /// The latest earlier rates, unless they are older than so many days.
    Previous {
        /// Greatest age in calendar days.
        max_age_days: u32,
    },
}

/// The rates that a history gives for a day, and why these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixing {
    rates: RateTable,
    asked: Date,
    reason: FixingReason,
}

/// Why a fixing was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FixingReason {
    /// It is of that very day.
    ThatDay,
    /// It is prescribed for a period that covers the day.
    Prescribed,
    /// Nothing was there for the day; it is the latest before it.
    Previous {
        /// Its age in calendar days.
        days: u32,
    },
}

impl RateHistory {
    /// Puts tables in order.
    ///
    /// # Errors
    /// [`RateError::MixedBase`] or [`RateError::DuplicateDay`].
    pub fn new(mut tables: Vec<RateTable>) -> Result<Self, RateError> {
        tables.sort_by_key(RateTable::as_of);
        for pair in tables.windows(2) {
            let [one, other] = pair else { continue };
            if one.base() != other.base() {
                return Err(RateError::MixedBase { expected: one.base(), found: other.base() });
            }
            if one.as_of() == other.as_of() {
                return Err(RateError::DuplicateDay { day: other.as_of() });
            }
        }
        Ok(Self { tables: tables.into() })
    }

    /// The rates for a day.
    ///
    /// A day is a day of this history's calendar; a single currency may still be missing in the table found.
    ///
    /// # Errors
    /// [`RateError::NoFixing`], or [`RateError::TooOld`] if the fallback does not reach back to the latest rates.
    pub fn on(&self, day: Date, fallback: Fallback) -> Result<Fixing, RateError> {
        let latest = self.not_after(day).ok_or(RateError::NoFixing { day })?;
        let days = u32::try_from(day.signed_duration_since(latest.as_of()).num_days()).unwrap_or(u32::MAX);
        let reason = match fallback {
            _ if days == 0 => FixingReason::ThatDay,
            _ if latest.covers(day) => FixingReason::Prescribed,
            Fallback::Exact => return Err(RateError::NoFixing { day }),
            Fallback::Previous { max_age_days } if days > max_age_days => {
                return Err(RateError::TooOld { day, latest: latest.as_of(), max_age_days });
            }
            Fallback::Previous { .. } => FixingReason::Previous { days },
        };
        Ok(Fixing { rates: latest.clone().used_on(day), asked: day, reason })
    }

    /// All tables, oldest first.
    #[must_use]
    pub fn tables(&self) -> &[RateTable] {
        &self.tables
    }

    /// Day of the oldest table.
    #[must_use]
    pub fn first_day(&self) -> Option<Date> {
        self.tables.first().map(RateTable::as_of)
    }

    /// Day of the latest table.
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        self.tables.last().map(RateTable::as_of)
    }

    fn not_after(&self, day: Date) -> Option<&RateTable> {
        let after = self.tables.partition_point(|table| table.as_of() <= day);
        self.tables.get(after.checked_sub(1)?)
    }
}

impl Fixing {
    /// The rates, with the fixed conversion rates of the day asked for.
    #[must_use]
    pub fn rates(&self) -> &RateTable {
        &self.rates
    }

    /// The rates alone.
    #[must_use]
    pub fn into_rates(self) -> RateTable {
        self.rates
    }

    /// The day asked for.
    #[must_use]
    pub fn asked(&self) -> Date {
        self.asked
    }

    /// Why these rates.
    #[must_use]
    pub fn reason(&self) -> FixingReason {
        self.reason
    }
}

impl fmt::Display for Fixing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (used, asked) = (self.rates.as_of(), self.asked);
        match self.reason {
            FixingReason::ThatDay => write!(f, "rates of {used}"),
            FixingReason::Prescribed => write!(f, "rates of {used}, prescribed for {asked}"),
            FixingReason::Previous { days } => {
                write!(f, "rates of {used}, the latest before {asked} ({days} days)")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fx::RateKind;

    fn table(base: &str, day: &str) -> RateTable {
        RateTable::new(base.parse().unwrap(), day.parse().unwrap(), RateKind::Reference, "ECB")
    }

    #[test]
    fn easter_is_bridged_by_thursday_within_the_age_allowed() {
        let history = RateHistory::new(vec![table("EUR", "2026-04-07"), table("EUR", "2026-04-02")]).unwrap();
        let monday = "2026-04-06".parse().unwrap();
        let fixing = history.on(monday, Fallback::Previous { max_age_days: 4 }).unwrap();
        assert_eq!(fixing.to_string(), "rates of 2026-04-02, the latest before 2026-04-06 (4 days)");
        assert_eq!(
            history.on(monday, Fallback::Previous { max_age_days: 3 }),
            Err(RateError::TooOld { day: monday, latest: "2026-04-02".parse().unwrap(), max_age_days: 3 })
        );
        let before = "2026-04-01".parse().unwrap();
        assert_eq!(
            history.on(before, Fallback::Previous { max_age_days: 9 }),
            Err(RateError::NoFixing { day: before })
        );
    }

    #[test]
    fn a_monthly_table_answers_for_each_day_of_its_month() {
        let month = table("GBP", "2026-11-01")
            .with_validity("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
        let history = RateHistory::new(vec![month.unwrap()]).unwrap();
        let fixing = history.on("2026-11-30".parse().unwrap(), Fallback::Exact).unwrap();
        assert_eq!(fixing.reason(), FixingReason::Prescribed);
        assert!(history.on("2026-12-01".parse().unwrap(), Fallback::Exact).is_err());
    }

    #[test]
    fn tables_of_two_bases_or_of_one_day_do_not_make_a_history() {
        assert!(matches!(
            RateHistory::new(vec![table("EUR", "2026-04-02"), table("GBP", "2026-04-07")]),
            Err(RateError::MixedBase { .. })
        ));
        assert!(matches!(
            RateHistory::new(vec![table("EUR", "2026-04-02"), table("EUR", "2026-04-02")]),
            Err(RateError::DuplicateDay { .. })
        ));
    }
}

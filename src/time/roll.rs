use std::ops::BitOr;

use chrono::Datelike;

use super::{Calendar, Date, PeriodError, SkipReason, Skipped, Weekday};
use crate::words::words;

words! {
    /// Where a last day moves that is not a working day.
    Roll {
        /// It stays.
        None = "none",
        /// To the first working day after it.
        Following = "following",
        /// As following, but within the month: otherwise to the last working day before it.
        ModifiedFollowing = "modified_following",
        /// To the last working day before it.
        Preceding = "preceding",
        /// As preceding, but within the month: otherwise to the first working day after it.
        ModifiedPreceding = "modified_preceding",
        /// To the nearer of the two, the later one if both are equally near.
        Nearest = "nearest",
    }
}

/// The days from which a last day moves away.
///
/// ```
/// use landfall::time::RollDays;
/// let saturday_counts = RollDays::SUNDAYS | RollDays::HOLIDAYS;
/// assert!(!saturday_counts.contains(RollDays::SATURDAYS));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RollDays(u8);

impl RollDays {
    /// Saturdays, whatever the calendar says.
    pub const SATURDAYS: Self = Self(1);
    /// Sundays, whatever the calendar says.
    pub const SUNDAYS: Self = Self(2);
    /// The days of the calendar's weekend.
    pub const WEEKEND: Self = Self(4);
    /// The calendar's holidays and closed days.
    pub const HOLIDAYS: Self = Self(8);
    /// Every day that the calendar does not work: weekend and holidays.
    pub const NOT_WORKED: Self = Self(4 | 8);

    /// Whether all of `other` are among these.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    const fn asks_calendar(self) -> bool {
        self.0 & Self::NOT_WORKED.0 != 0
    }

    /// Why a last day moves away from `day`; `None` if it does not.
    pub(super) fn reason(
        self,
        day: Date,
        calendar: Option<&Calendar>,
    ) -> Result<Option<Skipped>, PeriodError> {
        if self.asks_calendar() {
            let calendar = calendar.ok_or(PeriodError::NoCalendar)?;
            let away = (self.contains(Self::HOLIDAYS) && calendar.is_holiday(day)?)
                || (self.contains(Self::WEEKEND) && calendar.is_weekend(day)?);
            if away {
                return Ok(calendar.skipped(day)?);
            }
        }
        let away = match day.weekday() {
            Weekday::Sat => self.contains(Self::SATURDAYS),
            Weekday::Sun => self.contains(Self::SUNDAYS),
            _ => false,
        };
        let place = || calendar.map_or("every week", Calendar::name).into();
        Ok(away.then(|| Skipped { day, why: SkipReason::Weekend, place: place() }))
    }
}

impl BitOr for RollDays {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

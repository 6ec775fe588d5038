use super::{CalendarError, Date, Instant, Period, Skipped, ZoneError};

/// The last day of a period, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    pub(super) raw: Date,
    pub(super) rolled: Date,
    pub(super) why: Vec<Skipped>,
}

impl Deadline {
    /// The last day before it moved.
    #[must_use]
    pub const fn raw(&self) -> Date {
        self.raw
    }

    /// The last day.
    #[must_use]
    pub const fn rolled(&self) -> Date {
        self.rolled
    }

    /// The days that were passed over, in order, with reason and place.
    #[must_use]
    pub fn why(&self) -> &[Skipped] {
        &self.why
    }

    /// The same days, given away.
    pub(crate) fn into_why(self) -> Vec<Skipped> {
        self.why
    }
}

/// The moment at which a period ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstantDeadline {
    pub(super) instant: Instant,
    pub(super) days: Option<Deadline>,
}

impl InstantDeadline {
    /// The moment: for days it is the midnight that ends the last day.
    #[must_use]
    pub const fn instant(&self) -> Instant {
        self.instant
    }

    /// The last day of a period that is counted in days; `None` for hours.
    #[must_use]
    pub const fn days(&self) -> Option<&Deadline> {
        self.days.as_ref()
    }
}

/// Why a period has no end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeriodError {
    /// Working days are asked for, and there is no calendar that knows them.
    #[error("working days cannot be told without a calendar")]
    NoCalendar,
    /// Hours are counted from a moment, not from a day.
    #[error("a period of hours begins at a moment, not on a day")]
    HoursNeedInstant,
    /// The calendar cannot say.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// The zone cannot say.
    #[error(transparent)]
    Zone(#[from] ZoneError),
    /// The end lies beyond the days that can be written, or no day near it is a working day.
    #[error("{period} from {event} on: no last day can be found")]
    TooLong {
        /// The period.
        period: Period,
        /// The day from which it was counted.
        event: Date,
    },
}

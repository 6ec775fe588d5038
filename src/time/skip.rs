use std::fmt;
use std::sync::Arc;

use super::Date;

/// Why a day is not worked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SkipReason {
    /// A day of the weekend there.
    Weekend,
    /// A public holiday, by its name.
    Holiday(Arc<str>),
    /// A day on which the caller's own calendar says closed.
    Closed,
    /// A day of the week on which the service does not run.
    NotADeliveryDay,
}

impl SkipReason {
    /// The kind of reason in one word: `weekend`, `holiday`, `closed` or `not_a_delivery_day`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Weekend => "weekend",
            Self::Holiday(_) => "holiday",
            Self::Closed => "closed",
            Self::NotADeliveryDay => "not_a_delivery_day",
        }
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekend => f.write_str("weekend"),
            Self::Holiday(name) => f.write_str(name),
            Self::Closed => f.write_str("closed"),
            Self::NotADeliveryDay => f.write_str("not a delivery day"),
        }
    }
}

/// A day that was passed over, with the reason and the place whose day it is.
///
/// Printed as `2026-12-25: Christmas Day (DE)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Skipped {
    /// The day.
    pub day: Date,
    /// Why it does not count.
    pub why: SkipReason,
    /// The country or region, or the name of the caller's own calendar.
    pub place: Arc<str>,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.day, self.why, self.place)
    }
}

use std::fmt;
use std::sync::Arc;

use super::{Date, Days};
use crate::words::words;

words! {
    /// What kind of day a holiday is. Only `public` is a day without work unless the caller says more.
    HolidayKind {
        /// By law for everybody.
        Public = "public",
        /// For banks.
        Bank = "bank",
        /// From noon on.
        HalfDay = "half_day",
        /// Not in the law, yet hardly anybody works.
        DeFacto = "de_facto",
        /// For public offices.
        Government = "government",
        /// As employers choose.
        Optional = "optional",
    }
}

/// A named day of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    pub(crate) day: Date,
    pub(crate) name: Arc<str>,
    pub(crate) kind: HolidayKind,
    pub(crate) place: Arc<str>,
    pub(crate) tolerance: u8,
}

impl Holiday {
    /// The day.
    #[must_use]
    pub const fn day(&self) -> Date {
        self.day
    }

    /// The name in English where the source has one.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The kind of day.
    #[must_use]
    pub const fn kind(&self) -> HolidayKind {
        self.kind
    }

    /// The country or region that observes it.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// By how many days either way the day may move: above zero for a day that hangs on the sight of the moon.
    #[must_use]
    pub const fn tolerance_days(&self) -> u8 {
        self.tolerance
    }

    /// Whether the day is an estimate.
    #[must_use]
    pub const fn is_estimated(&self) -> bool {
        self.tolerance > 0
    }

    /// Whether the holiday may fall on `day`.
    pub(super) fn may_fall_on(&self, day: Date) -> bool {
        let reach = Days::new(u64::from(self.tolerance));
        self.day.checked_sub_days(reach).is_some_and(|first| first <= day)
            && self.day.checked_add_days(reach).is_some_and(|last| day <= last)
    }
}

/// Why a calendar may be wrong about a day.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// A holiday nearby is estimated and may move to or from this day.
    Estimated(Holiday),
    /// A holiday in some regions; which region is meant was not said.
    Regional {
        /// The country.
        place: Arc<str>,
    },
    /// The state has not decided yet, or the sources disagree; the text says what.
    Undecided {
        /// The country or region.
        place: Arc<str>,
        /// What is not settled.
        what: Arc<str>,
    },
    /// The weekend was written down from memory.
    RecalledWeekend {
        /// The country or region.
        place: Arc<str>,
    },
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Estimated(holiday) => {
                let days = if holiday.tolerance == 1 { "day" } else { "days" };
                write!(
                    f,
                    "{} in {} is expected on {}, {} {days} either way",
                    holiday.name, holiday.place, holiday.day, holiday.tolerance
                )
            }
            Self::Regional { place } => write!(f, "a holiday in some regions of {place}"),
            Self::Undecided { place, what } => write!(f, "{place}: {what}"),
            Self::RecalledWeekend { place } => write!(f, "the weekend of {place} is recalled, not verified"),
        }
    }
}

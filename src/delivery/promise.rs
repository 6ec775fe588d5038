use crate::time::{Date, Instant};
use crate::words::words;

words! {
    /// The stages of a delivery, in their order.
    StageName {
        /// From the order to the hand-over to the carrier.
        Handling = "handling",
        /// With the carrier.
        Transit = "transit",
        /// Clearance at a customs border.
        Customs = "customs",
        /// From the last depot to the door.
        LastLeg = "last_leg",
    }
}

/// The most percentiles of one promise.
pub(super) const MAX_PERCENTILES: usize = 8;

/// When an order will arrive. Small and without memory of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    pub(super) ordered: Instant,
    pub(super) order_day: Date,
    pub(super) on_time: bool,
    pub(super) ship_date: Date,
    pub(super) ship_by: Date,
    pub(super) earliest: Date,
    pub(super) latest: Date,
    pub(super) percentiles: [(u8, Date); MAX_PERCENTILES],
    pub(super) count: usize,
}

impl Promise {
    /// The order, told by the clock of the warehouse.
    #[must_use]
    pub const fn ordered(&self) -> Instant {
        self.ordered
    }

    /// The day of the order at the warehouse.
    #[must_use]
    pub const fn order_day(&self) -> Date {
        self.order_day
    }

    /// Whether the order came before the cut-off.
    #[must_use]
    pub const fn is_before_cut_off(&self) -> bool {
        self.on_time
    }

    /// The day of hand-over to the carrier, with the least days of handling.
    #[must_use]
    pub const fn ship_date(&self) -> Date {
        self.ship_date
    }

    /// The day of hand-over with the most days of handling.
    #[must_use]
    pub const fn ship_by(&self) -> Date {
        self.ship_by
    }

    /// The first day of arrival: every stage takes its least days.
    #[must_use]
    pub const fn earliest(&self) -> Date {
        self.earliest
    }

    /// The last day of arrival: every stage takes its most days.
    #[must_use]
    pub const fn latest(&self) -> Date {
        self.latest
    }

    /// The days by which so many per cent of orders arrive, in the order of the percentiles.
    pub fn percentiles(&self) -> impl Iterator<Item = (u8, Date)> {
        self.percentiles.into_iter().take(self.count)
    }

    /// The day by which `percent` per cent of orders arrive, if the lane was asked for it.
    #[must_use]
    pub fn percentile(&self, percent: u8) -> Option<Date> {
        self.percentiles().find(|(own, _)| *own == percent).map(|(_, day)| day)
    }
}

/// How much of a whole: two whole numbers, so that nothing is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confidence {
    pub(super) part: u128,
    pub(super) whole: u128,
}

impl Confidence {
    /// The weight of what arrives in time.
    #[must_use]
    pub const fn part(self) -> u128 {
        self.part
    }

    /// The weight of everything.
    #[must_use]
    pub const fn whole(self) -> u128 {
        self.whole
    }

    /// Whole hundredths, rounded down: it never says more than is known.
    #[must_use]
    pub fn percent(self) -> u8 {
        let percent = self.part.saturating_mul(100).checked_div(self.whole).unwrap_or(0);
        u8::try_from(percent).unwrap_or(100)
    }
}

impl std::fmt::Display for Confidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = self.percent();
        write!(f, "{}.{:02}", percent / 100, percent % 100)
    }
}

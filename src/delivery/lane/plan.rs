use super::table::WorkTable;
use crate::delivery::{Spread, StageName};
use crate::time::{Calendar, Date, Instant, TimeOfDay, Zone, ZoneError};

/// Everything about a lane that no order changes.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) clock: Clock,
    pub(super) cut_off: Option<TimeOfDay>,
    pub(super) counts_order_day: bool,
    /// Day 0 of the tables.
    pub(super) first: Date,
    /// How many days the tables hold.
    pub(super) days: usize,
    /// The order days that can be asked.
    pub(super) orders: (Date, Date),
    pub(super) handling: Stage,
    pub(super) transit: Stage,
    pub(super) customs: Option<Stage>,
    pub(super) last_leg: Stage,
    pub(super) percentiles: Vec<u8>,
    /// The product of the totals of all stages.
    pub(super) total: u128,
}

/// One stage of the way.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) name: StageName,
    pub(super) days: Spread,
    pub(super) calendar: Calendar,
    pub(super) table: WorkTable,
}

/// The clock on the wall of the warehouse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::delivery) enum Clock {
    Zone(Zone),
    /// The zone is not known; the clock by which the order was told stands in.
    Fixed(chrono::FixedOffset),
}

impl Clock {
    pub(super) fn local(&self, at: Instant) -> Result<Instant, ZoneError> {
        match self {
            Self::Zone(zone) => zone.local(at),
            Self::Fixed(offset) => Ok(at.with_timezone(offset)),
        }
    }

    /// The moment of a wall time; the earlier one where the clock is changed.
    pub(super) fn earlier(&self, day: Date, time: TimeOfDay) -> Result<Instant, ZoneError> {
        match self {
            Self::Zone(zone) => zone.earlier(day, time),
            Self::Fixed(offset) => Ok(fixed(day, time, *offset)),
        }
    }

    /// The last second of a day.
    pub(super) fn end_of_day(&self, day: Date) -> Result<Instant, ZoneError> {
        let next = day.succ_opt().unwrap_or(day);
        let start = match self {
            Self::Zone(zone) => zone.start_of_day(next)?,
            Self::Fixed(offset) => fixed(next, TimeOfDay::MIN, *offset),
        };
        let end = start.checked_sub_signed(chrono::TimeDelta::seconds(1)).unwrap_or(start);
        self.local(end)
    }
}

fn fixed(day: Date, time: TimeOfDay, offset: chrono::FixedOffset) -> Instant {
    let local = day.and_time(time);
    // An offset has one moment for each wall time; near the ends of the calendar UTC stands in.
    local.and_local_timezone(offset).single().unwrap_or_else(|| local.and_utc().fixed_offset())
}

impl Plan {
    pub(super) fn date(&self, day: usize) -> Date {
        let days = chrono::Days::new(u64::try_from(day).unwrap_or(u64::MAX));
        self.first.checked_add_days(days).unwrap_or(Date::MAX)
    }

    /// The number of a day; `None` outside the tables.
    pub(super) fn number(&self, day: Date) -> Option<usize> {
        let number = usize::try_from(day.signed_duration_since(self.first).num_days()).ok()?;
        (number < self.days).then_some(number)
    }

    pub(super) fn stages(&self) -> impl Iterator<Item = &Stage> {
        [Some(&self.handling), Some(&self.transit), self.customs.as_ref(), Some(&self.last_leg)]
            .into_iter()
            .flatten()
    }
}

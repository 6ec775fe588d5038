//! One order through the stages: the days on which it can arrive, with their weights.

use super::plan::{Plan, Stage};
use crate::delivery::Spread;

/// How many calendar days after the order a promise may reach.
pub(super) const HORIZON: usize = 1_024;

/// An order as the stages see it: its day, and whether it came before the cut-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) day: usize,
    pub(super) on_time: bool,
}

/// The first and the last day of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) earliest: usize,
    pub(super) latest: usize,
}

/// When each stage ends at the earliest and at the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends {
    pub(super) handling: Bounds,
    pub(super) transit: Bounds,
    pub(super) customs: Bounds,
    pub(super) last_leg: Bounds,
}

impl Plan {
    /// When each stage ends; `None` if that lies beyond the days of the lane.
    pub(super) fn ends(&self, order: Order) -> Option<Ends> {
        let days = &self.handling.days;
        let handling = Bounds {
            earliest: self.handed_over(order, days.min())?,
            latest: self.handed_over(order, days.max())?,
        };
        let transit = self.transit.end(handling)?;
        let customs = match &self.customs {
            Some(customs) => customs.end(transit)?,
            None => transit,
        };
        let open = |day| self.last_leg.table.on_or_after(day);
        let start = Bounds { earliest: open(customs.earliest)?, latest: open(customs.latest)? };
        Some(Ends { handling, transit, customs, last_leg: self.last_leg.end(start)? })
    }

    /// The weight of each day of arrival; `None` if some lie beyond the days of the lane.
    pub(super) fn arrivals(&self, order: Order) -> Option<Mass> {
        let (mut mass, mut next) = (Mass::new(order.day), Mass::new(order.day));
        for (days, weight) in self.handling.days.weights() {
            mass.add(self.handed_over(order, days)?, u128::from(weight))?;
        }
        mass.through(&self.transit, &mut next)?;
        std::mem::swap(&mut mass, &mut next);
        if let Some(customs) = &self.customs {
            mass.through(customs, &mut next)?;
            std::mem::swap(&mut mass, &mut next);
        }
        next.clear();
        for (day, weight) in mass.days() {
            next.add(self.last_leg.table.on_or_after(day)?, weight)?;
        }
        if self.last_leg.days.max() > 0 {
            std::mem::swap(&mut mass, &mut next);
            mass.through(&self.last_leg, &mut next)?;
        }
        Some(next)
    }

    /// The day of hand-over after `days` of handling.
    fn handed_over(&self, order: Order, days: u16) -> Option<usize> {
        let table = &self.handling.table;
        let counts = order.on_time && table.is_worked(order.day)?;
        match days {
            0 if counts => Some(order.day),
            0 => table.step(order.day, 1),
            days if counts && self.counts_order_day => table.step(order.day, days.saturating_sub(1)),
            days => table.step(order.day, days),
        }
    }
}

impl Stage {
    fn end(&self, start: Bounds) -> Option<Bounds> {
        Some(Bounds {
            earliest: self.table.step(start.earliest, self.days.min())?,
            latest: self.table.step(start.latest, self.days.max())?,
        })
    }
}

/// Weights by calendar day. The sum is the product of the totals of the stages so far, exactly.
pub(super) struct Mass {
    base: usize,
    low: usize,
    /// One beyond the last day with a weight.
    high: usize,
    weights: [u128; HORIZON],
}

impl Mass {
    fn new(base: usize) -> Self {
        Self { base, low: HORIZON, high: 0, weights: [0; HORIZON] }
    }

    fn clear(&mut self) {
        if let Some(used) = self.weights.get_mut(self.low.min(self.high)..self.high) {
            used.fill(0);
        }
        (self.low, self.high) = (HORIZON, 0);
    }

    /// Four stages of at most 2^27 each stay below 2^108: the sums cannot overflow.
    fn add(&mut self, day: usize, weight: u128) -> Option<()> {
        let place = day.checked_sub(self.base)?;
        let slot = self.weights.get_mut(place)?;
        *slot = slot.saturating_add(weight);
        self.low = self.low.min(place);
        self.high = self.high.max(place.saturating_add(1));
        Some(())
    }

    /// The days that have a weight.
    pub(super) fn days(&self) -> impl Iterator<Item = (usize, u128)> {
        let used = self.weights.get(self.low.min(self.high)..self.high).unwrap_or_default();
        (self.base.saturating_add(self.low)..).zip(used.iter().copied()).filter(|(_, weight)| *weight > 0)
    }

    /// Sends every day through a stage.
    fn through(&self, stage: &Stage, into: &mut Self) -> Option<()> {
        into.clear();
        for (day, mass) in self.days() {
            into.spread(day, mass, &stage.days, stage)?;
        }
        Some(())
    }

    fn spread(&mut self, day: usize, mass: u128, days: &Spread, stage: &Stage) -> Option<()> {
        let (mut weights, mut count) = (days.as_weights(), usize::from(days.min()));
        if count == 0 {
            let (none, rest) = weights.split_first()?;
            self.add(day, mass.saturating_mul(u128::from(*none)))?;
            (weights, count) = (rest, 1);
        }
        if weights.is_empty() {
            return Some(());
        }
        let from = count.checked_sub(1)?;
        let ends = stage.table.after(day)?.get(from..from.checked_add(weights.len())?)?;
        let (first, last) = (ends.first()?.checked_sub(self.base)?, ends.last()?.checked_sub(self.base)?);
        // One check for all of them: the days rise.
        let slots = self.weights.get_mut(first..=last)?;
        for (end, weight) in ends.iter().zip(weights) {
            if let Some(slot) = slots.get_mut(end.wrapping_sub(self.base).wrapping_sub(first)) {
                *slot = slot.wrapping_add(mass.wrapping_mul(u128::from(*weight)));
            }
        }
        self.low = self.low.min(first);
        self.high = self.high.max(last.saturating_add(1));
        Some(())
    }
}

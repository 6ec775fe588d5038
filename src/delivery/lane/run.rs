//! One order through the stages: the days on which it can arrive, with their weights.

use super::plan::{Plan, Stage};

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

    /// Tells each day of arrival with its weight, in order; `None` if some lie beyond the days of the lane.
    pub(super) fn arrivals(&self, order: Order, tell: impl FnMut(usize, u128)) -> Option<()> {
        // Most lanes fit into half the width, at twice the speed.
        if u64::try_from(self.total).is_ok() {
            self.arrivals_in::<u64>(order, tell)
        } else {
            self.arrivals_in::<u128>(order, tell)
        }
    }

    fn arrivals_in<W: Weight>(&self, order: Order, mut tell: impl FnMut(usize, u128)) -> Option<()> {
        let (mut one, mut other) = (Mass::<W>::new(order.day), Mass::<W>::new(order.day));
        let (mut mass, mut next) = (&mut one, &mut other);
        for (days, weight) in self.handling.days.weights() {
            mass.add(self.handed_over(order, days)?, W::from(weight))?;
        }
        for stage in [Some(&self.transit), self.customs.as_ref()].into_iter().flatten() {
            mass.through(stage, next)?;
            std::mem::swap(&mut mass, &mut next);
        }
        next.clear();
        for (day, weight) in mass.days() {
            next.add(self.last_leg.table.on_or_after(day)?, weight)?;
        }
        std::mem::swap(&mut mass, &mut next);
        if self.last_leg.days.max() > 0 || self.last_leg.days.total() > 1 {
            mass.through(&self.last_leg, next)?;
            std::mem::swap(&mut mass, &mut next);
        }
        for (day, weight) in mass.days() {
            tell(day, weight.into());
        }
        Some(())
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

/// A whole number that holds the product of the totals of all stages.
trait Weight: Copy + Default + PartialEq + From<u32> + Into<u128> {
    /// `self + mass · weight`, of which the caller knows that it fits.
    fn plus(self, mass: Self, weight: Self) -> Self;
}

impl Weight for u64 {
    fn plus(self, mass: Self, weight: Self) -> Self {
        self.wrapping_add(mass.wrapping_mul(weight))
    }
}

impl Weight for u128 {
    fn plus(self, mass: Self, weight: Self) -> Self {
        self.wrapping_add(mass.wrapping_mul(weight))
    }
}

/// Weights by calendar day. The sum is the product of the totals of the stages so far, exactly: the width was chosen for
/// the product of all of them, and four totals of at most 2^27 fit into 108 bits.
struct Mass<W> {
    base: usize,
    low: usize,
    /// One beyond the last day with a weight.
    high: usize,
    weights: [W; HORIZON],
}

impl<W: Weight> Mass<W> {
    fn new(base: usize) -> Self {
        Self { base, low: HORIZON, high: 0, weights: [W::default(); HORIZON] }
    }

    fn clear(&mut self) {
        if let Some(used) = self.weights.get_mut(self.low.min(self.high)..self.high) {
            used.fill(W::default());
        }
        (self.low, self.high) = (HORIZON, 0);
    }

    fn add(&mut self, day: usize, weight: W) -> Option<()> {
        let place = day.checked_sub(self.base)?;
        let slot = self.weights.get_mut(place)?;
        *slot = slot.plus(weight, W::from(1));
        self.low = self.low.min(place);
        self.high = self.high.max(place.saturating_add(1));
        Some(())
    }

    /// The days that have a weight.
    fn days(&self) -> impl Iterator<Item = (usize, W)> {
        let used = self.weights.get(self.low.min(self.high)..self.high).unwrap_or_default();
        let days = (self.base.saturating_add(self.low)..).zip(used.iter().copied());
        days.filter(|(_, weight)| *weight != W::default())
    }

    /// Sends every day through a stage.
    fn through(&self, stage: &Stage, into: &mut Self) -> Option<()> {
        into.clear();
        for (day, mass) in self.days() {
            into.spread(day, mass, stage)?;
        }
        Some(())
    }

    /// Spreads the mass of one day over the days on which the stage can end.
    fn spread(&mut self, day: usize, mass: W, stage: &Stage) -> Option<()> {
        let (mut weights, mut count) = (stage.days.as_weights(), usize::from(stage.days.min()));
        if count == 0 {
            let (none, rest) = weights.split_first()?;
            self.add(day, W::default().plus(mass, W::from(*none)))?;
            (weights, count) = (rest, 1);
        }
        if weights.is_empty() {
            return Some(());
        }
        let from = count.checked_sub(1)?;
        let ends = stage.table.after(day)?.get(from..from.checked_add(weights.len())?)?;
        let (first, last) = (ends.first()?.checked_sub(self.base)?, ends.last()?.checked_sub(self.base)?);
        // The days rise: where the first and the last one fit, all do.
        let slots = self.weights.get_mut(first..=last)?;
        let base = self.base.checked_add(first)?;
        for (end, weight) in ends.iter().zip(weights) {
            if let Some(slot) = slots.get_mut(end.wrapping_sub(base)) {
                *slot = slot.plus(mass, W::from(*weight));
            }
        }
        self.low = self.low.min(first);
        self.high = self.high.max(last.saturating_add(1));
        Some(())
    }
}

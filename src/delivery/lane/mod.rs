//! A prepared lane: working days are counted once, an order is then arithmetic without memory of its own.

mod build;
mod plan;
mod run;
mod table;
mod work;

use std::sync::Arc;

use self::plan::{Plan, Stage};
use self::run::{Ends, HORIZON, Order};
use super::promise::MAX_PERCENTILES;
use super::{Basis, Confidence, DeliveryError, Promise, StageName};
use crate::time::{CalendarError, Date, Doubt, Instant, SkipReason, Skipped};

pub(super) use self::build::{Orders, Prepared, prepare};

/// A service from a warehouse to a place, ready to answer orders of some days.
///
/// ```
/// use landfall::RuleBook;
/// use landfall::delivery::{DeliveryLaneRequest, Handling, Service, Spread};
///
/// let parcel = Service::own("parcel", Spread::between(2, 3)?);
/// let request = DeliveryLaneRequest::new(parcel, "JP".parse()?, "JP".parse()?)
///     .with_handling(Handling::days(1, 2)?);
/// let lane = RuleBook::embedded().delivery_lane(&request, "2026-12-01".parse()?, "2026-12-31".parse()?)?;
/// let promise = lane.promise("2026-12-07T10:00:00+09:00".parse()?)?;
/// assert_eq!(promise.earliest().to_string(), "2026-12-10"); // 1 and 2 working days
/// assert_eq!(promise.latest().to_string(), "2026-12-14"); // 2 and 3, over a weekend
/// assert_eq!(lane.confidence("2026-12-07T10:00:00+09:00".parse()?, "2026-12-11".parse()?)?.to_string(), "0.75");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct DeliveryLane(Arc<Plan>);

/// When a stage can begin and end, and what its days rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageWindow {
    /// The stage.
    pub name: StageName,
    /// The first day on which it can begin.
    pub from: Date,
    /// The last day on which it can end.
    pub to: Date,
    /// Its least and most days.
    pub days: (u16, u16),
    /// What the days rest on.
    pub basis: Basis,
}

impl DeliveryLane {
    /// When an order of this moment will arrive.
    ///
    /// # Errors
    /// [`DeliveryError::OutsideLane`] for an order day for which the lane was not prepared,
    /// [`DeliveryError::Calendar`] if a stage leads beyond the years of its calendar, [`DeliveryError::TooFar`].
    pub fn promise(&self, ordered_at: Instant) -> Result<Promise, DeliveryError> {
        let plan = &*self.0;
        let (ordered, order) = self.order(ordered_at)?;
        let ends = self.ends(order)?;
        let mut promise = Promise {
            ordered,
            order_day: plan.date(order.day),
            on_time: order.on_time,
            ship_date: plan.date(ends.handling.earliest),
            ship_by: plan.date(ends.handling.latest),
            earliest: plan.date(ends.last_leg.earliest),
            latest: plan.date(ends.last_leg.latest),
            percentiles: [(0, plan.first); MAX_PERCENTILES],
            count: 0,
        };
        let mut wanted = plan.percentiles.iter().zip(&mut promise.percentiles).peekable();
        let mut sum = 0_u128;
        self.arrivals(order, |day, weight| {
            sum = sum.saturating_add(weight);
            let parts = sum.saturating_mul(100);
            while let Some((percent, slot)) =
                wanted.next_if(|(percent, _)| parts >= plan.total.saturating_mul(u128::from(**percent)))
            {
                *slot = (*percent, plan.date(day));
            }
        })?;
        promise.count = plan.percentiles.len();
        Ok(promise)
    }

    /// How likely an order of this moment arrives on or before `wanted`.
    ///
    /// # Errors
    /// As [`promise`](Self::promise).
    pub fn confidence(&self, ordered_at: Instant, wanted: Date) -> Result<Confidence, DeliveryError> {
        let (_, order) = self.order(ordered_at)?;
        let plan = &*self.0;
        let mut part = 0_u128;
        self.arrivals(order, |day, weight| {
            if plan.date(day) <= wanted {
                part = part.saturating_add(weight);
            }
        })?;
        Ok(Confidence { part, whole: plan.total })
    }

    /// Every day of arrival with its weight; the weights sum to the product of the stages' totals.
    ///
    /// # Errors
    /// As [`promise`](Self::promise).
    pub fn arrivals_by_day(&self, ordered_at: Instant) -> Result<Vec<(Date, u128)>, DeliveryError> {
        let (_, order) = self.order(ordered_at)?;
        let mut days = Vec::new();
        self.arrivals(order, |day, weight| days.push((self.0.date(day), weight)))?;
        Ok(days)
    }

    /// The product of the stages' totals: what the weights of all days of arrival sum to.
    #[must_use]
    pub fn total_weight(&self) -> u128 {
        self.0.total
    }

    /// The last moment at which an order still arrives on or before `wanted`, even if every stage takes its most
    /// days; `None` if no order day of the lane is early enough.
    ///
    /// # Errors
    /// [`DeliveryError::Zone`] if the zone cannot tell the moment.
    pub fn order_by(&self, wanted: Date) -> Result<Option<Instant>, DeliveryError> {
        let plan = &*self.0;
        let (first, last) = plan.orders;
        let days = std::iter::successors(Some(wanted.min(last)), |day| day.pred_opt());
        for day in days.take_while(|day| *day >= first) {
            let Some(number) = plan.number(day) else { continue };
            let arrives = |on_time| {
                let ends = plan.ends(Order { day: number, on_time });
                ends.is_some_and(|ends| plan.date(ends.last_leg.latest) <= wanted)
            };
            match plan.cut_off {
                Some(cut_off) if arrives(true) && !arrives(false) => {
                    return Ok(Some(plan.clock.earlier(day, cut_off)?));
                }
                _ if arrives(true) => return Ok(Some(plan.clock.end_of_day(day)?)),
                _ => {}
            }
        }
        Ok(None)
    }

    /// The stages of a promise of this lane.
    #[must_use]
    pub fn stages(&self, promise: &Promise) -> Vec<StageWindow> {
        self.spans(promise).map(|(stage, from, to)| stage.window(from, to)).collect()
    }

    /// Every day that a stage passes over on the way to the latest day of a promise, with reason and place, in order.
    #[must_use]
    pub fn skipped(&self, promise: &Promise) -> Vec<Skipped> {
        let Some((order, ends)) = self.again(promise) else { return Vec::new() };
        let plan = &*self.0;
        let mut skipped: Vec<Skipped> = Vec::new();
        let mut pass = |stage: &Stage, days: std::ops::Range<usize>| {
            skipped.extend(days.filter_map(|day| stage.calendar.skipped(plan.date(day)).ok().flatten()));
        };
        pass(&plan.handling, order.day..ends.handling.latest);
        pass(&plan.transit, ends.handling.latest.saturating_add(1)..ends.transit.latest);
        if let Some(customs) = &plan.customs {
            pass(customs, ends.transit.latest.saturating_add(1)..ends.customs.latest);
        }
        pass(&plan.last_leg, ends.customs.latest..ends.last_leg.latest);
        skipped.sort_by_key(|skipped| skipped.day);
        skipped.dedup();
        skipped
    }

    /// Why the calendars of the stages may be wrong about a day of a promise.
    #[must_use]
    pub fn doubts(&self, promise: &Promise) -> Vec<Doubt> {
        let mut doubts: Vec<Doubt> = Vec::new();
        for (stage, from, to) in self.spans(promise) {
            for day in from.iter_days().take_while(|day| *day <= to) {
                let rests = stage.calendar.skip_reason(day).ok().flatten() == Some(SkipReason::Weekend);
                // A holiday that may fall on a day of rest changes nothing.
                let moot =
                    |doubt: &Doubt| rests && matches!(doubt, Doubt::Estimated(_) | Doubt::Regional { .. });
                let doubt = stage.calendar.doubt(day);
                doubts.extend(doubt.filter(|doubt| !moot(doubt) && !doubts.contains(doubt)));
            }
        }
        doubts
    }

    /// Each stage with its first and last day.
    fn spans(&self, promise: &Promise) -> impl Iterator<Item = (&Stage, Date, Date)> {
        let plan = &*self.0;
        let ends = self.again(promise).map(|(order, ends)| {
            let mut from = order.day;
            let mut span = |bounds: run::Bounds| {
                let span = (plan.date(from), plan.date(bounds.latest));
                from = bounds.earliest;
                span
            };
            [span(ends.handling), span(ends.transit), span(ends.customs), span(ends.last_leg)]
        });
        let stages = [Some(&plan.handling), Some(&plan.transit), plan.customs.as_ref(), Some(&plan.last_leg)];
        let spans = stages.into_iter().zip(ends.into_iter().flatten());
        spans.filter_map(|(stage, (from, to))| stage.map(|stage| (stage, from, to)))
    }

    /// The order of a promise and how its stages end.
    fn again(&self, promise: &Promise) -> Option<(Order, Ends)> {
        let order = Order { day: self.0.number(promise.order_day)?, on_time: promise.on_time };
        Some((order, self.0.ends(order)?))
    }

    fn order(&self, ordered_at: Instant) -> Result<(Instant, Order), DeliveryError> {
        let plan = &*self.0;
        let local = plan.clock.local(ordered_at)?;
        let day = local.date_naive();
        let (first, last) = plan.orders;
        let outside = || DeliveryError::OutsideLane { day, first, last };
        let number = plan.number(day).filter(|_| first <= day && day <= last).ok_or_else(outside)?;
        let on_time = match plan.cut_off {
            Some(cut_off) => local <= plan.clock.earlier(day, cut_off)?,
            None => true,
        };
        Ok((local, Order { day: number, on_time }))
    }

    fn ends(&self, order: Order) -> Result<Ends, DeliveryError> {
        let ends = self.0.ends(order).ok_or_else(|| self.beyond(order))?;
        let days = ends.last_leg.latest.saturating_sub(order.day);
        if days < HORIZON { Ok(ends) } else { Err(self.beyond(order)) }
    }

    fn arrivals(&self, order: Order, tell: impl FnMut(usize, u128)) -> Result<(), DeliveryError> {
        self.0.arrivals(order, tell).ok_or_else(|| self.beyond(order))
    }

    /// Why the stages end beyond the tables: the calendars end, or nobody counts so far.
    fn beyond(&self, order: Order) -> DeliveryError {
        let plan = &*self.0;
        let end = plan.date(plan.days);
        let ended = plan.stages().find_map(|stage| stage.calendar.is_business_day(end).err());
        match ended {
            Some(error @ CalendarError::OutOfRange { .. }) => error.into(),
            _ => DeliveryError::TooFar { day: plan.date(order.day), days: HORIZON },
        }
    }
}

impl Stage {
    fn window(&self, from: Date, to: Date) -> StageWindow {
        let days = (self.days.min(), self.days.max());
        StageWindow { name: self.name, from, to, days, basis: self.days.basis() }
    }
}

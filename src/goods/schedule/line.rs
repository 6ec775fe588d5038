//! A line of a schedule, seen from an origin and a day.

use std::fmt;
use std::sync::Arc;

use super::TariffSchedule;
use super::area::Holds;
use super::store::{Line, NONE, Rate, RateKind, day_number};
use crate::goods::{DutyExpression, Edition, HsCode};
use crate::place::Country;
use crate::rules::Evidence;
use crate::time::Date;

/// A line of a schedule as it stands on a day for goods of an origin.
#[derive(Clone, Copy)]
pub struct LineView<'s> {
    schedule: &'s TariffSchedule,
    index: u32,
    origin: Country,
    day: Date,
}

/// Why a line has no ordinary duty that could be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoRate {
    /// The schedule prints none.
    #[error("the schedule holds no rate for {code}")]
    NotHeld {
        /// The line.
        code: HsCode,
    },
    /// The schedule prints one, but for other days.
    #[error("the schedule holds no rate for {code} on {day}")]
    NotOnDay {
        /// The line.
        code: HsCode,
        /// The day asked for.
        day: Date,
    },
    /// What the schedule prints could not be read.
    #[error("the rate of {code} could not be read: `{text}`")]
    Unreadable {
        /// The line.
        code: HsCode,
        /// What is printed.
        text: Arc<str>,
    },
    /// The schedule prints two different rates for one day.
    #[error("the schedule holds two rates for {code} on one day")]
    Ambiguous {
        /// The line.
        code: HsCode,
    },
    /// The rate depends on a group of origins whose members are not known.
    #[error("the rate of {code} depends on the origins of `{group}`, which are not given")]
    UnknownGroup {
        /// The line.
        code: HsCode,
        /// The group as the schedule names it.
        group: Arc<str>,
    },
}

impl<'s> LineView<'s> {
    pub(super) fn new(schedule: &'s TariffSchedule, index: u32, origin: Country, day: Date) -> Self {
        Self { schedule, index, origin, day }
    }

    /// The code with as many digits as the schedule prints.
    #[must_use]
    pub fn code(&self) -> HsCode {
        self.schedule.store.code(self.index).unwrap_or(HsCode::of_padded_number(0, 2))
    }

    /// The words of the line itself, without those of the lines above.
    #[must_use]
    pub fn description(&self) -> Option<&'s str> {
        self.schedule.store.texts.get(self.line()?.description)
    }

    /// The words of the line and of those above it, from the widest to this one.
    pub fn descriptions(&self) -> impl Iterator<Item = &'s str> {
        let store = &self.schedule.store;
        let mut above = Vec::new();
        let mut next = self.index;
        while let Some(line) = store.line(next) {
            above.extend(store.texts.get(line.description));
            next = line.parent;
        }
        above.into_iter().rev()
    }

    /// The ordinary duty.
    ///
    /// # Errors
    /// [`NoRate`] says why there is none.
    pub fn duty(&self) -> Result<&'s DutyExpression, NoRate> {
        let rate = self.base()?;
        self.schedule.duty(&rate).ok_or_else(|| NoRate::Unreadable {
            code: self.code(),
            text: self.schedule.store.texts.get(rate.words).unwrap_or_default().into(),
        })
    }

    /// First and last day of the ordinary duty, where the schedule tells them.
    #[must_use]
    pub fn period(&self) -> (Option<Date>, Option<Date>) {
        self.base().map_or((None, None), |rate| days_of(&rate))
    }

    /// Lower duties that goods of the origin may claim, and the duties on top that may fall on them.
    pub fn other_rates(&self) -> impl Iterator<Item = OtherRate<'s>> {
        let (schedule, origin, day) = (self.schedule, self.origin, day_number(self.day));
        self.applicable()
            .filter(move |rate| rate.kind != RateKind::Base && rate.covers(day))
            .filter(move |rate| schedule.holds(rate, origin) != Holds::No)
            .map(move |rate| OtherRate { schedule, rate: *rate, holds: schedule.holds(rate, origin) })
    }

    /// The preferences that goods of the origin may claim.
    pub fn preferences(&self) -> impl Iterator<Item = OtherRate<'s>> {
        self.other_rates()
            .filter(|rate| rate.kind() == RateKind::Preference && !rate.depends_on_unknown_group())
    }

    /// The edition of the schedule.
    #[must_use]
    pub fn edition(&self) -> Option<&'s Edition> {
        self.schedule.edition()
    }

    /// A schedule is as good as the caller who brings it.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        Evidence::Supplied
    }

    pub(super) fn index(&self) -> u32 {
        self.index
    }

    fn line(&self) -> Option<&'s Line> {
        self.schedule.store.line(self.index)
    }

    /// The rates of the line and of those above it; only the nearest ones where a line prints all of its own.
    fn applicable(&self) -> impl Iterator<Item = &'s Rate> + use<'s> {
        let schedule = self.schedule;
        let most = if schedule.whole_lines { 1 } else { usize::MAX };
        schedule.rate_holders(self.index).take(most).flat_map(|(_, line)| schedule.store.rates_of(line))
    }

    /// The ordinary rates of the nearest line that has any on the day.
    fn bases(&self) -> impl Iterator<Item = &'s Rate> + use<'s> {
        let (schedule, day) = (self.schedule, day_number(self.day));
        let in_force = move |rate: &&Rate| rate.kind == RateKind::Base && rate.covers(day);
        let holder = schedule
            .rate_holders(self.index)
            .find(|(_, line)| schedule.store.rates_of(line).iter().any(|rate| in_force(&rate)));
        holder.into_iter().flat_map(move |(_, line)| schedule.store.rates_of(line).iter().filter(in_force))
    }

    fn base(&self) -> Result<Rate, NoRate> {
        let schedule = self.schedule;
        let mut chosen: Option<Rate> = None;
        let mut special = false;
        for rate in self.bases() {
            // A rate for some origins goes before the one for everyone.
            let for_all = schedule.is_for_everyone(rate);
            match schedule.holds(rate, self.origin) {
                Holds::No => continue,
                Holds::Unknown => {
                    // Two columns with one rate leave nothing open.
                    let group = schedule.unknown_group(rate).into();
                    if self.bases().all(|other| other.duty == rate.duty && rate.duty != NONE) {
                        continue;
                    }
                    return Err(NoRate::UnknownGroup { code: self.code(), group });
                }
                Holds::Yes => {}
            }
            match chosen {
                Some(before) if special != for_all && before.duty != rate.duty => {
                    return Err(NoRate::Ambiguous { code: self.code() });
                }
                Some(_) if for_all => {}
                _ => (chosen, special) = (Some(*rate), !for_all),
            }
        }
        chosen.ok_or_else(|| {
            let code = self.code();
            let has_any = schedule.rate_holders(self.index).any(|(_, line)| {
                schedule.store.rates_of(line).iter().any(|rate| rate.kind == RateKind::Base)
            });
            if has_any { NoRate::NotOnDay { code, day: self.day } } else { NoRate::NotHeld { code } }
        })
    }
}

impl fmt::Debug for LineView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LineView")
            .field("code", &self.code())
            .field("duty", &self.duty().map(ToString::to_string))
            .finish_non_exhaustive()
    }
}

/// A rate beside the ordinary duty.
#[derive(Debug, Clone, Copy)]
pub struct OtherRate<'s> {
    schedule: &'s TariffSchedule,
    rate: Rate,
    holds: Holds,
}

impl<'s> OtherRate<'s> {
    /// What a claim to it needs.
    #[must_use]
    pub fn kind(&self) -> RateKind {
        self.rate.kind
    }

    /// The duty; `None` if its text could not be read.
    #[must_use]
    pub fn duty(&self) -> Option<&'s DutyExpression> {
        self.schedule.duty(&self.rate)
    }

    /// The origins it is for, as the schedule names them: country codes, groups or programmes.
    pub fn areas(&self) -> impl Iterator<Item = &'s str> {
        self.schedule.area_names(self.rate.areas)
    }

    /// Whether it may be for the origin, but names a group whose members are not known.
    #[must_use]
    pub fn depends_on_unknown_group(&self) -> bool {
        self.holds == Holds::Unknown
    }

    /// The documents that the schedule names as proof.
    #[must_use]
    pub fn proof(&self) -> Option<&'s str> {
        self.schedule.store.texts.get(self.rate.words).filter(|_| self.rate.duty != NONE)
    }

    /// First and last day, where the schedule tells them.
    #[must_use]
    pub fn period(&self) -> (Option<Date>, Option<Date>) {
        days_of(&self.rate)
    }
}

fn days_of(rate: &Rate) -> (Option<Date>, Option<Date>) {
    let day = |number: i32| Date::from_num_days_from_ce_opt(number);
    let told = |number: i32| (number != i32::MIN && number != i32::MAX).then_some(number);
    (told(rate.from).and_then(day), told(rate.to).and_then(day))
}

/// Lines of a schedule in the order of their codes: each the first with a rate that stands for all below it, or the
/// last of its branch.
#[derive(Debug, Clone)]
pub struct Lines<'s> {
    schedule: &'s TariffSchedule,
    next: u32,
    end: u32,
    origin: Country,
    day: Date,
}

impl<'s> Lines<'s> {
    pub(super) fn new(schedule: &'s TariffSchedule, next: u32, end: u32, origin: Country, day: Date) -> Self {
        Self { schedule, next, end, origin, day }
    }
}

impl<'s> Iterator for Lines<'s> {
    type Item = LineView<'s>;

    fn next(&mut self) -> Option<LineView<'s>> {
        while self.next < self.end {
            let index = self.next;
            let line = self.schedule.store.line(index)?;
            let is_last = line.end == index.saturating_add(1);
            if is_last || line.single && line.rates != NONE && line.end <= self.end {
                self.next = line.end;
                return Some(LineView::new(self.schedule, index, self.origin, self.day));
            }
            self.next = index.saturating_add(1);
        }
        None
    }
}

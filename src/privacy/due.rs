use super::jurisdiction::Jurisdiction;
use super::rows::Counting;
use crate::rules::Dated;
use crate::time::{Date, Days, Doubt, Instant, Period, PeriodError, PeriodUnit, Roll, SkipReason, Skipped};

/// The event that starts a period: a day, or a moment where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Some time on this day.
    Day(Date),
    /// This moment.
    At(Instant),
}

impl From<Date> for Event {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl From<Instant> for Event {
    fn from(moment: Instant) -> Self {
        Self::At(moment)
    }
}

impl Event {
    /// The day of the event, by the clock of the place where that is known, else by its own clock.
    pub(super) fn day(self, place: &Jurisdiction) -> Date {
        match self {
            Self::Day(day) => day,
            Self::At(moment) => {
                let local = place.zone().and_then(|zone| zone.local(moment).ok());
                local.unwrap_or(moment).date_naive()
            }
        }
    }

    /// The same event, so many days later: the clock stood still.
    fn later(self, days: u32) -> Option<Self> {
        let days = u64::from(days);
        Some(match self {
            Self::Day(day) => Self::Day(day.checked_add_days(Days::new(days))?),
            Self::At(moment) => Self::At(moment.checked_add_days(Days::new(days))?),
        })
    }
}

/// When a period ends.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum DueDate {
    /// With the end of a day.
    Day {
        /// The last day as counted.
        raw: Date,
        /// The last day after it moved; the same where nothing moves it.
        rolled: Date,
        /// The days that were passed over, with reason and place.
        why: Vec<Skipped>,
        /// Whether the hours of the law were counted as whole days because the moment of the event is not known.
        from_whole_day: bool,
        /// A doubt of the calendar about the last day.
        doubt: Option<Doubt>,
    },
    /// At a moment.
    At(Instant),
    /// The last day is known, but not whether it moves.
    Unsettled {
        /// The last day as counted.
        raw: Date,
        /// Why the calendar cannot say.
        why: String,
    },
    /// Working days are counted, and no calendar holds them.
    Uncounted {
        /// Why the calendar cannot say.
        why: String,
    },
}

impl DueDate {
    /// The last day; `None` for a moment and where it cannot be counted.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        match self {
            Self::Day { rolled, .. } => Some(*rolled),
            Self::Unsettled { raw, .. } => Some(*raw),
            Self::At(_) | Self::Uncounted { .. } => None,
        }
    }

    /// The moment of a period in hours.
    #[must_use]
    pub fn moment(&self) -> Option<Instant> {
        match self {
            Self::At(moment) => Some(*moment),
            _ => None,
        }
    }

    /// For choosing the earlier of two: the day on which it falls.
    pub(super) fn falls_on(&self) -> Option<Date> {
        self.day().or(self.moment().map(|moment| moment.date_naive()))
    }
}

impl Jurisdiction {
    /// The end of a period that an event starts here, with the days on which the clock stood still.
    pub(super) fn end_of(
        &self,
        period: Period,
        counting: Option<&Dated<Counting>>,
        event: Event,
        stopped_days: u32,
    ) -> Option<DueDate> {
        if period.unit() == PeriodUnit::Hours {
            return Some(self.end_of_hours(period, event.later(stopped_days)?));
        }
        let day = event.day(self);
        match (stopped_days, period.unit()) {
            (0, _) => self.end_of_days(counting.map_or(period, |counting| counting.value().of(period)), day),
            (stopped, PeriodUnit::BusinessDays) => {
                self.end_of_days(period, Event::Day(day).later(stopped)?.day(self))
            }
            // The days are added to the end before it moves: added to the beginning they could be lost at a month's end.
            (stopped, _) => {
                let end = period.after(day, None).ok()?.raw();
                let rest = Period::days(stopped);
                let rest =
                    counting.map_or(rest, |counting| counting.value().of(rest).with_minimum_working_days(0));
                self.end_of_days(rest, end)
            }
        }
    }

    fn end_of_days(&self, period: Period, day: Date) -> Option<DueDate> {
        let needs_calendar = period.unit() == PeriodUnit::BusinessDays || period.roll() != Roll::None;
        let calendar = if needs_calendar { self.calendar().map(Some) } else { Ok(None) };
        let why = match calendar {
            Err(error) => error.to_string(),
            Ok(calendar) => match period.after(day, calendar) {
                Ok(end) => {
                    // The last day may be no working day after all, and so may the holidays that were passed over.
                    let passed = || end.why().iter().filter(|day| matches!(day.why, SkipReason::Holiday(_)));
                    let doubt = calendar.and_then(|calendar| {
                        let last = calendar.doubt(end.rolled());
                        last.or_else(|| passed().find_map(|skipped| calendar.doubt(skipped.day)))
                    });
                    let (raw, rolled, why) = (end.raw(), end.rolled(), end.why().to_vec());
                    return Some(DueDate::Day { raw, rolled, why, from_whole_day: false, doubt });
                }
                Err(error) => error.to_string(),
            },
        };
        if period.unit() == PeriodUnit::BusinessDays {
            return Some(DueDate::Uncounted { why });
        }
        let raw = Period::new(period.length(), period.unit()).after(day, None).ok()?.raw();
        Some(DueDate::Unsettled { raw, why })
    }

    /// Hours run from a moment and never move. From a day of which the moment is not known, whole days are counted.
    fn end_of_hours(&self, period: Period, event: Event) -> DueDate {
        match event {
            Event::At(moment) => match period.after_instant(moment, self.zone(), None) {
                Ok(end) => DueDate::At(end.instant()),
                Err(error) => DueDate::Uncounted { why: error.to_string() },
            },
            Event::Day(day) => match whole_days(period).after(day, None) {
                Ok(end) => DueDate::Day {
                    raw: end.raw(),
                    rolled: end.raw(),
                    why: Vec::new(),
                    from_whole_day: true,
                    doubt: None,
                },
                Err(error) => DueDate::Uncounted { why: PeriodError::to_string(&error) },
            },
        }
    }
}

/// The whole days in a number of hours: the deadline lies on that day, at the hour of the event.
fn whole_days(hours: Period) -> Period {
    Period::days(hours.length() / HOURS_IN_A_DAY)
}

const HOURS_IN_A_DAY: u32 = 24;

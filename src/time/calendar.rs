use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::Datelike;

use super::{Date, Doubt, Holiday, HolidayKind, SkipReason, Skipped, Weekdays};

/// Which days are worked: the weekends, public holidays and closed days of a place, of a caller, or of several at once.
///
/// [`RuleBook::calendar`](crate::RuleBook::calendar) gives that of a country or region; [`Calendar::given`] is one
/// of the caller's own. [`union`](Self::union) combines them: a day counts only where it is worked in all.
///
/// ```
/// use landfall::RuleBook;
/// use landfall::time::{Calendar, Weekdays};
///
/// let book = RuleBook::embedded();
/// let bavaria = book.calendar("DE".parse()?, Some("DE-BY".parse()?))?;
/// assert!(!bavaria.is_business_day("2026-01-06".parse()?)?); // Epiphany
///
/// // A warehouse that also works on Saturdays and closes on one day.
/// let closed = ["2026-12-24".parse()?];
/// let warehouse = Calendar::given("warehouse", "sun".parse::<Weekdays>()?, closed);
/// let both = bavaria.union(&warehouse);
/// assert_eq!(both.add_business_days("2026-12-23".parse()?, 1)?.to_string(), "2026-12-28");
///
/// // The table ends in 2030: beyond it there is no answer.
/// assert!(bavaria.is_business_day("2031-01-02".parse()?).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    name: Arc<str>,
    parts: Vec<Arc<Part>>,
}

/// One calendar that is no union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) place: Arc<str>,
    /// The days that the table covers; `None` for a calendar that holds for ever.
    pub(crate) covers: Option<(Date, Date)>,
    /// In order of time.
    pub(crate) weekends: Vec<WeekendSpan>,
    /// In order of time.
    pub(crate) holidays: Vec<Holiday>,
    /// The kinds of holiday that are not worked.
    pub(crate) observed: Vec<HolidayKind>,
    /// Days worked although the week or a holiday says otherwise, in order.
    pub(crate) working: Vec<Date>,
    /// Days closed whatever the rest says, in order.
    pub(crate) closed: Vec<Date>,
    /// Holidays of some regions while no region is meant, in order.
    pub(crate) regional: Vec<Date>,
    /// From when on the table is not settled, and why.
    pub(crate) doubt: Option<(Date, Arc<str>)>,
}

/// The weekend from one day to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WeekendSpan {
    pub(crate) days: Weekdays,
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
    pub(crate) is_recalled: bool,
}

impl WeekendSpan {
    fn covers(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// Why a calendar cannot say whether a day is worked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// The day lies outside the years of the calendar.
    #[error("the calendar of {calendar} cannot say anything about {day}: it holds {first} to {last}")]
    OutOfRange {
        /// The calendar.
        calendar: String,
        /// The day asked for.
        day: Date,
        /// The first day that can be asked.
        first: Date,
        /// The last day that can be asked.
        last: Date,
    },
    /// No day near the one asked for is worked.
    #[error("the calendar of {calendar} has no working day within ten years of {day}")]
    NoBusinessDay {
        /// The calendar.
        calendar: String,
        /// The day from which a working day was looked for.
        day: Date,
    },
}

impl Calendar {
    /// A calendar of the caller's own, for any year: the weekend and closed days, no public holiday.
    #[must_use]
    pub fn given(
        name: impl Into<Arc<str>>,
        weekend: Weekdays,
        closed: impl IntoIterator<Item = Date>,
    ) -> Self {
        let weekend = WeekendSpan { days: weekend, from: None, to: None, is_recalled: false };
        let mut closed: Vec<Date> = closed.into_iter().collect();
        closed.sort_unstable();
        Self::of(Part {
            place: name.into(),
            covers: None,
            weekends: vec![weekend],
            holidays: Vec::new(),
            observed: Vec::new(),
            working: Vec::new(),
            closed,
            regional: Vec::new(),
            doubt: None,
        })
    }

    pub(crate) fn of(part: Part) -> Self {
        Self { name: Arc::clone(&part.place), parts: vec![Arc::new(part)] }
    }

    /// The country or region, or the name that the caller gave; of a union all of them, joined by `+`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A calendar in which a day is worked only if it is worked in both.
    ///
    /// It can be asked for the days that both can be asked for.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut parts = self.parts.clone();
        parts.extend(other.parts.iter().filter(|part| !self.parts.contains(part)).cloned());
        let name = if parts.len() == self.parts.len() {
            Arc::clone(&self.name)
        } else {
            format!("{} + {}", self.name, other.name).into()
        };
        Self { name, parts }
    }

    /// The same calendar with days on which nobody works.
    #[must_use]
    pub fn with_closed(mut self, days: impl IntoIterator<Item = Date>) -> Self {
        let days: Vec<Date> = days.into_iter().collect();
        if let Some(part) = self.parts.first_mut() {
            let part = Arc::make_mut(part);
            part.closed.extend_from_slice(&days);
            part.closed.sort_unstable();
        }
        self
    }

    /// The same calendar with days that are worked, whatever week, holiday or closed day says otherwise.
    #[must_use]
    pub fn with_working(mut self, days: impl IntoIterator<Item = Date>) -> Self {
        let days: Vec<Date> = days.into_iter().collect();
        for part in &mut self.parts {
            let part = Arc::make_mut(part);
            part.closed.retain(|day| !days.contains(day));
            part.working.extend_from_slice(&days);
            part.working.sort_unstable();
        }
        self
    }

    /// The same calendar with another weekend on all days, such as a carrier that also runs on Saturdays.
    #[must_use]
    pub fn with_weekend(mut self, weekend: Weekdays) -> Self {
        for part in &mut self.parts {
            Arc::make_mut(part).weekends =
                vec![WeekendSpan { days: weekend, from: None, to: None, is_recalled: false }];
        }
        self
    }

    /// The same calendar with holidays of these kinds as days without work; without this only `public` ones are.
    ///
    /// ```
    /// use landfall::RuleBook;
    /// use landfall::time::HolidayKind;
    ///
    /// let sweden = RuleBook::embedded().calendar("SE".parse()?, None)?;
    /// let christmas_eve = "2026-12-24".parse()?;
    /// assert!(sweden.is_business_day(christmas_eve)?);
    /// let kinds = [HolidayKind::Public, HolidayKind::DeFacto];
    /// assert!(!sweden.with_kinds(&kinds).is_business_day(christmas_eve)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_kinds(mut self, kinds: &[HolidayKind]) -> Self {
        for part in &mut self.parts {
            Arc::make_mut(part).observed = kinds.to_vec();
        }
        self
    }

    /// The years that can be asked.
    #[must_use]
    pub fn years(&self) -> RangeInclusive<i32> {
        let (first, last) = self.days();
        first.year()..=last.year()
    }

    /// The first and the last day that can be asked.
    #[must_use]
    pub fn days(&self) -> (Date, Date) {
        let covers = self.parts.iter().filter_map(|part| part.covers);
        covers.fold((Date::MIN, Date::MAX), |(first, last), (from, to)| (first.max(from), last.min(to)))
    }

    /// Whether `day` is worked.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] outside the [`years`](Self::years) of the calendar.
    pub fn is_business_day(&self, day: Date) -> Result<bool, CalendarError> {
        self.check(day)?;
        Ok(self.is_worked(day))
    }

    /// Why `day` is not worked; `None` if it is.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] outside the [`years`](Self::years) of the calendar.
    pub fn skip_reason(&self, day: Date) -> Result<Option<SkipReason>, CalendarError> {
        Ok(self.skipped(day)?.map(|skipped| skipped.why))
    }

    /// Why and where `day` is not worked; `None` if it is. In a union the first calendar that rests answers.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] outside the [`years`](Self::years) of the calendar.
    pub fn skipped(&self, day: Date) -> Result<Option<Skipped>, CalendarError> {
        self.check(day)?;
        Ok(self.parts.iter().find_map(|part| part.skipped(day)))
    }

    /// The holiday on `day`, of whatever kind and whether it is worked or not.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] outside the [`years`](Self::years) of the calendar.
    pub fn holiday(&self, day: Date) -> Result<Option<&Holiday>, CalendarError> {
        self.check(day)?;
        Ok(self.parts.iter().find_map(|part| part.holidays_on(day).first()))
    }

    /// The holidays of all kinds, in order of time within each calendar of a union.
    pub fn holidays(&self) -> impl Iterator<Item = &Holiday> {
        self.parts.iter().flat_map(|part| &part.holidays)
    }

    /// Why the calendar may be wrong about `day`; `None` where nothing speaks against it.
    #[must_use]
    pub fn doubt(&self, day: Date) -> Option<Doubt> {
        self.parts.iter().find_map(|part| part.doubt(day))
    }

    /// Whether no day at all is closed by the caller.
    pub(crate) fn is_never_closed(&self) -> bool {
        self.parts.iter().all(|part| part.closed.is_empty())
    }

    /// Whether the weekend of one of the places rests on `day`.
    pub(super) fn is_weekend(&self, day: Date) -> Result<bool, CalendarError> {
        self.check(day)?;
        Ok(self.parts.iter().any(|part| part.working.binary_search(&day).is_err() && part.is_weekend(day)))
    }

    /// Whether `day` is a holiday that is not worked, or closed.
    pub(super) fn is_holiday(&self, day: Date) -> Result<bool, CalendarError> {
        self.check(day)?;
        Ok(self.parts.iter().any(|part| part.is_closed(day) || part.free_holiday(day).is_some()))
    }

    pub(super) fn is_worked(&self, day: Date) -> bool {
        self.parts.iter().all(|part| !part.rests(day))
    }

    pub(super) fn check(&self, day: Date) -> Result<(), CalendarError> {
        let (first, last) = self.days();
        if first <= day && day <= last {
            return Ok(());
        }
        Err(CalendarError::OutOfRange { calendar: self.name.to_string(), day, first, last })
    }
}

impl Part {
    fn rests(&self, day: Date) -> bool {
        self.is_closed(day)
            || (self.working.binary_search(&day).is_err()
                && (self.is_weekend(day) || self.free_holiday(day).is_some()))
    }

    fn skipped(&self, day: Date) -> Option<Skipped> {
        let skipped = |why, place: &Arc<str>| Some(Skipped { day, why, place: Arc::clone(place) });
        if self.is_closed(day) {
            return skipped(SkipReason::Closed, &self.place);
        }
        if self.working.binary_search(&day).is_ok() {
            return None;
        }
        if let Some(holiday) = self.free_holiday(day) {
            return skipped(SkipReason::Holiday(Arc::clone(&holiday.name)), &holiday.place);
        }
        self.is_weekend(day).then(|| skipped(SkipReason::Weekend, &self.place)).flatten()
    }

    fn is_closed(&self, day: Date) -> bool {
        self.closed.binary_search(&day).is_ok()
    }

    fn is_weekend(&self, day: Date) -> bool {
        self.weekend(day).is_some_and(|span| span.days.contains(day.weekday()))
    }

    fn weekend(&self, day: Date) -> Option<&WeekendSpan> {
        self.weekends.iter().find(|span| span.covers(day))
    }

    fn free_holiday(&self, day: Date) -> Option<&Holiday> {
        self.holidays_on(day).iter().find(|holiday| self.observed.contains(&holiday.kind))
    }

    fn holidays_on(&self, day: Date) -> &[Holiday] {
        let start = self.holidays.partition_point(|holiday| holiday.day < day);
        let rest = self.holidays.get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|holiday| holiday.day == day).count();
        rest.get(..length).unwrap_or_default()
    }

    fn doubt(&self, day: Date) -> Option<Doubt> {
        if let Some((_, what)) = self.doubt.as_ref().filter(|(from, _)| *from <= day) {
            return Some(Doubt::Undecided { place: Arc::clone(&self.place), what: Arc::clone(what) });
        }
        let moves = |holiday: &&Holiday| {
            holiday.is_estimated() && self.observed.contains(&holiday.kind) && holiday.may_fall_on(day)
        };
        if let Some(holiday) = self.holidays.iter().find(moves) {
            return Some(Doubt::Estimated(holiday.clone()));
        }
        if self.regional.binary_search(&day).is_ok() {
            return Some(Doubt::Regional { place: Arc::clone(&self.place) });
        }
        let recalled = self.weekend(day).is_some_and(|span| span.is_recalled);
        recalled.then(|| Doubt::RecalledWeekend { place: Arc::clone(&self.place) })
    }
}

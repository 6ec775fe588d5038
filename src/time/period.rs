use super::deadline::{Deadline, InstantDeadline, PeriodError};
use super::{Calendar, Date, Days, Instant, Roll, RollDays, Skipped, Zone};
use crate::words::words;
use chrono::{Datelike, Months, TimeDelta};

words! {
    /// What a period is counted in.
    PeriodUnit {
        /// Hours, to the minute; they never move to a working day.
        Hours = "hours",
        /// Every day counts.
        CalendarDays = "calendar_days",
        /// Only worked days count; needs a calendar.
        BusinessDays = "business_days",
        /// To the same day of a later month, or its last day.
        Months = "months",
        /// To the same day of a later year, or the last day of that month.
        Years = "years",
    }
}

/// A length of time that a law or promise gives, with the rules by which it is counted.
///
/// Without more words the day of the event does not count, the period ends with its last day, and nothing moves.
///
/// ```
/// use landfall::time::{Period, Roll};
/// // One month from 31 January ends on the last day of February.
/// let month = Period::months(1);
/// assert_eq!(month.after("2027-01-31".parse()?, None)?.rolled().to_string(), "2027-02-28");
/// assert_eq!(month.to_string(), "1 month");
/// // A roll needs to know the working days.
/// assert!(month.with_roll(Roll::Following).after("2027-01-31".parse()?, None).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    length: u32,
    unit: PeriodUnit,
    counts_event_day: bool,
    counts_last_day: bool,
    roll: Roll,
    roll_days: RollDays,
    minimum_working_days: u32,
    end_of_month: bool,
}

impl Period {
    /// A period of `length` units.
    #[must_use]
    pub const fn new(length: u32, unit: PeriodUnit) -> Self {
        Self {
            length,
            unit,
            counts_event_day: false,
            counts_last_day: true,
            roll: Roll::None,
            roll_days: RollDays::NOT_WORKED,
            minimum_working_days: 0,
            end_of_month: false,
        }
    }

    /// A number of hours.
    #[must_use]
    pub const fn hours(length: u32) -> Self {
        Self::new(length, PeriodUnit::Hours)
    }

    /// A number of calendar days.
    #[must_use]
    pub const fn days(length: u32) -> Self {
        Self::new(length, PeriodUnit::CalendarDays)
    }

    /// A number of working days.
    #[must_use]
    pub const fn business_days(length: u32) -> Self {
        Self::new(length, PeriodUnit::BusinessDays)
    }

    /// A number of months.
    #[must_use]
    pub const fn months(length: u32) -> Self {
        Self::new(length, PeriodUnit::Months)
    }

    /// A number of years.
    #[must_use]
    pub const fn years(length: u32) -> Self {
        Self::new(length, PeriodUnit::Years)
    }

    /// The same period with the day of the event as its first day, or not.
    #[must_use]
    pub const fn counting_event_day(mut self, yes: bool) -> Self {
        self.counts_event_day = yes;
        self
    }

    /// The same period of clear days: where the last day does not count, the period ends a day later, a working day later
    /// if it counts working days.
    ///
    /// ```
    /// use landfall::time::Period;
    /// // Seven clear days from the 2nd: the 3rd to the 9th must have passed.
    /// let clear = Period::days(7).counting_last_day(false);
    /// assert_eq!(clear.after("2026-11-02".parse()?, None)?.rolled().to_string(), "2026-11-10");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn counting_last_day(mut self, yes: bool) -> Self {
        self.counts_last_day = yes;
        self
    }

    /// The same period with a last day that moves. Hours never do.
    #[must_use]
    pub const fn with_roll(mut self, roll: Roll) -> Self {
        self.roll = roll;
        self
    }

    /// The same period with other days from which the last day moves away;
    /// without this [`RollDays::NOT_WORKED`].
    #[must_use]
    pub const fn with_roll_days(mut self, days: RollDays) -> Self {
        self.roll_days = days;
        self
    }

    /// The same period with at least this many working days in it, where it is longer than a day.
    ///
    /// A working day is one from which a last day would not move away.
    #[must_use]
    pub const fn with_minimum_working_days(mut self, days: u32) -> Self {
        self.minimum_working_days = days;
        self
    }

    /// The same period of months or years that, begun on the last day of a month, ends on the last day of one.
    #[must_use]
    pub const fn with_end_of_month(mut self, yes: bool) -> Self {
        self.end_of_month = yes;
        self
    }

    /// How many units.
    #[must_use]
    pub const fn length(&self) -> u32 {
        self.length
    }

    /// What is counted.
    #[must_use]
    pub const fn unit(&self) -> PeriodUnit {
        self.unit
    }

    /// Whether the day of the event is the first day of the period.
    #[must_use]
    pub const fn counts_event_day(&self) -> bool {
        self.counts_event_day
    }

    /// Whether the last day belongs to the period.
    #[must_use]
    pub const fn counts_last_day(&self) -> bool {
        self.counts_last_day
    }

    /// Where a last day moves that is not a working day.
    #[must_use]
    pub const fn roll(&self) -> Roll {
        self.roll
    }

    /// The days from which a last day moves away.
    #[must_use]
    pub const fn roll_days(&self) -> RollDays {
        self.roll_days
    }

    /// The least number of working days in the period.
    #[must_use]
    pub const fn minimum_working_days(&self) -> u32 {
        self.minimum_working_days
    }

    /// Whether a period begun on the last day of a month ends on the last day of one.
    #[must_use]
    pub const fn end_of_month(&self) -> bool {
        self.end_of_month
    }

    /// The last day of the period that begins with an event on the day `event`.
    ///
    /// ```
    /// use landfall::RuleBook;
    /// use landfall::time::{Period, Roll};
    /// // Regulation (EEC, Euratom) 1182/71, Art. 3: the day of the event does not count, the end moves to the
    /// // next working day, and a period of two days or more holds at least two working days.
    /// let two_days = Period::days(2).with_roll(Roll::Following).with_minimum_working_days(2);
    /// let belgium = RuleBook::embedded().calendar("BE".parse()?, None)?;
    /// // Received on Thursday, 24 December 2026: Friday is Christmas, then a weekend; Monday and Tuesday count.
    /// let deadline = two_days.after("2026-12-24".parse()?, Some(&belgium))?;
    /// assert_eq!(deadline.rolled().to_string(), "2026-12-29");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PeriodError::NoCalendar`] if working days are asked for and no calendar is given,
    /// [`PeriodError::HoursNeedInstant`] for a period of hours, [`PeriodError::Calendar`] and
    /// [`PeriodError::TooLong`] where the days end.
    pub fn after(&self, event: Date, calendar: Option<&Calendar>) -> Result<Deadline, PeriodError> {
        let mut why = Vec::new();
        let raw = self.raw_end(event, calendar, &mut why)?;
        let mut rolled = self.rolled(raw, calendar, &mut why)?;
        if self.minimum_working_days > 0 && self.is_longer_than_a_day() {
            rolled = self.with_enough_working_days(event, rolled, calendar, &mut why)?;
        }
        why.sort_by_key(|skipped| skipped.day);
        why.dedup();
        Ok(Deadline { raw, rolled, why })
    }

    /// The moment at which the period ends that begins with an event at a moment.
    ///
    /// Hours are added to the moment. A period of days begins on the day that the clock of `zone` shows at the event
    /// (without a zone: the event's own clock) and ends with the end of its last day there.
    ///
    /// ```
    /// use landfall::time::Period;
    /// let aware = "2026-11-20T16:30:00+01:00".parse()?;
    /// let by = Period::hours(72).after_instant(aware, None, None)?;
    /// assert_eq!(by.instant().to_rfc3339(), "2026-11-23T16:30:00+01:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`after`](Self::after), and [`PeriodError::Zone`] for moments beyond the years of the zone.
    pub fn after_instant(
        &self,
        event: Instant,
        zone: Option<&Zone>,
        calendar: Option<&Calendar>,
    ) -> Result<InstantDeadline, PeriodError> {
        let local = match zone {
            Some(zone) => zone.local(event)?,
            None => event,
        };
        if self.unit == PeriodUnit::Hours {
            let hours = TimeDelta::hours(i64::from(self.length));
            let end = local.checked_add_signed(hours).ok_or(self.too_long(local.date_naive()))?;
            let instant = match zone {
                Some(zone) => zone.local(end)?,
                None => end,
            };
            return Ok(InstantDeadline { instant, days: None });
        }
        let days = self.after(local.date_naive(), calendar)?;
        let next = days.rolled.succ_opt().ok_or(self.too_long(days.rolled))?;
        let instant = match zone {
            Some(zone) => zone.start_of_day(next)?,
            None => next
                .and_time(chrono::NaiveTime::MIN)
                .and_local_timezone(*local.offset())
                .single()
                .ok_or(self.too_long(next))?,
        };
        Ok(InstantDeadline { instant, days: Some(days) })
    }

    fn raw_end(
        &self,
        event: Date,
        calendar: Option<&Calendar>,
        why: &mut Vec<Skipped>,
    ) -> Result<Date, PeriodError> {
        let own = u32::from(self.counts_event_day && self.length > 0);
        let clear = u32::from(!self.counts_last_day);
        let end = match self.unit {
            PeriodUnit::Hours => return Err(PeriodError::HoursNeedInstant),
            PeriodUnit::BusinessDays => {
                let calendar = calendar.ok_or(PeriodError::NoCalendar)?;
                let own = u32::from(own > 0 && calendar.is_business_day(event)?);
                let days = self.length.saturating_sub(own).saturating_add(clear);
                let end = calendar.add_business_days(event, days)?;
                for day in event.iter_days().skip(1).take_while(|day| *day < end) {
                    why.extend(calendar.skipped(day)?);
                }
                return Ok(end);
            }
            PeriodUnit::CalendarDays => {
                event.checked_add_days(Days::new(u64::from(self.length.saturating_sub(own))))
            }
            PeriodUnit::Months => Some(self.months_later(event, self.length)?),
            PeriodUnit::Years => Some(self.months_later(event, self.length.saturating_mul(12))?),
        };
        end.and_then(|end| end.checked_add_days(Days::new(u64::from(clear)))).ok_or(self.too_long(event))
    }

    fn months_later(&self, event: Date, months: u32) -> Result<Date, PeriodError> {
        let end = event.checked_add_months(Months::new(months)).ok_or(self.too_long(event))?;
        if self.end_of_month && is_last_of_month(event) {
            return last_of_month(end).ok_or(self.too_long(event));
        }
        // Where the day does not exist, the month's last day is already the day before it.
        if self.counts_event_day && months > 0 && end.day() == event.day() {
            return end.pred_opt().ok_or(self.too_long(event));
        }
        Ok(end)
    }

    fn rolled(
        &self,
        raw: Date,
        calendar: Option<&Calendar>,
        why: &mut Vec<Skipped>,
    ) -> Result<Date, PeriodError> {
        if self.roll == Roll::None || self.reason(raw, calendar)?.is_none() {
            return Ok(raw);
        }
        let same_month = |day: &Date| (day.year(), day.month()) == (raw.year(), raw.month());
        let later = || self.walk(raw, calendar, Date::succ_opt);
        let earlier = || self.walk(raw, calendar, Date::pred_opt);
        let rolled = match self.roll {
            Roll::None => raw,
            Roll::Following => later()?,
            Roll::Preceding => earlier()?,
            Roll::ModifiedFollowing => Some(later()?).filter(same_month).map_or_else(earlier, Ok)?,
            Roll::ModifiedPreceding => Some(earlier()?).filter(same_month).map_or_else(later, Ok)?,
            Roll::Nearest => {
                let (before, after) = (earlier()?, later()?);
                if raw.signed_duration_since(before) < after.signed_duration_since(raw) {
                    before
                } else {
                    after
                }
            }
        };
        let (first, last) = (raw.min(rolled), raw.max(rolled));
        for day in first.iter_days().take_while(|day| *day <= last).filter(|day| *day != rolled) {
            why.extend(self.reason(day, calendar)?);
        }
        Ok(rolled)
    }

    fn with_enough_working_days(
        &self,
        event: Date,
        last: Date,
        calendar: Option<&Calendar>,
        why: &mut Vec<Skipped>,
    ) -> Result<Date, PeriodError> {
        let (mut end, mut worked) = (last, 0_u32);
        let before = usize::from(!self.counts_event_day);
        for day in event.iter_days().skip(before).take_while(|day| *day <= last) {
            // A month has enough of them in its first days.
            if worked >= self.minimum_working_days {
                return Ok(end);
            }
            worked = worked.saturating_add(u32::from(self.reason(day, calendar)?.is_none()));
            if worked >= self.minimum_working_days {
                return Ok(last);
            }
        }
        while worked < self.minimum_working_days {
            let next = self.walk(end, calendar, Date::succ_opt)?;
            for day in end.iter_days().skip(1).take_while(|day| *day < next) {
                why.extend(self.reason(day, calendar)?);
            }
            end = next;
            worked = worked.saturating_add(1);
        }
        Ok(end)
    }

    /// The first day beyond `day` from which a last day does not move away.
    fn walk(
        &self,
        day: Date,
        calendar: Option<&Calendar>,
        next: fn(&Date) -> Option<Date>,
    ) -> Result<Date, PeriodError> {
        let mut found = day;
        for _ in 0..3_660 {
            found = next(&found).ok_or(self.too_long(day))?;
            if self.reason(found, calendar)?.is_none() {
                return Ok(found);
            }
        }
        Err(self.too_long(day))
    }

    fn reason(&self, day: Date, calendar: Option<&Calendar>) -> Result<Option<Skipped>, PeriodError> {
        self.roll_days.reason(day, calendar)
    }

    fn is_longer_than_a_day(&self) -> bool {
        let unit_is_a_day = matches!(self.unit, PeriodUnit::CalendarDays | PeriodUnit::BusinessDays);
        self.length >= if unit_is_a_day { 2 } else { 1 }
    }

    fn too_long(&self, event: Date) -> PeriodError {
        PeriodError::TooLong { period: *self, event }
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (one, many) = match self.unit {
            PeriodUnit::Hours => ("hour", "hours"),
            PeriodUnit::CalendarDays => ("day", "days"),
            PeriodUnit::BusinessDays => ("working day", "working days"),
            PeriodUnit::Months => ("month", "months"),
            PeriodUnit::Years => ("year", "years"),
        };
        write!(f, "{} {}", self.length, if self.length == 1 { one } else { many })
    }
}

fn is_last_of_month(day: Date) -> bool {
    day.succ_opt().is_none_or(|next| next.month() != day.month())
}

fn last_of_month(day: Date) -> Option<Date> {
    day.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}

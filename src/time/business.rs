//! Counting working days.

use super::{Calendar, CalendarError, Date};

/// How many days in a row may be without work before the calendar is taken to have no working day at all.
const LONGEST_REST: u32 = 3_660;

impl Calendar {
    /// The day on which the `count`-th working day after `day` falls; `day` itself for a count of zero.
    ///
    /// ```
    /// let uk = landfall::RuleBook::embedded().calendar("GB".parse()?, Some("GB-ENG".parse()?))?;
    /// // Good Friday and Easter Monday 2027 frame the weekend.
    /// assert_eq!(uk.add_business_days("2027-03-25".parse()?, 1)?.to_string(), "2027-03-30");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError`] if the count leads out of the calendar's years or no day is worked.
    pub fn add_business_days(&self, day: Date, count: u32) -> Result<Date, CalendarError> {
        self.check(day)?;
        let mut found = day;
        for _ in 0..count {
            found = self.walk(self.step(found, Date::succ_opt)?, Date::succ_opt)?;
        }
        Ok(found)
    }

    /// How many working days lie after `from` and up to `to`, which may be one of them; negative if `to` is earlier.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] outside the calendar's years.
    pub fn business_days_between(&self, from: Date, to: Date) -> Result<i64, CalendarError> {
        self.check(from)?;
        self.check(to)?;
        let count = |from: Date, to: Date| {
            let days = std::iter::successors(from.succ_opt(), |day| day.succ_opt());
            let worked = days.take_while(|day| *day <= to).filter(|day| self.is_worked(*day)).count();
            i64::try_from(worked).unwrap_or(i64::MAX)
        };
        Ok(if from <= to { count(from, to) } else { count(to, from).saturating_neg() })
    }

    /// The first working day after `day`.
    ///
    /// # Errors
    /// [`CalendarError`] if it would lie outside the calendar's years or no day is worked.
    pub fn next_business_day(&self, day: Date) -> Result<Date, CalendarError> {
        self.add_business_days(day, 1)
    }

    /// The last working day before `day`.
    ///
    /// # Errors
    /// [`CalendarError`] if it would lie outside the calendar's years or no day is worked.
    pub fn previous_business_day(&self, day: Date) -> Result<Date, CalendarError> {
        self.walk(self.step(day, Date::pred_opt)?, Date::pred_opt)
    }

    /// `day` if it is worked, otherwise the first working day after it.
    ///
    /// # Errors
    /// [`CalendarError`] if it would lie outside the calendar's years or no day is worked.
    pub fn business_day_on_or_after(&self, day: Date) -> Result<Date, CalendarError> {
        self.walk(day, Date::succ_opt)
    }

    /// `day` if it is worked, otherwise the last working day before it.
    ///
    /// # Errors
    /// [`CalendarError`] if it would lie outside the calendar's years or no day is worked.
    pub fn business_day_on_or_before(&self, day: Date) -> Result<Date, CalendarError> {
        self.walk(day, Date::pred_opt)
    }

    /// From `day` on to the first working day.
    fn walk(&self, day: Date, next: fn(&Date) -> Option<Date>) -> Result<Date, CalendarError> {
        let mut found = day;
        for _ in 0..LONGEST_REST {
            self.check(found)?;
            if self.is_worked(found) {
                return Ok(found);
            }
            found = self.step(found, next)?;
        }
        Err(CalendarError::NoBusinessDay { calendar: self.name().to_owned(), day })
    }

    fn step(&self, day: Date, next: fn(&Date) -> Option<Date>) -> Result<Date, CalendarError> {
        let (first, last) = self.days();
        let error = || CalendarError::OutOfRange { calendar: self.name().to_owned(), day, first, last };
        next(&day).ok_or_else(error)
    }
}

use crate::time::{Calendar, CalendarError, Date};

/// The working days of one stage, counted once so that a quote only looks them up.
///
/// Days are numbers from the first day of the lane on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WorkTable {
    worked: Vec<usize>,
    /// For each day the place in `worked` of the first working day on or after it.
    at: Vec<usize>,
}

impl WorkTable {
    pub(super) fn new(calendar: &Calendar, first: Date, days: usize) -> Result<Self, CalendarError> {
        let mut table = Self { worked: Vec::with_capacity(days), at: Vec::with_capacity(days) };
        for (number, day) in first.iter_days().take(days).enumerate() {
            table.at.push(table.worked.len());
            if calendar.is_business_day(day)? {
                table.worked.push(number);
            }
        }
        Ok(table)
    }

    /// Whether a day is worked; `None` beyond the table.
    pub(super) fn is_worked(&self, day: usize) -> Option<bool> {
        let place = *self.at.get(day)?;
        Some(self.worked.get(place) == Some(&day))
    }

    /// The day itself if it is worked, otherwise the first one that is.
    pub(super) fn on_or_after(&self, day: usize) -> Option<usize> {
        self.worked.get(*self.at.get(day)?).copied()
    }

    /// The working days after a day.
    pub(super) fn after(&self, day: usize) -> Option<&[usize]> {
        self.worked.get(*self.at.get(day.checked_add(1)?)?..)
    }

    /// The day on which the `count`-th working day after `day` falls; `day` itself for none.
    pub(super) fn step(&self, day: usize, count: u16) -> Option<usize> {
        match usize::from(count).checked_sub(1) {
            None => Some(day),
            Some(place) => self.after(day)?.get(place).copied(),
        }
    }
}

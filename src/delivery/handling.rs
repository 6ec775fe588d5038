use super::{CalendarChoice, Spread, SpreadError};
use crate::time::{Date, TimeOfDay, Weekdays};

/// What the warehouse does between order and hand-over.
///
/// No days of handling hand over on the first working day on or after the order day, and after the cut-off of a working
/// day on the next one. `n` days end with the `n`-th working day after the order day; where the order day counts, a
/// working day before its cut-off is the first of them.
///
/// ```
/// use landfall::delivery::Handling;
/// let handling = Handling::days(1, 2)?.with_cut_off("14:00:00".parse()?);
/// assert_eq!((handling.days.min(), handling.days.max()), (1, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handling {
    /// Working days of the warehouse.
    pub days: Spread,
    /// The last moment of a working day at which an order still counts for it, on the clock of the warehouse.
    pub cut_off: Option<TimeOfDay>,
    /// The days of the week that are worked; without this those that are no weekend there.
    pub works: Option<Weekdays>,
    /// Whose holidays are kept.
    pub calendar: CalendarChoice,
    /// Days on which the warehouse is closed.
    pub closed: Vec<Date>,
    /// Whether a working order day before the cut-off is the first day of handling.
    pub counts_order_day: bool,
}

impl Handling {
    /// From `min` to `max` days.
    ///
    /// # Errors
    /// [`SpreadError`] if the days are no spread.
    pub fn days(min: u16, max: u16) -> Result<Self, SpreadError> {
        Ok(Self::spread(Spread::between(min, max)?))
    }

    /// Days with their weights.
    #[must_use]
    pub fn spread(days: Spread) -> Self {
        Self {
            days,
            cut_off: None,
            works: None,
            calendar: CalendarChoice::Country,
            closed: Vec::new(),
            counts_order_day: false,
        }
    }

    /// The same handling with a cut-off.
    #[must_use]
    pub fn with_cut_off(mut self, cut_off: TimeOfDay) -> Self {
        self.cut_off = Some(cut_off);
        self
    }

    /// The same handling on these days of the week.
    #[must_use]
    pub fn with_works(mut self, works: Weekdays) -> Self {
        self.works = Some(works);
        self
    }

    /// The same handling with a choice of calendar.
    #[must_use]
    pub fn with_calendar(mut self, calendar: CalendarChoice) -> Self {
        self.calendar = calendar;
        self
    }

    /// The same handling with days on which the warehouse is closed.
    #[must_use]
    pub fn with_closed(mut self, closed: impl IntoIterator<Item = Date>) -> Self {
        self.closed.extend(closed);
        self
    }

    /// The same handling that begins with the order day, or not.
    #[must_use]
    pub fn counting_order_day(mut self, yes: bool) -> Self {
        self.counts_order_day = yes;
        self
    }
}

//! Days, working days, periods and time zones.
//!
//! A [`Calendar`] knows which days are worked, a [`Period`] counts to a [`Deadline`], a [`Zone`] knows what the
//! clock on the wall says. Calendars and zones of places come from the rule book:
//! [`RuleBook::calendar`](crate::RuleBook::calendar) and [`RuleBook::zone`](crate::RuleBook::zone).
//!
//! ```
//! use landfall::RuleBook;
//! use landfall::time::{Period, Roll};
//!
//! // Fourteen days from Christmas Eve 2026 end on 7 January; nothing to move.
//! let fourteen = Period::days(14).with_roll(Roll::Following);
//! let germany = RuleBook::embedded().calendar("DE".parse()?, None)?;
//! assert_eq!(fourteen.after("2026-12-24".parse()?, Some(&germany))?.rolled().to_string(), "2027-01-07");
//!
//! // From 11 December they would end on Christmas Day, a Friday, before a weekend.
//! let deadline = fourteen.after("2026-12-11".parse()?, Some(&germany))?;
//! assert_eq!(deadline.raw().to_string(), "2026-12-25");
//! assert_eq!(deadline.rolled().to_string(), "2026-12-28");
//! assert_eq!(deadline.why()[0].to_string(), "2026-12-25: Christmas Day (DE)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod business;
mod calendar;
mod deadline;
mod holiday;
mod period;
mod roll;
mod skip;
mod weekdays;
mod zone;

pub use calendar::{Calendar, CalendarError};
pub(crate) use calendar::{Part, WeekendSpan};
pub use deadline::{Deadline, InstantDeadline, PeriodError};
pub use holiday::{Doubt, Holiday, HolidayKind};
pub use period::{Period, PeriodUnit};
pub use roll::{Roll, RollDays};
pub use skip::{SkipReason, Skipped};
pub use weekdays::{InvalidWeekdays, Weekdays};
pub use zone::{ClockChange, UnknownZone, Zone, ZoneError};

/// A day of the Gregorian calendar, written `2026-11-21`.
pub use chrono::NaiveDate as Date;

/// A day of the week.
pub use chrono::Weekday;

/// What the clock on the wall says, written `14:00:00`.
pub use chrono::NaiveTime as TimeOfDay;

/// A moment, with the offset of the clock that told it: `2026-12-22T16:40:00-05:00`.
pub type Instant = chrono::DateTime<chrono::FixedOffset>;

/// A number of days, to be added to a [`Date`].
pub(crate) use chrono::Days;

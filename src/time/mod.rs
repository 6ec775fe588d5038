//! Days: the calendar day on which a rule is asked or in force.

/// A day of the Gregorian calendar, written `2026-11-21`.
pub use chrono::NaiveDate as Date;

/// A number of days, to be added to a [`Date`].
pub(crate) use chrono::Days;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, FixedOffset, Timelike};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Date, Instant, TimeOfDay};

/// A time zone by its name in the IANA database, which the crate carries.
///
/// ```
/// use landfall::time::Zone;
/// let chatham: Zone = "Pacific/Chatham".parse()?;
/// // 12:45 ahead of UTC in winter, 13:45 in summer.
/// let local = chatham.local("2026-12-31T10:30:00Z".parse()?)?;
/// assert_eq!(local.to_rfc3339(), "2027-01-01T00:15:00+13:45");
/// assert!("Pacific/Atlantis".parse::<Zone>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// What the clock does at a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClockChange {
    /// The time comes once.
    None,
    /// The clock is put forward over it: the time does not come.
    Gap,
    /// The clock is put back over it: the time comes twice.
    Overlap,
}

/// A name that is no time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a time zone: expected a name of the IANA database such as `Europe/Zurich`")]
pub struct UnknownZone {
    /// The text as given.
    pub text: String,
}

/// Why a zone cannot tell a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ZoneError {
    /// The day lies outside the years -9999 to 9999, or close to their ends.
    #[error("{zone} cannot tell the time on {day}: expected a day of the years 1 to 9998")]
    OutOfRange {
        /// The zone.
        zone: String,
        /// The day.
        day: Date,
    },
}

impl Zone {
    /// The zone of the world's clock, without daylight saving.
    #[must_use]
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The name, such as `America/New_York`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or_default()
    }

    /// The moment `at`, told by this zone's clock.
    ///
    /// # Errors
    /// [`ZoneError::OutOfRange`] near the ends of the years -9999 and 9999.
    pub fn local(&self, at: Instant) -> Result<Instant, ZoneError> {
        let seconds = at.timestamp();
        let nanoseconds = i32::try_from(at.timestamp_subsec_nanos().min(999_999_999)).unwrap_or_default();
        let error = || self.out_of_range(at.date_naive());
        let moment = jiff::Timestamp::new(seconds, nanoseconds).map_err(|_| error())?;
        let offset = fixed(self.0.to_offset(moment)).ok_or_else(error)?;
        Ok(at.with_timezone(&offset))
    }

    /// The moment when the clock shows `time` on `day`; the earlier one where the clock is put back over it.
    ///
    /// A time that the clock leaves out is read by the clock that follows, which is the earlier moment as well: a
    /// cut-off then never promises more than was meant.
    ///
    /// ```
    /// use landfall::time::Zone;
    /// let new_york: Zone = "America/New_York".parse()?;
    /// let at = |day: &str| new_york.earlier(day.parse().unwrap(), "02:30:00".parse().unwrap());
    /// assert_eq!(at("2026-03-08")?.to_rfc3339(), "2026-03-08T01:30:00-05:00"); // there was no half past two
    /// let twice = new_york.earlier("2026-11-01".parse()?, "01:30:00".parse()?)?;
    /// assert_eq!(twice.to_rfc3339(), "2026-11-01T01:30:00-04:00"); // the first of two
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ZoneError::OutOfRange`] near the ends of the years -9999 and 9999.
    pub fn earlier(&self, day: Date, time: TimeOfDay) -> Result<Instant, ZoneError> {
        match self.offsets(day, time)? {
            AmbiguousOffset::Unambiguous { offset } => self.moment(day, time, offset, offset),
            AmbiguousOffset::Gap { before, after } => self.moment(day, time, after, before),
            AmbiguousOffset::Fold { before, .. } => self.moment(day, time, before, before),
        }
    }

    /// As [`earlier`](Self::earlier), with the later moment where the clock is changed.
    ///
    /// # Errors
    /// [`ZoneError::OutOfRange`] near the ends of the years -9999 and 9999.
    pub fn later(&self, day: Date, time: TimeOfDay) -> Result<Instant, ZoneError> {
        match self.offsets(day, time)? {
            AmbiguousOffset::Unambiguous { offset } => self.moment(day, time, offset, offset),
            AmbiguousOffset::Gap { before, after } => self.moment(day, time, before, after),
            AmbiguousOffset::Fold { after, .. } => self.moment(day, time, after, after),
        }
    }

    /// Whether the clock is changed over `time` on `day`.
    ///
    /// # Errors
    /// [`ZoneError::OutOfRange`] near the ends of the years -9999 and 9999.
    pub fn clock_change(&self, day: Date, time: TimeOfDay) -> Result<ClockChange, ZoneError> {
        Ok(match self.offsets(day, time)? {
            AmbiguousOffset::Unambiguous { .. } => ClockChange::None,
            AmbiguousOffset::Gap { .. } => ClockChange::Gap,
            AmbiguousOffset::Fold { .. } => ClockChange::Overlap,
        })
    }

    /// The moment at which `day` begins: midnight, or the moment of the change where the clock skips midnight.
    ///
    /// # Errors
    /// [`ZoneError::OutOfRange`] near the ends of the years -9999 and 9999.
    pub fn start_of_day(&self, day: Date) -> Result<Instant, ZoneError> {
        match self.clock_change(day, TimeOfDay::MIN)? {
            ClockChange::Gap => self.later(day, TimeOfDay::MIN),
            _ => self.earlier(day, TimeOfDay::MIN),
        }
    }

    fn offsets(&self, day: Date, time: TimeOfDay) -> Result<AmbiguousOffset, ZoneError> {
        // The ends of the range have no neighbouring day for the clock to change to.
        let year = i16::try_from(day.year()).ok().filter(|year| (1..9_999).contains(year));
        let small = |number: u32| i8::try_from(number).ok();
        let civil = || {
            jiff::civil::DateTime::new(
                year?,
                small(day.month())?,
                small(day.day())?,
                small(time.hour())?,
                small(time.minute())?,
                small(time.second())?,
                0,
            )
            .ok()
        };
        let civil = civil().ok_or_else(|| self.out_of_range(day))?;
        Ok(self.0.to_ambiguous_timestamp(civil).offset())
    }

    /// The moment of a wall time read by one clock, told by another.
    fn moment(&self, day: Date, time: TimeOfDay, read: Offset, told: Offset) -> Result<Instant, ZoneError> {
        let told = fixed(told);
        fixed(read)
            .and_then(|offset| day.and_time(time).and_local_timezone(offset).single())
            .and_then(|moment| told.map(|told| moment.with_timezone(&told)))
            .ok_or_else(|| self.out_of_range(day))
    }

    fn out_of_range(&self, day: Date) -> ZoneError {
        ZoneError::OutOfRange { zone: self.name().to_owned(), day }
    }
}

fn fixed(offset: Offset) -> Option<FixedOffset> {
    FixedOffset::east_opt(offset.seconds())
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let zone = TimeZoneDatabase::bundled().get(text).ok().map(Self);
        // The database does not mind capitals; a name has one spelling.
        zone.filter(|zone| zone.name() == text).ok_or_else(|| UnknownZone { text: text.to_owned() })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

use std::fmt;
use std::str::FromStr;

use chrono::Weekday;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The words for the days of a week, Monday first.
const WORDS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// Some days of the week, written `mon tue wed thu fri`.
///
/// ```
/// use landfall::time::{Weekday, Weekdays};
/// let works: Weekdays = "mon tue wed thu fri sat".parse()?;
/// assert!(works.contains(Weekday::Sat) && !works.contains(Weekday::Sun));
/// assert_eq!(works.others(), Weekdays::from_iter([Weekday::Sun]));
/// # Ok::<(), landfall::time::InvalidWeekdays>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Every day of the week.
    pub const ALL: Self = Self(0b111_1111);

    /// Monday to Friday.
    pub const MONDAY_TO_FRIDAY: Self = Self(0b001_1111);

    /// None.
    pub const NONE: Self = Self(0);

    /// Whether `weekday` is one of them.
    #[must_use]
    pub const fn contains(self, weekday: Weekday) -> bool {
        self.0 & (1 << (weekday as u8)) != 0
    }

    /// The days of the week that are not among these.
    #[must_use]
    pub const fn others(self) -> Self {
        Self(!self.0 & Self::ALL.0)
    }

    /// The days that are in one of the two.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is no day.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The days, Monday first.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        WEEK.into_iter().filter(move |weekday| self.contains(*weekday))
    }

    fn words(self) -> impl Iterator<Item = &'static str> {
        WORDS.into_iter().zip(WEEK).filter(move |(_, weekday)| self.contains(*weekday)).map(|(word, _)| word)
    }

    /// The days by their words.
    ///
    /// # Errors
    /// [`InvalidWeekdays`] names the word that is no day of the week or occurs twice.
    pub fn from_words<'w>(words: impl IntoIterator<Item = &'w str>) -> Result<Self, InvalidWeekdays> {
        let mut days = Self::NONE;
        for word in words {
            let day = WORDS
                .into_iter()
                .zip(WEEK)
                .find(|(known, _)| *known == word)
                .filter(|(_, weekday)| !days.contains(*weekday))
                .ok_or_else(|| InvalidWeekdays { found: word.to_owned() })?;
            days = days.union(Self(1 << (day.1 as u8)));
        }
        Ok(days)
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(weekdays: I) -> Self {
        Self(weekdays.into_iter().fold(0, |days, weekday| days | 1 << (weekday as u8)))
    }
}

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().collect::<Vec<_>>().join(" "))
    }
}

impl FromStr for Weekdays {
    type Err = InvalidWeekdays;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_words(text.split_whitespace())
    }
}

impl Serialize for Weekdays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.words())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Weekdays {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Weekdays".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "array", "items": { "type": "string", "enum": WORDS }, "uniqueItems": true
        })
    }
}

impl<'de> Deserialize<'de> for Weekdays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = Vec::<std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        Self::from_words(words.iter().map(AsRef::as_ref)).map_err(serde::de::Error::custom)
    }
}

/// A word that is no day of the week, or one that was there already.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` found, expected each of `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun` at most once")]
pub struct InvalidWeekdays {
    /// The word as given.
    pub found: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_week_read_as_they_are_written() {
        for text in ["", "mon", "fri sat", "mon tue wed thu fri sat sun"] {
            assert_eq!(text.parse::<Weekdays>().unwrap().to_string(), text);
        }
        for bad in ["Mon", "monday", "mon mon", "mon,tue"] {
            assert!(bad.parse::<Weekdays>().is_err(), "{bad}");
        }
        assert_eq!(serde_json::to_string(&Weekdays::MONDAY_TO_FRIDAY.others()).unwrap(), r#"["sat","sun"]"#);
        assert_eq!(serde_json::from_str::<Weekdays>(r#"["sun"]"#).unwrap().to_string(), "sun");
    }
}

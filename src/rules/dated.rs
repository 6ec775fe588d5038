use std::sync::Arc;

use super::{Evidence, LoadError, RuleId, Source};
use crate::time::Date;

/// One rule value with the days it is in force and the law that says so.
///
/// The first and the last day are both included; a row without last day is in force until further notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated<T> {
    pub(crate) id: RuleId,
    pub(crate) value: T,
    pub(crate) from: Date,
    pub(crate) to: Option<Date>,
    pub(crate) from_is_floor: bool,
    pub(crate) source: Arc<Source>,
    pub(crate) uncertain: Option<Arc<str>>,
}

impl<T> Dated<T> {
    /// The rule to which the row belongs.
    pub fn id(&self) -> &RuleId {
        &self.id
    }

    /// What the rule says in this period.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// First day in force.
    pub fn from(&self) -> Date {
        self.from
    }

    /// Last day in force; `None` while no end is enacted.
    pub fn to(&self) -> Option<Date> {
        self.to
    }

    /// Whether the rule was already in force on its first day here and its real start is earlier.
    pub fn from_is_floor(&self) -> bool {
        self.from_is_floor
    }

    /// The law.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// How well the row is evidenced.
    pub fn evidence(&self) -> Evidence {
        self.source.evidence()
    }

    /// A doubt that the research could not settle.
    pub fn uncertain(&self) -> Option<&str> {
        self.uncertain.as_deref()
    }

    /// Whether the row is in force on `day`.
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    pub(crate) fn with_value<U>(self, value: U) -> Dated<U> {
        Dated {
            id: self.id,
            value,
            from: self.from,
            to: self.to,
            from_is_floor: self.from_is_floor,
            source: self.source,
            uncertain: self.uncertain,
        }
    }
}

/// The rows of one rule in order of time, at most one of them in force on any day.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline<T> {
    rows: Vec<Dated<T>>,
}

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<T> Timeline<T> {
    /// Puts the rows in order.
    ///
    /// # Errors
    /// [`LoadError::Overlap`] if two rows are in force on the same day.
    pub(crate) fn new(file: &str, mut rows: Vec<Dated<T>>) -> Result<Self, LoadError> {
        rows.sort_by_key(|row| row.from);
        for pair in rows.windows(2) {
            let [first, second] = pair else { continue };
            if first.covers(second.from) {
                return Err(LoadError::Overlap {
                    file: file.to_owned(),
                    row: second.id.clone(),
                    day: second.from,
                });
            }
        }
        Ok(Self { rows })
    }

    /// The row in force on `day`: the row, not the bare value, so the caller still holds its source.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&Dated<T>> {
        let after = self.rows.partition_point(|row| row.from <= day);
        self.rows.get(after.checked_sub(1)?).filter(|row| row.covers(day))
    }

    /// All rows, oldest first.
    #[must_use]
    pub fn rows(&self) -> &[Dated<T>] {
        &self.rows
    }
}

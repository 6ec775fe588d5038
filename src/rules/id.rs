use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// The name of a rule: a dotted path in lower case, such as `eu.duty.low-value-flat`.
///
/// Rule ids are public API. Rows of one rule in different periods share the id and differ in their days.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(Arc<str>);

impl RuleId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The rule of a tariff code in a table; `table` is a word of lower-case letters.
    pub(crate) fn of_code(table: &str, code: &str) -> Self {
        Self(format!("{table}.{code}").into())
    }

    /// The rule that stands for a figure of the caller.
    pub(crate) fn supplied(what: &str) -> Self {
        Self(format!("supplied.{what}").into())
    }
}

/// A text that is not a rule id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a rule id: expected lower-case words joined by dots, such as `de.vat.standard`")]
pub struct InvalidRuleId {
    /// The text as given.
    pub text: String,
}

impl FromStr for RuleId {
    type Err = InvalidRuleId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let word = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
        };
        if text.contains('.') && text.split('.').all(word) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidRuleId { text: text.into() })
        }
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for RuleId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

use std::fmt;

use serde::{Deserialize, Serialize};

/// How well a figure is evidenced, from the strongest to the weakest.
///
/// A weaker one pulls an answer down: a quote that rests on one recalled row is an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Seen in the sources that the row names.
    Verified,
    /// Given by the caller with the request or in an overlay; as good as the caller makes it.
    Supplied,
    /// Written down from memory or inferred; to be checked before it is relied on.
    Recalled,
}

impl Evidence {
    /// The word used in data files and answers: `verified`, `supplied` or `recalled`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Supplied => "supplied",
            Self::Recalled => "recalled",
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

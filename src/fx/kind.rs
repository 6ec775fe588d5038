use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a rate is: the same pair of currencies has a different one for each use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RateKind {
    /// Midpoint published for information; nobody trades at it.
    Reference,
    /// At which a bank buys the currency.
    Bid,
    /// At which a bank sells the currency.
    Ask,
    /// Prescribed by a customs authority.
    Customs,
    /// Irrevocable conversion rate of a replaced currency, fixed by law.
    Fixed,
    /// The seller's own, supplied with the request.
    Merchant,
}

impl RateKind {
    /// The word used in data files and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Bid => "bid",
            Self::Ask => "ask",
            Self::Customs => "customs",
            Self::Fixed => "fixed",
            Self::Merchant => "merchant",
        }
    }
}

impl fmt::Display for RateKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is no kind of rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no kind of rate: expected `reference`, `bid`, `ask`, `customs`, `fixed` or `merchant`")]
pub struct UnknownRateKind {
    /// The text as given.
    pub text: String,
}

impl FromStr for RateKind {
    type Err = UnknownRateKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Reference, Self::Bid, Self::Ask, Self::Customs, Self::Fixed, Self::Merchant]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownRateKind { text: text.to_owned() })
    }
}

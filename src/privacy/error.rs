use crate::place::{Country, Region};
use crate::rules::LoadError;

/// Why a question about privacy cannot be asked. That the book holds no rules for a place is no error but an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrivacyError {
    /// The region lies in another country.
    #[error("{region} is not a region of {country}")]
    RegionElsewhere {
        /// The region.
        region: Region,
        /// The country given beside it.
        country: Country,
    },
    /// A fact about the recipient that no rule asks for.
    #[error("`{found}` is not one of `{}`", expected.join("`, `"))]
    UnknownRecipientFact {
        /// The word as given.
        found: String,
        /// The words there are.
        expected: Vec<String>,
    },
    /// A finding about a breach that no rule asks for.
    #[error("`{found}` is not one of `{}`", expected.join("`, `"))]
    UnknownFinding {
        /// The word as given.
        found: String,
        /// The words there are.
        expected: Vec<String>,
    },
    /// A data file does not load.
    #[error(transparent)]
    Load(#[from] LoadError),
}

impl PrivacyError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::RegionElsewhere { .. } => "region_of_another_country",
            Self::UnknownRecipientFact { .. } | Self::UnknownFinding { .. } => "unknown_word",
            Self::Load(_) => "invalid_data",
        }
    }

    /// The field of the request that is wrong; empty if none is.
    #[must_use]
    pub fn field(&self) -> String {
        match self {
            Self::RegionElsewhere { .. } => "residence.region".to_owned(),
            Self::UnknownRecipientFact { found, .. } => format!("transfer_to.{found}"),
            Self::UnknownFinding { found, .. } => format!("incident.findings.{found}"),
            Self::Load(_) => String::new(),
        }
    }
}

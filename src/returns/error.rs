use crate::place::{Country, PlaceError, Region};
use crate::rules::LoadError;
use crate::time::Date;

/// Why a case cannot be decided.
///
/// That the law is not known or a fact is missing is no error: the decision says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReturnsError {
    /// The region belongs to another country.
    #[error("region {region} does not lie in {country}")]
    RegionOfAnotherCountry {
        /// The region as given.
        region: Region,
        /// The country as given.
        country: Country,
    },
    /// The rules were prepared for another place.
    #[error("the case is of {case}, the rules are those of {rules}")]
    RulesOfAnotherPlace {
        /// The place of the case.
        case: String,
        /// The place of the rules.
        rules: String,
    },
    /// Something happened before something that comes first.
    #[error("{day} is before {before}, the day of `{earlier}`")]
    OutOfOrder {
        /// The field that is wrong.
        field: &'static str,
        /// Its day.
        day: Date,
        /// The field that comes first.
        earlier: &'static str,
        /// The day of that.
        before: Date,
    },
    /// Sums of one case are in different currencies.
    #[error("{found} found, expected {expected} as in `paid.goods`")]
    MixedCurrencies {
        /// The field that is wrong.
        field: &'static str,
        /// Its currency.
        found: String,
        /// The currency of the price.
        expected: String,
    },
    /// A fact follows from the case itself and cannot be declared.
    #[error("`{fact}` follows from the case and cannot be declared")]
    FactFromCase {
        /// The fact.
        fact: &'static str,
    },
    /// The calendar of the place could not be read.
    #[error(transparent)]
    Place(PlaceError),
    /// A data file does not load.
    #[error(transparent)]
    Load(#[from] LoadError),
}

impl ReturnsError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::RegionOfAnotherCountry { .. } => "region_of_another_country",
            Self::RulesOfAnotherPlace { .. } => "rules_of_another_place",
            Self::OutOfOrder { .. } => "out_of_order",
            Self::MixedCurrencies { .. } => "mixed_currencies",
            Self::FactFromCase { .. } => "fact_from_case",
            Self::Place(_) | Self::Load(_) => "data",
        }
    }

    /// The field of a request that is wrong; empty if none is.
    #[must_use]
    pub fn field(&self) -> &str {
        match self {
            Self::RegionOfAnotherCountry { .. } => "region",
            Self::OutOfOrder { field, .. } | Self::MixedCurrencies { field, .. } => field,
            Self::FactFromCase { .. } => "facts",
            Self::RulesOfAnotherPlace { .. } => "country",
            Self::Place(_) | Self::Load(_) => "",
        }
    }
}

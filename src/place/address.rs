use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Country, Region};

/// As much of an address as customs and tax ask for: country, region and postal code.
///
/// The fields are taken as given; whether they fit together is checked when the address is placed, because
/// postal codes are data of a rule book.
///
/// ```
/// use landfall::place::Address;
/// let address: Address = serde_json::from_str(r#"{"country": "ES", "postal_code": "38001"}"#)?;
/// assert_eq!(address, Address::country("ES".parse()?).with_postal_code("38001"));
///
/// // A country, or a region with its country.
/// let address: Address = "US-CA".parse()?;
/// assert_eq!(address, Address::country("US".parse()?).with_region("US-CA".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// The country.
    pub country: Country,
    /// State, province or other subdivision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// Postal code as the buyer wrote it: case, spaces and hyphens do not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
}

impl Address {
    /// An address of which only the country is known.
    #[must_use]
    pub fn country(country: Country) -> Self {
        Self { country, region: None, postal_code: None }
    }

    /// The same address in `region`.
    #[must_use]
    pub fn with_region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// The same address with a postal code.
    #[must_use]
    pub fn with_postal_code(mut self, postal_code: impl Into<String>) -> Self {
        self.postal_code = Some(postal_code.into());
        self
    }
}

impl From<Country> for Address {
    fn from(country: Country) -> Self {
        Self::country(country)
    }
}

impl From<Region> for Address {
    fn from(region: Region) -> Self {
        Self::country(region.country()).with_region(region)
    }
}

/// A text that is neither a country nor a region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is neither a country nor a region: expected a code such as `DE` or `US-CA`")]
pub struct UnknownAddress {
    /// The text as given.
    pub text: String,
}

impl FromStr for Address {
    type Err = UnknownAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let country = text.parse::<Country>().map(Self::from);
        country
            .or_else(|_| text.parse::<Region>().map(Self::from))
            .map_err(|_| UnknownAddress { text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_not_guessed_from_a_name() {
        for text in ["Germany", "de", "US-XX", "DE 10115", ""] {
            let error = text.parse::<Address>().unwrap_err();
            assert_eq!(error, UnknownAddress { text: text.to_owned() });
        }
    }

    #[test]
    fn an_unknown_field_of_an_address_is_an_error() {
        let error = serde_json::from_str::<Address>(r#"{"country": "DE", "zip": "10115"}"#).unwrap_err();
        assert!(error.to_string().contains("unknown field `zip`"), "{error}");
    }

    #[test]
    fn what_is_not_known_is_left_out_of_the_json() {
        let address = Address::country("DE".parse().unwrap());
        assert_eq!(serde_json::to_string(&address).unwrap(), r#"{"country":"DE"}"#);
    }
}

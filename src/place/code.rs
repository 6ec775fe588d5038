use std::str::FromStr;

use super::Country;
use crate::rules::{Cells, LoadError};

/// Gives a type that holds a short code in its own bytes, padded with zeros, the traits of a code.
macro_rules! code_traits {
    ($type:ident) => {
        impl $type {
            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                let code = self.0.split(|byte| *byte == 0).next().unwrap_or_default();
                std::str::from_utf8(code).unwrap_or_default()
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(super) use code_traits;

/// The bytes of `text`, padded with zeros; `None` if it is empty or too long.
pub(super) fn padded<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    (!text.is_empty()).then_some(bytes)
}

/// The code in a cell of a list of codes, as [`padded`].
pub(super) fn code_cell<const N: usize>(
    cells: &Cells<'_, '_>,
    index: usize,
    expected: &str,
) -> Result<[u8; N], LoadError> {
    padded(cells.text(index)).ok_or_else(|| cells.invalid(index, expected))
}

/// The code in a cell that may be empty.
pub(super) fn optional_code_cell<const N: usize>(
    cells: &Cells<'_, '_>,
    index: usize,
    expected: &str,
) -> Result<Option<[u8; N]>, LoadError> {
    (!cells.text(index).is_empty()).then(|| code_cell(cells, index, expected)).transpose()
}

/// The code of a customs or tax territory, such as `EU`, `XI` (Northern Ireland) or `IC` (Canary Islands).
///
/// A country that is a territory of its own has its country code. The type holds any well-formed code; which
/// territories there are is data.
///
/// ```
/// use landfall::place::TerritoryCode;
/// let union: TerritoryCode = "EU".parse()?;
/// assert_eq!(union.as_str(), "EU");
/// # Ok::<(), landfall::place::InvalidTerritoryCode>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TerritoryCode([u8; 8]);

code_traits!(TerritoryCode);

/// A text that is not a territory code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a territory code: expected one to eight capital letters, digits and hyphens")]
pub struct InvalidTerritoryCode {
    /// The text as given.
    pub text: String,
}

impl TerritoryCode {
    /// The country with the same code, if there is one.
    #[must_use]
    pub fn as_country(&self) -> Option<Country> {
        self.as_str().parse().ok()
    }
}

impl FromStr for TerritoryCode {
    type Err = InvalidTerritoryCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
            .then(|| padded(text))
            .flatten()
            .map(Self)
            .ok_or_else(|| InvalidTerritoryCode { text: text.to_owned() })
    }
}

impl From<Country> for TerritoryCode {
    fn from(country: Country) -> Self {
        let [first, second] = country.0;
        Self([first, second, 0, 0, 0, 0, 0, 0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_territory_code_is_short_and_in_capitals() {
        for good in ["EU", "XI", "IT-LIV", "GR-69", "ABCDEFGH"] {
            assert_eq!(good.parse::<TerritoryCode>().unwrap().to_string(), good);
        }
        for bad in ["", "eu", "E U", "ABCDEFGHI", "É"] {
            assert!(bad.parse::<TerritoryCode>().is_err(), "{bad}");
        }
    }
}

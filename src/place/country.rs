use std::str::FromStr;
use std::sync::OnceLock;

use super::code::{code_cell, code_traits, optional_code_cell};
use crate::rules::{LoadError, Table, embedded_text};

/// A country or dependent territory by its ISO 3166-1 alpha-2 code, in two bytes.
///
/// Beside the official codes it knows four that customs and carriers use: `IC` (Canary Islands) and `EA` (Ceuta
/// and Melilla), reserved by ISO 3166-1, and the user-assigned `XI` (Northern Ireland) and `XK` (Kosovo).
///
/// ```
/// use landfall::place::Country;
/// let country: Country = "CH".parse()?;
/// assert_eq!(country.name(), "Switzerland");
/// assert_eq!(country.alpha3(), Some("CHE"));
/// assert!("UK".parse::<Country>().is_err()); // the United Kingdom is `GB`
/// # Ok::<(), landfall::place::UnknownCountry>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(pub(super) [u8; 2]);

code_traits!(Country);

/// A text that is no country code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a country code: expected two capital letters of ISO 3166-1, such as `DE`")]
pub struct UnknownCountry {
    /// The text as given.
    pub text: String,
}

impl Country {
    /// The name in English.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.name)
    }

    /// The three-letter code; `None` for the reserved and user-assigned codes, which have none.
    #[must_use]
    pub fn alpha3(self) -> Option<&'static str> {
        self.entry().map(|entry| entry.alpha3).filter(|code| !code.is_empty())
    }

    /// Every country, in the order of the codes.
    pub fn all() -> impl Iterator<Item = Self> {
        list().iter().map(|entry| Self(entry.code))
    }

    /// The country whose regions and postal codes this one shares: `FR` for Martinique, `US` for Guam.
    pub(super) fn postal_in(self) -> Option<Self> {
        self.entry()?.postal_in.map(Self)
    }

    fn entry(self) -> Option<&'static Entry> {
        let list = list();
        list.get(list.binary_search_by_key(&self.0, |entry| entry.code).ok()?)
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        <[u8; 2]>::try_from(text.as_bytes())
            .map(Self)
            .ok()
            .filter(|country| country.entry().is_some())
            .ok_or_else(|| UnknownCountry { text: text.to_owned() })
    }
}

#[derive(Debug)]
struct Entry {
    code: [u8; 2],
    alpha3: &'static str,
    name: &'static str,
    postal_in: Option<[u8; 2]>,
}

fn list() -> &'static [Entry] {
    static LIST: OnceLock<Vec<Entry>> = OnceLock::new();
    LIST.get_or_init(|| read().expect("embedded data is checked by tests"))
}

fn read() -> Result<Vec<Entry>, LoadError> {
    let file = "place/countries.csv";
    let text = embedded_text(file).ok_or_else(|| LoadError::MissingFile { file: file.to_owned() })?;
    let columns = ["code", "alpha3", "numeric", "name", "postal_in", "status"];
    let mut list = Vec::with_capacity(256);
    Table::new(file, text, &columns)?.each(|cells| {
        let code = code_cell(cells, 0, "a country code")?;
        let postal_in = optional_code_cell(cells, 4, "a country code")?;
        list.push(Entry { code, alpha3: cells.text(1), name: cells.text(3), postal_in });
        Ok(())
    })?;
    list.sort_unstable_by_key(|entry| entry.code);
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_loads_and_holds_each_code_once() {
        let list = read().unwrap();
        // 249 official entries of ISO 3166-1 and IC, EA, XI, XK.
        assert_eq!(list.len(), 253);
        assert!(list.windows(2).all(|pair| pair[0].code < pair[1].code));
        for entry in &list {
            assert!(entry.code.iter().all(u8::is_ascii_uppercase), "{entry:?}");
            assert!(entry.alpha3.is_empty() || entry.alpha3.len() == 3, "{entry:?}");
            assert!(!entry.name.is_empty(), "{entry:?}");
            assert!(entry.postal_in.is_none_or(|code| Country(code).entry().is_some()), "{entry:?}");
        }
    }

    #[test]
    fn only_capital_codes_are_countries() {
        assert_eq!("XK".parse::<Country>().unwrap().name(), "Kosovo");
        assert_eq!("XK".parse::<Country>().unwrap().alpha3(), None);
        for bad in ["", "D", "de", "DEU", "ZZ", "EU", "ß"] {
            assert_eq!(bad.parse::<Country>(), Err(UnknownCountry { text: bad.to_owned() }));
        }
    }

    #[test]
    fn a_country_is_its_code_in_json() {
        let country: Country = serde_json::from_str("\"AT\"").unwrap();
        assert_eq!(serde_json::to_string(&country).unwrap(), "\"AT\"");
        assert!(serde_json::from_str::<Country>("\"AU \"").is_err());
    }
}

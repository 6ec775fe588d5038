use std::str::FromStr;
use std::sync::OnceLock;

use super::Country;
use super::code::{code_cell, code_traits, optional_code_cell, padded};
use crate::rules::{LoadError, Table, embedded_text};

/// ISO 3166-2 nests at most three deep; the bound keeps a circle in the list from turning for ever.
pub(super) const DEEPEST: usize = 4;

/// A state, province or other subdivision by its ISO 3166-2 code, such as `US-CA`.
///
/// ```
/// use landfall::place::Region;
/// let california: Region = "US-CA".parse()?;
/// assert_eq!(california.name(), "California");
/// assert_eq!(california.country().as_str(), "US");
/// assert!("US-XX".parse::<Region>().is_err());
/// # Ok::<(), landfall::place::UnknownRegion>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region([u8; 6]);

code_traits!(Region);

/// A text that is no region code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a region: expected a code of ISO 3166-2, such as `US-CA`")]
pub struct UnknownRegion {
    /// The text as given.
    pub text: String,
}

impl Region {
    /// The country that the code names.
    #[must_use]
    pub fn country(self) -> Country {
        let [first, second, ..] = self.0;
        Country([first, second])
    }

    /// The name that ISO 3166-2 gives.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.name)
    }

    /// The region that contains this one, where ISO 3166-2 knows one: `ES-CN` for `ES-GC`.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        self.entry()?.parent.map(Self)
    }

    /// Whether this region is `other` or lies in it.
    pub(crate) fn is_within(self, other: Self) -> bool {
        std::iter::successors(Some(self), |region| region.parent())
            .take(DEEPEST)
            .any(|region| region == other)
    }

    fn entry(self) -> Option<&'static Entry> {
        let list = list();
        list.get(list.binary_search_by_key(&self.0, |entry| entry.code).ok()?)
    }
}

impl FromStr for Region {
    type Err = UnknownRegion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        padded(text)
            .map(Self)
            .filter(|region| region.entry().is_some())
            .ok_or_else(|| UnknownRegion { text: text.to_owned() })
    }
}

#[derive(Debug)]
struct Entry {
    code: [u8; 6],
    parent: Option<[u8; 6]>,
    name: &'static str,
}

fn list() -> &'static [Entry] {
    static LIST: OnceLock<Vec<Entry>> = OnceLock::new();
    LIST.get_or_init(|| read().expect("embedded data is checked by tests"))
}

fn read() -> Result<Vec<Entry>, LoadError> {
    let file = "place/regions.csv";
    let text = embedded_text(file).ok_or_else(|| LoadError::MissingFile { file: file.to_owned() })?;
    let mut list = Vec::with_capacity(5_100);
    Table::new(file, text, &["code", "parent", "name"])?.each(|cells| {
        let code = code_cell(cells, 0, "a region code")?;
        let parent = optional_code_cell(cells, 1, "a region code")?;
        list.push(Entry { code, parent, name: cells.text(2) });
        Ok(())
    })?;
    list.sort_unstable_by_key(|entry| entry.code);
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_loads_and_every_region_lies_in_a_country() {
        let list = read().unwrap();
        assert_eq!(list.len(), 5_046);
        assert!(list.windows(2).all(|pair| pair[0].code < pair[1].code));
        for entry in &list {
            let region = Region(entry.code);
            assert!(region.country().as_str().parse::<Country>().is_ok(), "{region}");
            assert_eq!(region.as_str().as_bytes().get(2), Some(&b'-'), "{region}");
            assert!(!entry.name.is_empty(), "{region}");
            if let Some(parent) = region.parent() {
                assert!(parent.entry().is_some(), "{region}");
                assert_eq!(parent.country(), region.country(), "{region}");
            }
        }
    }

    #[test]
    fn las_palmas_lies_in_the_canary_islands() {
        let region = |code: &str| code.parse::<Region>().unwrap();
        assert!(region("ES-GC").is_within(region("ES-CN")));
        assert!(region("ES-CN").is_within(region("ES-CN")));
        assert!(!region("ES-CN").is_within(region("ES-GC")));
        assert!(region("GB-BFS").is_within(region("GB-NIR")));
    }

    #[test]
    fn a_region_must_be_on_the_list() {
        for bad in ["", "US", "US-", "us-ca", "US-XX", "US-CALI", "GB-ANTR"] {
            assert!(bad.parse::<Region>().is_err(), "{bad}");
        }
    }
}

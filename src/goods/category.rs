use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::HsCode;
use crate::rules::{LoadError, Table, embedded_text};

/// A kind of goods that some tax law sets apart, such as `books_print` or `food_basic`.
///
/// Categories are nested: a country that has no rate for `childrens_clothing` taxes it as `clothing`, and
/// one that has no rate for clothing either takes [`standard`](Self::standard). The words are the rows of
/// `data/goods/categories.csv`.
///
/// ```
/// use landfall::goods::Category;
///
/// let bread: Category = "food_basic".parse()?;
/// assert_eq!(bread.parent().map(Category::as_str), Some("food"));
/// assert_eq!(Category::of("040900".parse()?).map(Category::as_str), Some("food")); // honey
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Category(u16);

/// A word that is no category.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a goods category, expected a word such as `standard`, `books_print` or `food`")]
pub struct UnknownCategory {
    /// The word as given.
    pub word: String,
}

impl Category {
    /// Goods that no law sets apart.
    #[must_use]
    pub fn standard() -> Self {
        // The file's first row is `standard`; reading it checks that.
        Self(0)
    }

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Words::get().rows.get(usize::from(self.0)).map_or("standard", |row| row.word)
    }

    /// What belongs to it.
    #[must_use]
    pub fn description(self) -> &'static str {
        Words::get().rows.get(usize::from(self.0)).map_or("", |row| row.description)
    }

    /// The wider category whose rate applies where this one has none; `None` for `standard`.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        Words::get().rows.get(usize::from(self.0)).and_then(|row| row.parent)
    }

    /// Every category, `standard` first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Words::get().count).map(Self)
    }

    /// The category in which goods of this tariff code usually fall, where one is known.
    ///
    /// A starting point for a merchant who has not sorted the goods: a tariff code says what goods are, a
    /// tax category often asks for whom they are meant.
    #[must_use]
    pub fn of(code: HsCode) -> Option<Self> {
        let codes = ByCode::get();
        [10, 8, 6, 4, 2].into_iter().find_map(|len| codes.rows.get(&code.prefix(len)?).copied())
    }
}

impl FromStr for Category {
    type Err = UnknownCategory;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Words::get().by_word.get(word).copied().ok_or_else(|| UnknownCategory { word: word.to_owned() })
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Category {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Category {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = std::borrow::Cow::<str>::deserialize(deserializer)?;
        word.parse().map_err(serde::de::Error::custom)
    }
}

struct Words {
    rows: Vec<WordRow>,
    count: u16,
    by_word: BTreeMap<&'static str, Category>,
}

struct WordRow {
    word: &'static str,
    parent: Option<Category>,
    description: &'static str,
}

impl Words {
    const FILE: &str = "goods/categories.csv";

    fn get() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| {
            let text = embedded_text(Self::FILE).unwrap_or_default();
            Self::read(text).expect("embedded data is checked by tests")
        })
    }

    /// A parent stands in a row above its children, so that the parents form no circle.
    fn read(text: &'static str) -> Result<Self, LoadError> {
        let mut words = Self { rows: Vec::new(), count: 0, by_word: BTreeMap::new() };
        Table::new(Self::FILE, text, &["word", "parent", "description"])?.each(|cells| {
            let (word, parent, description) = (cells.text(0), cells.text(1), cells.text(2));
            let category = Category(words.count);
            let expected = if category == Category::standard() { "standard" } else { word };
            if word != expected || !word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
                return Err(cells.invalid(0, "a lower-case word, `standard` in the first row"));
            }
            let parent = match (parent, category == Category::standard()) {
                ("", true) => None,
                (parent, _) => match words.by_word.get(parent) {
                    Some(parent) => Some(*parent),
                    None => return Err(cells.invalid(1, "a word of a row above")),
                },
            };
            if description.is_empty() {
                return Err(cells.invalid(2, "what belongs to the category"));
            }
            if words.by_word.insert(word, category).is_some() {
                return Err(LoadError::Duplicate { file: Self::FILE.to_owned(), row: word.to_owned() });
            }
            words.rows.push(WordRow { word, parent, description });
            words.count = words.count.saturating_add(1);
            Ok(())
        })?;
        Ok(words)
    }
}

/// Categories of single tariff codes.
struct ByCode {
    rows: BTreeMap<HsCode, Category>,
}

impl ByCode {
    const FILE: &str = "goods/hs_categories.csv";

    fn get() -> &'static Self {
        static CODES: OnceLock<ByCode> = OnceLock::new();
        CODES.get_or_init(|| {
            let text = embedded_text(Self::FILE).unwrap_or_default();
            Self::read(text).expect("embedded data is checked by tests")
        })
    }

    fn read(text: &str) -> Result<Self, LoadError> {
        let mut rows = BTreeMap::new();
        Table::new(Self::FILE, text, &["hs", "category"])?.each(|cells| {
            let code: HsCode = cells.required(0)?;
            if rows.insert(code, cells.required(1)?).is_some() {
                return Err(LoadError::Duplicate { file: Self::FILE.to_owned(), row: code.to_string() });
            }
            Ok(())
        })?;
        Ok(Self { rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(word: &str) -> Category {
        word.parse().unwrap()
    }

    #[test]
    fn the_embedded_files_load() {
        assert!(Words::read(embedded_text(Words::FILE).unwrap()).unwrap().count > 100);
        assert!(ByCode::read(embedded_text(ByCode::FILE).unwrap()).unwrap().rows.len() > 90);
    }

    #[test]
    fn every_line_of_parents_ends_at_standard() {
        for mut category in Category::all() {
            while let Some(parent) = category.parent() {
                assert!(parent < category);
                category = parent;
            }
            assert_eq!(category, Category::standard());
        }
        assert_eq!(Category::standard().as_str(), "standard");
    }

    #[test]
    fn childrens_clothing_is_clothing_where_no_narrower_rate_exists() {
        let parents: Vec<_> =
            std::iter::successors(Some(category("childrens_clothing")), |c| c.parent()).map(Category::as_str).collect();
        assert_eq!(parents, ["childrens_clothing", "clothing", "standard"]);
    }

    #[test]
    fn a_narrow_tariff_code_takes_the_category_of_its_subheading() {
        for (code, expected) in [
            ("490199", Some("books_print")),
            ("4901990000", Some("books_print")),
            ("8712.00", Some("bicycles")),
            ("871200", Some("bicycles")),
            ("610910", None),
            ("04", None),
        ] {
            assert_eq!(Category::of(code.parse().unwrap()).map(Category::as_str), expected, "{code}");
        }
    }

    #[test]
    fn rates_without_a_list_of_goods_are_no_categories() {
        for word in ["reduced", "reduced_13", "zero", "merit", "food_pst", "", "Food", "food "] {
            assert_eq!(word.parse::<Category>(), Err(UnknownCategory { word: word.to_owned() }), "{word}");
        }
    }

    #[test]
    fn words_round_trip_through_json() {
        for category in Category::all() {
            let json = serde_json::to_string(&category).unwrap();
            assert_eq!(json, format!("\"{category}\""));
            assert_eq!(serde_json::from_str::<Category>(&json).unwrap(), category);
        }
    }

    #[test]
    fn a_file_with_a_circle_or_an_unknown_parent_does_not_load() {
        for text in [
            "word,parent,description\nfood,,x\n",
            "word,parent,description\nstandard,,x\nfood,food,x\n",
            "word,parent,description\nstandard,,x\nfood,,x\n",
            "word,parent,description\nstandard,,x\nfood,standard,\n",
            "word,parent,description\nstandard,,x\nstandard,standard,x\n",
            "word,parent\nstandard,\n",
        ] {
            assert!(Words::read(text).is_err(), "{text}");
        }
    }
}

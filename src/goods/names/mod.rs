//! Short names of the goods that parcels carry, and the search for a tariff code in a shopper's words.

mod index;
mod words;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use self::index::{Builder, Index};
use self::words::Words;
use super::HsCode;
use crate::rules::{LoadError, Table, embedded_text};

const NAMES: &str = "goods/names.csv";
const WORDS: &str = "goods/words.csv";
/// No list of suggestions is longer.
const MOST: usize = 8;

/// The six-digit codes that goods so described may have, the likeliest first; empty where no word is known.
///
/// A help for finding the code, not a classification: the law decides by what the goods are, and
/// [`distinguishes`](Suggestion::distinguishes) says on what.
///
/// ```
/// use landfall::goods;
///
/// let shirts = goods::suggest("cotton t-shirt");
/// assert_eq!(shirts[0].code(), "610910".parse()?);
/// assert_eq!(shirts[0].name(), "Cotton T-shirts");
/// assert_eq!(shirts[0].distinguishes(), Some("cotton; knitted"));
///
/// assert_eq!(goods::suggest("silver earings")[0].code(), "711311".parse()?); // misspelt
/// assert!(goods::suggest("flurble").is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn suggest(description: &str) -> Vec<Suggestion<'static>> {
    GoodsNames::embedded().suggest(description)
}

/// Names of goods with the words by which shoppers look for them.
#[derive(Debug)]
pub struct GoodsNames {
    /// In the order of the codes.
    entries: Vec<Entry>,
    by_code: BTreeMap<HsCode, usize>,
    words: Words,
    index: Index,
}

#[derive(Debug)]
struct Entry {
    code: HsCode,
    name: String,
    apart: Option<String>,
    is_common: bool,
}

/// A code that goods may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion<'n> {
    code: HsCode,
    name: &'n str,
    apart: Option<&'n str>,
    score: u16,
}

impl GoodsNames {
    /// The names that the crate carries: 1,219 subheadings met in consumer parcels.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<GoodsNames> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let text = |file| embedded_text(file).unwrap_or_default();
            Self::from_csv(text(NAMES), text(WORDS)).expect("embedded data is checked by tests")
        })
    }

    /// Names of your own.
    ///
    /// The columns of `names` are `hs`, `name`, `synonyms` (with `;` between them), `common` (`yes` or nothing: of two
    /// equal matches the common goods come first) and `apart` (what sets the code apart from those beside it). Those
    /// of `words` are `word` (one or two), `means` (the word to take in its place, nothing for a word that tells
    /// nothing) and `weighs` (1 to 12: how telling the word is, where its rarity among the names misleads).
    ///
    /// # Errors
    /// [`LoadError`] with the line and field at fault.
    pub fn from_csv(names: &str, words: &str) -> Result<Self, LoadError> {
        let words = Words::read(WORDS, words)?;
        let mut builder = Builder::default();
        let (mut entries, mut by_code) = (Vec::new(), BTreeMap::new());
        Table::new(NAMES, names, &["hs", "name", "synonyms", "common", "apart"])?.each(|cells| {
            let code: HsCode = cells.required(0)?;
            if by_code.insert(code, entries.len()).is_some() {
                return Err(LoadError::Duplicate { file: NAMES.to_owned(), row: code.to_string() });
            }
            let name: String = cells.required(1)?;
            let is_common = match cells.text(3) {
                "" => false,
                "yes" => true,
                _ => return Err(cells.invalid(3, "`yes` or nothing")),
            };
            let phrases = [name.as_str()].into_iter().chain(cells.text(2).split(';'));
            builder.add(phrases.map(|phrase| words.tokens(phrase)));
            entries.push(Entry { code, name, apart: cells.parsed(4)?, is_common });
            Ok(())
        })?;
        let index = builder.finish(|word| words.weight(word));
        Ok(Self { entries, by_code, words, index })
    }

    /// The codes that goods so described may have, at most eight, the likeliest first.
    #[must_use]
    pub fn suggest(&self, description: &str) -> Vec<Suggestion<'_>> {
        let found = self.index.search(&self.words.tokens(description));
        let mut found: Vec<(&Entry, u16)> =
            found.into_iter().filter_map(|(place, score)| Some((self.entries.get(place)?, score))).collect();
        found.sort_by_key(|(entry, score)| (std::cmp::Reverse(*score), !entry.is_common, entry.code));
        found.truncate(MOST);
        found.into_iter().map(|(entry, score)| entry.suggest(score)).collect()
    }

    /// The short name of a code's subheading; `None` for goods that are not listed.
    ///
    /// ```
    /// use landfall::goods::GoodsNames;
    ///
    /// assert_eq!(GoodsNames::embedded().name("61091000".parse()?), Some("Cotton T-shirts"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn name(&self, code: HsCode) -> Option<&str> {
        self.entry(code.subheading()?).map(|entry| entry.name.as_str())
    }

    fn entry(&self, code: HsCode) -> Option<&Entry> {
        self.entries.get(*self.by_code.get(&code)?)
    }
}

impl Entry {
    fn suggest(&self, score: u16) -> Suggestion<'_> {
        Suggestion { code: self.code, name: &self.name, apart: self.apart.as_deref(), score }
    }
}

impl<'n> Suggestion<'n> {
    /// The code, six digits.
    #[must_use]
    pub fn code(&self) -> HsCode {
        self.code
    }

    /// A short name of the goods.
    #[must_use]
    pub fn name(&self) -> &'n str {
        self.name
    }

    /// On what the code turns among those beside it, such as `outside of leather`; `None` where its name says all.
    #[must_use]
    pub fn distinguishes(&self) -> Option<&'n str> {
        self.apart
    }

    /// How well the words fit, up to 1000: those of one list can be compared, those of two cannot.
    #[must_use]
    pub fn score(&self) -> u16 {
        self.score
    }
}

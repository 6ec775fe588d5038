//! Lower duty rates for goods of certain origins, and the proof that each agreement asks for.

mod agreement;
mod line;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use self::agreement::Agreement;
use self::agreement::Agreements;
use self::line::{Line, Rates};
use super::{Edition, HsCode, RateBound};
use crate::place::Country;
use crate::rules::{DataFile, Evidence, LoadError, RuleBook, Source, Table};
use crate::time::Date;

const AGREEMENTS: &str = "preference/agreements.toml";
const COLUMNS: [&str; 7] = ["hs", "min", "max", "agreements", "from", "to", "source"];
const PREFIXES: [u8; 5] = [10, 8, 6, 4, 2];

/// The preferences that one customs territory grants, by tariff code and origin.
///
/// The embedded tables hold the goods that parcels usually carry, and of those the origins that were read: no
/// row is unknown, not a refusal of the preference.
///
/// ```
/// use landfall::RuleBook;
///
/// let preferences = RuleBook::embedded().preferences("EU")?.expect("the book has them");
/// let day = "2026-11-21".parse()?;
/// let british = preferences.find("6109.10".parse()?, "GB".parse()?, day).next().expect("all goods");
/// assert_eq!(british.min().map(ToString::to_string).as_deref(), Some("0%"));
/// assert_eq!(british.agreement().name(), "Trade and Cooperation Agreement between the Union and the United Kingdom");
///
/// // India has no agreement, but the general scheme of preferences: 9.6% on a cotton jersey in place of 12%.
/// let indian = preferences.find("6110.20".parse()?, "IN".parse()?, day).next().expect("jerseys were read");
/// assert_eq!(indian.max().map(ToString::to_string).as_deref(), Some("9.6%"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Preferences {
    /// Sorted by code, then by first day.
    lines: Vec<Line>,
    agreements: Vec<Agreement>,
    /// Every origin that some agreement names on some day, sorted.
    origins: Vec<Country>,
    edition: Edition,
}

/// What one agreement gives goods of a code and an origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preference<'p> {
    line: &'p Line,
    agreement: &'p Agreement,
}

impl RuleBook {
    /// The preferences that the customs territory of a tariff grants, such as `EU`; `None` if the book holds none.
    ///
    /// # Errors
    /// [`LoadError`] if the table or the agreements cannot be read.
    pub fn preferences(&self, tariff: &str) -> Result<Option<Arc<Preferences>>, LoadError> {
        self.file(&format!("preference/{tariff}.csv"))
    }
}

impl Preferences {
    /// What the agreements in force on the day `on` give goods of `code` made in `origin`: for each agreement
    /// the row with the longest code that `code` lies under.
    ///
    /// Where a row is only known from a later edition, it stands in for earlier days on which the agreement was
    /// in force; its [`covers`](Preference::covers) is then false and a figure that rests on it is an estimate.
    pub fn find(&self, code: HsCode, origin: Country, on: Date) -> impl Iterator<Item = Preference<'_>> {
        let mut left = self.open_to(origin, on);
        PREFIXES
            .into_iter()
            .filter_map(move |len| code.prefix(len).map(Some))
            .chain([None])
            .flat_map(|prefix| self.lines_of(prefix))
            .filter(move |line| line.covers(on) || line.stands_in_for(on))
            .flat_map(move |line| {
                let here = line.agreements & left;
                left &= !here;
                self.agreements
                    .iter()
                    .filter(move |agreement| agreement.mask & here != 0 && agreement.serves(origin, on))
                    .map(move |agreement| Preference { line, agreement })
            })
    }

    /// The agreements and schemes, in the order of the file.
    #[must_use]
    pub fn agreements(&self) -> &[Agreement] {
        &self.agreements
    }

    /// The edition from which the rates were read.
    #[must_use]
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// The codes for which the table has rows, in order; a code stands once for each of its rows.
    pub fn codes(&self) -> impl Iterator<Item = HsCode> {
        self.lines.iter().filter_map(|line| line.prefix)
    }

    /// The agreements that goods of `origin` may use on a day.
    fn open_to(&self, origin: Country, on: Date) -> u64 {
        self.agreements
            .iter()
            .filter(|agreement| agreement.serves(origin, on))
            .fold(0, |all, agreement| all | agreement.mask)
    }

    /// Whether some agreement names the origin, on whatever day.
    pub(crate) fn names(&self, origin: Country) -> bool {
        self.origins.binary_search(&origin).is_ok()
    }

    fn lines_of(&self, prefix: Option<HsCode>) -> &[Line] {
        let from = self.lines.partition_point(|line| line.prefix < prefix);
        let rest = self.lines.get(from..).unwrap_or_default();
        rest.get(..rest.partition_point(|line| line.prefix == prefix)).unwrap_or_default()
    }
}

impl DataFile for Preferences {
    fn read(book: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let tariff = file.rsplit('/').next().and_then(|name| name.strip_suffix(".csv")).unwrap_or(file);
        let held = book.required_file::<Agreements>(AGREEMENTS)?;
        let edition = held.edition(tariff)?;
        let agreements = held.of(tariff)?;
        let mut rates = Rates::default();
        let mut lines = Vec::new();
        Table::new(file, text, &COLUMNS)?.each(|cells| {
            lines.push(Line::read(file, cells, &mut rates, &agreements, &edition, &held)?);
            Ok(())
        })?;
        lines.sort_by_key(|line| (line.prefix, line.from));
        line::refuse_overlaps(file, &lines)?;
        let mut origins: Vec<Country> =
            agreements.iter().flat_map(|agreement| agreement.origins().iter().copied()).collect();
        origins.sort_unstable();
        origins.dedup();
        Ok(Self { lines, agreements, origins, edition })
    }
}

impl<'p> Preference<'p> {
    /// The lowest rate among the national lines below the code; `None` if it is not held or if the ordinary rate
    /// applies.
    #[must_use]
    pub fn min(&self) -> Option<&'p RateBound> {
        self.line.rates.min.as_ref()
    }

    /// The highest rate among the national lines below the code; `None` if it is not held or if the ordinary
    /// rate applies.
    #[must_use]
    pub fn max(&self) -> Option<&'p RateBound> {
        self.line.rates.max.as_ref()
    }

    /// Whether the agreement is known to give these goods nothing: the ordinary rate applies.
    #[must_use]
    pub fn is_ordinary(&self) -> bool {
        self.line.rates.ordinary
    }

    /// The code that the rate holds for; `None` if it holds for every code.
    #[must_use]
    pub fn prefix(&self) -> Option<HsCode> {
        self.line.prefix
    }

    /// The agreement or scheme, with the proof that it asks for.
    #[must_use]
    pub fn agreement(&self) -> &'p Agreement {
        self.agreement
    }

    /// First day for which the rate is known; where [`from_is_floor`](Self::from_is_floor), the real one is earlier.
    #[must_use]
    pub fn from(&self) -> Date {
        self.line.from
    }

    /// Last day of the rate; `None` while no end is known.
    #[must_use]
    pub fn to(&self) -> Option<Date> {
        self.line.to
    }

    /// Whether the first day is only that of the edition.
    #[must_use]
    pub fn from_is_floor(&self) -> bool {
        self.line.from_is_floor
    }

    /// Whether the rate is known to be in force on `day`.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.line.covers(day) && self.agreement.covers(day)
    }

    /// Whether the rate is in force on `day` and its evidence is not too old to speak for that day.
    #[must_use]
    pub fn speaks_for(&self, day: Date) -> bool {
        self.covers(day) && self.line.fresh_until.is_none_or(|last| day <= last)
    }

    /// Where the rate was published; the law of the agreement is [`Agreement::source`].
    #[must_use]
    pub fn source(&self) -> &'p Arc<Source> {
        &self.line.source
    }

    /// How well rate and agreement are evidenced: the weaker of the two.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.line.source.evidence().max(self.agreement.source().evidence())
    }
}

//! Duty rates by tariff code.

mod published;
mod row;
#[cfg(test)]
mod tests;

pub use published::Edition;
pub(crate) use row::End;
pub use row::{RateBasis, RateBound, TariffRow, UnknownBasis};

use std::sync::Arc;

use rust_decimal::Decimal;

use self::published::{Citations, Published};
use super::HsCode;
use crate::rules::{DataFile, LoadError, RuleBook, Source, Table};
use crate::time::Date;

const SOURCES: &str = "tariff/sources.toml";
const COLUMNS: [&str; 11] =
    ["hs", "rate", "min", "max", "basis", "lines", "from", "floor", "to", "source", "note"];

/// The ordinary duty rates of one customs territory, by tariff code.
///
/// The embedded tables hold the goods that parcels usually carry, not whole national schedules: a code
/// without row is unknown, not free.
///
/// ```
/// use landfall::RuleBook;
///
/// let book = RuleBook::embedded();
/// let tariff = book.tariff("US")?.expect("the book has a table for the United States");
/// let day = "2026-11-21".parse()?;
/// let honey = tariff.find("0409.00.00".parse()?, day).expect("honey is in the table");
/// assert_eq!(honey.rate().map(ToString::to_string).as_deref(), Some("0.019 USD/kg"));
/// assert!(honey.is_exact());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Tariff {
    /// Sorted by code, then by first day; the row for the whole tariff comes first.
    rows: Vec<TariffRow>,
    /// The order of each row's code, close together for the search; 0 for the row of the whole tariff.
    order: Vec<u128>,
    edition: Option<Edition>,
    /// Edition and coverage in words.
    label: Option<Arc<str>>,
}

impl RuleBook {
    /// The duty table of a customs territory, such as `EU`, or of a scheme with a table of its own, such as
    /// `JP-SIMPLIFIED`; `None` if the book has none.
    ///
    /// # Errors
    /// [`LoadError`] if the table or its sources cannot be read.
    pub fn tariff(&self, name: &str) -> Result<Option<Arc<Tariff>>, LoadError> {
        self.file(&format!("tariff/{name}.csv"))
    }
}

impl Tariff {
    /// Reads a table of your own, in the form of the crate's tables.
    ///
    /// `name` begins the rule ids: `us` gives `us.tariff.610910`. The columns are `hs`, `rate`, `min`, `max`,
    /// `basis`, `lines`, `from`, `floor`, `to`, `source`, `note`; `source` stays empty, because the rates
    /// rest on the caller's word. Notations are those of [`DutyExpression`](super::DutyExpression); a comma needs quotes around its
    /// field.
    ///
    /// # Errors
    /// [`LoadError`] with the line and field at fault.
    pub fn from_csv(name: &str, text: &str) -> Result<Self, LoadError> {
        Self::read_rows(
            name,
            name,
            text,
            &Citations { sources: Vec::new(), supplied: Some(Source::supplied()), stale_after: None },
        )
    }

    /// The rate for `code` on the day `on`: the row with the longest code that `code` lies under.
    ///
    /// Rows in force on the day go first. Where there is none, a row whose first day is only the first day
    /// of its evidence ([`from_is_floor`](TariffRow::from_is_floor)) stands in for earlier days; its
    /// [`covers`](TariffRow::covers) is then false, and a figure that rests on it is an estimate. A rate that
    /// began on its first day says nothing about the days before.
    #[must_use]
    pub fn find(&self, code: HsCode, on: Date) -> Option<&TariffRow> {
        self.rows.get(self.place_of(code, on)?)
    }

    /// The place among [`rows`](Self::rows) of the row that [`find`](Self::find) gives.
    pub(crate) fn place_of(&self, code: HsCode, on: Date) -> Option<usize> {
        self.longest(code, |row| row.covers(on)).or_else(|| self.longest(code, |row| row.stands_in_for(on)))
    }

    /// The edition that the table was read from, the newest where it was read from several; `None` for a
    /// table of the caller.
    #[must_use]
    pub fn edition(&self) -> Option<&Edition> {
        self.edition.as_ref()
    }

    /// The edition and how many codes are held, in words.
    pub(crate) fn label(&self) -> Option<&Arc<str>> {
        self.label.as_ref()
    }

    /// All rows, sorted by code.
    #[must_use]
    pub fn rows(&self) -> &[TariffRow] {
        &self.rows
    }

    /// The rows below `code`, its own among them: what a code cut short may turn out to be.
    #[must_use]
    pub fn rows_below(&self, code: HsCode) -> &[TariffRow] {
        let from = self.rows.partition_point(|row| row.prefix < Some(code));
        let below = self.rows.get(from..).unwrap_or_default();
        let count = below.partition_point(|row| row.prefix.is_some_and(|prefix| prefix.starts_with(code)));
        below.get(..count).unwrap_or_default()
    }

    /// The places of the rows below `code` with the lowest and the highest rate on the day: what is held of a code that
    /// has no row of its own. `None` unless all of them are shares of the value, which alone can be ordered.
    pub(crate) fn ends_below(&self, code: HsCode, on: Date) -> Option<(usize, usize)> {
        let from = self.rows.partition_point(|row| row.prefix < Some(code));
        let mut ends: Option<((Decimal, usize), (Decimal, usize))> = None;
        for (place, row) in (from..).zip(self.rows_below(code)) {
            if !(row.covers(on) || row.stands_in_for(on)) {
                continue;
            }
            let low = (row.rate_at(End::Lowest)?.as_percent()?, place);
            let high = (row.rate_at(End::Highest)?.as_percent()?, place);
            ends = Some(match ends {
                None => (low, high),
                Some((lowest, highest)) => (
                    if low.0 < lowest.0 { low } else { lowest },
                    if high.0 > highest.0 { high } else { highest },
                ),
            });
        }
        ends.map(|((_, lowest), (_, highest))| (lowest, highest))
    }

    /// Up to three codes that the table holds and that share most leading digits with `code`.
    pub(crate) fn nearest(&self, code: HsCode) -> [Option<HsCode>; 3] {
        let mut nearest = [None; 3];
        let within = [4, 2].into_iter().filter_map(|len| code.prefix(len));
        let Some(held) = within.map(|prefix| self.rows_below(prefix)).find(|rows| !rows.is_empty()) else {
            return nearest;
        };
        let place = held.partition_point(|row| row.prefix < Some(code));
        let first = place.saturating_sub(1).min(held.len().saturating_sub(nearest.len()));
        let mut codes = held.get(first..).unwrap_or_default().iter().filter_map(|row| row.prefix);
        let mut last = None;
        for slot in &mut nearest {
            *slot = codes.find(|code| last != Some(*code));
            last = *slot;
        }
        nearest
    }

    fn longest(&self, code: HsCode, fits: impl Fn(&TariffRow) -> bool) -> Option<usize> {
        [10, 8, 6, 4, 2]
            .into_iter()
            .filter_map(|len| code.prefix(len).map(Some))
            .chain([None])
            .find_map(|prefix| self.place_under(prefix, &fits))
    }

    /// The first row of exactly this code that fits.
    fn place_under(&self, prefix: Option<HsCode>, fits: impl Fn(&TariffRow) -> bool) -> Option<usize> {
        let wanted = prefix.map_or(0, HsCode::order);
        let from = self.order.partition_point(|order| *order < wanted);
        (from..)
            .zip(self.rows.get(from..)?)
            .zip(self.order.get(from..)?)
            .take_while(|(_, order)| **order == wanted)
            .map(|(row, _)| row)
            .find(|(_, row)| fits(row))
            .map(|(place, _)| place)
    }

    fn read_rows(file: &str, name: &str, text: &str, citations: &Citations) -> Result<Self, LoadError> {
        let name = name.to_ascii_lowercase();
        let mut rows = Vec::new();
        Table::new(file, text, &COLUMNS)?.each(|cells| {
            rows.push(TariffRow::read(file, &name, cells, citations)?);
            Ok(())
        })?;
        rows.sort_by_key(|row| (row.prefix, row.row.from));
        for pair in rows.windows(2) {
            let [first, second] = pair else { continue };
            if first.prefix == second.prefix && first.covers(second.from()) {
                let (row, day) = (second.row.id.clone(), second.from());
                return Err(LoadError::Overlap { file: file.to_owned(), row, day });
            }
        }
        let order = rows.iter().map(|row| row.prefix.map_or(0, HsCode::order)).collect();
        Ok(Self { rows, order, edition: None, label: None })
    }
}

impl DataFile for Tariff {
    fn read(book: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let name = file.rsplit('/').next().and_then(|name| name.strip_suffix(".csv")).unwrap_or(file);
        let published = book.required_file::<Published>(SOURCES)?;
        let mut tariff = Self::read_rows(file, name, text, &published.citations)?;
        let editions = published.editions.iter().filter(|(tariff, _)| tariff == name);
        tariff.edition = editions.map(|(_, edition)| edition).max_by_key(|edition| edition.day()).cloned();
        let codes = tariff.rows.iter().filter_map(|row| row.prefix);
        let codes = codes.collect::<std::collections::BTreeSet<_>>().len();
        tariff.label = tariff.edition.as_ref().map(|edition| match codes {
            0 => format!("{}, one rate for all codes", edition.name()).into(),
            codes => format!("{}, {codes} codes", edition.name()).into(),
        });
        if tariff.edition.is_none() {
            return Err(LoadError::MissingField {
                file: SOURCES.to_owned(),
                row: name.to_owned(),
                field: "edition".to_owned(),
            });
        }
        Ok(tariff)
    }
}

//! Duty rates by tariff code.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::{DutyExpression, HsCode};
use crate::rules::{
    DataFile, Dated, Evidence, LoadError, Row, RuleBook, RuleId, Source, Sources, Table, parse_document,
};
use crate::time::{Date, Days};

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
    edition: Option<Edition>,
}

/// The published state of a tariff from which rates were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    name: Arc<str>,
    day: Date,
    source: Arc<Source>,
}

/// One duty rate with the codes and the days it holds for.
#[derive(Debug, Clone, PartialEq)]
pub struct TariffRow {
    prefix: Option<HsCode>,
    rate: Option<DutyExpression>,
    min: Option<RateBound>,
    max: Option<RateBound>,
    basis: RateBasis,
    lines: u32,
    note: Option<Arc<str>>,
    /// Lowest and highest rate as text, made once so that an answer can name them without allocating.
    range: Option<(Arc<str>, Arc<str>)>,
    /// The last day for which the evidence is taken to speak.
    fresh_until: Option<Date>,
    row: Dated<()>,
}

/// How the rate of a row follows from the national lines below its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RateBasis {
    /// All lines have this rate.
    AllLinesEqual,
    /// All lines of which the rate is held have this rate; of some it is not held.
    HeldLinesEqual,
    /// The lines differ; this is the one in which most consumer goods are expected to fall.
    Judged,
    /// No line of the code is held; all held lines of its heading have this rate.
    Inferred,
    /// No rate is given.
    None,
}

/// The lowest or highest rate of the lines below a code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RateBound {
    /// A rate.
    Duty(DutyExpression),
    /// Money by weight or measure; the figure is not held.
    Specific,
    /// Lines of more than one kind, such as per cents beside money by weight, which have no order.
    Mixed,
    /// Import is prohibited.
    Prohibited,
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
    /// rest on the caller's word. Notations are those of [`DutyExpression`]; a comma needs quotes around its
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

    fn longest(&self, code: HsCode, fits: impl Fn(&TariffRow) -> bool) -> Option<usize> {
        [10, 8, 6, 4, 2]
            .into_iter()
            .filter_map(|len| code.prefix(len).map(Some))
            .chain([None])
            .find_map(|prefix| self.place_under(prefix, &fits))
    }

    /// The first row of exactly this code that fits.
    fn place_under(&self, prefix: Option<HsCode>, fits: impl Fn(&TariffRow) -> bool) -> Option<usize> {
        let from = self.rows.partition_point(|row| row.prefix < prefix);
        (from..)
            .zip(self.rows.get(from..)?)
            .take_while(|(_, row)| row.prefix == prefix)
            .find(|(_, row)| fits(row))
            .map(|(place, _)| place)
    }

    fn read_rows(file: &str, name: &str, text: &str, citations: &Citations) -> Result<Self, LoadError> {
        let name = name.to_ascii_lowercase();
        let mut rows = Vec::new();
        Table::new(file, text, &COLUMNS)?.each(|cells| {
            let (prefix, code) = match cells.text(0) {
                "*" => (None, "all".to_owned()),
                _ => {
                    let code: HsCode = cells.required(0)?;
                    (Some(code), code.to_string())
                }
            };
            let id: RuleId = format!("{name}.tariff.{code}").parse().map_err(|_| LoadError::Syntax {
                file: file.to_owned(),
                message: format!("`{name}` cannot begin a rule id, expected letters, digits or `-`"),
            })?;
            let basis: RateBasis = cells.required(4)?;
            let rate = cells.parsed(1)?;
            if rate.is_none() != (basis == RateBasis::None) {
                return Err(cells.invalid(4, "`none` beside an empty rate and only there"));
            }
            let from: Date = cells.required(6)?;
            let to: Option<Date> = cells.parsed(8)?;
            if let Some(to) = to.filter(|to| *to < from) {
                return Err(LoadError::EndsBeforeStart { file: file.to_owned(), row: id, from, to });
            }
            let from_is_floor = match cells.text(7) {
                "" => false,
                "floor" => true,
                _ => return Err(cells.invalid(7, "`floor` or nothing")),
            };
            let row = Dated {
                source: citations.of(file, &id, cells.text(9))?,
                id,
                value: (),
                from,
                to,
                from_is_floor,
                uncertain: None,
            };
            let (min, max): (Option<RateBound>, Option<RateBound>) = (cells.parsed(2)?, cells.parsed(3)?);
            let text = |bound: &Option<RateBound>| bound.as_ref().map(|bound| Arc::from(bound.to_string()));
            rows.push(TariffRow {
                prefix,
                rate,
                range: text(&min).zip(text(&max)),
                fresh_until: citations.fresh_until(&row.source),
                min,
                max,
                basis,
                lines: cells.parsed(5)?.unwrap_or(0),
                note: Some(cells.text(10)).filter(|note| !note.is_empty()).map(Arc::from),
                row,
            });
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
        Ok(Self { rows, edition: None })
    }
}

impl DataFile for Tariff {
    fn read(book: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let name = file.rsplit('/').next().and_then(|name| name.strip_suffix(".csv")).unwrap_or(file);
        let published = book.required_file::<Published>(SOURCES)?;
        let mut tariff = Self::read_rows(file, name, text, &published.citations)?;
        let editions = published.editions.iter().filter(|(tariff, _)| tariff == name);
        tariff.edition = editions.map(|(_, edition)| edition).max_by_key(|edition| edition.day).cloned();
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

/// What the tables of the book were read from.
struct Published {
    citations: Citations,
    editions: Vec<(String, Edition)>,
}

impl DataFile for Published {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let mut sources = Sources::default();
        sources.read(document.rows("source")?)?;
        let stale_after = document.required::<u64>("stale_after_days").map(Days::new)?;
        let editions = document
            .rows("edition")?
            .into_iter()
            .map(|row| Edition::from_row(row, &sources))
            .collect::<Result<_, _>>()?;
        document.finish()?;
        let mut sources: Vec<_> = sources.iter().cloned().collect();
        sources.sort_by(|one, other| one.id().cmp(other.id()));
        let citations = Citations { sources, supplied: None, stale_after: Some(stale_after) };
        Ok(Self { citations, editions })
    }
}

/// The sources that a table may cite, sorted by id; or the caller, for a table that cites none.
struct Citations {
    sources: Vec<Arc<Source>>,
    supplied: Option<Arc<Source>>,
    /// How long after the day of its evidence a published rate is still taken to hold.
    stale_after: Option<Days>,
}

impl Citations {
    fn fresh_until(&self, source: &Source) -> Option<Date> {
        source.seen_as_of()?.checked_add_days(self.stale_after?)
    }

    fn of(&self, file: &str, row: &RuleId, id: &str) -> Result<Arc<Source>, LoadError> {
        if let Some(supplied) = self.supplied.as_ref().filter(|_| id.is_empty()) {
            return Ok(Arc::clone(supplied));
        }
        let found = self.sources.binary_search_by_key(&id, |source| source.id()).ok();
        found.and_then(|place| self.sources.get(place)).map(Arc::clone).ok_or_else(|| {
            LoadError::UnknownSource { file: file.to_owned(), row: row.to_string(), source_id: id.to_owned() }
        })
    }
}

impl Edition {
    /// Its name, such as `HTS 2026 Revision 10`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn shared_name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// The day for which it was published or read.
    #[must_use]
    pub fn day(&self) -> Date {
        self.day
    }

    /// Where it was published.
    #[must_use]
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    fn from_row(mut row: Row<'_>, sources: &Sources) -> Result<(String, Self), LoadError> {
        let tariff = row.required_text("tariff")?;
        let edition = Self {
            name: row.required_text("name")?.into(),
            day: row.date("day")?.ok_or_else(|| row.missing("day"))?,
            source: sources.of(&mut row)?,
        };
        row.finish()?;
        Ok((tariff, edition))
    }
}

impl TariffRow {
    /// The code it holds for; `None` if it holds for every code.
    #[must_use]
    pub fn prefix(&self) -> Option<HsCode> {
        self.prefix
    }

    /// The rate, or the usual one where the national lines differ; `None` if none can be named.
    #[must_use]
    pub fn rate(&self) -> Option<&DutyExpression> {
        self.rate.as_ref()
    }

    /// The lowest rate among the national lines below the code, if it is held.
    #[must_use]
    pub fn min(&self) -> Option<&RateBound> {
        self.min.as_ref()
    }

    /// The highest rate among the national lines below the code, if it is held.
    #[must_use]
    pub fn max(&self) -> Option<&RateBound> {
        self.max.as_ref()
    }

    /// How the rate follows from the lines.
    #[must_use]
    pub fn basis(&self) -> RateBasis {
        self.basis
    }

    /// How many national lines lie below the code; 0 if they were not counted.
    #[must_use]
    pub fn lines(&self) -> u32 {
        self.lines
    }

    /// Whether every line below the code has this rate and it was seen in its source, so that a code cut
    /// short leaves nothing open.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.rate.is_some() && self.basis == RateBasis::AllLinesEqual && self.evidence() != Evidence::Recalled
    }

    /// The rule, such as `us.tariff.610910`.
    #[must_use]
    pub fn rule_id(&self) -> &RuleId {
        &self.row.id
    }

    /// First day in force.
    #[must_use]
    pub fn from(&self) -> Date {
        self.row.from
    }

    /// Last day in force; `None` while no end is known.
    #[must_use]
    pub fn to(&self) -> Option<Date> {
        self.row.to
    }

    /// Whether the first day is only that of the evidence, and the real one is earlier.
    #[must_use]
    pub fn from_is_floor(&self) -> bool {
        self.row.from_is_floor
    }

    /// Whether the row is in force on `day`.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.row.covers(day)
    }

    /// Whether the row is in force on `day` and its evidence is not too old to speak for that day.
    #[must_use]
    pub fn speaks_for(&self, day: Date) -> bool {
        self.covers(day) && self.fresh_until.is_none_or(|last| day <= last)
    }

    /// The lowest and the highest rate of the national lines as text, where both are known.
    pub(crate) fn range(&self) -> Option<&(Arc<str>, Arc<str>)> {
        self.range.as_ref()
    }

    /// Where the rate was published.
    #[must_use]
    pub fn source(&self) -> &Arc<Source> {
        &self.row.source
    }

    /// How well the rate is evidenced.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.row.evidence()
    }

    /// What else is known of the rate.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    fn stands_in_for(&self, day: Date) -> bool {
        self.row.from_is_floor && day < self.row.from
    }
}

impl RateBasis {
    /// The word used in the tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AllLinesEqual => "all_lines_equal",
            Self::HeldLinesEqual => "held_lines_equal",
            Self::Judged => "judged",
            Self::Inferred => "inferred",
            Self::None => "none",
        }
    }
}

impl fmt::Display for RateBasis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for RateBasis {
    type Err = UnknownBasis;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::AllLinesEqual, Self::HeldLinesEqual, Self::Judged, Self::Inferred, Self::None]
            .into_iter()
            .find(|basis| basis.as_str() == word)
            .ok_or(UnknownBasis)
    }
}

/// A word that is no basis of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`all_lines_equal`, `held_lines_equal`, `judged`, `inferred` or `none`")]
pub struct UnknownBasis;

impl fmt::Display for RateBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duty(duty) => duty.fmt(f),
            Self::Specific => f.write_str("specific"),
            Self::Mixed => f.write_str("mixed"),
            Self::Prohibited => f.write_str("prohibited"),
        }
    }
}

impl FromStr for RateBound {
    type Err = super::DutyExpressionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "specific" => Ok(Self::Specific),
            "mixed" => Ok(Self::Mixed),
            "prohibited" => Ok(Self::Prohibited),
            duty => duty.parse().map(Self::Duty),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = "hs,rate,min,max,basis,lines,from,floor,to,source,note\n";

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn tariff(rows: &str) -> Result<Tariff, LoadError> {
        Tariff::from_csv("xx", &format!("{HEADER}{rows}"))
    }

    /// The rate that `tariff` gives, and whether it is in force on the day.
    fn rate(tariff: &Tariff, code: &str, on: &str) -> Option<(String, bool)> {
        let row = tariff.find(code.parse().unwrap(), day(on))?;
        Some((row.rate()?.to_string(), row.covers(day(on))))
    }

    const NESTED: &str = "\
*,5%,0%,10%,judged,,2021-01-01,,,,
61,10%,10%,10%,all_lines_equal,3,2022-01-01,,2023-12-31,,
61,12%,12%,12%,all_lines_equal,3,2024-01-01,,,,
6109,7%,7%,7%,all_lines_equal,1,2025-01-01,,,,
64,8%,8%,8%,all_lines_equal,1,2024-06-01,floor,,,
";

    #[test]
    fn the_longest_code_in_force_wins() {
        let tariff = tariff(NESTED).unwrap();
        for (code, on, expected, covered) in [
            ("6109100010", "2025-01-01", "7%", true),
            ("61091000", "2024-12-31", "12%", true),
            ("611020", "2025-06-01", "12%", true),
            ("61", "2023-12-31", "10%", true),
            ("61", "2021-12-31", "5%", true),
            ("8517", "2021-01-01", "5%", true),
            ("640391", "2024-06-01", "8%", true),
            // The row for all codes is in force, the narrower one is not shown to be.
            ("640391", "2024-05-31", "5%", true),
        ] {
            assert_eq!(rate(&tariff, code, on), Some((expected.to_owned(), covered)), "{code} on {on}");
        }
        assert_eq!(rate(&tariff, "610910", "2020-12-31"), None, "rates that began on their first day");
    }

    #[test]
    fn a_row_known_from_an_edition_stands_in_for_earlier_days_but_says_so() {
        let tariff = tariff("6109,7%,7%,7%,all_lines_equal,1,2026-06-08,floor,2026-12-31,,\n").unwrap();
        assert_eq!(rate(&tariff, "610910", "2026-06-07"), Some(("7%".to_owned(), false)));
        assert_eq!(rate(&tariff, "610910", "2026-06-08"), Some(("7%".to_owned(), true)));
        assert_eq!(rate(&tariff, "610910", "2027-01-01"), None, "its end is known");
    }

    #[test]
    fn a_code_cut_short_has_the_rows_below_it() {
        let tariff = tariff(NESTED).unwrap();
        let below = |code: &str| {
            let rows = tariff.rows_below(code.parse().unwrap());
            rows.iter().filter_map(TariffRow::prefix).map(|prefix| prefix.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(below("61"), ["61", "61", "6109"]);
        assert_eq!(below("6109"), ["6109"]);
        assert_eq!(below("610910"), [""; 0]);
        assert_eq!(below("64"), ["64"]);
    }

    #[test]
    fn a_table_of_the_caller_is_supplied_and_has_no_edition() {
        let tariff = tariff(NESTED).unwrap();
        assert!(tariff.edition().is_none());
        let row = tariff.find("6109".parse().unwrap(), day("2026-01-01")).unwrap();
        assert_eq!(row.evidence(), Evidence::Supplied);
        assert_eq!(row.rule_id().as_str(), "xx.tariff.6109");
        assert!(row.is_exact());
        let whole = tariff.find("01".parse().unwrap(), day("2026-01-01")).unwrap();
        assert_eq!(whole.rule_id().as_str(), "xx.tariff.all");
        assert!(!whole.is_exact());
        assert_eq!(whole.max().map(ToString::to_string).as_deref(), Some("10%"));
    }

    #[test]
    fn a_faulty_table_is_refused_with_line_and_field() {
        for (rows, says) in [
            ("6199,5%,,,judged,,2021-01-01,,,,\n", "field `hs`"),
            ("61,5,,,judged,,2021-01-01,,,,\n", "field `rate`"),
            ("61,5%,,,guessed,,2021-01-01,,,,\n", "field `basis`"),
            ("61,,,,judged,,2021-01-01,,,,\n", "`none` beside an empty rate"),
            ("61,5%,,,none,,2021-01-01,,,,\n", "`none` beside an empty rate"),
            ("61,5%,,,judged,many,2021-01-01,,,,\n", "field `lines`"),
            ("61,5%,,,judged,,2021-02-29,,,,\n", "field `from`"),
            ("61,5%,,,judged,,,,,,\n", "has no `from`"),
            ("61,5%,,,judged,,2021-01-01,yes,,,\n", "field `floor`"),
            ("61,5%,,,judged,,2021-01-01,,2020-12-31,,\n", "ends on 2020-12-31"),
            ("61,5%,,,judged,,2021-01-01,,,no-such-law,\n", "unknown source `no-such-law`"),
            ("61,5%,,,judged,,2021-01-01,,,\n", "10 fields, expected 11"),
            (
                "61,5%,,,judged,,2021-01-01,,,,\n61,6%,,,judged,,2022-01-01,,,,\n",
                "are in force on 2022-01-01",
            ),
        ] {
            let error = tariff(rows).unwrap_err().to_string();
            assert!(error.contains(says), "{rows}: {error}");
        }
        assert!(Tariff::from_csv("xx", "hs,rate\n").is_err());
        assert!(Tariff::from_csv("x y", &format!("{HEADER}61,5%,,,judged,,2021-01-01,,,,\n")).is_err());
    }

    #[test]
    fn every_source_is_cited_and_every_edition_belongs_to_a_table() {
        let book = RuleBook::embedded();
        let published = book.required_file::<Published>(SOURCES).unwrap();
        let mut cited: Vec<Arc<Source>> =
            published.editions.iter().map(|(_, edition)| Arc::clone(edition.source())).collect();
        for (name, _) in &published.editions {
            let tariff = book.tariff(name).unwrap().unwrap_or_else(|| panic!("no table {name}"));
            cited.extend(tariff.rows().iter().map(|row| Arc::clone(row.source())));
        }
        for source in &published.citations.sources {
            assert!(cited.contains(source), "{}", source.id());
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_table_or_an_error(text in "\\PC{0,80}") {
            let _ = tariff(&text);
            let _ = Tariff::from_csv("xx", &text);
        }

        #[test]
        fn any_fields_are_a_row_or_an_error(
            fields in prop::collection::vec(
                prop::sample::select(vec![
                    "61", "*", "5%", "", "judged", "none", "2021-01-01", "floor", "specific", "\"", "\"a,b\"", "9",
                ]),
                9..13,
            )
        ) {
            let _ = tariff(&fields.join(","));
        }
    }
}

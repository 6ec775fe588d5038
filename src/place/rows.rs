//! The rows of `place/placements.toml`: which addresses lie in which customs and tax territory.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::postal::{PostalRange, PostalRegions};
use super::{Country, Region, TerritoryCode};
use crate::rules::{DataFile, Dated, LoadError, Row, RuleBook, Source, Sources, Table, parse_document};
use crate::time::Date;

pub(super) const PLACEMENTS: &str = "place/placements.toml";
const SOURCES: &str = "place/sources.toml";
const TERRITORIES: &str = "place/territories.csv";
pub(super) const POSTAL_REGIONS: &str = "place/postal_regions.csv";

/// Postal codes and what says that they lie in the territory; an overlay may leave that out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CitedRange {
    pub(super) range: PostalRange,
    pub(super) source: Option<Arc<Source>>,
}

/// One rule: the addresses it is about and the territories they lie in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Assignment {
    pub(super) countries: Vec<Country>,
    pub(super) regions: Vec<Region>,
    pub(super) postal: Vec<CitedRange>,
    /// `None`: the country's own code.
    pub(super) customs: Option<TerritoryCode>,
    /// `None`: the country's own code.
    pub(super) tax: Option<TerritoryCode>,
    pub(super) rate_area: Option<TerritoryCode>,
    pub(super) region: Option<Region>,
    layer: usize,
}

impl Assignment {
    /// Whether the row is about a part of a country or a territory with a postal code range of its own, and so
    /// wins over the row of the country.
    pub(super) fn is_special(&self) -> bool {
        !self.regions.is_empty() || !self.postal.is_empty()
    }

    /// Whether an address could be found by both rows.
    fn meets(&self, other: &Self) -> bool {
        let ranges_meet = |range: &PostalRange| other.postal.iter().any(|cited| cited.range.overlaps(range));
        self.is_special() == other.is_special()
            && (self.countries.iter().any(|country| other.countries.contains(country))
                || self.regions.iter().any(|region| other.regions.contains(region))
                || self.postal.iter().any(|cited| ranges_meet(&cited.range)))
    }

    pub(super) fn names_region(&self, region: Region) -> bool {
        self.regions.iter().any(|listed| region.is_within(*listed))
    }
}

/// A rule with its days and its law.
pub(crate) type PlacementRow = Arc<Dated<Assignment>>;

/// The rows of the book and of its overlays.
#[derive(Debug)]
pub(super) struct Placements {
    pub(super) default: Dated<()>,
    rows: Vec<PlacementRow>,
    top_layer: usize,
    sources: BTreeMap<Arc<str>, Arc<Source>>,
}

impl Placements {
    /// The rows in force on `day`; an overlay's row hides the row with the same id below it.
    pub(super) fn on(&self, day: Date) -> impl Iterator<Item = &PlacementRow> {
        self.rows.iter().filter(move |row| {
            row.covers(day)
                && (row.value().layer == self.top_layer
                    || !self.rows.iter().any(|above| {
                        above.value().layer > row.value().layer && above.id() == row.id() && above.covers(day)
                    }))
        })
    }

    /// Whether a row names the country, on whatever day.
    pub(super) fn names_country(&self, country: Country) -> bool {
        self.rows.iter().any(|row| row.value().countries.contains(&country))
    }

    pub(super) fn source(&self, id: &str) -> Option<&Arc<Source>> {
        self.sources.get(id)
    }
}

/// The sources that all files of the folder cite.
struct PlaceSources(Sources);

impl DataFile for PlaceSources {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let mut sources = Sources::default();
        sources.read(document.rows("source")?)?;
        document.finish()?;
        Ok(Self(sources))
    }
}

/// The territories that are not countries, with their names.
pub(super) struct Territories(Vec<(TerritoryCode, Box<str>)>);

impl DataFile for Territories {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut list: Vec<(TerritoryCode, Box<str>)> = Vec::new();
        Table::new(file, text, &["code", "name", "kind"])?.each(|cells| {
            let code: TerritoryCode = cells.required(0)?;
            if !matches!(cells.text(2), "customs" | "tax" | "customs and tax" | "rate area") {
                return Err(cells.invalid(2, "`customs`, `tax`, `customs and tax` or `rate area`"));
            }
            if code.as_country().is_some() || list.iter().any(|(other, _)| *other == code) {
                return Err(cells.invalid(0, "a code that no country and no other territory has"));
            }
            list.push((code, cells.text(1).into()));
            Ok(())
        })?;
        Ok(Self(list))
    }
}

impl Territories {
    pub(super) fn of(book: &RuleBook) -> Result<Arc<Self>, LoadError> {
        book.required_file(TERRITORIES)
    }

    pub(super) fn name(&self, code: TerritoryCode) -> Option<&str> {
        self.0.iter().find(|(other, _)| *other == code).map(|(_, name)| &**name)
    }
}

impl DataFile for Placements {
    fn read(book: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let sources: Arc<PlaceSources> = book.required_file(SOURCES)?;
        let sources = &sources.0;
        let territories = Territories::of(book)?;
        let mut document = parse_document(file, text)?;
        let mut rows = read_rows(&mut document, sources, &territories, 0)?;
        let default = match document.rows("default")?.as_mut_slice() {
            [row] => {
                let row = std::mem::replace(row, parse_document(file, "")?);
                dated(row, sources)?
            }
            _ => return Err(document.missing("default")),
        };
        document.finish()?;
        for (number, overlay) in book.overlays(file).enumerate() {
            let mut document = parse_document(overlay, book.text(overlay).unwrap_or_default())?;
            document.text("overlay")?;
            let mut supplied = Sources::supplied_by_caller();
            supplied.read(document.rows("source")?)?;
            // The latest overlay comes first and lies on top.
            let layer = usize::MAX.saturating_sub(number);
            rows.extend(read_rows(&mut document, &supplied, &territories, layer)?);
            document.finish()?;
        }
        check_overlaps(file, &rows)?;
        let sources = sources.iter().map(|source| (Arc::from(source.id()), Arc::clone(source))).collect();
        let top_layer = rows.iter().map(|row| row.value().layer).max().unwrap_or_default();
        let placements = Self { default, rows, top_layer, sources };
        check_postal_sources(book, &placements)?;
        Ok(placements)
    }
}

fn dated(mut row: Row<'_>, sources: &Sources) -> Result<Dated<()>, LoadError> {
    let dated = row.dated(sources)?;
    row.finish()?;
    Ok(dated)
}

fn read_rows(
    document: &mut Row<'_>,
    sources: &Sources,
    territories: &Territories,
    layer: usize,
) -> Result<Vec<PlacementRow>, LoadError> {
    let rows = document.rows("placement")?;
    rows.into_iter().map(|row| read_row(row, sources, territories, layer).map(Arc::new)).collect()
}

fn read_row(
    mut row: Row<'_>,
    sources: &Sources,
    territories: &Territories,
    layer: usize,
) -> Result<Dated<Assignment>, LoadError> {
    let dated = row.dated(sources)?;
    let territory = |row: &mut Row<'_>, field: &str| -> Result<Option<TerritoryCode>, LoadError> {
        let code: Option<TerritoryCode> = row.parsed(field)?;
        match code {
            Some(code) if code.as_country().is_none() && territories.name(code).is_none() => {
                Err(row.unknown_name(field, code.as_str()))
            }
            code => Ok(code),
        }
    };
    let customs = territory(&mut row, "customs")?;
    let tax = territory(&mut row, "tax")?;
    let rate_area = territory(&mut row, "rate_area")?;
    let countries: Vec<Country> = row.list("countries")?;
    let regions: Vec<Region> = row.list("regions")?;
    let postal = postal_ranges(&mut row, sources)?;
    let region = row.parsed("region")?;
    let assignment = Assignment { countries, regions, postal, customs, tax, rate_area, region, layer };
    // An address found by region or postal code has no country code that could stand for its territory.
    if assignment.is_special() && (assignment.customs.is_none() || assignment.tax.is_none()) {
        let part_of_country = assignment.customs.is_none();
        return Err(row.missing(if part_of_country { "customs" } else { "tax" }));
    }
    if assignment.countries.is_empty() && !assignment.is_special() {
        return Err(row.missing("countries"));
    }
    if layer == 0 && assignment.postal.iter().any(|cited| cited.source.is_none()) {
        return Err(row.missing("postal_source"));
    }
    row.finish()?;
    Ok(dated.with_value(assignment))
}

/// The ranges of `postal`: each rests on the row's `postal_source`, or on the source named after it.
fn postal_ranges(row: &mut Row<'_>, sources: &Sources) -> Result<Vec<CitedRange>, LoadError> {
    let find = |row: &Row<'_>, id: &str| {
        sources.iter().find(|source| source.id() == id).cloned().ok_or_else(|| LoadError::UnknownSource {
            file: row.file().to_owned(),
            row: row.name().to_owned(),
            source_id: id.to_owned(),
        })
    };
    let common = row.text("postal_source")?.map(|id| find(row, &id)).transpose()?;
    let texts = row.texts("postal")?;
    texts
        .iter()
        .map(|text| {
            let (codes, own) = text.split_once(' ').map_or((text.as_str(), None), |(c, id)| (c, Some(id)));
            let range = postal_range(codes)
                .ok_or_else(|| row.invalid("postal", text, "`ES:35` or `IT:47890-47899`"))?;
            let source = own.map(|id| find(row, id)).transpose()?.or_else(|| common.clone());
            Ok(CitedRange { range, source })
        })
        .collect()
}

fn postal_range(text: &str) -> Option<PostalRange> {
    let (country, codes) = text.split_once(':')?;
    let (low, high) = codes.split_once('-').unwrap_or((codes, codes));
    PostalRange::new(country.parse().ok()?, low, high)
}

/// No address may be found by two rows of the same layer on the same day.
fn check_overlaps(file: &str, rows: &[PlacementRow]) -> Result<(), LoadError> {
    for (index, first) in rows.iter().enumerate() {
        for second in rows.iter().skip(index.saturating_add(1)) {
            let day = first.from().max(second.from());
            let (one, other) = (first.value(), second.value());
            if one.layer == other.layer
                && first.covers(day)
                && second.covers(day)
                && (first.id() == second.id() || one.meets(other))
            {
                return Err(LoadError::Overlap { file: file.to_owned(), row: second.id().clone(), day });
            }
        }
    }
    Ok(())
}

/// The postal regions cite the same sources.
fn check_postal_sources(book: &RuleBook, placements: &Placements) -> Result<(), LoadError> {
    let Some(regions) = book.file::<PostalRegions>(POSTAL_REGIONS)? else { return Ok(()) };
    for row in regions.iter() {
        if placements.source(&row.source_id).is_none() {
            return Err(LoadError::UnknownSource {
                file: POSTAL_REGIONS.to_owned(),
                row: row.region.map_or_else(|| "without region".to_owned(), |region| region.to_string()),
                source_id: row.source_id.to_string(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn with(rows: &str) -> Result<Placements, LoadError> {
        let default = "[[default]]\nid = \"place.own\"\nfrom = 1995-01-01\nsource = \"own-territory\"\n";
        Placements::read(&RuleBook::embedded(), PLACEMENTS, &format!("{default}{rows}"))
    }

    const DATES: &str = "from = 2021-01-01\nsource = \"eu-ucc-4\"\n";

    #[test]
    fn the_files_load_and_every_source_is_cited() {
        let book = RuleBook::embedded();
        let placements: Arc<Placements> = book.required_file(PLACEMENTS).unwrap();
        let regions: Arc<PostalRegions> = book.required_file(POSTAL_REGIONS).unwrap();
        let mut cited: BTreeSet<&str> = regions.iter().map(|row| &*row.source_id).collect();
        cited.insert(placements.default.source().id());
        for row in &placements.rows {
            cited.insert(row.source().id());
            cited.extend(row.value().postal.iter().flat_map(|range| &range.source).map(|source| source.id()));
        }
        let held: BTreeSet<&str> = placements.sources.keys().map(|id| &**id).collect();
        assert_eq!(cited, held);
    }

    #[test]
    fn two_rows_for_one_postal_code_are_a_load_error() {
        let row = |id: &str| {
            format!(
                "[[placement]]\nid = \"{id}\"\npostal = [\"ES:35\"]\npostal_source = \"zip-state\"\ncustoms = \
                 \"EU\"\ntax = \"IC\"\n{DATES}"
            )
        };
        let error = with(&(row("place.a") + &row("place.b"))).unwrap_err();
        assert!(matches!(error, LoadError::Overlap { row, .. } if row.as_str() == "place.b"));
    }

    #[test]
    fn a_territory_must_have_a_name() {
        let error = with(&format!(
            "[[placement]]\nid = \"place.a\"\ncountries = [\"DE\"]\ncustoms = \"QQ\"\n{DATES}"
        ))
        .unwrap_err();
        assert!(matches!(error, LoadError::UnknownName { name, .. } if name == "QQ"));
    }

    #[test]
    fn a_range_is_written_with_its_country() {
        for bad in ["35", "ES:", "ES:35-3", "ES:38-35", "QQ:35", "ES:3a"] {
            assert_eq!(postal_range(bad), None, "{bad}");
        }
        assert!(postal_range("IT:47890-47899").unwrap().contains("47895"));
    }
}

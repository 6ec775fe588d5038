//! Whether goods are cleared between two places: `shipping/borders.toml`.

use std::sync::Arc;

use crate::place::{Placement, TerritoryCode};
use crate::rules::{DataFile, Dated, LoadError, Row, RuleBook, Sources, parse_document};
use crate::time::Date;

const BORDERS: &str = "shipping/borders.toml";

/// Whether goods from one place to the other are cleared by customs on a day.
pub(super) fn is_cleared(
    book: &RuleBook,
    from: &Placement,
    to: &Placement,
    on: Date,
) -> Result<bool, LoadError> {
    if from.tax() == to.tax() {
        return Ok(false);
    }
    let borders: Option<Arc<Borders>> = book.file(BORDERS)?;
    let rows = |kind: fn(&Borders) -> &Vec<Dated<Area>>| {
        let rows = borders.as_deref().map(kind).into_iter().flatten();
        rows.filter(move |row| row.covers(on)).map(|row| row.value())
    };
    let is_free = |one: TerritoryCode, other: TerritoryCode| {
        rows(|borders| &borders.free).any(|area| area.0.contains(&one) && area.0.contains(&other))
    };
    if is_free(from.tax(), to.tax()) {
        return Ok(false);
    }
    let is_apart =
        |place: &Placement| rows(|borders| &borders.cleared).any(|area| area.0.contains(&place.tax()));
    if is_apart(from) || is_apart(to) {
        return Ok(true);
    }
    Ok(from.customs() != to.customs() && !is_free(from.customs(), to.customs()))
}

#[derive(Debug)]
struct Borders {
    /// Areas within which nothing is cleared.
    free: Vec<Dated<Area>>,
    /// Tax territories from and to which goods are cleared within their customs territory.
    cleared: Vec<Dated<Area>>,
}

#[derive(Debug)]
struct Area(Vec<TerritoryCode>);

impl DataFile for Borders {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let mut sources = Sources::default();
        sources.read(document.rows("source")?)?;
        let mut areas = |kind| -> Result<Vec<Dated<Area>>, LoadError> {
            document.rows(kind)?.into_iter().map(|row| area(row, &sources)).collect()
        };
        let (free, cleared) = (areas("free")?, areas("cleared")?);
        document.finish()?;
        Ok(Self { free, cleared })
    }
}

fn area(mut row: Row<'_>, sources: &Sources) -> Result<Dated<Area>, LoadError> {
    let dated = row.dated(sources)?;
    let territories: Vec<TerritoryCode> = row.list("territories")?;
    if territories.is_empty() {
        return Err(row.missing("territories"));
    }
    row.finish()?;
    Ok(dated.with_value(Area(territories)))
}

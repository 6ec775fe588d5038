//! One row of a table: a code, its rates, and the agreements that give them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::agreement::{Agreement, Agreements};
use crate::goods::{Edition, HsCode, RateBound};
use crate::rules::{Cells, LoadError, RuleId, Source};
use crate::time::Date;

const AGREEMENTS_COLUMN: usize = 3;
const SOURCE_COLUMN: usize = 6;
/// What stands in place of a rate where the agreement gives nothing.
const ORDINARY: &str = "ordinary";

/// A code and what some agreements give it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// `None` for every code.
    pub(super) prefix: Option<HsCode>,
    pub(super) rates: Arc<Range>,
    /// A bit for each symbol.
    pub(super) agreements: u64,
    pub(super) from: Date,
    pub(super) from_is_floor: bool,
    pub(super) to: Option<Date>,
    pub(super) fresh_until: Option<Date>,
    pub(super) source: Arc<Source>,
}

/// Lowest and highest rate; most rows of a table share a few of them.
#[derive(Debug, PartialEq)]
pub(super) struct Range {
    pub(super) min: Option<RateBound>,
    pub(super) max: Option<RateBound>,
    pub(super) ordinary: bool,
}

/// The ranges read so far.
#[derive(Default)]
pub(super) struct Rates<'t>(BTreeMap<(&'t str, &'t str), Arc<Range>>);

impl<'t> Rates<'t> {
    fn read(&mut self, cells: &Cells<'_, 't>) -> Result<Arc<Range>, LoadError> {
        let key = (cells.text(1), cells.text(2));
        if let Some(range) = self.0.get(&key) {
            return Ok(Arc::clone(range));
        }
        let range = Arc::new(match key {
            (ORDINARY, "") => Range { min: None, max: None, ordinary: true },
            (ORDINARY, _) => return Err(cells.invalid(2, "nothing beside `ordinary`")),
            _ => Range { min: cells.parsed(1)?, max: cells.parsed(2)?, ordinary: false },
        });
        self.0.insert(key, Arc::clone(&range));
        Ok(range)
    }
}

impl Line {
    pub(super) fn read<'t>(
        file: &str,
        cells: &Cells<'_, 't>,
        rates: &mut Rates<'t>,
        agreements: &[Agreement],
        edition: &Edition,
        held: &Agreements,
    ) -> Result<Self, LoadError> {
        let prefix: Option<HsCode> = match cells.text(0) {
            "*" => None,
            _ => Some(cells.required(0)?),
        };
        let from: Option<Date> = cells.parsed(4)?;
        let to: Option<Date> = cells.parsed(5)?;
        let first = from.unwrap_or_else(|| edition.day());
        if let Some(to) = to.filter(|to| *to < first) {
            return Err(LoadError::EndsBeforeStart {
                file: file.to_owned(),
                row: id(prefix),
                from: first,
                to,
            });
        }
        let source = match cells.text(SOURCE_COLUMN) {
            "" => edition.source(),
            cited => held.source(cited).ok_or_else(|| LoadError::UnknownSource {
                file: file.to_owned(),
                row: id(prefix).to_string(),
                source_id: cited.to_owned(),
            })?,
        };
        Ok(Self {
            prefix,
            rates: rates.read(cells)?,
            agreements: symbols(cells, agreements)?,
            from: first,
            from_is_floor: from.is_none(),
            to,
            fresh_until: held.fresh_until(source),
            source: Arc::clone(source),
        })
    }

    pub(super) fn covers(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    pub(super) fn stands_in_for(&self, day: Date) -> bool {
        self.from_is_floor && day < self.from
    }
}

/// Two rows of one code and agreement must not be in force on the same day. The lines are in order.
pub(super) fn refuse_overlaps(file: &str, lines: &[Line]) -> Result<(), LoadError> {
    for (place, line) in lines.iter().enumerate() {
        let later =
            lines.iter().skip(place.saturating_add(1)).take_while(|other| other.prefix == line.prefix);
        for other in later {
            if line.agreements & other.agreements != 0 && line.covers(other.from) {
                let (row, day) = (id(line.prefix), other.from);
                return Err(LoadError::Overlap { file: file.to_owned(), row, day });
            }
        }
    }
    Ok(())
}

/// The bits of the symbols in a row.
fn symbols(cells: &Cells<'_, '_>, agreements: &[Agreement]) -> Result<u64, LoadError> {
    let mut all = 0;
    for symbol in cells.text(AGREEMENTS_COLUMN).split_whitespace() {
        let found = agreements.iter().find(|agreement| agreement.symbol() == symbol);
        all |= found.map(|agreement| agreement.mask).ok_or_else(|| {
            cells.invalid(AGREEMENTS_COLUMN, &format!("symbols of agreements; `{symbol}` is none"))
        })?;
    }
    if all == 0 {
        return Err(cells.invalid(AGREEMENTS_COLUMN, "at least one symbol of an agreement"));
    }
    Ok(all)
}

/// The name under which an error speaks of the rows of a code.
fn id(prefix: Option<HsCode>) -> RuleId {
    RuleId::of_code("preference", prefix.as_ref().map_or("all", HsCode::digits))
}

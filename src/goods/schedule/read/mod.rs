//! Reading the exports of the authorities.

mod hts;
mod plain;
mod rows;
mod taric;
mod uk;

use std::collections::HashMap;

use super::area::{Area, AreaId, Members};
use super::report::{ReadReport, RowError, ScheduleError, cut};
use super::store::{Builder, NONE, Rate, RateKind, Row, day_number, index_of};
use super::{Loaded, TariffSchedule};
use crate::goods::{DutyExpression, DutyExpressionError, HsCode, InvalidHsCode};
use crate::time::Date;

/// Larger files are none of these exports; the largest of them has some 150 MB.
pub(super) const MOST_BYTES: usize = 512 * 1024 * 1024;
const MOST_ROWS: usize = 4_000_000;
const MOST_RATES: usize = 2_000_000;

/// The format of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ScheduleFormat {
    /// The CSV export of the Harmonized Tariff Schedule of the United States (USITC): `HTS Number`, `Indent`,
    /// `Description`, `Unit of Quantity`, `General Rate of Duty`, `Special Rate of Duty`, `Column 2 Rate of Duty`, …
    ///
    /// Column 2 is the ordinary duty of the group `column 2`; the signs of the special rates (`A+`, `KR`, `S`) are
    /// groups too, except those that are the code of the country itself.
    HtsCsv,
    /// The JSON export of the same: a list of objects with `htsno`, `description`, `general`, `special`, `other`, …
    #[cfg(feature = "json")]
    HtsJson,
    /// The measures of the UK Integrated Online Tariff as the Department for Business and Trade publishes them as CSV:
    /// `commodity__code`, `measure__type__id`, `measure__duty_expression`, `measure__geographical_area__id`, …
    /// As defined or on declarable commodities. Measures that hang on an additional code are passed over.
    UkMeasures,
    /// The sheet `Duties Import` of the Union's TARIC, saved as CSV with commas, semicolons or tabs: `Goods code`,
    /// `Add code`, `Order No.`, `Start date`, `End date`, `RED_IND`, `Origin`, `Measure type`, `Legal base`, `Duty`,
    /// `Origin code`, `Meas. type code`.
    ///
    /// The origins that a group's measure leaves out stand in another sheet and are not read: tell the members of a
    /// group ([`with_group`](super::TariffSchedule::with_group)) without them. Measures that hang on an additional code
    /// are passed over.
    TaricDuties,
    /// A CSV of your own. The header names the columns, in any order: `code` and `duty` must be there;
    /// `description`, `origin`, `excluded`, `kind`, `from`, `to` and `proof` may be.
    ///
    /// `code` has 2 to 10 digits, with dots or spaces or without. `duty` is a
    /// [`DutyExpression`](crate::goods::DutyExpression), or empty where none is held. `origin` and `excluded` hold codes
    /// of countries or names of groups with spaces between; without them a duty is for everyone. `kind` is `base`
    /// (as when empty), `preference`, `end_use`, `quota`, `suspension` or `additional`. Days are written `2026-11-21`.
    Plain,
}

pub(super) fn schedule(format: ScheduleFormat, bytes: &[u8]) -> Result<Loaded, ScheduleError> {
    if bytes.len() > MOST_BYTES {
        return Err(ScheduleError::TooLarge { most: MOST_BYTES });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let filled = matches!(format, ScheduleFormat::UkMeasures | ScheduleFormat::TaricDuties);
    let mut reading = Reading { filled, ..Reading::default() };
    match format {
        ScheduleFormat::HtsCsv => hts::csv(&mut reading, bytes)?,
        #[cfg(feature = "json")]
        ScheduleFormat::HtsJson => hts::json(&mut reading, bytes)?,
        ScheduleFormat::UkMeasures => uk::measures(&mut reading, bytes)?,
        ScheduleFormat::TaricDuties => taric::duties(&mut reading, bytes)?,
        ScheduleFormat::Plain => plain::rows(&mut reading, bytes)?,
    }
    reading.finish(format)
}

/// What all readers share: the tables being filled, and each text taken apart once.
#[derive(Default)]
struct Reading {
    builder: Builder,
    report: ReadReport,
    duties: HashMap<Box<str>, Result<u32, DutyExpressionError>>,
    printed: HashMap<String, u32>,
    areas: Vec<Area>,
    area_ids: HashMap<Box<str>, AreaId>,
    area_lists: HashMap<Box<[AreaId]>, u32>,
    /// Whether codes are filled up to ten digits with zeros.
    filled: bool,
}

/// A rate as a reader gives it.
struct Given<'t> {
    kind: RateKind,
    field: &'static str,
    text: &'t str,
    areas: u32,
    excluded: u32,
    from: Option<Date>,
    to: Option<Date>,
    proof: &'t str,
}

/// The area of everyone.
const EVERYONE: &str = "*";
const MOST_AREAS: usize = 10_000;
const MOST_LISTS: usize = 1_000_000;

impl Reading {
    /// Counts a row; too many are no schedule.
    fn count_row(&mut self) -> Result<(), ScheduleError> {
        self.report.rows = self.report.rows.saturating_add(1);
        if self.report.rows > MOST_ROWS {
            return Err(ScheduleError::TooManyRows { most: MOST_ROWS });
        }
        if self.builder.len() > MOST_RATES {
            return Err(ScheduleError::TooManyRows { most: MOST_RATES });
        }
        Ok(())
    }

    fn pass_over(&mut self) {
        self.report.passed_over = self.report.passed_over.saturating_add(1);
    }

    /// The code of a row; `None` with the issue said.
    fn code(&mut self, line: usize, text: &str) -> Option<HsCode> {
        let code = if self.filled { without_filling(text) } else { text.parse() };
        code.map_err(|error| self.report.add(line, Some(text), error.into())).ok()
    }

    /// A line without a rate of its own.
    fn describe(&mut self, line: usize, code: HsCode, description: &str) {
        let description = self.text(description);
        let covers = self.covers(code);
        self.builder.push(Row { code, covers, number: index_of(line), description, rate: None });
    }

    /// In some exports all codes have ten digits, and zeros fill up those of wider lines.
    fn covers(&self, code: HsCode) -> u8 {
        let mut digits = code.digits();
        while let Some(wider) = digits.strip_suffix("00").filter(|wider| self.filled && wider.len() >= 2) {
            digits = wider;
        }
        u8::try_from(digits.len()).unwrap_or_default()
    }

    fn text(&mut self, text: &str) -> u32 {
        if text.is_empty() { NONE } else { self.builder.texts.add(text) }
    }

    /// A rate of a line. One that cannot be read is kept as such, so that the line does not take the rate above it.
    fn rate(&mut self, line: usize, code: HsCode, given: &Given<'_>) {
        let (duty, words) = match self.duty(given.text) {
            Ok(duty) => (duty, self.text(given.proof)),
            Err(error) => {
                let (field, text) = (given.field, cut(given.text));
                let words = self.builder.texts.add(&text);
                let why = RowError::Duty { field, text, error };
                self.report.add(line, Some(code.digits()), why);
                (NONE, words)
            }
        };
        let rate = Rate {
            kind: given.kind,
            duty,
            areas: given.areas,
            excluded: given.excluded,
            from: given.from.map_or(i32::MIN, day_number),
            to: given.to.map_or(i32::MAX, day_number),
            words,
        };
        let covers = self.covers(code);
        let number = index_of(line);
        self.builder.push(Row { code, covers, number, description: NONE, rate: Some(rate) });
    }

    fn duty(&mut self, text: &str) -> Result<u32, DutyExpressionError> {
        if let Some(known) = self.duties.get(text) {
            return known.clone();
        }
        let read = text.parse().map(|duty: DutyExpression| {
            // Two notations of one duty are one: `12%` and `12.0 %`.
            *self.printed.entry(duty.to_string()).or_insert_with(|| {
                self.builder.duties.push(duty);
                index_of(self.builder.duties.len().saturating_sub(1))
            })
        });
        self.duties.insert(text.into(), read.clone());
        read
    }

    /// The list of some areas by their names.
    fn area_list<'n>(&mut self, names: impl Iterator<Item = &'n str>) -> Option<u32> {
        let mut list: Vec<AreaId> = Vec::new();
        for name in names {
            list.push(self.area(name)?);
        }
        list.sort_unstable();
        list.dedup();
        if let Some(index) = self.area_lists.get(&*list) {
            return Some(*index);
        }
        if self.area_lists.len() >= MOST_LISTS {
            return None;
        }
        let index = index_of(self.builder.area_lists.len());
        let list: Box<[AreaId]> = list.into();
        self.builder.area_lists.push(list.clone());
        self.area_lists.insert(list, index);
        Some(index)
    }

    fn area(&mut self, name: &str) -> Option<AreaId> {
        if let Some(id) = self.area_ids.get(name) {
            return Some(*id);
        }
        if self.areas.len() >= MOST_AREAS || name.len() > 64 {
            return None;
        }
        let members = match name.parse() {
            Ok(country) => Members::One(country),
            Err(_) if name == EVERYONE => Members::Everyone,
            Err(_) => Members::Unknown,
        };
        let id = AreaId::try_from(self.areas.len()).ok()?;
        self.areas.push(Area { name: name.into(), members });
        self.area_ids.insert(name.into(), id);
        Some(id)
    }

    fn everyone(&mut self) -> u32 {
        self.area_list([EVERYONE].into_iter()).unwrap_or(NONE)
    }

    fn nobody(&mut self) -> u32 {
        self.area_list([].into_iter()).unwrap_or(NONE)
    }

    fn finish(mut self, format: ScheduleFormat) -> Result<Loaded, ScheduleError> {
        let (store, conflicts) = self.builder.finish();
        for conflict in conflicts {
            let (line, code) = (conflict.number, conflict.code);
            let line = usize::try_from(line).unwrap_or(usize::MAX);
            self.report.add(line, Some(code.digits()), RowError::Conflict { code });
        }
        self.report.issues.sort_by_key(|issue| issue.line);
        if store.rates.is_empty() {
            return Err(ScheduleError::Empty);
        }
        #[cfg(feature = "json")]
        let whole_lines = matches!(format, ScheduleFormat::HtsCsv | ScheduleFormat::HtsJson);
        #[cfg(not(feature = "json"))]
        let whole_lines = format == ScheduleFormat::HtsCsv;
        let areas = self.areas.into();
        let schedule = TariffSchedule { store: store.into(), areas, edition: None, format, whole_lines };
        Ok(Loaded { schedule, report: self.report })
    }
}

/// The longest code that is one after zeros are dropped in pairs.
fn without_filling(text: &str) -> Result<HsCode, InvalidHsCode> {
    let whole = text.parse();
    let mut rest = text;
    while let (Err(InvalidHsCode::Unknown(_)), Some(shorter)) =
        (rest.parse::<HsCode>(), rest.strip_suffix("00"))
    {
        rest = shorter;
    }
    rest.parse().or(whole)
}

/// A day written `2026-11-21`.
fn iso_day(text: &str) -> Option<Date> {
    // Some exports add a time of day.
    text.get(..10)?.parse().ok()
}

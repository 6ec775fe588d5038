//! The measures of the UK Integrated Online Tariff.

use super::rows::{Fields, each, optional, required};
use super::taric::kind_of;
use super::{Given, Reading, iso_day};
use crate::goods::schedule::report::{RowError, ScheduleError, cut};
use crate::goods::schedule::store::RateKind;
use crate::time::Date;

/// What stands where there is nothing.
const NOTHING: &str = "#NA";
/// The area of all origins.
const ALL_ORIGINS: &str = "1011";

pub(super) fn measures(reading: &mut Reading, bytes: &[u8]) -> Result<(), ScheduleError> {
    let columns = [
        required("commodity__code"),
        required("measure__type__id"),
        required("measure__duty_expression"),
        required("measure__geographical_area__id"),
        optional("commodity__description"),
        optional("measure__additional_code__code"),
        optional("measure__effective_start_date"),
        optional("measure__effective_end_date"),
        optional("measure__excluded_geographical_areas__ids"),
        optional("measure__conditions"),
    ];
    each(reading, bytes, b',', &columns, false, row)
}

fn row(reading: &mut Reading, fields: &Fields<'_, 10>) {
    let get = |index| Some(fields.get(index)).filter(|text| *text != NOTHING).unwrap_or_default();
    let line = fields.line;
    let Some(kind) = kind_of(get(1)) else { return reading.pass_over() };
    // A rate that hangs on a further code is none of the code alone.
    if !get(5).is_empty() && kind != RateKind::Additional {
        return reading.pass_over();
    }
    let Some(code) = reading.code(line, get(0)) else { return };
    reading.describe(line, code, get(4));
    let wrong = |field, index, expected| RowError::Field { field, found: cut(get(index)), expected };
    let day = |index, field| -> Result<Option<Date>, RowError> {
        match get(index) {
            "" => Ok(None),
            text => iso_day(text).map(Some).ok_or_else(|| wrong(field, index, "a day such as 2026-11-21")),
        }
    };
    let days = day(6, "measure__effective_start_date")
        .and_then(|from| Ok((from, day(7, "measure__effective_end_date")?)));
    let areas = match get(3) {
        ALL_ORIGINS => Some(reading.everyone()),
        "" => None,
        area => reading.area_list([area].into_iter()),
    };
    let excluded = reading.area_list(get(8).split(['|', ',', ' ']).filter(|area| !area.is_empty()));
    let (from, to) = match days {
        Ok(days) => days,
        Err(why) => return reading.report.add(line, Some(code.digits()), why),
    };
    let (Some(areas), Some(excluded)) = (areas, excluded) else {
        let why = wrong("measure__geographical_area__id", 3, "an area");
        return reading.report.add(line, Some(code.digits()), why);
    };
    let proof = documents(get(9));
    let field = "measure__duty_expression";
    reading.rate(line, code, &Given { kind, field, text: get(2), areas, excluded, from, to, proof: &proof });
}

/// The documents that the conditions name: `condition:Q,certificate:U078,action:27|…`.
fn documents(conditions: &str) -> String {
    let mut documents: Vec<&str> = conditions
        .split(['|', ',', ';'])
        .filter_map(|part| part.trim().strip_prefix("certificate:"))
        .filter(|document| document.len() <= 8)
        .take(16)
        .collect();
    documents.sort_unstable();
    documents.dedup();
    documents.join(" ")
}

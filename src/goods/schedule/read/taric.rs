//! The duties of the Union's integrated tariff.

use super::rows::{Fields, each, optional, required};
use super::{Given, Reading, iso_day};
use crate::goods::schedule::report::{RowError, ScheduleError, cut};
use crate::goods::schedule::store::RateKind;
use crate::time::Date;

/// The area of all origins.
const ALL_ORIGINS: &str = "1011";

pub(super) fn duties(reading: &mut Reading, bytes: &[u8]) -> Result<(), ScheduleError> {
    let columns = [
        required("Goods code"),
        required("Duty"),
        required("Origin code"),
        required("Meas. type code"),
        optional("Add code"),
        optional("Start date"),
        optional("End date"),
    ];
    each(reading, bytes, delimiter(bytes), &columns, false, row)
}

/// Whichever of comma, semicolon and tab the header has most of.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |sign: u8| header.iter().filter(|byte| **byte == sign).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

fn row(reading: &mut Reading, fields: &Fields<'_, 7>) {
    let line = fields.line;
    let Some(kind) = kind_of(fields.get(3)) else { return reading.pass_over() };
    // A rate that hangs on a further code is none of the code alone.
    if !fields.get(4).is_empty() && kind != RateKind::Additional {
        return reading.pass_over();
    }
    // `0101210000 80`: the digits behind the code say what sort of line it is.
    let text = fields.get(0);
    let text = text.split_once(' ').map_or(text, |(code, _)| code);
    let Some(code) = reading.code(line, text) else { return };
    let wrong = |field, index, expected| RowError::Field { field, found: cut(fields.get(index)), expected };
    let day = |index, field| -> Result<Option<Date>, RowError> {
        match fields.get(index) {
            "" => Ok(None),
            text => day(text).map(Some).ok_or_else(|| wrong(field, index, "a day such as 21-11-2026")),
        }
    };
    let areas = match fields.get(2) {
        ALL_ORIGINS => Some(reading.everyone()),
        "" => None,
        area => reading.area_list([area].into_iter()),
    };
    let days = day(5, "Start date").and_then(|from| Ok((from, day(6, "End date")?)));
    let (from, to) = match days {
        Ok(days) => days,
        Err(why) => return reading.report.add(line, Some(code.digits()), why),
    };
    let Some(areas) = areas else {
        let why = wrong("Origin code", 2, "an area");
        return reading.report.add(line, Some(code.digits()), why);
    };
    let excluded = reading.nobody();
    let given = Given { kind, field: "Duty", text: fields.get(1), areas, excluded, from, to, proof: "" };
    reading.rate(line, code, &given);
}

/// What the number of a measure's type means for the duty; `None` for taxes, controls and units.
pub(super) fn kind_of(measure_type: &str) -> Option<RateKind> {
    Some(match measure_type {
        "103" => RateKind::Base,
        "106" | "141" | "142" => RateKind::Preference,
        "105" | "115" | "117" | "119" | "145" => RateKind::EndUse,
        "122" | "123" | "143" | "146" | "147" => RateKind::Quota,
        "112" => RateKind::Suspension,
        "551" | "552" | "553" | "554" | "555" | "556" | "695" | "696" => RateKind::Additional,
        _ => return None,
    })
}

/// A day written `21-11-2026`, `21/11/2026` or `2026-11-21`.
fn day(text: &str) -> Option<Date> {
    if let Some(day) = iso_day(text) {
        return Some(day);
    }
    let mut parts = text.split(['-', '/', '.']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let year = year.get(..4)?;
    if parts.next().is_some() {
        return None;
    }
    Date::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

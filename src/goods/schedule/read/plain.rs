//! The crate's own CSV.

use super::rows::{Fields, each, optional, required};
use super::{Given, Reading, iso_day};
use crate::goods::schedule::report::{RowError, ScheduleError, cut};
use crate::goods::schedule::store::RateKind;
use crate::time::Date;

pub(super) fn rows(reading: &mut Reading, bytes: &[u8]) -> Result<(), ScheduleError> {
    let columns = [
        required("code"),
        required("duty"),
        optional("description"),
        optional("origin"),
        optional("excluded"),
        optional("kind"),
        optional("from"),
        optional("to"),
        optional("proof"),
    ];
    each(reading, bytes, b',', &columns, true, row)
}

fn row(reading: &mut Reading, fields: &Fields<'_, 9>) {
    let line = fields.line;
    let Some(code) = reading.code(line, fields.get(0)) else { return };
    reading.describe(line, code, fields.get(2));
    if fields.get(1).is_empty() {
        return reading.pass_over();
    }
    match given(reading, fields) {
        Ok(given) => reading.rate(line, code, &given),
        Err(why) => reading.report.add(line, Some(code.digits()), why),
    }
}

fn given<'t>(reading: &mut Reading, fields: &Fields<'t, 9>) -> Result<Given<'t>, RowError> {
    let wrong = |index, field, expected| RowError::Field { field, found: cut(fields.get(index)), expected };
    let day = |index, field| -> Result<Option<Date>, RowError> {
        match fields.get(index) {
            "" => Ok(None),
            text => iso_day(text).map(Some).ok_or_else(|| wrong(index, field, "a day such as 2026-11-21")),
        }
    };
    let kind = match fields.get(5) {
        "" | "base" => RateKind::Base,
        "preference" => RateKind::Preference,
        "end_use" => RateKind::EndUse,
        "quota" => RateKind::Quota,
        "suspension" => RateKind::Suspension,
        "additional" => RateKind::Additional,
        _ => {
            return Err(wrong(
                5,
                "kind",
                "`base`, `preference`, `end_use`, `quota`, `suspension` or `additional`",
            ));
        }
    };
    let (from, to) = (day(6, "from")?, day(7, "to")?);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(wrong(7, "to", "a day not before `from`"));
    }
    let areas = match fields.get(3) {
        "" => Some(reading.everyone()),
        names => reading.area_list(names.split_ascii_whitespace()),
    };
    let excluded = reading.area_list(fields.get(4).split_ascii_whitespace());
    let areas = areas.ok_or_else(|| wrong(3, "origin", "codes of countries or groups"))?;
    let excluded = excluded.ok_or_else(|| wrong(4, "excluded", "codes of countries or groups"))?;
    Ok(Given { kind, field: "duty", text: fields.get(1), areas, excluded, from, to, proof: fields.get(8) })
}

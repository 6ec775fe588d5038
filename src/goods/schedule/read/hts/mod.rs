//! The exports of the Harmonized Tariff Schedule of the United States.

#[cfg(feature = "json")]
mod json;

use super::rows::{Fields, each, optional, required};
use super::{Given, Reading};
use crate::goods::HsCode;
use crate::goods::schedule::report::{RowError, ScheduleError, cut};
use crate::goods::schedule::store::RateKind;

/// The group of origins whose ordinary duty stands in the second column.
const COLUMN_2: &str = "column 2";

pub(super) fn csv(reading: &mut Reading, bytes: &[u8]) -> Result<(), ScheduleError> {
    let columns = [
        required("HTS Number"),
        optional("Description"),
        required("General Rate of Duty"),
        required("Special Rate of Duty"),
        required("Column 2 Rate of Duty"),
    ];
    each(reading, bytes, b',', &columns, false, |reading, fields: &Fields<'_, 5>| {
        let entry = Entry {
            code: fields.get(0),
            description: fields.get(1),
            general: fields.get(2),
            special: fields.get(3),
            column_2: fields.get(4),
        };
        entry.take(reading, fields.line);
    })
}

#[cfg(feature = "json")]
pub(super) use json::json;

/// A row of the schedule.
struct Entry<'t> {
    code: &'t str,
    description: &'t str,
    general: &'t str,
    special: &'t str,
    column_2: &'t str,
}

impl Entry<'_> {
    fn take(&self, reading: &mut Reading, line: usize) {
        let rates = [self.general, self.special, self.column_2];
        // Headings of the text have no number; those of the national chapters have one of four digits.
        let is_national = self.code.starts_with("98") || self.code.starts_with("99");
        let digits = self.code.bytes().filter(u8::is_ascii_digit).count();
        if digits == 0 || digits < 8 && is_national && rates.iter().all(|rate| rate.is_empty()) {
            return reading.pass_over();
        }
        let Some(code) = reading.code(line, self.code) else { return };
        reading.describe(line, code, self.description.trim_end_matches(':'));
        let (everyone, nobody) = (reading.everyone(), reading.nobody());
        let second = reading.area_list([COLUMN_2].into_iter()).unwrap_or(everyone);
        for (field, text, areas) in [("general", self.general, everyone), ("other", self.column_2, second)] {
            // The notes of the national chapters say so where nothing is charged beside the other rates.
            if text.is_empty() || text.trim_end_matches('.').eq_ignore_ascii_case("no change") {
                continue;
            }
            let given = Given {
                kind: RateKind::Base,
                field,
                text,
                areas,
                excluded: nobody,
                from: None,
                to: None,
                proof: "",
            };
            reading.rate(line, code, &given);
        }
        if let Err(why) = self.special(reading, line, code) {
            reading.report.add(line, Some(code.digits()), why);
        }
    }

    /// `Free (A,AU,BH) 3.2% (JP)`: rates, each with the programmes in brackets behind it.
    fn special(&self, reading: &mut Reading, line: usize, code: HsCode) -> Result<(), RowError> {
        let mut rest = self.special.trim();
        if rest.trim_end_matches('.').eq_ignore_ascii_case("no change") {
            return Ok(());
        }
        let wrong = || RowError::Field {
            field: "special",
            found: cut(self.special),
            expected: "rates, each with its programmes in brackets",
        };
        let excluded = reading.nobody();
        while !rest.is_empty() {
            let Some((text, programmes, after)) = programmes_of(rest) else {
                // Words without programmes are for everyone who may claim anything: they stand for none here.
                return Err(wrong());
            };
            let areas = reading.area_list(programmes.split(',').map(str::trim)).ok_or_else(wrong)?;
            let given = Given {
                kind: RateKind::Preference,
                field: "special",
                text,
                areas,
                excluded,
                from: None,
                to: None,
                proof: "",
            };
            reading.rate(line, code, &given);
            rest = after.trim_start();
        }
        Ok(())
    }
}

/// The list of all programmes is shorter.
const MOST_PROGRAMMES: usize = 256;

/// A rate, the programmes in the brackets behind it, and what follows. Brackets that hold words belong to the rate.
fn programmes_of(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0_usize;
    loop {
        let open = from.checked_add(text.get(from..)?.find('(')?)?;
        let (rate, inner) = (text.get(..open)?, text.get(open.checked_add(1)?..)?);
        // Looking no further keeps a row of nothing but brackets from being read again and again.
        let close = inner.bytes().take(MOST_PROGRAMMES).position(|byte| byte == b')');
        let Some((programmes, after)) = close.and_then(|close| inner.split_at_checked(close)) else {
            from = open.checked_add(1)?;
            continue;
        };
        let after = after.strip_prefix(')')?;
        let is_sign = |sign: &str| {
            let (sign, letters) = (sign.trim(), |c: char| c.is_ascii_uppercase());
            !sign.is_empty()
                && sign.len() <= 3
                && sign.starts_with(letters)
                && sign.chars().all(|c| c.is_ascii_uppercase() || c == '+' || c == '*')
        };
        if !rate.trim().is_empty() && programmes.split(',').all(is_sign) {
            return Some((rate.trim(), programmes, after));
        }
        from = open.checked_add(1)?;
    }
}

//! Rows of a CSV with a header, without a field growing or a bad row ending the reading.

use csv::{ByteRecord, ReaderBuilder};

use super::Reading;
use crate::goods::schedule::report::{RowError, ScheduleError};

/// Longer fields are in none of the exports.
const MOST_FIELD: usize = 64 * 1024;
const MOST_COLUMNS: usize = 256;

/// A column of a format.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) required: bool,
}

pub(super) const fn required(name: &'static str) -> Column {
    Column { name, required: true }
}

pub(super) const fn optional(name: &'static str) -> Column {
    Column { name, required: false }
}

/// The fields of a row in the order of the format's columns; empty where the file has no such column.
pub(super) struct Fields<'r, const N: usize> {
    pub(super) line: usize,
    texts: [&'r str; N],
}

impl<'r, const N: usize> Fields<'r, N> {
    pub(super) fn get(&self, index: usize) -> &'r str {
        self.texts.get(index).copied().unwrap_or_default()
    }
}

/// Gives each row to `take`. Columns that the format does not name are an error if it is `strict`.
pub(super) fn each<const N: usize>(
    reading: &mut Reading,
    bytes: &[u8],
    delimiter: u8,
    columns: &[Column; N],
    strict: bool,
    mut take: impl FnMut(&mut Reading, &Fields<'_, N>),
) -> Result<(), ScheduleError> {
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(bytes);
    let mut record = ByteRecord::new();
    let mut next = |record: &mut ByteRecord| {
        reader
            .read_byte_record(record)
            .map_err(|error| ScheduleError::Unreadable { message: error.to_string() })
    };
    if !next(&mut record)? {
        return Err(ScheduleError::Empty);
    }
    let places = places(&record, columns, strict)?;
    let width = record.len();
    while next(&mut record)? {
        reading.count_row()?;
        let line = record.position().and_then(|at| usize::try_from(at.line()).ok()).unwrap_or_default();
        if let Some(bytes) = record.iter().map(<[u8]>::len).max().filter(|bytes| *bytes > MOST_FIELD) {
            reading.report.add(line, None, RowError::TooLong { bytes, most: MOST_FIELD });
            continue;
        }
        if record.len() != width {
            // A line of nothing but delimiters or a remark below the table says nothing.
            let why = RowError::FieldCount { found: record.len(), expected: width };
            reading.report.add(line, None, why);
            continue;
        }
        let mut texts = [""; N];
        let mut readable = true;
        for (text, place) in texts.iter_mut().zip(&places) {
            let Some(field) = place.and_then(|place| record.get(place)) else { continue };
            match std::str::from_utf8(field) {
                Ok(field) => *text = field.trim(),
                Err(_) => readable = false,
            }
        }
        if readable {
            take(reading, &Fields { line, texts });
        } else {
            reading.report.add(line, None, RowError::NotText);
        }
    }
    Ok(())
}

/// Where each column of the format stands in the file.
fn places<const N: usize>(
    header: &ByteRecord,
    columns: &[Column; N],
    strict: bool,
) -> Result<[Option<usize>; N], ScheduleError> {
    let mut places = [None; N];
    if header.len() > MOST_COLUMNS {
        return Err(ScheduleError::UnexpectedColumn { column: format!("{MOST_COLUMNS}") });
    }
    for (at, name) in header.iter().enumerate() {
        let name = String::from_utf8_lossy(name);
        let name = name.trim();
        let known = places.iter_mut().zip(columns).find(|(_, column)| column.name.eq_ignore_ascii_case(name));
        match known {
            Some((place @ None, _)) => *place = Some(at),
            None if !strict => {}
            _ => return Err(ScheduleError::UnexpectedColumn { column: super::cut(name) }),
        }
    }
    match places.iter().zip(columns).find(|(place, column)| place.is_none() && column.required) {
        Some((_, column)) => Err(ScheduleError::MissingColumn { column: column.name }),
        None => Ok(places),
    }
}

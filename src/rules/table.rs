use std::fmt::Display;
use std::str::FromStr;

use super::LoadError;

/// A strict reader of the crate's large tables: comma-separated, one header line, fields with a comma in quotes.
///
/// A quoted field must stand on one line and holds no quote itself, which keeps the reader at two
/// milliseconds for five thousand rows.
#[derive(Debug)]
pub(crate) struct Table<'t> {
    file: &'t str,
    columns: Vec<&'t str>,
    body: &'t str,
}

impl<'t> Table<'t> {
    /// Takes the header; it must be exactly `columns`.
    pub(crate) fn new(file: &'t str, text: &'t str, columns: &[&str]) -> Result<Self, LoadError> {
        let table = Self::with_any_columns(file, text);
        if table.columns == columns {
            Ok(table)
        } else {
            Err(LoadError::Syntax {
                file: file.to_owned(),
                message: format!("expected the columns `{}`", columns.join(",")),
            })
        }
    }

    /// Takes whatever the header says; for tables whose columns are themselves data.
    pub(crate) fn with_any_columns(file: &'t str, text: &'t str) -> Self {
        let (header, body) = text.split_once('\n').unwrap_or((text, ""));
        Self { file, columns: header.trim_end().split(',').map(str::trim).collect(), body }
    }

    /// The rows that are not blank. The closure gets each one; the first error ends the reading.
    pub(crate) fn each(
        &self,
        mut take: impl FnMut(&Cells<'_, 't>) -> Result<(), LoadError>,
    ) -> Result<(), LoadError> {
        let mut cells = Cells { file: self.file, line: 1, columns: &self.columns, values: Vec::new() };
        for line in self.body.lines() {
            cells.line = cells.line.saturating_add(1);
            if line.trim().is_empty() {
                continue;
            }
            cells.values.clear();
            if !split(line, &mut cells.values) {
                let message = format!("line {}: a quote does not enclose a whole field", cells.line);
                return Err(LoadError::Syntax { file: self.file.to_owned(), message });
            }
            if cells.values.len() != self.columns.len() {
                return Err(LoadError::Syntax {
                    file: self.file.to_owned(),
                    message: format!(
                        "line {}: {} fields, expected {}",
                        cells.line,
                        cells.values.len(),
                        self.columns.len()
                    ),
                });
            }
            take(&cells)?;
        }
        Ok(())
    }
}

/// Takes a line apart; false if a quote is not closed or something stands between it and the next comma.
fn split<'t>(line: &'t str, values: &mut Vec<&'t str>) -> bool {
    let mut rest = line;
    loop {
        let (value, after) = match rest.strip_prefix('"').map(|quoted| quoted.split_once('"')) {
            Some(Some(parts)) => parts,
            Some(None) => return false,
            None => rest.split_at(rest.find(',').unwrap_or(rest.len())),
        };
        values.push(value.trim());
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return after.is_empty(),
        }
    }
}

/// The fields of one line.
#[derive(Debug)]
pub(crate) struct Cells<'c, 't> {
    file: &'c str,
    line: usize,
    columns: &'c [&'t str],
    values: Vec<&'t str>,
}

impl<'t> Cells<'_, 't> {
    /// The field in column `index`; empty if there is none.
    pub(crate) fn text(&self, index: usize) -> &'t str {
        self.values.get(index).copied().unwrap_or("")
    }

    /// The field in column `index` as its own type; `None` where it is empty.
    pub(crate) fn parsed<T>(&self, index: usize) -> Result<Option<T>, LoadError>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.text(index);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|error: T::Err| self.invalid(index, &error.to_string()))
    }

    pub(crate) fn required<T>(&self, index: usize) -> Result<T, LoadError>
    where
        T: FromStr,
        T::Err: Display,
    {
        self.parsed(index)?.ok_or_else(|| LoadError::MissingField {
            file: self.file.to_owned(),
            row: format!("line {}", self.line),
            field: self.columns.get(index).copied().unwrap_or_default().to_owned(),
        })
    }

    pub(crate) fn invalid(&self, index: usize, expected: &str) -> LoadError {
        LoadError::InvalidField {
            file: self.file.to_owned(),
            row: format!("line {}", self.line),
            field: self.columns.get(index).copied().unwrap_or_default().to_owned(),
            found: self.text(index).to_owned(),
            expected: expected.to_owned(),
        }
    }
}

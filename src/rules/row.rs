use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use super::{Dated, LoadError, RuleId, Sources};
use crate::time::Date;

/// Reads a TOML text into its top-level row.
pub(crate) fn parse_document<'f>(file: &'f str, text: &str) -> Result<Row<'f>, LoadError> {
    let table = text
        .parse::<toml::Table>()
        .map_err(|error| LoadError::Syntax { file: file.to_owned(), message: error.to_string() })?;
    Ok(Row { file, name: "file".to_owned(), table })
}

/// One table of a data file, read field by field; what nobody asked for is an error.
#[derive(Debug)]
pub(crate) struct Row<'f> {
    file: &'f str,
    name: String,
    table: toml::Table,
}

impl<'f> Row<'f> {
    pub(crate) fn file(&self) -> &'f str {
        self.file
    }

    /// The id of the row, or its kind and number while it has none.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn text(&mut self, field: &str) -> Result<Option<String>, LoadError> {
        match self.table.remove(field) {
            None => Ok(None),
            Some(toml::Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.invalid(field, other.type_str(), "a text in quotes")),
        }
    }

    pub(crate) fn required_text(&mut self, field: &str) -> Result<String, LoadError> {
        self.text(field)?.ok_or_else(|| self.missing(field))
    }

    /// A field that is text and has its own type.
    pub(crate) fn parsed<T>(&mut self, field: &str) -> Result<Option<T>, LoadError>
    where
        T: FromStr,
        T::Err: Display,
    {
        let Some(text) = self.text(field)? else { return Ok(None) };
        text.parse().map(Some).map_err(|error: T::Err| self.invalid(field, &text, &error.to_string()))
    }

    pub(crate) fn required<T>(&mut self, field: &str) -> Result<T, LoadError>
    where
        T: FromStr,
        T::Err: Display,
    {
        self.parsed(field)?.ok_or_else(|| self.missing(field))
    }

    /// A list of texts; one text alone is a list of one.
    pub(crate) fn texts(&mut self, field: &str) -> Result<Vec<String>, LoadError> {
        let items = match self.table.remove(field) {
            None => return Ok(Vec::new()),
            Some(toml::Value::String(text)) => return Ok(vec![text]),
            Some(toml::Value::Array(items)) => items,
            Some(other) => return Err(self.invalid(field, other.type_str(), "a list of texts")),
        };
        items
            .into_iter()
            .map(|item| match item {
                toml::Value::String(text) => Ok(text),
                other => Err(self.invalid(field, other.type_str(), "a text in quotes")),
            })
            .collect()
    }

    pub(crate) fn list<T>(&mut self, field: &str) -> Result<Vec<T>, LoadError>
    where
        T: FromStr,
        T::Err: Display,
    {
        let texts = self.texts(field)?;
        texts
            .iter()
            .map(|text| text.parse().map_err(|error: T::Err| self.invalid(field, text, &error.to_string())))
            .collect()
    }

    pub(crate) fn flag(&mut self, field: &str) -> Result<Option<bool>, LoadError> {
        match self.table.remove(field) {
            None => Ok(None),
            Some(toml::Value::Boolean(flag)) => Ok(Some(flag)),
            Some(other) => Err(self.invalid(field, other.type_str(), "true or false")),
        }
    }

    pub(crate) fn count(&mut self, field: &str) -> Result<Option<u32>, LoadError> {
        match self.table.remove(field) {
            None => Ok(None),
            Some(toml::Value::Integer(count)) => match u32::try_from(count) {
                Ok(count) => Ok(Some(count)),
                Err(_) => Err(self.invalid(field, &count.to_string(), "a whole number from 0 on")),
            },
            Some(other) => Err(self.invalid(field, other.type_str(), "a whole number")),
        }
    }

    pub(crate) fn date(&mut self, field: &str) -> Result<Option<Date>, LoadError> {
        let Some(value) = self.table.remove(field) else { return Ok(None) };
        let expected = "a day such as 2026-11-21, without quotes";
        match &value {
            toml::Value::Datetime(toml::value::Datetime { date: Some(date), time: None, offset: None }) => {
                Date::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
                    .map(Some)
                    .ok_or_else(|| self.invalid(field, value.type_str(), expected))
            }
            _ => Err(self.invalid(field, value.type_str(), expected)),
        }
    }

    /// A table within the row.
    pub(crate) fn row(&mut self, field: &str) -> Result<Option<Row<'f>>, LoadError> {
        match self.table.remove(field) {
            None => Ok(None),
            Some(toml::Value::Table(table)) => {
                Ok(Some(Row { file: self.file, name: format!("{}.{field}", self.name), table }))
            }
            Some(other) => Err(self.invalid(field, other.type_str(), "a table")),
        }
    }

    /// The rows of a `[[kind]]` list.
    pub(crate) fn rows(&mut self, kind: &str) -> Result<Vec<Row<'f>>, LoadError> {
        let items = match self.table.remove(kind) {
            None => return Ok(Vec::new()),
            Some(toml::Value::Array(items)) => items,
            Some(other) => return Err(self.invalid(kind, other.type_str(), "a list of tables")),
        };
        let mut rows = Vec::with_capacity(items.len());
        for (number, item) in items.into_iter().enumerate() {
            let toml::Value::Table(table) = item else {
                return Err(self.invalid(kind, item.type_str(), "a table"));
            };
            let name = match table.get("id") {
                Some(toml::Value::String(id)) => id.clone(),
                _ => format!("{kind} {}", number.saturating_add(1)),
            };
            rows.push(Row { file: self.file, name, table });
        }
        Ok(rows)
    }

    /// A field that holds one table or a list of tables.
    pub(crate) fn one_or_more_tables(&mut self, field: &str) -> Result<Vec<Row<'f>>, LoadError> {
        match self.table.get(field) {
            Some(toml::Value::Table(_)) => Ok(self.row(field)?.into_iter().collect()),
            _ => self.rows(field),
        }
    }

    /// A field that holds a text or a list of texts and tables; a text becomes a table with the one field `key`.
    pub(crate) fn texts_or_tables(&mut self, field: &str, key: &str) -> Result<Vec<Row<'f>>, LoadError> {
        let items = match self.table.remove(field) {
            None => return Ok(Vec::new()),
            Some(toml::Value::Array(items)) => items,
            Some(single) => vec![single],
        };
        let name = format!("{}.{field}", self.name);
        items
            .into_iter()
            .map(|item| match item {
                toml::Value::Table(table) => Ok(Row { file: self.file, name: name.clone(), table }),
                text @ toml::Value::String(_) => {
                    let table = [(key.to_owned(), text)].into_iter().collect();
                    Ok(Row { file: self.file, name: name.clone(), table })
                }
                other => Err(self.invalid(field, other.type_str(), "a text or a table")),
            })
            .collect()
    }

    /// The days, the citation and the doubts of the row; its value is filled in later.
    pub(crate) fn dated(&mut self, sources: &Sources) -> Result<Dated<()>, LoadError> {
        let id: RuleId = self.required("id")?;
        let from = self.date("from")?.ok_or_else(|| self.missing("from"))?;
        let to = self.date("to")?;
        if let Some(to) = to.filter(|to| *to < from) {
            return Err(LoadError::EndsBeforeStart { file: self.file.to_owned(), row: id, from, to });
        }
        Ok(Dated {
            id,
            value: (),
            from,
            to,
            from_is_floor: self.flag("from_is_floor")?.unwrap_or(false),
            source: sources.of(self)?,
            uncertain: self.text("uncertain")?.map(Arc::from),
        })
    }

    /// Ends the reading: a field that nobody asked for is an error.
    pub(crate) fn finish(self) -> Result<(), LoadError> {
        match self.table.keys().next() {
            None => Ok(()),
            Some(field) => Err(self.unknown_field(field)),
        }
    }

    pub(crate) fn unknown_field(&self, field: &str) -> LoadError {
        LoadError::UnknownField {
            file: self.file.to_owned(),
            row: self.name.clone(),
            field: field.to_owned(),
        }
    }

    pub(crate) fn missing(&self, field: &str) -> LoadError {
        LoadError::MissingField {
            file: self.file.to_owned(),
            row: self.name.clone(),
            field: field.to_owned(),
        }
    }

    pub(crate) fn invalid(&self, field: &str, found: &str, expected: &str) -> LoadError {
        LoadError::InvalidField {
            file: self.file.to_owned(),
            row: self.name.clone(),
            field: field.to_owned(),
            found: found.to_owned(),
            expected: expected.to_owned(),
        }
    }

    pub(crate) fn unknown_name(&self, field: &str, name: &str) -> LoadError {
        LoadError::UnknownName {
            file: self.file.to_owned(),
            row: self.name.clone(),
            field: field.to_owned(),
            name: name.to_owned(),
        }
    }
}

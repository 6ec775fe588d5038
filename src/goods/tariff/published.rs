//! What the tables were read from: editions and the sources that rows cite.

use std::sync::Arc;

use crate::rules::{DataFile, LoadError, Row, RuleBook, RuleId, Source, Sources, parse_document};
use crate::time::{Date, Days};

/// The published state of a tariff from which rates were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    name: Arc<str>,
    day: Date,
    source: Arc<Source>,
}

/// What the tables of the book were read from.
pub(super) struct Published {
    pub(super) citations: Citations,
    pub(super) editions: Vec<(String, Edition)>,
}

impl DataFile for Published {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let mut sources = Sources::default();
        sources.read(document.rows("source")?)?;
        let stale_after = document.required::<u64>("stale_after_days").map(Days::new)?;
        let editions = document
            .rows("edition")?
            .into_iter()
            .map(|row| Edition::from_row(row, &sources))
            .collect::<Result<_, _>>()?;
        document.finish()?;
        let mut sources: Vec<_> = sources.iter().cloned().collect();
        sources.sort_by(|one, other| one.id().cmp(other.id()));
        let citations = Citations { sources, supplied: None, stale_after: Some(stale_after) };
        Ok(Self { citations, editions })
    }
}

/// The sources that a table may cite, sorted by id; or the caller, for a table that cites none.
pub(super) struct Citations {
    pub(super) sources: Vec<Arc<Source>>,
    pub(super) supplied: Option<Arc<Source>>,
    /// How long after the day of its evidence a published rate is still taken to hold.
    pub(super) stale_after: Option<Days>,
}

impl Citations {
    pub(super) fn fresh_until(&self, source: &Source) -> Option<Date> {
        source.seen_as_of()?.checked_add_days(self.stale_after?)
    }

    pub(super) fn of(&self, file: &str, row: &RuleId, id: &str) -> Result<Arc<Source>, LoadError> {
        if let Some(supplied) = self.supplied.as_ref().filter(|_| id.is_empty()) {
            return Ok(Arc::clone(supplied));
        }
        let found = self.sources.binary_search_by_key(&id, |source| source.id()).ok();
        found.and_then(|place| self.sources.get(place)).map(Arc::clone).ok_or_else(|| {
            LoadError::UnknownSource { file: file.to_owned(), row: row.to_string(), source_id: id.to_owned() }
        })
    }
}

impl Edition {
    /// The edition of a schedule that the caller brings.
    pub(in crate::goods) fn supplied(name: &str, day: Date) -> Self {
        Self { name: name.into(), day, source: Source::supplied() }
    }

    /// Its name, such as `HTS 2026 Revision 10`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn shared_name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// The day for which it was published or read.
    #[must_use]
    pub fn day(&self) -> Date {
        self.day
    }

    /// Where it was published.
    #[must_use]
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    pub(in crate::goods) fn from_row(
        mut row: Row<'_>,
        sources: &Sources,
    ) -> Result<(String, Self), LoadError> {
        let tariff = row.required_text("tariff")?;
        let edition = Self {
            name: row.required_text("name")?.into(),
            day: row.date("day")?.ok_or_else(|| row.missing("day"))?,
            source: sources.of(&mut row)?,
        };
        row.finish()?;
        Ok((tariff, edition))
    }
}

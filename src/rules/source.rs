use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Evidence, LoadError, Row};
use crate::time::Date;

/// A law or publication that a row rests on, and what was seen of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    id: Arc<str>,
    law: Arc<str>,
    evidence: Evidence,
    seen: Vec<String>,
    seen_as_of: Option<Date>,
}

impl Source {
    /// The source that stands behind figures which the caller gave.
    pub(crate) fn supplied() -> Arc<Self> {
        Arc::new(Self {
            id: "supplied".into(),
            law: "supplied by the caller".into(),
            evidence: Evidence::Supplied,
            seen: Vec::new(),
            seen_as_of: None,
        })
    }

    /// The id by which rows name it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Law and article, or the publication.
    #[must_use]
    pub fn law(&self) -> &str {
        &self.law
    }

    /// Whether the figure was seen there.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// Where it was seen.
    #[must_use]
    pub fn seen(&self) -> &[String] {
        &self.seen
    }

    /// The day that the evidence speaks for, where it is known.
    #[must_use]
    pub fn seen_as_of(&self) -> Option<Date> {
        self.seen_as_of
    }

    pub(crate) fn from_row(mut row: Row<'_>) -> Result<Self, LoadError> {
        let source = Self {
            id: row.required_text("id")?.into(),
            law: row.required_text("law")?.into(),
            evidence: match row.required_text("evidence")?.as_str() {
                "verified" => Evidence::Verified,
                "recalled" => Evidence::Recalled,
                other => return Err(row.invalid("evidence", other, "`verified` or `recalled`")),
            },
            seen: row.texts("seen")?,
            seen_as_of: row.date("seen_as_of")?,
        };
        if source.evidence == Evidence::Verified && source.seen.is_empty() {
            return Err(row.missing("seen"));
        }
        row.finish()?;
        Ok(source)
    }
}

/// The sources that the rows of one file may cite.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    by_id: BTreeMap<Arc<str>, Arc<Source>>,
    /// Rows of an overlay may leave the citation out; they then rest on the caller's word.
    supplied: Option<Arc<Source>>,
}

impl Sources {
    pub(crate) fn supplied_by_caller() -> Self {
        Self { by_id: BTreeMap::new(), supplied: Some(Source::supplied()) }
    }

    pub(crate) fn read(&mut self, rows: Vec<Row<'_>>) -> Result<(), LoadError> {
        for row in rows {
            let (file, name) = (row.file().to_owned(), row.name().to_owned());
            let source = Source::from_row(row)?;
            if self.by_id.insert(Arc::clone(&source.id), Arc::new(source)).is_some() {
                return Err(LoadError::Duplicate { file, row: name });
            }
        }
        Ok(())
    }

    /// The source that `row` cites.
    pub(crate) fn of(&self, row: &mut Row<'_>) -> Result<Arc<Source>, LoadError> {
        match (row.text("source")?, &self.supplied) {
            (None, Some(supplied)) => Ok(Arc::clone(supplied)),
            (None, None) => Err(row.missing("source")),
            (Some(id), supplied) => match (self.by_id.get(id.as_str()), supplied) {
                // An overlay may cite a law, but the figure still rests on the caller's word.
                (Some(source), Some(_)) => {
                    Ok(Arc::new(Source { evidence: Evidence::Supplied, ..Source::clone(source) }))
                }
                (Some(source), None) => Ok(Arc::clone(source)),
                (None, _) => Err(LoadError::UnknownSource {
                    file: row.file().to_owned(),
                    row: row.name().to_owned(),
                    source_id: id,
                }),
            },
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.by_id.values()
    }
}

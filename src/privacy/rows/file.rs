use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    Basis, BreachRule, Child, Closed, Consent, Counting, DeadlineRule, Duty, Office, Penalty, PrivacyWords,
    Regime, RetentionRule, RightRule, Rule, Signal, Threshold, TransferRule,
};
use crate::place::{Country, Region};
use crate::rules::{DataFile, Dated, LoadError, Row, RuleBook, RuleId, Sources, parse_document};

/// A row with the places that inherit the file but not the row.
#[derive(Debug)]
pub(crate) struct Held<T> {
    pub(crate) row: Arc<Dated<T>>,
    pub(crate) not_in: Vec<Arc<str>>,
}

/// One file below `data/privacy/`, or an overlay on it.
#[derive(Debug)]
pub(crate) struct PrivacyFile {
    pub(crate) name: Option<Arc<str>>,
    pub(crate) inherits: Vec<Arc<str>>,
    /// The countries in which being established counts for the laws of this file.
    pub(crate) members: Vec<Country>,
    /// Whether a country that no adequacy row names is not adequate.
    pub(crate) adequacy_is_complete: bool,
    /// Whether the law of a region decides, so that an answer without one is not complete.
    pub(crate) regions_decide: bool,
    /// Regions with a law of their own that is not held.
    pub(crate) regions_not_held: Vec<Region>,
    pub(crate) regimes: Vec<Held<Regime>>,
    pub(crate) offices: Vec<Held<Office>>,
    pub(crate) thresholds: Vec<Held<Threshold>>,
    pub(crate) bases: Vec<Held<Basis>>,
    pub(crate) consents: Vec<Held<Consent>>,
    pub(crate) rights: Vec<Held<RightRule>>,
    pub(crate) counting: Vec<Held<Counting>>,
    pub(crate) closed: Vec<Held<Closed>>,
    pub(crate) deadlines: Vec<Held<DeadlineRule>>,
    pub(crate) breaches: Vec<Held<BreachRule>>,
    pub(crate) children: Vec<Held<Child>>,
    pub(crate) transfers: Vec<Held<TransferRule>>,
    pub(crate) duties: Vec<Held<Duty>>,
    pub(crate) signals: Vec<Held<Signal>>,
    pub(crate) penalties: Vec<Held<Penalty>>,
    pub(crate) retentions: Vec<Held<RetentionRule>>,
    pub(crate) sources: Sources,
}

/// Where the files lie.
pub(crate) const FOLDER: &str = "privacy/";

/// Which file holds the rules of a country, region or union.
pub(crate) fn path(code: &str) -> String {
    format!("{FOLDER}{code}.toml")
}

impl DataFile for PrivacyFile {
    fn read(book: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let is_overlay = document.text("overlay")?.is_some();
        let mut sources = if is_overlay { Sources::supplied_by_caller() } else { Sources::default() };
        sources.read(document.rows("source")?)?;
        let name = document.text("name")?;
        let inherits: Vec<Arc<str>> = document.texts("inherits")?.into_iter().map(Arc::from).collect();
        if !is_overlay {
            let code = document.required_text("code")?;
            if file != path(&code) {
                return Err(document.invalid("code", &code, "the code in the file's name"));
            }
            if name.is_none() {
                return Err(document.missing("name"));
            }
            if let Some(missing) =
                inherits.iter().map(|code| path(code)).find(|file| book.text(file).is_none())
            {
                return Err(LoadError::MissingFile { file: missing });
            }
        }
        let read = Self {
            name: name.map(Arc::from),
            inherits,
            members: document.list("members")?,
            adequacy_is_complete: document.flag("adequacy_is_complete")?.unwrap_or(false),
            regions_decide: document.flag("regions_decide")?.unwrap_or(false),
            regions_not_held: document.list("regions_not_held")?,
            regimes: rows(&mut document, &sources)?,
            offices: rows(&mut document, &sources)?,
            thresholds: rows(&mut document, &sources)?,
            bases: rows(&mut document, &sources)?,
            consents: rows(&mut document, &sources)?,
            rights: rows(&mut document, &sources)?,
            counting: rows(&mut document, &sources)?,
            closed: rows(&mut document, &sources)?,
            deadlines: rows(&mut document, &sources)?,
            breaches: rows(&mut document, &sources)?,
            children: rows(&mut document, &sources)?,
            transfers: rows(&mut document, &sources)?,
            duties: rows(&mut document, &sources)?,
            signals: rows(&mut document, &sources)?,
            penalties: rows(&mut document, &sources)?,
            retentions: rows(&mut document, &sources)?,
            sources,
        };
        document.finish()?;
        read.check_words(book, file)?;
        Ok(read)
    }
}

impl PrivacyFile {
    /// Words that a caller can state must be on the list from which requests are checked.
    fn check_words(&self, book: &RuleBook, file: &str) -> Result<(), LoadError> {
        let words = PrivacyWords::of(book)?;
        let unknown = |id: &RuleId, field: &str, word: &str| LoadError::UnknownName {
            file: file.to_owned(),
            row: id.to_string(),
            field: field.to_owned(),
            name: word.to_owned(),
        };
        for held in &self.breaches {
            if let Some(word) = held.row.value().finding.as_deref()
                && !words.findings.iter().any(|known| known == word)
            {
                return Err(unknown(held.row.id(), "finding", word));
            }
        }
        for held in &self.transfers {
            if let Some(word) = held.row.value().recipient.as_deref()
                && !words.recipient_facts.iter().any(|known| known == word)
            {
                return Err(unknown(held.row.id(), "recipient", word));
            }
        }
        Ok(())
    }
}

/// The rows of a kind, in file order; rows of one id must not overlap.
fn rows<T: Rule>(document: &mut Row<'_>, sources: &Sources) -> Result<Vec<Held<T>>, LoadError> {
    let file = document.file();
    let mut held: Vec<Held<T>> = Vec::new();
    let mut by_id: BTreeMap<RuleId, Vec<Arc<Dated<T>>>> = BTreeMap::new();
    for mut row in document.rows(T::KIND)? {
        let not_in = row.texts("not_in")?.into_iter().map(Arc::from).collect();
        let dated = row.dated(sources)?;
        let value = T::read(&mut row)?;
        row.finish()?;
        let row = Arc::new(dated.with_value(value));
        let same = by_id.entry(row.id().clone()).or_default();
        if let Some(other) = same.iter().find(|other| other.covers(row.from()) || row.covers(other.from())) {
            let day = row.from().max(other.from());
            return Err(LoadError::Overlap { file: file.to_owned(), row: row.id().clone(), day });
        }
        same.push(Arc::clone(&row));
        held.push(Held { row, not_in });
    }
    Ok(held)
}

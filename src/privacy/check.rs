use std::collections::BTreeSet;
use std::sync::Arc;

use super::rows::{Held, PrivacyFile, Rule, path};
use super::{Jurisdiction, PrivacyError};
use crate::place::Address;
use crate::rules::{LoadError, RuleBook};

impl RuleBook {
    /// Reads every file of privacy rules and reports what is wrong with them: rows of a law that the place does not
    /// have, ways of counting that are not there, sources that no row cites.
    ///
    /// ```
    /// assert!(landfall::RuleBook::embedded().check_privacy().is_empty());
    /// ```
    #[must_use]
    pub fn check_privacy(&self) -> Vec<LoadError> {
        let mut wrong = Vec::new();
        for code in self.privacy_jurisdictions() {
            if let Err(error) = self.check_place(code, &mut wrong) {
                wrong.push(error);
            }
        }
        wrong
    }

    fn check_place(&self, code: &str, wrong: &mut Vec<LoadError>) -> Result<(), LoadError> {
        let file = path(code);
        let own: Arc<PrivacyFile> = self.required_file(&file)?;
        let mut cited = Cited::default();
        own.visit(&mut cited);
        for source in own.sources.iter().filter(|source| !cited.sources.contains(source.id())) {
            wrong.push(LoadError::UncitedSource { file: file.clone(), source_id: source.id().to_owned() });
        }
        // A union has no residents of its own; its rows are looked at with those of its members.
        let Ok(place) = code.parse::<Address>() else { return Ok(()) };
        let place = match self.privacy(place) {
            Ok(place) => place,
            Err(PrivacyError::Load(error)) => return Err(error),
            Err(_) => return Ok(()),
        };
        for (row, field, name) in cited.names.iter().filter(|(_, field, name)| !place.has(field, name)) {
            let (row, field, name) = (row.clone(), (*field).to_owned(), name.to_string());
            wrong.push(LoadError::UnknownName { file: file.clone(), row, field, name });
        }
        Ok(())
    }
}

impl Jurisdiction {
    fn has(&self, field: &str, name: &str) -> bool {
        let rules = &*self.0;
        match field {
            COUNTING => rules.counting.rules().flatten().any(|row| row.id().as_str() == name),
            _ => rules.regimes.rules().flatten().any(|row| *row.value().regime == *name),
        }
    }
}

const REGIME: &str = "regime";
const PART_OF: &str = "part_of";
const COUNTING: &str = "counting";

/// What the rows of a file name.
#[derive(Default)]
struct Cited {
    sources: BTreeSet<String>,
    /// Row, field and the name in it.
    names: Vec<(String, &'static str, Arc<str>)>,
}

impl Cited {
    fn rows<T: Rule>(&mut self, rows: &[Held<T>]) {
        for held in rows {
            self.sources.insert(held.row.source().id().to_owned());
            if let Some(regime) = held.row.value().regime() {
                self.names.push((held.row.id().to_string(), REGIME, regime.into()));
            }
        }
    }
}

impl PrivacyFile {
    fn visit(&self, cited: &mut Cited) {
        cited.rows(&self.regimes);
        cited.rows(&self.offices);
        cited.rows(&self.thresholds);
        cited.rows(&self.bases);
        cited.rows(&self.consents);
        cited.rows(&self.rights);
        cited.rows(&self.counting);
        cited.rows(&self.closed);
        cited.rows(&self.deadlines);
        cited.rows(&self.breaches);
        cited.rows(&self.children);
        cited.rows(&self.transfers);
        cited.rows(&self.duties);
        cited.rows(&self.signals);
        cited.rows(&self.penalties);
        cited.rows(&self.retentions);
        for held in &self.regimes {
            if let Some(whole) = &held.row.value().part_of {
                cited.names.push((held.row.id().to_string(), PART_OF, Arc::clone(whole)));
            }
        }
        for held in &self.deadlines {
            if let Some(counting) = &held.row.value().counting {
                cited.names.push((held.row.id().to_string(), COUNTING, Arc::clone(counting)));
            }
        }
    }
}

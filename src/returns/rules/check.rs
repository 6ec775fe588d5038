use std::sync::Arc;

use super::Categories;
use super::file::ReturnFile;
use super::rows::Defeats;
use crate::rules::{Dated, LoadError, RuleBook, RuleId};

impl RuleBook {
    /// Reads every file on returns and reports every defect: what does not load, names that lead nowhere, sources that
    /// no row cites.
    ///
    /// The book that the crate carries has none. For a book of your own this is the test to run.
    #[must_use]
    pub fn check_returns(&self) -> Vec<LoadError> {
        let mut defects = Vec::new();
        let mut files: Vec<(&str, Arc<ReturnFile>)> = Vec::new();
        for name in self.names("returns/").filter(|name| *name != Categories::FILE) {
            match self.required_file(name) {
                Ok(file) => files.push((name, file)),
                Err(error) => defects.push(error),
            }
        }
        defects.extend(self.required_file::<Categories>(Categories::FILE).err());
        let all: Vec<&RuleId> = files.iter().flat_map(|(_, file)| file.ids()).collect();
        for (name, file) in &files {
            let unknown = |row: &RuleId, field: &str, id: &RuleId| LoadError::UnknownName {
                file: (*name).to_owned(),
                row: row.to_string(),
                field: field.to_owned(),
                name: id.to_string(),
            };
            for row in &file.extensions {
                let lost = row.value().of.iter().filter(|id| !all.contains(id));
                defects.extend(lost.map(|id| unknown(row.id(), "of", id)));
            }
            for row in &file.exemptions {
                let lost = row.value().defeats.iter().filter_map(|defeated| match defeated {
                    Defeats::Rule(id) if !all.contains(&id) => Some(id),
                    _ => None,
                });
                defects.extend(lost.map(|id| unknown(row.id(), "defeats", id)));
            }
            for row in file.national.iter().filter(|row| !all.contains(&row.value())) {
                defects.push(unknown(row.id(), "rule", row.value()));
            }
            for source in file.sources.iter().filter(|source| !file.cites(source.id())) {
                let source_id = source.id().to_owned();
                defects.push(LoadError::UncitedSource { file: (*name).to_owned(), source_id });
            }
        }
        defects
    }
}

impl ReturnFile {
    fn ids(&self) -> impl Iterator<Item = &RuleId> {
        let rights = ids(&self.rights).chain(ids(&self.extensions)).chain(ids(&self.exemptions));
        let claims = ids(&self.conformity).chain(ids(&self.late)).chain(ids(&self.refunds));
        rights.chain(claims).chain(ids(&self.shop_duties)).chain(ids(&self.duty_refunds))
    }

    fn cites(&self, source: &str) -> bool {
        cites(&self.rights, source)
            || cites(&self.extensions, source)
            || cites(&self.exemptions, source)
            || cites(&self.refunds, source)
            || cites(&self.conformity, source)
            || cites(&self.late, source)
            || cites(&self.late_refunds, source)
            || cites(&self.shop_duties, source)
            || cites(&self.duty_refunds, source)
            || cites(&self.home_laws, source)
            || cites(&self.national, source)
    }
}

fn ids<T>(rows: &[Dated<T>]) -> impl Iterator<Item = &RuleId> {
    rows.iter().map(Dated::id)
}

fn cites<T>(rows: &[Dated<T>], source: &str) -> bool {
    rows.iter().any(|row| row.source().id() == source)
}

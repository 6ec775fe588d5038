use std::sync::Arc;

use super::file::{Rules, path};
use super::{CategoryRate, TerritoryFile};
use crate::money::Currency;
use crate::place::TerritoryCode;
use crate::rules::{Dated, LoadError, RuleBook};
use crate::time::Date;

/// The files that answer for one territory, nearest first: overlays, its own file, what it inherits.
#[derive(Debug, Clone)]
pub(crate) struct Layers {
    files: Vec<Arc<TerritoryFile>>,
    /// Files of which only the rates count.
    rates: Vec<Arc<TerritoryFile>>,
}

impl Layers {
    /// The layers of a territory; `None` if the book has no file for it.
    pub(crate) fn of(book: &RuleBook, code: TerritoryCode) -> Result<Option<Self>, LoadError> {
        let Some(own) = book.file::<TerritoryFile>(&path(code))? else { return Ok(None) };
        let mut layers = Self { files: Vec::new(), rates: Vec::new() };
        layers.add(book, code, own, &mut Vec::new())?;
        Ok(Some(layers))
    }

    fn add(
        &mut self,
        book: &RuleBook,
        code: TerritoryCode,
        file: Arc<TerritoryFile>,
        seen: &mut Vec<TerritoryCode>,
    ) -> Result<(), LoadError> {
        if seen.contains(&code) {
            return Ok(());
        }
        seen.push(code);
        for overlay in book.overlays(&path(code)) {
            self.files.push(book.required_file(overlay)?);
        }
        if let Some(from) = file.rates_from {
            self.rates.push(book.required_file(&path(from))?);
        }
        self.files.push(Arc::clone(&file));
        for parent in &file.inherits {
            let inherited = book.required_file(&path(*parent))?;
            self.add(book, *parent, inherited, seen)?;
        }
        Ok(())
    }

    /// The files, nearest first.
    pub(crate) fn files(&self) -> impl Iterator<Item = &TerritoryFile> {
        self.files.iter().map(AsRef::as_ref)
    }

    /// Every rate of the layers, in force or not.
    pub(crate) fn all_rates(&self) -> impl Iterator<Item = &Dated<CategoryRate>> {
        self.files.iter().chain(&self.rates).flat_map(|file| &file.rates)
    }

    /// The first value that a layer gives, the nearest layer asked first.
    pub(crate) fn nearest<T>(&self, read: impl Fn(&TerritoryFile) -> Option<T>) -> Option<T> {
        self.files.iter().find_map(|file| read(file))
    }

    pub(crate) fn currency(&self, day: Date) -> Option<Currency> {
        self.nearest(|file| file.currency_on(day))
    }

    /// Every rule of a kind that is in force on `day`: of each id the nearest layer's row, the outermost layer's
    /// rules first, so that a member's own levies come after those it inherits.
    pub(crate) fn in_force<T: Clone>(
        &self,
        day: Date,
        rules: impl Fn(&TerritoryFile) -> &Rules<T>,
    ) -> Vec<Dated<T>> {
        let mut found: Vec<Dated<T>> = Vec::new();
        for file in self.files.iter().rev() {
            for (id, timeline) in rules(file) {
                let Some(row) = timeline.on(day) else { continue };
                match found.iter_mut().find(|other| other.id() == id) {
                    Some(inherited) => *inherited = row.clone(),
                    None => found.push(row.clone()),
                }
            }
        }
        found
    }

    /// Every rate in force on `day`, the nearest layer first.
    pub(crate) fn rates(&self, day: Date) -> impl Iterator<Item = &Dated<CategoryRate>> {
        self.all_rates().filter(move |row| row.covers(day))
    }
}

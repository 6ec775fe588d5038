//! The words that the data gives for a seller's registrations and for tariffs: a mistyped one must not pass for
//! "not registered" or "not given".

use std::collections::BTreeSet;
use std::sync::Arc;

use super::territory::{FOLDER, TerritoryFile, code_of};
use super::{Cart, QuoteError, Seller};
use crate::place::Country;
use crate::rules::{LoadError, RuleBook};

impl RuleBook {
    /// The words that [`Seller::registrations`] may hold: those of the collection schemes and of the rules that ask
    /// for a registration.
    ///
    /// ```
    /// use landfall::RuleBook;
    ///
    /// let words = RuleBook::embedded().registrations()?;
    /// assert!(words.iter().any(|word| word == "IOSS"));
    /// # Ok::<(), landfall::rules::LoadError>(())
    /// ```
    ///
    /// # Errors
    /// [`LoadError`] if a data file does not load.
    pub fn registrations(&self) -> Result<Vec<String>, LoadError> {
        // The book lists them, so that asking for one destination need not read all the others.
        let mut words: BTreeSet<String> = self.about()?.registrations.iter().cloned().collect();
        for overlay in self.names(FOLDER).flat_map(|name| self.overlays(name)) {
            let overlay: Arc<TerritoryFile> = self.required_file(overlay)?;
            words.extend(overlay.registrations().map(str::to_owned));
        }
        Ok(words.into_iter().collect())
    }

    /// The registrations that the rules name but the book's list does not, and the other way round.
    pub(super) fn misstated_registrations(&self) -> Result<Vec<String>, LoadError> {
        let mut named = BTreeSet::new();
        for file in self.territory_files()? {
            named.extend(file.registrations().map(str::to_owned));
        }
        let listed: BTreeSet<String> = self.registrations()?.into_iter().collect();
        Ok(named.symmetric_difference(&listed).cloned().collect())
    }

    /// The codes of the tariffs in which the rules look duties up, such as `EU`.
    ///
    /// # Errors
    /// [`LoadError`] if a data file does not load.
    pub fn tariff_codes(&self) -> Result<Vec<String>, LoadError> {
        let mut codes = BTreeSet::new();
        for name in self.names(FOLDER) {
            let file: Arc<TerritoryFile> = self.required_file(name)?;
            codes.extend(code_of(name).filter(|_| file.has_tariff_levy()).map(|own| own.to_string()));
            codes.extend(file.named_tariffs().map(str::to_owned));
        }
        Ok(codes.into_iter().collect())
    }

    /// A registration that no rule knows is a slip: without this check it would count as no registration.
    pub(super) fn check_registrations(&self, seller: &Seller) -> Result<(), QuoteError> {
        if seller.registrations.is_empty() {
            return Ok(());
        }
        let words = self.registrations()?;
        match seller.registrations.iter().enumerate().find(|(_, word)| !words.contains(word)) {
            None => Ok(()),
            Some((position, found)) => {
                Err(QuoteError::UnknownRegistration { position, found: found.clone(), expected: words })
            }
        }
    }

    /// A duty for a tariff that is not there would never be taken.
    pub(super) fn check_tariffs(&self, cart: &Cart) -> Result<(), QuoteError> {
        let mut known = None;
        for (line, item) in cart.items.iter().enumerate() {
            for found in item.duty_by_tariff.keys() {
                let codes = match &mut known {
                    Some(codes) => codes,
                    None => known.insert(self.tariff_codes()?),
                };
                // A shop may know the duty of countries that the data does not hold.
                if !codes.contains(found) && found.parse::<Country>().is_err() {
                    let (found, expected) = (found.clone(), codes.clone());
                    return Err(QuoteError::UnknownTariff { line, found, expected });
                }
            }
        }
        Ok(())
    }

    fn territory_files(&self) -> Result<Vec<Arc<TerritoryFile>>, LoadError> {
        let own = self.names(FOLDER);
        let overlaid = own.flat_map(|name| std::iter::once(name).chain(self.overlays(name)));
        overlaid.map(|name| self.required_file(name)).collect()
    }
}

//! The exchange rates of the rule book.

use std::sync::Arc;

use super::customs::{CustomsRateFile, FILE, TableFile};
use super::{CustomsRates, Fallback, RateHistory, RateLayout, RateReader, RateTable};
use crate::rules::{DataFile, LoadError, RuleBook};
use crate::time::Date;

impl RuleBook {
    /// The exchange rates by which a customs authority values goods declared on a day.
    ///
    /// Where the authority's rates are not in the book, the latest market fixing stands in and
    /// [`CustomsRates::held`] is false.
    ///
    /// ```
    /// use landfall::RuleBook;
    ///
    /// // In September 2024 the rate of Wednesday, 21 August was prescribed in the European Union.
    /// let september = RuleBook::embedded().customs_rates("EU", "2024-09-10".parse()?)?;
    /// assert!(september.held());
    /// let rate = september.rates().expect("held").rate("EUR".parse()?, "USD".parse()?)?;
    /// assert_eq!(rate.to_string(), "1 EUR = 1.1116 USD");
    /// assert_eq!(rate.observed(), "2024-08-21".parse()?);
    /// assert_eq!(rate.valid_to(), Some("2024-09-30".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`LoadError`] if a file of rates or rules cannot be used.
    pub fn customs_rates(&self, territory: &str, on: Date) -> Result<CustomsRates, LoadError> {
        let rules = self.required_file::<CustomsRateFile>(FILE)?;
        let rule = rules.rule(territory, on).cloned();
        if let Some((rule, table)) = rule.as_ref().and_then(|rule| Some((rule, rule.value().table()?))) {
            let history = self.history(table)?;
            if let Some(rates) = rule.value().pick(&history, on) {
                return Ok(CustomsRates { rule: Some(rule.clone()), rates: Some(rates), held: true });
            }
        }
        Ok(CustomsRates { rule, rates: self.market_rates(on)?, held: false })
    }

    /// The latest market fixing not after a day, unless it is too old; fixed conversion rates of that day apply.
    ///
    /// The book holds every fixing of the last year or so and one of each month before, so the age may be
    /// several weeks: [`RateTable::as_of`] tells it.
    ///
    /// # Errors
    /// [`LoadError`] if the file of rates cannot be used.
    pub fn market_rates(&self, on: Date) -> Result<Option<RateTable>, LoadError> {
        let rules = self.required_file::<CustomsRateFile>(FILE)?;
        let history = self.history(&rules.market)?;
        let fallback = Fallback::Previous { max_age_days: rules.market_max_age_days };
        Ok(history.on(on, fallback).ok().map(super::Fixing::into_rates))
    }

    fn history(&self, table: &TableFile) -> Result<Arc<HistoryFile>, LoadError> {
        self.required_file::<HistoryFile>(&table.file)
    }
}

/// A table of rates, read.
#[derive(Debug)]
struct HistoryFile(RateHistory);

impl std::ops::Deref for HistoryFile {
    type Target = RateHistory;

    fn deref(&self) -> &RateHistory {
        &self.0
    }
}

impl DataFile for HistoryFile {
    fn read(book: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let rules = book.required_file::<CustomsRateFile>(FILE)?;
        let table = rules
            .tables
            .iter()
            .find(|table| table.file == file)
            .ok_or_else(|| LoadError::MissingFile { file: file.to_owned() })?;
        let reader = RateReader::new(table.base, table.kind, Arc::clone(&table.publisher));
        reader
            .read(RateLayout::CurrencyColumns, text)
            .map(Self)
            .map_err(|error| LoadError::Syntax { file: file.to_owned(), message: error.to_string() })
    }
}

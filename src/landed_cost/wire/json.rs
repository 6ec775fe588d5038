//! Requests as JSON text.

use super::ASKS;
use super::shape::RequestIn;
use crate::landed_cost::{LandedCostRequest, Quote};
use crate::rules::RuleBook;
use crate::wire::{self, RequestError};

impl LandedCostRequest {
    /// Reads a request from its JSON.
    ///
    /// # Errors
    /// [`RequestError`] names the field, says what was found and what was expected, and carries the request's `id`
    /// if it can be read.
    pub fn from_json(text: &str) -> Result<Self, RequestError> {
        let wire: RequestIn = wire::read(text, ASKS)?;
        let id = wire.id.clone();
        Self::try_from(wire).map_err(|error| error.with_id(id))
    }
}

impl RuleBook {
    /// Reads a `landed_cost` request and answers it.
    ///
    /// ```
    /// use landfall::RuleBook;
    ///
    /// let book = RuleBook::embedded();
    /// let quote = book.quote_json(
    ///     r#"{"ask": "landed_cost", "id": "A1", "date": "2026-06-30", "ship_from": "US",
    ///         "destination": {"country": "NL"}, "items": [{"quantity": "1", "category": "electronics",
    ///         "unit_price": {"amount": "149.00", "currency": "EUR"}}]}"#,
    /// )?;
    /// // 21% Dutch VAT on EUR 149.00 is EUR 31.29; up to EUR 150 there was no duty until the end of June 2026.
    /// let answer = serde_json::to_value(&quote)?;
    /// assert_eq!(answer["id"], "A1");
    /// assert_eq!(answer["totals"]["tax"], "31.29");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RequestError`] if the request cannot be read or priced or a data file does not load.
    pub fn quote_json(&self, text: &str) -> Result<Quote, RequestError> {
        let request = LandedCostRequest::from_json(text)?;
        self.quote(&request).map_err(|error| RequestError::from(error).with_id(request.id))
    }
}

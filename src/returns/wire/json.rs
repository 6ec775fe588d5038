//! Cases as JSON text.

use super::ASKS;
use super::shape::CaseIn;
use crate::returns::{ReturnCase, ReturnDecision};
use crate::rules::RuleBook;
use crate::wire::{self, RequestError};

impl ReturnCase {
    /// Reads a case from its JSON.
    ///
    /// # Errors
    /// [`RequestError`] names the field, says what was found and what was expected, and carries the request's `id`
    /// if it can be read.
    pub fn from_json(text: &str) -> Result<Self, RequestError> {
        let wire: CaseIn = wire::read(text, ASKS)?;
        let id = wire.id.clone();
        Self::try_from(wire).map_err(|error| error.with_id(id))
    }
}

impl RuleBook {
    /// Reads a `return` request and answers it.
    ///
    /// ```
    /// use landfall::RuleBook;
    ///
    /// let decision = RuleBook::embedded().decide_return_json(
    ///     r#"{"ask": "return", "id": "R1", "country": "GB", "category": "clothing", "reason": "change_of_mind",
    ///         "ordered": "2026-12-07", "delivered": "2026-12-11", "today": "2026-12-25", "informed": true}"#,
    /// )?;
    /// // British periods end on Christmas Day if they must.
    /// let answer = serde_json::to_value(&decision)?;
    /// assert_eq!((answer["outcome"].as_str(), answer["last_day"].as_str()), (Some("eligible"), Some("2026-12-25")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RequestError`] if the request cannot be read or contradicts itself or a data file does not load.
    pub fn decide_return_json(&self, text: &str) -> Result<ReturnDecision, RequestError> {
        let case = ReturnCase::from_json(text)?;
        self.decide_return(&case).map_err(|error| RequestError::from(error).with_id(case.id))
    }
}

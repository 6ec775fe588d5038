//! The written form of a question: JSON in, JSON out.

mod read;
mod shape;
mod write;

use serde::{Deserialize, Deserializer};

use self::shape::RequestIn;
use super::{PrivacyError, PrivacyRequest};
use crate::wire::{Object, RequestError};

/// The question that this part of the crate answers.
const ASK: &str = "privacy";

impl PrivacyRequest {
    /// The questions that can be asked.
    pub const ASKS: &'static [&'static str] = &[ASK];
}

impl<'de> Deserialize<'de> for PrivacyRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Object(wire) = Object::<RequestIn>::deserialize(deserializer)?;
        Self::try_from(wire).map_err(serde::de::Error::custom)
    }
}

impl From<PrivacyError> for RequestError {
    fn from(error: PrivacyError) -> Self {
        Self::new(error.code(), error.field(), error.to_string())
    }
}

#[cfg(feature = "json")]
mod json {
    use super::RequestIn;
    use crate::privacy::{PrivacyAnswer, PrivacyRequest};
    use crate::rules::RuleBook;
    use crate::wire::{RequestError, read};

    impl PrivacyRequest {
        /// Reads a question from its JSON.
        ///
        /// # Errors
        /// [`RequestError`] names the field, says what was found and what was expected, and carries the request's
        /// `id` if it can be read.
        pub fn from_json(text: &str) -> Result<Self, RequestError> {
            let wire: RequestIn = read(text, Self::ASKS)?;
            let id = wire.id.clone();
            Self::try_from(wire).map_err(|error| error.with_id(id))
        }
    }

    impl RuleBook {
        /// Reads a `privacy` question and answers it.
        ///
        /// ```
        /// use landfall::RuleBook;
        ///
        /// let answer = RuleBook::embedded().privacy_json(
        ///     r#"{"ask": "privacy", "id": "P1", "residence": {"country": "FR"}, "request": "delete",
        ///         "received": "2026-11-20", "business": {"country": "FR"},
        ///         "record": {"kind": "invoice", "date": "2026-05-04"}, "today": "2026-11-21"}"#,
        /// )?;
        /// let answer = serde_json::to_value(&answer)?;
        /// // One month ends on Sunday, 20 December, and moves to Monday. The invoice stays for ten years.
        /// assert_eq!(answer["respond_by"], "2026-12-21");
        /// assert_eq!(answer["keep_until"], "2036-12-31");
        /// assert_eq!(answer["erase"], false);
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        ///
        /// # Errors
        /// [`RequestError`] if the question cannot be read or a data file does not load.
        pub fn privacy_json(&self, text: &str) -> Result<PrivacyAnswer, RequestError> {
            let request = PrivacyRequest::from_json(text)?;
            self.privacy_answer(&request).map_err(|error| RequestError::from(error).with_id(request.id))
        }
    }
}

//! The written form of a question about delivery and of its answer: JSON in, JSON out.

mod answer;
mod read;
mod shape;

use serde::{Deserialize, Deserializer};

use self::shape::RequestIn;
use super::{DeliveryError, DeliveryRequest};
use crate::wire::{Object, RequestError};

impl DeliveryRequest {
    /// The questions that can be asked.
    pub const ASKS: &'static [&'static str] = &["delivery"];
}

impl From<DeliveryError> for RequestError {
    fn from(error: DeliveryError) -> Self {
        Self::new(error.code(), error.field(), error.to_string())
    }
}

impl<'de> Deserialize<'de> for DeliveryRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Object(wire) = Object::<RequestIn>::deserialize(deserializer)?;
        Self::try_from(wire).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "json")]
mod json {
    use super::RequestIn;
    use crate::delivery::{DeliveryAnswer, DeliveryRequest};
    use crate::rules::RuleBook;
    use crate::wire::{self, RequestError};

    impl DeliveryRequest {
        /// Reads a request from its JSON.
        ///
        /// # Errors
        /// [`RequestError`] names the field, says what was found and what was expected, and carries the request's `id`
        /// if it can be read.
        pub fn from_json(text: &str) -> Result<Self, RequestError> {
            let wire: RequestIn = wire::read(text, Self::ASKS)?;
            let id = wire.id.clone();
            Self::try_from(wire).map_err(|error| error.with_id(id))
        }
    }

    impl RuleBook {
        /// Reads a `delivery` request and answers it.
        ///
        /// ```
        /// use landfall::RuleBook;
        ///
        /// let answer = RuleBook::embedded().delivery_json(
        ///     r#"{"ask": "delivery", "service": "dhl-paket-intl-de-ch-premium", "origin": {"country": "DE"},
        ///         "destination": {"country": "CH"}, "ordered_at": "2026-11-23T09:00:00+01:00",
        ///         "handling": {"days": [0, 0]}}"#,
        /// )?;
        /// // Two working days after Monday, 23 November 2026.
        /// let answer = serde_json::to_value(&answer)?;
        /// assert_eq!(answer["earliest"], "2026-11-25");
        /// assert_eq!(answer["service"]["evidence"], "verified");
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        ///
        /// # Errors
        /// [`RequestError`] if the request cannot be read or answered or a data file does not load.
        pub fn delivery_json(&self, text: &str) -> Result<DeliveryAnswer, RequestError> {
            let request = DeliveryRequest::from_json(text)?;
            self.delivery(&request).map_err(|error| RequestError::from(error).with_id(request.id))
        }
    }
}

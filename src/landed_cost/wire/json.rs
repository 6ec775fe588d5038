//! Requests as JSON text.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::error::RequestError;
use super::read::check_ask;
use super::shape::{Object, RequestIn};
use crate::landed_cost::{LandedCostRequest, Quote};
use crate::rules::RuleBook;

impl LandedCostRequest {
    /// Reads a request from its JSON.
    ///
    /// # Errors
    /// [`RequestError`] names the field, says what was found and what was expected, and carries the request's `id`
    /// if it can be read.
    pub fn from_json(text: &str) -> Result<Self, RequestError> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let wire = serde_path_to_error::deserialize::<_, Object<RequestIn>>(&mut reader)
            .map_err(|error| misshapen(&error.path().to_string(), error.inner()));
        let ended = wire.and_then(|wire| reader.end().map(|()| wire).map_err(|error| misshapen(".", &error)));
        match ended {
            Ok(Object(wire)) => {
                let id = wire.id.clone();
                Self::try_from(wire).map_err(|error| error.with_id(id))
            }
            Err(error) => {
                let glance = Glance::at(text);
                // Another question has other fields: that it is another one says more than that they are unknown.
                let asked = glance.ask.as_deref().map_or(Ok(()), check_ask);
                let error = if error.code() == INVALID_JSON { error } else { asked.err().unwrap_or(error) };
                Err(error.with_id(glance.id))
            }
        }
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

const INVALID_JSON: &str = "invalid_json";

/// What the reader said, with its stable code and the field it stood on.
fn misshapen(path: &str, error: &serde_json::Error) -> RequestError {
    let text = error.to_string();
    if error.classify() != serde_json::error::Category::Data {
        return RequestError::new(INVALID_JSON, "", format!("{text}, expected one JSON object"));
    }
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let path = path.trim_matches('.');
    for (before, code) in [
        ("unknown field `", "unknown_field"),
        ("missing field `", "missing_field"),
        ("duplicate field `", "duplicate_field"),
    ] {
        if let Some(rest) = message.strip_prefix(before) {
            let name = rest.rsplit_once("`, expected").map_or(rest.trim_end_matches('`'), |(name, _)| name);
            return RequestError::new(code, field(path, name), message);
        }
    }
    RequestError::new("wrong_type", path, message)
}

/// The field's path: that of the reader ends with the field itself or with the object around it.
fn field(path: &str, name: &str) -> String {
    let ends_with_name = path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    match (path.is_empty(), ends_with_name) {
        (true, _) => name.to_owned(),
        (false, true) => path.to_owned(),
        (false, false) => format!("{path}.{name}"),
    }
}

/// What can be read of a request that is wrong somewhere: up to the first syntax error, and nothing but this.
#[derive(Debug, Default)]
struct Glance {
    id: Option<String>,
    ask: Option<String>,
}

impl Glance {
    fn at(text: &str) -> Self {
        let mut glance = Self::default();
        // The error is known already; what was read before it stays.
        let _ = (&mut glance).deserialize(&mut serde_json::Deserializer::from_str(text));
        glance
    }
}

impl<'de> DeserializeSeed<'de> for &mut Glance {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Glance {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object in braces")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "id" if self.id.is_none() => self.id = map.next_value::<Scalar>()?.0,
                "ask" if self.ask.is_none() => self.ask = map.next_value::<Scalar>()?.0,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// A text, or a number as its text; anything else is nothing.
struct Scalar(Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;

        impl<'de> Visitor<'de> for ScalarVisitor {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(Some(text.to_owned())))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar(Some(number.to_string())))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar(Some(number.to_string())))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }

            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }
        }

        deserializer.deserialize_any(ScalarVisitor)
    }
}

//! Requests as JSON text.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Object, RequestError};

/// Reads the fields of a request that answers one of the questions `asks`.
///
/// The error carries the request's `id` if that can be read.
pub(crate) fn read<W: DeserializeOwned>(text: &str, asks: &[&str]) -> Result<W, RequestError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let wire = serde_path_to_error::deserialize::<_, Object<W>>(&mut reader)
        .map_err(|error| misshapen(&error.path().to_string(), error.inner()));
    let ended = wire.and_then(|wire| reader.end().map(|()| wire).map_err(|error| misshapen(".", &error)));
    ended.map(|Object(wire)| wire).map_err(|error| {
        let question = Question::of(text);
        // Another question has other fields: that it is another one says more than that they are unknown.
        let asked = question.ask.as_deref().map_or(Ok(()), |ask| super::check_ask(ask, asks));
        let error = if error.code() == INVALID_JSON { error } else { asked.err().unwrap_or(error) };
        error.with_id(question.id)
    })
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

/// Which question a request asks, read even where the request is wrong somewhere: up to the first syntax error.
///
/// ```
/// use landfall::wire::Question;
///
/// let question = Question::of(r#"{"ask": "return", "id": "R1", "country": "XX"}"#);
/// assert_eq!((question.ask.as_deref(), question.id.as_deref()), (Some("return"), Some("R1")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// The caller's name for the question.
    pub id: Option<String>,
    /// The word of the question, such as `landed_cost`.
    pub ask: Option<String>,
}

impl Question {
    /// What the text asks.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut question = Self::default();
        // That the text is wrong is for the reader of its fields to say; what was read before stays.
        let _ = Glance(&mut question).deserialize(&mut serde_json::Deserializer::from_str(text));
        question
    }
}

struct Glance<'q>(&'q mut Question);

impl<'de> DeserializeSeed<'de> for Glance<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Glance<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object in braces")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "id" if self.0.id.is_none() => self.0.id = map.next_value::<Scalar>()?.0,
                "ask" if self.0.ask.is_none() => self.0.ask = map.next_value::<Scalar>()?.0,
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

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// The most characters of a message or field path; a wrong text may be as long as a request.
const MOST_CHARACTERS: usize = 400;

/// Why a request could not be read or answered: what is wrong, where, and what was expected.
///
/// Its JSON is the error answer: `{"id": …, "error": {"code": …, "field": …, "message": …}}`.
///
/// ```
/// use landfall::landed_cost::LandedCostRequest;
///
/// let error = LandedCostRequest::from_json(
///     r#"{"ask": "landed_cost", "id": "A7", "date": "2026-02-30", "ship_from": "US",
///         "destination": {"country": "DE"}, "items": []}"#,
/// )
/// .expect_err("February has no 30th day");
/// assert_eq!((error.code(), error.field(), error.id()), ("invalid_date", "date", Some("A7")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", before(field))]
pub struct RequestError {
    id: Option<String>,
    code: &'static str,
    field: String,
    message: String,
}

impl RequestError {
    /// An error in a field such as `items[0].hs_code`; the field is empty if the whole request is meant.
    ///
    /// A very long message or field is cut.
    #[must_use]
    pub fn new(code: &'static str, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { id: None, code, field: cut(field.into()), message: cut(message.into()) }
    }

    /// The same error with the caller's name for the question.
    #[must_use]
    pub fn with_id(mut self, id: Option<String>) -> Self {
        self.id = id;
        self
    }

    /// The caller's name for the question, if it could be read.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The stable name of the error, such as `unknown_hs_code`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The field that is wrong; empty if the whole request is.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What was found and what was expected.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The same error, found in a part of the request: `amount` becomes `shipping.amount`.
    pub(crate) fn within(mut self, part: &str) -> Self {
        let joint = if self.field.is_empty() || self.field.starts_with('[') { "" } else { "." };
        self.field = cut(format!("{part}{joint}{}", self.field));
        self
    }
}

fn before(field: &str) -> String {
    if field.is_empty() { String::new() } else { format!("{field}: ") }
}

fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MOST_CHARACTERS) {
        text.truncate(end);
        text.push('…');
    }
    text
}

impl Serialize for RequestError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct What<'e> {
            code: &'e str,
            field: &'e str,
            message: &'e str,
        }

        let what = What { code: self.code, field: &self.field, message: &self.message };
        let mut answer = serializer.serialize_struct("RequestError", 2)?;
        answer.serialize_field("id", &self.id)?;
        answer.serialize_field("error", &what)?;
        answer.end()
    }
}

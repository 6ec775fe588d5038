//! Whether the goods may come back, until when, and who pays.

use landfall::RuleBook;
use landfall::wire::{Question, RequestError};

use crate::Answer;

/// Answers a `return` request.
pub fn answer(_: &RuleBook, text: &str) -> Result<Answer, RequestError> {
    let question = Question::of(text);
    let ask = question.ask.unwrap_or_default();
    Err(RequestError::new("unknown_word", "ask", format!("`{ask}` found, expected `return`, `privacy`"))
        .with_id(question.id))
}

//! What the buyer may ask about their data, and by when it is due.

use landfall::RuleBook;
use landfall::wire::{Question, RequestError};

use crate::Answer;

/// Answers a `privacy` request.
pub fn answer(_: &RuleBook, text: &str) -> Result<Answer, RequestError> {
    Err(RequestError::new("unknown_word", "ask", "`privacy` found, expected `return`")
        .with_id(Question::of(text).id))
}

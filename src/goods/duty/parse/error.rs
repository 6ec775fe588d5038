//! Why a text is no duty.

/// Why a text is no duty expression. Positions count characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DutyExpressionError {
    /// Something else stands where a part of a duty should.
    #[error("{} at character {position} of a duty, expected {expected}", found_text(*found))]
    Unexpected {
        /// Where.
        position: usize,
        /// The character found; `None` at the end of the text.
        found: Option<char>,
        /// What should stand there.
        expected: &'static str,
    },
    /// A word stands where a currency should, but is none.
    #[error("`{code}` at character {position} of a duty, expected `%` or a currency")]
    UnknownCurrency {
        /// Where.
        position: usize,
        /// The three letters.
        code: String,
    },
    /// A number is too large or too fine.
    #[error(
        "the number at character {position} of a duty is out of range, expected at most 10^12 with 10 decimals"
    )]
    NumberOutOfRange {
        /// Where the number begins.
        position: usize,
    },
    /// A season names a day that another one names too.
    #[error("seasons before character {position} of a duty share a day, expected each day once")]
    SeasonsOverlap {
        /// Where the last season ends.
        position: usize,
    },
    /// Too many brackets within brackets.
    #[error("brackets nested too deeply at character {position} of a duty, expected at most 16 levels")]
    TooDeep {
        /// The bracket that is one too many.
        position: usize,
    },
    /// The text is too long.
    #[error("a duty of {bytes} bytes, expected at most 512")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
}

fn found_text(found: Option<char>) -> String {
    found.map_or_else(|| "end of text".to_owned(), |found| format!("`{found}`"))
}

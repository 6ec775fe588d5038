//! What a reader could and could not read.

use crate::goods::{DutyExpressionError, HsCode, InvalidHsCode};

/// What came of the rows of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadReport {
    /// Rows of the file, without its header.
    pub rows: usize,
    /// Rows that say nothing of duties: other taxes, controls, units, headings of the text.
    pub passed_over: usize,
    /// Rows with something that could not be read, in the order of the file; the first thousand.
    pub issues: Vec<RowIssue>,
    /// How many more there are.
    pub further_issues: usize,
}

/// A row, or the part of one, that could not be read. The other parts of the row and all other rows stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {why}", of(code.as_deref()))]
pub struct RowIssue {
    /// The line of the file on which the row begins, counted from 1; for JSON the number of the object.
    pub line: usize,
    /// The code as the file has it.
    pub code: Option<String>,
    /// What is wrong.
    pub why: RowError,
}

fn of(code: Option<&str>) -> String {
    code.map(|code| format!(", {code}")).unwrap_or_default()
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// The code is none.
    #[error(transparent)]
    Code(#[from] InvalidHsCode),
    /// The text of a rate is no duty.
    #[error("field `{field}`, `{text}`: {error}")]
    Duty {
        /// The column.
        field: &'static str,
        /// The text, at most 120 characters of it.
        text: String,
        /// What is wrong with it.
        error: DutyExpressionError,
    },
    /// A field holds something else than it should.
    #[error("field `{field}`: `{found}` found, expected {expected}")]
    Field {
        /// The column.
        field: &'static str,
        /// What stands there, at most 120 characters of it.
        found: String,
        /// What should stand there.
        expected: &'static str,
    },
    /// The row has more or fewer fields than the header.
    #[error("{found} fields, expected {expected}")]
    FieldCount {
        /// How many there are.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// The row is not UTF-8.
    #[error("the row is not UTF-8")]
    NotText,
    /// The row is no object of the expected form.
    #[error("expected an object with the fields of the export")]
    NotAnObject,
    /// A field is longer than any of the export.
    #[error("a field of {bytes} bytes, expected at most {most}")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The limit.
        most: usize,
    },
    /// Another row gives the code a different ordinary duty for the same origins and days.
    #[error("{code} has another ordinary duty on the same days")]
    Conflict {
        /// The code.
        code: HsCode,
    },
}

const MOST_ISSUES: usize = 1_000;
const MOST_CHARACTERS: usize = 120;

impl ReadReport {
    /// Whether every row was read whole.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.issues.is_empty()
    }

    pub(super) fn add(&mut self, line: usize, code: Option<&str>, why: RowError) {
        if self.issues.len() < MOST_ISSUES {
            self.issues.push(RowIssue { line, code: code.map(cut), why });
        } else {
            self.further_issues = self.further_issues.saturating_add(1);
        }
    }
}

/// The beginning of a text.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(MOST_CHARACTERS).collect()
}

/// Why a file could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScheduleError {
    /// The file is larger than any schedule.
    #[error("a schedule of more than {most} bytes")]
    TooLarge {
        /// The limit.
        most: usize,
    },
    /// The file has more rows than any schedule.
    #[error("a schedule of more than {most} rows")]
    TooManyRows {
        /// The limit.
        most: usize,
    },
    /// The header lacks a column.
    #[error("the header has no column `{column}`")]
    MissingColumn {
        /// The column.
        column: &'static str,
    },
    /// The header has a column that the format does not know, or has one twice.
    #[error("the header has an unexpected column `{column}`")]
    UnexpectedColumn {
        /// The column.
        column: String,
    },
    /// The text is not JSON of the expected form.
    #[error("line {line}, column {column}: {message}")]
    Json {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// The file could not be read.
    #[error("the schedule could not be read: {message}")]
    Unreadable {
        /// What the operating system said.
        message: String,
    },
    /// No row holds a rate.
    #[error("no row holds a code and a rate")]
    Empty,
}

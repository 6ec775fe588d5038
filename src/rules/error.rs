use super::RuleId;
use crate::time::Date;

/// Why a data file could not be used. Every variant names the file and, where there is one, the row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file is not in the rule book.
    #[error("the rule book has no file `{file}`")]
    MissingFile {
        /// Path below the data folder.
        file: String,
    },
    /// No rows can be laid over the file.
    #[error("{file} takes no overlay")]
    NotOverlaid {
        /// Path below the data folder.
        file: String,
    },
    /// The file or folder could not be read.
    #[error("{file}: {message}")]
    Unreadable {
        /// Path of the file or folder.
        file: String,
        /// What the operating system said.
        message: String,
    },
    /// The text is not TOML or not a table of the expected columns.
    #[error("{file}: {message}")]
    Syntax {
        /// Path below the data folder.
        file: String,
        /// What is wrong and where.
        message: String,
    },
    /// A row lacks a field that it must have.
    #[error("{file}: `{row}` has no `{field}`")]
    MissingField {
        /// Path below the data folder.
        file: String,
        /// The row's id, or its kind and number.
        row: String,
        /// The missing field.
        field: String,
    },
    /// A row has a field that nothing reads.
    #[error("{file}: `{row}` has an unknown field `{field}`")]
    UnknownField {
        /// Path below the data folder.
        file: String,
        /// The row's id, or its kind and number.
        row: String,
        /// The unknown field.
        field: String,
    },
    /// A field holds something else than expected.
    #[error("{file}: `{row}`, field `{field}`: `{found}` found, expected {expected}")]
    InvalidField {
        /// Path below the data folder.
        file: String,
        /// The row's id, or its kind and number.
        row: String,
        /// The field.
        field: String,
        /// What stands there.
        found: String,
        /// What should stand there.
        expected: String,
    },
    /// A row ends before it begins.
    #[error("{file}: `{row}` ends on {to}, before its first day {from}")]
    EndsBeforeStart {
        /// Path below the data folder.
        file: String,
        /// The rule.
        row: RuleId,
        /// First day in force.
        from: Date,
        /// Last day in force.
        to: Date,
    },
    /// Two rows of one rule are in force on the same day.
    #[error("{file}: two rows of `{row}` are in force on {day}")]
    Overlap {
        /// Path below the data folder.
        file: String,
        /// The rule.
        row: RuleId,
        /// A day on which both are in force.
        day: Date,
    },
    /// Two rows that must differ have the same id.
    #[error("{file}: `{row}` occurs twice")]
    Duplicate {
        /// Path below the data folder.
        file: String,
        /// The id that occurs twice.
        row: String,
    },
    /// A row cites a source that the file does not hold.
    #[error("{file}: `{row}` cites unknown source `{source_id}`")]
    UnknownSource {
        /// Path below the data folder.
        file: String,
        /// The row's id.
        row: String,
        /// The id of the source that is not there.
        source_id: String,
    },
    /// A row names a rule, list, table or territory that does not exist.
    #[error("{file}: `{row}`, field `{field}`: there is no `{name}`")]
    UnknownName {
        /// Path below the data folder.
        file: String,
        /// The row's id.
        row: String,
        /// The field.
        field: String,
        /// The name that leads nowhere.
        name: String,
    },
    /// Rules of which one must be in force on every day leave a day out.
    #[error("{file}: no `{row}` is in force on {day}")]
    Gap {
        /// Path below the data folder.
        file: String,
        /// The rule, or what is missing.
        row: String,
        /// The first day without one.
        day: Date,
    },
    /// A row names something that exists, but not on all the row's days.
    #[error("{file}: `{row}` needs `{name}`, which is not in force on {day}")]
    NotInForce {
        /// Path below the data folder.
        file: String,
        /// The row's id.
        row: String,
        /// What it names.
        name: String,
        /// The first day without it.
        day: Date,
    },
    /// A row ends before the first day that can be asked, so that no answer can rest on it.
    #[error("{file}: `{row}` ends on {to}, before the file's `history_from`")]
    EndsBeforeHistory {
        /// Path below the data folder.
        file: String,
        /// The rule.
        row: RuleId,
        /// Last day in force.
        to: Date,
    },
    /// No row cites the source.
    #[error("{file}: no row cites the source `{source_id}`")]
    UncitedSource {
        /// Path below the data folder.
        file: String,
        /// The source's id.
        source_id: String,
    },
}

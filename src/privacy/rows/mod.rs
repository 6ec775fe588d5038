//! What a jurisdiction's file says, as rows over time. `data/schema.md` describes the files; nothing here knows a country.

mod duties;
mod file;
mod law;
mod periods;
mod records;
mod words;

pub use duties::{Basis, Child, Consent, Duty, Office, RightRule, Signal};
pub(crate) use file::{FOLDER, Held, PrivacyFile, path};
pub use law::{GppSection, Penalty, Reach, Regime};
pub(crate) use law::{Test, Threshold};
pub use periods::{BreachRule, Counting, DeadlineRule};
pub(crate) use records::Closed;
pub use records::{RetentionRule, TransferRule};
pub(crate) use words::PrivacyWords;

use std::sync::Arc;

use crate::rules::{LoadError, Row};

/// A row of a privacy file.
pub(crate) trait Rule: Sized {
    /// The name of its list in the file.
    const KIND: &'static str;

    /// Takes the fields of a row.
    fn read(row: &mut Row<'_>) -> Result<Self, LoadError>;

    /// The law without which the row does not bite; `None` if it stands alone.
    fn regime(&self) -> Option<&str>;

    /// What it says, in a few words.
    fn say(&self) -> String;
}

pub(crate) fn shared(text: Option<String>) -> Option<Arc<str>> {
    text.map(Arc::from)
}

/// A sentence and what is added to it.
pub(crate) fn with_text(says: String, text: Option<&str>) -> String {
    match text {
        Some(text) => format!("{says}: {text}"),
        None => says,
    }
}

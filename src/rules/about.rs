use std::sync::Arc;

use super::book::DataFile;
use super::{LoadError, RuleBook, parse_document};
use crate::time::Date;

/// The file that says what the book as a whole is.
pub(crate) const ABOUT: &str = "about.toml";

/// What the book says of itself; a book without the file says nothing.
#[derive(Debug, Default)]
pub(crate) struct About {
    /// The day of the research that the data stands for.
    pub(crate) as_of: Option<Date>,
    /// The seller's registrations that the rules ask for.
    pub(crate) registrations: Vec<String>,
}

impl DataFile for About {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let about = Self { as_of: document.date("as_of")?, registrations: document.texts("registrations")? };
        document.finish()?;
        Ok(about)
    }
}

impl RuleBook {
    /// The day of the research that the data stands for; `None` if the book does not say it.
    #[must_use]
    pub fn as_of(&self) -> Option<Date> {
        self.about().ok()?.as_of
    }

    pub(crate) fn about(&self) -> Result<Arc<About>, LoadError> {
        Ok(self.file(ABOUT)?.unwrap_or_default())
    }
}

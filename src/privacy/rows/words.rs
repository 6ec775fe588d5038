use crate::rules::{DataFile, LoadError, RuleBook, parse_document};

/// The words that rows and requests share beyond the closed lists: `privacy/words.toml`.
#[derive(Debug, Default)]
pub(crate) struct PrivacyWords {
    /// Facts about a recipient abroad, such as `dpf_certified`.
    pub(crate) recipient_facts: Vec<String>,
    /// What can be found about a breach, such as `high_risk_likely`.
    pub(crate) findings: Vec<String>,
}

impl PrivacyWords {
    const FILE: &'static str = "privacy/words.toml";

    pub(crate) fn of(book: &RuleBook) -> Result<std::sync::Arc<Self>, LoadError> {
        Ok(book.file(Self::FILE)?.unwrap_or_default())
    }

    pub(crate) fn is_words(file: &str) -> bool {
        file == Self::FILE
    }
}

impl DataFile for PrivacyWords {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let words = Self {
            recipient_facts: document.texts("recipient_facts")?,
            findings: document.texts("findings")?,
        };
        document.finish()?;
        Ok(words)
    }
}

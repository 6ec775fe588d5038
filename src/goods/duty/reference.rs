//! Duties that send the reader to another line of the tariff.

use std::fmt;
use std::sync::Arc;

use crate::goods::HsCode;

/// Where the rate stands if not here: `The rate applicable to the natural juice in heading 2009`.
///
/// The code is kept where the text names one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateReference {
    text: Arc<str>,
    code: Option<HsCode>,
}

impl RateReference {
    /// Takes the words as the tariff has them.
    pub(super) fn new(text: &str) -> Self {
        let code = text
            .split([' ', '-', ',', ';', '(', ')'])
            .map(|word| word.trim_end_matches('.'))
            .filter(|word| word.len() >= 4 && word.starts_with(|c: char| c.is_ascii_digit()))
            .find_map(|word| word.parse().ok());
        Self { text: text.into(), code }
    }

    /// The words of the tariff.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first code that the words name.
    #[must_use]
    pub fn code(&self) -> Option<HsCode> {
        self.code
    }
}

impl fmt::Display for RateReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

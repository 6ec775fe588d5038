use std::sync::Arc;

use super::{Rule, shared, with_text};
use crate::privacy::words::ConsentModel;
use crate::rules::{LoadError, Row};

/// What a use of data needs.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Consent {
    /// The use, such as `cookies_nonessential`.
    pub subject: Arc<str>,
    /// What it needs.
    pub model: ConsentModel,
    /// More in words.
    pub text: Option<Arc<str>>,
    pub(crate) regime: Option<Arc<str>>,
}

impl Rule for Consent {
    const KIND: &'static str = "consent";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            subject: row.required_text("subject")?.into(),
            model: row.required("model")?,
            text: shared(row.text("text")?),
            regime: shared(row.text("regime")?),
        })
    }

    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }

    fn say(&self) -> String {
        with_text(format!("{}: {}", self.subject, self.model), self.text.as_deref())
    }
}

/// A ground on which data may be processed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Basis {
    /// The ground, such as `contract`.
    pub basis: Arc<str>,
    /// More in words.
    pub text: Option<Arc<str>>,
    pub(crate) regime: Option<Arc<str>>,
}

impl Rule for Basis {
    const KIND: &'static str = "basis";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            basis: row.required_text("basis")?.into(),
            text: shared(row.text("text")?),
            regime: shared(row.text("regime")?),
        })
    }

    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }

    fn say(&self) -> String {
        with_text(format!("legal basis {}", self.basis), self.text.as_deref())
    }
}

/// A right of the person, or the statement that there is none.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RightRule {
    /// The law's own word, such as `erasure`.
    pub word: Arc<str>,
    /// Whether the person has it.
    pub available: bool,
    pub(crate) regime: Option<Arc<str>>,
}

impl Rule for RightRule {
    const KIND: &'static str = "right";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let available = row.flag("available")?.ok_or_else(|| row.missing("available"))?;
        Ok(Self { word: row.required_text("right")?.into(), available, regime: shared(row.text("regime")?) })
    }

    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }

    fn say(&self) -> String {
        format!("right {}: {}", self.word, if self.available { "yes" } else { "no" })
    }
}

/// A rule on people below an age.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Child {
    /// What the rule asks, such as `parental_consent`.
    pub rule: Arc<str>,
    /// It bites below this age; `None` where the law fixes none.
    pub under_age: Option<u32>,
    /// Whether the age is that from which a person consents alone.
    pub sets_age_of_consent: bool,
    /// More in words.
    pub text: Option<Arc<str>>,
    pub(crate) regime: Option<Arc<str>>,
}

impl Rule for Child {
    const KIND: &'static str = "child";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            rule: row.required_text("rule")?.into(),
            under_age: row.count("under_age")?,
            sets_age_of_consent: row.flag("sets_age_of_consent")?.unwrap_or(false),
            text: shared(row.text("text")?),
            regime: shared(row.text("regime")?),
        })
    }

    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }

    fn say(&self) -> String {
        let says = match self.under_age {
            Some(age) => format!("{} under {age}", self.rule),
            None => self.rule.to_string(),
        };
        with_text(says, self.text.as_deref())
    }
}

/// A signal, link or notice that the shop owes, or need not heed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Signal {
    /// The signal, such as `GPC`, or the link or notice.
    pub signal: Arc<str>,
    /// Whether the law wants it.
    pub required: bool,
    /// Words that the law prescribes.
    pub wording: Vec<Arc<str>>,
    /// More in words.
    pub text: Option<Arc<str>>,
    pub(crate) regime: Option<Arc<str>>,
}

impl Rule for Signal {
    const KIND: &'static str = "signal";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            signal: row.required_text("signal")?.into(),
            required: row.flag("required")?.ok_or_else(|| row.missing("required"))?,
            wording: row.texts("wording")?.into_iter().map(Arc::from).collect(),
            text: shared(row.text("text")?),
            regime: shared(row.text("regime")?),
        })
    }

    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }

    fn say(&self) -> String {
        let owed = if self.required { "required" } else { "not required" };
        with_text(format!("{} {owed}", self.signal), self.text.as_deref())
    }
}

/// A duty of organisation: a representative, an officer, a registration.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Duty {
    /// What is owed, such as `representative`.
    pub duty: Arc<str>,
    /// Who owes it, in words.
    pub text: Option<Arc<str>>,
    pub(crate) regime: Option<Arc<str>>,
}

impl Rule for Duty {
    const KIND: &'static str = "duty";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            duty: row.required_text("duty")?.into(),
            text: shared(row.text("text")?),
            regime: shared(row.text("regime")?),
        })
    }

    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }

    fn say(&self) -> String {
        with_text(self.duty.to_string(), self.text.as_deref())
    }
}

/// The authority of the place, where the law that it enforces is inherited.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Office {
    /// Its name.
    pub authority: Arc<str>,
    pub(crate) regime: Option<Arc<str>>,
}

impl Rule for Office {
    const KIND: &'static str = "authority";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self { authority: row.required_text("authority")?.into(), regime: shared(row.text("regime")?) })
    }

    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }

    fn say(&self) -> String {
        format!("authority: {}", self.authority)
    }
}

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Rule, shared, with_text};
use crate::money::Currency;
use crate::privacy::facts::Fact;
use crate::privacy::words::{Certainty, Comparison, Nonprofits};
use crate::rules::{LoadError, Row};
use crate::time::Date;
use crate::words::words;

/// A law on personal data.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Regime {
    /// Its short name, such as `GDPR`.
    pub regime: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Who enforces it.
    pub authority: Arc<str>,
    /// What processing rests on, in a word.
    pub model: Option<Arc<str>>,
    /// Whom it reaches, in words.
    pub scope: Arc<str>,
    /// Whether it says that it reaches beyond the border.
    pub extraterritorial: Option<bool>,
    /// Whether people can sue under it.
    pub private_action: Option<bool>,
    /// What they can sue for, if not for everything.
    pub private_action_scope: Option<Arc<str>>,
    /// What counts as a sale of data.
    pub sale: Option<Arc<str>>,
    /// Whether nonprofits are under it.
    pub nonprofits: Option<Nonprofits>,
    /// The section of a Global Privacy Platform string that speaks of it.
    pub gpp: Option<GppSection>,
    /// From when on it is enforced, where that is later than its first day.
    pub compliance_date: Option<Date>,
    /// The law whose reach it shares.
    pub part_of: Option<Arc<str>>,
    /// The ways in which it reaches a business; one is enough, and a law that names none reaches everyone.
    pub reach: Vec<Reach>,
    /// Whether one sale to a person there is business there.
    pub sale_is_business: bool,
}

words! {
    /// A way in which a law reaches a business; one of them is enough.
    Reach {
        /// It is established there.
        Established = "established",
        /// It offers goods to people there.
        TargetsResidents = "targets_residents",
        /// It follows the behaviour of people there.
        MonitorsResidents = "monitors_residents",
        /// It does business there.
        DoesBusinessInState = "does_business_in_state",
        /// It has equipment or processing there.
        MeansInCountry = "means_in_country",
    }
}

impl Rule for Regime {
    const KIND: &'static str = "regime";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            regime: row.required_text("regime")?.into(),
            name: row.required_text("name")?.into(),
            authority: row.required_text("authority")?.into(),
            model: shared(row.text("model")?),
            scope: row.required_text("scope")?.into(),
            extraterritorial: row.flag("extraterritorial")?,
            private_action: row.flag("private_action")?,
            private_action_scope: shared(row.text("private_action_scope")?),
            sale: shared(row.text("sale")?),
            nonprofits: row.parsed("nonprofits")?,
            gpp: row.parsed("gpp")?,
            compliance_date: row.date("compliance_date")?,
            part_of: shared(row.text("part_of")?),
            reach: row.list("reach")?,
            sale_is_business: row.flag("sale_is_business")?.unwrap_or(true),
        })
    }

    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }

    fn say(&self) -> String {
        format!("{}: {}", self.name, self.scope)
    }
}

/// A section of the Global Privacy Platform of the IAB, such as `usca` with the number 8.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GppSection {
    pub(crate) prefix: Arc<str>,
    pub(crate) id: u32,
}

impl GppSection {
    /// The section's prefix in the programming interface, such as `usca`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The section's number in the header of the string.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }
}

impl fmt::Display for GppSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.prefix, self.id)
    }
}

/// A text that names no section.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a section's prefix and number, such as `usca/8`")]
pub struct InvalidGppSection;

impl FromStr for GppSection {
    type Err = InvalidGppSection;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (prefix, id) = text.split_once('/').ok_or(InvalidGppSection)?;
        let is_prefix = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let id = id.parse().map_err(|_| InvalidGppSection)?;
        is_prefix.then(|| Self { prefix: prefix.into(), id }).ok_or(InvalidGppSection)
    }
}

/// A condition on the business under which a law applies.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Threshold {
    pub(crate) regime: Arc<str>,
    /// Conditions of one group hold together; one group is enough; those of `all` must hold besides.
    pub(crate) group: Arc<str>,
    pub(crate) fact: Fact,
    pub(crate) test: Test,
    pub(crate) currency: Option<Currency>,
    pub(crate) excludes_payment_only: bool,
    /// Where this fact holds, the condition is as good as met.
    pub(crate) unless: Option<Fact>,
    /// What an ordinary shop is taken for that does not state the fact.
    pub(crate) unstated: Option<Certainty>,
    /// The condition also holds for a person below this age.
    pub(crate) person_below: Option<u32>,
    pub(crate) text: Option<Arc<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Test {
    Is(bool),
    Number(Comparison, Decimal),
}

impl Threshold {
    /// The group whose conditions must hold besides those of one other group.
    pub(crate) fn always(&self) -> bool {
        &*self.group == "all"
    }
}

impl Rule for Threshold {
    const KIND: &'static str = "threshold";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let (op, value) = (row.required_text("op")?, row.required_text("value")?);
        let test = if op == "is" {
            Test::Is(value.parse().map_err(|_| row.invalid("value", &value, "`true` or `false`"))?)
        } else {
            let comparison =
                op.parse().map_err(|_| row.invalid("op", &op, "`is`, `>=`, `>`, `<=` or `<`"))?;
            let number = value.strip_suffix('%').unwrap_or(&value).parse();
            Test::Number(comparison, number.map_err(|_| row.invalid("value", &value, "a number"))?)
        };
        Ok(Self {
            regime: row.required_text("regime")?.into(),
            group: row.required_text("group")?.into(),
            fact: row.required("fact")?,
            test,
            currency: row.parsed("currency")?,
            excludes_payment_only: row.flag("excludes_payment_only")?.unwrap_or(false),
            unless: row.parsed("unless")?,
            unstated: row.parsed("unstated")?,
            person_below: row.count("person_below")?,
            text: shared(row.text("text")?),
        })
    }

    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }

    fn say(&self) -> String {
        let says = match self.test {
            Test::Is(true) => format!("applies if {}", self.fact),
            Test::Is(false) => format!("applies if not {}", self.fact),
            Test::Number(op, value) => format!("applies if {} {op} {value}", self.fact),
        };
        with_text(says, self.text.as_deref())
    }
}

/// What a violation can cost.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Penalty {
    /// What it is for.
    pub basis: Arc<str>,
    /// The amount, in units of [`unit`](Self::unit).
    pub amount: Option<Decimal>,
    /// A currency, or a unit of account that the law names.
    pub unit: Arc<str>,
    /// The share of the turnover, in per cent.
    pub percent_of_turnover: Option<Decimal>,
    /// More in words.
    pub text: Option<Arc<str>>,
    pub(crate) regime: Option<Arc<str>>,
}

impl Penalty {
    /// The currency of the amount; `None` if it is counted in another unit.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.unit.parse().ok()
    }
}

impl Rule for Penalty {
    const KIND: &'static str = "penalty";

    fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let percent = match row.text("percent_of_turnover")? {
            None => None,
            Some(text) => {
                let number = text.strip_suffix('%').and_then(|number| number.parse().ok());
                Some(number.ok_or_else(|| row.invalid("percent_of_turnover", &text, "a rate such as `4%`"))?)
            }
        };
        Ok(Self {
            basis: row.required_text("basis")?.into(),
            amount: row.parsed("amount")?,
            unit: row.required_text("unit")?.into(),
            percent_of_turnover: percent,
            text: shared(row.text("text")?),
            regime: shared(row.text("regime")?),
        })
    }

    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }

    fn say(&self) -> String {
        let amount = self.amount.map(|amount| format!("{amount} {}", self.unit));
        let share = self.percent_of_turnover.map(|share| format!("{share}% of turnover"));
        let figures: Vec<String> = amount.into_iter().chain(share).collect();
        with_text(format!("{}: {}", self.basis, figures.join(" or ")), self.text.as_deref())
    }
}

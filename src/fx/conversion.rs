use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::rate::apply;
use super::{ExchangeRate, RateError};
use crate::money::ExactMoney;

/// What the seller adds to a rate, kept apart from it under its own name.
///
/// ```
/// use landfall::fx::Markup;
///
/// let markup = Markup::percent("currency conversion fee", "2.5".parse()?)?;
/// assert_eq!(markup.to_string(), "currency conversion fee 2.5%");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "MarkupFields", into = "MarkupFields")]
pub struct Markup {
    label: Arc<str>,
    percent: Decimal,
}

impl Markup {
    /// A markup of `percent` on the converted amount, with the name that the buyer reads.
    ///
    /// # Errors
    /// [`RateError::InvalidMarkup`] at −100 percent or below, or where the figure has too many digits.
    pub fn percent(label: impl Into<Arc<str>>, percent: Decimal) -> Result<Self, RateError> {
        if percent <= -Decimal::ONE_HUNDRED || factor(percent).is_none() {
            return Err(RateError::InvalidMarkup { percent });
        }
        Ok(Self { label: label.into(), percent })
    }

    /// The name that the buyer reads.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The percentage: 2.5 for 2.5 %.
    #[must_use]
    pub fn as_percent(&self) -> Decimal {
        self.percent
    }

    /// By what the converted amount is multiplied: 1.025 for 2.5 %.
    #[must_use]
    pub fn factor(&self) -> Decimal {
        factor(self.percent).expect("checked when the markup was made")
    }
}

fn factor(percent: Decimal) -> Option<Decimal> {
    percent.checked_div(Decimal::ONE_HUNDRED)?.checked_add(Decimal::ONE)
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}%", self.label, self.percent)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkupFields {
    label: Arc<str>,
    percent: Decimal,
}

impl From<Markup> for MarkupFields {
    fn from(markup: Markup) -> Self {
        Self { label: markup.label, percent: markup.percent }
    }
}

impl TryFrom<MarkupFields> for Markup {
    type Error = RateError;

    fn try_from(fields: MarkupFields) -> Result<Self, RateError> {
        Self::percent(fields.label, fields.percent)
    }
}

/// An amount before and after, with the rate between them and the seller's markup.
///
/// ```
/// use landfall::fx::{Conversion, ExchangeRate, Markup, RateKind};
/// use landfall::money::ExactMoney;
/// use landfall::Decimal;
///
/// let day = "2026-10-30".parse()?;
/// let rate =
///     ExchangeRate::new("EUR".parse()?, "USD".parse()?, "1.1172".parse()?, day, RateKind::Reference, "ECB")?;
/// let markup = Markup::percent("conversion fee", Decimal::TWO)?;
/// let sum = Conversion::new(ExactMoney::new(Decimal::from(50), "EUR".parse()?), rate, Some(markup))?;
/// assert_eq!(sum.before_markup().amount(), "55.86".parse()?);
/// assert_eq!(sum.output().amount(), "56.9772".parse()?);
/// assert_eq!(sum.markup_amount().amount(), "1.1172".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    input: ExactMoney,
    before_markup: ExactMoney,
    output: ExactMoney,
    rate: ExchangeRate,
    markup: Option<Markup>,
}

impl Conversion {
    /// Converts an amount.
    ///
    /// # Errors
    /// [`RateError::WrongCurrency`] or [`RateError::Overflow`].
    pub fn new(input: ExactMoney, rate: ExchangeRate, markup: Option<Markup>) -> Result<Self, RateError> {
        let before_markup = rate.convert(input)?;
        let output = match &markup {
            None => before_markup,
            Some(markup) => {
                let numerator = rate.numerator().checked_mul(markup.factor()).ok_or_else(|| {
                    RateError::Overflow { amount: input.amount(), from: rate.from(), to: rate.to() }
                })?;
                apply(input, rate.to(), numerator, rate.denominator())?
            }
        };
        Ok(Self { input, before_markup, output, rate, markup })
    }

    /// The amount before the conversion.
    #[must_use]
    pub fn input(&self) -> ExactMoney {
        self.input
    }

    /// The amount after it, markup included, not yet rounded.
    #[must_use]
    pub fn output(&self) -> ExactMoney {
        self.output
    }

    /// The amount at the bare rate.
    #[must_use]
    pub fn before_markup(&self) -> ExactMoney {
        self.before_markup
    }

    /// What the markup adds; with [`before_markup`](Self::before_markup) it makes the output.
    #[must_use]
    pub fn markup_amount(&self) -> ExactMoney {
        let added = self.output.amount().checked_sub(self.before_markup.amount());
        // Both have the same sign and the markup is above -100 percent: the difference is no larger than either.
        ExactMoney::new(added.unwrap_or_default(), self.output.currency())
    }

    /// The rate.
    #[must_use]
    pub fn rate(&self) -> &ExchangeRate {
        &self.rate
    }

    /// The markup, if there is one.
    #[must_use]
    pub fn markup(&self) -> Option<&Markup> {
        self.markup.as_ref()
    }
}

impl fmt::Display for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (input, output) = (self.input, self.output);
        write!(f, "{} {} = {} {}", input.amount(), input.currency(), output.amount(), output.currency())?;
        write!(f, " ({}", self.rate)?;
        match &self.markup {
            Some(markup) => write!(f, ", {markup})"),
            None => f.write_str(")"),
        }
    }
}

impl Serialize for Conversion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Conversion", 4)?;
        fields.serialize_field("input", &Exact(self.input))?;
        fields.serialize_field("output", &Exact(self.output))?;
        fields.serialize_field("rate", &self.rate)?;
        fields.serialize_field("markup", &self.markup)?;
        fields.end()
    }
}

struct Exact(ExactMoney);

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("ExactMoney", 2)?;
        fields.serialize_field("amount", &self.0.amount())?;
        fields.serialize_field("currency", &self.0.currency())?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fx::RateKind;

    fn dollars() -> ExchangeRate {
        let (euro, dollar) = ("EUR".parse().unwrap(), "USD".parse().unwrap());
        let day = "2026-10-30".parse().unwrap();
        ExchangeRate::new(euro, dollar, Decimal::new(11172, 4), day, RateKind::Reference, "ECB").unwrap()
    }

    #[test]
    fn a_markup_that_takes_everything_is_refused() {
        let percent = Decimal::from(-100);
        assert_eq!(Markup::percent("gift", percent), Err(RateError::InvalidMarkup { percent }));
        assert!(serde_json::from_str::<Markup>(r#"{"label":"gift","percent":"-100"}"#).is_err());
        assert!(serde_json::from_str::<Markup>(r#"{"label":"gift","percent":"-99.9"}"#).is_ok());
    }

    #[test]
    fn a_conversion_is_written_with_rate_and_markup() {
        let input = ExactMoney::new(Decimal::from(50), "EUR".parse().unwrap());
        let markup = Markup::percent("conversion fee", Decimal::TWO).unwrap();
        let conversion = Conversion::new(input, dollars(), Some(markup)).unwrap();
        assert_eq!(
            serde_json::to_value(&conversion).unwrap(),
            serde_json::json!({
                "input": {"amount": "50", "currency": "EUR"},
                "output": {"amount": "56.977200", "currency": "USD"},
                "rate": {"from": "EUR", "to": "USD", "numerator": "1.1172", "denominator": "1",
                         "kind": "reference", "source": "ECB", "observed": "2026-10-30"},
                "markup": {"label": "conversion fee", "percent": "2"},
            })
        );
    }
}

use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{RateError, RateKind, quotation};
use crate::money::{Currency, ExactMoney};
use crate::time::Date;

/// What one currency costs in another, exactly, with its publisher and its day.
///
/// The rate is a fraction: `amount_to = amount_from × numerator ÷ denominator`. An inverse or a cross rate
/// swaps or joins the published figures and never stores a rounded reciprocal.
///
/// ```
/// use landfall::fx::{RateKind, RateTable};
///
/// let rates = RateTable::new("EUR".parse()?, "2026-10-30".parse()?, RateKind::Reference, "ECB")
///     .with_rate("USD".parse()?, "1.1172".parse()?)?
///     .with_rate("GBP".parse()?, "0.8338".parse()?)?;
/// let cross = rates.rate("USD".parse()?, "GBP".parse()?)?;
/// assert_eq!(cross.to_string(), "1.1172 USD = 0.8338 GBP");
/// assert_eq!(cross.inverse().to_string(), "0.8338 GBP = 1.1172 USD");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct ExchangeRate {
    pub(crate) from: Currency,
    pub(crate) to: Currency,
    pub(crate) numerator: Decimal,
    pub(crate) denominator: Decimal,
    pub(crate) kind: RateKind,
    pub(crate) source: Arc<str>,
    pub(crate) observed: Date,
    pub(crate) valid: Option<(Date, Date)>,
}

impl ExchangeRate {
    /// A rate of one's own: one unit of `from` costs `units` of `to`.
    ///
    /// # Errors
    /// [`RateError::NotPositive`] or [`RateError::OutOfRange`] if `units` cannot be a rate.
    pub fn new(
        from: Currency,
        to: Currency,
        units: Decimal,
        observed: Date,
        kind: RateKind,
        source: impl Into<Arc<str>>,
    ) -> Result<Self, RateError> {
        let numerator = quotation::check(to, units)?;
        let source = source.into();
        Ok(Self { from, to, numerator, denominator: Decimal::ONE, kind, source, observed, valid: None })
    }

    /// The currency converted from.
    #[must_use]
    pub fn from(&self) -> Currency {
        self.from
    }

    /// The currency converted to.
    #[must_use]
    pub fn to(&self) -> Currency {
        self.to
    }

    /// Units of the target currency that [`denominator`](Self::denominator) units of the other one cost.
    #[must_use]
    pub fn numerator(&self) -> Decimal {
        self.numerator
    }

    /// Units of the currency converted from; one where the publisher quotes this pair in this direction.
    #[must_use]
    pub fn denominator(&self) -> Decimal {
        self.denominator
    }

    /// What the rate is used for.
    #[must_use]
    pub fn kind(&self) -> RateKind {
        self.kind
    }

    /// Who published it, or the law that fixed it.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The day on which it was observed; for a fixed rate the first day on which the law applies it.
    #[must_use]
    pub fn observed(&self) -> Date {
        self.observed
    }

    /// First day for which it is prescribed, where a period is.
    #[must_use]
    pub fn valid_from(&self) -> Option<Date> {
        self.valid.map(|(from, _)| from)
    }

    /// Last day for which it is prescribed, where a period is.
    #[must_use]
    pub fn valid_to(&self) -> Option<Date> {
        self.valid.map(|(_, to)| to)
    }

    /// The same rate read in the other direction: the fraction is turned over, nothing is divided.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self {
            from: self.to,
            to: self.from,
            numerator: self.denominator,
            denominator: self.numerator,
            ..self.clone()
        }
    }

    /// The amount in the other currency: one multiplication, one division, not rounded to minor units.
    ///
    /// A quotient that never ends is carried to 28 digits.
    ///
    /// # Errors
    /// [`RateError::WrongCurrency`] if the amount is not in [`from`](Self::from), [`RateError::Overflow`] if it
    /// is too large.
    pub fn convert(&self, amount: ExactMoney) -> Result<ExactMoney, RateError> {
        if amount.currency() != self.from {
            return Err(RateError::WrongCurrency { expected: self.from, found: amount.currency() });
        }
        apply(amount, self.to, self.numerator, self.denominator)
    }
}

impl fmt::Display for ExchangeRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} = {} {}", self.denominator, self.from, self.numerator, self.to)
    }
}

/// `amount × numerator ÷ denominator` in `to`.
pub(crate) fn apply(
    amount: ExactMoney,
    to: Currency,
    numerator: Decimal,
    denominator: Decimal,
) -> Result<ExactMoney, RateError> {
    let converted = amount.amount().checked_mul(numerator).and_then(|product| {
        // Division by one would be exact as well; it is left out because most rates are quoted this way.
        if denominator == Decimal::ONE { Some(product) } else { product.checked_div(denominator) }
    });
    converted.map(|converted| ExactMoney::new(converted, to)).ok_or_else(|| RateError::Overflow {
        amount: amount.amount(),
        from: amount.currency(),
        to,
    })
}

/// The written form of an [`ExchangeRate`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    from: Currency,
    to: Currency,
    numerator: Decimal,
    denominator: Decimal,
    kind: RateKind,
    source: Arc<str>,
    observed: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_to: Option<Date>,
}

impl From<ExchangeRate> for Fields {
    fn from(rate: ExchangeRate) -> Self {
        Self {
            from: rate.from,
            to: rate.to,
            numerator: rate.numerator,
            denominator: rate.denominator,
            kind: rate.kind,
            source: rate.source,
            observed: rate.observed,
            valid_from: rate.valid.map(|(from, _)| from),
            valid_to: rate.valid.map(|(_, to)| to),
        }
    }
}

impl TryFrom<Fields> for ExchangeRate {
    type Error = String;

    fn try_from(fields: Fields) -> Result<Self, Self::Error> {
        let rate_error = |error: RateError| error.to_string();
        Ok(Self {
            numerator: quotation::check(fields.to, fields.numerator).map_err(rate_error)?,
            denominator: quotation::check(fields.from, fields.denominator).map_err(rate_error)?,
            from: fields.from,
            to: fields.to,
            kind: fields.kind,
            source: fields.source,
            observed: fields.observed,
            valid: validity(fields.valid_from, fields.valid_to)?,
        })
    }
}

/// Both ends of a validity or neither, in order.
pub(crate) fn validity(from: Option<Date>, to: Option<Date>) -> Result<Option<(Date, Date)>, String> {
    match (from, to) {
        (None, None) => Ok(None),
        (Some(from), Some(to)) if from <= to => Ok(Some((from, to))),
        (Some(from), Some(to)) => Err(RateError::EndsBeforeStart { from, to }.to_string()),
        _ => Err("`valid_from` and `valid_to` must be given together".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(units: &str) -> ExchangeRate {
        ExchangeRate::new(
            "EUR".parse().unwrap(),
            "USD".parse().unwrap(),
            units.parse().unwrap(),
            "2026-10-30".parse().unwrap(),
            RateKind::Merchant,
            "price list",
        )
        .unwrap()
    }

    #[test]
    fn the_inverse_of_the_inverse_is_the_rate_itself() {
        let rate = rate("1.1172");
        assert_eq!(rate.inverse().inverse(), rate);
        assert_eq!(rate.inverse().denominator(), Decimal::new(11172, 4));
    }

    #[test]
    fn an_amount_in_another_currency_is_refused() {
        let pounds = ExactMoney::new(Decimal::ONE, "GBP".parse().unwrap());
        assert!(matches!(rate("1.1172").convert(pounds), Err(RateError::WrongCurrency { .. })));
    }

    #[test]
    fn an_amount_beyond_28_digits_is_an_error() {
        let all = ExactMoney::new(Decimal::MAX, "EUR".parse().unwrap());
        assert!(matches!(rate("1.1172").convert(all), Err(RateError::Overflow { .. })));
    }

    #[test]
    fn the_written_form_reads_back_and_is_strict() {
        let rate = rate("1.1172");
        let text = serde_json::to_string(&rate).unwrap();
        assert_eq!(serde_json::from_str::<ExchangeRate>(&text).unwrap(), rate);
        for (good, bad) in [
            ("\"1.1172\"", "\"0\""),
            ("\"1.1172\"", "1.1172"),
            ("\"kind\"", "\"sort\""),
            ("\"merchant\"", "\"guess\""),
        ] {
            let broken = text.replace(good, bad);
            assert_ne!(broken, text);
            assert!(serde_json::from_str::<ExchangeRate>(&broken).is_err(), "{broken}");
        }
    }
}

//! Duty rates in the notation of the tariffs.

mod goods;
mod parse;
mod part;
mod print;
mod reference;
mod season;
mod tree;
mod units;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Measures;
use crate::money::Currency;

pub use goods::{Dutiable, DutyInputError};
pub use parse::DutyExpressionError;
pub use part::{PartValues, UnknownPart, ValuePart};
pub use reference::RateReference;
use tree::{Goods, Node};

/// A duty rate as a tariff writes it: `12%`, `144.10 GBP/1000 kg`, `30% MIN 4300 JPY/pair`.
///
/// | notation | meaning |
/// | --- | --- |
/// | `free`, `0%` | no duty |
/// | `10.7 %`, `33 1/3%` | per cent of the customs value |
/// | `6% on the case`, `4.4% on the case and strap`, `2.5% on the value of the lead content` | per cent of what named parts are worth |
/// | `3.00 EUR/item`, `41.90 EUR / 100 kg`, `0.20 GBP each` | money for each so many units |
/// | `1.9¢/kg`, `$1.34/1000`, `14¢/gross` | the same as the tariff of the United States prints it, in US dollars and cents |
/// | `19.000 EUR DTN`, `0.300 EUR NAR`, `EUR DTN G`, `EUR ASV X` | the same in the unit codes of the integrated tariffs |
/// | `3.80 EUR/100 kg gross`, `/br`, `kg drained`, `kg on contents and container` | mass other than net |
/// | `1.19 EUR / kg / lactic matter`, `12.8¢/kg on molybdenum content`, `100 kg / net dry` | mass of what the goods contain |
/// | `0.6 EUR / % vol/hl`, `0.4 EUR / 100 kg/net/%sacchar.` | for each per cent of alcohol or sucrose as well |
/// | `0.3¢/line/gross` | for each line of a button's size as well |
/// | `0.020668¢/kg for each degree under 100 degrees` | for each degree of polarity that sugar lacks |
/// | `2.8¢/jewel over 7`, `$10.57/l of alcohol over 1.15` | for what goes beyond: jewels of each piece, per cents of alcohol |
/// | `a + b`, `a - b`, `a less b`, `a plus b` | both together, or one less the other |
/// | `a MIN b`, `a but not less than b`, `a, or, if higher, b` | not less than b |
/// | `a MAX b`, `a but not more than b`, `a, or, if lower, b` | not more than b |
/// | `( … )` | first what stands within |
/// | `8% (01 JAN-31 MAY, 01 NOV-31 DEC), 12% (01 JUN-31 OCT)` | by the day of the year |
/// | `The rate applicable to …`, `See …`, `rate of "…"` | the rate of another line |
/// | `EA`, `ADSZ`, `ADFM`, `entry price` | an amount of another table (agricultural component, additional duty on sugar, on flour): kept, but not computable |
/// | `a, but …` | a, with a rule that only words express: kept, but not computable |
///
/// After `MIN` or `MAX` a sum belongs to that bound, and bounds apply from left to right: `13.8% MIN a MAX b - c`
/// is 13.8 %, not less than a and not more than (b − c); a bound on one addend alone stands in brackets. Keywords may
/// be in any case. A text is at most 512 bytes long, a number at most 10¹² with 10 decimals.
///
/// ```
/// use landfall::Decimal;
/// use landfall::goods::{DutyExpression, Measure, Measures};
///
/// // Leather shoes into Japan: two pairs worth 20,000 yen.
/// let duty: DutyExpression = "30% MIN 4300 JPY / pair".parse()?;
/// let shoes = Measures::default().with(Measure::Pair, Decimal::from(2));
/// let yen = "JPY".parse()?;
/// assert_eq!(duty.evaluate(Decimal::from(20_000), yen, &shoes, |_| None)?, Decimal::from(8_600));
/// assert_eq!(duty.to_string(), "30% MIN 4300 JPY/pair");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyExpression(Form);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Percent(Decimal),
    Compound(Arc<Node>),
}

impl DutyExpression {
    /// No duty.
    pub const FREE: Self = Self(Form::Percent(Decimal::ZERO));

    /// So many per cent of the customs value, without currency or measure.
    #[must_use]
    pub fn percent(percent: Decimal) -> Self {
        Self(Form::Percent(percent))
    }

    /// Whether there is no duty: `free` or `0%`.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.as_percent().is_some_and(|percent| percent.is_zero())
    }

    /// The number before the per-cent sign, if the duty is nothing but that.
    #[must_use]
    pub fn as_percent(&self) -> Option<Decimal> {
        match &self.0 {
            Form::Percent(percent) => Some(*percent),
            Form::Compound(_) => None,
        }
    }

    /// The duty on goods worth `value` in `currency`, not rounded and never negative.
    ///
    /// `convert(from)` gives the factor from another currency into `currency` as numerator and denominator.
    /// Quotients that do not come out even are cut at 28 digits. What depends on the day, on the value of parts
    /// or on another rate is asked by [`duty_on`](Self::duty_on).
    ///
    /// # Errors
    /// [`DutyInputError`] names what is missing.
    pub fn evaluate<F>(
        &self,
        value: Decimal,
        currency: Currency,
        measures: &Measures,
        convert: F,
    ) -> Result<Decimal, DutyInputError>
    where
        F: Fn(Currency) -> Option<(Decimal, Decimal)>,
    {
        self.duty_on(&Dutiable::new(value, currency).with_measures(measures), convert)
    }

    /// The duty on `goods`, not rounded and never negative; `convert` as in [`evaluate`](Self::evaluate).
    ///
    /// # Errors
    /// [`DutyInputError`] names the first thing that is missing: a measure, an exchange rate, the value of a part,
    /// the day, the rate of another line, or a table that the crate does not hold.
    pub fn duty_on<F>(&self, goods: &Dutiable<'_>, convert: F) -> Result<Decimal, DutyInputError>
    where
        F: Fn(Currency) -> Option<(Decimal, Decimal)>,
    {
        let duty = self.amount(&Goods { facts: goods, convert: &convert })?;
        // Only a difference can fall below zero; a duty that does is no duty and not a refund.
        Ok(duty.max(Decimal::ZERO))
    }

    fn amount<F>(&self, goods: &Goods<'_, F>) -> Result<Decimal, DutyInputError>
    where
        F: Fn(Currency) -> Option<(Decimal, Decimal)>,
    {
        match &self.0 {
            Form::Percent(percent) => tree::percent_of(goods.facts.value, *percent),
            Form::Compound(node) => node.amount(goods),
        }
    }

    fn of(node: Node) -> Self {
        match node {
            Node::Percent(percent) => Self::percent(percent),
            node => Self(Form::Compound(Arc::new(node))),
        }
    }
}

impl FromStr for DutyExpression {
    type Err = DutyExpressionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse::duty(text).map(Self::of)
    }
}

impl fmt::Display for DutyExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Percent(percent) => print::write_percent(f, *percent),
            Form::Compound(node) => node.fmt(f),
        }
    }
}

impl Serialize for DutyExpression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DutyExpression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;

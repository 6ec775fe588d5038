use std::fmt;

use rust_decimal::Decimal;

use super::DutyInputError;
use crate::goods::{Measure, Measures};
use crate::money::Currency;

/// A duty rate, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Percent(Decimal),
    Specific(Specific),
    Component(Component),
    Sum(Box<Node>, Box<Node>),
    Difference(Box<Node>, Box<Node>),
    /// The first, but not less than the second.
    AtLeast(Box<Node>, Box<Node>),
    /// The first, but not more than the second.
    AtMost(Box<Node>, Box<Node>),
}

/// Money for each so many units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Specific {
    pub(super) amount: Decimal,
    pub(super) currency: Currency,
    pub(super) count: u32,
    pub(super) measure: Measure,
    /// The amount is due for each per cent of this as well.
    pub(super) strength: Option<Strength>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    Alcohol,
    Sucrose,
}

/// An amount that the tariff takes from another of its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Component {
    Agricultural,
    Sugar,
    Flour,
}

impl Component {
    pub(super) const ALL: [Self; 3] = [Self::Agricultural, Self::Sugar, Self::Flour];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Agricultural => "EA",
            Self::Sugar => "ADSZ",
            Self::Flour => "ADFM",
        }
    }
}

/// What a duty is computed from.
pub(super) struct Goods<'g, F> {
    pub(super) value: Decimal,
    pub(super) currency: Currency,
    pub(super) measures: &'g Measures,
    pub(super) convert: &'g F,
}

pub(super) fn percent_of(value: Decimal, percent: Decimal) -> Result<Decimal, DutyInputError> {
    value
        .checked_mul(percent)
        .and_then(|product| product.checked_mul(Decimal::new(1, 2)))
        .ok_or(DutyInputError::Overflow)
}

impl Node {
    pub(super) fn amount<F>(&self, goods: &Goods<'_, F>) -> Result<Decimal, DutyInputError>
    where
        F: Fn(Currency) -> Option<(Decimal, Decimal)>,
    {
        let overflow = DutyInputError::Overflow;
        Ok(match self {
            Self::Percent(percent) => percent_of(goods.value, *percent)?,
            Self::Specific(specific) => specific.amount(goods)?,
            Self::Component(part) => return Err(DutyInputError::NotComputable { text: part.as_str() }),
            Self::Sum(one, other) => {
                one.amount(goods)?.checked_add(other.amount(goods)?).ok_or(overflow)?
            }
            Self::Difference(one, other) => {
                one.amount(goods)?.checked_sub(other.amount(goods)?).ok_or(overflow)?
            }
            Self::AtLeast(one, bound) => one.amount(goods)?.max(bound.amount(goods)?),
            Self::AtMost(one, bound) => one.amount(goods)?.min(bound.amount(goods)?),
        })
    }

    /// How tightly the node binds: 0 for a bound, 1 for a sum, 2 for anything that needs no brackets.
    fn level(&self) -> u8 {
        match self {
            Self::AtLeast(..) | Self::AtMost(..) => 0,
            Self::Sum(..) | Self::Difference(..) => 1,
            Self::Percent(_) | Self::Specific(_) | Self::Component(_) => 2,
        }
    }

    fn write_within(&self, f: &mut fmt::Formatter<'_>, least_level: u8) -> fmt::Result {
        if self.level() >= least_level { write!(f, "{self}") } else { write!(f, "({self})") }
    }
}

impl Specific {
    /// Multiplies first and divides once, last: a third of a hundredweight stays exact as long as it can.
    fn amount<F>(&self, goods: &Goods<'_, F>) -> Result<Decimal, DutyInputError>
    where
        F: Fn(Currency) -> Option<(Decimal, Decimal)>,
    {
        if self.amount.is_zero() {
            return Ok(Decimal::ZERO);
        }
        let missing = |measure| DutyInputError::MissingMeasure { measure };
        let (quantity, divisor) = goods.measures.fraction(self.measure).map_err(missing)?;
        let strength = match self.strength {
            None => Decimal::ONE,
            Some(strength) => {
                let measure = strength.measure();
                goods.measures.get(measure).ok_or(missing(measure))?
            }
        };
        let (numerator, denominator) = if self.currency == goods.currency {
            (Decimal::ONE, Decimal::ONE)
        } else {
            (goods.convert)(self.currency)
                .filter(|(_, denominator)| !denominator.is_zero())
                .ok_or(DutyInputError::MissingRate { currency: self.currency })?
        };
        let dividend = [quantity, strength, numerator]
            .into_iter()
            .try_fold(self.amount, Decimal::checked_mul)
            .ok_or(DutyInputError::Overflow)?;
        let divisor = [Decimal::from(self.count), denominator]
            .into_iter()
            .try_fold(divisor, Decimal::checked_mul)
            .ok_or(DutyInputError::Overflow)?;
        dividend.checked_div(divisor).ok_or(DutyInputError::Overflow)
    }
}

impl Strength {
    fn measure(self) -> Measure {
        match self {
            Self::Alcohol => Measure::PercentVol,
            Self::Sucrose => Measure::PercentSucrose,
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, sign, other, levels) = match self {
            Self::Percent(percent) => return write_percent(f, *percent),
            Self::Specific(specific) => return specific.fmt(f),
            Self::Component(component) => return f.write_str(component.as_str()),
            Self::Sum(one, other) => (one, " + ", other, (1, 2)),
            Self::Difference(one, other) => (one, " - ", other, (1, 2)),
            Self::AtLeast(one, other) => (one, " MIN ", other, (0, 1)),
            Self::AtMost(one, other) => (one, " MAX ", other, (0, 1)),
        };
        one.write_within(f, levels.0)?;
        f.write_str(sign)?;
        other.write_within(f, levels.1)
    }
}

pub(super) fn write_percent(f: &mut fmt::Formatter<'_>, percent: Decimal) -> fmt::Result {
    write!(f, "{}%", percent.normalize())
}

impl fmt::Display for Specific {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}/", self.amount, self.currency)?;
        if self.strength == Some(Strength::Alcohol) {
            f.write_str("% vol/")?;
        }
        if self.count != 1 {
            write!(f, "{} ", self.count)?;
        }
        f.write_str(unit_text(self.measure))?;
        if self.strength == Some(Strength::Sucrose) {
            f.write_str("/% sucrose")?;
        }
        Ok(())
    }
}

/// The unit in the notation of tariffs.
pub(super) const fn unit_text(measure: Measure) -> &'static str {
    match measure {
        Measure::Gram => "g",
        Measure::Kilogram => "kg",
        Measure::Tonne => "tonne",
        Measure::KilogramGross => "kg gross",
        Measure::KilogramDrained => "kg drained",
        Measure::KilogramWithContainer => "kg with container",
        Measure::Carat => "carat",
        Measure::Litre => "l",
        Measure::Hectolitre => "hl",
        Measure::Kilolitre => "kl",
        Measure::LitrePureAlcohol => "l pure alcohol",
        Measure::ProofLitre => "proof l",
        Measure::CubicMetre => "m3",
        Measure::Metre => "m",
        Measure::SquareMetre => "m2",
        Measure::Item => "item",
        Measure::Dozen => "dozen",
        Measure::Gross => "gross",
        Measure::Thousand => "thousand",
        Measure::Pair => "pair",
        Measure::Head => "head",
        Measure::PercentVol => "% vol",
        Measure::PercentSucrose => "% sucrose",
    }
}

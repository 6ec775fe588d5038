use std::sync::Arc;

use rust_decimal::Decimal;

use super::part::Parts;
use super::season::{self, Season};
use super::{Dutiable, DutyInputError, RateReference};
use crate::goods::{Measure, Measures};
use crate::money::Currency;

/// A duty rate, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Percent(Decimal),
    /// So many per cent and a fraction of one, such as 33 1/3.
    Mixed(Mixed),
    /// Per cent of the value of these parts alone.
    PercentOf(Decimal, Parts),
    Specific(Specific),
    Component(Component),
    Reference(RateReference),
    Sum(Box<Node>, Box<Node>),
    Difference(Box<Node>, Box<Node>),
    /// The first, but not less than the second.
    AtLeast(Box<Node>, Box<Node>),
    /// The first, but not more than the second.
    AtMost(Box<Node>, Box<Node>),
    Seasonal(Box<[Season<Node>]>),
    /// The duty, but for a rule that only words express.
    But(Box<Node>, Arc<str>),
}

/// Per cents that no decimal number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mixed {
    pub(super) whole: Decimal,
    pub(super) numerator: u16,
    pub(super) denominator: u16,
}

/// Money for each so many units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Specific {
    pub(super) amount: Decimal,
    pub(super) currency: Currency,
    pub(super) count: u32,
    pub(super) measure: Measure,
    /// The amount is due for each unit of this as well.
    pub(super) strength: Option<Strength>,
    /// Only what goes beyond so many counts: jewels of each piece, per cents of alcohol.
    pub(super) over: Option<Decimal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    Alcohol,
    Sucrose,
    /// Degrees of polarity that sugar lacks of 100.
    PolarityLacking,
    ButtonLines,
}

/// An amount that the tariff takes from another of its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Component {
    Agricultural,
    AgriculturalReduced,
    Sugar,
    SugarReduced,
    Flour,
    FlourReduced,
    EntryPrice,
}

impl Component {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Agricultural => "EA",
            Self::AgriculturalReduced => "reduced EA",
            Self::Sugar => "ADSZ",
            Self::SugarReduced => "reduced ADSZ",
            Self::Flour => "ADFM",
            Self::FlourReduced => "reduced ADFM",
            Self::EntryPrice => "entry price",
        }
    }
}

/// What a duty is computed from, with the exchange rates.
pub(super) struct Goods<'g, F> {
    pub(super) facts: &'g Dutiable<'g>,
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
            Self::Percent(percent) => percent_of(goods.facts.value, *percent)?,
            Self::Mixed(mixed) => mixed.of(goods.facts.value).ok_or(overflow)?,
            Self::PercentOf(percent, parts) => goods.of_parts(*percent, *parts)?,
            Self::Specific(specific) => specific.amount(goods)?,
            Self::Component(part) => return Err(DutyInputError::NotComputable { text: part.as_str() }),
            Self::Reference(reference) => goods.referred(reference)?,
            Self::Sum(one, other) => one.amount(goods)?.checked_add(other.amount(goods)?).ok_or(overflow)?,
            Self::Difference(one, other) => {
                one.amount(goods)?.checked_sub(other.amount(goods)?).ok_or(overflow)?
            }
            Self::AtLeast(one, bound) => one.amount(goods)?.max(bound.amount(goods)?),
            Self::AtMost(one, bound) => one.amount(goods)?.min(bound.amount(goods)?),
            Self::Seasonal(seasons) => {
                let day = goods.facts.day.ok_or(DutyInputError::MissingDay)?;
                season::on(seasons, day).ok_or(DutyInputError::OutOfSeason { day })?.amount(goods)?
            }
            Self::But(_, rule) => return Err(DutyInputError::RuleInWords { text: Arc::clone(rule) }),
        })
    }
}

impl<F> Goods<'_, F>
where
    F: Fn(Currency) -> Option<(Decimal, Decimal)>,
{
    fn of_parts(&self, percent: Decimal, parts: Parts) -> Result<Decimal, DutyInputError> {
        if percent.is_zero() {
            return Ok(Decimal::ZERO);
        }
        let mut value = Decimal::ZERO;
        for part in parts.iter() {
            let known = self.facts.parts.and_then(|parts| parts.get(part));
            let known = known.ok_or(DutyInputError::MissingPart { part })?;
            value = value.checked_add(known).ok_or(DutyInputError::Overflow)?;
        }
        percent_of(value, percent)
    }

    /// The duty at the rate that stands elsewhere; one that sends on again is not followed.
    fn referred(&self, reference: &RateReference) -> Result<Decimal, DutyInputError> {
        let missing = || DutyInputError::MissingReference { reference: reference.clone() };
        let rate = self.facts.reference.ok_or_else(missing)?;
        let facts = Dutiable { reference: None, ..*self.facts };
        rate.amount(&Goods { facts: &facts, convert: self.convert })
    }
}

impl Mixed {
    fn of(&self, value: Decimal) -> Option<Decimal> {
        let denominator = Decimal::from(self.denominator);
        let numerator = self.whole.checked_mul(denominator)?.checked_add(Decimal::from(self.numerator))?;
        value.checked_mul(numerator)?.checked_div(denominator.checked_mul(Decimal::ONE_HUNDRED)?)
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
        let facts = goods.facts;
        let (quantity, divisor) = self.quantity(facts.measures)?;
        let strength = match self.strength {
            None => Decimal::ONE,
            Some(strength) => strength.of(facts.measures)?,
        };
        let (numerator, denominator) = if self.currency == facts.currency {
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

    /// How much there is of what is counted, as an exact fraction.
    fn quantity(&self, measures: &Measures) -> Result<(Decimal, Decimal), DutyInputError> {
        let missing = |measure| DutyInputError::MissingMeasure { measure };
        let Some(over) = self.over else { return measures.fraction(self.measure).map_err(missing) };
        let needed = |measure: Measure| measures.get(measure).ok_or(missing(measure));
        let beyond = |amount: Decimal, free: Option<Decimal>| {
            let beyond = free.and_then(|free| amount.checked_sub(free)).ok_or(DutyInputError::Overflow)?;
            Ok(beyond.max(Decimal::ZERO))
        };
        match self.measure {
            // The jewels are those of all pieces, the count that goes free is that of each.
            Measure::Jewel => {
                let (jewels, pieces) = (needed(Measure::Jewel)?, needed(Measure::Item)?);
                Ok((beyond(jewels, over.checked_mul(pieces))?, Decimal::ONE))
            }
            _ => {
                let (litres, strength) = (needed(Measure::Litre)?, needed(Measure::PercentVol)?);
                let alcohol = litres.checked_mul(beyond(strength, Some(over))?);
                Ok((alcohol.ok_or(DutyInputError::Overflow)?, Decimal::ONE_HUNDRED))
            }
        }
    }

    /// Whether an amount can be counted only beyond some of this measure.
    pub(super) const fn may_be_over(measure: Measure) -> bool {
        matches!(measure, Measure::Jewel | Measure::LitrePureAlcohol)
    }
}

impl Strength {
    const fn measure(self) -> Measure {
        match self {
            Self::Alcohol => Measure::PercentVol,
            Self::Sucrose => Measure::PercentSucrose,
            Self::PolarityLacking => Measure::DegreePolarity,
            Self::ButtonLines => Measure::ButtonLine,
        }
    }

    fn of(self, measures: &Measures) -> Result<Decimal, DutyInputError> {
        let measure = self.measure();
        let known = measures.get(measure).ok_or(DutyInputError::MissingMeasure { measure })?;
        if self == Self::PolarityLacking {
            Decimal::ONE_HUNDRED.checked_sub(known).ok_or(DutyInputError::Overflow)
        } else {
            Ok(known)
        }
    }
}

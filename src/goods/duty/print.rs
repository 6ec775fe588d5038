//! The one form in which a duty is printed, whatever notation it was read from.

use std::fmt;

use rust_decimal::Decimal;

use super::tree::{Node, Specific, Strength};
use crate::goods::Measure;

impl Node {
    /// How tightly the node binds: 0 for what takes the whole text, 1 for a bound, 2 for a sum, 3 for anything
    /// that needs no brackets.
    fn level(&self) -> u8 {
        match self {
            Self::Seasonal(_) | Self::But(..) => 0,
            Self::AtLeast(..) | Self::AtMost(..) => 1,
            Self::Sum(..) | Self::Difference(..) => 2,
            _ => 3,
        }
    }

    fn write_within(&self, f: &mut fmt::Formatter<'_>, least_level: u8) -> fmt::Result {
        if self.level() >= least_level { write!(f, "{self}") } else { write!(f, "({self})") }
    }

    /// As a part of what takes the whole text.
    pub(super) fn write_bounded(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_within(f, 1)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, sign, other, levels) = match self {
            Self::Percent(percent) => return write_percent(f, *percent),
            Self::Mixed(mixed) => {
                return write!(f, "{} {}/{}%", mixed.whole.normalize(), mixed.numerator, mixed.denominator);
            }
            Self::PercentOf(percent, parts) => {
                write_percent(f, *percent)?;
                return write!(f, " on the {parts}");
            }
            Self::Specific(specific) => return specific.fmt(f),
            Self::Component(component) => return f.write_str(component.as_str()),
            Self::Reference(reference) => return write!(f, "rate of \"{reference}\""),
            Self::Seasonal(seasons) => {
                let mut sign = "";
                for season in seasons {
                    f.write_str(sign)?;
                    season.duty.write_bounded(f)?;
                    season.write_days(f)?;
                    sign = ", ";
                }
                return Ok(());
            }
            Self::But(duty, rule) => {
                duty.write_bounded(f)?;
                return write!(f, ", but \"{rule}\"");
            }
            Self::Sum(one, other) => (one, " + ", other, (2, 3)),
            Self::Difference(one, other) => (one, " - ", other, (2, 3)),
            Self::AtLeast(one, other) => (one, " MIN ", other, (1, 2)),
            Self::AtMost(one, other) => (one, " MAX ", other, (1, 2)),
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
        match self.strength {
            Some(Strength::Alcohol) => f.write_str("% vol/")?,
            Some(Strength::ButtonLines) => f.write_str("line/")?,
            _ => {}
        }
        if self.count != 1 {
            write!(f, "{} ", self.count)?;
        }
        f.write_str(unit_text(self.measure))?;
        if let Some(over) = self.over {
            write!(f, " over {}", over.normalize())?;
        }
        match self.strength {
            Some(Strength::Sucrose) => f.write_str("/% sucrose"),
            Some(Strength::PolarityLacking) => f.write_str("/degree under 100"),
            _ => Ok(()),
        }
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
        Measure::KilogramDry => "kg dry",
        Measure::KilogramContents => "kg on entire contents",
        Measure::KilogramClean => "kg clean",
        Measure::KilogramStandardQuality => "kg std qual",
        Measure::KilogramTotalSugars => "kg total sugars",
        Measure::KilogramTotalAlcohol => "kg total alcohol",
        Measure::KilogramLacticMatter => "kg lactic matter",
        Measure::KilogramDryLacticMatter => "kg dry lactic matter",
        Measure::KilogramTobacco => "kg tobacco content",
        Measure::KilogramCopper => "kg copper content",
        Measure::KilogramLead => "kg lead content",
        Measure::KilogramZinc => "kg zinc content",
        Measure::KilogramMagnesium => "kg magnesium content",
        Measure::KilogramMolybdenum => "kg molybdenum content",
        Measure::KilogramTungsten => "kg tungsten content",
        Measure::Carat => "carat",
        Measure::Litre => "l",
        Measure::Hectolitre => "hl",
        Measure::Kilolitre => "kl",
        Measure::Barrel => "bbl",
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
        Measure::Jewel => "jewel",
        Measure::Pin => "pin",
        Measure::OtherPiece => "other piece",
        Measure::PercentVol => "% vol",
        Measure::PercentSucrose => "% sucrose",
        Measure::DegreePolarity => "degree of polarity",
        Measure::ButtonLine => "line",
    }
}

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A unit in which tariffs count goods.
///
/// `kilogram` is net mass, without any packing; strengths (`percent_vol`, `percent_sucrose`) are the
/// number before the per-cent sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Measure {
    /// Gram, net mass.
    Gram,
    /// Kilogram, net mass.
    Kilogram,
    /// Tonne of 1,000 kg, net mass.
    Tonne,
    /// Kilogram with all packing.
    KilogramGross,
    /// Kilogram net of the liquid that the goods are packed in.
    KilogramDrained,
    /// Kilogram of the goods with the container that holds them.
    KilogramWithContainer,
    /// Kilogram of dry matter.
    KilogramDry,
    /// Kilogram of all that a container holds, liquid too, without the container.
    KilogramContents,
    /// Kilogram of wool when clean.
    KilogramClean,
    /// Kilogram of sugar of the standard quality that the tariff defines.
    KilogramStandardQuality,
    /// Kilogram of all sugars in the goods.
    KilogramTotalSugars,
    /// Kilogram of all alcohol in the goods.
    KilogramTotalAlcohol,
    /// Kilogram of lactic matter in the goods.
    KilogramLacticMatter,
    /// Kilogram of dry lactic matter in the goods.
    KilogramDryLacticMatter,
    /// Kilogram of tobacco in the goods.
    KilogramTobacco,
    /// Kilogram of copper in the goods.
    KilogramCopper,
    /// Kilogram of lead in the goods.
    KilogramLead,
    /// Kilogram of zinc in the goods.
    KilogramZinc,
    /// Kilogram of magnesium in the goods.
    KilogramMagnesium,
    /// Kilogram of molybdenum in the goods.
    KilogramMolybdenum,
    /// Kilogram of tungsten in the goods.
    KilogramTungsten,
    /// Carat of 0.2 g, of the stones themselves.
    Carat,
    /// Litre.
    Litre,
    /// Hectolitre, 100 litres.
    Hectolitre,
    /// Kilolitre, 1,000 litres.
    Kilolitre,
    /// Barrel of 42 gallons as petroleum is counted: 158.987294928 litres.
    Barrel,
    /// Litre of pure alcohol: litres times strength.
    LitrePureAlcohol,
    /// Litre of spirits of 50 % alcohol by volume.
    ProofLitre,
    /// Cubic metre.
    CubicMetre,
    /// Metre.
    Metre,
    /// Square metre.
    SquareMetre,
    /// Piece.
    Item,
    /// Twelve pieces.
    Dozen,
    /// Twelve dozen, 144 pieces.
    Gross,
    /// A thousand pieces.
    Thousand,
    /// Pair. Whether a piece is a pair depends on the goods, so it is not derived from pieces.
    Pair,
    /// Head of livestock.
    Head,
    /// Jewel in the movements, all of them together.
    Jewel,
    /// Pin of a comb-like part, all of them together.
    Pin,
    /// Piece or part that is counted apart from those the duty names.
    OtherPiece,
    /// Alcoholic strength, per cent by volume.
    PercentVol,
    /// Sucrose content, per cent by weight.
    PercentSucrose,
    /// Polarity of sugar, in degrees of 100.
    DegreePolarity,
    /// Size of a button in lines, the fortieth part of an inch.
    ButtonLine,
}

/// A word that is no measure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a measure, expected a word such as `kilogram`, `litre`, `item` or `pair`")]
pub struct UnknownMeasure {
    /// The word as given.
    pub word: String,
}

/// What is kept of a measure: the smallest unit of its kind, so that every other one is a whole multiple.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Gram,
    GramGross,
    GramDrained,
    GramWithContainer,
    Carat,
    Litre,
    LitrePureAlcohol,
    CubicMetre,
    Metre,
    SquareMetre,
    Item,
    Pair,
    Head,
    PercentVol,
    PercentSucrose,
    GramDry,
    GramContents,
    GramClean,
    GramStandardQuality,
    GramTotalSugars,
    GramTotalAlcohol,
    GramLacticMatter,
    GramDryLacticMatter,
    GramTobacco,
    GramCopper,
    GramLead,
    GramZinc,
    GramMagnesium,
    GramMolybdenum,
    GramTungsten,
    Jewel,
    Pin,
    OtherPiece,
    DegreePolarity,
    ButtonLine,
}

const BASES: usize = 35;

impl Base {
    const fn place(self) -> usize {
        self as usize
    }
}

impl Measure {
    /// Every measure, in the order of kinds.
    pub const ALL: [Measure; 44] = [
        Self::Gram,
        Self::Kilogram,
        Self::Tonne,
        Self::KilogramGross,
        Self::KilogramDrained,
        Self::KilogramWithContainer,
        Self::KilogramDry,
        Self::KilogramContents,
        Self::KilogramClean,
        Self::KilogramStandardQuality,
        Self::KilogramTotalSugars,
        Self::KilogramTotalAlcohol,
        Self::KilogramLacticMatter,
        Self::KilogramDryLacticMatter,
        Self::KilogramTobacco,
        Self::KilogramCopper,
        Self::KilogramLead,
        Self::KilogramZinc,
        Self::KilogramMagnesium,
        Self::KilogramMolybdenum,
        Self::KilogramTungsten,
        Self::Carat,
        Self::Litre,
        Self::Hectolitre,
        Self::Kilolitre,
        Self::Barrel,
        Self::LitrePureAlcohol,
        Self::ProofLitre,
        Self::CubicMetre,
        Self::Metre,
        Self::SquareMetre,
        Self::Item,
        Self::Dozen,
        Self::Gross,
        Self::Thousand,
        Self::Pair,
        Self::Head,
        Self::Jewel,
        Self::Pin,
        Self::OtherPiece,
        Self::PercentVol,
        Self::PercentSucrose,
        Self::DegreePolarity,
        Self::ButtonLine,
    ];

    /// The word for it in requests: `kilogram`, `percent_vol`, …
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gram => "gram",
            Self::Kilogram => "kilogram",
            Self::Tonne => "tonne",
            Self::KilogramGross => "kilogram_gross",
            Self::KilogramDrained => "kilogram_drained",
            Self::KilogramWithContainer => "kilogram_with_container",
            Self::KilogramDry => "kilogram_dry",
            Self::KilogramContents => "kilogram_contents",
            Self::KilogramClean => "kilogram_clean",
            Self::KilogramStandardQuality => "kilogram_standard_quality",
            Self::KilogramTotalSugars => "kilogram_total_sugars",
            Self::KilogramTotalAlcohol => "kilogram_total_alcohol",
            Self::KilogramLacticMatter => "kilogram_lactic_matter",
            Self::KilogramDryLacticMatter => "kilogram_dry_lactic_matter",
            Self::KilogramTobacco => "kilogram_tobacco",
            Self::KilogramCopper => "kilogram_copper",
            Self::KilogramLead => "kilogram_lead",
            Self::KilogramZinc => "kilogram_zinc",
            Self::KilogramMagnesium => "kilogram_magnesium",
            Self::KilogramMolybdenum => "kilogram_molybdenum",
            Self::KilogramTungsten => "kilogram_tungsten",
            Self::Carat => "carat",
            Self::Litre => "litre",
            Self::Hectolitre => "hectolitre",
            Self::Kilolitre => "kilolitre",
            Self::Barrel => "barrel",
            Self::LitrePureAlcohol => "litre_pure_alcohol",
            Self::ProofLitre => "proof_litre",
            Self::CubicMetre => "cubic_metre",
            Self::Metre => "metre",
            Self::SquareMetre => "square_metre",
            Self::Item => "item",
            Self::Dozen => "dozen",
            Self::Gross => "gross",
            Self::Thousand => "thousand",
            Self::Pair => "pair",
            Self::Head => "head",
            Self::Jewel => "jewel",
            Self::Pin => "pin",
            Self::OtherPiece => "other_piece",
            Self::PercentVol => "percent_vol",
            Self::PercentSucrose => "percent_sucrose",
            Self::DegreePolarity => "degree_polarity",
            Self::ButtonLine => "button_line",
        }
    }

    /// Whether it is a strength or content in per cent or degrees of 100, not a quantity.
    #[must_use]
    pub const fn is_percentage(self) -> bool {
        matches!(self, Self::PercentVol | Self::PercentSucrose | Self::DegreePolarity)
    }

    /// Whether it says of what kind the goods are, not how much of them there is: a strength, a content, a size.
    #[must_use]
    pub const fn is_property(self) -> bool {
        self.is_percentage() || matches!(self, Self::ButtonLine)
    }

    /// What it is kept as: `numerator / denominator` of the base unit make one of this measure.
    const fn base(self) -> (Base, u64, u64) {
        match self {
            Self::Gram => (Base::Gram, 1, 1),
            Self::Kilogram => (Base::Gram, 1_000, 1),
            Self::Tonne => (Base::Gram, 1_000_000, 1),
            Self::KilogramGross => (Base::GramGross, 1_000, 1),
            Self::KilogramDrained => (Base::GramDrained, 1_000, 1),
            Self::KilogramWithContainer => (Base::GramWithContainer, 1_000, 1),
            Self::KilogramDry => (Base::GramDry, 1_000, 1),
            Self::KilogramContents => (Base::GramContents, 1_000, 1),
            Self::KilogramClean => (Base::GramClean, 1_000, 1),
            Self::KilogramStandardQuality => (Base::GramStandardQuality, 1_000, 1),
            Self::KilogramTotalSugars => (Base::GramTotalSugars, 1_000, 1),
            Self::KilogramTotalAlcohol => (Base::GramTotalAlcohol, 1_000, 1),
            Self::KilogramLacticMatter => (Base::GramLacticMatter, 1_000, 1),
            Self::KilogramDryLacticMatter => (Base::GramDryLacticMatter, 1_000, 1),
            Self::KilogramTobacco => (Base::GramTobacco, 1_000, 1),
            Self::KilogramCopper => (Base::GramCopper, 1_000, 1),
            Self::KilogramLead => (Base::GramLead, 1_000, 1),
            Self::KilogramZinc => (Base::GramZinc, 1_000, 1),
            Self::KilogramMagnesium => (Base::GramMagnesium, 1_000, 1),
            Self::KilogramMolybdenum => (Base::GramMolybdenum, 1_000, 1),
            Self::KilogramTungsten => (Base::GramTungsten, 1_000, 1),
            Self::Carat => (Base::Carat, 1, 1),
            Self::Litre => (Base::Litre, 1, 1),
            Self::Hectolitre => (Base::Litre, 100, 1),
            Self::Kilolitre => (Base::Litre, 1_000, 1),
            Self::Barrel => (Base::Litre, 158_987_294_928, 1_000_000_000),
            Self::LitrePureAlcohol => (Base::LitrePureAlcohol, 1, 1),
            Self::ProofLitre => (Base::LitrePureAlcohol, 1, 2),
            Self::CubicMetre => (Base::CubicMetre, 1, 1),
            Self::Metre => (Base::Metre, 1, 1),
            Self::SquareMetre => (Base::SquareMetre, 1, 1),
            Self::Item => (Base::Item, 1, 1),
            Self::Dozen => (Base::Item, 12, 1),
            Self::Gross => (Base::Item, 144, 1),
            Self::Thousand => (Base::Item, 1_000, 1),
            Self::Pair => (Base::Pair, 1, 1),
            Self::Head => (Base::Head, 1, 1),
            Self::Jewel => (Base::Jewel, 1, 1),
            Self::Pin => (Base::Pin, 1, 1),
            Self::OtherPiece => (Base::OtherPiece, 1, 1),
            Self::PercentVol => (Base::PercentVol, 1, 1),
            Self::PercentSucrose => (Base::PercentSucrose, 1, 1),
            Self::DegreePolarity => (Base::DegreePolarity, 1, 1),
            Self::ButtonLine => (Base::ButtonLine, 1, 1),
        }
    }
}

impl FromStr for Measure {
    type Err = UnknownMeasure;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|measure| measure.as_str() == word)
            .ok_or_else(|| UnknownMeasure { word: word.to_owned() })
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = std::borrow::Cow::<str>::deserialize(deserializer)?;
        word.parse().map_err(D::Error::custom)
    }
}

/// How much of the goods a line holds, by measure; totals for the line, strengths as they are.
///
/// A measure given in one unit is known in the others of its kind: kilograms in grams and tonnes, pieces in
/// dozens and thousands, and litres with a strength in litres of pure alcohol.
///
/// ```
/// use landfall::Decimal;
/// use landfall::goods::{Measure, Measures};
///
/// let wine = Measures::default()
///     .with(Measure::Litre, Decimal::new(150, 0))
///     .with(Measure::PercentVol, Decimal::new(12, 0));
/// assert_eq!(wine.get(Measure::Hectolitre), Some(Decimal::new(15, 1)));
/// assert_eq!(wine.get(Measure::LitrePureAlcohol), Some(Decimal::new(18, 0)));
/// assert_eq!(wine.get(Measure::Kilogram), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measures {
    bases: [Option<Decimal>; BASES],
}

impl Default for Measures {
    fn default() -> Self {
        Self::NONE
    }
}

/// An amount of goods that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{amount} of {measure}, expected 0 to {} with at most 12 decimals", most(*measure))]
pub struct InvalidAmount {
    /// What was counted.
    pub measure: Measure,
    /// The number as given.
    pub amount: Decimal,
}

const MOST_DECIMALS: u32 = 12;

fn most(measure: Measure) -> Decimal {
    if measure.is_percentage() { Decimal::ONE_HUNDRED } else { Decimal::from(1_000_000_000_000_u64) }
}

impl Measures {
    /// Nothing known.
    pub(crate) const NONE: Self = Self { bases: [None; BASES] };

    /// The same measures with `amount` of `measure`; what was known of its kind is replaced.
    ///
    /// An amount that [`try_with`](Self::try_with) refuses makes the measure unknown, so that a duty which
    /// needs it is refused and not computed from nonsense.
    #[must_use]
    pub fn with(mut self, measure: Measure, amount: Decimal) -> Self {
        self.try_with(measure, amount).unwrap_or_else(|_| {
            if let Some(place) = self.bases.get_mut(measure.base().0.place()) {
                *place = None;
            }
            self
        })
    }

    /// The same measures with `amount` of `measure`; what was known of its kind is replaced.
    ///
    /// # Errors
    /// [`InvalidAmount`] if the amount is negative, above 10¹² (100 for a percentage) or has more than 12
    /// decimals.
    pub fn try_with(mut self, measure: Measure, amount: Decimal) -> Result<Self, InvalidAmount> {
        let invalid = InvalidAmount { measure, amount };
        let amount = amount.normalize();
        if amount.is_sign_negative() && !amount.is_zero()
            || amount > most(measure)
            || amount.scale() > MOST_DECIMALS
        {
            return Err(invalid);
        }
        let (base, numerator, denominator) = measure.base();
        let in_base = amount
            .checked_mul(Decimal::from(numerator))
            .and_then(|product| product.checked_div(Decimal::from(denominator)))
            .ok_or(invalid)?;
        if let Some(place) = self.bases.get_mut(base.place()) {
            *place = Some(in_base);
        }
        Ok(self)
    }

    /// How much there is in the unit `measure`, if it is known.
    ///
    /// Pieces in dozens or gross that do not come out even are cut at 28 digits. A duty expression computes
    /// with the pieces and divides last.
    #[must_use]
    pub fn get(&self, measure: Measure) -> Option<Decimal> {
        let (amount, divisor) = self.fraction(measure).ok()?;
        amount.checked_div(divisor).map(|quotient| quotient.normalize())
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bases.iter().all(Option::is_none)
    }

    /// The amount in `measure` as an exact fraction, or the measure that is not known.
    pub(crate) fn fraction(&self, measure: Measure) -> Result<(Decimal, Decimal), Measure> {
        let (base, numerator, denominator) = measure.base();
        let (amount, divisor) = match (self.of(base), base) {
            (Some(amount), _) => (amount, Decimal::ONE),
            (None, Base::LitrePureAlcohol) => {
                let litres = self.of(Base::Litre).ok_or(Measure::Litre)?;
                let strength = self.of(Base::PercentVol).ok_or(Measure::PercentVol)?;
                (litres.checked_mul(strength).ok_or(measure)?, Decimal::ONE_HUNDRED)
            }
            (None, _) => return Err(measure),
        };
        let amount = amount.checked_mul(Decimal::from(denominator)).ok_or(measure)?;
        let divisor = divisor.checked_mul(Decimal::from(numerator)).ok_or(measure)?;
        Ok((amount, divisor))
    }

    /// Whether this measure, or another of the same kind, was given and not only follows from others.
    pub(crate) fn is_given(&self, measure: Measure) -> bool {
        self.of(measure.base().0).is_some()
    }

    fn of(&self, base: Base) -> Option<Decimal> {
        self.bases.get(base.place()).copied().flatten()
    }

    /// The measures that are known, each in the first unit of its kind that the wire format names.
    pub(crate) fn known(&self) -> impl Iterator<Item = (Measure, Decimal)> + '_ {
        const PRINTED: [Measure; BASES] = [
            Measure::Kilogram,
            Measure::KilogramGross,
            Measure::KilogramDrained,
            Measure::KilogramWithContainer,
            Measure::KilogramDry,
            Measure::KilogramContents,
            Measure::KilogramClean,
            Measure::KilogramStandardQuality,
            Measure::KilogramTotalSugars,
            Measure::KilogramTotalAlcohol,
            Measure::KilogramLacticMatter,
            Measure::KilogramDryLacticMatter,
            Measure::KilogramTobacco,
            Measure::KilogramCopper,
            Measure::KilogramLead,
            Measure::KilogramZinc,
            Measure::KilogramMagnesium,
            Measure::KilogramMolybdenum,
            Measure::KilogramTungsten,
            Measure::Carat,
            Measure::Litre,
            Measure::LitrePureAlcohol,
            Measure::CubicMetre,
            Measure::Metre,
            Measure::SquareMetre,
            Measure::Item,
            Measure::Pair,
            Measure::Head,
            Measure::Jewel,
            Measure::Pin,
            Measure::OtherPiece,
            Measure::PercentVol,
            Measure::PercentSucrose,
            Measure::DegreePolarity,
            Measure::ButtonLine,
        ];
        PRINTED.into_iter().filter_map(|measure| {
            let known = self.of(measure.base().0).is_some();
            Some((measure, self.get(measure).filter(|_| known)?))
        })
    }
}

impl Serialize for Measures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (measure, amount) in self.known() {
            map.serialize_entry(&measure, &amount)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Measures {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;

        impl<'de> Visitor<'de> for Map {
            type Value = Measures;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("measures with their amounts, such as {\"litre\": \"0.75\"}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Measures, A::Error> {
                let mut measures = Measures::default();
                while let Some((measure, amount)) = map.next_entry::<Measure, Decimal>()? {
                    if measures.of(measure.base().0).is_some() {
                        return Err(A::Error::custom(format_args!(
                            "`{measure}` says again what another measure said"
                        )));
                    }
                    measures = measures.try_with(measure, amount).map_err(A::Error::custom)?;
                }
                Ok(measures)
            }
        }

        deserializer.deserialize_map(Map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn every_word_reads_back_and_no_base_is_missing() {
        for measure in Measure::ALL {
            assert_eq!(measure.as_str().parse::<Measure>(), Ok(measure));
            assert!(measure.base().0.place() < BASES);
            let known = Measures::default().with(measure, dec("6"));
            assert_eq!(known.get(measure), Some(dec("6")), "{measure}");
        }
        assert!("Litre".parse::<Measure>().is_err());
    }

    #[test]
    fn units_of_one_kind_follow_from_each_other() {
        for (given, amount, asked, expected) in [
            (Measure::Kilogram, "0.36", Measure::Gram, "360"),
            (Measure::Gram, "1", Measure::Tonne, "0.000001"),
            (Measure::Tonne, "1.5", Measure::Kilogram, "1500"),
            (Measure::Litre, "0.75", Measure::Hectolitre, "0.0075"),
            (Measure::Kilolitre, "2", Measure::Litre, "2000"),
            (Measure::Item, "6", Measure::Dozen, "0.5"),
            (Measure::Dozen, "12", Measure::Gross, "1"),
            (Measure::Thousand, "1.44", Measure::Gross, "10"),
            (Measure::ProofLitre, "2", Measure::LitrePureAlcohol, "1"),
        ] {
            let measures = Measures::default().with(given, dec(amount));
            assert_eq!(measures.get(asked), Some(dec(expected)), "{amount} {given} in {asked}");
        }
    }

    #[test]
    fn pure_alcohol_needs_volume_and_strength() {
        let bottle = Measures::default().with(Measure::Litre, dec("0.7"));
        assert_eq!(bottle.fraction(Measure::LitrePureAlcohol), Err(Measure::PercentVol));
        let bottle = bottle.with(Measure::PercentVol, dec("40"));
        assert_eq!(bottle.get(Measure::LitrePureAlcohol), Some(dec("0.28")));
        assert_eq!(bottle.get(Measure::ProofLitre), Some(dec("0.56")));
    }

    #[test]
    fn net_mass_is_not_gross_mass_and_a_piece_is_not_a_pair() {
        let measures = Measures::default().with(Measure::Kilogram, dec("1")).with(Measure::Item, dec("2"));
        assert_eq!(measures.get(Measure::KilogramGross), None);
        assert_eq!(measures.get(Measure::Pair), None);
    }

    #[test]
    fn impossible_amounts_are_refused_and_leave_the_measure_unknown() {
        for (measure, amount) in [
            (Measure::Kilogram, "-0.1"),
            (Measure::Item, "1000000000001"),
            (Measure::PercentVol, "100.01"),
            (Measure::Litre, "0.0000000000001"),
        ] {
            let known = Measures::default().with(measure, Decimal::ONE);
            assert!(known.try_with(measure, dec(amount)).is_err(), "{amount} {measure}");
            assert_eq!(known.with(measure, dec(amount)).get(measure), None, "{amount} {measure}");
        }
        let error = Measures::default().try_with(Measure::PercentVol, dec("101")).unwrap_err();
        assert_eq!(error.to_string(), "101 of percent_vol, expected 0 to 100 with at most 12 decimals");
    }

    #[test]
    fn json_is_the_map_of_the_wire_contract() {
        let json = r#"{"litre":"0.75","percent_vol":"13"}"#;
        let measures: Measures = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&measures).unwrap(), json);
        for (wrong, says) in [
            (r#"{"bottle":"1"}"#, "`bottle` is not a measure"),
            (r#"{"litre":"-1"}"#, "-1 of litre"),
            (r#"{"kilogram":"1","gram":"2"}"#, "`gram` says again"),
        ] {
            let error = serde_json::from_str::<Measures>(wrong).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}

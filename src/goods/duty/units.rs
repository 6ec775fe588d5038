//! The words that tariffs use for units. All are compared without regard to case; the longest that fits counts.

use super::tree::{Component, Strength};
use crate::goods::Measure;

/// A notation, what it counts and how many of it.
pub(super) type Unit = (&'static str, u32, Measure);

/// Words and signs after a slash.
pub(super) const UNITS: &[Unit] = &[
    ("kg", 1, Measure::Kilogram),
    ("kilogram", 1, Measure::Kilogram),
    ("clean kg", 1, Measure::KilogramClean),
    ("g", 1, Measure::Gram),
    ("t", 1, Measure::Tonne),
    ("tonne", 1, Measure::Tonne),
    ("carat", 1, Measure::Carat),
    ("l", 1, Measure::Litre),
    ("liter", 1, Measure::Litre),
    ("litre", 1, Measure::Litre),
    ("l pure alcohol", 1, Measure::LitrePureAlcohol),
    ("l of alcohol", 1, Measure::LitrePureAlcohol),
    ("l alc. 100%", 1, Measure::LitrePureAlcohol),
    ("proof l", 1, Measure::ProofLitre),
    ("pf.liter", 1, Measure::ProofLitre),
    ("pf. liter", 1, Measure::ProofLitre),
    ("pf.liter on ethyl alcohol content", 1, Measure::ProofLitre),
    ("pf. liter on ethyl alcohol content", 1, Measure::ProofLitre),
    ("hl", 1, Measure::Hectolitre),
    ("kl", 1, Measure::Kilolitre),
    ("bbl", 1, Measure::Barrel),
    ("m3", 1, Measure::CubicMetre),
    ("m³", 1, Measure::CubicMetre),
    ("m2", 1, Measure::SquareMetre),
    ("m²", 1, Measure::SquareMetre),
    ("m", 1, Measure::Metre),
    ("lin. m", 1, Measure::Metre),
    ("item", 1, Measure::Item),
    ("items", 1, Measure::Item),
    ("p/st", 1, Measure::Item),
    ("piece", 1, Measure::Item),
    ("article", 1, Measure::Item),
    ("stick", 1, Measure::Item),
    ("dozen", 1, Measure::Dozen),
    ("doz.", 1, Measure::Dozen),
    ("gross", 1, Measure::Gross),
    ("thousand", 1, Measure::Thousand),
    ("pair", 1, Measure::Pair),
    ("pairs", 1, Measure::Pair),
    ("pr.", 1, Measure::Pair),
    ("head", 1, Measure::Head),
    ("jewel", 1, Measure::Jewel),
    ("pin", 1, Measure::Pin),
    ("pins", 1, Measure::Pin),
    ("other piece", 1, Measure::OtherPiece),
];

/// Unit codes of the integrated tariffs, which follow the currency without a slash: `3.000 EUR DTN`.
pub(super) const CODES: &[Unit] = &[
    ("kgm", 1, Measure::Kilogram),
    ("dtn", 100, Measure::Kilogram),
    ("tne", 1, Measure::Tonne),
    ("grm", 1, Measure::Gram),
    ("ctm", 1, Measure::Carat),
    ("ltr", 1, Measure::Litre),
    ("hlt", 1, Measure::Hectolitre),
    ("klt", 1, Measure::Kilolitre),
    ("lpa", 1, Measure::LitrePureAlcohol),
    ("mtr", 1, Measure::Metre),
    ("hmt", 100, Measure::Metre),
    ("mtk", 1, Measure::SquareMetre),
    ("mtq", 1, Measure::CubicMetre),
    ("nar", 1, Measure::Item),
    ("cen", 100, Measure::Item),
    ("mil", 1000, Measure::Item),
    ("npr", 1, Measure::Pair),
];

/// A strength in per cent by volume, counted for each hectolitre.
pub(super) const STRENGTH_CODES: &[&str] = &["asv x", "asvx"];

/// What may follow a kilogram: which mass is meant.
pub(super) const MASSES: &[(&str, Measure)] = &[
    ("net", Measure::Kilogram),
    ("net drained wt", Measure::KilogramDrained),
    ("drained", Measure::KilogramDrained),
    ("eda", Measure::KilogramDrained),
    ("on drained weight", Measure::KilogramDrained),
    ("gross", Measure::KilogramGross),
    ("br", Measure::KilogramGross),
    ("with container", Measure::KilogramWithContainer),
    ("on contents and container", Measure::KilogramWithContainer),
    (", including weight of container", Measure::KilogramWithContainer),
    ("on entire contents", Measure::KilogramContents),
    ("on entire contents of container", Measure::KilogramContents),
    ("dry", Measure::KilogramDry),
    ("net dry", Measure::KilogramDry),
    ("mas", Measure::KilogramDry),
    ("clean", Measure::KilogramClean),
    ("std qual", Measure::KilogramStandardQuality),
    ("total sugars", Measure::KilogramTotalSugars),
    ("of total sugars", Measure::KilogramTotalSugars),
    ("total alcohol", Measure::KilogramTotalAlcohol),
    ("tot alc", Measure::KilogramTotalAlcohol),
    ("lactic matter", Measure::KilogramLacticMatter),
    ("dry lactic matter", Measure::KilogramDryLacticMatter),
    ("tobacco content", Measure::KilogramTobacco),
    ("of tobacco content", Measure::KilogramTobacco),
    ("copper content", Measure::KilogramCopper),
    ("on copper content", Measure::KilogramCopper),
    ("lead content", Measure::KilogramLead),
    ("on lead content", Measure::KilogramLead),
    ("zinc content", Measure::KilogramZinc),
    ("on zinc content", Measure::KilogramZinc),
    ("magnesium content", Measure::KilogramMagnesium),
    ("on magnesium content", Measure::KilogramMagnesium),
    ("molybdenum content", Measure::KilogramMolybdenum),
    ("on molybdenum content", Measure::KilogramMolybdenum),
    ("tungsten content", Measure::KilogramTungsten),
    ("on tungsten content", Measure::KilogramTungsten),
];

/// The letters after a unit code that say which mass is meant.
pub(super) const QUALIFIERS: &[(&str, Measure)] = &[
    ("a", Measure::KilogramTotalAlcohol),
    ("e", Measure::KilogramDrained),
    ("g", Measure::KilogramGross),
    ("m", Measure::KilogramDry),
    ("p", Measure::KilogramLacticMatter),
    ("r", Measure::KilogramStandardQuality),
    ("t", Measure::KilogramDryLacticMatter),
];

/// What may follow a unit: the amount is due for each of these as well.
pub(super) const STRENGTHS: &[(&str, Strength)] = &[
    ("/% sacchar.", Strength::Sucrose),
    ("/% sacchar", Strength::Sucrose),
    ("/%sacchar.", Strength::Sucrose),
    ("/ % sacchar.", Strength::Sucrose),
    ("/%sacchar", Strength::Sucrose),
    ("/% sucrose", Strength::Sucrose),
    ("/degree under 100", Strength::PolarityLacking),
    (
        "for each degree under 100 degrees (and fractions of a degree in proportion)",
        Strength::PolarityLacking,
    ),
];

/// Amounts of other tables.
pub(super) const COMPONENTS: &[(&str, Component)] = &[
    ("reduced ea", Component::AgriculturalReduced),
    ("ear", Component::AgriculturalReduced),
    ("ea", Component::Agricultural),
    ("reduced adsz", Component::SugarReduced),
    ("adszr", Component::SugarReduced),
    ("ad s/zr", Component::SugarReduced),
    ("adsz", Component::Sugar),
    ("ad s/z", Component::Sugar),
    ("reduced adfm", Component::FlourReduced),
    ("adfmr", Component::FlourReduced),
    ("ad f/mr", Component::FlourReduced),
    ("adfm", Component::Flour),
    ("ad f/m", Component::Flour),
    ("entry price", Component::EntryPrice),
];

//! The parts of an article that a tariff rates separately.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

/// A part of an article whose value is rated by itself: the case of a watch, its strap, its battery.
///
/// ```
/// use landfall::goods::ValuePart;
/// assert_eq!("telescopic_sight".parse::<ValuePart>()?, ValuePart::TelescopicSight);
/// # Ok::<(), landfall::goods::UnknownPart>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ValuePart {
    /// The movement of a watch or clock.
    Movement,
    /// The case of a watch or clock.
    Case,
    /// The strap, band or bracelet of a watch.
    Strap,
    /// The battery.
    Battery,
    /// An apparatus without its battery.
    Apparatus,
    /// A rifle without its sight.
    Rifle,
    /// A telescopic sight; 0 where there is none.
    TelescopicSight,
    /// The lead in goods of lead.
    LeadContent,
}

/// A word that is no part of an article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a rated part, expected a word such as `case`, `strap` or `battery`")]
pub struct UnknownPart {
    /// The word as given.
    pub word: String,
}

impl ValuePart {
    /// Every part, in the order in which duties print them.
    pub const ALL: [Self; 8] = [
        Self::Movement,
        Self::Case,
        Self::Strap,
        Self::Battery,
        Self::Apparatus,
        Self::Rifle,
        Self::TelescopicSight,
        Self::LeadContent,
    ];

    /// The word for it: `case`, `telescopic_sight`, …
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Movement => "movement",
            Self::Case => "case",
            Self::Strap => "strap",
            Self::Battery => "battery",
            Self::Apparatus => "apparatus",
            Self::Rifle => "rifle",
            Self::TelescopicSight => "telescopic_sight",
            Self::LeadContent => "lead_content",
        }
    }

    /// The words that tariffs use for it; the first is the one printed.
    pub(super) const fn notations(self) -> &'static [&'static str] {
        match self {
            Self::Movement => &["movement"],
            Self::Case => &["case"],
            Self::Strap => &["strap", "strap, band or bracelet"],
            Self::Battery => &["battery"],
            Self::Apparatus => &["apparatus"],
            Self::Rifle => &["rifle"],
            Self::TelescopicSight => &["telescopic sight", "telescopic sight, if any"],
            Self::LeadContent => &["lead content"],
        }
    }

    const fn place(self) -> usize {
        self as usize
    }
}

impl FromStr for ValuePart {
    type Err = UnknownPart;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|part| part.as_str() == word)
            .ok_or_else(|| UnknownPart { word: word.to_owned() })
    }
}

impl fmt::Display for ValuePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What the separately rated parts of the goods are worth, in the currency of the value.
///
/// ```
/// use landfall::Decimal;
/// use landfall::goods::{PartValues, ValuePart};
///
/// let watch = PartValues::default().with(ValuePart::Case, Decimal::from(40));
/// assert_eq!(watch.get(ValuePart::Case), Some(Decimal::from(40)));
/// assert_eq!(watch.get(ValuePart::Strap), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PartValues {
    values: [Option<Decimal>; 8],
}

impl PartValues {
    /// The same with the value of one part; a negative one leaves the part unknown.
    #[must_use]
    pub fn with(mut self, part: ValuePart, value: Decimal) -> Self {
        if let Some(place) = self.values.get_mut(part.place()) {
            *place = Some(value).filter(|value| !value.is_sign_negative() || value.is_zero());
        }
        self
    }

    /// The parts that are known, in the order of [`ValuePart::ALL`].
    pub fn known(&self) -> impl Iterator<Item = (ValuePart, Decimal)> + '_ {
        ValuePart::ALL.into_iter().filter_map(|part| Some((part, self.get(part)?)))
    }

    /// The same parts in another currency; a value that does not fit is not known any more.
    pub(crate) fn each(&self, change: impl Fn(Decimal) -> Option<Decimal>) -> Self {
        Self { values: self.values.map(|value| value.and_then(&change)) }
    }

    /// What the part is worth, if that is known.
    #[must_use]
    pub fn get(&self, part: ValuePart) -> Option<Decimal> {
        self.values.get(part.place()).copied().flatten()
    }
}

/// Some parts that are rated together: the case and the strap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Parts(u16);

impl Parts {
    pub(super) fn with(self, part: ValuePart) -> Self {
        Self(self.0 | (1 << part.place()))
    }

    pub(super) fn iter(self) -> impl Iterator<Item = ValuePart> {
        ValuePart::ALL.into_iter().filter(move |part| self.0 & (1 << part.place()) != 0)
    }
}

impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sign = "";
        for part in self.iter() {
            f.write_str(sign)?;
            f.write_str(part.notations().first().copied().unwrap_or_default())?;
            sign = " and ";
        }
        Ok(())
    }
}

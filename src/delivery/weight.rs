use rust_decimal::Decimal;

use crate::money::{RoundingMode, checked_round_to_step};

use super::SizeLimits;

/// Three sides and a weight, in one system of units: centimetres and kilograms, or inches and pounds.
///
/// ```
/// use landfall::delivery::Piece;
/// let piece = Piece::new([40.into(), 30.into(), 20.into()], "2.4".parse()?)?;
/// assert_eq!(piece.length_plus_girth().to_string(), "140");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The longest first.
    sides: [Decimal; 3],
    weight: Decimal,
}

/// Why pieces have no chargeable weight, or cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightError {
    /// A side or weight is not above zero, or too great.
    #[error("{field} of {found} found, expected above 0 up to {MOST}")]
    Measure {
        /// `side` or `weight`.
        field: &'static str,
        /// As given.
        found: Decimal,
    },
    /// There is no piece.
    #[error("no piece found, expected at least one")]
    NoPiece,
    /// A divisor, density or step is not above zero.
    #[error("{field} of {found} found, expected above 0")]
    Rule {
        /// The part of the rule.
        field: &'static str,
        /// As given.
        found: Decimal,
    },
    /// A piece is heavier or larger than the service takes.
    #[error("{what} of {found} found, the service takes at most {most}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The piece.
        found: Decimal,
        /// The limit.
        most: Decimal,
    },
}

/// In a cubic metre.
const CUBIC_CENTIMETRES: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// The most that a side or weight may be.
const MOST: Decimal = Decimal::from_parts(100_000, 0, 0, false, 0);

impl Piece {
    /// A piece with three sides, in any order.
    ///
    /// # Errors
    /// [`WeightError::Measure`] if a side or the weight is not above zero.
    pub fn new(mut sides: [Decimal; 3], weight: Decimal) -> Result<Self, WeightError> {
        for side in sides {
            check("side", side)?;
        }
        check("weight", weight)?;
        sides.sort_unstable_by(|one, other| other.cmp(one));
        Ok(Self { sides, weight })
    }

    /// The sides, the longest first.
    #[must_use]
    pub const fn sides(&self) -> [Decimal; 3] {
        self.sides
    }

    /// The weight on the scale.
    #[must_use]
    pub const fn weight(&self) -> Decimal {
        self.weight
    }

    /// The longest side and twice the two others.
    #[must_use]
    pub fn length_plus_girth(&self) -> Decimal {
        let [length, width, height] = self.sides;
        length.saturating_add(width.saturating_add(height).saturating_mul(Decimal::TWO))
    }
}

fn check(field: &'static str, found: Decimal) -> Result<(), WeightError> {
    if found > Decimal::ZERO && found <= MOST { Ok(()) } else { Err(WeightError::Measure { field, found }) }
}

impl SizeLimits {
    /// Whether the service takes a piece in centimetres and kilograms.
    ///
    /// # Errors
    /// [`WeightError::TooLarge`] names the limit.
    pub fn check(&self, piece: &Piece) -> Result<(), WeightError> {
        let within = |what, found: Decimal, most: Option<Decimal>| match most {
            Some(most) if found > most => Err(WeightError::TooLarge { what, found, most }),
            _ => Ok(()),
        };
        within("weight", piece.weight, self.max_weight_kg)?;
        for (side, most) in piece.sides.iter().zip(&self.max_sides_cm) {
            within("side", *side, Some(*most))?;
        }
        within("length plus girth", piece.length_plus_girth(), self.max_length_plus_girth_cm)?;
        let sum = piece.sides.iter().fold(Decimal::ZERO, |sum, side| sum.saturating_add(*side));
        within("sum of sides", sum, self.max_sum_of_sides_cm)
    }
}

/// How a carrier turns size into weight, and weight into what it charges.
///
/// ```
/// use landfall::delivery::{Piece, VolumetricWeight};
/// // Express by air: 5000 cm³ to the kilogram, up to the next half kilogram.
/// let express = VolumetricWeight::divisor(5000.into())?.with_weight_step("0.5".parse()?)?;
/// let piece = Piece::new([40.into(), 30.into(), 20.into()], "3.1".parse()?)?;
/// let charged = express.chargeable(&[piece])?;
/// assert_eq!(charged.volumetric().to_string(), "4.8"); // 24 000 cm³ / 5000
/// assert_eq!(charged.weight().to_string(), "5.0");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VolumetricWeight {
    /// The volumetric weight is the volume times the first over the second.
    factor: (Decimal, Decimal),
    side_rounding: Option<(Decimal, RoundingMode)>,
    volumetric_step: Option<Decimal>,
    weight_step: Option<Decimal>,
    minimum: Decimal,
    sums_pieces: bool,
}

/// What a carrier charges for, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChargeableWeight {
    actual: Decimal,
    volumetric: Decimal,
    weight: Decimal,
}

impl ChargeableWeight {
    /// The weight on the scale, of all pieces.
    #[must_use]
    pub const fn actual(&self) -> Decimal {
        self.actual
    }

    /// The volumetric weight of all pieces.
    #[must_use]
    pub const fn volumetric(&self) -> Decimal {
        self.volumetric
    }

    /// What is charged for: the greater of the two, by the carrier's rounding.
    #[must_use]
    pub const fn weight(&self) -> Decimal {
        self.weight
    }
}

impl VolumetricWeight {
    /// So many units of volume to one of weight: 5000 cm³ to the kilogram, 139 in³ to the pound.
    ///
    /// # Errors
    /// [`WeightError::Rule`] if the divisor is not above zero.
    pub fn divisor(divisor: Decimal) -> Result<Self, WeightError> {
        Ok(Self::of((Decimal::ONE, above_zero("divisor", divisor)?)))
    }

    /// So many kilograms to the cubic metre, for sides in centimetres.
    ///
    /// # Errors
    /// [`WeightError::Rule`] if the density is not above zero.
    pub fn kilograms_per_cubic_metre(density: Decimal) -> Result<Self, WeightError> {
        Ok(Self::of((above_zero("density", density)?, CUBIC_CENTIMETRES)))
    }

    fn of(factor: (Decimal, Decimal)) -> Self {
        Self {
            factor,
            side_rounding: None,
            volumetric_step: None,
            weight_step: None,
            minimum: Decimal::ZERO,
            sums_pieces: false,
        }
    }

    /// The same rule with sides rounded before they are multiplied.
    ///
    /// # Errors
    /// [`WeightError::Rule`] if the step is not above zero.
    pub fn with_side_rounding(mut self, step: Decimal, mode: RoundingMode) -> Result<Self, WeightError> {
        self.side_rounding = Some((above_zero("step of sides", step)?, mode));
        Ok(self)
    }

    /// The same rule with the volumetric weight of a piece rounded up to a step before it is compared.
    ///
    /// # Errors
    /// [`WeightError::Rule`] if the step is not above zero.
    pub fn with_volumetric_step(mut self, step: Decimal) -> Result<Self, WeightError> {
        self.volumetric_step = Some(above_zero("step of the volumetric weight", step)?);
        Ok(self)
    }

    /// The same rule with the charged weight rounded up to a step.
    ///
    /// # Errors
    /// [`WeightError::Rule`] if the step is not above zero.
    pub fn with_weight_step(mut self, step: Decimal) -> Result<Self, WeightError> {
        self.weight_step = Some(above_zero("step of the weight", step)?);
        Ok(self)
    }

    /// The same rule that charges for no less than this.
    #[must_use]
    pub fn with_minimum(mut self, weight: Decimal) -> Self {
        self.minimum = weight;
        self
    }

    /// The same rule that compares the sums over all pieces; without this each piece is compared for itself.
    #[must_use]
    pub fn summing_pieces(mut self, yes: bool) -> Self {
        self.sums_pieces = yes;
        self
    }

    /// What is charged for these pieces.
    ///
    /// # Errors
    /// [`WeightError::NoPiece`] without a piece.
    pub fn chargeable(&self, pieces: &[Piece]) -> Result<ChargeableWeight, WeightError> {
        if pieces.is_empty() {
            return Err(WeightError::NoPiece);
        }
        let (mut actual, mut volumetric, mut each) = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
        for piece in pieces {
            let own = self.volumetric(piece);
            actual = actual.saturating_add(piece.weight);
            volumetric = volumetric.saturating_add(own);
            each = each.saturating_add(self.charged(piece.weight.max(own)));
        }
        let weight = if self.sums_pieces { self.charged(actual.max(volumetric)) } else { each };
        Ok(ChargeableWeight { actual, volumetric, weight })
    }

    fn volumetric(&self, piece: &Piece) -> Decimal {
        let rounded = |side: Decimal| match self.side_rounding {
            Some((step, mode)) => checked_round_to_step(side, step, mode).unwrap_or(side),
            None => side,
        };
        let volume =
            piece.sides.iter().fold(Decimal::ONE, |volume, side| volume.saturating_mul(rounded(*side)));
        let (over, under) = self.factor;
        let weight = volume.saturating_mul(over).checked_div(under).unwrap_or(Decimal::MAX);
        up(weight, self.volumetric_step).normalize()
    }

    fn charged(&self, weight: Decimal) -> Decimal {
        up(weight.max(self.minimum), self.weight_step)
    }
}

fn above_zero(field: &'static str, found: Decimal) -> Result<Decimal, WeightError> {
    if found > Decimal::ZERO { Ok(found) } else { Err(WeightError::Rule { field, found }) }
}

fn up(weight: Decimal, step: Option<Decimal>) -> Decimal {
    step.and_then(|step| checked_round_to_step(weight, step, RoundingMode::Up)).unwrap_or(weight)
}

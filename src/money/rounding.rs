use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How a number between two steps is settled. There is no default: the rule that asks for the rounding says.
///
/// ```
/// use landfall::money::{RoundingMode, round_to_step};
///
/// let cent = "0.01".parse()?;
/// assert_eq!(round_to_step("2.345".parse()?, cent, RoundingMode::HalfUp), "2.35".parse()?);
/// assert_eq!(round_to_step("2.345".parse()?, cent, RoundingMode::HalfEven), "2.34".parse()?);
/// assert_eq!(round_to_step("2.349".parse()?, cent, RoundingMode::Down), "2.34".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RoundingMode {
    /// To the nearest, a half away from zero: the commercial rule.
    HalfUp,
    /// To the nearest, a half towards zero.
    HalfDown,
    /// To the nearest, a half to the even neighbour.
    HalfEven,
    /// To the nearest, a half towards the greater number.
    HalfCeiling,
    /// To the nearest, a half towards the smaller number.
    HalfFloor,
    /// Away from zero.
    Up,
    /// Towards zero: what stands behind the last step is cut off.
    Down,
    /// Towards the greater number.
    Ceiling,
    /// Towards the smaller number.
    Floor,
}

impl RoundingMode {
    /// Every mode.
    pub const ALL: [Self; 9] = [
        Self::HalfUp,
        Self::HalfDown,
        Self::HalfEven,
        Self::HalfCeiling,
        Self::HalfFloor,
        Self::Up,
        Self::Down,
        Self::Ceiling,
        Self::Floor,
    ];

    /// The word used in data files and answers, such as `half_up`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HalfUp => "half_up",
            Self::HalfDown => "half_down",
            Self::HalfEven => "half_even",
            Self::HalfCeiling => "half_ceiling",
            Self::HalfFloor => "half_floor",
            Self::Up => "up",
            Self::Down => "down",
            Self::Ceiling => "ceiling",
            Self::Floor => "floor",
        }
    }

    /// Whether the step further from zero is taken, for a number that lies between two steps.
    fn moves_away(self, half: Ordering, odd: bool, negative: bool) -> bool {
        let tie = match self {
            Self::Up => return true,
            Self::Down => return false,
            Self::Ceiling => return !negative,
            Self::Floor => return negative,
            Self::HalfUp => true,
            Self::HalfDown => false,
            Self::HalfEven => odd,
            Self::HalfCeiling => !negative,
            Self::HalfFloor => negative,
        };
        half == Ordering::Greater || (half == Ordering::Equal && tie)
    }
}

impl fmt::Display for RoundingMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no rounding mode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no rounding mode, expected a word such as `half_up`, `half_even`, `down` or `floor`")]
pub struct UnknownRoundingMode {
    /// The text as given.
    pub text: String,
}

impl FromStr for RoundingMode {
    type Err = UnknownRoundingMode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|mode| mode.as_str() == text)
            .ok_or_else(|| UnknownRoundingMode { text: text.to_owned() })
    }
}

/// Rounds to a multiple of `step`, such as 0.01, 0.05, 1 or 1000.
///
/// `step` must be greater than zero. Where that does not hold, or where the multiple would need more than the
/// 28 digits of a [`Decimal`], the value comes back as it is; [`checked_round_to_step`] tells the difference.
///
/// ```
/// use landfall::money::{RoundingMode, round_to_step};
/// // Japan cuts the customs value to whole thousands of yen.
/// assert_eq!(round_to_step(12_999.into(), 1000.into(), RoundingMode::Down), 12_000.into());
/// ```
#[must_use]
pub fn round_to_step(value: Decimal, step: Decimal, mode: RoundingMode) -> Decimal {
    checked_round_to_step(value, step, mode).unwrap_or(value)
}

/// Rounds to a multiple of `step`; `None` if `step` is not greater than zero or the multiple does not fit.
#[must_use]
pub fn checked_round_to_step(value: Decimal, step: Decimal, mode: RoundingMode) -> Option<Decimal> {
    if step.mantissa() == 1 {
        return Some(round_to_digits(value, step.scale(), mode));
    }
    if step <= Decimal::ZERO {
        return None;
    }
    // Without trailing zeros the alignment below needs the fewest digits.
    let step = step.normalize();
    let (numerator, divisor) = if value.scale() >= step.scale() {
        let shift = power_of_ten(value.scale() - step.scale())?;
        match step.mantissa().checked_mul(shift) {
            Some(divisor) => (value.mantissa(), divisor),
            // Such a step is more than twice any value: zero is the nearest multiple.
            None => (value.mantissa(), i128::MAX),
        }
    } else {
        let shift = power_of_ten(step.scale() - value.scale())?;
        match value.mantissa().checked_mul(shift) {
            Some(numerator) => (numerator, step.mantissa()),
            None => return None,
        }
    };
    match divide(numerator, divisor, mode) {
        None => Some(value),
        Some(steps) => {
            Decimal::try_from_i128_with_scale(steps.checked_mul(step.mantissa())?, step.scale()).ok()
        }
    }
}

/// Rounds to `digits` decimal places. Always fits: what is cut off was longer than what is added.
pub(crate) fn round_to_digits(value: Decimal, digits: u32, mode: RoundingMode) -> Decimal {
    let Some(cut) = value.scale().checked_sub(digits).filter(|cut| *cut > 0) else { return value };
    let rounded = power_of_ten(cut)
        .and_then(|divisor| divide(value.mantissa(), divisor, mode))
        .map(|mantissa| Decimal::try_from_i128_with_scale(mantissa, digits));
    match rounded {
        None => value,
        Some(rounded) => rounded.expect("a rounded mantissa is shorter than the one it came from"),
    }
}

/// The quotient of `numerator` and a positive `divisor`, rounded; `None` if it divides evenly.
fn divide(numerator: i128, divisor: i128, mode: RoundingMode) -> Option<i128> {
    let negative = numerator < 0;
    let (magnitude, divisor) = (numerator.unsigned_abs(), divisor.unsigned_abs());
    // Most amounts fit 64 bits, where division is ten times cheaper.
    let (quotient, rest) = match (u64::try_from(magnitude), u64::try_from(divisor)) {
        (Ok(magnitude), Ok(divisor)) => {
            (u128::from(magnitude.checked_div(divisor)?), u128::from(magnitude.checked_rem(divisor)?))
        }
        _ => (magnitude.checked_div(divisor)?, magnitude.checked_rem(divisor)?),
    };
    if rest == 0 {
        return None;
    }
    let half = rest.cmp(&(divisor - rest));
    let away = mode.moves_away(half, quotient % 2 == 1, negative);
    let quotient = i128::try_from(quotient + u128::from(away)).ok()?;
    Some(if negative { -quotient } else { quotient })
}

/// 10 to the power of `exponent`, up to the 38 that 128 bits hold.
pub(crate) fn power_of_ten(exponent: u32) -> Option<i128> {
    match exponent {
        0 => Some(1),
        1 => Some(10),
        2 => Some(100),
        3 => Some(1_000),
        4 => Some(10_000),
        5 => Some(100_000),
        6 => Some(1_000_000),
        _ => 10_i128.checked_pow(exponent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn each_mode_settles_halves_and_quarters_in_its_own_way() {
        use RoundingMode::{Ceiling, Down, Floor, HalfCeiling, HalfDown, HalfEven, HalfFloor, HalfUp, Up};
        //                     2.5    -2.5   1.5   1.2   -1.2  1.8   -1.8
        let table = [
            (HalfUp, ["3", "-3", "2", "1", "-1", "2", "-2"]),
            (HalfDown, ["2", "-2", "1", "1", "-1", "2", "-2"]),
            (HalfEven, ["2", "-2", "2", "1", "-1", "2", "-2"]),
            (HalfCeiling, ["3", "-2", "2", "1", "-1", "2", "-2"]),
            (HalfFloor, ["2", "-3", "1", "1", "-1", "2", "-2"]),
            (Up, ["3", "-3", "2", "2", "-2", "2", "-2"]),
            (Down, ["2", "-2", "1", "1", "-1", "1", "-1"]),
            (Ceiling, ["3", "-2", "2", "2", "-1", "2", "-1"]),
            (Floor, ["2", "-3", "1", "1", "-2", "1", "-2"]),
        ];
        for (mode, expected) in table {
            for (value, expected) in ["2.5", "-2.5", "1.5", "1.2", "-1.2", "1.8", "-1.8"].iter().zip(expected)
            {
                let rounded = round_to_step(decimal(value), Decimal::ONE, mode);
                assert_eq!(rounded, decimal(expected), "{value} {mode}");
                // The same numbers, once as hundredths and once in steps of three.
                let cents = round_to_step(decimal(value) / Decimal::ONE_HUNDRED, decimal("0.01"), mode);
                assert_eq!(cents * Decimal::ONE_HUNDRED, decimal(expected), "{value} hundredths {mode}");
                let threes = round_to_step(decimal(value) * decimal("3"), decimal("3"), mode);
                assert_eq!(threes, decimal(expected) * decimal("3"), "{value} threes {mode}");
            }
        }
    }

    #[test]
    fn swiss_cash_is_paid_in_five_rappen() {
        for (sum, paid) in [("17.42", "17.40"), ("17.43", "17.45"), ("17.475", "17.50"), ("17.474", "17.45")]
        {
            let rounded = round_to_step(decimal(sum), decimal("0.05"), RoundingMode::HalfUp);
            assert_eq!(rounded, decimal(paid), "{sum}");
        }
    }

    #[test]
    fn a_step_without_use_gives_the_value_back() {
        let value = decimal("1.25");
        for step in ["0", "-0.01", "-1"] {
            assert_eq!(checked_round_to_step(value, decimal(step), RoundingMode::Up), None, "{step}");
            assert_eq!(round_to_step(value, decimal(step), RoundingMode::Up), value, "{step}");
        }
    }

    #[test]
    fn the_largest_numbers_are_rounded_or_refused_without_panic() {
        let tiny = Decimal::new(1, 28);
        for value in [Decimal::MAX, Decimal::MIN, tiny, -tiny] {
            for step in
                [Decimal::MAX, tiny, Decimal::ONE, Decimal::new(5, 0), Decimal::new(7, 28), Decimal::TEN]
            {
                for mode in RoundingMode::ALL {
                    let _ = checked_round_to_step(value, step, mode);
                }
            }
        }
        // 79228162514264337593543950335 ends in 5; the next ten is beyond the 96 bits.
        assert_eq!(checked_round_to_step(Decimal::MAX, Decimal::TEN, RoundingMode::Up), None);
        let below = decimal("79228162514264337593543950330");
        assert_eq!(checked_round_to_step(Decimal::MAX, Decimal::TEN, RoundingMode::Down), Some(below));
        assert_eq!(checked_round_to_step(tiny, Decimal::MAX, RoundingMode::HalfUp), Some(Decimal::ZERO));
        assert_eq!(checked_round_to_step(tiny, Decimal::MAX, RoundingMode::Up), Some(Decimal::MAX));
    }

    #[test]
    fn words_are_read_back() {
        for mode in RoundingMode::ALL {
            assert_eq!(mode.to_string().parse::<RoundingMode>().unwrap(), mode);
            assert_eq!(serde_json::to_string(&mode).unwrap(), format!("\"{mode}\""));
        }
        assert!("HalfUp".parse::<RoundingMode>().is_err());
    }
}

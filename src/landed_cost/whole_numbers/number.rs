//! Amounts as whole numbers of 10⁻¹⁵ of the currency's unit, and their rounding.
//!
//! Fifteen places are those up to which the clear calculation trusts its own digits. A quotient is cut at the
//! fifteenth; whatever then lies so near to a limit or between two steps that the cut could decide is not decided
//! here: the answer is `None`, and the clear calculation runs.

use rust_decimal::Decimal;

use crate::goods::DutyExpression;
use crate::landed_cost::territory::{Bound, Rounding};
use crate::money::RoundingMode;

/// An amount of at least zero in units of 10⁻¹⁵.
pub(in crate::landed_cost) type Fixed = u128;

const PLACES: u32 = 15;
/// How far an amount may be off by what was cut, in its smallest unit, and more.
const NEAR: u128 = 4_096;
/// The largest amount that is taken in.
pub(in crate::landed_cost) const LARGEST: Fixed = 10_u128.pow(9 + PLACES);
/// The largest base; its product with the digits of any rate fits 128 bits.
const LARGEST_BASE: Fixed = 10_u128.pow(12 + PLACES);
/// The largest charge in minor units; as many as a quote can hold together fit 64 bits.
const LARGEST_CHARGE: u64 = 10_u64.pow(13);

const POWERS: [u64; 20] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
    10_000_000_000_000,
    100_000_000_000_000,
    1_000_000_000_000_000,
    10_000_000_000_000_000,
    100_000_000_000_000_000,
    1_000_000_000_000_000_000,
    10_000_000_000_000_000_000,
];

/// Ten to the power of `exponent`, as far as 64 bits hold it.
pub(in crate::landed_cost) fn power(exponent: u32) -> Option<u64> {
    POWERS.get(usize::try_from(exponent).ok()?).copied()
}

/// A decimal as digits and places; `None` below zero or beyond 64 bits.
pub(in crate::landed_cost) fn digits_of(amount: Decimal) -> Option<(u64, u32)> {
    Some((u64::try_from(amount.mantissa()).ok()?, amount.scale()))
}

/// An amount exactly; `None` if it is negative, has too many places or is too large.
pub(in crate::landed_cost) fn fixed(amount: Decimal) -> Option<Fixed> {
    let digits = u128::try_from(amount.mantissa()).ok().filter(|digits| *digits <= LARGEST)?;
    let power = power(PLACES.checked_sub(amount.scale())?)?;
    Some(digits * Fixed::from(power)).filter(|amount| *amount <= LARGEST)
}

/// An amount as the clear calculation has it, cut to the places that are kept here.
pub(in crate::landed_cost) fn cut(amount: Decimal) -> Option<Fixed> {
    fixed(if amount.scale() > PLACES { amount.round_dp(PLACES) } else { amount })
}

pub(in crate::landed_cost) fn decimal(amount: Fixed) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(i128::try_from(amount).ok()?, PLACES).ok()
}

/// The unit in which a currency with so many digits is charged.
pub(in crate::landed_cost) fn minor_unit(digits: u32) -> Option<u64> {
    power(PLACES.checked_sub(digits)?)
}

/// An amount that a rate can be taken on.
pub(in crate::landed_cost) fn as_base(amount: Fixed) -> Option<Fixed> {
    (amount <= LARGEST_BASE).then_some(amount)
}

/// Whether two amounts are the same but for what was cut.
pub(in crate::landed_cost) fn is_same(one: Fixed, other: Fixed) -> bool {
    one.abs_diff(other) <= NEAR
}

/// So many steps in minor units.
pub(in crate::landed_cost) fn minor_of(steps: u128, per_step: u64) -> Option<u64> {
    u64::try_from(steps).ok()?.checked_mul(per_step).filter(|minor| *minor <= LARGEST_CHARGE)
}

/// Quotient and rest. Most amounts fit 64 bits, where a division is many times cheaper.
pub(in crate::landed_cost) fn divide(amount: u128, by: u64) -> (u128, u64) {
    if let Ok(small) = u64::try_from(amount) {
        return (u128::from(small / by), small % by);
    }
    let quotient = amount / u128::from(by);
    (quotient, u64::try_from(amount - quotient * u128::from(by)).unwrap_or_default())
}

/// The quotient to the nearest unit.
pub(in crate::landed_cost) fn nearest(amount: u128, by: u64) -> u128 {
    let (quotient, rest) = divide(amount, by);
    quotient + u128::from(rest >= by - rest)
}

/// A rate as a quotient of whole numbers that are small enough to multiply any amount.
#[derive(Debug, Clone, Copy)]
pub(in crate::landed_cost) struct Ratio {
    pub(in crate::landed_cost) over: u64,
    pub(in crate::landed_cost) under: u64,
}

impl Ratio {
    const LARGEST: u64 = 10_u64.pow(10);
    /// No more than so many times the base is charged.
    const MOST: u64 = 1_000;

    pub(in crate::landed_cost) const ONE: Self = Self { over: 1, under: 1 };

    pub(in crate::landed_cost) fn new(over: u64, under: u64) -> Option<Self> {
        (over <= Self::LARGEST && under <= Self::LARGEST && under > 0).then_some(Self { over, under })
    }

    /// A share such as 0.19.
    pub(in crate::landed_cost) fn of(share: Decimal) -> Option<Self> {
        let (digits, scale) = digits_of(share)?;
        Self::rate(digits, power(scale)?)
    }

    fn rate(over: u64, under: u64) -> Option<Self> {
        Self::new(over, under).filter(|rate| rate.over / Self::MOST <= rate.under)
    }

    pub(in crate::landed_cost) fn of_percent(percent: Decimal) -> Option<Self> {
        let (digits, scale) = digits_of(percent)?;
        Self::rate(digits, power(scale.checked_add(2)?)?)
    }

    pub(in crate::landed_cost) fn of_duty(duty: &DutyExpression) -> Option<Self> {
        Self::of_percent(duty.as_percent()?)
    }

    /// The quotient of two decimals.
    pub(in crate::landed_cost) fn of_fraction(numerator: Decimal, denominator: Decimal) -> Option<Self> {
        let ((over, over_scale), (under, under_scale)) = (digits_of(numerator)?, digits_of(denominator)?);
        let shift = power(over_scale.abs_diff(under_scale))?;
        if over_scale < under_scale {
            Self::new(over.checked_mul(shift)?, under)
        } else {
            Self::new(over, under.checked_mul(shift)?)
        }
    }

    pub(in crate::landed_cost) fn times(self, amount: Fixed) -> Fixed {
        if self.over == self.under { amount } else { nearest(amount * u128::from(self.over), self.under) }
    }

    /// The base of which this is a share, for a charge that is part of its own base.
    pub(in crate::landed_cost) fn grossed_up(self, base: Fixed) -> Option<Fixed> {
        let rest = self.under.checked_sub(self.over).filter(|rest| *rest > 0)?;
        as_base(nearest(base * u128::from(self.under), rest))
    }
}

/// Multiples of what a rounding rounds to.
#[derive(Debug, Clone, Copy)]
pub(in crate::landed_cost) struct Steps {
    pub(in crate::landed_cost) size: u64,
    pub(in crate::landed_cost) mode: RoundingMode,
}

impl Steps {
    /// `None` for a step that is too fine or too coarse to be counted here.
    pub(in crate::landed_cost) fn of(round: &Rounding) -> Option<Self> {
        let size = u64::try_from(fixed(round.step)?).ok().filter(|size| *size > 0)?;
        Some(Self { size, mode: round.mode })
    }

    /// The commercial rounding to a unit.
    pub(in crate::landed_cost) fn half_up(unit: u64) -> Self {
        Self { size: unit, mode: RoundingMode::HalfUp }
    }

    /// How many steps an amount is; `None` if it lies too near to where that changes.
    pub(in crate::landed_cost) fn count(self, amount: Fixed) -> Option<u128> {
        self.count_of(amount, self.size, NEAR)
    }

    /// How many steps an amount at a rate is, with one division instead of two where the numbers are small enough.
    pub(in crate::landed_cost) fn count_at(self, amount: Fixed, rate: Ratio) -> Option<u128> {
        match self.size.checked_mul(rate.under) {
            Some(divisor) => {
                let over = u128::from(rate.over);
                self.count_of(amount * over, divisor, NEAR * over)
            }
            None => self.count(rate.times(amount)),
        }
    }

    /// The nearest multiple below, above or around, as an amount.
    pub(in crate::landed_cost) fn round(self, amount: Fixed) -> Option<Fixed> {
        Some(self.count(amount)? * u128::from(self.size))
    }

    fn count_of(self, numerator: u128, divisor: u64, near: u128) -> Option<u128> {
        let (whole, rest) = divide(numerator, divisor);
        if rest == 0 {
            return Some(whole);
        }
        let (rest, left) = (u128::from(rest), u128::from(divisor - rest));
        let away = match self.mode {
            RoundingMode::Up | RoundingMode::Ceiling | RoundingMode::Down | RoundingMode::Floor => {
                if rest <= near || left <= near {
                    return None;
                }
                matches!(self.mode, RoundingMode::Up | RoundingMode::Ceiling)
            }
            _ if rest == left => match self.mode {
                RoundingMode::HalfUp | RoundingMode::HalfCeiling => true,
                RoundingMode::HalfEven => whole % 2 == 1,
                _ => false,
            },
            _ if rest.abs_diff(left) <= near + near => return None,
            _ => rest > left,
        };
        Some(whole + u128::from(away))
    }
}

/// Whether an amount lies within a bound; `None` if it lies too near to it without lying on it.
pub(in crate::landed_cost) fn holds(bound: Bound, amount: Fixed, limit: Fixed) -> Option<bool> {
    let distance = amount.abs_diff(limit);
    if distance != 0 && distance <= NEAR {
        return None;
    }
    Some(match bound {
        Bound::NotAbove => amount <= limit,
        Bound::Above => amount > limit,
        Bound::Below => amount < limit,
        Bound::AtLeast => amount >= limit,
    })
}

/// Splits `total` units by weights that sum to `sum`, the largest remainders first, among equals the first weight.
/// `None` if remainders are so close that what was cut could decide, or if there is nothing to split by.
pub(in crate::landed_cost) fn allocate(
    total: u64,
    unit: u64,
    weights: &[Fixed],
    keys: &mut Vec<u64>,
    shares: &mut Vec<u64>,
) -> Option<()> {
    /// Room for the place of a weight behind its remainder.
    const PLACE_BITS: u32 = 10;
    shares.clear();
    let sum = weights.iter().sum::<Fixed>();
    if sum == 0 || weights.len() > 1 << PLACE_BITS {
        return None;
    }
    if weights.len() == 1 {
        shares.push(total);
        return Some(());
    }
    // Written with 54 bits, so that remainder and place fit one word.
    let even = sum.abs_diff(u128::from(total) * u128::from(unit)) <= NEAR;
    let spare = if even { 0 } else { (u128::BITS - sum.leading_zeros()).saturating_sub(64 - PLACE_BITS) };
    let divisor = if even { unit } else { u64::try_from(sum >> spare).ok()? };
    let mut left = total;
    keys.clear();
    for (place, weight) in weights.iter().enumerate() {
        let amount = if even { *weight } else { (weight >> spare) * u128::from(total) };
        let (whole, rest) = divide(amount, divisor);
        let whole = u64::try_from(whole).ok()?;
        left = left.checked_sub(whole)?;
        shares.push(whole);
        let back = u64::try_from(weights.len() - place).ok()?;
        keys.push(rest.checked_shl(PLACE_BITS).filter(|key| key >> PLACE_BITS == rest)? | (back - 1));
    }
    if left == 0 {
        return Some(());
    }
    let count = usize::try_from(left).ok()?;
    let last = keys.len().checked_sub(count)?;
    let (below, lowest, _) = keys.select_nth_unstable(last);
    let lowest = *lowest;
    let near = if even { NEAR } else { u128::from(total) * 16 + NEAR };
    if let Some(next) = below.iter().max() {
        let distance = u128::from((lowest >> PLACE_BITS) - (next >> PLACE_BITS));
        if distance != 0 && distance <= near {
            return None;
        }
    }
    for key in keys.iter().filter(|key| **key >= lowest) {
        let back = usize::try_from(key & ((1 << PLACE_BITS) - 1)).ok()?;
        let place = weights.len().checked_sub(back + 1)?;
        *shares.get_mut(place)? += 1;
    }
    Some(())
}

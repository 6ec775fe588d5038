use std::cmp::Reverse;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Money;
use super::rounding::power_of_ten;

/// Who gets the units that do not divide evenly.
///
/// Whatever the strategy: no part is further than the remainder from its exact share, a weight of zero gets
/// nothing, and the parts of a refund are those of the charge with the other sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AllocationStrategy {
    /// One unit each to the shares that lost most when they were cut to whole units; among equals the first.
    LargestRemainder,
    /// One unit each to the first shares.
    FirstShares,
    /// All of it to the last share.
    LastShare,
    /// All of it to the share with the greatest weight; among equals the first.
    LargestShare,
    /// To nobody: it is returned beside the parts.
    SeparateRemainder,
}

/// Why an amount could not be divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AllocationError {
    /// There is nobody to divide among.
    #[error("there are no shares to divide among")]
    NoShares,
    /// A weight is less than zero.
    #[error("weight {index} is {weight}, expected zero or more")]
    NegativeWeight {
        /// The place of the weight, from zero.
        index: usize,
        /// The weight.
        weight: Decimal,
    },
    /// All weights are zero, so that no share is greater than another.
    #[error("all weights are zero")]
    AllWeightsZero,
    /// The weights, written with equally many decimal places, do not fit 38 digits.
    #[error("the weights are too far apart to be compared exactly")]
    WeightsTooUneven,
    /// The step is not greater than zero.
    #[error("a step of {step}, expected one greater than zero")]
    StepNotPositive {
        /// The step as given.
        step: Decimal,
    },
    /// The total is no multiple of the step, so that multiples of it cannot add up to the total.
    #[error("{total} is no multiple of {step}")]
    NotAMultiple {
        /// The total as given.
        total: Decimal,
        /// The step as given.
        step: Decimal,
    },
    /// The total, counted in steps, does not fit 28 digits.
    #[error("{total} has too many digits to be divided")]
    TooLarge {
        /// The total as given.
        total: Decimal,
    },
}

/// The parts of an amount. Parts and remainder together are the amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocated {
    parts: Vec<Money>,
    remainder: Money,
}

impl Allocated {
    /// The parts, in the order of the weights.
    #[must_use]
    pub fn parts(&self) -> &[Money] {
        &self.parts
    }

    /// What was given to nobody; zero for every strategy but [`AllocationStrategy::SeparateRemainder`].
    #[must_use]
    pub fn remainder(&self) -> Money {
        self.remainder
    }

    /// The parts, in the order of the weights.
    #[must_use]
    pub fn into_parts(self) -> Vec<Money> {
        self.parts
    }
}

impl Money {
    /// Divides the amount in proportion to `weights`.
    ///
    /// ```
    /// use landfall::money::{AllocationStrategy, Money};
    ///
    /// // Shipping of 10.00 over three lines worth 20, 30 and 50.05.
    /// let shipping: Money = "10.00 EUR".parse()?;
    /// let weights = ["20".parse()?, "30".parse()?, "50.05".parse()?];
    /// let parts = shipping.allocate(&weights, AllocationStrategy::LargestRemainder)?;
    /// assert_eq!(parts.parts()[0].to_string(), "2.00 EUR");
    /// assert_eq!(parts.parts()[1].to_string(), "3.00 EUR");
    /// assert_eq!(parts.parts()[2].to_string(), "5.00 EUR");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`AllocationError`] for no weights, a negative one, only zeros, or numbers beyond the digits kept.
    pub fn allocate(
        self,
        weights: &[Decimal],
        strategy: AllocationStrategy,
    ) -> Result<Allocated, AllocationError> {
        let mut parts = Vec::new();
        let remainder = self.allocate_into(weights, strategy, &mut parts)?;
        Ok(Allocated { parts, remainder })
    }

    /// As [`allocate`](Self::allocate), into a list of the caller's, whose memory is used again.
    ///
    /// Returns the remainder. After an error the list is empty.
    ///
    /// # Errors
    /// As [`allocate`](Self::allocate).
    pub fn allocate_into(
        self,
        weights: &[Decimal],
        strategy: AllocationStrategy,
        out: &mut Vec<Money>,
    ) -> Result<Money, AllocationError> {
        out.clear();
        let shares = Weighted::new(weights)?;
        self.divide(&shares, strategy, out)
    }

    /// Divides the amount into `shares` equal parts.
    ///
    /// # Errors
    /// [`AllocationError::NoShares`] for zero shares.
    pub fn split(self, shares: u16, strategy: AllocationStrategy) -> Result<Allocated, AllocationError> {
        if shares == 0 {
            return Err(AllocationError::NoShares);
        }
        let mut parts = Vec::with_capacity(usize::from(shares));
        let remainder = self.divide(&Equal(shares), strategy, &mut parts)?;
        Ok(Allocated { parts, remainder })
    }

    fn divide(
        self,
        shares: &impl Shares,
        strategy: AllocationStrategy,
        out: &mut Vec<Money>,
    ) -> Result<Money, AllocationError> {
        let (total, currency) = (self.minor(), self.currency());
        if decimal_of(total, currency.digits()).is_none() {
            return Err(AllocationError::TooLarge { total: self.amount() });
        }
        let part = |units: u128| {
            let minor = signed(units, total < 0);
            let amount = decimal_of(minor, currency.digits()).expect("a part is no longer than its total");
            Money::from_rounded(amount, currency)
        };
        let slots = Slots {
            part,
            place: |place| Money::from_rounded(Decimal::from(place), currency),
            place_of: |slot: &Money| place_in(slot.amount()),
        };
        let remainder = distribute(total.unsigned_abs(), shares, strategy, &slots, out);
        Ok(part(remainder))
    }
}

/// Divides any decimal total into multiples of `step` by largest remainder, ties to the first.
///
/// `out` is emptied, filled in the order of the weights, and its memory is used again. After an error it is
/// empty. The parts always add up to the total.
///
/// ```
/// use landfall::money::allocate_units;
///
/// let mut parts = Vec::new();
/// allocate_units("1.00".parse()?, "0.05".parse()?, &[1.into(), 1.into(), 1.into()], &mut parts)?;
/// assert_eq!(parts, ["0.35".parse()?, "0.35".parse()?, "0.30".parse()?]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`AllocationError::NotAMultiple`] if the total itself is no multiple of `step`, and the other
/// [`AllocationError`]s for weights and steps that cannot be used.
pub fn allocate_units(
    total: Decimal,
    step: Decimal,
    weights: &[Decimal],
    out: &mut Vec<Decimal>,
) -> Result<(), AllocationError> {
    out.clear();
    let shares = Weighted::new(weights)?;
    if step <= Decimal::ZERO {
        return Err(AllocationError::StepNotPositive { step });
    }
    let (mantissa, scale) = (step.mantissa(), step.scale());
    let too_large = AllocationError::TooLarge { total };
    let aligned = match scale.checked_sub(total.scale()) {
        Some(missing) => power_of_ten(missing)
            .and_then(|shift| total.mantissa().checked_mul(shift))
            .filter(|aligned| decimal_of(*aligned, scale).is_some())
            .ok_or(too_large)?,
        None => {
            let spare = power_of_ten(total.scale().saturating_sub(scale)).ok_or(too_large)?;
            if total.mantissa() % spare != 0 {
                return Err(AllocationError::NotAMultiple { total, step });
            }
            total.mantissa() / spare
        }
    };
    if aligned % mantissa != 0 {
        return Err(AllocationError::NotAMultiple { total, step });
    }
    let slots = Slots {
        part: |units| {
            let part = signed(units, aligned < 0).saturating_mul(mantissa);
            decimal_of(part, scale).expect("a part is no longer than its total")
        },
        place: Decimal::from,
        place_of: |slot: &Decimal| place_in(*slot),
    };
    let steps = (aligned / mantissa).unsigned_abs();
    distribute(steps, &shares, AllocationStrategy::LargestRemainder, &slots, out);
    Ok(())
}

/// How much each share weighs, in whole numbers.
trait Shares {
    fn count(&self) -> usize;
    fn weight(&self, place: usize) -> u128;
    /// Greater than zero.
    fn sum(&self) -> u128;
}

/// Decimal weights, all written with equally many decimal places.
struct Weighted<'w> {
    weights: &'w [Decimal],
    scale: u32,
    sum: u128,
}

impl<'w> Weighted<'w> {
    fn new(weights: &'w [Decimal]) -> Result<Self, AllocationError> {
        let scale = weights.iter().map(Decimal::scale).max().ok_or(AllocationError::NoShares)?;
        let mut sum = 0_u128;
        for (index, weight) in weights.iter().enumerate() {
            if *weight < Decimal::ZERO {
                return Err(AllocationError::NegativeWeight { index, weight: *weight });
            }
            sum = whole_weight(*weight, scale)
                .and_then(|weight| sum.checked_add(weight))
                .ok_or(AllocationError::WeightsTooUneven)?;
        }
        if sum == 0 { Err(AllocationError::AllWeightsZero) } else { Ok(Self { weights, scale, sum }) }
    }
}

impl Shares for Weighted<'_> {
    fn count(&self) -> usize {
        self.weights.len()
    }

    fn weight(&self, place: usize) -> u128 {
        self.weights.get(place).and_then(|weight| whole_weight(*weight, self.scale)).unwrap_or(0)
    }

    fn sum(&self) -> u128 {
        self.sum
    }
}

/// So many shares of the same size; never none.
struct Equal(u16);

impl Shares for Equal {
    fn count(&self) -> usize {
        usize::from(self.0)
    }

    fn weight(&self, _place: usize) -> u128 {
        1
    }

    fn sum(&self) -> u128 {
        u128::from(self.0)
    }
}

/// How parts are written into the caller's list, and places while the parts are being worked out.
struct Slots<P, I, O> {
    part: P,
    place: I,
    place_of: O,
}

/// Writes the parts of `total` units and returns what is left over.
///
/// Needs no memory of its own: to find the shares that get one unit more, `out` holds the places of the
/// shares for a moment, and remainders are worked out again rather than kept.
fn distribute<T, P, I, O>(
    total: u128,
    shares: &impl Shares,
    strategy: AllocationStrategy,
    slots: &Slots<P, I, O>,
    out: &mut Vec<T>,
) -> u128
where
    P: Fn(u128) -> T,
    I: Fn(usize) -> T,
    O: Fn(&T) -> usize,
{
    let (count, sum) = (shares.count(), shares.sum());
    let share = |place: usize| multiply_divide(total, shares.weight(place), sum);
    let left = (0..count).fold(total, |left, place| left.saturating_sub(share(place).0));
    // The greatest remainder first, among equals the first share.
    let rank = |place: usize| (Reverse(share(place).1), place);

    let weighty = || (0..count).filter(|place| shares.weight(*place) > 0);
    let favoured = match strategy {
        _ if left == 0 => Favoured::Nobody,
        AllocationStrategy::SeparateRemainder => Favoured::Nobody,
        AllocationStrategy::LargestRemainder => {
            out.extend((0..count).map(&slots.place));
            let by_rank = |a: &T, b: &T| rank((slots.place_of)(a)).cmp(&rank((slots.place_of)(b)));
            // Fewer units are left than there are shares, since each lost less than one.
            let last = usize::try_from(left - 1).unwrap_or(usize::MAX);
            let (_, last, _) = out.select_nth_unstable_by(last, by_rank);
            let last = rank((slots.place_of)(last));
            out.clear();
            Favoured::UpToRank(last)
        }
        AllocationStrategy::FirstShares => {
            let last = usize::try_from(left - 1).ok().and_then(|last| weighty().nth(last));
            Favoured::UpToPlace(last.unwrap_or(count))
        }
        AllocationStrategy::LastShare => Favoured::Only(weighty().last().unwrap_or(count)),
        AllocationStrategy::LargestShare => {
            let largest = weighty().max_by_key(|place| (shares.weight(*place), Reverse(*place)));
            Favoured::Only(largest.unwrap_or(count))
        }
    };
    out.extend((0..count).map(|place| {
        let (whole, rest) = share(place);
        let extra = match favoured {
            Favoured::Nobody => 0,
            Favoured::UpToRank(last) => u128::from((Reverse(rest), place) <= last),
            Favoured::UpToPlace(last) => u128::from(place <= last && shares.weight(place) > 0),
            Favoured::Only(only) if place == only => left,
            Favoured::Only(_) => 0,
        };
        (slots.part)(whole.saturating_add(extra))
    }));
    if strategy == AllocationStrategy::SeparateRemainder { left } else { 0 }
}

/// The shares that get more than their whole units.
#[derive(Clone, Copy)]
enum Favoured {
    Nobody,
    /// One unit each, down to this remainder and place.
    UpToRank((Reverse<u128>, usize)),
    /// One unit each, up to this place.
    UpToPlace(usize),
    /// All that is left.
    Only(usize),
}

/// A weight as a whole number of units of the `scale`-th decimal place.
fn whole_weight(weight: Decimal, scale: u32) -> Option<u128> {
    let shift = power_of_ten(scale.checked_sub(weight.scale())?)?;
    Some(weight.mantissa().checked_mul(shift)?.unsigned_abs())
}

fn decimal_of(mantissa: i128, scale: u32) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

fn signed(units: u128, negative: bool) -> i128 {
    let units = i128::try_from(units).unwrap_or(i128::MAX);
    if negative { -units } else { units }
}

/// The place that a slot holds; places are small whole numbers.
fn place_in(slot: Decimal) -> usize {
    let unit = power_of_ten(slot.scale()).unwrap_or(1);
    usize::try_from(slot.mantissa() / unit).unwrap_or(usize::MAX)
}

/// Quotient and rest of `left * right / divisor`, for a `right` not above the `divisor`.
fn multiply_divide(left: u128, right: u128, divisor: u128) -> (u128, u128) {
    let Some(product) = left.checked_mul(right) else {
        let (high, low) = wide_product(left, right);
        return wide_quotient(high, low, divisor);
    };
    match (u64::try_from(product), u64::try_from(divisor)) {
        (Ok(product), Ok(divisor)) => (u128::from(product / divisor), u128::from(product % divisor)),
        // One wide division, not two.
        _ => (product / divisor, product - product / divisor * divisor),
    }
}

/// The 256 bits of a product, upper half first.
fn wide_product(left: u128, right: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (a, b) = (left >> 64, left & LOW);
    let (c, d) = (right >> 64, right & LOW);
    let bottom = b * d;
    let middle = a * d + (bottom >> 64);
    let (middle, carry) = middle.overflowing_add(b * c);
    let high = a * c + (middle >> 64) + (u128::from(carry) << 64);
    (high, (middle << 64) | (bottom & LOW))
}

/// Long division of 256 bits, for an upper half below the divisor.
fn wide_quotient(high: u128, low: u128, divisor: u128) -> (u128, u128) {
    let (mut quotient, mut rest) = (0_u128, high);
    for bit in (0..128).rev() {
        let overflow = rest >> 127 == 1;
        rest = (rest << 1) | ((low >> bit) & 1);
        if overflow || rest >= divisor {
            rest = rest.wrapping_sub(divisor);
            quotient |= 1 << bit;
        }
    }
    (quotient, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimals(texts: &[&str]) -> Vec<Decimal> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn parts(total: &str, weights: &[&str], strategy: AllocationStrategy) -> (Vec<i128>, i128) {
        let allocated = total.parse::<Money>().unwrap().allocate(&decimals(weights), strategy).unwrap();
        (allocated.parts().iter().map(|part| part.minor()).collect(), allocated.remainder().minor())
    }

    #[test]
    fn each_strategy_gives_the_odd_cents_to_somebody_else() {
        // 10.00 over 1 : 2 : 3 : 0 : 1 is 142.86, 285.71, 428.57, 0 and 142.86 cents: 997 whole ones, 3 left.
        let weights = ["1", "2", "3", "0", "1"];
        for (strategy, expected, remainder) in [
            (AllocationStrategy::LargestRemainder, [143, 286, 428, 0, 143], 0),
            (AllocationStrategy::FirstShares, [143, 286, 429, 0, 142], 0),
            (AllocationStrategy::LastShare, [142, 285, 428, 0, 145], 0),
            (AllocationStrategy::LargestShare, [142, 285, 431, 0, 142], 0),
            (AllocationStrategy::SeparateRemainder, [142, 285, 428, 0, 142], 3),
        ] {
            assert_eq!(
                parts("10.00 EUR", &weights, strategy),
                (expected.to_vec(), remainder),
                "{strategy:?}"
            );
            let negative: Vec<i128> = expected.iter().map(|part| -part).collect();
            assert_eq!(parts("-10.00 EUR", &weights, strategy), (negative, -remainder), "{strategy:?}");
        }
    }

    #[test]
    fn a_share_without_weight_at_the_end_gets_nothing() {
        assert_eq!(
            parts("0.10 EUR", &["0", "1", "1", "1", "0"], AllocationStrategy::LastShare).0,
            [0, 3, 3, 4, 0]
        );
        assert_eq!(
            parts("0.10 EUR", &["0", "1", "1", "1", "0"], AllocationStrategy::FirstShares).0,
            [0, 4, 3, 3, 0]
        );
    }

    #[test]
    fn equal_remainders_go_to_the_first() {
        assert_eq!(parts("0.02 EUR", &["1", "1", "1"], AllocationStrategy::LargestRemainder).0, [1, 1, 0]);
        assert_eq!(
            parts("100 JPY", &["0.1", "0.10", "0.100"], AllocationStrategy::LargestRemainder).0,
            [34, 33, 33]
        );
    }

    #[test]
    fn weights_that_cannot_be_used_are_named() {
        let ten: Money = "10.00 EUR".parse().unwrap();
        let strategy = AllocationStrategy::LargestRemainder;
        let error = |weights: &[&str]| ten.allocate(&decimals(weights), strategy).unwrap_err();
        assert_eq!(error(&[]), AllocationError::NoShares);
        assert_eq!(error(&["0", "0.00"]), AllocationError::AllWeightsZero);
        let weight: Decimal = "-0.5".parse().unwrap();
        assert_eq!(error(&["1", "-0.5"]), AllocationError::NegativeWeight { index: 1, weight });
        assert_eq!(
            error(&["10000000000000000000000000000", "0.0000000000000000000000000001"]),
            AllocationError::WeightsTooUneven
        );
        assert_eq!(ten.split(0, strategy), Err(AllocationError::NoShares));
    }

    #[test]
    fn instalments_are_split_evenly() {
        let split =
            "100.00 EUR".parse::<Money>().unwrap().split(7, AllocationStrategy::LargestRemainder).unwrap();
        let minors: Vec<i128> = split.parts().iter().map(|part| part.minor()).collect();
        assert_eq!(minors, [1429, 1429, 1429, 1429, 1428, 1428, 1428]);
    }

    #[test]
    fn long_weights_are_divided_exactly() {
        // 28 threes beside one with 28 zeros, 792281625142643375935403 cents: more than 128 bits in between.
        // The first share is 198070406285660843983850 and 0.75, the second 594211218856982531951552 and 0.25.
        let weights = decimals(&["0.3333333333333333333333333333", "1"]);
        let total = Money::new("7922816251426433759354.03".parse().unwrap(), "EUR".parse().unwrap()).unwrap();
        let allocated = total.allocate(&weights, AllocationStrategy::LargestRemainder).unwrap();
        let shares: Vec<i128> = allocated.parts().iter().map(|part| part.minor()).collect();
        assert_eq!(shares, [198_070_406_285_660_843_983_851, 594_211_218_856_982_531_951_552]);
    }

    #[test]
    fn units_must_fit_the_step() {
        let (one, mut out) = ([Decimal::ONE], vec![Decimal::TEN]);
        let (total, step) = ("1.02".parse().unwrap(), "0.05".parse().unwrap());
        assert_eq!(
            allocate_units(total, step, &one, &mut out),
            Err(AllocationError::NotAMultiple { total, step })
        );
        assert!(out.is_empty());
        let step = Decimal::ZERO;
        assert_eq!(
            allocate_units(total, step, &one, &mut out),
            Err(AllocationError::StepNotPositive { step })
        );
        let step = "0.01".parse().unwrap();
        let error = AllocationError::TooLarge { total: Decimal::MAX };
        assert_eq!(allocate_units(Decimal::MAX, step, &one, &mut out), Err(error));
        let exact = Decimal::MAX.to_string().parse().unwrap();
        assert_eq!(allocate_units(Decimal::MAX, Decimal::ONE, &one, &mut out), Ok(()));
        assert_eq!(out, [exact]);
        // More digits than the step, but only zeros.
        assert_eq!(allocate_units("1.000".parse().unwrap(), Decimal::ONE, &one, &mut out), Ok(()));
        assert_eq!(out, [Decimal::ONE]);
    }

    #[test]
    fn the_list_of_the_caller_is_used_again() {
        let weights = decimals(&["3", "4", "5.5", "0.25"]);
        let mut out = Vec::with_capacity(4);
        let memory = out.as_ptr();
        for cents in 1..200 {
            allocate_units(Decimal::new(cents, 2), Decimal::new(1, 2), &weights, &mut out).unwrap();
            assert_eq!(out.iter().sum::<Decimal>(), Decimal::new(cents, 2));
        }
        assert_eq!((out.as_ptr(), out.capacity()), (memory, 4));
    }

    #[test]
    fn wide_division_undoes_wide_multiplication() {
        assert_eq!(multiply_divide(u128::MAX, u128::MAX, u128::MAX), (u128::MAX, 0));
        assert_eq!(multiply_divide(u128::MAX, 1 << 100, 1 << 101), (u128::MAX >> 1, 1 << 100));
        assert_eq!(
            multiply_divide(10_u128.pow(30), 10_u128.pow(28), 3 * 10_u128.pow(28)).0,
            10_u128.pow(30) / 3
        );
    }
}

//! Properties of money: parts add up, signs mirror, rounding stays within one step, text is read back.

use landfall::Decimal;
use landfall::money::{
    AllocationStrategy, Currency, ExactMoney, Money, RoundingMode, allocate_units, checked_round_to_step,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const STRATEGIES: [AllocationStrategy; 5] = [
    AllocationStrategy::LargestRemainder,
    AllocationStrategy::FirstShares,
    AllocationStrategy::LastShare,
    AllocationStrategy::LargestShare,
    AllocationStrategy::SeparateRemainder,
];

fn currency() -> impl Strategy<Value = Currency> {
    select(Currency::all().collect::<Vec<_>>())
}

/// Weights from nothing to long quotients, at least one of them greater than zero.
fn weights() -> impl Strategy<Value = Vec<Decimal>> {
    let weight = prop_oneof![
        1 => Just(Decimal::ZERO),
        6 => (1..100_000_i64, 0..6_u32).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale)),
        2 => (1..1_000_i64, 1..1_000_i64).prop_map(|(a, b)| Decimal::from(a) / Decimal::from(b)),
        1 => (1..i64::MAX).prop_map(|mantissa| Decimal::new(mantissa, 0)),
    ];
    vec(weight, 1..40).prop_filter("one weight must count", |weights| weights.iter().any(|w| !w.is_zero()))
}

fn decimal() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (any::<i64>(), 0..19_u32).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale)),
        (-100_000..100_000_i64, 0..5_u32).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale)),
    ]
}

proptest! {
    #[test]
    fn parts_and_remainder_are_the_total(
        minor in any::<i64>(), currency in currency(), weights in weights(), strategy in select(&STRATEGIES[..]),
    ) {
        let total = Money::from_minor(minor, currency);
        let Ok(allocated) = total.allocate(&weights, strategy) else {
            // Only weights of more than 38 digits side by side are refused.
            let largest = weights.iter().max().copied().unwrap_or_default();
            prop_assert!(weights.iter().map(Decimal::scale).max() > Some(9) && largest > Decimal::new(1_000_000, 0));
            return Ok(());
        };
        let sum: i128 = allocated.parts().iter().map(|part| part.minor()).sum();
        prop_assert_eq!(sum + allocated.remainder().minor(), i128::from(minor));
        prop_assert!(allocated.remainder().is_zero() || strategy == AllocationStrategy::SeparateRemainder);
        prop_assert_eq!(allocated.parts().len(), weights.len());
        for (part, weight) in allocated.parts().iter().zip(&weights) {
            prop_assert!(!weight.is_zero() || part.is_zero(), "a share without weight got {}", part);
            prop_assert!(part.minor().signum() * i128::from(minor.signum()) >= 0, "{} of {}", part, total);
        }
    }

    #[test]
    fn a_refund_is_divided_like_the_charge(
        minor in -1_000_000_000..1_000_000_000_i64, weights in weights(), strategy in select(&STRATEGIES[..]),
    ) {
        let euro: Currency = "EUR".parse().unwrap();
        let charge = Money::from_minor(minor, euro);
        if let Ok(parts) = charge.allocate(&weights, strategy) {
            let refund = charge.negated().allocate(&weights, strategy).unwrap();
            let mirrored: Vec<Money> = parts.parts().iter().map(|part| part.negated()).collect();
            prop_assert_eq!(refund.parts(), mirrored);
            prop_assert_eq!(refund.remainder(), parts.remainder().negated());
        }
    }

    #[test]
    fn the_largest_remainder_is_within_one_unit_of_the_exact_share(
        minor in -1_000_000_000..1_000_000_000_i64, weights in vec(0..10_000_i64, 1..80),
    ) {
        let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        prop_assume!(sum > 0);
        let decimals: Vec<Decimal> = weights.iter().map(|weight| Decimal::from(*weight)).collect();
        let mut out = Vec::new();
        allocate_units(Decimal::new(minor, 2), Decimal::new(1, 2), &decimals, &mut out).unwrap();
        prop_assert_eq!(out.iter().sum::<Decimal>(), Decimal::new(minor, 2));
        // Nobody with a smaller remainder got a unit that one with a greater remainder did not get.
        let (mut least_winner, mut greatest_loser) = (i128::MAX, -1);
        for (part, weight) in out.iter().zip(&weights) {
            let units = part.mantissa().abs();
            let exact = i128::from(minor).abs() * i128::from(*weight);
            let (whole, rest) = (exact / sum, exact % sum);
            prop_assert!(units == whole || units == whole + 1);
            if units == whole {
                greatest_loser = greatest_loser.max(rest);
            } else {
                least_winner = least_winner.min(rest);
            }
        }
        prop_assert!(least_winner == i128::MAX || least_winner >= greatest_loser);
    }

    #[test]
    fn equal_shares_differ_by_one_unit_at_most(minor in any::<i64>(), shares in 1..500_u16) {
        let total = Money::from_minor(minor, "USD".parse().unwrap());
        let split = total.split(shares, AllocationStrategy::LargestRemainder).unwrap();
        let minors: Vec<i128> = split.parts().iter().map(|part| part.minor()).collect();
        prop_assert_eq!(minors.iter().sum::<i128>(), i128::from(minor));
        prop_assert!(minors.iter().max().unwrap() - minors.iter().min().unwrap() <= 1);
        prop_assert_eq!(split, total.allocate(&vec![Decimal::ONE; shares.into()], AllocationStrategy::LargestRemainder).unwrap());
    }

    #[test]
    fn rounding_keeps_to_the_side_and_distance_of_its_mode(
        value in decimal(),
        step in select(vec!["0.01", "1", "0.05", "0.5", "5", "1000", "0.001", "0.25", "3", "0.010"]),
        mode in select(&RoundingMode::ALL[..]),
    ) {
        let step: Decimal = step.parse().unwrap();
        let rounded = checked_round_to_step(value, step, mode).unwrap();
        prop_assert!((rounded % step).is_zero(), "{} is no multiple of {}", rounded, step);
        let moved = rounded - value;
        prop_assert!(moved.abs() < step);
        prop_assert_eq!(checked_round_to_step(rounded, step, mode), Some(rounded));
        match mode {
            RoundingMode::Up => prop_assert!(rounded.abs() >= value.abs()),
            RoundingMode::Down => prop_assert!(rounded.abs() <= value.abs()),
            RoundingMode::Ceiling => prop_assert!(rounded >= value),
            RoundingMode::Floor => prop_assert!(rounded <= value),
            _ => {
                let twice = moved.abs() * Decimal::TWO;
                prop_assert!(twice <= step);
                if twice == step {
                    let even = (rounded / step % Decimal::TWO).is_zero();
                    let away = rounded.abs() > value.abs();
                    let right = match mode {
                        RoundingMode::HalfUp => away,
                        RoundingMode::HalfDown => !away,
                        RoundingMode::HalfEven => even,
                        RoundingMode::HalfCeiling => rounded > value,
                        RoundingMode::HalfFloor => rounded < value,
                        _ => false,
                    };
                    prop_assert!(right, "{} became {} by {}", value, rounded, mode);
                }
            }
        }
    }

    #[test]
    fn a_mode_and_its_mirror_image_agree(value in decimal(), mode in select(&RoundingMode::ALL[..])) {
        let mirror = match mode {
            RoundingMode::Ceiling => RoundingMode::Floor,
            RoundingMode::Floor => RoundingMode::Ceiling,
            RoundingMode::HalfCeiling => RoundingMode::HalfFloor,
            RoundingMode::HalfFloor => RoundingMode::HalfCeiling,
            same => same,
        };
        let cent = Decimal::new(1, 2);
        let there = checked_round_to_step(value, cent, mode).unwrap();
        prop_assert_eq!(checked_round_to_step(-value, cent, mirror), Some(-there));
    }

    #[test]
    fn printed_money_is_read_back(minor in -10_i64.pow(15)..10_i64.pow(15), currency in currency()) {
        let money = Money::from_minor(minor, currency);
        prop_assert_eq!(money.to_string().parse::<Money>().unwrap(), money);
        prop_assert_eq!(money.to_string().split_once(' ').unwrap().0.split_once('.').map_or(0, |(_, d)| d.len()),
            usize::try_from(currency.digits()).unwrap());
        let json = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
    }

    #[test]
    fn printed_exact_money_is_read_back(mantissa in -10_i64.pow(15)..10_i64.pow(15), scale in 0..13_u32, currency in currency()) {
        let money = ExactMoney::new(Decimal::new(mantissa, scale), currency);
        let again: ExactMoney = money.to_string().parse().unwrap();
        prop_assert_eq!((again, again.amount().scale()), (money, money.amount().scale()));
        let json = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<ExactMoney>(&json).unwrap(), money);
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in "\\PC{0,20}|[-+0-9. A-Z]{0,20}") {
        let _ = text.parse::<Money>();
        let _ = text.parse::<ExactMoney>();
        let _ = text.parse::<Currency>();
    }
}

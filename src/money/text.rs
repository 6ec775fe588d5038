//! Amounts as text: plain decimals, one notation in and out.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};

use super::{Currency, ParseAmountError, ParseMoneyError};

/// Amounts beyond this are taken for a slip.
const LARGEST: i128 = 1_000_000_000_000_000;
const MOST_DECIMALS: usize = 12;

/// Reads `12.30`, `-5` or `0.000001`: no exponent, no plus, no grouping, digits on both sides of the point.
pub(crate) fn parse_amount(text: &str) -> Result<Decimal, ParseAmountError> {
    let not_a_number = || ParseAmountError::NotANumber { text: text.to_owned() };
    let too_large = || ParseAmountError::TooLarge { text: text.to_owned() };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, decimals) = match digits.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !decimals.is_none_or(is_number) {
        return Err(not_a_number());
    }
    let decimals = decimals.unwrap_or_default();
    if decimals.len() > MOST_DECIMALS {
        return Err(ParseAmountError::TooManyDecimals { text: text.to_owned() });
    }
    let mut mantissa = 0_i128;
    for byte in whole.bytes().chain(decimals.bytes()) {
        mantissa = mantissa
            .checked_mul(10)
            .and_then(|shifted| shifted.checked_add(i128::from(byte - b'0')))
            .ok_or_else(too_large)?;
    }
    let scale = u32::try_from(decimals.len()).map_err(|_| not_a_number())?;
    let mantissa = if negative { -mantissa } else { mantissa };
    let amount = Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_| too_large())?;
    let largest = Decimal::try_from_i128_with_scale(LARGEST, 0).map_err(|_| too_large())?;
    if amount.abs() > largest { Err(too_large()) } else { Ok(amount) }
}

/// Reads `12.30 EUR` and `EUR 12.30`.
pub(super) fn parse_money(text: &str) -> Result<(Decimal, Currency), ParseMoneyError> {
    let form = || ParseMoneyError::Form { text: text.to_owned() };
    let (first, second) = text.split_once(' ').ok_or_else(form)?;
    let starts_with_letter = |part: &str| part.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    match (starts_with_letter(first), starts_with_letter(second)) {
        (false, true) => Ok((parse_amount(first)?, second.parse()?)),
        (true, false) => Ok((parse_amount(second)?, first.parse()?)),
        _ => Err(form()),
    }
}

/// A number as JSON holds it: a text, so that no reader makes a binary float of it.
pub(super) struct AmountText(pub(super) Decimal);

impl<'de> Deserialize<'de> for AmountText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AmountVisitor;

        impl Visitor<'_> for AmountVisitor {
            type Value = AmountText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount as a text such as \"12.30\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<AmountText, E> {
                parse_amount(text).map(AmountText).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(AmountVisitor)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MoneyIn {
    pub(super) amount: AmountText,
    pub(super) currency: Currency,
}

#[derive(Serialize)]
pub(super) struct MoneyOut {
    pub(super) amount: String,
    pub(super) currency: Currency,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_decimals_are_amounts() {
        for (text, mantissa, scale) in
            [("12.30", 1230, 2), ("0", 0, 0), ("-5", -5, 0), ("007.5", 75, 1), ("0.000000000001", 1, 12)]
        {
            let amount = parse_amount(text).unwrap();
            assert_eq!((amount.mantissa(), amount.scale()), (mantissa, scale), "{text}");
        }
        assert!(parse_amount("1000000000000000").is_ok());
        assert!(parse_amount("-1000000000000000.000000000000").is_ok());
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "", "-", "+1", "--1", "-+1", "1e3", "1E3", ".5", "5.", "1.2.3", "1_000", "1,000", " 1", "1 ",
            "NaN", "inf", "0x10", "１２", "−1", "1.-2",
        ] {
            let error = parse_amount(text).unwrap_err();
            assert!(matches!(error, ParseAmountError::NotANumber { .. }), "{text}: {error}");
        }
        for text in ["1000000000000000.01", "1000000000000001", &"9".repeat(500)] {
            assert!(matches!(parse_amount(text), Err(ParseAmountError::TooLarge { .. })), "{text}");
        }
        assert!(matches!(parse_amount("1.0000000000000"), Err(ParseAmountError::TooManyDecimals { .. })));
    }
}

//! The figures of a quotation: which texts and which numbers can be an exchange rate.

use rust_decimal::Decimal;

use super::RateError;
use crate::money::Currency;

/// No currency has traded beyond these; such a number is a slipped point or a wrong unit.
const LEAST: Decimal = Decimal::from_parts(1, 0, 0, false, 12);
const MOST: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);

/// Whether `rate` can be what one unit of a base costs in `currency`.
pub(crate) fn check(currency: Currency, rate: Decimal) -> Result<Decimal, RateError> {
    if rate <= Decimal::ZERO {
        Err(RateError::NotPositive { currency, rate })
    } else if rate < LEAST || rate > MOST {
        Err(RateError::OutOfRange { currency, rate, least: LEAST, most: MOST })
    } else {
        Ok(rate)
    }
}

/// A plain decimal number such as `1.0850`: digits, at most one point, no sign, no exponent.
pub(crate) fn parse(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    // Published rates are short: eighteen digits fit into an i64, which is several times faster to read.
    if text.len() > 18 {
        return Decimal::from_str_exact(text).ok();
    }
    let mut mantissa = 0_i64;
    for byte in text.bytes().filter(u8::is_ascii_digit) {
        mantissa = mantissa.checked_mul(10)?.checked_add(i64::from(byte.checked_sub(b'0')?))?;
    }
    let scale = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    Decimal::try_new(mantissa, u32::try_from(scale).ok()?).ok()
}

/// As [`parse`], with a minus sign: a negative number is a number, and [`check`] has the better message for it.
pub(crate) fn parse_signed(text: &str) -> Option<Decimal> {
    match text.strip_prefix('-') {
        Some(text) => parse(text).map(|rate| -rate),
        None => parse(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_a_trillion_either_way() {
        assert_eq!(MOST, Decimal::from(1_000_000_000_000_i64));
        assert_eq!(LEAST * MOST, Decimal::ONE);
    }

    #[test]
    fn only_plain_decimal_numbers_are_rates() {
        for (text, expected) in [
            ("1.0850", Some(Decimal::new(10850, 4))),
            ("136", Some(Decimal::from(136))),
            ("0.00000000000000000000001", Some(Decimal::new(1, 23))),
            ("123456789012345678901", Some(Decimal::from(123_456_789_012_345_678_901_i128))),
            ("", None),
            (".5", None),
            ("5.", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            ("1_000", None),
            ("1,5", None),
            ("1.2.3", None),
            ("0.12345678901234567890123456789012345", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
        // The precision as printed is kept.
        assert_eq!(parse("0.83380").map(|rate| rate.to_string()).as_deref(), Some("0.83380"));
    }
}

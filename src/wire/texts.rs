//! From the texts of a request to values; every error names its field.

use std::fmt::Display;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::{MoneyIn, RequestError};
use crate::money::{ExactMoney, parse_amount};
use crate::time::Date;

/// The greatest amount of money or quantity of goods that a request may hold.
pub const MAX_AMOUNT: Decimal = Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0);

pub(crate) fn check_ask(ask: &str, asks: &[&str]) -> Result<(), RequestError> {
    if asks.contains(&ask) {
        return Ok(());
    }
    Err(RequestError::new("unknown_word", "ask", format!("`{ask}` found, expected `{}`", asks.join("`, `"))))
}

pub(crate) fn price(wire: &MoneyIn) -> Result<ExactMoney, RequestError> {
    let invalid = |message| RequestError::new("invalid_amount", "amount", message);
    let currency = code(&wire.currency, "unknown_currency", "currency")?;
    let amount = parse_amount(&wire.amount).map_err(|error| invalid(error.to_string()))?;
    if !(Decimal::ZERO..=MAX_AMOUNT).contains(&amount) {
        return Err(invalid(format!("{amount} found, expected from 0 to {MAX_AMOUNT}")));
    }
    Ok(ExactMoney::new(amount, currency))
}

pub(crate) fn day(text: &str, field: &str) -> Result<Date, RequestError> {
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let written = match text.as_bytes() {
        [y @ .., b'-', m1, m2, b'-', d1, d2] => y.len() == 4 && digits(y) && digits(&[*m1, *m2, *d1, *d2]),
        _ => false,
    };
    text.parse().ok().filter(|_| written).ok_or_else(|| {
        let message = format!("`{text}` found, expected a day of the calendar such as `2026-11-21`");
        RequestError::new("invalid_date", field, message)
    })
}

pub(crate) fn word<T>(text: Option<&String>, field: &str, usual: T) -> Result<T, RequestError>
where
    T: FromStr,
    T::Err: Display,
{
    optional(text, "unknown_word", field).map(|word| word.unwrap_or(usual))
}

pub(crate) fn optional<T>(
    text: Option<&String>,
    error: &'static str,
    field: &str,
) -> Result<Option<T>, RequestError>
where
    T: FromStr,
    T::Err: Display,
{
    text.map(|text| code(text, error, field)).transpose()
}

pub(crate) fn code<T>(text: &str, error: &'static str, field: &str) -> Result<T, RequestError>
where
    T: FromStr,
    T::Err: Display,
{
    text.parse().map_err(|cause: T::Err| RequestError::new(error, field, cause.to_string()))
}

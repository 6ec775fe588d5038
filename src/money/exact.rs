use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rounding::{checked_round_to_step, round_to_digits};
use super::text::{MoneyIn, MoneyOut, parse_money};
use super::{Currency, CurrencyMismatch, Money, MoneyError, ParseMoneyError, RoundingMode};

/// An amount as the arithmetic left it: any number of digits, not yet rounded.
///
/// Read from text it may have up to 12 decimal places and a magnitude up to 10<sup>15</sup>.
///
/// ```
/// use landfall::money::{ExactMoney, RoundingMode};
///
/// let value: ExactMoney = "36.87 EUR".parse()?;
/// let duty = value.checked_mul("0.12".parse()?)?;
/// assert_eq!(duty.to_string(), "4.4244 EUR");
/// assert_eq!(duty.round(RoundingMode::Down).to_string(), "4.42 EUR");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExactMoney {
    amount: Decimal,
    currency: Currency,
}

impl ExactMoney {
    /// An amount with its currency.
    #[must_use]
    pub fn new(amount: Decimal, currency: Currency) -> Self {
        // A decimal can hold a minus before zero; an amount cannot.
        let amount = if amount.is_zero() { amount.abs() } else { amount };
        Self { amount, currency }
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self { amount: Decimal::ZERO, currency }
    }

    /// The number.
    #[must_use]
    pub fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    #[must_use]
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// Whether the amount is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.amount.is_zero()
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] for two currencies, [`MoneyError::Overflow`] beyond 28 digits.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.of(exact_sum(self.amount, other.amount))
    }

    /// The difference of two amounts.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] for two currencies, [`MoneyError::Overflow`] beyond 28 digits.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.of(exact_sum(self.amount, -other.amount))
    }

    /// The amount times a number, such as a rate or a quantity. The product is exact or an error, never rounded
    /// in silence: a factor that is itself a quotient of 28 digits has to be rounded first.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] if the product needs more than 28 digits.
    pub fn checked_mul(self, factor: Decimal) -> Result<Self, MoneyError> {
        self.of(exact_product(self.amount, factor))
    }

    /// The amount with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::new(-self.amount, self.currency)
    }

    /// Rounds to the minor units of the currency.
    #[must_use]
    pub fn round(self, mode: RoundingMode) -> Money {
        Money::from_rounded(round_to_digits(self.amount, self.currency.digits(), mode), self.currency)
    }

    /// Rounds to multiples of `step`, in the unit of the currency: 0.05 for Swiss cash, 1000 for whole thousands.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] if the result needs more than 28 digits or `step` is not greater than zero.
    pub fn round_to(self, step: Decimal, mode: RoundingMode) -> Result<Self, MoneyError> {
        self.of(checked_round_to_step(self.amount, step, mode))
    }

    /// Which of two amounts is greater.
    ///
    /// # Errors
    /// [`CurrencyMismatch`] for two currencies, which have no order.
    pub fn compare(self, other: Self) -> Result<Ordering, CurrencyMismatch> {
        self.same_currency(other)?;
        Ok(self.amount.cmp(&other.amount))
    }

    fn same_currency(self, other: Self) -> Result<(), CurrencyMismatch> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(CurrencyMismatch { left: self.currency, right: other.currency })
        }
    }

    fn of(self, amount: Option<Decimal>) -> Result<Self, MoneyError> {
        let amount = amount.ok_or(MoneyError::Overflow { currency: self.currency })?;
        Ok(Self::new(amount, self.currency))
    }
}

/// The sum, if all its digits fit; `Decimal` alone would round the last ones away.
pub(super) fn exact_sum(left: Decimal, right: Decimal) -> Option<Decimal> {
    if left.is_zero() {
        return Some(right);
    }
    if right.is_zero() {
        return Some(left);
    }
    let kept = |left: Decimal, right: Decimal| {
        left.checked_add(right).filter(|sum| sum.scale() == left.scale().max(right.scale()))
    };
    kept(left, right).or_else(|| kept(left.normalize(), right.normalize()))
}

/// The product, if all its digits fit.
fn exact_product(left: Decimal, right: Decimal) -> Option<Decimal> {
    let kept = |left: Decimal, right: Decimal| {
        let mantissa = left.mantissa().checked_mul(right.mantissa())?;
        Decimal::try_from_i128_with_scale(mantissa, left.scale().saturating_add(right.scale())).ok()
    };
    kept(left, right).or_else(|| {
        let (left, right) = (left.normalize(), right.normalize());
        let mut mantissa = left.mantissa().checked_mul(right.mantissa())?;
        let mut scale = left.scale().saturating_add(right.scale());
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale = scale.saturating_sub(1);
        }
        Decimal::try_from_i128_with_scale(mantissa, scale).ok()
    })
}

impl From<Money> for ExactMoney {
    fn from(money: Money) -> Self {
        money.exact()
    }
}

impl FromStr for ExactMoney {
    type Err = ParseMoneyError;

    /// Reads `12.305 EUR` and `EUR 12.305`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (amount, currency) = parse_money(text)?;
        Ok(Self::new(amount, currency))
    }
}

impl fmt::Display for ExactMoney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

impl Serialize for ExactMoney {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MoneyOut { amount: Cow::Owned(self.amount.to_string()), currency: self.currency }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ExactMoney {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let MoneyIn { amount, currency } = MoneyIn::deserialize(deserializer)?;
        Ok(Self::new(amount.0, currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> ExactMoney {
        text.parse().unwrap()
    }

    fn eur(amount: &str) -> ExactMoney {
        ExactMoney::new(amount.parse().unwrap(), "EUR".parse().unwrap())
    }

    #[test]
    fn two_currencies_do_not_add_up() {
        let mismatch = CurrencyMismatch { left: "EUR".parse().unwrap(), right: "USD".parse().unwrap() };
        assert_eq!(exact("1 EUR").checked_add(exact("1 USD")), Err(mismatch.into()));
        assert_eq!(exact("1 EUR").checked_sub(exact("1 USD")), Err(mismatch.into()));
        assert_eq!(exact("1 EUR").compare(exact("1 USD")), Err(mismatch));
        assert_eq!(exact("1 EUR").compare(exact("1.00 EUR")), Ok(Ordering::Equal));
    }

    #[test]
    fn a_sum_or_product_that_would_lose_digits_is_refused() {
        // 28 nines and a tenth need 29 digits.
        let nines = eur("9999999999999999999999999999");
        assert!(matches!(nines.checked_add(eur("0.1")), Err(MoneyError::Overflow { .. })));
        assert_eq!(nines.checked_add(eur("1.0")).unwrap(), eur("10000000000000000000000000000"));
        let third: Decimal = "0.3333333333333333333333333333".parse().unwrap();
        assert!(matches!(eur("1.5").checked_mul(third), Err(MoneyError::Overflow { .. })));
        assert_eq!(eur("3").checked_mul(third).unwrap(), eur("0.9999999999999999999999999999"));
        // 0.00000000000002 times 500000000000000 is exactly 10, whatever the scales say.
        let factor = "500000000000000.00000000000000".parse().unwrap();
        assert_eq!(eur("0.00000000000002000000000000").checked_mul(factor).unwrap(), eur("10"));
    }

    #[test]
    fn a_minus_before_zero_is_dropped() {
        assert_eq!(exact("-0.00 EUR").to_string(), "0.00 EUR");
        assert_eq!(exact("0 EUR").negated().to_string(), "0 EUR");
        assert_eq!(exact("-0.004 EUR").round(RoundingMode::HalfUp).to_string(), "0.00 EUR");
    }

    #[test]
    fn rounding_knows_the_digits_of_the_currency() {
        for (value, rounded) in [
            ("12.3456 EUR", "12.35 EUR"),
            ("12.5 JPY", "13 JPY"),
            ("1.2345 KWD", "1.235 KWD"),
            ("7 EUR", "7.00 EUR"),
        ] {
            assert_eq!(exact(value).round(RoundingMode::HalfUp).to_string(), rounded);
        }
        let cash = exact("17.43 CHF").round_to("0.05".parse().unwrap(), RoundingMode::HalfUp).unwrap();
        assert_eq!(cash, exact("17.45 CHF"));
        assert!(exact("17.43 CHF").round_to(Decimal::ZERO, RoundingMode::HalfUp).is_err());
    }

    #[test]
    fn json_holds_the_amount_as_text() {
        let json = r#"{"amount":"12.3456","currency":"EUR"}"#;
        let money: ExactMoney = serde_json::from_str(json).unwrap();
        assert_eq!(money, exact("12.3456 EUR"));
        assert_eq!(serde_json::to_string(&money).unwrap(), json);
        for wrong in [
            r#"{"amount":12.34,"currency":"EUR"}"#,
            r#"{"amount":"1e3","currency":"EUR"}"#,
            r#"{"amount":"12.34","currency":"EUX"}"#,
            r#"{"amount":"12.34","currency":"EUR","note":"x"}"#,
            r#"{"amount":"12.34"}"#,
        ] {
            assert!(serde_json::from_str::<ExactMoney>(wrong).is_err(), "{wrong}");
        }
    }
}

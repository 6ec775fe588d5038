use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rounding::power_of_ten;
use super::text::{MoneyIn, MoneyOut, parse_money};
use super::{Currency, CurrencyMismatch, ExactMoney, MoneyError, ParseMoneyError};

/// An amount in whole minor units of its currency: what can be charged, booked and refunded.
///
/// Only amounts of one currency can be added or compared; anything else is an error, not a conversion.
///
/// ```
/// use landfall::money::Money;
///
/// let goods: Money = "36.87 EUR".parse()?;
/// let shipping: Money = "EUR 11.06".parse()?;
/// assert_eq!(goods.checked_add(shipping)?.to_string(), "47.93 EUR");
/// assert_eq!(goods.minor(), 3687);
/// assert_eq!("1200 JPY".parse::<Money>()?.to_string(), "1200 JPY");
/// assert!("12.5 JPY".parse::<Money>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// At most the ledger digits of the currency; exactly these, unless the number is too large to be padded.
    amount: Decimal,
    currency: Currency,
}

impl Money {
    /// An amount that is already a whole number of minor units.
    ///
    /// # Errors
    /// [`MoneyError::TooManyDigits`] if it is not; [`ExactMoney::round`] is the way to get there.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let digits = currency.digits();
        if amount.scale() > digits && amount.normalize().scale() > digits {
            return Err(MoneyError::TooManyDigits { amount, currency, digits });
        }
        let amount = if amount.scale() > digits { amount.normalize() } else { amount };
        Ok(Self::from_rounded(amount, currency))
    }

    /// So many minor units: 1230 is 12.30 in euro and 1230 in yen.
    #[must_use]
    pub fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { amount: Decimal::new(minor, currency.digits()), currency }
    }

    /// As [`from_minor`](Self::from_minor), for a caller who knows the digits of the currency.
    pub(crate) fn of_minor(minor: i64, digits: u32, currency: Currency) -> Self {
        Self { amount: Decimal::new(minor, digits), currency }
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self::from_minor(0, currency)
    }

    /// The number, with the ledger digits of the currency.
    #[must_use]
    pub fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    #[must_use]
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The amount in minor units: 1230 for 12.30 euro.
    #[must_use]
    pub fn minor(self) -> i128 {
        let missing = self.currency.digits().saturating_sub(self.amount.scale());
        self.amount.mantissa().saturating_mul(power_of_ten(missing).unwrap_or(1))
    }

    /// Whether the amount is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.amount.is_zero()
    }

    /// The same amount, ready for exact arithmetic.
    #[must_use]
    pub fn exact(self) -> ExactMoney {
        ExactMoney::new(self.amount, self.currency)
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] for two currencies, [`MoneyError::Overflow`] beyond 28 digits.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        let sum = self.exact().checked_add(other.exact())?;
        Ok(Self::from_rounded(sum.amount(), self.currency))
    }

    /// The difference of two amounts.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] for two currencies, [`MoneyError::Overflow`] beyond 28 digits.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.checked_add(other.negated())
    }

    /// The amount with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { amount: self.exact().negated().amount(), currency: self.currency }
    }

    /// Which of two amounts is greater.
    ///
    /// # Errors
    /// [`CurrencyMismatch`] for two currencies, which have no order.
    pub fn compare(self, other: Self) -> Result<Ordering, CurrencyMismatch> {
        self.exact().compare(other.exact())
    }

    /// An amount that has no more digits than the ledger, zeros behind them apart.
    pub(super) fn from_rounded(amount: Decimal, currency: Currency) -> Self {
        let mut amount = if amount.is_zero() { amount.abs() } else { amount };
        if amount.scale() != currency.digits() {
            amount.rescale(currency.digits());
        }
        Self { amount, currency }
    }
}

impl FromStr for Money {
    type Err = ParseMoneyError;

    /// Reads `12.30 EUR` and `EUR 12.30`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (amount, currency) = parse_money(text)?;
        Ok(Self::new(amount, currency)?)
    }
}

impl fmt::Display for Money {
    /// Writes `12.30 EUR`, with exactly the ledger digits of the currency.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Plain(*self), self.currency)
    }
}

/// The number of an amount, with exactly the ledger digits.
pub(crate) struct Plain(pub(crate) Money);

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(money) = self;
        write!(f, "{}", money.amount)?;
        let (scale, digits) = (money.amount.scale(), money.currency.digits());
        if scale == 0 && digits > 0 {
            f.write_str(".")?;
        }
        (scale..digits).try_for_each(|_| f.write_str("0"))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MoneyOut { amount: Plain(*self).to_string(), currency: self.currency }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let MoneyIn { amount, currency } = MoneyIn::deserialize(deserializer)?;
        Self::new(amount.0, currency).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn a_fraction_of_a_cent_is_not_money() {
        let eur: Currency = "EUR".parse().unwrap();
        let amount: Decimal = "12.305".parse().unwrap();
        assert_eq!(
            Money::new(amount, eur),
            Err(MoneyError::TooManyDigits { amount, currency: eur, digits: 2 })
        );
        // Zeros behind the last digit are no fraction.
        assert_eq!(Money::new("12.3000".parse().unwrap(), eur).unwrap().to_string(), "12.30 EUR");
        assert!("1.2345 KWD".parse::<Money>().is_err());
        assert_eq!(money("1.234 KWD").minor(), 1234);
    }

    #[test]
    fn amounts_print_with_the_digits_of_the_ledger() {
        for (text, printed) in [
            ("12.3 EUR", "12.30 EUR"),
            ("EUR 12", "12.00 EUR"),
            ("1200 JPY", "1200 JPY"),
            ("-0.5 KWD", "-0.500 KWD"),
            ("-0 EUR", "0.00 EUR"),
            ("HUF 1990", "1990.00 HUF"),
        ] {
            assert_eq!(money(text).to_string(), printed);
        }
        for wrong in
            ["12.30", "EUR", "12.30EUR", "12.30  EUR", "EUR EUR", "1 2", "12.30 EUR ", "12.30 eur", ""]
        {
            assert!(wrong.parse::<Money>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_largest_amounts_keep_their_cents() {
        let eur: Currency = "EUR".parse().unwrap();
        let largest = Money::new(Decimal::MAX, eur).unwrap();
        assert_eq!(largest.to_string(), "79228162514264337593543950335.00 EUR");
        assert_eq!(largest.minor(), 7_922_816_251_426_433_759_354_395_033_500);
        assert!(matches!(largest.checked_add(money("0.01 EUR")), Err(MoneyError::Overflow { .. })));
        assert_eq!(Money::from_minor(i64::MIN, eur).to_string(), "-92233720368547758.08 EUR");
    }

    #[test]
    fn amounts_of_one_currency_add_and_compare() {
        assert_eq!(money("0.10 EUR").checked_add(money("0.20 EUR")).unwrap(), money("0.30 EUR"));
        assert_eq!(money("0.10 EUR").checked_sub(money("0.20 EUR")).unwrap(), money("-0.10 EUR"));
        assert_eq!(money("0.10 EUR").compare(money("0.20 EUR")), Ok(Ordering::Less));
        assert!(money("0.10 EUR").compare(money("0.20 USD")).is_err());
        assert!(money("0.10 EUR").checked_sub(money("0.10 EUR")).unwrap().is_zero());
    }

    #[test]
    fn json_has_the_ledger_digits() {
        let money: Money = serde_json::from_str(r#"{"amount":"12.3","currency":"EUR"}"#).unwrap();
        assert_eq!(serde_json::to_string(&money).unwrap(), r#"{"amount":"12.30","currency":"EUR"}"#);
        assert!(serde_json::from_str::<Money>(r#"{"amount":"12.305","currency":"EUR"}"#).is_err());
    }
}

use rust_decimal::Decimal;

use super::{Currency, UnknownCurrency};

/// Two amounts that cannot be put together because their currencies differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an amount in {right} met one in {left}: convert one of them first")]
pub struct CurrencyMismatch {
    /// The currency of the first amount.
    pub left: Currency,
    /// The currency of the second amount.
    pub right: Currency,
}

/// Why an amount could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// The currencies differ.
    #[error(transparent)]
    CurrencyMismatch(#[from] CurrencyMismatch),
    /// The amount is no whole number of minor units, and nobody said how to round it.
    #[error("{amount} {currency} has more than the {digits} decimal places of the currency")]
    TooManyDigits {
        /// The amount as given.
        amount: Decimal,
        /// The currency.
        currency: Currency,
        /// The decimal places that the currency has.
        digits: u32,
    },
    /// The result needs more than the 28 digits that are kept exactly.
    #[error("the result in {currency} does not fit 28 digits")]
    Overflow {
        /// The currency of the result.
        currency: Currency,
    },
}

/// Why a text is no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseAmountError {
    /// Not a plain decimal number.
    #[error("`{text}` is not a plain decimal number such as `12.30` or `-5`")]
    NotANumber {
        /// The text as given.
        text: String,
    },
    /// Beyond a thousand million million, where a slip is likelier than a price.
    #[error("`{text}` is larger than 1000000000000000")]
    TooLarge {
        /// The text as given.
        text: String,
    },
    /// More than twelve decimal places.
    #[error("`{text}` has more than 12 decimal places")]
    TooManyDecimals {
        /// The text as given.
        text: String,
    },
}

/// Why a text is no sum of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseMoneyError {
    /// Not an amount and a currency with one space between them.
    #[error("`{text}` is not an amount and a currency such as `12.30 EUR`")]
    Form {
        /// The text as given.
        text: String,
    },
    /// The amount is not readable.
    #[error(transparent)]
    Amount(#[from] ParseAmountError),
    /// The currency is not known.
    #[error(transparent)]
    Currency(#[from] UnknownCurrency),
    /// The amount does not suit the currency.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

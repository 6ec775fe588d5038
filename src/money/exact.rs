use rust_decimal::Decimal;

use super::Currency;

/// An amount as the arithmetic left it: any number of digits, not yet rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExactMoney {
    amount: Decimal,
    currency: Currency,
}

impl ExactMoney {
    /// An amount with its currency.
    #[must_use]
    pub fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
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
}

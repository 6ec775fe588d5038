//! Currencies, amounts, rounding and allocation.
//!
//! Money comes in two kinds. [`ExactMoney`] is what arithmetic leaves: any number of digits, not yet rounded.
//! [`Money`] is what can be booked: whole minor units of its currency. The one becomes the other only through
//! a [`RoundingMode`] that the caller names, and a total becomes parts only through a named
//! [`AllocationStrategy`], so that no fraction of a cent is made or lost in silence.
//!
//! ```
//! use landfall::money::{AllocationStrategy, Currency, ExactMoney, Money, RoundingMode};
//!
//! let price: ExactMoney = "19.99 EUR".parse()?;
//! let vat = price.checked_mul("0.19".parse()?)?; // 3.7981 EUR
//! let vat: Money = vat.round(RoundingMode::HalfUp);
//! assert_eq!(vat.to_string(), "3.80 EUR");
//!
//! let thirds = "100.00 EUR".parse::<Money>()?.split(3, AllocationStrategy::LargestRemainder)?;
//! let thirds: Vec<String> = thirds.parts().iter().map(ToString::to_string).collect();
//! assert_eq!(thirds, ["33.34 EUR", "33.33 EUR", "33.33 EUR"]);
//!
//! assert!("1.00 EUR".parse::<Money>()?.checked_add("1.00 USD".parse()?).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod allocation;
mod amount;
mod cash;
mod currency;
mod error;
mod exact;
mod register;
mod rounding;
mod text;

pub use allocation::{Allocated, AllocationError, AllocationStrategy, allocate_units};
pub use amount::Money;
pub(crate) use amount::Plain;
pub use cash::CashRounding;
pub use currency::{Currency, InUse, UnknownCurrency, UnknownCurrencyNumber};
pub use error::{CurrencyMismatch, MoneyError, ParseAmountError, ParseMoneyError};
pub use exact::ExactMoney;
pub use rounding::{RoundingMode, UnknownRoundingMode, checked_round_to_step, round_to_step};
pub(crate) use text::parse_amount;

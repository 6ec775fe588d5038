//! Currencies, amounts, rounding and allocation.

mod currency;
mod exact;
mod amount;
mod rounding;

pub use amount::Money;
pub use currency::{Currency, UnknownCurrency};
pub use exact::ExactMoney;
pub use rounding::{RoundingMode, round_to_step};

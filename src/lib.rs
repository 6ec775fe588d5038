//! What it costs at the door when you sell across a border.

pub mod fx;
pub mod goods;
pub mod landed_cost;
pub mod money;
pub mod place;
pub mod rules;
pub mod time;

pub use rules::RuleBook;
pub use rust_decimal::Decimal;

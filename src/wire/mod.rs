//! The written form that all questions share: requests in JSON, errors that name the field.

mod error;
#[cfg(feature = "json")]
mod json;
mod object;
#[cfg(feature = "schema")]
pub(crate) mod schema;
mod texts;

pub use crate::words::UnknownWord;
pub use error::RequestError;
#[cfg(feature = "json")]
pub use json::Question;
#[cfg(feature = "json")]
pub(crate) use json::read;
pub(crate) use object::{MoneyIn, Object, Pairs};
pub use texts::MAX_AMOUNT;
pub(crate) use texts::{check_ask, code, day, optional, price, word};

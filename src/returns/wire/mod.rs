//! The written form of cases and decisions.

mod case;
#[cfg(feature = "json")]
mod json;
mod read;
mod shape;
mod write;

use rust_decimal::Decimal;

use super::{ReturnCase, ReturnsError};
use crate::wire::RequestError;

/// The question that this part of the crate answers.
const ASKS: &[&str] = ReturnCase::ASKS;

impl ReturnCase {
    /// The questions that can be asked.
    pub const ASKS: &'static [&'static str] = &["return"];
}

impl From<ReturnsError> for RequestError {
    fn from(error: ReturnsError) -> Self {
        Self::new(error.code(), error.field(), error.to_string())
    }
}

/// A share as it is written: 0.15 as `15%`.
pub(super) fn percent(share: Decimal) -> String {
    format!("{}%", share.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(Decimal::MAX).normalize())
}

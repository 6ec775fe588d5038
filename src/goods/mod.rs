//!
//! - [`Category`]: the word by which a tax law sets goods apart (`books_print`, `food_basic`, …);
//! - [`Measure`] and [`Measures`]: how much of the goods there is, in the units that duties count;

mod category;
mod duty;
mod hs;
mod measure;

pub use category::{Category, UnknownCategory};
pub use duty::{DutyExpression, DutyExpressionError, DutyInputError};
pub use hs::{HsCode, InvalidHsCode, UnknownHsCode};
pub use measure::{InvalidAmount, Measure, Measures, UnknownMeasure};

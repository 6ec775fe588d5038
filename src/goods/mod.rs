//! Goods as customs and tax offices see them: tariff code, tax category, measured quantity and duty.
//!
//! - [`HsCode`]: the number of the Harmonized System or of a national tariff built on it;
//! - [`Category`]: the word by which a tax law sets goods apart (`books_print`, `food_basic`, …);
//! - [`Measure`] and [`Measures`]: how much of the goods there is, in the units that duties count;
//! - [`DutyExpression`]: a duty rate in the notation of the tariffs, parsed once and evaluated exactly;
//! - [`Tariff`]: duty rates by tariff code, dated and cited.

mod category;
mod duty;
mod hs;
mod measure;
mod tariff;

pub use category::{Category, UnknownCategory};
pub use duty::{DutyExpression, DutyExpressionError, DutyInputError};
pub use hs::{HsCode, InvalidHsCode, UnknownHsCode};
pub use measure::{InvalidAmount, Measure, Measures, UnknownMeasure};
pub use tariff::{Edition, RateBasis, RateBound, Tariff, TariffRow, UnknownBasis};

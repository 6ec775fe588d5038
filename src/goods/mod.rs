//! Goods as customs and tax offices see them: tariff code, tax category, measured quantity and duty.
//!
//! - [`HsCode`]: the number of the Harmonized System or of a national tariff built on it;
//! - [`suggest`]: the codes that goods may have, from a shopper's words;
//! - [`Category`]: the word by which a tax law sets goods apart (`books_print`, `food_basic`, …);
//! - [`Measure`] and [`Measures`]: how much of the goods there is, in the units that duties count;
//! - [`DutyExpression`]: a duty rate in the notation of the tariffs, parsed once and evaluated exactly;
//! - [`Tariff`]: duty rates by tariff code, dated and cited;
//! - [`AdditionalDuties`]: what comes on top for goods of some origins;
//! - [`Preferences`]: what goods of certain origins pay less, and the proof that each [`Agreement`] asks for.
//!
//! ```
//! use landfall::goods::{Category, HsCode};
//! use landfall::RuleBook;
//!
//! let shirt: HsCode = "6109.10.00".parse()?; // T-shirts of cotton, knitted
//! assert_eq!(shirt.heading().expect("eight digits have one").digits(), "6109");
//! // A code may tell the tax category; a shirt's does not, since some laws tax children's clothing otherwise.
//! assert_eq!(Category::of("4901.99".parse()?), Some("books_print".parse()?));
//! assert_eq!(Category::of(shirt), None);
//!
//! let tariff = RuleBook::embedded().tariff("EU")?.expect("the book has it");
//! let row = tariff.find(shirt, "2026-11-21".parse()?).expect("T-shirts are in the table");
//! assert_eq!(row.rate().map(ToString::to_string).as_deref(), Some("12%"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod additional;
mod category;
mod duty;
mod hs;
mod measure;
mod names;
mod preference;
mod schedule;
mod tariff;

pub use additional::{AdditionalClaim, AdditionalDuties, AdditionalDuty, AdditionalKind, Reach, UnknownKind};
pub use category::{Category, UnknownCategory};
pub use duty::{
    Dutiable, DutyExpression, DutyExpressionError, DutyInputError, PartValues, RateReference, UnknownPart,
    ValuePart,
};
pub use hs::{HsCode, InvalidHsCode, Likeness, NearCode, UnknownHsCode};
pub use measure::{InvalidAmount, Measure, Measures, UnknownMeasure};
pub use names::{GoodsNames, Suggestion, suggest};
pub use preference::{Agreement, Preference, Preferences};
pub use schedule::{
    Coverage, Found, LineView, Lines, Loaded, NoRate, OtherRate, RateKind, ReadReport, RowError, RowIssue,
    ScheduleError, ScheduleFormat, TariffSchedule,
};
pub(crate) use tariff::End;
pub use tariff::{Edition, RateBasis, RateBound, Tariff, TariffRow, UnknownBasis};

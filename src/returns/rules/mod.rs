//! What the files below `data/returns/` say.

mod categories;
mod check;
mod file;
mod prepared;
mod rows;

pub(crate) use categories::Categories;
pub use prepared::ReturnRules;
pub(crate) use prepared::{Layered, Prepared};
pub(crate) use rows::{
    Conformity, DutyRefund, Exemption, Extension, ExtensionBy, Late, Refund, Right, Threshold,
};

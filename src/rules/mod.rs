//! The rule book: dated, cited rows and the strict reader that brings them in.
//!
//! Everything a country decides is a row of a file below `data/`: its value, the days on which it is in force
//! and the law that says so. This module knows rows, days and sources; what a row means is known by the desk
//! that reads it.

mod book;
mod dated;
mod error;
mod evidence;
mod id;
mod row;
mod source;
mod table;

pub use book::RuleBook;
pub(crate) use book::{DataFile, embedded_text};
pub use dated::{Dated, Timeline};
pub use error::LoadError;
pub use evidence::Evidence;
pub use id::RuleId;
pub(crate) use row::{Row, parse_document};
pub use source::Source;
pub(crate) use source::Sources;
pub(crate) use table::Table;

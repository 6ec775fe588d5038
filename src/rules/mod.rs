//! The rule book: dated, cited rows and the strict reader that brings them in.
//!
//! Everything a country decides is a row of a file below `data/`: its value, the days on which it is in force
//! and the law that says so. This module knows rows, days and sources; what a row means is known by the desk
//! that reads it.
//!
//! ```
//! use landfall::{RuleBook, rules::Evidence};
//!
//! // Which exchange rate does British customs want, and who says so?
//! let rates = RuleBook::embedded().customs_rates("GB", "2026-11-21".parse()?)?;
//! let row = rates.rule().expect("the rule is known");
//! assert_eq!(row.evidence(), Evidence::Verified);
//! assert_eq!(row.source().law(), "Customs valuation: HMRC monthly exchange rates");
//! assert!(row.covers("2026-11-21".parse()?));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Rows of your own go on top by [`RuleBook::with_overlay`]. Every file is read strictly; a row that does not say
//! when it begins is no row:
//!
//! ```
//! use landfall::{RuleBook, landed_cost::LaneRequest};
//!
//! let book = RuleBook::embedded().with_overlay(
//!     r#"
//!     overlay = "landed_cost/NO.toml"
//!     [[rate]]
//!     id = "no.vat.books-print"
//!     table = "vat"
//!     category = "books_print"
//!     rate = "25%"
//!     "#,
//! )?;
//! let lane = LaneRequest::new("GB".parse()?, "NO".parse()?, "2027-01-01".parse()?);
//! let error = book.lane(&lane).unwrap_err();
//! assert_eq!(error.to_string(), "overlay 1 on landed_cost/NO.toml: `no.vat.books-print` has no `from`");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod about;
mod book;
mod dated;
mod error;
mod evidence;
mod id;
mod row;
mod source;
mod table;
mod verdict;

pub(crate) use about::ABOUT;
pub use book::RuleBook;
pub(crate) use book::{DataFile, embedded_text};
pub use dated::{Dated, Timeline};
pub use error::LoadError;
pub use evidence::Evidence;
pub use id::{InvalidRuleId, RuleId};
pub(crate) use row::{Row, parse_document};
pub use source::Source;
pub(crate) use source::Sources;
pub(crate) use table::{Cells, Table};
pub use verdict::Verdict;

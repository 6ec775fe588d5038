//! Whether goods may come back, until when, who pays and when the money is due: the law's floor and the seller's own
//! promise, whichever is better for the buyer.
//!
//! A [`ReturnCase`] says what happened. [`RuleBook::decide_return`](crate::RuleBook::decide_return) answers with a
//! [`ReturnDecision`]: eligible, not eligible, or which facts are needed.
//!
//! ```
//! use landfall::RuleBook;
//! use landfall::returns::{Category, Outcome, Party, Reason, ReturnCase};
//!
//! // Delivered in Germany on 11 December 2026: fourteen days end on Christmas Day, a Friday, and move to Monday.
//! let case = ReturnCase::new("DE".parse()?, Category::Clothing, Reason::ChangeOfMind, "2026-12-28".parse()?)
//!     .with_ordered("2026-12-07".parse()?)
//!     .with_delivered("2026-12-11".parse()?);
//! let decision = RuleBook::embedded().decide_return(&case)?;
//! assert_eq!(decision.outcome, Outcome::Eligible);
//! let last_day = decision.last_day.unwrap();
//! assert_eq!((last_day.raw.to_string().as_str(), last_day.day.to_string().as_str()), ("2026-12-25", "2026-12-28"));
//! assert_eq!(decision.refund_due.unwrap().to_string(), "2027-01-11"); // fourteen days from the notice
//! assert_eq!(decision.return_cost, Party::Consumer);
//! assert_eq!(decision.because[0].rule.as_str(), "eu.withdrawal");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Rules to know
//!
//! - A fact that is not said is open, never *no*; what the category answers is not asked. A decision lists only facts
//!   that can still change it, worked out over every possible combination of them.
//! - An event without a day has not happened.
//! - The law of the contract's day decides on rights and guarantee, the law of the day of notice on paying back.
//! - What the data does not know is told, in [`ReturnDecision::remarks`]; it never becomes a day or a sum.

mod case;
mod condition;
mod decide;
mod decision;
mod error;
mod fact;
mod policy;
mod possibilities;
mod rules;
mod wire;
mod words;

pub use case::{Delivery, Import, Paid, ReturnCase};
pub use decision::{
    Because, ConformityClaim, DutyRefundWay, LastDay, RefundSums, ReturnDecision, ReturnRemark,
};
pub use error::ReturnsError;
pub use fact::{Fact, Facts};
pub use policy::{
    CategoryWindow, EffectivePolicy, PolicyBreach, PolicyClause, PolicyFee, PolicyStart, ReturnMethod,
    ReturnPolicy, Season, Settlement, Window,
};
#[cfg(feature = "json")]
pub use policy::{ImportedPolicy, SchemaOrgError};
pub use rules::ReturnRules;
pub use words::{
    Buyer, BuyerGroup, Category, Channel, Claimant, ConformityKind, CustomsEvent, DutyAbout, Ground,
    InTimeBy, LeftWith, Outcome, PaidBy, Party, Reason, RefundFor, RefundStart, Remedy, RightKind, Start,
    Subject,
};

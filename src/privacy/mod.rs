//! What a shop may do with the buyer's data: which laws apply, which consent is needed, which rights the buyer has,
//! by when to answer, whom to tell of a breach, where the data may go, and what must be kept.
//!
//! [`RuleBook::privacy`](crate::RuleBook::privacy) opens the rules of a residence; the [`Jurisdiction`] is asked for
//! a day. [`RuleBook::privacy_answer`](crate::RuleBook::privacy_answer) answers one whole [`PrivacyRequest`].
//!
//! ```
//! use landfall::RuleBook;
//! use landfall::place::Address;
//! use landfall::privacy::{Business, RequestKind, Right};
//!
//! let book = RuleBook::embedded();
//! let germany = book.privacy("DE".parse::<Address>()?)?;
//! let today = "2026-11-21".parse()?;
//!
//! let profile = germany.profile(today, &Business::new());
//! assert_eq!(profile.right(Right::Deletion), Some(true));
//! assert_eq!(profile.age_of_consent(), Some(16));
//!
//! // Received on 21 November 2026: one month.
//! let due = germany.respond_by(RequestKind::Access, today, &Business::new());
//! assert_eq!(due.and_then(|due| due.day()), Some("2026-12-21".parse()?));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Four rules to know
//!
//! - What nobody stated is open, not no: whether a law applies is yes, no or unknown, and unknown lists the facts
//!   that decide ([`Applicability::missing`]). What was taken as usual for a shop that sells to people there is
//!   listed too ([`Applicability::assumed`]).
//! - A right that the law denies is `Some(false)`; one on which the data say nothing is `None`.
//! - Where the law gives no number, no date is made of it: [`DeadlineRule::no_number`] has its word.
//! - The law of the day on which a request was received counts; of the day of the question for records.
//!
//! This is no legal advice: every row shows its source, its days and how well it is evidenced.

mod answer;
mod applicability;
mod breach;
mod bridges;
mod changes;
mod check;
mod due;
mod error;
mod facts;
mod finding;
mod jurisdiction;
mod profile;
mod reason;
mod request;
mod retention;
mod right;
mod rows;
mod transfer;
mod wire;
mod words;

pub use answer::{
    Because, ChildAnswer, Incident, PrivacyAnswer, PrivacyRequest, RegimeAnswer, StepAnswer, TransferFigures,
    When,
};
pub use applicability::Applicability;
pub use breach::{Breach, BreachTimeline, Notice};
pub use bridges::{ConsentDefault, GoogleConsentDefault};
pub use changes::{Change, Wording};
pub use due::{DueDate, Event};
pub use error::PrivacyError;
pub use facts::{Business, Fact, FactSet};
pub use jurisdiction::Jurisdiction;
pub use profile::{Banner, PrivacyProfile, Statement};
pub use reason::Reason;
pub use request::{Due, NoStop, RequestPlan, SubjectRequest};
pub use retention::{Keeping, Record};
pub use right::Right;
pub use rows::{
    Basis, BreachRule, Child, Consent, Counting, DeadlineRule, Duty, GppSection, Office, Penalty, Reach,
    Regime, RetentionRule, RightRule, Signal, TransferRule,
};
pub use transfer::{Transfer, TransferAnswer};
pub use words::{
    Allowed, Anchor, BreachStart, Certainty, Comparison, ConsentModel, Nonprofits, Recipient, RecordKind,
    RequestKind, Standing, Step,
};

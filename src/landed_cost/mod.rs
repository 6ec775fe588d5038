//! What it costs at the door: customs value, duty, import tax and fees of a cart, line by line, with the law
//! behind every figure.
//!
//! A [`LaneRequest`] says from where to where, when and on which terms; [`RuleBook::lane`](crate::RuleBook::lane)
//! turns it into a [`Lane`] on which [`Cart`]s are quoted. [`RuleBook::quote`](crate::RuleBook::quote) does both
//! for one [`LandedCostRequest`].

mod answer;
mod coverage;
mod error;
mod lane;
mod quote;
mod remark;
mod request;
mod territory;
mod trader;
mod wire;
mod words;

pub use coverage::{RuleKind, RuleRow};
pub use error::{CartError, MAX_AMOUNT, MAX_LINES, QuoteError};
pub use lane::{ExchangeRates, Lane};
pub use quote::{Basis, Charge, ChargeRate, CustomsFigures, DataUsed, Quote, QuoteLine, Totals};
pub use remark::{Remark, Subject};
pub use request::{CarrierFee, Cart, Item, LandedCostRequest, LaneRequest, PriorImports, Seller};
pub use wire::RequestError;
pub use words::{Buyer, ChargeKind, Collected, Nature, Reliefs, Terms, Transport, UnknownWord, Verdict};

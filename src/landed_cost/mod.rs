//! What it costs at the door: customs value, duty, import tax and fees of a cart, line by line, with the law
//! behind every figure.
//!
//! A [`LaneRequest`] says from where to where, when and on which terms; [`RuleBook::lane`](crate::RuleBook::lane)
//! turns it into a [`Lane`] on which [`Cart`]s are quoted. [`RuleBook::quote`](crate::RuleBook::quote) does both
//! for one [`LandedCostRequest`].
//!
//! ```
//! use landfall::RuleBook;
//! use landfall::landed_cost::{Cart, Collected, ExchangeRates, Item, LaneRequest, Quote};
//!
//! // The lane is prepared once; each cart is then arithmetic, and the answer keeps its memory.
//! let request = LaneRequest::new("US".parse()?, "GB".parse()?, "2026-11-21".parse()?).with_registration("GB_VAT");
//! let lane = RuleBook::embedded().lane(&request)?;
//! let rates = ExchangeRates::none(); // prices, customs and answer are all in pounds
//! let mut quote = Quote::default();
//! for (price, vat) in [("20.00 GBP", "4.00 GBP"), ("134.99 GBP", "27.00 GBP")] {
//!     let shirt = Item::new(1.into(), price.parse()?).with_hs_code("610910".parse()?);
//!     lane.quote_into(&Cart::new(vec![shirt]), &rates, &mut quote)?;
//!     // Up to 135 pounds the seller charges 20% VAT with the price, and there is no duty.
//!     assert_eq!(quote.totals().tax.unwrap().to_string(), vat);
//!     assert_eq!(quote.charges()[0].collected, Collected::AtCheckout);
//!     assert!(quote.totals().duty.unwrap().is_zero());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Two rules to know
//!
//! - A figure that is not known is absent ([`Totals`] holds options), and [`Quote::reasons`] say what is missing.
//! - Charges are in the currency of customs, totals and lines in that of the answer; every total is the sum of its
//!   printed parts.

mod answer;
mod batch;
mod coverage;
mod error;
mod lane;
mod quote;
mod remark;
mod request;
mod territory;
mod trader;
mod whole_numbers;
mod wire;
mod words;
mod working;

pub use crate::rules::Verdict;
pub use crate::words::UnknownWord;
pub use batch::{BadCart, BadCarts, ColumnLength, GoodsColumns, PriceColumns};
pub use coverage::{RuleKind, RuleRow};
pub use error::{CartError, MAX_LINES, QuoteError};
pub use lane::{ExchangeRates, Lane};
pub use quote::{Basis, Charge, ChargeRate, CustomsFigures, DataUsed, Quote, QuoteLine, QuoteRange, Totals};
pub use remark::{Candidate, Remark, Subject};
pub use request::{CarrierFee, Cart, Item, LandedCostRequest, LaneRequest, PriorImports, Seller};
pub use words::{Buyer, ChargeKind, Collected, Nature, Reliefs, Terms, Transport};

pub use crate::wire::{MAX_AMOUNT, RequestError};

//! What it costs at the door when you sell across a border: customs value, duty, import tax and fees of a cart,
//! worked out offline, exact to the cent, for any day that the data covers, with the law behind every figure.
//!
//! Two cotton T-shirts from China, sold for 20 euros each from a warehouse in the United States to a consumer in
//! Germany. The seller collects the tax through the Import One-Stop Shop.
//!
//! ```
//! use landfall::landed_cost::{Cart, Item, LandedCostRequest, LaneRequest, Verdict};
//! use landfall::{RuleBook, money::ExactMoney};
//!
//! let shirts = Item::new(2.into(), "20.00 EUR".parse()?)
//!     .with_hs_code("610910".parse()?)
//!     .with_origin("CN".parse()?);
//! let cart = Cart::new(vec![shirts]).with_shipping("10.00 EUR".parse::<ExactMoney>()?);
//! let lane = LaneRequest::new("US".parse()?, "DE".parse()?, "2026-11-21".parse()?).with_registration("IOSS");
//! let quote = RuleBook::embedded().quote(&LandedCostRequest::new(lane, cart))?;
//!
//! for charge in quote.charges() {
//!     println!("{}: {} of {} = {}", charge.basis.source.law(), charge.rate, charge.base, charge.amount);
//! }
//! assert_eq!(quote.totals().duty.unwrap().to_string(), "3.00 EUR"); // a flat sum for each tariff item
//! assert_eq!(quote.totals().tax.unwrap().to_string(), "9.50 EUR"); // 19% of 40.00 and 10.00
//! assert_eq!(quote.totals().total.unwrap().to_string(), "62.50 EUR");
//! assert_eq!(quote.verdict(), Verdict::Firm);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The one main type
//!
//! [`RuleBook`] holds every rule: [`RuleBook::embedded`] is the book that the crate carries,
//! [`RuleBook::from_dir`] reads one of your own, [`RuleBook::with_overlay`] lays your rows on top. It is
//! immutable, shared between threads by cloning, and reads a file the first time a question needs it.
//!
//! - [`RuleBook::quote`] answers one whole question.
//! - [`RuleBook::lane`] decides everything that does not depend on the goods, once; quotes on the
//!   [`Lane`](landed_cost::Lane) are arithmetic only.
//! - [`RuleBook::place`] says where an address lies for customs and for tax.
//! - [`RuleBook::tariff`], [`RuleBook::market_rates`] and [`RuleBook::customs_rates`] open the tables.
//!
//! # What an answer is worth
//!
//! Every [`Charge`](landed_cost::Charge) names its rule, the law, the days on which it is in force and its
//! [`Evidence`](rules::Evidence): *verified* (the figure was seen in the source), *recalled* (written down from
//! memory) or *supplied* (yours). A quote is then
//!
//! - [`Firm`](landed_cost::Verdict::Firm): complete input, verified rules only;
//! - [`Estimate`](landed_cost::Verdict::Estimate): usable, and [`reasons`](landed_cost::Quote::reasons) say why
//!   it may move;
//! - [`Refused`](landed_cost::Verdict::Refused): something that decides the sum is not known. The sums that
//!   depend on it are absent, never zero, and the reasons say what is missing.
//!
//! That the data does not know something is an answer. An error is a question that contradicts itself or a data
//! file that does not load.
//!
//! # Days
//!
//! The date comes with the question; the crate has no clock. The same cart a day before a rule begins gets the
//! answer of that day:
//!
//! ```
//! # use landfall::landed_cost::{Cart, ExchangeRates, Item, LaneRequest};
//! # use landfall::RuleBook;
//! # let shirts = Item::new(2.into(), "20.00 EUR".parse()?).with_hs_code("610910".parse()?).with_origin("CN".parse()?);
//! # let cart = Cart::new(vec![shirts]);
//! // The European Union ended its duty relief for consignments up to 150 euros.
//! for (day, duty) in [("2026-06-30", "0.00 EUR"), ("2026-07-01", "3.00 EUR")] {
//!     let lane = LaneRequest::new("US".parse()?, "DE".parse()?, day.parse()?).with_registration("IOSS");
//!     let quote = RuleBook::embedded().lane(&lane)?.quote(&cart, &ExchangeRates::none())?;
//!     assert_eq!(quote.totals().duty.unwrap().to_string(), duty);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Modules
//!
//! Each floor uses only the floors below it.
//!
//! | floor | module | what it knows |
//! | --- | --- | --- |
//! | ground | [`rules`], [`time`] | dated, cited rows, the strict reader and the book of them; days |
//! | first | [`money`] | currencies, exact and rounded amounts, rounding by name, splitting without loss |
//! | | [`place`] | countries, regions, postal codes; customs and tax territories |
//! | second | [`goods`] | tariff codes, tax categories, measures, duty expressions, duty tables |
//! | | [`fx`] | rate tables and their history, fixed and customs rates, locked quotes |
//! | third | [`landed_cost`] | request, lane, quote |
//!
//! No country, rate, threshold or day of law stands in the code: all of it is data, one file for each territory
//! ([how it is written](data_format)).
//!
//! # Features
//!
//! - `json` (on): reading a request from JSON with errors that name the field.
//!
//! # Not covered
//!
//! - Legal or tax advice. A figure is what the cited rules give for the facts in the request.
//! - Places without a file of rules: the answer is refused. The [table of destinations](readme) lists those that have one.
//! - Whole tariff schedules. The duty tables hold the goods that parcels usually carry; give `duty` on an item
//!   for the rest. Preferential rates, quotas, anti-dumping duties and, for the United States, additional duties
//!   by origin are not held; give `additional_duties`.
//! - Excise and other taxes on particular goods beyond what the data says, local sales taxes below the state.
//! - Import licences, prohibitions, product rules, and finding the tariff code of a product.
//! - Rates of carriers for transport; their clearance fees are estimates where the data holds them.
//! - Delivery, returns and privacy: planned as modules of their own, not here yet.

pub mod fx;
pub mod goods;
pub mod landed_cost;
pub mod money;
pub mod place;
pub mod rules;
pub mod time;
pub mod wire;
mod words;

pub use rules::RuleBook;
pub use rust_decimal::Decimal;

/// The fields of a destination's file, for overlays and books of your own.
#[cfg(doc)]
#[doc = include_str!("../data/schema.md")]
pub mod data_format {}

/// How fast the crate is, measured how, and what limits it.
#[cfg(any(doc, doctest))]
#[doc = include_str!("docs/speed.md")]
pub mod speed {}

/// The README, with the table of what is covered for each destination.
#[cfg(any(doc, doctest))]
#[doc = include_str!("../README.md")]
pub mod readme {}

//! Everything a shop must know when it sells across a border, offline, exact and for any day that the data covers, with
//! the law beside every figure: what it costs at the door, when it arrives, whether it can come back, and what may be
//! done with the buyer's data.
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
//! # Four questions
//!
//! | question | desk | one whole answer | prepared |
//! | --- | --- | --- | --- |
//! | What does it cost at the door? | [`landed_cost`] | [`RuleBook::quote`] | [`RuleBook::lane`] |
//! | When does it arrive? | [`delivery`] | [`RuleBook::delivery`] | [`RuleBook::delivery_lane`] |
//! | Can it come back? | [`returns`] | [`RuleBook::decide_return`] | [`RuleBook::return_rules`] |
//! | What may be done with the buyer's data? | [`privacy`] | [`RuleBook::privacy_answer`] | [`RuleBook::privacy`] |
//!
//! The desks do not know each other; each has the same form in JSON ([`wire`]), read by `RuleBook::quote_json` and its
//! like with the feature `json`.
//!
//! # The one main type
//!
//! [`RuleBook`] holds every rule: [`RuleBook::embedded`] is the book that the crate carries,
//! [`RuleBook::from_dir`] reads one of your own, [`RuleBook::with_overlay`] lays your rows on top,
//! [`RuleBook::with_schedule`] puts a whole tariff schedule of yours in place of a table. It is immutable, shared
//! between threads by cloning, and reads a file the first time a question needs it.
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
//! Each floor uses only the floors below it; the desks do not use each other.
//!
//! | floor | module | what it knows |
//! | --- | --- | --- |
//! | ground | [`rules`], [`time`] | dated, cited rows, the strict reader and the book of them; days, working days, periods, zones |
//! | first | [`money`] | currencies, exact and rounded amounts, rounding by name, splitting without loss |
//! | | [`place`] | countries, regions, postal codes; customs and tax territories; their calendars and zones |
//! | second | [`goods`] | tariff codes and how to find them, measures, duty expressions, duty tables, schedules, preferences, duties by origin |
//! | | [`fx`] | rate tables and their history, fixed and customs rates, locked quotes |
//! | desks | [`landed_cost`], [`delivery`], [`returns`], [`privacy`] | the four questions |
//!
//! No country, rate, threshold or day of law stands in the code: all of it is data, one file for each place
//! ([how it is written](data_format)).
//!
//! # Features
//!
//! - `json` (on): reading a request from JSON with errors that name the field.
//! - `rayon` (off): batches spread over threads, `Lane::quote_many_in_parallel` and `Lane::price_columns_in_parallel`. The
//!   figures are the same.
//! - `schema` (off): JSON schemas of requests, answers and the error object, for an OpenAPI description of your own service.
//!
//! # Not covered
//!
//! - Legal or tax advice. A figure is what the cited rules give for the facts in the request.
//! - Places without a file of rules: the answer is refused. The [table of destinations](readme) lists those that have one.
//! - Whole tariff schedules. The duty tables hold the goods that parcels usually carry;
//!   [load a schedule](RuleBook::with_schedule) or give `duty` on an item for the rest. Anti-dumping duties by producer
//!   and tariff quotas are not charged; where the European Union's tariff flags them, an answer says so.
//! - Excise and other taxes on particular goods beyond what the data says, local sales taxes below the state.
//! - Import licences, product rules, and deciding the tariff code of a product:
//!   [`goods::suggest`] finds likely codes by words.
//! - Live rates and days of carriers: published services are few and most of them undated; clearance fees are estimates where
//!   the data holds them. How long customs takes nobody publishes: give `customs`, or the answer lists it as assumed.
//! - Returns: sales in a shop or at the door are held only where a row says so; deductions for use are not computed.
//! - Privacy: places without a file, sector laws, private claims; a postal code does not find the region.

pub mod delivery;
pub mod fx;
pub mod goods;
pub mod landed_cost;
pub mod money;
pub mod place;
pub mod privacy;
pub mod returns;
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

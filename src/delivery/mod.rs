//! When will it arrive: from the order to the door, in days with their likelihood.
//!
//! An order waits for its cut-off, is handled, handed over, carried, cleared and brought to the door. Each stage takes
//! a [`Spread`] of whole days and counts the working days of its own place. The days of all stages are combined one
//! by one over the calendar, in whole numbers, so a percentile is a statement about orders and not a sum of the worst
//! cases.
//!
//! ```
//! use landfall::RuleBook;
//!
//! let answer = RuleBook::embedded().delivery_json(
//!     r#"{"ask": "delivery", "id": "D1", "service": {"name": "parcel", "days": [2, 3]},
//!         "origin": {"country": "US", "region": "US-NY"}, "destination": {"country": "DE"},
//!         "ordered_at": "2026-12-22T16:40:00-05:00",
//!         "handling": {"days": [1, 2], "cut_off": "14:00"}, "customs": {"days": [0, 3]}, "wanted_by": "2027-01-05"}"#,
//! )?;
//! // Handed over on Wednesday, 23 December; then come Christmas in both countries, and New Year's Day.
//! assert_eq!(answer.in_words().unwrap(), "Mon 28 December 2026 to Tue 5 January 2027");
//! # Ok::<(), landfall::wire::RequestError>(())
//! ```
//!
//! # How weights are chosen
//!
//! A measured [`TransitModel`] has the weights that were observed, published percentiles those that they say. Where
//! only the least and the most days are known, each number of days is taken to be as likely as the others: the answer
//! then lists `transit_spread` (or another stage) among what it assumed, and is an estimate.
//!
//! # What days count
//!
//! - Handling counts the working days of the warehouse. No days: handed over on the order day if that is worked and the
//!   order came before the cut-off, otherwise on the next working day. `n` days: the `n`-th working day after the order
//!   day, or, where the order day counts and the order came in time, the `n`-th with it. A cut-off that a change of the
//!   clock leaves out or repeats is the earlier moment.
//! - Transit counts from the day after the hand-over. With the calendar of the country a day counts that is worked at
//!   both ends; with a given calendar the listed days are the only ones that do not.
//! - Clearance counts the working days of the destination, and only where goods are cleared: neither within one customs
//!   territory nor within one tax territory, but for the borders that `data/shipping/borders.toml` adds or takes away.
//! - The last leg ends on a day of delivery, some working days later in remote areas.

mod answer;
mod border;
mod circumstance;
mod error;
mod handling;
mod history;
mod lane;
mod price;
mod promise;
mod request;
mod service;
mod services;
mod spread;
mod weight;
mod wire;

pub use answer::{DeliveryAnswer, DeliveryRemark};
pub use error::{DeliveryError, Refusal};
pub use handling::Handling;
pub use history::{RejectReason, Rejected, TransitModel};
pub use lane::{DeliveryLane, StageWindow};
pub use price::{PriceError, ShippingPrice, ShippingTable, Surcharge};
pub use promise::{Confidence, Promise, StageName};
pub use request::{DeliveryLaneRequest, DeliveryRequest, Origin, ServiceChoice};
pub use service::{
    CalendarChoice, DayCount, Reach, RemoteArea, Service, ServiceLane, ServicePlace, SizeLimits,
};
pub use spread::{Basis, MAX_STAGE_DAYS, Spread, SpreadError};
pub use weight::{ChargeableWeight, Piece, VolumetricWeight, WeightError};

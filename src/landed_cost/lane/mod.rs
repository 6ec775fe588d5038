//! A lane: everything that is decided before the goods are known, and the quotes that run on it.

mod assemble;
mod build;
mod charge;
mod choose;
mod exchange;
mod fixed;
mod levy;
mod on_top;
mod plan;
mod preference;
mod price;
mod rate;
mod round;
mod run;
mod schedule;
mod select;
mod settle;
mod standing;
mod totals;
mod untax;
mod value;

pub use exchange::ExchangeRates;
use fixed::Prepared;
pub(crate) use plan::Plan;

use std::sync::Arc;

use super::{Cart, CartError, LandedCostRequest, LaneRequest, Quote, QuoteError, QuoteRange};
use crate::money::Currency;
use crate::place::TerritoryCode;
use crate::rules::RuleBook;

/// From where to where, when and on which terms, with every rule that holds there and then.
///
/// Building one reads rules; quoting on it is arithmetic. It is shared between threads by cloning.
///
/// ```
/// use landfall::landed_cost::{Cart, ExchangeRates, Item, LaneRequest};
/// use landfall::{RuleBook, money::ExactMoney};
///
/// let book = RuleBook::embedded();
/// // The Dutch tax office's camera: EUR 149 and EUR 35 for postage and insurance, in June 2026.
/// let lane = book.lane(&LaneRequest::new("US".parse()?, "NL".parse()?, "2026-06-30".parse()?))?;
/// let cart = Cart::new(vec![Item::new(1.into(), "149 EUR".parse()?).with_category("electronics".parse()?)])
///     .with_shipping("25 EUR".parse::<ExactMoney>()?)
///     .with_insurance("10 EUR".parse::<ExactMoney>()?);
/// let quote = lane.quote(&cart, &ExchangeRates::none())?;
/// assert_eq!(quote.totals().tax.unwrap().to_string(), "38.64 EUR");
/// assert_eq!(quote.totals().total.unwrap().to_string(), "222.64 EUR");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Lane(Arc<Ready>);

/// A plan, and what it settles for quotes in whole numbers where those are possible.
#[derive(Debug)]
struct Ready {
    plan: Plan,
    fixed: Option<Prepared>,
}

impl Lane {
    /// What the cart costs at the door.
    ///
    /// # Errors
    /// [`CartError`] if the cart is not one that can be priced. That a rule or a rate is not known is no error but
    /// a refused quote.
    pub fn quote(&self, cart: &Cart, rates: &ExchangeRates) -> Result<Quote, CartError> {
        let mut quote = Quote::default();
        self.quote_into(cart, rates, &mut quote)?;
        Ok(quote)
    }

    /// The same into an answer that was used before: it keeps its memory, so nothing is allocated.
    ///
    /// # Errors
    /// As [`quote`](Self::quote); the answer is then empty.
    pub fn quote_into(&self, cart: &Cart, rates: &ExchangeRates, quote: &mut Quote) -> Result<(), CartError> {
        price::price(&self.0.plan, self.0.fixed.as_ref(), cart, rates, quote)
    }

    /// The quote by the clear calculation in decimals alone: what [`quote`](Self::quote) is compared with.
    ///
    /// # Errors
    /// As [`quote`](Self::quote).
    #[doc(hidden)]
    pub fn quote_in_decimals(&self, cart: &Cart, rates: &ExchangeRates) -> Result<Quote, CartError> {
        price::price_in_decimals(&self.0.plan, cart, rates)
    }

    /// The quote in whole numbers alone; `None` for a cart or a lane that takes the clear calculation.
    #[doc(hidden)]
    #[must_use]
    pub fn quote_in_whole_numbers(&self, cart: &Cart, rates: &ExchangeRates) -> Option<Quote> {
        price::price_in_whole_numbers(&self.0.plan, self.0.fixed.as_ref()?, cart, rates)
    }

    /// The totals at both ends of what tariff codes cut short leave open: with the lowest and with the highest duty
    /// that the goods may bear. `None` if nothing is open or one of the ends is not held.
    ///
    /// # Errors
    /// As [`quote`](Self::quote).
    pub fn range(&self, cart: &Cart, rates: &ExchangeRates) -> Result<Option<QuoteRange>, CartError> {
        price::range(&self.0.plan, cart, rates)
    }

    /// The currency of the customs value and of the charges; `None` if the territory is not covered.
    #[must_use]
    pub fn customs_currency(&self) -> Option<Currency> {
        self.0.plan.customs_currency
    }

    /// The territory whose duty applies.
    #[must_use]
    pub fn customs_territory(&self) -> TerritoryCode {
        self.0.plan.customs
    }

    /// The territory whose tax applies.
    #[must_use]
    pub fn tax_territory(&self) -> TerritoryCode {
        self.0.plan.tax
    }
}

impl RuleBook {
    /// Resolves everything that does not depend on the cart.
    ///
    /// # Errors
    /// [`QuoteError`] if the destination's address contradicts itself, no rule knows one of the seller's
    /// registrations or a data file does not load.
    pub fn lane(&self, request: &LaneRequest) -> Result<Lane, QuoteError> {
        self.check_registrations(&request.seller)?;
        let plan = Plan::build(self, request)?;
        Ok(Lane(Arc::new(Ready { fixed: Prepared::of(&plan), plan })))
    }

    /// The exchange rates that the data holds for a lane: the rate that customs prescribes, or the nearest one held,
    /// and the latest reference rate for the answer.
    ///
    /// # Errors
    /// [`QuoteError`] if a data file does not load.
    pub fn exchange_rates(&self, lane: &Lane) -> Result<ExchangeRates, QuoteError> {
        ExchangeRates::embedded(self, &lane.0.plan)
    }

    /// Answers a whole question: the lane, the embedded rates unless the caller gave his own, and the quote.
    ///
    /// Prices, customs value and answer are converted by the caller's table alone. A fee or a duty in a further
    /// currency that it lacks takes the rate of the data, and a notice says so.
    ///
    /// # Errors
    /// [`QuoteError`] if the address or the cart cannot be priced or a data file does not load.
    pub fn quote(&self, request: &LandedCostRequest) -> Result<Quote, QuoteError> {
        let lane = self.lane(&request.lane)?;
        self.check_tariffs(&request.cart)?;
        let (rates, filled) = match &request.exchange_rates {
            Some(table) => ExchangeRates::completed(self, &lane.0.plan, table, &request.cart)?,
            None => (self.exchange_rates(&lane)?, None),
        };
        let mut quote = lane.quote(&request.cart, &rates)?;
        if let Some(day) = filled {
            quote.say_rates_from_data(&request.cart, request.exchange_rates.as_ref(), day);
        }
        if quote.has_range {
            quote.range = lane.range(&request.cart, &rates)?;
        }
        quote.id.clone_from(&request.id);
        Ok(quote)
    }
}

//! A lane: everything that is decided before the goods are known, and the quotes that run on it.

mod build;
mod charge;
mod choose;
mod levy;
mod plan;
mod price;
mod rate;
mod round;
mod run;
mod select;
mod settle;
mod untax;
mod value;

pub(crate) use plan::Plan;

use std::sync::Arc;

use super::{Cart, CartError, LandedCostRequest, LaneRequest, Quote, QuoteError};
use crate::fx::RateTable;
use crate::money::Currency;
use crate::place::TerritoryCode;
use crate::rules::RuleBook;
use crate::time::Date;

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
pub struct Lane(pub(crate) Arc<Plan>);

/// The exchange rates of a quote: those for customs value and thresholds, and those for the answer.
///
/// [`RuleBook::exchange_rates`] gives those of the data; a table of your own replaces both.
///
/// ```
/// use landfall::RuleBook;
/// use landfall::fx::{RateKind, RateTable};
/// use landfall::landed_cost::{Cart, Item, LaneRequest};
///
/// let day = "2026-11-21".parse()?;
/// let rates = RateTable::new("EUR".parse()?, day, RateKind::Merchant, "our bank")
///     .with_rate("USD".parse()?, "1.25".parse()?)?;
/// let request = LaneRequest::new("US".parse()?, "DE".parse()?, day).with_registration("IOSS");
/// let shirt = Item::new(1.into(), "40.00 USD".parse()?).with_hs_code("610910".parse()?);
///
/// // 40.00 dollars are 32.00 euros; the seller collects 19% of them.
/// let quote = RuleBook::embedded().lane(&request)?.quote(&Cart::new(vec![shirt]), &rates.into())?;
/// assert_eq!(quote.totals().goods.unwrap().to_string(), "32.00 EUR");
/// assert_eq!(quote.totals().tax.unwrap().to_string(), "6.08 EUR");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ExchangeRates {
    pub(crate) customs: Option<RateTable>,
    pub(crate) market: Option<RateTable>,
    /// Whether the customs table is the one that the authority prescribes.
    pub(crate) customs_held: bool,
}

impl ExchangeRates {
    /// No rates: enough where prices, customs and answer share one currency.
    #[must_use]
    pub fn none() -> Self {
        Self { customs: None, market: None, customs_held: true }
    }

    /// One table for everything, as a caller gives it.
    #[must_use]
    pub fn of(table: RateTable) -> Self {
        Self { customs: Some(table.clone()), market: Some(table), customs_held: true }
    }

    /// The day of the rates: that of the market table, else that of the customs table.
    #[must_use]
    pub fn as_of(&self) -> Option<Date> {
        self.market.as_ref().or(self.customs.as_ref()).map(RateTable::as_of)
    }
}

impl From<RateTable> for ExchangeRates {
    fn from(table: RateTable) -> Self {
        Self::of(table)
    }
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
        price::price(&self.0, cart, rates, quote)
    }

    /// The currency of the customs value and of the charges; `None` if the territory is not covered.
    #[must_use]
    pub fn customs_currency(&self) -> Option<Currency> {
        self.0.customs_currency
    }

    /// The territory whose duty applies.
    #[must_use]
    pub fn customs_territory(&self) -> TerritoryCode {
        self.0.customs
    }

    /// The territory whose tax applies.
    #[must_use]
    pub fn tax_territory(&self) -> TerritoryCode {
        self.0.tax
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
        Ok(Lane(Arc::new(Plan::build(self, request)?)))
    }

    /// The exchange rates that the data holds for a lane: the rate that customs prescribes, or the nearest one held,
    /// and the latest reference rate for the answer.
    ///
    /// # Errors
    /// [`QuoteError`] if a data file does not load.
    pub fn exchange_rates(&self, lane: &Lane) -> Result<ExchangeRates, QuoteError> {
        lane.0.embedded_rates(self)
    }

    /// Answers a whole question: the lane, the embedded rates unless the caller gave his own, and the quote.
    ///
    /// # Errors
    /// [`QuoteError`] if the address or the cart cannot be priced or a data file does not load.
    pub fn quote(&self, request: &LandedCostRequest) -> Result<Quote, QuoteError> {
        let lane = self.lane(&request.lane)?;
        self.check_tariffs(&request.cart)?;
        let rates = match &request.exchange_rates {
            Some(table) => ExchangeRates::of(table.clone()),
            None => self.exchange_rates(&lane)?,
        };
        let mut quote = lane.quote(&request.cart, &rates)?;
        quote.id.clone_from(&request.id);
        Ok(quote)
    }
}

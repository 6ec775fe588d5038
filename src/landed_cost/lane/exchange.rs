//! The exchange rates of a quote, and how an amount changes its currency.

use rust_decimal::Decimal;

use super::Plan;
use crate::fx::RateTable;
use crate::landed_cost::{Cart, QuoteError};
use crate::money::Currency;
use crate::rules::RuleBook;
use crate::time::Date;

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
    pub(super) customs: Option<RateTable>,
    pub(super) market: Option<RateTable>,
    /// Whether the customs table is the one that the authority prescribes.
    pub(super) customs_held: bool,
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

    /// What the book holds for a lane: the customs rate that its rule asks for, else the reference rate.
    pub(super) fn embedded(book: &RuleBook, plan: &Plan) -> Result<Self, QuoteError> {
        let market = book.market_rates(plan.date)?;
        let Some(rule) = &plan.customs_rates else {
            return Ok(Self { customs: market.clone(), market, customs_held: false });
        };
        let customs = book.customs_rates(rule, plan.date)?;
        let table = customs.rates().cloned();
        Ok(Self { customs_held: customs.held(), customs: table.or_else(|| market.clone()), market })
    }

    /// The caller's table, with the rates of the data for currencies that only fees, duties or limits are in; the
    /// day of those, if there are any. Prices need the caller's own rates.
    pub(super) fn completed(
        book: &RuleBook,
        plan: &Plan,
        table: &RateTable,
        cart: &Cart,
    ) -> Result<(Self, Option<Date>), QuoteError> {
        let of_prices = cart.currencies().chain(plan.currency).chain(plan.customs_currency);
        let has_prices = of_prices.into_iter().all(|currency| table.knows(currency));
        let held = book.market_rates(plan.date)?.filter(|held| has_prices && held.base() == table.base());
        let Some(held) = held else { return Ok((Self::of(table.clone()), None)) };
        let mut whole = table.clone();
        for (currency, units) in held.quotes().filter(|(currency, _)| !table.knows(*currency)) {
            whole = whole.with_rate(currency, units)?;
        }
        Ok((Self::of(whole), Some(held.as_of())))
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

/// The amount in another currency. Most factors have a one above or below the line, where nothing is to be done.
pub(super) fn times(amount: Decimal, (numerator, denominator): (Decimal, Decimal)) -> Option<Decimal> {
    let product = if numerator == Decimal::ONE { amount } else { amount.checked_mul(numerator)? };
    if denominator == Decimal::ONE { Some(product) } else { product.checked_div(denominator) }
}

/// How an amount changes its currency: numerator and denominator.
pub(super) fn factor_of(
    table: Option<&RateTable>,
    from: Currency,
    to: Currency,
) -> Option<(Decimal, Decimal)> {
    if from == to {
        return Some((Decimal::ONE, Decimal::ONE));
    }
    table?.factor(from, to)
}

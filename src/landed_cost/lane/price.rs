//! One quote from beginning to end: the cart is checked, computed and turned into the answer.

use rust_decimal::Decimal;

use super::ExchangeRates;
use super::assemble::{self, Outcome};
use super::fixed::{self, Prepared};
use super::plan::Plan;
use super::run::Run;
use super::untax;
use crate::goods::End;
use crate::landed_cost::remark::Said;
use crate::landed_cost::{Cart, CartError, MAX_AMOUNT, MAX_LINES, Quote, QuoteRange};
use crate::money::ExactMoney;

/// The quote, with the rate that is usual where a code is cut short.
pub(super) fn price(
    plan: &Plan,
    prepared: Option<&Prepared>,
    cart: &Cart,
    rates: &ExchangeRates,
    quote: &mut Quote,
) -> Result<(), CartError> {
    quote.clear();
    if prepared.and_then(|prepared| fixed::price(plan, prepared, cart, rates, quote)).is_some() {
        return Ok(());
    }
    price_at(plan, cart, rates, End::Usual, quote)
}

/// The same by the clear calculation in decimals alone.
pub(super) fn price_in_decimals(plan: &Plan, cart: &Cart, rates: &ExchangeRates) -> Result<Quote, CartError> {
    let mut quote = Quote::default();
    price_at(plan, cart, rates, End::Usual, &mut quote)?;
    Ok(quote)
}

/// The same in whole numbers alone; `None` where that gives up.
pub(super) fn price_in_whole_numbers(
    plan: &Plan,
    prepared: &Prepared,
    cart: &Cart,
    rates: &ExchangeRates,
) -> Option<Quote> {
    let mut quote = Quote::default();
    fixed::price(plan, prepared, cart, rates, &mut quote)?;
    Some(quote)
}

/// The totals at both ends of what codes cut short leave open; `None` if they leave nothing open or an end is not
/// held.
pub(super) fn range(
    plan: &Plan,
    cart: &Cart,
    rates: &ExchangeRates,
) -> Result<Option<QuoteRange>, CartError> {
    let mut quote = Quote::default();
    price_at(plan, cart, rates, End::Lowest, &mut quote)?;
    if !quote.has_range {
        return Ok(None);
    }
    let lowest = quote.totals;
    price_at(plan, cart, rates, End::Highest, &mut quote)?;
    Ok(Some(QuoteRange { lowest, highest: quote.totals }).filter(|_| quote.has_range))
}

fn price_at(
    plan: &Plan,
    cart: &Cart,
    rates: &ExchangeRates,
    end: End,
    quote: &mut Quote,
) -> Result<(), CartError> {
    quote.clear();
    check(cart)?;
    let first = cart.items.first().map(|item| item.unit_price.currency());
    let Some(customs) = plan.customs_currency.or(plan.currency).or(first) else {
        return Err(CartError::Empty);
    };
    let Quote { scratch, remarks, .. } = quote;
    let mut run = Run {
        plan,
        cart,
        rates,
        customs,
        scratch,
        remarks,
        undecided: false,
        used_customs_rate: false,
        end,
        ends_differ: false,
        end_missing: false,
        prior_value: Decimal::ZERO,
        uncut_bases: false,
        said: Said::default(),
    };
    run.remark_on_lane();
    let known = run.take_lines()? && plan.refusals.is_empty();
    run.said = run.remarks.said();
    if known {
        if cart.prices_include_tax { untax::solve(&mut run)? } else { run.compute()? }
    }
    let (undecided, used_customs_rate) = (run.undecided || !known, run.used_customs_rate);
    let has_range = run.ends_differ && !run.end_missing;
    assemble::assemble(plan, cart, rates, &Outcome { customs, undecided, used_customs_rate }, quote)?;
    quote.has_range = has_range && quote.totals.total.is_some();
    Ok(())
}

fn check(cart: &Cart) -> Result<(), CartError> {
    if cart.items.is_empty() {
        return Err(CartError::Empty);
    }
    if cart.items.len() > MAX_LINES {
        return Err(CartError::TooManyLines { found: cart.items.len() });
    }
    let price = |amount: Decimal| (Decimal::ZERO..=MAX_AMOUNT).contains(&amount);
    for (line, item) in cart.items.iter().enumerate() {
        if item.quantity <= Decimal::ZERO || item.quantity > MAX_AMOUNT {
            return Err(CartError::Quantity { line, found: item.quantity });
        }
        if !price(item.unit_price.amount()) {
            return Err(CartError::UnitPrice { line, found: item.unit_price.amount() });
        }
        if let Some(found) = item.tax.filter(|rate| !(Decimal::ZERO..=Decimal::TEN).contains(rate)) {
            return Err(CartError::TaxRate { line, found });
        }
    }
    let charges = [("shipping", cart.shipping), ("insurance", cart.insurance), ("discount", cart.discount)];
    let fees = cart.carrier_fees.iter().flatten().map(|fee| ("carrier_fees", Some(fee.amount)));
    for (field, money) in charges.into_iter().chain(fees) {
        if let Some(found) = money.map(ExactMoney::amount).filter(|amount| !price(*amount)) {
            return Err(CartError::Amount { field, found });
        }
    }
    Ok(())
}

//! Turning what was computed into the answer: charges, sums, lines, verdict.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::ExchangeRates;
use super::exchange::{factor_of, times};
use super::plan::Plan;
use crate::fx::RateTable;
use crate::landed_cost::quote::{DataUsed, Quote, QuoteLine};
use crate::landed_cost::remark::Subject;
use crate::landed_cost::territory::settled;
use crate::landed_cost::working::Scratch;
use crate::landed_cost::{Cart, CartError};
use crate::money::{Currency, ExactMoney, Money, RoundingMode};

/// What is left to know once everything is computed.
pub(super) struct Outcome {
    pub(super) customs: Currency,
    /// Which levies apply is not known, so no charge is.
    pub(super) undecided: bool,
    pub(super) used_customs_rate: bool,
}

pub(super) fn assemble(
    plan: &Plan,
    cart: &Cart,
    rates: &ExchangeRates,
    outcome: &Outcome,
    quote: &mut Quote,
) -> Result<(), CartError> {
    let currency = plan.currency.unwrap_or(outcome.customs);
    quote.currency = Some(currency);
    let mut scratch = std::mem::take(&mut quote.scratch);
    let mut assembly = Assembly { plan, cart, rates, outcome, currency, scratch: &mut scratch, quote };
    let result = assembly.fill();
    quote.scratch = scratch;
    if result.is_err() {
        quote.clear();
    }
    result
}

/// One answer under way.
pub(super) struct Assembly<'a> {
    pub(super) plan: &'a Plan,
    pub(super) cart: &'a Cart,
    pub(super) rates: &'a ExchangeRates,
    pub(super) outcome: &'a Outcome,
    pub(super) currency: Currency,
    pub(super) scratch: &'a mut Scratch,
    pub(super) quote: &'a mut Quote,
}

impl Assembly<'_> {
    fn fill(&mut self) -> Result<(), CartError> {
        if !self.outcome.undecided {
            self.charge_levies()?;
            self.charge_carrier_fees();
        }
        self.lines();
        let shown = self.customs_figures()?;
        self.totals()?;
        let converts = self.converts();
        say_of_rates(self.plan, self.rates, self.quote, self.outcome.used_customs_rate, converts, shown);
        if self.quote.totals.total.is_none() && !self.quote.remarks.refused {
            self.quote.remarks.refuse(None, Subject::NotWorkedOut);
        }
        self.quote.verdict = Some(self.quote.remarks.verdict());
        Ok(())
    }

    fn lines(&mut self) {
        for item in &self.cart.items {
            self.quote.lines.push(QuoteLine {
                sku: item.sku.clone(),
                customs_value: None,
                duty: None,
                tax: None,
                fees: None,
            });
        }
    }

    /// Whether any amount changes its currency.
    fn converts(&self) -> bool {
        self.outcome.used_customs_rate
            || self.currency != self.outcome.customs
            || self.cart.items.iter().any(|item| item.unit_price.currency() != self.currency)
    }

    pub(super) fn money(&self, amount: Decimal) -> Money {
        ExactMoney::new(settled(amount), self.outcome.customs).round(RoundingMode::HalfUp)
    }

    pub(super) fn convert(
        &self,
        money: ExactMoney,
        table: Option<&RateTable>,
        to: Currency,
    ) -> Option<Money> {
        let amount = times(money.amount(), factor_of(table, money.currency(), to)?)?;
        Some(ExactMoney::new(amount, to).round(RoundingMode::HalfUp))
    }

    /// An amount of the customs currency in the answer's currency.
    pub(super) fn in_answer(&self, amount: Decimal) -> Option<Money> {
        self.convert(ExactMoney::new(amount, self.outcome.customs), self.rates.market.as_ref(), self.currency)
    }
}

/// Says which rates were used, and which data.
pub(super) fn say_of_rates(
    plan: &Plan,
    rates: &ExchangeRates,
    quote: &mut Quote,
    used_customs_rate: bool,
    converts: bool,
    customs_shown: bool,
) {
    let customs_day = rates.customs.as_ref().map(RateTable::as_of);
    if let Some(taken) = customs_day.filter(|_| used_customs_rate && !rates.customs_held && customs_shown) {
        quote.remarks.doubt(None, Subject::CustomsRateNotHeld { taken });
    }
    let market_day = rates.as_of();
    if let Some(day) = market_day.filter(|day| converts && *day != plan.date) {
        quote.remarks.inform(None, Subject::RateOfAnotherDay { day });
    }
    let tariff = plan.tariffs.iter().find_map(|tariff| match &tariff.schedule {
        Some((schedule, _)) => Some(schedule.edition()?.shared_name()),
        None => tariff.rates.as_ref()?.label().map(Arc::clone),
    });
    quote.data = Some(DataUsed {
        rules_as_of: plan.rules_as_of,
        rates_as_of: market_day.filter(|_| converts),
        tariff,
    });
}

//! Turning what was computed into the answer: charges with their basis, totals, lines, verdict.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::ExchangeRates;
use super::plan::{Plan, PlannedLevy, Rate};
use super::rate::supplied_duty;
use super::run::exact;
use crate::landed_cost::error::{factor_of, times};
use crate::landed_cost::quote::{
    Basis, Charge, ChargeRate, CustomsFigures, DataUsed, Quote, QuoteLine, Totals,
};
use crate::landed_cost::remark::Subject;
use crate::landed_cost::territory::Per;
use crate::landed_cost::words::{ChargeKind, Collected, Terms};
use crate::landed_cost::working::{Amounts, Cell, CellBasis, Line, Scratch, State};
use crate::landed_cost::{Cart, CartError};
use crate::money::{Currency, ExactMoney, Money, RoundingMode, allocate_units};
use crate::rules::{Dated, Evidence, RuleId};

/// Beyond this (10^24) a sum with the decimal places of its currency may not fit the 28 digits that are kept, and its
/// last places would be lost without a word.
const LARGEST_SUM: Decimal = Decimal::from_parts(0xA100_0000, 0x1BCE_CCED, 0xD3C2, false, 0);

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

struct Assembly<'a> {
    plan: &'a Plan,
    cart: &'a Cart,
    rates: &'a ExchangeRates,
    outcome: &'a Outcome,
    currency: Currency,
    scratch: &'a mut Scratch,
    quote: &'a mut Quote,
}

/// What the charges of one kind come to in the customs currency.
#[derive(Clone, Copy)]
struct KindSum {
    whole: Option<Decimal>,
    on_delivery: Decimal,
}

impl Assembly<'_> {
    fn fill(&mut self) -> Result<(), CartError> {
        if !self.outcome.undecided {
            self.charge_levies()?;
            self.charge_additional();
            self.charge_carrier_fees();
        }
        self.lines();
        let shown = self.customs_figures()?;
        self.totals()?;
        self.remark_on_rates(shown);
        if self.quote.totals.total.is_none() && !self.quote.remarks.refused {
            self.quote.remarks.refuse(None, Subject::NotWorkedOut);
        }
        self.quote.verdict = Some(self.quote.remarks.verdict());
        Ok(())
    }

    fn charge_levies(&mut self) -> Result<(), CartError> {
        for (number, levy) in self.plan.levies.iter().enumerate() {
            if levy.per() == Per::Consignment {
                self.charge_consignment(number, levy)?;
                continue;
            }
            for line in 0..self.scratch.lines.len() {
                let cell = self.cell(number, line);
                if cell.state == State::Charged && !is_silent(levy, &cell) {
                    let charge = self.charge(levy, Some(line), &cell);
                    self.quote.charges.push(charge);
                }
            }
        }
        Ok(())
    }

    fn charge_consignment(&mut self, number: usize, levy: &PlannedLevy) -> Result<(), CartError> {
        let mut whole: Option<Cell> = None;
        for line in 0..self.scratch.lines.len() {
            let cell = self.cell(number, line);
            if cell.state != State::Charged {
                continue;
            }
            whole = Some(match whole {
                None => cell,
                Some(sum) => Cell {
                    base: exact(sum.base.checked_add(cell.base))?,
                    amount: exact(sum.amount.checked_add(cell.amount))?,
                    ..sum
                },
            });
        }
        if let Some(cell) = whole {
            let charge = self.charge(levy, None, &cell);
            self.quote.charges.push(charge);
        }
        Ok(())
    }

    fn charge(&self, levy: &PlannedLevy, line: Option<usize>, cell: &Cell) -> Charge {
        let schemes = line.and_then(|line| self.scratch.lines.get(line)).map_or(0, |line| line.schemes);
        let (rule, rate, basis) = self.basis(levy, line, cell);
        Charge {
            rule,
            kind: levy.levy().kind,
            name: Arc::clone(&levy.levy().name),
            line,
            base: self.money(cell.base),
            rate,
            amount: self.money(cell.amount),
            collected: levy.collected(schemes, self.plan.terms),
            basis,
        }
    }

    /// The rule, the rate and the law of a charge: those of the row that gave the rate.
    fn basis(&self, levy: &PlannedLevy, line: Option<usize>, cell: &Cell) -> (RuleId, ChargeRate, Basis) {
        let of_levy = |rate| (levy.row.id().clone(), rate, basis_of(&levy.row));
        match cell.basis {
            CellBasis::Levy => of_levy(rate_of_levy(levy)),
            CellBasis::Bracket(number) => of_levy(match levy.levy().brackets.get(number) {
                Some(step) => ChargeRate::Bracket { share: step.rate, less: step.less },
                None => rate_of_levy(levy),
            }),
            CellBasis::SuppliedTax(rate) => self.supplied(levy, ChargeRate::Share(rate)),
            CellBasis::SuppliedDuty(tariff) => {
                let code = self.plan.tariffs.get(tariff).map_or("", |tariff| &tariff.code);
                let item = line.and_then(|line| self.cart.items.get(line));
                match item.and_then(|item| supplied_duty(item, code)) {
                    Some(duty) => self.supplied(levy, ChargeRate::Duty(duty.clone())),
                    None => of_levy(rate_of_levy(levy)),
                }
            }
            CellBasis::Tariff { tariff, row } => {
                let rates = self.plan.tariffs.get(tariff).and_then(|tariff| tariff.rates.as_ref());
                let row = rates.and_then(|rates| rates.rows().get(row));
                match row.and_then(|row| Some((row, row.rate()?))) {
                    Some((row, rate)) => {
                        let basis = Basis {
                            source: Arc::clone(row.source()),
                            from: Some(row.from()),
                            to: row.to(),
                            evidence: row.evidence().max(levy.row.evidence()),
                        };
                        (row.rule_id().clone(), ChargeRate::Duty(rate.clone()), basis)
                    }
                    None => of_levy(rate_of_levy(levy)),
                }
            }
            CellBasis::Rate { category, row } => {
                let table = match levy.rate {
                    Rate::Table(table) => self.plan.tables.get(table),
                    _ => None,
                };
                match table.and_then(|table| table.of(category)?.get(row)) {
                    Some(row) => {
                        let weakest = row.evidence().max(levy.row.evidence());
                        let basis = Basis { evidence: weakest, ..basis_of(row) };
                        (row.id().clone(), ChargeRate::Share(row.value().rate), basis)
                    }
                    None => of_levy(rate_of_levy(levy)),
                }
            }
        }
    }

    /// A levy at the caller's rate: the levy's own id, but the figure rests on the caller.
    fn supplied(&self, levy: &PlannedLevy, rate: ChargeRate) -> (RuleId, ChargeRate, Basis) {
        (levy.row.id().clone(), rate, self.supplied_basis())
    }

    fn supplied_basis(&self) -> Basis {
        let source = Arc::clone(&self.plan.supplied);
        Basis { source, from: None, to: None, evidence: Evidence::Supplied }
    }

    fn charge_additional(&mut self) {
        for position in 0..self.scratch.additional.len() {
            let Some(duty) = self.scratch.additional.get(position) else { continue };
            let Some(expression) = duty.duties.get(duty.index) else { continue };
            let charge = Charge {
                rule: self.plan.supplied_additional_duty.clone(),
                kind: ChargeKind::AdditionalDuty,
                name: Arc::clone(&self.plan.additional_duty_name),
                line: Some(duty.line),
                base: self.money(duty.base),
                rate: ChargeRate::Duty(expression.clone()),
                amount: self.money(duty.amount),
                collected: self.by_terms(),
                basis: self.supplied_basis(),
            };
            self.quote.charges.push(charge);
        }
    }

    fn charge_carrier_fees(&mut self) {
        for fee in self.cart.carrier_fees.iter().flatten() {
            let amount = self.convert(fee.amount, self.rates.customs.as_ref(), self.outcome.customs);
            let Some(amount) = amount else { continue };
            let charge = Charge {
                rule: self.plan.supplied_carrier_fee.clone(),
                kind: ChargeKind::Fee,
                name: Arc::clone(&fee.name),
                line: None,
                base: amount,
                rate: ChargeRate::Sum { amount: fee.amount, per: "consignment", plus: None },
                amount,
                collected: self.by_terms(),
                basis: self.supplied_basis(),
            };
            self.quote.charges.push(charge);
        }
    }

    fn by_terms(&self) -> Collected {
        match self.plan.terms {
            Terms::Ddp => Collected::AtCheckout,
            Terms::Dap => Collected::OnDelivery,
        }
    }

    fn cell(&self, levy: usize, line: usize) -> Cell {
        let index = levy.saturating_mul(self.scratch.lines.len()).saturating_add(line);
        self.scratch.cells.get(index).copied().unwrap_or_default()
    }

    fn money(&self, amount: Decimal) -> Money {
        ExactMoney::new(amount, self.outcome.customs).round(RoundingMode::HalfUp)
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

    /// What customs sees; true if a customs value can be shown.
    fn customs_figures(&mut self) -> Result<bool, CartError> {
        let known = self.plan.valuation.is_some()
            && self.plan.refusals.is_empty()
            && self.scratch.lines.len() == self.cart.items.len()
            && !self.outcome.undecided;
        let (mut value, mut schemes) = (Decimal::ZERO, 0);
        for line in &self.scratch.lines {
            value = exact(value.checked_add(line.customs_value))?;
            schemes |= line.schemes;
        }
        let scheme = (0..)
            .zip(&self.plan.schemes)
            .find(|(number, _)| schemes & crate::landed_cost::working::bit(*number) != 0);
        let scheme = scheme.filter(|_| known).map(|(_, scheme)| scheme.row.id().clone());
        let tax_base = if known { self.tax_base()? } else { None };
        self.quote.customs = Some(CustomsFigures {
            territory: self.plan.customs,
            tax_territory: self.plan.tax,
            currency: self.outcome.customs,
            customs_value: known.then(|| self.money(value)),
            tax_base: tax_base.map(|base| self.money(base)),
            scheme,
        });
        if known {
            let shown = self.in_answer(value);
            self.fill_lines(
                shown,
                |line| Some(line.customs_value),
                |line, money| line.customs_value = money,
            )?;
        }
        Ok(known)
    }

    /// What the first tax on each line is taken on.
    fn tax_base(&self) -> Result<Option<Decimal>, CartError> {
        let mut sum = Decimal::ZERO;
        for line in 0..self.scratch.lines.len() {
            for (number, levy) in self.plan.levies.iter().enumerate() {
                let cell = self.cell(number, line);
                if levy.levy().kind != ChargeKind::Tax || cell.state == State::Off {
                    continue;
                }
                if cell.state == State::Unknown {
                    return Ok(None);
                }
                sum = exact(sum.checked_add(cell.base))?;
                break;
            }
        }
        Ok(Some(sum))
    }

    fn totals(&mut self) -> Result<(), CartError> {
        let duty = self.kind_sum(|kind| matches!(kind, ChargeKind::Duty | ChargeKind::AdditionalDuty))?;
        let tax = self.kind_sum(|kind| kind == ChargeKind::Tax)?;
        let fees = self.kind_sum(|kind| kind == ChargeKind::Fee)?;
        let mut totals = Totals {
            duty: duty.whole.and_then(|sum| self.in_answer(sum)),
            tax: tax.whole.and_then(|sum| self.in_answer(sum)),
            fees: fees.whole.and_then(|sum| self.in_answer(sum)),
            ..Totals::default()
        };
        self.prices(&mut totals);
        totals.total = total(&totals);
        let parts = [totals.goods, totals.shipping, totals.insurance, totals.discount, totals.total];
        if parts.into_iter().flatten().any(|sum| sum.amount() > LARGEST_SUM) {
            return Err(CartError::Overflow);
        }
        let on_delivery = [(duty, totals.duty), (tax, totals.tax), (fees, totals.fees)]
            .into_iter()
            .try_fold(Money::zero(self.currency), |sum, (kind, shown)| {
                sum.checked_add(self.part_on_delivery(kind, shown)?).ok()
            });
        if let (Some(total), Some(on_delivery)) = (totals.total, on_delivery) {
            totals.due_on_delivery = Some(on_delivery);
            totals.due_at_checkout = total.checked_sub(on_delivery).ok();
        }
        self.quote.totals = totals;
        self.fill_lines(totals.duty, duty_of_line, |line, money| line.duty = money)?;
        self.fill_lines(totals.tax, |line| line.sums.tax, |line, money| line.tax = money)?;
        self.fill_lines(totals.fees, |line| line.sums.fees, |line, money| line.fees = money)
    }

    /// What is paid at the door of one kind: all of it, or the converted part.
    fn part_on_delivery(&self, kind: KindSum, shown: Option<Money>) -> Option<Money> {
        let (whole, shown) = (kind.whole?, shown?);
        if kind.on_delivery.is_zero() {
            return Some(Money::zero(self.currency));
        }
        if kind.on_delivery == whole { Some(shown) } else { self.in_answer(kind.on_delivery) }
    }

    /// Sums a kind over lines and charges, and leaves each line's sum for the lines of the answer.
    fn kind_sum(&mut self, is_kind: impl Fn(ChargeKind) -> bool) -> Result<KindSum, CartError> {
        let mut on_delivery = Decimal::ZERO;
        let mut whole = Decimal::ZERO;
        for charge in self.quote.charges.iter().filter(|charge| is_kind(charge.kind)) {
            whole = exact(whole.checked_add(charge.amount.amount()))?;
            if charge.collected == Collected::OnDelivery {
                on_delivery = exact(on_delivery.checked_add(charge.amount.amount()))?;
            }
        }
        if whole > LARGEST_SUM {
            return Err(CartError::Overflow);
        }
        let unknown = self.sum_lines(&is_kind)?;
        let known = !self.outcome.undecided && !unknown;
        Ok(KindSum { whole: known.then_some(whole), on_delivery })
    }

    /// Each line's sum of a kind; true if one of them is unknown.
    fn sum_lines(&mut self, is_kind: &impl Fn(ChargeKind) -> bool) -> Result<bool, CartError> {
        let mut unknown = false;
        for index in 0..self.scratch.lines.len() {
            let mut sum = Some(Decimal::ZERO);
            for (number, levy) in self.plan.levies.iter().enumerate() {
                let cell = self.cell(number, index);
                match cell.state {
                    State::Charged if is_kind(levy.levy().kind) => {
                        sum = super::select::add(sum, Some(cell.amount))?;
                    }
                    State::Unknown if is_kind(levy.levy().kind) => sum = None,
                    _ => {}
                }
            }
            let Some(line) = self.scratch.lines.get_mut(index) else { continue };
            if is_kind(ChargeKind::AdditionalDuty) {
                if line.additional.is_none() {
                    sum = None;
                }
                for duty in self.scratch.additional.iter().filter(|duty| duty.line == index) {
                    sum = super::select::add(sum, Some(duty.amount))?;
                }
                line.sums.duty = sum;
            } else if is_kind(ChargeKind::Tax) {
                line.sums.tax = sum;
            } else {
                sum = super::select::add(sum, Some(line.carrier_fees))?;
                line.sums.fees = sum;
            }
            unknown |= sum.is_none();
        }
        Ok(unknown)
    }

    /// Goods, shipping, insurance and discount in the answer's currency.
    fn prices(&mut self, totals: &mut Totals) {
        let market = self.rates.market.as_ref();
        let mut goods = Some(Decimal::ZERO);
        for item in &self.cart.items {
            let factor = factor_of(market, item.unit_price.currency(), self.currency);
            if factor.is_none() {
                let (from, to) = (item.unit_price.currency(), self.currency);
                self.quote.remarks.refuse(None, Subject::ExchangeRateMissing { from, to });
            }
            goods = goods.zip(factor).and_then(|(sum, factor)| {
                let price = item.unit_price.amount().checked_mul(item.quantity)?;
                sum.checked_add(times(price, factor)?)
            });
        }
        let shown = |amount| ExactMoney::new(amount, self.currency).round(RoundingMode::HalfUp);
        let charge = |money: Option<ExactMoney>| match money {
            Some(money) => self.convert(money, market, self.currency),
            None => Some(Money::zero(self.currency)),
        };
        totals.goods = goods.map(shown);
        totals.shipping = charge(self.cart.shipping);
        totals.insurance = charge(self.cart.insurance);
        totals.discount = charge(self.cart.discount);
        if self.cart.prices_include_tax {
            self.net_prices(totals);
        }
    }

    /// Prices without the tax they held: with the tax they are again what was paid.
    fn net_prices(&self, totals: &mut Totals) {
        let paid = paid(totals);
        // Of what was paid, in the answer's own rates: those of customs would move money between the parts.
        let net = |paid: Option<ExactMoney>, part: fn(&Amounts) -> Decimal| {
            let sum = |of: fn(&Line) -> &Amounts| {
                let mut lines = self.scratch.lines.iter();
                lines.try_fold(Decimal::ZERO, |sum, line| sum.checked_add(part(of(line))))
            };
            let (net, gross) = (sum(|line| &line.net)?, sum(|line| &line.gross)?);
            if gross.is_zero() {
                return Some(Money::zero(self.currency));
            }
            let paid = paid?;
            let factor = factor_of(self.rates.market.as_ref(), paid.currency(), self.currency)?;
            let paid = times(paid.amount(), factor)?;
            let amount = paid.checked_mul(net.checked_div(gross)?)?;
            Some(ExactMoney::new(amount, self.currency).round(RoundingMode::HalfUp))
        };
        totals.shipping = net(self.cart.shipping, |amounts| amounts.shipping);
        totals.insurance = net(self.cart.insurance, |amounts| amounts.insurance);
        totals.discount = net(self.cart.discount, |amounts| amounts.discount);
        // The goods take the last cent, so that the parts are what was paid.
        let zero = Money::zero(self.currency);
        let rest = |paid: Money| {
            paid.checked_sub(totals.tax?)
                .and_then(|rest| rest.checked_sub(totals.shipping.unwrap_or(zero)))
                .and_then(|rest| rest.checked_sub(totals.insurance.unwrap_or(zero)))
                .and_then(|rest| rest.checked_add(totals.discount.unwrap_or(zero)))
                .ok()
        };
        totals.goods = paid.and_then(rest);
    }

    fn convert(
        &self,
        money: ExactMoney,
        table: Option<&crate::fx::RateTable>,
        to: Currency,
    ) -> Option<Money> {
        let amount = times(money.amount(), factor_of(table, money.currency(), to)?)?;
        Some(ExactMoney::new(amount, to).round(RoundingMode::HalfUp))
    }

    /// An amount of the customs currency in the answer's currency.
    fn in_answer(&self, amount: Decimal) -> Option<Money> {
        self.convert(ExactMoney::new(amount, self.outcome.customs), self.rates.market.as_ref(), self.currency)
    }

    /// Splits a total of the answer over its lines, so that they sum to it.
    fn fill_lines(
        &mut self,
        total: Option<Money>,
        weight: impl Fn(&crate::landed_cost::working::Line) -> Option<Decimal>,
        set: impl Fn(&mut QuoteLine, Option<Money>),
    ) -> Result<(), CartError> {
        let Some(total) = total else {
            // The sum is unknown, but a line may be known.
            for index in 0..self.quote.lines.len() {
                let known =
                    self.scratch.lines.get(index).and_then(&weight).filter(|_| !self.outcome.undecided);
                let shown = known.and_then(|amount| self.in_answer(amount));
                if let Some(line) = self.quote.lines.get_mut(index) {
                    set(line, shown);
                }
            }
            return Ok(());
        };
        self.scratch.weights.clear();
        for line in &self.scratch.lines {
            self.scratch.weights.push(weight(line).unwrap_or_default());
        }
        let Scratch { weights, shares, .. } = &mut *self.scratch;
        let digits = self.currency.digits();
        let sum = weights.iter().try_fold(Decimal::ZERO, |sum, weight| sum.checked_add(*weight));
        if sum == Some(total.amount()) && weights.iter().all(|weight| weight.scale() <= digits) {
            // Rounded line by line and not converted since: the lines are the shares.
            shares.clone_from(weights);
        } else {
            if weights.iter().all(Decimal::is_zero) {
                weights.fill(Decimal::ONE);
            }
            allocate_units(total.amount(), Decimal::new(1, digits), weights, shares)
                .map_err(|_| CartError::Overflow)?;
        }
        for (line, share) in self.quote.lines.iter_mut().zip(shares) {
            set(line, Money::new(*share, self.currency).ok());
        }
        Ok(())
    }

    fn remark_on_rates(&mut self, customs_shown: bool) {
        let customs_day = self.rates.customs.as_ref().map(crate::fx::RateTable::as_of);
        if let Some(taken) = customs_day
            .filter(|_| self.outcome.used_customs_rate && !self.rates.customs_held && customs_shown)
        {
            self.quote.remarks.doubt(None, Subject::CustomsRateNotHeld { taken });
        }
        let market_day = self.rates.as_of();
        if let Some(day) = market_day.filter(|day| self.converts() && *day != self.plan.date) {
            self.quote.remarks.inform(None, Subject::RateOfAnotherDay { day });
        }
        let tariff = self.plan.tariffs.iter().find_map(|tariff| tariff.rates.as_ref()?.edition());
        self.quote.data = Some(DataUsed {
            rules_as_of: self.plan.rules_as_of,
            rates_as_of: market_day.filter(|_| self.converts()),
            tariff: tariff.map(|edition| edition.shared_name()),
        });
    }

    /// Whether any amount changes its currency.
    fn converts(&self) -> bool {
        self.outcome.used_customs_rate
            || self.currency != self.outcome.customs
            || self.cart.items.iter().any(|item| item.unit_price.currency() != self.currency)
    }
}

/// A zero that says nothing: a flat sum on a further line of the same tariff item, a tax that the caller gave elsewhere.
fn is_silent(levy: &PlannedLevy, cell: &Cell) -> bool {
    let nothing = cell.amount.is_zero();
    nothing
        && (levy.per() == Per::TariffItem
            || cell.basis == CellBasis::SuppliedTax(Decimal::ZERO) && levy.levy().supplied_share.is_some())
}

fn duty_of_line(line: &crate::landed_cost::working::Line) -> Option<Decimal> {
    line.sums.duty
}

fn basis_of<T>(row: &Dated<T>) -> Basis {
    Basis { source: Arc::clone(&row.source), from: Some(row.from()), to: row.to(), evidence: row.evidence() }
}

fn rate_of_levy(levy: &PlannedLevy) -> ChargeRate {
    let per = match levy.per() {
        Per::Line => "line",
        Per::Consignment => "consignment",
        Per::TariffItem => "item",
        Per::Unit => "unit",
    };
    match (&levy.rate, levy.levy().amount) {
        (Rate::Expression(plus), Some(amount)) => ChargeRate::Sum { amount, per, plus: Some(plus.clone()) },
        (_, Some(amount)) => ChargeRate::Sum { amount, per, plus: None },
        (Rate::Expression(rate), None) => ChargeRate::Duty(rate.clone()),
        (Rate::Fraction { numerator, denominator }, None) => {
            ChargeRate::Fraction { numerator: *numerator, denominator: *denominator }
        }
        _ => ChargeRate::Share(Decimal::ZERO),
    }
}

fn paid(totals: &Totals) -> Option<Money> {
    totals
        .goods?
        .checked_add(totals.shipping?)
        .and_then(|sum| sum.checked_add(totals.insurance.unwrap_or(Money::zero(sum.currency()))))
        .and_then(|sum| sum.checked_sub(totals.discount.unwrap_or(Money::zero(sum.currency()))))
        .ok()
}

fn total(totals: &Totals) -> Option<Money> {
    let charges = [totals.duty?, totals.tax?, totals.fees?];
    charges.into_iter().try_fold(paid(totals)?, |sum, charge| sum.checked_add(charge).ok())
}

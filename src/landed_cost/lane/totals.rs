//! The sums of an answer in its own currency, and each line's share of them.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::assemble::Assembly;
use super::exchange::{factor_of, times};
use super::run::exact;
use super::select::add;
use crate::landed_cost::CartError;
use crate::landed_cost::quote::{CustomsFigures, QuoteLine, Totals};
use crate::landed_cost::remark::Subject;
use crate::landed_cost::territory::settled;
use crate::landed_cost::words::{ChargeKind, Collected};
use crate::landed_cost::working::{Amounts, Line, Scratch, State, bit};
use crate::money::{ExactMoney, Money, RoundingMode, allocate_units};

/// Beyond this (10^24) a sum with the decimal places of its currency may not fit the 28 digits that are kept, and its
/// last places would be lost without a word.
const LARGEST_SUM: Decimal = Decimal::from_parts(0xA100_0000, 0x1BCE_CCED, 0xD3C2, false, 0);

/// What the charges of one kind come to in the customs currency.
#[derive(Clone, Copy)]
struct KindSum {
    whole: Option<Decimal>,
    on_delivery: Decimal,
}

impl Assembly<'_> {
    /// What customs sees; true if a customs value can be shown.
    pub(super) fn customs_figures(&mut self) -> Result<bool, CartError> {
        let known = self.plan.valuation.is_some()
            && self.plan.refusals.is_empty()
            && self.scratch.lines.len() == self.cart.items.len()
            && !self.outcome.undecided;
        let (mut value, mut schemes) = (Decimal::ZERO, 0);
        for line in &self.scratch.lines {
            value = exact(value.checked_add(line.customs_value))?;
            schemes |= line.schemes;
        }
        let scheme = (0..).zip(&self.plan.schemes).find(|(number, _)| schemes & bit(*number) != 0);
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
                let cell = self.scratch.cell(number, line);
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

    pub(super) fn totals(&mut self) -> Result<(), CartError> {
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
                let cell = self.scratch.cell(number, index);
                match cell.state {
                    State::Charged if is_kind(levy.levy().kind) => {
                        sum = add(sum, Some(cell.amount))?;
                    }
                    State::Unknown if is_kind(levy.levy().kind) => sum = None,
                    _ => {}
                }
            }
            let Some(line) = self.scratch.lines.get_mut(index) else { continue };
            if is_kind(ChargeKind::AdditionalDuty) {
                if line.on_top.is_none() {
                    sum = None;
                }
                for duty in self.scratch.on_top.iter().filter(|duty| duty.line == index) {
                    sum = add(sum, Some(duty.amount))?;
                }
                line.sums.duty = sum;
            } else if is_kind(ChargeKind::Tax) {
                line.sums.tax = sum;
            } else {
                sum = add(sum, Some(line.carrier_fees))?;
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

    /// Splits a total of the answer over its lines, so that they sum to it.
    fn fill_lines(
        &mut self,
        total: Option<Money>,
        weight: impl Fn(&Line) -> Option<Decimal>,
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
            self.scratch.weights.push(settled(weight(line).unwrap_or_default()));
        }
        let Scratch { weights, shares, order, .. } = &mut *self.scratch;
        let digits = self.currency.digits();
        let sum = weights.iter().try_fold(Decimal::ZERO, |sum, weight| sum.checked_add(*weight));
        if sum == Some(total.amount()) && weights.iter().all(|weight| weight.scale() <= digits) {
            // Rounded line by line and not converted since: the lines are the shares.
            shares.clone_from(weights);
        } else if !share_odd_units(total.amount(), digits, weights, shares, order) {
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
}

/// Cuts lines that come to the total to whole units and gives the odd ones to those that lost most, of equal ones to the
/// first. False if the lines do not come to it, because the total was rounded or converted.
///
/// A quotient is cut at its last digit, so the lines may miss the total by a hair; to scale them by that would decide
/// between lines that lost the same.
fn share_odd_units(
    total: Decimal,
    digits: u32,
    weights: &[Decimal],
    shares: &mut Vec<Decimal>,
    order: &mut Vec<usize>,
) -> bool {
    const CERTAIN: u32 = 12;
    let sum = weights.iter().try_fold(Decimal::ZERO, |sum, weight| sum.checked_add(*weight));
    let near = |sum: Decimal| sum.checked_sub(total).is_some_and(|rest| rest.round_dp(CERTAIN - 3).is_zero());
    if !sum.is_some_and(near) || weights.iter().any(Decimal::is_sign_negative) {
        return false;
    }
    shares.clear();
    shares.extend(weights.iter().map(|weight| weight.round_dp(CERTAIN).trunc_with_scale(digits)));
    let given = shares.iter().try_fold(Decimal::ZERO, |sum, share| sum.checked_add(*share));
    let unit = Decimal::new(1, digits);
    let odd = given.and_then(|given| total.checked_sub(given)?.checked_div(unit)?.to_usize());
    let Some(odd) = odd.filter(|odd| *odd <= weights.len()) else { return false };
    let lost = |place: &usize| {
        let weight = weights.get(*place).map_or(Decimal::ZERO, |weight| weight.round_dp(CERTAIN));
        weight - shares.get(*place).copied().unwrap_or_default()
    };
    order.clear();
    order.extend(0..weights.len());
    order.sort_unstable_by(|one, other| lost(other).cmp(&lost(one)).then(one.cmp(other)));
    order.truncate(odd);
    for place in order.iter() {
        if let Some(share) = shares.get_mut(*place) {
            *share += unit;
        }
    }
    true
}

fn duty_of_line(line: &Line) -> Option<Decimal> {
    line.sums.duty
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

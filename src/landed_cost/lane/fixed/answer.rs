//! The sums and the lines of the answer.

use super::Run;
use super::cart::MICRO;
use super::number::{Fixed, Ratio, allocate, fixed, is_same};
use crate::landed_cost::lane::assemble::say_of_rates;
use crate::landed_cost::lane::exchange::factor_of;
use crate::landed_cost::quote::{CustomsFigures, QuoteLine, Totals};
use crate::landed_cost::working::bit;
use crate::money::{Currency, ExactMoney};

impl Run<'_> {
    pub(super) fn fill_answer(&mut self) -> Option<()> {
        let value = self.minor_of_amount(self.total.value)?;
        self.fill_customs(value)?;
        self.fill_lines(value)?;
        self.fill_totals()?;
        let converts = self.customs_rate || self.converted;
        say_of_rates(self.plan, self.rates, self.quote, self.customs_rate, converts, true);
        self.quote.currency = Some(self.prepared.currency);
        self.quote.verdict = Some(self.quote.remarks.verdict());
        self.quote.has_range = self.ends_differ && !self.end_missing;
        Some(())
    }

    fn fill_customs(&mut self, value: u64) -> Option<()> {
        let schemes = self.memory.classes.iter().fold(0, |all, class| all | class.schemes);
        let scheme = (0..).zip(&self.plan.schemes).find(|(number, _)| schemes & bit(*number) != 0);
        let base: Fixed = self.memory.lines.iter().filter_map(|line| line.tax_base).sum();
        self.quote.customs = Some(CustomsFigures {
            territory: self.plan.customs,
            tax_territory: self.plan.tax,
            currency: self.prepared.currency,
            customs_value: Some(self.money(value)?),
            tax_base: Some(self.money(self.minor_of_amount(base)?)?),
            scheme: scheme.map(|(_, scheme)| scheme.row.id().clone()),
        });
        Some(())
    }

    fn fill_lines(&mut self, value: u64) -> Option<()> {
        // Where the sum itself is rounded, who bears that is left to the clear calculation.
        if !is_same(self.total.value, self.fixed_of_minor(value)) {
            return None;
        }
        let memory = &mut *self.memory;
        memory.weights.clear();
        memory.weights.extend(memory.lines.iter().map(|line| line.parts.value));
        allocate(value, self.prepared.unit, &memory.weights, &mut memory.keys, &mut memory.shares)?;
        for (place, item) in self.cart.items.iter().enumerate() {
            let line = self.memory.lines.get(place)?;
            self.quote.lines.push(QuoteLine {
                sku: item.sku.clone(),
                customs_value: Some(self.money(self.memory.shares.get(place).copied()?)?),
                duty: Some(self.money(line.duty)?),
                tax: Some(self.money(line.tax)?),
                fees: Some(self.money(line.fees)?),
            });
        }
        Some(())
    }

    fn fill_totals(&mut self) -> Option<()> {
        let cart = self.cart;
        let goods = self.answer_factor(cart.items.first()?.unit_price.currency())?;
        let goods = self.minor_of_amount(goods.times(Fixed::from(self.goods_micros) * MICRO))?;
        let (shipping, insurance) = (self.price(cart.shipping)?, self.price(cart.insurance)?);
        let discount = self.price(cart.discount)?;
        let sums = self.sums;
        let paid = (goods + shipping + insurance).checked_sub(discount)?;
        let total = paid + sums.duty.0 + sums.tax.0 + sums.fees.0;
        let on_delivery = sums.duty.1 + sums.tax.1 + sums.fees.1;
        self.quote.totals = Totals {
            goods: self.money(goods),
            shipping: self.money(shipping),
            insurance: self.money(insurance),
            discount: self.money(discount),
            duty: self.money(sums.duty.0),
            tax: self.money(sums.tax.0),
            fees: self.money(sums.fees.0),
            total: self.money(total),
            due_at_checkout: self.money(total.checked_sub(on_delivery)?),
            due_on_delivery: self.money(on_delivery),
        };
        self.quote.totals.total.map(|_| ())
    }

    fn price(&self, money: Option<ExactMoney>) -> Option<u64> {
        let Some(money) = money else { return Some(0) };
        self.minor_of_amount(self.answer_factor(money.currency())?.times(fixed(money.amount())?))
    }

    /// What an amount is multiplied with to be in the currency of the answer.
    fn answer_factor(&self, from: Currency) -> Option<Ratio> {
        if from == self.prepared.currency {
            return Some(Ratio::ONE);
        }
        let (numerator, denominator) = factor_of(self.rates.market.as_ref(), from, self.prepared.currency)?;
        Ratio::of_fraction(numerator, denominator)
    }
}

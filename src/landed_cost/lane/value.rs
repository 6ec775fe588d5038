//! The cart in the customs currency: prices, shares of freight and discount, net prices, customs value.

use rust_decimal::Decimal;

use super::exchange::{factor_of, times};
use super::run::{Run, exact};
use super::select::add;
use crate::goods::Category;
use crate::landed_cost::remark::Subject;
use crate::landed_cost::territory::{RoundAt, Rounding, settled};
use crate::landed_cost::working::{Amounts, Line, LineSums, Mask};
use crate::landed_cost::{CartError, Item};
use crate::money::{ExactMoney, RoundingMode, round_to_step};

impl Run<'_> {
    /// Brings the cart into the customs currency; false if a rate for it is missing.
    pub(super) fn take_lines(&mut self) -> Result<bool, CartError> {
        self.scratch.lines.clear();
        let mut known = true;
        for (index, item) in self.cart.items.iter().enumerate() {
            if item.origin.is_none() {
                self.remarks.inform(Some(index), Subject::OriginAssumed { country: self.plan.ship_from });
            }
            let price = self.converted(item.unit_price)?;
            known &= price.is_some();
            let goods = exact(price.unwrap_or_default().checked_mul(item.quantity))?;
            let line = self.line(item, goods);
            self.scratch.lines.push(line);
        }
        let prior = self.converted_or_zero(self.plan.prior_imports.map(|prior| prior.value))?;
        known &= prior.is_some();
        self.prior_value = prior.unwrap_or_default();
        let shipping = self.converted_or_zero(self.cart.shipping)?;
        let insurance = self.converted_or_zero(self.cart.insurance)?;
        let discount = self.converted_or_zero(self.cart.discount)?;
        let (mut fees, mut fees_in_base) = (Some(Decimal::ZERO), Some(Decimal::ZERO));
        for fee in self.cart.carrier_fees.iter().flatten() {
            let amount = self.converted_or_zero(Some(fee.amount))?.map(|amount| self.to_minor_unit(amount));
            fees = add(fees, amount)?;
            if fee.in_tax_base {
                fees_in_base = add(fees_in_base, amount)?;
            }
        }
        let (Some(shipping), Some(insurance), Some(discount), Some(fees), Some(fees_in_base)) =
            (shipping, insurance, discount, fees, fees_in_base)
        else {
            return Ok(false);
        };
        let spared = self.plan.valuation.as_ref().map_or(0, |valuation| valuation.freight_without);
        self.share_by_goods(shipping, spared, |line, share| line.gross.shipping = share)?;
        self.share_by_goods(insurance, spared, |line, share| line.gross.insurance = share)?;
        self.share_by_goods(fees, 0, |line, share| line.carrier_fees = share)?;
        self.share_by_goods(fees_in_base, 0, |line, share| line.carrier_fees_in_base = share)?;
        self.share_by_goods(discount, 0, |line, share| line.gross.discount = share)?;
        let all =
            self.scratch.lines.iter().try_fold(Decimal::ZERO, |sum, line| sum.checked_add(line.gross.goods));
        if known && settled(discount) > settled(exact(all)?) {
            return Err(CartError::DiscountAboveGoods);
        }
        Ok(known)
    }

    pub(super) fn line(&self, item: &Item, goods: Decimal) -> Line {
        let category = item.category.or_else(|| item.hs_code.and_then(Category::of));
        let lists = self.plan.standing.lists_of(item.hs_code, category);
        Line {
            gross: Amounts { goods, ..Amounts::default() },
            net: Amounts::default(),
            customs_value: Decimal::ZERO,
            tax_share: Decimal::ZERO,
            tax_taken: None,
            quantity: item.quantity,
            category: category.unwrap_or_else(Category::standard),
            category_known: category.is_some(),
            category_from_code: item.category.is_none() && category.is_some(),
            lists,
            schemes: 0,
            applies: 0,
            kept: Decimal::ONE,
            kept_for: 0,
            on_top: Some(Decimal::ZERO),
            carrier_fees: Decimal::ZERO,
            carrier_fees_in_base: Decimal::ZERO,
            sums: LineSums::default(),
        }
    }

    pub(super) fn converted(&mut self, money: ExactMoney) -> Result<Option<Decimal>, CartError> {
        if money.currency() == self.customs {
            return Ok(Some(money.amount()));
        }
        self.used_customs_rate = true;
        let factor = factor_of(self.rates.customs.as_ref(), money.currency(), self.customs);
        let Some(factor) = factor else {
            self.remarks
                .refuse(None, Subject::ExchangeRateMissing { from: money.currency(), to: self.customs });
            return Ok(None);
        };
        exact(times(money.amount(), factor)).map(Some)
    }

    fn converted_or_zero(&mut self, money: Option<ExactMoney>) -> Result<Option<Decimal>, CartError> {
        match money {
            Some(money) => self.converted(money),
            None => Ok(Some(Decimal::ZERO)),
        }
    }

    /// Splits an amount over the lines by the value of their goods; the shares sum to it exactly. Lines of
    /// the spared lists bear nothing, unless there are no others.
    fn share_by_goods(
        &mut self,
        amount: Decimal,
        spared: Mask,
        set: impl Fn(&mut Line, Decimal),
    ) -> Result<(), CartError> {
        let lines = &mut self.scratch.lines;
        if amount.is_zero() {
            lines.iter_mut().for_each(|line| set(line, Decimal::ZERO));
            return Ok(());
        }
        let all_spared = lines.iter().all(|line| line.lists & spared != 0);
        let bears = |line: &Line| all_spared || line.lists & spared == 0;
        let (mut whole, mut count, mut last) = (Decimal::ZERO, Decimal::ZERO, 0);
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| bears(line)) {
            whole = exact(whole.checked_add(line.gross.goods))?;
            count = exact(count.checked_add(Decimal::ONE))?;
            // What the others leave falls to a line that has a share of its own.
            if whole.is_zero() || !line.gross.goods.is_zero() {
                last = index;
            }
        }
        let mut left = amount;
        for (index, line) in lines.iter_mut().enumerate() {
            let share = if index == last {
                continue;
            } else if !bears(line) {
                Decimal::ZERO
            } else if whole.is_zero() {
                exact(amount.checked_div(count))?
            } else {
                exact(share_of(amount, line.gross.goods, whole))?
            };
            left = exact(left.checked_sub(share))?;
            set(line, share);
        }
        if let Some(line) = lines.get_mut(last) {
            set(line, left);
        }
        Ok(())
    }

    pub(super) fn take_net(&mut self) -> Result<(), CartError> {
        for line in &mut self.scratch.lines {
            // Shares that are cut at 28 digits may take a hair more than there is.
            let goods = exact(line.gross.goods.checked_sub(line.gross.discount))?.max(Decimal::ZERO);
            let paid = Amounts { goods, ..line.gross };
            line.net = match line.tax_taken {
                Some(tax) => exact(paid.less(tax))?,
                None if line.tax_share.is_zero() => paid,
                None => {
                    let divisor = exact(Decimal::ONE.checked_add(line.tax_share))?;
                    exact(paid.each(|amount| amount.checked_div(divisor)))?
                }
            };
        }
        Ok(())
    }

    pub(super) fn value_for_customs(&mut self) -> Result<(), CartError> {
        let Some(valuation) = &self.plan.valuation else { return Ok(()) };
        let rule = valuation.row.value();
        for index in 0..self.scratch.lines.len() {
            let mut value = self.base(index, &valuation.parts)?.unwrap_or_default();
            if let Some(factor) = rule.factor {
                value = exact(value.checked_mul(factor))?;
            }
            if let Some(round) = rule.round.filter(|round| round.at == RoundAt::Line) {
                value = round.of(value);
            }
            if let Some(line) = self.scratch.lines.get_mut(index) {
                line.customs_value = value;
            }
        }
        if let Some(round) = rule.round.filter(|round| round.at == RoundAt::Consignment) {
            self.round_customs_value(round)?;
        }
        Ok(())
    }

    fn round_customs_value(&mut self, round: Rounding) -> Result<(), CartError> {
        self.scratch.weights.clear();
        let mut sum = Decimal::ZERO;
        for line in &self.scratch.lines {
            sum = exact(sum.checked_add(line.customs_value))?;
            self.scratch.weights.push(line.customs_value);
        }
        let rounded = round.of(sum);
        self.share_out(rounded)?;
        for (line, share) in self.scratch.lines.iter_mut().zip(&self.scratch.shares) {
            line.customs_value = *share;
        }
        Ok(())
    }

    fn to_minor_unit(&self, amount: Decimal) -> Decimal {
        round_to_step(amount, Decimal::new(1, self.customs.digits()), RoundingMode::HalfUp)
    }
}

/// What falls to a part of the whole.
pub(super) fn share_of(amount: Decimal, part: Decimal, whole: Decimal) -> Option<Decimal> {
    // The product first, so that a share that comes out even is exact. The product of two large sums does not fit.
    match amount.checked_mul(part) {
        Some(product) => product.checked_div(whole),
        None => part.checked_div(whole)?.checked_mul(amount),
    }
}

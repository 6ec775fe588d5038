//! The cart in the customs currency: prices, shares of freight and discount, customs value.

use super::number::{Fixed, LARGEST, Ratio, digits_of, fixed, nearest, power};
use super::{Class, Given, Line, Parts, Run};
use crate::goods::Category;
use crate::landed_cost::Item;
use crate::landed_cost::lane::exchange::factor_of;
use crate::landed_cost::lane::plan::TermSource;
use crate::landed_cost::remark::Subject;
use crate::money::{Currency, ExactMoney};

/// Prices are weights of shares; up to a milliard in millionths a share of any charge fits 128 bits.
const MICRO_PLACES: u32 = 6;
const MOST_MICROS: u64 = 10_u64.pow(9 + MICRO_PLACES);
/// A millionth.
pub(super) const MICRO: Fixed = 10_u128.pow(9);
/// Charges that are shared by such weights: up to ten millions.
const MOST_SHARED: Fixed = 10_u128.pow(7 + 15);

impl Run<'_> {
    pub(super) fn take_cart(&mut self) -> Option<()> {
        let cart = self.cart;
        let currency = cart.items.first()?.unit_price.currency();
        let factor = self.customs_factor(currency)?;
        self.converted = currency != self.prepared.currency;
        self.memory.lines.clear();
        self.memory.classes.clear();
        for (index, item) in cart.items.iter().enumerate() {
            if item.unit_price.currency() != currency || item.tax.is_some() {
                return None;
            }
            let micros = micros_of(item)?;
            self.goods_micros = self.goods_micros.checked_add(micros).filter(|sum| *sum <= MOST_MICROS)?;
            let goods = factor.times(Fixed::from(micros) * MICRO);
            let parts = Parts { goods, ..Parts::default() };
            if item.origin.is_none() {
                let country = self.plan.ship_from;
                self.quote.remarks.inform(Some(index), Subject::OriginAssumed { country });
            }
            let line = self.line(item, micros, parts);
            self.memory.lines.push(line);
        }
        if self.goods_micros == 0 {
            return None;
        }
        let goods = factor.times(Fixed::from(self.goods_micros) * MICRO);
        self.total.goods = Some(goods).filter(|goods| *goods <= LARGEST)?;
        self.total.shipping = self.charge(cart.shipping)?;
        self.total.insurance = self.charge(cart.insurance)?;
        let discount = self.charge(cart.discount)?;
        self.total.goods = self.total.goods.checked_sub(discount)?;
        let (total, whole) = (self.total, self.goods_micros);
        for line in &mut self.memory.lines {
            let share = |amount: Fixed| match amount {
                0 => 0,
                amount => nearest(amount * Fixed::from(line.micros), whole),
            };
            line.parts.shipping = share(total.shipping);
            line.parts.insurance = share(total.insurance);
            line.parts.goods = line.parts.goods.checked_sub(share(discount))?;
        }
        Some(())
    }

    fn line(&mut self, item: &Item, micros: u64, parts: Parts) -> Line {
        let category = item.category.or_else(|| item.hs_code.and_then(Category::of));
        let lists = self.plan.standing.lists_of(item.hs_code, category);
        let origin = item.origin.unwrap_or(self.plan.ship_from);
        let given = Given {
            additional_duties: item.additional_duties.is_some(),
            duty: item.duty.is_some() || !item.duty_by_tariff.is_empty(),
        };
        let classified = item.hs_code.is_some() || category.is_some();
        let classes = &mut self.memory.classes;
        let same = |class: &Class| {
            class.lists == lists
                && class.origin == origin
                && class.given == given
                && class.classified == classified
        };
        let class = classes.iter().position(same).unwrap_or_else(|| {
            classes.push(Class { lists, origin, given, classified, schemes: 0, applies: 0 });
            classes.len() - 1
        });
        Line {
            micros,
            parts,
            class,
            category: category.unwrap_or_else(Category::standard),
            category_from_code: item.category.is_none() && category.is_some(),
            charged: 0,
            on_top: 0,
            has_on_top: false,
            tax_base: None,
            duty: 0,
            tax: 0,
            fees: 0,
        }
    }

    /// What an amount is multiplied with to be in the customs currency.
    fn customs_factor(&mut self, from: Currency) -> Option<Ratio> {
        if from == self.prepared.currency {
            return Some(Ratio::ONE);
        }
        self.customs_rate = true;
        let (numerator, denominator) = factor_of(self.rates.customs.as_ref(), from, self.prepared.currency)?;
        Ratio::of_fraction(numerator, denominator)
    }

    fn charge(&mut self, money: Option<ExactMoney>) -> Option<Fixed> {
        let Some(money) = money else { return Some(0) };
        let factor = self.customs_factor(money.currency())?;
        Some(factor.times(fixed(money.amount())?)).filter(|amount| *amount <= MOST_SHARED)
    }

    pub(super) fn value_for_customs(&mut self) -> Option<()> {
        let valuation = self.plan.valuation.as_ref()?;
        let (factor, round) = (self.prepared.value_factor, self.prepared.value_round);
        let value = |parts: &Parts| {
            let mut sum = 0;
            for term in &valuation.parts {
                sum += match term.source {
                    _ if term.factor.is_some() => return None,
                    TermSource::Goods => parts.goods,
                    TermSource::Shipping => parts.shipping,
                    TermSource::Insurance => parts.insurance,
                    _ => return None,
                };
            }
            let sum = factor.times(sum);
            match round {
                Some(round) => round.round(sum),
                None => Some(sum),
            }
        };
        let mut sum = 0;
        for line in &mut self.memory.lines {
            line.parts.value = value(&line.parts)?;
            sum += line.parts.value;
        }
        self.total.value = if round.is_some() { sum } else { value(&self.total)? };
        Some(())
    }
}

/// Price times quantity in millionths.
fn micros_of(item: &Item) -> Option<u64> {
    let (price, price_places) = digits_of(item.unit_price.amount())?;
    let (quantity, quantity_places) = digits_of(item.quantity)?;
    let shift = power(MICRO_PLACES.checked_sub(price_places + quantity_places)?)?;
    let micros = price.checked_mul(quantity)?.checked_mul(shift)?;
    (quantity > 0 && micros <= MOST_MICROS).then_some(micros)
}

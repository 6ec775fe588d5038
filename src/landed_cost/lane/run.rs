//! Running a quote on a plan: values, schemes, reliefs, levies in their order, and what is too little to collect.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::ExchangeRates;
use super::charge::{self, Outcome};
use super::line::{AdditionalDuty, Amounts, Cell, CellBasis, Line, LineSums, Scratch, State};
use super::plan::{Mask, Plan, PlannedLevy, PlannedMinimum, PlannedRelief, Rate, Tests, bit};
use super::select::{add, bits};
use super::untax;
use crate::goods::{Category, DutyExpression, Measure};
use crate::landed_cost::error::{MAX_AMOUNT, MAX_LINES, factor_of, times};
use crate::landed_cost::remark::{Remarks, Said, Subject};
use crate::landed_cost::territory::{Bound, NoticeEffect, Per, RoundAt, Rounding};
use crate::landed_cost::words::ChargeKind;
use crate::landed_cost::{Cart, CartError, Item, Quote};
use crate::money::{Currency, ExactMoney, allocate_units, round_to_step};

/// One quote under way.
pub(super) struct Run<'r> {
    pub(super) plan: &'r Plan,
    pub(super) cart: &'r Cart,
    pub(super) rates: &'r ExchangeRates,
    /// The currency in which everything is computed.
    pub(super) customs: Currency,
    pub(super) scratch: &'r mut Scratch,
    pub(super) remarks: &'r mut Remarks,
    /// Something that decides which levies apply is missing.
    pub(super) undecided: bool,
    pub(super) used_customs_rate: bool,
    /// What the buyer imported before, in the customs currency.
    pub(super) prior_value: Decimal,
    /// How much was said before the prices were looked at.
    pub(super) said: Said,
}

/// Turns an arithmetic overflow into the error for it.
pub(super) fn exact<T>(value: Option<T>) -> Result<T, CartError> {
    value.ok_or(CartError::Overflow)
}

/// What a rate is on one line.
pub(super) struct LineRate<'p> {
    pub(super) rated: Rated<'p>,
    pub(super) basis: CellBasis,
    /// The part of the goods' price on which it is not taken.
    pub(super) untaxed: Decimal,
}

pub(super) enum Rated<'p> {
    /// A number such as 0.19.
    Share(Decimal),
    Fraction(Decimal, Decimal),
    Duty(&'p DutyExpression),
}

pub(super) fn run(
    plan: &Plan,
    cart: &Cart,
    rates: &ExchangeRates,
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
        prior_value: Decimal::ZERO,
        said: Said::default(),
    };
    run.remark_on_lane();
    let known = run.take_lines()? && plan.refusals.is_empty();
    run.said = run.remarks.said();
    if known {
        if cart.prices_include_tax { untax::solve(&mut run)? } else { run.compute()? }
    }
    let (undecided, used_customs_rate) = (run.undecided || !known, run.used_customs_rate);
    charge::assemble(plan, cart, rates, &Outcome { customs, undecided, used_customs_rate }, quote)
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

impl<'r> Run<'r> {
    fn remark_on_lane(&mut self) {
        for refusal in &self.plan.refusals {
            self.remarks.refuse(None, refusal.clone());
        }
        for foundation in &self.plan.foundations {
            self.rest_on(Some(foundation));
        }
    }

    /// Brings the cart into the customs currency; false if a rate for it is missing.
    fn take_lines(&mut self) -> Result<bool, CartError> {
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
        if known && discount > exact(all)? {
            return Err(CartError::DiscountAboveGoods);
        }
        Ok(known)
    }

    fn line(&self, item: &Item, goods: Decimal) -> Line {
        let category = item.category.or_else(|| item.hs_code.and_then(Category::of));
        let lists = (0..).zip(&self.plan.lists).fold(0, |mask, (index, list)| {
            if list.value().holds(item.hs_code, category) { mask | bit(index) } else { mask }
        });
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
            additional: Some(Decimal::ZERO),
            carrier_fees: Decimal::ZERO,
            carrier_fees_in_base: Decimal::ZERO,
            sums: LineSums::default(),
        }
    }

    fn converted(&mut self, money: ExactMoney) -> Result<Option<Decimal>, CartError> {
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

    /// Drops what an attempt at taking prices apart said; what was said of the lane and the lines stays.
    pub(super) fn forget_attempt(&mut self) {
        self.remarks.truncate(self.said);
        self.undecided = false;
    }

    /// Everything from the net prices on; run again while prices that include tax are taken apart.
    pub(super) fn compute(&mut self) -> Result<(), CartError> {
        self.take_net()?;
        self.value_for_customs()?;
        self.choose_schemes()?;
        self.choose_levies()?;
        self.levy_all()?;
        self.give_notices()
    }

    fn take_net(&mut self) -> Result<(), CartError> {
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

    fn value_for_customs(&mut self) -> Result<(), CartError> {
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

    fn choose_schemes(&mut self) -> Result<(), CartError> {
        for line in &mut self.scratch.lines {
            line.schemes = 0;
        }
        let plan = self.plan;
        for (number, scheme) in plan.schemes.iter().enumerate() {
            let mut reached = false;
            if scheme.possible && self.holds_for_cart(&scheme.tests)? {
                for index in 0..self.scratch.lines.len() {
                    if self.holds_for_line(index, &scheme.tests)? {
                        reached = true;
                        if let Some(line) = self.scratch.lines.get_mut(index) {
                            line.schemes |= bit(number);
                        }
                    }
                }
            }
            let rule = || scheme.row.id().clone();
            if reached {
                self.rest_on(scheme.foundation.as_ref());
            }
            if reached && !scheme.registered {
                let registration = Arc::clone(&scheme.row.value().registration);
                self.remarks.inform(None, Subject::RegistrationRequired { scheme: rule(), registration });
            }
            if !reached && scheme.registered {
                self.remarks.inform(None, Subject::SchemeNotApplicable { scheme: rule() });
            }
        }
        Ok(())
    }

    /// Which levies apply on which line: conditions first, then what one levy puts in place of another, then reliefs.
    fn choose_levies(&mut self) -> Result<(), CartError> {
        for line in &mut self.scratch.lines {
            (line.applies, line.kept, line.kept_for) = (0, Decimal::ONE, 0);
        }
        let plan = self.plan;
        for (number, levy) in plan.levies.iter().enumerate() {
            // The caller's carrier fees stand in place of the carriers' fees of the data.
            let replaced = levy.levy().operator.is_some() && self.cart.carrier_fees.is_some();
            if replaced || !self.holds_for_cart(&levy.tests)? {
                continue;
            }
            // And the caller's additional duties in place of those of a tariff.
            let of_tariff =
                levy.levy().kind == ChargeKind::AdditionalDuty && matches!(levy.rate, Rate::Tariff { .. });
            for index in 0..self.scratch.lines.len() {
                let given = self.cart.items.get(index).is_some_and(|item| item.additional_duties.is_some());
                if !(of_tariff && given)
                    && self.holds_for_line(index, &levy.tests)?
                    && let Some(line) = self.scratch.lines.get_mut(index)
                {
                    line.applies |= bit(number);
                }
            }
        }
        for line in &mut self.scratch.lines {
            for (number, levy) in plan.levies.iter().enumerate() {
                if line.applies & bit(number) != 0 {
                    line.applies &= !levy.replaces;
                }
            }
        }
        for relief in &plan.reliefs {
            if !relief.row.value().whole_items && !self.holds_for_cart(&relief.tests)? {
                continue;
            }
            if self.relieve(relief)? {
                self.rest_on(relief.foundation.as_ref());
                self.remarks.inform(None, Subject::ReliefGranted { rule: relief.row.id().clone() });
            }
        }
        Ok(())
    }

    /// Applies a relief; true if it took anything away.
    fn relieve(&mut self, relief: &PlannedRelief) -> Result<bool, CartError> {
        if relief.row.value().whole_items {
            return self.relieve_whole_pieces(relief);
        }
        let mut granted = false;
        for index in 0..self.scratch.lines.len() {
            if self.can_relieve(relief, index)? {
                granted = true;
                if let Some(line) = self.scratch.lines.get_mut(index) {
                    line.applies &= !relief.waives;
                }
            }
        }
        Ok(granted)
    }

    fn can_relieve(&mut self, relief: &PlannedRelief, index: usize) -> Result<bool, CartError> {
        let applies = self.scratch.lines.get(index).is_some_and(|line| line.applies & relief.waives != 0);
        Ok(applies && self.holds_for_line(index, &relief.tests)?)
    }

    /// Relieves whole pieces while they fit below the limit, the dearest first, so that as much value as
    /// fits is relieved; none is split.
    fn relieve_whole_pieces(&mut self, relief: &PlannedRelief) -> Result<bool, CartError> {
        let Some(mut left) = self.limit_of(relief)? else { return Ok(false) };
        let (mut granted, mut last) = (false, None);
        while let Some((piece, index)) = self.next_piece(last) {
            last = Some((piece, index));
            if !self.can_relieve(relief, index)? {
                continue;
            }
            let Some(line) = self.scratch.lines.get_mut(index) else { continue };
            let fitting =
                if piece.is_zero() { line.quantity } else { exact(left.checked_div(piece))?.floor() };
            let pieces = fitting.min(line.quantity);
            if pieces.is_zero() {
                continue;
            }
            granted = true;
            left = exact(piece.checked_mul(pieces).and_then(|value| left.checked_sub(value)))?;
            if pieces == line.quantity {
                line.applies &= !relief.waives;
            } else {
                let relieved = exact(pieces.checked_div(line.quantity))?;
                line.kept = exact(Decimal::ONE.checked_sub(relieved))?;
                line.kept_for |= relief.waives;
            }
        }
        Ok(granted)
    }

    /// The line whose piece is the dearest after `last`; of equal pieces the first line comes first.
    fn next_piece(&self, last: Option<(Decimal, usize)>) -> Option<(Decimal, usize)> {
        let mut next: Option<(Decimal, usize)> = None;
        for (index, line) in self.scratch.lines.iter().enumerate() {
            let Some(piece) = line.net.goods.checked_div(line.quantity) else { continue };
            let after = last.is_none_or(|(other, at)| piece < other || (piece == other && index > at));
            if after && next.is_none_or(|(best, _)| piece > best) {
                next = Some((piece, index));
            }
        }
        next
    }

    /// The value up to which whole pieces are relieved, in the customs currency.
    fn limit_of(&mut self, relief: &PlannedRelief) -> Result<Option<Decimal>, CartError> {
        let limit = relief.tests.consignment.first().and_then(|test| test.bounds.first()).copied();
        Ok(match limit {
            Some((Bound::NotAbove | Bound::Below, money)) => self.in_customs(money),
            _ => None,
        })
    }

    fn levy_all(&mut self) -> Result<(), CartError> {
        let plan = self.plan;
        // A fee inside the tax base that is only due where tax is due: first without it, then, if so, with it.
        let waiting = (0..)
            .zip(&plan.levies)
            .filter(|(_, levy)| levy.charged != 0 && levy.levy().in_tax_base)
            .fold(0, |mask, (index, _)| mask | bit(index));
        self.levy_pass(waiting)?;
        if waiting != 0 {
            let mut due = 0;
            for (number, levy) in plan.levies.iter().enumerate() {
                if waiting & bit(number) != 0 && self.charged(levy.charged)? != Some(Decimal::ZERO) {
                    due |= bit(number);
                }
            }
            if due != 0 {
                self.levy_pass(waiting & !due)?;
            }
        }
        for (number, levy) in plan.levies.iter().enumerate() {
            let used = (0..self.scratch.lines.len()).any(|line| self.cell(number, line).state != State::Off);
            if used {
                self.rest_on(levy.foundation.as_ref());
                if let Some(why) = &levy.levy().estimate {
                    let rule = levy.row.id().clone();
                    self.remarks.doubt(None, Subject::EstimatedAmount { rule, why: why.clone() });
                }
            }
        }
        Ok(())
    }

    fn levy_pass(&mut self, without: Mask) -> Result<(), CartError> {
        let plan = self.plan;
        let lines = self.scratch.lines.len();
        self.scratch.cells.clear();
        self.scratch.cells.resize(plan.levies.len().saturating_mul(lines), Cell::default());
        self.scratch.additional.clear();
        for line in &mut self.scratch.lines {
            line.additional = Some(Decimal::ZERO);
        }
        for (number, levy) in plan.levies.iter().enumerate() {
            if without & bit(number) == 0 && self.is_due(number, levy)? {
                match levy.per() {
                    Per::Line | Per::Unit => self.levy_lines(number, levy)?,
                    Per::TariffItem => self.levy_tariff_items(number, levy)?,
                    Per::Consignment => self.levy_consignment(number, levy)?,
                }
                if levy.carries_additional {
                    self.levy_additional(number, levy)?;
                }
            }
            self.drop_what_is_too_small(number)?;
        }
        Ok(())
    }

    fn is_due(&mut self, number: usize, levy: &PlannedLevy) -> Result<bool, CartError> {
        let somewhere = self.scratch.lines.iter().any(|line| line.applies & bit(number) != 0);
        if !somewhere || !self.holds_late(&levy.tests)? {
            return Ok(false);
        }
        // Fees inside the base were decided by the pass without them.
        Ok(levy.charged == 0 || levy.levy().in_tax_base || self.charged(levy.charged)? != Some(Decimal::ZERO))
    }

    pub(super) fn cell(&self, levy: usize, line: usize) -> Cell {
        let index = levy.saturating_mul(self.scratch.lines.len()).saturating_add(line);
        self.scratch.cells.get(index).copied().unwrap_or_default()
    }

    fn set_cell(&mut self, levy: usize, line: usize, cell: Cell) {
        let index = levy.saturating_mul(self.scratch.lines.len()).saturating_add(line);
        if let Some(place) = self.scratch.cells.get_mut(index) {
            *place = cell;
        }
    }

    /// The lines on which a levy applies.
    fn applies(&self, levy: usize, line: usize) -> bool {
        self.scratch.lines.get(line).is_some_and(|line| line.applies & bit(levy) != 0)
    }

    fn levy_lines(&mut self, number: usize, levy: &'r PlannedLevy) -> Result<(), CartError> {
        let by_rate = levy.levy().base_round.filter(|round| round.at == RoundAt::Consignment);
        let excess = self.excess_share(number, levy)?;
        for index in 0..self.scratch.lines.len() {
            if self.applies(number, index) {
                let cell = match excess {
                    Some(excess) => self.line_cell(number, levy, index, excess, by_rate.is_some())?,
                    None => Cell { state: State::Unknown, ..Cell::default() },
                };
                self.set_cell(number, index, cell);
            }
        }
        if let Some(round) = by_rate {
            self.round_bases_by_rate(number, levy, round)?;
        }
        self.round_levy(number, levy)
    }

    /// One line of a levy, not rounded. While bases wait to be rounded together, the cell's amount is the rate.
    fn line_cell(
        &mut self,
        number: usize,
        levy: &'r PlannedLevy,
        index: usize,
        (excess, whole): (Decimal, Decimal),
        base_waits: bool,
    ) -> Result<Cell, CartError> {
        let unknown = Cell { state: State::Unknown, ..Cell::default() };
        let Some(mut base) = self.levy_base(number, levy, index)? else { return Ok(unknown) };
        if excess != whole {
            // The product first, so that the shares are exact; where it does not fit, the weight first.
            let share = base.checked_mul(excess).and_then(|product| product.checked_div(whole));
            base = exact(share.or_else(|| base.checked_div(whole)?.checked_mul(excess)))?;
        }
        let flat = self.flat_amount(levy, index)?;
        let mut cell = Cell { state: State::Charged, base, ..Cell::default() };
        if matches!(levy.rate, Rate::None) {
            let Some(flat) = flat else { return Ok(unknown) };
            return self.bounded(levy, Cell { amount: flat, ..cell });
        }
        let Some(rate) = self.rate_of(levy, index)? else { return Ok(unknown) };
        base = exact(base.checked_sub(rate.untaxed))?;
        cell.basis = rate.basis;
        if base_waits {
            let Rated::Share(share) = rate.rated else { return Ok(unknown) };
            return Ok(Cell { base, amount: share, ..cell });
        }
        if let Some(round) = levy.levy().base_round {
            base = round.of(base);
        }
        if levy.levy().inside {
            base = exact(grossed_up(base, &rate.rated))?;
        }
        cell.base = base;
        let Some(amount) = self.amount_at(&rate.rated, base, index)? else { return Ok(unknown) };
        let amount = exact(amount.checked_add(flat.unwrap_or_default()))?;
        let cell = self.compared(levy, index, Cell { amount, ..cell })?;
        self.bounded(levy, cell)
    }

    fn levy_base(
        &mut self,
        number: usize,
        levy: &PlannedLevy,
        index: usize,
    ) -> Result<Option<Decimal>, CartError> {
        let terms = &levy.base;
        let sum = if terms.is_empty() {
            Some(self.scratch.lines.get(index).map_or(Decimal::ZERO, |line| line.customs_value))
        } else {
            self.base(index, terms)?
        };
        let Some(mut base) = sum else { return Ok(None) };
        if let Some(line) = self.scratch.lines.get(index).filter(|line| line.kept_for & bit(number) != 0) {
            base = exact(base.checked_mul(line.kept))?;
        }
        Ok(Some(base))
    }

    /// How much of a levy's base lies above the sum on which nothing is charged, and the whole of it.
    fn excess_share(
        &mut self,
        number: usize,
        levy: &PlannedLevy,
    ) -> Result<Option<(Decimal, Decimal)>, CartError> {
        let Some(floor) = levy.levy().excess_over else { return Ok(Some((Decimal::ONE, Decimal::ONE))) };
        let Some(floor) = self.in_customs(floor) else { return Ok(None) };
        let mut sum = Some(Decimal::ZERO);
        for index in 0..self.scratch.lines.len() {
            if self.applies(number, index) {
                sum = add(sum, self.levy_base(number, levy, index)?)?;
            }
        }
        let Some(sum) = sum else { return Ok(None) };
        if sum <= floor {
            return Ok(Some((Decimal::ZERO, Decimal::ONE)));
        }
        Ok(Some((exact(sum.checked_sub(floor))?, sum)))
    }

    /// The sum of money that the levy names, once a line or once a piece.
    fn flat_amount(&mut self, levy: &PlannedLevy, index: usize) -> Result<Option<Decimal>, CartError> {
        let Some(amount) = levy.levy().amount else { return Ok(Some(Decimal::ZERO)) };
        let Some(amount) = self.in_customs(amount) else { return Ok(None) };
        if levy.per() != Per::Unit {
            return Ok(Some(amount));
        }
        let pieces = self.scratch.lines.get(index).map_or(Decimal::ONE, |line| line.quantity);
        exact(amount.checked_mul(pieces)).map(Some)
    }

    /// A rate on a base; `None` if a measure or an exchange rate is missing.
    pub(super) fn amount_at(
        &mut self,
        rated: &Rated<'_>,
        base: Decimal,
        index: usize,
    ) -> Result<Option<Decimal>, CartError> {
        match rated {
            Rated::Share(share) => exact(base.checked_mul(*share)).map(Some),
            Rated::Fraction(numerator, denominator) => {
                let product = exact(base.checked_mul(*numerator))?;
                exact(product.checked_div(*denominator)).map(Some)
            }
            Rated::Duty(duty) => self.duty_at(duty, base, index, true),
        }
    }

    /// As [`amount_at`](Self::amount_at), for a rate without which the quote is still an estimate.
    fn amount_if_known(
        &mut self,
        rated: &Rated<'_>,
        base: Decimal,
        index: usize,
    ) -> Result<Option<Decimal>, CartError> {
        match rated {
            Rated::Duty(duty) => self.duty_at(duty, base, index, false),
            _ => self.amount_at(rated, base, index),
        }
    }

    fn duty_at(
        &mut self,
        duty: &DutyExpression,
        base: Decimal,
        index: usize,
        needed: bool,
    ) -> Result<Option<Decimal>, CartError> {
        if let Some(percent) = duty.as_percent() {
            return exact(base.checked_mul(percent).and_then(|p| p.checked_mul(Decimal::new(1, 2))))
                .map(Some);
        }
        let Some(item) = self.cart.items.get(index) else { return Ok(None) };
        let mut measures = item.measures;
        if measures.get(Measure::Item).is_none() {
            measures = measures.with(Measure::Item, item.quantity);
        }
        let (rates, customs) = (self.rates, self.customs);
        let factor = |from| factor_of(rates.customs.as_ref(), from, customs);
        match duty.evaluate(base, customs, &measures, factor) {
            Ok(amount) => Ok(Some(amount)),
            Err(missing) => {
                self.say(needed, index, Subject::DutyNotComputable { missing });
                Ok(None)
            }
        }
    }

    /// Where the tariff's duty counts if it is lower, or another tariff's if it differs little.
    fn compared(&mut self, levy: &'r PlannedLevy, index: usize, cell: Cell) -> Result<Cell, CartError> {
        if let Some(tariff) = levy.ceiling {
            return self.not_above_tariff(tariff, index, cell);
        }
        let Rate::Tariff { alternative: Some(other), .. } = &levy.rate else { return Ok(cell) };
        let Some(rate) = self.tariff_rate(other.tariff, index, true)? else { return Ok(cell) };
        let Some(amount) = self.amount_at(&rate.rated, cell.base, index)? else { return Ok(cell) };
        let difference = exact(cell.amount.checked_sub(amount))?.abs();
        if difference < exact(cell.base.checked_mul(other.within))? {
            return Ok(Cell { amount, basis: rate.basis, ..cell });
        }
        Ok(cell)
    }

    fn not_above_tariff(&mut self, tariff: usize, index: usize, cell: Cell) -> Result<Cell, CartError> {
        // Without a tariff rate the standard rate is the most that is due: an estimate from above.
        let Some(rate) = self.tariff_rate(tariff, index, false)? else { return Ok(cell) };
        let Some(amount) = self.amount_if_known(&rate.rated, cell.base, index)? else { return Ok(cell) };
        if amount < cell.amount { Ok(Cell { amount, basis: rate.basis, ..cell }) } else { Ok(cell) }
    }

    fn bounded(&mut self, levy: &PlannedLevy, mut cell: Cell) -> Result<Cell, CartError> {
        if let Some(min) = levy.levy().min {
            match self.in_customs(min) {
                Some(min) => cell.amount = cell.amount.max(min),
                None => cell.state = State::Unknown,
            }
        }
        if let Some(max) = levy.levy().max {
            match self.in_customs(max) {
                Some(max) => cell.amount = cell.amount.min(max),
                None => cell.state = State::Unknown,
            }
        }
        Ok(cell)
    }

    /// Cuts the bases of all lines with one rate together, then takes the rate.
    fn round_bases_by_rate(
        &mut self,
        number: usize,
        levy: &PlannedLevy,
        round: Rounding,
    ) -> Result<(), CartError> {
        let lines = self.scratch.lines.len();
        for first in 0..lines {
            let cell = self.cell(number, first);
            let taken = (0..first).any(|line| {
                let other = self.cell(number, line);
                other.state == State::Charged && other.basis == cell.basis
            });
            if cell.state != State::Charged || taken {
                continue;
            }
            let mut sum = Decimal::ZERO;
            for line in first..lines {
                let other = self.cell(number, line);
                if other.state == State::Charged && other.basis == cell.basis {
                    sum = exact(sum.checked_add(other.base))?;
                }
            }
            let rounded = round.of(sum);
            self.scale_bases(number, first, cell.basis, sum, rounded)?;
        }
        for line in 0..lines {
            let mut cell = self.cell(number, line);
            if cell.state == State::Charged {
                let rate = cell.amount;
                if levy.levy().inside {
                    cell.base = exact(grossed_up(cell.base, &Rated::Share(rate)))?;
                }
                cell.amount = exact(cell.base.checked_mul(rate))?;
                self.set_cell(number, line, cell);
            }
        }
        Ok(())
    }

    /// Gives each line of one rate its share of the rounded base; the shares sum to it.
    fn scale_bases(
        &mut self,
        number: usize,
        first: usize,
        basis: CellBasis,
        sum: Decimal,
        rounded: Decimal,
    ) -> Result<(), CartError> {
        let (mut left, mut last) = (rounded, first);
        for line in first..self.scratch.lines.len() {
            let mut cell = self.cell(number, line);
            if cell.state != State::Charged || cell.basis != basis {
                continue;
            }
            let share = if sum.is_zero() { Decimal::ZERO } else { exact(share_of(rounded, cell.base, sum))? };
            left = exact(left.checked_sub(share))?;
            if !cell.base.is_zero() {
                last = line;
            }
            cell.base = share;
            self.set_cell(number, line, cell);
        }
        let mut cell = self.cell(number, last);
        cell.base = exact(cell.base.checked_add(left))?;
        self.set_cell(number, last, cell);
        Ok(())
    }

    /// Rounds what a levy came to, line by line or in sum.
    fn round_levy(&mut self, number: usize, levy: &PlannedLevy) -> Result<(), CartError> {
        let round = levy.round;
        match round.at {
            RoundAt::Line => {
                for line in 0..self.scratch.lines.len() {
                    let mut cell = self.cell(number, line);
                    if cell.state == State::Charged {
                        let whole = round.of(cell.amount);
                        cell.carried = if round.carry_exact { cell.amount } else { whole };
                        cell.unrounded = charged_share(levy, cell.amount)?;
                        cell.amount = round.of(cell.unrounded);
                        self.set_cell(number, line, cell);
                    }
                }
                Ok(())
            }
            RoundAt::Consignment => self.round_in_sum(number, levy, round),
        }
    }

    fn round_in_sum(&mut self, number: usize, levy: &PlannedLevy, round: Rounding) -> Result<(), CartError> {
        self.scratch.weights.clear();
        let (mut sum, mut unknown) = (Decimal::ZERO, false);
        for line in 0..self.scratch.lines.len() {
            let cell = self.cell(number, line);
            unknown |= cell.state == State::Unknown;
            let amount =
                if cell.state == State::Charged { charged_share(levy, cell.amount)? } else { Decimal::ZERO };
            sum = exact(sum.checked_add(amount))?;
            self.scratch.weights.push(amount);
        }
        if unknown {
            // The sum that is rounded is not known: what is known of it stays as it is.
            self.scratch.shares.clone_from(&self.scratch.weights);
        } else {
            self.share_out(round.of(sum))?;
        }
        for line in 0..self.scratch.lines.len() {
            let mut cell = self.cell(number, line);
            if cell.state == State::Charged {
                let share = self.scratch.shares.get(line).copied().unwrap_or_default();
                let whole = cell.amount;
                cell.unrounded = charged_share(levy, whole)?;
                cell.carried = if round.carry_exact || levy.levy().share.is_some() { whole } else { share };
                cell.amount = share;
                self.set_cell(number, line, cell);
            }
        }
        Ok(())
    }

    /// Splits a total by the weights into whole minor units that sum to it.
    fn share_out(&mut self, total: Decimal) -> Result<(), CartError> {
        let step = self.step_of(total);
        let Scratch { weights, shares, .. } = &mut *self.scratch;
        if weights.iter().all(Decimal::is_zero) {
            weights.fill(Decimal::ONE);
        }
        allocate_units(total, step, weights, shares).map_err(|_| CartError::Overflow)
    }

    /// The minor unit, or a finer one if the total has more digits.
    fn step_of(&self, total: Decimal) -> Decimal {
        Decimal::new(1, self.customs.digits().max(total.normalize().scale()))
    }

    fn to_minor_unit(&self, amount: Decimal) -> Decimal {
        round_to_step(amount, Decimal::new(1, self.customs.digits()), crate::money::RoundingMode::HalfUp)
    }

    /// A sum of money for each distinct code: it falls on the first line of the code.
    fn levy_tariff_items(&mut self, number: usize, levy: &PlannedLevy) -> Result<(), CartError> {
        for index in 0..self.scratch.lines.len() {
            if !self.applies(number, index) {
                continue;
            }
            let code = self.cart.items.get(index).and_then(|item| item.hs_code);
            if code.is_none() && self.cart.items.len() > 1 {
                self.remarks.doubt(Some(index), Subject::HsCodeMissing);
            }
            let item = code.map(|code| code.subheading().unwrap_or(code));
            let earlier = (0..index).any(|other| {
                let code = self.cart.items.get(other).and_then(|item| item.hs_code);
                item.is_some()
                    && self.applies(number, other)
                    && code.map(|code| code.subheading().unwrap_or(code)) == item
            });
            if earlier {
                continue;
            }
            let base = self.scratch.lines.get(index).map_or(Decimal::ZERO, |line| line.customs_value);
            let cell = match self.flat_amount(levy, index)? {
                Some(amount) => Cell { state: State::Charged, base, amount, ..Cell::default() },
                None => Cell { state: State::Unknown, ..Cell::default() },
            };
            let cell = self.bounded(levy, cell)?;
            self.set_cell(number, index, cell);
        }
        self.round_levy(number, levy)
    }

    /// A levy on the whole consignment, shared out over its lines.
    fn levy_consignment(&mut self, number: usize, levy: &'r PlannedLevy) -> Result<(), CartError> {
        let lines = self.scratch.lines.len();
        let (mut base, mut first) = (Some(Decimal::ZERO), None);
        self.scratch.weights.clear();
        for index in 0..lines {
            let mut weight = Decimal::ZERO;
            if self.applies(number, index) {
                first = first.or(Some(index));
                let part = self.levy_base(number, levy, index)?;
                base = add(base, part)?;
                weight = part.unwrap_or_default();
            }
            self.scratch.weights.push(weight);
        }
        let Some(first) = first else { return Ok(()) };
        let Some(whole) = self.consignment_cell(levy, base, first)? else {
            for index in 0..lines {
                if self.applies(number, index) {
                    self.set_cell(number, index, Cell { state: State::Unknown, ..Cell::default() });
                }
            }
            return Ok(());
        };
        if whole.state == State::Off {
            return Ok(());
        }
        let amount = levy.round.of(whole.amount);
        if self.scratch.weights.iter().all(Decimal::is_zero)
            && let Some(weight) = self.scratch.weights.get_mut(first)
        {
            *weight = Decimal::ONE;
        }
        self.share_out(amount)?;
        for index in 0..lines {
            if self.applies(number, index) {
                let share = self.scratch.shares.get(index).copied().unwrap_or_default();
                let base = self.scratch.weights.get(index).copied().unwrap_or_default();
                let cell = Cell { base, carried: share, amount: share, unrounded: share, ..whole };
                self.set_cell(number, index, cell);
            }
        }
        Ok(())
    }

    /// The levy on the whole consignment; `None` if unknown, off where no bracket reaches.
    fn consignment_cell(
        &mut self,
        levy: &'r PlannedLevy,
        base: Option<Decimal>,
        first: usize,
    ) -> Result<Option<Cell>, CartError> {
        let Some(mut base) = base else { return Ok(None) };
        if let Some(floor) = levy.levy().excess_over {
            let Some(floor) = self.in_customs(floor) else { return Ok(None) };
            base = exact(base.checked_sub(floor))?.max(Decimal::ZERO);
        }
        let mut cell = Cell { state: State::Charged, base, ..Cell::default() };
        cell.amount = match &levy.rate {
            Rate::None => Decimal::ZERO,
            Rate::Brackets => {
                let Some((number, amount)) = self.bracket_amount(levy, base)? else {
                    return Ok(Some(Cell::default()));
                };
                cell.basis = CellBasis::Bracket(number);
                amount
            }
            _ => {
                let Some(rate) = self.rate_of(levy, first)? else { return Ok(None) };
                if levy.levy().inside {
                    base = exact(grossed_up(base, &rate.rated))?;
                    cell.base = base;
                }
                let Some(amount) = self.amount_at(&rate.rated, base, first)? else { return Ok(None) };
                cell.basis = rate.basis;
                amount
            }
        };
        if let Some(flat) = levy.levy().amount {
            let Some(flat) = self.in_customs(flat) else { return Ok(None) };
            cell.amount = exact(cell.amount.checked_add(flat))?;
        }
        self.bounded(levy, cell).map(Some)
    }

    fn bracket_amount(
        &mut self,
        levy: &PlannedLevy,
        base: Decimal,
    ) -> Result<Option<(usize, Decimal)>, CartError> {
        for (number, bracket) in levy.levy().brackets.iter().enumerate() {
            let reaches = match bracket.not_above {
                Some(limit) => self.in_customs(limit).is_some_and(|limit| base <= limit),
                None => true,
            };
            if !reaches {
                continue;
            }
            let mut amount = exact(base.checked_mul(bracket.rate))?;
            if let Some(less) = bracket.less {
                let less = self.in_customs(less).unwrap_or_default();
                amount = exact(amount.checked_sub(less))?.max(Decimal::ZERO);
            }
            return Ok(Some((number, amount)));
        }
        Ok(None)
    }

    /// The caller's additional duties, where the ordinary duty is charged.
    fn levy_additional(&mut self, number: usize, levy: &PlannedLevy) -> Result<(), CartError> {
        for index in 0..self.scratch.lines.len() {
            let cell = self.cell(number, index);
            let duties = self.cart.items.get(index).and_then(|item| item.additional_duties.as_ref());
            let Some(duties) = duties.filter(|_| cell.state != State::Off) else { continue };
            let base = self.levy_base(number, levy, index)?.unwrap_or_default();
            let mut sum = Some(Decimal::ZERO);
            for (position, duty) in duties.iter().enumerate() {
                let Some(amount) = self.duty_at(duty, base, index, true)? else {
                    sum = None;
                    continue;
                };
                let rounded = levy.round.of(amount);
                sum = add(sum, Some(if levy.round.carry_exact { amount } else { rounded }))?;
                self.scratch.additional.push(AdditionalDuty {
                    line: index,
                    base,
                    amount: rounded,
                    duties: Arc::clone(duties),
                    index: position,
                });
            }
            if let Some(line) = self.scratch.lines.get_mut(index) {
                line.additional = sum;
            }
        }
        Ok(())
    }

    fn give_notices(&mut self) -> Result<(), CartError> {
        let plan = self.plan;
        for notice in &plan.notices {
            let tests = &notice.tests;
            let due = self.holds_for_cart(tests)?
                && self.holds_late(tests)?
                && (tests.charges == 0 || self.charged(tests.charges)? != Some(Decimal::ZERO));
            if !due || !self.holds_for_some_line(tests)? {
                continue;
            }
            let rule = notice.row.value();
            let subject = Subject::Rule {
                rule: notice.row.id().clone(),
                code: rule.code.clone(),
                message: rule.message.clone(),
            };
            match rule.effect {
                NoticeEffect::Inform => self.remarks.inform(None, subject),
                NoticeEffect::Estimate => self.remarks.doubt(None, subject),
                NoticeEffect::Refuse => {
                    self.undecided = true;
                    self.remarks.refuse(None, subject);
                }
            }
        }
        Ok(())
    }

    /// Whether one line meets the conditions and bears one of the levies that they ask for.
    fn holds_for_some_line(&mut self, tests: &Tests) -> Result<bool, CartError> {
        for index in 0..self.scratch.lines.len() {
            let levied = tests.levied == 0
                || bits(tests.levied).any(|levy| self.cell(levy, index).state != State::Off);
            if levied && self.holds_for_line(index, tests)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the conditions of a minimum hold for the cart and for every line that bears one of its levies.
    fn holds_for_all(&mut self, minimum: &PlannedMinimum) -> Result<bool, CartError> {
        if !self.holds_for_cart(&minimum.tests)? {
            return Ok(false);
        }
        for line in 0..self.scratch.lines.len() {
            let bears = bits(minimum.levies).any(|levy| self.cell(levy, line).state != State::Off);
            if bears && !self.holds_for_line(line, &minimum.tests)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Charges that together are too little to collect are not charged.
    fn drop_what_is_too_small(&mut self, after: usize) -> Result<(), CartError> {
        let plan = self.plan;
        for minimum in plan.minimums.iter().filter(|minimum| minimum.after == after) {
            let Some(sum) = self.charged(minimum.levies)?.filter(|sum| !sum.is_zero()) else { continue };
            let rule = minimum.row.value();
            if !self.within(sum, &[(rule.bound, rule.limit)]) || !self.holds_for_all(minimum)? {
                continue;
            }
            for levy in bits(minimum.levies) {
                for line in 0..self.scratch.lines.len() {
                    self.set_cell(levy, line, Cell::default());
                }
            }
            if minimum.levies & plan.duty_levies != 0 {
                self.scratch.additional.clear();
                self.scratch.lines.iter_mut().for_each(|line| line.additional = Some(Decimal::ZERO));
            }
            self.rest_on(minimum.foundation.as_ref());
            let amount = ExactMoney::new(sum, self.customs);
            self.remarks.inform(None, Subject::NotCollected { rule: minimum.row.id().clone(), amount });
        }
        Ok(())
    }
}

/// What is charged of a levy of which only a share is.
fn charged_share(levy: &PlannedLevy, whole: Decimal) -> Result<Decimal, CartError> {
    match levy.levy().share {
        Some(share) => exact(whole.checked_mul(share)),
        None => Ok(whole),
    }
}

/// What falls to a part of the whole.
fn share_of(amount: Decimal, part: Decimal, whole: Decimal) -> Option<Decimal> {
    // The product first, so that a share that comes out even is exact. The product of two large sums does not fit.
    match amount.checked_mul(part) {
        Some(product) => product.checked_div(whole),
        None => part.checked_div(whole)?.checked_mul(amount),
    }
}

/// The base of a tax that is part of its own base.
fn grossed_up(base: Decimal, rated: &Rated<'_>) -> Option<Decimal> {
    let share = match rated {
        Rated::Share(share) => *share,
        Rated::Fraction(numerator, denominator) => numerator.checked_div(*denominator)?,
        Rated::Duty(duty) => duty.as_percent()?.checked_mul(Decimal::new(1, 2))?,
    };
    base.checked_div(Decimal::ONE.checked_sub(share)?)
}

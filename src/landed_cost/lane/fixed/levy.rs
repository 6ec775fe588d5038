//! What a levy comes to, line by line.

use super::number::{Fixed, Ratio, Steps, as_base, minor_of, nearest};
use super::rate::Rated;
use super::{Cell, Run, is_plain};
use crate::landed_cost::lane::charge::Cited;
use crate::landed_cost::lane::plan::{PlannedLevy, Rate, TermSource};
use crate::landed_cost::quote::Charge;
use crate::landed_cost::territory::{Per, RoundAt};
use crate::landed_cost::words::{ChargeKind, Collected};
use crate::landed_cost::working::{CellBasis, bit};
use crate::money::Money;

impl<'r> Run<'r> {
    /// Works a levy out, with the duties on top of it, and writes down its charges.
    pub(super) fn levy(
        &mut self,
        number: usize,
        levy: &'r PlannedLevy,
        steps: Steps,
        per_step: u64,
    ) -> Option<()> {
        if !is_plain(levy) {
            return None;
        }
        self.memory.cells.clear();
        match levy.per() {
            Per::Line | Per::Unit => self.levy_lines(number, levy, (steps, per_step))?,
            Per::TariffItem => self.levy_tariff_items(number, levy, (steps, per_step))?,
            Per::Consignment => return self.levy_consignment(number, levy, (steps, per_step)),
        }
        self.keep_cells(number, levy)?;
        if levy.carries_additional {
            self.offer_preferences(levy)?;
            self.levy_on_top(levy, (steps, per_step))?;
        }
        Some(())
    }

    fn levy_lines(&mut self, number: usize, levy: &'r PlannedLevy, steps: (Steps, u64)) -> Option<()> {
        let row = levy.levy();
        let together = row.base_round.filter(|round| round.at == RoundAt::Consignment);
        let cut = match row.base_round.filter(|_| together.is_none()) {
            Some(round) => Some(Steps::of(&round)?),
            None => None,
        };
        let bounded = row.min.is_some() || row.max.is_some();
        let by_line = levy.round.at == RoundAt::Line;
        let direct = by_line && !levy.round.carry_exact && !bounded && row.amount.is_none();
        for line in 0..self.memory.lines.len() {
            if !self.applies(number, line) {
                continue;
            }
            let item = self.cart.items.get(line)?;
            let mut base = self.base(levy, line)?;
            let flat = self.flat_amount(levy, line)?;
            if matches!(levy.rate, Rate::None) {
                let amount = self.bounded(levy, flat)?;
                self.push_cell(Cell {
                    line,
                    base,
                    amount,
                    rate: Ratio::ONE,
                    minor: 0,
                    basis: CellBasis::Levy,
                });
                continue;
            }
            let (rated, basis) = self.rate_of(levy, line)?;
            if together.is_some() {
                let (Rated::Ratio(rate), false) = (rated, bounded || row.amount.is_some()) else {
                    return None;
                };
                self.push_cell(Cell { line, base, amount: 0, rate, minor: 0, basis });
                continue;
            }
            if let Some(cut) = cut {
                base = cut.round(base)?;
            }
            if row.inside {
                let Rated::Ratio(rate) = rated else { return None };
                base = rate.grossed_up(base)?;
            }
            match rated {
                Rated::Ratio(rate) if direct => {
                    let minor = minor_of(steps.0.count_at(base, rate)?, steps.1)?;
                    self.push_cell(Cell { line, base, amount: 0, rate, minor, basis });
                }
                _ => {
                    let amount = self.amount_at(rated, base, item)? + flat;
                    let amount = self.bounded(levy, amount)?;
                    self.push_cell(Cell { line, base, amount, rate: Ratio::ONE, minor: 0, basis });
                }
            }
        }
        let exact = match together {
            Some(round) => Some(self.round_bases_by_rate(number, levy, Steps::of(&round)?)?),
            None => None,
        };
        if by_line {
            // What was counted with its rate at once holds no amount.
            for cell in self.memory.cells.iter_mut().filter(|cell| cell.amount != 0) {
                cell.minor = minor_of(steps.0.count(cell.amount)?, steps.1)?;
            }
            Some(())
        } else {
            self.round_in_sum(exact, steps)
        }
    }

    fn push_cell(&mut self, cell: Cell) {
        self.memory.cells.push(cell);
    }

    pub(super) fn applies(&self, levy: usize, line: usize) -> bool {
        let class = self.memory.lines.get(line).and_then(|line| self.memory.classes.get(line.class));
        class.is_some_and(|class| class.applies & bit(levy) != 0)
    }

    fn applies_everywhere(&self, levy: usize) -> bool {
        self.memory.classes.iter().all(|class| class.applies & bit(levy) != 0)
    }

    pub(super) fn base(&self, levy: &PlannedLevy, line: usize) -> Option<Fixed> {
        let parts = self.memory.lines.get(line)?.parts;
        if levy.base.is_empty() {
            return Some(parts.value);
        }
        let mut sum = 0;
        for term in &levy.base {
            let part = match term.source {
                TermSource::Goods => parts.goods,
                TermSource::Shipping => parts.shipping,
                TermSource::Insurance => parts.insurance,
                TermSource::CustomsValue => parts.value,
                TermSource::PriorValue => 0,
                TermSource::Levies { mask, additional, .. } => self.levied(line, mask, additional),
            };
            sum += match term.factor {
                None => part,
                factor => super::ratio_of_factor(factor)?.times(as_base(part)?),
            };
        }
        as_base(sum)
    }

    /// The bases of all lines together; of the whole cart exactly, as shares of lines are cut.
    pub(super) fn base_of(&self, number: usize, levy: &PlannedLevy, sum: Fixed) -> Option<Fixed> {
        if !self.applies_everywhere(number) {
            return as_base(sum);
        }
        if levy.base.is_empty() {
            return Some(self.total.value);
        }
        let mut whole = 0;
        for term in &levy.base {
            whole += self.total_of(term, 0)?;
        }
        as_base(whole)
    }

    /// The sum of money that the levy names, once or for each piece.
    pub(super) fn flat_amount(&mut self, levy: &PlannedLevy, line: usize) -> Option<Fixed> {
        let Some(amount) = levy.levy().amount else { return Some(0) };
        let amount = self.in_customs(amount)?;
        if levy.per() != Per::Unit {
            return Some(amount);
        }
        Some(Ratio::of(self.cart.items.get(line)?.quantity)?.times(amount))
    }

    pub(super) fn bounded(&mut self, levy: &PlannedLevy, mut amount: Fixed) -> Option<Fixed> {
        if let Some(min) = levy.levy().min {
            amount = amount.max(self.in_customs(min)?);
        }
        if let Some(max) = levy.levy().max {
            amount = amount.min(self.in_customs(max)?);
        }
        as_base(amount)
    }

    /// Rounds the bases of all lines of one rate together, then takes the rate. What all lines come to, exactly.
    fn round_bases_by_rate(&mut self, number: usize, levy: &PlannedLevy, cut: Steps) -> Option<Fixed> {
        let sum: Fixed = self.memory.cells.iter().map(|cell| cell.base).sum();
        let whole = self.base_of(number, levy, sum)?;
        let cells = &mut self.memory.cells;
        let mut all = 0;
        for first in 0..cells.len() {
            let (basis, rate) = cells.get(first).map(|cell| (cell.basis, cell.rate))?;
            if cells.iter().take(first).any(|cell| cell.basis == basis) {
                continue;
            }
            let alike = |cell: &Cell| cell.basis == basis;
            let group: Fixed = cells.iter().filter(|cell| alike(cell)).map(|cell| cell.base).sum();
            let rounded = cut.round(if cells.iter().all(alike) { whole } else { group })?;
            let (mut given, mut last) = (0, first);
            for (place, cell) in cells.iter_mut().enumerate().filter(|(_, cell)| alike(cell)) {
                if cell.base != 0 {
                    last = place;
                }
                cell.base = share_of(rounded, cell.base, group)?;
                given += cell.base;
            }
            let last = cells.get_mut(last)?;
            last.base = (last.base + rounded).checked_sub(given)?;
            let inside = levy.levy().inside;
            for cell in cells.iter_mut().filter(|cell| alike(cell)) {
                if inside {
                    cell.base = rate.grossed_up(cell.base)?;
                }
                cell.amount = rate.times(cell.base);
            }
            all += rate.times(if inside { rate.grossed_up(rounded)? } else { rounded });
        }
        Some(all)
    }

    /// Rounds what all lines come to and shares it out.
    fn round_in_sum(&mut self, exact: Option<Fixed>, (steps, per_step): (Steps, u64)) -> Option<()> {
        let sum: Fixed = self.memory.cells.iter().map(|cell| cell.amount).sum();
        let minor = minor_of(steps.count(exact.unwrap_or(sum))?, per_step)?;
        if sum == 0 {
            return Some(());
        }
        let memory = &mut *self.memory;
        memory.weights.clear();
        memory.weights.extend(memory.cells.iter().map(|cell| cell.amount));
        super::number::allocate(
            minor,
            self.prepared.unit,
            &memory.weights,
            &mut memory.keys,
            &mut memory.shares,
        )?;
        for (cell, share) in memory.cells.iter_mut().zip(&memory.shares) {
            cell.minor = *share;
        }
        Some(())
    }

    /// A sum of money for each distinct code: it falls on the first line of the code.
    fn levy_tariff_items(&mut self, number: usize, levy: &PlannedLevy, steps: (Steps, u64)) -> Option<()> {
        if levy.round.at != RoundAt::Line {
            return None;
        }
        for line in 0..self.memory.lines.len() {
            if !self.applies(number, line) {
                continue;
            }
            let item_of = |line: usize| {
                let code = self.cart.items.get(line)?.hs_code?;
                Some(code.subheading().unwrap_or(code))
            };
            // A line without a code is counted apart, and the answer says so.
            let item = item_of(line)?;
            if self.memory.cells.iter().any(|cell| item_of(cell.line) == Some(item)) {
                continue;
            }
            let base = self.memory.lines.get(line)?.parts.value;
            let amount = self.flat_amount(levy, line)?;
            let amount = self.bounded(levy, amount)?;
            let minor = minor_of(steps.0.count(amount)?, steps.1)?;
            self.push_cell(Cell { line, base, amount, rate: Ratio::ONE, minor, basis: CellBasis::Levy });
        }
        Some(())
    }

    /// Takes a levy into the lines and writes its charges down.
    fn keep_cells(&mut self, number: usize, levy: &'r PlannedLevy) -> Option<()> {
        let lines = self.memory.lines.len();
        let silent = levy.per() == Per::TariffItem;
        for place in 0..self.memory.cells.len() {
            let cell = *self.memory.cells.get(place)?;
            let carried = match levy.round.carry_exact {
                true => cell.amount,
                false => self.fixed_of_minor(cell.minor),
            };
            self.keep(number, levy, lines, &cell, carried)?;
            if !(silent && cell.minor == 0) {
                let base = self.minor_of_amount(cell.base)?;
                self.push_charge(levy, Some(cell.line), base, cell.minor, cell.basis)?;
            }
        }
        Some(())
    }

    pub(super) fn keep(
        &mut self,
        number: usize,
        levy: &PlannedLevy,
        lines: usize,
        cell: &Cell,
        carried: Fixed,
    ) -> Option<()> {
        self.used |= bit(number);
        *self.memory.carried.get_mut(number * lines + cell.line)? = carried;
        *self.memory.charged.get_mut(number)? += cell.minor;
        let line = self.memory.lines.get_mut(cell.line)?;
        line.charged |= bit(number);
        match levy.levy().kind {
            ChargeKind::Duty | ChargeKind::AdditionalDuty => line.duty += cell.minor,
            ChargeKind::Tax => {
                line.tax += cell.minor;
                line.tax_base.get_or_insert(cell.base);
            }
            ChargeKind::Fee => line.fees += cell.minor,
        }
        Some(())
    }

    pub(super) fn fixed_of_minor(&self, minor: u64) -> Fixed {
        Fixed::from(minor) * Fixed::from(self.prepared.unit)
    }

    /// An amount in minor units, as it is shown.
    pub(super) fn minor_of_amount(&self, amount: Fixed) -> Option<u64> {
        minor_of(Steps::half_up(self.prepared.unit).count(amount)?, 1)
    }

    pub(super) fn money(&self, minor: u64) -> Option<Money> {
        let minor = i64::try_from(minor).ok()?;
        Some(Money::of_minor(minor, self.prepared.digits, self.prepared.currency))
    }

    pub(super) fn push_charge(
        &mut self,
        levy: &PlannedLevy,
        line: Option<usize>,
        base: u64,
        minor: u64,
        basis: CellBasis,
    ) -> Option<()> {
        let class = line.and_then(|line| self.memory.classes.get(self.memory.lines.get(line)?.class));
        let collected = levy.collected(class.map_or(0, |class| class.schemes), self.plan.terms);
        let (rule, rate, basis) = self.cited().basis(levy, line, basis);
        let charge = Charge {
            rule,
            kind: levy.levy().kind,
            name: levy.levy().name.clone(),
            line,
            base: self.money(base)?,
            rate,
            amount: self.money(minor)?,
            collected,
            basis,
        };
        self.sum_up(charge.kind, collected, minor);
        self.quote.charges.push(charge);
        Some(())
    }

    pub(super) fn sum_up(&mut self, kind: ChargeKind, collected: Collected, minor: u64) {
        let sum = match kind {
            ChargeKind::Duty | ChargeKind::AdditionalDuty => &mut self.sums.duty,
            ChargeKind::Tax => &mut self.sums.tax,
            ChargeKind::Fee => &mut self.sums.fees,
        };
        sum.0 += minor;
        if collected == Collected::OnDelivery {
            sum.1 += minor;
        }
    }

    pub(super) fn cited(&self) -> Cited<'r> {
        Cited { plan: self.plan, cart: self.cart }
    }
}

/// What falls to a part of a whole that was rounded to `amount`, so that both are close to each other.
fn share_of(amount: Fixed, part: Fixed, whole: Fixed) -> Option<Fixed> {
    if part == whole {
        return Some(amount);
    }
    let spare = (u128::BITS - whole.leading_zeros()).saturating_sub(64);
    let scaled = u64::try_from(whole >> spare).ok()?;
    let moved = nearest((part >> spare).checked_mul(amount.abs_diff(whole))?, scaled);
    if amount < whole { part.checked_sub(moved) } else { part.checked_add(moved) }
}

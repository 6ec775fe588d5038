//! What a levy comes to: line by line, by tariff item or on the whole consignment.

use rust_decimal::Decimal;

use super::plan::{PlannedLevy, Rate};
use super::rate::{Rated, grossed_up};
use super::run::{Run, exact};
use super::select::add;
use super::value::share_of;
use crate::landed_cost::CartError;
use crate::landed_cost::remark::Subject;
use crate::landed_cost::territory::{Per, RoundAt};
use crate::landed_cost::working::{Cell, CellBasis, State, bit};

impl<'r> Run<'r> {
    pub(super) fn levy_lines(&mut self, number: usize, levy: &'r PlannedLevy) -> Result<(), CartError> {
        let cut = levy.levy().base_round.filter(|_| !self.uncut_bases);
        let by_rate = cut.filter(|round| round.at == RoundAt::Consignment);
        let excess = self.excess_share(number, levy)?;
        for index in 0..self.scratch.lines.len() {
            if self.applies(number, index) {
                let cell = match excess {
                    Some(excess) => self.line_cell(number, levy, index, excess, by_rate.is_some())?,
                    None => Cell::unknown(),
                };
                self.set_cell(number, index, cell);
            }
        }
        if let Some(round) = by_rate {
            self.round_bases_by_rate(number, levy, round)?;
        }
        self.round_levy(number, levy)?;
        if levy.carries_additional {
            for index in 0..self.scratch.lines.len() {
                let cell = self.cell(number, index);
                self.offer_preference(levy, index, &cell)?;
            }
        }
        Ok(())
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
        let unknown = Cell::unknown();
        let Some(mut base) = self.levy_base(number, levy, index)? else { return Ok(unknown) };
        if excess != whole {
            base = exact(share_of(excess, base, whole))?;
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
        if let Some(round) = levy.levy().base_round.filter(|_| !self.uncut_bases) {
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

    pub(super) fn levy_base(
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

    pub(super) fn not_above_tariff(
        &mut self,
        tariff: usize,
        index: usize,
        cell: Cell,
    ) -> Result<Cell, CartError> {
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

    /// A sum of money for each distinct code: it falls on the first line of the code.
    pub(super) fn levy_tariff_items(&mut self, number: usize, levy: &PlannedLevy) -> Result<(), CartError> {
        let cart = self.cart;
        let tariff_item = |index: usize| {
            let code = cart.items.get(index)?.hs_code?;
            Some(code.subheading().unwrap_or(code))
        };
        for index in 0..self.scratch.lines.len() {
            if !self.applies(number, index) {
                continue;
            }
            let item = tariff_item(index);
            if item.is_none() && cart.items.len() > 1 {
                self.remarks.doubt(Some(index), Subject::HsCodeCounts);
            }
            let charged_before = |other| self.applies(number, other) && tariff_item(other) == item;
            if item.is_some() && (0..index).any(charged_before) {
                continue;
            }
            let base = self.scratch.lines.get(index).map_or(Decimal::ZERO, |line| line.customs_value);
            let cell = match self.flat_amount(levy, index)? {
                Some(amount) => Cell { state: State::Charged, base, amount, ..Cell::default() },
                None => Cell::unknown(),
            };
            let cell = self.bounded(levy, cell)?;
            self.set_cell(number, index, cell);
        }
        self.round_levy(number, levy)
    }

    /// A levy on the whole consignment, shared out over its lines.
    pub(super) fn levy_consignment(&mut self, number: usize, levy: &'r PlannedLevy) -> Result<(), CartError> {
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
                    self.set_cell(number, index, Cell::unknown());
                }
            }
            return Ok(());
        };
        if whole.state == State::Off {
            return Ok(());
        }
        let amount = levy.round.of(whole.amount);
        let worthless = self.scratch.weights.iter().all(Decimal::is_zero);
        if worthless && let Some(weight) = self.scratch.weights.get_mut(first) {
            *weight = Decimal::ONE;
        }
        self.share_out(amount)?;
        if worthless {
            self.scratch.weights.fill(Decimal::ZERO);
        }
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
}

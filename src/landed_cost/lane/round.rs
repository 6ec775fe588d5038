//! Rounding of bases and levies, and sharing out what was rounded in sum.

use rust_decimal::Decimal;

use super::plan::PlannedLevy;
use super::rate::{Rated, grossed_up};
use super::run::{Run, exact};
use super::value::share_of;
use crate::landed_cost::CartError;
use crate::landed_cost::territory::{RoundAt, Rounding, settled};
use crate::landed_cost::working::{CellBasis, Scratch, State};
use crate::money::allocate_units;

impl Run<'_> {
    /// Cuts the bases of all lines with one rate together, then takes the rate.
    pub(super) fn round_bases_by_rate(
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
    pub(super) fn round_levy(&mut self, number: usize, levy: &PlannedLevy) -> Result<(), CartError> {
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
    pub(super) fn share_out(&mut self, total: Decimal) -> Result<(), CartError> {
        let step = self.step_of(total);
        let Scratch { weights, shares, .. } = &mut *self.scratch;
        // Equal lines stay equal: what was cut at 28 digits must not decide who gets the odd unit.
        weights.iter_mut().for_each(|weight| *weight = settled(*weight));
        if weights.iter().all(Decimal::is_zero) {
            weights.fill(Decimal::ONE);
        }
        allocate_units(total, step, weights, shares).map_err(|_| CartError::Overflow)
    }

    /// The minor unit, or a finer one if the total has more digits.
    fn step_of(&self, total: Decimal) -> Decimal {
        Decimal::new(1, self.customs.digits().max(total.normalize().scale()))
    }
}

/// What is charged of a levy of which only a share is.
fn charged_share(levy: &PlannedLevy, whole: Decimal) -> Result<Decimal, CartError> {
    match levy.levy().share {
        Some(share) => exact(whole.checked_mul(share)),
        None => Ok(whole),
    }
}

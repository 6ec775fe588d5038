//! A levy on the whole consignment, shared out over its lines.

use super::number::{Fixed, Ratio, Steps, allocate, holds, minor_of};
use super::rate::Rated;
use super::{Cell, Run};
use crate::landed_cost::lane::plan::{PlannedLevy, Rate};
use crate::landed_cost::territory::Bound;
use crate::landed_cost::working::CellBasis;

impl<'r> Run<'r> {
    pub(super) fn levy_consignment(
        &mut self,
        number: usize,
        levy: &'r PlannedLevy,
        (steps, per_step): (Steps, u64),
    ) -> Option<()> {
        let lines = self.memory.lines.len();
        self.memory.weights.clear();
        for line in 0..lines {
            let weight = if self.applies(number, line) { self.base(levy, line)? } else { 0 };
            self.memory.weights.push(weight);
        }
        let first = (0..lines).find(|line| self.applies(number, *line))?;
        let sum: Fixed = self.memory.weights.iter().sum();
        let whole = self.base_of(number, levy, sum)?;
        let Some((amount, basis)) = self.whole_amount(levy, whole, first)? else { return Some(()) };
        let minor = minor_of(steps.count(amount)?, per_step)?;
        let memory = &mut *self.memory;
        allocate(minor, self.prepared.unit, &memory.weights, &mut memory.keys, &mut memory.shares)?;
        for line in 0..lines {
            if self.applies(number, line) {
                let base = self.memory.weights.get(line).copied()?;
                let minor = self.memory.shares.get(line).copied()?;
                let cell = Cell { line, base, amount: 0, rate: Ratio::ONE, minor, basis };
                self.keep(number, levy, lines, &cell, self.fixed_of_minor(minor))?;
            }
        }
        let base = self.minor_of_amount(whole)?;
        self.push_charge(levy, None, base, minor, basis)
    }

    /// What the levy comes to on a base; nothing where no bracket reaches it.
    fn whole_amount(
        &mut self,
        levy: &'r PlannedLevy,
        base: Fixed,
        first: usize,
    ) -> Option<Option<(Fixed, CellBasis)>> {
        let (amount, basis) = match &levy.rate {
            Rate::None => (0, CellBasis::Levy),
            Rate::Brackets => match self.bracket_amount(levy, base)? {
                Some((number, amount)) => (amount, CellBasis::Bracket(number)),
                None => return Some(None),
            },
            _ if levy.levy().inside => return None,
            _ => {
                let (rated, basis) = self.rate_of(levy, first)?;
                let Rated::Ratio(rate) = rated else { return None };
                (rate.times(base), basis)
            }
        };
        let amount = amount + self.flat_amount(levy, first)?;
        Some(Some((self.bounded(levy, amount)?, basis)))
    }

    fn bracket_amount(&mut self, levy: &PlannedLevy, base: Fixed) -> Option<Option<(usize, Fixed)>> {
        for (number, bracket) in levy.levy().brackets.iter().enumerate() {
            if let Some(limit) = bracket.not_above {
                let limit = self.in_customs(limit)?;
                if !holds(Bound::NotAbove, base, limit)? {
                    continue;
                }
            }
            let amount = Ratio::of(bracket.rate)?.times(base);
            let less = match bracket.less {
                Some(less) => self.in_customs(less)?,
                None => 0,
            };
            return Some(Some((number, amount.saturating_sub(less))));
        }
        Some(None)
    }
}

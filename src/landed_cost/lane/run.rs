//! The steps of one quote under way, in their order; the steps themselves stand in modules of their own.

use rust_decimal::Decimal;

use super::ExchangeRates;
use super::plan::{Plan, PlannedLevy};
use crate::goods::End;
use crate::landed_cost::remark::{Remarks, Said, Subject};
use crate::landed_cost::territory::Per;
use crate::landed_cost::working::{Cell, Mask, Scratch, State, bit, mask_where};
use crate::landed_cost::{Cart, CartError};
use crate::money::Currency;

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
    /// Which rate is taken where a code is cut short.
    pub(super) end: End,
    /// The ends of what such a code may bear are not the same.
    pub(super) ends_differ: bool,
    /// One of the ends is not held.
    pub(super) end_missing: bool,
    /// What the buyer imported before, in the customs currency.
    pub(super) prior_value: Decimal,
    /// Bases are taken as they are, while a price is sought that a cut base lets swing.
    pub(super) uncut_bases: bool,
    /// How much was said before the prices were looked at.
    pub(super) said: Said,
}

/// Turns an arithmetic overflow into the error for it.
pub(super) fn exact<T>(value: Option<T>) -> Result<T, CartError> {
    value.ok_or(CartError::Overflow)
}

impl Run<'_> {
    pub(super) fn remark_on_lane(&mut self) {
        for refusal in &self.plan.refusals {
            self.remarks.refuse(None, refusal.clone());
        }
        for foundation in &self.plan.foundations {
            self.rest_on(Some(foundation));
        }
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
        self.remark_on_additional_duties();
        self.give_notices()
    }

    fn levy_all(&mut self) -> Result<(), CartError> {
        let plan = self.plan;
        // A fee inside the tax base that is only due where tax is due: first without it, then, if so, with it.
        let waiting = mask_where(&plan.levies, |levy| levy.charged != 0 && levy.levy().in_tax_base);
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
        self.scratch.on_top.clear();
        for line in &mut self.scratch.lines {
            line.on_top = Some(Decimal::ZERO);
        }
        for (number, levy) in plan.levies.iter().enumerate() {
            if without & bit(number) == 0 && self.is_due(number, levy)? {
                match levy.per() {
                    Per::Line | Per::Unit => self.levy_lines(number, levy)?,
                    Per::TariffItem => self.levy_tariff_items(number, levy)?,
                    Per::Consignment => self.levy_consignment(number, levy)?,
                }
                if levy.carries_additional {
                    self.levy_on_top(number, levy)?;
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
        self.scratch.cell(levy, line)
    }

    pub(super) fn set_cell(&mut self, levy: usize, line: usize, cell: Cell) {
        self.scratch.set_cell(levy, line, cell);
    }

    /// The lines on which a levy applies.
    pub(super) fn applies(&self, levy: usize, line: usize) -> bool {
        self.scratch.lines.get(line).is_some_and(|line| line.applies & bit(levy) != 0)
    }
}

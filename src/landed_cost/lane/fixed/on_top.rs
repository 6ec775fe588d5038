//! Duties on top of the ordinary one.

use std::sync::Arc;

use super::number::{Fixed, Steps, minor_of};
use super::rate::Rated;
use super::{Cell, OnTop, Run};
use crate::goods::{AdditionalClaim, AdditionalKind, DutyExpression};
use crate::landed_cost::Item;
use crate::landed_cost::lane::charge::by_terms;
use crate::landed_cost::lane::on_top::{counts, is_open};
use crate::landed_cost::lane::plan::{PlannedLevy, Rate};
use crate::landed_cost::quote::{Charge, ChargeRate};
use crate::landed_cost::territory::RoundAt;
use crate::landed_cost::words::ChargeKind;
use crate::landed_cost::working::{CellBasis, OnTopRule};

impl<'r> Run<'r> {
    /// The duties on top, where the ordinary duty is charged.
    pub(super) fn levy_on_top(&mut self, levy: &'r PlannedLevy, steps: (Steps, u64)) -> Option<()> {
        for place in 0..self.memory.cells.len() {
            let cell = *self.memory.cells.get(place)?;
            let item = self.cart.items.get(cell.line)?;
            match &item.additional_duties {
                Some(duties) => self.supplied_on_top(levy, steps, &cell, item, duties)?,
                None => self.tariffs_on_top(levy, steps, &cell, item)?,
            }
        }
        Some(())
    }

    fn supplied_on_top(
        &mut self,
        levy: &PlannedLevy,
        steps: (Steps, u64),
        cell: &Cell,
        item: &Item,
        duties: &Arc<[DutyExpression]>,
    ) -> Option<()> {
        self.set_on_top(cell.line)?;
        for (index, duty) in duties.iter().enumerate() {
            let rule = OnTopRule::Supplied { duties: Arc::clone(duties), index };
            self.lay_on_top(levy, steps, cell, item, duty, rule)?;
        }
        Some(())
    }

    fn tariffs_on_top(
        &mut self,
        levy: &PlannedLevy,
        steps: (Steps, u64),
        cell: &Cell,
        item: &Item,
    ) -> Option<()> {
        let plan = self.plan;
        self.set_on_top(cell.line)?;
        let tariff = match (cell.basis, &levy.rate) {
            (CellBasis::Tariff { tariff, .. } | CellBasis::SuppliedDuty(tariff), _) => tariff,
            (_, Rate::Tariff { tariff, .. }) => *tariff,
            _ => return Some(()),
        };
        let origin = item.origin.unwrap_or(plan.ship_from);
        let planned = plan.tariffs.get(tariff)?;
        let Some(duties) = planned.additional.as_ref().filter(|duties| !duties.spares(origin, plan.date))
        else {
            return Some(());
        };
        let claim = AdditionalClaim::new(origin, plan.date).with_loaded(plan.loaded_on);
        let code = item.hs_code?;
        for (row, reach) in duties.places(Some(code), &claim, false) {
            let duty = duties.rows().get(row)?;
            self.ends_differ |= is_open(duty, reach);
            if !counts(&mut self.quote.remarks, plan, cell.line, duty, reach) {
                continue;
            }
            match (duty.kind(), duty.rate()) {
                (AdditionalKind::Add, Some(rate)) => {
                    self.lay_on_top(levy, steps, cell, item, rate, OnTopRule::Tariff { tariff, row })?;
                }
                (AdditionalKind::Exempt | AdditionalKind::Notice, _) => {}
                // What takes the place of the ordinary duty, tops it up or forbids the import.
                _ => return None,
            }
        }
        Some(())
    }

    fn set_on_top(&mut self, line: usize) -> Option<()> {
        self.memory.lines.get_mut(line)?.on_top = 0;
        Some(())
    }

    fn lay_on_top(
        &mut self,
        levy: &PlannedLevy,
        (steps, per_step): (Steps, u64),
        cell: &Cell,
        item: &Item,
        duty: &DutyExpression,
        rule: OnTopRule,
    ) -> Option<()> {
        if levy.round.at == RoundAt::Consignment {
            return None;
        }
        let rated = Rated::of(duty);
        let (minor, exact) = match rated {
            Rated::Ratio(rate) if !levy.round.carry_exact => (steps.count_at(cell.base, rate)?, 0),
            _ => {
                let amount = self.amount_at(rated, cell.base, item)?;
                (steps.count(amount)?, amount)
            }
        };
        let minor = minor_of(minor, per_step)?;
        let carried: Fixed = if levy.round.carry_exact { exact } else { self.fixed_of_minor(minor) };
        let line = self.memory.lines.get_mut(cell.line)?;
        line.on_top += carried;
        line.duty += minor;
        line.has_on_top = true;
        self.memory.on_top.push(OnTop { line: cell.line, base: cell.base, minor, rule });
        Some(())
    }

    pub(super) fn charge_on_top(&mut self) -> Option<()> {
        let collected = by_terms(self.plan);
        for place in 0..self.memory.on_top.len() {
            let duty = self.memory.on_top.get(place)?;
            // A duty that comes to nothing beside the ordinary one leaves nothing to charge.
            if duty.minor == 0 && matches!(duty.rule, OnTopRule::Tariff { .. }) {
                continue;
            }
            let (line, base, minor) = (duty.line, duty.base, duty.minor);
            let (rule, name, rate, basis) = self.cited().on_top_rule(&duty.rule)?;
            let charge = Charge {
                rule,
                kind: ChargeKind::AdditionalDuty,
                name,
                line: Some(line),
                base: self.money(self.minor_of_amount(base)?)?,
                rate: ChargeRate::Duty(rate),
                amount: self.money(minor)?,
                collected,
                basis,
            };
            self.sum_up(charge.kind, collected, minor);
            self.quote.charges.push(charge);
        }
        Some(())
    }
}

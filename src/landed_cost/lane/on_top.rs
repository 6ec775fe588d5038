//! Duties on top of the ordinary one: the caller's, or those that the tariff lays on goods by their origin.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::plan::{Plan, PlannedLevy, Rate};
use super::rate::{LineRate, Rated};
use super::run::{Run, exact};
use super::select::add;
use crate::goods::{AdditionalClaim, AdditionalDuty, AdditionalKind, DutyExpression, End, Reach};
use crate::landed_cost::remark::{Remarks, Subject};
use crate::landed_cost::territory::RoundAt;
use crate::landed_cost::working::{Cell, CellBasis, DutyOnTop, OnTopRule, State};
use crate::landed_cost::{CartError, Item};
use crate::rules::Evidence;

/// A line of the levy that bears the ordinary duty.
#[derive(Clone, Copy)]
struct Bearer<'r> {
    levy: &'r PlannedLevy,
    index: usize,
    /// The base of the ordinary duty, as it was cut.
    base: Decimal,
    cell: Cell,
}

impl<'r> Run<'r> {
    /// The duties on top, where the ordinary duty is charged.
    pub(super) fn levy_on_top(&mut self, number: usize, levy: &'r PlannedLevy) -> Result<(), CartError> {
        let before = self.scratch.on_top.len();
        for index in 0..self.scratch.lines.len() {
            let cell = self.cell(number, index);
            let Some(item) = self.cart.items.get(index).filter(|_| cell.state != State::Off) else {
                continue;
            };
            let base = match cell.state {
                State::Charged => cell.base,
                _ => self.levy_base(number, levy, index)?.unwrap_or_default(),
            };
            let bearer = Bearer { levy, index, base, cell };
            let sum = match &item.additional_duties {
                Some(duties) => self.supplied_on_top(&bearer, duties)?,
                None => self.tariffs_on_top(&bearer, item)?,
            };
            if let Some(line) = self.scratch.lines.get_mut(index) {
                line.on_top = sum;
            }
        }
        if levy.round.at == RoundAt::Consignment { self.round_on_top(number, levy, before) } else { Ok(()) }
    }

    fn supplied_on_top(
        &mut self,
        bearer: &Bearer<'_>,
        duties: &Arc<[DutyExpression]>,
    ) -> Result<Option<Decimal>, CartError> {
        let mut sum = Some(Decimal::ZERO);
        for (index, duty) in duties.iter().enumerate() {
            let amount = self.duty_at(duty, bearer.base, bearer.index, true)?;
            let rule = || OnTopRule::Supplied { duties: Arc::clone(duties), index };
            sum = add(sum, self.lay_on_top(bearer, amount, rule)?)?;
        }
        Ok(sum)
    }

    /// What the tariff lays on top by origin; `None` if one of the duties is not known.
    fn tariffs_on_top(&mut self, bearer: &Bearer<'_>, item: &Item) -> Result<Option<Decimal>, CartError> {
        let plan = self.plan;
        let Some(tariff) = tariff_of(bearer) else { return Ok(Some(Decimal::ZERO)) };
        let Some(duties) = plan.tariffs.get(tariff).and_then(|tariff| tariff.additional.as_ref()) else {
            return Ok(Some(Decimal::ZERO));
        };
        let claim = self.claim_of(item);
        if item.hs_code.is_none() && duties.depends_on_code(&claim) {
            self.remarks.doubt(Some(bearer.index), Subject::HsCodeMissing);
        }
        let mut sum = Some(Decimal::ZERO);
        for (row, reach) in duties.places(item.hs_code, &claim, self.end == End::Lowest) {
            let Some(duty) = duties.rows().get(row) else { continue };
            // What takes the place of the ordinary duty was taken with it.
            if duty.kind() == AdditionalKind::Replace {
                continue;
            }
            self.ends_differ |= is_open(duty, reach);
            if !counts(self.remarks, plan, bearer.index, duty, reach) {
                continue;
            }
            let amount = match (duty.kind(), duty.rate()) {
                (AdditionalKind::Add | AdditionalKind::Floor, Some(rate)) => {
                    self.duty_at(rate, bearer.base, bearer.index, true)?
                }
                (AdditionalKind::Prohibited, _) => {
                    let (rule, name) = (duty.rule_id().clone(), Arc::clone(duty.shared_name()));
                    self.remarks.refuse(Some(bearer.index), Subject::ImportProhibited { rule, name });
                    None
                }
                _ => continue,
            };
            let rule = || OnTopRule::Tariff { tariff, row };
            let amount = match (duty.kind(), amount) {
                (AdditionalKind::Floor, Some(whole)) => above_ordinary(bearer, whole)?,
                (_, amount) => amount,
            };
            sum = add(sum, self.lay_on_top(bearer, amount, rule)?)?;
        }
        Ok(sum)
    }

    /// The duty by origin that takes the place of the tariff's, where there is one: `Some(None)`, with the reason said,
    /// if its rate is not held.
    pub(super) fn replacing_rate(
        &mut self,
        tariff: usize,
        index: usize,
        needed: bool,
    ) -> Option<Option<LineRate<'r>>> {
        let plan = self.plan;
        let duties = plan.tariffs.get(tariff)?.additional.as_ref()?;
        let item = self.cart.items.get(index)?;
        let claim = self.claim_of(item);
        if !duties.may_replace(claim.origin) {
            return None;
        }
        for (row, reach) in duties.places(item.hs_code, &claim, self.end == End::Lowest) {
            let Some(duty) = duties.rows().get(row) else { continue };
            if duty.kind() != AdditionalKind::Replace {
                continue;
            }
            self.ends_differ |= is_open(duty, reach);
            if !counts(self.remarks, plan, index, duty, reach) {
                continue;
            }
            let Some(rate) = duty.rate() else {
                let (rule, name) = (duty.rule_id().clone(), Arc::clone(duty.shared_name()));
                self.say(needed, index, Subject::DutyByOriginNotHeld { rule, name });
                return Some(None);
            };
            let basis = CellBasis::Replaced { tariff, row };
            return Some(Some(LineRate { rated: Rated::Duty(rate), basis, untaxed: Decimal::ZERO }));
        }
        None
    }

    fn claim_of(&self, item: &Item) -> AdditionalClaim {
        AdditionalClaim::new(item.origin.unwrap_or(self.plan.ship_from), self.plan.date)
            .with_loaded(self.plan.loaded_on)
            .with_preference_claimed(self.plan.preference_claimed)
    }

    /// Adds one duty to a line, rounded unless that waits for the sum; the amount as later bases see it.
    fn lay_on_top(
        &mut self,
        bearer: &Bearer<'_>,
        amount: Option<Decimal>,
        rule: impl FnOnce() -> OnTopRule,
    ) -> Result<Option<Decimal>, CartError> {
        let Some(amount) = amount else { return Ok(None) };
        let round = bearer.levy.round;
        let rounded = if round.at == RoundAt::Consignment { amount } else { round.of(amount) };
        let duty = DutyOnTop { line: bearer.index, base: bearer.base, amount: rounded, rule: rule() };
        self.scratch.on_top.push(duty);
        Ok(Some(if round.carry_exact { amount } else { rounded }))
    }

    /// Where duty is rounded in sum, it is rounded together with the duties on top of it: they take what the
    /// rounded sum leaves beside the ordinary duty.
    fn round_on_top(&mut self, number: usize, levy: &PlannedLevy, before: usize) -> Result<(), CartError> {
        let (mut exactly, mut charged) = (Decimal::ZERO, Decimal::ZERO);
        for line in 0..self.scratch.lines.len() {
            let cell = self.cell(number, line);
            if cell.state == State::Charged {
                exactly = exact(exactly.checked_add(cell.unrounded))?;
                charged = exact(charged.checked_add(cell.amount))?;
            }
        }
        self.scratch.weights.clear();
        for duty in self.scratch.on_top.iter().skip(before) {
            exactly = exact(exactly.checked_add(duty.amount))?;
            self.scratch.weights.push(duty.amount);
        }
        if self.scratch.weights.is_empty() {
            return Ok(());
        }
        let left = exact(levy.round.of(exactly).checked_sub(charged))?.max(Decimal::ZERO);
        self.share_out(left)?;
        for duty in self.scratch.on_top.iter().skip(before) {
            if let Some(line) = self.scratch.lines.get_mut(duty.line) {
                line.on_top = line.on_top.map(|_| Decimal::ZERO);
            }
        }
        for (duty, share) in self.scratch.on_top.iter_mut().skip(before).zip(&self.scratch.shares) {
            let carried = if levy.round.carry_exact { duty.amount } else { *share };
            duty.amount = *share;
            if let Some(line) = self.scratch.lines.get_mut(duty.line) {
                line.on_top = add(line.on_top, Some(carried))?;
            }
        }
        Ok(())
    }
}

/// The tariff whose ordinary duty a line bears.
fn tariff_of(bearer: &Bearer<'_>) -> Option<usize> {
    match (bearer.cell.basis, &bearer.levy.rate) {
        (
            CellBasis::Tariff { tariff, .. }
            | CellBasis::Preference { tariff, .. }
            | CellBasis::Schedule { tariff, .. }
            | CellBasis::Replaced { tariff, .. }
            | CellBasis::SuppliedDuty(tariff),
            _,
        ) => Some(tariff),
        (_, Rate::Tariff { tariff, .. }) => Some(*tariff),
        _ => None,
    }
}

/// What an all-in duty leaves to be charged beside the ordinary one, so that both together come to it.
fn above_ordinary(bearer: &Bearer<'_>, whole: Decimal) -> Result<Option<Decimal>, CartError> {
    if bearer.cell.state != State::Charged {
        return Ok(None);
    }
    let (whole, ordinary) = match bearer.levy.round.at {
        RoundAt::Consignment => (whole, bearer.cell.unrounded),
        RoundAt::Line => (bearer.levy.round.of(whole), bearer.cell.amount),
    };
    exact(whole.checked_sub(ordinary)).map(|rest| Some(rest.max(Decimal::ZERO)))
}

/// Whether goods below a code cut short may bear the duty or not.
pub(super) fn is_open(duty: &AdditionalDuty, reach: Reach) -> bool {
    duty.kind() != AdditionalKind::Notice && matches!(reach, Reach::Possible | Reach::NotCounted)
}

/// Whether a row that reaches a line counts there; says what speaks against the answer.
pub(super) fn counts(
    remarks: &mut Remarks,
    plan: &Plan,
    index: usize,
    duty: &AdditionalDuty,
    reach: Reach,
) -> bool {
    let (rule, line) = (|| duty.rule_id().clone(), Some(index));
    if reach == Reach::IfLoadedBefore {
        if let Some(day) = duty.loaded_before() {
            remarks.inform(line, Subject::LoadedBefore { rule: rule(), day });
        }
        return false;
    }
    if duty.kind() == AdditionalKind::Notice {
        let (code, message) = (Arc::clone(&plan.notice_of_origin), Arc::clone(duty.shared_name()));
        remarks.inform(line, Subject::Rule { rule: rule(), code, message });
        if let Some(why) = duty.shared_estimate() {
            remarks.doubt(line, Subject::EstimatedAmount { rule: rule(), why: Arc::clone(why) });
        }
        return false;
    }
    if is_open(duty, reach) {
        let name = Arc::clone(duty.shared_name());
        remarks.doubt(line, Subject::AdditionalDutyPossible { rule: rule(), name });
    }
    if let Some(why) = duty.shared_estimate() {
        remarks.doubt(line, Subject::EstimatedAmount { rule: rule(), why: Arc::clone(why) });
    }
    if duty.evidence() == Evidence::Recalled {
        remarks.doubt(line, Subject::RecalledRule { rule: rule() });
    }
    if let Some(doubt) = duty.uncertain() {
        remarks.doubt(line, Subject::UncertainRule { rule: rule(), doubt: Arc::clone(doubt) });
    }
    reach != Reach::NotCounted
}

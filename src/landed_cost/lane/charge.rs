//! The charges of an answer, each with the rule and the law that it rests on.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::assemble::Assembly;
use super::plan::{Plan, PlannedLevy, Rate};
use super::preference::{Found, Preferred, preference_of};
use super::rate::supplied_duty;
use super::run::exact;
use super::schedule::duty_of_line;
use crate::goods::{AdditionalDuty, DutyExpression};
use crate::landed_cost::quote::{Basis, Charge, ChargeRate};
use crate::landed_cost::territory::Per;
use crate::landed_cost::words::{ChargeKind, Collected, Terms};
use crate::landed_cost::working::{Cell, CellBasis, OnTopRule, State};
use crate::landed_cost::{Cart, CartError};
use crate::rules::{Dated, Evidence, RuleId};

impl Assembly<'_> {
    pub(super) fn charge_levies(&mut self) -> Result<(), CartError> {
        let last_duty = self.plan.levies.iter().rposition(|levy| levy.carries_additional);
        for (number, levy) in self.plan.levies.iter().enumerate() {
            if levy.per() == Per::Consignment {
                self.charge_consignment(number, levy)?;
            } else {
                self.charge_lines(number, levy);
            }
            if last_duty == Some(number) {
                self.charge_on_top();
            }
        }
        Ok(())
    }

    fn charge_lines(&mut self, number: usize, levy: &PlannedLevy) {
        for line in 0..self.scratch.lines.len() {
            let cell = self.scratch.cell(number, line);
            if cell.state == State::Charged && !is_silent(levy, &cell) {
                let charge = self.charge(levy, Some(line), &cell);
                self.quote.charges.push(charge);
            }
        }
    }

    fn charge_consignment(&mut self, number: usize, levy: &PlannedLevy) -> Result<(), CartError> {
        let mut whole: Option<Cell> = None;
        for line in 0..self.scratch.lines.len() {
            let cell = self.scratch.cell(number, line);
            if cell.state != State::Charged {
                continue;
            }
            whole = Some(match whole {
                None => cell,
                Some(sum) => Cell {
                    base: exact(sum.base.checked_add(cell.base))?,
                    amount: exact(sum.amount.checked_add(cell.amount))?,
                    ..sum
                },
            });
        }
        if let Some(cell) = whole {
            let charge = self.charge(levy, None, &cell);
            self.quote.charges.push(charge);
        }
        Ok(())
    }

    fn charge(&self, levy: &PlannedLevy, line: Option<usize>, cell: &Cell) -> Charge {
        let schemes = line.and_then(|line| self.scratch.lines.get(line)).map_or(0, |line| line.schemes);
        let (rule, rate, basis) = self.cited().basis(levy, line, cell.basis);
        Charge {
            rule,
            kind: levy.levy().kind,
            name: Arc::clone(&levy.levy().name),
            line,
            base: self.money(cell.base),
            rate,
            amount: self.money(cell.amount),
            collected: levy.collected(schemes, self.plan.terms),
            basis,
        }
    }

    fn charge_on_top(&mut self) {
        for position in 0..self.scratch.on_top.len() {
            let Some(duty) = self.scratch.on_top.get(position) else { continue };
            let Some((rule, name, rate, basis)) = self.cited().on_top_rule(&duty.rule) else { continue };
            let charge = Charge {
                rule,
                kind: ChargeKind::AdditionalDuty,
                name,
                line: Some(duty.line),
                base: self.money(duty.base),
                rate: ChargeRate::Duty(rate),
                amount: self.money(duty.amount),
                collected: by_terms(self.plan),
                basis,
            };
            // An all-in duty that the ordinary one reaches leaves nothing to charge.
            if duty.amount.is_zero() && matches!(duty.rule, OnTopRule::Tariff { .. }) {
                continue;
            }
            self.quote.charges.push(charge);
        }
    }

    pub(super) fn charge_carrier_fees(&mut self) {
        for fee in self.cart.carrier_fees.iter().flatten() {
            let amount = self.convert(fee.amount, self.rates.customs.as_ref(), self.outcome.customs);
            let Some(amount) = amount else { continue };
            let charge = Charge {
                rule: self.plan.supplied_carrier_fee.clone(),
                kind: ChargeKind::Fee,
                name: Arc::clone(&fee.name),
                line: None,
                base: amount,
                rate: ChargeRate::Sum { amount: fee.amount, per: "consignment", plus: None },
                amount,
                collected: by_terms(self.plan),
                basis: self.cited().supplied_basis(),
            };
            self.quote.charges.push(charge);
        }
    }

    fn cited(&self) -> Cited<'_> {
        Cited { plan: self.plan, cart: self.cart }
    }
}

/// When a charge is paid of which no rule says it.
pub(super) fn by_terms(plan: &Plan) -> Collected {
    match plan.terms {
        Terms::Ddp => Collected::AtCheckout,
        Terms::Dap => Collected::OnDelivery,
    }
}

/// Where the rule, the rate and the law of a charge are found.
#[derive(Clone, Copy)]
pub(super) struct Cited<'a> {
    pub(super) plan: &'a Plan,
    pub(super) cart: &'a Cart,
}

impl<'a> Cited<'a> {
    /// The rule, the rate and the law of a charge: those of the row that gave the rate.
    pub(super) fn basis(
        self,
        levy: &PlannedLevy,
        line: Option<usize>,
        basis: CellBasis,
    ) -> (RuleId, ChargeRate, Basis) {
        let of_levy = |rate| (levy.row.id().clone(), rate, basis_of(&levy.row));
        match basis {
            CellBasis::Levy => of_levy(rate_of_levy(levy)),
            CellBasis::Bracket(number) => of_levy(match levy.levy().brackets.get(number) {
                Some(step) => ChargeRate::Bracket { share: step.rate, less: step.less },
                None => rate_of_levy(levy),
            }),
            CellBasis::SuppliedTax(rate) => self.supplied(levy, ChargeRate::Share(rate)),
            CellBasis::SuppliedDuty(tariff) => {
                let code = self.plan.tariffs.get(tariff).map_or("", |tariff| &tariff.code);
                let item = line.and_then(|line| self.cart.items.get(line));
                match item.and_then(|item| supplied_duty(item, code)) {
                    Some(duty) => self.supplied(levy, ChargeRate::Duty(duty.clone())),
                    None => of_levy(rate_of_levy(levy)),
                }
            }
            CellBasis::Schedule { tariff, code, preferential } => {
                let planned = self.plan.tariffs.get(tariff).and_then(|tariff| tariff.schedule.as_ref());
                let origin = line.and_then(|line| self.cart.items.get(line)?.origin);
                let found = planned.and_then(|(schedule, source)| {
                    let origin = origin.unwrap_or(self.plan.ship_from);
                    Some((duty_of_line(self.plan, schedule, code, origin, preferential)?, source))
                });
                match found {
                    Some((duty, source)) => {
                        let basis = Basis { source: Arc::clone(source), ..self.supplied_basis() };
                        (self.plan.supplied_tariff.clone(), ChargeRate::Duty(duty.clone()), basis)
                    }
                    None => of_levy(rate_of_levy(levy)),
                }
            }
            CellBasis::Preference { tariff, end } => {
                let item = line.and_then(|line| self.cart.items.get(line));
                let found = item.map(|item| preference_of(self.plan, tariff, item, end));
                match found {
                    Some(Found::Rate(Preferred { preference, rate })) => {
                        let basis = Basis {
                            source: Arc::clone(preference.agreement().source()),
                            from: Some(preference.agreement().from()),
                            to: preference.agreement().to(),
                            evidence: preference.evidence().max(levy.row.evidence()),
                        };
                        (preference.agreement().rule_id().clone(), ChargeRate::Duty(rate.clone()), basis)
                    }
                    _ => of_levy(rate_of_levy(levy)),
                }
            }
            CellBasis::Replaced { tariff, row } => match self.additional_duty(tariff, row) {
                Some(duty) => match duty.rate() {
                    Some(rate) => {
                        (duty.rule_id().clone(), ChargeRate::Duty(rate.clone()), basis_of_origin(duty))
                    }
                    None => of_levy(rate_of_levy(levy)),
                },
                None => of_levy(rate_of_levy(levy)),
            },
            CellBasis::Tariff { tariff, row, end } => {
                let rates = self.plan.tariffs.get(tariff).and_then(|tariff| tariff.rates.as_ref());
                let row = rates.and_then(|rates| rates.rows().get(row));
                match row.and_then(|row| Some((row, row.rate_at(end)?))) {
                    Some((row, rate)) => {
                        let basis = Basis {
                            source: Arc::clone(row.source()),
                            from: Some(row.from()),
                            to: row.to(),
                            evidence: row.evidence().max(levy.row.evidence()),
                        };
                        (row.rule_id().clone(), ChargeRate::Duty(rate.clone()), basis)
                    }
                    None => of_levy(rate_of_levy(levy)),
                }
            }
            CellBasis::Rate { category, row } => {
                let table = match levy.rate {
                    Rate::Table(table) => self.plan.tables.get(table),
                    _ => None,
                };
                match table.and_then(|table| table.of(category)?.get(row)) {
                    Some(row) => {
                        let weakest = row.evidence().max(levy.row.evidence());
                        let basis = Basis { evidence: weakest, ..basis_of(row) };
                        (row.id().clone(), ChargeRate::Share(row.value().rate), basis)
                    }
                    None => of_levy(rate_of_levy(levy)),
                }
            }
        }
    }

    /// A levy at the caller's rate: the levy's own id, but the figure rests on the caller.
    fn supplied(self, levy: &PlannedLevy, rate: ChargeRate) -> (RuleId, ChargeRate, Basis) {
        (levy.row.id().clone(), rate, self.supplied_basis())
    }

    fn supplied_basis(self) -> Basis {
        let source = Arc::clone(&self.plan.supplied);
        Basis { source, from: None, to: None, evidence: Evidence::Supplied }
    }

    pub(super) fn on_top_rule(self, rule: &OnTopRule) -> Option<(RuleId, Arc<str>, DutyExpression, Basis)> {
        Some(match rule {
            OnTopRule::Supplied { duties, index } => (
                self.plan.supplied_additional_duty.clone(),
                Arc::clone(&self.plan.additional_duty_name),
                duties.get(*index)?.clone(),
                self.supplied_basis(),
            ),
            OnTopRule::Tariff { tariff, row } => {
                let duty = self.additional_duty(*tariff, *row)?;
                let name = Arc::clone(duty.shared_name());
                (duty.rule_id().clone(), name, duty.rate()?.clone(), basis_of_origin(duty))
            }
        })
    }

    fn additional_duty(self, tariff: usize, row: usize) -> Option<&'a AdditionalDuty> {
        self.plan.tariffs.get(tariff)?.additional.as_ref()?.rows().get(row)
    }
}

/// A zero that says nothing: a flat sum on a further line of the same tariff item, a tax that the caller gave elsewhere.
fn is_silent(levy: &PlannedLevy, cell: &Cell) -> bool {
    let nothing = cell.amount.is_zero();
    nothing
        && (levy.per() == Per::TariffItem
            || cell.basis == CellBasis::SuppliedTax(Decimal::ZERO) && levy.levy().supplied_share.is_some())
}

fn basis_of_origin(duty: &AdditionalDuty) -> Basis {
    Basis {
        source: Arc::clone(duty.source()),
        from: Some(duty.from()),
        to: duty.to(),
        evidence: duty.evidence(),
    }
}

fn basis_of<T>(row: &Dated<T>) -> Basis {
    Basis { source: Arc::clone(&row.source), from: Some(row.from()), to: row.to(), evidence: row.evidence() }
}

fn rate_of_levy(levy: &PlannedLevy) -> ChargeRate {
    let per = match levy.per() {
        Per::Line => "line",
        Per::Consignment => "consignment",
        Per::TariffItem => "item",
        Per::Unit => "unit",
    };
    match (&levy.rate, levy.levy().amount) {
        (Rate::Expression(plus), Some(amount)) => ChargeRate::Sum { amount, per, plus: Some(plus.clone()) },
        (_, Some(amount)) => ChargeRate::Sum { amount, per, plus: None },
        (Rate::Expression(rate), None) => ChargeRate::Duty(rate.clone()),
        (Rate::Fraction { numerator, denominator }, None) => {
            ChargeRate::Fraction { numerator: *numerator, denominator: *denominator }
        }
        _ => ChargeRate::Share(Decimal::ZERO),
    }
}

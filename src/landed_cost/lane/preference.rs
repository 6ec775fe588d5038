//! Lower rates for goods of a preferential origin: taken where they are claimed, offered where they are not.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::plan::{Plan, PlannedLevy, Rate};
use super::rate::{LineRate, Rated};
use super::run::{Run, exact};
use crate::goods::{DutyExpression, End, Preference, RateBound};
use crate::landed_cost::remark::Subject;
use crate::landed_cost::working::{Cell, CellBasis, State};
use crate::landed_cost::{CartError, Item};
use crate::money::ExactMoney;
use crate::rules::Evidence;

/// The best of the preferences for a line and the rate that it gives.
#[derive(Clone, Copy)]
pub(super) struct Preferred<'p> {
    pub(super) preference: Preference<'p>,
    pub(super) rate: &'p DutyExpression,
}

/// What is known of preferences for a line.
pub(super) enum Found<'p> {
    Rate(Preferred<'p>),
    /// The agreements in force are known to give these goods nothing.
    Ordinary,
    NotHeld,
}

/// The preference with the lowest rate for a line; where the national lines differ, the rate at one end of each.
pub(super) fn preference_of<'p>(plan: &'p Plan, tariff: usize, item: &Item, end: End) -> Found<'p> {
    let held = plan.tariffs.get(tariff).and_then(|tariff| tariff.preferences.as_ref());
    let Some((preferences, code)) = held.zip(item.hs_code) else { return Found::NotHeld };
    let origin = item.origin.unwrap_or(plan.ship_from);
    let (mut best, mut ordinary): (Option<Preferred<'p>>, bool) = (None, false);
    for preference in preferences.find(code, origin, plan.date) {
        ordinary |= preference.is_ordinary();
        let bound = if end == End::Lowest { preference.min() } else { preference.max() };
        let Some(RateBound::Duty(rate)) = bound else { continue };
        let lower = |best: &Preferred<'_>| match (rate.as_percent(), best.rate.as_percent()) {
            (Some(one), Some(other)) => one < other,
            _ => false,
        };
        if best.as_ref().is_none_or(lower) {
            best = Some(Preferred { preference, rate });
        }
    }
    match (best, ordinary) {
        (Some(preferred), _) => Found::Rate(preferred),
        (None, true) => Found::Ordinary,
        (None, false) => Found::NotHeld,
    }
}

impl<'r> Run<'r> {
    /// The preferential rate of a line where one is claimed and held; says what speaks against it.
    pub(super) fn claimed_rate(&mut self, tariff: usize, index: usize) -> Option<LineRate<'r>> {
        let item = self.cart.items.get(index).filter(|_| self.plan.preference_claimed)?;
        let preferred = match preference_of(self.plan, tariff, item, self.end) {
            Found::Rate(preferred) => preferred,
            Found::Ordinary => {
                self.remarks.inform(Some(index), Subject::PreferenceGivesNothing);
                return None;
            }
            Found::NotHeld => {
                self.remarks.doubt(Some(index), Subject::PreferenceRateNotHeld);
                return None;
            }
        };
        let (preference, agreement) = (preferred.preference, preferred.preference.agreement());
        if preference.min() != preference.max() {
            self.ends_differ = true;
            let agreement = agreement.shared_name();
            self.remarks.doubt(Some(index), Subject::PreferenceRateHighest { agreement });
        }
        if !self.plan.proof_of_origin {
            let (agreement, proof) = (agreement.shared_name(), agreement.shared_proof());
            self.remarks.doubt(Some(index), Subject::ProofOfOriginNeeded { agreement, proof });
        }
        if preference.evidence() == Evidence::Recalled {
            let rule = agreement.rule_id().clone();
            self.remarks.doubt(Some(index), Subject::RecalledRule { rule });
        }
        if let Some(doubt) = agreement.shared_doubt() {
            let rule = agreement.rule_id().clone();
            self.remarks.doubt(Some(index), Subject::UncertainRule { rule, doubt });
        }
        if !preference.speaks_for(self.plan.date) {
            let edition = preference.source().seen_as_of().unwrap_or(preference.from());
            let tariff =
                self.plan.tariffs.get(tariff).map(|tariff| Arc::clone(&tariff.code)).unwrap_or_default();
            self.remarks.doubt(Some(index), Subject::TariffOfAnotherDay { tariff, edition });
        }
        Some(LineRate {
            rated: Rated::Duty(preferred.rate),
            basis: CellBasis::Preference { tariff, end: self.end },
            untaxed: Decimal::ZERO,
        })
    }

    /// Says what a preference would save that is there and not claimed.
    pub(super) fn offer_preference(
        &mut self,
        levy: &PlannedLevy,
        index: usize,
        cell: &Cell,
    ) -> Result<(), CartError> {
        let (Rate::Tariff { .. }, State::Charged, CellBasis::Tariff { tariff, end, .. }) =
            (&levy.rate, cell.state, cell.basis)
        else {
            return Ok(());
        };
        let Some(item) = self.cart.items.get(index).filter(|_| !self.plan.preference_claimed) else {
            return Ok(());
        };
        if cell.amount.is_zero() {
            return Ok(());
        }
        let Found::Rate(preferred) = preference_of(self.plan, tariff, item, end) else { return Ok(()) };
        let Ok(amount) = self.evaluate(preferred.rate, cell.base, item) else { return Ok(()) };
        let saving = exact(cell.amount.checked_sub(levy.round.of(amount)))?;
        if saving > Decimal::ZERO {
            let agreement = preferred.preference.agreement();
            let subject = Subject::PreferenceAvailable {
                agreement: agreement.shared_name(),
                proof: agreement.shared_proof(),
                saving: ExactMoney::new(saving, self.customs),
            };
            self.remarks.inform(Some(index), subject);
        }
        Ok(())
    }
}

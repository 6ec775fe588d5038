//! Duty by a whole schedule that the caller brought: the line of a code, or the lines that a short code leaves open.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::plan::Plan;
use super::rate::{LineRate, Rated};
use super::run::Run;
use crate::goods::{DutyExpression, End, Found, HsCode, LineView, Lines, TariffSchedule};
use crate::landed_cost::Item;
use crate::landed_cost::remark::{Candidate, Subject};
use crate::landed_cost::working::CellBasis;
use crate::place::Country;

/// The most candidates that an answer lists.
const MOST_CANDIDATES: usize = 24;

/// The duty of a line: its ordinary one or, where it is claimed and lower, the preferential one.
pub(super) fn duty_of_line<'s>(
    plan: &Plan,
    schedule: &'s TariffSchedule,
    code: HsCode,
    origin: Country,
    preferential: bool,
) -> Option<&'s DutyExpression> {
    let Found::Line(line) = schedule.find(code, origin, plan.date) else { return None };
    if preferential { lowest_preference(&line) } else { line.duty().ok() }
}

fn lowest_preference<'s>(line: &LineView<'s>) -> Option<&'s DutyExpression> {
    let percent = |duty: &DutyExpression| duty.as_percent().unwrap_or(Decimal::MAX);
    line.preferences().filter_map(|rate| rate.duty()).min_by_key(|duty| percent(duty))
}

impl<'r> Run<'r> {
    /// The rate that the caller's schedule has for a line; `None`, with the reason said, if it has none.
    pub(super) fn schedule_rate(
        &mut self,
        (tariff, schedule): (usize, &'r TariffSchedule),
        code: HsCode,
        index: usize,
        needed: bool,
    ) -> Option<LineRate<'r>> {
        let item = self.cart.items.get(index)?;
        let origin = item.origin.unwrap_or(self.plan.ship_from);
        match schedule.find(code, origin, self.plan.date) {
            Found::Line(line) => self.rate_of_line((tariff, line), code, index, needed),
            Found::Candidates(lines) => {
                let line = self.choose_candidate(lines, code, index, item)?;
                self.rate_of_line((tariff, line), line.code(), index, needed)
            }
            Found::Missing { nearest } => {
                let mut near = [None; 3];
                near.iter_mut().zip(nearest).for_each(|(slot, code)| *slot = Some(code));
                let tariff = self.plan.tariffs.get(tariff).map(|tariff| Arc::clone(&tariff.code))?;
                let missing = Subject::DutyRateMissing { hs_code: code, tariff, range: None, nearest: near };
                self.say(needed, index, missing);
                None
            }
        }
    }

    fn rate_of_line(
        &mut self,
        (tariff, line): (usize, LineView<'r>),
        code: HsCode,
        index: usize,
        needed: bool,
    ) -> Option<LineRate<'r>> {
        let at = |duty, preferential| LineRate {
            rated: Rated::Duty(duty),
            basis: CellBasis::Schedule { tariff, code, preferential },
            untaxed: Decimal::ZERO,
        };
        let ordinary = line.duty();
        if self.plan.preference_claimed {
            let percent = |duty: &DutyExpression| duty.as_percent();
            let lower = |duty: &&DutyExpression| {
                let ordinary = ordinary.as_ref().ok().and_then(|duty| percent(duty));
                percent(duty).zip(ordinary).is_none_or(|(one, other)| one <= other)
            };
            if let Some(duty) = lowest_preference(&line).filter(lower) {
                if !self.plan.proof_of_origin {
                    self.remarks.doubt(Some(index), Subject::ProofOfOriginUnknown);
                }
                return Some(at(duty, true));
            }
            self.remarks.doubt(Some(index), Subject::PreferenceRateNotHeld);
        }
        match ordinary {
            Ok(duty) => Some(at(duty, false)),
            Err(why) => {
                self.say(needed, index, Subject::ScheduleHasNoRate { why });
                None
            }
        }
    }

    /// Of the lines that a short code leaves open the one with the least or the most duty on these goods.
    fn choose_candidate(
        &mut self,
        lines: Lines<'r>,
        code: HsCode,
        index: usize,
        item: &Item,
    ) -> Option<LineView<'r>> {
        let base = self.scratch.lines.get(index).map_or(Decimal::ZERO, |line| line.customs_value);
        let mut chosen: Option<(Decimal, LineView<'r>)> = None;
        let (mut count, mut listed) = (0_usize, Vec::new());
        for line in lines {
            count = count.saturating_add(1);
            let duty = line.duty();
            if listed.len() < MOST_CANDIDATES {
                listed.push(Candidate {
                    code: line.code(),
                    duty: duty.as_ref().ok().map(ToString::to_string),
                    description: line.description().map(str::to_owned),
                });
            }
            let Some(amount) = duty.ok().and_then(|duty| self.evaluate(duty, base, item).ok()) else {
                self.end_missing = true;
                continue;
            };
            let further = |(best, _): &(Decimal, LineView<'r>)| match self.end {
                End::Lowest => amount < *best,
                End::Usual | End::Highest => amount > *best,
            };
            if chosen.as_ref().is_none_or(further) {
                chosen = Some((amount, line));
            }
        }
        self.ends_differ = true;
        self.remarks.doubt(
            Some(index),
            Subject::DutyRateOpen { hs_code: code, lines: count, candidates: listed.into() },
        );
        if chosen.is_none() {
            self.remarks.refuse(Some(index), Subject::NotWorkedOut);
        }
        chosen.map(|(_, line)| line)
    }
}

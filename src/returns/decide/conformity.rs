//! The guarantee of the law, beside the ground that carries the answer.

use smallvec::SmallVec;

use super::claim::{Claim, Path, liable_until};
use super::grounds::push;
use super::inquiry::Inquiry;
use crate::returns::rules::Conformity;
use crate::returns::{
    Buyer, ConformityClaim, ConformityKind, Fact, Ground, Outcome, Party, Remedy, ReturnDecision, Subject,
};
use crate::time::{Date, Period};

/// Adds what the seller answers for, who proves, and what the buyer may ask for.
pub(super) fn add(inquiry: &Inquiry<'_>, main: Option<&Claim<'_>>, decision: &mut ReturnDecision) {
    if inquiry.subject != Subject::Goods {
        return;
    }
    let is_consumer = inquiry.case.buyer == Buyer::Consumer;
    let mut claim = ConformityClaim::default();
    let mut found = false;
    let mut is_without_presumption = false;
    for (layer, row) in Inquiry::on(&inquiry.rules.conformity, inquiry.contract_day) {
        let rule = row.value();
        let reaches = rule.when.as_ref().is_none_or(|when| when.holds(&inquiry.facts).is_yes());
        let is_of_region = rule.region.is_some() && inquiry.rules.region.is_none();
        if !reaches || is_of_region || !(is_consumer || rule.is_for_business_too) {
            continue;
        }
        if rule.kind == ConformityKind::AfterRepair {
            push(&mut decision.because, layer, row, &rule.text, inquiry.contract_day);
            continue;
        }
        found = true;
        let until = liable_until(inquiry, rule).ok().flatten();
        let is_alive = until.is_none_or(|until| inquiry.exercised <= until);
        if rule.kind == ConformityKind::ShortTerm {
            is_without_presumption |= is_alive && rule.is_without_presumption;
            if is_alive {
                claim.remedies.splice(0..0, rule.remedies.iter().copied());
            }
        } else {
            claim.liable_until = claim.liable_until.max(until);
            add_remedies(inquiry, rule, &mut claim);
            add_burden(inquiry, rule, &mut claim);
        }
        if let Some(days) = rule.remedy_days {
            let from = inquiry.case.repair_requested.unwrap_or(inquiry.exercised);
            claim.remedy_by = inquiry.last_day(&Period::days(days), from).map(|last| last.day);
        }
        if let Some(party) = rule.return_cost {
            decision.return_cost = party;
        }
        push(&mut decision.because, layer, row, &rule.text, inquiry.contract_day);
    }
    dedup(&mut claim.remedies);
    if is_short_term(main, decision) {
        if is_without_presumption {
            (claim.burden_of_proof, claim.burden_until) = (None, None);
        }
    } else {
        claim.remedies.retain(|remedy| *remedy != Remedy::ShortTermReject);
    }
    claim.then.retain(|remedy| !claim.remedies.contains(remedy));
    if found && decision.outcome != Outcome::NotEligible {
        decision.conformity = Some(claim);
    } else if found {
        claim.remedies.clear();
        claim.then.clear();
        claim.remedy_by = None;
        decision.conformity = Some(claim);
    }
}

fn add_remedies(inquiry: &Inquiry<'_>, rule: &Conformity, claim: &mut ConformityClaim) {
    let is_major = inquiry.facts.get(Fact::MajorFailure) == Some(true);
    let first = if is_major && !rule.if_major.is_empty() { &rule.if_major } else { &rule.remedies };
    // A repair that failed opens what comes second.
    let has_failed = inquiry.facts.get(Fact::Repaired) == Some(true) && !rule.then.is_empty();
    if has_failed {
        claim.remedies.extend(rule.then.iter().copied());
    }
    claim.remedies.extend(first.iter().copied());
    let second = if rule.if_major.is_empty() { &rule.then } else { &rule.if_major };
    claim.then.extend(second.iter().copied());
    dedup(&mut claim.then);
}

/// Who proves: the seller while the fault showed within so many months of delivery.
fn add_burden(inquiry: &Inquiry<'_>, rule: &Conformity, claim: &mut ConformityClaim) {
    let Some(months) = rule.burden_months else { return };
    if months == 0 {
        claim.burden_of_proof = Some(claim.burden_of_proof.unwrap_or(Party::Consumer));
        return;
    }
    let Some(delivered) = inquiry.delivered else { return };
    let period = Period::months(months).counting_event_day(rule.burden_counts_delivery_day);
    let Some(last) = inquiry.last_day(&period, delivered) else { return };
    let seen: Date = inquiry.case.defect_seen.unwrap_or(inquiry.exercised);
    let party = if seen <= last.day { Party::Seller } else { Party::Consumer };
    claim.burden_of_proof = Some(party);
    claim.burden_until = Some(last.day);
}

fn is_short_term(main: Option<&Claim<'_>>, decision: &ReturnDecision) -> bool {
    decision.outcome == Outcome::Eligible
        && main.is_some_and(|claim| {
            claim.ground == Ground::ShortTermRight
                && matches!(claim.path, Path::Conformity(_) | Path::Right(_))
        })
}

fn dedup(remedies: &mut Vec<Remedy>) {
    let mut seen: SmallVec<[Remedy; 8]> = SmallVec::new();
    remedies.retain(|remedy| {
        let is_new = !seen.contains(remedy);
        seen.push(*remedy);
        is_new
    });
}

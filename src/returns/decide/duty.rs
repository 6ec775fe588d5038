//! How duty and tax come back from those who took them.

use super::inquiry::Inquiry;
use crate::returns::rules::DutyRefund;
use crate::returns::{Claimant, CustomsEvent, DutyRefundWay, Outcome, ReturnDecision, ReturnRemark};
use crate::time::Date;

/// Adds the ways of getting duty and tax back, where goods came over a border.
pub(super) fn add(inquiry: &Inquiry<'_>, decision: &mut ReturnDecision) {
    let case = inquiry.case;
    let crosses = case.import.is_some() || case.seller_country.is_some_and(|seller| seller != case.country);
    if !crosses || decision.outcome == Outcome::NotEligible {
        return;
    }
    let charged = case.import.as_ref().map_or(&[][..], |import| import.duty_rules.as_slice());
    for (_, row) in Inquiry::on(&inquiry.rules.duty_refunds, inquiry.exercised) {
        let rule = row.value();
        if !rule.is_for(case.reason) || !fits_seller(inquiry, rule) {
            continue;
        }
        if !charged.is_empty() && charged.iter().all(|duty| rule.not_for.contains(duty)) && !rule.covers_tax {
            continue;
        }
        let is_special = !rule.only_for.is_empty();
        if is_special && !charged.iter().any(|duty| rule.only_for.contains(duty)) {
            // Whether that duty was charged is not known: it is told.
            if charged.is_empty() {
                decision
                    .remarks
                    .push(ReturnRemark { code: "duty_not_returned", message: rule.route.clone() });
            }
            continue;
        }
        let is_only_tax = !charged.is_empty() && charged.iter().all(|duty| rule.not_for.contains(duty));
        let claim_by = claim_by(inquiry, rule);
        decision.duty_refunds.push(DutyRefundWay {
            rule: row.id().clone(),
            ground: rule.ground.clone(),
            route: rule.route.clone(),
            claimant: rule.claimant,
            paid_by: rule.paid_by,
            covers_duty: rule.covers_duty && !is_only_tax && rule.claimant != Claimant::Nobody,
            covers_tax: rule.covers_tax,
            claim_by,
            condition: rule.condition.clone(),
            share: rule.share,
            evidence: row.evidence(),
        });
    }
    // What names a day to claim by comes first.
    decision.duty_refunds.sort_by_key(|way| (way.claimant == Claimant::Nobody, way.claim_by.is_none()));
}

/// A way through the seller is open only where the seller took the tax.
fn fits_seller(inquiry: &Inquiry<'_>, rule: &DutyRefund) -> bool {
    let taken = inquiry.case.import.as_ref().and_then(|import| import.tax_taken_by_seller);
    !rule.if_seller_took_tax || taken == Some(true)
}

fn claim_by(inquiry: &Inquiry<'_>, rule: &DutyRefund) -> Option<Date> {
    let import = inquiry.case.import.as_ref()?;
    let day = match rule.start? {
        CustomsEvent::DeclarationAccepted => import.declaration_accepted,
        CustomsEvent::DebtNotified => import.debt_notified,
    };
    Some(inquiry.last_day(rule.period.as_ref()?, day?)?.day)
}

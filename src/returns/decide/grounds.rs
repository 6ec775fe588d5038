//! Which rules the answer rests on, and what is to be said about it.

use std::sync::Arc;

use super::claim::{Claim, Path};
use super::inquiry::Inquiry;
use super::{Finding, Outcome};
use crate::returns::possibilities::{Gap, Known};
use crate::returns::rules::Layered;
use crate::returns::{
    Because, Buyer, DutyAbout, Fact, Reason, ReturnDecision, ReturnRemark, RightKind, Subject,
};
use crate::rules::Dated;
use crate::time::Date;

/// Whether the data cannot say: it holds nothing on such a contract, or says itself that it does not know.
pub(super) fn is_law_unknown(inquiry: &Inquiry<'_>, claims: &[Claim<'_>]) -> bool {
    if inquiry.case.buyer == Buyer::Business {
        return false;
    }
    let rules = inquiry.rules;
    let mut rights = Inquiry::on(&rules.rights, inquiry.contract_day)
        .map(|(_, row)| row.value())
        .filter(|right| right.is_for(inquiry.subject, inquiry.case.channel));
    let is_of_law = |claim: &Claim<'_>| !matches!(claim.path, Path::Policy);
    match inquiry.case.reason {
        Reason::ChangeOfMind => {
            let mut known = false;
            for right in rights {
                match right.kind {
                    // Of a region that was not named.
                    RightKind::Unknown if right.region.is_some() && rules.region.is_none() => {}
                    RightKind::Unknown => return true,
                    RightKind::Defect | RightKind::NotAsDescribed => {}
                    _ => known = true,
                }
            }
            !known
        }
        Reason::Late => {
            let knows = !rules.late.is_empty() || claims.iter().any(is_of_law);
            !knows && rights.all(|right| right.kind == RightKind::None || right.kind == RightKind::Unknown)
        }
        _ if inquiry.subject != Subject::Goods => !claims.iter().any(is_of_law),
        // A rule that does not reach the goods leaves open what does.
        _ => !claims
            .iter()
            .any(|claim| matches!(claim.path, Path::Conformity(_)) && claim.is_there != Known::No),
    }
}

impl Finding {
    /// Names the rules on which the outcome rests.
    pub(super) fn explain(
        &self,
        inquiry: &Inquiry<'_>,
        main: Option<&Claim<'_>>,
        claims: &[Claim<'_>],
        decision: &mut ReturnDecision,
    ) {
        let because = &mut decision.because;
        if let Some(main) = main {
            name(inquiry, main, because);
        }
        if self.outcome != Outcome::Eligible {
            for claim in claims {
                for (layer, row) in &claim.exemptions {
                    if row.value().when.holds(&inquiry.facts).is_yes() {
                        push(because, layer, row, &row.value().text, inquiry.contract_day);
                    }
                }
            }
            for (layer, row) in Inquiry::on(&inquiry.rules.rights, inquiry.contract_day) {
                let right = row.value();
                let says_no = matches!(right.kind, RightKind::None | RightKind::Unknown);
                let asks = inquiry.case.reason == Reason::ChangeOfMind;
                if asks && says_no && right.is_for(inquiry.subject, inquiry.case.channel) {
                    push(because, layer, row, &right.text, inquiry.contract_day);
                }
            }
        }
        if because.is_empty() {
            // What was looked at and does not reach the case.
            for claim in claims {
                name(inquiry, claim, because);
            }
        }
        if because.is_empty() && inquiry.case.buyer == Buyer::Business {
            // The right that is a consumer's.
            let mut rights = Inquiry::on(&inquiry.rules.rights, inquiry.contract_day);
            let right = rights.find(|(_, row)| row.value().is_for(inquiry.subject, inquiry.case.channel));
            if let Some((layer, row)) = right {
                push(because, layer, row, &row.value().text, inquiry.contract_day);
            }
        }
        if because.is_empty() {
            let nearest = Inquiry::on(&inquiry.rules.conformity, inquiry.contract_day);
            for (layer, row) in nearest.take(1) {
                push(because, layer, row, &row.value().text, inquiry.contract_day);
            }
        }
        let about = match inquiry.case.reason {
            Reason::ChangeOfMind => DutyAbout::Withdrawal,
            Reason::Late => DutyAbout::Late,
            _ => DutyAbout::Conformity,
        };
        for (layer, row) in Inquiry::on(&inquiry.rules.shop_duties, inquiry.case.today) {
            let duty = row.value();
            let is_here = duty.region.is_none() || inquiry.rules.region.is_some();
            if duty.about == about && is_here && duty.channels.contains(&inquiry.case.channel) {
                push(&mut decision.shop_duties, layer, row, &duty.text, inquiry.case.today);
            }
        }
    }

    /// Says what was assumed, what is doubtful and what is not known.
    pub(super) fn remark(
        &self,
        inquiry: &Inquiry<'_>,
        main: Option<&Claim<'_>>,
        decision: &mut ReturnDecision,
    ) {
        let mut say = |code, message: &str| {
            let is_new =
                !decision.remarks.iter().any(|remark| remark.code == code && *remark.message == *message);
            if is_new {
                decision.remarks.push(ReturnRemark { code, message: message.into() });
            }
        };
        if !inquiry.rules.is_covered {
            say("law_unknown", "The data holds no law on returns of this country.");
        } else if self.is_law_unknown && self.outcome != Outcome::Eligible {
            say("law_unknown", "What the law says on such a return was not found.");
        }
        if self.depends_on & Gap::Calendar.bit() != 0 {
            say(
                "calendar_unknown",
                "The public holidays of that year are not known, so the last day may be later.",
            );
        }
        if self.depends_on & Gap::GuaranteeTerm.bit() != 0 {
            say("guarantee_term", "How long the guarantee runs depends on the seller's express warranty.");
        }
        if decision.last_day.as_ref().is_some_and(|last| last.may_move) {
            say(
                "roll_unknown",
                "The public holidays of that year are not known: the last day is given as counted and may be later.",
            );
        }
        if let Some(Path::Late((_, row))) = main.map(|claim| &claim.path)
            && row.value().needs_further_period
            && self.outcome == Outcome::Eligible
        {
            say(
                "further_period",
                "The buyer first sets the seller a further period that fits the case, and ends the contract if that passes too.",
            );
        }
        if inquiry.case.buyer == Buyer::Business {
            say(
                "business_buyer",
                "Consumer law does not protect a business buyer; the contract and the law of sale decide.",
            );
        }
        if let Some(seller) = inquiry.case.seller_country.filter(|seller| *seller != inquiry.case.country) {
            let rows = Inquiry::on(&inquiry.rules.home_laws, inquiry.contract_day);
            let law = rows.map(|(_, row)| row.value().text.clone()).next();
            let assumed = format!(
                "It is assumed that the seller in {} directs its business to {}, so that the buyer's home law is the floor.{}{}",
                seller.name(),
                inquiry.case.country.name(),
                if law.is_some() { " " } else { "" },
                law.as_deref().unwrap_or_default(),
            );
            say("home_law_assumed", &assumed);
        }
        if inquiry.case.facts.get(Fact::ProductionStarted).is_some()
            && inquiry.facts.get(Fact::CustomMade) == Some(true)
        {
            say("production_does_not_count", "Whether the making has begun does not decide.");
        }
    }
}

/// The rows behind a ground.
fn name(inquiry: &Inquiry<'_>, claim: &Claim<'_>, because: &mut Vec<Because>) {
    let day = inquiry.contract_day;
    match &claim.path {
        Path::Right((layer, row)) => {
            push(because, layer, row, &row.value().text, day);
            if let Some(extended) = claim.extended() {
                push(because, extended.row.0, extended.row.1, &extended.row.1.value().text, day);
            }
        }
        Path::Conformity((layer, row)) => push(because, layer, row, &row.value().text, day),
        Path::Late((layer, row)) => push(because, layer, row, &row.value().text, day),
        Path::Policy => {}
    }
}

pub(super) fn push<T>(
    because: &mut Vec<Because>,
    layer: &Layered<T>,
    row: &Dated<T>,
    text: &Arc<str>,
    day: Date,
) {
    if because.iter().any(|other| other.rule == *row.id()) {
        return;
    }
    because.push(Because {
        rule: row.id().clone(),
        text: Arc::clone(text),
        law: layer.law(day),
        from: row.from(),
        to: row.to(),
        evidence: row.evidence(),
        uncertain: layer.doubt(day),
    });
}

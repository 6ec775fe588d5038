//! Where a promise falls below the law.

use std::sync::Arc;

use super::{PolicyFee, ReturnPolicy, Settlement, Window};
use crate::returns::decide::{Claim, Inquiry, Path};
use crate::returns::{Fact, Outcome, Party, Reason, ReturnDecision, RightKind};
use crate::rules::RuleId;
use crate::time::Period;
use crate::words::words;

words! {
    /// A clause of a promise.
    PolicyClause {
        /// Whether goods come back at all.
        AcceptsReturns = "accepts_returns",
        /// For how long.
        Days = "days",
        /// What the seller keeps.
        Fee = "fee",
        /// Who pays the way back.
        ReturnCost = "return_cost",
        /// What the buyer gets.
        Settlements = "settlements",
        /// When the money is paid.
        RefundDays = "refund_days",
        /// The packaging.
        OriginalPackaging = "original_packaging",
    }
}

/// A clause that gives the buyer less than the law; the law counts in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyBreach {
    /// The clause.
    pub clause: PolicyClause,
    /// What it says.
    pub promise: Arc<str>,
    /// What the law says.
    pub law: Arc<str>,
    /// The rule.
    pub rule: RuleId,
}

/// Compares the promise with the law, clause by clause, where the law gives a right in this case.
pub(in crate::returns) fn add_breaches(
    policy: &ReturnPolicy,
    inquiry: &Inquiry<'_>,
    claims: &[Claim<'_>],
    decision: &mut ReturnDecision,
) {
    if inquiry.case.reason != Reason::ChangeOfMind {
        return;
    }
    // A right that is over is still a right that the promise may not have shortened.
    let is_right = |claim: &&Claim<'_>| match &claim.path {
        Path::Right((_, row)) => {
            let free = matches!(row.value().kind, RightKind::Withdrawal | RightKind::ProtectedGroup);
            free && claim.is_there.is_yes()
        }
        _ => false,
    };
    let Some(claim) = claims.iter().find(is_right) else { return };
    let Path::Right((_, row)) = &claim.path else { return };
    let rule = row.id().clone();
    let mut breach = |clause, promise: String, law: String, rule: RuleId| {
        decision.policy_breaches.push(PolicyBreach {
            clause,
            promise: promise.into(),
            law: law.into(),
            rule,
        });
    };
    let law_days = claim.ordinary_last_day.as_ref();
    match policy.window_of(inquiry.case.category) {
        Window::Closed => breach(
            PolicyClause::AcceptsReturns,
            "no returns".to_owned(),
            row.value().text.to_string(),
            rule.clone(),
        ),
        Window::Unlimited => {}
        Window::Days(days) => {
            let own = policy.last_day(inquiry.case.category, inquiry.case.ordered, inquiry.delivered);
            if let (Some(law), Ok(Some(own))) = (law_days, own)
                && own < law.raw
            {
                breach(
                    PolicyClause::Days,
                    format!("{} from {}: until {own}", Period::days(days), policy.start),
                    format!("until {law}"),
                    rule.clone(),
                );
            }
        }
    }
    if policy.original_packaging && !speaks_of(inquiry, row, Fact::OriginalPackaging) {
        let law = "the packaging is no condition of the right".to_owned();
        breach(
            PolicyClause::OriginalPackaging,
            "only in the original packaging".to_owned(),
            law,
            rule.clone(),
        );
    }
    let gives_money = policy.settlements.is_empty() || policy.settlements.contains(&Settlement::Refund);
    if !gives_money {
        let words: Vec<&str> = policy.settlements.iter().map(|word| word.as_str()).collect();
        breach(PolicyClause::Settlements, words.join(", "), "the price in money".to_owned(), rule);
    }
    let refunds = Inquiry::on(&inquiry.rules.refunds, inquiry.exercised);
    let refunds =
        refunds.filter(|(_, row)| claim.refund_for().is_some_and(|about| row.value().on.contains(&about)));
    for (_, row) in refunds {
        let refund = row.value();
        let rule = || row.id().clone();
        if let Some(fee) = policy.fee.filter(|fee| !fee.is_nothing()) {
            let said = match fee {
                PolicyFee::Share(share) => format!("{} of the price", crate::returns::wire::percent(share)),
                PolicyFee::Sum(sum) => sum.to_string(),
            };
            if refund.no_fee {
                breach(PolicyClause::Fee, said, "the whole price".to_owned(), rule());
            } else if let (Some(law), Some(paid)) = (refund.fee, inquiry.case.paid) {
                let share = paid.goods.checked_mul(law.share).ok();
                let own = fee.of(paid.goods);
                let most =
                    share.filter(|share| share.compare(law.at_most).is_ok_and(std::cmp::Ordering::is_le));
                let most = most.unwrap_or(law.at_most);
                if own.is_some_and(|own| own.compare(most).is_ok_and(std::cmp::Ordering::is_gt)) {
                    breach(PolicyClause::Fee, said, format!("at most {most}"), rule());
                }
            }
        }
        if policy.return_cost == Some(Party::Consumer) && refund.return_cost == Some(Party::Seller) {
            let law = "the seller pays the way back".to_owned();
            breach(PolicyClause::ReturnCost, "the buyer pays the way back".to_owned(), law, rule());
        }
        let by_law = refund.period.filter(|period| period.unit() == crate::time::PeriodUnit::CalendarDays);
        if let Some((own, law)) = policy.refund_days.zip(by_law).filter(|(own, law)| *own > law.length()) {
            breach(PolicyClause::RefundDays, Period::days(own).to_string(), law.to_string(), rule());
        }
    }
    // A promise below the law does not bind.
    if decision.outcome != Outcome::Eligible {
        decision.policy_breaches.retain(|breach| breach.clause != PolicyClause::RefundDays);
    }
}

/// Whether the law makes a condition of a fact.
fn speaks_of(
    inquiry: &Inquiry<'_>,
    right: &crate::rules::Dated<crate::returns::rules::Right>,
    fact: Fact,
) -> bool {
    let own = right.value().when.as_ref().map_or(0, |when| when.mentions());
    let others = Inquiry::on(&inquiry.rules.exemptions, inquiry.contract_day)
        .filter(|(_, row)| row.value().defeats(right.value().kind, right.id()))
        .fold(0, |all, (_, row)| all | row.value().when.mentions());
    (own | others) & fact.bit() != 0
}

//! Decisions as they are written; what holds nothing is left out.

use serde::{Serialize, Serializer};

#[cfg(feature = "schema")]
use crate::money::Currency;
use crate::money::Money;
use crate::returns::{
    Because, ConformityClaim, DutyRefundWay, Ground, InTimeBy, LastDay, Outcome, Party, PolicyBreach,
    RefundSums, Remedy, ReturnDecision, ReturnRemark,
};
#[cfg(feature = "schema")]
use crate::returns::{Claimant, PaidBy, PolicyClause};
#[cfg(feature = "schema")]
use crate::rules::Evidence;
use crate::time::Date;

#[cfg(feature = "schema")]
crate::wire::schema::written_as!(ReturnDecision = DecisionOut<'static>);

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ReturnDecision"))]
struct DecisionOut<'d> {
    id: Option<&'d str>,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<Ground>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day_raw: Option<Date>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    moved_over: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_time_by: Option<InTimeBy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    send_back_by: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refund_due: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    may_withhold_until: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refund: Option<RefundOut>,
    return_cost: Party,
    #[serde(skip_serializing_if = "Option::is_none")]
    conformity: Option<ConformityOut<'d>>,
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    missing: &'d [&'static str],
    because: Vec<BecauseOut<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duty_refund: Option<DutyRefundOut<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_duty_refunds: Vec<DutyRefundOut<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shop_duties: Vec<BecauseOut<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    policy_breaches: Vec<BreachOut<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<RemarkOut<'d>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Refund"))]
struct RefundOut {
    #[cfg_attr(feature = "schema", schemars(with = "Currency"))]
    currency: String,
    goods: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duty: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tax: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fee: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Conformity"))]
struct ConformityOut<'d> {
    #[serde(skip_serializing_if = "Option::is_none")]
    liable_until: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    burden_of_proof: Option<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    burden_until: Option<Date>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    remedies: &'d [Remedy],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    then: &'d [Remedy],
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy_by: Option<Date>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ReturnRule"))]
struct BecauseOut<'d> {
    rule: &'d str,
    text: &'d str,
    law: &'d str,
    from: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Date>,
    #[cfg_attr(feature = "schema", schemars(with = "Evidence"))]
    evidence: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uncertain: Option<&'d str>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DutyRefund"))]
struct DutyRefundOut<'d> {
    rule: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim_by: Option<Date>,
    route: &'d str,
    ground: &'d str,
    #[cfg_attr(feature = "schema", schemars(with = "Claimant"))]
    claimant: &'d str,
    #[cfg_attr(feature = "schema", schemars(with = "PaidBy"))]
    paid_by: &'d str,
    covers: Vec<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Evidence"))]
    evidence: &'d str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PolicyBreach"))]
struct BreachOut<'d> {
    #[cfg_attr(feature = "schema", schemars(with = "PolicyClause"))]
    clause: &'d str,
    promise: &'d str,
    law: &'d str,
    rule: &'d str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ReturnRemark"))]
struct RemarkOut<'d> {
    code: &'d str,
    message: &'d str,
}

impl Serialize for ReturnDecision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let last = self.last_day.as_ref();
        let mut ways = self.duty_refunds.iter().map(duty_refund);
        let wire = DecisionOut {
            id: self.id.as_deref(),
            outcome: self.outcome,
            ground: self.ground,
            last_day: last.map(|last| last.day),
            last_day_raw: last.filter(|last| last.raw != last.day).map(|last| last.raw),
            moved_over: last.map(moved_over).unwrap_or_default(),
            in_time_by: self.in_time_by,
            send_back_by: self.send_back_by,
            refund_due: self.refund_due,
            may_withhold_until: self.may_withhold_until,
            refund: self.refund.as_ref().map(refund),
            return_cost: self.return_cost,
            conformity: self.conformity.as_ref().map(conformity),
            missing: &self.missing,
            because: self.because.iter().map(because).collect(),
            duty_refund: ways.next(),
            other_duty_refunds: ways.collect(),
            shop_duties: self.shop_duties.iter().map(because).collect(),
            policy_breaches: self.policy_breaches.iter().map(breach).collect(),
            remarks: self.remarks.iter().map(remark).collect(),
        };
        wire.serialize(serializer)
    }
}

fn moved_over(last: &LastDay) -> Vec<String> {
    last.moved_over.iter().map(ToString::to_string).collect()
}

fn refund(sums: &RefundSums) -> RefundOut {
    RefundOut {
        currency: sums.currency.to_string(),
        goods: bare(sums.goods),
        shipping: sums.shipping.map(bare),
        duty: sums.duty.map(bare),
        tax: sums.tax.map(bare),
        fee: sums.fee.map(bare),
        total: sums.total.map(bare),
    }
}

/// The number without its currency.
fn bare(money: Money) -> String {
    money.amount().to_string()
}

fn conformity(claim: &ConformityClaim) -> ConformityOut<'_> {
    ConformityOut {
        liable_until: claim.liable_until,
        burden_of_proof: claim.burden_of_proof,
        burden_until: claim.burden_until,
        remedies: &claim.remedies,
        then: &claim.then,
        remedy_by: claim.remedy_by,
    }
}

fn because(row: &Because) -> BecauseOut<'_> {
    BecauseOut {
        rule: row.rule.as_str(),
        text: &row.text,
        law: &row.law,
        from: row.from,
        to: row.to,
        evidence: row.evidence.as_str(),
        uncertain: row.uncertain.as_deref(),
    }
}

fn duty_refund(way: &DutyRefundWay) -> DutyRefundOut<'_> {
    let covers = [("duty", way.covers_duty), ("tax", way.covers_tax)];
    DutyRefundOut {
        rule: way.rule.as_str(),
        claim_by: way.claim_by,
        route: &way.route,
        ground: &way.ground,
        claimant: way.claimant.as_str(),
        paid_by: way.paid_by.as_str(),
        covers: covers.into_iter().filter(|(_, yes)| *yes).map(|(word, _)| word).collect(),
        condition: way.condition.as_deref(),
        share: way.share.map(super::percent),
        evidence: way.evidence.as_str(),
    }
}

fn breach(breach: &PolicyBreach) -> BreachOut<'_> {
    BreachOut {
        clause: breach.clause.as_str(),
        promise: &breach.promise,
        law: &breach.law,
        rule: breach.rule.as_str(),
    }
}

fn remark(remark: &ReturnRemark) -> RemarkOut<'_> {
    RemarkOut { code: remark.code, message: &remark.message }
}

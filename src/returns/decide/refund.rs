//! What is paid back, when, and who pays the way back.

use rust_decimal::Decimal;
use smallvec::SmallVec;

use super::claim::{Claim, counted_as};
use super::grounds::push;
use super::inquiry::Inquiry;
use crate::money::{ExactMoney, Money, RoundingMode};
use crate::returns::rules::{Layered, Refund};
use crate::returns::{
    Fact, Ground, Outcome, Paid, Party, RefundFor, RefundStart, RefundSums, ReturnDecision, ReturnRemark,
};
use crate::rules::Dated;
use crate::time::{Date, Period};

/// Adds the refund of the ground that carries the answer.
pub(super) fn add<'a>(
    inquiry: &Inquiry<'a>,
    outcome: Outcome,
    main: Option<&Claim<'a>>,
    decision: &mut ReturnDecision,
) {
    let Some(main) = main.filter(|_| outcome != Outcome::NotEligible) else { return };
    let rows = rows(inquiry, main);
    for (layer, row) in &rows {
        let is_about_money = row.value().period.is_some() || row.value().is_at_once;
        if is_about_money || row.value().return_cost.is_some() {
            push(&mut decision.because, layer, row, &row.value().text, inquiry.exercised);
        }
    }
    if decision.return_cost == Party::Unspecified {
        decision.return_cost = return_cost(inquiry, &rows);
    }
    if let Some(policy) = &inquiry.case.policy
        && main.carries.is_yes()
    {
        decision.return_cost = better(decision.return_cost, policy.return_cost, main.ground);
    }
    decision.send_back_by = send_back_by(inquiry, main, &rows);
    if outcome != Outcome::Eligible {
        return;
    }
    decision.refund_due = first(&rows, |refund| due(inquiry, refund));
    decision.refund_due = promised_refund(inquiry, main, decision.refund_due);
    let withholds = rows.iter().any(|(_, row)| row.value().may_withhold);
    if withholds && inquiry.facts.get(Fact::SellerCollects) != Some(true) {
        decision.may_withhold_until = earlier(inquiry.case.sent_back, inquiry.case.received_back);
    }
    if let Some(paid) = inquiry.case.paid.filter(|_| pays_back(main, decision)) {
        decision.refund = Some(sums(inquiry, main, &rows, &paid, decision));
    }
    let is_less = |row: &&(&Layered<Refund>, &Dated<Refund>)| {
        row.1.value().less_for_use_when.as_ref().is_some_and(|when| when.holds(&inquiry.facts).is_yes())
    };
    if rows.iter().any(|row| is_less(&row)) {
        decision.remarks.push(ReturnRemark {
            code: "diminished_value",
            message:
                "The seller may deduct what the goods lost by use beyond testing; the sum is not in the law."
                    .into(),
        });
    }
    if decision.refund_due.is_some_and(|due| inquiry.case.today > due) {
        for (layer, row) in Inquiry::on(&inquiry.rules.late_refunds, inquiry.exercised) {
            push(&mut decision.because, layer, row, &row.value().text, inquiry.exercised);
        }
    }
}

type Rows<'a> = SmallVec<[(&'a Layered<Refund>, &'a Dated<Refund>); 4]>;

/// The rules on paying back for the reason; where there are none, those of the ground.
fn rows<'a>(inquiry: &Inquiry<'a>, main: &Claim<'a>) -> Rows<'a> {
    let about = |wanted: RefundFor| -> Rows<'a> {
        let rows = Inquiry::on(&inquiry.rules.refunds, inquiry.exercised);
        let rows = rows.filter(|(_, row)| row.value().on.contains(&wanted));
        let here = rows.filter(|(_, row)| row.value().region.is_none() || inquiry.rules.region.is_some());
        here.collect()
    };
    let of_ground = main.refund_for();
    if inquiry.case.reason.is_fault() && of_ground != Some(RefundFor::NotAsDescribed) {
        let for_fault = about(RefundFor::Conformity);
        if !for_fault.is_empty() {
            return for_fault;
        }
    }
    of_ground.map(about).unwrap_or_default()
}

fn first<T>(rows: &Rows<'_>, read: impl Fn(&Refund) -> Option<T>) -> Option<T> {
    rows.iter().find_map(|(_, row)| read(row.value()))
}

fn return_cost(inquiry: &Inquiry<'_>, rows: &Rows<'_>) -> Party {
    let seller = first(rows, |refund| {
        let when = refund.seller_pays_return_when.as_ref()?;
        when.holds(&inquiry.facts).is_yes().then_some(Party::Seller)
    });
    seller.or_else(|| first(rows, |refund| refund.return_cost)).unwrap_or(Party::Unspecified)
}

/// The better for the buyer of law and promise; a promise alone stands as it is.
fn better(law: Party, promise: Option<Party>, ground: Ground) -> Party {
    match promise {
        Some(Party::Seller) => Party::Seller,
        Some(promised) if ground == Ground::Policy && law == Party::Unspecified => promised,
        _ => law,
    }
}

fn send_back_by(inquiry: &Inquiry<'_>, main: &Claim<'_>, rows: &Rows<'_>) -> Option<Date> {
    inquiry.delivered?;
    let of_right = match &main.path {
        // The days to send back are counted as those of the right.
        super::Path::Right((_, row)) => {
            let right = row.value();
            right
                .send_back_days
                .zip(right.period)
                .map(|(days, period)| counted_as(&period, Period::days(days)))
        }
        _ => None,
    };
    let of_refund = || first(rows, |refund| refund.send_back_days.map(Period::days));
    Some(inquiry.last_day(&of_right.or_else(of_refund)?, inquiry.exercised)?.day)
}

fn due(inquiry: &Inquiry<'_>, refund: &Refund) -> Option<Date> {
    let (period, mut start) = (refund.period.as_ref()?, refund.start?);
    let nothing_is_sent =
        inquiry.delivered.is_none() || inquiry.facts.get(Fact::SellerCollects) == Some(true);
    if let Some(other) = refund.start_if_nothing_is_sent.filter(|_| nothing_is_sent) {
        start = other;
    }
    let case = inquiry.case;
    let day = match start {
        RefundStart::Notice => Some(inquiry.exercised),
        RefundStart::GoodsBack => case.received_back,
        RefundStart::GoodsBackOrSent => earlier(case.sent_back, case.received_back),
        // The case does not say when the seller agreed.
        RefundStart::SellerAgrees => None,
        RefundStart::Payment => case.ordered,
    };
    Some(inquiry.last_day(period, day?)?.day)
}

/// The seller's promise to pay back, where it is earlier or stands alone.
fn promised_refund(inquiry: &Inquiry<'_>, main: &Claim<'_>, law: Option<Date>) -> Option<Date> {
    let policy = inquiry.case.policy.as_ref();
    let promised = policy.and_then(|policy| policy.refund_days).and_then(|days| {
        let from = inquiry.case.received_back.unwrap_or(inquiry.exercised);
        Some(inquiry.last_day(&Period::days(days), from)?.day)
    });
    match (law, promised) {
        (Some(law), Some(promised)) => Some(law.min(promised)),
        (None, Some(promised)) if main.ground == Ground::Policy => Some(promised),
        (law, _) => law,
    }
}

fn earlier(one: Option<Date>, other: Option<Date>) -> Option<Date> {
    one.into_iter().chain(other).min()
}

/// Whether the ground ends in money: a guarantee begins with repair.
fn pays_back(main: &Claim<'_>, decision: &ReturnDecision) -> bool {
    match main.ground {
        Ground::Conformity => decision.conformity.as_ref().is_none_or(|claim| {
            use crate::returns::Remedy::{Refund, Rejection, Rescission, Return, Termination};
            let money = [Refund, Rejection, Rescission, Return, Termination];
            claim.remedies.iter().any(|remedy| money.contains(remedy))
        }),
        Ground::Exchange => false,
        _ => true,
    }
}

fn sums(
    inquiry: &Inquiry<'_>,
    main: &Claim<'_>,
    rows: &Rows<'_>,
    paid: &Paid,
    decision: &mut ReturnDecision,
) -> RefundSums {
    let rounded = |sum: ExactMoney| sum.round(RoundingMode::HalfUp);
    let ships = rows.iter().any(|(_, row)| row.value().shipping);
    let taxes = rows.iter().any(|(_, row)| row.value().taxes);
    let goods = rounded(paid.goods);
    let shipping = paid.standard_shipping.filter(|_| ships).map(rounded);
    let duty = paid.duty.filter(|_| taxes).map(rounded);
    let tax = paid.tax.filter(|_| taxes).map(rounded);
    let mut say = |code, message: &str| {
        decision.remarks.push(ReturnRemark { code, message: message.into() });
    };
    if paid.standard_shipping.is_some() && !ships {
        say(
            "shipping_not_said",
            "Whether the delivery charge comes back is not said by the law that was found; it is left out.",
        );
    }
    if (paid.duty.is_some() || paid.tax.is_some()) && !taxes {
        say(
            "taxes_not_said",
            "Whether duty and tax on top come back is not said by the law that was found; they are left out.",
        );
    }
    let fee = fee(inquiry, main, rows, paid);
    if fee.is_err() {
        say(
            "fee_in_another_currency",
            "The law lets the seller keep a fee with a cap in another currency than the price; the fee is not known.",
        );
    }
    let total = fee.as_ref().ok().and_then(|fee| {
        let mut parts = [shipping, duty, tax].into_iter().flatten();
        let sum = parts.try_fold(goods, |sum, part| sum.checked_add(part)).ok()?;
        fee.map_or(Some(sum), |fee| sum.checked_sub(fee).ok())
    });
    RefundSums { currency: paid.currency(), goods, shipping, duty, tax, fee: fee.ok().flatten(), total }
}

/// What the seller may keep: what the law lets it keep, or what it promised to keep where that is less or the promise
/// stands alone.
fn fee(inquiry: &Inquiry<'_>, main: &Claim<'_>, rows: &Rows<'_>, paid: &Paid) -> Result<Option<Money>, ()> {
    let promised = inquiry.case.policy.as_ref().and_then(|policy| policy.fee);
    // Cut, not rounded: more than the share would be above the law.
    let cut = |sum: ExactMoney| sum.round(RoundingMode::Down);
    let own = match promised {
        Some(fee) => Some(cut(fee.of(paid.goods).ok_or(())?)),
        None => None,
    };
    if main.ground == Ground::Policy {
        return Ok(own);
    }
    let Some(law) = first(rows, |refund| refund.fee) else { return Ok(None) };
    let share = paid.goods.checked_mul(law.share).map_err(|_| ())?;
    let at_most = share.compare(law.at_most).map_err(|_| ())?;
    let legal = cut(if at_most.is_gt() { law.at_most } else { share });
    match own {
        Some(own) if own.amount() < legal.amount() => Ok(Some(own)),
        None if inquiry.case.policy.is_some() => Ok(Some(Money::zero(paid.currency()))),
        _ => Ok(Some(legal)).map(|fee| fee.filter(|fee| fee.amount() > Decimal::ZERO)),
    }
}

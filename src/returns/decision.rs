use std::fmt;
use std::sync::Arc;

use super::{Claimant, Ground, InTimeBy, Outcome, PaidBy, Party, PolicyBreach, Remedy};
use crate::money::{Currency, Money};
use crate::rules::{Evidence, RuleId};
use crate::time::{Date, Skipped};

/// What the rules say to a case: may it go back, on which ground, until when, what is paid back and who pays the way.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ReturnDecision {
    /// The caller's name for the case.
    pub id: Option<String>,
    /// Whether the goods may go back.
    pub outcome: Outcome,
    /// The ground that carries the answer, or that came nearest.
    pub ground: Option<Ground>,
    /// The last day of the right that answers the reason.
    pub last_day: Option<LastDay>,
    /// What must have happened by that day; absent where the law that was found does not say.
    pub in_time_by: Option<InTimeBy>,
    /// The last day to send the goods back.
    pub send_back_by: Option<Date>,
    /// The day on which the money is due.
    pub refund_due: Option<Date>,
    /// Until when the seller may keep the money back.
    pub may_withhold_until: Option<Date>,
    /// What is paid back.
    pub refund: Option<RefundSums>,
    /// Who pays the way back.
    pub return_cost: Party,
    /// The guarantee of the law, where the goods are not as they should be.
    pub conformity: Option<ConformityClaim>,
    /// The fields of the request that can still change the outcome, in the order in which to ask for them.
    pub missing: Vec<&'static str>,
    /// The rules on which the answer rests.
    pub because: Vec<Because>,
    /// What was assumed, what is doubtful and what is not known.
    pub remarks: Vec<ReturnRemark>,
    /// What the shop owes besides, on this day.
    pub shop_duties: Vec<Because>,
    /// How duty and tax come back, the nearest way first.
    pub duty_refunds: Vec<DutyRefundWay>,
    /// Where the seller's own promise falls below the law.
    pub policy_breaches: Vec<PolicyBreach>,
}

impl ReturnDecision {
    pub(super) fn empty(id: Option<String>, outcome: Outcome) -> Self {
        Self {
            id,
            outcome,
            ground: None,
            last_day: None,
            in_time_by: None,
            send_back_by: None,
            refund_due: None,
            may_withhold_until: None,
            refund: None,
            return_cost: Party::Unspecified,
            conformity: None,
            missing: Vec::new(),
            because: Vec::with_capacity(6),
            remarks: Vec::new(),
            shop_duties: Vec::new(),
            duty_refunds: Vec::new(),
            policy_breaches: Vec::new(),
        }
    }
}

/// The last day of a right, before and after it moved to a working day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastDay {
    /// The last day as counted.
    pub raw: Date,
    /// The last day as it moved; the same where nothing moved it.
    pub day: Date,
    /// The days over which it moved.
    pub moved_over: Vec<Skipped>,
    /// Whether it may move further: the working days of that year are not known.
    pub may_move: bool,
}

impl LastDay {
    /// The same without the days over which it moved.
    pub(super) fn without_moves(&self) -> Self {
        Self { raw: self.raw, day: self.day, moved_over: Vec::new(), may_move: self.may_move }
    }

    pub(super) fn fixed(day: Date) -> Self {
        Self { raw: day, day, moved_over: Vec::new(), may_move: false }
    }
}

impl fmt::Display for LastDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.day.fmt(f)
    }
}

/// What is paid back, each part rounded to the currency and the total their sum.
///
/// A part that the law does not speak of is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundSums {
    /// In this currency.
    pub currency: Currency,
    /// The price of the goods.
    pub goods: Money,
    /// Standard delivery; the extra of express delivery is never part of it.
    pub shipping: Option<Money>,
    /// Duty that was paid to the seller.
    pub duty: Option<Money>,
    /// Tax that was paid to the seller.
    pub tax: Option<Money>,
    /// What the seller may keep.
    pub fee: Option<Money>,
    /// What comes back in all; absent if the fee is not known in this currency.
    pub total: Option<Money>,
}

/// The guarantee of the law.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConformityClaim {
    /// The last day on which the seller answers; absent where the law sets none.
    pub liable_until: Option<Date>,
    /// Who must prove that the fault was there at delivery, or was not.
    pub burden_of_proof: Option<Party>,
    /// The last day on which the seller has to prove.
    pub burden_until: Option<Date>,
    /// What the buyer may ask for now.
    pub remedies: Vec<Remedy>,
    /// What the buyer may ask for if that fails.
    pub then: Vec<Remedy>,
    /// The last day for repair or replacement.
    pub remedy_by: Option<Date>,
}

/// A rule on which the answer rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// The rule.
    pub rule: RuleId,
    /// What it says.
    pub text: Arc<str>,
    /// Law and article.
    pub law: Arc<str>,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    pub to: Option<Date>,
    /// How well it is evidenced.
    pub evidence: Evidence,
    /// A doubt that the research could not settle.
    pub uncertain: Option<Arc<str>>,
}

/// Something to know about the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnRemark {
    /// Its stable name, such as `home_law_assumed`.
    pub code: &'static str,
    /// In words.
    pub message: Arc<str>,
}

/// A way by which duty or tax comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyRefundWay {
    /// The rule.
    pub rule: RuleId,
    /// The ground in customs law.
    pub ground: Arc<str>,
    /// What to do.
    pub route: Arc<str>,
    /// Who can claim.
    pub claimant: Claimant,
    /// Who pays.
    pub paid_by: PaidBy,
    /// Whether it covers duty.
    pub covers_duty: bool,
    /// Whether it covers tax.
    pub covers_tax: bool,
    /// The last day to claim, if the day from which it runs is known.
    pub claim_by: Option<Date>,
    /// What the claim depends on.
    pub condition: Option<Arc<str>>,
    /// The share that comes back, where it is not all.
    pub share: Option<rust_decimal::Decimal>,
    /// How well the rule is evidenced.
    pub evidence: Evidence,
}

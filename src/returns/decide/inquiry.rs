//! One case against one set of rules.

use super::timely::{Began, Timely};
use crate::returns::possibilities::Gap;
use crate::returns::rules::{Layered, Prepared, Threshold};
use crate::returns::{Channel, Fact, Facts, LastDay, Reason, ReturnCase, ReturnRules, Start, Subject};
use crate::rules::Dated;
use crate::time::{Date, Days, Period, PeriodUnit, Roll};

/// The most days by which holidays and weekends together can move a last day; none of the calendars comes near it.
const MOST_MOVED: u64 = 14;

pub(in crate::returns) struct Inquiry<'a> {
    pub(in crate::returns) case: &'a ReturnCase,
    pub(in crate::returns) rules: &'a Prepared,
    /// What was said, what the category answers, and what the case itself says.
    pub(in crate::returns) facts: Facts,
    pub(in crate::returns) subject: Subject,
    /// The day of the contract, whose law decides on rights.
    pub(in crate::returns) contract_day: Date,
    /// The day on which the buyer uses the right.
    pub(in crate::returns) exercised: Date,
    pub(in crate::returns) delivered: Option<Date>,
}

impl<'a> Inquiry<'a> {
    pub(in crate::returns) fn new(case: &'a ReturnCase, rules: &'a ReturnRules) -> Self {
        let rules = rules.prepared();
        let category = rules.categories.of(case.category);
        let delivered = case.delivered();
        let contract_day = case.ordered.or_else(|| case.deliveries.iter().filter_map(|one| one.had).min());
        let contract_day = contract_day.unwrap_or(case.today);
        let mut inquiry = Self {
            case,
            rules,
            facts: Facts::default(),
            subject: category.subject,
            contract_day,
            exercised: case.exercised(),
            delivered,
        };
        // What follows from what was said goes before what is usual.
        inquiry.facts = rules.categories.with_implied(inquiry.told().or(inquiry.said_by_case()));
        let raised = rules.categories.raised().iter();
        let raised = raised.filter(|(from, said, _)| case.facts.get(*from) == Some(*said));
        let ordinary = raised.fold(category.facts, |facts, (_, _, to)| facts.without(*to));
        inquiry.facts = inquiry.facts.or(ordinary);
        inquiry
    }

    /// What was said. Information that came after the order is information that was not given.
    fn told(&self) -> Facts {
        let facts = self.case.facts;
        match self.case.informed_on {
            Some(day) => facts.with(Fact::Informed, day <= self.contract_day),
            None => facts,
        }
    }

    /// What the case itself says.
    fn said_by_case(&self) -> Facts {
        let case = self.case;
        let mut facts = Facts::default()
            .with(Fact::Faulty, case.reason == Reason::Defect)
            .with(Fact::NotAsDescribed, matches!(case.reason, Reason::NotAsDescribed | Reason::WrongItem))
            .with(Fact::Delivered, self.delivered.is_some())
            .with(Fact::GoodsSentBack, case.sent_back.is_some() || case.received_back.is_some())
            .with(Fact::OffPremises, case.channel == Channel::Doorstep)
            .with(Fact::ByPhone, case.channel == Channel::Phone);
        if case.channel != Channel::Store && self.subject == Subject::Goods {
            facts = facts.with(Fact::ExaminedBeforeDelivery, false);
        }
        let arrived = self.delivered.unwrap_or(self.exercised);
        let is_late =
            case.promised_delivery.map_or(case.reason == Reason::Late, |promised| arrived > promised);
        facts = facts.with(Fact::DeliveredLate, is_late);
        if let Some(paid) = case.paid {
            facts = facts.with(Fact::PaidContract, !paid.goods.is_zero());
        }
        if case.buyer_group.is_some() {
            facts = facts.with(Fact::ProtectedGroup, true);
        }
        if case.repaired_back.is_some() {
            facts = facts.with(Fact::Repaired, true);
        }
        if case.renewed_on.is_some() {
            facts = facts.with(Fact::AfterRenewal, true);
        }
        if let Some(policy) = &case.policy {
            facts = facts
                .with(Fact::FullRefund7Days, policy.refunds_for(7))
                .with(Fact::Refund20Days, policy.refunds_for(20));
        }
        facts
    }

    /// The rows of a kind in force on `day`.
    pub(in crate::returns) fn on<T>(
        rows: &'a [Layered<T>],
        day: Date,
    ) -> impl Iterator<Item = (&'a Layered<T>, &'a Dated<T>)> {
        rows.iter().filter_map(move |row| Some((row, &**row.on(day)?)))
    }

    /// When the event happened from which a period runs.
    pub(in crate::returns) fn began(&self, start: Start) -> Began {
        let case = self.case;
        let goods = match self.subject {
            Subject::Goods => self.delivered.map_or(Began::NotYet, Began::On),
            // What is not handed over begins with the contract.
            _ => Began::on(case.ordered, Gap::Ordered),
        };
        match start {
            Start::Possession if self.subject == Subject::Goods => {
                case.possession().map_or(Began::NotYet, Began::On)
            }
            Start::Possession | Start::GoodsReceived => goods,
            Start::Contract => Began::on(case.ordered, Gap::Ordered),
            Start::GoodsOrContract => goods.not_before(case.ordered),
            Start::GoodsOrDocument => match (goods, case.contract_document_received) {
                (goods, Some(document)) => goods.not_before(Some(document)),
                (_, None) if self.facts.get(Fact::Informed) == Some(false) => Began::NotYet,
                (Began::On(day), None) => Began::NotBefore(day, Gap::DocumentReceived),
                (other, None) => other,
            },
            Start::Document => Began::on(case.contract_document_received, Gap::DocumentReceived),
            Start::Copy if self.facts.get(Fact::ContractCopyReceived) == Some(false) => Began::NotYet,
            Start::Copy => Began::on(case.contract_copy_received, Gap::CopyReceived),
            Start::Renewal => Began::on(case.renewed_on, Gap::RenewedOn),
            Start::Discovery => Began::On(case.defect_seen.unwrap_or(self.exercised)),
            Start::DeliveryOrDiscovery => goods.not_before(case.defect_seen),
        }
    }

    /// The last day of a period; `None` where working days are counted that no calendar knows.
    pub(in crate::returns) fn last_day(&self, period: &Period, event: Date) -> Option<LastDay> {
        if let Ok(deadline) = period.after(event, self.rules.calendar.as_ref()) {
            let (raw, day) = (deadline.raw(), deadline.rolled());
            return Some(LastDay { raw, day, moved_over: deadline.into_why(), may_move: false });
        }
        if period.unit() == PeriodUnit::BusinessDays {
            return None;
        }
        let unmoved = period.with_roll(Roll::None).with_minimum_working_days(0);
        let raw = unmoved.after(event, None).ok()?.raw();
        Some(LastDay { may_move: true, ..LastDay::fixed(raw) })
    }

    /// Whether `day` is not after the last day.
    pub(in crate::returns) fn is_timely(&self, day: Date, last_day: Option<&LastDay>) -> Timely {
        match last_day {
            None => Timely::Open(Gap::Calendar),
            Some(last) if day <= last.day => Timely::Yes,
            Some(last) if last.may_move => {
                let latest = last.day.checked_add_days(Days::new(MOST_MOVED));
                if latest.is_none_or(|latest| day <= latest) {
                    Timely::Open(Gap::Calendar)
                } else {
                    Timely::No
                }
            }
            Some(_) => Timely::No,
        }
    }

    /// Whether the order reaches the sum that a right asks for.
    pub(in crate::returns) fn reaches(&self, threshold: Option<&Threshold>) -> Timely {
        let Some(threshold) = threshold else { return Timely::Yes };
        let Some(paid) = self.case.paid else { return Timely::Open(Gap::PaidGoods) };
        match paid.goods.compare(threshold.sum) {
            Ok(order) => Timely::of(order.is_gt() || (order.is_eq() && !threshold.is_above)),
            // In another currency nobody can say.
            Err(_) => Timely::Open(Gap::PaidGoods),
        }
    }
}

//! The promise with the law's floor below it: what a shop may truthfully publish for a kind of goods.

use super::{PolicyStart, ReturnPolicy, Settlement, Window};
use crate::returns::decide::{Inquiry, Path, claims};
use crate::returns::possibilities::Known;
use crate::returns::{Category, Channel, Fact, Party, Reason, ReturnCase, ReturnRules, RightKind, Start};
use crate::time::{Date, PeriodUnit};

/// A promise that is nowhere below the law, and what of the law it cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EffectivePolicy {
    /// What the buyer gets.
    pub policy: ReturnPolicy,
    /// What the law says besides, in words.
    pub beside: Vec<String>,
}

impl ReturnRules {
    /// The seller's promise for a kind of goods on a day, lifted to the law where it falls below it.
    ///
    /// ```
    /// use landfall::RuleBook;
    /// use landfall::returns::{Category, ReturnPolicy, Window};
    ///
    /// let rules = RuleBook::embedded().return_rules("FR".parse()?, None)?;
    /// let day = "2026-11-21".parse()?;
    /// let effective = rules.effective_policy(Category::Clothing, &ReturnPolicy::days(7), day);
    /// assert_eq!(effective.policy.window, Window::Days(14));
    /// // Cut flowers may stay excluded.
    /// let flowers = rules.effective_policy(Category::Flowers, &ReturnPolicy::no_returns(), day);
    /// assert_eq!(flowers.policy.window, Window::Closed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn effective_policy(&self, category: Category, policy: &ReturnPolicy, day: Date) -> EffectivePolicy {
        let mut case = ReturnCase::new(self.country(), category, Reason::ChangeOfMind, day).with_ordered(day);
        case.region = self.region();
        case.channel = Channel::Online;
        // Of a buyer who was told, and goods as they left the shop.
        for (fact, yes) in [
            (Fact::Informed, true),
            (Fact::PolicyDisclosed, true),
            (Fact::ConfirmationSent, true),
            (Fact::ContractComplete, true),
            (Fact::ContractCopyReceived, true),
            (Fact::Intact, true),
            (Fact::Used, false),
            (Fact::SealBroken, false),
            (Fact::Begun, false),
            (Fact::ProofOfPurchase, true),
        ] {
            case = case.with_fact(fact, yes);
        }
        let inquiry = Inquiry::new(&case, self);
        let mut lifted = policy.clone();
        lifted.categories.clear();
        lifted.window = policy.window_of(category);
        let mut beside = Vec::new();
        for claim in claims(&inquiry) {
            let Path::Right((_, row)) = &claim.path else { continue };
            let right = row.value();
            if right.kind != RightKind::Withdrawal || claim.is_there == Known::No {
                continue;
            }
            let is_from_delivery = matches!(right.start, Start::Possession | Start::GoodsReceived);
            match &right.period {
                Some(period) if period.unit() == PeriodUnit::CalendarDays && is_from_delivery => {
                    lift(&mut lifted, period.length());
                }
                _ => beside.push(right.text.to_string()),
            }
            if !lifted.settlements.is_empty() && !lifted.settlements.contains(&Settlement::Refund) {
                lifted.settlements.push(Settlement::Refund);
            }
            let refunds = Inquiry::on(&inquiry.rules.refunds, day);
            for (_, row) in
                refunds.filter(|(_, row)| claim.refund_for().is_some_and(|on| row.value().on.contains(&on)))
            {
                if row.value().return_cost == Some(Party::Seller) {
                    lifted.return_cost = Some(Party::Seller);
                }
                if row.value().no_fee {
                    lifted.fee = None;
                }
            }
        }
        EffectivePolicy { policy: lifted, beside }
    }
}

fn lift(policy: &mut ReturnPolicy, days: u32) {
    match policy.window {
        Window::Unlimited => {}
        Window::Days(own) if own >= days && policy.start == PolicyStart::Delivery => {}
        // Days from the order can end before as many from delivery: the law's count is taken with them.
        Window::Days(own) => {
            policy.window = Window::Days(own.max(days));
            policy.start = PolicyStart::Delivery;
        }
        Window::Closed => {
            policy.window = Window::Days(days);
            policy.start = PolicyStart::Delivery;
        }
    }
}

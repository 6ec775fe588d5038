//! From a case to a decision.

mod claim;
mod conformity;
mod duty;
mod grounds;
mod inquiry;
mod refund;
mod timely;

pub(super) use claim::{Claim, Path, all as claims};
pub(super) use inquiry::Inquiry;

use super::possibilities::{Gap, Known, World, weigh};
use super::{Fact, Ground, LastDay, Outcome, Reason, ReturnCase, ReturnDecision, ReturnRules, ReturnsError};
use std::cmp::Reverse;

use crate::rules::RuleBook;
use crate::time::Date;

impl RuleBook {
    /// Decides one case. For many cases of one place prepare [`return_rules`](Self::return_rules) once.
    ///
    /// # Errors
    /// [`ReturnsError`] if the case contradicts itself or a data file does not load. That the law is not known is
    /// no error: the decision says so.
    pub fn decide_return(&self, case: &ReturnCase) -> Result<ReturnDecision, ReturnsError> {
        self.return_rules(case.country, case.region)?.decide(case)
    }
}

impl ReturnRules {
    /// Decides a case of the place whose rules these are.
    ///
    /// # Errors
    /// [`ReturnsError`] if the case is of another place or contradicts itself.
    pub fn decide(&self, case: &ReturnCase) -> Result<ReturnDecision, ReturnsError> {
        if (case.country, case.region) != (self.country(), self.region()) {
            let place = |country: crate::place::Country, region: Option<crate::place::Region>| {
                region.map_or_else(|| country.to_string(), |region| region.to_string())
            };
            let (case, rules) = (place(case.country, case.region), place(self.country(), self.region()));
            return Err(ReturnsError::RulesOfAnotherPlace { case, rules });
        }
        case.check()?;
        let inquiry = Inquiry::new(case, self);
        let mut claims = claim::all(&inquiry);
        let finding = Finding::of(&inquiry, &claims);
        let mut decision = finding.decision(&inquiry, &claims);
        // The days over which the last day moved are taken over, not copied.
        if let (Some(last), Some(number)) = (&mut decision.last_day, finding.main)
            && let Some(own) = claims.get_mut(number).and_then(Claim::last_day_mut)
            && own.day == last.day
        {
            last.moved_over = std::mem::take(&mut own.moved_over);
        }
        Ok(decision)
    }
}

/// The outcome, and the ground that carries it or came nearest.
struct Finding {
    outcome: Outcome,
    /// The open questions on which the outcome depends.
    depends_on: u128,
    main: Option<usize>,
    is_law_unknown: bool,
}

impl Finding {
    fn of<'a>(inquiry: &Inquiry<'a>, claims: &[Claim<'a>]) -> Self {
        let is_law_unknown = grounds::is_law_unknown(inquiry, claims);
        let mut holds = if is_law_unknown { Known::Unknown } else { Known::No };
        for claim in claims {
            holds = holds.or(claim.carries);
        }
        let mut depends_on = 0;
        if holds == Known::Unknown {
            let unknown = claims.iter().filter(|claim| claim.carries == Known::Unknown);
            let open = unknown.fold(0, |all, claim| all | claim.open(inquiry.facts));
            let law = if is_law_unknown { Gap::Law.bit() } else { 0 };
            let implied = inquiry.rules.categories.implied(inquiry.facts, open);
            let verdict = weigh(
                inquiry.facts,
                open | law,
                |lanes| implied.clone().fold(u64::MAX, |all, condition| all & condition.holds(lanes)),
                |lanes| {
                    let law = if is_law_unknown { lanes.gap(Gap::Law) } else { 0 };
                    claims.iter().fold(law, |any, claim| any | claim.holds(lanes))
                },
            );
            (holds, depends_on) = (verdict.holds, verdict.depends_on);
        }
        let outcome = match holds {
            Known::Yes => Outcome::Eligible,
            Known::No => Outcome::NotEligible,
            Known::Unknown => Outcome::NeedFacts,
        };
        let main = nearest(inquiry, claims, outcome);
        Self { outcome, depends_on, main, is_law_unknown }
    }

    fn decision<'a>(&self, inquiry: &Inquiry<'a>, claims: &[Claim<'a>]) -> ReturnDecision {
        let case = inquiry.case;
        let main = self.main.and_then(|number| claims.get(number));
        let mut decision = ReturnDecision::empty(case.id.clone(), self.outcome);
        decision.ground = main.map(ground);
        decision.last_day = self.last_day(inquiry, main, claims);
        decision.in_time_by = main.and_then(Claim::in_time_by);
        decision.missing = self.missing();
        self.explain(inquiry, main, claims, &mut decision);
        if case.reason.is_fault() {
            conformity::add(inquiry, main, &mut decision);
        }
        refund::add(inquiry, self.outcome, main, &mut decision);
        duty::add(inquiry, &mut decision);
        if let Some(policy) = &case.policy {
            super::policy::add_breaches(policy, inquiry, claims, &mut decision);
        }
        self.remark(inquiry, main, &mut decision);
        decision
    }

    /// The last day of the ground, or of the seller's promise where that is longer.
    fn last_day(
        &self,
        inquiry: &Inquiry<'_>,
        main: Option<&Claim<'_>>,
        claims: &[Claim<'_>],
    ) -> Option<LastDay> {
        let main = main?;
        let own = main.last_day().map(LastDay::without_moves);
        if inquiry.case.reason != Reason::ChangeOfMind || main.ground == Ground::Policy {
            return own;
        }
        let promised = claims.iter().filter(|claim| claim.ground == Ground::Policy);
        let promised = promised.filter(|claim| self.outcome != Outcome::Eligible || claim.carries.is_yes());
        let promised = promised.filter_map(|claim| claim.last_day().map(LastDay::without_moves)).next();
        match (own, promised) {
            (Some(own), Some(promised)) if promised.day > own.day => Some(promised),
            (own, _) => own,
        }
    }

    fn missing(&self) -> Vec<&'static str> {
        let of_bit = |bit: u128| self.depends_on & bit != 0;
        let gaps = Gap::ALL.iter().filter(|gap| of_bit(gap.bit())).filter_map(|gap| gap.field());
        let facts = Fact::ALL.iter().filter(|fact| of_bit(fact.bit())).map(|fact| fact.field());
        let mut missing = Vec::with_capacity(usize::try_from(self.depends_on.count_ones()).unwrap_or(0));
        missing.extend(gaps.chain(facts));
        missing
    }
}

/// The ground to name: the nearest to the reason, of these the one that lasts longest.
fn nearest(inquiry: &Inquiry<'_>, claims: &[Claim<'_>], outcome: Outcome) -> Option<usize> {
    let reason = inquiry.case.reason;
    let lasts = |claim: &Claim<'_>| claim.last_day().map(|last| last.day);
    let of = |is_standing: &dyn Fn(&Claim<'_>) -> bool| {
        let standing = claims.iter().enumerate().filter(|(_, claim)| is_standing(claim));
        let best = standing
            .min_by_key(|(_, claim)| (claim.rank(reason), Reverse(lasts(claim).unwrap_or(Date::MAX))));
        best.map(|(number, _)| number)
    };
    match outcome {
        // All together they may carry, although none of them does alone.
        Outcome::Eligible => {
            of(&|claim| claim.carries.is_yes()).or_else(|| of(&|claim| claim.carries == Known::Unknown))
        }
        Outcome::NeedFacts => of(&|claim| claim.carries == Known::Unknown),
        // Of rights that are over the one that was over last; what was too late is nearer than what never was.
        Outcome::NotEligible => {
            let there = claims.iter().enumerate().filter(|(_, claim)| claim.is_there != Known::No);
            let latest = there.min_by_key(|(_, claim)| (Reverse(lasts(claim)), claim.rank(reason)));
            latest.map(|(number, _)| number)
        }
    }
}

fn ground(claim: &Claim<'_>) -> Ground {
    match claim.path {
        Path::Right(_) if claim.extended().is_some() && claim.ground == Ground::StatutoryWithdrawal => {
            Ground::ExtendedWithdrawal
        }
        _ => claim.ground,
    }
}

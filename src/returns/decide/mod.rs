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
        let claims = claim::all(&inquiry);
        Ok(Finding::of(&inquiry, &claims).decision(&inquiry, &claims))
    }
}

/// The outcome, and the ground that carries it or came nearest.
struct Finding<'f, 'a> {
    outcome: Outcome,
    /// The open questions on which the outcome depends.
    depends_on: u128,
    main: Option<&'f Claim<'a>>,
    is_law_unknown: bool,
}

impl<'f, 'a> Finding<'f, 'a> {
    fn of(inquiry: &Inquiry<'a>, claims: &'f [Claim<'a>]) -> Self {
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

    fn decision(&self, inquiry: &Inquiry<'a>, claims: &[Claim<'a>]) -> ReturnDecision {
        let case = inquiry.case;
        let mut decision = ReturnDecision::empty(case.id.clone(), self.outcome);
        decision.ground = self.main.map(|claim| ground(claim));
        decision.last_day = self.last_day(inquiry, claims);
        decision.in_time_by = self.main.and_then(Claim::in_time_by);
        decision.missing = self.missing();
        self.explain(inquiry, claims, &mut decision);
        if case.reason.is_fault() {
            conformity::add(inquiry, self.main, &mut decision);
        }
        refund::add(inquiry, self.outcome, self.main, &mut decision);
        duty::add(inquiry, &mut decision);
        if let Some(policy) = &case.policy {
            super::policy::add_breaches(policy, inquiry, claims, &mut decision);
        }
        self.remark(inquiry, &mut decision);
        decision
    }

    /// The last day of the ground, or of the seller's promise where that is longer.
    fn last_day(&self, inquiry: &Inquiry<'a>, claims: &[Claim<'a>]) -> Option<LastDay> {
        let main = self.main?;
        let own = main.last_day().cloned();
        if inquiry.case.reason != Reason::ChangeOfMind || main.ground == Ground::Policy {
            return own;
        }
        let promised = claims.iter().filter(|claim| claim.ground == Ground::Policy);
        let promised = promised.filter(|claim| self.outcome != Outcome::Eligible || claim.carries.is_yes());
        let promised = promised.filter_map(|claim| claim.last_day().cloned()).next();
        match (own, promised) {
            (Some(own), Some(promised)) if promised.day > own.day => Some(promised),
            (own, _) => own,
        }
    }

    fn missing(&self) -> Vec<&'static str> {
        let of_bit = |bit: u128| self.depends_on & bit != 0;
        let gaps = Gap::ALL.iter().filter(|gap| of_bit(gap.bit())).filter_map(|gap| gap.field());
        let facts = Fact::ALL.iter().filter(|fact| of_bit(fact.bit())).map(|fact| fact.field());
        gaps.chain(facts).collect()
    }
}

/// The ground to name: the nearest to the reason, of these the one that lasts longest.
fn nearest<'f, 'a>(
    inquiry: &Inquiry<'a>,
    claims: &'f [Claim<'a>],
    outcome: Outcome,
) -> Option<&'f Claim<'a>> {
    let standing = |claim: &&Claim<'a>| match outcome {
        Outcome::Eligible => claim.carries.is_yes(),
        Outcome::NeedFacts => claim.carries == Known::Unknown,
        // What was too late is nearer than what never was.
        Outcome::NotEligible => claim.is_there != Known::No,
    };
    let reason = inquiry.case.reason;
    let lasts = |claim: &Claim<'a>| claim.last_day().map(|last| last.day);
    if outcome == Outcome::NotEligible {
        // Of rights that are over the one that was over last.
        return claims
            .iter()
            .filter(standing)
            .min_by_key(|claim| (Reverse(lasts(claim)), claim.rank(reason)));
    }
    let best = |claims: &mut dyn Iterator<Item = &'f Claim<'a>>| {
        claims.min_by_key(|claim| (claim.rank(reason), Reverse(lasts(claim).unwrap_or(Date::MAX))))
    };
    best(&mut claims.iter().filter(standing)).or_else(|| {
        // All together they carry, although none of them does alone.
        let is_eligible = outcome == Outcome::Eligible;
        best(&mut claims.iter().filter(|claim| is_eligible && claim.carries == Known::Unknown))
    })
}

fn ground(claim: &Claim<'_>) -> Ground {
    match claim.path {
        Path::Right(_) if claim.extended().is_some() && claim.ground == Ground::StatutoryWithdrawal => {
            Ground::ExtendedWithdrawal
        }
        _ => claim.ground,
    }
}

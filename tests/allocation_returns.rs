//! A decision on prepared rules allocates nothing but the answer.
//!
//! The counting allocator replaces that of the whole program, so this test is a binary of its own.

#![allow(clippy::unwrap_used, reason = "the inputs of a test are good")]

use allocation_counter::measure;
use landfall::RuleBook;
use landfall::returns::{Category, Fact, Outcome, Paid, Reason, ReturnCase};

fn case(country: &str, category: Category, reason: Reason, today: &str) -> ReturnCase {
    ReturnCase::new(country.parse().unwrap(), category, reason, today.parse().unwrap())
        .with_ordered("2026-03-05".parse().unwrap())
        .with_delivered("2026-03-10".parse().unwrap())
        .with_fact(Fact::Informed, true)
}

#[test]
fn a_decision_allocates_nothing_but_the_answer() {
    let mind = Reason::ChangeOfMind;
    let paid = Paid::goods("80.00 EUR".parse().unwrap());
    for (case, outcome) in [
        (case("DE", Category::Clothing, mind, "2026-03-12").with_paid(paid), Outcome::Eligible),
        (case("DE", Category::Clothing, mind, "2026-04-30"), Outcome::NotEligible),
        (
            case("DE", Category::Furniture, mind, "2026-03-12").with_fact(Fact::CustomMade, true),
            Outcome::NotEligible,
        ),
        (case("FR", Category::Underwear, mind, "2026-03-12"), Outcome::NeedFacts),
        (case("KR", Category::Media, mind, "2026-03-16").with_fact(Fact::Used, true), Outcome::NeedFacts),
        (case("GB", Category::Electronics, Reason::Defect, "2026-09-10"), Outcome::Eligible),
    ] {
        let rules = RuleBook::embedded().return_rules(case.country, None).unwrap();
        let decision = rules.decide(&case).unwrap();
        assert_eq!(decision.outcome, outcome);
        let mut copy = None;
        let of_the_answer = measure(|| copy = Some(decision.clone())).count_total;
        let mut again = None;
        let of_the_decision = measure(|| again = Some(rules.decide(&case))).count_total;
        assert!(of_the_decision <= of_the_answer, "{of_the_decision} of {of_the_answer}: {case:?}");
    }
}

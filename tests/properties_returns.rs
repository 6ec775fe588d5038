//! What holds for every decision, whatever the case.

#![allow(clippy::unwrap_used, reason = "the inputs of a test are good")]

use std::collections::BTreeSet;
use std::sync::OnceLock;

use landfall::RuleBook;
use landfall::place::{Country, Region};
use landfall::returns::{
    BuyerGroup, Category, Channel, Fact, Facts, Outcome, Paid, Party, PolicyFee, Reason, ReturnCase,
    ReturnDecision, ReturnPolicy, ReturnRules,
};
use landfall::time::Date;
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Every place with rules of its own.
fn places() -> &'static Vec<ReturnRules> {
    static PLACES: OnceLock<Vec<ReturnRules>> = OnceLock::new();
    PLACES.get_or_init(|| {
        let book = RuleBook::embedded();
        let of = |country: Country, region: Option<Region>| book.return_rules(country, region).unwrap();
        let mut places: Vec<_> = book.return_countries().map(|country| of(country, None)).collect();
        for region in [
            "US-CA", "US-NY", "US-NJ", "US-FL", "US-HI", "US-CT", "US-RI", "US-VA", "US-MN", "US-MD", "US-OH",
        ]
        .into_iter()
        .chain(["CA-ON", "CA-QC", "CA-BC", "CA-AB", "CA-NS", "CA-SK", "CA-MB", "CA-NL"])
        {
            let region: Region = region.parse().unwrap();
            places.push(of(region.country(), Some(region)));
        }
        places
    })
}

fn case(rules: &ReturnRules, category: Category, reason: Reason, today: Date) -> ReturnCase {
    let mut case = ReturnCase::new(rules.country(), category, reason, today);
    case.region = rules.region();
    case
}

/// The facts that a decision asks for.
fn asked(decision: &ReturnDecision) -> Vec<Fact> {
    Fact::ALL.iter().copied().filter(|fact| decision.missing.contains(&fact.field())).collect()
}

/// For every place, kind of goods, reason and channel: each fact that is asked for can change the outcome, and no
/// other can. All combinations of the facts that are ever asked for are gone through.
#[test]
fn need_facts_asks_for_what_decides_and_for_nothing_else() {
    let (mut settled, mut open, mut most) = (0_usize, 0_usize, 0_usize);
    let days = [
        (day("2026-03-05"), day("2026-03-10"), day("2026-03-12")),
        (day("2026-03-05"), day("2026-03-10"), day("2026-04-20")),
        (day("2024-03-05"), day("2024-03-10"), day("2026-09-20")),
    ];
    for rules in places() {
        for (ordered, delivered, today) in days {
            for category in Category::ALL {
                for reason in Reason::ALL {
                    let case = case(rules, *category, *reason, today)
                        .with_ordered(ordered)
                        .with_delivered(delivered)
                        .with_contract_document_received(ordered)
                        .with_contract_copy_received(ordered)
                        .with_paid(Paid::goods("80.00 CAD".parse().unwrap()));
                    most = most.max(exhaust(rules, &case, &mut settled, &mut open));
                }
            }
        }
    }
    assert!(settled > 10_000 && open > 1_000, "{settled} settled and {open} open cases");
    assert!(most <= 8, "{most} open facts at once");
}

/// Answers every open fact in both ways, and checks each decision on the way against all that follow from it.
fn exhaust(rules: &ReturnRules, case: &ReturnCase, settled: &mut usize, open: &mut usize) -> usize {
    let decision = rules.decide(case).unwrap();
    let facts = asked(&decision);
    let other_gaps = decision.missing.len() > facts.len();
    if decision.outcome != Outcome::NeedFacts {
        *settled += 1;
        assert!(decision.missing.is_empty());
        return 0;
    }
    if other_gaps || !decision.remarks.iter().all(|remark| remark.code != "law_unknown") {
        return 0;
    }
    *open += 1;
    // Every combination of the facts asked for settles the case or asks for more of what they opened.
    let outcomes: Vec<Outcome> = combinations(&facts)
        .map(|combination| {
            let told = with(case, combination);
            rules.decide(&told).unwrap().outcome
        })
        .collect();
    for (position, fact) in facts.iter().enumerate() {
        let bit = 1_usize << position;
        let decides = (0..outcomes.len()).filter(|index| index & bit == 0).any(|index| {
            let (no, yes) = (outcomes.get(index), outcomes.get(index | bit));
            no != yes
        });
        assert!(
            decides,
            "{:?} {}: {fact} cannot change it: {:?}",
            rules.country(),
            case.category,
            decision.missing
        );
    }
    // What is not asked for changes nothing once all that is asked for is known.
    for fact in Fact::ALL.iter().filter(|fact| fact.is_declared() && !facts.contains(fact)) {
        if case.facts.get(*fact).is_some() || is_answered_by_category(*fact) {
            continue;
        }
        for yes in [false, true] {
            let before = rules.decide(&case.clone().with_fact(*fact, yes)).unwrap();
            assert_eq!(
                before.outcome,
                Outcome::NeedFacts,
                "{:?} {}: {fact} was not asked for",
                rules.country(),
                case.category
            );
        }
    }
    facts.len()
}

/// Facts that are open in every category: to say one of the others would be to say that the article is no ordinary one.
fn is_answered_by_category(fact: Fact) -> bool {
    const OPEN: [Fact; 16] = [
        Fact::SealBroken,
        Fact::Intact,
        Fact::Used,
        Fact::OpenedToCheck,
        Fact::OriginalPackaging,
        Fact::ConsentedToBegin,
        Fact::AcknowledgedLoss,
        Fact::Informed,
        Fact::ExemptionTold,
        Fact::PolicyDisclosed,
        Fact::ConfirmationSent,
        Fact::ContractComplete,
        Fact::ContractCopyReceived,
        Fact::ConfirmedNoReturn,
        Fact::Conversation,
        Fact::ProofOfPurchase,
    ];
    !OPEN.contains(&fact)
}

/// Every way of answering some facts; one that cannot be is like its nearest possible neighbour.
fn combinations(facts: &[Fact]) -> impl Iterator<Item = Facts> {
    (0..1_usize << facts.len()).map(move |answers| {
        let numbered = facts.iter().enumerate();
        numbered.fold(Facts::default(), |all, (position, fact)| all.with(*fact, answers >> position & 1 == 1))
    })
}

fn with(case: &ReturnCase, facts: Facts) -> ReturnCase {
    facts.iter().fold(case.clone(), |case, (fact, yes)| case.with_fact(fact, yes))
}

fn any_fact() -> impl Strategy<Value = (Fact, bool)> {
    let declared: Vec<Fact> = Fact::ALL.iter().copied().filter(|fact| fact.is_declared()).collect();
    (prop::sample::select(declared), any::<bool>())
}

prop_compose! {
    fn any_case()(
        place in 0..places().len(),
        category in prop::sample::select(Category::ALL),
        reason in prop::sample::select(Reason::ALL),
        channel in prop::sample::select(Channel::ALL),
        group in prop::option::of(prop::sample::select(BuyerGroup::ALL)),
        ordered in 0_u64..1_900,
        way in 0_u64..40,
        delivered in prop::option::of(Just(())),
        after in 0_u64..800,
        seen in 0_u64..400,
        facts in prop::collection::vec(any_fact(), 0..9),
    ) -> (usize, ReturnCase) {
        let rules = places().get(place).unwrap();
        let plus = |from: Date, days: u64| from.checked_add_days(chrono::Days::new(days)).unwrap();
        let ordered = plus(day("2021-06-01"), ordered);
        let arrived = plus(ordered, way);
        let today = plus(arrived, after);
        let mut case = case(rules, category, reason, today).with_ordered(ordered).with_channel(channel);
        if delivered.is_some() {
            case = case.with_delivered(arrived).with_defect_seen(plus(arrived, seen.min(after)));
        }
        case.buyer_group = group;
        case = case.with_contract_document_received(ordered).with_contract_copy_received(ordered);
        (place, facts.into_iter().fold(case, |case, (fact, yes)| case.with_fact(fact, yes)))
    }
}

fn rules(place: usize) -> &'static ReturnRules {
    places().get(place).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_fact_that_was_asked_for_never_reopens_a_settled_answer((place, case) in any_case()) {
        // Answered one by one, in the order of asking, the questions come to an end.
        let mut told = case;
        for _ in 0..40 {
            let decision = rules(place).decide(&told).unwrap();
            let Some(fact) = asked(&decision).first().copied() else {
                // Then whatever is still open changes nothing.
                if decision.outcome != Outcome::NeedFacts {
                    for fact in [Fact::Informed, Fact::ConfirmationSent, Fact::ExemptionTold, Fact::PolicyDisclosed] {
                        if told.facts.get(fact).is_none() {
                            for yes in [false, true] {
                                let more = rules(place).decide(&told.clone().with_fact(fact, yes)).unwrap();
                                prop_assert_eq!(more.outcome, decision.outcome, "{} {}", fact, yes);
                            }
                        }
                    }
                }
                return Ok(());
            };
            prop_assert!(told.facts.get(fact).is_none(), "{} was asked for twice", fact);
            told = told.with_fact(fact, (fact as u8).is_multiple_of(2));
        }
        prop_assert!(false, "the questions do not end");
    }

    #[test]
    fn the_merged_answer_is_never_worse_than_the_law_alone(
        (place, case) in any_case(),
        days in 0_u32..60,
        fee in 0_i64..40,
        pays in any::<bool>(),
        accepts in any::<bool>(),
    ) {
        let mut case = case;
        case.reason = Reason::ChangeOfMind;
        case.paid = Some(Paid::goods("80.00 ILS".parse().unwrap()));
        let law = rules(place).decide(&case).unwrap();
        let policy = if accepts { ReturnPolicy::days(days) } else { ReturnPolicy::no_returns() };
        let policy = policy
            .with_fee(PolicyFee::Share(landfall::Decimal::new(fee, 2)))
            .with_return_cost(if pays { Party::Seller } else { Party::Consumer });
        let both = rules(place).decide(&case.clone().with_policy(policy)).unwrap();
        prop_assert!(law.outcome != Outcome::Eligible || both.outcome == Outcome::Eligible);
        if law.outcome == Outcome::Eligible {
            if let (Some(law), Some(both)) = (&law.last_day, &both.last_day) {
                prop_assert!(both.day >= law.day);
            }
            prop_assert!(law.return_cost != Party::Seller || both.return_cost == Party::Seller);
            if let (Some(law), Some(both)) = (law.refund_due, both.refund_due) {
                prop_assert!(both <= law);
            }
            if let (Some(law), Some(both)) = (law.refund, both.refund) {
                prop_assert!(both.total.unwrap().amount() >= law.total.unwrap().amount());
            }
        }
    }

    #[test]
    fn deadlines_never_come_before_what_starts_them((place, case) in any_case()) {
        let decision = rules(place).decide(&case).unwrap();
        let ordered = case.ordered.unwrap();
        if let Some(last) = &decision.last_day {
            prop_assert!(last.day >= last.raw && last.raw >= ordered);
        }
        for later in [decision.refund_due, decision.send_back_by].into_iter().flatten() {
            prop_assert!(later >= ordered);
        }
        if let Some(until) = decision.conformity.as_ref().and_then(|claim| claim.liable_until) {
            prop_assert!(case.delivered().is_none_or(|delivered| until >= delivered));
        }
    }

    #[test]
    fn every_answer_names_rules_in_force((place, case) in any_case()) {
        let decision = rules(place).decide(&case).unwrap();
        let (contract, exercised) = (case.ordered.unwrap(), case.exercised());
        for row in &decision.because {
            let covers = |day: Date| row.from <= day && row.to.is_none_or(|to| day <= to);
            prop_assert!(covers(contract) || covers(exercised), "{} is not in force", row.rule);
            prop_assert!(!row.law.is_empty() && !row.text.is_empty());
        }
        // Where nothing is named, the answer says that the law is not known.
        let says_so = decision.remarks.iter().any(|remark| remark.code == "law_unknown");
        let by_policy = decision.ground == Some(landfall::returns::Ground::Policy);
        prop_assert!(!decision.because.is_empty() || says_so || by_policy, "{:?}", decision);
        prop_assert!(decision.outcome != Outcome::Eligible || !decision.because.is_empty());
    }

    #[test]
    fn the_order_of_facts_does_not_matter((place, case) in any_case(), seed in any::<u64>()) {
        let mut facts: Vec<(Fact, bool)> = case.facts.iter().collect();
        let mut other = case.clone();
        other.facts = Facts::default();
        // A simple shuffle.
        facts.sort_by_key(|(fact, _)| seed.rotate_left(u32::from(*fact as u8)));
        let other = facts.into_iter().fold(other, |case, (fact, yes)| case.with_fact(fact, yes));
        prop_assert_eq!(rules(place).decide(&case).unwrap(), rules(place).decide(&other).unwrap());
    }

    #[test]
    fn a_longer_wait_never_opens_a_right((place, case) in any_case(), days in 1_u64..400) {
        let mut later = case.clone();
        later.today = case.today.checked_add_days(chrono::Days::new(days)).unwrap();
        let (now, then) = (rules(place).decide(&case).unwrap(), rules(place).decide(&later).unwrap());
        let is_late = case.reason == Reason::Late || case.deliveries.is_empty();
        if !is_late && now.outcome == Outcome::NotEligible {
            prop_assert_ne!(then.outcome, Outcome::Eligible);
        }
    }
}

#[test]
fn every_place_has_a_name_and_every_question_is_asked_once() {
    let questions: BTreeSet<&str> = Fact::ALL.iter().map(|fact| fact.question()).collect();
    assert_eq!(questions.len(), Fact::ALL.len());
    let fields: BTreeSet<&str> = Fact::ALL.iter().map(|fact| fact.field()).collect();
    assert_eq!(fields.len(), Fact::ALL.len());
    assert_eq!(RuleBook::embedded().return_countries().count(), 69);
}

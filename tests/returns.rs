//! Figures worked by hand from the laws: what a decision holds besides its outcome.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "the inputs of a test are good")]

use landfall::RuleBook;
use landfall::money::ExactMoney;
use landfall::returns::{
    Buyer, Category, Channel, Claimant, Delivery, Fact, Ground, Import, LeftWith, Outcome, Paid, Party,
    PolicyClause, PolicyFee, PolicyStart, Reason, Remedy, ReturnCase, ReturnDecision, ReturnPolicy,
    ReturnsError, Season, Settlement, Window,
};
use landfall::rules::Evidence;
use landfall::time::Date;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn case(country: &str, reason: Reason, today: &str) -> ReturnCase {
    ReturnCase::new(country.parse().unwrap(), Category::General, reason, day(today))
}

fn decide(case: &ReturnCase) -> ReturnDecision {
    RuleBook::embedded().decide_return(case).unwrap()
}

fn told(country: &str, delivered: &str, today: &str) -> ReturnCase {
    case(country, Reason::ChangeOfMind, today).with_delivered(day(delivered)).with_fact(Fact::Informed, true)
}

fn last_day(decision: &ReturnDecision) -> String {
    decision.last_day.as_ref().unwrap().to_string()
}

fn remark<'d>(decision: &'d ReturnDecision, code: &str) -> Option<&'d str> {
    decision.remarks.iter().find(|remark| remark.code == code).map(|remark| &*remark.message)
}

#[test]
fn a_neighbour_whom_the_buyer_did_not_name_does_not_start_the_period() {
    let left = |with| Delivery { had: Some(day("2026-11-09")), left: Some((day("2026-11-02"), Some(with))) };
    let told = case("DE", Reason::ChangeOfMind, "2026-11-16").with_fact(Fact::Informed, true);
    // From the neighbour on the 9th: fourteen days end on the 23rd. Directive 2011/83/EU, art. 9(2)(b).
    let neighbour = decide(&told.clone().with_delivery(left(LeftWith::NeighbourNotNamed)));
    assert_eq!(last_day(&neighbour), "2026-11-23");
    // The named person had them on the 2nd.
    let named = decide(&told.clone().with_delivery(left(LeftWith::PersonNamedByConsumer)));
    assert_eq!(last_day(&named), "2026-11-16");
    // Still with the neighbour: the period has not begun.
    let waiting = Delivery { had: None, left: Some((day("2026-11-02"), Some(LeftWith::NeighbourNotNamed))) };
    let waiting = decide(&told.with_delivery(waiting));
    assert_eq!((waiting.outcome, waiting.last_day), (Outcome::Eligible, None));
}

#[test]
fn the_last_of_several_goods_starts_the_period() {
    let parts = told("GB", "2026-11-02", "2026-11-21").with_delivered(day("2026-11-09"));
    assert_eq!(last_day(&decide(&parts)), "2026-11-23");
    // While one of them is with a neighbour, it has not begun.
    let open = parts.with_delivery(Delivery { had: None, left: Some((day("2026-11-10"), None)) });
    assert_eq!(decide(&open).last_day, None);
}

#[test]
fn days_outside_the_calendars_say_so() {
    // 2023-12-30 is a Saturday; the calendars begin with 2024.
    let unknown = decide(&told("DE", "2022-12-17", "2022-12-30"));
    let last = unknown.last_day.clone().unwrap();
    assert_eq!((last.raw, last.may_move, unknown.outcome), (day("2022-12-31"), true, Outcome::Eligible));
    assert!(remark(&unknown, "roll_unknown").is_some());
    // After the day as counted nobody can say; a month later it is certain.
    let after = decide(&told("DE", "2022-12-17", "2023-01-02"));
    assert_eq!((after.outcome, after.missing.len()), (Outcome::NeedFacts, 0));
    assert!(remark(&after, "calendar_unknown").is_some());
    assert_eq!(decide(&told("DE", "2022-12-17", "2023-01-31")).outcome, Outcome::NotEligible);
    // The United Kingdom does not move a day, and so knows it.
    let british = decide(&told("GB", "2022-12-17", "2023-01-01"));
    assert_eq!((last_day(&british).as_str(), british.outcome), ("2022-12-31", Outcome::NotEligible));
}

#[test]
fn production_that_has_begun_asks_whether_the_article_was_made_to_order() {
    let begun = told("DE", "2026-11-02", "2026-11-10").with_fact(Fact::ProductionStarted, true);
    assert_eq!(decide(&begun).missing, ["facts.custom_made"]);
    // It never decides itself: CJEU C-529/19.
    for started in [true, false] {
        let made = told("DE", "2026-11-02", "2026-11-10")
            .with_fact(Fact::ProductionStarted, started)
            .with_fact(Fact::CustomMade, true);
        assert_eq!(decide(&made).outcome, Outcome::NotEligible);
    }
}

#[test]
fn a_subscription_renewed_after_a_trial_is_withdrawn_from_anew_only_where_its_price_was_not_told() {
    // CJEU C-565/22: renewed on 2 November 2026, fourteen days end on the 16th.
    let renewed = |told: bool| {
        let mut case = case("DE", Reason::ChangeOfMind, "2026-11-16")
            .with_ordered(day("2026-10-02"))
            .with_renewed_on(day("2026-11-02"))
            .with_fact(Fact::Informed, true)
            .with_fact(Fact::PriceAfterTrialTold, told);
        case.category = Category::Subscription;
        decide(&case)
    };
    assert_eq!(
        (renewed(false).outcome, last_day(&renewed(false)).as_str()),
        (Outcome::Eligible, "2026-11-16")
    );
    assert_eq!(renewed(true).outcome, Outcome::NotEligible);
}

#[test]
fn the_total_of_a_refund_is_the_sum_of_its_parts() {
    let money = |text: &str| text.parse::<ExactMoney>().unwrap();
    let paid = Paid::goods(money("80.00 EUR"))
        .with_standard_shipping(money("5.00 EUR"))
        .with_express_extra(money("9.00 EUR"))
        .with_duty(money("3.00 EUR"))
        .with_tax(money("16.72 EUR"));
    let decision = decide(&told("DE", "2026-11-02", "2026-11-10").with_paid(paid));
    // All payments but the extra of the express delivery: 80.00 + 5.00 + 3.00 + 16.72. Directive 2011/83/EU, art. 13.
    let sums = decision.refund.unwrap();
    assert_eq!(sums.total.unwrap().to_string(), "104.72 EUR");
    assert_eq!((sums.shipping.unwrap().to_string().as_str(), sums.fee), ("5.00 EUR", None));
    // China's law names the price; the freight out is not named, and nothing is invented.
    let chinese = told("CN", "2026-11-02", "2026-11-05")
        .with_fact(Fact::Intact, true)
        .with_paid(Paid::goods(money("100.00 CNY")).with_standard_shipping(money("8.00 CNY")));
    let chinese = decide(&chinese);
    assert_eq!(chinese.refund.unwrap().shipping, None);
    assert!(remark(&chinese, "shipping_not_said").is_some());
}

#[test]
fn a_fee_with_a_cap_in_another_currency_is_not_known() {
    let case = told("IL", "2026-03-10", "2026-03-16")
        .with_contract_document_received(day("2026-03-06"))
        .with_fact(Fact::Conversation, false)
        .with_paid(Paid::goods("300.00 USD".parse().unwrap()));
    let decision = decide(&case);
    let sums = decision.refund.unwrap();
    assert_eq!((sums.fee, sums.total), (None, None));
    assert!(remark(&decision, "fee_in_another_currency").is_some());
}

#[test]
fn what_was_used_beyond_testing_may_be_worth_less_unless_the_buyer_was_not_told() {
    let used = told("DE", "2026-11-02", "2026-11-10")
        .with_fact(Fact::Used, true)
        .with_fact(Fact::UsedForTesting, false)
        .with_paid(Paid::goods("80.00 EUR".parse().unwrap()));
    assert!(remark(&decide(&used), "diminished_value").is_some());
    let untold = used.clone().with_fact(Fact::Informed, false);
    assert!(remark(&decide(&untold), "diminished_value").is_none());
    assert!(remark(&decide(&used.with_fact(Fact::UsedForTesting, true)), "diminished_value").is_none());
}

#[test]
fn duty_comes_back_from_customs_by_the_route_of_the_reason() {
    let import = Import::new(Some(day("2026-10-20")), Some(day("2026-10-20")));
    let back = |reason, import: &Import| {
        let case = case("DE", reason, "2026-11-10")
            .with_seller_country("US".parse().unwrap())
            .with_ordered(day("2026-10-10"))
            .with_delivered(day("2026-11-02"))
            .with_fact(Fact::Informed, true)
            .with_import(import.clone());
        decide(&case).duty_refunds
    };
    // Ninety days from the acceptance: Delegated Regulation (EU) 2015/2446, art. 148(3).
    let mind = back(Reason::ChangeOfMind, &import);
    assert_eq!(
        (mind[0].claim_by.unwrap(), &*mind[0].ground),
        (day("2027-01-18"), "distance_contract_return")
    );
    // One year from the notification: Regulation (EU) 952/2013, art. 121(1)(b).
    let fault = back(Reason::Defect, &import);
    assert_eq!((fault[0].claim_by.unwrap(), fault[0].claimant), (day("2027-10-20"), Claimant::Importer));
    // The flat duty of three euros does not come back after a change of mind, the tax may.
    let flat = import.clone().with_duty_rule("eu.duty.low-value-flat".parse().unwrap());
    let flat = back(Reason::ChangeOfMind, &flat);
    assert!(flat.iter().all(|way| !way.covers_duty), "{flat:?}");
    assert!(flat.iter().any(|way| way.claimant == Claimant::Nobody));
    // Tax that the seller took comes from the seller.
    let one_stop = import.with_tax_taken_by_seller(true);
    assert!(
        back(Reason::ChangeOfMind, &one_stop)
            .iter()
            .any(|way| way.claimant == Claimant::Seller && way.covers_tax)
    );
}

#[test]
fn without_a_border_nothing_is_said_of_duty() {
    assert!(decide(&told("DE", "2026-11-02", "2026-11-10")).duty_refunds.is_empty());
    let abroad = told("DE", "2026-11-02", "2026-11-10").with_seller_country("US".parse().unwrap());
    assert!(
        remark(&decide(&abroad), "home_law_assumed").unwrap().contains("directs its business to Germany")
    );
}

#[test]
fn late_delivery_in_the_union_asks_for_a_further_period() {
    let late = case("FR", Reason::Late, "2026-11-10").with_ordered(day("2026-10-10"));
    // Thirty days from the order end on 9 November: Directive 2011/83/EU, art. 18.
    let decision = decide(&late);
    assert_eq!((decision.outcome, decision.ground), (Outcome::Eligible, Some(Ground::LateDelivery)));
    assert!(remark(&decision, "further_period").is_some());
    let mut in_time = late.clone();
    in_time.today = day("2026-11-09");
    assert_eq!(decide(&in_time).outcome, Outcome::NotEligible);
    // What has come is not late any more; a day that was promised counts before the thirty.
    assert_eq!(decide(&late.clone().with_delivered(day("2026-11-10"))).outcome, Outcome::NotEligible);
    assert_eq!(decide(&late.with_promised_delivery(day("2026-11-20"))).outcome, Outcome::NotEligible);
}

#[test]
fn an_american_seller_that_has_not_shipped_lets_the_buyer_out() {
    // 16 CFR part 435: by the promised day, else within thirty days.
    let late = case("US", Reason::Late, "2026-11-10").with_ordered(day("2026-10-10"));
    assert_eq!(decide(&late).missing, ["facts.shipped", "facts.consented_to_delay"]);
    let waiting = late.clone().with_fact(Fact::Shipped, false).with_fact(Fact::ConsentedToDelay, false);
    assert_eq!(decide(&waiting).outcome, Outcome::Eligible);
    assert_eq!(decide(&late.with_fact(Fact::Shipped, true)).outcome, Outcome::NotEligible);
}

#[test]
fn a_repair_in_slovakia_makes_the_guarantee_a_year_longer() {
    // Civil Code 40/1964, s 619(4), from 2026-07-31.
    let faulty = |ordered: &str, repaired: bool| {
        let case = case("SK", Reason::Defect, "2026-12-10")
            .with_ordered(day(ordered))
            .with_delivered(day("2026-08-10"))
            .with_fact(Fact::Repaired, repaired);
        decide(&case).conformity.unwrap().liable_until.unwrap()
    };
    assert_eq!(faulty("2026-07-31", true), day("2029-08-10"));
    assert_eq!(faulty("2026-07-31", false), day("2028-08-10"));
    assert_eq!(faulty("2026-07-30", true), day("2028-08-10"));
}

#[test]
fn australian_guarantees_reach_businesses_and_a_major_failure_opens_the_refund() {
    let broken = case("AU", Reason::Defect, "2026-11-10").with_delivered(day("2026-06-10"));
    let minor = decide(&broken).conformity.unwrap();
    assert_eq!(minor.remedies, [Remedy::Repair, Remedy::Replacement, Remedy::Refund]);
    assert_eq!(minor.liable_until, None);
    let major = decide(&broken.clone().with_fact(Fact::MajorFailure, true)).conformity.unwrap();
    assert_eq!(major.remedies, [Remedy::Refund, Remedy::Replacement]);
    assert_eq!(decide(&broken.with_buyer(Buyer::Business)).outcome, Outcome::Eligible);
    let german = case("DE", Reason::Defect, "2026-11-10").with_delivered(day("2026-06-10"));
    assert_eq!(decide(&german.with_buyer(Buyer::Business)).outcome, Outcome::NotEligible);
}

#[test]
fn dutch_goods_that_are_over_two_years_old_hang_on_their_expected_life() {
    let old = case("NL", Reason::Defect, "2026-11-10")
        .with_ordered(day("2024-08-01"))
        .with_delivered(day("2024-08-05"));
    assert_eq!(decide(&old).missing, ["facts.within_expected_life"]);
    assert_eq!(decide(&old.clone().with_fact(Fact::WithinExpectedLife, true)).outcome, Outcome::Eligible);
    assert_eq!(decide(&old.with_fact(Fact::WithinExpectedLife, false)).outcome, Outcome::NotEligible);
}

#[test]
fn a_promise_longer_than_the_law_carries_after_it() {
    let policy = ReturnPolicy::days(60).with_return_cost(Party::Seller).with_refund_days(5);
    let decision = decide(&told("DE", "2026-10-05", "2026-11-10").with_policy(policy.clone()));
    assert_eq!((decision.outcome, decision.ground), (Outcome::Eligible, Some(Ground::Policy)));
    assert_eq!((last_day(&decision).as_str(), decision.return_cost), ("2026-12-04", Party::Seller));
    // Within the law's days the law is the ground, and each field is the better of the two.
    let both = decide(&told("DE", "2026-11-02", "2026-11-10").with_policy(policy));
    assert_eq!(both.ground, Some(Ground::StatutoryWithdrawal));
    assert_eq!((last_day(&both).as_str(), both.return_cost), ("2027-01-01", Party::Seller));
    assert_eq!(both.refund_due, Some(day("2026-11-15")));
    assert!(both.policy_breaches.is_empty());
}

#[test]
fn a_promise_below_the_law_is_told_clause_by_clause() {
    let policy = ReturnPolicy::days(7)
        .with_start(PolicyStart::Purchase)
        .with_fee(PolicyFee::Share("0.15".parse().unwrap()))
        .with_settlement(Settlement::StoreCredit)
        .with_refund_days(30)
        .with_original_packaging();
    let case = told("DE", "2026-11-02", "2026-11-10")
        .with_ordered(day("2026-10-30"))
        .with_paid(Paid::goods("80.00 EUR".parse().unwrap()))
        .with_policy(policy);
    let decision = decide(&case);
    let clauses: Vec<_> = decision.policy_breaches.iter().map(|breach| breach.clause).collect();
    let all = [
        PolicyClause::Days,
        PolicyClause::OriginalPackaging,
        PolicyClause::Settlements,
        PolicyClause::Fee,
        PolicyClause::RefundDays,
    ];
    assert_eq!(clauses, all);
    // Nothing of it counts: the whole price, within fourteen days.
    assert_eq!(decision.refund.unwrap().total.unwrap().to_string(), "80.00 EUR");
    assert_eq!(decision.refund_due, Some(day("2026-11-24")));
    // Taiwan's buyer bears no cost at all.
    let costly = told("TW", "2026-11-02", "2026-11-05")
        .with_policy(ReturnPolicy::days(7).with_return_cost(Party::Consumer));
    let costly = decide(&costly);
    assert_eq!(costly.policy_breaches[0].clause, PolicyClause::ReturnCost);
    assert_eq!(costly.return_cost, Party::Seller);
}

#[test]
fn no_returns_cannot_be_said_where_the_law_gives_a_right() {
    let none = decide(&told("FR", "2026-11-02", "2026-11-10").with_policy(ReturnPolicy::no_returns()));
    assert_eq!(
        (none.outcome, none.policy_breaches[0].clause),
        (Outcome::Eligible, PolicyClause::AcceptsReturns)
    );
    let american = told("US", "2026-11-02", "2026-11-10")
        .with_fact(Fact::PolicyDisclosed, true)
        .with_policy(ReturnPolicy::no_returns());
    let american = decide(&american);
    assert!(american.policy_breaches.is_empty());
    assert_eq!(american.outcome, Outcome::NotEligible);
}

#[test]
fn a_season_lengthens_the_window_of_orders_in_it() {
    let season =
        Season { ordered_from: day("2026-11-15"), ordered_to: day("2026-12-24"), until: day("2027-01-31") };
    let policy = ReturnPolicy::days(30).with_season(season);
    let ordered = |on: &str| {
        let case = told("US", "2026-11-20", "2027-01-31")
            .with_ordered(day(on))
            .with_fact(Fact::PolicyDisclosed, true)
            .with_policy(policy.clone());
        decide(&case).outcome
    };
    assert_eq!(ordered("2026-11-15"), Outcome::Eligible);
    assert_eq!(ordered("2026-11-14"), Outcome::NotEligible);
}

#[test]
fn a_promise_goes_to_schema_org_and_back() {
    let policy = ReturnPolicy::days(30)
        .with_return_cost(Party::Consumer)
        .with_fee(PolicyFee::Share("0.125".parse().unwrap()))
        .with_method(landfall::returns::ReturnMethod::ByMail)
        .with_method(landfall::returns::ReturnMethod::InStore)
        .with_settlement(Settlement::Refund)
        .with_season(Season {
            ordered_from: day("2026-11-15"),
            ordered_to: day("2026-12-24"),
            until: day("2027-01-31"),
        });
    let countries = ["DE".parse().unwrap(), "AT".parse().unwrap()];
    let (object, losses) = policy.to_schema_org(&countries);
    assert!(losses.is_empty(), "{losses:?}");
    assert_eq!(object["restockingFee"].to_string(), "12.5");
    let read = ReturnPolicy::from_schema_org(&object).unwrap();
    assert_eq!(
        (read.policy, read.countries.as_slice(), read.losses.len()),
        (policy, countries.as_slice(), 0)
    );
    // What the form cannot hold is named.
    let rich = ReturnPolicy::days(14)
        .with_start(PolicyStart::Purchase)
        .with_category(Category::Underwear, Window::Closed)
        .with_original_packaging();
    let (_, losses) = rich.to_schema_org(&countries);
    let fields: Vec<_> = losses.iter().filter_map(|loss| loss.split(':').next()).collect();
    assert_eq!(fields, ["start", "categories.underwear", "original_packaging"]);
}

#[test]
fn what_is_no_return_policy_is_told_by_its_property() {
    for (object, property) in [
        (serde_json::json!("text"), "@type"),
        (serde_json::json!({"@type": "Offer"}), "@type"),
        (serde_json::json!({"@type": "MerchantReturnPolicy"}), "returnPolicyCategory"),
        (
            serde_json::json!({"@type": "MerchantReturnPolicy", "returnPolicyCategory": "MerchantReturnFiniteReturnWindow"}),
            "merchantReturnDays",
        ),
        (
            serde_json::json!({"@type": "MerchantReturnPolicy", "returnPolicyCategory": "MerchantReturnNotPermitted",
                "returnFees": "Gratis"}),
            "returnFees",
        ),
        (
            serde_json::json!({"@type": "MerchantReturnPolicy", "returnPolicyCategory": "MerchantReturnNotPermitted",
                "applicableCountry": "Germany"}),
            "applicableCountry",
        ),
    ] {
        let error = ReturnPolicy::from_schema_org(&object).unwrap_err();
        assert_eq!(error.property, property, "{error}");
    }
}

#[test]
fn the_published_promise_is_nowhere_below_the_law() {
    let book = RuleBook::embedded();
    let rules = |country: &str| book.return_rules(country.parse().unwrap(), None).unwrap();
    let on = day("2026-11-21");
    let none = ReturnPolicy::no_returns();
    for (country, window) in [
        ("DE", Window::Days(14)),
        ("GB", Window::Days(14)),
        ("TW", Window::Days(7)),
        ("CL", Window::Days(10)),
        ("US", Window::Closed),
        ("AU", Window::Closed),
    ] {
        assert_eq!(
            rules(country).effective_policy(Category::General, &none, on).policy.window,
            window,
            "{country}"
        );
    }
    // Five working days in Colombia cannot be said in days: it is told beside.
    let colombian = rules("CO").effective_policy(Category::General, &none, on);
    assert_eq!((colombian.policy.window, colombian.beside.len()), (Window::Closed, 1));
}

#[test]
fn every_doubt_travels_with_the_answer() {
    let thai = decide(&told("TH", "2026-11-02", "2026-11-05"));
    assert_eq!((thai.outcome, thai.because[0].evidence), (Outcome::Eligible, Evidence::Recalled));
    assert!(thai.because[0].uncertain.as_deref().unwrap().contains("small or plain web shops"));
    let irish = decide(&told("IE", "2026-11-02", "2026-11-05"));
    assert!(irish.because[0].law.starts_with("Consumer Rights Act 2022"));
    assert!(irish.because[0].uncertain.as_deref().unwrap().contains("s 113"));
}

#[test]
fn a_country_that_the_data_does_not_hold_is_open() {
    let decision = decide(&told("FJ", "2026-11-02", "2026-11-05"));
    assert_eq!((decision.outcome, &decision.last_day), (Outcome::NeedFacts, &None));
    assert!(remark(&decision, "law_unknown").is_some());
    // The shop's own promise still answers.
    let promised = told("FJ", "2026-11-02", "2026-11-05").with_policy(ReturnPolicy::days(30));
    assert_eq!(decide(&promised).outcome, Outcome::Eligible);
}

#[test]
fn a_day_before_the_rules_is_open() {
    // Serbia's act is of 20 December 2021.
    let ordered = |on: &str| decide(&told("RS", "2021-12-22", "2021-12-23").with_ordered(day(on))).outcome;
    assert_eq!((ordered("2021-12-19"), ordered("2021-12-20")), (Outcome::NeedFacts, Outcome::Eligible));
}

#[test]
fn what_contradicts_itself_is_an_error_that_names_the_field() {
    let book = RuleBook::embedded();
    let backwards = told("DE", "2026-11-02", "2026-11-10").with_ordered(day("2026-11-03"));
    assert_eq!(book.decide_return(&backwards).unwrap_err().field(), "delivered");
    let mixed = Paid::goods("10.00 EUR".parse().unwrap()).with_tax("1.00 USD".parse().unwrap());
    let mixed = told("DE", "2026-11-02", "2026-11-10").with_paid(mixed);
    assert_eq!(book.decide_return(&mixed).unwrap_err().field(), "paid.tax");
    let derived = told("DE", "2026-11-02", "2026-11-10").with_fact(Fact::Faulty, true);
    assert_eq!(book.decide_return(&derived).unwrap_err(), ReturnsError::FactFromCase { fact: "faulty" });
    let elsewhere = told("DE", "2026-11-02", "2026-11-10").with_region("US-CA".parse().unwrap());
    assert_eq!(book.decide_return(&elsewhere).unwrap_err().field(), "region");
    let rules = book.return_rules("FR".parse().unwrap(), None).unwrap();
    assert_eq!(
        rules.decide(&told("DE", "2026-11-02", "2026-11-10")).unwrap_err().code(),
        "rules_of_another_place"
    );
}

#[test]
fn rows_of_ones_own_win_over_the_books() {
    let book = RuleBook::embedded()
        .with_overlay(
            r#"
            overlay = "returns/EU.toml"
            [[right]]
            id = "eu.withdrawal"
            from = 2026-01-01
            kind = "withdrawal"
            text = "Thirty days by our own agreement."
            subject = ["goods"]
            channel = ["online"]
            days = 30
            start = "possession"
            "#,
        )
        .unwrap();
    let decision = book.decide_return(&told("DE", "2026-11-02", "2026-12-02")).unwrap();
    assert_eq!((decision.outcome, decision.because[0].evidence), (Outcome::Eligible, Evidence::Supplied));
}

#[test]
fn a_purchase_in_a_shop_is_the_shops_own_affair() {
    let shop = told("DE", "2026-11-02", "2026-11-05").with_channel(Channel::Store);
    let decision = decide(&shop);
    assert_eq!(
        (decision.outcome, decision.because[0].rule.as_str()),
        (Outcome::NotEligible, "eu.no-withdrawal.store")
    );
    assert_eq!(decide(&shop.with_policy(ReturnPolicy::days(10))).ground, Some(Ground::Policy));
}

#[test]
fn the_book_of_returns_hangs_together() {
    let defects = RuleBook::embedded().check_returns();
    assert!(defects.is_empty(), "{defects:#?}");
}

#[test]
fn a_book_of_ones_own_is_told_what_leads_nowhere() {
    let folder = std::env::temp_dir().join(format!("landfall-returns-{}", std::process::id()));
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    copy(std::path::Path::new(files), &folder);
    let check = |text: &str| {
        std::fs::write(
            folder.join("returns/FJ.toml"),
            format!("code = \"FJ\"\nname = \"Fiji\"\n{SOURCE}{text}"),
        )
        .unwrap();
        let found = RuleBook::from_dir(&folder).unwrap().check_returns();
        found.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    const SOURCE: &str = "[[source]]\nid = \"act\"\nlaw = \"Act\"\nevidence = \"recalled\"\n";
    const ROW: &str = "from = 2021-01-01\nsource = \"act\"\ntext = \"Text.\"\n";
    for (text, said) in [
        ("", "no row cites the source `act`"),
        (&format!("[[right]]\nid = \"fj.a\"\n{ROW}kind = \"wish\""), "`wish` found"),
        (
            &format!("[[exemption]]\nid = \"fj.a\"\n{ROW}when = \"colour\"\ndefeats = [\"withdrawal\"]"),
            "`colour` is not a fact",
        ),
        (
            &format!("[[exemption]]\nid = \"fj.a\"\n{ROW}when = \"used\"\ndefeats = [\"fj.b\"]"),
            "there is no `fj.b`",
        ),
        (
            &format!("[[extension]]\nid = \"fj.a\"\n{ROW}when = \"used\"\nof = [\"fj.b\"]\nadd_months = 1"),
            "there is no `fj.b`",
        ),
        (&format!("[[right]]\nid = \"fj.a\"\n{ROW}kind = \"none\"\ncolour = 1"), "unknown field `colour`"),
        (
            &format!(
                "[[right]]\nid = \"fj.a\"\n{ROW}kind = \"none\"\n[[right]]\nid = \"fj.a\"\n{ROW}kind = \"none\""
            ),
            "two rows of `fj.a`",
        ),
    ] {
        let found = check(text);
        assert!(found.contains(said), "{text}: {found}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to.join("returns")).unwrap();
    for entry in std::fs::read_dir(from.join("returns")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join("returns").join(path.file_name().unwrap())).unwrap();
    }
}

/// What changes on a day: the day before, the first day, and for rules that end the last day and the day after.
#[test]
fn rules_begin_and_end_on_their_days() {
    let download = |country: &str, ordered: &str| {
        let mut case = case(country, Reason::ChangeOfMind, ordered)
            .with_ordered(day(ordered))
            .with_fact(Fact::Informed, true)
            .with_fact(Fact::Begun, true)
            .with_fact(Fact::ConsentedToBegin, true)
            .with_fact(Fact::AcknowledgedLoss, true)
            .with_fact(Fact::ConfirmationSent, false);
        case.category = Category::DigitalContent;
        decide(&case).outcome
    };
    // Without the seller's confirmation the right stays: Directive (EU) 2019/2161 from 2022-05-28, Norway from
    // 2023-10-01, Liechtenstein from 2025-02-01; never in the United Kingdom.
    for (country, before, first) in [
        ("DE", "2022-05-27", "2022-05-28"),
        ("NO", "2023-09-30", "2023-10-01"),
        ("LI", "2025-01-31", "2025-02-01"),
    ] {
        assert_eq!(download(country, before), Outcome::NotEligible, "{country} {before}");
        assert_eq!(download(country, first), Outcome::Eligible, "{country} {first}");
    }
    assert_eq!(download("GB", "2026-11-21"), Outcome::NotEligible);
    // Chile: no goods could be excluded before the decree of 2025-02-28.
    let chilean = |ordered: &str| {
        let case = case("CL", Reason::ChangeOfMind, ordered)
            .with_ordered(day(ordered))
            .with_delivered(day(ordered))
            .with_fact(Fact::ConfirmationSent, true)
            .with_fact(Fact::ExemptionTold, true)
            .with_fact(Fact::CustomMade, true);
        decide(&case).outcome
    };
    assert_eq!((chilean("2025-02-27"), chilean("2025-02-28")), (Outcome::Eligible, Outcome::NotEligible));
    // The guarantee: Chile six months from 2022-03-24, Liechtenstein a new act from 2026-03-01.
    let until = |country: &str, ordered: &str| {
        let case =
            case(country, Reason::Defect, ordered).with_ordered(day(ordered)).with_delivered(day(ordered));
        decide(&case).conformity.unwrap()
    };
    assert_eq!(until("CL", "2022-03-23").liable_until, Some(day("2022-06-23")));
    assert_eq!(until("CL", "2022-03-24").liable_until, Some(day("2022-09-24")));
    assert_eq!(until("LI", "2026-02-28").burden_until, Some(day("2026-08-28")));
    assert_eq!(until("LI", "2026-03-01").burden_until, Some(day("2027-03-01")));
    assert_eq!(until("BE", "2022-05-31").burden_until, Some(day("2022-11-30")));
    assert_eq!(until("BE", "2022-06-01").burden_until, Some(day("2024-06-01")));
    // Colombia: thirty days to pay back until 2024-12-18, fifteen from the 19th, by the day of the notice.
    let paid_by = |notice: &str| {
        let case = case("CO", Reason::ChangeOfMind, notice)
            .with_ordered(day("2024-12-12"))
            .with_delivered(day("2024-12-16"))
            .with_notice(day(notice))
            .with_fact(Fact::Intact, true);
        decide(&case).refund_due.unwrap()
    };
    assert_eq!(paid_by("2024-12-18"), day("2025-01-17"));
    assert_eq!(paid_by("2024-12-19"), day("2025-01-03"));
    // The duty to offer a withdrawal function, and the notice on the guarantee.
    let owes = |reason: Reason, today: &str, rule: &str| {
        let case = case("SK", reason, today).with_ordered(day(today)).with_delivered(day(today));
        decide(&case).shop_duties.iter().any(|duty| duty.rule.as_str() == rule)
    };
    let function = "eu.duty.withdrawal-function";
    assert!(
        !owes(Reason::ChangeOfMind, "2026-06-18", function)
            && owes(Reason::ChangeOfMind, "2026-06-19", function)
    );
    let notice = "eu.duty.guarantee-notice";
    assert!(!owes(Reason::Defect, "2026-09-26", notice) && owes(Reason::Defect, "2026-09-27", notice));
}

#[test]
fn a_case_is_written_and_read_again() {
    let plain = told("DE", "2026-11-02", "2026-11-10");
    let rich = told("IL", "2026-03-10", "2026-03-16")
        .with_id("R1")
        .with_region("IL-TA".parse().unwrap())
        .with_seller_country("US".parse().unwrap())
        .with_ordered(day("2026-03-05"))
        .with_notice(day("2026-03-15"))
        .with_contract_document_received(day("2026-03-06"))
        .with_buyer_group(landfall::returns::BuyerGroup::SeniorCitizen)
        .with_fact(Fact::Conversation, true)
        .with_paid(Paid::goods("1000.00 ILS".parse().unwrap()).with_tax("170.00 ILS".parse().unwrap()))
        .with_import(Import::new(Some(day("2026-03-08")), None).with_duty_rule("il.duty".parse().unwrap()))
        .with_policy(
            ReturnPolicy::days(30)
                .with_start(PolicyStart::Purchase)
                .with_category(Category::Underwear, Window::Closed)
                .with_fee(PolicyFee::Sum("5.00 ILS".parse().unwrap()))
                .with_return_cost(Party::Seller)
                .with_settlement(Settlement::Exchange)
                .with_refund_days(3)
                .with_original_packaging(),
        );
    let neighbour = case("DE", Reason::ChangeOfMind, "2026-11-16")
        .with_delivery(Delivery {
            had: Some(day("2026-11-09")),
            left: Some((day("2026-11-02"), Some(LeftWith::NeighbourNotNamed))),
        })
        .with_delivered(day("2026-11-11"));
    for case in [plain, rich, neighbour] {
        let text = serde_json::to_string(&case).unwrap();
        assert_eq!(ReturnCase::from_json(&text).unwrap(), case, "{text}");
        assert_eq!(serde_json::from_str::<ReturnCase>(&text).unwrap(), case);
    }
}

#[test]
fn a_business_is_told_which_right_it_does_not_have() {
    let decision = decide(&told("DE", "2026-11-02", "2026-11-05").with_buyer(Buyer::Business));
    assert_eq!(
        (decision.outcome, decision.because[0].rule.as_str()),
        (Outcome::NotEligible, "eu.withdrawal")
    );
    assert!(remark(&decision, "business_buyer").is_some());
}

#[test]
fn the_types_go_between_threads() {
    fn is_value<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_value::<(ReturnCase, ReturnDecision, ReturnPolicy, landfall::returns::ReturnRules)>();
    is_error::<ReturnsError>();
    is_error::<landfall::returns::SchemaOrgError>();
}

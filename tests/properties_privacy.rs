//! What holds for every residence, business and day.

#![allow(clippy::unwrap_used, reason = "a question that cannot be asked ends the test")]

use std::sync::LazyLock;

use landfall::fx::{RateKind, RateTable};
use landfall::money::ExactMoney;
use landfall::place::Address;
use landfall::privacy::{
    Applicability, Business, Certainty, DueDate, Jurisdiction, PrivacyProfile, PrivacyRequest, Record,
    RecordKind, RequestKind, Statement, SubjectRequest, Transfer,
};
use landfall::rules::Dated;
use landfall::time::Date;
use landfall::{Decimal, RuleBook};
use proptest::prelude::*;

/// Every place with rules in which people live.
static PLACES: LazyLock<Vec<Jurisdiction>> = LazyLock::new(|| {
    let book = RuleBook::embedded();
    let places = book.privacy_jurisdictions().filter_map(|code| code.parse::<Address>().ok());
    places.map(|place| book.privacy(place).unwrap()).collect()
});

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn ninety_seven_places_have_residents_and_one_is_a_union() {
    assert_eq!(PLACES.len(), 97);
    assert_eq!(RuleBook::embedded().privacy_jurisdictions().count(), 98);
    assert!(PLACES.iter().all(Jurisdiction::is_covered));
}

#[test]
fn every_statement_of_every_day_from_2020_to_2028_is_a_row_in_force() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for part in 0..threads {
            scope.spawn(move || {
                for place in PLACES.iter().skip(part).step_by(threads) {
                    for day in
                        day("2020-01-01").iter_days().take_while(|day| *day <= "2028-12-31".parse().unwrap())
                    {
                        check(&place.profile(day, &Business::new()), day);
                    }
                }
            });
        }
    });
}

fn check(profile: &PrivacyProfile<'_>, day: Date) {
    for regime in profile.regimes() {
        in_force(regime.row(), day);
        assert_eq!(regime.missing().is_empty(), regime.applies() != Certainty::Unknown, "{}", regime.id());
    }
    every(profile.offices(), day);
    every(profile.bases(), day);
    every(profile.consents(), day);
    every(profile.rights(), day);
    every(profile.signals(), day);
    every(profile.children(), day);
    every(profile.duties(), day);
    every(profile.penalties(), day);
}

fn every<T>(statements: &[Statement<'_, T>], day: Date) {
    for statement in statements {
        in_force(statement.row(), day);
    }
}

fn in_force<T>(row: &Dated<T>, day: Date) {
    assert!(row.covers(day), "{} is not in force on {day}", row.id());
    assert!(!row.source().law().is_empty(), "{} cites no law", row.id());
}

/// A business of which everything that a threshold can ask is stated.
fn stated_business() -> impl Strategy<Value = Business> {
    let counts = (0_u64..250_000, 0_u64..250_000, 0_u64..250_000, 0_u64..700);
    let shares = (0_i64..=100, 0_i64..=100, 0_i64..60_000_000);
    let flags = proptest::array::uniform16(any::<bool>());
    (counts, shares, flags).prop_map(|((all, only, shared, employees), (sale, ads, revenue), flags)| {
        let [
            profit,
            sells,
            sensitive,
            small,
            state,
            targets,
            means,
            biometric,
            children,
            minors,
            broker,
            health,
            monitors,
            discount,
            provider,
            europe,
        ] = flags;
        let country = if europe { "FR" } else { "US" };
        let mut business = Business::new()
            .with_country(country.parse().unwrap())
            .with_annual_revenue(ExactMoney::new(revenue.into(), "USD".parse().unwrap()))
            .with_consumers_per_year(all)
            .with_payment_only_consumers(only.min(all))
            .with_consumers_bought_sold_shared(shared)
            .with_consumers_households_devices(all.max(shared))
            .with_consumers_offered_for_sale(if sells { shared } else { 0 })
            .with_sensitive_consumers(if sensitive { all / 2 } else { 0 })
            .with_app_store_applications(0)
            .with_employees(employees)
            .with_revenue_share_from_sale(if sells { sale.into() } else { Decimal::ZERO })
            .with_revenue_share_from_online_ads(ads.into())
            .with_nonprofit(!profit)
            .with_sells_data(sells)
            .with_processes_sensitive(sensitive)
            .with_sba_small_business(small)
            .with_does_business_in_state(state)
            .with_targets_residents(targets)
            .with_means_in_country(means)
            .with_processes_biometric(biometric && sensitive)
            .with_directed_to_children(children)
            .with_directed_to_minors(minors)
            .with_data_broker(broker && sells)
            .with_handles_health_data(health && sensitive)
            .with_provides_health_service(health)
            .with_monitors_residents(monitors)
            .with_revenue_or_discount_from_sale(sells && (discount || sale > 0))
            .with_regulated_provider(provider)
            .with_exchange_rates(australian_dollars());
        business.smart_speaker_service = Some(false);
        business.develops_browser = Some(false);
        business.consent_manager = Some(false);
        business
    })
}

/// For the one threshold that is not in the currency of the revenue.
fn australian_dollars() -> RateTable {
    let rates = RateTable::new("USD".parse().unwrap(), day("2026-11-20"), RateKind::Reference, "a bank");
    rates.with_rate("AUD".parse().unwrap(), "1.5".parse().unwrap()).unwrap()
}

/// The same business with some facts taken back.
fn with_less(mut business: Business, keep: u32) -> Business {
    macro_rules! forget {
        ($($bit:literal $field:ident)+) => {
            $(if keep & (1 << $bit) == 0 { business.$field = None; })+
        };
    }
    forget! {
        0 country 1 annual_revenue 2 consumers_per_year 3 payment_only_consumers 4 consumers_bought_sold_shared
        5 consumers_households_devices 6 consumers_offered_for_sale 7 sensitive_consumers 8 employees
        9 revenue_share_from_sale 10 revenue_share_from_online_ads 11 sells_data 12 processes_sensitive
        13 sba_small_business 14 does_business_in_state 15 targets_residents 16 means_in_country
        17 processes_biometric 18 directed_to_children 19 directed_to_minors 20 data_broker 21 handles_health_data
        22 provides_health_service 23 monitors_residents 24 revenue_or_discount_from_sale 25 regulated_provider
        26 smart_speaker_service 27 develops_browser 28 consent_manager 29 app_store_applications
    }
    business
}

fn places() -> impl Strategy<Value = &'static Jurisdiction> {
    proptest::sample::select(PLACES.iter().collect::<Vec<_>>())
}

fn days() -> impl Strategy<Value = Date> {
    (0_u64..1_461).prop_map(|later| day("2025-01-01") + chrono::Days::new(later))
}

/// Requests of people that start a period somewhere.
const KINDS: [RequestKind; 12] = [
    RequestKind::Access,
    RequestKind::Delete,
    RequestKind::Correct,
    RequestKind::Portability,
    RequestKind::Restrict,
    RequestKind::Object,
    RequestKind::OptOutSale,
    RequestKind::WithdrawConsent,
    RequestKind::EmailOptOut,
    RequestKind::Complaint,
    RequestKind::Appeal,
    RequestKind::Cure,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn more_consumers_never_turn_yes_into_no(
        place in places(), day in days(), business in stated_business(), keep in any::<u32>(), more in 0_u64..300_000,
    ) {
        let fewer = with_less(business, keep);
        let Some(count) = fewer.consumers_per_year else { return Ok(()) };
        let greater = fewer.clone().with_consumers_per_year(count + more);
        let (before, after) = (place.profile(day, &fewer), place.profile(day, &greater));
        for law in before.regimes().iter().filter(|law| law.applies() == Certainty::Yes) {
            let later = after.regime(law.id()).map(Applicability::applies);
            prop_assert_eq!(later, Some(Certainty::Yes), "{} in {:?}", law.id(), place);
        }
    }

    #[test]
    fn a_further_fact_settles_what_is_open_and_never_turns_what_is_settled(
        place in places(), day in days(), business in stated_business(), keep in any::<u32>(),
    ) {
        let partly = with_less(business.clone(), keep);
        let (less, all) = (place.profile(day, &partly), place.profile(day, &business));
        for (one, other) in less.regimes().iter().zip(all.regimes()) {
            let undecided = matches!(other.applies(), Certainty::Unknown);
            prop_assert!(!undecided || other.missing().contains(landfall::privacy::Fact::Nonprofit), "{}", other.id());
            if one.assumed().is_empty() && one.applies() != Certainty::Unknown {
                prop_assert_eq!(one.applies(), other.applies(), "{} in {:?}", one.id(), place);
            }
            if one.applies() == Certainty::Unknown {
                // What it asks for is what was taken back.
                prop_assert!(one.missing().iter().all(|fact| fact != landfall::privacy::Fact::Employees || partly.employees.is_none()));
                prop_assert!(!one.missing().is_empty());
            }
        }
    }

    #[test]
    fn a_later_receipt_never_has_an_earlier_deadline(
        place in places(), received in days(), later in 1_u64..60, kind in proptest::sample::select(&KINDS[..]),
        business in stated_business(),
    ) {
        let ask = |day| place.request(&SubjectRequest::new(kind, day), &business);
        let (first, second) = (ask(received), ask(received + chrono::Days::new(later)));
        let pairs = [
            (first.acknowledge, second.acknowledge),
            (first.answer, second.answer),
            (first.extended, second.extended),
            (first.carry_out, second.carry_out),
        ];
        for (one, other) in pairs {
            let (Some(one), Some(other)) = (one, other) else { continue };
            // A new law may give less time than the old one.
            if one.rule != other.rule {
                continue;
            }
            if let (Some(one), Some(other)) = (one.due_day(), other.due_day()) {
                prop_assert!(one <= other, "{kind} in {place:?}: {one}, then {other}");
            }
            if let Some(DueDate::Day { raw, rolled, .. }) = &other.date {
                prop_assert!(raw <= rolled);
            }
        }
    }

    #[test]
    fn a_stopped_clock_gives_more_time_where_the_law_lets_it_stop(
        place in places(), received in days(), stopped in 1_u32..40,
    ) {
        let request = SubjectRequest::new(RequestKind::Access, received);
        let (running, still) = (place.request(&request, &Business::new()), place.request(&request.with_stopped_days(stopped), &Business::new()));
        let day = |plan: &landfall::privacy::RequestPlan<'_>| plan.answer.as_ref().and_then(landfall::privacy::Due::due_day);
        match still.stop {
            Some(Ok(_)) => prop_assert!(day(&running) <= day(&still)),
            Some(Err(_)) => prop_assert_eq!(day(&running), day(&still)),
            None => prop_assert!(false, "the clock was stopped"),
        }
    }

    #[test]
    fn what_changes_one_way_changes_back(place in places(), one in days(), other in days()) {
        let (there, back) = (place.changes(one, other), place.changes(other, one));
        prop_assert_eq!(there.len(), back.len());
        for (change, reverse) in there.iter().zip(&back) {
            prop_assert_eq!(&change.before, &reverse.after);
            prop_assert_eq!(&change.after, &reverse.before);
            prop_assert!(change.before != change.after);
        }
        prop_assert!(place.changes(one, one).is_empty());
    }

    #[test]
    fn a_question_comes_back_from_its_json(
        place in places(), today in days(), business in stated_business(), keep in any::<u32>(), age in 0_u32..100,
        certified in any::<bool>(),
    ) {
        let request = PrivacyRequest::new(place.residence().clone(), RequestKind::Delete, today)
            .with_id("Q")
            .with_received(today)
            .with_received_at("2026-03-27T18:00:00+01:00".parse().unwrap())
            .with_business(with_less(business, keep))
            .with_subject_age(age)
            .with_transfer_to(Transfer::to("US".parse().unwrap()).with_recipient_fact("dpf_certified", certified))
            .with_record(Record::new(RecordKind::Invoice, today));
        let text = serde_json::to_string(&request).unwrap();
        prop_assert_eq!(PrivacyRequest::from_json(&text).unwrap(), request);
    }

    #[test]
    fn a_broken_question_is_an_error_and_no_panic(at in 0_usize..400, letter in any::<char>(), cut in any::<bool>()) {
        let text = include_str!("../examples/cases/us-ca-access.json");
        let mut broken: Vec<char> = text.chars().collect();
        let at = at.min(broken.len() - 1);
        if cut { broken.truncate(at); } else { if let Some(place) = broken.get_mut(at) { *place = letter; } }
        let broken: String = broken.into_iter().collect();
        if let Err(error) = RuleBook::embedded().privacy_json(&broken) {
            prop_assert!(!error.message().is_empty());
        }
    }
}

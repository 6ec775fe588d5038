//! A schedule that the caller brings, in a quote: exact lines, short codes, missing codes, preferences.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by a panic")]

use landfall::RuleBook;
use landfall::goods::{Measure, Measures, ScheduleFormat, TariffSchedule};
use landfall::landed_cost::{Cart, ExchangeRates, Item, LaneRequest, Quote, Subject, Verdict};
use landfall::rules::Evidence;

/// Lines of the Union's tariff of 2026, with two preferences and one rate that needs the mass.
const LINES: &str = "\
code,duty,origin,kind,description
6109.10.00,12%,,,T-shirts of cotton
6109.90.20,12%,,,of wool
6109.90.90,6%,,,of other fibres
0409.00.00,17.3%,,,Natural honey
0409.00.00,0%,CL,preference,
1704.90.65,9% + 45.1 EUR/100 kg MAX 18.7% + 16.5 EUR/100 kg,,,Gum and jelly confectionery
6404.11.00,16.9%,,,Sports shoes
6404.19.10,16.9%,,,Slippers
6404.19.90,17%,,,Other shoes
";

fn book() -> RuleBook {
    let loaded = TariffSchedule::read(ScheduleFormat::Plain, LINES.as_bytes()).unwrap();
    assert!(loaded.report.is_clean(), "{:?}", loaded.report);
    let edition = "TARIC, lines for a test";
    RuleBook::embedded()
        .with_schedule("EU", loaded.schedule.with_edition(edition, "2026-11-01".parse().unwrap()))
}

fn item(code: &str) -> Item {
    Item::new(1.into(), "1000 EUR".parse().unwrap())
        .with_hs_code(code.parse().unwrap())
        .with_category("standard".parse().unwrap())
}

fn quote(
    from: &str,
    item: Item,
    change: impl Fn(LaneRequest) -> LaneRequest,
) -> (Quote, Option<(String, String)>) {
    let request =
        LaneRequest::new(from.parse().unwrap(), "DE".parse().unwrap(), "2026-11-21".parse().unwrap());
    let lane = book().lane(&change(request)).unwrap();
    let cart = Cart::new(vec![item]);
    let quote = lane.quote(&cart, &ExchangeRates::none()).unwrap();
    let range = lane.range(&cart, &ExchangeRates::none()).unwrap();
    let ends = range.map(|range| {
        let duty = |totals: landfall::landed_cost::Totals| totals.duty.unwrap().to_string();
        (duty(range.lowest), duty(range.highest))
    });
    (quote, ends)
}

fn duty(quote: &Quote) -> String {
    quote.totals().duty.map(|duty| duty.to_string()).unwrap_or_default()
}

#[test]
fn a_full_code_has_the_duty_of_its_line() {
    let (quote, range) = quote("US", item("6109100010"), |lane| lane);
    assert_eq!(duty(&quote), "120.00 EUR"); // 12% of 1,000.00
    assert_eq!(quote.verdict(), Verdict::Firm, "{:?}", quote.reasons());
    assert_eq!(range, None);
    let charge = &quote.charges()[0];
    assert_eq!((charge.rule.as_str(), charge.rate.to_string()), ("supplied.tariff", "12%".to_owned()));
    assert_eq!(charge.basis.evidence, Evidence::Supplied);
    assert_eq!(quote.data().unwrap().tariff.as_deref(), Some("TARIC, lines for a test"));
}

#[test]
fn a_short_code_is_priced_at_both_ends() {
    let (quote, range) = quote("US", item("640419"), |lane| lane);
    assert_eq!(quote.verdict(), Verdict::Estimate);
    assert_eq!(duty(&quote), "170.00 EUR"); // the higher of 16.9% and 17%
    assert_eq!(range, Some(("169.00 EUR".to_owned(), "170.00 EUR".to_owned())));
    let Some(Subject::DutyRateOpen { candidates, lines, .. }) =
        quote.reasons().first().map(|reason| reason.subject())
    else {
        panic!("{:?}", quote.reasons())
    };
    assert_eq!(*lines, 2);
    let texts: Vec<_> = candidates.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["64041910 16.9% (Slippers)", "64041990 17% (Other shoes)"]);
}

#[test]
fn a_heading_is_priced_at_both_ends_too() {
    let (quote, range) = quote("US", item("6109"), |lane| lane);
    assert_eq!(quote.verdict(), Verdict::Estimate);
    assert_eq!(range, Some(("60.00 EUR".to_owned(), "120.00 EUR".to_owned())));
}

#[test]
fn a_code_that_the_schedule_lacks_is_refused_with_the_nearest_lines() {
    let (quote, range) = quote("US", item("610990").with_hs_code("6110".parse().unwrap()), |lane| lane);
    assert_eq!(quote.verdict(), Verdict::Refused);
    assert_eq!(range, None);
    let reason = quote.reasons()[0].to_string();
    assert!(reason.contains("6110") && reason.contains("61099090"), "{reason}");
    assert!(quote.totals().duty.is_none() && quote.totals().total.is_none());
}

#[test]
fn a_rate_by_weight_asks_for_the_weight() {
    let sweets = || item("1704906500");
    let (unknown, _) = quote("US", sweets(), |lane| lane);
    assert_eq!(unknown.verdict(), Verdict::Refused);
    assert!(unknown.reasons()[0].to_string().contains("kilogram"), "{}", unknown.reasons()[0]);
    // 50 kg: 9% of 1,000.00 and 22.55, at most 18.7% and 8.25: 112.55 of 195.25.
    let (known, _) =
        quote("US", sweets().with_measures(Measures::default().with(Measure::Kilogram, 50.into())), |lane| {
            lane
        });
    assert_eq!(duty(&known), "112.55 EUR");
}

#[test]
fn a_preference_of_the_schedule_is_taken_where_it_is_claimed() {
    let honey = || item("04090000");
    let (unclaimed, _) = quote("CL", honey(), |lane| lane);
    assert_eq!(duty(&unclaimed), "173.00 EUR"); // 17.3% of 1,000.00
    let (claimed, _) = quote("CL", honey(), LaneRequest::with_preference_claimed);
    assert_eq!((duty(&claimed), claimed.verdict()), ("0.00 EUR".to_owned(), Verdict::Estimate));
    assert_eq!(claimed.reasons()[0].code(), "proof_of_origin_needed");
    let (proven, _) = quote("CL", honey(), LaneRequest::with_proof_of_origin);
    assert_eq!(
        (duty(&proven), proven.verdict()),
        ("0.00 EUR".to_owned(), Verdict::Firm),
        "{:?}",
        proven.reasons()
    );
    // Honey of the United States has none.
    let (none, _) = quote("US", honey(), LaneRequest::with_proof_of_origin);
    assert_eq!((duty(&none), none.verdict()), ("173.00 EUR".to_owned(), Verdict::Estimate));
}

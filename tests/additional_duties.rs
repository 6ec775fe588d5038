//! Duties by origin, worked by hand on a customs value of 1,000 from the headings that each case names.
//!
//! The cases stand in `golden/additional.jsonl`, one a line: goods of an origin, entered on a day, and the duties on top
//! of the ordinary one.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by a panic")]

use landfall::RuleBook;
use landfall::goods::{Measure, Measures};
use landfall::landed_cost::{
    Cart, Charge, ChargeKind, Collected, ExchangeRates, Item, LaneRequest, Quote, Transport, Verdict,
};
use landfall::money::Currency;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    law: String,
    /// The United States where it is left out.
    destination: Option<String>,
    origin: String,
    hs_code: String,
    day: String,
    #[serde(default)]
    preference_claimed: bool,
    loaded: Option<String>,
    /// The ordinary duty, where the case rests on it.
    ordinary: Option<String>,
    /// Import is not allowed or the duty is not held: the quote is refused with this reason.
    refused: Option<String>,
    #[serde(default)]
    charges: Vec<Expected>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    rule: String,
    rate: String,
    of_1000: String,
}

fn quote(case: &Case) -> Quote {
    let destination = case.destination.as_deref().unwrap_or("US");
    let mut lane = LaneRequest::new(
        case.origin.parse().unwrap(),
        destination.parse().unwrap(),
        case.day.parse().unwrap(),
    )
    .with_transport(Transport::Freight);
    lane.preference_claimed = case.preference_claimed;
    lane.loaded_on = case.loaded.as_deref().map(|day| day.parse().unwrap());
    let lane = RuleBook::embedded().lane(&lane).unwrap();
    let currency: Currency = lane.customs_currency().unwrap();
    let mut item = Item::new(1.into(), format!("1000 {currency}").parse().unwrap())
        .with_hs_code(case.hs_code.parse().unwrap_or_else(|error| panic!("{}: {error}", case.name)))
        .with_category("standard".parse().unwrap());
    // The ordinary duty is another test's matter.
    item = item.with_duty(case.ordinary.as_deref().unwrap_or("0%").parse().unwrap());
    lane.quote(&Cart::new(vec![item]), &ExchangeRates::none()).unwrap()
}

fn on_top(quote: &Quote) -> Vec<(String, String, String)> {
    let of_origin = |charge: &&Charge| charge.kind == ChargeKind::AdditionalDuty;
    let texts = |charge: &Charge| {
        (charge.rule.to_string(), charge.rate.to_string(), charge.amount.amount().to_string())
    };
    quote.charges().iter().filter(of_origin).map(texts).collect()
}

/// The duty on 2,000 kg of urea of Belarus worth 1,000 euros, by the steps of Regulation (EU) 2025/1227: 6.5% and 40, 60,
/// 80 and 315 euros a tonne. It stands in place of the ordinary duty, which the table does not hold.
#[test]
fn the_duty_on_fertilisers_rises_in_steps_and_takes_the_place_of_the_ordinary_one() {
    for (day, duty) in [
        ("2025-07-20", "145.00 EUR"),
        ("2026-06-30", "145.00 EUR"),
        ("2026-07-01", "185.00 EUR"),
        ("2027-06-30", "185.00 EUR"),
        ("2027-07-01", "225.00 EUR"),
        ("2028-06-30", "225.00 EUR"),
        ("2028-07-01", "695.00 EUR"),
    ] {
        let lane = LaneRequest::new("BY".parse().unwrap(), "DE".parse().unwrap(), day.parse().unwrap())
            .with_transport(Transport::Freight);
        let urea = Item::new(1.into(), "1000 EUR".parse().unwrap())
            .with_hs_code("31021010".parse().unwrap())
            .with_measures(Measures::default().with(Measure::Kilogram, 2_000.into()));
        let lane = RuleBook::embedded().lane(&lane).unwrap();
        let quote = lane.quote(&Cart::new(vec![urea]), &ExchangeRates::none()).unwrap();
        let charge = &quote.charges()[0];
        assert_eq!(charge.rule.as_str(), "eu.additional.russia.fertilisers-nitrogen", "{day}");
        assert_eq!(quote.totals().duty.unwrap().to_string(), duty, "{day}");
        assert_eq!(quote.verdict(), Verdict::Estimate);
    }
}

#[test]
fn goods_of_russia_pay_column_2_and_what_is_not_held_is_refused() {
    let quote = |code: &str, day: &str| {
        let lane = LaneRequest::new("RU".parse().unwrap(), "US".parse().unwrap(), day.parse().unwrap())
            .with_transport(Transport::Freight);
        let item = Item::new(1.into(), "1000 USD".parse().unwrap()).with_hs_code(code.parse().unwrap());
        let lane = RuleBook::embedded().lane(&lane).unwrap();
        lane.quote(&Cart::new(vec![item]), &ExchangeRates::none()).unwrap()
    };
    // Dolls and other toys: free in column 1; column 2 since 2022-04-09.
    let toys = "95030000";
    assert_eq!(quote(toys, "2022-04-08").totals().duty.unwrap().to_string(), "0.00 USD");
    for day in ["2022-04-09", "2026-11-21"] {
        let refused = quote(toys, day);
        assert_eq!(refused.verdict(), Verdict::Refused, "{day}");
        assert!(refused.reasons().iter().any(|reason| reason.code() == "duty_by_origin_not_held"));
        assert!(refused.totals().duty.is_none());
    }
}

#[test]
fn every_case_is_charged_as_its_heading_says() {
    let text = include_str!("golden/additional.jsonl");
    let mut wrong = Vec::new();
    let mut count = 0;
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let case: Case =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("line {}: {error}", number + 1));
        assert!(!case.law.is_empty(), "{} names no law", case.name);
        count += 1;
        let quote = quote(&case);
        let expected: Vec<_> = case
            .charges
            .iter()
            .map(|charge| (charge.rule.clone(), charge.rate.clone(), charge.of_1000.clone()))
            .collect();
        let found = on_top(&quote);
        match &case.refused {
            None if quote.totals().duty.is_some() && found == expected => {}
            Some(reason)
                if quote.verdict() == Verdict::Refused
                    && quote.reasons().iter().any(|remark| remark.code() == reason) => {}
            _ => wrong.push(format!(
                "{}\n  expected {expected:?} {:?}\n  found    {found:?} {:?}",
                case.name,
                case.refused,
                quote.reasons().iter().map(ToString::to_string).collect::<Vec<_>>()
            )),
        }
        assert!(quote.charges().iter().all(|charge| charge.collected == Collected::AtCheckout));
    }
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 60, "{count} cases");
}

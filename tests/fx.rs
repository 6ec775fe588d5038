//! Exchange rates against published figures: fixings, customs rates, fixed conversion rates.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a panic is how a test fails

use landfall::fx::{RateKind, RateLayout, RateReader, RateTable, fixed_rate};
use landfall::money::{Currency, ExactMoney};
use landfall::rules::Evidence;
use landfall::time::Date;
use landfall::{Decimal, RuleBook};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn money(amount: &str, code: &str) -> ExactMoney {
    ExactMoney::new(amount.parse().unwrap(), currency(code))
}

fn market(on: &str) -> RateTable {
    RuleBook::embedded().market_rates(day(on)).unwrap().expect("a market fixing")
}

/// How many units of `to` one unit of `from` costs, as the table has it.
fn units(table: &RateTable, from: &str, to: &str) -> String {
    table.rate(currency(from), currency(to)).unwrap().to_string()
}

// Rates that the Irish Revenue published for customs values under Art. 146 of Regulation (EU) 2015/2447,
// https://revenue.ie/en/customs/businesses/importing-exporting/exchange-rates/
#[test]
fn eu_customs_rates_are_those_the_irish_revenue_published() {
    let published = [
        ("2023-09", "2023-08-23", "1.0805", "0.85653", "157.28", "11.9061"),
        ("2023-12", "2023-11-22", "1.0911", "0.8703", "162.25", "11.39"),
        ("2024-01", "2023-12-20", "1.0944", "0.86555", "157.12", "11.129"),
        ("2024-07", "2024-06-19", "1.0749", "0.84455", "169.78", "11.214"),
        ("2024-09", "2024-08-21", "1.1116", "0.85303", "162.26", "11.378"),
    ];
    for (month, fixing, dollar, pound, yen, krona) in published {
        for on in ["01", "15", "30"] {
            let answer = RuleBook::embedded().customs_rates("EU", day(&format!("{month}-{on}"))).unwrap();
            assert!(answer.held(), "{month}-{on}");
            let rates = answer.rates().unwrap();
            assert_eq!((rates.as_of(), rates.kind()), (day(fixing), RateKind::Customs), "{month}-{on}");
            for (code, figure) in [("USD", dollar), ("GBP", pound), ("JPY", yen), ("SEK", krona)] {
                assert_eq!(units(rates, "EUR", code), format!("1 EUR = {figure} {code}"), "{month}-{on}");
            }
        }
    }
}

#[test]
fn every_month_since_december_2020_has_its_eu_customs_rate() {
    let mut first = day("2020-12-01");
    while first <= day("2026-11-01") {
        let answer = RuleBook::embedded().customs_rates("EU", first.max(day("2021-01-01"))).unwrap();
        assert!(answer.held(), "{first}");
        let fixing = answer.rates().unwrap().as_of();
        let age = first.max(day("2021-01-01")).signed_duration_since(fixing).num_days();
        assert!((8..=14).contains(&age), "{first}: {fixing}");
        first = first.checked_add_months(chrono::Months::new(1)).unwrap();
    }
}

#[test]
fn an_eu_customs_rate_that_is_not_published_yet_is_not_held() {
    // The rate for December 2026 is that of Wednesday, 18 November; the book ends with October.
    let answer = RuleBook::embedded().customs_rates("EU", day("2026-12-01")).unwrap();
    assert!(!answer.held());
    assert_eq!(answer.rates().unwrap().as_of(), day("2026-10-30"));
    assert!(answer.rule().unwrap().value().prescribes().contains("second-to-last Wednesday"));
    // Later than the oldest fixing that may stand in, there is nothing at all.
    assert!(RuleBook::embedded().customs_rates("EU", day("2026-12-05")).unwrap().rates().is_none());
}

#[test]
fn british_customs_rates_are_the_monthly_ones() {
    let answer = RuleBook::embedded().customs_rates("GB", day("2026-11-30")).unwrap();
    let rates = answer.rates().unwrap();
    assert!(answer.held());
    assert_eq!(units(rates, "GBP", "USD"), "1 GBP = 1.3396 USD");
    assert_eq!(units(rates, "GBP", "EUR"), "1 GBP = 1.1930 EUR");
    assert_eq!(rates.validity(), Some((day("2026-11-01"), day("2026-11-30"))));
    assert_eq!(rates.kind(), RateKind::Customs);

    let december = RuleBook::embedded().customs_rates("GB", day("2026-12-01")).unwrap();
    assert!(!december.held());
    assert_eq!(december.rates().unwrap().source(), market("2026-10-30").source());
}

#[test]
fn rates_that_the_book_lacks_are_named_and_replaced_by_the_market() {
    for (territory, words) in [
        ("US", "Federal Reserve"),
        ("CA", "Bank of Canada"),
        ("CH", "selling rate"),
        ("SE", "national authority"),
    ] {
        let answer = RuleBook::embedded().customs_rates(territory, day("2026-10-30")).unwrap();
        let rule = answer.rule().unwrap();
        assert!(rule.value().prescribes().contains(words), "{territory}");
        assert_eq!(rule.evidence(), Evidence::Verified);
        assert!(!answer.held());
        assert_eq!(answer.rates().unwrap().as_of(), day("2026-10-30"));
    }
}

#[test]
fn a_territory_without_a_row_is_unknown() {
    let answer = RuleBook::embedded().customs_rates("BR", day("2026-10-30")).unwrap();
    assert!(answer.rule().is_none() && !answer.held() && answer.rates().is_some());
}

#[test]
fn croatia_and_bulgaria_follow_the_ecb_from_their_changeover() {
    for (territory, before, after) in [("HR", "2022-12-31", "2023-01-01"), ("BG", "2025-12-31", "2026-01-01")]
    {
        let book = RuleBook::embedded();
        assert!(!book.customs_rates(territory, day(before)).unwrap().held(), "{territory}");
        assert!(book.customs_rates(territory, day(after)).unwrap().held(), "{territory}");
    }
}

#[test]
fn an_overlay_rule_wins_on_its_days() {
    let book = RuleBook::embedded().with_overlay(
        r#"
        overlay = "fx/customs_rates.toml"
        [[rule]]
        id = "br.fx.customs-rate"
        territories = ["BR", "GB"]
        from = 2026-01-01
        to = 2026-06-30
        prescribes = "the broker's rate"
        method = "not_held"
        "#,
    );
    let answer = book.customs_rates("GB", day("2026-06-30")).unwrap();
    assert_eq!(answer.rule().unwrap().evidence(), Evidence::Supplied);
    assert!(!answer.held());
    assert!(book.customs_rates("GB", day("2026-07-01")).unwrap().held());
}

#[test]
fn good_friday_takes_thursdays_fixing() {
    assert_eq!(market("2026-04-03").as_of(), day("2026-04-02"));
    assert_eq!(units(&market("2026-04-06"), "EUR", "USD"), "1 EUR = 1.1525 USD");
    assert_eq!(units(&market("2026-04-07"), "EUR", "USD"), "1 EUR = 1.1557 USD");
}

#[test]
fn days_before_the_first_fixing_and_long_after_the_last_have_none() {
    for on in ["2020-11-17", "2026-12-05"] {
        assert_eq!(RuleBook::embedded().market_rates(day(on)).unwrap(), None, "{on}");
    }
    assert!(RuleBook::embedded().market_rates(day("2026-12-04")).unwrap().is_some());
    assert!(RuleBook::embedded().market_rates(day("2020-11-18")).unwrap().is_some());
}

#[test]
fn no_day_since_2021_is_without_market_rates() {
    let last = day("2026-12-04");
    for on in day("2021-01-01").iter_days().take_while(|on| *on <= last) {
        assert!(RuleBook::embedded().market_rates(on).unwrap().is_some(), "{on}");
    }
}

#[test]
fn the_market_counts_until_the_changeover_and_the_law_from_then_on() {
    // The last fixings were 7.5365 and 1.9558; the law says 7.53450 and 1.95583.
    assert_eq!(units(&market("2025-12-31"), "EUR", "BGN"), "1 EUR = 1.9558 BGN");
    // New Year's Day has no fixing: the table is the one of the day before, the lev is no longer quoted by it.
    let new_year = market("2026-01-01");
    assert_eq!(new_year.as_of(), day("2025-12-31"));
    assert_eq!(units(&new_year, "EUR", "BGN"), "1 EUR = 1.95583 BGN");
    assert_eq!(units(&new_year, "BGN", "EUR"), "1.95583 BGN = 1 EUR");
    assert_eq!(new_year.rate(currency("BGN"), currency("EUR")).unwrap().kind(), RateKind::Fixed);

    assert_eq!(units(&market("2022-12-31"), "EUR", "HRK"), "1 EUR = 7.5419 HRK");
    assert_eq!(units(&market("2023-01-01"), "EUR", "HRK"), "1 EUR = 7.53450 HRK");
    // Into a third currency the kuna goes through the euro: 7.53450 HRK = 1 EUR = 1.1172 USD.
    assert_eq!(units(&market("2026-10-30"), "HRK", "USD"), "7.53450 HRK = 1.1172 USD");
}

#[test]
fn a_quotation_of_a_replaced_currency_does_not_beat_the_law() {
    let quoted = |on: &str| {
        RateTable::new(currency("EUR"), day(on), RateKind::Merchant, "shop")
            .with_rate(currency("HRK"), "7.6".parse().unwrap())
            .unwrap()
    };
    assert_eq!(units(&quoted("2022-12-31"), "EUR", "HRK"), "1 EUR = 7.6 HRK");
    assert_eq!(units(&quoted("2023-01-01"), "EUR", "HRK"), "1 EUR = 7.53450 HRK");
    assert_eq!(units(&quoted("2022-12-31").used_on(day("2023-01-01")), "EUR", "HRK"), "1 EUR = 7.53450 HRK");
}

#[test]
fn british_tables_reach_replaced_currencies_through_the_euro() {
    let answer = RuleBook::embedded().customs_rates("GB", day("2026-11-21")).unwrap();
    let (numerator, denominator) = answer.rates().unwrap().factor(currency("GBP"), currency("DEM")).unwrap();
    // 1.1930 × 1.95583 = 2.33330519
    assert_eq!((numerator, denominator), ("2.33330519".parse().unwrap(), Decimal::ONE));
}

#[test]
fn marks_become_francs_by_the_two_fixed_rates() {
    let rates = market("2026-10-30");
    assert_eq!(units(&rates, "DEM", "FRF"), "1.95583 DEM = 6.55957 FRF");
    // 195.583 DEM are 100 EUR are 655.957 FRF.
    assert_eq!(rates.convert(money("195.583", "DEM"), currency("FRF")).unwrap(), money("655.957", "FRF"));
}

#[test]
fn dollars_become_euros_by_one_division() {
    let rates = market("2026-10-30");
    // 100 ÷ 1.1172 = 89.50948800572860723…
    let euros = rates.convert(money("100", "USD"), currency("EUR")).unwrap();
    assert_eq!(euros.amount().trunc_with_scale(17), "89.50948800572860723".parse().unwrap());
    // 100 USD ÷ 1.1172 × 175.68 JPY = 15725.02685…
    let yen = rates.convert(money("100", "USD"), currency("JPY")).unwrap();
    assert_eq!(yen.amount().trunc_with_scale(5), "15725.02685".parse().unwrap());
}

#[test]
fn a_currency_without_a_rate_is_an_error_that_names_it() {
    let error = market("2026-10-30").convert(money("1", "EUR"), currency("RUB")).unwrap_err();
    assert_eq!(error.to_string(), "no rate for RUB among the rates of 2026-10-30 per EUR");
    let error = market("2026-10-30").convert(money("1", "RUB"), currency("EUR")).unwrap_err();
    assert_eq!(error.to_string(), "no rate for RUB among the rates of 2026-10-30 per EUR");
}

#[test]
fn the_suspended_rouble_ends_with_its_last_fixing() {
    assert!(market("2022-02-28").factor(currency("EUR"), currency("RUB")).is_some());
    assert!(market("2022-04-01").factor(currency("EUR"), currency("RUB")).is_none());
}

#[test]
fn every_fixed_rate_leads_into_the_euro() {
    for rate in landfall::fx::fixed_rates() {
        assert_eq!(rate.into(), currency("EUR"));
        assert_eq!(fixed_rate(rate.currency(), rate.from()), Some(rate));
        assert_eq!(fixed_rate(rate.currency(), rate.from().pred_opt().unwrap()), None);
    }
}

proptest! {
    #[test]
    fn there_and_back_is_the_same_amount_within_one_minor_unit(
        cents in 1_i64..100_000_000_000,
        there in 0_usize..31,
        back in 0_usize..31,
    ) {
        let rates = market("2021-03-01");
        let codes: Vec<Currency> = rates.quotes().map(|(currency, _)| currency).collect();
        let (from, to) = (codes[there % codes.len()], codes[back % codes.len()]);
        let amount = ExactMoney::new(Decimal::new(cents, from.digits()), from);
        let returned = rates.convert(rates.convert(amount, to).unwrap(), from).unwrap();
        let difference = (returned.amount() - amount.amount()).abs();
        prop_assert!(difference < Decimal::new(1, from.digits()), "{amount:?} {returned:?}");
    }

    #[test]
    fn a_cross_rate_is_the_product_of_its_two_legs(first in 1_i64..10_000_000, second in 1_i64..10_000_000) {
        let table = RateTable::new(currency("EUR"), day("2026-10-30"), RateKind::Merchant, "shop")
            .with_rate(currency("USD"), Decimal::new(first, 4)).unwrap()
            .with_rate(currency("JPY"), Decimal::new(second, 4)).unwrap();
        let (numerator, denominator) = table.factor(currency("USD"), currency("JPY")).unwrap();
        prop_assert_eq!(numerator * Decimal::new(first, 4), denominator * Decimal::new(second, 4));
        let inverse = table.factor(currency("JPY"), currency("USD")).unwrap();
        prop_assert_eq!(inverse, (denominator, numerator));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(Date|month|Country/Territories)?[A-Z0-9,.\" \n/-]{0,200}") {
        let reader = RateReader::new(currency("EUR"), RateKind::Reference, "ECB");
        for layout in [RateLayout::CurrencyColumns, RateLayout::MonthLines, RateLayout::CountryLines] {
            let (_, errors) = reader.read_lenient(layout, &text);
            prop_assert_eq!(reader.read(layout, &text).err(), errors.into_iter().next());
        }
    }
}

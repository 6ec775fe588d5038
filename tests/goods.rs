//! The goods tables that the crate carries: they load, they cite, and they say what their sources say.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the shared lines of a test may fail it")]

use landfall::goods::{
    Category, DutyExpression, DutyInputError, HsCode, Measure, Measures, RateBasis, Tariff, TariffRow,
};
use landfall::money::Currency;
use landfall::rules::Evidence;
use landfall::{Decimal, RuleBook};

type Date = landfall::time::Date;

const TARIFFS: [(&str, usize); 14] = [
    ("US", 1219),
    ("EU", 1837),
    ("GB", 1216),
    ("JP", 3197),
    ("MX", 989),
    ("CA", 57),
    ("AU", 27),
    ("NZ", 30),
    ("NO", 112),
    ("CH", 96),
    ("IN", 42),
    ("BR", 21),
    ("SG", 11),
    ("JP-SIMPLIFIED", 15),
];

fn tariff(name: &str) -> std::sync::Arc<Tariff> {
    RuleBook::embedded().tariff(name).unwrap().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

/// The row for `code`, which must exist.
fn row<'t>(tariff: &'t Tariff, code: &str, on: &str) -> &'t TariffRow {
    tariff.find(code.parse().unwrap(), day(on)).unwrap_or_else(|| panic!("no row for {code} on {on}"))
}

fn rate(row: &TariffRow) -> Option<String> {
    row.rate().map(ToString::to_string)
}

#[test]
fn every_duty_table_loads_with_all_its_rows() {
    for (name, rows) in TARIFFS {
        let tariff = tariff(name);
        assert_eq!(tariff.rows().len(), rows, "{name}");
        assert!(tariff.edition().is_some(), "{name}");
    }
    assert!(RuleBook::embedded().tariff("XX").unwrap().is_none());
    assert!(RuleBook::embedded().tariff("../goods/hs2022").unwrap().is_none());
}

#[test]
fn a_verified_row_names_where_it_was_seen_and_a_row_without_rate_is_never_exact() {
    for (name, _) in TARIFFS {
        for row in tariff(name).rows() {
            let id = row.rule_id();
            assert!(id.as_str().starts_with(&format!("{}.tariff.", name.to_lowercase())), "{id}");
            assert!(!row.source().law().is_empty(), "{id}");
            assert_eq!(row.rate().is_none(), row.basis() == RateBasis::None, "{id}");
            if row.is_exact() {
                assert_eq!(row.evidence(), Evidence::Verified, "{id}");
                assert!(row.rate().is_some() && !row.source().seen().is_empty(), "{id}");
            }
        }
    }
}

#[test]
fn cotton_t_shirts_pay_what_their_schedules_print() {
    // HTS 6109.10.00: 16.5 %. Common Customs Tariff and UK Global Tariff 6109 10 00: 12 %.
    // CBSA 6109.10: 18 %. Norwegian tariff 61.09.1000: 10.7 %.
    for (name, on, expected) in [
        ("US", "2026-11-21", "16.5%"),
        ("EU", "2026-11-21", "12%"),
        ("EU", "2021-01-01", "12%"),
        ("GB", "2026-11-21", "12%"),
        ("CA", "2026-11-21", "18%"),
        ("NO", "2026-11-21", "10.7%"),
    ] {
        let tariff = tariff(name);
        let row = row(&tariff, "6109.10.00", on);
        assert_eq!(rate(row).as_deref(), Some(expected), "{name}");
        assert!(row.covers(day(on)), "{name}");
    }
}

#[test]
fn goods_are_industrial_and_free_in_switzerland_since_2024_and_unknown_before() {
    let tariff = tariff("CH");
    let shirt = row(&tariff, "610910", "2024-01-01");
    assert!(shirt.rate().is_some_and(DutyExpression::is_free) && shirt.is_exact());
    assert!(tariff.find("610910".parse().unwrap(), day("2023-12-31")).is_none());
    let cheese = row(&tariff, "0406", "2026-11-21");
    assert!(cheese.rate().is_none() && !cheese.is_exact());
    assert_eq!(cheese.max().map(ToString::to_string).as_deref(), Some("specific"));
}

#[test]
fn an_edition_stands_in_for_the_days_before_it_and_says_so() {
    let tariff = tariff("US");
    assert_eq!(tariff.edition().unwrap().name(), "HTS 2026 Revision 10");
    for (on, covered) in [("2026-06-07", false), ("2026-06-08", true), ("2021-01-01", false)] {
        assert_eq!(row(&tariff, "6109100012", on).covers(day(on)), covered, "{on}");
    }
}

#[test]
fn smartphones_are_known_in_the_eu_from_the_edition_of_2026() {
    let tariff = tariff("EU");
    let phone = row(&tariff, "85171300", "2026-11-21");
    assert!(phone.rate().is_some_and(DutyExpression::is_free) && phone.covers(day("2026-11-21")));
    assert_eq!(phone.from(), day("2026-09-29"));
    assert!(phone.from_is_floor());
}

#[test]
fn two_rows_of_one_code_follow_each_other() {
    let tariff = tariff("IN");
    assert_eq!(rate(row(&tariff, "640110", "2025-02-01")).as_deref(), Some("35%"));
    assert_eq!(rate(row(&tariff, "640110", "2025-02-02")).as_deref(), Some("20%"));
}

#[test]
fn what_the_simplified_tariff_of_japan_leaves_out_has_no_rate() {
    let tariff = tariff("JP-SIMPLIFIED");
    assert_eq!(rate(row(&tariff, "620342", "2026-11-21")).as_deref(), Some("10%"));
    assert_eq!(rate(row(&tariff, "901580", "2026-11-21")).as_deref(), Some("5%"));
    for outside in ["610910", "640391", "420221", "100630"] {
        assert_eq!(rate(row(&tariff, outside, "2026-11-21")), None, "{outside}");
    }
    assert!(tariff.rows().iter().all(|row| row.evidence() == Evidence::Recalled));
}

#[test]
fn a_code_outside_the_table_is_unknown_and_not_free() {
    assert!(tariff("US").find("010121".parse().unwrap(), day("2026-11-21")).is_none());
}

#[test]
fn honey_of_nine_kilograms_pays_seventeen_cents() {
    // HTS 0409.00.00: 1.9 cents a kilogram; 9 kg make 17.1 cents.
    let tariff = tariff("US");
    let duty = row(&tariff, "04090000", "2026-11-21").rate().unwrap();
    let honey = Measures::default().with(Measure::Kilogram, dec("9"));
    let due = |measures| duty.evaluate(dec("80"), currency("USD"), measures, |_| None);
    assert_eq!(due(&honey), Ok(dec("0.171")));
    let unknown = DutyInputError::MissingMeasure { measure: Measure::Kilogram };
    assert_eq!(due(&Measures::default()), Err(unknown));
}

#[test]
fn every_rate_of_the_tables_reads_back_as_printed() {
    for (name, _) in TARIFFS {
        for rate in tariff(name).rows().iter().filter_map(TariffRow::rate) {
            assert_eq!(rate.to_string().parse().as_ref(), Ok(rate), "{name}");
        }
    }
}

#[test]
fn printed_books_nappies_and_bicycles_have_categories_of_their_own() {
    for (code, word) in [("490199", "books_print"), ("961900", "baby_nappies"), ("871200", "bicycles")] {
        let code: HsCode = code.parse().unwrap();
        assert_eq!(Category::of(code), Some(word.parse().unwrap()), "{code}");
    }
}

//! The embedded duty tables against what was published: sixteen everyday goods of every table, each with its
//! edition, and the European Union's rates of September 2026.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the shared lines of a test may fail it")]

use std::sync::Arc;

use landfall::goods::{HsCode, RateBasis, RateBound, Tariff, TariffRow};
use landfall::rules::Evidence;
use landfall::time::Date;
use landfall::{Decimal, RuleBook};

fn tariff(name: &str) -> Arc<Tariff> {
    RuleBook::embedded().tariff(name).unwrap().unwrap_or_else(|| panic!("no table {name}"))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The rate, then the range of the national lines where it is not the rate alone; `~` marks a rate from memory, and
/// `average` one of the whole tariff, taken where no line is held.
fn told(row: Option<&TariffRow>) -> String {
    let Some(row) = row else { return "-".to_owned() };
    if row.basis() == RateBasis::Average {
        return row.rate().map(|rate| format!("{rate} average")).unwrap_or_default();
    }
    let bound = |bound: Option<&RateBound>| bound.map(ToString::to_string).unwrap_or_default();
    let (rate, min, max) = (row.rate().map(ToString::to_string), bound(row.min()), bound(row.max()));
    let rate = rate.unwrap_or_else(|| "?".to_owned());
    let range = if rate == min && min == max { String::new() } else { format!(" in {min}..{max}") };
    let doubt = if row.evidence() == Evidence::Recalled { " ~" } else { "" };
    format!("{rate}{range}{doubt}")
}

/// The same of the published notations, as the crate prints them.
fn printed(cell: &str) -> String {
    let (cell, doubt) = cell.strip_suffix(" ~").map_or((cell, ""), |cell| (cell, " ~"));
    let print = |text: &str| match text {
        "" | "?" | "-" => text.to_owned(),
        average if average.ends_with(" average") => average.to_owned(),
        text => text.parse::<RateBound>().unwrap_or_else(|error| panic!("{text}: {error}")).to_string(),
    };
    let whole = match cell.split_once(" in ") {
        None => print(cell),
        Some((rate, range)) => {
            let (min, max) = range.split_once("..").unwrap();
            format!("{} in {}..{}", print(rate), print(min), print(max))
        }
    };
    whole + doubt
}

#[test]
fn sixteen_everyday_goods_pay_in_every_table_what_its_sources_say() {
    let file = include_str!("goods/sixteen_goods.csv");
    let mut lines = file.lines().map(|line| line.split(';').collect::<Vec<_>>());
    let codes: Vec<HsCode> =
        lines.next().unwrap().into_iter().skip(2).map(|code| code.parse().unwrap()).collect();
    assert_eq!(codes.len(), 16);
    let (mut tables, mut differ) = (Vec::new(), Vec::new());
    for line in lines {
        let [name, edition, cells @ ..] = line.as_slice() else { panic!("{line:?}") };
        assert_eq!(cells.len(), 16, "{name}");
        let tariff = tariff(name);
        assert_eq!(tariff.edition().unwrap().name(), *edition, "{name}");
        for (code, cell) in codes.iter().zip(cells) {
            let found = told(tariff.find(*code, day("2026-11-21")));
            if found != printed(cell) {
                differ.push(format!("{name} {code}: {found}, published {cell}"));
            }
        }
        tables.push((*name).to_owned());
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    tables.sort();
    let mut held: Vec<String> = std::fs::read_dir("data/tariff")
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".csv").map(str::to_owned))
        .collect();
    held.sort();
    assert_eq!(tables, held, "every table of the book is asserted");
}

/// Rates of the Union as TARIC gave them on 2026-09-29, lowest and highest of each subheading, copied by hand.
const UNION: [(&str, &str, &str); 18] = [
    ("010129", "0%", "11.5%"),
    ("010130", "7.7%", "7.7%"),
    ("010511", "52 EUR / 1000 p/st", "52 EUR / 1000 p/st"),
    ("210310", "7.7%", "7.7%"),
    ("220410", "32 EUR / hl", "32 EUR / hl"),
    ("330300", "0%", "0%"),
    ("420221", "3%", "3%"),
    ("611020", "12%", "12%"),
    ("611011", "10.5%", "12%"),
    ("620342", "12%", "12%"),
    ("640411", "16.9%", "16.9%"),
    ("640399", "5%", "8%"),
    ("851671", "2.7%", "2.7%"),
    ("851762", "0%", "0%"),
    ("852729", "0%", "0%"),
    ("900190", "0%", "0%"),
    ("950300", "0%", "4.7%"),
    ("910211", "4.5% MIN 0.3 EUR / p/st MAX 0.8 EUR / p/st", "4.5% MIN 0.3 EUR / p/st MAX 0.8 EUR / p/st"),
];

#[test]
fn the_union_takes_what_taric_gave_in_september_2026() {
    for (code, min, max) in UNION {
        assert_eq!(union_differs(code, min, max), None);
    }
}

#[test]
fn every_row_of_the_union_that_was_read_in_september_2026_is_reproduced() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/facts/tariff");
    let mut seen = 0;
    let mut differ = Vec::new();
    for (file, rows) in [("EU_hs6_mfn_check_2026-09-29.csv", 111), ("EU_hs6_mfn_2026-09-29.csv", 1204)] {
        let Ok(text) = std::fs::read_to_string(format!("{folder}/{file}")) else {
            eprintln!("SKIPPED: no {folder}/{file}; the rates of the Union were not compared row by row");
            return;
        };
        let before = seen;
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let [code, min, max, ..] = cells.as_slice() else { panic!("{line}") };
            differ.extend(union_differs(code, min, max));
            seen += 1;
        }
        assert_eq!(seen - before, rows, "{file}");
    }
    assert!(differ.is_empty(), "{} of {seen} rows differ:\n{}", differ.len(), differ.join("\n"));
}

/// Says how the embedded row for a subheading departs from the published range.
fn union_differs(code: &str, min: &str, max: &str) -> Option<String> {
    let parse = |text: &str| text.parse::<RateBound>().unwrap_or_else(|error| panic!("{text}: {error}"));
    let (low, high) = (parse(min), parse(max));
    let tariff = tariff("EU");
    let Some(row) = tariff.find(code.parse().unwrap(), day("2026-09-29")) else {
        return Some(format!("{code} is not held"));
    };
    let same = if low == high || (is_percent(min) && is_percent(max)) {
        row.min() == Some(&low) && row.max() == Some(&high)
    } else {
        // Rates of more than one kind have no order: the bound says so, and the note keeps what was published.
        let told = row.max() == Some(&RateBound::Mixed)
            && (row.min() == Some(&RateBound::Mixed)
                || row.min() == Some(&low) && row.min() == Some(&parse("0%")));
        let published = format!("the edition gives {min} to {max}");
        told && row.note().is_some_and(|note| tight(note).contains(&tight(&published)))
    };
    let in_force = row.covers(day("2026-09-29")) && row.source().seen_as_of() == Some(day("2026-09-29"));
    (!same || !in_force).then(|| format!("{code}: {}, published {min} to {max}", told(Some(row))))
}

fn is_percent(text: &str) -> bool {
    text.strip_suffix('%').is_some_and(|number| number.trim().parse::<Decimal>().is_ok())
}

/// Without spaces, which publishers set as they like.
fn tight(text: &str) -> String {
    text.replace(' ', "")
}

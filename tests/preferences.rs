//! The embedded preferences against the published ones, row by row.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the shared lines of a test may fail it")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use landfall::RuleBook;
use landfall::goods::{Preference, Preferences, RateBound};
use landfall::rules::Evidence;

fn preferences(tariff: &str) -> Arc<Preferences> {
    RuleBook::embedded().preferences(tariff).unwrap().unwrap()
}

fn find<'p>(table: &'p Preferences, code: &str, origin: &str, on: &str) -> Vec<Preference<'p>> {
    table.find(code.parse().unwrap(), origin.parse().unwrap(), on.parse().unwrap()).collect()
}

fn facts(file: &str) -> Option<String> {
    let path = format!("{}/../shared/facts/tariff/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("SKIPPED: no {path}; the preferences were not compared row by row");
    }
    text
}

#[test]
fn every_preference_of_the_union_that_was_read_is_reproduced() {
    let Some(text) = facts("EU_hs6_preferences_2026-09-29.csv") else { return };
    let table = preferences("EU");
    let (mut compared, mut differ) = (0, Vec::new());
    for line in text.lines().skip(1) {
        let [code, origin, min, max, same, _] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let found = find(&table, code, origin, "2026-09-29");
        let [found] = found.as_slice() else {
            // Nobody grants goods of China anything.
            assert!(found.is_empty() && same == "yes" && origin == "CN", "{line}");
            continue;
        };
        // A reduced agricultural component needs a table that is not held.
        let bound = |text: &str| if text.contains("EAR") { RateBound::Mixed } else { text.parse().unwrap() };
        let as_published = match same {
            "yes" => found.is_ordinary(),
            _ => found.min() == Some(&bound(min)) && found.max() == Some(&bound(max)),
        };
        if !as_published || !found.covers("2026-09-29".parse().unwrap()) {
            differ.push(format!("{line}: {:?} to {:?}", found.min(), found.max()));
        }
        compared += 1;
    }
    assert_eq!((compared, differ.len()), (7323 - 13, 0), "{}", differ.join("\n"));
}

/// Symbols of which one line of the schedule can be told by one origin.
const SYMBOLS: [(&str, &str); 16] = [
    ("AU", "AU"),
    ("BH", "BH"),
    ("CL", "CL"),
    ("CO", "CO"),
    ("IL", "IL"),
    ("JO", "JO"),
    ("JP", "JP"),
    ("KR", "KR"),
    ("MA", "MA"),
    ("OM", "OM"),
    ("P", "CR"),
    ("PA", "PA"),
    ("PE", "PE"),
    ("S", "MX"),
    ("SG", "SG"),
    ("D", "KE"),
];

#[test]
fn every_special_rate_of_the_united_states_on_parcel_goods_is_reproduced() {
    let (Some(general), Some(special)) = (facts("US.csv"), facts("US_special_col2.csv")) else { return };
    let general: BTreeMap<String, String> =
        rows(&general).map(|row| (row[0].clone(), row[3].clone())).collect();
    let table = preferences("US");
    let held: BTreeSet<String> =
        table.codes().filter_map(|code| Some(code.subheading()?.to_string())).collect();
    let (mut compared, mut differ) = (0, Vec::new());
    for row in rows(&special) {
        let (code, text) = (&row[0], &row[1]);
        let Some(mfn) = general.get(code).filter(|mfn| *mfn != "Free") else { continue };
        if !code.get(..6).is_some_and(|code| held.contains(code)) {
            continue;
        }
        for (symbol, origin) in SYMBOLS {
            let found = find(&table, code, origin, "2026-11-21");
            let told = match found.as_slice() {
                [] => "nothing".to_owned(),
                [one] if one.is_ordinary() => "nothing".to_owned(),
                [one] => match (one.min(), one.max()) {
                    (Some(min), Some(max)) if min == max => min.to_string(),
                    (None, None) => "not held".to_owned(),
                    // The six-digit row of lines that differ: this one may be either.
                    range => format!("{range:?}"),
                },
                more => format!("{} rows", more.len()),
            };
            let expected = special_rate(text, symbol);
            if told != expected {
                differ.push(format!("{code} {mfn} {symbol}: {told}, published {expected} in {text}"));
            }
            compared += 1;
        }
    }
    assert!(differ.is_empty(), "{} of {compared} differ:\n{}", differ.len(), differ.join("\n"));
    assert!(compared > 30_000, "{compared}");
}

/// What the special column gives a symbol: a rate as the crate prints it, `not held` for a quota, or `nothing`.
fn special_rate(text: &str, symbol: &str) -> String {
    let text = text.replace("(PA (PA)", "(PA)");
    let mut told = "nothing".to_owned();
    for part in text.split(')') {
        let Some((rate, symbols)) = part.split_once('(') else { continue };
        let rate = rate.trim().trim_start_matches([',', ';']).trim();
        let is_quota = rate.starts_with("See") || rate.starts_with("The rate");
        if symbols.split(',').any(|one| one.trim().trim_end_matches('+') == symbol && one.trim() != "A+") {
            if !is_quota {
                let rate = rate.replace("pf. liter", "pf.liter").replace(" on ethyl alcohol content", "");
                return rate
                    .parse::<RateBound>()
                    .map_or_else(|error| error.to_string(), |rate| rate.to_string());
            }
            told = "not held".to_owned();
        }
    }
    told
}

/// The rows of a file with quoted fields, without its header.
fn rows(text: &str) -> impl Iterator<Item = Vec<String>> {
    text.lines().skip(1).map(|line| {
        let (mut fields, mut quoted) = (vec![String::new()], false);
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                letter => fields.last_mut().unwrap().push(letter),
            }
        }
        fields
    })
}

#[test]
fn an_agreement_says_what_to_prove_and_how_well_it_is_known() {
    let table = preferences("EU");
    let british = find(&table, "640411", "GB", "2026-11-21");
    assert!(british[0].agreement().proof().contains("statement on origin"));
    assert_eq!(british[0].evidence(), Evidence::Verified);
    let turkish = find(&table, "640411", "TR", "2026-11-21");
    assert!(turkish[0].agreement().proof().contains("A.TR"));
    // The rate was seen, the protocol on proofs is remembered: the weaker counts.
    assert_eq!(find(&table, "640411", "KR", "2026-11-21")[0].evidence(), Evidence::Recalled);
    assert!(RuleBook::embedded().preferences("XX").unwrap().is_none());
}

//! Every line of three national schedules: read, put into its kind, and computed.
//!
//! The schedules stand in `shared/facts` beside the repository, or where `LANDFALL_FACTS` points; without them the
//! tests here say so and check nothing. What the crate computes is compared with `by_hand`, which takes the printed
//! words apart in another way and knows nothing of the crate's grammar.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod by_hand;
mod kinds;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landfall::Decimal;
use landfall::goods::{Dutiable, DutyExpression, DutyInputError, Measures, PartValues};
use landfall::money::Currency;

/// One line of a schedule.
struct Line {
    code: String,
    text: String,
}

/// The folder of facts, with a loud word if there is none.
fn facts(test: &str) -> Option<PathBuf> {
    let named = std::env::var_os("LANDFALL_FACTS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|above| above.join("shared/facts"));
    let found = named.into_iter().chain(beside).find(|folder| folder.join("tariff/US.csv").is_file());
    if found.is_none() {
        eprintln!("!! SKIPPED {test}: no schedules in ../shared/facts nor in LANDFALL_FACTS");
    }
    found.map(|folder| folder.join("tariff"))
}

fn lines(file: &Path) -> Vec<Line> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let (code, text) = (column("code"), column("mfn_duty_text"));
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            Line { code: record[code].to_owned(), text: record[text].to_owned() }
        })
        .collect()
}

/// How many lines of each kind `duty_kind_frequency.csv` counts.
fn counted(folder: &Path, schedule: &str) -> BTreeMap<String, usize> {
    let mut reader = csv::Reader::from_path(folder.join("duty_kind_frequency.csv")).unwrap();
    let rows = reader.records().map(Result::unwrap).filter(|row| &row[0] == schedule);
    rows.map(|row| (row[2].to_owned(), row[3].parse().unwrap())).collect()
}

/// What came of a schedule.
#[derive(Default)]
struct Outcome {
    kinds: BTreeMap<String, usize>,
    rated: usize,
    computed: usize,
    /// Why not, and on which lines.
    not_computed: BTreeMap<String, Vec<String>>,
}

/// All lines on a day of 2026, written `11-21`.
fn run(lines: &[Line], currency: &str, on: &str) -> Outcome {
    let mut outcome = Outcome::default();
    for line in lines.iter().filter(|line| !line.text.is_empty()) {
        outcome.rated += 1;
        let mut fail = |why: String| outcome.not_computed.entry(why).or_default().push(line.code.clone());
        let duty: DutyExpression = match line.text.parse() {
            Ok(duty) => duty,
            Err(error) => {
                fail(format!("{}: {error}", line.text));
                continue;
            }
        };
        let printed = duty.to_string();
        assert_eq!(printed.parse().as_ref(), Ok(&duty), "{} {} printed as {printed}", line.code, line.text);
        *outcome.kinds.entry(kinds::of(&printed).to_owned()).or_default() += 1;
        match computed(&duty, currency, on, &line.text) {
            Ok(amount) => {
                let expected = by_hand::amount(&line.text, on);
                assert_eq!(Some(amount), expected, "{} {}", line.code, line.text);
                outcome.computed += 1;
            }
            Err(why) => fail(why.to_string()),
        }
    }
    outcome
}

/// The duty, giving nothing but what the expression asks for, one thing after the other.
fn computed(duty: &DutyExpression, currency: &str, on: &str, text: &str) -> Result<Decimal, DutyInputError> {
    let currency: Currency = currency.parse().unwrap();
    let (mut measures, mut parts, mut day, mut reference) =
        (Measures::default(), PartValues::default(), None, None);
    for _ in 0..12 {
        let mut goods = Dutiable::new(Decimal::from(by_hand::VALUE), currency)
            .with_measures(&measures)
            .with_parts(&parts);
        if let Some(day) = day {
            goods = goods.on(day);
        }
        if let Some(rate) = &reference {
            goods = goods.with_reference(rate);
        }
        match duty.duty_on(&goods, |_| None) {
            Err(DutyInputError::MissingMeasure { measure }) => {
                measures = measures.with(measure, by_hand::quantity_of(measure));
            }
            Err(DutyInputError::MissingPart { part }) => {
                parts = parts.with(part, Decimal::from(by_hand::part_value(part.as_str())));
            }
            Err(DutyInputError::MissingDay) => day = Some(format!("2026-{on}").parse().unwrap()),
            Err(DutyInputError::MissingReference { .. }) => {
                reference = Some(by_hand::REFERENCE.parse::<DutyExpression>().unwrap());
            }
            outcome => return outcome,
        }
    }
    panic!("{text} asks without end");
}

#[track_caller]
fn at_least_99_in_100(outcome: &Outcome) {
    assert!(outcome.computed * 100 >= outcome.rated * 99, "{} of {}", outcome.computed, outcome.rated);
    let open: usize = outcome.not_computed.values().map(Vec::len).sum();
    assert_eq!(outcome.computed + open, outcome.rated);
}

fn open(outcome: &Outcome) -> Vec<(&str, usize)> {
    outcome.not_computed.iter().map(|(why, codes)| (&**why, codes.len())).collect()
}

#[test]
fn every_line_of_the_united_states() {
    let Some(folder) = facts("every_line_of_the_united_states") else { return };
    let lines = lines(&folder.join("US.csv"));
    assert_eq!(lines.len(), 11_414);
    let outcome = run(&lines, "USD", "11-21");
    assert_eq!(outcome.kinds, counted(&folder, "US_2026r10"));
    at_least_99_in_100(&outcome);
    let plate = "the duty follows a rule in words: but if consisting in part of a plate or a set of plates the total duty \
                 shall not exceed the duty for the complete movement";
    assert_eq!(open(&outcome), [(plate, 2)]);
    assert_eq!(outcome.computed, 11_412);
}

#[test]
fn every_line_of_the_union() {
    let Some(folder) = facts("every_line_of_the_union") else { return };
    let lines = lines(&folder.join("EU.csv"));
    assert_eq!(lines.len(), 9_791);
    let outcome = run(&lines, "EUR", "02-14");
    assert_eq!(outcome.rated, 8_948, "843 lines hold no rate");
    let mut kinds = outcome.kinds.clone();
    // Two lines lack the per-cent sign in the file (`7.2 MIN 0.36 EUR/100 kg`): the count took them for floors by
    // their words, the reader refuses to guess.
    *kinds.get_mut("min_floor").unwrap() += 2;
    assert_eq!(kinds, counted(&folder, "EU_on_CN2026"));
    at_least_99_in_100(&outcome);
    assert_eq!(
        open(&outcome),
        [
            ("7.2 MIN 0.36 EUR/100 kg: `M` at character 5 of a duty, expected `%` or a currency", 2),
            ("the part `EA` of the duty is in a table that is not held", 56),
            ("the part `entry price` of the duty is in a table that is not held", 26),
        ]
    );
    assert_eq!(outcome.computed, 8_864);
    // New potatoes (0701 90 50) have a rate from January to June and are another line for the rest of the year; for
    // avocados (0804 40 00) the file leaves out April and May.
    for (on, open) in [
        ("01-01", None),
        ("03-31", None),
        ("04-01", Some("08044000")),
        ("05-31", Some("08044000")),
        ("06-01", None),
        ("06-30", None),
        ("07-01", Some("07019050")),
        ("12-31", Some("07019050")),
    ] {
        let outcome = run(&lines, "EUR", on);
        let out_of_season = outcome.not_computed.get(&format!("the duty has no season for 2026-{on}"));
        assert_eq!(out_of_season.map_or(&[][..], Vec::as_slice), open.as_slice(), "{on}");
        assert_eq!(outcome.computed, 8_864 - open.into_iter().count(), "{on}");
    }
}

#[test]
fn every_ten_digit_line_of_the_union() {
    let Some(folder) = facts("every_ten_digit_line_of_the_union") else { return };
    let lines = lines(&folder.join("EU_taric10_2021.csv"));
    assert_eq!(lines.len(), 2_456);
    let outcome = run(&lines, "EUR", "02-14");
    let (all, eight) = (counted(&folder, "EU_CET_2021_all"), counted(&folder, "EU_CET_2021_cn8"));
    let ten: BTreeMap<String, usize> = all
        .into_iter()
        .map(|(kind, lines)| (kind.clone(), lines - eight.get(&kind).copied().unwrap_or(0)))
        .filter(|(_, lines)| *lines > 0)
        .collect();
    let mut kinds = outcome.kinds.clone();
    // As in the eight-digit file, eight lines lack the per-cent sign (`6.4 + 24.6 EUR/100 kg`).
    kinds.insert("compound_ad_valorem_plus_specific".to_owned(), 8);
    assert_eq!(kinds, ten);
    assert_eq!(
        open(&outcome),
        [
            ("24 + 4.2 EUR/100 kg: `+` at character 4 of a duty, expected `%` or a currency", 6),
            ("6.4 + 24.6 EUR/100 kg: `+` at character 5 of a duty, expected `%` or a currency", 1),
            ("8.3 + 3.8 EUR/100 kg eda: `+` at character 5 of a duty, expected `%` or a currency", 1),
            ("the part `EA` of the duty is in a table that is not held", 3),
        ]
    );
}

#[test]
fn every_line_of_the_united_kingdom() {
    let Some(folder) = facts("every_line_of_the_united_kingdom") else { return };
    let lines = lines(&folder.join("GB.csv"));
    assert_eq!(lines.len(), 11_830);
    let outcome = run(&lines, "GBP", "11-21");
    assert_eq!(outcome.kinds, counted(&folder, "UKGT_2021_all"));
    assert_eq!(open(&outcome), []);
    assert_eq!(outcome.computed, 11_830);
    let eight: Vec<Line> = lines.into_iter().filter(|line| line.code.len() == 8).collect();
    assert_eq!(run(&eight, "GBP", "02-28").kinds, counted(&folder, "UKGT_2021_cn8"));
}

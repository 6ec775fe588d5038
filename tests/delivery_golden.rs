//! Worked cases of delivery: one file per topic below `tests/golden/delivery/`, no code per case.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end by it")]
#![cfg(feature = "json")]

use std::fs;
use std::path::Path;

use landfall::RuleBook;
use serde_json::{Value, json};

/// Days counted on the way, texts in the answer, and lists of which the order does not matter.
const TEXTS: [&str; 7] =
    ["ship_date", "earliest", "latest", "verdict", "confidence", "order_by", "percentiles"];

#[test]
fn every_worked_case_of_delivery_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/delivery");
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for path in paths {
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let golden: Value = toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(golden["source"].as_str().is_some_and(|source| !source.is_empty()), "{file}: no source");
        for case in golden["case"].as_array().unwrap() {
            count += 1;
            let name = case["name"].as_str().unwrap();
            wrong.extend(
                failures(case, &golden["request"]).map(|failure| format!("{file}, {name}: {failure}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 60, "{count} cases");
}

fn failures(case: &Value, common: &Value) -> impl Iterator<Item = String> {
    let mut request = json!({"ask": "delivery"});
    for part in [common, &case["request"]] {
        for (field, value) in part.as_object().into_iter().flatten() {
            request[field] = value.clone();
        }
    }
    let answer = match RuleBook::embedded().delivery_json(&request.to_string()) {
        Ok(answer) => serde_json::to_value(&answer).unwrap(),
        Err(error) => json!({ "error": error.to_string() }),
    };
    let mut wrong = Vec::new();
    for (field, expected) in case.as_object().unwrap() {
        let found = match field.as_str() {
            "name" | "request" => continue,
            field if TEXTS.contains(&field) => answer[field].clone(),
            "assumed" => answer["assumed"].clone(),
            "reasons" | "notices" => codes(&answer[field]),
            "skipped" => skipped(&answer["skipped"]),
            "window_from" => answer["window"]["from"].clone(),
            other => panic!("a case cannot expect `{other}`"),
        };
        if found != *expected {
            wrong.push(format!("{field} is {found}, expected {expected} ({})", answer["error"]));
        }
    }
    wrong.into_iter()
}

fn codes(remarks: &Value) -> Value {
    let mut codes: Vec<&str> =
        remarks.as_array().into_iter().flatten().filter_map(|remark| remark["code"].as_str()).collect();
    codes.sort_unstable();
    json!(codes)
}

fn skipped(days: &Value) -> Value {
    let text = |day: &Value, field: &str| day[field].as_str().unwrap_or_default().to_owned();
    let days = days.as_array().into_iter().flatten();
    days.map(|day| format!("{} {} {}", text(day, "date"), text(day, "why"), text(day, "where"))).collect()
}

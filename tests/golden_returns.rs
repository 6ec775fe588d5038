//! Cases worked by hand from the laws that they name, one file for each country (tests/golden/returns/README.md).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the shared lines of a test may fail it"
)]

use std::fs;
use std::path::Path;

use landfall::RuleBook;
use serde_json::Value;

#[test]
fn every_case_is_answered_as_the_law_says() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/returns"));
    let book = RuleBook::embedded();
    let (mut wrong, mut cases) = (Vec::new(), 0);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "jsonl")) {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        for (number, line) in (1..).zip(fs::read_to_string(file).unwrap().lines()) {
            let case: Value =
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{name}:{number}: {error}"));
            cases += 1;
            let answer = match book.decide_return_json(&case["request"].to_string()) {
                Ok(decision) => serde_json::to_value(&decision).unwrap(),
                Err(error) => serde_json::to_value(&error).unwrap(),
            };
            let mut found = Vec::new();
            compare("", &case["expect"], &answer, &mut found);
            if let Some(never) = case.get("never") {
                let mut differs = Vec::new();
                compare("", never, &answer, &mut differs);
                if differs.is_empty() {
                    found.push(format!("never {never}"));
                }
            }
            if let Some(owed) =
                case.get("shop_duty").and_then(|duty| duty["online_withdrawal_function"].as_bool())
            {
                let duties = answer["shop_duties"].as_array().cloned().unwrap_or_default();
                let is_owed = duties.iter().any(|duty| duty["rule"] == "eu.duty.withdrawal-function");
                if is_owed != owed {
                    found.push(format!("withdrawal function owed: {is_owed}, expected {owed}"));
                }
            }
            if !found.is_empty() {
                let title = case["name"].as_str().unwrap_or_default();
                wrong.push(format!("{name}:{number} {title}\n    {}\n    {answer}", found.join("\n    ")));
            }
        }
    }
    assert!(cases > 800, "{cases} cases were found");
    assert!(wrong.is_empty(), "{} of {cases} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// What of `expected` the answer does not say. `null` expects that there is nothing; lists are whole.
fn compare(path: &str, expected: &Value, found: &Value, differences: &mut Vec<String>) {
    match expected {
        Value::Object(fields) => {
            for (name, value) in fields {
                compare(&format!("{path}.{name}"), value, &found[name.as_str()], differences);
            }
        }
        expected if expected == found => {}
        // A list with nothing in it may be left out.
        Value::Array(list) if list.is_empty() && found.is_null() => {}
        expected => differences.push(format!("{path}: {found}, expected {expected}")),
    }
}

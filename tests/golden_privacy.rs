//! Every case below `tests/golden/privacy/`: worked by hand from the law that it names, asked as the support program is.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a file that is not as it should be ends the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use landfall::RuleBook;
use serde_json::Value;

/// One case that did not come out, and how.
fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let expected = expected.as_object().expect("`expect` is an object");
    let mut wrong = Vec::new();
    for (key, wanted) in expected {
        let got = found.get(key).unwrap_or(&Value::Null);
        match key.as_str() {
            "regimes" => wrong.extend(regimes(wanted, got)),
            "consent" | "rights" | "signals" | "child" | "transfer" => {
                for (part, wanted) in wanted.as_object().expect("an object") {
                    let got = got.get(part).unwrap_or(&Value::Null);
                    if got != wanted {
                        wrong.push(format!("{key}.{part}: expected {wanted}, found {got}"));
                    }
                }
            }
            _ if same(wanted, got) => {}
            _ => wrong.push(format!("{key}: expected {wanted}, found {got}")),
        }
    }
    wrong
}

/// Equal values, or instants of two clocks that are one moment.
fn same(wanted: &Value, got: &Value) -> bool {
    let moment = |value: &Value| value.as_str().and_then(|text| text.parse::<landfall::time::Instant>().ok());
    wanted == got || moment(wanted).is_some_and(|wanted| moment(got).is_some_and(|got| wanted == got))
}

fn regimes(wanted: &Value, found: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for law in wanted.as_array().expect("a list") {
        let got = found.as_array().expect("a list").iter().find(|other| other["id"] == law["id"]);
        let applies = got.map_or(&Value::Null, |got| &got["applies"]);
        let listed = match &law["applies"] {
            Value::Null => applies.is_null() || applies == "no",
            wanted => applies == wanted,
        };
        if !listed {
            wrong.push(format!(
                "{}: expected {}, found {applies}; {}",
                law["id"],
                law["applies"],
                got.map_or(&Value::Null, |got| &got["missing"])
            ));
        }
        for fact in law["missing"].as_array().into_iter().flatten() {
            if !got.is_some_and(|got| got["missing"].as_array().unwrap().contains(fact)) {
                wrong.push(format!(
                    "{}: {fact} is not among {}",
                    law["id"],
                    got.map_or(&Value::Null, |got| &got["missing"])
                ));
            }
        }
    }
    wrong
}

#[test]
fn the_law_and_the_answer_agree_in_every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/privacy");
    let book = RuleBook::embedded();
    let (mut cases, mut wrong, mut places) = (0, Vec::new(), BTreeSet::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let mut own = 0;
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let case: Value =
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{file}:{number}: {error}"));
            own += 1;
            let answer = match book.privacy_json(&case["request"].to_string()) {
                Ok(answer) => serde_json::to_value(&answer).unwrap(),
                Err(error) => {
                    wrong.push(format!("{file}:{number} {}\n    {error}", case["name"]));
                    continue;
                }
            };
            let differences = differences(&case["expect"], &answer);
            if !differences.is_empty() {
                wrong.push(format!(
                    "{file}:{number} {} ({})\n    {}",
                    case["name"],
                    case["law"],
                    differences.join("\n    ")
                ));
            }
        }
        assert!(own >= 2, "{file}: {own} cases, expected two at least");
        cases += own;
        places.insert(file);
    }
    let missing: Vec<&str> = book.privacy_jurisdictions().filter(|code| !places.contains(*code)).collect();
    assert!(missing.is_empty(), "no cases for {missing:?}");
    wrong.sort();
    assert!(wrong.is_empty(), "{} of {cases} cases:\n{}", wrong.len(), wrong.join("\n"));
}

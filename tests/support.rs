//! The support program speaks the JSON that a web backend sends and stores, and words that an agent reads aloud.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the shared lines of a test may fail it"
)]

mod program;

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::thread;

use serde_json::{Value, json};

fn run(arguments: &[&str], input: impl Into<Vec<u8>>) -> Output {
    let input = input.into();
    let mut child = Command::new(program::built("support"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Written beside the reading, so that neither pipe can fill up. A program that stops early closes its end.
    let writer = thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn answers(requests: &[Value]) -> Vec<Value> {
    let lines: Vec<String> = requests.iter().map(ToString::to_string).collect();
    let output = run(&["--json"], lines.join("\n"));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A German case in time, with fields laid over it.
fn request(changes: Value) -> Value {
    let mut request = json!({
        "ask": "return", "id": "R1", "country": "DE", "category": "clothing", "reason": "change_of_mind",
        "ordered": "2026-03-05", "delivered": "2026-03-10", "notice_date": "2026-03-16", "today": "2026-03-16",
        "informed": true,
    });
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(request.as_object_mut().unwrap().remove(name)),
            value => request[name] = value.clone(),
        }
    }
    request
}

#[test]
fn an_answer_has_the_fields_of_the_contract() {
    let paid = json!({
        "goods": {"amount": "80.00", "currency": "EUR"},
        "standard_shipping": {"amount": "5", "currency": "EUR"},
        "express_extra": {"amount": "9.00", "currency": "EUR"},
    });
    let import = json!({"declaration_accepted": "2026-03-08", "debt_notified": "2026-03-08"});
    let answer = &answers(&[request(json!({"paid": paid, "import": import, "sent_back": "2026-03-18"}))])[0];
    assert_eq!(answer["id"], "R1");
    assert_eq!(answer["outcome"], "eligible");
    assert_eq!(answer["ground"], "statutory_withdrawal");
    assert_eq!(answer["last_day"], "2026-03-24");
    assert_eq!(answer["send_back_by"], "2026-03-30");
    assert_eq!(answer["refund_due"], "2026-03-30");
    assert_eq!(answer["may_withhold_until"], "2026-03-18");
    let refund = json!({"currency": "EUR", "goods": "80.00", "shipping": "5.00", "total": "85.00"});
    assert_eq!(answer["refund"], refund);
    assert_eq!(answer["return_cost"], "consumer");
    assert_eq!(answer["missing"], json!([]));
    assert_eq!(answer["because"][0]["rule"], "eu.withdrawal");
    assert_eq!(answer["because"][0]["evidence"], "verified");
    assert!(answer["because"][0]["law"].as_str().unwrap().starts_with("BGB ss 312g"));
    // Ninety days from 8 March: 6 June.
    assert_eq!(answer["duty_refund"]["claim_by"], "2026-06-06");
    assert_eq!(answer["duty_refund"]["ground"], "distance_contract_return");
}

#[test]
fn one_bad_line_never_loses_the_others() {
    let bad = [
        (json!({"country": "DD"}), "unknown_country", "country"),
        (json!({"region": "DE-XX"}), "unknown_region", "region"),
        (json!({"region": "FR-75C"}), "region_of_another_country", "region"),
        (json!({"category": "cloth"}), "unknown_word", "category"),
        (json!({"reason": "dislike"}), "unknown_word", "reason"),
        (json!({"channel": "radio"}), "unknown_word", "channel"),
        (json!({"today": "2026-02-30"}), "invalid_date", "today"),
        (json!({"today": null}), "missing_field", "today"),
        (json!({"colour": "red"}), "unknown_field", "colour"),
        (json!({"facts": {"colour": true}}), "unknown_field", "facts.colour"),
        (json!({"facts": {"used": "yes"}}), "wrong_type", "facts.used"),
        (json!({"facts": {"left_on": "soon"}}), "invalid_date", "facts.left_on"),
        (json!({"facts": {"left_with": "neighbour_not_named"}}), "missing_field", "facts.left_on"),
        (json!({"facts": {"buyer_group": "left-handed"}}), "unknown_word", "facts.buyer_group"),
        (json!({"facts": {"faulty": true}}), "fact_from_case", "facts"),
        (json!({"informed": "yes"}), "wrong_type", "informed"),
        (json!({"delivered": "2026-03-01"}), "out_of_order", "delivered"),
        (
            json!({"paid": {"goods": {"amount": "-1", "currency": "EUR"}}}),
            "invalid_amount",
            "paid.goods.amount",
        ),
        (
            json!({"paid": {"goods": {"amount": "1", "currency": "EUR"}, "tax": {"amount": "1", "currency": "USD"}}}),
            "mixed_currencies",
            "paid.tax",
        ),
        (json!({"policy": {}}), "missing_field", "policy.accepts_returns"),
        (json!({"policy": {"accepts_returns": false, "days": 5}}), "contradiction", "policy.days"),
        (json!({"policy": {"days": 5, "fee": "half"}}), "invalid_rate", "policy.fee"),
        (json!({"policy": {"days": -5}}), "wrong_type", "policy.days"),
        (json!({"import": {"duty_rules": ["flat"]}}), "invalid_rule", "import.duty_rules[0]"),
        (json!({"ask": "refund"}), "unknown_word", "ask"),
    ];
    let requests: Vec<Value> = bad.iter().map(|(changes, ..)| request(changes.clone())).collect();
    let mut lines: Vec<String> = requests.iter().map(ToString::to_string).collect();
    lines.push("{\"ask\": \"return\", \"id\": \"R2\",".to_owned());
    lines.push("[]".to_owned());
    lines.push(request(json!({"id": "last"})).to_string());
    let output = run(&["--json"], lines.join("\n"));
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), lines.len());
    for ((changes, code, field), answer) in bad.iter().zip(&answers) {
        let error = &answer["error"];
        assert_eq!(
            (error["code"].as_str(), error["field"].as_str()),
            (Some(*code), Some(*field)),
            "{changes}: {answer}"
        );
        assert_eq!(answer["id"], "R1");
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
    assert_eq!(answers[bad.len()]["error"]["code"], "invalid_json");
    assert_eq!(answers[bad.len()]["id"], "R2");
    let last = answers.last().unwrap();
    assert_eq!((last["id"].as_str(), last["outcome"].as_str()), (Some("last"), Some("eligible")));
}

#[test]
fn the_agent_reads_an_answer_a_date_and_the_next_step() {
    let output = run(&["examples/cases/de-change-of-mind.json"], "");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    for said in [
        "Yes. The goods can go back.",
        "Monday, 28 December 2026",
        "Christmas Day",
        "Next step: send the goods back by Monday, 11 January 2027",
        "85.00 EUR in all",
        "The buyer pays the way back.",
        "fall below the law",
        "BGB ss 312g",
    ] {
        assert!(
            text.replace("\n", " ").split_whitespace().collect::<Vec<_>>().join(" ").contains(said),
            "{said}\n{text}"
        );
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let asked = String::from_utf8(run(&["examples/cases/fr-underwear.json"], "").stdout).unwrap();
    assert!(asked.contains("1. Did the buyer break the seal"), "{asked}");
}

#[test]
fn every_sample_case_is_answered() {
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/cases")).unwrap() {
        let path = entry.unwrap().path();
        let output = run(&[path.to_str().unwrap()], "");
        assert!(output.status.success() && output.stderr.is_empty(), "{}", path.display());
    }
}

#[test]
fn the_words_are_listed() {
    let output = run(&["--words"], "");
    let text = String::from_utf8(output.stdout).unwrap();
    for word in [
        "change_of_mind",
        "neighbour_not_named",
        "facts.seal_broken",
        "short_term_right",
        "washing_appliance",
    ] {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn what_the_arguments_cannot_mean_ends_with_two() {
    for wrong in [&["--jsn"][..], &["a", "b"], &["no-such-file.json"]] {
        let output = run(wrong, "");
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("support: "), "{wrong:?}");
    }
}

#[test]
fn the_same_question_has_the_same_answer() {
    let requests = vec![request(json!({})); 3];
    let answers = answers(&requests);
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

//! The privacy desk as a program from outside sees it: JSON in, JSON out, and plain words.

#![allow(clippy::unwrap_used, reason = "a program that does not run ends the test")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use landfall::RuleBook;
use landfall::privacy::PrivacyRequest;
use serde_json::{Value, json};

fn ask(request: &Value) -> Value {
    match RuleBook::embedded().privacy_json(&request.to_string()) {
        Ok(answer) => serde_json::to_value(&answer).unwrap(),
        Err(error) => serde_json::to_value(&error).unwrap(),
    }
}

fn full() -> Value {
    json!({
        "ask": "privacy", "id": "P1", "residence": {"country": "US", "region": "US-CT"}, "request": "delete",
        "received": "2026-07-01",
        "business": {
            "country": "FR", "annual_revenue": {"amount": "12000000.00", "currency": "EUR"},
            "consumers_per_year": 36_000, "payment_only_consumers": 1_000, "consumers_bought_sold_shared": 0,
            "revenue_share_from_sale": "0%", "revenue_share_from_online_ads": "0%", "employees": 40,
            "nonprofit": false, "sells_data": false, "processes_sensitive": false, "sells_sensitive": false,
            "sba_small_business": true, "does_business_in_state": true, "targets_residents": true,
            "exchange_rates": {"base": "EUR", "as_of": "2026-11-20", "rates": {"USD": "1.0850"}}
        },
        "subject_age": 34, "incident": {"affected": 600},
        "transfer_to": {"country": "US", "dpf_certified": true},
        "record": {"kind": "invoice", "date": "2026-05-04"}, "today": "2026-11-21"
    })
}

#[test]
fn every_field_of_the_contract_is_read_and_answered() {
    let answer = ask(&full());
    assert_eq!(answer["id"], "P1");
    // 36,000 consumers without the 1,000 of payments alone are the 35,000 of the law since 1 July 2026.
    let law = answer["regimes"].as_array().unwrap().iter().find(|law| law["id"] == "CTDPA").unwrap();
    assert_eq!(law["applies"], "yes");
    assert_eq!(law["missing"], json!([]));
    assert!(law["law"].as_str().unwrap().contains("42-515"));
    // 45 days from 1 July end on 15 August, 90 on 29 September.
    assert_eq!(answer["respond_by"], "2026-08-15");
    assert_eq!(answer["extended_to"], "2026-09-29");
    assert_eq!(answer["consent"]["sale_of_personal_data"], "opt_out");
    assert_eq!(answer["rights"]["deletion"], true);
    assert_eq!(answer["signals"]["GPC"], "required");
    assert_eq!(answer["child"]["consents_alone"], true);
    // French documents of the accounts are kept for ten years from the end of their year.
    assert_eq!(answer["keep_until"], "2036-12-31");
    assert_eq!((&answer["erase"], &answer["restrict"]), (&json!(false), &json!(true)));
    for row in answer["because"].as_array().unwrap() {
        for field in ["rule", "text", "law", "evidence"] {
            assert!(row[field].as_str().is_some_and(|text| !text.is_empty()), "{row}");
        }
    }
}

#[test]
fn a_wrong_field_is_named_with_what_was_expected() {
    let wrong = [
        ("/residence/country", json!("UK"), "unknown_country", "residence.country"),
        ("/residence/region", json!("US-XX"), "unknown_region", "residence.region"),
        ("/residence/region", json!("CA-QC"), "region_of_another_country", "residence.region"),
        ("/request", json!("forget"), "unknown_word", "request"),
        ("/received", json!("2026-02-30"), "invalid_date", "received"),
        ("/today", json!("21.11.2026"), "invalid_date", "today"),
        ("/business/consumers_per_year", json!(-5), "wrong_type", "business.consumers_per_year"),
        (
            "/business/payment_only_consumers",
            json!(36_001),
            "invalid_count",
            "business.payment_only_consumers",
        ),
        (
            "/business/revenue_share_from_sale",
            json!("101%"),
            "invalid_rate",
            "business.revenue_share_from_sale",
        ),
        (
            "/business/revenue_share_from_sale",
            json!("0.25"),
            "invalid_rate",
            "business.revenue_share_from_sale",
        ),
        (
            "/business/annual_revenue/currency",
            json!("EURO"),
            "unknown_currency",
            "business.annual_revenue.currency",
        ),
        ("/business/annual_revenue/amount", json!("-1"), "invalid_amount", "business.annual_revenue.amount"),
        ("/business/sells_data", json!("no"), "wrong_type", "business.sells_data"),
        ("/subject_age", json!(151), "invalid_age", "subject_age"),
        ("/incident/affected", json!("many"), "wrong_type", "incident.affected"),
        ("/transfer_to/dpf_certified", json!("yes"), "wrong_type", "transfer_to.dpf_certified"),
        ("/transfer_to/country", json!("ZZ"), "unknown_country", "transfer_to.country"),
        ("/record/kind", json!("receipt"), "unknown_word", "record.kind"),
        ("/record/date", json!("yesterday"), "invalid_date", "record.date"),
    ];
    for (pointer, value, code, field) in wrong {
        let mut request = full();
        *request.pointer_mut(pointer).unwrap() = value;
        let answer = ask(&request);
        let error = &answer["error"];
        assert_eq!(
            (error["code"].as_str(), error["field"].as_str()),
            (Some(code), Some(field)),
            "{pointer}: {answer}"
        );
        assert_eq!(answer["id"], "P1");
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
}

#[test]
fn unknown_and_missing_fields_and_other_questions_are_errors() {
    let spoil = |change: fn(&mut Value)| {
        let mut request = full();
        change(&mut request);
        ask(&request)["error"].clone()
    };
    let error = spoil(|request| request["colour"] = json!("blue"));
    assert_eq!((error["code"].as_str(), error["field"].as_str()), (Some("unknown_field"), Some("colour")));
    let error = spoil(|request| request["business"]["staff"] = json!(4));
    assert_eq!(
        (error["code"].as_str(), error["field"].as_str()),
        (Some("unknown_field"), Some("business.staff"))
    );
    let error = spoil(|request| request["transfer_to"]["member_of_eu"] = json!(true));
    assert_eq!(
        (error["code"].as_str(), error["field"].as_str()),
        (Some("unknown_word"), Some("transfer_to.member_of_eu"))
    );
    let error = spoil(|request| request["incident"]["findings"] = json!({"all_is_well": true}));
    assert_eq!(error["field"], "incident.findings.all_is_well");
    let error = spoil(|request| drop(request.as_object_mut().unwrap().remove("today")));
    assert_eq!((error["code"].as_str(), error["field"].as_str()), (Some("missing_field"), Some("today")));
    let error = spoil(|request| request["ask"] = json!("return"));
    assert_eq!((error["code"].as_str(), error["field"].as_str()), (Some("unknown_word"), Some("ask")));
    let error = PrivacyRequest::from_json("{").unwrap_err();
    assert_eq!(error.code(), "invalid_json");
}

#[test]
fn a_place_without_rules_is_refused_and_a_missing_region_is_said() {
    let answer = ask(&json!({"ask": "privacy", "residence": {"country": "BO"}, "request": "access",
                             "received": "2026-11-02", "today": "2026-11-21"}));
    assert_eq!(answer["standing"], "refused");
    assert_eq!(answer["reasons"][0]["code"], "not_covered");
    assert!(answer.get("respond_by").is_none());
    assert_eq!((&answer["rights"], &answer["consent"]), (&json!({}), &json!({})));
    let codes = |answer: &Value| -> Vec<String> {
        answer["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|reason| reason["code"].as_str().unwrap().to_owned())
            .collect()
    };
    let profile = |residence: Value| {
        ask(&json!({"ask": "privacy", "residence": residence, "request": "profile", "today": "2026-11-21"}))
    };
    assert!(codes(&profile(json!({"country": "US"}))).contains(&"region_missing".to_owned()));
    let arizona = profile(json!({"country": "US", "region": "US-AZ"}));
    assert!(codes(&arizona).contains(&"region_not_held".to_owned()));
    assert_eq!(arizona["standing"], "estimate");
    assert!(
        codes(&profile(json!({"country": "CA", "region": "CA-AB"}))).contains(&"region_not_held".to_owned())
    );
    assert!(
        !codes(&profile(json!({"country": "CA", "region": "CA-ON"}))).contains(&"region_not_held".to_owned())
    );
}

#[test]
fn a_roll_outside_the_calendar_is_said_and_not_guessed() {
    // 31 January 2021 was a Sunday; the calendars begin in 2024.
    let answer = ask(&json!({"ask": "privacy", "residence": {"country": "DE"}, "request": "access",
                             "received": "2020-12-31", "today": "2021-01-04"}));
    assert_eq!(answer["respond_by"], "2021-01-31");
    assert_eq!(answer["standing"], "estimate");
    assert!(answer["reasons"].as_array().unwrap().iter().any(|reason| reason["code"] == "calendar"));
    // Working days cannot be counted at all without one.
    let answer = ask(&json!({"ask": "privacy", "residence": {"country": "CO"}, "request": "access",
                             "received": "2021-03-01", "today": "2021-03-01"}));
    assert!(answer.get("respond_by").is_none());
    assert!(answer["reasons"].as_array().unwrap().iter().any(|reason| reason["code"] == "calendar"));
}

#[test]
fn a_day_is_taken_where_the_law_counts_hours_and_no_moment_is_given() {
    let answer = ask(&json!({"ask": "privacy", "residence": {"country": "FR"}, "request": "breach",
                             "received": "2026-12-24", "today": "2026-12-24"}));
    assert_eq!(answer["notify_authority_by"], "2026-12-27");
    assert!(answer["reasons"].as_array().unwrap().iter().any(|reason| reason["code"] == "moment_missing"));
    assert!(answer.get("notify_individuals_by").is_none());
    assert!(
        answer["steps"].as_array().unwrap().iter().any(|step| step["no_number"] == "without_undue_delay")
    );
}

#[test]
fn a_breach_found_to_need_no_notice_has_none_and_one_found_to_need_it_is_sure() {
    let ask = |found: Value| {
        ask(&json!({"ask": "privacy", "residence": {"country": "DE"}, "request": "breach",
                    "received_at": "2026-11-20T09:00:00+01:00", "business": {"country": "DE"},
                    "incident": {"assessed_notifiable": found}, "today": "2026-11-20"}))
    };
    assert!(ask(json!(false)).get("notify_authority_by").is_none());
    let told = ask(json!(true));
    assert_eq!(told["notify_authority_by"], "2026-11-23T09:00:00+01:00");
    let step =
        told["steps"].as_array().unwrap().iter().find(|step| step["step"] == "notify_authority").unwrap();
    assert_eq!(step["needed"], "yes");
    assert_eq!(ask(json!("2026-11-20"))["notify_authority_by"], "2026-11-23T09:00:00+01:00");
    assert_eq!(ask(json!("last week"))["error"]["field"], "incident.assessed_notifiable");
}

#[test]
fn the_program_answers_each_line_and_goes_on_after_a_bad_one() {
    let requests = format!("{}\n{{\"ask\": \"privacy\", \"id\": \"bad\"}}\n{}\n", full(), full());
    let mut program = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", "support", "--", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    program.stdin.take().unwrap().write_all(requests.as_bytes()).unwrap();
    let output = program.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0], answers[2]);
    assert_eq!(answers[0]["respond_by"], "2026-08-15");
    assert_eq!(answers[1]["id"], "bad");
    assert_eq!(answers[1]["error"]["code"], "missing_field");
}

#[test]
fn the_program_reads_the_answer_aloud() {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", "support", "--", "examples/cases/us-ca-access.json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("P1: access, buyer in California"), "{text}");
    assert!(text.contains("answer by Monday, 7 December 2026"), "{text}");
}

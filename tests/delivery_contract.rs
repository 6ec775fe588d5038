//! The written form of a question about delivery: what comes back, and how a wrong question is told.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end by it")]
#![cfg(feature = "json")]

use std::io::Write;
use std::process::{Command, Stdio};

use landfall::RuleBook;
use landfall::delivery::DeliveryRequest;
use serde_json::{Value, json};

/// The sample beside the programs: from New York to Berlin over Christmas and New Year.
fn sample() -> Value {
    serde_json::from_str(include_str!("../examples/deliveries/us-de-christmas.json")).unwrap()
}

fn answer(request: &Value) -> Value {
    match RuleBook::embedded().delivery_json(&request.to_string()) {
        Ok(answer) => serde_json::to_value(&answer).unwrap(),
        Err(error) => serde_json::to_value(&error).unwrap(),
    }
}

#[test]
fn an_answer_holds_what_the_contract_lists() {
    let answer = answer(&sample());
    assert_eq!(answer["id"], "New York to Berlin before Christmas");
    // Tuesday afternoon; Wednesday and Thursday are the days of handling.
    assert_eq!((&answer["ship_date"], &answer["ship_by"]), (&json!("2026-12-23"), &json!("2026-12-24")));
    // Thursday and Monday; and from Thursday Monday, Tuesday, Wednesday, then clearance on Thursday, Monday, Tuesday.
    assert_eq!((&answer["earliest"], &answer["latest"]), (&json!("2026-12-28"), &json!("2027-01-05")));
    // Sixteen ways: 28th 1, 29th 3, 30th 4, 31st 4, 4th 3, 5th 1.
    let percentiles = json!({"50": "2026-12-30", "80": "2027-01-04", "95": "2027-01-05"});
    assert_eq!(answer["percentiles"], percentiles);
    assert_eq!(answer["confidence"], "0.93"); // 15 of 16
    // Ordered on Monday, with two days of handling it is handed over on Wednesday: to the 4th at the latest.
    assert_eq!(answer["order_by"], "2026-12-21T23:59:59-05:00");
    let names: Vec<&Value> =
        answer["stages"].as_array().unwrap().iter().map(|stage| &stage["name"]).collect();
    assert_eq!(names, ["handling", "transit", "customs"]);
    assert_eq!(
        answer["stages"][1],
        json!({"name": "transit", "from": "2026-12-23", "to": "2026-12-30", "days": [2, 3], "source": "supplied"})
    );
    assert_eq!(
        answer["skipped"][0],
        json!({"date": "2026-12-25", "why": "holiday: Christmas Day", "where": "US"})
    );
    assert_eq!(answer["skipped"].as_array().unwrap().len(), 6);
    assert_eq!(answer["assumed"], json!(["customs", "customs_spread", "handling_spread", "transit_spread"]));
    assert_eq!(answer["verdict"], "estimate");
}

#[test]
fn a_request_reads_the_same_by_serde() {
    let request = sample();
    let by_serde: DeliveryRequest = serde_json::from_value(request.clone()).unwrap();
    assert_eq!(DeliveryRequest::from_json(&request.to_string()).unwrap(), by_serde);
}

#[test]
fn the_percentiles_can_be_chosen() {
    let mut request = sample();
    request["percentiles"] = json!([99, 10]);
    let percentiles = &answer(&request)["percentiles"];
    assert_eq!(*percentiles, json!({"10": "2026-12-29", "99": "2027-01-05"}));
}

/// A field of the sample set to something wrong: the code, the field and a part of the message.
#[rustfmt::skip]
fn wrong() -> Vec<(&'static str, Value, &'static str, &'static str, &'static str)> {
    vec![
        ("/service", json!("hermes"), "unknown_service", "service", "there is no service `hermes`: expected one of dhl-paket"),
        ("/service", json!(17), "wrong_type", "service", "expected the id of a service, or an object"),
        ("/service/name", json!(" "), "invalid_name", "service.name", "no name found"),
        ("/service/days", json!([3, 2]), "invalid_days", "service.days", "3 to 2 days found, expected the lower figure first"),
        ("/service/days", json!([-1, 2]), "invalid_days", "service.days", "-1 found, expected a whole number of days from 0 to 120"),
        ("/service/days", json!([0, 121]), "invalid_days", "service.days", "121 days found, expected at most 120"),
        ("/service/days", json!([2]), "invalid_days", "service.days", "1 numbers found, expected the least and the most"),
        ("/service/days", json!([]), "invalid_days", "service.days", "0 numbers found"),
        ("/service/days", json!([1.5, 2]), "wrong_type", "service.days[0]", "floating point `1.5`, expected i64"),
        ("/service/works", json!(["monday"]), "unknown_word", "service.works", "`monday` found, expected each of `mon`"),
        ("/service/works", json!(["mon", "mon"]), "unknown_word", "service.works", "`mon` found, expected each of"),
        ("/service/works", json!([]), "no_working_day", "service.works", "no day of the week found"),
        ("/service/calendar", json!("bank"), "unknown_word", "service.calendar", "`bank` is not one of `country`, `given`"),
        ("/service/closed", json!(["2026-12-24", "2026-02-30"]), "invalid_date", "service.closed[1]", "`2026-02-30` found"),
        ("/service/colour", json!("red"), "unknown_field", "service.colour", "unknown field `colour`"),
        ("/origin/country", json!("UK"), "unknown_country", "origin.country", "`UK` is not a country code"),
        ("/origin/region", json!("US-XX"), "unknown_region", "origin.region", "`US-XX` is not a region"),
        ("/origin/region", json!("DE-BE"), "invalid_place", "origin", "region DE-BE does not lie in US"),
        ("/origin/time_zone", json!("America/Gotham"), "unknown_time_zone", "origin.time_zone", "`America/Gotham` is not a time zone"),
        ("/origin/time_zone", json!("EST5"), "unknown_time_zone", "origin.time_zone", "`EST5` is not a time zone"),
        ("/destination/postal_code", json!("1011"), "invalid_place", "destination", "`1011` is not a postal code of DE"),
        ("/destination/city", json!("Berlin"), "unknown_field", "destination.city", "unknown field `city`"),
        ("/ordered_at", json!("2026-12-22"), "invalid_instant", "ordered_at", "`2026-12-22` found, expected a moment with its offset"),
        ("/ordered_at", json!("2026-12-22T16:40:00"), "invalid_instant", "ordered_at", "expected a moment with its offset"),
        ("/ordered_at", json!("2026-02-29T16:40:00-05:00"), "invalid_instant", "ordered_at", "`2026-02-29T16:40:00-05:00` found"),
        ("/ordered_at", json!("2031-01-02T16:40:00-05:00"), "calendar_out_of_range", "ordered_at", "it holds 2024-01-01 to 2030-12-31"),
        ("/ordered_at", json!("2023-12-29T16:40:00-05:00"), "calendar_out_of_range", "ordered_at", "it holds 2024-01-01 to 2030-12-31"),
        ("/ordered_at", json!("2030-12-30T16:40:00-05:00"), "calendar_out_of_range", "ordered_at", "cannot say anything about 2031-01-01"),
        ("/handling/days", json!([-1, 0]), "invalid_days", "handling.days", "-1 found"),
        ("/handling/cut_off", json!("2pm"), "invalid_time", "handling.cut_off", "`2pm` found, expected a time of the day such as `14:00`"),
        ("/handling/cut_off", json!("25:00"), "invalid_time", "handling.cut_off", "`25:00` found"),
        ("/handling/cut_off", json!("14:00+01"), "invalid_time", "handling.cut_off", "`14:00+01` found"),
        ("/handling/count_order_day", json!("yes"), "wrong_type", "handling.count_order_day", "expected a boolean"),
        ("/handling/works", json!([]), "no_working_day", "handling.works", "no day of the week found"),
        ("/customs/days", json!([4, 1]), "invalid_days", "customs.days", "4 to 1 days found"),
        ("/wanted_by", json!("soon"), "invalid_date", "wanted_by", "`soon` found"),
        ("/percentiles", json!([0]), "invalid_percentiles", "percentiles", "0 found, expected a whole number from 1 to 99"),
        ("/percentiles", json!([]), "invalid_percentiles", "percentiles", "expected one to eight"),
        ("/ask", json!("landed_cost"), "unknown_word", "ask", "`landed_cost` found, expected `delivery`"),
    ]
}

#[test]
fn a_wrong_field_is_named_and_what_was_expected_is_said() {
    let mut failures = Vec::new();
    for (path, value, code, field, message) in wrong() {
        let mut request = sample();
        let (parent, name) = path.rsplit_once('/').unwrap();
        request.pointer_mut(parent).unwrap()[name] = value.clone();
        let answer = answer(&request);
        let error = &answer["error"];
        let fits = error["code"] == code
            && error["field"] == field
            && error["message"].as_str().is_some_and(|text| text.contains(message))
            && answer["id"] == "New York to Berlin before Christmas";
        if !fits {
            failures.push(format!("{path} = {value}: {answer}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_missing_field_is_named() {
    for (path, field) in [
        ("/service", "service"),
        ("/origin", "origin"),
        ("/origin/country", "origin.country"),
        ("/destination", "destination"),
        ("/ordered_at", "ordered_at"),
        ("/customs/days", "customs.days"),
    ] {
        let mut request = sample();
        let (parent, name) = path.rsplit_once('/').unwrap();
        request.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
        let error = &answer(&request)["error"];
        assert_eq!((&error["code"], &error["field"]), (&json!("missing_field"), &json!(field)), "{error}");
    }
}

#[test]
fn a_country_without_a_calendar_is_refused_with_what_would_settle_it() {
    let mut request = sample();
    request["destination"] = json!({"country": "AL"});
    let refused = answer(&request);
    assert_eq!(
        (&refused["verdict"], &refused["reasons"][0]["code"]),
        (&json!("refused"), &json!("no_calendar"))
    );
    assert!(
        refused["reasons"][0]["message"].as_str().unwrap().contains("give a service with `calendar` `given`")
    );
    assert!(refused.get("earliest").is_none() && refused.get("percentiles").is_none());
    request["service"]["calendar"] = json!("given");
    assert_eq!(answer(&request)["earliest"], "2026-12-25");
}

#[test]
fn the_program_answers_both_questions_line_by_line_and_shows_a_timeline() {
    let mut broken = sample();
    broken["ordered_at"] = json!("yesterday");
    let landed_cost = include_str!("../examples/carts/gb.json").replace('\n', " ");
    let input = format!("{}\n{broken}\n{landed_cost}\n{{\"ask\": \"weather\", \"id\": \"W\"}}\n", sample());
    let (json, success) = run(&["--json"], &input);
    let answers: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 4);
    assert_eq!(answers[0]["earliest"], "2026-12-28");
    assert_eq!(answers[1]["error"]["code"], "invalid_instant");
    assert!(answers[2]["totals"]["total"].is_string(), "{}", answers[2]);
    assert_eq!(answers[3]["error"]["message"], "`weather` found, expected `landed_cost`, `delivery`");
    assert!(!success);

    let (table, success) = run(&[], &sample().to_string());
    assert!(success);
    for line in [
        "Mon 28 December 2026 to Tue 5 January 2027",
        "   95 of 100 orders arrive by        Tue 5 January 2027",
        "   in time for Mon 4 January 2027    93 of 100",
        "   transit      ■■···■■■         2 to 3 days, supplied",
        "   Fri 1 January 2027    New Year's Day (DE)",
    ] {
        assert!(table.contains(line), "{line} is not in\n{table}");
    }
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
    let (words, _) = run(&["--words"], "");
    assert!(
        words.contains("landed_cost  delivery") && words.contains("dhl-paket-intl-de-ch-premium"),
        "{words}"
    );
}

fn run(arguments: &[&str], input: &str) -> (String, bool) {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--offline", "--example", "checkout", "--"]).args(arguments);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.success())
}

//! The example program speaks the JSON that a web backend sends and stores: requests in, answers or errors out.

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

use landfall::landed_cost::{LandedCostRequest, MAX_LINES, Verdict};
use landfall::{Decimal, RuleBook};
use serde_json::{Value, json};

fn run(arguments: &[&str], input: impl Into<Vec<u8>>) -> Output {
    let input = input.into();
    let mut child = Command::new(program::built("checkout"))
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

fn answers(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn answer(request: &Value) -> Value {
    let output = run(&["--json"], request.to_string());
    answers(&output).pop().unwrap()
}

/// A request with every field that there is.
fn full() -> Value {
    json!({
        "ask": "landed_cost", "id": "F1", "date": "2026-11-21", "ship_from": "US",
        "destination": {"country": "DE", "region": "DE-BE", "postal_code": "10115"},
        "items": [{
            "sku": "TEE", "description": "cotton T-shirt", "hs_code": "6109100010", "category": "clothing",
            "origin": "CN", "quantity": "2", "unit_price": {"amount": "20.00", "currency": "USD"},
            "net_mass_kg": "0.36", "measures": {"litre": "0.75", "percent_vol": "13"},
            "duty": "12%", "duty_by_tariff": {"EU": "4%", "GB": "3%"},
            "additional_duties": ["10%", "144.10 GBP/1000 kg"], "tax": "5%"
        }],
        "shipping": {"amount": "12.00", "currency": "USD"},
        "insurance": {"amount": "1.5", "currency": "USD"},
        "discount": {"amount": "3", "currency": "USD"},
        "currency": "EUR", "terms": "ddp", "transport": "courier", "nature": "sale", "buyer": "consumer",
        "seller": {"registrations": ["IOSS"], "marketplace": false},
        "preference_claimed": false, "prices_include_tax": false, "reliefs": "apply",
        "prior_imports": {"consignments": 2, "value": {"amount": "80.00", "currency": "EUR"}},
        "carrier_fees": [
            {"name": "clearance", "amount": {"amount": "17.45", "currency": "CHF"}, "in_tax_base": true}
        ],
        "exchange_rates": {
            "base": "EUR", "as_of": "2026-11-20",
            "rates": {"CHF": "0.9310", "GBP": "0.8700", "USD": "1.0850"}
        }
    })
}

/// A camera at EUR 149 into the Netherlands with EUR 35 for postage and insurance, an example of the Dutch tax
/// office: no duty up to EUR 150, 21% VAT on EUR 184 is EUR 38.64.
fn camera(id: &str) -> Value {
    json!({
        "ask": "landed_cost", "id": id, "date": "2026-06-30", "ship_from": "US",
        "destination": {"country": "NL"},
        "items": [{"sku": "CAM", "category": "electronics", "origin": "US", "quantity": "1",
                   "unit_price": {"amount": "149.00", "currency": "EUR"}}],
        "shipping": {"amount": "25.00", "currency": "EUR"},
        "insurance": {"amount": "10.00", "currency": "EUR"}
    })
}

/// One way to spoil the full request.
enum Spoil {
    Set(&'static str, Value),
    Remove(&'static str),
    /// The text is put in place of another within the JSON.
    Replace(&'static str, &'static str),
}

use Spoil::{Remove, Replace, Set};

impl Spoil {
    fn line(&self) -> String {
        let mut request = full();
        match self {
            Set(pointer, value) => {
                let (parent, key) = pointer.rsplit_once('/').unwrap();
                match request.pointer_mut(parent).unwrap() {
                    Value::Object(fields) => drop(fields.insert(key.to_owned(), value.clone())),
                    Value::Array(list) => list[key.parse::<usize>().unwrap()] = value.clone(),
                    other => panic!("{other} holds nothing"),
                }
                request.to_string()
            }
            Remove(pointer) => {
                let (parent, key) = pointer.rsplit_once('/').unwrap();
                let fields = request.pointer_mut(parent).unwrap().as_object_mut().unwrap();
                fields.remove(key).expect("only what is there can be left out");
                request.to_string()
            }
            Replace(there, wrong) => {
                let text = request.to_string();
                assert!(text.contains(there), "{there} is not in {text}");
                text.replacen(there, wrong, 1)
            }
        }
    }
}

/// Requests that are wrong, each with the code and the field of its error, and what its message says.
#[rustfmt::skip]
fn malformed() -> Vec<(Spoil, &'static str, &'static str, &'static str)> {
    let set = |pointer: &'static str, value: &str| Set(pointer, json!(value));
    vec![
        // fields that are not there, at each level
        (set("/vat", "19%"), "unknown_field", "vat", "unknown field `vat`"),
        (set("/destination/zip", "10115"), "unknown_field", "destination.zip", "unknown field `zip`"),
        (set("/items/0/hscode", "610910"), "unknown_field", "items[0].hscode", "unknown field `hscode`"),
        (set("/items/0/unit_price/value", "1"), "unknown_field", "items[0].unit_price.value", "expected `amount` or `currency`"),
        (set("/shipping/vat", "1"), "unknown_field", "shipping.vat", "unknown field `vat`"),
        (set("/seller/ioss", "IM123"), "unknown_field", "seller.ioss", "unknown field `ioss`"),
        (set("/prior_imports/year", "2026"), "unknown_field", "prior_imports.year", "unknown field `year`"),
        (set("/carrier_fees/0/tax", "5%"), "unknown_field", "carrier_fees[0].tax", "unknown field `tax`"),
        (set("/exchange_rates/date", "2026-11-20"), "unknown_field", "exchange_rates.date", "unknown field `date`"),
        (set("/items/0/a`, expected b", "x"), "unknown_field", "items[0].a`, expected b", "unknown field"),
        // fields that must be there
        (Remove("/ask"), "missing_field", "ask", "missing field `ask`"),
        (Remove("/date"), "missing_field", "date", "missing field `date`"),
        (Remove("/ship_from"), "missing_field", "ship_from", "missing field `ship_from`"),
        (Remove("/destination"), "missing_field", "destination", "missing field `destination`"),
        (Remove("/destination/country"), "missing_field", "destination.country", "missing field `country`"),
        (Remove("/items"), "missing_field", "items", "missing field `items`"),
        (Remove("/items/0/quantity"), "missing_field", "items[0].quantity", "missing field `quantity`"),
        (Remove("/items/0/unit_price"), "missing_field", "items[0].unit_price", "missing field `unit_price`"),
        (Remove("/items/0/unit_price/currency"), "missing_field", "items[0].unit_price.currency", "missing field"),
        (Remove("/shipping/amount"), "missing_field", "shipping.amount", "missing field `amount`"),
        (Remove("/exchange_rates/as_of"), "missing_field", "exchange_rates.as_of", "missing field `as_of`"),
        (Set("/exchange_rates/valid_from", json!("2026-11-01")), "missing_field", "exchange_rates.valid_to", "`valid_from` needs it"),
        // values of the wrong kind
        (Set("/items/0/quantity", json!(2)), "wrong_type", "items[0].quantity", "integer `2`, expected a string"),
        (Set("/items/0/unit_price/amount", json!(20.5)), "wrong_type", "items[0].unit_price.amount", "expected a string"),
        (Set("/items/0/unit_price", json!("20 USD")), "wrong_type", "items[0].unit_price", "expected an object"),
        (Set("/items/0/unit_price", json!(["20.00", "USD"])), "wrong_type", "items[0].unit_price", "sequence, expected an object"),
        (Set("/destination", json!(["DE", null, null])), "wrong_type", "destination", "sequence, expected an object"),
        (Set("/items", json!({"quantity": "1"})), "wrong_type", "items", "map, expected a sequence"),
        (Set("/items/0", json!(null)), "wrong_type", "items[0]", "null, expected an object"),
        (Set("/prices_include_tax", json!("no")), "wrong_type", "prices_include_tax", "expected a boolean"),
        (Set("/seller/registrations", json!("IOSS")), "wrong_type", "seller.registrations", "expected a sequence"),
        (Set("/items/0/measures", json!([])), "wrong_type", "items[0].measures", "expected an object"),
        (Set("/items/0/additional_duties", json!("10%")), "wrong_type", "items[0].additional_duties", "expected a sequence"),
        (Set("/prior_imports/consignments", json!(-1)), "wrong_type", "prior_imports.consignments", "-1"),
        (Set("/exchange_rates/rates/USD", json!(1.085)), "wrong_type", "exchange_rates.rates.USD", "expected a string"),
        (Set("/ask", json!(null)), "wrong_type", "ask", "null, expected a string"),
        // days
        (set("/date", "2026-02-29"), "invalid_date", "date", "`2026-02-29` found"),
        (set("/date", "2026-13-01"), "invalid_date", "date", "expected a day"),
        (set("/date", "21.11.2026"), "invalid_date", "date", "expected a day"),
        (set("/date", "2026-1-5"), "invalid_date", "date", "`2026-1-5` found"),
        (set("/date", "2026-11-21T00:00:00Z"), "invalid_date", "date", "expected a day"),
        (set("/date", ""), "invalid_date", "date", "`` found"),
        (set("/exchange_rates/as_of", "2026-04-31"), "invalid_date", "exchange_rates.as_of", "`2026-04-31`"),
        // quantities and amounts
        (set("/items/0/quantity", "-1"), "invalid_quantity", "items[0].quantity", "quantity -1, expected more than 0"),
        (set("/items/0/quantity", "0"), "invalid_quantity", "items[0].quantity", "quantity 0, expected more than 0"),
        (set("/items/0/quantity", "1000000000001"), "invalid_quantity", "items[0].quantity", "at most 1000000000000"),
        (set("/items/0/quantity", "two"), "invalid_quantity", "items[0].quantity", "`two` is not a plain decimal number"),
        (set("/items/0/unit_price/amount", "NaN"), "invalid_amount", "items[0].unit_price.amount", "`NaN` is not a plain decimal number"),
        (set("/items/0/unit_price/amount", "1e3"), "invalid_amount", "items[0].unit_price.amount", "`1e3` is not"),
        (set("/items/0/unit_price/amount", "1,000.00"), "invalid_amount", "items[0].unit_price.amount", "`1,000.00` is not"),
        (set("/items/0/unit_price/amount", "-20.00"), "invalid_amount", "items[0].unit_price.amount", "-20.00 found, expected from 0"),
        (set("/items/0/unit_price/amount", "EUR"), "invalid_amount", "items[0].unit_price.amount", "`EUR` is not"),
        (set("/items/0/unit_price/amount", "0.0000000000001"), "invalid_amount", "items[0].unit_price.amount", "more than 12 decimal places"),
        (set("/shipping/amount", "99999999999999999999999999999999"), "invalid_amount", "shipping.amount", "is larger than"),
        (set("/shipping/amount", "-0.01"), "invalid_amount", "shipping.amount", "-0.01 found"),
        (set("/insurance/amount", ""), "invalid_amount", "insurance.amount", "`` is not"),
        (set("/discount/amount", "-5"), "invalid_amount", "discount.amount", "-5 found"),
        (set("/carrier_fees/0/amount/amount", "-17"), "invalid_amount", "carrier_fees[0].amount.amount", "-17 found"),
        (set("/discount/amount", "40.01"), "discount_above_goods", "discount", "more than the goods cost"),
        // currencies and places
        (set("/items/0/unit_price/currency", "EUX"), "unknown_currency", "items[0].unit_price.currency", "`EUX`"),
        (set("/items/0/unit_price/currency", "eur"), "unknown_currency", "items[0].unit_price.currency", "`eur`"),
        (set("/currency", "EURO"), "unknown_currency", "currency", "`EURO`"),
        (set("/exchange_rates/base", ""), "unknown_currency", "exchange_rates.base", "``"),
        (set("/exchange_rates/rates/DOLLAR", "1"), "unknown_currency", "exchange_rates.rates.DOLLAR", "`DOLLAR`"),
        (set("/ship_from", "UK"), "unknown_country", "ship_from", "`UK` is not a country code"),
        (set("/destination/country", "Germany"), "unknown_country", "destination.country", "`Germany`"),
        (set("/items/0/origin", "cn"), "unknown_country", "items[0].origin", "`cn`"),
        (set("/destination/region", "DE-XX"), "unknown_region", "destination.region", "`DE-XX` is not a region"),
        (set("/destination/region", "US-CA"), "region_of_another_country", "destination.region", "US-CA does not lie in DE"),
        (Set("/destination", json!({"country": "US", "region": "US-CA", "postal_code": "10001"})),
         "postal_code_of_another_place", "destination.postal_code", "10001 does not lie in region US-CA, but in US-NY"),
        (set("/destination/postal_code", "1011"), "invalid_postal_code", "destination.postal_code", "`1011` is not a postal code of DE"),
        // goods
        (set("/items/0/hs_code", "61A9"), "invalid_hs_code", "items[0].hs_code", "`A` at character 3"),
        (set("/items/0/hs_code", "61091"), "invalid_hs_code", "items[0].hs_code", "5 digits"),
        (set("/items/0/hs_code", "610910001012"), "invalid_hs_code", "items[0].hs_code", "12 digits"),
        (set("/items/0/hs_code", ""), "invalid_hs_code", "items[0].hs_code", "0 digits"),
        (set("/items/0/hs_code", "610915"), "unknown_hs_code", "items[0].hs_code", "nearest: 610910, 610990"),
        (set("/items/0/hs_code", "7700"), "unknown_hs_code", "items[0].hs_code", "`7700` is not in the Harmonized System"),
        (set("/items/0/category", "shirts"), "unknown_category", "items[0].category", "`shirts` is not a goods category"),
        (set("/items/0/measures/bottle", "1"), "unknown_measure", "items[0].measures.bottle", "`bottle` is not a measure"),
        (set("/items/0/measures/litre", "-0.75"), "invalid_measure", "items[0].measures.litre", "-0.75 of litre, expected 0 to"),
        (set("/items/0/measures/percent_vol", "101"), "invalid_measure", "items[0].measures.percent_vol", "expected 0 to 100"),
        (set("/items/0/measures/percent_vol", "13%"), "invalid_measure", "items[0].measures.percent_vol", "`13%` is not"),
        (set("/items/0/net_mass_kg", "360 g"), "invalid_measure", "items[0].net_mass_kg", "`360 g` is not"),
        (set("/items/0/measures/gram", "360"), "duplicate_measure", "items[0].measures.gram", "says again what"),
        (Set("/items", json!([])), "empty_cart", "items", "no items"),
        (Set("/items", vec![full()["items"][0].clone(); MAX_LINES + 1].into()), "too_many_lines", "items", "1001 items, expected at most 1000"),
        // rates
        (set("/items/0/duty", "twelve"), "invalid_duty", "items[0].duty", "of a duty, expected"),
        (set("/items/0/duty", "12"), "invalid_duty", "items[0].duty", "end of text at character 3"),
        (set("/items/0/duty", "12%%"), "invalid_duty", "items[0].duty", "`%` at character 4"),
        (set("/items/0/duty", "5 EUX/kg"), "invalid_duty", "items[0].duty", "`EUX`"),
        (set("/items/0/duty", "3 EUR/bottle"), "invalid_duty", "items[0].duty", "of a duty, expected"),
        (set("/items/0/duty", ""), "invalid_duty", "items[0].duty", "end of text"),
        (set("/items/0/additional_duties/1", "-10%"), "invalid_duty", "items[0].additional_duties[1]", "`-` at character 1"),
        (set("/items/0/duty_by_tariff/GB", "much"), "invalid_duty", "items[0].duty_by_tariff.GB", "of a duty, expected"),
        (set("/items/0/duty_by_tariff/gb", "3%"), "unknown_tariff", "items[0].duty_by_tariff.gb", "`gb` is not a tariff"),
        (set("/items/0/tax", "0.05"), "invalid_rate", "items[0].tax", "`0.05` found, expected a rate"),
        (set("/items/0/tax", "-5%"), "invalid_rate", "items[0].tax", "`-5%` found"),
        (set("/items/0/tax", "1001%"), "invalid_rate", "items[0].tax", "from `0%` to `1000%`"),
        (set("/exchange_rates/rates/USD", "0"), "invalid_exchange_rate", "exchange_rates.rates.USD", "the rate of USD is 0"),
        (set("/exchange_rates/rates/USD", "-1.085"), "invalid_exchange_rate", "exchange_rates.rates.USD", "-1.085, expected more than zero"),
        (set("/exchange_rates/rates/USD", "1e5"), "invalid_exchange_rate", "exchange_rates.rates.USD", "`1e5` found"),
        (set("/exchange_rates/rates/EUR", "2"), "invalid_exchange_rate", "exchange_rates.rates.EUR", "EUR is the base of the table"),
        // words
        (set("/ask", "insurance"), "unknown_word", "ask", "`insurance` found, expected `landed_cost`, `delivery`"),
        (set("/terms", "DDP"), "unknown_word", "terms", "`DDP` is not one of `ddp`, `dap`"),
        (set("/transport", "drone"), "unknown_word", "transport", "`courier`, `post`, `freight`"),
        (set("/nature", "sample"), "unknown_word", "nature", "`sale`, `gift`"),
        (set("/buyer", "company"), "unknown_word", "buyer", "`consumer`, `business`"),
        (set("/reliefs", "none"), "unknown_word", "reliefs", "`apply`, `ignore`"),
        (set("/exchange_rates/kind", "mid"), "unknown_word", "exchange_rates.kind", "`mid` is no kind of rate"),
        (Set("/seller/registrations", json!(["GB_VAT", "IOOS"])), "unknown_registration", "seller.registrations[1]", "`IOOS` is not a registration, expected one of"),
        // twice the same
        (Replace(r#""date":"#, r#""date":"2026-11-20","date":"#), "duplicate_field", "date", "duplicate field `date`"),
        (Replace(r#""sku":"#, r#""sku":"A","sku":"#), "duplicate_field", "items[0].sku", "duplicate field `sku`"),
        (Replace(r#""USD":"#, r#""USD":"1.1","USD":"#), "duplicate_field", "exchange_rates.rates.USD", "duplicate field `USD`"),
        (Replace(r#""litre":"#, r#""litre":"1","litre":"#), "duplicate_field", "items[0].measures.litre", "duplicate field `litre`"),
    ]
}

/// Lines that are no JSON, or no object, and from which no id can be read unless it is given.
fn no_request() -> Vec<(Vec<u8>, Option<&'static str>, &'static str, &'static str)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let long = format!(r#"{{"id": "long", "ask": "{}"}}"#, "x".repeat(1 << 20));
    vec![
        (text("{"), None, "invalid_json", "EOF while parsing"),
        (text("not json"), None, "invalid_json", "expected"),
        (text("]"), None, "invalid_json", "expected"),
        (text(r#"{"id": "cut", "date": "2026-"#), Some("cut"), "invalid_json", "EOF while parsing a string"),
        (text(r#"{"id": "comma", "date": "2026-11-21",}"#), Some("comma"), "invalid_json", "trailing comma"),
        (text(r#"{'id': 'single'}"#), None, "invalid_json", "key must be a string"),
        (text(r#"{"id": "nan", "date": NaN}"#), Some("nan"), "invalid_json", "expected value"),
        (
            format!("{} {{}}", camera("garbage")).into(),
            Some("garbage"),
            "invalid_json",
            "trailing characters",
        ),
        (format!("{}x", camera("letter")).into(), Some("letter"), "invalid_json", "trailing characters"),
        (
            format!(r#"{{"id": "deep", "items": {}"#, "[".repeat(100_000)).into(),
            Some("deep"),
            "wrong_type",
            "sequence, expected an object",
        ),
        (text("[]"), None, "wrong_type", "sequence, expected an object"),
        (text("null"), None, "wrong_type", "null, expected an object"),
        (text("17"), None, "wrong_type", "integer `17`, expected an object"),
        (text(r#""text""#), None, "wrong_type", "expected an object"),
        (text("{}"), None, "missing_field", "missing field `ask`"),
        (
            text(r#"{"id": 17, "ask": "landed_cost"}"#),
            Some("17"),
            "wrong_type",
            "integer `17`, expected a string",
        ),
        (text(r#"{"id": {"a": [1]}, "ask": "landed_cost"}"#), None, "wrong_type", "expected a string"),
        (
            text(r#"{"service": "dhl", "id": "later", "ask": "insurance"}"#),
            Some("later"),
            "unknown_word",
            "`insurance` found",
        ),
        (
            b"{\"id\": \"latin\", \"description\": \"caf\xe9\"}".to_vec(),
            Some("latin"),
            "invalid_utf8",
            "byte 36 is not UTF-8",
        ),
        (b"\xff\xfe{\0}\0".to_vec(), None, "invalid_utf8", "byte 1 is not UTF-8"),
        (long.into(), Some("long"), "request_too_long", "more than 1048576 bytes"),
    ]
}

fn assert_error(answer: &Value, id: Option<&str>, code: &str, field: Option<&str>, says: &str, line: &str) {
    let line: String = line.chars().take(300).collect();
    assert_eq!(answer["id"], json!(id), "{answer}\n{line}");
    let error = &answer["error"];
    assert_eq!(error["code"], code, "{answer}\n{line}");
    if let Some(field) = field {
        assert_eq!(error["field"], field, "{answer}\n{line}");
    }
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(says), "`{says}` is not in {answer}\n{line}");
    assert!(message.chars().count() <= 500, "{} characters", message.len());
    assert_eq!(answer.as_object().unwrap().len(), 2, "{answer}");
    assert_eq!(error.as_object().unwrap().len(), 3, "{answer}");
}

#[test]
fn malformed_requests_are_answered_with_code_field_and_message_and_stop_nothing() {
    let cases = malformed();
    assert!(cases.len() >= 60);
    let mut input = String::new();
    for (number, (spoil, ..)) in cases.iter().enumerate() {
        input += &format!("{}\n{}\n", spoil.line(), camera(&format!("after {number}")));
    }
    let output = run(&["--json"], input);
    assert_eq!(output.status.code(), Some(1));
    let answers = answers(&output);
    assert_eq!(answers.len(), cases.len() * 2);
    for ((number, (spoil, code, field, says)), pair) in cases.iter().enumerate().zip(answers.chunks(2)) {
        assert_error(&pair[0], Some("F1"), code, Some(field), says, &spoil.line());
        assert_eq!(pair[1]["id"], format!("after {number}"));
        assert_eq!(pair[1]["totals"]["total"], "222.64");
    }
}

#[test]
fn lines_that_are_no_request_are_answered_and_stop_nothing() {
    let cases = no_request();
    let mut input = Vec::new();
    for (line, ..) in &cases {
        input.extend_from_slice(line);
        input.extend_from_slice(format!("\n{}\n", camera("next")).as_bytes());
    }
    let output = run(&["--json"], input);
    assert_eq!(output.status.code(), Some(1));
    let answers = answers(&output);
    assert_eq!(answers.len(), cases.len() * 2);
    for ((line, id, code, says), pair) in cases.iter().zip(answers.chunks(2)) {
        assert_error(&pair[0], *id, code, None, says, &String::from_utf8_lossy(line));
        assert_eq!(pair[1]["totals"]["total"], "222.64");
    }
}

#[test]
fn the_full_request_is_right_before_it_is_spoilt() {
    let answer = answer(&full());
    assert!(answer.get("error").is_none(), "{answer}");
}

#[test]
fn answers_come_in_the_order_of_requests_and_blank_lines_are_passed_over() {
    let mut input = String::from("\n  \r\n");
    for number in 0..200 {
        input += &format!("{}\r\n{}", camera(&number.to_string()), "\n \n".repeat(number % 3));
    }
    let output = run(&["--json"], input);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
    let ids: Vec<String> =
        answers(&output).iter().map(|answer| answer["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, (0..200).map(|number| number.to_string()).collect::<Vec<_>>());
}

#[test]
fn nothing_in_is_nothing_out_and_the_last_line_needs_no_end() {
    let output = run(&["--json"], "");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    let output = run(&["--json"], camera("last").to_string());
    assert_eq!(answers(&output).len(), 1);
}

#[test]
fn each_answer_is_written_before_the_next_request_is_read() {
    use std::io::{BufRead, BufReader};

    let mut child = Command::new(program::built("checkout"))
        .arg("--json")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for id in ["first", "second"] {
        writeln!(stdin, "{}", camera(id)).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["id"], id);
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let input = format!("{}\n{}\n{}\n", full(), camera("A"), full());
    let (first, second) = (run(&["--json"], input.clone()), run(&["--json"], input));
    assert_eq!(first.stdout, second.stdout);
    let lines: Vec<&[u8]> = first.stdout.split(|byte| *byte == b'\n').collect();
    assert_eq!(lines[0], lines[2]);
}

#[test]
fn a_firm_answer_has_the_shape_of_the_contract() {
    let mut answer = answer(&camera("NL"));
    // Texts of the data, which may be worded anew, are looked at on their own.
    let law = answer["charges"][0]["basis"]["law"].take();
    assert!(law.as_str().unwrap().contains("omzetbelasting"), "{law}");
    assert!(answer["data"]["tariff"].take().is_string());
    let notices = answer["notices"].take();
    for notice in notices.as_array().unwrap() {
        assert!(notice["code"].is_string() && notice["message"].is_string(), "{notice}");
    }
    assert!(notices.as_array().unwrap().iter().any(|notice| notice["code"] == "relief_granted"), "{notices}");
    assert_eq!(
        answer,
        json!({
            "id": "NL", "verdict": "firm", "reasons": [], "currency": "EUR",
            "totals": {
                "goods": "149.00", "shipping": "25.00", "insurance": "10.00", "discount": "0.00",
                "duty": "0.00", "tax": "38.64", "fees": "0.00", "total": "222.64",
                "due_at_checkout": "222.64", "due_on_delivery": "0.00"
            },
            "customs": {
                "territory": "EU", "tax_territory": "NL", "currency": "EUR",
                "customs_value": "184.00", "tax_base": "184.00"
            },
            "lines": [
                {"sku": "CAM", "customs_value": "184.00", "duty": "0.00", "tax": "38.64", "fees": "0.00"}
            ],
            "charges": [{
                "rule": "nl.vat.standard", "kind": "tax", "name": "Import VAT", "line": 0,
                "base": "184.00", "rate": "21%", "amount": "38.64", "currency": "EUR",
                "collected": "at_checkout",
                "basis": {"law": null, "from": "2020-01-01", "evidence": "verified"}
            }],
            "notices": null,
            "data": {"rules_as_of": "2026-11-21", "tariff": null}
        })
    );
}

#[test]
fn the_flat_duty_and_the_scheme_of_the_sample_cart_are_as_worked_by_hand() {
    // Goods 2 x 19.90 + 39.00 = 78.80; postage 9.90 falls to the lines by value: 5.00025 and 4.89975. From July
    // 2026 each tariff item bears EUR 3.00; VAT at 19% on 44.80025 is 8.51, on 43.89975 it is 8.34.
    let output = run(&["--json", "examples/carts/eu-under-150-ioss.json"], "");
    let answer = answers(&output).pop().unwrap();
    assert_eq!(answer["totals"]["duty"], "6.00");
    assert_eq!(answer["totals"]["tax"], "16.85");
    assert_eq!(answer["totals"]["total"], "111.55");
    assert_eq!(answer["totals"]["due_at_checkout"], "111.55");
    assert_eq!(answer["customs"]["scheme"], "eu.ioss");
    let charge = &answer["charges"][0];
    assert_eq!(charge["rule"], "eu.duty.low-value-flat");
    assert_eq!(charge["rate"], "3.00 EUR/item");
    assert_eq!(charge["basis"]["from"], "2026-07-01");
    assert_eq!(charge["basis"]["to"], "2028-06-30");
    assert_eq!(charge["basis"]["evidence"], "verified");
}

#[test]
fn an_estimate_says_why_it_may_move() {
    let mut request = camera("estimate");
    request["date"] = json!("2026-11-21");
    request["items"][0]["unit_price"]["amount"] = json!("200.00");
    request["items"][0]["hs_code"] = json!("640391");
    let answer = answer(&request);
    assert_eq!(answer["verdict"], "estimate");
    let reasons = answer["reasons"].as_array().unwrap();
    let typical = reasons.iter().find(|reason| reason["code"] == "duty_rate_typical").unwrap();
    assert_eq!(typical["line"], 0);
    assert!(typical["message"].as_str().unwrap().contains("from 5% to 8%"), "{typical}");
    assert!(answer["totals"]["total"].is_string());
}

#[test]
fn a_flat_sum_by_tariff_code_asks_for_the_code_and_not_for_the_duty_it_was_given() {
    let mut request = camera("no codes");
    request["date"] = json!("2026-07-01");
    request["items"][0]["unit_price"]["amount"] = json!("40.00");
    request["items"][0]["duty"] = json!("12%");
    let line = request["items"][0].clone();
    request["items"].as_array_mut().unwrap().push(line);
    let answer = answer(&request);
    assert_eq!(answer["verdict"], "estimate");
    assert_eq!(answer["totals"]["duty"], "6.00");
    let reason = &answer["reasons"][0];
    assert_eq!(reason["code"], "hs_code_missing");
    let message = reason["message"].as_str().unwrap();
    assert!(message.contains("give hs_code") && !message.contains("duty"), "{message}");
}

#[test]
fn a_fee_on_goods_that_customs_value_at_nothing_has_no_base() {
    let mut request = camera("cents");
    request["date"] = json!("2026-09-15");
    request["ship_from"] = json!("IT");
    request["destination"] = json!({"country": "US", "region": "US-OR"});
    request["items"][0]["unit_price"] = json!({"amount": "0.49", "currency": "USD"});
    request["items"][0]["origin"] = json!("IT");
    request["items"][0]["duty"] = json!("10%");
    request["shipping"] = Value::Null;
    request["insurance"] = Value::Null;
    let answer = answer(&request);
    let charges = answer["charges"].as_array().unwrap();
    let fee = charges.iter().find(|charge| charge["rule"] == "us.fee.express").unwrap();
    assert_eq!((&fee["base"], &fee["amount"]), (&json!("0.00"), &json!("1.34")));
    assert_eq!(answer["totals"]["fees"], "1.34");
}

#[test]
fn a_refused_answer_leaves_out_what_it_does_not_know() {
    let mut request = camera("refused");
    request["items"][0]["unit_price"]["amount"] = json!("200.00");
    let answer = answer(&request);
    assert_eq!(answer["verdict"], "refused");
    assert_eq!(answer["reasons"][0]["code"], "hs_code_missing");
    let totals = answer["totals"].as_object().unwrap();
    assert_eq!(totals["goods"], "200.00");
    for absent in ["duty", "tax", "total", "due_at_checkout", "due_on_delivery"] {
        assert!(!totals.contains_key(absent), "{absent} in {answer}");
    }
    assert!(answer["lines"][0].get("duty").is_none(), "{answer}");
    assert!(answer["charges"].as_array().unwrap().iter().all(|charge| charge["kind"] != "duty"), "{answer}");
}

#[test]
fn a_refused_answer_is_no_failed_line() {
    let mut request = camera("elsewhere");
    request["destination"]["country"] = json!("AQ");
    let output = run(&["--json"], request.to_string());
    assert_eq!(output.status.code(), Some(0));
    let answer = answers(&output).pop().unwrap();
    assert_eq!(answer["verdict"], "refused");
    assert_eq!(answer["reasons"][0]["code"], "territory_not_covered");
}

#[test]
fn supplied_figures_have_no_days_and_charges_on_all_goods_have_no_line() {
    let answer = answer(&full());
    let charges = answer["charges"].as_array().unwrap();
    let fee = charges.iter().find(|charge| charge["rule"] == "supplied.carrier-fee").unwrap();
    assert!(fee.get("line").is_none(), "{fee}");
    assert_eq!(fee["name"], "clearance");
    assert_eq!(fee["rate"], "17.45 CHF/consignment");
    // 17.45 CHF at 0.9310 CHF for a euro.
    assert_eq!((&fee["amount"], &fee["currency"]), (&json!("18.74"), &json!("EUR")));
    assert_eq!(fee["basis"], json!({"law": "supplied by the caller", "evidence": "supplied"}));
    let tax = charges.iter().find(|charge| charge["kind"] == "tax").unwrap();
    assert_eq!((&tax["rate"], &tax["basis"]["evidence"]), (&json!("5%"), &json!("supplied")));
}

/// The decimal places of every amount in an object.
fn places(object: &Value, fields: &[&str]) -> Vec<usize> {
    let amounts = fields.iter().filter_map(|field| object.get(field));
    amounts
        .map(|amount| amount.as_str().unwrap().split_once('.').map_or(0, |(_, places)| places.len()))
        .collect()
}

#[test]
fn amounts_have_exactly_the_decimal_places_of_their_currency() {
    for (country, price, currency, expected) in [
        ("JP", "20000", "JPY", 0),
        ("NL", "149", "EUR", 2),
        ("NL", "149.123456", "EUR", 2),
        ("GB", "30.5", "GBP", 2),
    ] {
        let mut request = camera(country);
        request["destination"]["country"] = json!(country);
        request["items"][0]["unit_price"] = json!({"amount": price, "currency": currency});
        request["items"][0]["hs_code"] = json!("851830");
        for field in ["shipping", "insurance"] {
            request[field] = json!({"amount": "10", "currency": currency});
        }
        let answer = answer(&request);
        let totals: Vec<&str> = answer["totals"].as_object().unwrap().keys().map(String::as_str).collect();
        let mut found = places(&answer["totals"], &totals);
        found.extend(places(&answer["customs"], &["customs_value", "tax_base"]));
        found.extend(places(&answer["lines"][0], &["customs_value", "duty", "tax", "fees"]));
        for charge in answer["charges"].as_array().unwrap() {
            found.extend(places(charge, &["base", "amount"]));
        }
        assert!(found.len() >= 10, "{answer}");
        assert!(found.iter().all(|places| *places == expected), "{answer}");
    }
}

#[test]
fn amounts_in_another_currency_have_its_decimal_places() {
    let mut request = camera("yen");
    request["currency"] = json!("JPY");
    request["exchange_rates"] = json!({"base": "EUR", "as_of": "2026-06-29", "rates": {"JPY": "160.00"}});
    let answer = answer(&request);
    // EUR 149.00 and EUR 38.64 at 160.00 yen; the charge itself stays in euro.
    assert_eq!(answer["totals"]["goods"], "23840");
    assert_eq!(answer["totals"]["tax"], "6182");
    assert_eq!(answer["lines"][0]["tax"], "6182");
    assert_eq!(answer["charges"][0]["amount"], "38.64");
    assert_eq!(answer["data"]["rates_as_of"], "2026-06-29");
}

#[test]
fn a_request_is_stored_as_it_was_sent() {
    let sent = full();
    let request = LandedCostRequest::from_json(&sent.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&request).unwrap(), sent);
    // Through serde alone as through the reader with better errors.
    assert_eq!(serde_json::from_value::<LandedCostRequest>(sent).unwrap(), request);
}

#[test]
fn what_is_left_out_or_null_is_stored_as_what_it_means() {
    let mut sent = camera("short");
    for field in
        ["discount", "currency", "terms", "seller", "carrier_fees", "exchange_rates", "prior_imports"]
    {
        sent[field] = Value::Null;
    }
    let request = LandedCostRequest::from_json(&sent.to_string()).unwrap();
    assert_eq!(request, LandedCostRequest::from_json(&camera("short").to_string()).unwrap());
    let mut meant = camera("short");
    for (field, value) in [
        ("terms", json!("ddp")),
        ("transport", json!("courier")),
        ("nature", json!("sale")),
        ("buyer", json!("consumer")),
        ("seller", json!({"registrations": [], "marketplace": false})),
        ("preference_claimed", json!(false)),
        ("prices_include_tax", json!(false)),
        ("reliefs", json!("apply")),
    ] {
        meant[field] = value;
    }
    assert_eq!(serde_json::to_value(&request).unwrap(), meant);
}

#[test]
fn no_additional_duties_is_not_the_same_as_none_given() {
    let request = |duties: Value| {
        let mut request = camera("duties");
        request["items"][0]["additional_duties"] = duties;
        LandedCostRequest::from_json(&request.to_string()).unwrap()
    };
    assert!(request(Value::Null).cart.items[0].additional_duties.is_none());
    let none = request(json!([]));
    assert_eq!(none.cart.items[0].additional_duties.as_deref(), Some(&[][..]));
    assert_eq!(serde_json::to_value(&none).unwrap()["items"][0]["additional_duties"], json!([]));
}

#[test]
fn every_word_of_the_contract_is_a_registration() {
    let words = RuleBook::embedded().registrations().unwrap();
    for word in [
        "IOSS",
        "GB_VAT",
        "UKIMS",
        "CH_VAT",
        "NO_VOEC",
        "AU_GST",
        "NZ_GST",
        "SG_GST",
        "MY_LVG",
        "CL_VAT",
        "REMESSA_CONFORME",
    ] {
        assert!(words.iter().any(|known| known == word), "{word}");
        let mut request = camera(word);
        request["seller"] = json!({"registrations": [word]});
        assert!(answer(&request).get("error").is_none(), "{word}");
    }
}

#[test]
fn an_overlay_may_bring_a_registration() {
    let overlay = r#"
        overlay = "landed_cost/NL.toml"
        [[notice]]
        id = "nl.notice.mine"
        code = "mine"
        message = "the shop's own scheme"
        effect = "inform"
        when = { registered = "MY_SHOP" }
        from = 2021-01-01
    "#;
    let request = |book: &RuleBook| {
        let mut request = camera("overlay");
        request["seller"] = json!({"registrations": ["MY_SHOP"]});
        book.quote_json(&request.to_string())
    };
    let book = RuleBook::embedded();
    assert_eq!(request(&book).unwrap_err().code(), "unknown_registration");
    let quote = request(&book.with_overlay(overlay).unwrap()).unwrap();
    assert!(quote.notices().iter().any(|notice| notice.code() == "mine"));
}

#[test]
fn sample_carts_are_answered() {
    for (cart, verdict) in
        [("eu-under-150-ioss", "firm"), ("eu-above-150", "estimate"), ("gb", "estimate"), ("us", "estimate")]
    {
        let path = format!("examples/carts/{cart}.json");
        let output = run(&["--json", &path], "");
        assert_eq!(output.status.code(), Some(0), "{cart}");
        let answer = answers(&output).pop().unwrap();
        assert_eq!(answer["verdict"], verdict, "{cart}");
        let total: Decimal = answer["totals"]["total"].as_str().unwrap().parse().unwrap();
        let due = |field: &str| answer["totals"][field].as_str().unwrap().parse::<Decimal>().unwrap();
        assert_eq!(due("due_at_checkout") + due("due_on_delivery"), total, "{cart}");
        assert!(
            answer["notices"].as_array().unwrap().iter().all(|notice| notice["code"] != "origin_assumed")
        );
    }
}

#[test]
fn the_table_shows_every_charge_with_its_law_and_fits_100_columns() {
    for cart in ["eu-under-150-ioss", "eu-above-150", "gb", "us"] {
        let path = format!("examples/carts/{cart}.json");
        let table = String::from_utf8(run(&[&path], "").stdout).unwrap();
        for line in table.lines() {
            assert!(line.chars().count() <= 100, "{} columns: {line}", line.chars().count());
        }
        let answer = answers(&run(&["--json", &path], "")).pop().unwrap();
        for charge in answer["charges"].as_array().unwrap() {
            for field in ["name", "rule", "base", "rate", "amount"] {
                let text = charge[field].as_str().unwrap();
                assert!(table.contains(text), "{text} is not in\n{table}");
            }
            let evidence = charge["basis"]["evidence"].as_str().unwrap();
            assert!(table.contains(&format!("({evidence})")), "{table}");
        }
        for total in ["total", "due_at_checkout", "due_on_delivery"] {
            assert!(table.contains(answer["totals"][total].as_str().unwrap()), "{table}");
        }
    }
}

#[test]
fn the_table_takes_one_object_over_several_lines_or_one_a_line() {
    let pretty = serde_json::to_string_pretty(&camera("one")).unwrap();
    let table = String::from_utf8(run(&[], pretty).stdout).unwrap();
    assert!(table.contains("one: United States → Netherlands, 30 June 2026"), "{table}");
    let output = run(&[], format!("{}\n{{}}\n{}\n", camera("first"), camera("second")));
    assert_eq!(output.status.code(), Some(1));
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("first: ") && table.contains("second: "), "{table}");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("missing field `ask`"), "{error}");
}

#[test]
fn help_and_words_are_printed_and_wrong_arguments_are_refused() {
    let help = run(&["--help"], "");
    assert!(String::from_utf8(help.stdout).unwrap().contains("--json"));
    let words = String::from_utf8(run(&["--words"], "").stdout).unwrap();
    for word in
        ["landed_cost", "ddp", "freight", "gift", "percent_vol", "books_print", "IOSS", "UKIMS", "refused"]
    {
        assert!(words.contains(word), "{word}");
    }
    for wrong in [&["--yaml"][..], &["a.json", "b.json"], &["no-such-file.json"]] {
        let output = run(wrong, "");
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("checkout: "), "{wrong:?}");
    }
}

#[test]
fn verdict_words_of_the_answer_are_those_of_the_type() {
    let book = RuleBook::embedded();
    let quote = book.quote_json(&camera("type").to_string()).unwrap();
    assert_eq!(quote.verdict(), Verdict::Firm);
    let written = serde_json::to_value(&quote).unwrap();
    assert_eq!(written["verdict"].as_str().unwrap().parse::<Verdict>().unwrap(), quote.verdict());
}

#[test]
fn postage_that_includes_tax_is_net_of_it_to_the_cent_whatever_rate_customs_uses() {
    // USD 12.00 with 20% VAT in it is USD 10.00; that VAT is worked out in pounds at the rate of customs, which is
    // not the market's, moves none of it to the goods.
    let mut request = camera("net");
    request["destination"]["country"] = json!("GB");
    request["items"][0]["unit_price"] = json!({"amount": "60.00", "currency": "USD"});
    request["shipping"] = json!({"amount": "12.00", "currency": "USD"});
    request["insurance"] = json!(null);
    request["seller"] = json!({"registrations": ["GB_VAT"]});
    request["currency"] = json!("USD");
    request["prices_include_tax"] = json!(true);
    let answer = answer(&request);
    assert_eq!(answer["totals"]["shipping"], "10.00", "{answer}");
    assert_eq!(answer["totals"]["total"], "72.00", "{answer}");
}

#[test]
fn sums_that_would_lose_their_last_places_are_errors() {
    let mut request = camera("large");
    for field in ["shipping", "insurance"] {
        request[field] = json!(null);
    }
    request["items"][0]["quantity"] = json!("1000000000000");
    request["items"][0]["unit_price"]["amount"] = json!("1000000000000");
    let item = request["items"][0].clone();
    request["items"] = json!([item, item]);
    let answer = answer(&request);
    assert_error(&answer, Some("large"), "overflow", Some("items"), "too large to be computed exactly", "");
}

#[test]
fn prices_need_the_callers_own_rates_and_a_fee_in_a_further_currency_takes_that_of_the_data() {
    let mut request = camera("rates");
    request["items"][0]["unit_price"] = json!({"amount": "108.50", "currency": "USD"});
    request["shipping"] = json!(null);
    request["insurance"] = json!(null);
    request["exchange_rates"] = json!({"base": "EUR", "as_of": "2026-06-29", "rates": {"USD": "1.0850"}});
    request["carrier_fees"] =
        json!([{"name": "clearance", "amount": {"amount": "10.00", "currency": "CHF"}}]);
    let with_fee = answer(&request);
    // 108.50 / 1.0850; the franc is not in the table, so that the fee is converted at the reference rate.
    assert_eq!(with_fee["totals"]["goods"], "100.00", "{with_fee}");
    assert_eq!(with_fee["charges"].as_array().unwrap().last().unwrap()["rate"], "10.00 CHF/consignment");
    let notices = with_fee["notices"].as_array().unwrap();
    assert!(notices.iter().any(|notice| notice["code"] == "rate_from_data"), "{with_fee}");

    request["exchange_rates"] = json!({"base": "EUR", "as_of": "2026-06-29", "rates": {"GBP": "0.85"}});
    let without = answer(&request);
    assert_eq!(without["verdict"], "refused", "{without}");
    assert_eq!(without["reasons"][0]["code"], "exchange_rate_missing");
    assert!(
        without["totals"].get("total").is_none() && without["totals"].get("goods").is_none(),
        "{without}"
    );
}

//! The description that the service gives of itself fits what it takes and what it answers.

use landfall::RuleBook;
use landfall::returns::ReturnCase;
use serde_json::{Value, json};

use crate::service::Service;
use crate::traffic::Desk;

async fn described() -> Value {
    let service = Service::start(&[]);
    let reply = service.connect().await.get("/openapi.json").await;
    assert_eq!(reply.status, 200);
    reply.json()
}

#[tokio::test]
async fn every_path_is_described_and_every_reference_leads_somewhere() {
    let description = described().await;
    assert_eq!(description["openapi"], "3.1.0");
    let mut paths: Vec<&str> = description["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/delivery", "/healthz", "/landed-cost", "/openapi.json", "/privacy", "/return"]);
    for desk in Desk::ALL {
        let post = &description["paths"][desk.path()]["post"];
        let named = |content: &Value| content["content"]["application/json"]["schema"]["$ref"].clone();
        let [request, answer] = desk.schemas().map(|name| json!(format!("#/components/schemas/{name}")));
        assert_eq!(named(&post["requestBody"]), request);
        assert_eq!(named(&post["responses"]["200"]), answer);
        assert_eq!(named(&post["responses"]["422"]), json!("#/components/schemas/Error"));
    }
    let mut references = Vec::new();
    collect(&description, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        assert!(target(&description, reference).is_object(), "{reference}");
    }
    // Two types of one name would be told apart by a number.
    for name in description["components"]["schemas"].as_object().unwrap().keys() {
        assert!(!name.ends_with(|last: char| last.is_ascii_digit()), "{name}");
    }
}

fn target<'d>(description: &'d Value, reference: &str) -> &'d Value {
    let pointer = reference.strip_prefix('#').unwrap();
    description.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

fn collect<'d>(value: &'d Value, references: &mut Vec<&'d str>) {
    match value {
        Value::Object(fields) => {
            references.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| collect(value, references));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}

#[tokio::test]
async fn what_is_sent_and_answered_fits_the_description() {
    let description = described().await;
    let book = RuleBook::embedded();
    for desk in Desk::ALL {
        let [request_schema, answer_schema] =
            desk.schemas().map(|name| json!({"$ref": format!("#/components/schemas/{name}")}));
        let requests = desk.requests();
        for request in requests.iter().step_by((requests.len() / 150).max(1)) {
            let (is_answer, answer) = desk.library(&book, &request.to_string());
            let answer: Value = serde_json::from_str(&answer).unwrap();
            assert!(is_answer, "{request}: {answer}");
            assert_eq!(misfit(&description, &request_schema, request, "request"), None, "{request}");
            assert_eq!(misfit(&description, &answer_schema, &answer, "answer"), None, "{answer}");
            let mut without = request.clone();
            without.as_object_mut().unwrap().remove("ask");
            assert_eq!(misfit(&description, &request_schema, &without, "request"), None);
            for field in without.as_object().unwrap().keys() {
                let mut spoilt = without.clone();
                spoilt[field] = json!([[{"no": "such"}]]);
                let misfit = misfit(&description, &request_schema, &spoilt, "request");
                assert!(misfit.is_some(), "{field} of {} takes anything", desk.path());
            }
            without["colour"] = "blue".into();
            assert!(misfit(&description, &request_schema, &without, "request").is_some());
        }
    }
    let error = json!({"id": null, "error": {"code": "invalid_json", "field": "", "message": "expected"}});
    assert_eq!(misfit(&description, &json!({"$ref": "#/components/schemas/Error"}), &error, "error"), None);
}

/// The list of facts is told by hand in the description: each of them is read.
#[tokio::test]
async fn every_fact_of_the_description_is_known() {
    let description = described().await;
    let facts = description["components"]["schemas"]["Facts"]["properties"].as_object().unwrap();
    assert!(facts.len() > 40);
    for (name, schema) in facts {
        let said = match (&schema["type"], &schema["enum"][0]) {
            (kind, _) if kind == "boolean" => json!(true),
            (_, Value::String(word)) => json!(word),
            _ => json!("2026-11-01"),
        };
        let mut facts = json!({ name: said });
        if name == "left_with" {
            facts["left_on"] = "2026-11-01".into();
        }
        let case = json!({"ask": "return", "country": "DE", "category": "general", "reason": "change_of_mind",
                          "today": "2026-11-21", "facts": facts});
        ReturnCase::from_json(&case.to_string()).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// Where and why a value does not fit a schema; in an object that is described, every field must be.
fn misfit(root: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        return misfit(root, target(root, reference), value, at);
    }
    if let Some(any) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        let misfits: Vec<String> = any.iter().map_while(|schema| misfit(root, schema, value, at)).collect();
        return (misfits.len() == any.len()).then(|| misfits.join("; or "));
    }
    if let Some(words) = schema["enum"].as_array() {
        return (!words.contains(value)).then(|| format!("{at}: {value} is none of {words:?}"));
    }
    if let Some(word) = schema.get("const") {
        return (word != value).then(|| format!("{at}: {value} is not {word}"));
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        kind => vec![kind.clone()],
    };
    if !kinds.iter().any(|known| known == kind) {
        return Some(format!("{at}: {value} is none of {kinds:?}"));
    }
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(number, item)| misfit(root, &schema["items"], item, &format!("{at}[{number}]"))),
        Value::Object(fields) => misfit_of_object(root, schema, fields, at),
        _ => None,
    }
}

fn misfit_of_object(
    root: &Value,
    schema: &Value,
    fields: &serde_json::Map<String, Value>,
    at: &str,
) -> Option<String> {
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if let Some(missing) = required.into_iter().find(|name| !fields.contains_key(*name)) {
        return Some(format!("{at}.{missing} is missing"));
    }
    fields.iter().find_map(|(name, value)| {
        let at = format!("{at}.{name}");
        let pattern = schema["patternProperties"].as_object().and_then(|patterns| patterns.values().next());
        let described =
            schema["properties"].get(name).or(pattern).or(match &schema["additionalProperties"] {
                rest @ Value::Object(_) => Some(rest),
                _ => None,
            });
        match described {
            Some(described) => misfit(root, described, value, &at),
            None => Some(format!("{at} is not described")),
        }
    })
}

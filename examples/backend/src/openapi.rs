//! The description of the service, generated from the types that read requests and write answers.

use landfall::delivery::{DeliveryAnswer, DeliveryRequest};
use landfall::landed_cost::{LandedCostRequest, Quote};
use landfall::privacy::{PrivacyAnswer, PrivacyRequest};
use landfall::returns::{ReturnCase, ReturnDecision};
use landfall::wire::RequestError;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::routes::Desk;

/// Where the schemas stand.
const SCHEMAS: &str = "/components/schemas";

/// The description, in `OpenAPI` 3.1.
pub fn description() -> Value {
    let mut schemas = Schemas::new();
    let mut paths = Map::new();
    for desk in Desk::ALL {
        paths.insert(desk.path().to_owned(), json!({ "post": schemas.post(desk) }));
    }
    paths.insert("/healthz".to_owned(), get("healthz", "Whether the service is alive."));
    paths.insert("/openapi.json".to_owned(), get("openapi", "This description."));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": env!("CARGO_PKG_NAME"),
            "version": env!("CARGO_PKG_VERSION"),
            "description": env!("CARGO_PKG_DESCRIPTION"),
            "license": { "name": env!("CARGO_PKG_LICENSE"), "identifier": env!("CARGO_PKG_LICENSE") },
        },
        "paths": paths,
        "components": { "schemas": schemas.all() },
    })
}

fn get(id: &str, summary: &str) -> Value {
    let content = json!({ "application/json": { "schema": { "type": "object" } } });
    json!({ "get": {
        "operationId": id, "summary": summary,
        "responses": { "200": { "description": "It is.", "content": content } },
    } })
}

/// Fields are required in a request when it must hold them, in an answer when it always holds them.
struct Schemas {
    requests: SchemaGenerator,
    answers: SchemaGenerator,
}

impl Schemas {
    fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.meta_schema = None;
                settings.definitions_path = SCHEMAS.into();
            })
        };
        Self { requests: settings().into_generator(), answers: settings().for_serialize().into_generator() }
    }

    fn post(&mut self, desk: Desk) -> Value {
        match desk {
            Desk::LandedCost => self.of::<LandedCostRequest, Quote>(
                desk,
                "What a cart costs at the buyer's door, with the law behind every figure.",
            ),
            Desk::Delivery => {
                self.of::<DeliveryRequest, DeliveryAnswer>(desk, "When an order arrives, day by day.")
            }
            Desk::Return => self.of::<ReturnCase, ReturnDecision>(
                desk,
                "Whether goods may come back, until when, and who pays.",
            ),
            Desk::Privacy => self.of::<PrivacyRequest, PrivacyAnswer>(
                desk,
                "What buyers may ask about their data, and by when it is due.",
            ),
        }
    }

    fn of<I: JsonSchema, O: JsonSchema>(&mut self, desk: Desk, summary: &str) -> Value {
        let request = self.requests.subschema_for::<I>();
        let answer = json_content(self.answers.subschema_for::<O>());
        let error = json_content(self.answers.subschema_for::<RequestError>());
        let mut responses = Map::new();
        responses.insert("200".to_owned(), json!({ "description": "The answer.", "content": answer }));
        for (status, why) in [
            ("400", "The body is no JSON."),
            ("408", "The body did not come in time."),
            ("413", "The body is too long."),
            ("415", "The body is of another type."),
            ("422", "The request cannot be answered: the error names the field."),
            ("500", "A mistake of the service."),
            ("503", "Too many requests are under way."),
        ] {
            responses.insert(status.to_owned(), json!({ "description": why, "content": error }));
        }
        json!({
            "operationId": desk.ask(),
            "summary": summary,
            "requestBody": { "required": true, "content": json_content(request) },
            "responses": responses,
        })
    }

    fn all(mut self) -> Map<String, Value> {
        let mut all = self.requests.take_definitions(true);
        for name in ["LandedCostRequest", "DeliveryRequest", "ReturnCase", "PrivacyRequest"] {
            if let Some(request) = all.get_mut(name) {
                said_by_the_path(request);
            }
        }
        all.extend(self.answers.take_definitions(true));
        all
    }
}

fn json_content(schema: impl Into<Value>) -> Value {
    json!({ "application/json": { "schema": schema.into() } })
}

/// `ask` may be left out of a request.
fn said_by_the_path(request: &mut Value) {
    if let Some(required) = request.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|field| field != "ask");
    }
}

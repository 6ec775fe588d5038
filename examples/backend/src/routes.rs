//! Paths: one for each desk, one that says that the service is alive, one that describes them all.

use std::borrow::Cow;
use std::future::ready;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use http_body_util::BodyExt as _;
use landfall::RuleBook;
use landfall::wire::{Question, RequestError};
use serde::{Deserialize, Deserializer, Serialize, de::IgnoredAny};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::info;

use crate::Limits;
use crate::errors::{Code, Failure};
use crate::openapi;

/// The most bytes of one request.
pub const MOST_BYTES: usize = 1 << 20;

/// What is read of a longer one before it is refused: who is still writing does not read the answer.
const MOST_READ: usize = MOST_BYTES * 8;

/// Characters of a path in the log.
const MOST_CHARACTERS: usize = 100;

/// Who answers the requests of a path.
#[derive(Debug, Clone, Copy)]
pub enum Desk {
    LandedCost,
    Delivery,
    Return,
    Privacy,
}

impl Desk {
    pub const ALL: [Self; 4] = [Self::LandedCost, Self::Delivery, Self::Return, Self::Privacy];

    pub const fn path(self) -> &'static str {
        match self {
            Self::LandedCost => "/landed-cost",
            Self::Delivery => "/delivery",
            Self::Return => "/return",
            Self::Privacy => "/privacy",
        }
    }

    /// The word that a request may leave out, since the path says it.
    pub const fn ask(self) -> &'static str {
        match self {
            Self::LandedCost => "landed_cost",
            Self::Delivery => "delivery",
            Self::Return => "return",
            Self::Privacy => "privacy",
        }
    }

    fn answer(self, book: &RuleBook, request: &str) -> Result<Vec<u8>, RequestError> {
        let request = with_ask(request, self.ask());
        match self {
            Self::LandedCost => written(&book.quote_json(&request)?),
            Self::Delivery => written(&book.delivery_json(&request)?),
            Self::Return => written(&book.decide_return_json(&request)?),
            Self::Privacy => written(&book.privacy_json(&request)?),
        }
    }
}

fn written(answer: &impl Serialize) -> Result<Vec<u8>, RequestError> {
    serde_json::to_vec(answer).map_err(|error| RequestError::new("unwritable_answer", "", error.to_string()))
}

struct Shared {
    book: RuleBook,
    under_way: Arc<Semaphore>,
    limits: Limits,
    description: Bytes,
}

/// Everything that the service answers.
pub fn service(limits: Limits) -> Router {
    let shared = Arc::new(Shared {
        book: RuleBook::embedded(),
        under_way: Arc::new(Semaphore::new(limits.at_once)),
        limits,
        description: openapi::description().to_string().into(),
    });
    let mut router = Router::new().route("/healthz", get(health)).route(
        "/openapi.json",
        get(async |State(shared): State<Arc<Shared>>| json(shared.description.clone())),
    );
    for desk in Desk::ALL {
        let handler = async move |State(shared): State<Arc<Shared>>, request: Request| {
            answer(&shared, desk, request).await.map_or_else(Failure::into_response, json)
        };
        router = router.route(desk.path(), post(handler));
    }
    router
        .fallback(|| ready(Failure::unknown_path()))
        .method_not_allowed_fallback(|| ready(Failure::wrong_method()))
        .layer(from_fn(logged))
        .with_state(shared)
}

async fn health(State(shared): State<Arc<Shared>>) -> Response {
    let health = serde_json::json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "rules_as_of": shared.book.as_of(),
    });
    json(health.to_string())
}

fn json(body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Says what was asked and how it was answered. What a request holds is the buyer's: it is not logged.
async fn logged(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(MOST_CHARACTERS).collect();
    let response = next.run(request).await;
    let microseconds = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    let code = response.extensions().get::<Code>().map_or("", |Code(code)| code);
    info!(%method, path, status, code, microseconds, "answered");
    response
}

async fn answer(shared: &Shared, desk: Desk, request: Request) -> Result<Vec<u8>, Failure> {
    let place = Arc::clone(&shared.under_way).try_acquire_owned().map_err(|_| Failure::overloaded())?;
    let (head, body) = request.into_parts();
    check_type(&head.headers)?;
    let patience = shared.limits.patience;
    let body = timeout(patience, read(&head.headers, body)).await.map_err(|_| Failure::slow_request())??;
    let book = shared.book.clone();
    let work = tokio::task::spawn_blocking(move || {
        // Held for as long as the work lasts, also when nobody waits for it any more.
        let _place = place;
        desk.answer(&book, text_of(&body)?)
    });
    match timeout(patience, work).await {
        Ok(Ok(answer)) => Ok(answer?),
        Ok(Err(_)) => Err(Failure::internal()),
        Err(_) => Err(Failure::slow_answer()),
    }
}

/// A form or a text of another type is not read as JSON; that nothing is said is no contradiction.
fn check_type(headers: &HeaderMap) -> Result<(), Failure> {
    let Some(given) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let essence = given.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let is_json = essence.eq_ignore_ascii_case("application/json");
    if is_json && !headers.contains_key(header::CONTENT_ENCODING) {
        Ok(())
    } else {
        Err(Failure::wrong_type())
    }
}

async fn read(headers: &HeaderMap, mut body: Body) -> Result<Vec<u8>, Failure> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let waits = headers.contains_key(header::EXPECT);
    if announced > if waits { MOST_BYTES } else { MOST_READ } {
        return Err(Failure::too_long());
    }
    let mut text = Vec::with_capacity(announced.min(MOST_BYTES));
    let mut length: usize = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Failure::broken())?.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length > MOST_READ {
            break;
        }
        if length <= MOST_BYTES {
            text.extend_from_slice(&data);
        }
    }
    if length > MOST_BYTES { Err(Failure::too_long()) } else { Ok(text) }
}

fn text_of(body: &[u8]) -> Result<&str, RequestError> {
    std::str::from_utf8(body).map_err(|error| {
        let message = format!("byte {} is not UTF-8", error.valid_up_to().saturating_add(1));
        let id = Question::of(&String::from_utf8_lossy(body)).id;
        RequestError::new("invalid_utf8", "", message).with_id(id)
    })
}

/// The request with the question of its path, if it names none.
///
/// A text that is no object stays as it is, so that its error says what stands where.
fn with_ask<'t>(text: &'t str, ask: &str) -> Cow<'t, str> {
    #[derive(Deserialize)]
    struct Asked {
        #[serde(default, deserialize_with = "is_there")]
        ask: bool,
    }

    fn is_there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| true)
    }

    // What stands behind the object is for the reader of its fields to say.
    let asked = Asked::deserialize(&mut serde_json::Deserializer::from_str(text));
    let Ok(Asked { ask: false }) = asked else { return text.into() };
    let Some(fields) = text.trim_start().strip_prefix('{') else { return text.into() };
    let joint = if fields.trim_start().starts_with('}') { "" } else { "," };
    format!(r#"{{"ask":"{ask}"{joint}{fields}"#).into()
}

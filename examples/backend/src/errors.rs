//! Errors as the contract writes them, each with the status that fits.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use landfall::wire::RequestError;

use crate::routes::MOST_BYTES;

/// The code of an error, for the log.
#[derive(Debug, Clone, Copy)]
pub struct Code(pub &'static str);

/// Why there is no answer.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    error: Box<RequestError>,
    header: Option<(HeaderName, &'static str)>,
}

impl Failure {
    pub fn unknown_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknown_path", "", "no such path; /openapi.json lists them")
    }

    /// The router adds the methods that are allowed.
    pub fn wrong_method() -> Self {
        let message = "the path takes another method, named in the header `allow`";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", "", message)
    }

    pub fn wrong_type() -> Self {
        let message = "expected a body of the type `application/json`, not compressed";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_media_type", "content-type", message)
    }

    pub fn too_long() -> Self {
        let message = format!("the request has more than {MOST_BYTES} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "request_too_long", "", message)
    }

    pub fn broken() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "broken_request", "", "the body ended before its announced end")
    }

    pub fn slow_request() -> Self {
        let failure =
            Self::new(StatusCode::REQUEST_TIMEOUT, "slow_request", "", "the body did not come in time");
        failure.with_header(header::CONNECTION, "close")
    }

    pub fn slow_answer() -> Self {
        Self::unavailable("slow_answer", "the answer was not ready in time, ask again")
    }

    pub fn overloaded() -> Self {
        Self::unavailable("overloaded", "too many requests are under way, ask again")
    }

    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "", "the request could not be worked on")
    }

    fn unavailable(code: &'static str, message: &str) -> Self {
        let failure = Self::new(StatusCode::SERVICE_UNAVAILABLE, code, "", message);
        failure.with_header(header::RETRY_AFTER, "1")
    }

    fn new(status: StatusCode, code: &'static str, field: &str, message: impl Into<String>) -> Self {
        Self { status, error: RequestError::new(code, field, message).into(), header: None }
    }

    fn with_header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.header = Some((name, value));
        self
    }
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        let status = match error.code() {
            "invalid_json" | "invalid_utf8" => StatusCode::BAD_REQUEST,
            // A rule file that does not load is not the caller's mistake.
            "invalid_data" | "data" | "unwritable_answer" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self { status, error: error.into(), header: None }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.error).unwrap_or_default();
        let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut response = (self.status, [json], body).into_response();
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response.extensions_mut().insert(Code(self.error.code()));
        response
    }
}

//! What is malformed, too large, of another type or at another place.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use hyper::Method;

use crate::service::Service;
use crate::traffic::Desk;

const MOST_BYTES: usize = 1 << 20;

#[tokio::test]
async fn malformed_bodies_are_answered_with_code_and_field() {
    let service = Service::start(&[]);
    let mut client = service.connect().await;
    let deep = format!(r#"{{"items": {}}}"#, "[".repeat(100_000));
    let deeper = "[".repeat(1_000_000);
    let long_key = format!(r#"{{"{}": 1}}"#, "k".repeat(500_000));
    let twice = Desk::Return.requests().swap_remove(0).to_string().repeat(2);
    let cases: [(&str, &[u8], u16, &str, &str); 24] = [
        ("/landed-cost", b"", 400, "invalid_json", ""),
        ("/landed-cost", b"{", 400, "invalid_json", ""),
        ("/landed-cost", b"{}", 422, "missing_field", "date"),
        ("/landed-cost", b"[]", 422, "wrong_type", ""),
        ("/landed-cost", b"null", 422, "wrong_type", ""),
        ("/landed-cost", b"{} {}", 422, "missing_field", "date"),
        ("/return", twice.as_bytes(), 400, "invalid_json", ""),
        ("/landed-cost", b"\xef\xbb\xbf{}", 400, "invalid_json", ""),
        ("/landed-cost", b"{\"id\": \"caf\xe9\"}", 400, "invalid_utf8", ""),
        ("/landed-cost", deep.as_bytes(), 422, "wrong_type", "items[0]"),
        ("/landed-cost", deeper.as_bytes(), 422, "wrong_type", ""),
        ("/landed-cost", br#"{"items": 7}"#, 422, "wrong_type", "items"),
        ("/landed-cost", br#"{"date": "2026-11-21", "date": "2026-11-22"}"#, 422, "duplicate_field", "date"),
        ("/landed-cost", br#"{"ask": "landed_cost", "ask": "landed_cost"}"#, 422, "duplicate_field", "ask"),
        (
            "/landed-cost",
            br#"{"date": "2026-02-30", "ship_from": "US", "destination": {"country": "DE"}, "items": []}"#,
            422,
            "invalid_date",
            "date",
        ),
        (
            "/landed-cost",
            br#"{"date": "2026-11-21", "ship_from": "US", "destination": {"country": "DE"}, "items": []}"#,
            422,
            "empty_cart",
            "items",
        ),
        ("/delivery", br#"{"service": 7}"#, 422, "wrong_type", "service"),
        ("/delivery", b"{}", 422, "missing_field", "service"),
        ("/return", br#"{"facts": {"used": 1}}"#, 422, "wrong_type", "facts.used"),
        ("/return", b"{}", 422, "missing_field", "country"),
        ("/privacy", br#"{"residence": {"land": "DE"}}"#, 422, "unknown_field", "residence.land"),
        ("/privacy", b"{}", 422, "missing_field", "residence"),
        ("/privacy", b"{,}", 400, "invalid_json", ""),
        ("/privacy", br#""privacy""#, 422, "wrong_type", ""),
    ];
    for (path, body, status, code, field) in cases {
        let reply = client.post(path, body.to_vec()).await;
        let sent = String::from_utf8_lossy(body).chars().take(100).collect::<String>();
        assert_eq!(reply.error(), (code.to_owned(), field.to_owned()), "{path} {sent}");
        assert_eq!(reply.status, status, "{path} {sent}");
    }
    let reply = client.post("/privacy", long_key).await;
    assert_eq!((reply.status.as_u16(), reply.error().0), (422, "unknown_field".to_owned()));
    assert!(reply.body.len() < 10_000, "what was sent does not come back in full");
}

#[tokio::test]
async fn as_many_lines_as_the_library_takes_are_taken_and_one_more_is_refused() {
    let service = Service::start(&[]);
    let mut client = service.connect().await;
    let cart = |lines: usize| {
        let item =
            r#"{"quantity":"1","unit_price":{"amount":"1.00","currency":"EUR"},"category":"clothing"}"#;
        let items = vec![item; lines].join(",");
        format!(
            r#"{{"date":"2026-11-21","ship_from":"US","destination":{{"country":"DE"}},"items":[{items}]}}"#
        )
    };
    let most = landfall::landed_cost::MAX_LINES;
    assert_eq!(client.post("/landed-cost", cart(most)).await.status, 200);
    let reply = client.post("/landed-cost", cart(most + 1)).await;
    assert_eq!((reply.status.as_u16(), reply.error()), (422, ("too_many_lines".into(), "items".into())));
}

#[tokio::test]
async fn what_is_too_large_is_refused_and_the_connection_goes_on() {
    let service = Service::start(&[]);
    let mut client = service.connect().await;
    let privacy = Desk::Privacy.requests().swap_remove(0).to_string();
    let full = format!("{privacy}{}", " ".repeat(MOST_BYTES - privacy.len()));
    assert_eq!(client.post("/privacy", full.clone()).await.status, 200);
    for length in [MOST_BYTES + 1, MOST_BYTES * 4] {
        let reply = client.post("/privacy", format!("{full}{}", " ".repeat(length - MOST_BYTES))).await;
        assert_eq!((reply.status.as_u16(), reply.error()), (413, ("request_too_long".into(), String::new())));
    }
    assert_eq!(client.post("/privacy", privacy).await.status, 200);
}

#[test]
fn an_announced_or_endless_length_is_refused_before_it_is_read() {
    let service = Service::start(&[]);
    let head = "POST /return HTTP/1.1\r\nhost: t\r\nconnection: close\r\n";
    let chunk = format!("{:x}\r\n{}\r\n", 1 << 16, " ".repeat(1 << 16));
    for rest in [
        "content-length: 99999999999\r\n\r\n".to_owned(),
        "content-length: 1048577\r\nexpect: 100-continue\r\n\r\n".to_owned(),
        "content-length: 99999999999\r\nexpect: 100-continue\r\n\r\n".to_owned(),
        format!("transfer-encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(17)),
    ] {
        let answer = raw(&service.address, &format!("{head}{rest}"), Then::Wait);
        assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("request_too_long"), "{answer}");
    }
}

#[test]
fn what_is_no_http_is_refused_and_hurts_nobody_else() {
    let service = Service::start(&[]);
    for text in [
        "\r\n\r\n",
        "GET\r\n\r\n",
        "POST /return HTTP/1.1\r\ncontent-length: x\r\n\r\n",
        "\u{16}\u{3}\u{1}",
        "POST /return HTTP/1.1\r\nhost: t\r\ncontent-length: 100\r\n\r\n{",
    ] {
        let answer = raw(&service.address, text, Then::Leave);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{text:?}: {answer}");
    }
    let long = format!("GET /{} HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n", "x".repeat(1 << 20));
    let answer = raw(&service.address, &long, Then::Wait);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    is_alive(&service);
}

pub fn is_alive(service: &Service) {
    let request = "GET /healthz HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n";
    let answer = raw(&service.address, request, Then::Wait);
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

/// What a client does behind its request. One that leaves is not answered.
#[derive(PartialEq)]
enum Then {
    Wait,
    Leave,
}

/// Sends bytes as they are and reads until the end. What can no longer be sent or read is left out.
fn raw(address: &str, text: &str, then: Then) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let _ = stream.write_all(text.as_bytes());
    if then == Then::Leave {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn other_paths_methods_and_types_are_refused() {
    let service = Service::start(&[]);
    let mut client = service.connect().await;
    for path in ["/", "/landed_cost", "/landed-cost/", "/healthz/x", "/%2e%2e/etc"] {
        let reply = client.post(path, "{}").await;
        assert_eq!((reply.status.as_u16(), reply.error().0), (404, "unknown_path".to_owned()), "{path}");
    }
    for desk in Desk::ALL {
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let reply = client.send(method, desk.path(), None, "").await;
            assert_eq!((reply.status.as_u16(), reply.error().0), (405, "wrong_method".to_owned()));
            assert_eq!(reply.headers["allow"], "POST");
        }
    }
    assert_eq!(client.post("/healthz", "").await.status, 405);
    let request = Desk::Return.requests().swap_remove(0).to_string();
    for (content_type, status) in [
        (None, 200),
        (Some("application/json; charset=utf-8"), 200),
        (Some("Application/JSON"), 200),
        (Some("application/x-www-form-urlencoded"), 415),
        (Some("text/plain"), 415),
        (Some(""), 415),
    ] {
        let reply = client.send(Method::POST, "/return", content_type, request.clone()).await;
        assert_eq!(reply.status, status, "{content_type:?}");
        if status == 415 {
            assert_eq!(reply.error(), ("wrong_media_type".into(), "content-type".into()));
        }
    }
}

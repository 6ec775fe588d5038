//! The web service answers what the library answers, byte for byte, under load and when it stops, and says what is
//! wrong with what is malformed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the shared lines of a test may fail it"
)]

mod description;
mod load;
mod malformed;
mod service;
mod stop;
mod traffic;

use std::sync::Arc;

use landfall::RuleBook;
use serde_json::Value;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use service::Service;
use traffic::Desk;

const CONNECTIONS: usize = 200;

/// Requests that each connection sends, one after the other.
const EACH: usize = 5;

/// What is sent and what must come back.
#[derive(Clone)]
struct Exchange {
    path: &'static str,
    sent: String,
    is_answer: bool,
    expected: String,
}

/// Some of the worked cases of each desk in turn; every third leaves out `ask`, every fifth is spoilt.
fn exchanges(most: usize) -> Vec<Exchange> {
    let book = RuleBook::embedded();
    let desks = Desk::ALL.map(|desk| (desk, desk.requests()));
    (0..most)
        .map(|number| {
            let (desk, requests) = &desks[number % desks.len()];
            let step = (requests.len() * desks.len()).div_ceil(most).max(1);
            let mut request = requests[number / desks.len() * step % requests.len()].clone();
            if number % 5 == 4 {
                request["colour"] = "blue".into();
            }
            let (is_answer, expected) = desk.library(&book, &request.to_string());
            if number % 3 == 2 {
                request.as_object_mut().unwrap().remove("ask");
            }
            Exchange { path: desk.path(), sent: request.to_string(), is_answer, expected }
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_connections_at_once_get_what_the_library_answers() {
    let exchanges = Arc::new(exchanges(CONNECTIONS * EACH));
    assert!(exchanges.iter().filter(|exchange| exchange.is_answer).count() > CONNECTIONS * EACH * 7 / 10);
    let service = Service::start(&[]);
    let all_connected = Arc::new(Barrier::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    for connection in 0..CONNECTIONS {
        let mut client = service.connect().await;
        let (exchanges, all_connected) = (Arc::clone(&exchanges), Arc::clone(&all_connected));
        connections.spawn(async move {
            all_connected.wait().await;
            let own = exchanges.iter().skip(connection * EACH).take(EACH);
            let mut answers = 0;
            for Exchange { path, sent, is_answer, expected } in own {
                let reply = client.post(path, sent.clone()).await;
                assert_eq!(reply.status.as_u16(), if *is_answer { 200 } else { 422 }, "{path} {sent}");
                assert_eq!(reply.headers["content-type"], "application/json");
                assert_eq!(std::str::from_utf8(&reply.body), Ok(expected.as_str()), "{path} {sent}");
                answers += 1;
            }
            answers
        });
    }
    assert_eq!(connections.join_all().await, [EACH; CONNECTIONS]);
}

#[tokio::test]
async fn an_ask_may_be_left_out_and_must_not_contradict_the_path() {
    let service = Service::start(&[]);
    let mut client = service.connect().await;
    for desk in Desk::ALL {
        let request = desk.requests().swap_remove(0);
        let (is_answer, expected) = desk.library(&RuleBook::embedded(), &request.to_string());
        assert!(is_answer, "{expected}");
        let mut without = request.clone();
        without.as_object_mut().unwrap().remove("ask");
        for sent in [request.to_string(), without.to_string(), format!("\n {without:#}\n")] {
            let reply = client.post(desk.path(), sent).await;
            assert_eq!((reply.status.as_u16(), reply.body.as_ref()), (200, expected.as_bytes()));
        }
        for other in Desk::ALL.into_iter().filter(|other| *other != desk) {
            let reply = client.post(other.path(), request.to_string()).await;
            assert_eq!(reply.status, 422);
            assert_eq!(reply.error(), ("unknown_word".into(), "ask".into()));
            assert_eq!(reply.json()["id"], request["id"]);
        }
        for (ask, code) in [
            (Value::Null, "wrong_type"),
            (Vec::<Value>::new().into(), "wrong_type"),
            (7.into(), "unknown_word"),
        ] {
            let mut wrong = without.clone();
            wrong["ask"] = ask;
            let reply = client.post(desk.path(), wrong.to_string()).await;
            assert_eq!((reply.status.as_u16(), reply.error()), (422, (code.into(), "ask".into())));
        }
    }
}

#[tokio::test]
async fn the_service_says_that_it_is_alive_and_logs_no_request() {
    let service = Service::start(&[]);
    let mut client = service.connect().await;
    let health = client.get("/healthz").await;
    assert_eq!(health.status, 200);
    assert_eq!(health.json()["status"], "ok");
    assert_eq!(
        health.json()["rules_as_of"].as_str().map(str::to_owned),
        RuleBook::embedded().as_of().map(|day| day.to_string())
    );
    assert_eq!(service.logged("answered")["path"], "/healthz");
    let mut request = Desk::Privacy.requests().swap_remove(0);
    request["id"] = "Nora Nobody, 7 Elm Street".into();
    request["residence"]["country"] = "XX".into();
    assert_eq!(client.post("/privacy", request.to_string()).await.status, 422);
    let entry = service.logged("answered");
    assert_eq!((&entry["status"], &entry["code"]), (&422.into(), &"unknown_country".into()));
    assert_eq!((entry["method"].as_str(), entry["path"].as_str()), (Some("POST"), Some("/privacy")));
    assert!(entry["microseconds"].is_u64() && !entry.to_string().contains("Nora"), "{entry}");
}

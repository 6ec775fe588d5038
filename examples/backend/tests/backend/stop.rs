//! What is under way when the service stops, stalls or has enough to do.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;

use landfall::RuleBook;

use crate::malformed::is_alive;
use crate::service::Service;
use crate::traffic::Desk;

/// A request of which the service has begun to read the body: it has asked for it.
struct UnderWay {
    stream: TcpStream,
    body: String,
    expected: String,
}

impl UnderWay {
    fn begin(service: &Service, desk: Desk, number: usize) -> Self {
        let requests = desk.requests();
        let body = requests[number % requests.len()].to_string();
        let (is_answer, expected) = desk.library(&RuleBook::embedded(), &body);
        assert!(is_answer, "{expected}");
        let mut stream = TcpStream::connect(&service.address).unwrap();
        let (path, length) = (desk.path(), body.len());
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: t\r\nconnection: close\r\ncontent-length: {length}\r\nexpect: 100-continue\r\n\r\n"
        )
        .unwrap();
        let mut go_on = [0; 25];
        stream.read_exact(&mut go_on).unwrap();
        assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
        Self { stream, body, expected }
    }

    /// Sends the rest; the service answers and closes.
    fn finish(mut self) {
        self.stream.write_all(self.body.as_bytes()).unwrap();
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK"), "{answer}");
        assert_eq!(body, self.expected);
    }
}

#[cfg(unix)]
#[test]
fn a_stop_finishes_what_is_under_way() {
    let service = Service::start(&[]);
    let mut under_way: Vec<UnderWay> =
        (0..20).map(|number| UnderWay::begin(&service, Desk::ALL[number % 4], number)).collect();
    // Half of one body is there already.
    let first = &mut under_way[0];
    let rest = first.body.split_off(first.body.len() / 2);
    first.stream.write_all(first.body.as_bytes()).unwrap();
    first.body = rest;
    // A connection without a request does not hold up the end.
    let mut idle = TcpStream::connect(&service.address).unwrap();
    write!(idle, "GET /healthz HTTP/1.1\r\nhost: t\r\n\r\n").unwrap();
    service.logged("answered");
    service.terminate();
    assert_eq!(service.logged("stopping")["connections"], 21);
    let refused = TcpStream::connect(&service.address).expect_err("nothing listens any more");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    for request in under_way {
        request.finish();
    }
    let mut health = String::new();
    idle.read_to_string(&mut health).unwrap();
    assert!(health.contains(r#""status":"ok""#), "{health}");
    let (status, log) = service.ended();
    assert!(status.success(), "{status}");
    assert_eq!(log.iter().filter(|entry| entry["message"] == "answered").count(), 20);
    assert_eq!(log.last().unwrap()["message"], "stopped");
}

#[tokio::test]
async fn one_request_more_than_allowed_at_once_is_told_to_come_back() {
    let service = Service::start(&["--at-once", "1"]);
    let request = Desk::Return.requests().swap_remove(0).to_string();
    let under_way = UnderWay::begin(&service, Desk::Privacy, 0);
    let mut client = service.connect().await;
    let reply = client.post("/return", request.clone()).await;
    assert_eq!((reply.status.as_u16(), reply.error().0), (503, "overloaded".to_owned()));
    assert_eq!(reply.headers["retry-after"], "1");
    assert_eq!(client.get("/healthz").await.status, 200);
    under_way.finish();
    assert_eq!(client.post("/return", request).await.status, 200);
}

#[test]
fn whoever_stalls_is_given_up() {
    let service = Service::start(&["--patience", "1"]);
    let slow = UnderWay::begin(&service, Desk::Return, 0);
    let mut head_only = TcpStream::connect(&service.address).unwrap();
    head_only.write_all(b"POST /return HT").unwrap();
    let mut answer = String::new();
    (&slow.stream).read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("slow_request"), "{answer}");
    answer.clear();
    head_only.read_to_string(&mut answer).unwrap();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{answer}");
    is_alive(&service);
}

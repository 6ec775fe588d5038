//! The service as a program of its own, and a client for it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// The longest that anything may take; nothing waits for it to pass.
const LONG: Duration = Duration::from_secs(60);

/// A running service on a port of its own.
pub struct Service {
    child: Child,
    log: Receiver<Value>,
    pub address: String,
}

impl Service {
    pub fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_backend"))
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (sender, log) = channel();
        // Read as it comes, so that the service never waits for its log.
        thread::spawn(move || {
            for line in lines {
                let line = line.unwrap();
                let entry =
                    serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON in the log: {line}"));
                if sender.send(entry).is_err() {
                    return;
                }
            }
        });
        let mut service = Self { child, log, address: String::new() };
        service.address = service.logged("listening")["address"].as_str().unwrap().to_owned();
        service
    }

    /// The next entry of the log with this message.
    pub fn logged(&self, message: &str) -> Value {
        loop {
            let entry = self.log.recv_timeout(LONG).unwrap_or_else(|_| panic!("`{message}` is not logged"));
            if entry["message"] == message {
                return entry;
            }
        }
    }

    /// Asks the service to stop.
    #[cfg(unix)]
    pub fn terminate(&self) {
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
    }

    /// Waits until it has stopped by itself; what it logged until then.
    pub fn ended(mut self) -> (ExitStatus, Vec<Value>) {
        let status = self.child.wait().unwrap();
        (status, self.log.iter().collect())
    }

    pub async fn connect(&self) -> Client {
        Client::connect(&self.address).await
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One connection, kept open.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {:?}", self.body))
    }

    /// Code and field of an error answer, which is one as the contract writes it.
    pub fn error(&self) -> (String, String) {
        let answer = self.json();
        let text =
            |name: &str| answer["error"][name].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        assert!(answer.as_object().unwrap().contains_key("id") && !text("message").is_empty(), "{answer}");
        (text("code"), text("field"))
    }
}

impl Client {
    pub async fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self { sender }
    }

    pub async fn post(&mut self, path: &str, body: impl Into<Bytes>) -> Reply {
        self.send(Method::POST, path, Some("application/json"), body).await
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, None, "").await
    }

    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: impl Into<Bytes>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header(HOST, "landfall.test");
        if let Some(content_type) = content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        self.sender.ready().await.unwrap();
        let asked = self.sender.send_request(request.body(Full::new(body.into())).unwrap());
        let (head, body) = tokio::time::timeout(LONG, asked).await.unwrap().unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Reply { status: head.status, headers: head.headers, body }
    }
}

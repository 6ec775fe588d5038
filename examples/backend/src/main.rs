//! The four desks behind HTTP: what does it cost, when does it come, can it come back, what may the buyer ask.
//!
//! `backend --listen 127.0.0.1:8080`, then `curl --json @examples/carts/gb.json 127.0.0.1:8080/landed-cost`.

mod errors;
mod openapi;
mod routes;
mod server;

use std::io;
use std::process::ExitCode;
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tracing::{error, info};

const HELP: &str = "\
Answers the requests of the four desks over HTTP, in JSON, without any state of its own.

Usage: backend [--listen ADDRESS] [--at-once N] [--patience SECONDS]

  --listen ADDRESS    where to listen, 127.0.0.1:8080 if left out; port 0 takes a free one
  --at-once N         requests under way at once, 512 if left out; one more is answered with 503
  --patience SECONDS  the most time for the head of a request, for its body, for its answer, and for
                      what is under way when the service stops; 10 if left out
  --help              print this

  POST /landed-cost  /delivery  /return  /privacy      one request of the example programs each
  GET  /healthz      /openapi.json

What happens is logged to standard output, one JSON object a line. SIGTERM and Ctrl-C stop the service:
it takes no new connections and answers what is under way.
";

/// What the service allows.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Requests under way at once.
    pub at_once: usize,
    /// The most time for each part of a request.
    pub patience: Duration,
}

fn main() -> ExitCode {
    let (address, limits) = match arguments() {
        Ok(Some(task)) => task,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("backend: {error}; --help explains");
            return ExitCode::from(2);
        }
    };
    tracing_subscriber::fmt().json().flatten_event(true).with_current_span(false).with_target(false).init();
    match run(&address, limits) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error!(%error, "stopped");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<Option<(String, Limits)>, lexopt::Error> {
    use lexopt::prelude::{Long, Short, ValueExt};

    let mut address = "127.0.0.1:8080".to_owned();
    let mut limits = Limits { at_once: 512, patience: Duration::from_secs(10) };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("listen") => address = arguments.value()?.parse()?,
            Long("at-once") => limits.at_once = arguments.value()?.parse::<u16>()?.max(1).into(),
            Long("patience") => {
                limits.patience = Duration::from_secs(arguments.value()?.parse::<u16>()?.max(1).into());
            }
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some((address, limits)))
}

fn run(address: &str, limits: Limits) -> io::Result<()> {
    let cores = available_parallelism().map_or(2, usize::from);
    // Answers are worked out on the blocking threads: as many at a time as there are cores, the others wait.
    let runtime = Builder::new_multi_thread().enable_all().max_blocking_threads(cores).build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await?;
        let stop = stop_signal()?;
        info!(address = %listener.local_addr()?, at_once = limits.at_once, "listening");
        let patience = limits.patience;
        let connections = limits.at_once.saturating_add(server::SPARE_CONNECTIONS);
        server::serve(listener, routes::service(limits), connections, patience, stop).await
    })
}

/// Ends with the first signal to stop.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = interrupt.await;
    })
}

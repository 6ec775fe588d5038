//! Connections: taken up to a number, given up when they stall, finished before the service stops.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tracing::{debug, info, warn};

/// Connections beyond the requests at once, so that a probe of `/healthz` and a refusal still get through.
pub const SPARE_CONNECTIONS: usize = 64;

/// How long to wait when the system hands out no more connections.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` ends, then answers what is under way.
pub async fn serve(
    listener: TcpListener,
    service: Router,
    connections: usize,
    patience: Duration,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(connections));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    tokio::pin!(stop);
    loop {
        // Whoever finds no place waits in the queue of the system.
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place.map_err(io::Error::other)?,
            () = &mut stop => break,
        };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    warn!(%error, "no connection taken");
                    sleep(PAUSE).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let service = TowerToHyperService::new(service.clone());
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                debug!(%error, "connection given up");
            }
            drop(place);
        });
    }
    drop(listener);
    info!(connections = graceful.count(), "stopping");
    // The head, the body and the answer of a request may each take their time.
    if timeout(patience.saturating_mul(3), graceful.shutdown()).await.is_err() {
        return Err(io::Error::new(io::ErrorKind::TimedOut, "connections did not end in time"));
    }
    info!("stopped");
    Ok(())
}

//! How much the service answers: `cargo test --release --test backend -- --ignored --nocapture load`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::service::Service;
use crate::{CONNECTIONS, exchanges};

/// How long each desk is asked.
const DURATION: Duration = Duration::from_secs(5);

#[derive(Default)]
struct Tally {
    answers: usize,
    wrong: usize,
    waits: Vec<Duration>,
}

#[ignore = "measures; run it in release mode"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn load() {
    let all = exchanges(4_000);
    println!("{CONNECTIONS} connections, {} s each", DURATION.as_secs());
    for path in ["/landed-cost", "/delivery", "/return", "/privacy"] {
        let exchanges = all.iter().filter(|exchange| exchange.path == path && exchange.is_answer);
        let exchanges: Arc<Vec<_>> = Arc::new(exchanges.cloned().collect());
        let service = Service::start(&[]);
        // Each request once, so that every rule file is read.
        let mut client = service.connect().await;
        for exchange in exchanges.iter() {
            assert_eq!(client.post(path, exchange.sent.clone()).await.body, exchange.expected);
        }
        let together = Arc::new(Barrier::new(CONNECTIONS));
        let mut connections = JoinSet::new();
        for connection in 0..CONNECTIONS {
            let mut client = service.connect().await;
            let (exchanges, together) = (Arc::clone(&exchanges), Arc::clone(&together));
            connections.spawn(async move {
                together.wait().await;
                let (began, mut tally) = (Instant::now(), Tally::default());
                for exchange in exchanges.iter().cycle().skip(connection) {
                    let asked = Instant::now();
                    if asked.duration_since(began) >= DURATION {
                        break;
                    }
                    let reply = client.post(path, exchange.sent.clone()).await;
                    tally.answers += 1;
                    tally.wrong += usize::from(reply.status != 200 || reply.body != exchange.expected);
                    tally.waits.push(asked.elapsed());
                }
                tally
            });
        }
        let tallies = connections.join_all().await;
        let answers: usize = tallies.iter().map(|tally| tally.answers).sum();
        let wrong: usize = tallies.iter().map(|tally| tally.wrong).sum();
        let mut waits: Vec<Duration> = tallies.into_iter().flat_map(|tally| tally.waits).collect();
        waits.sort_unstable();
        let share = |percent: usize| waits[(waits.len() - 1) * percent / 100];
        println!(
            "{path:14} {:>7} requests a second, {wrong} wrong of {answers}, median {:.1?}, 99 % within {:.1?}",
            answers / usize::try_from(DURATION.as_secs()).unwrap(),
            share(50),
            share(99),
        );
        assert_eq!(wrong, 0);
    }
}

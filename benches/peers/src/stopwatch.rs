//! Times: the best of several rounds, since whatever else a machine does only ever makes a round longer.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// So short that some rounds are not interrupted on a machine that does other things too.
const A_ROUND: Duration = Duration::from_millis(1);
const ALL_ROUNDS: Duration = Duration::from_millis(400);

/// Nanoseconds of one call in the best of many rounds.
pub fn nanos<T>(mut call: impl FnMut() -> T) -> u128 {
    let began = Instant::now();
    let mut calls = 0_u128;
    while began.elapsed() < A_ROUND {
        black_box(call());
        calls += 1;
    }
    let calls = calls.max(1);
    let mut best = u128::MAX;
    let began = Instant::now();
    while began.elapsed() < ALL_ROUNDS {
        let round = Instant::now();
        for _ in 0..calls {
            black_box(call());
        }
        best = best.min(round.elapsed().as_nanos() / calls);
    }
    best.max(1)
}

/// How many times as long: `12.34`.
pub fn times(theirs: u128, ours: u128) -> String {
    let hundredths = theirs * 100 / ours.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

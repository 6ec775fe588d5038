//! Times: the best of several rounds, since whatever else a machine does only ever makes a round longer.

use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: u32 = 15;
const A_ROUND: Duration = Duration::from_millis(20);

/// Nanoseconds of one call in the best of many rounds.
pub fn nanos<T>(mut call: impl FnMut() -> T) -> u128 {
    let began = Instant::now();
    let mut calls = 0_u128;
    while began.elapsed() < A_ROUND {
        black_box(call());
        calls += 1;
    }
    let calls = calls.max(1);
    let round = |_| {
        let began = Instant::now();
        for _ in 0..calls {
            black_box(call());
        }
        began.elapsed().as_nanos() / calls
    };
    (0..ROUNDS).map(round).min().unwrap_or_default().max(1)
}

/// How many times as long: `12.3`.
pub fn times(theirs: u128, ours: u128) -> String {
    let tenths = theirs * 10 / ours.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

//! Splitting and converting money: landfall beside `rusty-money` (Rust).

use std::error::Error;

use landfall::fx::{ExchangeRate, RateKind};
use landfall::money::{AllocationStrategy, ExactMoney, Money, RoundingMode};
use rust_decimal::Decimal;
use rusty_money::{ExchangeRate as PeerRate, Money as PeerMoney, Round, iso};

use crate::stopwatch::{nanos, times};

pub fn compare() -> Result<(), Box<dyn Error>> {
    println!("### Money: `rusty-money` 0.5 (Rust)\n");
    println!("| what | answer | landfall | rusty-money | peer / landfall | answers |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for weights in [vec![70, 20, 10], vec![1, 1, 1], vec![333, 333, 334]] {
        allocation(&weights)?;
    }
    conversion()
}

fn allocation(weights: &[u32]) -> Result<(), Box<dyn Error>> {
    let total: Money = "100.01 EUR".parse()?;
    let ours: Vec<_> = weights.iter().map(|weight| Decimal::from(*weight)).collect();
    let mut parts = Vec::new();
    total.allocate_into(&ours, AllocationStrategy::FirstShares, &mut parts)?;
    let amounts: Vec<_> = parts.iter().map(|part| part.amount()).collect();

    let peer = PeerMoney::from_minor(10_001, iso::EUR);
    let theirs = peer.allocate(weights.to_vec())?;
    if amounts != theirs.iter().map(|part| *part.amount()).collect::<Vec<_>>() {
        return Err(format!("{weights:?}: {amounts:?} against {theirs:?}").into());
    }
    let text: Vec<_> = amounts.iter().map(ToString::to_string).collect();
    let what = format!("100.01 EUR by {weights:?}, rest to the first");
    row(
        &what,
        &text.join(", "),
        nanos(|| total.allocate_into(&ours, AllocationStrategy::FirstShares, &mut parts)),
        nanos(|| peer.allocate(weights.to_vec())),
        "same",
    );
    // The peer has no other way; by largest remainder the rest goes where most was cut off.
    total.allocate_into(&ours, AllocationStrategy::LargestRemainder, &mut parts)?;
    let others: Vec<_> = parts.iter().map(|part| part.amount()).collect();
    let answers = if others == amounts { "same" } else { "the peer has no largest remainder" };
    let text: Vec<_> = others.iter().map(ToString::to_string).collect();
    row(
        "the same by largest remainder",
        &text.join(", "),
        nanos(|| total.allocate_into(&ours, AllocationStrategy::LargestRemainder, &mut parts)),
        nanos(|| peer.allocate(weights.to_vec())),
        answers,
    );
    Ok(())
}

fn conversion() -> Result<(), Box<dyn Error>> {
    let (amount, rate) = (Decimal::new(12_345, 2), Decimal::new(10_857, 4));
    let day = "2026-11-20".parse()?;
    let ours = ExchangeRate::new("EUR".parse()?, "USD".parse()?, rate, day, RateKind::Merchant, "given")?;
    let euros = ExactMoney::new(amount, "EUR".parse()?);
    let dollars = ours.convert(euros)?.round(RoundingMode::HalfUp);
    let theirs = PeerRate::new(iso::EUR, iso::USD, rate)?;
    let peer_euros = PeerMoney::from_decimal(amount, iso::EUR);
    let peer_dollars = theirs.convert(&peer_euros)?.round(2, Round::HalfUp);
    if dollars.amount() != *peer_dollars.amount() {
        return Err(format!("{dollars} against {peer_dollars}").into());
    }
    row(
        "123.45 EUR at 1.0857, rounded to cents",
        &dollars.amount().to_string(),
        nanos(|| ours.convert(euros).map(|dollars| dollars.round(RoundingMode::HalfUp))),
        nanos(|| theirs.convert(&peer_euros).map(|dollars| dollars.round(2, Round::HalfUp))),
        "same",
    );
    Ok(())
}

fn row(what: &str, answer: &str, ours: u128, theirs: u128, answers: &str) {
    println!("| {what} | {answer} | {ours} ns | {theirs} ns | {} | {answers} |", times(theirs, ours));
}

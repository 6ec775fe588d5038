//! How long a promise takes: on a prepared lane, and with everything that comes before it.

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark may stop")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use landfall::RuleBook;
use landfall::delivery::{
    DeliveryLane, DeliveryLaneRequest, DeliveryRequest, Handling, RemoteArea, Service, Spread,
};
use landfall::time::Instant;

/// A histogram of thirty days, as a tracking history gives it.
fn thirty_days(first: u16) -> Spread {
    let weights = (0..30_u32).map(|day| 3 + (day * 37) % 101).collect();
    Spread::histogram(first, weights).unwrap()
}

fn request() -> DeliveryLaneRequest {
    let service = Service::own("parcel", thirty_days(1)).with_remote_area(RemoteArea {
        country: "GB".parse().unwrap(),
        prefixes: vec!["HS".to_owned()],
        days: thirty_days(0),
    });
    let destination = "GB".parse::<landfall::place::Address>().unwrap().with_postal_code("HS2 0AA");
    DeliveryLaneRequest::new(service, "US-NY".parse().unwrap(), destination)
        .with_handling(Handling::spread(thirty_days(0)).with_cut_off("14:00:00".parse().unwrap()))
        .with_customs(thirty_days(0))
}

fn lane() -> DeliveryLane {
    let (first, last) = ("2026-11-01".parse().unwrap(), "2027-01-31".parse().unwrap());
    RuleBook::embedded().delivery_lane(&request(), first, last).unwrap()
}

fn ordered() -> Instant {
    "2026-12-22T10:40:00-05:00".parse().unwrap()
}

fn promises(criterion: &mut Criterion) {
    let lane = lane();
    criterion.bench_function("promise: four stages of thirty days", |bencher| {
        bencher.iter(|| lane.promise(black_box(ordered())).unwrap());
    });
    let short = DeliveryLaneRequest::new(
        Service::own("parcel", Spread::between(2, 3).unwrap()),
        "US-NY".parse().unwrap(),
        "GB".parse().unwrap(),
    )
    .with_handling(Handling::days(1, 2).unwrap())
    .with_customs(Spread::between(0, 3).unwrap());
    let book = RuleBook::embedded();
    let (first, last) = ("2026-11-01".parse().unwrap(), "2027-01-31".parse().unwrap());
    let short_lane = book.delivery_lane(&short, first, last).unwrap();
    criterion.bench_function("promise: least and most days", |bencher| {
        bencher.iter(|| short_lane.promise(black_box(ordered())).unwrap());
    });
    criterion.bench_function("order by", |bencher| {
        bencher.iter(|| short_lane.order_by(black_box("2027-01-05".parse().unwrap())).unwrap());
    });
    criterion.bench_function("prepare a lane of three months", |bencher| {
        bencher.iter(|| book.delivery_lane(black_box(&short), first, last).unwrap());
    });
    let request = DeliveryRequest::new(short, ordered());
    criterion.bench_function("one question", |bencher| {
        bencher.iter(|| book.delivery(black_box(&request)).unwrap());
    });
}

criterion_group!(benches, promises);
criterion_main!(benches);

//! Times a profile, a deadline and a whole answer on loaded data, and the first use of one jurisdiction.
//!
//! `cargo bench --bench privacy` prints times; compare only those of one run.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop at the first surprise")]

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use criterion::Criterion;
use landfall::RuleBook;
use landfall::place::Address;
use landfall::privacy::{Breach, Business, PrivacyRequest, RequestKind, SubjectRequest};
use landfall::time::Date;

const PLACES: [&str; 4] = ["DE", "US-CA", "GB", "CL"];

fn main() {
    if let Ok(place) = std::env::var("LANDFALL_FIRST_USE") {
        println!("{}", first_use(&place).as_nanos());
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    loaded(&mut criterion);
    first_uses(&mut criterion);
    criterion.final_summary();
}

fn shop() -> Business {
    Business::new()
        .with_country("FR".parse().unwrap())
        .with_annual_revenue("31000000.00 USD".parse().unwrap())
        .with_consumers_per_year(120_000)
        .with_payment_only_consumers(20_000)
        .with_consumers_bought_sold_shared(0)
        .with_revenue_share_from_sale(0.into())
        .with_sells_data(false)
        .with_processes_sensitive(false)
}

fn loaded(criterion: &mut Criterion) {
    let book = RuleBook::embedded();
    let shop = shop();
    let today: Date = "2026-11-21".parse().unwrap();
    for code in PLACES {
        let place = book.privacy(code.parse::<Address>().unwrap()).unwrap();
        criterion.bench_function(&format!("profile/{code}"), |bench| {
            bench.iter(|| place.profile(black_box(today), black_box(&shop)));
        });
        // The calendar is read once for the place.
        let _ = place.respond_by(RequestKind::Access, today, &shop);
        let profile = place.profile(today, &shop);
        criterion.bench_function(&format!("deadline/{code}"), |bench| {
            bench.iter(|| profile.respond_by(black_box(RequestKind::Access), black_box(today)));
        });
        let request = SubjectRequest::new(RequestKind::Access, today);
        criterion.bench_function(&format!("request/{code}"), |bench| {
            bench.iter(|| place.request(black_box(&request), black_box(&shop)));
        });
        let breach = Breach::new("2026-11-20T18:00:00+01:00".parse::<landfall::time::Instant>().unwrap());
        criterion.bench_function(&format!("breach/{code}"), |bench| {
            bench.iter(|| place.breach(black_box(&breach), black_box(&shop)));
        });
        let question = PrivacyRequest::new(place.residence().clone(), RequestKind::Access, today)
            .with_received(today)
            .with_business(shop.clone());
        criterion.bench_function(&format!("answer/{code}"), |bench| {
            bench.iter(|| book.privacy_answer(black_box(&question)).unwrap());
        });
        criterion.bench_function(&format!("open/{code}"), |bench| {
            bench.iter(|| book.privacy(black_box(code.parse::<Address>().unwrap())).unwrap());
        });
    }
}

/// The first profile and deadline of a process, files read and all.
fn first_use(place: &str) -> Duration {
    let (shop, today) = (shop(), "2026-11-21".parse().unwrap());
    let place: Address = place.parse().unwrap();
    let began = Instant::now();
    let jurisdiction = RuleBook::embedded().privacy(black_box(place)).unwrap();
    black_box(jurisdiction.profile(today, &shop));
    began.elapsed()
}

/// In processes of their own, so that nothing is read yet.
fn first_uses(criterion: &mut Criterion) {
    let program = std::env::current_exe().unwrap();
    let mut group = criterion.benchmark_group("first-use");
    group.sample_size(10);
    for code in PLACES {
        let once = || {
            let output = Command::new(&program).env("LANDFALL_FIRST_USE", code).output().unwrap();
            Duration::from_nanos(String::from_utf8(output.stdout).unwrap().trim().parse().unwrap())
        };
        group.bench_function(code, |bench| bench.iter_custom(|times| (0..times).map(|_| once()).sum()));
    }
    group.finish();
}

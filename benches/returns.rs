//! How long a decision takes on prepared rules.
//!
//! `cargo bench --bench returns` prints times; compare only those of one run on an idle machine. For CPU time and
//! instructions, which repeat, `LANDFALL_WORK` decides one of the cases `LANDFALL_TIMES` times and nothing else:
//!
//! ```sh
//! LANDFALL_WORK="in time, DE" LANDFALL_TIMES=1000000 perf stat -e task-clock:u target/release/deps/returns-*
//! ```
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop at the first surprise")]

use std::hint::black_box;
use std::time::Duration;

use criterion::Criterion;
use landfall::RuleBook;
use landfall::returns::{Category, Fact, Paid, Reason, ReturnCase, ReturnPolicy, ReturnRules};

fn main() {
    if let Ok(work) = std::env::var("LANDFALL_WORK") {
        let times: u32 = std::env::var("LANDFALL_TIMES").map_or(1, |times| times.parse().unwrap());
        let case = cases().into_iter().find(|(name, _)| *name == work).unwrap().1;
        let rules = rules(case.country.as_str());
        for _ in 0..times {
            black_box(rules.decide(black_box(&case)).unwrap());
        }
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    decisions(&mut criterion);
    criterion.final_summary();
}

fn rules(country: &str) -> ReturnRules {
    RuleBook::embedded().return_rules(country.parse().unwrap(), None).unwrap()
}

fn case(country: &str, category: Category, reason: Reason, today: &str) -> ReturnCase {
    ReturnCase::new(country.parse().unwrap(), category, reason, today.parse().unwrap())
        .with_ordered("2026-03-05".parse().unwrap())
        .with_delivered("2026-03-10".parse().unwrap())
        .with_fact(Fact::Informed, true)
}

fn cases() -> Vec<(&'static str, ReturnCase)> {
    let mind = Reason::ChangeOfMind;
    let paid = Paid::goods("80.00 EUR".parse().unwrap()).with_standard_shipping("5.00 EUR".parse().unwrap());
    vec![
        ("in time, DE", case("DE", Category::Clothing, mind, "2026-03-12").with_paid(paid)),
        ("too late, DE", case("DE", Category::Clothing, mind, "2026-04-30")),
        (
            "custom-made, DE",
            case("DE", Category::Furniture, mind, "2026-03-12").with_fact(Fact::CustomMade, true),
        ),
        ("one open question, FR", case("FR", Category::Underwear, mind, "2026-03-12")),
        ("open questions, KR", case("KR", Category::Media, mind, "2026-03-16").with_fact(Fact::Used, true)),
        ("defect, GB", case("GB", Category::Electronics, Reason::Defect, "2026-09-10")),
        (
            "below the law, IT",
            case("IT", Category::General, mind, "2026-03-12").with_policy(ReturnPolicy::days(7)),
        ),
    ]
}

fn decisions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("returns");
    group.measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_secs(1));
    for (name, case) in cases() {
        let rules = rules(case.country.as_str());
        group.bench_function(name, |bencher| bencher.iter(|| rules.decide(black_box(&case)).unwrap()));
    }
    let book = RuleBook::embedded();
    group.bench_function("rules of DE prepared", |bencher| {
        bencher.iter(|| book.return_rules(black_box("DE".parse().unwrap()), None).unwrap());
    });
    group.finish();
}

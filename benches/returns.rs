//! How long a decision takes on prepared rules.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use landfall::RuleBook;
use landfall::returns::{Category, Fact, Paid, Reason, ReturnCase, ReturnPolicy, ReturnRules};

fn rules(country: &str) -> ReturnRules {
    RuleBook::embedded().return_rules(country.parse().expect("a country"), None).expect("the rules load")
}

fn case(country: &str, category: Category, reason: Reason, today: &str) -> ReturnCase {
    let day = |text: &str| text.parse().expect("a day");
    ReturnCase::new(country.parse().expect("a country"), category, reason, day(today))
        .with_ordered(day("2026-03-05"))
        .with_delivered(day("2026-03-10"))
        .with_fact(Fact::Informed, true)
}

fn decisions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("returns");
    group.measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_secs(1));
    let paid = Paid::goods("80.00 EUR".parse().expect("a sum"))
        .with_standard_shipping("5.00 EUR".parse().expect("a sum"));
    let cases = [
        ("in time, DE", case("DE", Category::Clothing, Reason::ChangeOfMind, "2026-03-12").with_paid(paid)),
        ("too late, DE", case("DE", Category::Clothing, Reason::ChangeOfMind, "2026-04-30")),
        (
            "custom-made, DE",
            case("DE", Category::Furniture, Reason::ChangeOfMind, "2026-03-12")
                .with_fact(Fact::CustomMade, true),
        ),
        ("open seal, FR", case("FR", Category::Underwear, Reason::ChangeOfMind, "2026-03-12")),
        (
            "five open questions, KR",
            case("KR", Category::Media, Reason::ChangeOfMind, "2026-03-16").with_fact(Fact::Used, true),
        ),
        ("defect, GB", case("GB", Category::Electronics, Reason::Defect, "2026-09-10")),
        (
            "below the law, IT",
            case("IT", Category::General, Reason::ChangeOfMind, "2026-03-12")
                .with_policy(ReturnPolicy::days(7)),
        ),
    ];
    for (name, case) in &cases {
        let rules = rules(case.country.as_str());
        group.bench_function(*name, |bencher| {
            bencher.iter(|| rules.decide(black_box(case)).expect("it is decided"))
        });
    }
    let book = RuleBook::embedded();
    group.bench_function("rules of DE prepared", |bencher| {
        bencher.iter(|| {
            book.return_rules(black_box("DE".parse().expect("a country")), None).expect("they load")
        });
    });
    group.finish();
}

criterion_group!(benches, decisions);
criterion_main!(benches);

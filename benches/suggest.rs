//! Finding the code of goods in a shopper's words.

#![allow(missing_docs, reason = "the macros of criterion write functions without documentation")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use landfall::goods::{self, GoodsNames};

fn suggest(criterion: &mut Criterion) {
    let names = include_str!("../data/goods/names.csv");
    let words = include_str!("../data/goods/words.csv");
    criterion.bench_function("suggest/first use", |bencher| {
        bencher.iter(|| GoodsNames::from_csv(black_box(names), black_box(words)));
    });
    for words in
        ["cotton t-shirt", "mens running shoes", "silver earings", "a soft blue shirt for women of cotton"]
    {
        criterion.bench_function(&format!("suggest/{words}"), |bencher| {
            bencher.iter(|| goods::suggest(black_box(words)));
        });
    }
}

criterion_group!(benches, suggest);
criterion_main!(benches);

//! Many carts on one lane: the figures of each, what happens to the others when one is bad, and columns beside carts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "the inputs of a test are good")]

use landfall::goods::{Category, HsCode, Measure, Measures};
use landfall::landed_cost::{
    Cart, CartError, ColumnLength, ExchangeRates, GoodsColumns, Item, Lane, LaneRequest, PriceColumns, Quote,
    Verdict,
};
use landfall::money::ExactMoney;
use landfall::place::{Address, Country};
use landfall::{Decimal, RuleBook};
use proptest::prelude::*;
use proptest::sample::select;

fn lane(from: &str, to: &str) -> LaneRequest {
    let to = Address::country(to.parse().unwrap());
    LaneRequest::new(from.parse().unwrap(), to, "2026-11-21".parse().unwrap())
}

fn prepared(request: &LaneRequest) -> (Lane, ExchangeRates) {
    let lane = RuleBook::embedded().lane(request).unwrap();
    let rates = RuleBook::embedded().exchange_rates(&lane).unwrap();
    (lane, rates)
}

fn text(money: Option<landfall::money::Money>) -> String {
    money.map_or_else(|| "unknown".to_owned(), |money| money.to_string())
}

/// A catalogue that owns its columns.
#[derive(Debug, Clone, Default)]
struct Catalogue {
    codes: Vec<Option<HsCode>>,
    origins: Vec<Option<Country>>,
    prices: Vec<ExactMoney>,
    masses: Vec<Option<Decimal>>,
    categories: Vec<Option<Category>>,
    shipping: Vec<Option<ExactMoney>>,
}

impl Catalogue {
    fn columns(&self) -> GoodsColumns<'_> {
        GoodsColumns::new(&self.codes, &self.origins, &self.prices)
            .and_then(|goods| goods.with_net_mass_kg(&self.masses))
            .and_then(|goods| goods.with_categories(&self.categories))
            .and_then(|goods| goods.with_shipping(&self.shipping))
            .unwrap()
    }

    /// The same goods as carts; only for masses that can be.
    fn carts(&self) -> Vec<Cart> {
        let cart = |row: usize| {
            let mut item = Item::new(Decimal::ONE, self.prices[row]);
            item.hs_code = self.codes[row];
            item.origin = self.origins[row];
            item.category = self.categories[row];
            if let Some(mass) = self.masses[row] {
                item.measures = Measures::default().with(Measure::Kilogram, mass);
            }
            let mut cart = Cart::new(vec![item]);
            cart.shipping = self.shipping[row];
            cart
        };
        (0..self.prices.len()).map(cart).collect()
    }
}

fn shirts(prices: &[&str]) -> Catalogue {
    Catalogue {
        codes: vec![Some("610910".parse().unwrap()); prices.len()],
        origins: vec![Some("CN".parse().unwrap()); prices.len()],
        prices: prices.iter().map(|price| price.parse().unwrap()).collect(),
        masses: vec![None; prices.len()],
        categories: vec![None; prices.len()],
        shipping: vec![Some("5.00 EUR".parse().unwrap()); prices.len()],
    }
}

#[test]
fn a_column_of_shirts_to_germany_bears_three_euros_and_nineteen_per_cent_up_to_150_euros_and_the_tariff_above()
 {
    let (lane, rates) = prepared(&lane("US", "DE").with_registration("IOSS"));
    let mut answers = PriceColumns::default();
    lane.price_columns(&shirts(&["20 EUR", "150 EUR", "150.01 EUR"]).columns(), &rates, &mut answers)
        .unwrap();
    let rows: Vec<_> =
        (0..3).map(|row| [answers.duty()[row], answers.tax()[row], answers.total()[row]].map(text)).collect();
    // 3.00 a tariff item; 19% of 25.00 and of 155.00: the import scheme taxes goods and shipping, not the duty.
    assert_eq!(rows[0], ["3.00 EUR", "4.75 EUR", "32.75 EUR"]);
    assert_eq!(rows[1], ["3.00 EUR", "29.45 EUR", "187.45 EUR"]);
    // Above: 12% of 155.01 is 18.60; 19% of 173.61 is 32.99. Fees of the carrier come to the total.
    assert_eq!(rows[2][..2], ["18.60 EUR", "32.99 EUR"]);
    assert_eq!(answers.len(), 3);
}

#[test]
fn answers_are_used_again_and_have_as_many_rows_as_the_last_goods() {
    let (lane, rates) = prepared(&lane("US", "DE").with_registration("IOSS"));
    let mut answers = PriceColumns::default();
    let mut quotes = Vec::new();
    for prices in [&["20 EUR", "30 EUR", "40 EUR"][..], &["40 EUR"], &[], &["20 EUR", "40 EUR"]] {
        let goods = shirts(prices);
        lane.price_columns(&goods.columns(), &rates, &mut answers).unwrap();
        lane.quote_many(&goods.carts(), &rates, &mut quotes).unwrap();
        assert_eq!((answers.len(), quotes.len()), (prices.len(), prices.len()));
        if let Some(last) = prices.len().checked_sub(1).filter(|_| prices.contains(&"40 EUR")) {
            // 19% of 45.00
            assert_eq!(text(answers.tax()[last]), "8.55 EUR");
            assert_eq!(text(quotes[last].totals().tax), "8.55 EUR");
        }
    }
}

#[test]
fn bad_rows_are_named_and_all_others_are_priced() {
    let (lane, rates) = prepared(&lane("US", "DE").with_registration("IOSS"));
    let mut goods = shirts(&["20 EUR", "-1 EUR", "40 EUR", "20 EUR"]);
    goods.masses[3] = Some("-0.1".parse().unwrap());
    let mut answers = PriceColumns::default();
    let bad = lane.price_columns(&goods.columns(), &rates, &mut answers).unwrap_err();

    let found: Vec<_> =
        bad.carts().iter().map(|bad| (bad.index, bad.error.code(), bad.error.field())).collect();
    let price = "items[0].unit_price.amount".to_owned();
    let mass = "items[0].net_mass_kg".to_owned();
    assert_eq!(found, [(1, "invalid_amount", price), (3, "invalid_measure", mass)]);
    assert_eq!(bad.asked(), 4);
    let taxes: Vec<_> = answers.tax().iter().copied().map(text).collect();
    assert_eq!(taxes, ["4.75 EUR", "unknown", "8.55 EUR", "unknown"]);
    assert_eq!(answers.verdict()[1], Verdict::Refused);
}

#[test]
fn a_bad_cart_leaves_an_empty_answer_and_no_trace_of_the_quote_before() {
    let (lane, rates) = prepared(&lane("US", "DE").with_registration("IOSS"));
    let good = shirts(&["20 EUR", "20 EUR"]).carts();
    let mut quotes = Vec::new();
    lane.quote_many(&good, &rates, &mut quotes).unwrap();
    let bad = lane.quote_many(&[Cart::default(), good[0].clone()], &rates, &mut quotes).unwrap_err();
    assert_eq!(bad.carts().len(), 1);
    assert_eq!(bad.carts()[0].error, CartError::Empty);
    assert!(quotes[0].charges().is_empty() && quotes[0].lines().is_empty() && quotes[0].reasons().is_empty());
    assert_eq!(quotes[0].verdict(), Verdict::Refused);
    assert_eq!(text(quotes[1].totals().tax), "4.75 EUR");
}

#[test]
fn columns_of_different_lengths_are_refused_by_name() {
    let goods = shirts(&["20 EUR", "30 EUR"]);
    let short = GoodsColumns::new(&goods.codes[..1], &goods.origins, &goods.prices).unwrap_err();
    assert_eq!(short, ColumnLength { column: "codes", found: 1, expected: 2 });
    let masses =
        GoodsColumns::new(&goods.codes, &goods.origins, &goods.prices).unwrap().with_net_mass_kg(&[]);
    assert_eq!(masses.unwrap_err().to_string(), "column `net_mass_kg` has 0 rows, expected 2");
}

fn catalogues() -> impl Strategy<Value = Catalogue> {
    let codes = ["610910", "640399", "490199", "851830", "950300", "330499", "2204", "6109"];
    let row = (
        proptest::option::of(select(codes.to_vec())),
        proptest::option::of(select(vec!["CN", "VN", "US", "DE"])),
        (-100..60_000_i64, select(vec!["EUR", "USD", "JPY"])),
        proptest::option::of(1..5_000_i64),
        proptest::option::of(select(vec!["clothing", "books_print", "food"])),
        proptest::option::of(0..3_000_i64),
    );
    proptest::collection::vec(row, 0..600).prop_map(|rows| {
        let mut goods = Catalogue::default();
        for (code, origin, (cents, currency), grams, category, shipping) in rows {
            let currency = currency.parse().unwrap();
            goods.codes.push(code.map(|code| code.parse().unwrap()));
            goods.origins.push(origin.map(|origin| origin.parse().unwrap()));
            goods.prices.push(ExactMoney::new(Decimal::new(cents, 2), currency));
            goods.masses.push(grams.map(|grams| Decimal::new(grams, 3)));
            goods.categories.push(category.map(|category| category.parse().unwrap()));
            goods.shipping.push(shipping.map(|cents| ExactMoney::new(Decimal::new(cents, 2), currency)));
        }
        goods
    })
}

fn lanes() -> impl Strategy<Value = LaneRequest> {
    let places = vec!["DE", "GB", "US", "BR", "JP", "CH", "AU"];
    (select(vec!["US", "CN", "DE"]), select(places)).prop_map(|(from, to)| lane(from, to))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn columns_and_batches_answer_what_single_quotes_answer(goods in catalogues(), request in lanes()) {
        let (lane, rates) = prepared(&request);
        let mut answers = PriceColumns::default();
        let columns = lane.price_columns(&goods.columns(), &rates, &mut answers);
        let carts = goods.carts();
        let mut quotes = Vec::new();
        prop_assert_eq!(&lane.quote_many(&carts, &rates, &mut quotes), &columns);

        let mut bad = Vec::new();
        for (row, cart) in carts.iter().enumerate() {
            let single = lane.quote(cart, &rates).unwrap_or_else(|error| {
                bad.push((row, error));
                Quote::default()
            });
            prop_assert_eq!(quotes[row].totals(), single.totals());
            prop_assert_eq!(quotes[row].charges(), single.charges());
            prop_assert_eq!(quotes[row].reasons(), single.reasons());
            prop_assert_eq!(answers.verdict()[row], single.verdict());
            let totals = single.totals();
            let found = [answers.duty()[row], answers.tax()[row], answers.fees()[row], answers.total()[row]];
            prop_assert_eq!(found, [totals.duty, totals.tax, totals.fees, totals.total]);
        }
        let named = columns.err().map_or_else(Vec::new, |error| {
            error.carts().iter().map(|bad| (bad.index, bad.error.clone())).collect()
        });
        prop_assert_eq!(named, bad);
    }

    #[cfg(feature = "rayon")]
    #[test]
    fn threads_answer_what_one_thread_answers(goods in catalogues(), request in lanes()) {
        let (lane, rates) = prepared(&request);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        let (mut alone, mut together) = (PriceColumns::default(), PriceColumns::default());
        let expected = lane.price_columns(&goods.columns(), &rates, &mut alone);
        let columns = goods.columns();
        let found = pool.install(|| lane.price_columns_in_parallel(&columns, &rates, &mut together));
        prop_assert_eq!(found, expected);
        prop_assert_eq!(together, alone);

        let carts = goods.carts();
        let (mut one, mut other) = (Vec::new(), Vec::new());
        let expected = lane.quote_many(&carts, &rates, &mut one);
        let found = pool.install(|| lane.quote_many_in_parallel(&carts, &rates, &mut other));
        prop_assert_eq!(found, expected);
        for (one, other) in one.iter().zip(&other) {
            prop_assert_eq!(one.totals(), other.totals());
            prop_assert_eq!(one.charges(), other.charges());
            prop_assert_eq!(one.notices(), other.notices());
        }
    }
}

//! A quote on a prepared lane into an answer that was used before allocates nothing.
//!
//! The counting allocator replaces that of the whole program, so these tests are a binary of their own. A debug
//! build runs fewer quotes; `cargo test --release --test allocation` runs a million on the first lane.

#![allow(clippy::unwrap_used, reason = "the inputs of a test are good")]

use allocation_counter::measure;
use landfall::goods::{DutyExpression, Measure, Measures};
use landfall::landed_cost::{
    CarrierFee, Cart, ChargeKind, ExchangeRates, GoodsColumns, Item, Lane, LaneRequest, PriceColumns, Quote,
    Transport, Verdict,
};
use landfall::place::Address;
use landfall::{Decimal, RuleBook};

const MANY: u32 = if cfg!(debug_assertions) { 2_000 } else { 1_000_000 };
const SOME: u32 = if cfg!(debug_assertions) { 200 } else { 20_000 };

/// Ten kinds of goods that parcels carry: tariff code, category, pieces.
const GOODS: [(&str, &str, i64); 10] = [
    ("610910", "clothing", 2),
    ("640399", "footwear", 1),
    ("420221", "standard", 1),
    ("851830", "electronics", 3),
    ("330499", "cosmetics", 1),
    ("490199", "books_print", 4),
    ("950300", "toys", 1),
    ("711719", "jewellery", 2),
    ("620342", "clothing", 1),
    ("392410", "standard", 5),
];

fn ten_lines(price: &str) -> Cart {
    let (_, currency) = price.split_once(' ').expect("an amount and a currency");
    let items = GOODS.map(|(code, category, pieces)| {
        Item::new(Decimal::from(pieces), price.parse().unwrap())
            .with_sku(code)
            .with_hs_code(code.parse().unwrap())
            .with_category(category.parse().unwrap())
            .with_origin("CN".parse().unwrap())
    });
    Cart::new(items.to_vec())
        .with_shipping(format!("12.34 {currency}").parse().unwrap())
        .with_insurance(format!("2.50 {currency}").parse().unwrap())
        .with_discount(format!("1.01 {currency}").parse().unwrap())
}

fn with_duty(mut cart: Cart, duty: &str) -> Cart {
    for item in &mut cart.items {
        let kilograms = Measures::default().with(Measure::Kilogram, Decimal::new(35, 2));
        *item = item.clone().with_duty(duty.parse().unwrap()).with_measures(kilograms);
    }
    cart
}

fn with_additional_duties(mut cart: Cart, duties: [&str; 3]) -> Cart {
    let duties = duties.map(|duty| duty.parse::<DutyExpression>().unwrap());
    for item in &mut cart.items {
        *item = item.clone().with_additional_duties(duties.to_vec());
    }
    cart
}

/// `to` is a country or, with a hyphen, a region.
fn lane(from: &str, to: &str, date: &str) -> LaneRequest {
    let country = to.split('-').next().unwrap().parse().unwrap();
    let mut address = Address::country(country);
    address.region = to.contains('-').then(|| to.parse().unwrap());
    LaneRequest::new(from.parse().unwrap(), address, date.parse().unwrap())
}

/// Counts the allocations of `quotes` quotes after the first, and checks that they are all the same answer.
fn assert_no_allocation(request: &LaneRequest, cart: &Cart, kinds: &[ChargeKind], quotes: u32) {
    let book = RuleBook::embedded();
    let lane = book.lane(request).unwrap();
    let rates = book.exchange_rates(&lane).unwrap();
    let first = quote(&lane, cart, &rates);
    // The quote must be one with the work in it.
    assert_ne!(first.verdict(), Verdict::Refused, "{:?}", first.reasons());
    for kind in kinds {
        assert!(
            first.charges().iter().any(|charge| charge.kind == *kind),
            "no charge of kind {kind}: {first:?}"
        );
    }
    assert_eq!(first.lines().len(), GOODS.len());

    let mut answer = quote(&lane, cart, &rates);
    let counted = measure(|| {
        for _ in 0..quotes {
            lane.quote_into(cart, &rates, &mut answer).unwrap();
        }
    });
    assert_eq!(counted.count_total, 0, "{} bytes in {quotes} quotes", counted.bytes_total);
    assert_eq!(answer.totals(), first.totals());
    assert_eq!(answer.charges(), first.charges());
    assert_eq!(answer.notices(), first.notices());
}

fn quote(lane: &Lane, cart: &Cart, rates: &ExchangeRates) -> Quote {
    lane.quote(cart, rates).unwrap()
}

#[test]
fn the_counter_counts() {
    let counted = measure(|| drop(std::hint::black_box(Box::new(1))));
    assert_eq!(counted.count_total, 1);
}

#[test]
fn a_million_quotes_above_the_union_relief_allocate_nothing() {
    let request = lane("US", "DE", "2026-06-30");
    assert_no_allocation(&request, &ten_lines("30 USD"), &[ChargeKind::Duty, ChargeKind::Tax], MANY);
}

#[test]
fn quotes_under_the_union_import_scheme_allocate_nothing() {
    for date in ["2026-06-30", "2026-07-01"] {
        let request = lane("US", "DE", date).with_registration("IOSS");
        assert_no_allocation(&request, &ten_lines("6 EUR"), &[ChargeKind::Tax], SOME);
    }
}

#[test]
fn quotes_with_and_without_the_registration_of_a_scheme_allocate_nothing() {
    for (to, price, registration) in [
        ("GB", "5 GBP", "GB_VAT"),
        ("AU", "10 AUD", "AU_GST"),
        ("NZ", "10 NZD", "NZ_GST"),
        ("NO", "90 NOK", "NO_VOEC"),
        ("SG", "10 SGD", "SG_GST"),
    ] {
        let request = lane("US", to, "2026-06-30");
        assert_no_allocation(&request, &ten_lines(price), &[], SOME);
        let request = request.with_registration(registration);
        assert_no_allocation(&request, &ten_lines(price), &[ChargeKind::Tax], SOME);
    }
}

#[test]
fn british_quotes_allocate_nothing() {
    let request = lane("US", "GB", "2026-06-30");
    assert_no_allocation(&request, &ten_lines("30 USD"), &[ChargeKind::Duty, ChargeKind::Tax], SOME);
}

#[test]
fn american_quotes_with_three_additional_duties_a_line_allocate_nothing() {
    let cart = with_additional_duties(ten_lines("30 USD"), ["25%", "10%", "1.20 EUR/kg + 7.5%"]);
    let cart = with_duty(cart, "5% + 0.20 USD/kg MIN 1 USD/kg");
    let kinds = [ChargeKind::Duty, ChargeKind::AdditionalDuty, ChargeKind::Fee];
    assert_no_allocation(&lane("DE", "US", "2026-06-30"), &cart, &kinds, SOME);
}

#[test]
fn brazilian_quotes_with_tax_inside_its_base_allocate_nothing() {
    for price in ["2 USD", "12 USD"] {
        let request = lane("US", "BR-SP", "2026-06-30").with_registration("REMESSA_CONFORME");
        assert_no_allocation(&request, &ten_lines(price), &[ChargeKind::Duty, ChargeKind::Tax], SOME);
    }
}

#[test]
fn japanese_quotes_with_bases_cut_by_rate_allocate_nothing() {
    let cart = with_duty(ten_lines("30 USD"), "10.9% MIN 300 JPY/kg");
    assert_no_allocation(&lane("US", "JP", "2026-06-30"), &cart, &[ChargeKind::Duty, ChargeKind::Tax], SOME);
}

#[test]
fn swiss_quotes_with_a_post_fee_in_the_tax_base_allocate_nothing() {
    let request = lane("DE", "CH", "2026-06-30").with_transport(Transport::Post);
    assert_no_allocation(&request, &ten_lines("30 EUR"), &[ChargeKind::Tax, ChargeKind::Fee], SOME);
}

#[test]
fn canadian_and_indian_quotes_allocate_nothing() {
    let kinds = [ChargeKind::Duty, ChargeKind::Tax];
    assert_no_allocation(&lane("US", "CA-ON", "2026-06-30"), &ten_lines("30 USD"), &kinds, SOME);
    assert_no_allocation(
        &lane("US", "IN", "2026-06-30"),
        &with_duty(ten_lines("30 USD"), "20%"),
        &kinds,
        SOME,
    );
}

#[test]
fn quotes_of_prices_with_tax_in_them_allocate_nothing() {
    let request = lane("US", "DE", "2026-06-30");
    let cart = ten_lines("30 EUR").with_tax_included();
    assert_no_allocation(&request, &cart, &[ChargeKind::Duty, ChargeKind::Tax], SOME / 10);
}

#[test]
fn quotes_with_the_carriers_own_fees_allocate_nothing() {
    let fee = CarrierFee::new("clearance", "17.45 EUR".parse().unwrap()).in_tax_base();
    let cart = ten_lines("30 EUR").with_carrier_fees(vec![fee]);
    let request = lane("US", "FR", "2026-06-30");
    assert_no_allocation(&request, &cart, &[ChargeKind::Duty, ChargeKind::Tax, ChargeKind::Fee], SOME);
}

#[test]
fn refused_quotes_allocate_nothing() {
    let book = RuleBook::embedded();
    let prepared = book.lane(&lane("US", "DE", "2026-06-30")).unwrap();
    let mut cart = ten_lines("30 USD");
    for item in &mut cart.items {
        item.hs_code = None;
    }
    let rates = ExchangeRates::none();
    for (cart, rates) in [(&cart, &book.exchange_rates(&prepared).unwrap()), (&ten_lines("30 USD"), &rates)] {
        let mut answer = quote(&prepared, cart, rates);
        assert_eq!(answer.verdict(), Verdict::Refused);
        let counted = measure(|| {
            for _ in 0..SOME {
                prepared.quote_into(cart, rates, &mut answer).unwrap();
            }
        });
        assert_eq!(counted.count_total, 0, "{:?}", answer.reasons());
    }
}

#[test]
fn a_batch_of_carts_allocates_nothing_the_second_time() {
    let book = RuleBook::embedded();
    let lane = book.lane(&lane("US", "DE", "2026-06-30")).unwrap();
    let rates = book.exchange_rates(&lane).unwrap();
    let carts = [ten_lines("30 USD"), ten_lines("6 USD"), ten_lines("80 USD")];
    let mut quotes = Vec::new();
    lane.quote_many(&carts, &rates, &mut quotes).unwrap();
    let counted = measure(|| lane.quote_many(&carts, &rates, &mut quotes).unwrap());
    assert_eq!(counted.count_total, 0, "{} bytes", counted.bytes_total);
}

#[test]
fn a_catalogue_in_columns_takes_no_memory_for_each_of_its_goods() {
    let book = RuleBook::embedded();
    let lane = book.lane(&lane("US", "DE", "2026-06-30")).unwrap();
    let rates = book.exchange_rates(&lane).unwrap();
    let most = usize::try_from(SOME).unwrap();
    let codes: Vec<_> = GOODS.iter().cycle().take(most).map(|(code, ..)| code.parse().ok()).collect();
    let origins = vec!["CN".parse().ok(); most];
    let prices: Vec<_> = (1_i64..).take(most).map(|cents| dollars(Decimal::new(cents, 1))).collect();
    let masses = vec![Some(Decimal::new(35, 2)); most];
    let goods = GoodsColumns::new(&codes, &origins, &prices).unwrap().with_net_mass_kg(&masses).unwrap();
    let mut answers = PriceColumns::default();
    lane.price_columns(&goods, &rates, &mut answers).unwrap();
    let for_many = measure(|| lane.price_columns(&goods, &rates, &mut answers).unwrap());
    assert!(answers.tax().iter().all(Option::is_some));
    // The cart, the quote and its lists, once a call.
    assert!(for_many.count_total < 20, "{} allocations for {most} goods", for_many.count_total);
    assert!(for_many.bytes_max < 10_000, "{} bytes", for_many.bytes_max);
}

fn dollars(amount: Decimal) -> landfall::money::ExactMoney {
    landfall::money::ExactMoney::new(amount, "USD".parse().unwrap())
}

#[test]
fn all_destinations_together_take_less_than_20_megabytes() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    let (mut lanes, mut book) = (Vec::new(), None);
    let used = measure(|| {
        let read = RuleBook::from_dir(folder).unwrap();
        for country in read.territories().filter_map(|code| code.as_country()) {
            let request = LaneRequest::new(
                "CN".parse().unwrap(),
                Address::country(country),
                "2026-11-21".parse().unwrap(),
            );
            let lane = read.lane(&request).unwrap();
            read.exchange_rates(&lane).unwrap();
            lanes.push(lane);
        }
        book = Some(read);
    });
    assert!(lanes.len() > 60, "{}", lanes.len());
    assert!(used.bytes_current < 20_000_000, "{} bytes stay in use", used.bytes_current);
}

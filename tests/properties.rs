//! What holds for every quote: sums, verdicts, days, order, prices that include tax.
//!
//! Carts, days, places, words and overrides are generated; the exchange rates are one table that holds every
//! currency that a generated cart or a rule names.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "the inputs of a test are good")]

use std::sync::LazyLock;

use landfall::fx::{RateKind, RateTable};
use landfall::goods::{Category, HsCode, Measure, Measures};
use landfall::landed_cost::{
    Buyer, CarrierFee, Cart, CartError, Charge, ChargeKind, ExchangeRates, Item, Lane, LaneRequest,
    MAX_AMOUNT, Nature, Quote, Reliefs, Terms, Transport, Verdict,
};
use landfall::money::{Currency, ExactMoney, Money, RoundingMode};
use landfall::place::{Address, Country};
use landfall::rules::RuleId;
use landfall::time::Date;
use landfall::{Decimal, RuleBook};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// A generated question.
#[derive(Debug, Clone)]
struct Case {
    request: LaneRequest,
    cart: Cart,
}

impl Case {
    fn lane(&self) -> Lane {
        RuleBook::embedded().lane(&self.request).expect("the address is good")
    }

    fn quote(&self) -> Quote {
        self.lane().quote(&self.cart, &RATES).expect("the cart can be priced")
    }

    fn with_cart(&self, cart: Cart) -> Self {
        Self { cart, ..self.clone() }
    }
}

/// Units for one euro, of every currency that a file may name; with digits enough that quotients do not end.
static TABLE: LazyLock<RateTable> = LazyLock::new(|| {
    let table = RateTable::new("EUR".parse().unwrap(), day("2026-10-30"), RateKind::Merchant, "test");
    let rates = [
        ("USD", "1.1172"),
        ("GBP", "0.8338"),
        ("JPY", "175.68"),
        ("CHF", "0.9194"),
        ("BRL", "6.0692"),
        ("CAD", "1.5606"),
        ("AUD", "1.5904"),
        ("NZD", "1.9823"),
        ("NOK", "10.312"),
        ("SEK", "10.978"),
        ("DKK", "7.4735"),
        ("PLN", "4.4038"),
        ("INR", "106.084"),
        ("SGD", "1.4282"),
        ("CNY", "7.4326"),
        ("KWD", "0.3431"),
        ("ARS", "1612.4"),
        ("BGN", "1.9471"),
        ("CLP", "1043.7"),
        ("COP", "4311.9"),
        ("CZK", "24.361"),
        ("GIP", "0.8338"),
        ("HKD", "8.6914"),
        ("HRK", "7.5129"),
        ("HUF", "389.47"),
        ("IDR", "18612.7"),
        ("ISK", "143.1"),
        ("KRW", "1617.3"),
        ("KZT", "583.21"),
        ("MXN", "20.417"),
        ("MYR", "4.7119"),
        ("PEN", "3.9113"),
        ("PHP", "65.471"),
        ("RON", "5.0913"),
        ("RSD", "117.23"),
        ("THB", "36.917"),
        ("TRY", "49.173"),
        ("TWD", "34.719"),
        ("UAH", "48.917"),
        ("VND", "29417.3"),
        ("ZAR", "19.713"),
        ("EGP", "53.117"),
        ("NGN", "1613.9"),
        ("KES", "144.31"),
        ("MAD", "10.713"),
        ("AED", "4.1029"),
        ("SAR", "4.1893"),
        ("ILS", "3.8117"),
        ("QAR", "4.0667"),
        ("BHD", "0.4211"),
        ("OMR", "0.4295"),
    ];
    let of = |currency: Currency| rates.iter().find(|(code, _)| *code == currency.to_string());
    Currency::all().filter(|currency| currency.to_string() != "EUR").fold(table, |table, currency| {
        let rate = of(currency).map_or("21.37", |(_, rate)| rate);
        table.with_rate(currency, rate.parse().unwrap()).unwrap()
    })
});

static RATES: LazyLock<ExchangeRates> = LazyLock::new(|| TABLE.clone().into());

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn currency() -> impl Strategy<Value = Currency> {
    let codes = ["EUR", "USD", "GBP", "JPY", "CHF", "BRL", "KWD", "NOK", "PLN"];
    select(codes.map(|code| code.parse().unwrap()).to_vec())
}

/// Every country with a file of its own, some regions and postal codes that change the rules, and places without
/// any rules.
fn destinations() -> Vec<Address> {
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data/landed_cost")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut countries: Vec<Country> =
        names.filter_map(|name| name.strip_suffix(".toml")?.parse().ok()).collect();
    countries.sort();
    assert!(countries.len() > 15, "{countries:?}");
    let mut addresses: Vec<_> = countries.into_iter().map(Address::country).collect();
    for region in ["BR-SP", "CA-ON", "CA-QC", "CA-AB", "GB-NIR", "ES-CN", "US-NY", "US-PR", "IN-MH", "FR-974"]
    {
        let region: landfall::place::Region = region.parse().unwrap();
        addresses.push(Address::country(region.country()).with_region(region));
    }
    for (country, code) in [("DE", "78266"), ("IT", "23041"), ("ES", "51001"), ("GB", "BT1 1AA")] {
        addresses.push(Address::country(country.parse().unwrap()).with_postal_code(code));
    }
    addresses.extend(["AT", "MC", "JE", "AD", "PG"].map(|code| Address::country(code.parse().unwrap())));
    addresses
}

static DESTINATIONS: LazyLock<Vec<Address>> = LazyLock::new(destinations);

fn country() -> impl Strategy<Value = Country> {
    select(
        ["CN", "US", "DE", "GB", "JP", "IN", "CH", "VN", "MX", "NZ"]
            .map(|code| code.parse().unwrap())
            .to_vec(),
    )
}

fn request() -> impl Strategy<Value = LaneRequest> {
    let place = (country(), select(DESTINATIONS.clone()), 0..3287_u64);
    let words = (
        select(Terms::ALL),
        select(Transport::ALL),
        select(Nature::ALL),
        select(Buyer::ALL),
        prop_oneof![4 => Just(Reliefs::Apply), 1 => Just(Reliefs::Ignore)],
    );
    let known = RuleBook::embedded().registrations().expect("the data loads");
    let registration = option::of(select(known));
    let rest =
        (registration, any::<bool>(), proptest::bool::weighted(0.2), option::weighted(0.5, currency()));
    (place, words, rest).prop_map(
        |((from, to, days), words, (registration, marketplace, preference, currency))| {
            let date = day("2021-01-01").checked_add_days(chrono::Days::new(days)).unwrap();
            let (terms, transport, nature, buyer, reliefs) = words;
            let mut request = LaneRequest::new(from, to, date)
                .with_terms(terms)
                .with_transport(transport)
                .with_nature(nature)
                .with_buyer(buyer)
                .with_reliefs(reliefs);
            request.seller.registrations.extend(registration);
            request.seller.marketplace = marketplace;
            request.preference_claimed = preference;
            request.currency = currency;
            request
        },
    )
}

/// Ordinary prices mostly, in round figures often, with more digits than the currency has sometimes.
fn price() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        5 => (1..60_000_i64).prop_map(|cents| Decimal::new(cents, 2)),
        3 => (1..400_i64).prop_map(Decimal::from),
        1 => Just(Decimal::ZERO),
        1 => (1..10_000_000_i64).prop_map(|amount| Decimal::new(amount, 5)),
        1 => (1..5_000_000_i64).prop_map(|amount| Decimal::new(amount, 1)),
    ]
}

fn quantity() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        5 => (1..12_i64).prop_map(Decimal::from),
        1 => (1..5_000_i64).prop_map(|amount| Decimal::new(amount, 3)),
    ]
}

fn duty() -> impl Strategy<Value = &'static str> {
    select(vec!["free", "12%", "3.7%", "4% + 1.20 EUR/kg", "30% MIN 4300 JPY/pair", "8% MAX 3 GBP/item"])
}

fn item(currency: Currency) -> impl Strategy<Value = Item> {
    let codes = [
        "610910",
        "6109100010",
        "640399",
        "851830",
        "330300",
        "490199",
        "950300",
        "392410",
        "220421",
        "0901",
        "97",
    ];
    let code = option::weighted(0.9, select(codes.map(|code| code.parse::<HsCode>().unwrap()).to_vec()));
    let category = option::weighted(0.4, select(Category::all().collect::<Vec<_>>()));
    let rates = (
        option::weighted(0.6, duty()),
        option::weighted(0.2, vec(duty(), 0..3)),
        option::weighted(0.15, (0..30_i64).prop_map(|percent| Decimal::new(percent, 2))),
    );
    let origin = option::weighted(0.8, country());
    (quantity(), price(), code, category, origin, rates).prop_map(
        move |(quantity, price, code, category, origin, (duty, additional, tax))| {
            let mut item = Item::new(quantity, ExactMoney::new(price, currency));
            item.hs_code = code;
            item.category = category;
            item.origin = origin;
            item.measures = Measures::default()
                .with(Measure::Kilogram, Decimal::new(375, 3))
                .with(Measure::Pair, Decimal::ONE)
                .with(Measure::Litre, Decimal::new(75, 2))
                .with(Measure::PercentVol, Decimal::from(13));
            item.duty = duty.map(|duty| duty.parse().unwrap());
            item.additional_duties =
                additional.map(|duties| duties.iter().map(|duty| duty.parse().unwrap()).collect());
            item.tax = tax;
            item
        },
    )
}

fn cart() -> impl Strategy<Value = Cart> {
    let items = (currency(), currency())
        .prop_flat_map(|(own, other)| vec(prop_oneof![6 => item(own), 1 => item(other)], 1..7));
    let charges = (option::of(price()), option::weighted(0.2, price()), option::weighted(0.3, 0..=100_i64));
    let fees = option::weighted(0.15, vec((price(), any::<bool>()), 0..3));
    (items, charges, fees).prop_map(|(items, (shipping, insurance, discount), fees)| {
        let money = |amount| ExactMoney::new(amount, items[0].unit_price.currency());
        let (shipping, insurance) = (shipping.map(money), insurance.map(money));
        // Never more than the goods of the first line.
        let first = items[0].unit_price.amount() * items[0].quantity;
        let discount = discount.map(|percent| money(first * Decimal::new(percent, 2)));
        let fees = fees.map(|fees| {
            let fee = |(amount, in_base): (Decimal, bool)| {
                let fee = CarrierFee::new("fee", money(amount));
                if in_base { fee.in_tax_base() } else { fee }
            };
            fees.into_iter().map(fee).collect()
        });
        let mut cart = Cart::new(items);
        (cart.shipping, cart.insurance, cart.discount, cart.carrier_fees) =
            (shipping, insurance, discount, fees);
        cart
    })
}

fn case() -> impl Strategy<Value = Case> {
    (request(), cart()).prop_map(|(request, cart)| Case { request, cart })
}

/// Carts as most shops have them: one currency, known goods, round prices.
fn plain_cart() -> impl Strategy<Value = Cart> {
    (currency(), 1..9_usize).prop_flat_map(|(currency, lines)| plain_cart_in(currency, lines))
}

fn plain_cart_in(currency: Currency, lines: usize) -> impl Strategy<Value = Cart> {
    let codes =
        ["610910", "6109100010", "640399", "851830", "330300", "490199", "950300", "392410", "220421"];
    let code = select(codes.map(|code| code.parse::<HsCode>().unwrap()).to_vec());
    let amount = || {
        prop_oneof![
            4 => (0..30_000_i64).prop_map(|cents| Decimal::new(cents, 2)),
            3 => (1..40_i64).prop_map(|tens| Decimal::from(tens * 10)),
            1 => (1..9_000_000_i64).prop_map(|amount| Decimal::new(amount, 3)),
        ]
    };
    let given = (
        option::weighted(0.3, duty()),
        option::weighted(0.2, vec(duty(), 0..3)),
        option::weighted(0.6, select(Category::all().collect::<Vec<_>>())),
        option::weighted(0.9, country()),
    );
    let item = (1..5_i64, amount(), code, given)
        .prop_map(move |(pieces, price, code, given)| {
            let (duty, additional, category, origin) = given;
            let mut item =
                Item::new(Decimal::from(pieces), ExactMoney::new(price, currency)).with_hs_code(code);
            item.measures = Measures::default()
                .with(Measure::Kilogram, Decimal::new(375, 3))
                .with(Measure::Pair, Decimal::ONE);
            item.category = category;
            item.origin = origin;
            item.duty = duty.map(|duty| duty.parse().unwrap());
            item.additional_duties =
                additional.map(|duties| duties.iter().map(|duty| duty.parse().unwrap()).collect());
            item
        })
        .boxed();
    // Lines of one kind often cost the same.
    let items = prop_oneof![vec(item.clone(), lines), item.prop_map(move |item| vec![item; lines])];
    (items, option::of(amount()), option::weighted(0.3, amount()), option::weighted(0.3, 0..=100_i64))
        .prop_map(move |(items, shipping, insurance, discount)| {
            let money = |amount| ExactMoney::new(amount, currency);
            let first = items[0].unit_price.amount() * items[0].quantity;
            let mut cart = Cart::new(items);
            cart.shipping = shipping.map(money);
            cart.insurance = insurance.map(money);
            cart.discount = discount.map(|percent| money((first * Decimal::new(percent, 2)).round_dp(2)));
            cart
        })
}

/// Everything that a quote says, as text.
fn said(quote: &Quote) -> String {
    let remarks = |remarks: &[landfall::landed_cost::Remark]| {
        remarks.iter().map(|remark| format!("{} {remark}", remark.code())).collect::<Vec<_>>()
    };
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        quote.verdict(),
        quote.totals(),
        quote.customs(),
        quote.lines(),
        quote.charges(),
        quote.data(),
        remarks(quote.reasons()),
        remarks(quote.notices()),
    )
}

/// What is quoted in whole numbers is to the last word what the calculation in decimals says; and a good part is.
#[test]
fn whole_numbers_give_the_answer_of_the_decimals() {
    let cases: u32 = std::env::var("PROPTEST_CASES").map_or(4_000, |cases| cases.parse().unwrap());
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let (quick, of) = (std::cell::Cell::new(0_u32), std::cell::Cell::new(0_u32));
    let in_own_currency = any::<bool>();
    runner
        .run(
            &(request(), prop_oneof![5 => plain_cart(), 1 => cart()], in_own_currency),
            |(mut request, mut cart, own)| {
                request.currency = None;
                let lane = RuleBook::embedded().lane(&request).unwrap();
                if let Some(currency) = lane.customs_currency().filter(|_| own) {
                    let own = |money: ExactMoney| ExactMoney::new(money.amount(), currency);
                    cart.items.iter_mut().for_each(|item| item.unit_price = own(item.unit_price));
                    for money in [&mut cart.shipping, &mut cart.insurance, &mut cart.discount] {
                        *money = money.map(own);
                    }
                }
                let decimals = lane.quote_in_decimals(&cart, &RATES);
                of.set(
                    of.get() + u32::from(decimals.as_ref().is_ok_and(|quote| quote.totals().total.is_some())),
                );
                if let Some(quote) = lane.quote_in_whole_numbers(&cart, &RATES) {
                    quick.set(quick.get() + 1);
                    let (quick, clear) = (said(&quote), said(&decimals.unwrap()));
                    let same =
                        quick.bytes().zip(clear.bytes()).take_while(|(one, other)| one == other).count();
                    let near = |text: &str| {
                        text.get(same.saturating_sub(300)..)
                            .unwrap_or_default()
                            .chars()
                            .take(500)
                            .collect::<String>()
                    };
                    prop_assert!(
                        quick == clear,
                        "{} {} {}:\n{}\n{}",
                        request.ship_from,
                        request.destination.country,
                        request.date,
                        near(&quick),
                        near(&clear)
                    );
                }
                Ok(())
            },
        )
        .unwrap_or_else(|failure| panic!("{failure}"));
    println!("{} of {} quotes with a total in whole numbers", quick.get(), of.get());
    assert!(quick.get() * 5 > of.get(), "{} of {}", quick.get(), of.get());
}

fn sum(amounts: impl Iterator<Item = Option<Money>>) -> Option<Decimal> {
    amounts.map(|money| money.map(Money::amount)).sum()
}

fn kind_of_total(quote: &Quote, is_kind: impl Fn(ChargeKind) -> bool) -> Decimal {
    quote.charges().iter().filter(|charge| is_kind(charge.kind)).map(|charge| charge.amount.amount()).sum()
}

/// Goods, shipping and insurance less the discount.
fn prices(quote: &Quote) -> Option<Decimal> {
    let totals = quote.totals();
    Some(
        totals.goods?.amount() + totals.shipping?.amount() + totals.insurance?.amount()
            - totals.discount?.amount(),
    )
}

/// The currencies of customs that round duty in sum: there the rounding of one duty may fall to another, and only
/// all together never fall.
const ROUNDED_IN_SUM: [&str; 7] = ["CHF", "COP", "IDR", "JPY", "KRW", "MXN", "TWD"];

proptest! {
    // What fails is kept as a case of its own, below.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_total_is_the_sum_of_its_parts(case in case(), tax_included in any::<bool>()) {
        let mut cart = case.cart.clone();
        cart.prices_include_tax = tax_included;
        let quote = case.with_cart(cart).quote();
        let totals = *quote.totals();
        for (total, lines) in [
            (totals.duty, sum(quote.lines().iter().map(|line| line.duty))),
            (totals.tax, sum(quote.lines().iter().map(|line| line.tax))),
            (totals.fees, sum(quote.lines().iter().map(|line| line.fees))),
        ] {
            if let Some(total) = total {
                prop_assert_eq!(Some(total.amount()), lines, "{:?}", totals);
            }
        }
        let Some(total) = totals.total else { return Ok(()) };
        let charges = [totals.duty, totals.tax, totals.fees].map(|part| part.unwrap().amount());
        prop_assert_eq!(total.amount(), prices(&quote).unwrap() + charges.into_iter().sum::<Decimal>());
        let (now, later) = (totals.due_at_checkout.unwrap(), totals.due_on_delivery.unwrap());
        prop_assert_eq!(total.amount(), now.amount() + later.amount());
        prop_assert!(later.amount() >= Decimal::ZERO && now.amount() >= Decimal::ZERO, "{} {}", now, later);

        let is_duty = |kind| matches!(kind, ChargeKind::Duty | ChargeKind::AdditionalDuty);
        let customs = quote.customs().unwrap();
        for (total, charged) in [
            (totals.duty, kind_of_total(&quote, is_duty)),
            (totals.tax, kind_of_total(&quote, |kind| kind == ChargeKind::Tax)),
            (totals.fees, kind_of_total(&quote, |kind| kind == ChargeKind::Fee)),
        ] {
            let charged = ExactMoney::new(charged, customs.currency);
            let total = total.unwrap();
            let shown = TABLE.convert(charged, total.currency()).unwrap();
            prop_assert_eq!(shown.round(RoundingMode::HalfUp), total);
        }
        if let Some(value) = customs.customs_value.filter(|value| value.currency() == total.currency()) {
            prop_assert_eq!(Some(value.amount()), sum(quote.lines().iter().map(|line| line.customs_value)));
        }
    }

    #[test]
    fn the_verdict_says_whether_there_is_a_total_and_whether_it_may_move(case in case()) {
        let quote = case.quote();
        match quote.verdict() {
            Verdict::Refused => {
                prop_assert!(quote.totals().total.is_none());
                prop_assert!(quote.totals().due_at_checkout.is_none() && quote.totals().due_on_delivery.is_none());
                prop_assert!(!quote.reasons().is_empty());
            }
            Verdict::Estimate => prop_assert!(!quote.reasons().is_empty() && quote.totals().total.is_some()),
            Verdict::Firm => prop_assert!(quote.reasons().is_empty() && quote.totals().total.is_some()),
            other => prop_assert!(false, "{other:?}"),
        }
        prop_assert_eq!(quote.lines().len(), case.cart.items.len());
    }

    #[test]
    fn the_same_question_gets_the_same_answer_whatever_was_answered_before(case in case(), other in case()) {
        let first = case.quote();
        prop_assert_eq!(said(&first), said(&case.quote()));
        let mut used = other.quote();
        case.lane().quote_into(&case.cart, &RATES, &mut used).unwrap();
        prop_assert_eq!(said(&first), said(&used));
    }

    #[test]
    fn more_goods_are_never_worth_less(case in case(), currency in currency(), (amount, quantity) in (price(), quantity())) {
        let mut more = case.cart.clone();
        more.items.push(Item::new(quantity, ExactMoney::new(amount, currency)));
        let (before, after) = (case.quote(), case.with_cart(more).quote());
        prop_assert!(after.totals().goods.unwrap().amount() >= before.totals().goods.unwrap().amount());
    }

    #[test]
    fn every_charge_rests_on_a_row_of_the_day(case in case()) {
        let quote = case.quote();
        let date = case.request.date;
        for charge in quote.charges() {
            let stands_in = quote.reasons().iter().any(|reason| {
                reason.code() == "tariff_of_another_day" && reason.line() == charge.line
            });
            let basis = &charge.basis;
            prop_assert!(basis.from.is_none_or(|from| from <= date) || stands_in, "{:?}", charge);
            prop_assert!(basis.to.is_none_or(|to| date <= to), "{:?}", charge);
            prop_assert!(!charge.name.is_empty() && !basis.source.law().is_empty());
        }
    }

    #[test]
    fn net_prices_and_their_tax_are_what_was_paid(case in case()) {
        let paid = prices(&case.quote());
        let quote = case.with_cart(case.cart.clone().with_tax_included()).quote();
        let Some(total) = quote.totals().total else { return Ok(()) };
        let tax = quote.totals().tax.unwrap().amount();
        prop_assert_eq!(prices(&quote).unwrap() + tax, paid.unwrap(), "of {}", total);
    }

    #[test]
    fn nothing_off_and_nothing_for_insurance_change_nothing(case in case()) {
        let (mut without, mut nothing) = (case.cart.clone(), case.cart.clone());
        let currency = case.cart.items[0].unit_price.currency();
        (without.discount, without.insurance) = (None, None);
        (nothing.discount, nothing.insurance) =
            (Some(ExactMoney::zero(currency)), Some(ExactMoney::zero(currency)));
        prop_assert_eq!(said(&case.with_cart(without).quote()), said(&case.with_cart(nothing).quote()));
    }

    // A sum for each tariff code falls on the first line of the code: where a further line of it bears another
    // tax rate, the tax on that sum follows the order.
    #[test]
    fn the_order_of_the_lines_does_not_matter(mut case in case()) {
        // Without rules for a place the first line's currency would be that of the answer.
        case.request.currency.get_or_insert("EUR".parse().unwrap());
        let mut reversed = case.cart.clone();
        reversed.items.reverse();
        let (one, other) = (case.quote(), case.with_cart(reversed).quote());
        prop_assert_eq!(one.verdict(), other.verdict());
        prop_assert_eq!(one.totals().goods, other.totals().goods);
        // A gift's relief goes to whole pieces, and of equal pieces to those of the first line.
        let prices = || case.cart.items.iter().map(|item| item.unit_price.amount());
        let has_equal_pieces = prices().enumerate().any(|(at, price)| prices().skip(at + 1).any(|other| other == price));
        if case.request.nature == Nature::Gift && has_equal_pieces {
            return Ok(());
        }
        prop_assert_eq!(one.totals().duty, other.totals().duty);
        if !one.charges().iter().any(|charge| charge.rate.to_string().ends_with("/item")) {
            prop_assert_eq!(one.totals(), other.totals());
            prop_assert_eq!(one.charges().len(), other.charges().len());
        }
    }

    #[test]
    fn more_of_one_base_is_never_charged_less(case in case(), raise in (1..5_000_i64).prop_map(|cents| Decimal::new(cents, 2))) {
        let mut cheap = case.cart.clone();
        cheap.items.truncate(1);
        cheap.discount = None;
        let mut dear = cheap.clone();
        let price = dear.items[0].unit_price;
        dear.items[0].unit_price = ExactMoney::new(price.amount() + raise, price.currency());
        let (cheap, dear) = (case.with_cart(cheap).quote(), case.with_cart(dear).quote());
        let same = |one: &Charge, other: &Charge| {
            let key = |charge: &Charge| -> (RuleId, Option<usize>, String) {
                (charge.rule.clone(), charge.line, charge.rate.to_string())
            };
            key(one) == key(other)
        };
        let mut duties = Some((Decimal::ZERO, Decimal::ZERO));
        for charge in cheap.charges() {
            let mut others = dear.charges().iter().filter(|other| same(charge, other) && other.base.amount() >= charge.base.amount());
            let other = others.next();
            let is_duty = matches!(charge.kind, ChargeKind::Duty | ChargeKind::AdditionalDuty);
            if is_duty && ROUNDED_IN_SUM.contains(&charge.amount.currency().as_str()) {
                duties = duties.zip(other).map(|((one, two), other)| (one + charge.amount.amount(), two + other.amount.amount()));
            } else if let Some(other) = other {
                prop_assert!(other.amount.amount() >= charge.amount.amount(), "{:?} {:?}", charge, other);
            }
        }
        if let Some((cheap, dear)) = duties {
            prop_assert!(dear >= cheap, "{} {}", cheap, dear);
        }
    }

    #[test]
    fn there_and_back_is_within_one_unit(minor in 0..10_000_000_i64, from in currency(), to in currency()) {
        let amount = Money::from_minor(minor, from);
        let there = TABLE.convert(amount.exact(), to).unwrap();
        let back = TABLE.convert(there, from).unwrap().round(RoundingMode::HalfUp);
        prop_assert!((back.minor() - amount.minor()).abs() <= 1, "{} {} {}", amount, there, back);
    }

    #[test]
    fn no_cart_makes_a_quote_panic(
        case in case(),
        wild in vec((any::<i128>(), 0..=28_u32, any::<bool>()), 4),
        tax_included in any::<bool>(),
    ) {
        let numbers: Vec<Decimal> = wild
            .into_iter()
            .map(|(mantissa, scale, huge)| {
                let bound = if huge { (1_i128 << 96) - 1 } else { 1_000_000_000 };
                Decimal::from_i128_with_scale(mantissa % bound, scale)
            })
            .collect();
        let mut cart = case.cart.clone();
        cart.prices_include_tax = tax_included;
        let currency = cart.items[0].unit_price.currency();
        cart.items[0].quantity = numbers[0];
        cart.items[0].unit_price = ExactMoney::new(numbers[1], currency);
        cart.items[0].tax = Some(numbers[2]);
        cart.shipping = Some(ExactMoney::new(numbers[3].abs().min(MAX_AMOUNT), currency));
        let mut answer = Quote::default();
        match case.lane().quote_into(&cart, &RATES, &mut answer) {
            Ok(()) => prop_assert_eq!(answer.lines().len(), cart.items.len()),
            Err(error) => {
                prop_assert!(!error.field().is_empty() && !error.code().is_empty());
                prop_assert_eq!(answer.lines().len(), 0);
            }
        }
        cart.items[0].quantity = numbers[0].abs().min(MAX_AMOUNT);
        cart.items[0].unit_price = ExactMoney::new(numbers[1].abs().min(MAX_AMOUNT), currency);
        cart.items[0].tax = None;
        match case.lane().quote(&cart, &RATES) {
            Ok(_) | Err(CartError::Overflow | CartError::DiscountAboveGoods | CartError::Quantity { .. }) => {}
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

// Cases that the properties found, with their figures worked by hand.

fn lane(from: &str, to: &str, date: &str) -> LaneRequest {
    LaneRequest::new(from.parse().unwrap(), Address::country(to.parse().unwrap()), day(date))
}

fn goods(price: &str, duty: &str) -> Item {
    Item::new(Decimal::ONE, price.parse().unwrap())
        .with_hs_code("610910".parse().unwrap())
        .with_category("standard".parse().unwrap())
        .with_origin("CN".parse().unwrap())
        .with_duty(duty.parse().unwrap())
}

#[test]
fn a_share_that_comes_out_even_is_not_cut_before_it_is_rounded() {
    // Two twelfths of 3.00 off are 0.50: 1.50 is entered as 2 dollars, the other line's 7.50 as 8.
    let cart = Cart::new(vec![goods("2 USD", "10%"), goods("10 USD", "10%")])
        .with_discount("3.00 USD".parse().unwrap());
    let quote = Case { request: lane("CN", "US", "2026-06-30"), cart }.quote();
    let duties: Vec<_> = quote
        .charges()
        .iter()
        .filter(|charge| charge.kind == ChargeKind::Duty)
        .map(|c| c.amount.to_string())
        .collect();
    assert_eq!(duties, ["0.20 USD", "0.80 USD"]);
}

#[test]
fn a_line_that_costs_nothing_bears_no_crumb_of_what_is_shared_out() {
    let mut cart = Cart::new(["2330.70 EUR", "675 EUR", "0 EUR"].map(|price| goods(price, "12%")).to_vec());
    cart.discount = Some("1748.025 EUR".parse().unwrap());
    let case = Case { request: lane("CN", "CA", "2021-01-01"), cart };
    let quote = case.lane().quote(&case.cart, &RATES).unwrap();
    assert!(quote.lines()[2].customs_value.unwrap().is_zero());
    assert!(quote.lines()[2].duty.unwrap().is_zero());
}

#[test]
fn postage_of_goods_that_cost_nothing_holds_its_tax() {
    // 77.64 francs are 84.45 euro at 0.9194, in thirds that are cut at 28 digits.
    let items = ["0 CHF", "0 EUR", "0 EUR"].map(|price| Item::new(Decimal::ONE, price.parse().unwrap()));
    let cart = Cart::new(items.to_vec()).with_shipping("77.64 CHF".parse().unwrap()).with_tax_included();
    let quote = Case { request: lane("CN", "AT", "2026-07-01").with_nature(Nature::Gift), cart }.quote();
    assert_eq!(prices(&quote).unwrap() + quote.totals().tax.unwrap().amount(), Decimal::new(8_445, 2));
}

#[test]
fn pieces_that_cost_next_to_nothing_are_relieved_whole() {
    // A gift of EUR 45 at most is free of duty and tax; a piece of EUR 10^-28 goes into it more often than can be counted.
    let priced = |price: Decimal| {
        let price = ExactMoney::new(price, "EUR".parse().unwrap());
        let cart = Cart::new(vec![Item::new(Decimal::ONE, price)]);
        Case { request: lane("GB", "CY", "2026-06-30").with_nature(Nature::Gift), cart }.quote()
    };
    for price in [Decimal::ZERO, Decimal::new(1, 28), Decimal::from(45)] {
        assert!(priced(price).totals().tax.unwrap().is_zero(), "{price}");
    }
    assert!(!priced(Decimal::from(46)).totals().tax.unwrap().is_zero());
}

#[test]
fn a_notice_that_a_known_line_settles_leaves_no_doubt_on_an_unknown_one() {
    // What is said of books and of goods that are no alcohol is settled by the book.
    let mut unknown = goods("0.01 EUR", "free").with_additional_duties([]);
    (unknown.hs_code, unknown.category) = (None, None);
    let book = goods("153.87 EUR", "free").with_category("books_print".parse().unwrap());
    for items in [vec![unknown.clone(), book.clone()], vec![book, unknown]] {
        let quote = Case { request: lane("CN", "DK", "2025-08-24"), cart: Cart::new(items) }.quote();
        assert_eq!(quote.verdict(), Verdict::Firm, "{:?}", quote.reasons());
    }
}

#[test]
fn goods_may_be_given_away_by_a_discount_in_a_foreign_currency() {
    // Twice 20.33426 yen is converted twice, the discount of 40.66852 yen once; the last of 28 digits differs.
    let mut item = goods("20.33426 JPY", "free");
    item.quantity = Decimal::from(2);
    let cart = Cart::new(vec![item]).with_discount("40.66852 JPY".parse().unwrap());
    let quote = Case { request: lane("CN", "GB", "2021-01-01"), cart }.quote();
    assert!(quote.totals().total.unwrap().is_zero());
}

#[test]
fn a_duty_that_turns_to_and_fro_by_a_cent_leaves_prices_with_tax_separable() {
    // 19% of 200.04 and a duty of 24.00 or 24.01 is 42.57, and 242.61 less that is 200.04. Yet no net price
    // leads back exactly: 12% of what 24.00 leaves rounds to 24.01, and of what 24.01 leaves to 24.00.
    let cart = Cart::new(vec![goods("242.61 EUR", "12%")]).with_tax_included();
    let quote = Case { request: lane("US", "DE", "2026-06-30"), cart }.quote();
    assert_ne!(quote.verdict(), Verdict::Refused, "{:?}", quote.reasons());
    assert_eq!(quote.totals().goods.unwrap().to_string(), "200.04 EUR");
    assert_eq!(quote.totals().tax.unwrap().to_string(), "42.57 EUR");
}

#[test]
fn a_price_that_cannot_hold_the_tax_on_a_fee_is_refused() {
    // 8.1% of a fee of 1,000 francs is more than the whole price.
    let fee = CarrierFee::new("fee", "1000 CHF".parse().unwrap()).in_tax_base();
    let cart = Cart::new(vec![goods("0.01 CHF", "free")]).with_carrier_fees(vec![fee]).with_tax_included();
    let quote = Case { request: lane("CN", "CH", "2026-06-30"), cart }.quote();
    assert_eq!(quote.verdict(), Verdict::Refused);
    assert!(quote.reasons().iter().any(|reason| reason.code() == "tax_not_separable"));
}

#[test]
fn goods_that_are_given_away_hold_no_tax_on_the_duty_for_them() {
    // From July 2026 each kind of goods bears EUR 3.00, and 19% of that is EUR 0.57.
    let gift = || goods("0 EUR", "12%");
    let case =
        |items| Case { request: lane("US", "DE", "2026-07-01"), cart: Cart::new(items).with_tax_included() };
    let alone = case(vec![gift()]).quote();
    assert!(
        alone.reasons().iter().any(|reason| reason.code() == "tax_not_separable"),
        "{:?}",
        alone.reasons()
    );
    // Beside a book for EUR 50.00 the parcel's price holds it.
    let book = goods("50 EUR", "free").with_hs_code("490199".parse().unwrap());
    let beside = case(vec![gift(), book]).quote();
    let (paid, tax) = (prices(&beside).unwrap(), beside.totals().tax.unwrap().amount());
    assert_eq!(paid + tax, Decimal::from(50));
    assert!(tax > Decimal::new(57, 2));
}

#[test]
fn an_unknown_line_does_not_make_nothing_of_what_is_known_of_the_others() {
    // The local tax of Japan is 22/78 of the national one, line by line.
    let mut unknown = goods("20000 JPY", "free");
    unknown.duty = None;
    unknown.hs_code = None;
    let cart = Cart::new(vec![goods("20000 JPY", "free"), unknown]);
    let quote = Case { request: lane("US", "JP", "2026-06-30"), cart }.quote();
    assert_eq!(quote.verdict(), Verdict::Refused);
    let taxes: Vec<_> = quote.charges().iter().filter(|charge| charge.kind == ChargeKind::Tax).collect();
    assert_eq!(taxes.len(), 2, "{taxes:?}");
    assert!(!taxes[0].amount.is_zero());
    assert_eq!(taxes[1].base, taxes[0].amount);
}

#[test]
fn a_rule_may_name_a_scheme_that_begins_later() {
    // The Union's import scheme began on 2021-07-01; the German post's fee names it from before.
    let request = lane("US", "DE", "2021-06-30").with_transport(Transport::Post);
    let quote = Case { request, cart: Cart::new(vec![goods("100 EUR", "free")]) }.quote();
    assert_eq!(quote.totals().tax.unwrap().to_string(), "19.00 EUR");
}

#[test]
fn canada_has_lanes_before_and_after_each_of_its_surtaxes_began() {
    for date in ["2024-09-30", "2024-10-01", "2025-03-03", "2025-03-04", "2025-09-01"] {
        let quote =
            Case { request: lane("CN", "CA", date), cart: Cart::new(vec![goods("100 CAD", "10%")]) }.quote();
        assert_eq!(quote.totals().duty.unwrap().to_string(), "10.00 CAD", "{date}");
    }
}

//! Times quotes beside a hand-written straight-line calculation of the same charges, and what comes before a quote.
//!
//! `cargo bench --bench landed_cost` prints times; compare only those of one run. For counts of instructions,
//! which repeat, `LANDFALL_WORK` runs one piece of work `LANDFALL_TIMES` times and nothing else:
//!
//! ```sh
//! LANDFALL_WORK=quote/eu-duty/10 LANDFALL_TIMES=2000 valgrind --tool=callgrind target/release/deps/landed_cost-*
//! ```
//!
//! The difference of two runs with different times, divided by the difference of the times, is what one costs.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark may stop at the first surprise"
)]

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion};
use landfall::landed_cost::{
    Cart, ChargeKind, ExchangeRates, Item, LandedCostRequest, Lane, LaneRequest, Quote,
};
use landfall::place::Address;
use landfall::{Decimal, RuleBook};
use rust_decimal::RoundingStrategy;

const LINES: [usize; 3] = [1, 10, 100];

fn main() {
    if let Ok(country) = std::env::var("LANDFALL_FIRST_USE") {
        println!("{}", first_use(&country).as_nanos());
        return;
    }
    if let Ok(work) = std::env::var("LANDFALL_WORK") {
        let times = std::env::var("LANDFALL_TIMES").map_or(1, |times| times.parse().unwrap());
        return run_work(&work, times);
    }
    let mut criterion = Criterion::default().configure_from_args();
    quotes(&mut criterion);
    preparation(&mut criterion);
    criterion.final_summary();
}

/// One lane with the calculation that a program written for it alone would do.
struct Scenario {
    name: &'static str,
    request: LaneRequest,
    cart: fn(usize) -> Cart,
    by_hand: fn(&Cart, &mut Sheet),
}

fn scenarios() -> [Scenario; 6] {
    let germany = || lane("US", "DE");
    [
        Scenario {
            name: "eu-ioss",
            request: germany().with_registration("IOSS"),
            cart: |lines| cart(lines, Decimal::new(50, 2), "EUR"),
            by_hand: union_import_scheme,
        },
        Scenario {
            name: "eu-duty",
            request: germany(),
            cart: |lines| cart(lines, Decimal::new(15_500, 2), "EUR"),
            by_hand: union_duty_and_tax,
        },
        Scenario {
            name: "us-duties",
            request: lane("DE", "US"),
            cart: |lines| {
                let mut cart = cart(lines, Decimal::new(2_600, 0), "USD");
                for item in &mut cart.items {
                    let duties = ["25%", "10%", "7.5%"].map(|duty| duty.parse().unwrap());
                    *item = item.clone().with_additional_duties(duties);
                }
                cart
            },
            by_hand: american_duties,
        },
        Scenario {
            name: "gb-duty",
            request: lane("US", "GB"),
            cart: |lines| cart(lines, Decimal::new(15_500, 2), "GBP"),
            by_hand: british_duty_and_tax,
        },
        Scenario {
            name: "br-inside",
            request: lane("US", "BR-SP").with_registration("REMESSA_CONFORME"),
            cart: |lines| cart(lines, Decimal::new(50, 2), "BRL"),
            by_hand: brazilian_tax_inside_its_base,
        },
        Scenario {
            name: "jp-cut",
            request: lane("US", "JP"),
            cart: |lines| {
                let mut cart = cart(lines, Decimal::from(30_000), "JPY");
                for (number, item) in (0..).zip(&mut cart.items) {
                    let price = landfall::money::ExactMoney::new(
                        Decimal::from(30_000 + number),
                        item.unit_price.currency(),
                    );
                    let mut whole = item.clone().with_duty("10%".parse().unwrap());
                    whole.unit_price = price;
                    *item = whole;
                }
                cart.with_shipping("1235 JPY".parse().unwrap())
            },
            by_hand: japanese_cut_bases,
        },
    ]
}

fn lane(from: &str, to: &str) -> LaneRequest {
    let mut address = Address::country(to.split('-').next().unwrap().parse().unwrap());
    address.region = to.contains('-').then(|| to.parse().unwrap());
    LaneRequest::new(from.parse().unwrap(), address, "2026-06-30".parse().unwrap())
}

/// Tariff code, category, and the rates by hand: duty of the Union and of the United States in per cent.
const GOODS: [(&str, &str, i64, i64); 4] = [
    ("610910", "clothing", 120, 165),
    ("490199", "books_print", 0, 0),
    ("392410", "standard", 65, 34),
    ("851830", "electronics", 0, 0),
];

/// Lines of slightly different prices from `least` on.
fn cart(lines: usize, least: Decimal, currency: &str) -> Cart {
    let currency = currency.parse().unwrap();
    let money = |amount| landfall::money::ExactMoney::new(amount, currency);
    let items = (0_i64..).zip(GOODS.iter().cycle()).take(lines).map(|(number, (code, category, ..))| {
        Item::new(Decimal::ONE, money(least + Decimal::new(number, 2)))
            .with_sku(format!("SKU-{number}"))
            .with_hs_code(code.parse().unwrap())
            .with_category(category.parse().unwrap())
            .with_origin("CN".parse().unwrap())
    });
    Cart::new(items.collect()).with_shipping(money(Decimal::new(1_234, 2)))
}

/// What the hand-written calculations fill in, its memory used again as that of a quote is.
#[derive(Default, Debug)]
struct Sheet {
    charges: Vec<(ChargeKind, Decimal, Decimal)>,
    duty: Decimal,
    tax: Decimal,
    fees: Decimal,
    total: Decimal,
}

impl Sheet {
    fn charge(&mut self, kind: ChargeKind, base: Decimal, rate: Decimal) -> Decimal {
        let amount = cents(base * rate);
        self.charges.push((kind, cents(base), amount));
        match kind {
            ChargeKind::Tax => self.tax += amount,
            ChargeKind::Fee => self.fees += amount,
            _ => self.duty += amount,
        }
        amount
    }

    fn clear(&mut self) {
        let mut charges = std::mem::take(&mut self.charges);
        charges.clear();
        *self = Self { charges, ..Self::default() };
    }

    fn sum_up(&mut self, goods: Decimal, shipping: Decimal) {
        self.total = cents(goods) + shipping + self.duty + self.tax + self.fees;
    }
}

fn cents(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

fn price(item: &Item) -> Decimal {
    item.unit_price.amount() * item.quantity
}

fn goods_of(cart: &Cart) -> Decimal {
    cart.items.iter().map(price).sum()
}

fn shipping_of(cart: &Cart) -> Decimal {
    cart.shipping.map_or(Decimal::ZERO, |shipping| shipping.amount())
}

/// German value-added tax on books is 7%, on the other goods 19%.
fn german_tax(line: usize) -> Decimal {
    Decimal::new(if line % GOODS.len() == 1 { 7 } else { 19 }, 2)
}

/// Import one-stop shop: tax on goods and freight, no duty up to EUR 150.
fn union_import_scheme(cart: &Cart, sheet: &mut Sheet) {
    sheet.clear();
    let (goods, shipping) = (goods_of(cart), shipping_of(cart));
    for (line, item) in cart.items.iter().enumerate() {
        let price = price(item);
        sheet.charge(ChargeKind::Tax, price + price / goods * shipping, german_tax(line));
    }
    sheet.sum_up(goods, shipping);
}

/// Duty on goods and freight, tax on that and the duty.
fn union_duty_and_tax(cart: &Cart, sheet: &mut Sheet) {
    sheet.clear();
    let (goods, shipping) = (goods_of(cart), shipping_of(cart));
    for (line, (item, (_, _, duty, _))) in cart.items.iter().zip(GOODS.iter().cycle()).enumerate() {
        let price = price(item);
        let value = price + price / goods * shipping;
        let duty = sheet.charge(ChargeKind::Duty, value, Decimal::new(*duty, 3));
        sheet.charge(ChargeKind::Tax, value + duty, german_tax(line));
    }
    sheet.sum_up(goods, shipping);
}

/// Four duties on the goods in whole dollars, and the processing fee of a formal entry between its bounds of the
/// fiscal year 2026.
fn american_duties(cart: &Cart, sheet: &mut Sheet) {
    sheet.clear();
    let mut entered = Decimal::ZERO;
    for (item, (_, _, _, duty)) in cart.items.iter().zip(GOODS.iter().cycle()) {
        let value = price(item).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        entered += value;
        sheet.charge(ChargeKind::Duty, value, Decimal::new(*duty, 3));
        for rate in [250, 100, 75] {
            sheet.charge(ChargeKind::AdditionalDuty, value, Decimal::new(rate, 3));
        }
    }
    let fee = (entered * Decimal::new(3_464, 6)).max(Decimal::new(3_358, 2)).min(Decimal::new(65_150, 2));
    sheet.charges.push((ChargeKind::Fee, entered, cents(fee)));
    sheet.fees += cents(fee);
    sheet.sum_up(goods_of(cart), shipping_of(cart));
}

/// British duty in per cent, and none on books; the exact duty goes into the base of the tax.
fn british_duty_and_tax(cart: &Cart, sheet: &mut Sheet) {
    sheet.clear();
    let (goods, shipping) = (goods_of(cart), shipping_of(cart));
    for (item, (duty, tax)) in cart.items.iter().zip([(12, 20), (0, 0), (6, 20), (0, 20)].iter().cycle()) {
        let price = price(item);
        let value = price + price / goods * shipping;
        let exact = value * Decimal::new(*duty, 2);
        sheet.charges.push((ChargeKind::Duty, cents(value), cents(exact)));
        sheet.duty += cents(exact);
        sheet.charge(ChargeKind::Tax, value + exact, Decimal::new(*tax, 2));
    }
    sheet.sum_up(goods, shipping);
}

/// Duty of 20%, and 17% of state tax on a base that holds the tax itself.
fn brazilian_tax_inside_its_base(cart: &Cart, sheet: &mut Sheet) {
    sheet.clear();
    let (goods, shipping) = (goods_of(cart), shipping_of(cart));
    for item in &cart.items {
        let price = price(item);
        let value = price + price / goods * shipping;
        let duty = sheet.charge(ChargeKind::Duty, value, Decimal::new(2, 1));
        sheet.charge(ChargeKind::Tax, (value + duty) / Decimal::new(83, 2), Decimal::new(17, 2));
    }
    sheet.sum_up(goods, shipping);
}

/// Personal use is valued at 60%; the base of the duty is cut to 1,000 yen line by line, that of the tax in sum, and
/// charges to 100 yen in sum.
fn japanese_cut_bases(cart: &Cart, sheet: &mut Sheet) {
    sheet.clear();
    let (goods, shipping) = (goods_of(cart), shipping_of(cart));
    let values: Vec<Decimal> = cart
        .items
        .iter()
        .map(|item| {
            let price = price(item);
            (price + price * shipping / goods) * Decimal::new(6, 1)
        })
        .collect();
    let thousand = Decimal::ONE_THOUSAND;
    let dutiable: Vec<Decimal> =
        values.iter().map(|value| (value.round_dp(15) / thousand).floor() * thousand).collect();
    let duty = cut_charge(ChargeKind::Duty, &dutiable, |base| base * Decimal::new(1, 1), sheet);
    let with_duty: Vec<Decimal> = values.iter().zip(&duty).map(|(value, duty)| value + duty).collect();
    let rate = Decimal::new(78, 3);
    let national = cut_charge(ChargeKind::Tax, &cut_bases(&with_duty), |base| base * rate, sheet);
    let local = |base| base * Decimal::from(22) / Decimal::from(78);
    cut_charge(ChargeKind::Tax, &national, local, sheet);
    sheet.sum_up(goods, shipping);
}

/// Each line's share of the sum, cut to whole thousands.
fn cut_bases(bases: &[Decimal]) -> Vec<Decimal> {
    let thousand = Decimal::ONE_THOUSAND;
    let sum: Decimal = bases.iter().sum();
    let cut = (sum.round_dp(15) / thousand).floor() * thousand;
    bases.iter().map(|base| cut * base / sum).collect()
}

/// A charge cut to whole hundreds in sum and shared out in whole yen, the largest remainders first.
fn cut_charge(
    kind: ChargeKind,
    bases: &[Decimal],
    rate: impl Fn(Decimal) -> Decimal,
    sheet: &mut Sheet,
) -> Vec<Decimal> {
    let hundred = Decimal::ONE_HUNDRED;
    let exact: Vec<Decimal> = bases.iter().map(|base| rate(*base)).collect();
    let sum: Decimal = exact.iter().sum();
    let cut = (sum.round_dp(15) / hundred).floor() * hundred;
    let parts: Vec<Decimal> = exact.iter().map(|part| cut * part / sum).collect();
    let mut shares: Vec<Decimal> = parts.iter().map(Decimal::floor).collect();
    let left = cut - shares.iter().sum::<Decimal>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|place| (std::cmp::Reverse((parts[*place] - shares[*place]).round_dp(12)), *place));
    order.iter().take(left.try_into().unwrap()).for_each(|place| shares[*place] += Decimal::ONE);
    for (base, share) in bases.iter().zip(&shares) {
        let yen = base.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        sheet.charges.push((kind, yen, *share));
        match kind {
            ChargeKind::Duty => sheet.duty += share,
            _ => sheet.tax += share,
        }
    }
    shares
}

/// Both ways to the same figures, or there is nothing to compare.
fn assert_same(scenario: &Scenario, lines: usize, quote: &Quote, sheet: &Sheet) {
    let name = (scenario.name, lines);
    let totals = quote.totals();
    let of = |money: Option<landfall::money::Money>| money.unwrap().amount();
    assert_eq!(of(totals.duty), sheet.duty, "{name:?} {:#?}", quote.charges());
    assert_eq!(of(totals.tax), sheet.tax, "{name:?}");
    assert_eq!(of(totals.fees), sheet.fees, "{name:?} {:#?}", quote.charges());
    assert_eq!(of(totals.total), sheet.total, "{name:?}");
    let mut ours: Vec<_> =
        quote.charges().iter().map(|c| (c.kind, c.base.amount(), c.amount.amount())).collect();
    let mut theirs = sheet.charges.clone();
    ours.sort_by(|one, other| format!("{one:?}").cmp(&format!("{other:?}")));
    theirs.sort_by(|one, other| format!("{one:?}").cmp(&format!("{other:?}")));
    assert_eq!(ours, theirs, "{name:?}");
}

struct Prepared {
    lane: Lane,
    rates: ExchangeRates,
    cart: Cart,
    quote: Quote,
    sheet: Sheet,
}

impl Prepared {
    fn new(scenario: &Scenario, lines: usize) -> Self {
        let book = RuleBook::embedded();
        let lane = book.lane(&scenario.request).unwrap();
        let rates = book.exchange_rates(&lane).unwrap();
        let cart = (scenario.cart)(lines);
        let (quote, mut sheet) = (lane.quote(&cart, &rates).unwrap(), Sheet::default());
        let quick = lane.quote_in_whole_numbers(&cart, &rates).is_some();
        assert!(quick, "{} {lines} takes the calculation in decimals", scenario.name);
        (scenario.by_hand)(&cart, &mut sheet);
        assert_same(scenario, lines, &quote, &sheet);
        Self { lane, rates, cart, quote, sheet }
    }

    fn quote(&mut self) {
        self.lane.quote_into(black_box(&self.cart), &self.rates, &mut self.quote).unwrap();
        black_box(&self.quote);
    }

    fn by_hand(&mut self, scenario: &Scenario) {
        (scenario.by_hand)(black_box(&self.cart), &mut self.sheet);
        black_box(&self.sheet);
    }
}

fn quotes(criterion: &mut Criterion) {
    for scenario in scenarios() {
        let mut group = criterion.benchmark_group(scenario.name);
        for lines in LINES {
            let mut prepared = Prepared::new(&scenario, lines);
            group.bench_function(BenchmarkId::new("quote", lines), |b| b.iter(|| prepared.quote()));
            group.bench_function(BenchmarkId::new("by hand", lines), |b| {
                b.iter(|| prepared.by_hand(&scenario));
            });
        }
        group.finish();
    }
}

fn preparation(criterion: &mut Criterion) {
    let book = RuleBook::embedded();
    for scenario in scenarios() {
        let mut group = criterion.benchmark_group(scenario.name);
        group.bench_function("lane", |b| b.iter(|| book.lane(black_box(&scenario.request)).unwrap()));
        let request = LandedCostRequest::new(scenario.request.clone(), (scenario.cart)(10));
        group.bench_function("whole question", |b| b.iter(|| book.quote(black_box(&request)).unwrap()));
        group.finish();
    }
    let mut group = criterion.benchmark_group("first use");
    group.sample_size(10);
    for country in ["DE", "GB", "US", "CA", "BR", "JP", ALL] {
        group.bench_function(country, |b| {
            b.iter_custom(|times| (0..times).map(|_| first_use_elsewhere(country)).sum());
        });
    }
    group.finish();
}

/// Every destination that the rule book holds, one after the other.
const ALL: &str = "all destinations";

/// Everything from an unread rule book to the first answer, or to the first answer for every destination.
fn first_use(country: &str) -> Duration {
    if country == ALL {
        return first_use_of_all();
    }
    let request = lane("CN", country);
    let start = Instant::now();
    let quote = RuleBook::embedded()
        .quote(&LandedCostRequest::new(request, cart(1, Decimal::ONE_HUNDRED, "USD")))
        .unwrap();
    let elapsed = start.elapsed();
    black_box(quote);
    elapsed
}

fn first_use_of_all() -> Duration {
    let start = Instant::now();
    let book = RuleBook::embedded();
    for country in book.territories().filter_map(|code| code.as_country()) {
        let request =
            LandedCostRequest::new(lane("CN", country.as_str()), cart(1, Decimal::ONE_HUNDRED, "USD"));
        black_box(book.quote(&request).unwrap());
    }
    start.elapsed()
}

/// Files are read once a process, so a first use needs a process of its own, which times itself.
fn first_use_elsewhere(country: &str) -> Duration {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program).env("LANDFALL_FIRST_USE", country).output().unwrap();
    let nanos = String::from_utf8(output.stdout).unwrap();
    Duration::from_nanos(nanos.trim().parse().unwrap())
}

/// `quote/eu-duty/10`, `decimals/eu-duty/10`, `by-hand/eu-duty/10`, `parse/eu-duty/10`, `print/eu-duty/10`,
/// `lane/eu-duty`, `question/eu-duty` or `first-use/DE`.
fn run_work(work: &str, times: u32) {
    let mut words = work.split('/');
    let (what, name) = (words.next().unwrap(), words.next().unwrap());
    if what == "first-use" {
        for _ in 0..times {
            black_box(first_use(name));
        }
        return;
    }
    let scenario = scenarios().into_iter().find(|scenario| scenario.name == name).unwrap();
    let mut prepared = Prepared::new(&scenario, words.next().map_or(10, |lines| lines.parse().unwrap()));
    let book = RuleBook::embedded();
    let request = LandedCostRequest::new(scenario.request.clone(), prepared.cart.clone());
    let json = serde_json::to_string(&request).unwrap();
    let mut printed = String::with_capacity(1 << 20).into_bytes();
    for _ in 0..times {
        match what {
            "quote" => prepared.quote(),
            "decimals" => drop(black_box(prepared.lane.quote_in_decimals(&prepared.cart, &prepared.rates))),
            "by-hand" => prepared.by_hand(&scenario),
            "parse" => drop(black_box(LandedCostRequest::from_json(&json).unwrap())),
            "print" => {
                printed.clear();
                serde_json::to_writer(&mut printed, &prepared.quote).unwrap();
                black_box(&printed);
            }
            "lane" => drop(black_box(book.lane(&scenario.request).unwrap())),
            "question" => drop(black_box(book.quote(&request).unwrap())),
            _ => panic!("no work is called {work}"),
        }
    }
}

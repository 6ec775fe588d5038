//! Worked cases of landed cost: one file per topic below `tests/golden/landed_cost/`, each with the page it comes
//! from. A case gives a request and the figures that come out; nothing here is about one case.
//!
//! `published` says which of the figures are printed in the named page; `own` is our arithmetic on a published rule.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a panic is how a test fails

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use landfall::fx::{RateKind, RateTable};
use landfall::goods::{DutyExpression, Measure, Measures};
use landfall::landed_cost::{
    CarrierFee, Cart, Item, LandedCostRequest, LaneRequest, PriorImports, Quote, Remark, Verdict,
};
use landfall::money::{ExactMoney, Money};
use landfall::place::Address;
use landfall::{Decimal, RuleBook};
use serde::Deserialize;

/// One file: where its figures come from, what its cases have in common, and the cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoldenFile {
    source: String,
    #[serde(default)]
    common: Common,
    case: Vec<Case>,
}

#[derive(Deserialize, Default)]
struct Common {
    #[serde(flatten)]
    request: Request,
    #[serde(flatten)]
    unknown: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    published: String,
    expect: Expected,
    #[serde(flatten)]
    request: Request,
    /// What no field took: a misspelt one.
    #[serde(flatten)]
    unknown: BTreeMap<String, toml::Value>,
}

/// The fields of a request; those that a case leaves out come from the file's `common`, and an empty text is none.
#[derive(Deserialize, Default)]
struct Request {
    date: Option<String>,
    from: Option<String>,
    to: Option<String>,
    region: Option<String>,
    postal_code: Option<String>,
    items: Option<Vec<GoldenItem>>,
    shipping: Option<String>,
    insurance: Option<String>,
    discount: Option<String>,
    currency: Option<String>,
    terms: Option<String>,
    transport: Option<String>,
    nature: Option<String>,
    buyer: Option<String>,
    reliefs: Option<String>,
    registrations: Option<Vec<String>>,
    marketplace: Option<bool>,
    preference: Option<bool>,
    /// Earlier imports of the buyer in the period that a rule counts: how many consignments, and what they were worth.
    prior_consignments: Option<u32>,
    prior_value: Option<String>,
    includes_tax: Option<bool>,
    carrier_fees: Option<Vec<GoldenFee>>,
    /// `EUR = "base"` and one rate for each other currency.
    rates: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoldenItem {
    price: String,
    quantity: Option<String>,
    hs: Option<String>,
    category: Option<String>,
    origin: Option<String>,
    duty: Option<String>,
    duty_by_tariff: Option<BTreeMap<String, String>>,
    additional: Option<Vec<String>>,
    tax: Option<String>,
    measures: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoldenFee {
    name: String,
    amount: String,
    in_tax_base: bool,
}

/// What must come out; what is left out is not tested. `-` stands for a figure that must be absent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    verdict: Option<String>,
    scheme: Option<String>,
    customs_value: Option<String>,
    tax_base: Option<String>,
    goods: Option<String>,
    shipping: Option<String>,
    insurance: Option<String>,
    discount: Option<String>,
    duty: Option<String>,
    tax: Option<String>,
    fees: Option<String>,
    total: Option<String>,
    at_checkout: Option<String>,
    on_delivery: Option<String>,
    /// What the buyer paid for prices that include tax: goods, shipping and insurance less discount, with the tax.
    paid: Option<String>,
    line_duty: Option<Vec<String>>,
    line_tax: Option<Vec<String>>,
    /// Sum of the charges under each rule, in the customs currency; 'none' if there must be no such charge.
    #[serde(default)]
    charges: BTreeMap<String, String>,
    #[serde(default)]
    reasons: Vec<String>,
    #[serde(default)]
    notices: Vec<String>,
    #[serde(default)]
    no_notices: Vec<String>,
}

#[test]
fn every_worked_case_comes_out_to_the_smallest_unit() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/landed_cost");
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (book, mut failures, mut cases) = (RuleBook::embedded(), Vec::new(), 0);
    for path in paths {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let golden: GoldenFile = toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(!golden.source.is_empty() && !golden.case.is_empty(), "{file}: no source or no case");
        assert!(golden.common.unknown.is_empty(), "{file}: unknown fields {:?}", golden.common.unknown);
        for case in &golden.case {
            assert!(case.unknown.is_empty(), "{file}: {}: unknown fields {:?}", case.name, case.unknown);
            cases += 1;
            let quote = book
                .quote(&request(case, &golden.common.request, &file))
                .unwrap_or_else(|error| panic!("{file}: {}: {error}", case.name));
            let mut check = Check { differences: Vec::new() };
            check.case(&quote, case);
            if !check.differences.is_empty() {
                let differences = check.differences.join("\n    ");
                failures.push(format!("{file}: {} ({})\n    {differences}", case.name, case.published));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {cases} worked cases differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

fn parse<T: FromStr>(text: &str, what: &str) -> T
where
    T::Err: Display,
{
    text.parse().unwrap_or_else(|error| panic!("{what}: `{text}`: {error}"))
}

fn request(case: &Case, common: &Request, file: &str) -> LandedCostRequest {
    let what = format!("{file}: {}", case.name);
    let own = &case.request;
    let text = |field: fn(&Request) -> &Option<String>| {
        field(own).as_ref().or(field(common).as_ref()).filter(|text| !text.is_empty())
    };
    let required = |field: fn(&Request) -> &Option<String>, name: &str| {
        text(field).unwrap_or_else(|| panic!("{what}: no `{name}`")).as_str()
    };
    let mut address = Address::country(parse(required(|r| &r.to, "to"), &what));
    if let Some(region) = text(|r| &r.region) {
        address = address.with_region(parse(region, &what));
    }
    if let Some(postal_code) = text(|r| &r.postal_code) {
        address = address.with_postal_code(postal_code);
    }
    let from = parse(required(|r| &r.from, "from"), &what);
    let mut lane = LaneRequest::new(from, address, parse(required(|r| &r.date, "date"), &what));
    if let Some(currency) = text(|r| &r.currency) {
        lane = lane.with_currency(parse(currency, &what));
    }
    if let Some(terms) = text(|r| &r.terms) {
        lane = lane.with_terms(parse(terms, &what));
    }
    if let Some(transport) = text(|r| &r.transport) {
        lane = lane.with_transport(parse(transport, &what));
    }
    if let Some(nature) = text(|r| &r.nature) {
        lane = lane.with_nature(parse(nature, &what));
    }
    if let Some(buyer) = text(|r| &r.buyer) {
        lane = lane.with_buyer(parse(buyer, &what));
    }
    if let Some(reliefs) = text(|r| &r.reliefs) {
        lane = lane.with_reliefs(parse(reliefs, &what));
    }
    for registration in own.registrations.as_ref().or(common.registrations.as_ref()).into_iter().flatten() {
        lane = lane.with_registration(registration);
    }
    if own.marketplace.or(common.marketplace).unwrap_or(false) {
        lane = lane.through_marketplace();
    }
    if own.preference.or(common.preference).unwrap_or(false) {
        lane = lane.with_preference_claimed();
    }
    let prior = own.prior_consignments.or(common.prior_consignments);
    if let (Some(consignments), Some(value)) = (prior, text(|r| &r.prior_value)) {
        lane = lane.with_prior_imports(PriorImports { consignments, value: parse(value, &what) });
    }
    let items = own.items.as_ref().or(common.items.as_ref());
    let items = items.unwrap_or_else(|| panic!("{what}: no `items`"));
    let mut cart = Cart::new(items.iter().map(|line| item(line, &what)).collect());
    let money = |text: &String| parse::<ExactMoney>(text, &what);
    cart.shipping = text(|r| &r.shipping).map(money);
    cart.insurance = text(|r| &r.insurance).map(money);
    cart.discount = text(|r| &r.discount).map(money);
    cart.prices_include_tax = own.includes_tax.or(common.includes_tax).unwrap_or(false);
    if let Some(fees) = own.carrier_fees.as_ref().or(common.carrier_fees.as_ref()) {
        let fee = |fee: &GoldenFee| {
            let plain = CarrierFee::new(fee.name.as_str(), money(&fee.amount));
            if fee.in_tax_base { plain.in_tax_base() } else { plain }
        };
        cart = cart.with_carrier_fees(fees.iter().map(fee).collect());
    }
    let mut request = LandedCostRequest::new(lane, cart);
    if let Some(rates) = own.rates.as_ref().or(common.rates.as_ref()) {
        let (base, _) = rates.iter().find(|(_, rate)| *rate == "base").unwrap();
        let day = request.lane.date;
        let mut table = RateTable::new(parse(base, &what), day, RateKind::Merchant, "worked case");
        for (currency, rate) in rates.iter().filter(|(currency, _)| *currency != base) {
            table = table.with_rate(parse(currency, &what), parse(rate, &what)).unwrap();
        }
        request = request.with_exchange_rates(table);
    }
    request
}

fn item(line: &GoldenItem, what: &str) -> Item {
    let quantity = line.quantity.as_ref().map_or(Decimal::ONE, |quantity| parse(quantity, what));
    let mut item = Item::new(quantity, parse(&line.price, what));
    item.hs_code = line.hs.as_ref().map(|code| parse(code, what));
    item.category = line.category.as_ref().map(|category| parse(category, what));
    item.origin = line.origin.as_ref().map(|origin| parse(origin, what));
    let duty = |text: &String| parse::<DutyExpression>(text, what);
    item.duty = line.duty.as_ref().map(duty);
    for (tariff, text) in line.duty_by_tariff.iter().flatten() {
        item.duty_by_tariff.insert(tariff.clone(), duty(text));
    }
    item.additional_duties =
        line.additional.as_ref().map(|duties| Arc::from(duties.iter().map(duty).collect::<Vec<_>>()));
    item.tax = line.tax.as_ref().map(|rate| parse(rate, what));
    for (measure, amount) in line.measures.iter().flatten() {
        let measure: Measure = parse(measure, what);
        item.measures = Measures::with(item.measures, measure, parse(amount, what));
    }
    item
}

struct Check {
    differences: Vec<String>,
}

impl Check {
    fn case(&mut self, quote: &Quote, case: &Case) {
        let (totals, expect) = (quote.totals(), &case.expect);
        let customs = quote.customs();
        self.text("verdict", expect.verdict.as_deref(), &quote.verdict().to_string());
        let scheme = customs.and_then(|customs| customs.scheme.as_ref()).map(ToString::to_string);
        self.text("scheme", expect.scheme.as_deref(), scheme.as_deref().unwrap_or("none"));
        self.money("customs value", &expect.customs_value, customs.and_then(|c| c.customs_value));
        self.money("tax base", &expect.tax_base, customs.and_then(|customs| customs.tax_base));
        self.money("goods", &expect.goods, totals.goods);
        self.money("shipping", &expect.shipping, totals.shipping);
        self.money("insurance", &expect.insurance, totals.insurance);
        self.money("discount", &expect.discount, totals.discount);
        self.money("duty", &expect.duty, totals.duty);
        self.money("tax", &expect.tax, totals.tax);
        self.money("fees", &expect.fees, totals.fees);
        self.money("total", &expect.total, totals.total);
        self.money("due at checkout", &expect.at_checkout, totals.due_at_checkout);
        self.money("due on delivery", &expect.on_delivery, totals.due_on_delivery);
        self.lines("duty", &expect.line_duty, quote.lines().iter().map(|line| line.duty));
        self.lines("tax", &expect.line_tax, quote.lines().iter().map(|line| line.tax));
        self.charges(quote, expect);
        self.remarks("reason", &expect.reasons, quote.reasons());
        self.remarks("notice", &expect.notices, quote.notices());
        for code in &expect.no_notices {
            if quote.notices().iter().any(|remark| remark.code() == code) {
                self.differences.push(format!("notice `{code}` is given"));
            }
        }
        self.sums(quote, expect);
        if !self.differences.is_empty() {
            let reasons = quote.reasons().iter().map(|reason| format!("{}: {reason}", reason.code()));
            self.differences.push(format!("{}: {:?}", quote.verdict(), reasons.collect::<Vec<_>>()));
            let charges = quote.charges().iter().map(|c| format!("{} {} of {}", c.rule, c.amount, c.base));
            self.differences.push(format!("charges: {:?}", charges.collect::<Vec<_>>()));
        }
    }

    /// What must hold of every answer: a refusal has no total, and every total is the sum of its parts.
    fn sums(&mut self, quote: &Quote, expect: &Expected) {
        let totals = quote.totals();
        let Some(total) = totals.total else {
            if quote.verdict() != Verdict::Refused {
                self.differences.push("no total, but not refused".to_owned());
            }
            return;
        };
        let amount = |money: Option<Money>| money.map_or(Decimal::ZERO, |money| money.amount());
        let paid_for_goods = amount(totals.goods) + amount(totals.shipping) + amount(totals.insurance)
            - amount(totals.discount);
        let sum = paid_for_goods + amount(totals.duty) + amount(totals.tax) + amount(totals.fees);
        self.same("sum of the totals", sum, total.amount());
        self.same(
            "checkout and delivery",
            amount(totals.due_at_checkout) + amount(totals.due_on_delivery),
            total.amount(),
        );
        let of_lines = |part: fn(&landfall::landed_cost::QuoteLine) -> Option<Money>| {
            quote.lines().iter().map(|line| amount(part(line))).sum::<Decimal>()
        };
        self.same("duty of the lines", of_lines(|line| line.duty), amount(totals.duty));
        self.same("tax of the lines", of_lines(|line| line.tax), amount(totals.tax));
        self.same("fees of the lines", of_lines(|line| line.fees), amount(totals.fees));
        if let Some(paid) = &expect.paid {
            self.same("paid", paid_for_goods + amount(totals.tax), parse(paid, "paid"));
        }
    }

    fn same(&mut self, what: &str, found: Decimal, wanted: Decimal) {
        if found != wanted {
            self.differences.push(format!("{what}: {found} is not {wanted}"));
        }
    }

    fn text(&mut self, what: &str, wanted: Option<&str>, found: &str) {
        if let Some(wanted) = wanted.filter(|wanted| *wanted != found) {
            self.differences.push(format!("{what}: expected {wanted}, got {found}"));
        }
    }

    fn money(&mut self, what: &str, wanted: &Option<String>, found: Option<Money>) {
        let found = found.map_or("-".to_owned(), |money| money.amount().to_string());
        self.text(what, wanted.as_deref(), &found);
    }

    fn lines(
        &mut self,
        what: &str,
        wanted: &Option<Vec<String>>,
        found: impl Iterator<Item = Option<Money>>,
    ) {
        let Some(wanted) = wanted else { return };
        let found = found.map(|money| money.map_or("-".to_owned(), |money| money.amount().to_string()));
        let found: Vec<_> = found.collect();
        if *wanted != found {
            self.differences.push(format!("{what} of the lines: expected {wanted:?}, got {found:?}"));
        }
    }

    fn charges(&mut self, quote: &Quote, expect: &Expected) {
        for (rule, wanted) in &expect.charges {
            let mut charges =
                quote.charges().iter().filter(|charge| charge.rule.to_string() == *rule).peekable();
            let found = match charges.peek() {
                None => "none".to_owned(),
                Some(_) => charges.map(|charge| charge.amount.amount()).sum::<Decimal>().to_string(),
            };
            self.text(rule, Some(wanted), &found);
        }
    }

    fn remarks(&mut self, what: &str, wanted: &[String], found: &[Remark]) {
        for code in wanted {
            if !found.iter().any(|remark| remark.code() == code) {
                self.differences.push(format!("{what} `{code}` is missing"));
            }
        }
    }
}

//! Orders with given rates: landfall beside `landed-cost-calculator` (Python), which wants the rates of its caller too.

use std::error::Error;
use std::io::Write;
use std::process::{Command, Stdio};

use landfall::RuleBook;
use landfall::landed_cost::{
    Cart, ExchangeRates, Item, LandedCostRequest, LaneRequest, Quote, Reliefs, Transport,
};
use landfall::money::ExactMoney;
use landfall::place::Address;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::stopwatch::{nanos, times};

const ORDERS: &str = include_str!("../orders.json");

#[derive(Deserialize)]
struct Order {
    place: String,
    currency: String,
    goods: String,
    shipping: String,
    insurance: String,
    duty: String,
    tax: String,
    expected: [String; 2],
    peer_differs: Option<String>,
}

#[derive(Deserialize)]
struct PeerAnswer {
    duty: String,
    tax: String,
    nanos: u128,
}

pub fn compare() -> Result<(), Box<dyn Error>> {
    let orders: Vec<Order> = serde_json::from_str(ORDERS)?;
    let peer = ask_peer()?;
    println!("### Orders with given rates: `landed-cost-calculator` 0.3.1 (Python)\n");
    println!(
        "| order | duty, tax | landfall, prepared lane | landfall, whole question | peer | peer / lane | answers |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for (order, theirs) in orders.iter().zip(&peer) {
        let request = order.request()?;
        let lane = RuleBook::embedded().lane(&request.lane)?;
        let rates = ExchangeRates::none();
        let mut quote = Quote::default();
        lane.quote_into(&request.cart, &rates, &mut quote)?;
        let sum = |money: Option<landfall::money::Money>| money.map(|money| money.amount().to_string());
        let [duty, tax] = &order.expected;
        let ours = (sum(quote.totals().duty), sum(quote.totals().tax));
        if ours != (Some(duty.clone()), Some(tax.clone())) {
            return Err(format!("{}: expected {duty} and {tax}, got {:#?}", order.place, quote).into());
        }
        let is_same = (&theirs.duty, &theirs.tax) == (duty, tax);
        let answers = match (&order.peer_differs, is_same) {
            (_, true) => "same".to_owned(),
            (Some(why), false) => format!("peer: {}, {}: it {why}", theirs.duty, theirs.tax),
            (None, false) => {
                return Err(format!("{}: the peer says {}, {}", order.place, theirs.duty, theirs.tax).into());
            }
        };
        let on_lane = nanos(|| lane.quote_into(&request.cart, &rates, &mut quote));
        let whole = nanos(|| RuleBook::embedded().quote(&request).map(drop));
        println!(
            "| {} {}+{}+{} at {}%, {}% | {duty}, {tax} | {on_lane} ns | {whole} ns | {} ns | {} | {answers} |",
            order.place,
            order.goods,
            order.shipping,
            order.insurance,
            order.duty,
            order.tax,
            theirs.nanos,
            times(theirs.nanos, on_lane),
        );
    }
    println!();
    Ok(())
}

impl Order {
    /// Thresholds and carriers' fees are not what is compared.
    fn request(&self) -> Result<LandedCostRequest, Box<dyn Error>> {
        let currency = self.currency.parse()?;
        let money = |text: &str| Ok::<_, Box<dyn Error>>(ExactMoney::new(text.parse()?, currency));
        let item = Item::new(Decimal::ONE, money(&self.goods)?)
            .with_hs_code("610910".parse()?)
            .with_origin("US".parse()?)
            .with_duty(format!("{}%", self.duty).parse()?)
            .with_additional_duties(Vec::new())
            .with_tax(self.tax.parse::<Decimal>()? / Decimal::ONE_HUNDRED);
        let cart = Cart::new(vec![item])
            .with_shipping(money(&self.shipping)?)
            .with_insurance(money(&self.insurance)?)
            .with_carrier_fees(Vec::new());
        let mut to = Address::country(self.place.split('-').next().unwrap_or_default().parse()?);
        to.region = if self.place.contains('-') { Some(self.place.parse()?) } else { None };
        let lane = LaneRequest::new("US".parse()?, to, "2026-11-21".parse()?)
            .with_reliefs(Reliefs::Ignore)
            .with_transport(Transport::Freight);
        Ok(LandedCostRequest::new(lane, cart))
    }
}

fn ask_peer() -> Result<Vec<PeerAnswer>, Box<dyn Error>> {
    let mut child = Command::new(std::env::var("PEER_PYTHON")?)
        .arg("orders.py")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    child.stdin.take().ok_or("no pipe")?.write_all(ORDERS.as_bytes())?;
    Ok(serde_json::from_slice(&child.wait_with_output()?.stdout)?)
}

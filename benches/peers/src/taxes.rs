//! The tax of an amount: landfall beside `world-tax` (Rust) and `sales-tax` (Node).
//!
//! landfall answers with a whole quote, citations filled in, on a lane where nothing but tax is due: the goods come
//! under the low value that a registered seller accounts for. The peers hold a rate for each country.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use landfall::RuleBook;
use landfall::landed_cost::{Cart, ExchangeRates, Item, LaneRequest, Quote};
use landfall::money::ExactMoney;
use landfall::place::Address;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use world_tax::{Region, TaxDatabase, TaxScenario, TransactionType};

use crate::stopwatch::{nanos, times};

struct Case {
    country: &'static str,
    currency: &'static str,
    registration: &'static str,
    /// Tax on 100.00.
    tax: &'static str,
}

const CASES: [Case; 5] = [
    Case { country: "GB", currency: "GBP", registration: "GB_VAT", tax: "20.00" },
    Case { country: "DE", currency: "EUR", registration: "IOSS", tax: "19.00" },
    Case { country: "FR", currency: "EUR", registration: "IOSS", tax: "20.00" },
    Case { country: "AU", currency: "AUD", registration: "AU_GST", tax: "10.00" },
    Case { country: "NZ", currency: "NZD", registration: "NZ_GST", tax: "15.00" },
];

/// Before the Union's flat duty, so that tax is all there is.
const DATE: &str = "2026-06-30";

#[derive(Serialize)]
struct Question {
    country: &'static str,
    region: Option<&'static str>,
    amount: &'static str,
}

#[derive(Deserialize)]
struct NodeAnswer {
    total: String,
    rate: String,
    nanos: u128,
}

pub fn compare() -> Result<(), Box<dyn Error>> {
    let world = TaxDatabase::new()?;
    let questions: Vec<_> =
        CASES.iter().map(|case| Question { country: case.country, region: None, amount: "100" }).collect();
    let in_node = ask_node(&questions)?;
    let mut server = Server::start()?;
    println!("### Tax on 100.00: `world-tax` 0.5 (Rust), `sales-tax` 2.23 (Node)\n");
    println!(
        "| place | tax | landfall, prepared lane | world-tax | / lane | sales-tax, inside Node | / lane | a round to a running Node | / lane | answers |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for ((case, question), theirs) in CASES.iter().zip(&questions).zip(&in_node) {
        let (ours, quote_nanos) = landfall(case)?;
        let region = || Region::new(case.country.to_owned(), None);
        let scenario = TaxScenario::new(region()?, region()?, TransactionType::B2C);
        let world_tax = scenario.calculate_tax_decimal(Decimal::ONE_HUNDRED, &world)?;
        let world_nanos = nanos(|| scenario.calculate_tax_decimal(Decimal::ONE_HUNDRED, &world).ok());
        let expected: Decimal = case.tax.parse()?;
        if ours != expected
            || world_tax != expected
            || theirs.rate.parse::<Decimal>()? * Decimal::ONE_HUNDRED != expected
        {
            return Err(format!("{}: {ours}, {world_tax}, {}", case.country, theirs.rate).into());
        }
        let total = (expected + Decimal::ONE_HUNDRED).normalize().to_string();
        let answers = if theirs.total == total {
            "same".to_owned()
        } else {
            format!("sales-tax makes the total {}: binary floating point", theirs.total)
        };
        let line = serde_json::to_string(question)?;
        let round = nanos(|| server.ask(&line).ok());
        println!(
            "| {} | {} | {quote_nanos} ns | {world_nanos} ns | {} | {} ns | {} | {round} ns | {} | {answers} |",
            case.country,
            case.tax,
            times(world_nanos, quote_nanos),
            theirs.nanos,
            times(theirs.nanos, quote_nanos),
            times(round, quote_nanos),
        );
    }
    let list = serde_json::to_string(&Question { country: "DE", region: None, amount: "100" })?;
    let process = nanos(|| Server::start().and_then(|mut server| server.ask(&list)).ok());
    println!("\nA Node process started for one question: {process} ns.\n");
    Ok(())
}

/// The tax and the best time of a quote.
fn landfall(case: &Case) -> Result<(Decimal, u128), Box<dyn Error>> {
    let to = Address::country(case.country.parse()?);
    let request = LaneRequest::new("US".parse()?, to, DATE.parse()?).with_registration(case.registration);
    let lane = RuleBook::embedded().lane(&request)?;
    let price = ExactMoney::new(Decimal::ONE_HUNDRED, case.currency.parse()?);
    let cart = Cart::new(vec![Item::new(Decimal::ONE, price).with_hs_code("610910".parse()?)]);
    let (rates, mut quote) = (ExchangeRates::none(), Quote::default());
    lane.quote_into(&cart, &rates, &mut quote)?;
    let totals = quote.totals();
    if totals.duty.is_none_or(|duty| !duty.is_zero()) {
        return Err(format!("{}: a duty is due: {quote:#?}", case.country).into());
    }
    let tax = totals.tax.ok_or("no tax")?.amount();
    Ok((tax, nanos(|| lane.quote_into(&cart, &rates, &mut quote))))
}

fn ask_node(questions: &[Question]) -> Result<Vec<NodeAnswer>, Box<dyn Error>> {
    let mut child =
        Command::new("node").arg("sales_tax.cjs").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut line = serde_json::to_vec(questions)?;
    line.push(b'\n');
    child.stdin.take().ok_or("no pipe")?.write_all(&line)?;
    Ok(serde_json::from_slice(&child.wait_with_output()?.stdout)?)
}

/// A Node process that stays and answers one question a line.
struct Server {
    child: Child,
    answers: BufReader<std::process::ChildStdout>,
    line: String,
}

impl Server {
    fn start() -> std::io::Result<Self> {
        let mut child = Command::new("node")
            .args(["sales_tax.cjs", "serve"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let answers = child.stdout.take().ok_or_else(|| std::io::Error::other("no pipe"))?;
        Ok(Self { child, answers: BufReader::new(answers), line: String::new() })
    }

    fn ask(&mut self, question: &str) -> std::io::Result<usize> {
        let stdin = self.child.stdin.as_mut().ok_or_else(|| std::io::Error::other("no pipe"))?;
        stdin.write_all(question.as_bytes())?;
        stdin.write_all(b"\n")?;
        self.line.clear();
        self.answers.read_line(&mut self.line)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

//! The closed word lists.

use std::io::{self, Write};

use landfall::RuleBook;
use landfall::delivery::{Basis, CalendarChoice, DeliveryRequest, StageName};
use landfall::goods::{Category, Measure, ValuePart};
use landfall::landed_cost::{
    Buyer, ChargeKind, Collected, LandedCostRequest, Nature, Reliefs, Terms, Transport, Verdict,
};

const COLUMN: usize = 22;
const WIDTH: usize = 100;

pub fn print(book: &RuleBook, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Requests")?;
    let asks = LandedCostRequest::ASKS.iter().chain(DeliveryRequest::ASKS);
    list(out, "ask", asks.copied())?;
    list(out, "terms", Terms::ALL.iter().map(|word| word.as_str()))?;
    list(out, "transport", Transport::ALL.iter().map(|word| word.as_str()))?;
    list(out, "nature", Nature::ALL.iter().map(|word| word.as_str()))?;
    list(out, "buyer", Buyer::ALL.iter().map(|word| word.as_str()))?;
    list(out, "reliefs", Reliefs::ALL.iter().map(|word| word.as_str()))?;
    let registrations = book.registrations().map_err(io::Error::other)?;
    list(out, "seller.registrations", registrations.iter().map(String::as_str))?;
    let tariffs = book.tariff_codes().map_err(io::Error::other)?;
    list(out, "items[].duty_by_tariff", tariffs.iter().map(String::as_str))?;
    list(out, "items[].measures", Measure::ALL.iter().map(|word| word.as_str()))?;
    list(out, "items[].part_values", ValuePart::ALL.iter().map(|word| word.as_str()))?;
    writeln!(out, "\nAnswers")?;
    list(out, "verdict", Verdict::ALL.iter().map(|word| word.as_str()))?;
    list(out, "charges[].kind", ChargeKind::ALL.iter().map(|word| word.as_str()))?;
    list(out, "charges[].collected", Collected::ALL.iter().map(|word| word.as_str()))?;
    delivery(book, out)?;
    writeln!(out, "\nGoods: items[].category")?;
    let longest = Category::all().map(|word| word.as_str().len()).max().unwrap_or(COLUMN);
    for category in Category::all() {
        writeln!(out, "  {:longest$}  {}", category.as_str(), category.description())?;
    }
    Ok(())
}

fn delivery(book: &RuleBook, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\nDelivery")?;
    let services = book.services().map_err(io::Error::other)?;
    let current = services.iter().filter(|service| !service.is_historic() && !service.lanes().is_empty());
    list(out, "service", current.map(|service| service.id()))?;
    list(out, "calendar", CalendarChoice::ALL.iter().map(|word| word.as_str()))?;
    list(out, "works, delivers", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].into_iter())?;
    list(out, "stages[].name", StageName::ALL.iter().map(|word| word.as_str()))?;
    list(out, "stages[].source", Basis::ALL.iter().map(|word| word.as_str()))?;
    let skipped = ["weekend", "holiday: NAME", "closed", "not_a_delivery_day"];
    list(out, "skipped[].why", skipped.into_iter())
}

/// A name and its words, broken between words.
fn list<'w>(out: &mut impl Write, name: &str, words: impl Iterator<Item = &'w str>) -> io::Result<()> {
    write!(out, "  {name:COLUMN$}")?;
    let start = COLUMN.saturating_add(2);
    let mut column = start;
    for word in words {
        if column > start && column.saturating_add(word.len()) >= WIDTH {
            write!(out, "\n{:start$}", "")?;
            column = start;
        }
        write!(out, "  {word}")?;
        column = column.saturating_add(word.len()).saturating_add(2);
    }
    writeln!(out)
}

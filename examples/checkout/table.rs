//! An answer for people, 100 columns wide.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Row, Table, Width, presets};
use landfall::RuleBook;
use landfall::landed_cost::{
    Charge, Collected, LandedCostRequest, Quote, QuoteLine, Reliefs, Remark, Terms, Verdict,
};
use landfall::money::{ExactMoney, Money};
use landfall::place::Address;

const WIDTH: usize = 100;
/// What stands for a sum that is not known.
const UNKNOWN: &str = "?";

pub fn print(
    book: &RuleBook,
    request: &LandedCostRequest,
    quote: &Quote,
    out: &mut impl Write,
) -> io::Result<()> {
    heading(request, quote, out)?;
    goods(request, quote, out)?;
    sums(quote, out)?;
    charges(quote, out)?;
    remarks(reasons_title(quote.verdict()), quote.reasons(), out)?;
    remarks("Notices", quote.notices(), out)?;
    data(book, quote, out)
}

fn heading(request: &LandedCostRequest, quote: &Quote, out: &mut impl Write) -> io::Result<()> {
    let lane = &request.lane;
    let name = request.id.as_deref().unwrap_or("Quote");
    let day = lane.date.format("%-d %B %Y");
    writeln!(out, "{}", "━".repeat(WIDTH))?;
    let way = format!("{} → {}", lane.ship_from.name(), address(&lane.destination));
    wrapped(out, " ", "   ", &format!("{name}: {way}, {day}"))?;
    let terms = match lane.terms {
        Terms::Dap => "delivered at place: the buyer pays at the door",
        _ => "delivered duty paid",
    };
    let marketplace = if lane.seller.marketplace { " through a marketplace" } else { "" };
    let mut facts = vec![
        format!("{} to a {}{marketplace}", lane.nature, lane.buyer),
        format!("by {}", lane.transport),
        terms.to_owned(),
    ];
    for (said, fact) in [
        (lane.preference_claimed, "preferential origin claimed"),
        (lane.reliefs == Reliefs::Ignore, "low-value reliefs not claimed"),
        (request.cart.prices_include_tax, "prices include tax"),
    ] {
        facts.extend(said.then(|| fact.to_owned()));
    }
    if !lane.seller.registrations.is_empty() {
        facts.push(format!("seller registered: {}", lane.seller.registrations.join(", ")));
    }
    wrapped(out, " ", " ", &facts.join(" · "))?;
    let total = quote.totals().total.map_or_else(|| "NO TOTAL".to_owned(), |total| format!("TOTAL {total}"));
    let verdict = quote.verdict().as_str().to_uppercase();
    let room = WIDTH.saturating_sub(2).saturating_sub(verdict.len());
    writeln!(out, "{}", "━".repeat(WIDTH))?;
    writeln!(out, " {verdict}{total:>room$}")
}

fn address(address: &Address) -> String {
    let mut parts = vec![address.country.name().to_owned()];
    parts.extend(address.region.map(|region| region.name().to_owned()));
    parts.extend(address.postal_code.clone());
    parts.join(", ")
}

fn goods(request: &LandedCostRequest, quote: &Quote, out: &mut impl Write) -> io::Result<()> {
    let currency = quote.currency().map_or("", |currency| currency.as_str());
    let mut table = section(["#", "Goods", "Price of one", "Customs value", "Duty", "Tax", "Fees"]);
    for ((number, item), line) in (1..).zip(&request.cart.items).zip(quote.lines()) {
        let name = match (&item.description, &item.sku) {
            (Some(description), Some(sku)) => format!("{description} ({sku})"),
            (Some(only), None) | (None, Some(only)) => only.to_string(),
            (None, None) => "goods".to_owned(),
        };
        let mut facts: Vec<String> = Vec::new();
        facts.extend(item.hs_code.map(|code| format!("code {code}")));
        facts.extend(item.category.map(|category| category.to_string()));
        facts.extend(item.origin.map(|origin| format!("made in {}", origin.name())));
        let QuoteLine { customs_value, duty, tax, fees, .. } = line;
        table.add_row([
            left(number),
            left(format!("{} × {name}\n{}", item.quantity, facts.join(", ")).trim_end()),
            Cell::new(price(item.unit_price)),
            Cell::new(amount(*customs_value)),
            Cell::new(amount(*duty)),
            Cell::new(amount(*tax)),
            Cell::new(amount(*fees)),
        ]);
    }
    writeln!(out, "\n Goods, with sums in {currency}")?;
    show(&table, out)
}

/// A price as it was given, with no fewer places than its currency has.
fn price(price: ExactMoney) -> String {
    let digits = price.currency().digits().max(price.amount().scale());
    let mut amount = price.amount();
    amount.rescale(digits);
    format!("{amount} {}", price.currency())
}

fn amount(money: Option<Money>) -> String {
    money.map_or_else(|| UNKNOWN.to_owned(), bare)
}

/// The number without its currency.
fn bare(money: Money) -> String {
    let text = money.to_string();
    text.split(' ').next().unwrap_or_default().to_owned()
}

fn sums(quote: &Quote, out: &mut impl Write) -> io::Result<()> {
    let totals = quote.totals();
    let currency = quote.currency().map_or("", |currency| currency.as_str());
    let rows = [
        ("Goods", totals.goods),
        ("Shipping", totals.shipping),
        ("Insurance", totals.insurance),
        ("Discount", totals.discount.map(Money::negated)),
        ("Duty", totals.duty),
        ("Tax", totals.tax),
        ("Fees", totals.fees),
    ];
    let optional = ["Insurance", "Discount"];
    writeln!(out, "\n What the buyer pays, in {currency}")?;
    writeln!(out, " {}", "─".repeat(44))?;
    for (name, sum) in rows {
        if optional.contains(&name) && sum.is_some_and(Money::is_zero) {
            continue;
        }
        writeln!(out, "   {name:24}{:>16}", amount(sum))?;
    }
    writeln!(out, " {}", "─".repeat(44))?;
    writeln!(out, "   {:24}{:>16}", "Total", amount(totals.total))?;
    writeln!(out, "   {:24}{:>16}", "due now, at checkout", amount(totals.due_at_checkout))?;
    writeln!(out, "   {:24}{:>16}", "due at the door", amount(totals.due_on_delivery))
}

fn charges(quote: &Quote, out: &mut impl Write) -> io::Result<()> {
    if quote.charges().is_empty() {
        return Ok(());
    }
    let mut laws: Vec<String> = Vec::new();
    let mut table = section(["#", "Charge", "On", "Rate", "Amount", "Paid", "Law"]);
    for charge in quote.charges() {
        let law = law(charge);
        let number = laws.iter().position(|other| *other == law).unwrap_or_else(|| {
            laws.push(law);
            laws.len().saturating_sub(1)
        });
        table.add_row([
            left(charge.line.map_or_else(|| "all".to_owned(), |line| line.saturating_add(1).to_string())),
            left(charge.name.to_string()),
            Cell::new(bare(charge.base)),
            Cell::new(&charge.rate),
            Cell::new(bare(charge.amount)),
            left(match charge.collected {
                Collected::OnDelivery => "at the door",
                _ => "now",
            }),
            Cell::new(mark(number)),
        ]);
    }
    if let Some(name) = table.column_mut(1) {
        // Without a bound the column is only as wide as the names; with one it is never wider.
        let longest = quote.charges().iter().map(|charge| charge.name.chars().count()).max();
        let width = longest.unwrap_or_default().saturating_add(2).clamp(36, 52);
        let width = Width::Fixed(u16::try_from(width).unwrap_or(u16::MAX));
        name.set_constraint(ColumnConstraint::LowerBoundary(width));
    }
    let currency = quote.customs().map_or("", |customs| customs.currency.as_str());
    writeln!(out, "\n Charges, in {currency}")?;
    show(&table, out)?;
    writeln!(out)?;
    for (number, law) in laws.iter().enumerate() {
        wrapped(out, &format!(" {:>4} ", mark(number)), "      ", law)?;
    }
    Ok(())
}

fn mark(law: usize) -> String {
    format!("[{}]", law.saturating_add(1))
}

/// The rule with its law, its days and its evidence.
fn law(charge: &Charge) -> String {
    let basis = &charge.basis;
    let days = match (basis.from, basis.to) {
        (Some(from), Some(to)) => format!(", {from} to {to}"),
        (Some(from), None) => format!(", since {from}"),
        (None, Some(to)) => format!(", until {to}"),
        (None, None) => String::new(),
    };
    format!("{}: {}{days} ({})", charge.rule, basis.source.law(), basis.evidence)
}

const fn reasons_title(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Refused => "Why there is no answer, and what would settle it",
        _ => "Why this may move",
    }
}

fn remarks(title: &str, remarks: &[Remark], out: &mut impl Write) -> io::Result<()> {
    if remarks.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n {title}")?;
    rule(out)?;
    for remark in remarks {
        let line = remark.line().map(|line| format!("line {}: ", line.saturating_add(1)));
        wrapped(out, "   • ", "     ", &format!("{}{remark}", line.unwrap_or_default()))?;
    }
    Ok(())
}

fn data(book: &RuleBook, quote: &Quote, out: &mut impl Write) -> io::Result<()> {
    let mut parts = Vec::new();
    let used = quote.data();
    let rules = used.and_then(|data| data.rules_as_of).or(book.as_of());
    parts.extend(rules.map(|day| format!("rules as of {day}")));
    parts.extend(used.and_then(|data| data.rates_as_of).map(|day| format!("exchange rates of {day}")));
    parts.extend(used.and_then(|data| data.tariff.clone()).map(|tariff| format!("tariff: {tariff}")));
    writeln!(out)?;
    wrapped(out, " Data: ", "       ", &parts.join(" · "))?;
    writeln!(out)
}

/// A table whose columns are set to the right, but for the cells that say otherwise.
fn section<const N: usize>(head: [&str; N]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(WIDTH).unwrap_or(u16::MAX));
    let words = ["#", "Goods", "Charge", "Paid"];
    let head = head.map(|title| if words.contains(&title) { left(title) } else { Cell::new(title) });
    table.set_header(Row::from(head.to_vec()));
    for (number, column) in table.column_iter_mut().enumerate() {
        column.set_cell_alignment(CellAlignment::Right);
        column.set_padding(if number == 0 { (1, 0) } else { (2, 0) });
    }
    table
}

fn left(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Left)
}

fn show(table: &Table, out: &mut impl Write) -> io::Result<()> {
    for (number, line) in table.lines().enumerate() {
        if number == 1 {
            rule(out)?;
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn rule(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, " {}", "─".repeat(WIDTH.saturating_sub(1)))
}

/// Writes a text broken between words.
pub fn wrapped(out: &mut impl Write, first: &str, next: &str, text: &str) -> io::Result<()> {
    write!(out, "{first}")?;
    let start = next.chars().count();
    let mut column = start;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > start {
            if column.saturating_add(length) >= WIDTH {
                write!(out, "\n{next}")?;
                column = start;
            } else {
                write!(out, " ")?;
                column = column.saturating_add(1);
            }
        }
        write!(out, "{word}")?;
        column = column.saturating_add(length);
    }
    writeln!(out)
}

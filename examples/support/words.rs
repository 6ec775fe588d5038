//! The closed word lists.

use std::io::{self, Write};

use landfall::RuleBook;
use landfall::returns::{
    Buyer, BuyerGroup, Category, Channel, Fact, Ground, LeftWith, Outcome, Party, PolicyClause, PolicyStart,
    Reason, Remedy, ReturnCase, ReturnMethod, Settlement,
};

const COLUMN: usize = 22;
const WIDTH: usize = 100;

pub fn print(book: &RuleBook, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Requests")?;
    list(out, "ask", ReturnCase::ASKS.iter().copied().chain(["privacy"]))?;
    writeln!(out, "\nReturns: requests")?;
    list(out, "country", book.return_countries().map(|country| country.name().to_owned()))?;
    list(out, "channel", Channel::ALL.iter().map(|word| word.as_str()))?;
    list(out, "buyer", Buyer::ALL.iter().map(|word| word.as_str()))?;
    list(out, "category", Category::ALL.iter().map(|word| word.as_str()))?;
    list(out, "reason", Reason::ALL.iter().map(|word| word.as_str()))?;
    list(out, "facts.buyer_group", BuyerGroup::ALL.iter().map(|word| word.as_str()))?;
    list(out, "facts.left_with", LeftWith::ALL.iter().map(|word| word.as_str()))?;
    list(out, "policy.start", PolicyStart::ALL.iter().map(|word| word.as_str()))?;
    list(out, "policy.methods", ReturnMethod::ALL.iter().map(|word| word.as_str()))?;
    list(out, "policy.settlements", Settlement::ALL.iter().map(|word| word.as_str()))?;
    writeln!(out, "\nReturns: answers")?;
    list(out, "outcome", Outcome::ALL.iter().map(|word| word.as_str()))?;
    list(out, "ground", Ground::ALL.iter().map(|word| word.as_str()))?;
    list(out, "return_cost", Party::ALL.iter().map(|word| word.as_str()))?;
    list(out, "remedies", Remedy::ALL.iter().map(|word| word.as_str()))?;
    list(out, "policy_breaches", PolicyClause::ALL.iter().map(|word| word.as_str()))?;
    writeln!(out, "\nReturns: facts, yes or no")?;
    let declared = Fact::ALL.iter().filter(|fact| fact.is_declared());
    for fact in declared {
        writeln!(out, "  {:32}  {}", fact.field(), fact.question())?;
    }
    writeln!(out, "\nPrivacy")?;
    crate::privacy::print_words(book, out)
}

/// A name and its words, broken between words.
fn list<W: AsRef<str>>(out: &mut impl Write, name: &str, words: impl Iterator<Item = W>) -> io::Result<()> {
    write!(out, "  {name:COLUMN$}")?;
    let start = COLUMN.saturating_add(2);
    let mut column = start;
    for word in words {
        let word = word.as_ref();
        if column > start && column.saturating_add(word.len()) >= WIDTH {
            write!(out, "\n{:start$}", "")?;
            column = start;
        }
        write!(out, "  {word}")?;
        column = column.saturating_add(word.len()).saturating_add(2);
    }
    writeln!(out)
}

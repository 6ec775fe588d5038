//! What a cart costs at the buyer's door and when it arrives: reads requests, asks the library, prints the answers.
//!
//! `checkout cart.json` prints a table for people, `checkout --json < requests.jsonl` one JSON answer a line.

#[path = "../counter/mod.rs"]
mod counter;
mod table;
mod timeline;
mod words;

use std::io::{self, Write};
use std::process::ExitCode;

use landfall::RuleBook;
use landfall::delivery::DeliveryRequest;
use landfall::landed_cost::LandedCostRequest;
use landfall::wire::{Question, RequestError};

const HELP: &str = "\
What a cart costs at the buyer's door, with the law behind every figure, and when it arrives, day by day.

Usage: checkout [--json] [FILE]
       checkout --words

  FILE       requests, one JSON object a line, or a single object over several lines;
             standard input if left out
  --json     answer in JSON, one line for each request, in the same order
  --words    print the words that requests may hold and answers are made of
  --help     print this

A request asks for `landed_cost` or for `delivery`. One that cannot be answered is answered with its
error and the next one is read; the exit status is then 1. It is 2 if the arguments or the file cannot be used.

A first cart: cargo run --release --example checkout -- examples/carts/gb.json
";

fn main() -> ExitCode {
    let program = counter::Program {
        name: "checkout",
        help: HELP,
        words: |book, mut out| words::print(book, &mut out),
        answer: |book, text, json, mut out| {
            if json { answer_json(book, text, &mut out) } else { answer_table(book, text, &mut out) }
        },
    };
    program.run()
}

fn answer_json(book: &RuleBook, text: Result<&str, RequestError>, out: &mut impl Write) -> io::Result<bool> {
    let answer = text.and_then(|text| json_of(book, text));
    let mut line = match &answer {
        Ok(line) => line.clone().into_bytes(),
        Err(error) => serde_json::to_vec(error)?,
    };
    line.push(b'\n');
    out.write_all(&line)?;
    Ok(answer.is_ok())
}

/// One request to the desk that it asks.
fn json_of(book: &RuleBook, text: &str) -> Result<String, RequestError> {
    let answer = match Desk::of(text) {
        Desk::Delivery => serde_json::to_string(&book.delivery_json(text)?),
        Desk::LandedCost => serde_json::to_string(&book.quote_json(text).map_err(both_asks)?),
    };
    answer.map_err(|error| RequestError::new("unwritable_answer", "", error.to_string()))
}

fn answer_table(book: &RuleBook, text: Result<&str, RequestError>, out: &mut impl Write) -> io::Result<bool> {
    let answered = match text {
        Ok(text) => match Desk::of(text) {
            Desk::Delivery => delivery_table(book, text, out)?,
            Desk::LandedCost => landed_cost_table(book, text, out)?,
        },
        Err(error) => Err(error),
    };
    if let Err(error) = &answered {
        out.flush()?;
        eprintln!("{} cannot be answered: {error}", error.id().unwrap_or("the request"));
    }
    Ok(answered.is_ok())
}

fn delivery_table(book: &RuleBook, text: &str, out: &mut impl Write) -> io::Result<Result<(), RequestError>> {
    let answer = DeliveryRequest::from_json(text).and_then(|request| {
        let answer =
            book.delivery(&request).map_err(|error| RequestError::from(error).with_id(request.id.clone()))?;
        Ok((request, answer))
    });
    match answer {
        Ok((request, answer)) => timeline::print(&request, &answer, out).map(Ok),
        Err(error) => Ok(Err(error)),
    }
}

fn landed_cost_table(
    book: &RuleBook,
    text: &str,
    out: &mut impl Write,
) -> io::Result<Result<(), RequestError>> {
    let answer = LandedCostRequest::from_json(text).map_err(both_asks).and_then(|request| {
        let quote =
            book.quote(&request).map_err(|error| RequestError::from(error).with_id(request.id.clone()))?;
        Ok((request, quote))
    });
    match answer {
        Ok((request, quote)) => table::print(book, &request, &quote, out).map(Ok),
        Err(error) => Ok(Err(error)),
    }
}

/// Who answers a request.
enum Desk {
    LandedCost,
    Delivery,
}

impl Desk {
    /// The desk that a request asks; what asks for neither is told so by the first.
    fn of(text: &str) -> Self {
        match Question::of(text).ask.as_deref() {
            Some(ask) if DeliveryRequest::ASKS.contains(&ask) => Self::Delivery,
            _ => Self::LandedCost,
        }
    }
}

/// The first desk knows its own question only.
fn both_asks(error: RequestError) -> RequestError {
    if error.field() != "ask" || error.code() != "unknown_word" {
        return error;
    }
    let asks = DeliveryRequest::ASKS.iter().map(|ask| format!(", `{ask}`")).collect::<String>();
    let id = error.id().map(str::to_owned);
    RequestError::new("unknown_word", "ask", format!("{}{asks}", error.message())).with_id(id)
}

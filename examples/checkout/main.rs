//! What a cart costs at the buyer's door and when it arrives: reads requests, asks the library, prints the answers.
//!
//! `checkout cart.json` prints a table for people, `checkout --json < requests.jsonl` one JSON answer a line.

#[path = "../counter/lines.rs"]
mod lines;
mod table;
mod timeline;
mod words;

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::PathBuf;
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

/// What the arguments ask for.
enum Task {
    Help,
    Words,
    Answer { json: bool, file: Option<PathBuf> },
}

fn main() -> ExitCode {
    let outcome = match arguments() {
        Ok(task) => perform(task),
        Err(error) => {
            eprintln!("checkout: {error}; --help explains");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // Whoever reads the output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("checkout: {error}");
            ExitCode::from(2)
        }
    }
}

fn arguments() -> Result<Task, lexopt::Error> {
    use lexopt::prelude::{Long, Short, Value};

    let (mut json, mut file) = (false, None);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("json") => json = true,
            Long("words") => return Ok(Task::Words),
            Long("help") | Short('h') => return Ok(Task::Help),
            Value(path) if file.is_none() => file = Some(PathBuf::from(path)),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Task::Answer { json, file })
}

/// Does what was asked; false if a request could not be answered.
fn perform(task: Task) -> io::Result<bool> {
    let book = RuleBook::embedded();
    let mut out = io::stdout().lock();
    match task {
        Task::Help => out.write_all(HELP.as_bytes()).map(|()| true),
        Task::Words => words::print(&book, &mut out).map(|()| true),
        Task::Answer { json, file: Some(path) } => {
            let file = File::open(&path)
                .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
            answer_all(&book, lines::whole_or_lines(BufReader::new(file))?, json, &mut out)
        }
        Task::Answer { json: true, file: None } => {
            // As they come: whoever writes the requests may wait for each answer.
            answer_all(&book, lines::Requests::lines(io::stdin().lock()), true, &mut out)
        }
        Task::Answer { json: false, file: None } => {
            if io::stdin().is_terminal() {
                eprintln!("checkout: reading requests from standard input; --help explains");
            }
            answer_all(&book, lines::whole_or_lines(io::stdin().lock())?, false, &mut out)
        }
    }
}

fn answer_all<R: BufRead>(
    book: &RuleBook,
    mut requests: lines::Requests<R>,
    json: bool,
    out: &mut impl Write,
) -> io::Result<bool> {
    let mut all_answered = true;
    while let Some(text) = requests.next_text()? {
        let answered = if json { answer_json(book, text, out)? } else { answer_table(book, text, out)? };
        all_answered &= answered;
    }
    Ok(all_answered)
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

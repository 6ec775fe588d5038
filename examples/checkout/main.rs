//! What a cart costs at the buyer's door: reads requests, asks the library, prints the answers.
//!
//! `checkout cart.json` prints a table for people, `checkout --json < requests.jsonl` one JSON answer a line.

#[path = "../counter/lines.rs"]
mod lines;
mod table;
mod words;

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use landfall::RuleBook;
use landfall::landed_cost::{LandedCostRequest, RequestError};

const HELP: &str = "\
What a cart costs at the buyer's door: duty, tax and fees, with the law behind every figure.

Usage: checkout [--json] [FILE]
       checkout --words

  FILE       requests, one JSON object a line, or a single object over several lines;
             standard input if left out
  --json     answer in JSON, one line for each request, in the same order
  --words    print the words that requests may hold and answers are made of
  --help     print this

A request that cannot be answered is answered with its error and the next one is read;
the exit status is then 1. It is 2 if the arguments or the file cannot be used.

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
    let answer = text.and_then(|text| book.quote_json(text));
    let mut line = match &answer {
        Ok(quote) => serde_json::to_vec(quote)?,
        Err(error) => serde_json::to_vec(error)?,
    };
    line.push(b'\n');
    out.write_all(&line)?;
    Ok(answer.is_ok())
}

fn answer_table(book: &RuleBook, text: Result<&str, RequestError>, out: &mut impl Write) -> io::Result<bool> {
    let answer = text.and_then(LandedCostRequest::from_json).and_then(|request| {
        let quote =
            book.quote(&request).map_err(|error| RequestError::from(error).with_id(request.id.clone()))?;
        Ok((request, quote))
    });
    match &answer {
        Ok((request, quote)) => table::print(book, request, quote, out)?,
        Err(error) => {
            out.flush()?;
            eprintln!("{} cannot be answered: {error}", error.id().unwrap_or("the request"));
        }
    }
    Ok(answer.is_ok())
}

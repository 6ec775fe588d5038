//! What a support agent must know: can it come back, and what may we do with the buyer's data.
//!
//! `support case.json` explains in words to read aloud, `support --json < requests.jsonl` prints one JSON answer a
//! line.

#[path = "../counter/mod.rs"]
mod counter;
mod privacy;
mod returns;
mod words;

use std::io::{self, Write};
use std::process::ExitCode;

use landfall::RuleBook;
use landfall::wire::{Question, RequestError};

const HELP: &str = "\
Can it come back, until when, who pays; what may the buyer ask about their data and by when: with the law.

Usage: support [--json] [FILE]
       support --words

  FILE       requests, one JSON object a line, or a single object over several lines;
             standard input if left out
  --json     answer in JSON, one line for each request, in the same order
  --words    print the words that requests may hold and answers are made of
  --help     print this

A request asks for `return` or for `privacy`. One that cannot be answered is answered with its error and the
next one is read; the exit status is then 1. It is 2 if the arguments or the file cannot be used.

A first case: cargo run --release --example support -- examples/cases/de-change-of-mind.json
";

/// The answer to one request.
pub struct Answer {
    /// For machines: one line of JSON.
    pub json: String,
    /// For people, read aloud.
    pub words: String,
}

fn main() -> ExitCode {
    let program = counter::Program {
        name: "support",
        help: HELP,
        words: |book, mut out| words::print(book, &mut out),
        answer: |book, text, json, out| {
            let answer = text.and_then(|text| answer(book, text));
            print(&answer, json, out)?;
            Ok(answer.is_ok())
        },
    };
    program.run()
}

/// One request to the desk that it asks.
fn answer(book: &RuleBook, text: &str) -> Result<Answer, RequestError> {
    match Question::of(text).ask.as_deref() {
        Some("privacy") => privacy::answer(book, text),
        // What asks for neither is told so by the first desk.
        _ => returns::answer(book, text),
    }
}

fn print(answer: &Result<Answer, RequestError>, json: bool, out: &mut dyn Write) -> io::Result<()> {
    match answer {
        Ok(answer) if json => writeln!(out, "{}", answer.json),
        Ok(answer) => writeln!(out, "{}", answer.words.trim_end()),
        Err(error) if json => writeln!(out, "{}", serde_json::to_string(error)?),
        Err(error) => {
            out.flush()?;
            eprintln!("{} cannot be answered: {error}", error.id().unwrap_or("the request"));
            Ok(())
        }
    }
}

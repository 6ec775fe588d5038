//! What a support agent must know: can it come back, and what may we do with the buyer's data.
//!
//! `support case.json` explains in words to read aloud, `support --json < requests.jsonl` prints one JSON answer a
//! line.

#[path = "../counter/lines.rs"]
mod lines;
mod privacy;
mod returns;
mod words;

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::PathBuf;
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
            eprintln!("support: {error}; --help explains");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // Whoever reads the output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("support: {error}");
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
                eprintln!("support: reading requests from standard input; --help explains");
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
        let answer = text.and_then(|text| answer(book, text));
        all_answered &= answer.is_ok();
        print(&answer, json, out)?;
    }
    Ok(all_answered)
}

/// One request to the desk that it asks.
fn answer(book: &RuleBook, text: &str) -> Result<Answer, RequestError> {
    match Question::of(text).ask.as_deref() {
        Some("privacy") => privacy::answer(book, text),
        // What asks for neither is told so by the first desk.
        _ => returns::answer(book, text),
    }
}

fn print(answer: &Result<Answer, RequestError>, json: bool, out: &mut impl Write) -> io::Result<()> {
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

//! What the programs at the counter share: arguments, requests line by line, exit status.

mod lines;

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use landfall::RuleBook;
use landfall::wire::RequestError;

/// A program that answers requests from a file or from standard input.
pub struct Program {
    pub name: &'static str,
    pub help: &'static str,
    /// Prints the words that requests may hold and answers are made of.
    pub words: fn(&RuleBook, &mut dyn Write) -> io::Result<()>,
    pub answer: Answerer,
}

/// Answers one request, as one line of JSON or for people; false if it cannot be answered.
pub type Answerer = fn(&RuleBook, Result<&str, RequestError>, bool, &mut dyn Write) -> io::Result<bool>;

/// What the arguments ask for.
enum Task {
    Help,
    Words,
    Answer { json: bool, file: Option<PathBuf> },
}

impl Program {
    pub fn run(&self) -> ExitCode {
        let outcome = match arguments() {
            Ok(task) => self.perform(task),
            Err(error) => {
                eprintln!("{}: {error}; --help explains", self.name);
                return ExitCode::from(2);
            }
        };
        match outcome {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            // Whoever reads the output has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{}: {error}", self.name);
                ExitCode::from(2)
            }
        }
    }

    /// Does what was asked; false if a request could not be answered.
    fn perform(&self, task: Task) -> io::Result<bool> {
        let book = RuleBook::embedded();
        let mut out = io::stdout().lock();
        match task {
            Task::Help => out.write_all(self.help.as_bytes()).map(|()| true),
            Task::Words => (self.words)(&book, &mut out).map(|()| true),
            Task::Answer { json, file: Some(path) } => {
                let file = File::open(&path)
                    .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
                self.answer_all(&book, lines::whole_or_lines(BufReader::new(file))?, json, &mut out)
            }
            Task::Answer { json: true, file: None } => {
                // As they come: whoever writes the requests may wait for each answer.
                self.answer_all(&book, lines::Requests::lines(io::stdin().lock()), true, &mut out)
            }
            Task::Answer { json: false, file: None } => {
                if io::stdin().is_terminal() {
                    eprintln!("{}: reading requests from standard input; --help explains", self.name);
                }
                self.answer_all(&book, lines::whole_or_lines(io::stdin().lock())?, false, &mut out)
            }
        }
    }

    fn answer_all<R: BufRead>(
        &self,
        book: &RuleBook,
        mut requests: lines::Requests<R>,
        json: bool,
        out: &mut dyn Write,
    ) -> io::Result<bool> {
        let mut all_answered = true;
        while let Some(text) = requests.next_text()? {
            all_answered &= (self.answer)(book, text, json, out)?;
        }
        Ok(all_answered)
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

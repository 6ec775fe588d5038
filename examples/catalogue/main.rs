//! Prices a catalogue for many countries overnight: generated goods, sixty destinations, one CSV file that an
//! interrupted run continues, and at the end how fast it went and how much memory it took.

mod destinations;
mod file;
mod goods;
mod process;
mod run;

use std::path::PathBuf;
use std::process::ExitCode;

use run::Settings;

const HELP: &str = "\
What every article of a catalogue costs at the door in every country.

Usage: catalogue [--goods N] [--destinations N|LIST] [--threads N] [--out FILE [--resume]]

  --goods N            how many kinds of goods to generate; 1000000 if left out
  --destinations N     the first N of the list of sixty; all of them if left out
  --destinations LIST  or these: countries and regions such as DE,CA-ON,US-CA
  --threads N          how many threads price; one for each core if left out
  --out FILE           write a CSV line for each of the goods and destinations; about 45 bytes each
  --resume             continue FILE where an interrupted run with the same settings left it
  --help               print this

Without --out the figures are computed and formatted, but not kept. Article number N is the same in every run.
The exit status is 1 if the run fails and 2 if the arguments cannot be used.
";

fn main() -> ExitCode {
    let settings = match arguments() {
        Ok(Some(settings)) => settings,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("catalogue: {error}; --help explains");
            return ExitCode::from(2);
        }
    };
    match run::run(&settings) {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("catalogue: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What the arguments ask for; `None` for the help.
fn arguments() -> Result<Option<Settings>, lexopt::Error> {
    use lexopt::prelude::{Long, Short, ValueExt};

    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut settings = Settings {
        goods: 1_000_000,
        destinations: destinations::first(usize::MAX),
        threads,
        out: None,
        resume: false,
    };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("goods") => settings.goods = arguments.value()?.parse()?,
            Long("destinations") => {
                settings.destinations = arguments.value()?.parse_with(destinations::read)?;
            }
            Long("threads") => settings.threads = arguments.value()?.parse()?,
            Long("out") => settings.out = Some(PathBuf::from(arguments.value()?)),
            Long("resume") => settings.resume = true,
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    if settings.threads == 0 {
        return Err("--threads 0, expected at least 1".into());
    }
    if settings.resume && settings.out.is_none() {
        return Err("--resume needs the file to continue: --out FILE".into());
    }
    Ok(Some(settings))
}

//! Brings a tariff of your own: reads an export, says what could not be read, and looks one code up.
//!
//! ```sh
//! cargo run --example own_tariff -- hts-csv htsdata.csv US 0409.00.00 MX 2026-11-21
//! ```
//!
//! The formats are `hts-csv`, `hts-json`, `uk`, `taric` and `plain`; the third word is the name by which a territory's
//! data call the tariff (`US`, `EU`, `GB`), from which the members of agreements are known.

use std::error::Error;
use std::fs::File;

use landfall::RuleBook;
use landfall::goods::{Found, LineView, ScheduleFormat, TariffSchedule};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [format, path, tariff, code, origin, day] = words.as_slice() else {
        return Err("expected: FORMAT FILE TARIFF CODE ORIGIN DAY".into());
    };
    let format = match format.as_str() {
        "hts-csv" => ScheduleFormat::HtsCsv,
        #[cfg(feature = "json")]
        "hts-json" => ScheduleFormat::HtsJson,
        "uk" => ScheduleFormat::UkMeasures,
        "taric" => ScheduleFormat::TaricDuties,
        "plain" => ScheduleFormat::Plain,
        other => return Err(format!("`{other}` is no format").into()),
    };
    let loaded = TariffSchedule::read_from(format, File::open(path)?)?;
    let report = loaded.report;
    println!("{} rows, {} that say nothing of duties", report.rows, report.passed_over);
    for issue in report.issues.iter().take(20) {
        println!("  {issue}");
    }

    let day = day.parse()?;
    let schedule = loaded.schedule.with_origins_of(&RuleBook::embedded(), tariff, day)?;
    let coverage = schedule.coverage();
    println!("{} lines, {} with a rate, {} bytes", coverage.lines, coverage.rated, schedule.memory());
    if !coverage.unknown_groups.is_empty() {
        println!("origins not known: {}", coverage.unknown_groups.join(", "));
    }

    match schedule.find(code.parse()?, origin.parse()?, day) {
        Found::Line(line) => show(&line),
        Found::Candidates(lines) => lines.take(20).for_each(|line| show(&line)),
        Found::Missing { nearest } => println!("no such line; nearest: {nearest:?}"),
        _ => {}
    }
    Ok(())
}

fn show(line: &LineView<'_>) {
    let words: Vec<&str> = line.descriptions().collect();
    println!("{}  {}", line.code(), words.join(" > "));
    match line.duty() {
        Ok(duty) => println!("  duty {duty}"),
        Err(why) => println!("  {why}"),
    }
    for rate in line.other_rates() {
        let duty = rate.duty().map_or_else(|| "not read".to_owned(), ToString::to_string);
        let areas: Vec<&str> = rate.areas().collect();
        println!("  {:?}: {duty} for {}", rate.kind(), areas.join(", "));
    }
}

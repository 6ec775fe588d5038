//! Memory, load time and look-up of a whole schedule beside a plain `HashMap` of texts.
//!
//! `cargo bench --bench tariff` prints both in one run; compare only figures of one run. The schedule is made up in
//! the form of an official export, with as many lines as a large one has: two rated lines of eight digits for each
//! subheading of the Harmonized System and two statistical lines below each. With `LANDFALL_FACTS` the rated lines are
//! those of a real one (`tariff/US.csv` and `tariff/US_special_col2.csv`). `LANDFALL_WORK` (`load` or `find`) runs one
//! piece of work `LANDFALL_TIMES` times and nothing else, for counts of instructions.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark may stop at the first surprise"
)]

use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use allocation_counter::measure;
use criterion::{Criterion, Throughput};
use landfall::goods::{Found, HsCode, ScheduleFormat, TariffSchedule};
use landfall::place::Country;
use landfall::time::Date;

fn main() {
    let text = match std::env::var_os("LANDFALL_FACTS") {
        Some(folder) => published(Path::new(&folder)),
        None => made_up(),
    };
    if let Ok(work) = std::env::var("LANDFALL_WORK") {
        let times = std::env::var("LANDFALL_TIMES").map_or(1, |times| times.parse().unwrap());
        return run_work(&work, times, &text);
    }
    sizes(&text);
    let mut criterion = Criterion::default().configure_from_args();
    loading(&mut criterion, &text);
    looking_up(&mut criterion, &text);
    criterion.final_summary();
}

const HEADER: &str = "HTS Number,Indent,Description,Unit of Quantity,General Rate of Duty,Special Rate of Duty,\
                      Column 2 Rate of Duty,Quota Quantity,Additional Duties\n";
const SPECIAL: &str = "Free (A+,AU,BH,CL,CO,D,E,IL,JO,KR,MA,OM,P,PA,PE,S,SG)";

/// Two rated lines for each subheading, two statistical lines for each of them.
fn made_up() -> String {
    let mut text = HEADER.to_owned();
    let mut number = 0;
    for row in include_str!("../data/goods/hs2022.csv").lines().skip(1) {
        let (heading, endings) = row.split_once(',').unwrap();
        text.push_str(&format!("{heading},0,Goods of heading {heading}:,,,,,,\n"));
        for ending in endings.split(' ') {
            for national in ["10", "90"] {
                number += 1;
                let general = match number % 7 {
                    0 | 1 => "Free".to_owned(),
                    2 => format!("{}¢/kg", number % 41),
                    3 => format!("{}¢/kg + {}.{}%", number % 23, number % 13, number % 10),
                    _ => format!("{}.{}%", number % 31, number % 10),
                };
                let special = if number % 7 > 1 { SPECIAL } else { "" };
                let line = format!("{heading}.{ending}.{national}");
                let words = format!("Other, described as number {number} of the schedule");
                text.push_str(&format!("{line},1,\"{words}\",,{general},\"{special}\",{}%,,\n", number % 90));
                for statistical in ["30", "60"] {
                    text.push_str(&format!("{line}.{statistical},2,Other,\"[\"\"No.\"\"]\",,,,,\n"));
                }
            }
        }
    }
    text
}

/// The rated lines of a real schedule, with two statistical lines below each.
fn published(folder: &Path) -> String {
    let read = |name: &str| csv::Reader::from_path(folder.join("tariff").join(name)).unwrap().into_records();
    let mut text = HEADER.to_owned();
    for (general, other) in read("US.csv").zip(read("US_special_col2.csv")) {
        let (general, other) = (general.unwrap(), other.unwrap());
        assert_eq!(general[0], other[0]);
        let words = general[1].rsplit(" > ").next().unwrap_or_default().replace('"', "\"\"");
        let rates = [&general[3], &other[1], &other[2]].map(|rate| rate.replace('"', "\"\""));
        text.push_str(&format!(
            "{},1,\"{words}\",,\"{}\",\"{}\",\"{}\",,\n",
            &general[0], rates[0], rates[1], rates[2]
        ));
        for statistical in ["30", "60"] {
            text.push_str(&format!("{}{statistical},2,Other,\"[\"\"No.\"\"]\",,,,,\n", &general[0]));
        }
    }
    text
}

fn load(text: &str) -> TariffSchedule {
    let group: [Country; 0] = [];
    let loaded = TariffSchedule::read(ScheduleFormat::HtsCsv, text.as_bytes()).unwrap();
    loaded.schedule.with_group("column 2", group)
}

/// The plainest program: code to rate, both as they stand in the file; statistical lines take the rate above them.
fn map(text: &str) -> HashMap<String, String> {
    let mut map = HashMap::new();
    let mut last = String::new();
    for record in csv::Reader::from_reader(text.as_bytes()).into_records() {
        let record = record.unwrap();
        if !record[4].is_empty() {
            last = record[4].to_owned();
        }
        map.insert(record[0].replace('.', ""), last.clone());
    }
    map
}

fn sizes(text: &str) {
    let mut kept = None;
    let ours = measure(|| kept = Some(load(text)));
    let schedule = kept.unwrap();
    let mut kept = None;
    let plain = measure(|| kept = Some(map(text)));
    let lines = text.lines().count() - 1;
    println!("schedule of {lines} rows, {} bytes of text", text.len());
    println!("  memory: {} bytes, {} counted by the schedule itself", ours.bytes_current, schedule.memory());
    println!("  memory of HashMap<String, String> (rates only): {} bytes", plain.bytes_current);
    let report = TariffSchedule::read(ScheduleFormat::HtsCsv, text.as_bytes()).unwrap().report;
    let issues = report.issues.len() + report.further_issues;
    println!("  {} lines, {} rows with something unread", schedule.coverage().lines, issues);
    drop(kept);
}

fn loading(criterion: &mut Criterion, text: &str) {
    let mut group = criterion.benchmark_group("load");
    group.throughput(Throughput::Bytes(u64::try_from(text.len()).unwrap())).sample_size(20);
    group.bench_function("schedule", |bencher| bencher.iter(|| load(black_box(text))));
    group.bench_function("HashMap<String, String>", |bencher| bencher.iter(|| map(black_box(text))));
    group.finish();
}

/// Every seventh code, so that neither side finds its memory warm by accident.
fn codes(text: &str) -> Vec<HsCode> {
    text.lines()
        .skip(1)
        .step_by(7)
        .filter_map(|row| row.split(',').next()?.parse().ok())
        .filter(|code: &HsCode| code.len() >= 8)
        .collect()
}

fn asked() -> (Country, Date) {
    ("CN".parse().unwrap(), "2026-11-21".parse().unwrap())
}

fn looking_up(criterion: &mut Criterion, text: &str) {
    let (schedule, map, codes) = (load(text), map(text), codes(text));
    let (origin, day) = asked();
    let mut group = criterion.benchmark_group("look-up");
    group.throughput(Throughput::Elements(u64::try_from(codes.len()).unwrap()));
    group.bench_function("schedule: line", |bencher| {
        bencher.iter(|| {
            for code in &codes {
                black_box(matches!(schedule.find(*code, origin, day), Found::Line(_)));
            }
        });
    });
    group.bench_function("schedule: line and its duty", |bencher| {
        bencher.iter(|| {
            for code in &codes {
                let Found::Line(line) = schedule.find(*code, origin, day) else { panic!("{code}") };
                black_box(line.duty().ok());
            }
        });
    });
    group.bench_function("HashMap<String, String>: text of the rate", |bencher| {
        bencher.iter(|| {
            for code in &codes {
                black_box(map.get(code.digits()));
            }
        });
    });
    group.finish();
}

fn run_work(work: &str, times: u32, text: &str) {
    let began = Instant::now();
    match work {
        "load" => (0..times).for_each(|_| drop(black_box(load(text)))),
        "find" => {
            let (schedule, codes) = (load(text), codes(text));
            let (origin, day) = asked();
            for _ in 0..times {
                for code in &codes {
                    if let Found::Line(line) = schedule.find(*code, origin, day) {
                        black_box(line.duty().ok());
                    }
                }
            }
        }
        _ => panic!("LANDFALL_WORK is `load` or `find`"),
    }
    eprintln!("{work} {times} times: {:?}", began.elapsed());
}

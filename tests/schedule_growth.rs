//! Sixteen times the input takes about sixteen times as long, whatever shape the input has.
//!
//! What counts is the time that the thread was on the processor, where the system tells it, so that a busy machine
//! does not disturb; the bound is three times what growth in proportion would give. Growth with the square would give
//! sixteen times as much, 256.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::fmt::Write as _;
use std::time::Instant;

use landfall::goods::{DutyExpression, ScheduleFormat, TariffSchedule};

const TIMES: usize = 16;
const MOST: u64 = 48;

/// Nanoseconds that this thread was on the processor; those of a clock where the system does not tell.
fn used(began: Instant) -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|text| text.split(' ').next()?.parse().ok());
    told.unwrap_or_else(|| u64::try_from(began.elapsed().as_nanos()).unwrap())
}

/// Nanoseconds of one run. The system counts in steps of some milliseconds, so that many runs are counted together.
fn time_of(mut run: impl FnMut()) -> u64 {
    const ENOUGH: u64 = 80_000_000;
    let began = Instant::now();
    let before = used(began);
    for runs in 1.. {
        run();
        let time = used(began) - before;
        if time > ENOUGH {
            return time / runs;
        }
    }
    unreachable!("time passes")
}

/// Reads `rows` rows of a shape and sixteen times as many.
#[track_caller]
fn grows_in_proportion(format: ScheduleFormat, what: &str, rows: usize, shape: impl Fn(usize) -> String) {
    let time = |rows| {
        let text = shape(rows);
        time_of(|| drop(TariffSchedule::read(format, text.as_bytes())))
    };
    let (few, many) = (time(rows), time(rows * TIMES));
    assert!(many < few * MOST, "{what}: {few} ns for {rows} rows, {many} ns for {} rows", rows * TIMES);
}

/// A CSV of a header and numbered rows.
fn csv(header: &str, rows: usize, row: impl Fn(usize) -> String) -> String {
    let mut text = format!("{header}\n");
    for number in 0..rows {
        writeln!(text, "{}", row(number)).unwrap();
    }
    text
}

const PLAIN: &str = "code,duty,description,origin,kind,from";

#[test]
fn rows_of_one_code() {
    let day =
        |number: usize| format!("{}-{:02}-{:02}", 1000 + number / 336, number / 28 % 12 + 1, number % 28 + 1);
    grows_in_proportion(ScheduleFormat::Plain, "one code on many days", 500, |rows| {
        csv(PLAIN, rows, |number| format!("6109.10,{}%,words,,base,{}", number % 90, day(number)))
    });
    grows_in_proportion(ScheduleFormat::Plain, "one code, every rate another", 500, |rows| {
        csv(PLAIN, rows, |number| format!("6109.10,{number} EUR/kg,words {number},,preference,"))
    });
}

#[test]
fn rows_of_many_codes_that_all_differ() {
    grows_in_proportion(ScheduleFormat::Plain, "many codes", 500, |rows| {
        csv(PLAIN, rows, |number| format!("610910{number:04},{number}.5%,number {number},,base,"))
    });
}

#[test]
fn rows_that_cannot_be_read() {
    grows_in_proportion(ScheduleFormat::Plain, "codes that do not exist", 500, |rows| {
        csv(PLAIN, rows, |number| format!("77{number:06},12%,,,,"))
    });
    grows_in_proportion(ScheduleFormat::Plain, "duties that are none", 500, |rows| {
        csv(PLAIN, rows, |number| format!("6109.10,twelve per cent {number},,,,"))
    });
}

#[test]
fn rows_with_many_origins() {
    grows_in_proportion(ScheduleFormat::Plain, "lists of groups", 100, |rows| {
        csv(PLAIN, rows, |number| {
            let groups: Vec<String> =
                (0..40).map(|group| format!("G{}", (number * 7 + group * 13) % 3_000)).collect();
            format!("6109.10,1%,,{},preference,", groups.join(" "))
        })
    });
}

#[test]
fn one_field_that_grows() {
    // A field may have 64 KiB; these stay below it at sixteen times the size.
    let header = "HTS Number,Description,General Rate of Duty,Special Rate of Duty,Column 2 Rate of Duty";
    for piece in ["(", "()", "Free (A", "Free (A) ", "See ("] {
        grows_in_proportion(ScheduleFormat::HtsCsv, piece, 3_500 / piece.len(), |pieces| {
            format!("{header}\n6109.10.00,words,12%,{},90%\n", piece.repeat(pieces))
        });
    }
    grows_in_proportion(ScheduleFormat::Plain, "a long description", 3_500, |letters| {
        format!("{PLAIN}\n6109.10,12%,{},,,\n", "a".repeat(letters))
    });
}

#[cfg(feature = "json")]
#[test]
fn objects_of_a_list() {
    grows_in_proportion(ScheduleFormat::HtsJson, "many objects", 500, |rows| {
        let rows: Vec<String> = (0..rows)
            .map(|number| {
                format!(
                    "{{\"htsno\":\"6109.10.{:02}.{:02}\",\"general\":\"{number}%\"}}",
                    number / 100 % 100,
                    number % 100
                )
            })
            .collect();
        format!("[{}]", rows.join(","))
    });
    grows_in_proportion(ScheduleFormat::HtsJson, "fields that nothing reads", 500, |rows| {
        format!("[{{\"htsno\":\"6109.10\",\"footnotes\":[{}0]}}]", "[1],".repeat(rows))
    });
}

#[test]
fn the_text_of_a_duty() {
    let read = |text: &str| time_of(|| (0..50).for_each(|_| drop(text.parse::<DutyExpression>())));
    for (start, piece) in
        [("", "1%+"), ("1%", "- 1 EUR/kg"), ("", "((("), ("1%", " (01 JAN-02 JAN),"), ("rate of \"", "a")]
    {
        let text = |bytes: usize| format!("{start}{}", piece.repeat(bytes / piece.len()));
        let (few, many) = (read(&text(30)), read(&text(480)));
        assert!(many < few * MOST, "{piece}: {few} ns, {many} ns");
    }
}

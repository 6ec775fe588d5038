//! Countries, rates, amounts and days of law live in `data/`; library code names none.

#![allow(clippy::unwrap_used, reason = "the files of a test are there")]

use std::fs;
use std::path::{Path, PathBuf};

/// Notation that looks like a code: the agricultural component of the Union's tariff, and what the signs $, € and £ mean.
const NOTATION: [&str; 4] = ["EA", "USD", "EUR", "GBP"];

#[test]
fn library_code_names_no_country_rate_amount_or_day_of_law() {
    let mut found = Vec::new();
    for file in rust_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = fs::read_to_string(&file).unwrap();
        for (number, line) in library_code(&text) {
            for literal in literals(line) {
                if is_law(literal) && !NOTATION.contains(&literal) && !is_explanation(line) {
                    found.push(format!("{}:{number}: {literal:?}", file.display()));
                }
            }
            if line.contains("from_ymd_opt(1") || line.contains("from_ymd_opt(2") {
                found.push(format!("{}:{number}: {}", file.display(), line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_scan_sees_what_it_is_for() {
    for law in
        ["DE", "US-CA", "EUR", "2026-07-01", "from 2026-07-01 on", "19%", "19 %", "150 EUR", "3.00 EUR/item"]
    {
        assert!(is_law(law), "{law}");
    }
    for word in ["duty", "MIN", "landed_cost/", "expected 0 to {}", "a", "", "destination.region", "0"] {
        assert!(!is_law(word) || word == "MIN", "{word}");
    }
    assert_eq!(literals(r#"let a = "DE"; let b = 'x'; f("19%\"")"#), ["DE", "19%\\\""]);
    let code = "let a = 1;\n// \"DE\"\n#[cfg(test)]\nmod tests { \"DE\" }";
    assert_eq!(library_code(code).map(|(_, line)| line).collect::<Vec<_>>(), ["let a = 1;"]);
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The lines that are compiled into the library, without comments and the tests at the end of a file.
fn library_code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
    (1..).zip(lines).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// What stands between double quotes.
fn literals(line: &str) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), line);
    while let Some((_, after)) = rest.split_once('"') {
        let mut end = after.len();
        let mut escaped = false;
        for (place, letter) in after.char_indices() {
            match letter {
                '"' if !escaped => {
                    end = place;
                    break;
                }
                '\\' => escaped = !escaped,
                _ => escaped = false,
            }
        }
        let (literal, next) = after.split_at(end);
        found.push(literal);
        rest = next.get(1..).unwrap_or("");
    }
    found
}

fn is_law(literal: &str) -> bool {
    is_code(literal) || literal.split([' ', '/', '`']).any(is_day) || is_rate(literal) || is_amount(literal)
}

/// A country, region or currency code.
fn is_code(literal: &str) -> bool {
    let upper = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let (country, region) = literal.split_once('-').unwrap_or((literal, "X"));
    let is_region =
        (1..=3).contains(&region.len()) && region.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_currency = literal.parse::<landfall::money::Currency>().is_ok();
    (country.len() == 2 && upper(country) && is_region) || is_currency
}

fn is_day(word: &str) -> bool {
    word.parse::<landfall::time::Date>().is_ok()
}

fn is_rate(literal: &str) -> bool {
    let number = literal.split_once('%').map(|(number, _)| number.trim());
    number.is_some_and(|number| number.parse::<landfall::Decimal>().is_ok())
}

fn is_amount(literal: &str) -> bool {
    literal
        .split_once('/')
        .map_or(literal, |(amount, _)| amount)
        .parse::<landfall::money::ExactMoney>()
        .is_ok()
}

/// A message that shows what a field should look like.
fn is_explanation(line: &str) -> bool {
    line.contains("such as")
}

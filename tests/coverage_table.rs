//! The coverage table of the README is what the rule book holds.
//!
//! `UPDATE=1 cargo test --test coverage_table` writes it anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use landfall::RuleBook;
use landfall::place::{Address, Country};
use landfall::rules::Evidence;
use landfall::time::Date;
use toml::{Table, Value};

const BEGIN: &str = "<!-- coverage: begin -->\n";
const END: &str = "<!-- coverage: end -->\n";
const RULES: [&str; 9] =
    ["goods", "valuation", "rounding", "levy", "rate", "relief", "minimum", "scheme", "notice"];

#[test]
fn the_coverage_table_of_the_readme_is_what_the_rule_book_holds() {
    let file = root().join("README.md");
    let readme = fs::read_to_string(&file).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("README.md has the marker that begins the table");
    let (held, after) = rest.split_once(END).expect("README.md has the marker that ends the table");
    let table = coverage_table();
    if held == table {
        return;
    }
    if env::var_os("UPDATE").is_some() {
        fs::write(&file, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        return;
    }
    panic!(
        "the coverage table of README.md is not what the rule book holds:\n{}\nrun: UPDATE=1 cargo test --test coverage_table",
        difference(held, &table)
    );
}

#[test]
fn every_destination_has_a_line_of_its_own() {
    let table = coverage_table();
    for name in ["Germany", "Great Britain", "Northern Ireland", "United States", "Canada", "Japan"] {
        assert_eq!(table.matches(&format!("| {name}")).count(), 1, "{name}");
    }
    // The common rules of the Union are inherited by its members and are no address.
    assert!(!table.contains("| European Union"));
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn coverage_table() -> String {
    let book = RuleBook::embedded();
    let day = book.as_of().expect("data/about.toml names its day");
    let files = read_files(&root().join("data/landed_cost"));
    let elsewhere = addresses_elsewhere(&book, day);

    let mut lines: Vec<String> = files
        .iter()
        // The common rules of the Union are no place to send to.
        .filter(|(code, _)| code.parse::<Country>().is_ok())
        .map(|(code, file)| {
            let also = elsewhere.get(code).map(|names| format!(" (and {})", names.join(", ")));
            format!(
                "| {}{} | {} | {} | {} | {} | {} | {} | {} | {} |",
                text(file, "name").unwrap(),
                also.unwrap_or_default(),
                nearest(&files, file, "history_from").unwrap(),
                duty_reliefs(&files, file, day),
                duty_rates(&book, &files, file, day),
                tax_categories(&files, file, day),
                schemes(&files, file, day),
                fees(&files, file, day),
                roundings(&files, file, day),
                verified(&files, file),
            )
        })
        .collect();
    lines.sort();

    let mut table = format!(
        "Rules as of {day}.\n\n\
         | Destination | Days from | No duty up to | Duty rates by tariff code | Tax categories | Collection schemes | Fees: state, carriers | Rounded to | Rows verified |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
    );
    for line in lines {
        writeln!(table, "{line}").unwrap();
    }
    table
}

/// The files by territory code.
fn read_files(folder: &Path) -> BTreeMap<String, Table> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let code = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (code, fs::read_to_string(&path).unwrap().parse().unwrap())
        })
        .collect()
}

/// Countries whose addresses fall, without a postal code, under the tax of another place.
fn addresses_elsewhere(book: &RuleBook, day: Date) -> BTreeMap<String, Vec<&'static str>> {
    let mut found: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for country in Country::all() {
        // Some countries cannot be placed without a region or a postal code.
        let Ok(placement) = book.place(&Address::country(country), day) else { continue };
        if placement.tax().as_country() != Some(country) {
            found.entry(placement.tax().to_string()).or_default().push(country.name());
        }
    }
    found
}

/// How many codes have a rate, and for how many of them every national line has this rate.
fn duty_rates(book: &RuleBook, files: &BTreeMap<String, Table>, file: &Table, day: Date) -> String {
    let mut names: Vec<String> = nearest(files, file, "tariff").into_iter().collect();
    for levy in rows(files, file, "levy").filter(|levy| in_force(levy, day)) {
        names.extend(text(levy, "tariff").map(str::to_owned));
    }
    names.dedup();
    let mut cells = Vec::new();
    for name in names {
        let Some(tariff) = book.tariff(&name).unwrap() else { continue };
        let rates: Vec<_> =
            tariff.rows().iter().filter(|row| row.covers(day) && row.rate().is_some()).collect();
        let codes = rates.iter().filter(|row| row.prefix().is_some()).count();
        let exact = rates.iter().filter(|row| row.prefix().is_some() && row.is_exact()).count();
        let recalled = rates.iter().filter(|row| row.evidence() == Evidence::Recalled).count();
        let general = rates.len() > codes;
        let mut cell = match (codes, general) {
            (0, _) => "one for all codes".to_owned(),
            (_, true) => format!("{codes}, {exact} exact, one for the rest"),
            (_, false) => format!("{codes}, {exact} exact"),
        };
        if recalled > 0 {
            write!(cell, ", {recalled} recalled").unwrap();
        }
        cells.push(cell);
    }
    if cells.is_empty() { "none held".to_owned() } else { cells.join("; ") }
}

/// How many kinds of goods have a tax rate of their own.
fn tax_categories(files: &BTreeMap<String, Table>, file: &Table, day: Date) -> usize {
    rows(files, file, "rate")
        .filter(|rate| in_force(rate, day))
        .filter_map(|rate| text(rate, "category"))
        .collect::<BTreeSet<_>>()
        .len()
}

fn schemes(files: &BTreeMap<String, Table>, file: &Table, day: Date) -> String {
    let words: BTreeSet<String> = rows(files, file, "scheme")
        .filter(|scheme| in_force(scheme, day))
        .filter_map(|scheme| text(scheme, "registration"))
        .map(|word| format!("`{word}`"))
        .collect();
    if words.is_empty() { "none".to_owned() } else { words.into_iter().collect::<Vec<_>>().join(", ") }
}

/// The limits of value up to which a sale bears no duty, of the reliefs in force.
fn duty_reliefs(files: &BTreeMap<String, Table>, file: &Table, day: Date) -> String {
    let duties: BTreeSet<&str> = rows(files, file, "levy")
        .filter(|levy| text(levy, "kind") == Some("duty"))
        .filter_map(|levy| text(levy, "id"))
        .chain(["duty"])
        .collect();
    let (mut seen, mut limits) = (BTreeSet::new(), BTreeSet::new());
    for relief in rows(files, file, "relief").filter(|relief| in_force(relief, day)) {
        let when = relief.get("when").and_then(Value::as_table);
        let is_for_gifts = when.is_some_and(|when| text(when, "nature") == Some("gift"));
        // The nearest file's row of an id stands for all of them.
        let is_nearest = seen.insert(text(relief, "id"));
        let is_for_some_goods = when.is_some_and(|when| when.contains_key("goods"));
        if is_for_gifts
            || is_for_some_goods
            || !is_nearest
            || !texts(relief, "waives").any(|waived| duties.contains(waived))
        {
            continue;
        }
        let tests = when.and_then(|when| when.get("value")).map(|value| match value {
            Value::Array(tests) => tests.iter().filter_map(Value::as_table).collect(),
            value => value.as_table().into_iter().collect::<Vec<_>>(),
        });
        for test in tests.into_iter().flatten() {
            let limit = text(test, "not_above").map(str::to_owned);
            limits.extend(limit.or_else(|| text(test, "below").map(|limit| format!("below {limit}"))));
        }
    }
    if limits.is_empty() { "none".to_owned() } else { limits.into_iter().collect::<Vec<_>>().join(", ") }
}

/// How many fees of the state and of carriers are in force.
fn fees(files: &BTreeMap<String, Table>, file: &Table, day: Date) -> String {
    let (mut state, mut carriers) = (BTreeSet::new(), BTreeSet::new());
    let fees = rows(files, file, "levy").filter(|levy| text(levy, "kind") == Some("fee"));
    for fee in fees.filter(|fee| in_force(fee, day)) {
        let kind = if fee.contains_key("operator") { &mut carriers } else { &mut state };
        kind.insert(text(fee, "id"));
    }
    format!("{}, {}", state.len(), carriers.len())
}

/// The steps to which duty and tax are rounded.
fn roundings(files: &BTreeMap<String, Table>, file: &Table, day: Date) -> String {
    let general = rows(files, file, "rounding").filter(|rule| in_force(rule, day)).take(1);
    let of_levies = rows(files, file, "levy")
        .filter(|levy| in_force(levy, day))
        .filter_map(|levy| levy.get("round").and_then(Value::as_table));
    let steps: BTreeSet<&str> = general.chain(of_levies).filter_map(|rule| text(rule, "step")).collect();
    steps.into_iter().collect::<Vec<_>>().join(", ")
}

/// The share of the rows that may answer for the place which rest on a source that was seen.
fn verified(files: &BTreeMap<String, Table>, file: &Table) -> String {
    let (mut all, mut recalled) = (0_usize, 0_usize);
    for kind in RULES {
        for (layer, row) in layered_rows(files, file, kind) {
            all += 1;
            let source = text(row, "source").unwrap();
            let cited = tables(layer, "source").find(|cited| text(cited, "id") == Some(source)).unwrap();
            recalled += usize::from(text(cited, "evidence") == Some("recalled"));
        }
    }
    format!("{} %", (all - recalled) * 100 / all)
}

fn rows<'f>(
    files: &'f BTreeMap<String, Table>,
    file: &'f Table,
    kind: &'f str,
) -> impl Iterator<Item = &'f Table> {
    layered_rows(files, file, kind).map(|(_, row)| row)
}

/// The rows of a kind with the file that each stands in: the place's own, those it inherits, borrowed rates.
fn layered_rows<'f>(
    files: &'f BTreeMap<String, Table>,
    file: &'f Table,
    kind: &'f str,
) -> impl Iterator<Item = (&'f Table, &'f Table)> {
    let inherited = ancestors(files, file).into_iter();
    let borrowed = text(file, "rates_from").filter(|_| kind == "rate").map(|code| &files[code]);
    std::iter::once(file)
        .chain(inherited)
        .chain(borrowed)
        .flat_map(move |layer| tables(layer, kind).map(move |row| (layer, row)))
}

/// The files that a file inherits, nearest first.
fn ancestors<'f>(files: &'f BTreeMap<String, Table>, file: &'f Table) -> Vec<&'f Table> {
    let parents = texts(file, "inherits").map(|code| &files[code]);
    parents.flat_map(|parent| std::iter::once(parent).chain(ancestors(files, parent))).collect()
}

/// The field of the file itself, else of one it inherits.
fn nearest(files: &BTreeMap<String, Table>, file: &Table, field: &str) -> Option<String> {
    let value = |file: &Table| match file.get(field)? {
        Value::Datetime(day) => Some(day.to_string()),
        other => other.as_str().map(str::to_owned),
    };
    value(file).or_else(|| ancestors(files, file).into_iter().find_map(value))
}

fn in_force(row: &Table, day: Date) -> bool {
    let bound = |field| -> Option<Date> {
        row.get(field).map(|day| day.as_datetime().unwrap().to_string().parse().unwrap())
    };
    bound("from").unwrap() <= day && bound("to").is_none_or(|to| day <= to)
}

fn tables<'t>(table: &'t Table, kind: &str) -> impl Iterator<Item = &'t Table> {
    table.get(kind).and_then(Value::as_array).into_iter().flatten().map(|row| row.as_table().unwrap())
}

fn texts<'t>(table: &'t Table, field: &str) -> impl Iterator<Item = &'t str> {
    table.get(field).and_then(Value::as_array).into_iter().flatten().map(|text| text.as_str().unwrap())
}

fn text<'t>(table: &'t Table, field: &str) -> Option<&'t str> {
    table.get(field).and_then(Value::as_str)
}

/// The lines of one text that the other does not have.
fn difference(held: &str, wanted: &str) -> String {
    let mut lines = String::new();
    for line in held.lines().filter(|line| !wanted.lines().any(|other| other == *line)) {
        writeln!(lines, "- {line}").unwrap();
    }
    for line in wanted.lines().filter(|line| !held.lines().any(|other| other == *line)) {
        writeln!(lines, "+ {line}").unwrap();
    }
    if lines.is_empty() { "the same lines in another order\n".to_owned() } else { lines }
}

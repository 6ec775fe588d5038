use proptest::prelude::*;

use super::published::Published;
use super::*;
use crate::rules::Evidence;

const HEADER: &str = "hs,rate,min,max,basis,lines,from,floor,to,source,note\n";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn tariff(rows: &str) -> Result<Tariff, LoadError> {
    Tariff::from_csv("xx", &format!("{HEADER}{rows}"))
}

/// The rate that `tariff` gives, and whether it is in force on the day.
fn rate(tariff: &Tariff, code: &str, on: &str) -> Option<(String, bool)> {
    let row = tariff.find(code.parse().unwrap(), day(on))?;
    Some((row.rate()?.to_string(), row.covers(day(on))))
}

const NESTED: &str = "\
*,5%,0%,10%,judged,,2021-01-01,,,,
61,10%,10%,10%,all_lines_equal,3,2022-01-01,,2023-12-31,,
61,12%,12%,12%,all_lines_equal,3,2024-01-01,,,,
6109,7%,7%,7%,all_lines_equal,1,2025-01-01,,,,
64,8%,8%,8%,all_lines_equal,1,2024-06-01,floor,,,
";

#[test]
fn the_longest_code_in_force_wins() {
    let tariff = tariff(NESTED).unwrap();
    for (code, on, expected, covered) in [
        ("6109100010", "2025-01-01", "7%", true),
        ("61091000", "2024-12-31", "12%", true),
        ("611020", "2025-06-01", "12%", true),
        ("61", "2023-12-31", "10%", true),
        ("61", "2021-12-31", "5%", true),
        ("8517", "2021-01-01", "5%", true),
        ("640391", "2024-06-01", "8%", true),
        // The row for all codes is in force, the narrower one is not shown to be.
        ("640391", "2024-05-31", "5%", true),
    ] {
        assert_eq!(rate(&tariff, code, on), Some((expected.to_owned(), covered)), "{code} on {on}");
    }
    assert_eq!(rate(&tariff, "610910", "2020-12-31"), None, "rates that began on their first day");
}

#[test]
fn a_row_known_from_an_edition_stands_in_for_earlier_days_but_says_so() {
    let tariff = tariff("6109,7%,7%,7%,all_lines_equal,1,2026-06-08,floor,2026-12-31,,\n").unwrap();
    assert_eq!(rate(&tariff, "610910", "2026-06-07"), Some(("7%".to_owned(), false)));
    assert_eq!(rate(&tariff, "610910", "2026-06-08"), Some(("7%".to_owned(), true)));
    assert_eq!(rate(&tariff, "610910", "2027-01-01"), None, "its end is known");
}

#[test]
fn a_code_cut_short_has_the_rows_below_it() {
    let tariff = tariff(NESTED).unwrap();
    let below = |code: &str| {
        let rows = tariff.rows_below(code.parse().unwrap());
        rows.iter().filter_map(TariffRow::prefix).map(|prefix| prefix.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(below("61"), ["61", "61", "6109"]);
    assert_eq!(below("6109"), ["6109"]);
    assert_eq!(below("610910"), [""; 0]);
    assert_eq!(below("64"), ["64"]);
}

#[test]
fn a_table_of_the_caller_is_supplied_and_has_no_edition() {
    let tariff = tariff(NESTED).unwrap();
    assert!(tariff.edition().is_none());
    let row = tariff.find("6109".parse().unwrap(), day("2026-01-01")).unwrap();
    assert_eq!(row.evidence(), Evidence::Supplied);
    assert_eq!(row.rule_id().as_str(), "xx.tariff.6109");
    assert!(row.is_exact());
    let whole = tariff.find("01".parse().unwrap(), day("2026-01-01")).unwrap();
    assert_eq!(whole.rule_id().as_str(), "xx.tariff.all");
    assert!(!whole.is_exact());
    assert_eq!(whole.max().map(ToString::to_string).as_deref(), Some("10%"));
}

#[test]
fn a_faulty_table_is_refused_with_line_and_field() {
    for (rows, says) in [
        ("6199,5%,,,judged,,2021-01-01,,,,\n", "field `hs`"),
        ("61,5,,,judged,,2021-01-01,,,,\n", "field `rate`"),
        ("61,5%,,,guessed,,2021-01-01,,,,\n", "field `basis`"),
        ("61,,,,judged,,2021-01-01,,,,\n", "`none` beside an empty rate"),
        ("61,5%,,,none,,2021-01-01,,,,\n", "`none` beside an empty rate"),
        ("61,5%,,,judged,many,2021-01-01,,,,\n", "field `lines`"),
        ("61,5%,,,judged,,2021-02-29,,,,\n", "field `from`"),
        ("61,5%,,,judged,,,,,,\n", "has no `from`"),
        ("61,5%,,,judged,,2021-01-01,yes,,,\n", "field `floor`"),
        ("61,5%,,,judged,,2021-01-01,,2020-12-31,,\n", "ends on 2020-12-31"),
        ("61,5%,,,judged,,2021-01-01,,,no-such-law,\n", "unknown source `no-such-law`"),
        ("61,5%,,,judged,,2021-01-01,,,\n", "10 fields, expected 11"),
        ("61,5%,,,judged,,2021-01-01,,,,\"a note\" and more\n", "line 2: a quote"),
        ("61,5%,,,judged,,2021-01-01,,,,\"a note\n", "line 2: a quote"),
        ("61,5%,,,judged,,2021-01-01,,,,\n61,6%,,,judged,,2022-01-01,,,,\n", "are in force on 2022-01-01"),
    ] {
        let error = tariff(rows).unwrap_err().to_string();
        assert!(error.contains(says), "{rows}: {error}");
    }
    assert!(Tariff::from_csv("xx", "hs,rate\n").is_err());
    assert!(Tariff::from_csv("x y", &format!("{HEADER}61,5%,,,judged,,2021-01-01,,,,\n")).is_err());
}

#[test]
fn every_source_is_cited_and_every_edition_belongs_to_a_table() {
    let book = RuleBook::embedded();
    let published = book.required_file::<Published>(SOURCES).unwrap();
    let mut cited: Vec<Arc<Source>> =
        published.editions.iter().map(|(_, edition)| Arc::clone(edition.source())).collect();
    for (name, _) in &published.editions {
        let tariff = book.tariff(name).unwrap().unwrap_or_else(|| panic!("no table {name}"));
        cited.extend(tariff.rows().iter().map(|row| Arc::clone(row.source())));
    }
    for source in &published.citations.sources {
        assert!(cited.contains(source), "{}", source.id());
    }
}

proptest! {
    #[test]
    fn any_text_is_a_table_or_an_error(text in "\\PC{0,80}") {
        let _ = tariff(&text);
        let _ = Tariff::from_csv("xx", &text);
    }

    #[test]
    fn any_fields_are_a_row_or_an_error(
        fields in prop::collection::vec(
            prop::sample::select(vec![
                "61", "*", "5%", "", "judged", "none", "2021-01-01", "floor", "specific", "\"", "\"a,b\"", "9",
            ]),
            9..13,
        )
    ) {
        let _ = tariff(&fields.join(","));
    }
}

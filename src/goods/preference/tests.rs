use super::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn table(rows: &str) -> Result<Preferences, LoadError> {
    let text = format!("{}\n{rows}", COLUMNS.join(","));
    Preferences::read(&RuleBook::embedded(), "preference/EU.csv", &text)
}

/// Symbol, lowest and highest rate of each preference.
fn found(preferences: &Preferences, code: &str, origin: &str, on: &str) -> Vec<(String, String, String)> {
    let text = |bound: Option<&RateBound>| bound.map(ToString::to_string).unwrap_or_default();
    preferences
        .find(code.parse().unwrap(), origin.parse().unwrap(), day(on))
        .map(|found| {
            let max = if found.is_ordinary() { "ordinary".to_owned() } else { text(found.max()) };
            (found.agreement().symbol().to_owned(), text(found.min()), max)
        })
        .collect()
}

fn one(symbol: &str, min: &str, max: &str) -> Vec<(String, String, String)> {
    vec![(symbol.to_owned(), min.to_owned(), max.to_owned())]
}

fn embedded(tariff: &str) -> Arc<Preferences> {
    RuleBook::embedded().preferences(tariff).unwrap().unwrap()
}

#[test]
fn the_union_takes_less_for_goods_of_its_partners() {
    let eu = embedded("EU");
    for (code, origin, expected) in [
        ("61091000", "GB", one("TCA", "0%", "0%")),
        ("0409", "GB", one("TCA", "0%", "0%")),
        ("611020", "VN", one("VN", "0%", "0%")),
        // Clothing of India pays four fifths of 12%; trainers 11.9% in place of 16.9%.
        ("611020", "IN", one("GSP", "9.6%", "9.6%")),
        ("640411", "IN", one("GSP", "11.9%", "11.9%")),
        ("640411", "TR", one("CU", "0%", "0%")),
        // The chapter is free for Switzerland; a rate for Viet Nam was not read.
        ("420330", "CH", one("CH", "0%", "0%")),
        ("420330", "VN", vec![]),
        // The first step down from 12% of the agreement with Mercosur.
        ("610910", "BR", one("ITA", "10.6%", "10.6%")),
        ("610910", "US", one("US", "0%", "0%")),
        ("620462", "VN", one("VN", "1.5%", "1.5%")),
        // No agreement with China.
        ("610910", "CN", vec![]),
    ] {
        assert_eq!(found(&eu, code, origin, "2026-11-21"), expected, "{code} of {origin}");
    }
    assert_eq!(eu.edition().name(), "TARIC 2026-09-29");
}

#[test]
fn the_united_states_follow_the_symbols_of_the_schedule() {
    let us = embedded("US");
    for (code, origin, expected) in [
        ("610910", "MX", one("S", "0%", "0%")),
        ("610910", "JP", one("JP", "", "ordinary")),
        // A handbag of leather from Kenya: the act is in force again to the end of 2026.
        ("420221", "KE", one("D", "0%", "0%")),
        // 4202.21.30 pays 4.2%, 4202.21.90 7.2% and 4202.21.60 8% when they come from Barbados without the
        // proof of the partnership act, nothing with it.
        ("42022160", "BB", [one("E", "8%", "8%"), one("R", "0%", "0%")].concat()),
        ("420221", "DM", one("E", "4.2%", "8%")),
        // Chewing gum of Japan pays 1.2% in place of 4%.
        ("17041000", "JP", one("JP", "1.2%", "1.2%")),
        ("610910", "DE", vec![]),
    ] {
        assert_eq!(found(&us, code, origin, "2026-11-21"), expected, "{code} of {origin}");
    }
}

#[test]
fn an_agreement_counts_from_its_first_to_its_last_day() {
    let (eu, us) = (embedded("EU"), embedded("US"));
    for (table, code, origin, on, there) in [
        (&eu, "611020", "GB", "2020-12-31", false),
        (&eu, "611020", "GB", "2021-01-01", true),
        (&eu, "611020", "IN", "2025-12-31", false),
        (&eu, "611020", "IN", "2026-01-01", true),
        (&eu, "611020", "IN", "2027-12-31", true),
        (&eu, "611020", "IN", "2028-01-01", false),
        (&eu, "420330", "US", "2026-06-30", false),
        (&eu, "420330", "US", "2026-07-01", true),
        (&eu, "420330", "US", "2029-12-31", true),
        (&eu, "420330", "US", "2030-01-01", false),
        (&eu, "610910", "BR", "2026-04-30", false),
        (&eu, "610910", "BR", "2026-05-01", true),
        // What the next step takes off was not read.
        (&eu, "610910", "BR", "2026-12-31", true),
        (&eu, "610910", "BR", "2027-01-01", false),
        (&us, "610910", "CA", "2020-06-30", false),
        (&us, "610910", "CA", "2020-07-01", true),
    ] {
        let found = !found(table, code, origin, on).is_empty();
        assert_eq!(found, there, "{code} of {origin} on {on}");
    }
    for (on, there, doubt) in [
        ("2023-12-31", false, false),
        ("2024-01-01", true, false),
        ("2025-09-30", true, false),
        ("2025-10-01", true, true),
        ("2026-02-02", true, true),
        ("2026-02-03", true, false),
        ("2026-12-31", true, false),
        ("2027-01-01", false, false),
    ] {
        let handbag = us.find("420221".parse().unwrap(), "KE".parse().unwrap(), day(on)).next();
        assert_eq!(handbag.is_some(), there, "{on}");
        assert_eq!(handbag.is_some_and(|row| row.agreement().uncertain().is_some()), doubt, "{on}");
    }
}

#[test]
fn a_rate_speaks_for_the_days_from_its_edition_on() {
    let eu = embedded("EU");
    let at = |on| eu.find("640411".parse().unwrap(), "TR".parse().unwrap(), day(on)).next().unwrap();
    assert!(!at("2026-09-28").covers(day("2026-09-28")), "read for the day after");
    assert!(at("2026-09-29").speaks_for(day("2026-09-29")));
    // 400 days after 2026-09-29.
    assert!(at("2027-11-03").speaks_for(day("2027-11-03")));
    assert!(!at("2027-11-04").speaks_for(day("2027-11-04")));
    assert_eq!(at("2026-11-21").evidence(), Evidence::Verified);
    assert_eq!(at("2026-11-21").agreement().rule_id().as_str(), "eu.preference.tr-customs-union");
    let british =
        eu.find("640411".parse().unwrap(), "GB".parse().unwrap(), day("2021-01-01")).next().unwrap();
    assert!(british.covers(day("2021-01-01")) && british.prefix().is_none(), "the agreement frees all goods");
}

#[test]
fn the_longest_code_of_an_agreement_wins_and_days_are_kept_apart() {
    let table = table(
        "61,6%,6%,TCA JP,,,\n6109,3%,3%,TCA,,,\n\
         62,8%,8%,TCA,2021-01-01,2025-12-31,\n62,4%,4%,TCA,2026-01-01,,\n64,ordinary,,TCA,,,\n",
    )
    .unwrap();
    for (code, origin, on, expected) in [
        ("610910", "GB", "2026-11-21", one("TCA", "3%", "3%")),
        ("610910", "JP", "2026-11-21", one("JP", "6%", "6%")),
        ("6110", "GB", "2026-11-21", one("TCA", "6%", "6%")),
        ("6201", "GB", "2025-12-31", one("TCA", "8%", "8%")),
        ("6201", "GB", "2026-01-01", one("TCA", "4%", "4%")),
        ("6404", "GB", "2026-01-01", one("TCA", "", "ordinary")),
        ("63", "GB", "2026-01-01", vec![]),
    ] {
        assert_eq!(found(&table, code, origin, on), expected, "{code} of {origin} on {on}");
    }
}

#[test]
fn a_faulty_table_is_refused_with_line_and_field() {
    for (rows, says) in [
        ("6199,0%,0%,TCA,,,\n", "field `hs`"),
        ("61,5,5%,TCA,,,\n", "field `min`"),
        ("61,5%,x,TCA,,,\n", "field `max`"),
        ("61,ordinary,5%,TCA,,,\n", "field `max`"),
        ("61,5%,5%,,,,\n", "at least one symbol"),
        ("61,5%,5%,TCA NAFTA,,,\n", "`NAFTA` is none"),
        ("61,5%,5%,TCA,2021-02-29,,\n", "field `from`"),
        ("61,5%,5%,TCA,2021-01-01,2020-12-31,\n", "ends on 2020-12-31"),
        ("61,5%,5%,TCA,,,no-such-law\n", "unknown source `no-such-law`"),
        ("61,5%,5%,TCA,,\n", "6 fields, expected 7"),
        ("61,5%,5%,TCA,,,\n61,6%,6%,JP TCA,2027-01-01,,\n", "are in force on 2027-01-01"),
    ] {
        let error = table(rows).unwrap_err().to_string();
        assert!(error.contains(says), "{rows}: {error}");
    }
    assert!(table("61,5%,5%,TCA,,,\n61,6%,6%,JP,,,\n").is_ok(), "two agreements may differ");
}

#[test]
fn every_agreement_and_source_is_used() {
    let book = RuleBook::embedded();
    let held = book.required_file::<Agreements>(AGREEMENTS).unwrap();
    let mut cited = Vec::new();
    for tariff in held.tariffs() {
        let table = embedded(tariff);
        cited.push(Arc::clone(table.edition().source()));
        for agreement in table.agreements() {
            assert!(!agreement.origins().is_empty(), "{}", agreement.rule_id());
            let used = table.lines.iter().any(|line| line.agreements & agreement.mask != 0);
            assert!(used, "{}", agreement.rule_id());
            cited.push(Arc::clone(agreement.source()));
        }
        cited.extend(table.lines.iter().map(|line| Arc::clone(&line.source)));
    }
    for source in held.sources() {
        assert!(cited.contains(source), "{}", source.id());
    }
}

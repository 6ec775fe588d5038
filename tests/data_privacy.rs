//! The privacy data: every row cited, reachable, and in force from its first to its last day.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a file that is not as it should be ends the test"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use landfall::RuleBook;
use landfall::place::Address;
use landfall::privacy::{Banner, Business, Certainty, ConsentModel, Jurisdiction, Right};
use landfall::rules::Evidence;
use landfall::time::Date;
use toml::{Table, Value};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn place(code: &str) -> Jurisdiction {
    RuleBook::embedded().privacy(code.parse::<Address>().unwrap()).unwrap()
}

/// The files of jurisdictions, by code.
fn files() -> Vec<(String, Table)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/privacy");
    let codes = RuleBook::embedded().privacy_jurisdictions().map(str::to_owned).collect::<Vec<_>>();
    let read = |code: String| {
        let text = std::fs::read_to_string(folder.join(format!("{code}.toml"))).unwrap();
        (code, text.parse().unwrap())
    };
    codes.into_iter().map(read).collect()
}

/// Every row but the sources: its list, and its fields.
fn rows(file: &Table) -> impl Iterator<Item = (&str, &Table)> {
    let lists = file.iter().filter(|(kind, _)| *kind != "source");
    let tables = lists.filter_map(|(kind, value)| Some((kind.as_str(), value.as_array()?)));
    tables.flat_map(|(kind, rows)| rows.iter().filter_map(move |row| Some((kind, row.as_table()?))))
}

fn date(row: &Table, field: &str) -> Option<Date> {
    row.get(field).map(|value| day(&value.as_datetime().expect("a day").to_string()))
}

#[test]
fn the_book_has_no_defect() {
    let defects = RuleBook::embedded().check_privacy();
    assert!(defects.is_empty(), "{defects:#?}");
}

#[test]
fn every_row_begins_with_the_code_of_its_place_or_of_one_that_it_inherits() {
    for (code, file) in files() {
        let parents = file.get("inherits").and_then(Value::as_array).into_iter().flatten();
        let codes: Vec<String> = parents.map(|parent| parent.as_str().unwrap().to_lowercase()).collect();
        for (_, row) in rows(&file) {
            let id = row["id"].as_str().unwrap();
            let own = id.starts_with(&format!("{}.", code.to_lowercase()));
            assert!(own || codes.iter().any(|parent| id.starts_with(&format!("{parent}."))), "{code}: {id}");
        }
    }
}

/// The day before, the first day, the last day and the day after, for each row of each file.
#[test]
fn every_row_takes_effect_on_its_first_day_and_ends_with_its_last() {
    let mut asked = 0;
    for (code, file) in files() {
        // A union is asked through its members: one of them must show each of its rows.
        let members = file.get("members").and_then(Value::as_array).into_iter().flatten();
        let codes = members.map(|code| code.as_str().unwrap().to_owned()).chain([code.clone()]);
        let places: Vec<Jurisdiction> = codes
            .filter_map(|code| code.parse::<Address>().ok())
            .map(|code| RuleBook::embedded().privacy(code).unwrap())
            .collect();
        let same_id = |id: &str| rows(&file).filter(|(_, row)| row["id"].as_str() == Some(id)).count();
        for (_, row) in rows(&file) {
            let id = row["id"].as_str().unwrap();
            let from = date(row, "from").unwrap();
            let begins = places.iter().any(|place| {
                let changes = place.changes(from.pred_opt().unwrap(), from);
                changes.iter().any(|change| {
                    change.rule.as_str() == id
                        && change.after.as_ref().is_some_and(|after| after.from == from)
                })
            });
            // Two rows of one rule that say the same differ in their doubt or their source.
            assert!(begins || same_id(id) > 1, "{code}: {id} does not begin on {from}");
            asked += 1;
            let Some(to) = date(row, "to") else { continue };
            let ends = places.iter().any(|place| {
                let changes = place.changes(to, to.succ_opt().unwrap());
                changes.iter().any(|change| {
                    change.rule.as_str() == id
                        && change.before.as_ref().is_some_and(|before| before.to == Some(to))
                })
            });
            assert!(ends || same_id(id) > 1, "{code}: {id} does not end on {to}");
        }
    }
    assert!(asked > 1_600, "{asked} rows");
}

#[test]
fn twelve_states_must_honour_opt_out_signals_on_21_november_2026() {
    let on = |today: &str| -> BTreeSet<String> {
        let profile = |code: &str| {
            let place = place(code);
            place.profile(day(today), &Business::new()).signal("GPC")
        };
        let book = RuleBook::embedded();
        let codes = book.privacy_jurisdictions().filter(|code| code.parse::<Address>().is_ok());
        codes.filter(|code| profile(code) == Some(true)).map(str::to_owned).collect()
    };
    let states = |codes: &str| codes.split(' ').map(|code| format!("US-{code}")).collect::<BTreeSet<_>>();
    assert_eq!(on("2026-11-21"), states("CA CO CT DE MD MN MT NE NH NJ OR TX"));
    // Delaware and Oregon began on 1 January 2026; Louisiana's signal rests on a reading and begins in 2027.
    assert_eq!(on("2025-12-31"), states("CA CO CT MD MN MT NE NH NJ TX"));
    assert_eq!(on("2027-01-01"), states("CA CO CT DE LA MD MN MT NE NH NJ OR TX"));
    assert_eq!(on("2024-07-01"), states("CA CO"));
}

#[test]
fn what_was_recalled_and_what_is_doubted_lowers_an_answer() {
    let ask = |code: &str, request: &str, received: &str| {
        let text = format!(
            r#"{{"ask": "privacy", "residence": {{"country": "{code}"}}, "request": "{request}",
                "received": "{received}", "business": {{"country": "{code}"}}, "today": "{received}"}}"#
        );
        serde_json::to_value(RuleBook::embedded().privacy_json(&text).unwrap()).unwrap()
    };
    // Verified from the regulation to the way of counting.
    assert_eq!(ask("DE", "access", "2026-11-02")["standing"], "firm");
    // Six working days in Egypt were written down from memory.
    let egypt = ask("EG", "access", "2026-11-02");
    assert_eq!(egypt["standing"], "estimate");
    assert!(egypt["reasons"].as_array().unwrap().iter().any(|reason| reason["code"] == "recalled_rule"));
    // China: 15 working days or 30 days.
    let china = ask("CN", "access", "2026-11-02");
    assert!(china["reasons"].as_array().unwrap().iter().any(|reason| reason["code"] == "uncertain_rule"));
}

#[test]
fn a_row_of_ones_own_counts_before_the_books() {
    let book = RuleBook::embedded()
        .with_overlay(
            r#"
            overlay = "privacy/DE.toml"
            [[child]]
            id = "eu.child.parental-consent"
            rule = "parental_consent"
            under_age = 14
            sets_age_of_consent = true
            regime = "GDPR"
            from = 2027-01-01
            "#,
        )
        .unwrap();
    let germany = book.privacy("DE".parse::<Address>().unwrap()).unwrap();
    let profile = germany.profile(day("2026-12-31"), &Business::new());
    assert_eq!(profile.age_of_consent(), Some(16));
    let profile = germany.profile(day("2027-01-01"), &Business::new());
    assert_eq!(profile.age_of_consent(), Some(14));
    let child = profile.children().iter().find(|row| row.value().under_age == Some(14)).unwrap();
    assert_eq!(child.row().evidence(), Evidence::Supplied);
    // An overlay is read as strictly as a file.
    let wrong = RuleBook::embedded()
        .with_overlay("overlay = \"privacy/DE.toml\"\n[[child]]\nid = \"de.child.x\"\n")
        .unwrap();
    let error = wrong.privacy("DE".parse::<Address>().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "overlay 1 on privacy/DE.toml: `de.child.x` has no `from`");
}

#[test]
fn a_row_of_a_law_that_is_not_there_is_a_defect() {
    let mut file = std::fs::read_to_string(data().join("privacy/HK.toml")).unwrap();
    file = file.replacen(
        "regime = \"PDPO\"\nfrom = 1996-12-20\nfrom_is_floor = true\nsource",
        "regime = \"PDPA\"\nfrom = 1996-12-20\nfrom_is_floor = true\nsource",
        1,
    );
    let folder = std::env::temp_dir().join(format!("landfall-privacy-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("privacy")).unwrap();
    std::fs::write(folder.join("privacy/HK.toml"), &file).unwrap();
    std::fs::copy(data().join("privacy/words.toml"), folder.join("privacy/words.toml")).unwrap();
    let defects = RuleBook::from_dir(&folder).unwrap().check_privacy();
    std::fs::remove_dir_all(&folder).unwrap();
    let found: Vec<String> = defects.iter().map(ToString::to_string).collect();
    assert!(found.iter().any(|defect| defect.contains("there is no `PDPA`")), "{found:?}");
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

#[test]
fn the_difference_report_tells_what_connecticut_changed_in_july_2026() {
    let changes = place("US-CT").changes(day("2026-06-30"), day("2026-07-01"));
    let change = |id: &str| changes.iter().find(|change| change.rule.as_str() == id);
    let threshold = change("us-ct.threshold.1.consumers-per-year").unwrap();
    assert!(threshold.before.as_ref().unwrap().says.contains("100000"));
    assert!(threshold.after.as_ref().unwrap().says.contains("35000"));
    assert!(change("us-ct.threshold.2.revenue-share-from-sale").unwrap().after.is_none());
    assert!(change("us-ct.right.adm-contest-profiling").unwrap().before.is_none());
    // Consent before sale to people of 13 to 15 gave way to a ban for everyone under 18.
    assert!(change("us-ct.child.consent-for-sale-and-targeted-ads").unwrap().after.is_none());
    assert!(change("us-ct.child.ban-sale-and-targeted-ads").unwrap().before.is_none());
    assert!(change("us-ct.deadline.respond-request").is_none());
    assert!(place("US-CT").changes(day("2026-07-01"), day("2026-07-02")).is_empty());
}

#[test]
fn the_words_of_others_lead_to_the_same_rules_and_back() {
    for right in Right::ALL {
        assert_eq!(
            Right::from_word(right.as_str()).or(Right::from_fideslang(right.fideslang().unwrap_or(""))),
            Some(*right),
            "{right}"
        );
        if let Some(name) = right.fideslang() {
            assert_eq!(Right::from_fideslang(name), Some(*right));
        }
    }
    // The numbers of sections as the IAB gives them: 2 for Europe, 8 for California, 12 for Connecticut.
    let sections = |code: &str| -> Vec<String> {
        let place = place(code);
        let profile = place.profile(day("2026-11-21"), &Business::new());
        profile.gpp_sections().map(ToString::to_string).collect()
    };
    assert!(sections("FR").contains(&"tcfeuv2/2".to_owned()));
    assert!(sections("US-CA").contains(&"usca/8".to_owned()));
    assert!(sections("US-CT").contains(&"usct/12".to_owned()));
    // A law that does not reach the business needs no section.
    let small =
        Business::new().with_consumers_per_year(100).with_sells_data(false).with_processes_sensitive(false);
    let connecticut = place("US-CT");
    let profile = connecticut.profile(day("2026-11-21"), &small);
    assert_eq!(profile.regime("CTDPA").unwrap().applies(), Certainty::No);
    assert!(!profile.gpp_sections().any(|section| section.prefix() == "usct"));
}

#[test]
fn rules_and_answers_go_between_threads() {
    fn is_value<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_value::<(Jurisdiction, Business, landfall::privacy::PrivacyRequest, landfall::privacy::PrivacyAnswer)>(
    );
    is_value::<(landfall::privacy::PrivacyProfile<'static>, landfall::privacy::RequestPlan<'static>)>();
    is_error::<landfall::privacy::PrivacyError>();
}

#[test]
fn norway_asks_before_cookies_since_2025() {
    let norway = place("NO");
    for (today, model, banner) in [
        ("2024-12-31", ConsentModel::ImpliedConsent, Banner::OfferRefusal),
        ("2025-01-01", ConsentModel::OptIn, Banner::AskFirst),
    ] {
        let profile = norway.profile(day(today), &Business::new());
        assert_eq!(profile.consent("cookies_nonessential"), Some(model), "{today}");
        assert_eq!(profile.banner(), Some(banner), "{today}");
    }
}

#[test]
fn a_threshold_in_dollars_needs_a_rate_for_a_revenue_in_euros() {
    use landfall::fx::{RateKind, RateTable};
    // 25 million euros at 1.0650 are 26,625,000 dollars: exactly the number, which is not above it.
    let euros = Business::new()
        .with_annual_revenue("25000000.00 EUR".parse().unwrap())
        .with_consumers_bought_sold_shared(0)
        .with_revenue_share_from_sale(0.into());
    let rate = |rate: &str| {
        let table = RateTable::new("EUR".parse().unwrap(), day("2026-11-20"), RateKind::Reference, "a bank");
        table.with_rate("USD".parse().unwrap(), rate.parse().unwrap()).unwrap()
    };
    let california = place("US-CA");
    let applies = |business: &Business| {
        let profile = california.profile(day("2026-11-21"), business);
        let law = profile.regime("CCPA").unwrap();
        (law.applies(), law.missing().iter().map(|fact| fact.as_str()).collect::<Vec<_>>())
    };
    assert_eq!(applies(&euros), (Certainty::Unknown, vec!["exchange_rates"]));
    assert_eq!(applies(&euros.clone().with_exchange_rates(rate("1.0650"))).0, Certainty::No);
    assert_eq!(applies(&euros.with_exchange_rates(rate("1.0651"))).0, Certainty::Yes);
}

#[test]
fn a_clock_stops_in_britain_since_february_2026_and_never_in_california() {
    use landfall::privacy::{RequestKind, SubjectRequest};
    let due = |code: &str, received: &str, stopped: u32| {
        let place = place(code);
        let request = SubjectRequest::new(RequestKind::Access, day(received)).with_stopped_days(stopped);
        let plan = place.request(&request, &Business::new());
        (plan.answer.unwrap().due_day().unwrap().to_string(), plan.stop.map(|stop| stop.is_ok()))
    };
    // Received on 9 February: 9 March. Ten days of waiting for a clarification: 19 March.
    assert_eq!(due("GB", "2026-02-09", 0), ("2026-03-09".to_owned(), None));
    assert_eq!(due("GB", "2026-02-09", 10), ("2026-03-19".to_owned(), Some(true)));
    // 28 January 2027 and three days: the month ends on 28 February, and the three days lead to 3 March.
    assert_eq!(due("GB", "2027-01-28", 3), ("2027-03-03".to_owned(), Some(true)));
    assert_eq!(due("GB", "2026-02-04", 10), ("2026-03-04".to_owned(), Some(false)));
    // 45 days run whatever verification takes.
    assert_eq!(due("US-CA", "2026-10-23", 10), ("2026-12-07".to_owned(), Some(false)));
}

//! Where addresses lie: each special territory by country code, by region and by postal code, and the days on
//! which borders moved.

use landfall::RuleBook;
use landfall::place::{Address, Country, PlaceError, Placement, Region};
use landfall::rules::Evidence;
use landfall::time::Date;
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// `ES`, `ES-CN` or `ES 35001`, or `ES-CN 35001`.
fn address(text: &str) -> Address {
    let (place, code) = text.split_once(' ').map_or((text, None), |(place, code)| (place, Some(code)));
    let country: Country = place.split('-').next().expect("a first part").parse().expect("a country");
    Address {
        country,
        region: place.contains('-').then(|| place.parse::<Region>().expect("a region")),
        postal_code: code.map(str::to_owned),
    }
}

fn place_on(text: &str, on: &str) -> Result<Placement, PlaceError> {
    RuleBook::embedded().place(&address(text), day(on))
}

fn place(text: &str) -> Placement {
    place_on(text, "2026-11-21").map_err(|error| format!("{text}: {error}")).expect("a place")
}

#[test]
fn every_special_territory_is_found_by_each_of_its_names() {
    for (addresses, customs, tax) in [
        ("DE|DE 10115|DE-BE|FR 75001|FR-20R|IT 23030|IT 22060|ES 28039|FI 00550|GR 10431|PT", "EU", ""),
        ("IC|IC 35001|ES-CN|ES-GC|ES-TF|ES 35001|ES 38911|ES-CN 35001|ES-TF 38001", "EU", "IC"),
        ("EA|ES-CE|ES-ML|ES 51001|ES 52006|ES-CE 51001", "EA", "EA"),
        ("IT 23041|IT-SO 23041|IT-25 23041", "IT-LIV", "IT-LIV"),
        ("IT 22061|CH 6911|IT-CO 22061", "EU", "IT-CAM"),
        ("DE 78266|CH 8238|DE-BW 78266", "CH", "CH"),
        ("DE 27498|DE-SH 27498", "DE-HEL", "DE-HEL"),
        ("AX|AX 22100|FI-01|FI 22150", "EU", "AX"),
        ("GR-69|GR 63086|GR 63087|GR 630 86", "EU", "GR-69"),
        ("GP|GP 97100|FR-971|FR 97110", "EU", "GP"),
        ("MQ|FR-972|FR 97220", "EU", "MQ"),
        ("GF|FR-973|FR 97300", "EU", "GF"),
        ("RE|FR-974|FR 97400", "EU", "RE"),
        ("YT|FR-976|FR 97600", "EU", "YT"),
        ("MF|FR-MF|FR 97150", "EU", "MF"),
        ("BL|FR-BL|FR 97133", "BL", "BL"),
        ("PM|FR-PM|FR 97500", "PM", "PM"),
        ("WF|FR-WF|FR 98600", "WF", "WF"),
        ("PF|FR-PF|FR 98709", "PF", "PF"),
        ("NC|FR-NC|FR 98800", "NC", "NC"),
        ("TF|FR-TF", "TF", "TF"),
        ("MC|MC 98000|FR 98000", "EU", "MC"),
        ("SM|SM 47890|IT 47899", "SM", "SM"),
        ("VA|IT 00120", "VA", "VA"),
        ("AD|AD AD500", "AD", "AD"),
        ("AT 6691|AT 6993|DE 87491|DE 87568", "EU", "AT"),
        ("GB BF1 2AT", "EU", "CY"),
        ("GB|GB SW1A 1AA|GB-ENG|GB-SCT EH1 1YZ", "GB", "GB"),
        ("XI|XI BT1 5GS|GB-NIR|GB-BFS|GB BT1 5GS|GB-NIR BT1 5GS|GB-BFS BT1 5GS", "XI", "XI"),
        ("IM|IM IM2 1AA|GB IM2 1AA", "GB", "IM"),
        ("JE|JE JE1 1AA|GB JE1 1AA", "GB", "JE"),
        ("GG|GG GY1 1AA|GB GY1 1AA", "GB", "GG"),
        ("GI|GI GX11 1AA", "GI", "GI"),
        ("US|US 95014|US-CA 95014|PR|PR 00901|US-PR|US 00901|US 00777", "US", "US"),
        ("VI|US-VI|US 00802|VI 00802", "VI", "VI"),
        ("GU|US-GU|US 96910", "GU", "GU"),
        ("AS|US-AS|US 96799", "AS", "AS"),
        ("MP|US-MP|US 96950", "MP", "MP"),
        ("UM|US-UM", "UM", "UM"),
        ("FM|US 96941", "FM", "FM"),
        ("AW|NL-AW", "AW", "AW"),
        ("CW|NL-CW", "CW", "CW"),
        ("SX|NL-SX", "SX", "SX"),
        ("BQ|NL-BQ1|NL-BQ2|NL-BQ3", "BQ", "BQ"),
        ("CH|CH 8001", "CH", "CH"),
        ("LI|LI 9490|CH 9490", "CH", "LI"),
        ("CH 7563", "CH-SAM", "CH-SAM"),
        ("NO|NO 0150|NO-03", "NO", "NO"),
        ("SJ|NO-21|NO-22|NO 9170|NO 8099|SJ 9170", "SJ", "SJ"),
        ("FO", "FO", "FO"),
        ("GL", "GL", "GL"),
        ("HK|CN-HK", "HK", "HK"),
        ("MO|CN-MO", "MO", "MO"),
        ("TW|CN-TW", "TW", "TW"),
        ("XK", "XK", "XK"),
    ] {
        for text in addresses.split('|') {
            let found = place(text);
            let tax = if tax.is_empty() { text.get(..2).expect("a country") } else { tax };
            assert_eq!((found.customs().as_str(), found.tax().as_str()), (customs, tax), "{text}");
        }
    }
}

#[test]
fn campione_entered_the_customs_territory_of_the_union_in_2020() {
    for (on, customs) in [("2019-12-31", "IT-CAM"), ("2020-01-01", "EU")] {
        let found = place_on("IT 22061", on).unwrap();
        assert_eq!((found.customs().as_str(), found.tax().as_str()), (customs, "IT-CAM"), "{on}");
    }
    assert_eq!(place_on("IT 22061", "2019-12-31").unwrap().to(), Some(day("2019-12-31")));
    assert_eq!(place_on("IT 22061", "2020-01-01").unwrap().from(), day("2020-01-01"));
}

#[test]
fn the_united_kingdom_left_the_customs_territory_of_the_union_in_2021() {
    for (text, before, after) in
        [("GB", "EU", "GB"), ("GB BT1 5GS", "EU", "XI"), ("JE", "EU", "GB"), ("IM", "EU", "GB")]
    {
        assert_eq!(place_on(text, "2020-12-31").unwrap().customs().as_str(), before, "{text}");
        assert_eq!(place_on(text, "2021-01-01").unwrap().customs().as_str(), after, "{text}");
    }
}

#[test]
fn the_union_has_27_members_and_the_places_that_belong_to_them() {
    let members: Vec<String> = RuleBook::embedded()
        .customs_territory_members("EU".parse().unwrap(), day("2021-01-01"))
        .unwrap()
        .map(|country| country.to_string())
        .collect();
    let expected = "AT AX BE BG CY CZ DE DK EE ES FI FR GF GP GR HR HU IC IE IT LT LU LV MC MF MQ MT NL PL PT RE \
                    RO SE SI SK YT";
    assert_eq!(members.join(" "), expected);
}

#[test]
fn puerto_rico_is_in_the_customs_territory_of_the_united_states_and_guam_is_not() {
    let book = RuleBook::embedded();
    let inside = |country: &str| {
        book.is_in_customs_territory(country.parse().unwrap(), "US".parse().unwrap(), day("2026-01-01"))
            .unwrap()
    };
    assert!(inside("US") && inside("PR"));
    assert!(!inside("GU") && !inside("VI") && !inside("CA"));
}

#[test]
fn the_postal_code_gives_the_region() {
    for (text, region) in [
        ("US 95014", Some("US-CA")),
        ("US 10001-1234", Some("US-NY")),
        ("US 06390", Some("US-NY")),
        ("US 20001", Some("US-DC")),
        ("US 20101", Some("US-VA")),
        ("US 96813", Some("US-HI")),
        ("US 96799", Some("US-AS")),
        ("US 00901", Some("US-PR")),
        ("PR 00901", Some("US-PR")),
        ("US 05501", Some("US-MA")),
        ("US 05401", Some("US-VT")),
        ("US 73301", Some("US-TX")),
        ("US 09007", None),
        ("CA M5V 3L9", Some("CA-ON")),
        ("CA H3Z 2Y7", Some("CA-QC")),
        ("CA X0A 0H0", Some("CA-NU")),
        ("CA X1A 2N3", Some("CA-NT")),
        ("CA K1A 0B1", None),
        ("CA K1P 1J1", Some("CA-ON")),
        ("BR 01310-100", Some("BR-SP")),
        ("BR 70002-900", Some("BR-DF")),
        ("BR 72800-000", Some("BR-GO")),
        ("BR 69900-000", Some("BR-AC")),
        ("ES 35001", Some("ES-GC")),
        ("ES-CN 35001", Some("ES-CN")),
        ("ES 51001", Some("ES-CE")),
        ("FR 97400", Some("FR-974")),
        ("GB BT1 5GS", Some("GB-NIR")),
        ("DE 10115", None),
    ] {
        assert_eq!(place(text).region().map(|region| region.to_string()).as_deref(), region, "{text}");
    }
    assert!(place("US 95014").region_source().is_some());
    assert!(place("US-CA 95014").region_source().is_none());
}

#[test]
fn madeira_and_the_azores_are_regions_of_the_portuguese_tax_territory() {
    for (text, region) in [("PT 9000-001", "PT-30"), ("PT-20", "PT-20"), ("PT 9500-001", "PT-20")] {
        let found = place(text);
        assert_eq!((found.customs().as_str(), found.tax().as_str()), ("EU", "PT"), "{text}");
        assert_eq!(found.region().map(|region| region.to_string()).as_deref(), Some(region), "{text}");
    }
}

#[test]
fn jungholz_is_a_rate_area_within_austria() {
    assert_eq!(place("AT 6691").rate_area().map(|area| area.to_string()).as_deref(), Some("AT-JM"));
    assert_eq!(place("AT 1010").rate_area(), None);
    assert_eq!(
        RuleBook::embedded().territory_name("AT-JM".parse().unwrap()).unwrap().as_deref(),
        Some("Jungholz and Mittelberg")
    );
}

#[test]
fn parts_of_an_address_that_contradict_each_other_are_named() {
    for (text, message) in [
        ("ES-M 35001", "postal code 35001 does not lie in region ES-M, but in ES-CN"),
        ("ES-CN 28001", "postal code 28001 does not lie in region ES-CN"),
        ("ES-CE 52001", "postal code 52001 does not lie in region ES-CE, but in ES-ML"),
        ("GB-NIR SW1A 1AA", "postal code SW1A 1AA does not lie in region GB-NIR"),
        ("GB-ENG BT1 5GS", "postal code BT1 5GS does not lie in region GB-ENG, but in GB-NIR"),
        ("FI-01 00550", "postal code 00550 does not lie in region FI-01"),
        ("FR-971 97220", "postal code 97220 does not lie in region FR-971, but in FR-972"),
        ("FR-971 97150", "postal code 97150 does not lie in region FR-971, but in FR-MF"),
        ("US-NV 95014", "postal code 95014 does not lie in region US-NV, but in US-CA"),
        ("US-PR 10001", "postal code 10001 does not lie in region US-PR"),
        ("CA-ON H3Z 2Y7", "postal code H3Z 2Y7 does not lie in region CA-ON, but in CA-QC"),
        ("IC 28001", "postal code 28001 does not lie in IC"),
        ("PR 10001", "postal code 10001 does not lie in PR"),
        ("GP 97220", "postal code 97220 does not lie in GP, but in FR-972"),
        ("MC 75001", "postal code 75001 does not lie in MC"),
        ("US 1234", "`1234` is not a postal code of US: expected ##### or #####-####"),
    ] {
        assert_eq!(place_on(text, "2026-11-21").unwrap_err().to_string(), message, "{text}");
    }
}

#[test]
fn a_region_of_another_country_is_an_error() {
    for (country, region) in
        [("DE", "FR-IDF"), ("GP", "FR-972"), ("PR", "US-CA"), ("IC", "ES-M"), ("FR", "US-CA")]
    {
        let given = Address::country(country.parse().unwrap()).with_region(region.parse().unwrap());
        let error = RuleBook::embedded().place(&given, day("2026-11-21")).unwrap_err();
        assert!(matches!(error, PlaceError::RegionOfAnotherCountry { .. }), "{country} {region}: {error}");
    }
    let given = Address::country("GP".parse().unwrap()).with_region("FR-971".parse().unwrap());
    assert_eq!(RuleBook::embedded().place(&given, day("2026-11-21")).unwrap().tax().as_str(), "GP");
}

#[test]
fn a_day_before_the_rules_is_an_error_and_not_a_guess() {
    let error = place_on("FR", "2016-04-30").unwrap_err();
    assert_eq!(error, PlaceError::NoRule { country: "FR".parse().unwrap(), day: day("2016-04-30") });
}

#[test]
fn recalled_postal_codes_pull_the_evidence_down() {
    assert_eq!(place("NO 9170").evidence(), Evidence::Recalled);
    assert_eq!(place("GR 63087").evidence(), Evidence::Recalled);
    assert_eq!(place("GR 63086").evidence(), Evidence::Verified);
    assert_eq!(place("GR-69 63087").evidence(), Evidence::Verified);
    assert_eq!(place("SJ").evidence(), Evidence::Verified);
    assert_eq!(place("ES 35001").evidence(), Evidence::Verified);
    assert_eq!(place("DE").evidence(), Evidence::Verified);
}

#[test]
fn an_overlay_wins_on_the_days_it_covers() {
    let book = RuleBook::embedded()
        .with_overlay(
            r#"
            overlay = "place/placements.toml"
            [[placement]]
            id = "place.eu.livigno"
            postal = ["IT:23030", "IT:23041"]
            customs = "IT-LIV"
            tax = "IT-LIV"
            from = 2026-01-01
            "#,
        )
        .unwrap();
    let found = book.place(&address("IT 23030"), day("2026-01-01")).unwrap();
    assert_eq!(found.customs().as_str(), "IT-LIV");
    assert_eq!(found.evidence(), Evidence::Supplied);
    assert_eq!(book.place(&address("IT 23030"), day("2025-12-31")).unwrap().customs().as_str(), "EU");
    assert_eq!(book.place(&address("IT 23041"), day("2025-12-31")).unwrap().customs().as_str(), "IT-LIV");
}

proptest! {
    #[test]
    fn no_address_panics(country in 0_usize..253, code in proptest::option::of("\\PC{0,14}"), days in 0_u64..20_000) {
        let given = Address {
            country: Country::all().nth(country).unwrap(),
            region: None,
            postal_code: code,
        };
        let on = day("1990-01-01") + chrono::Days::new(days);
        let _ = RuleBook::embedded().place(&given, on);
    }

    #[test]
    fn every_country_has_a_place_in_every_year_of_the_rules(country in 0_usize..253, days in 0_u64..3_000) {
        let given = Address::country(Country::all().nth(country).unwrap());
        let on = day("2021-01-01") + chrono::Days::new(days);
        prop_assert!(RuleBook::embedded().place(&given, on).is_ok());
    }
}

#[test]
fn the_members_of_a_customs_territory_are_the_countries_that_lie_in_it() {
    let book = RuleBook::embedded();
    for day in ["2021-01-01", "2026-04-09", "2026-04-10", "2026-11-21"] {
        let day = day.parse().unwrap();
        for territory in ["EU", "GB", "US", "CH", "FR", "JP"] {
            let territory = territory.parse().unwrap();
            let members: Vec<_> = book.customs_territory_members(territory, day).unwrap().collect();
            let lie_in_it: Vec<_> = landfall::place::Country::all()
                .filter(|country| book.is_in_customs_territory(*country, territory, day).unwrap())
                .collect();
            assert_eq!(members, lie_in_it, "{territory} {day}");
        }
    }
}

use super::*;
use crate::goods::HsCode;

fn code(text: &str) -> HsCode {
    text.parse().unwrap()
}

fn country(text: &str) -> Country {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn load(format: ScheduleFormat, text: &str) -> Loaded {
    TariffSchedule::read(format, text.as_bytes()).unwrap()
}

fn clean(format: ScheduleFormat, text: &str) -> TariffSchedule {
    let loaded = load(format, text);
    assert_eq!(loaded.report.issues, []);
    loaded.schedule
}

/// What `find` gives, in one line.
fn found(schedule: &TariffSchedule, digits: &str, origin: &str, on: &str) -> String {
    match schedule.find(code(digits), country(origin), day(on)) {
        Found::Line(line) => shown(&line),
        Found::Candidates(lines) => lines.map(|line| shown(&line)).collect::<Vec<_>>().join("; "),
        Found::Missing { nearest } => {
            let nearest: Vec<_> = nearest.iter().map(ToString::to_string).collect();
            format!("missing, near {}", nearest.join(" "))
        }
    }
}

fn shown(line: &LineView<'_>) -> String {
    match line.duty() {
        Ok(duty) => format!("{} {duty}", line.code()),
        Err(why) => format!("{} ({why})", line.code()),
    }
}

const PLAIN: &str = "\
code,duty,description,from,to
61,,Knitted clothing,,
6109.10,,T-shirts of cotton,,
6109.10.00.10,12%,white,,
6109.10.00.90,12%,other,,
6109.90.20,12%,of wool,,
6109.90.90,8 EUR/kg,other,2022-01-01,2026-12-31
6109.90.90,10%,,2027-01-01,
0409,17.3%,Honey,,
8471.30,free,\"Computers, portable\",,
8517.13,,Smartphones,,
";

#[test]
fn a_code_finds_its_line_or_those_it_leaves_open() {
    let schedule = clean(ScheduleFormat::Plain, PLAIN);
    for (digits, expected) in [
        ("6109100010", "6109100010 12%"),
        ("610910", "6109100010 12%; 6109100090 12%"),
        ("61091000", "6109100010 12%; 6109100090 12%"),
        ("6109100020", "missing, near 6109100010 6109100090"),
        ("61099020", "61099020 12%"),
        // Statistical digits behind a line of eight do not change its duty.
        ("6109902015", "61099020 12%"),
        ("61099030", "missing, near 61099020 61099090"),
        ("6109", "6109100010 12%; 6109100090 12%; 61099020 12%; 61099090 8 EUR/kg"),
        ("0409", "0409 17.3%"),
        ("040900", "0409 17.3%"),
        ("0409000000", "0409 17.3%"),
        ("0409000090", "0409 17.3%"),
        ("847130", "847130 0%"),
        ("8471300000", "847130 0%"),
        ("851713", "851713 (the schedule holds no rate for 851713)"),
        ("620342", "missing, near 61099090 61099020 6109100090"),
    ] {
        assert_eq!(found(&schedule, digits, "CN", "2026-11-21"), expected, "{digits}");
    }
}

#[test]
fn a_line_speaks_only_for_the_digits_that_are_printed() {
    // Found by fuzzing: zeros behind a code of eight digits are part of it, a sibling does not take its rate.
    let text = "code,duty\n6109.10.00,12%\n6109.10.12,\n6109.10.00.06,\n0409,\n0409.00.00,17.3%\n";
    let schedule = clean(ScheduleFormat::Plain, text);
    for (digits, expected) in [
        ("61091000", "61091000 12%"),
        ("6109100006", "6109100006 12%"),
        ("6109100099", "61091000 12%"),
        ("61091012", "61091012 (the schedule holds no rate for 61091012)"),
        ("61091099", "missing, near 61091012 6109100006 61091000"),
        ("0409", "04090000 17.3%"),
        ("040900", "04090000 17.3%"),
        ("0409000010", "04090000 17.3%"),
    ] {
        assert_eq!(found(&schedule, digits, "CN", "2026-11-21"), expected, "{digits}");
    }
}

#[test]
fn lines_with_rates_of_their_own_stay_apart_under_one_duty() {
    let text = "code,duty,origin,kind\n4901,free,,\n4901.10.00,,,\n4901.99.00,free,JP,preference\n0409,,,\n0409.00,,,\n0409.00.10,3%,,\n";
    let schedule = clean(ScheduleFormat::Plain, text);
    // A preference of one line is not one of its neighbour.
    assert_eq!(found(&schedule, "4901", "JP", "2026-11-21"), "49011000 0%; 49019900 0%");
    assert_eq!(found(&schedule, "490199", "JP", "2026-11-21"), "49019900 0%");
    // Wider lines of the same digits are no line for a code that is not there.
    assert_eq!(found(&schedule, "04090000", "JP", "2026-11-21"), "missing, near 04090010");
}

#[test]
fn a_rate_holds_from_its_first_to_its_last_day() {
    let schedule = clean(ScheduleFormat::Plain, PLAIN);
    for (on, expected) in [
        ("2021-12-31", "61099090 (the schedule holds no rate for 61099090 on 2021-12-31)"),
        ("2022-01-01", "61099090 8 EUR/kg"),
        ("2026-12-31", "61099090 8 EUR/kg"),
        ("2027-01-01", "61099090 10%"),
    ] {
        assert_eq!(found(&schedule, "61099090", "CN", on), expected, "{on}");
    }
}

#[test]
fn one_rate_above_several_lines_is_one_line() {
    let text = "code,duty\n4901,free\n4901.10.00,\n4901.91.00,\n4901.99.00,\n4902.10,3%\n";
    let schedule = clean(ScheduleFormat::Plain, text);
    assert_eq!(found(&schedule, "4901", "US", "2026-11-21"), "4901 0%");
    assert_eq!(found(&schedule, "490199", "US", "2026-11-21"), "49019900 0%");
    assert_eq!(found(&schedule, "49", "US", "2026-11-21"), "4901 0%; 490210 3%");
    assert_eq!(schedule.coverage().lines, 4);
    assert_eq!(schedule.coverage().rated, 4);
}

#[test]
fn bad_rows_are_reported_and_do_not_hold_up_the_others() {
    let text = "\
code,duty,kind,from,to
6109.10,12%,,,
6109.15,12%,,,
6109.9x,12%,,,
6110.20,12.x%,,,
6110.30,12%,sometimes,,
6110.90,12%,,2026-02-30,
6111.20,12%,,2026-02-01,2026-01-31
6112.11,12%,
6115.10,8%,,,
6115.10,9%,,,
";
    let Loaded { schedule, report } = load(ScheduleFormat::Plain, text);
    let issues: Vec<String> = report.issues.iter().map(ToString::to_string).collect();
    assert_eq!(
        issues,
        [
            "line 3, 6109.15: `610915` is not in the Harmonized System of 2022; nearest: 610910, 610990",
            "line 4, 6109.9x: `x` at character 7 of an HS code, expected digits, dots or spaces",
            "line 5, 611020: field `duty`, `12.x%`: `x` at character 4 of a duty, expected a digit",
            "line 6, 611030: field `kind`: `sometimes` found, expected `base`, `preference`, `end_use`, `quota`, `suspension` or `additional`",
            "line 7, 611090: field `from`: `2026-02-30` found, expected a day such as 2026-11-21",
            "line 8, 611120: field `to`: `2026-01-31` found, expected a day not before `from`",
            "line 9: 3 fields, expected 5",
            "line 11, 611510: 611510 has another ordinary duty on the same days",
        ]
    );
    assert_eq!(report.rows, 10);
    assert_eq!(found(&schedule, "610910", "CN", "2026-11-21"), "610910 12%");
    // A rate that could not be read is not replaced by anything.
    let unread = "611020 (the rate of 611020 could not be read: `12.x%`)";
    assert_eq!(found(&schedule, "611020", "CN", "2026-11-21"), unread);
    let two = "611510 (the schedule holds two rates for 611510 on one day)";
    assert_eq!(found(&schedule, "611510", "CN", "2026-11-21"), two);
}

#[test]
fn a_file_of_another_form_is_refused() {
    for (text, expected) in [
        ("", ScheduleError::Empty),
        ("code,duty\n", ScheduleError::Empty),
        ("code,rate\n6109.10,12%\n", ScheduleError::UnexpectedColumn { column: "rate".into() }),
        ("code\n6109.10\n", ScheduleError::MissingColumn { column: "duty" }),
        ("code,duty,code\n", ScheduleError::UnexpectedColumn { column: "code".into() }),
    ] {
        assert_eq!(
            TariffSchedule::read(ScheduleFormat::Plain, text.as_bytes()).unwrap_err(),
            expected,
            "{text}"
        );
    }
}

const HTS_CSV: &str = "\u{feff}\
\"HTS Number\",\"Indent\",\"Description\",\"Unit of Quantity\",\"General Rate of Duty\",\"Special Rate of Duty\",\"Column 2 Rate of Duty\",\"Quota Quantity\",\"Additional Duties\"
\"0101\",\"0\",\"Live horses, asses, mules and hinnies:\",\"\",\"\",\"\",\"\",\"\",\"\"
\"\",\"1\",\"Horses:\",\"\",\"\",\"\",\"\",\"\",\"\"
\"0101.21.00\",\"2\",\"Purebred breeding animals\",\"\",\"Free\",\"\",\"Free\",\"\",\"\"
\"0101.21.00.10\",\"3\",\"Males\",\"[\"\"No.\"\"]\",\"\",\"\",\"\",\"\",\"\"
\"0101.21.00.20\",\"3\",\"Females\",\"[\"\"No.\"\"]\",\"\",\"\",\"\",\"\",\"\"
\"0101.30.00.00\",\"1\",\"Asses\",\"[\"\"No.\"\"]\",\"6.8%\",\"Free (A+,AU,BH,CL,CO,D,E,IL,JO,KR,MA,OM,P,PA,PE,S,SG)\",\"15%\",\"\",\"\"
\"0603.12.70\",\"2\",\"Other\",\"\",\"6.4%\",\"Free (A,AU,BH) 3.2% (JP)\",\"40%\",\"\",\"\"
\"9903.88.15\",\"0\",\"Articles the product of China\",\"\",\"The duty provided in the applicable subheading + 7.5%\",\"\",\"No change\",\"\",\"\"
";

#[test]
fn the_american_export_gives_statistical_lines_the_rate_above_them() {
    let schedule = clean(ScheduleFormat::HtsCsv, HTS_CSV).with_group("column 2", [country("CU")]);
    for (digits, expected) in [
        ("0101210010", "0101210010 0%"),
        ("010121", "01012100 0%"),
        ("0101", "01012100 0%; 0101300000 6.8%"),
        ("01013000", "0101300000 6.8%"),
        ("99038815", "99038815 rate of \"The duty provided in the applicable subheading\" + 7.5%"),
    ] {
        assert_eq!(found(&schedule, digits, "CN", "2026-11-21"), expected, "{digits}");
    }
    assert_eq!(found(&schedule, "01013000", "CU", "2026-11-21"), "0101300000 15%");
    let Found::Line(males) = schedule.find(code("0101210010"), country("CN"), day("2026-11-21")) else {
        panic!()
    };
    let words: Vec<_> = males.descriptions().collect();
    assert_eq!(words, ["Live horses, asses, mules and hinnies", "Purebred breeding animals", "Males"]);
}

#[test]
fn special_rates_are_preferences_of_their_programmes() {
    let schedule = clean(ScheduleFormat::HtsCsv, HTS_CSV)
        .with_group("column 2", [])
        .with_group("A", [country("BR"), country("TH")]);
    let claims = |origin: &str| -> Vec<String> {
        let Found::Line(line) = schedule.find(code("06031270"), country(origin), day("2026-11-21")) else {
            panic!()
        };
        line.preferences().map(|rate| rate.duty().unwrap().to_string()).collect()
    };
    assert_eq!(claims("AU"), ["0%"]);
    assert_eq!(claims("JP"), ["3.2%"]);
    assert_eq!(claims("TH"), ["0%"]);
    assert_eq!(claims("DE"), [""; 0]);
    assert!(schedule.coverage().unknown_groups.contains(&"A+".to_owned()));
}

#[test]
fn an_unknown_group_leaves_open_what_depends_on_it() {
    let schedule = clean(ScheduleFormat::HtsCsv, HTS_CSV);
    let open =
        "0101300000 (the rate of 0101300000 depends on the origins of `column 2`, which are not given)";
    assert_eq!(found(&schedule, "01013000", "CN", "2026-11-21"), open);
    // Both columns are free.
    assert_eq!(found(&schedule, "01012100", "CN", "2026-11-21"), "01012100 0%");
}

#[cfg(feature = "json")]
#[test]
fn the_american_json_says_the_same() {
    let text = r#"[ {
  "htsno" : "0101", "indent" : "0", "description" : "Live horses, asses, mules and hinnies:", "superior" : null,
  "units" : [ ], "general" : "", "special" : "", "other" : "", "footnotes" : [ ], "quotaQuantity" : "",
  "additionalDuties" : "", "addiitionalDuties" : null
}, { "htsno" : "", "indent" : "1", "description" : "Horses:", "superior" : "true", "units" : [ ], "general" : "",
  "special" : "", "other" : "", "footnotes" : null }, 7, { "htsno" : [], "general": "12%" },
{ "htsno" : "0101.30.00.00", "indent" : "1", "description" : "Asses", "units" : [ "No." ], "general" : "6.8%",
  "special" : "Free (A+,AU)", "other" : "15%", "footnotes" : [ { "columns" : [ "general" ], "value" : "See 9903.88.15. " } ] }
]"#;
    let Loaded { schedule, report } = load(ScheduleFormat::HtsJson, text);
    let issues: Vec<String> = report.issues.iter().map(ToString::to_string).collect();
    assert_eq!(
        issues,
        [
            "line 3: expected an object with the fields of the export",
            "line 4: expected an object with the fields of the export"
        ]
    );
    let schedule = schedule.with_group("column 2", []);
    assert_eq!(found(&schedule, "010130", "CN", "2026-11-21"), "0101300000 6.8%");
    let broken = TariffSchedule::read(ScheduleFormat::HtsJson, b"[{\"htsno\":\"0101.30.00\"").unwrap_err();
    assert!(matches!(broken, ScheduleError::Json { line: 1, .. }), "{broken}");
    let object = TariffSchedule::read(ScheduleFormat::HtsJson, b"{}").unwrap_err();
    assert!(object.to_string().contains("expected a list"), "{object}");
}

const UK: &str = "\
id,commodity__sid,commodity__code,commodity__indent,commodity__description,measure__sid,measure__type__id,measure__type__description,measure__additional_code__code,measure__additional_code__description,measure__duty_expression,measure__effective_start_date,measure__effective_end_date,measure__reduction_indicator,measure__footnotes,measure__conditions,measure__geographical_area__sid,measure__geographical_area__id,measure__geographical_area__description,measure__excluded_geographical_areas__ids,measure__excluded_geographical_areas__descriptions,measure__quota__order_number,measure__regulation__id,measure__regulation__url
1,1,0101000000,0,\"Live horses, asses, mules and hinnies\",1,305,Value added tax,#NA,#NA,20.00%,2021-01-01,#NA,#NA,#NA,#NA,400,1011,ERGA OMNES,#NA,#NA,#NA,V,u
2,2,0101290000,1,Other,2,103,Third country duty,#NA,#NA,10.00%,2021-01-01,#NA,#NA,#NA,#NA,400,1011,ERGA OMNES,#NA,#NA,#NA,C,u
3,2,0101290000,1,Other,3,142,Tariff preference,#NA,#NA,0.00%,2021-01-01,2024-12-31,#NA,#NA,\"condition:Q,certificate:U116,action:27|condition:Q,certificate:U118,action:27\",77,JP,Japan,#NA,#NA,#NA,C,u
4,2,0101290000,1,Other,4,142,Tariff preference,#NA,#NA,5.00%,2023-06-19,#NA,#NA,#NA,#NA,77,1060,DCTS,KH|ID,x,#NA,C,u
5,3,0201100021,2,Carcases,5,103,Third country duty,#NA,#NA,12.00% + 147.00 GBP / 100 kg,2021-01-01,#NA,#NA,#NA,#NA,400,1011,ERGA OMNES,#NA,#NA,#NA,C,u
";

#[test]
fn the_british_measures_give_duties_and_claims() {
    let group = [country("KH"), country("IN")];
    let schedule = clean(ScheduleFormat::UkMeasures, UK).with_group("1060", group);
    assert_eq!(found(&schedule, "0101291000", "US", "2026-11-21"), "0101290000 10%");
    assert_eq!(found(&schedule, "0201100021", "US", "2026-11-21"), "0201100021 12% + 147.00 GBP/100 kg");
    let claims = |origin: &str, on: &str| -> Vec<(String, String)> {
        let Found::Line(line) = schedule.find(code("010129"), country(origin), day(on)) else { panic!() };
        let text = |rate: OtherRate<'_>| {
            (rate.duty().unwrap().to_string(), rate.proof().unwrap_or_default().to_owned())
        };
        line.preferences().map(text).collect()
    };
    assert_eq!(claims("JP", "2024-12-31"), [("0%".to_owned(), "U116 U118".to_owned())]);
    assert_eq!(claims("JP", "2025-01-01"), []);
    assert_eq!(claims("IN", "2023-06-19"), [("5%".to_owned(), String::new())]);
    assert_eq!(claims("IN", "2023-06-18"), []);
    // Cambodia is in the group, but left out of this rate.
    assert_eq!(claims("KH", "2026-11-21"), []);
}

const TARIC: &str = "\
Goods code;Add code;Order No.;Start date;End date;RED_IND;Origin; Measure type;Legal base;Duty;Origin code; Meas. type code
0702000000;;;01-01-1999;;;ERGA OMNES;Third country duty;R1;Entry price;1011;103
0805501000;;;01-01-2024;31-12-2026;;ERGA OMNES;Third country duty;R1;6.400 %;1011;103
1704905100 80;;;01-07-2020;;;ERGA OMNES;Third country duty;R1;9.000 % + EA MAX 18.700 % + AD S/Z;1011;103
2204309600;;;01-01-2010;;;ERGA OMNES;Third country duty;R1;40.000 % + 121.000 EUR HLT + 20.600 EUR DTN;1011;103
2205901000;;;01-01-2010;;;ERGA OMNES;Third country duty;R1;0.900 EUR ASV X + 6.400 EUR HLT;1011;103
9102110000;;;01-01-2010;;;ERGA OMNES;Third country duty;R1;4.500 % MIN 0.300 EUR NAR MAX 0.800 EUR NAR;1011;103
9102110000;;;01-07-2011;;;Korea;Tariff preference;R2;0.000 %;KR;142
8712003010;C999;;01-06-2013;;;China;Definitive anti-dumping duty;R3;48.500 %;CN;552
8712003010;;;01-01-2010;;;ERGA OMNES;Third country duty;R1;14.000 %;1011;103
8712003010;;;01-01-2010;;;ERGA OMNES;Supplementary unit;R1;NAR;1011;109
";

#[test]
fn the_unions_export_is_read_with_its_unit_codes() {
    let schedule = clean(ScheduleFormat::TaricDuties, TARIC);
    for (digits, expected) in [
        ("08055010", "0805501000 6.4%"),
        ("0702", "0702000000 entry price"),
        ("17049051", "1704905100 9% + EA MAX 18.7% + ADSZ"),
        ("22043096", "2204309600 40% + 121.000 EUR/hl + 20.600 EUR/100 kg"),
        ("22059010", "2205901000 0.900 EUR/% vol/hl + 6.400 EUR/hl"),
        ("910211", "9102110000 4.5% MIN 0.300 EUR/item MAX 0.800 EUR/item"),
    ] {
        assert_eq!(found(&schedule, digits, "CN", "2026-11-21"), expected, "{digits}");
    }
    let gone = "0805501000 (the schedule holds no rate for 0805501000 on 2027-01-01)";
    assert_eq!(found(&schedule, "08055010", "CN", "2027-01-01"), gone);
    let view =
        |digits: &str, origin: &str| match schedule.find(code(digits), country(origin), day("2026-11-21")) {
            Found::Line(line) => {
                line.other_rates().map(|rate| (rate.kind(), rate.duty().unwrap().to_string())).collect()
            }
            _ => Vec::new(),
        };
    assert_eq!(view("910211", "KR"), [(RateKind::Preference, "0%".to_owned())]);
    assert_eq!(view("87120030", "CN"), [(RateKind::Additional, "48.5%".to_owned())]);
    assert_eq!(view("87120030", "TW"), []);
}

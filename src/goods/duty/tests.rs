use proptest::prelude::*;

use super::part::Parts;
use super::season::{Season, Span, YearDay};
use super::tree::{Component, Mixed, Specific, Strength};
use super::*;
use crate::goods::Measure;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn duty(text: &str) -> DutyExpression {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn measures(known: &[(Measure, &str)]) -> Measures {
    known.iter().fold(Measures::default(), |all, (measure, amount)| all.with(*measure, dec(amount)))
}

/// The duty on goods worth `value`, all in one currency.
fn due(text: &str, value: &str, code: &str, known: &[(Measure, &str)]) -> Decimal {
    duty(text).evaluate(dec(value), currency(code), &measures(known), |_| None).unwrap()
}

#[test]
fn every_notation_prints_in_one_form() {
    for (text, printed) in [
        ("free", "0%"),
        ("Free", "0%"),
        ("0%", "0%"),
        ("0.0%", "0%"),
        ("12%", "12%"),
        ("10.7 %", "10.7%"),
        ("12.00%", "12%"),
        ("144.10 GBP/1000 kg", "144.10 GBP/1000 kg"),
        ("3.00 EUR/item", "3.00 EUR/item"),
        ("1.50 EUR/100 kg net", "1.50 EUR/100 kg"),
        ("12% + 1.50 EUR/kg", "12% + 1.50 EUR/kg"),
        ("12.8% + 176.8 EUR / 100 kg", "12.8% + 176.8 EUR/100 kg"),
        ("20.00% + 19.00 GBP/100kg", "20% + 19.00 GBP/100 kg"),
        ("0.20 GBP/ item", "0.20 GBP/item"),
        ("1.9¢/kg", "0.019 USD/kg"),
        ("0.26¢/liter", "0.0026 USD/l"),
        ("0.5¢/pf.liter", "0.005 USD/proof l"),
        ("$1.34/1000", "1.34 USD/1000 item"),
        ("5.3¢/kg + 8.5%", "0.053 USD/kg + 8.5%"),
        ("44¢ each + 6.4%", "0.44 USD/item + 6.4%"),
        ("14¢/gross + 4.3%", "0.14 USD/gross + 4.3%"),
        ("76¢/pr. + 32%", "0.76 USD/pair + 32%"),
        ("2.8¢/doz.", "0.028 USD/dozen"),
        ("$1.24/t", "1.24 USD/tonne"),
        ("18.7¢/m2", "0.187 USD/m2"),
        ("5¢/kg on contents and container", "0.05 USD/kg with container"),
        ("5.7¢/kg on drained weight + 8%", "0.057 USD/kg drained + 8%"),
        ("6.5% on the entire set", "6.5%"),
        ("0.6 EUR / % vol/hl", "0.6 EUR/% vol/hl"),
        ("0.90 EUR / % vol / hl + 6.40 EUR / hl", "0.90 EUR/% vol/hl + 6.40 EUR/hl"),
        ("1.00 GBP/%vol/hl", "1.00 GBP/% vol/hl"),
        ("0.4 EUR / 100 kg/net/%sacchar.", "0.4 EUR/100 kg/% sucrose"),
        ("0.40 EUR / 100 kg /net/ % sacchar.", "0.40 EUR/100 kg/% sucrose"),
        ("5.10% + 9.40 EUR / 100 kg / net drained wt", "5.1% + 9.40 EUR/100 kg drained"),
        ("4.00% + 7.80 GBP/100kg eda", "4% + 7.80 GBP/100 kg drained"),
        ("3.80% MIN 0.60 EUR / 100 kg / gross", "3.8% MIN 0.60 EUR/100 kg gross"),
        ("12% MIN 2€/100kg/br", "12% MIN 2 EUR/100 kg gross"),
        ("4.5 % MIN 0.3 EUR / p/st MAX 0.8 EUR / p/st", "4.5% MIN 0.3 EUR/item MAX 0.8 EUR/item"),
        ("0.50 EUR / item MIN 2.70% MAX 4.60%", "0.50 EUR/item MIN 2.7% MAX 4.6%"),
        ("52.00 EUR / 1,000 items", "52.00 EUR/1000 item"),
        ("1,024.00 EUR / tonne", "1024.00 EUR/tonne"),
        ("6.50% MAX 5.00 EUR / 100 m", "6.5% MAX 5.00 EUR/100 m"),
        ("4 % MAX 2 EUR / m²", "4% MAX 2 EUR/m2"),
        ("8.30% + EA MAX 18.70% + ADSZ", "8.3% + EA MAX 18.7% + ADSZ"),
        ("30% MIN 4300 JPY / pair", "30% MIN 4300 JPY/pair"),
        ("6% MIN (3% + 1.5 JPY / m2)", "6% MIN 3% + 1.5 JPY/m2"),
        ("1.87 NZD / kg", "1.87 NZD/kg"),
        ("13.8% min 5 eur/kg max 9 eur/kg - 1%", "13.8% MIN 5 EUR/kg MAX 9 EUR/kg - 1%"),
        ("10% + (5% MIN 1 EUR/kg)", "10% + (5% MIN 1 EUR/kg)"),
        ("10% - (5% - 1%)", "10% - (5% - 1%)"),
        ("((7%))", "7%"),
        ("33 1/3%", "33 1/3%"),
        (
            "1.19 EUR / kg / lactic matter + 27.50 EUR / 100 kg",
            "1.19 EUR/kg lactic matter + 27.50 EUR/100 kg",
        ),
        ("0.07 EUR / kg / dry lactic matter", "0.07 EUR/kg dry lactic matter"),
        ("50.70 EUR / 100 kg / net dry", "50.70 EUR/100 kg dry"),
        ("42.00 GBP/100kg mas", "42.00 GBP/100 kg dry"),
        ("33.90 EUR / 100 kg / std qual", "33.90 EUR/100 kg std qual"),
        ("1.62 EUR / kg / tot alc", "1.62 EUR/kg total alcohol"),
        ("12.8¢/kg on molybdenum content + 1.8%", "0.128 USD/kg molybdenum content + 1.8%"),
        ("2.1¢/kg on entire contents of container", "0.021 USD/kg on entire contents"),
        ("16.9¢/kg of total sugars + 5.1%", "0.169 USD/kg total sugars + 5.1%"),
        ("18.7¢/clean kg", "0.187 USD/kg clean"),
        ("5.25¢/bbl", "0.0525 USD/bbl"),
        ("22.1¢/pf. liter on ethyl alcohol content", "0.221 USD/proof l"),
        ("10¢/1,000 pins + 3.5%", "0.1 USD/1000 pin + 3.5%"),
        ("0.3¢/line/ gross + 4.6%", "0.003 USD/line/gross + 4.6%"),
        ("20¢/thousand + 3.5%", "0.2 USD/thousand + 3.5%"),
        ("$1.32/t, including weight of container", "1.32 USD/1000 kg with container"),
        (
            "43¢ each + 2.8¢/jewel over 7 + 3.7% on the case",
            "0.43 USD/item + 0.028 USD/jewel over 7 + 3.7% on the case",
        ),
        (
            "$1.61 each + 4.4% on the case and strap, band or bracelet",
            "1.61 USD/item + 4.4% on the case and strap",
        ),
        ("2.5% on the value of the lead content", "2.5% on the lead content"),
        (
            "4.7% on the value of the rifle + 20% on the value of the telescopic sight, if any",
            "4.7% on the rifle + 20% on the telescopic sight",
        ),
        (
            "3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in proportion) but not less than 3.143854¢/kg",
            "0.036606 USD/kg - 0.00020668 USD/kg/degree under 100 MIN 0.03143854 USD/kg",
        ),
        (
            "15.00% (01 JAN-14 FEB, 16 JUN-31 DEC), 0.00% (15 FEB-15 JUN)",
            "15% (01 JAN-14 FEB, 16 JUN-31 DEC), 0% (15 FEB-15 JUN)",
        ),
        (
            "12.8% MIN 2.4€/100kg/net (1 MAY-31 JULY), 4% (01-31 DEC, 01 FEB - 31 APR)",
            "12.8% MIN 2.4 EUR/100 kg (01 MAY-31 JUL), 4% (01 DEC-31 DEC, 01 FEB-30 APR)",
        ),
        ("Entry Price", "entry price"),
        ("9.000 % + EAR MAX 18.700 % + AD S/ZR", "9% + reduced EA MAX 18.7% + reduced ADSZ"),
        ("19.000 EUR DTN", "19.000 EUR/100 kg"),
        ("3.800 % MIN 0.600 EUR DTN G", "3.8% MIN 0.600 EUR/100 kg gross"),
        ("0.400 EUR DTN Z", "0.400 EUR/100 kg/% sucrose"),
        ("0.900 EUR ASV X + 6.400 EUR HLT", "0.900 EUR/% vol/hl + 6.400 EUR/hl"),
        ("52.000 EUR MIL", "52.000 EUR/1000 item"),
        ("See 9822.05.20", "rate of \"See 9822.05.20\""),
        (
            "The duty provided in the applicable subheading + 25%",
            "rate of \"The duty provided in the applicable subheading\" + 25%",
        ),
        ("5%, or, if lower, $0.45/kg", "5% MAX 0.45 USD/kg"),
        ("5%, and $107.99/L of alcohol", "5% + 107.99 USD/l pure alcohol"),
        (
            "$10.57/L of alcohol, calculated on that alcohol content by which the percentage by volume of alcohol of the goods exceeds 1.15",
            "10.57 USD/l pure alcohol over 1.15",
        ),
        (
            "4.3% + 0.2¢ for each other piece or part, but if so, more",
            "4.3% + 0.002 USD/other piece, but \"if so, more\"",
        ),
    ] {
        let parsed = duty(text);
        assert_eq!(parsed.to_string(), printed, "{text}");
        assert_eq!(duty(printed), parsed, "{printed}");
    }
}

#[test]
fn errors_name_the_place_and_what_was_expected() {
    for (text, says) in [
        (
            "",
            "end of text at character 1 of a duty, expected a rate such as `12%`, `3.00 EUR/item` or `free`",
        ),
        ("12", "end of text at character 3 of a duty, expected `%` or a currency"),
        ("7.2 MIN 0.36 EUR/100 kg", "`M` at character 5 of a duty, expected `%` or a currency"),
        ("12,5%", "`,` at character 3 of a duty, expected a decimal point"),
        ("1,500%", "`,` at character 2 of a duty, expected a decimal point"),
        ("12.%", "`%` at character 4 of a duty, expected a digit"),
        ("3 EUR", "end of text at character 6 of a duty, expected `/` and a unit, or `each`"),
        ("3 EUR/bale", "`b` at character 7 of a duty, expected a unit such as `kg`, `hl`, `item` or `pair`"),
        (
            "3 EUR/0 kg",
            "the number at character 7 of a duty is out of range, expected at most 10^12 with 10 decimals",
        ),
        ("-5%", "`-` at character 1 of a duty, expected a rate such as `12%`, `3.00 EUR/item` or `free`"),
        ("5% 6%", "`6` at character 4 of a duty, expected `+`, `-`, `MIN`, `MAX` or the end"),
        (
            "5% +",
            "end of text at character 5 of a duty, expected a rate such as `12%`, `3.00 EUR/item` or `free`",
        ),
        ("(5%", "end of text at character 4 of a duty, expected `)`"),
        (
            "1000000000001%",
            "the number at character 1 of a duty is out of range, expected at most 10^12 with 10 decimals",
        ),
        (
            "0.12345678901%",
            "the number at character 1 of a duty is out of range, expected at most 10^12 with 10 decimals",
        ),
        ("5 EUR/kg/fat", "`/` at character 9 of a duty, expected `+`, `-`, `MIN`, `MAX` or the end"),
        (
            "5% on the dial",
            "`d` at character 11 of a duty, expected a part such as `case`, `strap` or `battery`",
        ),
        ("5% (01 JAN", "end of text at character 11 of a duty, expected `-` and the last day"),
        ("5% (01 JAN-32 JAN)", "`)` at character 18 of a duty, expected days such as `01 JAN-31 MAR`"),
        (
            "5% (01 JAN-31 MAR), 6% (31 MAR-31 DEC)",
            "seasons before character 39 of a duty share a day, expected each day once",
        ),
        ("5%, but ", "end of text at character 9 of a duty, expected words"),
        ("rate of 2009", "`2` at character 9 of a duty, expected words between quotes"),
        ("freedom", "`f` at character 1 of a duty, expected a rate such as `12%`, `3.00 EUR/item` or `free`"),
    ] {
        assert_eq!(text.parse::<DutyExpression>().unwrap_err().to_string(), says, "{text}");
    }
}

#[test]
fn size_is_limited() {
    let long = "1%+".repeat(171);
    assert_eq!(long.parse::<DutyExpression>(), Err(DutyExpressionError::TooLong { bytes: 513 }));
    let sum = format!("{}1%", "1%+".repeat(170));
    assert_eq!(due(&sum, "100", "EUR", &[]), dec("171"));
    let brackets = |n: usize| format!("{}1%{}", "(".repeat(n), ")".repeat(n));
    assert_eq!(duty(&brackets(16)), duty("1%"));
    assert_eq!(brackets(17).parse::<DutyExpression>(), Err(DutyExpressionError::TooDeep { position: 17 }));
    assert_eq!(duty("1000000000000%").as_percent(), Some(dec("1000000000000")));
}

#[test]
fn a_per_cent_is_taken_of_the_value() {
    assert_eq!(due("12%", "250", "EUR", &[]), dec("30"));
    assert_eq!(due("10.7 %", "99.99", "NOK", &[]), dec("10.69893"));
    assert_eq!(due("Free", "250", "EUR", &[]), Decimal::ZERO);
}

#[test]
fn sixteen_and_a_half_tonnes_of_sugar_at_419_gbp_a_tonne() {
    // 16,500 kg at 419.00 GBP per 1000 kg: 16.5 times 419.
    assert_eq!(due("419.00 GBP/1000 kg", "1", "GBP", &[(Measure::Kilogram, "16500")]), dec("6913.5"));
}

#[test]
fn a_compound_duty_adds_both_parts() {
    // 12.8 % of 1,000 is 128; 250 kg at 176.8 EUR per 100 kg are 442.
    let beef = [(Measure::Kilogram, "250")];
    assert_eq!(due("12.8% + 176.8 EUR / 100 kg", "1000", "EUR", &beef), dec("570"));
    // Two watches: 44 cents each and 6.4 % of 50.
    assert_eq!(due("44¢ each + 6.4%", "50", "USD", &[(Measure::Item, "2")]), dec("4.08"));
}

#[test]
fn bounds_hold_a_duty_between_them() {
    // Watches: 4.5 %, at least 0.30 and at most 0.80 EUR a piece.
    let text = "4.5 % MIN 0.3 EUR / p/st MAX 0.8 EUR / p/st";
    for (value, expected) in [("5", "0.3"), ("10", "0.45"), ("100", "0.8")] {
        assert_eq!(due(text, value, "EUR", &[(Measure::Item, "1")]), dec(expected), "{value}");
    }
    assert_eq!(due("30% MIN 4300 JPY / pair", "10000", "JPY", &[(Measure::Pair, "1")]), dec("4300"));
    assert_eq!(due("30% MIN 4300 JPY / pair", "20000", "JPY", &[(Measure::Pair, "1")]), dec("6000"));
}

#[test]
fn a_sum_after_a_bound_belongs_to_the_bound() {
    // 13.8 % of 100 is 13.80; not more than 20 - 8 = 12. Read from the left it would be 13.80 - 8 = 5.80.
    let text = "13.8% MIN 2 EUR/kg MAX 20 EUR/kg - 8 EUR/kg";
    assert_eq!(due(text, "100", "EUR", &[(Measure::Kilogram, "1")]), dec("12"));
    assert_eq!(due(text, "10", "EUR", &[(Measure::Kilogram, "1")]), dec("2"));
}

#[test]
fn strength_multiplies_a_specific_duty() {
    // Vinegar-like: 0.6 EUR for each per cent in each hectolitre; 50 litres of 13 %: 0.6 * 13 * 0.5.
    let wine = [(Measure::Litre, "50"), (Measure::PercentVol, "13")];
    assert_eq!(due("0.6 EUR / % vol/hl", "1", "EUR", &wine), dec("3.9"));
    let syrup = [(Measure::Kilogram, "25"), (Measure::PercentSucrose, "60")];
    assert_eq!(due("0.4 EUR / 100 kg/net/%sacchar.", "1", "EUR", &syrup), dec("6"));
    // A proof litre holds 50 % alcohol: 10 litres of 40 % are 8 of them.
    let gin = [(Measure::Litre, "10"), (Measure::PercentVol, "40")];
    assert_eq!(due("0.5¢/pf.liter", "1", "USD", &gin), dec("0.04"));
}

#[test]
fn pieces_count_in_dozens_and_gross() {
    assert_eq!(due("2.8¢/doz.", "1", "USD", &[(Measure::Item, "30")]), dec("0.07"));
    assert_eq!(due("14¢/gross", "1", "USD", &[(Measure::Item, "72")]), dec("0.07"));
    assert_eq!(due("$1.34/1000", "1", "USD", &[(Measure::Item, "500")]), dec("0.67"));
}

#[test]
fn parts_are_rated_by_themselves() {
    let duty = duty("4.7% on the value of the rifle + 20% on the value of the telescopic sight, if any");
    let ask = |parts: &PartValues| {
        duty.duty_on(&Dutiable::new(dec("900"), currency("USD")).with_parts(parts), |_| None)
    };
    let rifle = PartValues::default().with(ValuePart::Rifle, dec("700"));
    assert_eq!(ask(&rifle), Err(DutyInputError::MissingPart { part: ValuePart::TelescopicSight }));
    // 4.7 % of 700 is 32.90, 20 % of 200 is 40.
    assert_eq!(ask(&rifle.with(ValuePart::TelescopicSight, dec("200"))), Ok(dec("72.9")));
    assert_eq!(ask(&rifle.with(ValuePart::TelescopicSight, dec("0"))), Ok(dec("32.9")));
}

#[test]
fn sugar_pays_less_for_each_degree_that_it_lacks() {
    let text = "3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in \
                proportion) but not less than 3.143854¢/kg";
    // 96 degrees, the usual raw sugar: 3.6606 - 4 * 0.020668 = 3.577928 cents a kilogram; 75 degrees: 3.6606 - 0.5167
    // = 3.1439; 74 degrees are below the floor.
    for (degrees, expected) in [("100", "36.606"), ("96", "35.77928"), ("75", "31.439"), ("74", "31.43854")] {
        let sugar = [(Measure::Kilogram, "1000"), (Measure::DegreePolarity, degrees)];
        assert_eq!(due(text, "1", "USD", &sugar), dec(expected), "{degrees}");
    }
}

#[test]
fn what_goes_beyond_is_counted_alone() {
    // Two movements of 17 jewels each: ten of each go beyond seven.
    let watches = [(Measure::Jewel, "34"), (Measure::Item, "2")];
    assert_eq!(due("2.8¢/jewel over 7", "1", "USD", &watches), dec("0.56"));
    assert_eq!(
        due("2.8¢/jewel over 7", "1", "USD", &[(Measure::Jewel, "10"), (Measure::Item, "2")]),
        dec("0")
    );
    // Ten litres of beer of 4.65 %: 3.5 per cent of them, 0.35 litres, are dutiable.
    let beer = [(Measure::Litre, "10"), (Measure::PercentVol, "4.65")];
    assert_eq!(due("$10.57/L of alcohol over 1.15", "1", "USD", &beer), dec("3.6995"));
}

#[test]
fn a_third_of_a_per_cent_is_exact() {
    assert_eq!(due("33 1/3%", "300", "USD", &[]), dec("100"));
    assert_eq!(due("33 1/3% + 1 USD/item", "0.3", "USD", &[(Measure::Item, "1")]), dec("1.1"));
}

#[test]
fn a_season_begins_and_ends_on_its_day() {
    let flowers = duty("8.5% (01 JAN-31 MAY, 1 NOV-31 DEC), 12% (01 JUN-31 OCT)");
    let apples = duty("12% (01 JUL - 31 JAN), 0% (01 FEB - 28 FEB)");
    let on = |duty: &DutyExpression, day: &str| {
        duty.duty_on(&Dutiable::new(dec("100"), currency("EUR")).on(day.parse().unwrap()), |_| None)
    };
    for (day, expected) in [
        ("2026-01-01", "8.5"),
        ("2026-05-31", "8.5"),
        ("2026-06-01", "12"),
        ("2026-10-31", "12"),
        ("2026-11-01", "8.5"),
        ("2026-12-31", "8.5"),
    ] {
        assert_eq!(on(&flowers, day), Ok(dec(expected)), "{day}");
    }
    let leap = "2028-02-29".parse().unwrap();
    assert_eq!(on(&apples, "2027-01-31"), Ok(dec("12")));
    assert_eq!(on(&apples, "2027-02-28"), Ok(dec("0")));
    assert_eq!(on(&apples, "2028-02-29"), Err(DutyInputError::OutOfSeason { day: leap }));
    let undated = flowers.duty_on(&Dutiable::new(dec("100"), currency("EUR")), |_| None);
    assert_eq!(undated, Err(DutyInputError::MissingDay));
}

#[test]
fn a_reference_takes_the_rate_of_the_line_it_names() {
    let juice = duty("The rate applicable to the natural juice in heading 2009 + 1%");
    let goods = Dutiable::new(dec("200"), currency("USD"));
    let Err(DutyInputError::MissingReference { reference }) = juice.duty_on(&goods, |_| None) else {
        panic!()
    };
    assert_eq!(reference.text(), "The rate applicable to the natural juice in heading 2009");
    assert_eq!(reference.code(), Some("2009".parse().unwrap()));
    assert_eq!(juice.duty_on(&goods.with_reference(&duty("4%")), |_| None), Ok(dec("10")));
    // One that sends on again is not followed in a circle.
    let again = juice.duty_on(&goods.with_reference(&juice), |_| None);
    assert!(matches!(again, Err(DutyInputError::MissingReference { .. })));
}

#[test]
fn a_cap_may_hold_one_addend_alone() {
    // 5 % of 100 is 5; 300 kg at 2 EUR per 100 kg are 6, of which 4 count.
    let kilograms = [(Measure::Kilogram, "300")];
    assert_eq!(due("5% + (2 EUR/100 kg MAX 4%)", "100", "EUR", &kilograms), dec("9"));
    assert_eq!(due("5% + 2 EUR/100 kg MAX 4%", "100", "EUR", &kilograms), dec("4"));
}

#[test]
fn a_duty_in_another_currency_is_converted_by_the_given_factor() {
    let rate = |from: Currency| (from == currency("GBP")).then(|| (dec("1085"), dec("1000")));
    let one_kg = measures(&[(Measure::Kilogram, "1000")]);
    let due = duty("144.10 GBP/1000 kg").evaluate(dec("1"), currency("EUR"), &one_kg, rate);
    assert_eq!(due, Ok(dec("156.3485")));
    let due = duty("5 NOK/kg").evaluate(dec("1"), currency("EUR"), &one_kg, rate);
    assert_eq!(due, Err(DutyInputError::MissingRate { currency: currency("NOK") }));
    let zero = duty("5 NOK/kg").evaluate(dec("1"), currency("EUR"), &one_kg, |_| Some((dec("1"), dec("0"))));
    assert_eq!(zero, Err(DutyInputError::MissingRate { currency: currency("NOK") }));
}

#[test]
fn what_is_missing_is_named() {
    let ask = |text: &str| duty(text).evaluate(dec("1"), currency("EUR"), &Measures::default(), |_| None);
    for (text, measure) in [
        ("5 EUR/kg", Measure::Kilogram),
        ("5 EUR/pair", Measure::Pair),
        ("5 EUR/kg gross", Measure::KilogramGross),
        ("1% + 5 EUR/kg drained", Measure::KilogramDrained),
        ("1% MAX 5 EUR/l", Measure::Litre),
    ] {
        assert_eq!(ask(text), Err(DutyInputError::MissingMeasure { measure }), "{text}");
    }
    assert_eq!(ask("9 % + EA"), Err(DutyInputError::NotComputable { text: "EA" }));
    assert_eq!(ask("0.00 EUR / tonne"), Ok(Decimal::ZERO), "nothing is nothing, whatever the mass");
}

#[test]
fn a_difference_below_zero_is_no_duty() {
    assert_eq!(due("5% - 10%", "100", "EUR", &[]), Decimal::ZERO);
}

#[test]
fn sums_that_are_too_large_are_refused() {
    let tree = duty("1000000000000% + 1000000000000%");
    let due = tree.evaluate(Decimal::MAX, currency("EUR"), &Measures::default(), |_| None);
    assert_eq!(due, Err(DutyInputError::Overflow));
}

#[test]
fn free_and_percent_are_seen_without_evaluation() {
    assert!(duty("Free").is_free() && duty("0.00%").is_free() && DutyExpression::FREE.is_free());
    assert!(!duty("1%").is_free() && !duty("0 EUR/kg").is_free());
    assert_eq!(duty("12.50%").as_percent(), Some(dec("12.5")));
    assert_eq!(duty("12% + 1 EUR/kg").as_percent(), None);
    assert_eq!(DutyExpression::percent(dec("12.5")), duty("12.5%"));
}

#[test]
fn json_is_the_text() {
    let parsed: DutyExpression = serde_json::from_str("\"3.00 EUR/item\"").unwrap();
    assert_eq!(serde_json::to_string(&parsed).unwrap(), "\"3.00 EUR/item\"");
}

fn number() -> impl Strategy<Value = Decimal> {
    (0_i64..=1_000_000_000_000, 0_u32..=10).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn node() -> impl Strategy<Value = Node> {
    let units: Vec<Measure> = Measure::ALL.into_iter().filter(|measure| !measure.is_property()).collect();
    let strength = prop_oneof![
        3 => Just(None),
        1 => Just(Some(Strength::Alcohol)),
        1 => Just(Some(Strength::Sucrose)),
        1 => Just(Some(Strength::PolarityLacking)),
        1 => Just(Some(Strength::ButtonLines)),
    ];
    let money = prop::sample::select(vec!["EUR", "USD", "JPY", "KWD"]).prop_map(currency);
    let over = prop::option::of(number().prop_map(|number| number.normalize()));
    let specific = (number(), money, 1_u32.., prop::sample::select(units), strength, over).prop_map(
        |(amount, currency, count, measure, strength, over)| {
            let over = over.filter(|_| Specific::may_be_over(measure));
            Node::Specific(Specific { amount, currency, count, measure, strength, over })
        },
    );
    let parts = prop::collection::vec(prop::sample::select(ValuePart::ALL.to_vec()), 1..4)
        .prop_map(|parts| parts.into_iter().fold(Parts::default(), Parts::with));
    let words = prop::sample::select(vec![
        "The rate applicable to the natural juice in heading 2009",
        "See 9822.05.20",
        "a (b) + c, MIN d",
    ]);
    let leaf = prop_oneof![
        number().prop_map(Node::Percent),
        specific,
        (0_i64..1_000, 0_u16..9).prop_map(|(whole, numerator)| {
            Node::Mixed(Mixed { whole: Decimal::from(whole), numerator, denominator: 9 })
        }),
        (number(), parts).prop_map(|(percent, parts)| Node::PercentOf(percent.normalize(), parts)),
        words.prop_map(|words| Node::Reference(RateReference::new(words))),
        prop::sample::select(vec![
            Component::Agricultural,
            Component::AgriculturalReduced,
            Component::Sugar,
            Component::SugarReduced,
            Component::Flour,
            Component::FlourReduced,
            Component::EntryPrice,
        ])
        .prop_map(Node::Component),
    ];
    leaf.prop_recursive(4, 12, 2, |inner| {
        (inner.clone(), inner, 0..6, 1_u8..=12, 1_u8..=28).prop_map(|(one, other, kind, month, day)| {
            if kind == 5 {
                // A year cut in two.
                let turn = YearDay::new(month, day).unwrap();
                let next = YearDay::new(month, day + 1).unwrap();
                let before = if day == 1 {
                    let month = if month == 1 { 12 } else { month - 1 };
                    YearDay::new(month, 31).unwrap()
                } else {
                    YearDay::new(month, day - 1).unwrap()
                };
                let short = Season { duty: one, spans: [Span { from: turn, to: turn }].into() };
                let long = Season { duty: other, spans: [Span { from: next, to: before }].into() };
                return Node::Seasonal([short, long].into());
            }
            let (one, other) = (Box::new(one), Box::new(other));
            match kind {
                4 => Node::But(one, "if so, not".into()),
                0 => Node::Sum(one, other),
                1 => Node::Difference(one, other),
                2 => Node::AtLeast(one, other),
                _ => Node::AtMost(one, other),
            }
        })
    })
}

proptest! {
    #[test]
    fn printing_and_reading_give_the_same_tree(node in node()) {
        let duty = DutyExpression::of(node);
        let text = duty.to_string();
        prop_assume!(text.len() <= 512);
        prop_assert_eq!(text.parse::<DutyExpression>(), Ok(duty), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}") {
        let _ = text.parse::<DutyExpression>();
    }

    #[test]
    fn texts_of_duty_words_are_read_or_refused(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "12", "1.5", "1,000", "%", "EUR", "¢", "$", "/", "kg", "100 kg", "net", "% vol", "hl", "MIN", "MAX",
                "+", "-", "(", ")", "free", "each", "EA", " ", ".", ",", "²", "m", "sacchar.",
            ]),
            0..24,
        )
    ) {
        let text = words.concat();
        if let Ok(duty) = text.parse::<DutyExpression>() {
            let printed = duty.to_string();
            prop_assert_eq!(printed.parse::<DutyExpression>(), Ok(duty), "{} printed as {}", text, printed);
        }
    }

    #[test]
    fn evaluating_never_panics_and_never_gives_a_negative_duty(
        node in node(),
        value in any::<i64>(),
        amount in number(),
    ) {
        let all = Measure::ALL.into_iter().fold(Measures::default(), |all, measure| all.with(measure, amount));
        let parts = ValuePart::ALL.into_iter().fold(PartValues::default(), |all, part| all.with(part, amount));
        let rate = duty("5%");
        let goods = Dutiable::new(Decimal::from(value), currency("EUR"))
            .with_measures(&all)
            .with_parts(&parts)
            .on("2026-11-21".parse().unwrap())
            .with_reference(&rate);
        let due = DutyExpression::of(node).duty_on(&goods, |_| Some((amount, Decimal::from(7))));
        prop_assert!(due.is_err() || due.is_ok_and(|due| due >= Decimal::ZERO));
    }

    #[test]
    fn a_bound_is_never_passed(value in number(), floor in number(), cap in number()) {
        let (floor, cap) = (floor.min(cap), floor.max(cap));
        let text = format!("7% MIN {floor} EUR/item MAX {cap} EUR/item");
        let due = duty(&text)
            .evaluate(value, currency("EUR"), &measures(&[(Measure::Item, "1")]), |_| None)
            .unwrap();
        prop_assert!(floor <= due && due <= cap);
    }
}

use proptest::prelude::*;

use super::*;

fn code(text: &str) -> HsCode {
    text.parse().unwrap()
}

#[test]
fn the_nomenclature_of_2022_has_96_chapters_1228_headings_and_5612_subheadings() {
    let codes = Nomenclature::read().unwrap();
    assert_eq!((codes.chapters.len(), codes.headings.len(), codes.subheadings.len()), (96, 1228, 5612));
}

#[test]
fn dots_and_spaces_are_not_part_of_the_code() {
    for text in ["6109100010", "6109.10.0010", "6109 10 00 10", "6109.10.00.10"] {
        assert_eq!(code(text).digits(), "6109100010", "{text}");
    }
}

#[test]
fn a_leading_zero_stays() {
    assert_eq!(code("0409.00").to_string(), "040900");
    assert_eq!(code("04").chapter(), code("04"));
}

#[test]
fn a_code_knows_what_it_lies_under() {
    let shirt = code("61091000");
    assert_eq!(shirt.chapter(), code("61"));
    assert_eq!(shirt.heading(), Some(code("6109")));
    assert_eq!(shirt.subheading(), Some(code("610910")));
    assert_eq!(code("6109").subheading(), None);
    assert!(shirt.starts_with(code("6109")) && shirt.starts_with(shirt));
    assert!(!code("6109").starts_with(shirt));
    assert!(!shirt.starts_with(code("6110")));
}

#[test]
fn a_heading_sorts_before_its_subheadings() {
    assert!(code("6109") < code("610910") && code("610910") < code("6109100010"));
    assert!(code("6109100010") < code("6110"));
}

#[test]
fn wrong_lengths_and_letters_are_refused() {
    for (text, expected) in [
        ("", InvalidHsCode::Length { digits: 0 }),
        ("6", InvalidHsCode::Length { digits: 1 }),
        ("61091", InvalidHsCode::Length { digits: 5 }),
        ("610910001000", InvalidHsCode::Length { digits: 12 }),
        ("6109-10", InvalidHsCode::NotADigit { found: '-', position: 5 }),
        ("61٠9", InvalidHsCode::NotADigit { found: '٠', position: 3 }),
    ] {
        assert_eq!(text.parse::<HsCode>(), Err(expected), "{text}");
    }
}

#[test]
fn smartphones_lost_their_old_code_in_2022() {
    let Err(InvalidHsCode::Unknown(error)) = "8517.12.00".parse::<HsCode>() else { panic!() };
    assert_eq!(error.code.digits(), "85171200");
    let expected = ["851711", "851713", "851714", "851718", "851761"];
    let same_heading = expected.map(|near| NearCode { code: code(near), likeness: Likeness::SameHeading });
    assert_eq!(error.nearest, same_heading);
}

#[test]
fn a_slip_of_the_fingers_comes_first() {
    use Likeness::{Neighbour, OneDigit, SameHeading, Transposed};
    for (typed, expected) in [
        // Digits that changed places beat the rest of the heading.
        ("610901", vec![("610910", Transposed), ("610990", SameHeading)]),
        // Of two, the one in the chapter as typed.
        ("619010", vec![("610910", Transposed), ("691010", Transposed)]),
        ("6199", vec![("6109", OneDigit), ("6117", Neighbour), ("6201", Neighbour)]),
        (
            "77",
            vec![("76", OneDigit), ("78", OneDigit), ("75", OneDigit), ("79", OneDigit), ("74", OneDigit)],
        ),
        (
            "98",
            vec![("89", Transposed), ("97", OneDigit), ("96", OneDigit), ("95", OneDigit), ("94", OneDigit)],
        ),
    ] {
        let Err(InvalidHsCode::Unknown(error)) = typed.parse::<HsCode>() else { panic!("{typed}") };
        let found: Vec<_> = error.nearest.iter().map(|near| (near.code.to_string(), near.likeness)).collect();
        for (place, (near, likeness)) in expected.into_iter().enumerate() {
            assert_eq!(found.get(place), Some(&(near.to_owned(), likeness)), "{typed}: {found:?}");
        }
    }
}

#[test]
fn chapter_77_is_empty_and_national_chapters_need_national_digits() {
    for text in ["77", "7701", "770100", "98", "9801", "980100", "99", "9903", "00"] {
        assert!(matches!(text.parse::<HsCode>(), Err(InvalidHsCode::Unknown(_))), "{text}");
    }
    assert_eq!(code("9903.88.15").digits(), "99038815");
    assert_eq!(code("9804000000").chapter().digits(), "98");
}

#[test]
fn json_is_the_text_of_the_digits() {
    let shirt: HsCode = serde_json::from_str("\"6109.10\"").unwrap();
    assert_eq!(serde_json::to_string(&shirt).unwrap(), "\"610910\"");
    assert!(serde_json::from_str::<HsCode>("610910").is_err(), "a number would lose its leading zero");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,20}") {
        if let Ok(code) = text.parse::<HsCode>() {
            prop_assert_eq!(code.to_string().parse::<HsCode>(), Ok(code));
        }
    }

    #[test]
    fn any_digits_are_read_or_answered_with_codes_that_exist(text in "[0-9]{2}([0-9]{2}){0,4}") {
        match text.parse::<HsCode>() {
            Ok(code) => prop_assert_eq!(code.digits(), text),
            Err(InvalidHsCode::Unknown(error)) => {
                prop_assert!(!error.nearest.is_empty() && error.nearest.len() <= 5);
                for NearCode { code: near, .. } in error.nearest {
                    prop_assert_eq!(near.to_string().parse::<HsCode>(), Ok(near));
                }
            }
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        }
    }
}

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::rules::{LoadError, Table, embedded_text};

const MOST_DIGITS: usize = 10;
const NEAREST: usize = 3;

/// A code of the Harmonized System (2, 4 or 6 digits) or of a national tariff below it (8 or 10 digits).
///
/// Its first six digits exist in the 2022 edition of the nomenclature; what a tariff puts behind them is
/// not checked. Codes that the edition of 2022 dropped are refused, on whatever day they are asked for. The
/// national chapters 98 and 99, which the Harmonized System leaves to each country, are accepted with 8 or 10
/// digits.
///
/// ```
/// use landfall::goods::HsCode;
///
/// let shirt: HsCode = "6109.10.00 10".parse()?;
/// assert_eq!(shirt.to_string(), "6109100010");
/// assert!(shirt.starts_with("6109".parse()?));
///
/// let mistyped = "610915".parse::<HsCode>().unwrap_err();
/// assert_eq!(mistyped.to_string(), "`610915` is not in the Harmonized System of 2022; nearest: 610910, 610990");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HsCode {
    /// ASCII digits, padded with zero bytes so that a heading sorts before its subheadings.
    digits: [u8; MOST_DIGITS],
    len: u8,
}

/// A text that is no code of the Harmonized System.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidHsCode {
    /// Something other than digits, dots and spaces.
    #[error("`{found}` at character {position} of an HS code, expected digits, dots or spaces")]
    NotADigit {
        /// The character.
        found: char,
        /// Its place, counted from 1.
        position: usize,
    },
    /// Too many, too few or an odd number of digits.
    #[error("{digits} digits in an HS code, expected 2, 4, 6, 8 or 10")]
    Length {
        /// How many digits there are.
        digits: usize,
    },
    /// The chapter, heading or subheading does not exist.
    #[error(transparent)]
    Unknown(#[from] UnknownHsCode),
}

/// A code whose chapter, heading or subheading does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{code}` is not in the Harmonized System of 2022; nearest: {}", list(nearest))]
pub struct UnknownHsCode {
    /// The code as given, digits only.
    pub code: HsCode,
    /// Up to three codes that exist, the likeliest first.
    pub nearest: Vec<HsCode>,
}

fn list(codes: &[HsCode]) -> String {
    let texts: Vec<&str> = codes.iter().map(HsCode::digits).collect();
    texts.join(", ")
}

impl HsCode {
    /// The digits as text.
    #[must_use]
    pub fn digits(&self) -> &str {
        let digits = self.digits.get(..self.len()).unwrap_or_default();
        std::str::from_utf8(digits).unwrap_or_default()
    }

    /// How many digits: 2, 4, 6, 8 or 10.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a code is never empty")]
    pub fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// The first two digits.
    #[must_use]
    pub fn chapter(self) -> HsCode {
        self.cut(2)
    }

    /// The first four digits, if there are as many.
    #[must_use]
    pub fn heading(self) -> Option<HsCode> {
        self.prefix(4)
    }

    /// The first six digits, if there are as many.
    #[must_use]
    pub fn subheading(self) -> Option<HsCode> {
        self.prefix(6)
    }

    /// Whether the code is `prefix` or lies below it.
    #[must_use]
    pub fn starts_with(self, prefix: HsCode) -> bool {
        // Shorter codes are padded with zero bytes, which no digit is.
        self.digits.iter().zip(prefix.digits).all(|(digit, wanted)| wanted == 0 || *digit == wanted)
    }

    /// The first `len` digits, if there are as many; `len` is even.
    pub(crate) fn prefix(self, len: u8) -> Option<HsCode> {
        (len <= self.len).then(|| self.cut(len))
    }

    /// The digits as a number of ten, with zeros behind.
    pub(crate) fn padded_number(self) -> u64 {
        self.digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit.saturating_sub(b'0')))
    }

    /// The first `len` digits of a number of ten; for codes that were read as codes before.
    pub(crate) fn of_padded_number(number: u64, len: u8) -> HsCode {
        let mut digits = [0; MOST_DIGITS];
        let mut rest = number;
        for (index, place) in digits.iter_mut().enumerate().rev() {
            if index < usize::from(len) {
                *place = b'0'.saturating_add(u8::try_from(rest % 10).unwrap_or_default());
            }
            rest /= 10;
        }
        HsCode { digits, len }
    }

    fn cut(self, len: u8) -> HsCode {
        let mut digits = [0; MOST_DIGITS];
        for (to, from) in digits.iter_mut().zip(self.digits).take(usize::from(len)) {
            *to = from;
        }
        HsCode { digits, len }
    }

    /// The digits of `number`, with leading zeros.
    fn of_number(number: u32, len: u8) -> HsCode {
        let mut digits = [0; MOST_DIGITS];
        let mut rest = number;
        for place in digits.iter_mut().take(usize::from(len)).rev() {
            *place = b'0'.saturating_add(u8::try_from(rest % 10).unwrap_or_default());
            rest /= 10;
        }
        HsCode { digits, len }
    }

    fn is_in_national_chapter(&self) -> bool {
        matches!(self.digits, [b'9', b'8' | b'9', ..])
    }
}

impl FromStr for HsCode {
    type Err = InvalidHsCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut digits = [0; MOST_DIGITS];
        let mut count = 0_usize;
        for (index, found) in text.chars().enumerate() {
            match u8::try_from(found) {
                Ok(byte) if byte.is_ascii_digit() => {
                    if let Some(place) = digits.get_mut(count) {
                        *place = byte;
                    }
                    count = count.saturating_add(1);
                }
                Ok(b'.' | b' ') => {}
                _ => return Err(InvalidHsCode::NotADigit { found, position: index.saturating_add(1) }),
            }
        }
        let len = match count {
            2 | 4 | 6 | 8 | 10 => u8::try_from(count).unwrap_or_default(),
            _ => return Err(InvalidHsCode::Length { digits: count }),
        };
        let code = HsCode { digits, len };
        if code.is_in_national_chapter() && len >= 8 {
            return Ok(code);
        }
        Nomenclature::get().check(code)?;
        Ok(code)
    }
}

impl fmt::Display for HsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.digits())
    }
}

impl fmt::Debug for HsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits())
    }
}

impl Serialize for HsCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.digits())
    }
}

impl<'de> Deserialize<'de> for HsCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The codes of the Harmonized System, one sorted list for each length.
struct Nomenclature {
    chapters: Vec<HsCode>,
    headings: Vec<HsCode>,
    subheadings: Vec<HsCode>,
}

impl Nomenclature {
    const FILE: &str = "goods/hs2022.csv";

    fn get() -> &'static Self {
        static CODES: OnceLock<Nomenclature> = OnceLock::new();
        CODES.get_or_init(|| Self::read().expect("embedded data is checked by tests"))
    }

    fn read() -> Result<Self, LoadError> {
        let text = embedded_text(Self::FILE)
            .ok_or_else(|| LoadError::MissingFile { file: Self::FILE.to_owned() })?;
        let table = Table::new(Self::FILE, text, &["heading", "subheadings"])?;
        // The file is in order, so that nothing need be sorted when it is first used.
        let mut codes = Self { chapters: Vec::new(), headings: Vec::new(), subheadings: Vec::new() };
        table.each(|cells| {
            let heading: u32 = cells.required(0)?;
            if heading > 9999 || !push_next(&mut codes.headings, HsCode::of_number(heading, 4)) {
                return Err(cells.invalid(0, "a heading of four digits after the one before"));
            }
            push_next(&mut codes.chapters, HsCode::of_number(heading / 100, 2));
            for ending in cells.text(1).split(' ') {
                let ending: u32 = match ending.parse() {
                    Ok(ending) if ending <= 99 => ending,
                    _ => return Err(cells.invalid(1, "endings of two digits between spaces")),
                };
                if !push_next(&mut codes.subheadings, HsCode::of_number(heading * 100 + ending, 6)) {
                    return Err(cells.invalid(1, "each ending after the one before"));
                }
            }
            Ok(())
        })?;
        Ok(codes)
    }

    fn check(&self, code: HsCode) -> Result<(), UnknownHsCode> {
        let (codes, known) = match code.len {
            2 => (&self.chapters, code),
            4 => (&self.headings, code),
            _ => (&self.subheadings, code.cut(6)),
        };
        match codes.binary_search(&known) {
            Ok(_) => Ok(()),
            Err(place) => Err(UnknownHsCode { code, nearest: nearest(codes, place, known) }),
        }
    }
}

/// Adds a code behind the last one; false if it does not come after it.
fn push_next(codes: &mut Vec<HsCode>, code: HsCode) -> bool {
    let is_next = codes.last().is_none_or(|last| *last < code);
    if is_next {
        codes.push(code);
    }
    is_next
}

/// The codes around `place` that share most leading digits with `code`; only codes of its chapter if there is one.
fn nearest(codes: &[HsCode], place: usize, code: HsCode) -> Vec<HsCode> {
    let from = place.saturating_sub(NEAREST);
    let to = place.saturating_add(NEAREST).min(codes.len());
    let shared = |other: &HsCode| {
        other.digits().bytes().zip(code.digits().bytes()).take_while(|(one, another)| one == another).count()
    };
    let mut near: Vec<HsCode> = codes.get(from..to).unwrap_or_default().to_vec();
    near.sort_by_key(|other| {
        (std::cmp::Reverse(shared(other)), number(other.digits()).abs_diff(number(code.digits())))
    });
    // A code of another heading beside two of the right one would only mislead.
    let best = near.first().map_or(0, shared) / 2 * 2;
    near.retain(|other| shared(other) >= best);
    near.truncate(NEAREST);
    near
}

fn number(digits: &str) -> u32 {
    digits.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
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
        assert_eq!(error.nearest, [code("851711"), code("851713"), code("851714")]);
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
                    prop_assert!(!error.nearest.is_empty() && error.nearest.len() <= NEAREST);
                    for near in error.nearest {
                        prop_assert_eq!(near.to_string().parse::<HsCode>(), Ok(near));
                    }
                }
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            }
        }
    }
}

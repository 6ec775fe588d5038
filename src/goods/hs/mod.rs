mod nearest;
mod nomenclature;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::nearest::{Likeness, NearCode};
use self::nomenclature::Nomenclature;

const MOST_DIGITS: usize = 10;

/// A code of the Harmonized System (2, 4 or 6 digits) or of a national tariff below it (8 or 10 digits).
///
/// Its first six digits exist in the 2022 edition of the nomenclature; what a tariff puts behind them is
/// not checked. Codes that the edition of 2022 dropped are refused, on whatever day they are asked for: the edition
/// of 2017, in force to 2021-12-31, is not held, and its codes would not lead to a rate. The national chapters 98 and 99, which the Harmonized System leaves to each country, are accepted with 8 or 10
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
    /// Up to five codes that exist, the likeliest first.
    pub nearest: Vec<NearCode>,
}

fn list(codes: &[NearCode]) -> String {
    let texts: Vec<&str> = codes.iter().map(|near| near.code.digits()).collect();
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

    /// A number that orders codes as the codes are: every code below a heading lies between the heading's number and
    /// that number plus [`width`](Self::width).
    pub(crate) fn order(self) -> u128 {
        let [a, b, c, d, e, f, g, h, i, j] = self.digits;
        (u128::from(u64::from_be_bytes([a, b, c, d, e, f, g, h])) << 16)
            | u128::from(u16::from_be_bytes([i, j]))
    }

    /// How many numbers of [`order`](Self::order) belong to the code and what lies below it.
    pub(crate) fn width(self) -> u128 {
        let behind = MOST_DIGITS.saturating_sub(self.len());
        1 << (8 * behind)
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

    /// The first six digits, or all if there are fewer, as a number.
    fn number(self) -> u32 {
        let known = self.digits.iter().take(self.len().min(6));
        known.fold(0, |number, digit| number * 10 + u32::from(digit.saturating_sub(b'0')))
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

//! What a code that does not exist was likely meant to be.

use super::HsCode;

const MOST: usize = 5;

/// A code that exists, near one that does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct NearCode {
    /// The code, as long as the unknown one but with at most six digits.
    pub code: HsCode,
    /// In what it is like the unknown one.
    pub likeness: Likeness,
}

/// In what a code that exists is like one that does not; the likeliest slip first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Likeness {
    /// Two digits side by side have changed places.
    Transposed,
    /// It lies in the same heading.
    SameHeading,
    /// One digit differs.
    OneDigit,
    /// It comes next before or after in the order of the codes.
    Neighbour,
}

/// The likeliest of the sorted `codes`, each of so many `digits`, for a number that is not among them.
pub(super) fn nearest(codes: &[u32], digits: u8, unknown: u32) -> Vec<NearCode> {
    let exists = |code: &u32| codes.binary_search(code).is_ok();
    let mut found = Vec::new();
    let mut add = |likeness, code: u32| found.push((likeness, code));
    transposed(digits, unknown).filter(exists).for_each(|code| add(Likeness::Transposed, code));
    let siblings = if digits == 6 { within(codes, unknown / 100 * 100, 100) } else { &[] };
    if siblings.is_empty() {
        one_digit(digits, unknown).filter(exists).for_each(|code| add(Likeness::OneDigit, code));
        let place = codes.partition_point(|code| *code < unknown);
        let around = codes.get(place.saturating_sub(1)..).unwrap_or_default();
        around.iter().take(2).for_each(|code| add(Likeness::Neighbour, *code));
    }
    // Where the heading is right, a code of another one would only mislead, unless two digits changed places.
    siblings.iter().for_each(|code| add(Likeness::SameHeading, *code));
    let chapter = 10_u32.pow(u32::from(digits).saturating_sub(2));
    found.sort_by_key(|(likeness, code)| {
        (*likeness, code / chapter != unknown / chapter, code.abs_diff(unknown), *code)
    });
    let mut ranked: Vec<NearCode> = Vec::with_capacity(MOST);
    for (likeness, code) in found {
        let code = HsCode::of_number(code, digits);
        if ranked.len() < MOST && ranked.iter().all(|near| near.code != code) {
            ranked.push(NearCode { code, likeness });
        }
    }
    ranked
}

/// The codes from `first` on that are less than `first + count`.
fn within(codes: &[u32], first: u32, count: u32) -> &[u32] {
    let from = codes.partition_point(|code| *code < first);
    let to = codes.partition_point(|code| *code < first.saturating_add(count));
    codes.get(from..to).unwrap_or_default()
}

fn transposed(digits: u8, number: u32) -> impl Iterator<Item = u32> {
    (1..u32::from(digits)).filter_map(move |place| {
        let unit = 10_u32.pow(place.saturating_sub(1));
        let (right, left) = (number / unit % 10, number / unit / 10 % 10);
        let rest = number.checked_sub(left * unit * 10 + right * unit)?;
        (left != right).then_some(rest + right * unit * 10 + left * unit)
    })
}

fn one_digit(digits: u8, number: u32) -> impl Iterator<Item = u32> {
    (0..u32::from(digits)).flat_map(move |place| {
        let unit = 10_u32.pow(place);
        let rest = number.saturating_sub(number / unit % 10 * unit);
        (0..10).map(move |digit| rest + digit * unit).filter(move |other| *other != number)
    })
}

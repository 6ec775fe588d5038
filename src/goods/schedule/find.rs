//! Finding the line of a code.

use super::TariffSchedule;
use super::line::{LineView, Lines};
use super::store::{Line, NONE, beyond, place};
use crate::goods::HsCode;
use crate::place::Country;
use crate::time::Date;

const NEAREST: usize = 3;
/// How many lines before and behind are looked at for them.
const NEIGHBOURS: u32 = 16;

/// What a schedule has for a code.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Found<'s> {
    /// One line, or several with one rate that stands above them.
    Line(LineView<'s>),
    /// Several lines that the code leaves open.
    Candidates(Lines<'s>),
    /// No line.
    Missing {
        /// Up to three codes of lines that come near, the likeliest first.
        nearest: Vec<HsCode>,
    },
}

impl TariffSchedule {
    /// The line for a code, as it stands on the day for goods of the origin.
    ///
    /// A code longer than the line's is found by the line above it: the statistical digits behind an eight-digit
    /// line do not change the duty. A code cut short gives the lines that it leaves open, unless one rate stands
    /// for all of them.
    #[must_use]
    pub fn find(&self, code: HsCode, origin: Country, day: Date) -> Found<'_> {
        let store = &*self.store;
        let (number, from, to) = self.range(code);
        let view = |index| LineView::new(self, index, origin, day);
        let own = store.codes.get(place(from)).zip(store.line(from)).filter(|(found, _)| **found == number);
        match own {
            // The line ends where the code ends, or only some of what stands below it is meant.
            Some((_, line)) if line.end > to => {
                if from.saturating_add(1) < to {
                    return self.among(code, (from.saturating_add(1), to), origin, day);
                }
                if covers(from, line) { Found::Line(view(from)) } else { self.missing(code, from) }
            }
            Some((_, line)) if line.end == to && line.single && self.is_rated(from) => {
                Found::Line(view(from))
            }
            _ if from < to => self.among(code, (from, to), origin, day),
            _ => match self.above(number, from).and_then(|index| Some((index, store.line(index)?))) {
                Some((index, line)) if covers(index, line) => Found::Line(view(index)),
                _ => self.missing(code, from),
            },
        }
    }

    /// All lines at or below a code, as they stand on the day for goods of the origin.
    #[must_use]
    pub fn lines(&self, code: HsCode, origin: Country, day: Date) -> Lines<'_> {
        let (_, from, to) = self.range(code);
        Lines::new(self, from, to, origin, day)
    }

    /// The code as a number, and the range of the lines that it covers.
    fn range(&self, code: HsCode) -> (u64, u32, u32) {
        let number = code.padded_number();
        let width = 10_u64.pow(10_u32.saturating_sub(u32::try_from(code.len()).unwrap_or(10)));
        (number, self.store.first_from(number), self.store.first_from(number.saturating_add(width)))
    }

    /// The lines of a range; a single one, or one above all of them with all their rates, is a line.
    fn among(&self, code: HsCode, (from, to): (u32, u32), origin: Country, day: Date) -> Found<'_> {
        const MOST_COMPARED: usize = 64;
        let lines = Lines::new(self, from, to, origin, day);
        let mut rest = lines.clone();
        let Some(first) = rest.next() else { return self.missing(code, from) };
        let holder = self.holder(first.index());
        let mut compared = 1_usize;
        for other in rest {
            compared = compared.saturating_add(1);
            if compared > MOST_COMPARED || holder.is_none() || self.holder(other.index()) != holder {
                return Found::Candidates(lines);
            }
        }
        match holder {
            Some(above) if compared > 1 => Found::Line(LineView::new(self, above, origin, day)),
            _ => Found::Line(first),
        }
    }

    /// The nearest line with rates of its own, the line itself or one above.
    fn holder(&self, index: u32) -> Option<u32> {
        self.rate_holders(index).next().map(|(index, _)| index)
    }

    fn is_rated(&self, index: u32) -> bool {
        self.store.line(index).is_some_and(|line| line.end == index.saturating_add(1))
            || self.holder(index).is_some()
    }

    /// The line and those above it that have rates of their own.
    pub(super) fn rate_holders(&self, index: u32) -> impl Iterator<Item = (u32, &Line)> {
        let mut next = index;
        std::iter::from_fn(move || {
            let line = self.store.line(next)?;
            let this = next;
            next = line.parent;
            Some((this, line))
        })
        .filter(|(_, line)| line.rates != NONE)
    }

    /// The nearest line above a number that no line has.
    fn above(&self, number: u64, from: u32) -> Option<u32> {
        let mut index = from.checked_sub(1)?;
        while !self.stands_above(index, number) {
            index = self.store.line(index)?.parent;
        }
        Some(index)
    }

    fn stands_above(&self, index: u32, number: u64) -> bool {
        let line = self.store.codes.get(place(index)).zip(self.store.line(index));
        line.is_some_and(|(code, line)| *code <= number && number < beyond(*code, line.covers))
    }

    fn missing(&self, code: HsCode, from: u32) -> Found<'_> {
        let shared = |other: &HsCode| {
            other
                .digits()
                .bytes()
                .zip(code.digits().bytes())
                .take_while(|(one, another)| one == another)
                .count()
        };
        let (first, last) = (from.saturating_sub(NEIGHBOURS), from.saturating_add(NEIGHBOURS));
        let mut near: Vec<HsCode> = self.codes_of_lines(first, last).collect();
        near.sort_by_key(|other| {
            let apart = other.padded_number().abs_diff(code.padded_number());
            (std::cmp::Reverse(shared(other)), apart)
        });
        // A code of another heading beside one of the right one would only mislead.
        let best = near.first().map_or(0, shared) / 2 * 2;
        near.retain(|other| shared(other) >= best);
        near.truncate(NEAREST);
        Found::Missing { nearest: near }
    }
}

impl TariffSchedule {
    /// The codes of those lines of a range that have a rate for all below them, or none below.
    fn codes_of_lines(&self, from: u32, to: u32) -> impl Iterator<Item = HsCode> {
        let is_line = |index: u32| {
            let line = self.store.line(index);
            line.is_some_and(|line| line.end == index.saturating_add(1) || line.single && line.rates != NONE)
        };
        (from..to).filter(move |index| is_line(*index)).filter_map(|index| self.store.code(index))
    }
}

/// Whether a line speaks for codes below it that the schedule does not print.
fn covers(index: u32, line: &Line) -> bool {
    let is_last = line.end == index.saturating_add(1);
    let rated = line.rates != NONE;
    line.single && (is_last && (rated || line.digits >= 6) || rated && line.digits >= 8)
}

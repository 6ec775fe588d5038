//! Amounts of money and what they are counted by.

use rust_decimal::Decimal;

use super::text::starts_with_word;
use super::{DutyExpressionError, Reader};
use crate::goods::Measure;
use crate::goods::duty::tree::{Node, Specific, Strength};
use crate::goods::duty::units::{CODES, MASSES, QUALIFIERS, STRENGTH_CODES, STRENGTHS, UNITS};
use crate::money::Currency;

/// Words that take the container into a mass.
const WITH_CONTAINER: &[&str] = &["with container", ", including weight of container"];
/// Words that count only what goes beyond.
const OVER: &[&str] = &[
    "over",
    ", calculated on that alcohol content by which the percentage by volume of alcohol of the goods exceeds",
];

impl Reader<'_> {
    /// The unit after an amount of money.
    pub(super) fn specific(
        &mut self,
        amount: Decimal,
        currency: Currency,
    ) -> Result<Node, DutyExpressionError> {
        let of = |count, measure| Specific { amount, currency, count, measure, strength: None, over: None };
        if self.eat_word("each") {
            return Ok(Node::Specific(of(1, Measure::Item)));
        }
        if self.eat_word("for each other piece or part") {
            return Ok(Node::Specific(of(1, Measure::OtherPiece)));
        }
        if !self.eat("/") {
            return self.coded(of).map(Node::Specific);
        }
        let strength = self.leading_strength()?;
        self.skip_space();
        let count =
            if self.rest.starts_with(|c: char| c.is_ascii_digit()) { Some(self.count()?) } else { None };
        let mut specific = match (self.longest(UNITS), count) {
            (Some((_, _, measure)), _) => of(count.unwrap_or(1), measure),
            // `$1.34/1000`: a bare number counts pieces.
            (None, Some(count)) if self.at_end_of_term() => of(count, Measure::Item),
            (None, _) => return Err(self.unexpected("a unit such as `kg`, `hl`, `item` or `pair`")),
        };
        match specific.measure {
            Measure::Kilogram => specific.measure = self.mass(),
            Measure::Tonne if self.eat_any(WITH_CONTAINER) => {
                specific.count = self.times(specific.count, 1_000)?;
                specific.measure = Measure::KilogramWithContainer;
            }
            measure if Specific::may_be_over(measure) && self.eat_any(OVER) => {
                specific.over = Some(self.number()?.normalize());
            }
            _ => {}
        }
        specific.strength = strength.or_else(|| self.following_strength());
        Ok(Node::Specific(specific))
    }

    /// `% vol/` and the like before the unit.
    pub(super) fn leading_strength(&mut self) -> Result<Option<Strength>, DutyExpressionError> {
        let strength = if self.eat("%") {
            if !self.eat_word("vol") {
                return Err(self.unexpected("`vol/` and a unit"));
            }
            Strength::Alcohol
        } else if self.eat_word("line") {
            Strength::ButtonLines
        } else {
            return Ok(None);
        };
        if self.eat("/") { Ok(Some(strength)) } else { Err(self.unexpected("`/` and a unit")) }
    }

    pub(super) fn following_strength(&mut self) -> Option<Strength> {
        let before = self.rest;
        // A slash may have space on both sides.
        let slash = self.eat("/");
        self.skip_space();
        let found = STRENGTHS.iter().find_map(|(words, strength)| {
            let words = if slash { words.strip_prefix('/')?.trim_start() } else { *words };
            self.eat_word(words).then_some(*strength)
        });
        if found.is_none() {
            self.rest = before;
        }
        found
    }

    /// `EUR DTN G`: unit codes in place of a slash and words.
    pub(super) fn coded(
        &mut self,
        of: impl Fn(u32, Measure) -> Specific,
    ) -> Result<Specific, DutyExpressionError> {
        if STRENGTH_CODES.iter().any(|code| self.eat_word(code)) {
            let strength = Some(Strength::Alcohol);
            return Ok(Specific { strength, ..of(1, Measure::Hectolitre) });
        }
        let Some((_, count, measure)) = self.longest(CODES) else {
            return Err(self.unexpected("`/` and a unit, or `each`"));
        };
        let mut specific = of(count, measure);
        if measure == Measure::Kilogram {
            if self.eat_word("z") {
                specific.strength = Some(Strength::Sucrose);
            } else if let Some((_, measure)) = QUALIFIERS.iter().find(|(letter, _)| self.eat_word(letter)) {
                specific.measure = *measure;
            }
        }
        Ok(specific)
    }

    /// The mass that a kilogram means: net, unless something else is said.
    pub(super) fn mass(&mut self) -> Measure {
        let before = self.rest;
        self.eat("/");
        self.skip_space();
        let named = MASSES
            .iter()
            .filter(|(word, _)| starts_with_word(self.rest, word))
            .max_by_key(|(word, _)| word.len());
        match named {
            Some((word, measure)) => {
                self.eat_word(word);
                *measure
            }
            None => {
                self.rest = before;
                Measure::Kilogram
            }
        }
    }

    pub(super) fn times(&self, count: u32, factor: u32) -> Result<u32, DutyExpressionError> {
        count.checked_mul(factor).ok_or_else(|| self.out_of_range(self.rest))
    }
}

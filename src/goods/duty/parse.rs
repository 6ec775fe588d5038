use rust_decimal::Decimal;

use super::tree::{Component, Node, Specific, Strength};
use crate::goods::Measure;
use crate::money::Currency;

const MOST_BYTES: usize = 512;
const MOST_BRACKETS: usize = 16;
const MOST_DECIMALS: u32 = 8;
const LARGEST: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0); // 10¹²

/// Why a text is no duty expression. Positions count characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DutyExpressionError {
    /// Something else stands where a part of a duty should.
    #[error("{} at character {position} of a duty, expected {expected}", found_text(*found))]
    Unexpected {
        /// Where.
        position: usize,
        /// The character found; `None` at the end of the text.
        found: Option<char>,
        /// What should stand there.
        expected: &'static str,
    },
    /// A word stands where a currency should, but is none.
    #[error("`{code}` at character {position} of a duty, expected `%` or a currency")]
    UnknownCurrency {
        /// Where.
        position: usize,
        /// The three letters.
        code: String,
    },
    /// A number is too large or too fine.
    #[error("the number at character {position} of a duty is out of range, expected at most 10^12 with 8 decimals")]
    NumberOutOfRange {
        /// Where the number begins.
        position: usize,
    },
    /// Too many brackets within brackets.
    #[error("brackets nested too deeply at character {position} of a duty, expected at most 16 levels")]
    TooDeep {
        /// The bracket that is one too many.
        position: usize,
    },
    /// The text is too long.
    #[error("a duty of {bytes} bytes, expected at most 512")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
}

fn found_text(found: Option<char>) -> String {
    found.map_or_else(|| "end of text".to_owned(), |found| format!("`{found}`"))
}

/// Words and signs for units; the reader takes the longest that fits.
const UNITS: &[(&str, Measure)] = &[
    ("kg", Measure::Kilogram),
    ("kilogram", Measure::Kilogram),
    ("g", Measure::Gram),
    ("t", Measure::Tonne),
    ("tonne", Measure::Tonne),
    ("carat", Measure::Carat),
    ("l", Measure::Litre),
    ("liter", Measure::Litre),
    ("litre", Measure::Litre),
    ("l pure alcohol", Measure::LitrePureAlcohol),
    ("proof l", Measure::ProofLitre),
    ("pf.liter", Measure::ProofLitre),
    ("hl", Measure::Hectolitre),
    ("kl", Measure::Kilolitre),
    ("m3", Measure::CubicMetre),
    ("m³", Measure::CubicMetre),
    ("m2", Measure::SquareMetre),
    ("m²", Measure::SquareMetre),
    ("m", Measure::Metre),
    ("item", Measure::Item),
    ("items", Measure::Item),
    ("p/st", Measure::Item),
    ("piece", Measure::Item),
    ("dozen", Measure::Dozen),
    ("doz.", Measure::Dozen),
    ("gross", Measure::Gross),
    ("thousand", Measure::Thousand),
    ("pair", Measure::Pair),
    ("pairs", Measure::Pair),
    ("pr.", Measure::Pair),
    ("head", Measure::Head),
];

/// What may follow a kilogram: which mass is meant.
const MASSES: &[(&str, Measure)] = &[
    ("net", Measure::Kilogram),
    ("net drained wt", Measure::KilogramDrained),
    ("drained", Measure::KilogramDrained),
    ("eda", Measure::KilogramDrained),
    ("on drained weight", Measure::KilogramDrained),
    ("gross", Measure::KilogramGross),
    ("br", Measure::KilogramGross),
    ("with container", Measure::KilogramWithContainer),
    ("on contents and container", Measure::KilogramWithContainer),
];

pub(super) fn duty(text: &str) -> Result<Node, DutyExpressionError> {
    if text.len() > MOST_BYTES {
        return Err(DutyExpressionError::TooLong { bytes: text.len() });
    }
    let mut reader = Reader { text, rest: text, brackets: 0 };
    let node = reader.bounded()?;
    reader.skip_space();
    if reader.rest.is_empty() {
        Ok(node)
    } else {
        Err(reader.unexpected("`+`, `-`, `MIN`, `MAX` or the end"))
    }
}

struct Reader<'t> {
    text: &'t str,
    rest: &'t str,
    brackets: usize,
}

impl Reader<'_> {
    /// `sum (MIN sum | MAX sum)*`
    fn bounded(&mut self) -> Result<Node, DutyExpressionError> {
        let mut node = self.sum()?;
        loop {
            node = if self.eat_word("MIN") {
                Node::AtLeast(Box::new(node), Box::new(self.sum()?))
            } else if self.eat_word("MAX") {
                Node::AtMost(Box::new(node), Box::new(self.sum()?))
            } else {
                return Ok(node);
            };
        }
    }

    /// `term (+ term | - term)*`
    fn sum(&mut self) -> Result<Node, DutyExpressionError> {
        let mut node = self.term()?;
        loop {
            node = if self.eat("+") {
                Node::Sum(Box::new(node), Box::new(self.term()?))
            } else if self.eat("-") || self.eat("\u{2212}") {
                Node::Difference(Box::new(node), Box::new(self.term()?))
            } else {
                return Ok(node);
            };
        }
    }

    fn term(&mut self) -> Result<Node, DutyExpressionError> {
        if self.eat("(") {
            return self.bracketed();
        }
        if self.eat_word("free") {
            return Ok(Node::Percent(Decimal::ZERO));
        }
        if let Some(component) = Component::ALL.into_iter().find(|part| self.eat_word(part.as_str())) {
            return Ok(Node::Component(component));
        }
        if let Some(currency) = self.symbol()? {
            let amount = self.number()?;
            return self.specific(amount, currency);
        }
        let start = self.position();
        let number = self.number()?;
        if self.eat("%") {
            // A set is valued as a whole, so that the words add nothing to the per cents.
            self.eat_word("on the entire set");
            return Ok(Node::Percent(number.normalize()));
        }
        if self.eat("¢") {
            let amount = number
                .checked_mul(Decimal::new(1, 2))
                .map(|amount| amount.normalize())
                .filter(|amount| amount.scale() <= MOST_DECIMALS)
                .ok_or(DutyExpressionError::NumberOutOfRange { position: start })?;
            let dollar = self.currency("USD")?;
            return self.specific(amount, dollar);
        }
        let currency = match self.symbol()? {
            Some(currency) => currency,
            None => self.currency_code()?,
        };
        self.specific(number, currency)
    }

    fn bracketed(&mut self) -> Result<Node, DutyExpressionError> {
        self.brackets = self.brackets.saturating_add(1);
        if self.brackets > MOST_BRACKETS {
            return Err(DutyExpressionError::TooDeep { position: self.position().saturating_sub(1) });
        }
        let node = self.bounded()?;
        if !self.eat(")") {
            return Err(self.unexpected("`)`"));
        }
        self.brackets = self.brackets.saturating_sub(1);
        Ok(node)
    }

    /// The unit after an amount of money.
    fn specific(&mut self, amount: Decimal, currency: Currency) -> Result<Node, DutyExpressionError> {
        let per = |count, measure, strength| {
            Node::Specific(Specific { amount, currency, count, measure, strength })
        };
        if self.eat_word("each") {
            return Ok(per(1, Measure::Item, None));
        }
        if !self.eat("/") {
            return Err(self.unexpected("`/` and a unit, or `each`"));
        }
        let mut strength = None;
        if self.eat("%") {
            if !self.eat_word("vol") || !self.eat("/") {
                return Err(self.unexpected("`vol/` and a unit"));
            }
            strength = Some(Strength::Alcohol);
        }
        self.skip_space();
        let count = if self.rest.starts_with(|c: char| c.is_ascii_digit()) { Some(self.count()?) } else { None };
        let measure = match (self.longest(UNITS), count) {
            (Some(Measure::Kilogram), _) => self.mass(),
            (Some(measure), _) => measure,
            // `$1.34/1000`: a bare number counts pieces.
            (None, Some(_)) if self.at_end_of_term() => Measure::Item,
            (None, _) => return Err(self.unexpected("a unit such as `kg`, `hl`, `item` or `pair`")),
        };
        if strength.is_none() && self.eat_sucrose() {
            strength = Some(Strength::Sucrose);
        }
        Ok(per(count.unwrap_or(1), measure, strength))
    }

    /// The mass that a kilogram means: net, unless something else is said.
    fn mass(&mut self) -> Measure {
        let before = self.rest;
        self.eat("/");
        match self.longest(MASSES) {
            Some(measure) => measure,
            None => {
                self.rest = before;
                Measure::Kilogram
            }
        }
    }

    fn eat_sucrose(&mut self) -> bool {
        let before = self.rest;
        if self.eat("/") && self.eat("%") && (self.eat("sacchar.") || self.eat_word("sacchar") || self.eat_word("sucrose")) {
            return true;
        }
        self.rest = before;
        false
    }

    fn at_end_of_term(&mut self) -> bool {
        self.skip_space();
        self.rest.is_empty()
            || self.rest.starts_with(['+', '-', '\u{2212}', ')'])
            || starts_with_word(self.rest, "MIN")
            || starts_with_word(self.rest, "MAX")
    }

    /// A currency sign.
    fn symbol(&mut self) -> Result<Option<Currency>, DutyExpressionError> {
        for (sign, code) in [("$", "USD"), ("€", "EUR"), ("£", "GBP")] {
            if self.eat(sign) {
                return self.currency(code).map(Some);
            }
        }
        Ok(None)
    }

    fn currency_code(&mut self) -> Result<Currency, DutyExpressionError> {
        self.skip_space();
        let letters = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let keyword = starts_with_word(self.rest, "MIN") || starts_with_word(self.rest, "MAX");
        let Some((code, rest)) = self.rest.split_at_checked(3).filter(|_| letters == 3 && !keyword) else {
            return Err(self.unexpected("`%` or a currency"));
        };
        let currency = self.currency(&code.to_ascii_uppercase())?;
        self.rest = rest;
        Ok(currency)
    }

    fn currency(&self, code: &str) -> Result<Currency, DutyExpressionError> {
        code.parse().map_err(|_| DutyExpressionError::UnknownCurrency {
            position: self.position(),
            code: code.to_owned(),
        })
    }

    /// A number with a decimal point. A comma parts thousands and is taken only where it can be nothing
    /// else, which is before a decimal point: `1,024.00`.
    fn number(&mut self) -> Result<Decimal, DutyExpressionError> {
        self.skip_space();
        let start = self.position();
        let whole = self.digits();
        if whole.is_empty() {
            return Err(self.unexpected("a rate such as `12%`, `3.00 EUR/item` or `free`"));
        }
        let mut text = whole.to_owned();
        let comma = self.rest;
        while self.rest.starts_with(',') {
            if !self.take_thousands(&mut text) {
                self.rest = comma;
                return Err(self.unexpected("a decimal point"));
            }
        }
        if let Some(rest) = self.rest.strip_prefix('.') {
            self.rest = rest;
            let fraction = self.digits();
            if fraction.is_empty() {
                return Err(self.unexpected("a digit"));
            }
            text.push('.');
            text.push_str(fraction);
        } else if comma.starts_with(',') {
            self.rest = comma;
            return Err(self.unexpected("a decimal point"));
        }
        Decimal::from_str_exact(&text)
            .ok()
            .filter(|number| *number <= LARGEST && number.scale() <= MOST_DECIMALS)
            .ok_or(DutyExpressionError::NumberOutOfRange { position: start })
    }

    /// How many units: a whole number above zero.
    fn count(&mut self) -> Result<u32, DutyExpressionError> {
        let start = self.position();
        let mut text = self.digits().to_owned();
        while self.rest.starts_with(',') {
            if !self.take_thousands(&mut text) {
                return Err(self.unexpected("three digits after the comma"));
            }
        }
        match text.parse() {
            Ok(count) if count > 0 => Ok(count),
            _ => Err(DutyExpressionError::NumberOutOfRange { position: start }),
        }
    }

    /// A comma and exactly three digits.
    fn take_thousands(&mut self, text: &mut String) -> bool {
        let Some(rest) = self.rest.strip_prefix(',') else { return false };
        self.rest = rest;
        let group = self.digits();
        text.push_str(group);
        group.len() == 3
    }

    fn digits(&mut self) -> &str {
        let end = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at_checked(end).unwrap_or_default();
        self.rest = rest;
        digits
    }

    /// The measure of the longest word of `words` that stands here.
    fn longest(&mut self, words: &[(&str, Measure)]) -> Option<Measure> {
        self.skip_space();
        let (word, measure) = words
            .iter()
            .filter(|(word, _)| starts_with_word(self.rest, word))
            .max_by_key(|(word, _)| word.len())?;
        self.rest = self.rest.get(word.len()..).unwrap_or_default();
        Some(*measure)
    }

    fn eat(&mut self, sign: &str) -> bool {
        self.skip_space();
        let Some(rest) = self.rest.strip_prefix(sign) else { return false };
        self.rest = rest;
        true
    }

    fn eat_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let found = starts_with_word(self.rest, word);
        if found {
            self.rest = self.rest.get(word.len()..).unwrap_or_default();
        }
        found
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn position(&self) -> usize {
        let read = self.text.len().saturating_sub(self.rest.len());
        self.text.get(..read).unwrap_or_default().chars().count().saturating_add(1)
    }

    fn unexpected(&self, expected: &'static str) -> DutyExpressionError {
        let here = Self { text: self.text, rest: self.rest.trim_start(), brackets: 0 };
        DutyExpressionError::Unexpected {
            position: here.position(),
            found: here.rest.chars().next(),
            expected,
        }
    }
}

/// Whether `text` begins with `word` in any case, and the word ends there.
fn starts_with_word(text: &str, word: &str) -> bool {
    let Some((start, after)) = text.split_at_checked(word.len()) else { return false };
    start.eq_ignore_ascii_case(word)
        && (word.ends_with('.') || !after.starts_with(|c: char| c.is_alphanumeric() || c == '²' || c == '³'))
}

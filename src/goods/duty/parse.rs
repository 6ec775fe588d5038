//! Reading the notations of the tariffs.

use rust_decimal::Decimal;

use super::part::{Parts, ValuePart};
use super::reference::RateReference;
use super::season::{self, Season, Span, YearDay};
use super::tree::{Mixed, Node, Specific, Strength};
use super::units::{CODES, COMPONENTS, MASSES, QUALIFIERS, STRENGTH_CODES, STRENGTHS, UNITS, Unit};
use crate::goods::Measure;
use crate::money::Currency;

const MOST_BYTES: usize = 512;
const MOST_BRACKETS: usize = 16;
const MOST_DECIMALS: u32 = 10;
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
    #[error(
        "the number at character {position} of a duty is out of range, expected at most 10^12 with 10 decimals"
    )]
    NumberOutOfRange {
        /// Where the number begins.
        position: usize,
    },
    /// A season names a day that another one names too.
    #[error("seasons before character {position} of a duty share a day, expected each day once")]
    SeasonsOverlap {
        /// Where the last season ends.
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

pub(super) fn duty(text: &str) -> Result<Node, DutyExpressionError> {
    if text.len() > MOST_BYTES {
        return Err(DutyExpressionError::TooLong { bytes: text.len() });
    }
    let mut reader = Reader { text, rest: text, brackets: 0 };
    let node = reader.whole()?;
    reader.skip_space();
    if reader.rest.is_empty() {
        Ok(node)
    } else {
        Err(reader.unexpected("`+`, `-`, `MIN`, `MAX` or the end"))
    }
}

/// Words that bound a duty from below, from above, and add to it.
const AT_LEAST: &[&str] = &["MIN", "but not less than", ", or, if higher,"];
const AT_MOST: &[&str] = &["MAX", "but not more than", ", or, if lower,"];
const PLUS: &[&str] = &["plus", ", and", ", plus"];
const WITH_CONTAINER: &[&str] = &["with container", ", including weight of container"];
const OVER: &[&str] = &[
    "over",
    ", calculated on that alcohol content by which the percentage by volume of alcohol of the goods exceeds",
];
/// How a sentence begins that sends to another rate.
const REFERENCES: &[&str] = &["the rate", "the duty provided", "see"];

struct Reader<'t> {
    text: &'t str,
    rest: &'t str,
    brackets: usize,
}

impl<'t> Reader<'t> {
    /// `bounded ( "(" days ")" ("," bounded "(" days ")")* | ", but" words )?`
    fn whole(&mut self) -> Result<Node, DutyExpressionError> {
        let duty = self.bounded()?;
        if self.next_is("(") {
            return self.seasons(duty);
        }
        let before = self.rest;
        if self.eat(",") && self.eat_word("but") {
            let rule = self.words(false)?;
            return Ok(Node::But(Box::new(duty), rule.into()));
        }
        self.rest = before;
        Ok(duty)
    }

    fn seasons(&mut self, first: Node) -> Result<Node, DutyExpressionError> {
        let mut seasons = Vec::new();
        let mut duty = first;
        loop {
            if !self.eat("(") {
                return Err(self.unexpected("`(` and the days of the season"));
            }
            let mut spans = vec![self.span()?];
            while self.eat(",") {
                spans.push(self.span()?);
            }
            if !self.eat(")") {
                return Err(self.unexpected("`,` or `)`"));
            }
            seasons.push(Season { duty, spans: spans.into() });
            if !self.eat(",") {
                break;
            }
            duty = self.bounded()?;
        }
        if season::overlap(&seasons) {
            return Err(DutyExpressionError::SeasonsOverlap { position: self.position() });
        }
        Ok(Node::Seasonal(seasons.into()))
    }

    /// `01 JAN-14 FEB`, or `01-31 DEC`.
    fn span(&mut self) -> Result<Span, DutyExpressionError> {
        let (first, month) = (self.day_number()?, self.month());
        if !self.eat("-") && !self.eat("\u{2013}") {
            return Err(self.unexpected("`-` and the last day"));
        }
        let (last, last_month) = (self.day_number()?, self.month());
        let end = last_month.and_then(|month| YearDay::new(month, last));
        let begin = month.or(last_month).and_then(|month| YearDay::new(month, first));
        match begin.zip(end) {
            Some((from, to)) => Ok(Span { from, to }),
            None => Err(self.unexpected("days such as `01 JAN-31 MAR`")),
        }
    }

    fn day_number(&mut self) -> Result<u8, DutyExpressionError> {
        self.skip_space();
        match self.digits().parse() {
            Ok(day) => Ok(day),
            Err(_) => Err(self.unexpected("a day such as `01 JAN`")),
        }
    }

    fn month(&mut self) -> Option<u8> {
        self.skip_space();
        let letters = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (word, rest) = self.rest.split_at_checked(letters)?;
        let month = season::month(word)?;
        self.rest = rest;
        Some(month)
    }

    /// `sum (MIN sum | MAX sum)*`
    fn bounded(&mut self) -> Result<Node, DutyExpressionError> {
        let mut node = self.sum()?;
        loop {
            node = if self.eat_any(AT_LEAST) {
                Node::AtLeast(Box::new(node), Box::new(self.sum()?))
            } else if self.eat_any(AT_MOST) {
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
            node = if self.eat("+") || self.eat_any(PLUS) {
                Node::Sum(Box::new(node), Box::new(self.term()?))
            } else if self.eat("-") || self.eat("\u{2212}") || self.eat_word("less") {
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
        if self.eat_word("rate of") {
            return self.words(true).map(|words| Node::Reference(RateReference::new(words)));
        }
        if REFERENCES.iter().any(|word| starts_with_word(self.rest, word)) {
            return Ok(Node::Reference(RateReference::new(self.sentence())));
        }
        if let Some((_, component)) = COMPONENTS.iter().find(|(word, _)| self.eat_word(word)) {
            return Ok(Node::Component(*component));
        }
        if let Some(currency) = self.symbol()? {
            let amount = self.number()?;
            return self.specific(amount, currency);
        }
        let start = self.rest;
        let number = self.number()?;
        if self.eat("%") {
            return self.percent(number.normalize());
        }
        if let Some(mixed) =
            Some(number).filter(|number| number.scale() == 0).and_then(|whole| self.fraction(whole))
        {
            return Ok(Node::Mixed(mixed));
        }
        if self.eat("¢") {
            let amount = number
                .checked_mul(Decimal::new(1, 2))
                .map(|amount| amount.normalize())
                .filter(|amount| amount.scale() <= MOST_DECIMALS)
                .ok_or_else(|| self.out_of_range(start))?;
            let dollar = self.currency("USD")?;
            return self.specific(amount, dollar);
        }
        let currency = match self.symbol()? {
            Some(currency) => currency,
            None => self.currency_code()?,
        };
        self.specific(number, currency)
    }

    /// The fraction and sign of `33 1/3%`, or nothing is read.
    fn fraction(&mut self, whole: Decimal) -> Option<Mixed> {
        let before = self.rest;
        self.skip_space();
        let numerator: Option<u16> = self.digits().parse().ok();
        let slash = self.eat("/");
        let denominator: Option<u16> = self.digits().parse().ok();
        let parts = numerator.zip(denominator).filter(|(numerator, denominator)| numerator < denominator);
        let sign = slash && self.eat("%");
        match parts.filter(|_| sign) {
            Some((numerator, denominator)) => Some(Mixed { whole, numerator, denominator }),
            None => {
                self.rest = before;
                None
            }
        }
    }

    /// What a percentage is taken of: the whole value unless parts are named.
    fn percent(&mut self, percent: Decimal) -> Result<Node, DutyExpressionError> {
        // A set is valued as a whole, so that the words add nothing to the per cents.
        if self.eat_word("on the entire set") || !self.eat_word("on") {
            return Ok(Node::Percent(percent));
        }
        let mut parts = Parts::default();
        loop {
            self.eat_word("the value of");
            self.eat_word("the");
            self.skip_space();
            let named = ValuePart::ALL
                .into_iter()
                .flat_map(|part| part.notations().iter().map(move |word| (*word, part)))
                .filter(|(word, _)| starts_with_word(self.rest, word))
                .max_by_key(|(word, _)| word.len());
            let Some((word, part)) = named else {
                return Err(self.unexpected("a part such as `case`, `strap` or `battery`"));
            };
            self.eat_word(word);
            parts = parts.with(part);
            if !self.eat_word("and") {
                return Ok(Node::PercentOf(percent, parts));
            }
        }
    }

    fn bracketed(&mut self) -> Result<Node, DutyExpressionError> {
        self.brackets = self.brackets.saturating_add(1);
        if self.brackets > MOST_BRACKETS {
            return Err(DutyExpressionError::TooDeep { position: self.position().saturating_sub(1) });
        }
        let node = self.whole()?;
        if !self.eat(")") {
            return Err(self.unexpected("`)`"));
        }
        self.brackets = self.brackets.saturating_sub(1);
        Ok(node)
    }

    /// The unit after an amount of money.
    fn specific(&mut self, amount: Decimal, currency: Currency) -> Result<Node, DutyExpressionError> {
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
    fn leading_strength(&mut self) -> Result<Option<Strength>, DutyExpressionError> {
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

    fn following_strength(&mut self) -> Option<Strength> {
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
    fn coded(&mut self, of: impl Fn(u32, Measure) -> Specific) -> Result<Specific, DutyExpressionError> {
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
    fn mass(&mut self) -> Measure {
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

    fn times(&self, count: u32, factor: u32) -> Result<u32, DutyExpressionError> {
        count.checked_mul(factor).ok_or_else(|| self.out_of_range(self.rest))
    }

    /// Words between quotes, or, where those need not be, all that is left.
    fn words(&mut self, quoted: bool) -> Result<&'t str, DutyExpressionError> {
        if !quoted && !self.next_is("\"") {
            let words = self.sentence();
            return if words.is_empty() { Err(self.unexpected("words")) } else { Ok(words) };
        }
        if !self.eat("\"") {
            return Err(self.unexpected("words between quotes"));
        }
        let Some((words, rest)) = self.rest.split_once('"').filter(|(words, _)| is_clean(words)) else {
            return Err(self.unexpected("words and a closing quote"));
        };
        self.rest = rest;
        Ok(words)
    }

    /// All up to the next addend, or to the bracket that closes.
    fn sentence(&mut self) -> &'t str {
        self.skip_space();
        let mut open = 0_usize;
        let end = self.rest.char_indices().find(|(_, letter)| match letter {
            '(' => {
                open = open.saturating_add(1);
                false
            }
            ')' if open > 0 => {
                open = open.saturating_sub(1);
                false
            }
            ')' => self.brackets > 0,
            '+' | '"' => true,
            _ => false,
        });
        let end = end.map_or(self.rest.len(), |(place, _)| place);
        let (words, rest) = self.rest.split_at_checked(end).unwrap_or_default();
        self.rest = rest;
        words.trim_end()
    }

    fn at_end_of_term(&mut self) -> bool {
        self.skip_space();
        self.rest.is_empty() || self.rest.starts_with(['+', '-', '\u{2212}', ')']) || self.at_bound()
    }

    fn at_bound(&self) -> bool {
        starts_with_word(self.rest, "MIN") || starts_with_word(self.rest, "MAX")
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
        let keyword = self.at_bound();
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
        let start = self.rest;
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
            .ok_or_else(|| self.out_of_range(start))
    }

    /// How many units: a whole number above zero.
    fn count(&mut self) -> Result<u32, DutyExpressionError> {
        let start = self.rest;
        let mut text = self.digits().to_owned();
        while self.rest.starts_with(',') {
            if !self.take_thousands(&mut text) {
                return Err(self.unexpected("three digits after the comma"));
            }
        }
        match text.parse() {
            Ok(count) if count > 0 => Ok(count),
            _ => Err(self.out_of_range(start)),
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

    fn digits(&mut self) -> &'t str {
        let end = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at_checked(end).unwrap_or_default();
        self.rest = rest;
        digits
    }

    /// The longest notation of `units` that stands here.
    fn longest(&mut self, units: &[Unit]) -> Option<Unit> {
        self.skip_space();
        let unit = units
            .iter()
            .filter(|(word, ..)| starts_with_word(self.rest, word))
            .max_by_key(|(word, ..)| word.len())?;
        self.eat_word(unit.0);
        Some(*unit)
    }

    fn next_is(&mut self, sign: &str) -> bool {
        self.skip_space();
        self.rest.starts_with(sign)
    }

    fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat_word(word))
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

    fn out_of_range(&self, from: &str) -> DutyExpressionError {
        DutyExpressionError::NumberOutOfRange { position: self.position_of(from) }
    }

    fn position(&self) -> usize {
        self.position_of(self.rest)
    }

    /// Where the rest of the text begins; counted only to tell it, since counting goes through the text.
    fn position_of(&self, rest: &str) -> usize {
        let read = self.text.len().saturating_sub(rest.trim_start().len());
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

/// Whether words can stand between quotes and be read back.
fn is_clean(words: &str) -> bool {
    !words.is_empty() && words.trim() == words
}

/// Whether `text` begins with `word` in any case, and the word ends there.
fn starts_with_word(text: &str, word: &str) -> bool {
    let Some((start, after)) = text.split_at_checked(word.len()) else { return false };
    let open = word.ends_with(|c: char| c.is_alphanumeric());
    start.eq_ignore_ascii_case(word)
        && (!open || !after.starts_with(|c: char| c.is_alphanumeric() || c == '²' || c == '³'))
}

//! Reading the notations of the tariffs.

mod error;
mod text;
mod unit;

use rust_decimal::Decimal;

pub use self::error::DutyExpressionError;
use self::text::starts_with_word;
use super::part::{Parts, ValuePart};
use super::reference::RateReference;
use super::season::{self, Season, Span, YearDay};
use super::tree::{Mixed, Node};
use super::units::COMPONENTS;

const MOST_BYTES: usize = 512;
const MOST_BRACKETS: usize = 16;
const MOST_DECIMALS: u32 = 10;
const LARGEST: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0); // 10¹²

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
}

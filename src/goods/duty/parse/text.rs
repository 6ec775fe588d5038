//! Words, numbers and signs.

use rust_decimal::Decimal;

use super::{AT_LEAST, AT_MOST, DutyExpressionError, LARGEST, MOST_DECIMALS, PLUS, Reader};
use crate::goods::duty::units::Unit;
use crate::money::Currency;

impl<'t> Reader<'t> {
    /// Words between quotes, or, where those need not be, all that is left.
    pub(super) fn words(&mut self, quoted: bool) -> Result<&'t str, DutyExpressionError> {
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
    pub(super) fn sentence(&mut self) -> &'t str {
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

    pub(super) fn at_end_of_term(&mut self) -> bool {
        self.skip_space();
        self.rest.is_empty()
            || self.rest.starts_with(['+', '-', '\u{2212}', '(', ')', ','])
            || [AT_LEAST, AT_MOST, PLUS, &["less"]]
                .into_iter()
                .flatten()
                .any(|word| starts_with_word(self.rest, word))
    }

    pub(super) fn at_bound(&self) -> bool {
        starts_with_word(self.rest, "MIN") || starts_with_word(self.rest, "MAX")
    }

    /// A currency sign.
    pub(super) fn symbol(&mut self) -> Result<Option<Currency>, DutyExpressionError> {
        for (sign, code) in [("$", "USD"), ("€", "EUR"), ("£", "GBP")] {
            if self.eat(sign) {
                return self.currency(code).map(Some);
            }
        }
        Ok(None)
    }

    pub(super) fn currency_code(&mut self) -> Result<Currency, DutyExpressionError> {
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

    pub(super) fn currency(&self, code: &str) -> Result<Currency, DutyExpressionError> {
        code.parse().map_err(|_| DutyExpressionError::UnknownCurrency {
            position: self.position(),
            code: code.to_owned(),
        })
    }

    /// A number with a decimal point. A comma parts thousands and is taken only where it can be nothing
    /// else, which is before a decimal point: `1,024.00`.
    pub(super) fn number(&mut self) -> Result<Decimal, DutyExpressionError> {
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
    pub(super) fn count(&mut self) -> Result<u32, DutyExpressionError> {
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
    pub(super) fn take_thousands(&mut self, text: &mut String) -> bool {
        let Some(rest) = self.rest.strip_prefix(',') else { return false };
        self.rest = rest;
        let group = self.digits();
        text.push_str(group);
        group.len() == 3
    }

    pub(super) fn digits(&mut self) -> &'t str {
        let end = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at_checked(end).unwrap_or_default();
        self.rest = rest;
        digits
    }

    /// The longest notation of `units` that stands here.
    pub(super) fn longest(&mut self, units: &[Unit]) -> Option<Unit> {
        self.skip_space();
        let unit = units
            .iter()
            .filter(|(word, ..)| starts_with_word(self.rest, word))
            .max_by_key(|(word, ..)| word.len())?;
        self.eat_word(unit.0);
        Some(*unit)
    }

    pub(super) fn next_is(&mut self, sign: &str) -> bool {
        self.skip_space();
        self.rest.starts_with(sign)
    }

    pub(super) fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat_word(word))
    }

    pub(super) fn eat(&mut self, sign: &str) -> bool {
        self.skip_space();
        let Some(rest) = self.rest.strip_prefix(sign) else { return false };
        self.rest = rest;
        true
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let found = starts_with_word(self.rest, word);
        if found {
            self.rest = self.rest.get(word.len()..).unwrap_or_default();
        }
        found
    }

    pub(super) fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    pub(super) fn out_of_range(&self, from: &str) -> DutyExpressionError {
        DutyExpressionError::NumberOutOfRange { position: self.position_of(from) }
    }

    pub(super) fn position(&self) -> usize {
        self.position_of(self.rest)
    }

    /// Where the rest of the text begins; counted only to tell it, since counting goes through the text.
    pub(super) fn position_of(&self, rest: &str) -> usize {
        let read = self.text.len().saturating_sub(rest.trim_start().len());
        self.text.get(..read).unwrap_or_default().chars().count().saturating_add(1)
    }

    pub(super) fn unexpected(&self, expected: &'static str) -> DutyExpressionError {
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
pub(super) fn starts_with_word(text: &str, word: &str) -> bool {
    let Some((start, after)) = text.split_at_checked(word.len()) else { return false };
    let open = word.ends_with(|c: char| c.is_alphanumeric());
    start.eq_ignore_ascii_case(word)
        && (!open || !after.starts_with(|c: char| c.is_alphanumeric() || c == '²' || c == '³'))
}

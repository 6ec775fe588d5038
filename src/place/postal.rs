//! Postal codes: their form by country, and the region that they lie in.

use std::sync::Arc;

use super::{Country, PlaceError, Region};
use crate::rules::{DataFile, LoadError, RuleBook, Table};

/// The longest postal code that is taken without a known form, separators not counted.
const MAX_LENGTH: usize = 12;

/// A postal code, checked against the form of its country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PostalCode {
    /// Capital letters and digits alone, which ranges are compared with.
    pub(super) compact: String,
    /// As people write it: `SW1A 1AA`, `40301-110`.
    pub(super) usual: String,
}

/// The forms of postal codes by country, from `place/postal_formats.csv`.
///
/// In a pattern `#` is a digit, `@` a letter, `*` either; other letters and digits stand for themselves, and a
/// space or hyphen is where it is usually written. `|` separates the forms.
#[derive(Debug)]
pub(super) struct PostalFormats(Vec<(Country, Vec<Box<str>>)>);

impl DataFile for PostalFormats {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut formats = Vec::new();
        Table::new(file, text, &["country", "patterns"])?.each(|cells| {
            let country: Country = cells.required(0)?;
            let patterns = cells.required::<String>(1)?.split('|').map(Box::from).collect();
            formats.push((country, patterns));
            Ok(())
        })?;
        formats.sort_by_key(|(country, _)| *country);
        for pair in formats.windows(2) {
            if let [(first, _), (second, _)] = pair
                && first == second
            {
                return Err(LoadError::Duplicate { file: file.to_owned(), row: first.to_string() });
            }
        }
        Ok(Self(formats))
    }
}

impl PostalFormats {
    /// Reads what a buyer wrote. Case, spaces and hyphens do not matter, and a country code in front is dropped.
    pub(super) fn read_code(&self, country: Country, text: &str) -> Result<PostalCode, PlaceError> {
        let patterns = self.patterns(country);
        let invalid = || PlaceError::InvalidPostalCode {
            postal_code: text.to_owned(),
            country,
            expected: match patterns {
                [] => format!("up to {MAX_LENGTH} letters and digits"),
                patterns => patterns.join(" or "),
            },
        };
        let mut compact = String::with_capacity(MAX_LENGTH);
        for letter in text.trim().chars() {
            match letter {
                ' ' | '-' => {}
                _ if letter.is_ascii_alphanumeric() && compact.len() < MAX_LENGTH + 2 => {
                    compact.push(letter.to_ascii_uppercase());
                }
                _ => return Err(invalid()),
            }
        }
        if patterns.is_empty() {
            return if (1..=MAX_LENGTH).contains(&compact.len()) {
                Ok(PostalCode { compact, usual: text.trim().to_ascii_uppercase() })
            } else {
                Err(invalid())
            };
        }
        let fit = |code: &str| {
            let usual = patterns.iter().find_map(|pattern| write_as(pattern, code))?;
            Some(PostalCode { compact: code.to_owned(), usual })
        };
        fit(&compact).or_else(|| fit(compact.strip_prefix(country.as_str())?)).ok_or_else(invalid)
    }

    fn patterns(&self, country: Country) -> &[Box<str>] {
        self.0
            .binary_search_by_key(&country, |(country, _)| *country)
            .ok()
            .and_then(|index| self.0.get(index))
            .map_or(&[], |(_, patterns)| patterns)
    }
}

/// `code` with the separators of `pattern`; `None` if it does not fit.
fn write_as(pattern: &str, code: &str) -> Option<String> {
    let mut usual = String::with_capacity(pattern.len());
    let mut letters = code.chars();
    for token in pattern.chars() {
        if matches!(token, ' ' | '-') {
            usual.push(token);
            continue;
        }
        let letter = letters.next()?;
        let fits = match token {
            '#' => letter.is_ascii_digit(),
            '@' => letter.is_ascii_uppercase(),
            '*' => letter.is_ascii_alphanumeric(),
            other => letter == other,
        };
        fits.then(|| usual.push(letter))?;
    }
    letters.next().is_none().then_some(usual)
}

/// All postal codes whose beginning lies between two others of the same length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PostalRange {
    pub(super) country: Country,
    low: Box<str>,
    high: Box<str>,
}

impl PostalRange {
    /// `None` unless both ends are capital letters and digits, of one length and in order.
    pub(super) fn new(country: Country, low: &str, high: &str) -> Option<Self> {
        let plain = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        };
        (plain(low) && plain(high) && low.len() == high.len() && low <= high).then(|| Self {
            country,
            low: low.into(),
            high: high.into(),
        })
    }

    /// How many letters of a code the range looks at: the more, the narrower.
    pub(super) fn length(&self) -> usize {
        self.low.len()
    }

    pub(super) fn contains(&self, compact: &str) -> bool {
        compact.get(..self.length()).is_some_and(|head| *self.low <= *head && *head <= *self.high)
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.country == other.country
            && self.length() == other.length()
            && self.low <= other.high
            && other.low <= self.high
    }
}

/// The region of a postal code, from `place/postal_regions.csv`. A row without region says that the code alone
/// does not tell.
#[derive(Debug)]
pub(super) struct PostalRegions(Vec<PostalRegion>);

#[derive(Debug)]
pub(super) struct PostalRegion {
    range: PostalRange,
    pub(super) region: Option<Region>,
    pub(super) source_id: Arc<str>,
}

impl DataFile for PostalRegions {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut rows: Vec<PostalRegion> = Vec::new();
        Table::new(file, text, &["country", "from", "to", "region", "source"])?.each(|cells| {
            let country: Country = cells.required(0)?;
            let range = PostalRange::new(country, cells.text(1), cells.text(2))
                .ok_or_else(|| cells.invalid(2, "an end as long as `from` and not before it"))?;
            let region: Option<Region> = cells.parsed(3)?;
            if region.is_some_and(|region| region.country() != country) {
                return Err(cells.invalid(3, "a region of the row's country"));
            }
            if rows.iter().any(|row| row.range.overlaps(&range)) {
                return Err(cells.invalid(1, "a range that no other row covers"));
            }
            rows.push(PostalRegion { range, region, source_id: cells.required::<String>(4)?.into() });
            Ok(())
        })?;
        Ok(Self(rows))
    }
}

impl PostalRegions {
    /// The narrowest row for a code of `country`.
    pub(super) fn of(&self, country: Country, compact: &str) -> Option<&PostalRegion> {
        self.0
            .iter()
            .filter(|row| row.range.country == country && row.range.contains(compact))
            .max_by_key(|row| row.range.length())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &PostalRegion> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(country: &str, text: &str) -> Result<PostalCode, PlaceError> {
        let formats: Arc<PostalFormats> =
            RuleBook::embedded().required_file("place/postal_formats.csv").unwrap();
        formats.read_code(country.parse().unwrap(), text)
    }

    #[test]
    fn case_spaces_and_hyphens_do_not_matter() {
        for (country, text, usual) in [
            ("GB", "sw1a1aa", "SW1A 1AA"),
            ("GB", " EC1A-1HQ ", "EC1A 1HQ"),
            ("GB", "m2 5bq", "M2 5BQ"),
            ("GB", "BFPO61", "BFPO 61"),
            ("CA", "k1a0b1", "K1A 0B1"),
            ("US", "221621010", "22162-1010"),
            ("US", "95014", "95014"),
            ("BR", "40301110", "40301-110"),
            ("JP", "1540023", "154-0023"),
            ("SE", "SE-113 32", "113 32"),
            ("DE", "D10115", "10115"),
            ("NL", "1234ab", "1234 AB"),
            ("PL", "00950", "00-950"),
            ("LV", "LV1010", "LV-1010"),
            ("IE", "d6wxy00", "D6W XY00"),
            ("KE", "00100", "00100"),
        ] {
            let found = read(country, text);
            if text == "D10115" {
                // Only the two-letter country code is dropped.
                assert!(found.is_err());
            } else {
                assert_eq!(found.unwrap().usual, usual, "{country} {text}");
            }
        }
    }

    #[test]
    fn a_code_of_another_form_is_an_error_that_names_the_form() {
        for (country, text) in [
            ("US", "2101"),
            ("DE", "1011"),
            ("GB", "12345"),
            ("CA", "K1A 0B"),
            ("KE", ""),
            ("KE", "1234567890123"),
        ] {
            assert!(
                matches!(read(country, text), Err(PlaceError::InvalidPostalCode { .. })),
                "{country} {text}"
            );
        }
        assert_eq!(
            read("CA", "90210").unwrap_err().to_string(),
            "`90210` is not a postal code of CA: expected @#@ #@#"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_the_usual_form_reads_as_itself(text in "\\PC{0,16}") {
            for country in ["GB", "US", "KE", "LV"] {
                if let Ok(code) = read(country, &text) {
                    prop_assert_eq!(read(country, &code.usual).unwrap().compact, code.compact);
                }
            }
        }
    }
}

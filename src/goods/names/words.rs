//! From a description to the words that are compared.

use std::collections::HashMap;

use crate::rules::{LoadError, Table};

/// Longer descriptions are cut: their first words tell what the goods are.
const MOST_WORDS: usize = 16;
const LONGEST_WORD: usize = 32;

/// Words that stand for others, and words that tell nothing.
#[derive(Debug)]
pub(super) struct Words {
    /// One word or two with a space between them, each in the singular; what it means, empty if nothing.
    means: HashMap<String, String>,
    /// Words that tell more or less than their rarity says, as they are compared.
    weights: HashMap<String, u32>,
}

impl Words {
    pub(super) fn read(file: &str, text: &str) -> Result<Self, LoadError> {
        let (mut means, mut weights) = (HashMap::new(), HashMap::new());
        Table::new(file, text, &["word", "means", "weighs"])?.each(|cells| {
            let (word, meaning) = (cells.text(0), cells.text(1));
            if !(1..=2).contains(&word.split(' ').count()) || word.is_empty() {
                return Err(cells.invalid(0, "one word, or two with a space between them"));
            }
            if meaning.contains(' ') {
                return Err(cells.invalid(1, "one word or nothing"));
            }
            match cells.parsed(2)? {
                None => {}
                Some(weight @ 1..=12) => {
                    weights.insert(stem(word), weight);
                }
                Some(_) => return Err(cells.invalid(2, "a whole number from 1 to 12")),
            }
            if means.insert(word.to_owned(), meaning.to_owned()).is_some() {
                return Err(LoadError::Duplicate { file: file.to_owned(), row: word.to_owned() });
            }
            Ok(())
        })?;
        Ok(Self { means, weights })
    }

    /// The words of a description as they are compared: in lower case and the singular, each for all that mean the
    /// same, without those that tell nothing; none twice.
    pub(super) fn tokens(&self, description: &str) -> Vec<String> {
        let raw = raw_words(description);
        let mut tokens: Vec<String> = Vec::with_capacity(raw.len());
        let mut rest = raw.as_slice();
        while let [first, after @ ..] = rest {
            let pair = after.first().and_then(|second| self.meaning_of_two(first, second));
            rest = if pair.is_some() { after.get(1..).unwrap_or_default() } else { after };
            let word = pair.map_or_else(|| first.clone(), str::to_owned);
            let token = stem(self.meaning(&word));
            if !token.is_empty() && !tokens.contains(&token) {
                tokens.push(token);
            }
        }
        tokens
    }

    /// How telling a word is, where the file says so.
    pub(super) fn weight(&self, token: &str) -> Option<u32> {
        self.weights.get(token).copied()
    }

    fn meaning_of_two(&self, first: &str, second: &str) -> Option<&str> {
        let two = |first: &str, second: &str| self.means.get(&format!("{first} {second}"));
        two(first, second).or_else(|| two(singular(first), singular(second))).map(String::as_str)
    }

    /// What a word stands for; a meaning may itself stand for another word, but not for a third.
    fn meaning<'w>(&'w self, word: &'w str) -> &'w str {
        let once = |word: &'w str| self.means.get(word).or_else(|| self.means.get(singular(word)));
        let Some(meaning) = once(word) else { return word };
        once(meaning).unwrap_or(meaning)
    }
}

fn raw_words(description: &str) -> Vec<String> {
    description
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’')
        .map(|word| {
            word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        })
        .filter(|word: &String| !word.is_empty() && word.len() <= LONGEST_WORD)
        .take(MOST_WORDS)
        .collect()
}

/// Without the ending of the plural; enough for names of goods, and the same on both sides of a comparison.
fn singular(word: &str) -> &str {
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word);
        }
    }
    let keeps = ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    match word.strip_suffix('s') {
        Some(shorter) if shorter.len() >= 3 && !keeps => shorter,
        _ => word,
    }
}

/// The singular with `y` and `ie` at its end made one: `battery`, `batteries`, `hoodie`, `hoody`.
fn stem(word: &str) -> String {
    let word = singular(word);
    let ending = word.strip_suffix("ie").or_else(|| word.strip_suffix('y'));
    match ending.filter(|begin| begin.len() >= 3) {
        Some(begin) => format!("{begin}i"),
        None => word.to_owned(),
    }
}

//! Which phrases share words with a description, and how much of it.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// Full agreement.
const FULL: u32 = 1000;
/// At least so much of a description's weight must be known in an entry.
const LEAST_COVER: u32 = 400;
/// What scores less than this share of the best, in thousandths, is no suggestion.
const LEAST_OF_BEST: u32 = 600;
/// How much an unknown word of a description weighs: about as much as a noun, so that a description of mostly
/// unknown words finds nothing.
const UNKNOWN: u32 = 6;
/// Shorter words are not taken for misspelt ones.
const LEAST_TO_CORRECT: usize = 4;

/// The words of all phrases.
#[derive(Debug, Default)]
pub(super) struct Index {
    tokens: HashMap<String, usize>,
    /// How telling each word is: the rarer, the heavier.
    weights: Vec<u32>,
    /// The phrases in which each word stands.
    postings: Vec<Vec<usize>>,
    phrases: Vec<Phrase>,
    entries: usize,
    /// Hashes of each longer word and of all that is left of it without one letter, sorted.
    slips: Vec<(u32, usize)>,
    spellings: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
struct Phrase {
    entry: usize,
    weight: u32,
}

/// Takes in the phrases entry by entry.
#[derive(Default)]
pub(super) struct Builder {
    index: Index,
    /// In how many entries each word stands.
    frequency: Vec<u32>,
    words_of_phrases: Vec<Vec<usize>>,
}

impl Builder {
    pub(super) fn add(&mut self, phrases: impl Iterator<Item = Vec<String>>) {
        let entry = self.index.entries;
        let mut in_entry = Vec::new();
        for phrase in phrases.filter(|phrase| !phrase.is_empty()) {
            let place = self.index.phrases.len();
            let words: Vec<usize> = phrase.into_iter().map(|word| self.token(word)).collect();
            for word in &words {
                if let Some(posting) = self.index.postings.get_mut(*word) {
                    posting.push(place);
                }
                if !in_entry.contains(word) {
                    in_entry.push(*word);
                }
            }
            self.index.phrases.push(Phrase { entry, weight: 0 });
            self.words_of_phrases.push(words);
        }
        for word in in_entry {
            if let Some(count) = self.frequency.get_mut(word) {
                *count = count.saturating_add(1);
            }
        }
        self.index.entries = entry.saturating_add(1);
    }

    /// `weight` says how telling a word is where its rarity does not.
    pub(super) fn finish(self, weight: impl Fn(&str) -> Option<u32>) -> Index {
        let Self { mut index, frequency, words_of_phrases } = self;
        let entries = u32::try_from(index.entries).unwrap_or(u32::MAX);
        // One more for each time that a word is twice as rare.
        let rarity = |count: &u32| 1 + (entries / count.max(&1)).max(1).ilog2();
        let words = index.spellings.iter().zip(&frequency);
        index.weights = words.map(|(word, count)| weight(word).unwrap_or_else(|| rarity(count))).collect();
        for (phrase, words) in index.phrases.iter_mut().zip(&words_of_phrases) {
            let weight = |word: &usize| index.weights.get(*word).copied().unwrap_or_default();
            phrase.weight = words.iter().map(weight).sum();
        }
        for (token, spelling) in (0..).zip(&index.spellings) {
            if spelling.chars().count() >= LEAST_TO_CORRECT {
                index.slips.extend(without_one_letter(spelling).map(|hash| (hash, token)));
            }
        }
        index.slips.sort_unstable();
        index
    }

    fn token(&mut self, word: String) -> usize {
        if let Some(token) = self.index.tokens.get(&word) {
            return *token;
        }
        let token = self.index.spellings.len();
        self.index.spellings.push(word.clone());
        self.index.tokens.insert(word, token);
        self.index.postings.push(Vec::new());
        self.frequency.push(0);
        token
    }
}

impl Index {
    /// The entries that fit the words, with their scores up to 1000, in no order.
    pub(super) fn search(&self, words: &[String]) -> Vec<(usize, u16)> {
        let known: Vec<Option<(usize, bool)>> = words.iter().map(|word| self.find(word)).collect();
        let weight = |token: usize| self.weights.get(token).copied().unwrap_or_default();
        let asked: u32 = known.iter().map(|known| known.map_or(UNKNOWN, |(token, _)| weight(token))).sum();
        let mut shared = vec![0_u32; self.phrases.len()];
        let mut covered = vec![0_u32; self.entries];
        for (token, is_certain) in known.into_iter().flatten() {
            // A corrected word counts for a little less than one spelt right.
            let weight = if is_certain { weight(token) } else { weight(token) * 3 / 4 };
            let mut last = None;
            for place in self.postings.get(token).into_iter().flatten() {
                let Some(phrase) = self.phrases.get(*place) else { continue };
                if let Some(sum) = shared.get_mut(*place) {
                    *sum += weight;
                }
                // The phrases of an entry follow each other: each word counts once for the entry.
                let is_new = last.replace(phrase.entry) != Some(phrase.entry);
                if let Some(sum) = covered.get_mut(phrase.entry).filter(|_| is_new) {
                    *sum += weight;
                }
            }
        }
        self.scores(asked, &shared, &covered)
    }

    fn scores(&self, asked: u32, shared: &[u32], covered: &[u32]) -> Vec<(usize, u16)> {
        let mut best = vec![0_u32; self.entries];
        for (phrase, shared) in self.phrases.iter().zip(shared).filter(|(_, shared)| **shared > 0) {
            // How much the phrase and the description have in common of all that the two say.
            let alike = 2 * shared * FULL / (asked + phrase.weight).max(1);
            if let Some(best) = best.get_mut(phrase.entry) {
                *best = alike.max(*best);
            }
        }
        let mut scores: Vec<(usize, u32)> = Vec::new();
        for (entry, (covered, alike)) in (0..).zip(covered.iter().zip(best)) {
            let cover = covered * FULL / asked.max(1);
            if alike > 0 && cover >= LEAST_COVER {
                scores.push((entry, (cover + alike) / 2));
            }
        }
        let top = scores.iter().map(|(_, score)| *score).max().unwrap_or_default();
        scores.retain(|(_, score)| *score * FULL >= top * LEAST_OF_BEST);
        scores.into_iter().map(|(entry, score)| (entry, u16::try_from(score).unwrap_or(u16::MAX))).collect()
    }

    /// The word itself, or the one that it is most likely a slip of.
    fn find(&self, word: &str) -> Option<(usize, bool)> {
        if let Some(token) = self.tokens.get(word) {
            return Some((*token, true));
        }
        if word.chars().count() < LEAST_TO_CORRECT || word.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut likeliest: Option<(usize, usize)> = None;
        for hash in without_one_letter(word) {
            let from = self.slips.partition_point(|(other, _)| *other < hash);
            let same =
                self.slips.get(from..).unwrap_or_default().iter().take_while(|(other, _)| *other == hash);
            for (_, token) in same {
                let Some(spelling) = self.spellings.get(*token) else { continue };
                if strsim::osa_distance(word, spelling) == 1 {
                    let uses = self.postings.get(*token).map_or(0, Vec::len);
                    likeliest = likeliest.max(Some((uses, *token)));
                }
            }
        }
        likeliest.map(|(_, token)| (token, false))
    }
}

/// Hashes of a word and of what is left of it without any one of its letters.
fn without_one_letter(word: &str) -> impl Iterator<Item = u32> {
    let whole = hash(word.chars());
    let less = (0..word.chars().count()).map(move |out| {
        hash(word.chars().enumerate().filter(move |(place, _)| *place != out).map(|(_, c)| c))
    });
    [whole].into_iter().chain(less)
}

fn hash(letters: impl Iterator<Item = char>) -> u32 {
    let mut hasher = DefaultHasher::new();
    letters.for_each(|letter| letter.hash(&mut hasher));
    u32::try_from(hasher.finish() >> 32).unwrap_or_default()
}

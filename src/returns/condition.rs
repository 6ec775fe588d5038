//! Conditions over facts: `custom_made and not (exemption_told or used)`.

use std::str::FromStr;

use super::Fact;
use super::possibilities::World;

/// How deep brackets may go; the data is far from it.
const MOST_DEPTH: usize = 16;

/// An expression over facts, in the order in which it is worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    steps: Box<[Step]>,
    mentions: u128,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Fact(Fact),
    Not,
    And,
    Or,
}

impl Condition {
    /// The facts of which it speaks.
    pub(crate) fn mentions(&self) -> u128 {
        self.mentions
    }

    /// What it comes to in a world.
    pub(crate) fn holds<W: World>(&self, world: &W) -> W::Value {
        self.work_out(W::YES, |fact| world.fact(fact), W::not, W::and, W::or)
    }

    fn work_out<T: Copy>(
        &self,
        empty: T,
        value: impl Fn(Fact) -> T,
        not: impl Fn(T) -> T,
        and: impl Fn(T, T) -> T,
        or: impl Fn(T, T) -> T,
    ) -> T {
        let mut stack = [empty; MOST_DEPTH];
        let mut top = 0_usize;
        for step in &self.steps {
            // The parser has counted: there is always room and always an operand.
            let (before, after) = stack.split_at_mut(top.min(MOST_DEPTH));
            match (step, before, after) {
                (Step::Fact(fact), _, [next, ..]) => {
                    *next = value(*fact);
                    top = top.saturating_add(1);
                }
                (Step::Not, [.., last], _) => *last = not(*last),
                (Step::And, [.., left, right], _) => {
                    *left = and(*left, *right);
                    top = top.saturating_sub(1);
                }
                (Step::Or, [.., left, right], _) => {
                    *left = or(*left, *right);
                    top = top.saturating_sub(1);
                }
                _ => return empty,
            }
        }
        let [found, ..] = stack;
        found
    }
}

/// A text that is not a condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{message}, expected facts joined by `and`, `or`, `not` and brackets, such as `custom_made and not used`"
)]
pub(crate) struct InvalidCondition {
    message: String,
}

fn invalid(message: impl Into<String>) -> InvalidCondition {
    InvalidCondition { message: message.into() }
}

impl FromStr for Condition {
    type Err = InvalidCondition;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let spaced = text.replace('(', " ( ").replace(')', " ) ");
        let mut reader =
            Reader { words: spaced.split_whitespace().peekable(), steps: Vec::new(), open: 0, deepest: 0 };
        reader.either()?;
        if let Some(word) = reader.words.next() {
            return Err(invalid(format!("`{word}` follows the end")));
        }
        if reader.deepest > MOST_DEPTH {
            return Err(invalid(format!("more than {MOST_DEPTH} facts wait for each other")));
        }
        let mentions = reader.steps.iter().fold(0, |all, step| match step {
            Step::Fact(fact) => all | fact.bit(),
            _ => all,
        });
        Ok(Self { steps: reader.steps.into(), mentions })
    }
}

struct Reader<'t, W: Iterator<Item = &'t str>> {
    words: std::iter::Peekable<W>,
    steps: Vec<Step>,
    /// How many values are waiting after the steps read so far, and how many waited at most.
    open: usize,
    deepest: usize,
}

impl<'t, W: Iterator<Item = &'t str>> Reader<'t, W> {
    fn either(&mut self) -> Result<(), InvalidCondition> {
        self.both()?;
        while self.words.next_if_eq(&"or").is_some() {
            self.both()?;
            self.join(Step::Or);
        }
        Ok(())
    }

    fn both(&mut self) -> Result<(), InvalidCondition> {
        self.single()?;
        while self.words.next_if_eq(&"and").is_some() {
            self.single()?;
            self.join(Step::And);
        }
        Ok(())
    }

    fn single(&mut self) -> Result<(), InvalidCondition> {
        match self.words.next() {
            Some("not") => {
                self.single()?;
                self.steps.push(Step::Not);
                Ok(())
            }
            Some("(") => {
                self.either()?;
                match self.words.next() {
                    Some(")") => Ok(()),
                    _ => Err(invalid("a bracket is not closed")),
                }
            }
            Some(word) => {
                let fact = word.parse().map_err(|_| invalid(format!("`{word}` is not a fact")))?;
                self.steps.push(Step::Fact(fact));
                self.open = self.open.saturating_add(1);
                self.deepest = self.deepest.max(self.open);
                Ok(())
            }
            None => Err(invalid("it ends where a fact should stand")),
        }
    }

    fn join(&mut self, step: Step) {
        self.steps.push(step);
        self.open = self.open.saturating_sub(1);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::super::Facts;
    use super::super::possibilities::Known;
    use super::*;

    fn known(condition: &Condition, facts: Facts) -> Known {
        condition.holds(&facts)
    }

    #[test]
    fn a_condition_is_yes_no_or_unknown() {
        let condition: Condition = "custom_made and not (used or perishable)".parse().unwrap();
        let made = Facts::default().with(Fact::CustomMade, true);
        assert_eq!(known(&condition, Facts::default()), Known::Unknown);
        assert_eq!(known(&condition, made), Known::Unknown);
        assert_eq!(known(&condition, made.with(Fact::Used, true)), Known::No);
        assert_eq!(known(&condition, Facts::default().with(Fact::Used, true)), Known::No);
        assert_eq!(known(&condition, made.with(Fact::Used, false).with(Fact::Perishable, false)), Known::Yes);
        assert_eq!(condition.mentions(), Fact::CustomMade.bit() | Fact::Used.bit() | Fact::Perishable.bit());
    }

    #[test]
    fn and_binds_more_tightly_than_or() {
        let condition: Condition = "used or food and perishable".parse().unwrap();
        assert_eq!(known(&condition, Facts::default().with(Fact::Used, true)), Known::Yes);
        assert_eq!(known(&condition, Facts::default().with(Fact::Food, false)), Known::Unknown);
    }

    #[test]
    fn what_is_no_condition_is_told_apart() {
        for (text, said) in [
            ("", "ends where"),
            ("used and", "ends where"),
            ("(used", "not closed"),
            ("used)", "follows the end"),
            ("used food", "follows the end"),
            ("colour", "`colour` is not a fact"),
        ] {
            let error = text.parse::<Condition>().unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}

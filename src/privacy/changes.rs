use std::fmt;

use super::jurisdiction::{Jurisdiction, Slots};
use super::rows::Rule;
use crate::rules::{Evidence, RuleId};
use crate::time::Date;

/// What one rule says on a day.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Wording {
    /// What it says, in a few words.
    pub says: String,
    /// The law.
    pub law: String,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    pub to: Option<Date>,
    /// How well it is evidenced.
    pub evidence: Evidence,
}

/// A rule that says something else on the later of two days.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// The list of the rule: `regime`, `threshold`, `right`, …
    pub kind: &'static str,
    /// The rule.
    pub rule: RuleId,
    /// What it said on the earlier day; `None` if it was not in force.
    pub before: Option<Wording>,
    /// What it says on the later day; `None` if it is no longer in force.
    pub after: Option<Wording>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.before, &self.after) {
            (None, Some(after)) => write!(f, "from {}: {} ({})", after.from, after.says, after.law),
            (Some(before), None) => write!(f, "no longer: {} ({})", before.says, before.law),
            (Some(before), Some(after)) => {
                write!(f, "from {}: {} ({}); before: {}", after.from, after.says, after.law, before.says)
            }
            (None, None) => Ok(()),
        }
    }
}

impl Jurisdiction {
    /// What changes for people here from one day to a later one: laws, thresholds, rights, signals, periods.
    ///
    /// ```
    /// use landfall::RuleBook;
    /// use landfall::place::Address;
    ///
    /// // Oregon honours opt-out signals from 1 January 2026 on.
    /// let oregon = RuleBook::embedded().privacy("US-OR".parse::<Address>()?)?;
    /// let changes = oregon.changes("2025-12-31".parse()?, "2026-01-01".parse()?);
    /// let signal = changes.iter().find(|change| change.rule.as_str() == "us-or.signal.gpc").unwrap();
    /// assert!(signal.before.is_none());
    /// assert_eq!(signal.after.as_ref().unwrap().from, "2026-01-01".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn changes(&self, earlier: Date, later: Date) -> Vec<Change> {
        let rules = &*self.0;
        let mut found = Vec::new();
        rules.regimes.changes(earlier, later, &mut found);
        rules.thresholds.changes(earlier, later, &mut found);
        rules.offices.changes(earlier, later, &mut found);
        rules.bases.changes(earlier, later, &mut found);
        rules.consents.changes(earlier, later, &mut found);
        rules.rights.changes(earlier, later, &mut found);
        rules.signals.changes(earlier, later, &mut found);
        rules.children.changes(earlier, later, &mut found);
        rules.counting.changes(earlier, later, &mut found);
        rules.closed.changes(earlier, later, &mut found);
        rules.deadlines.changes(earlier, later, &mut found);
        rules.breaches.changes(earlier, later, &mut found);
        rules.transfers.changes(earlier, later, &mut found);
        rules.duties.changes(earlier, later, &mut found);
        rules.penalties.changes(earlier, later, &mut found);
        rules.retentions.changes(earlier, later, &mut found);
        found
    }
}

impl<T: Rule + PartialEq> Slots<T> {
    fn changes(&self, earlier: Date, later: Date, found: &mut Vec<Change>) {
        for rows in self.rules() {
            let (old, new) = (Self::row_on(rows, earlier), Self::row_on(rows, later));
            let same = match (old, new) {
                (Some(old), Some(new)) => old.value() == new.value(),
                (old, new) => old.is_none() == new.is_none(),
            };
            let Some(row) = new.or(old).filter(|_| !same) else { continue };
            let wording = |row: &crate::rules::Dated<T>| Wording {
                says: row.value().say(),
                law: row.source().law().to_owned(),
                from: row.from(),
                to: row.to(),
                evidence: row.evidence(),
            };
            found.push(Change {
                kind: T::KIND,
                rule: row.id().clone(),
                before: old.map(wording),
                after: new.map(wording),
            });
        }
    }
}

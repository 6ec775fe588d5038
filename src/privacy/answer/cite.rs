use super::shape::Because;
use crate::privacy::reason::Reason;
use crate::privacy::rows::Rule;
use crate::rules::{Dated, Evidence};

/// The rows behind an answer, and what their evidence means for it.
#[derive(Debug, Default)]
pub(super) struct Cited {
    pub(super) because: Vec<Because>,
    pub(super) reasons: Vec<Reason>,
}

impl Cited {
    /// Names a row.
    pub(super) fn cite<T: Rule>(&mut self, row: &Dated<T>) {
        if self.because.iter().any(|other| other.rule == *row.id() && other.from == row.from()) {
            return;
        }
        self.because.push(Because {
            rule: row.id().clone(),
            regime: row.value().regime().map(str::to_owned),
            text: row.value().say(),
            law: row.source().law().to_owned(),
            evidence: row.evidence(),
            from: row.from(),
            to: row.to(),
            from_is_floor: row.from_is_floor(),
            uncertain: row.uncertain().map(str::to_owned),
        });
    }

    /// Names a row on which the answer rests: if it is not sure, the answer is not.
    pub(super) fn rest_on<T: Rule>(&mut self, row: &Dated<T>) {
        self.cite(row);
        if row.evidence() == Evidence::Recalled {
            self.say(Reason::RecalledRule { rule: row.id().clone() });
        }
        if let Some(doubt) = row.uncertain() {
            self.say(Reason::UncertainRule { rule: row.id().clone(), doubt: doubt.to_owned() });
        }
    }

    pub(super) fn say(&mut self, reason: Reason) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }
}

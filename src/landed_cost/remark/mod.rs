//! What an answer says about itself: why it is not firm, what was assumed, what the reader must know.

mod subject;
mod words;

pub use subject::{Candidate, Subject};

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::rules::Verdict;

/// A reason or a notice, with the line of the cart that it is about where there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    pub(crate) line: Option<usize>,
    pub(crate) subject: Subject,
}

impl Remark {
    /// The stable name of what is said, such as `origin_assumed`.
    #[must_use]
    pub fn code(&self) -> &str {
        self.subject.code()
    }

    /// The line of the cart, counted from 0; `None` if the whole answer is meant.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// What it is about, with its values.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }
}

impl Serialize for Remark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Remark", 3)?;
        fields.serialize_field("code", self.code())?;
        match self.line {
            Some(line) => fields.serialize_field("line", &line)?,
            None => fields.skip_field("line")?,
        }
        fields.serialize_field("message", &self.to_string())?;
        fields.end()
    }
}

/// The reasons and notices of one answer, each said once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Remarks {
    pub(crate) reasons: Vec<Remark>,
    pub(crate) notices: Vec<Remark>,
    pub(crate) refused: bool,
}

impl Remarks {
    pub(crate) fn clear(&mut self) {
        self.reasons.clear();
        self.notices.clear();
        self.refused = false;
    }

    /// How much was said so far.
    pub(crate) fn said(&self) -> Said {
        Said { reasons: self.reasons.len(), notices: self.notices.len(), refused: self.refused }
    }

    /// Takes back what was said since.
    pub(crate) fn truncate(&mut self, said: Said) {
        self.reasons.truncate(said.reasons);
        self.notices.truncate(said.notices);
        self.refused = said.refused;
    }

    pub(crate) fn verdict(&self) -> Verdict {
        match (self.refused, self.reasons.is_empty()) {
            (true, _) => Verdict::Refused,
            (false, true) => Verdict::Firm,
            (false, false) => Verdict::Estimate,
        }
    }

    pub(crate) fn refuse(&mut self, line: Option<usize>, subject: Subject) {
        self.refused = true;
        add(&mut self.reasons, line, subject);
    }

    pub(crate) fn doubt(&mut self, line: Option<usize>, subject: Subject) {
        add(&mut self.reasons, line, subject);
    }

    pub(crate) fn inform(&mut self, line: Option<usize>, subject: Subject) {
        add(&mut self.notices, line, subject);
    }
}

/// A point to which remarks can be taken back.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Said {
    reasons: usize,
    notices: usize,
    refused: bool,
}

fn add(remarks: &mut Vec<Remark>, line: Option<usize>, subject: Subject) {
    let remark = Remark { line, subject };
    if !remarks.contains(&remark) {
        remarks.push(remark);
    }
}

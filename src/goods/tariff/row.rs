//! One duty rate: its code, its days, and how it follows from the national lines.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::published::Citations;
use crate::goods::{DutyExpression, DutyExpressionError, HsCode};
use crate::rules::{Cells, Dated, Evidence, LoadError, RuleId, Source};
use crate::time::Date;

/// One duty rate with the codes and the days it holds for.
#[derive(Debug, Clone, PartialEq)]
pub struct TariffRow {
    pub(super) prefix: Option<HsCode>,
    rate: Option<DutyExpression>,
    min: Option<RateBound>,
    max: Option<RateBound>,
    basis: RateBasis,
    lines: u32,
    note: Option<Arc<str>>,
    /// Lowest and highest rate as text, made once so that an answer can name them without allocating.
    range: Option<(Arc<str>, Arc<str>)>,
    /// The last day for which the evidence is taken to speak.
    fresh_until: Option<Date>,
    pub(super) row: Dated<()>,
}

/// Which of the rates is taken that goods of a code cut short may bear.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum End {
    Lowest,
    /// The one that most goods bear; where none can be named, the highest.
    #[default]
    Usual,
    Highest,
}

/// How the rate of a row follows from the national lines below its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RateBasis {
    /// All lines have this rate.
    AllLinesEqual,
    /// All lines of which the rate is held have this rate; of some it is not held.
    HeldLinesEqual,
    /// The lines differ; this is the one in which most consumer goods are expected to fall.
    Judged,
    /// The lines differ; this is the rate of more of them than any other.
    MostLines,
    /// No line of the code is held; all held lines of its heading have this rate.
    Inferred,
    /// The simple average over all lines of the tariff or of a group of goods: the last resort.
    Average,
    /// No rate is given.
    None,
}

/// The lowest or highest rate of the lines below a code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RateBound {
    /// A rate.
    Duty(DutyExpression),
    /// Money by weight or measure; the figure is not held.
    Specific,
    /// Lines of more than one kind, such as per cents beside money by weight, which have no order.
    Mixed,
    /// Import is prohibited.
    Prohibited,
}

impl TariffRow {
    /// One line of a table; `name` begins the rule's id.
    pub(super) fn read(
        file: &str,
        name: &str,
        cells: &Cells<'_, '_>,
        citations: &Citations,
    ) -> Result<Self, LoadError> {
        let (prefix, code) = match cells.text(0) {
            "*" => (None, "all".to_owned()),
            _ => {
                let code: HsCode = cells.required(0)?;
                (Some(code), code.to_string())
            }
        };
        let id: RuleId = format!("{name}.tariff.{code}").parse().map_err(|_| LoadError::Syntax {
            file: file.to_owned(),
            message: format!("`{name}` cannot begin a rule id, expected letters, digits or `-`"),
        })?;
        let basis: RateBasis = cells.required(4)?;
        let rate: Option<DutyExpression> = cells.parsed(1)?;
        if rate.is_none() != (basis == RateBasis::None) {
            return Err(cells.invalid(4, "`none` beside an empty rate and only there"));
        }
        let row = read_days(file, id, cells, citations)?;
        // In most rows the three are one text, which is read and printed once.
        let min = match (&rate, cells.text(1) == cells.text(2)) {
            (Some(rate), true) => Some(RateBound::Duty(rate.clone())),
            _ => cells.parsed(2)?,
        };
        let is_one = cells.text(2) == cells.text(3);
        let max = if is_one { min.clone() } else { cells.parsed(3)? };
        let text = |bound: &RateBound| -> Arc<str> { Arc::from(bound.to_string()) };
        let lowest = min.as_ref().map(text);
        let highest = if is_one { lowest.clone() } else { max.as_ref().map(text) };
        Ok(Self {
            prefix,
            rate,
            range: lowest.zip(highest),
            fresh_until: citations.fresh_until(&row.source),
            min,
            max,
            basis,
            lines: cells.parsed(5)?.unwrap_or(0),
            note: Some(cells.text(10)).filter(|note| !note.is_empty()).map(Arc::from),
            row,
        })
    }

    /// The code it holds for; `None` if it holds for every code.
    #[must_use]
    pub fn prefix(&self) -> Option<HsCode> {
        self.prefix
    }

    /// The rate, or the usual one where the national lines differ; `None` if none can be named.
    #[must_use]
    pub fn rate(&self) -> Option<&DutyExpression> {
        self.rate.as_ref()
    }

    /// The lowest rate among the national lines below the code, if it is held.
    #[must_use]
    pub fn min(&self) -> Option<&RateBound> {
        self.min.as_ref()
    }

    /// The highest rate among the national lines below the code, if it is held.
    #[must_use]
    pub fn max(&self) -> Option<&RateBound> {
        self.max.as_ref()
    }

    /// The rate at one end; the usual one where that end is not held, and the highest where there is no usual one but
    /// both ends are known.
    pub(crate) fn rate_at(&self, end: End) -> Option<&DutyExpression> {
        match end {
            End::Lowest => bound_duty(&self.min).or(self.rate.as_ref()),
            End::Highest => bound_duty(&self.max).or(self.rate.as_ref()),
            End::Usual => self.rate.as_ref().or_else(|| {
                bound_duty(&self.min)?;
                bound_duty(&self.max)
            }),
        }
    }

    /// Whether the lowest and the highest rate are both known.
    pub(crate) fn has_ends(&self) -> bool {
        bound_duty(&self.min).is_some() && bound_duty(&self.max).is_some()
    }

    /// How the rate follows from the lines.
    #[must_use]
    pub fn basis(&self) -> RateBasis {
        self.basis
    }

    /// How many national lines lie below the code; 0 if they were not counted.
    #[must_use]
    pub fn lines(&self) -> u32 {
        self.lines
    }

    /// Whether every line below the code has this rate and it was seen in its source, so that a code cut
    /// short leaves nothing open.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.rate.is_some() && self.basis == RateBasis::AllLinesEqual && self.evidence() != Evidence::Recalled
    }

    /// The rule, such as `us.tariff.610910`.
    #[must_use]
    pub fn rule_id(&self) -> &RuleId {
        &self.row.id
    }

    /// First day in force.
    #[must_use]
    pub fn from(&self) -> Date {
        self.row.from
    }

    /// Last day in force; `None` while no end is known.
    #[must_use]
    pub fn to(&self) -> Option<Date> {
        self.row.to
    }

    /// Whether the first day is only that of the evidence, and the real one is earlier.
    #[must_use]
    pub fn from_is_floor(&self) -> bool {
        self.row.from_is_floor
    }

    /// Whether the row is in force on `day`.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.row.covers(day)
    }

    /// Whether the row is in force on `day` and its evidence is not too old to speak for that day.
    #[must_use]
    pub fn speaks_for(&self, day: Date) -> bool {
        self.covers(day) && self.fresh_until.is_none_or(|last| day <= last)
    }

    /// The lowest and the highest rate of the national lines as text, where both are known.
    pub(crate) fn range(&self) -> Option<&(Arc<str>, Arc<str>)> {
        self.range.as_ref()
    }

    /// Where the rate was published.
    #[must_use]
    pub fn source(&self) -> &Arc<Source> {
        &self.row.source
    }

    /// How well the rate is evidenced.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.row.evidence()
    }

    /// What else is known of the rate.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    pub(super) fn stands_in_for(&self, day: Date) -> bool {
        self.row.from_is_floor && day < self.row.from
    }
}

fn bound_duty(bound: &Option<RateBound>) -> Option<&DutyExpression> {
    match bound {
        Some(RateBound::Duty(duty)) => Some(duty),
        _ => None,
    }
}

/// The days of a line and the source that it cites.
fn read_days(
    file: &str,
    id: RuleId,
    cells: &Cells<'_, '_>,
    citations: &Citations,
) -> Result<Dated<()>, LoadError> {
    let from: Date = cells.required(6)?;
    let to: Option<Date> = cells.parsed(8)?;
    if let Some(to) = to.filter(|to| *to < from) {
        return Err(LoadError::EndsBeforeStart { file: file.to_owned(), row: id, from, to });
    }
    let from_is_floor = match cells.text(7) {
        "" => false,
        "floor" => true,
        _ => return Err(cells.invalid(7, "`floor` or nothing")),
    };
    let source = citations.of(file, &id, cells.text(9))?;
    Ok(Dated { source, id, value: (), from, to, from_is_floor, uncertain: None })
}

impl RateBasis {
    /// The word used in the tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AllLinesEqual => "all_lines_equal",
            Self::HeldLinesEqual => "held_lines_equal",
            Self::Judged => "judged",
            Self::MostLines => "most_lines",
            Self::Inferred => "inferred",
            Self::Average => "average",
            Self::None => "none",
        }
    }
}

impl fmt::Display for RateBasis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for RateBasis {
    type Err = UnknownBasis;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [
            Self::AllLinesEqual,
            Self::HeldLinesEqual,
            Self::Judged,
            Self::MostLines,
            Self::Inferred,
            Self::Average,
            Self::None,
        ]
        .into_iter()
        .find(|basis| basis.as_str() == word)
        .ok_or(UnknownBasis)
    }
}

/// A word that is no basis of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`all_lines_equal`, `held_lines_equal`, `judged`, `most_lines`, `inferred`, `average` or `none`")]
pub struct UnknownBasis;

impl fmt::Display for RateBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duty(duty) => duty.fmt(f),
            Self::Specific => f.write_str("specific"),
            Self::Mixed => f.write_str("mixed"),
            Self::Prohibited => f.write_str("prohibited"),
        }
    }
}

impl FromStr for RateBound {
    type Err = DutyExpressionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "specific" => Ok(Self::Specific),
            "mixed" => Ok(Self::Mixed),
            "prohibited" => Ok(Self::Prohibited),
            duty => duty.parse().map(Self::Duty),
        }
    }
}

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::facts::FactSet;
use crate::place::{Country, Region};
use crate::rules::RuleId;
use crate::time::{Date, Doubt};

/// Why an answer is not firm, or what was taken as given in it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The book holds no privacy rules for the country.
    NotCovered {
        /// The country.
        country: Country,
    },
    /// The law of the person's region decides too, and the region is not given.
    RegionMissing,
    /// The region has a law of its own that the book does not hold.
    RegionNotHeld {
        /// The region.
        region: Region,
    },
    /// Facts about the business decide whether a law applies, and they are not given.
    FactsMissing {
        /// The law.
        regime: String,
        /// The facts.
        facts: FactSet,
    },
    /// Fields of the question decide, and they are not given.
    FieldMissing {
        /// The rule that asks for it.
        rule: Option<RuleId>,
        /// The field.
        field: String,
    },
    /// The answer rests on a row that was written down from memory.
    RecalledRule {
        /// The row's rule.
        rule: RuleId,
    },
    /// The answer rests on a row with a doubt that is not settled.
    UncertainRule {
        /// The row's rule.
        rule: RuleId,
        /// The doubt.
        doubt: String,
    },
    /// The number is a reading of the regulator; the law gives none.
    Guidance {
        /// The row's rule.
        rule: RuleId,
    },
    /// The law gives no number.
    NoNumber {
        /// The row's rule.
        rule: RuleId,
        /// Its word, such as `without_undue_delay`.
        word: String,
    },
    /// The last day is known, but not whether it moves; or working days cannot be counted.
    Calendar {
        /// The rule of the period.
        rule: RuleId,
        /// What the calendar says.
        why: String,
    },
    /// The calendar is not sure of the last day.
    CalendarDoubt {
        /// The rule of the period.
        rule: RuleId,
        /// The doubt.
        doubt: Doubt,
    },
    /// The law counts hours and only the day is given; the last moment is that hour on the day named.
    MomentMissing {
        /// The rule of the period.
        rule: RuleId,
    },
    /// The law counts from a later event that is not given; counted from becoming aware, which is never too late.
    CountedEarly {
        /// The rule of the period.
        rule: RuleId,
    },
    /// The clock was said to have stopped, and no rule here lets it stop.
    NoStop,
    /// The day of receipt is not given; it was taken to be today.
    ReceivedToday {
        /// Today.
        day: Date,
    },
    /// A financial year was taken to end with the calendar year.
    CalendarYear {
        /// The rule that keeps the record.
        rule: RuleId,
    },
    /// The business was taken to be established where the buyer lives.
    SellerPlace,
    /// No rule held says how long the record is kept.
    NoRetentionRule {
        /// The place whose rules were asked.
        place: String,
    },
    /// No rule held says whether data may leave the place.
    NoTransferRule,
    /// No rule held answers this request.
    NoPeriod,
    /// The law says that people there do not have this right.
    NoSuchRight {
        /// The row's rule.
        rule: RuleId,
    },
}

impl Reason {
    /// The stable name of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotCovered { .. } => "not_covered",
            Self::RegionMissing => "region_missing",
            Self::RegionNotHeld { .. } => "region_not_held",
            Self::FactsMissing { .. } => "facts_missing",
            Self::FieldMissing { .. } => "field_missing",
            Self::RecalledRule { .. } => "recalled_rule",
            Self::UncertainRule { .. } => "uncertain_rule",
            Self::Guidance { .. } => "guidance",
            Self::NoNumber { .. } => "no_number",
            Self::Calendar { .. } => "calendar",
            Self::CalendarDoubt { .. } => "calendar_doubt",
            Self::MomentMissing { .. } => "moment_missing",
            Self::CountedEarly { .. } => "counted_early",
            Self::NoStop => "no_stop",
            Self::ReceivedToday { .. } => "received_today",
            Self::CalendarYear { .. } => "calendar_year",
            Self::SellerPlace => "seller_place",
            Self::NoRetentionRule { .. } => "no_retention_rule",
            Self::NoTransferRule => "no_transfer_rule",
            Self::NoPeriod => "no_period",
            Self::NoSuchRight { .. } => "no_such_right",
        }
    }

    /// Whether the answer could be another one; the other reasons only say how it was found.
    #[must_use]
    pub fn weakens(&self) -> bool {
        !matches!(
            self,
            Self::NoNumber { .. } | Self::NoStop | Self::NoSuchRight { .. } | Self::MomentMissing { .. }
        )
    }

    /// The rule that it is about.
    #[must_use]
    pub fn rule(&self) -> Option<&RuleId> {
        match self {
            Self::FieldMissing { rule, .. } => rule.as_ref(),
            Self::RecalledRule { rule }
            | Self::UncertainRule { rule, .. }
            | Self::Guidance { rule }
            | Self::NoNumber { rule, .. }
            | Self::Calendar { rule, .. }
            | Self::CalendarDoubt { rule, .. }
            | Self::MomentMissing { rule }
            | Self::CountedEarly { rule }
            | Self::CalendarYear { rule }
            | Self::NoSuchRight { rule } => Some(rule),
            _ => None,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotCovered { country } => write!(f, "no privacy rules are held for {}", country.name()),
            Self::RegionMissing => f.write_str("the law of the person's state decides too: give the region"),
            Self::RegionNotHeld { region } => write!(f, "no rules are held for {} ({region})", region.name()),
            Self::FactsMissing { regime, facts } => {
                let facts: Vec<String> = facts.iter().map(|fact| format!("business.{fact}")).collect();
                write!(f, "whether {regime} applies depends on {}", facts.join(", "))
            }
            Self::FieldMissing { field, .. } => write!(f, "`{field}` decides and is not given"),
            Self::RecalledRule { rule } => write!(f, "{rule} was written down from memory"),
            Self::UncertainRule { rule, doubt } => write!(f, "{rule}: {doubt}"),
            Self::Guidance { .. } => {
                f.write_str("the number is a reading of the regulator; the law gives none")
            }
            Self::NoNumber { word, .. } => write!(f, "the law gives no number: {}", word.replace('_', " ")),
            Self::Calendar { why, .. } => write!(f, "whether the last day moves is not known: {why}"),
            Self::CalendarDoubt { doubt, .. } => write!(f, "the calendar is not sure: {doubt}"),
            Self::MomentMissing { .. } => f.write_str(
                "the law counts hours: it ends on that day at the hour of the event; give the moment",
            ),
            Self::CountedEarly { .. } => f.write_str(
                "the law counts from a later event that is not given; counted from becoming aware",
            ),
            Self::NoStop => f.write_str("no rule here lets the clock stand still; the days were not added"),
            Self::ReceivedToday { day } => write!(f, "`received` is not given; taken as {day}"),
            Self::CalendarYear { .. } => {
                f.write_str("the financial year was taken to end with the calendar year")
            }
            Self::SellerPlace => f.write_str(
                "`business.country` is not given; taken as the buyer's, whose rules on records apply then",
            ),
            Self::NoRetentionRule { place } => {
                write!(f, "no rule is held on how long {place} keeps such a record")
            }
            Self::NoTransferRule => f.write_str("no rule held says whether data may leave the place"),
            Self::NoPeriod => f.write_str("no rule held sets a period for this request"),
            Self::NoSuchRight { .. } => f.write_str("the law says that people there do not have this right"),
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reason = serializer.serialize_struct("Reason", 3)?;
        reason.serialize_field("code", self.code())?;
        match self.rule() {
            Some(rule) => reason.serialize_field("rule", rule)?,
            None => reason.skip_field("rule")?,
        }
        reason.serialize_field("message", &self.to_string())?;
        reason.end()
    }
}

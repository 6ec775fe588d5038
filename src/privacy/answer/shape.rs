use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::privacy::reason::Reason;
use crate::privacy::words::{Allowed, Certainty, ConsentModel, Standing};
use crate::rules::{Evidence, RuleId};
use crate::time::{Date, Instant};

/// A last day, or a last moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// With the end of a day.
    Day(Date),
    /// At a moment, with the offset of the place's clock where that is known.
    Moment(Instant),
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Moment(moment) => f.write_str(&moment.to_rfc3339()),
        }
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The whole answer; its JSON is that of the support program.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PrivacyAnswer {
    /// The caller's name for the question.
    pub id: Option<String>,
    /// How far the answer can be relied on.
    pub standing: Standing,
    /// Why it is not firm, and what was taken as given.
    pub reasons: Vec<Reason>,
    /// The laws in force for the residence.
    pub regimes: Vec<RegimeAnswer>,
    /// By when to say that the request has come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledge_by: Option<When>,
    /// By when to answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub respond_by: Option<When>,
    /// The end of the whole time if it is extended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_to: Option<When>,
    /// By when to do what the answer promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carry_out_by: Option<When>,
    /// By when to tell the authority of the breach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notify_authority_by: Option<When>,
    /// By when to tell the people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notify_individuals_by: Option<When>,
    /// By when to find out whether the breach must be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assess_by: Option<When>,
    /// By when to report the breach in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_report_by: Option<When>,
    /// Every step with its rule, the day before and after it moved, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepAnswer>,
    /// What uses of data need, by the words of the rules.
    pub consent: BTreeMap<Arc<str>, ConsentModel>,
    /// The grounds on which data may be processed, where the law has a closed list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub legal_bases: Vec<Arc<str>>,
    /// Rights by the law's own word and, beside it, by the common one.
    pub rights: BTreeMap<Arc<str>, bool>,
    /// Signals, links and notices: `required` or `not_required`.
    pub signals: BTreeMap<Arc<str>, &'static str>,
    /// The words that the law prescribes for links and notices.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wording: Vec<Arc<str>>,
    /// What holds for children, and for this buyer if the age is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub child: Option<ChildAnswer>,
    /// Whether the data may go abroad, if that is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transfer: Option<TransferFigures>,
    /// The last day on which the record must be kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_until: Option<Date>,
    /// Whether the record is to be erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erase: Option<bool>,
    /// Whether it is to be kept apart and used for nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restrict: Option<bool>,
    /// Duties of organisation, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<String>,
    /// What violations can cost, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub penalties: Vec<String>,
    /// Sections of the Global Privacy Platform, such as `usca/8`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gpp_sections: Vec<String>,
    /// The rules behind the answer.
    pub because: Vec<Because>,
}

/// A law in force, with whether it applies.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Regime"))]
#[non_exhaustive]
pub struct RegimeAnswer {
    /// Its short name, such as `GDPR`.
    pub id: Arc<str>,
    /// Whether it applies.
    pub applies: Certainty,
    /// The fields that would settle it, such as `business.employees`.
    pub missing: Vec<String>,
    /// The fields that were taken as they are for a shop that sells to people there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumed: Vec<String>,
    /// The law.
    pub law: String,
    /// Its name.
    pub name: Arc<str>,
    /// Who enforces it.
    pub authority: Arc<str>,
    /// From when on it is enforced, while that day has not come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compliance_date: Option<Date>,
}

/// One step in time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Step"))]
#[non_exhaustive]
pub struct StepAnswer {
    /// What is due, such as `answer` or `notify_authority`.
    pub step: String,
    /// The rule of the period.
    pub rule: RuleId,
    /// The last day or moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<When>,
    /// The last day before it moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<Date>,
    /// The days that were passed over, with reason and place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<String>,
    /// The law's word where it gives no number, such as `without_undue_delay`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_number: Option<String>,
    /// Whether it is due: `unknown` where facts about the breach or the business decide.
    pub needed: Certainty,
    /// What must be done to have the further time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Arc<str>>,
}

/// What holds for children.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Child"))]
#[non_exhaustive]
pub struct ChildAnswer {
    /// Whether this buyer consents alone, if age and law tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consents_alone: Option<bool>,
    /// The age from which a person consents alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<u32>,
    /// Other rules on minors; those that this buyer is too old for are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// Whether data may go abroad.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Transfer"))]
#[non_exhaustive]
pub struct TransferFigures {
    /// Whether the protection there counts as adequate: true, false or `unknown`.
    #[serde(serialize_with = "true_false_or_unknown")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "schema::true_false_or_unknown"))]
    pub adequate: Certainty,
    /// Whether the data may go.
    pub allowed: Allowed,
    /// The instrument that carries the transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<Arc<str>>,
    /// Further instruments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Arc<str>>,
    /// The fields that would settle it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

fn true_false_or_unknown<S: Serializer>(certainty: &Certainty, serializer: S) -> Result<S::Ok, S::Error> {
    match certainty {
        Certainty::Yes => serializer.serialize_bool(true),
        Certainty::No => serializer.serialize_bool(false),
        Certainty::Unknown => serializer.serialize_str(certainty.as_str()),
    }
}

/// A rule behind the answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PrivacyRule"))]
#[non_exhaustive]
pub struct Because {
    /// The rule.
    pub rule: RuleId,
    /// The short name of the law to which it belongs, such as `GDPR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regime: Option<String>,
    /// What it says, in a few words.
    pub text: String,
    /// The law.
    pub law: String,
    /// How well it is evidenced.
    pub evidence: Evidence,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Whether it was in force before its first day here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub from_is_floor: bool,
    /// A doubt that the research could not settle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertain: Option<String>,
}

#[cfg(feature = "schema")]
mod schema {
    use schemars::{Schema, SchemaGenerator, json_schema};

    use super::{Reason, RuleId, When};
    use crate::wire::schema::written_as;

    /// A day, or a moment with its offset.
    #[derive(schemars::JsonSchema)]
    #[schemars(rename = "When")]
    struct DayOrMoment(#[expect(dead_code, reason = "the form only")] String);

    written_as!(When = DayOrMoment);
    written_as!(Reason = Said);

    /// Why an answer is not firm, or what was taken as given in it.
    #[derive(schemars::JsonSchema)]
    #[schemars(rename = "PrivacyReason")]
    #[expect(dead_code, reason = "the form only")]
    struct Said {
        code: String,
        #[schemars(skip_serializing_if = "Option::is_none")]
        rule: Option<RuleId>,
        message: String,
    }

    pub(super) fn true_false_or_unknown(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": [true, false, "unknown"] })
    }
}

use std::collections::BTreeMap;

use super::applicability::Person;
use super::due::{DueDate, Event};
use super::facts::Business;
use super::jurisdiction::Jurisdiction;
use super::profile::Laws;
use super::request::Due;
use super::rows::BreachRule;
use super::words::{BreachStart, Certainty, Recipient, RequestKind, Step};
use crate::rules::Dated;

/// A breach of personal data, as far as it is known.
///
/// ```
/// use landfall::RuleBook;
/// use landfall::place::Address;
/// use landfall::privacy::{Breach, Business, Recipient};
/// use landfall::time::Instant;
///
/// // Friday evening, and on Sunday the clocks go forward: 72 hours end on Monday, an hour later by the clock.
/// let aware: Instant = "2026-03-27T18:00:00+01:00".parse()?;
/// let germany = RuleBook::embedded().privacy("DE".parse::<Address>()?)?;
/// let timeline = germany.breach(&Breach::new(aware), &Business::new());
/// let authority = timeline.first(Recipient::Authority).expect("the authority is told");
/// let by = authority.date.as_ref().and_then(|date| date.moment());
/// assert_eq!(by.map(|by| by.to_rfc3339()).as_deref(), Some("2026-03-30T19:00:00+02:00"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Breach {
    /// When the business became aware.
    pub aware: Event,
    /// How many people of the place are affected.
    pub affected: Option<u64>,
    /// When it was established that there was a breach, if that is later than becoming aware.
    pub determined: Option<Event>,
    /// When the investigation ended.
    pub investigation_ended: Option<Event>,
    /// When it was found that the breach must be told.
    pub assessed_notifiable: Option<Event>,
    /// Whether it must be told, as the business found; a day of finding it says so too.
    pub notifiable: Option<bool>,
    /// When the people were told.
    pub individuals_notified: Option<Event>,
    /// When the authority was told.
    pub authority_notified: Option<Event>,
    /// What was found, by the words of the rules, such as `high_risk_likely`.
    pub findings: BTreeMap<String, bool>,
}

impl Breach {
    /// A breach of which the business became aware then.
    #[must_use]
    pub fn new(aware: impl Into<Event>) -> Self {
        Self {
            aware: aware.into(),
            affected: None,
            determined: None,
            investigation_ended: None,
            assessed_notifiable: None,
            notifiable: None,
            individuals_notified: None,
            authority_notified: None,
            findings: BTreeMap::new(),
        }
    }

    /// The same breach with so many people of the place affected.
    #[must_use]
    pub fn with_affected(mut self, people: u64) -> Self {
        self.affected = Some(people);
        self
    }

    /// The same breach, found to be one that must be told.
    #[must_use]
    pub fn with_assessed_notifiable(mut self, at: impl Into<Event>) -> Self {
        self.assessed_notifiable = Some(at.into());
        self
    }

    /// The same breach, found to be one that must be told, or one that need not be.
    #[must_use]
    pub fn with_notifiable(mut self, found: bool) -> Self {
        self.notifiable = Some(found);
        self
    }

    /// The same breach, of which the people were told.
    #[must_use]
    pub fn with_individuals_notified(mut self, at: impl Into<Event>) -> Self {
        self.individuals_notified = Some(at.into());
        self
    }

    /// The same breach, of which the authority was told.
    #[must_use]
    pub fn with_authority_notified(mut self, at: impl Into<Event>) -> Self {
        self.authority_notified = Some(at.into());
        self
    }

    /// The same breach with a finding, such as `high_risk_likely`.
    #[must_use]
    pub fn with_finding(mut self, word: impl Into<String>, holds: bool) -> Self {
        self.findings.insert(word.into(), holds);
        self
    }
}

/// One duty to tell of a breach.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Notice<'j> {
    /// By when; `None` where the law gives no number or the event that starts the period has not come.
    pub date: Option<DueDate>,
    /// The rule.
    pub rule: &'j Dated<BreachRule>,
    /// Whether the breach sets the duty off.
    pub needed: Certainty,
    /// The fields of the incident that would settle it, such as `affected`.
    pub missing: Vec<String>,
    /// Whether the period was counted from becoming aware although the law counts from a later event that is not stated.
    pub counted_early: bool,
}

/// Whom to tell of a breach, and by when.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct BreachTimeline<'j> {
    /// The notices, those that the breach does not need included.
    pub notices: Vec<Notice<'j>>,
    /// By when to find out whether it must be told.
    pub assess: Option<Due<'j>>,
    /// By when to report in full.
    pub final_report: Option<Due<'j>>,
}

impl<'j> BreachTimeline<'j> {
    /// The notice to a recipient that is due first, of those that may be needed.
    #[must_use]
    pub fn first(&self, recipient: Recipient) -> Option<&Notice<'j>> {
        let to = self.notices.iter().filter(|notice| notice.rule.value().recipient == recipient);
        to.filter(|notice| notice.needed != Certainty::No).min_by_key(|notice| {
            let falls_on = notice.date.as_ref().and_then(DueDate::falls_on);
            (falls_on.is_none(), falls_on)
        })
    }
}

impl Jurisdiction {
    /// Whom to tell of a breach, and by when, under the law of the day on which the business became aware.
    #[must_use]
    pub fn breach(&self, breach: &Breach, business: &Business) -> BreachTimeline<'_> {
        let day = breach.aware.day(self);
        let regimes = self.0.applicable(day, business, Person::default());
        let laws = Laws(&regimes);
        let rules = self.0.breaches.on(day);
        let step = |step| self.step(step, RequestKind::Breach, breach.aware, day, 0, &laws);
        BreachTimeline {
            notices: rules.filter_map(|rule| self.notice(rule, breach, &laws)).collect(),
            assess: step(Step::Assess),
            final_report: step(Step::FinalReport),
        }
    }

    fn notice<'j>(
        &'j self,
        rule: &'j Dated<BreachRule>,
        breach: &Breach,
        laws: &Laws<'_, '_>,
    ) -> Option<Notice<'j>> {
        let value = rule.value();
        let applies = laws.applies(value.regime.as_deref())?;
        let mut missing = Vec::new();
        let set_off = if value.required { breach.sets_off(value, &mut missing) } else { Certainty::No };
        let needed = match (applies, set_off) {
            (Certainty::No, _) | (_, Certainty::No) => Certainty::No,
            (Certainty::Yes, Certainty::Yes) => Certainty::Yes,
            _ => Certainty::Unknown,
        };
        let mut notice = Notice { date: None, rule, needed, missing, counted_early: false };
        let Some(period) = value.period().filter(|_| needed != Certainty::No) else { return Some(notice) };
        let event = match value.starts {
            BreachStart::Awareness => Some(breach.aware),
            // The law's own event comes later: counting from the earlier one is in time whenever that was.
            BreachStart::Determination => Some(breach.determined.unwrap_or_else(|| {
                notice.counted_early = true;
                breach.aware
            })),
            BreachStart::EndOfInvestigation => Some(breach.investigation_ended.unwrap_or_else(|| {
                notice.counted_early = true;
                breach.aware
            })),
            BreachStart::Assessment => breach.assessed_notifiable,
            BreachStart::NoticeToIndividuals => breach.individuals_notified,
            BreachStart::NoticeToAuthority => breach.authority_notified,
        };
        match event {
            Some(event) => notice.date = self.end_of(period, None, event, 0),
            None => notice.missing.push(started_by(value.starts).to_owned()),
        }
        Some(notice)
    }
}

/// The field of an incident that tells of the event.
fn started_by(start: BreachStart) -> &'static str {
    match start {
        BreachStart::Awareness => "aware",
        BreachStart::Determination => "determined",
        BreachStart::EndOfInvestigation => "investigation_ended",
        BreachStart::Assessment => "assessed_notifiable",
        BreachStart::NoticeToIndividuals => "individuals_notified",
        BreachStart::NoticeToAuthority => "authority_notified",
    }
}

impl Breach {
    fn is_notifiable(&self) -> Option<bool> {
        self.notifiable.or(self.assessed_notifiable.map(|_| true))
    }

    /// Whether what is known sets the duty off.
    fn sets_off(&self, rule: &BreachRule, missing: &mut Vec<String>) -> Certainty {
        if let Some((comparison, limit)) = rule.affected {
            return match self.affected {
                Some(people) => comparison.holds(people, u64::from(limit)).into(),
                None => {
                    missing.push("affected".to_owned());
                    Certainty::Unknown
                }
            };
        }
        let Some(finding) = rule.finding.as_deref() else { return Certainty::Yes };
        match self.findings.get(finding) {
            Some(holds) => (*holds).into(),
            // A breach is what was reported.
            None if finding == BREACH_OCCURRED => Certainty::Yes,
            None if self.is_notifiable() == Some(false) => Certainty::No,
            // That it must be told is found for the authority; people are told on a finding of their own.
            None if self.is_notifiable() == Some(true) && rule.recipient == Recipient::Authority => {
                Certainty::Yes
            }
            None => {
                missing.push(format!("findings.{finding}"));
                Certainty::Unknown
            }
        }
    }
}

/// The finding that every breach is.
const BREACH_OCCURRED: &str = "breach_occurred";

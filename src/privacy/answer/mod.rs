//! One question, one answer: everything that the contract of the support program promises.

mod build;
mod cite;
mod records;
mod shape;
mod steps;

pub use shape::{Because, ChildAnswer, PrivacyAnswer, RegimeAnswer, StepAnswer, TransferFigures, When};

use std::collections::BTreeMap;

use super::PrivacyError;
use super::breach::Breach;
use super::due::Event;
use super::facts::Business;
use super::retention::Record;
use super::rows::PrivacyWords;
use super::transfer::Transfer;
use super::words::RequestKind;
use crate::place::Address;
use crate::rules::RuleBook;
use crate::time::{Date, Instant};

/// One whole question about the data of a buyer: the request of the support program.
///
/// ```
/// use landfall::RuleBook;
/// use landfall::place::Address;
/// use landfall::privacy::{PrivacyRequest, RequestKind};
///
/// // California: 45 days to answer, 45 more if the buyer is told in time.
/// let book = RuleBook::embedded();
/// let request = PrivacyRequest::new("US-CA".parse::<Address>()?, RequestKind::Access, "2026-10-23".parse()?)
///     .with_received("2026-10-23".parse()?);
/// let answer = book.privacy_answer(&request)?;
/// assert_eq!(answer.respond_by.map(|by| by.to_string()).as_deref(), Some("2026-12-07"));
/// assert_eq!(answer.extended_to.map(|by| by.to_string()).as_deref(), Some("2027-01-21"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PrivacyRequest {
    /// The caller's name for the question; comes back with the answer.
    pub id: Option<String>,
    /// Where the buyer lives.
    pub residence: Address,
    /// What is asked.
    pub request: RequestKind,
    /// The day on which the request was received or the business became aware of the breach.
    pub received: Option<Date>,
    /// The moment, which counts before the day.
    pub received_at: Option<Instant>,
    /// Days on which the clock stood still.
    pub stopped_days: u32,
    /// What is known of the business.
    pub business: Business,
    /// The buyer's age.
    pub subject_age: Option<u32>,
    /// What is known of the breach, if one is asked about.
    pub incident: Incident,
    /// Where the data are to go.
    pub transfer_to: Option<Transfer>,
    /// A record that the shop holds.
    pub record: Option<Record>,
    /// The day of the question.
    pub today: Date,
}

/// What is known of a breach beside the moment of becoming aware.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Incident {
    /// How many people of the place are affected.
    pub affected: Option<u64>,
    /// When it was established that there was a breach.
    pub determined: Option<Event>,
    /// When the investigation ended.
    pub investigation_ended: Option<Event>,
    /// When it was found that the breach must be told.
    pub assessed_notifiable: Option<Event>,
    /// Whether it must be told, where the day on which that was found is not stated.
    pub notifiable: Option<bool>,
    /// When the people were told.
    pub individuals_notified: Option<Event>,
    /// When the authority was told.
    pub authority_notified: Option<Event>,
    /// What was found, by the words of the rules.
    pub findings: BTreeMap<String, bool>,
}

impl Incident {
    fn of_breach(&self, aware: Event) -> Breach {
        let mut breach = Breach::new(aware);
        breach.affected = self.affected;
        breach.determined = self.determined;
        breach.investigation_ended = self.investigation_ended;
        breach.assessed_notifiable = self.assessed_notifiable;
        breach.notifiable = self.notifiable;
        breach.individuals_notified = self.individuals_notified;
        breach.authority_notified = self.authority_notified;
        breach.findings.clone_from(&self.findings);
        breach
    }
}

impl PrivacyRequest {
    /// A question on a day about a buyer who lives at an address.
    #[must_use]
    pub fn new(residence: impl Into<Address>, request: RequestKind, today: Date) -> Self {
        Self {
            id: None,
            residence: residence.into(),
            request,
            received: None,
            received_at: None,
            stopped_days: 0,
            business: Business::new(),
            subject_age: None,
            incident: Incident::default(),
            transfer_to: None,
            record: None,
            today,
        }
    }

    /// The same question with the caller's name for it.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same question about a request received on a day.
    #[must_use]
    pub fn with_received(mut self, day: Date) -> Self {
        self.received = Some(day);
        self
    }

    /// The same question about a request received at a moment.
    #[must_use]
    pub fn with_received_at(mut self, moment: Instant) -> Self {
        self.received_at = Some(moment);
        self
    }

    /// The same question of a business of which this is known.
    #[must_use]
    pub fn with_business(mut self, business: Business) -> Self {
        self.business = business;
        self
    }

    /// The same question about a buyer of this age.
    #[must_use]
    pub fn with_subject_age(mut self, age: u32) -> Self {
        self.subject_age = Some(age);
        self
    }

    /// The same question about data that are to leave the country.
    #[must_use]
    pub fn with_transfer_to(mut self, transfer: Transfer) -> Self {
        self.transfer_to = Some(transfer);
        self
    }

    /// The same question about a record that the shop holds.
    #[must_use]
    pub fn with_record(mut self, record: Record) -> Self {
        self.record = Some(record);
        self
    }

    /// The event that starts the clock, if it is given.
    fn event(&self) -> Option<Event> {
        self.received_at.map(Event::At).or(self.received.map(Event::Day))
    }
}

impl RuleBook {
    /// Answers one whole question about a buyer's data.
    ///
    /// # Errors
    /// [`PrivacyError`] if the region lies in another country, a word is not one of the rules', or a data file does
    /// not load. That the book holds no rules for the place is an answer.
    pub fn privacy_answer(&self, request: &PrivacyRequest) -> Result<PrivacyAnswer, PrivacyError> {
        self.check_words(request)?;
        let place = self.privacy(request.residence.clone())?;
        // Records are kept under the law of the place where the business is established.
        let seller = match request.business.country.filter(|_| request.record.is_some()) {
            Some(country) if country != request.residence.country => Some(self.privacy(country)?),
            _ => None,
        };
        Ok(build::answer(request, &place, seller.as_ref()))
    }

    /// A word that no rule knows would never be looked at.
    fn check_words(&self, request: &PrivacyRequest) -> Result<(), PrivacyError> {
        let words = PrivacyWords::of(self)?;
        let unknown = |given: &BTreeMap<String, bool>, known: &[String]| {
            given.keys().find(|word| !known.contains(word)).cloned()
        };
        if let Some(transfer) = &request.transfer_to
            && let Some(found) = unknown(&transfer.recipient, &words.recipient_facts)
        {
            return Err(PrivacyError::UnknownRecipientFact {
                found,
                expected: words.recipient_facts.clone(),
            });
        }
        match unknown(&request.incident.findings, &words.findings) {
            Some(found) => Err(PrivacyError::UnknownFinding { found, expected: words.findings.clone() }),
            None => Ok(()),
        }
    }

    /// The words for facts about a recipient abroad, and those for findings about a breach.
    ///
    /// # Errors
    /// [`PrivacyError::Load`] if the data file does not load.
    pub fn privacy_words(&self) -> Result<[Vec<String>; 2], PrivacyError> {
        let words = PrivacyWords::of(self)?;
        Ok([words.recipient_facts.clone(), words.findings.clone()])
    }
}

impl RequestKind {
    /// Whether the answer is about a request of the buyer, with steps and periods.
    fn has_steps(self) -> bool {
        !matches!(self, Self::Profile | Self::Breach)
    }

    /// The right that the request uses.
    fn right(self) -> Option<super::Right> {
        use super::Right;
        Some(match self {
            Self::Access => Right::Access,
            Self::Delete => Right::Deletion,
            Self::Correct => Right::Correction,
            Self::Portability => Right::Portability,
            Self::Restrict => Right::Restriction,
            Self::Object => Right::Objection,
            Self::OptOutSale => Right::OptOutSale,
            Self::OptOutTargetedAds => Right::OptOutTargetedAds,
            Self::OptOutProfiling => Right::OptOutProfiling,
            Self::LimitSensitive => Right::LimitSensitive,
            Self::WithdrawConsent => Right::WithdrawConsent,
            Self::AutomatedDecision => Right::HumanReview,
            Self::Appeal => Right::Appeal,
            _ => return None,
        })
    }
}

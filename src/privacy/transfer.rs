use std::collections::BTreeMap;
use std::sync::Arc;

use super::applicability::Person;
use super::facts::Business;
use super::jurisdiction::Jurisdiction;
use super::profile::Laws;
use super::rows::TransferRule;
use super::words::{Allowed, Certainty};
use crate::place::Country;
use crate::rules::Dated;
use crate::time::Date;

/// Data of people in one place are to go to another country.
///
/// ```
/// use landfall::RuleBook;
/// use landfall::place::Address;
/// use landfall::privacy::{Allowed, Business, Certainty, Transfer};
///
/// // To the United States: adequate only for a recipient on the list of the Data Privacy Framework.
/// let france = RuleBook::embedded().privacy("FR".parse::<Address>()?)?;
/// let to_the_states = Transfer::to("US".parse()?);
/// let ask = |transfer| france.transfer("2026-11-21".parse().unwrap(), &transfer, &Business::new());
/// assert_eq!(ask(to_the_states.clone()).adequate, Certainty::Unknown);
/// assert_eq!(ask(to_the_states.clone().with_recipient_fact("dpf_certified", true)).allowed, Allowed::Yes);
/// assert_eq!(ask(to_the_states.with_recipient_fact("dpf_certified", false)).allowed, Allowed::Conditional);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transfer {
    /// Where the data go.
    pub country: Country,
    /// What is known of the recipient, by the words of the rules, such as `dpf_certified`.
    pub recipient: BTreeMap<String, bool>,
    /// How many people's data go there in a year.
    pub people: Option<u32>,
    /// How many people's sensitive data go there in a year.
    pub sensitive_people: Option<u32>,
}

impl Transfer {
    /// A transfer to a country.
    #[must_use]
    pub fn to(country: Country) -> Self {
        Self { country, recipient: BTreeMap::new(), people: None, sensitive_people: None }
    }

    /// The same transfer to a recipient of whom this is known.
    #[must_use]
    pub fn with_recipient_fact(mut self, word: impl Into<String>, holds: bool) -> Self {
        self.recipient.insert(word.into(), holds);
        self
    }

    /// The same transfer for so many people a year.
    #[must_use]
    pub fn with_people(mut self, people: u32) -> Self {
        self.people = Some(people);
        self
    }

    /// The same transfer with sensitive data of so many people a year.
    #[must_use]
    pub fn with_sensitive_people(mut self, people: u32) -> Self {
        self.sensitive_people = Some(people);
        self
    }
}

/// Whether data may go, and by which way.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TransferAnswer<'j> {
    /// Whether they may.
    pub allowed: Allowed,
    /// Whether the protection there counts as adequate.
    pub adequate: Certainty,
    /// The instrument that carries the transfer, or the first of those that can.
    pub mechanism: Option<Arc<str>>,
    /// The rows of the way taken, then those of other ways.
    pub ways: Vec<&'j Dated<TransferRule>>,
    /// The facts about the recipient that would settle it.
    pub missing: Vec<Arc<str>>,
    /// Whether the data stay in the country, so that nothing is transferred.
    pub domestic: bool,
}

/// The kinds of way that the rows name.
const ADEQUACY: &str = "adequacy";
const ADEQUACY_LIST: &str = "adequacy_list";
const WITHIN_AREA: &str = "within_area";

impl Jurisdiction {
    /// Whether data of people here may go to another country on `day`.
    #[must_use]
    pub fn transfer(&self, day: Date, transfer: &Transfer, business: &Business) -> TransferAnswer<'_> {
        if transfer.country == self.0.residence.country {
            return TransferAnswer {
                allowed: Allowed::Yes,
                adequate: Certainty::Yes,
                mechanism: None,
                ways: Vec::new(),
                missing: Vec::new(),
                domestic: true,
            };
        }
        let regimes = self.0.applicable(day, business, Person::default());
        let laws = Laws(&regimes);
        let rows: Vec<&Dated<TransferRule>> =
            self.0.transfers.on(day).filter(|row| transfer.may_use(row, &laws)).collect();
        self.choose(transfer, &rows)
    }

    fn choose<'j>(&self, transfer: &Transfer, rows: &[&'j Dated<TransferRule>]) -> TransferAnswer<'j> {
        let leads = |row: &&&Dated<TransferRule>| row.value().destinations.contains(&transfer.country);
        let named =
            rows.iter().filter(|row| matches!(&*row.value().kind, ADEQUACY | WITHIN_AREA)).filter(leads);
        let mut missing = Vec::new();
        let mut best: Option<(Certainty, &'j Dated<TransferRule>)> = None;
        for row in named {
            let holds = match row.value().recipient.as_ref() {
                None => Certainty::Yes,
                Some(fact) => match transfer.recipient.get(&**fact) {
                    Some(holds) => (*holds).into(),
                    None => {
                        missing.push(Arc::clone(fact));
                        Certainty::Unknown
                    }
                },
            };
            let better = |(found, _): (Certainty, _)| rank(holds) < rank(found);
            if best.is_none_or(better) {
                best = Some((holds, row));
            }
        }
        let adequate = match best {
            Some((found, _)) => found,
            // Where no law binds, its list says nothing.
            None if self.0.adequacy_is_complete && !rows.is_empty() => Certainty::No,
            None => Certainty::Unknown,
        };
        if adequate != Certainty::Unknown {
            missing.clear();
        }
        let others = rows.iter().copied().filter(|row| !matches!(&*row.value().kind, ADEQUACY | WITHIN_AREA));
        let mut ways: Vec<&Dated<TransferRule>> =
            best.filter(|(found, _)| *found != Certainty::No).map(|(_, row)| row).into_iter().collect();
        ways.extend(others);
        let has =
            |allows| ways.iter().any(|row| row.value().allows == allows && *row.value().kind != *ADEQUACY);
        let allowed = match adequate {
            Certainty::Yes => Allowed::Yes,
            _ if has(Allowed::Yes) => Allowed::Yes,
            _ if has(Allowed::Conditional) => Allowed::Conditional,
            Certainty::Unknown => Allowed::Unknown,
            Certainty::No => Allowed::No,
        };
        let carries = ways.iter().find(|row| *row.value().kind != *ADEQUACY_LIST || ways.len() == 1);
        let mechanism = carries.map(|row| Arc::clone(&row.value().mechanism));
        TransferAnswer { allowed, adequate, mechanism, ways, missing, domestic: false }
    }
}

fn rank(certainty: Certainty) -> u8 {
    match certainty {
        Certainty::Yes => 0,
        Certainty::Unknown => 1,
        Certainty::No => 2,
    }
}

impl Transfer {
    /// Whether a row's law may bind and its numbers of people do not exclude the transfer.
    fn may_use(&self, row: &Dated<TransferRule>, laws: &Laws<'_, '_>) -> bool {
        let rule = row.value();
        let binds = laws.applies(rule.regime.as_deref()).is_some_and(|applies| applies != Certainty::No);
        let below = |found: Option<u32>, limit: Option<u32>| {
            found.zip(limit).is_none_or(|(found, limit)| found < limit)
        };
        let from = |found: Option<u32>, limit: Option<u32>| {
            limit.is_none_or(|limit| found.is_none_or(|found| found >= limit))
        };
        let enough = match (rule.people_from, rule.sensitive_from) {
            // One of the two numbers is enough.
            (Some(_), Some(_)) => {
                from(self.people, rule.people_from) || from(self.sensitive_people, rule.sensitive_from)
            }
            _ => from(self.people, rule.people_from) && from(self.sensitive_people, rule.sensitive_from),
        };
        binds
            && rule.organisation.is_none()
            && below(self.people, rule.people_below)
            && below(self.sensitive_people, rule.sensitive_below)
            && enough
    }
}

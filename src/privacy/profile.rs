use std::sync::Arc;

use super::applicability::{Applicability, Person};
use super::due::{DueDate, Event};
use super::facts::Business;
use super::jurisdiction::Jurisdiction;
use super::right::Right;
use super::rows::{Basis, Child, Consent, Duty, Office, Penalty, RightRule, Rule, Signal};
use super::words::{Certainty, ConsentModel, RequestKind, Step};
use crate::rules::Dated;
use crate::time::Date;

/// A row in force, with whether the law to which it belongs applies to the business.
#[derive(Debug)]
pub struct Statement<'j, T> {
    row: &'j Dated<T>,
    regime: Option<&'j str>,
    applies: Certainty,
}

impl<T> Clone for Statement<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Statement<'_, T> {}

impl<'j, T> Statement<'j, T> {
    /// What the law says, with its days and its source.
    #[must_use]
    pub fn row(&self) -> &'j Dated<T> {
        self.row
    }

    /// What the row says.
    #[must_use]
    pub fn value(&self) -> &'j T {
        self.row.value()
    }

    /// The short name of the law to which it belongs; `None` if it stands alone.
    #[must_use]
    pub fn regime(&self) -> Option<&'j str> {
        self.regime
    }

    /// Whether it binds the business.
    #[must_use]
    pub fn applies(&self) -> Certainty {
        self.applies
    }

    /// Whether it binds, or may bind, the business.
    #[must_use]
    pub fn may_apply(&self) -> bool {
        self.applies != Certainty::No
    }
}

/// Everything that a storefront must know about the data of people in one place on one day.
///
/// Borrowed from its [`Jurisdiction`]; every statement is a row in force on the day.
#[derive(Debug, Clone)]
pub struct PrivacyProfile<'j> {
    place: &'j Jurisdiction,
    day: Date,
    regimes: Vec<Applicability<'j>>,
    offices: Vec<Statement<'j, Office>>,
    bases: Vec<Statement<'j, Basis>>,
    consents: Vec<Statement<'j, Consent>>,
    rights: Vec<Statement<'j, RightRule>>,
    signals: Vec<Statement<'j, Signal>>,
    children: Vec<Statement<'j, Child>>,
    duties: Vec<Statement<'j, Duty>>,
    penalties: Vec<Statement<'j, Penalty>>,
}

impl Jurisdiction {
    /// What holds on `day` for a business.
    ///
    /// ```
    /// use landfall::RuleBook;
    /// use landfall::place::Address;
    /// use landfall::privacy::{Banner, Business, ConsentModel, Right};
    ///
    /// let book = RuleBook::embedded();
    /// let france = book.privacy("FR".parse::<Address>()?)?;
    /// let profile = france.profile("2026-11-21".parse()?, &Business::new());
    /// assert_eq!(profile.consent("cookies_nonessential"), Some(ConsentModel::OptIn));
    /// assert_eq!(profile.banner(), Some(Banner::AskFirst));
    /// assert_eq!(profile.right(Right::Deletion), Some(true));
    /// assert_eq!(profile.age_of_consent(), Some(15));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn profile(&self, day: Date, business: &Business) -> PrivacyProfile<'_> {
        self.profile_for(day, business, Person::default())
    }

    pub(super) fn profile_for(&self, day: Date, business: &Business, person: Person) -> PrivacyProfile<'_> {
        let rules = &*self.0;
        let regimes = rules.applicable(day, business, person);
        let laws = Laws(&regimes);
        PrivacyProfile {
            place: self,
            day,
            offices: laws.statements(rules.offices.on(day)),
            bases: laws.statements(rules.bases.on(day)),
            consents: laws.statements(rules.consents.on(day)),
            rights: laws.statements(rules.rights.on(day)),
            signals: laws.statements(rules.signals.on(day)),
            children: laws.statements(rules.children.on(day)),
            duties: laws.statements(rules.duties.on(day)),
            penalties: laws.statements(rules.penalties.on(day)),
            regimes,
        }
    }
}

/// The laws in force on a day.
pub(super) struct Laws<'l, 'j>(pub(super) &'l [Applicability<'j>]);

impl Laws<'_, '_> {
    /// Whether a row of this law binds; `None` if the law is not in force.
    pub(super) fn applies(&self, regime: Option<&str>) -> Option<Certainty> {
        match regime {
            None => Some(Certainty::Yes),
            Some(name) => self.0.iter().find(|law| **law.id() == *name).map(Applicability::applies),
        }
    }

    fn statements<'j, T: Rule>(&self, rows: impl Iterator<Item = &'j Dated<T>>) -> Vec<Statement<'j, T>> {
        let mut found = Vec::with_capacity(16);
        found.extend(rows.filter_map(|row| {
            let regime = row.value().regime();
            let applies = self.applies(regime)?;
            Some(Statement { row, regime, applies })
        }));
        found
    }
}

/// What the banner of a page must do before cookies that the page does not need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Banner {
    /// Ask, and set nothing until the visitor agrees.
    AskFirst,
    /// Set them, and offer to refuse.
    OfferRefusal,
    /// Say that they are set.
    Inform,
}

impl<'j> PrivacyProfile<'j> {
    /// The day.
    #[must_use]
    pub fn day(&self) -> Date {
        self.day
    }

    /// The laws in force, applying or not.
    #[must_use]
    pub fn regimes(&self) -> &[Applicability<'j>] {
        &self.regimes
    }

    /// The law with this short name, such as `GDPR`.
    #[must_use]
    pub fn regime(&self, id: &str) -> Option<&Applicability<'j>> {
        self.regimes.iter().find(|regime| **regime.id() == *id)
    }

    /// The authorities that the place names for laws that it inherits.
    #[must_use]
    pub fn offices(&self) -> &[Statement<'j, Office>] {
        &self.offices
    }

    /// The grounds on which data may be processed, where the law has a closed list.
    #[must_use]
    pub fn bases(&self) -> &[Statement<'j, Basis>] {
        &self.bases
    }

    /// What uses of data need.
    #[must_use]
    pub fn consents(&self) -> &[Statement<'j, Consent>] {
        &self.consents
    }

    /// What the use needs, such as `email_marketing`; `None` if no rule that may apply says so.
    #[must_use]
    pub fn consent(&self, subject: &str) -> Option<ConsentModel> {
        let mut rows = self.consents.iter().filter(|row| row.may_apply());
        rows.find(|row| *row.value().subject == *subject).map(|row| row.value().model)
    }

    /// The rights of people there, and those that the law says they do not have.
    #[must_use]
    pub fn rights(&self) -> &[Statement<'j, RightRule>] {
        &self.rights
    }

    /// Whether people have the right; `None` if no rule says yes or no. A right under a law that does not apply is none.
    #[must_use]
    pub fn right(&self, right: Right) -> Option<bool> {
        let rows = self.rights.iter().filter(|row| Right::from_word(&row.value().word) == Some(right));
        rows.map(|row| row.value().available && row.may_apply()).reduce(|one, other| one || other)
    }

    /// Signals, links and notices.
    #[must_use]
    pub fn signals(&self) -> &[Statement<'j, Signal>] {
        &self.signals
    }

    /// Whether the signal must be honoured, such as `GPC`; `None` if no rule says.
    #[must_use]
    pub fn signal(&self, signal: &str) -> Option<bool> {
        let mut rows = self.signals.iter().filter(|row| *row.value().signal == *signal);
        rows.next().map(|row| row.value().required && row.may_apply())
    }

    /// The words that the law prescribes for links and notices that may be owed.
    pub fn wording(&self) -> impl Iterator<Item = &'j Arc<str>> {
        let owed = self.signals.iter().filter(|row| row.may_apply() && row.value().required);
        owed.flat_map(|row| &row.row().value().wording)
    }

    /// The rules on children and teenagers.
    #[must_use]
    pub fn children(&self) -> &[Statement<'j, Child>] {
        &self.children
    }

    /// The age from which a person consents alone; `None` where the law fixes none or is not known.
    #[must_use]
    pub fn age_of_consent(&self) -> Option<u32> {
        self.age_rule().and_then(|row| row.value().under_age)
    }

    pub(super) fn age_rule(&self) -> Option<&Statement<'j, Child>> {
        let sets = |row: &&Statement<'j, Child>| row.value().sets_age_of_consent;
        // The rule of the nearest place comes first; one that surely does not bind gives way.
        let mut bound = self.children.iter().filter(sets).filter(|row| row.may_apply());
        bound.next().or_else(|| self.children.iter().find(sets))
    }

    /// Duties of organisation: representative, officer, registration.
    #[must_use]
    pub fn duties(&self) -> &[Statement<'j, Duty>] {
        &self.duties
    }

    /// What violations can cost.
    #[must_use]
    pub fn penalties(&self) -> &[Statement<'j, Penalty>] {
        &self.penalties
    }

    /// The last day on which to answer a request of this kind, under the law and for the business of this profile.
    #[must_use]
    pub fn respond_by(&self, kind: RequestKind, received: Date) -> Option<DueDate> {
        let laws = Laws(&self.regimes);
        self.place.step(Step::Answer, kind, Event::Day(received), self.day, 0, &laws)?.date
    }

    /// What the page's banner must do; `None` if no rule on cookies may apply or it names no model.
    #[must_use]
    pub fn banner(&self) -> Option<Banner> {
        match self.consent(COOKIES)? {
            ConsentModel::OptIn | ConsentModel::Prohibited => Some(Banner::AskFirst),
            ConsentModel::OptOut | ConsentModel::SoftOptIn | ConsentModel::ImpliedConsent => {
                Some(Banner::OfferRefusal)
            }
            ConsentModel::Notice | ConsentModel::DeemedConsent | ConsentModel::TacitConsent => {
                Some(Banner::Inform)
            }
            _ => None,
        }
    }
}

/// The use of data that decides what a banner does.
pub(super) const COOKIES: &str = "cookies_nonessential";

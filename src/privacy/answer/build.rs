use std::collections::BTreeMap;
use std::sync::Arc;

use super::PrivacyRequest;
use super::cite::Cited;
use super::shape::{ChildAnswer, PrivacyAnswer, RegimeAnswer};
use crate::privacy::applicability::{Applicability, Person};
use crate::privacy::due::Event;
use crate::privacy::facts::Fact;
use crate::privacy::jurisdiction::{Jurisdiction, RegionGap};
use crate::privacy::profile::PrivacyProfile;
use crate::privacy::reason::Reason;
use crate::privacy::right::Right;
use crate::privacy::rows::Rule;
use crate::privacy::words::{Certainty, RequestKind, Standing};
use crate::rules::Dated;
use crate::time::Date;

/// Puts the answer together: the law of the day of the event, the records by the law of today.
pub(super) fn answer(
    request: &PrivacyRequest,
    place: &Jurisdiction,
    seller: Option<&Jurisdiction>,
) -> PrivacyAnswer {
    let event = request.event().unwrap_or(Event::Day(request.today));
    let day = if request.request == RequestKind::Profile { request.today } else { event.day(place) };
    let person = Person { age: request.subject_age };
    let profile = place.profile_for(day, &request.business, person);
    let mut work = Work { request, place, cited: Cited::default(), rests_on_regimes: Vec::new() };
    let mut answer = work.picture(&profile);
    match request.request {
        RequestKind::Profile => {}
        RequestKind::Breach => work.breach(event, &mut answer),
        kind if kind.has_steps() => work.request(event, day, &profile, &mut answer),
        _ => {}
    }
    if request.event().is_none() && request.request != RequestKind::Profile {
        work.cited.say(Reason::ReceivedToday { day: request.today });
    }
    answer.transfer = work.transfer(request.today);
    if let Some(record) = &request.record {
        work.keep(record, seller, &mut answer);
    }
    work.finish(&profile, answer)
}

pub(super) struct Work<'w> {
    pub(super) request: &'w PrivacyRequest,
    pub(super) place: &'w Jurisdiction,
    pub(super) cited: Cited,
    /// The laws whose application decides what was asked.
    rests_on_regimes: Vec<Arc<str>>,
}

impl Work<'_> {
    /// A row that what was asked rests on, with its law.
    pub(super) fn rest_on<T: Rule>(&mut self, row: &Dated<T>) {
        self.cited.rest_on(row);
        if let Some(regime) = row.value().regime() {
            self.rests_on_regimes.push(regime.into());
        }
    }

    /// A row of the whole picture: a profile rests on it, another answer only shows it.
    fn name<T: Rule>(&mut self, row: &Dated<T>) {
        if self.request.request == RequestKind::Profile {
            self.rest_on(row);
        } else {
            self.cited.cite(row);
        }
    }

    /// What holds for the residence, whatever is asked.
    fn picture(&mut self, profile: &PrivacyProfile<'_>) -> PrivacyAnswer {
        for regime in profile.regimes() {
            self.name(regime.row());
        }
        for row in self.place.0.thresholds.on(profile.day()) {
            if profile.regime(&row.value().regime).is_some() {
                self.name(row);
            }
        }
        let mut consent = BTreeMap::new();
        for row in profile.consents().iter().filter(|row| row.may_apply()) {
            self.name(row.row());
            consent.entry(Arc::clone(&row.value().subject)).or_insert(row.value().model);
        }
        let mut rights: BTreeMap<Arc<str>, bool> = BTreeMap::new();
        for row in profile.rights() {
            self.name(row.row());
            let has = row.value().available && row.may_apply();
            let common = Right::from_word(&row.value().word).map(|right| Arc::from(right.as_str()));
            for word in [Some(Arc::clone(&row.value().word)), common].into_iter().flatten() {
                rights.entry(word).and_modify(|known| *known |= has).or_insert(has);
            }
        }
        let mut signals = BTreeMap::new();
        for row in profile.signals() {
            self.name(row.row());
            let owed = row.value().required && row.may_apply();
            signals.insert(Arc::clone(&row.value().signal), if owed { REQUIRED } else { NOT_REQUIRED });
        }
        for later in self.signals_to_come(profile) {
            signals.entry(later).or_insert(NOT_REQUIRED);
        }
        for row in profile.offices() {
            self.cited.cite(row.row());
        }
        PrivacyAnswer {
            id: self.request.id.clone(),
            standing: Standing::Firm,
            reasons: Vec::new(),
            regimes: self.regimes(profile),
            acknowledge_by: None,
            respond_by: None,
            extended_to: None,
            carry_out_by: None,
            notify_authority_by: None,
            notify_individuals_by: None,
            assess_by: None,
            final_report_by: None,
            steps: Vec::new(),
            consent,
            legal_bases: profile
                .bases()
                .iter()
                .filter(|row| row.may_apply())
                .map(|row| Arc::clone(&row.value().basis))
                .collect(),
            rights,
            signals,
            wording: profile.wording().cloned().collect(),
            child: self.child(profile),
            transfer: None,
            keep_until: None,
            erase: None,
            restrict: None,
            duties: profile
                .duties()
                .iter()
                .filter(|row| row.may_apply())
                .map(|row| row.value().say())
                .collect(),
            penalties: profile
                .penalties()
                .iter()
                .filter(|row| row.may_apply())
                .map(|row| row.value().say())
                .collect(),
            gpp_sections: profile.gpp_sections().map(ToString::to_string).collect(),
            because: Vec::new(),
        }
    }

    fn regimes(&self, profile: &PrivacyProfile<'_>) -> Vec<RegimeAnswer> {
        let field = |fact: Fact| format!("business.{fact}");
        let regimes = profile.regimes().iter().map(|regime| {
            let law = regime.row().value();
            let office = profile.offices().iter().find(|office| office.regime() == Some(&*law.regime));
            RegimeAnswer {
                id: Arc::clone(&law.regime),
                applies: regime.applies(),
                missing: regime.missing().iter().map(field).collect(),
                assumed: regime.assumed().iter().map(field).collect(),
                law: regime.row().source().law().to_owned(),
                name: Arc::clone(&law.name),
                authority: Arc::clone(office.map_or(&law.authority, |office| &office.value().authority)),
                compliance_date: law.compliance_date.filter(|date| *date > profile.day()),
            }
        });
        regimes.collect()
    }

    /// Signals that a law in force will want, but does not yet: today they are not required.
    fn signals_to_come(&self, profile: &PrivacyProfile<'_>) -> Vec<Arc<str>> {
        let rules = self.place.0.signals.rules();
        let later =
            rules.filter(|rows| rows.iter().all(|row| !row.covers(profile.day()))).filter_map(|rows| {
                let coming = rows.iter().find(|row| row.from() > profile.day() && !row.from_is_floor())?;
                let law = coming.value().regime.as_deref()?;
                profile.regime(law).map(|_| Arc::clone(&coming.value().signal))
            });
        later.collect()
    }

    fn child(&mut self, profile: &PrivacyProfile<'_>) -> Option<ChildAnswer> {
        let person = self.request.subject_age;
        let rule = profile.age_rule();
        let age = rule.and_then(|rule| rule.value().under_age);
        let mut rules = Vec::new();
        for row in profile.children().iter().filter(|row| row.may_apply() || row.value().sets_age_of_consent)
        {
            self.name(row.row());
            let too_old = person.zip(row.value().under_age).is_some_and(|(person, age)| person >= age);
            if !row.value().sets_age_of_consent && !too_old {
                rules.push(row.value().say());
            }
        }
        if let Some(rule) = rule.filter(|_| person.is_some()) {
            self.rest_on(rule.row());
        }
        (!profile.children().is_empty()).then(|| ChildAnswer {
            consents_alone: person.zip(age).map(|(person, age)| person >= age),
            age,
            rules,
        })
    }

    /// That a law is in force and applies is part of what the answer rests on.
    fn rest_on_law(&mut self, regime: &Applicability<'_>, day: Date) {
        self.cited.rest_on(regime.row());
        for row in self.place.0.thresholds.on(day).filter(|row| row.value().regime == *regime.id()) {
            self.cited.rest_on(row);
        }
        if regime.applies() == Certainty::Unknown {
            let (regime, facts) = (regime.id().to_string(), regime.missing());
            self.cited.say(Reason::FactsMissing { regime, facts });
        }
    }

    /// The reasons that hold for the whole, and the standing that follows from all.
    fn finish(mut self, profile: &PrivacyProfile<'_>, mut answer: PrivacyAnswer) -> PrivacyAnswer {
        let residence = self.place.residence();
        match self.place.0.region_gap {
            Some(RegionGap::NotGiven) => self.cited.say(Reason::RegionMissing),
            Some(RegionGap::NotHeld(region)) => self.cited.say(Reason::RegionNotHeld { region }),
            None => {}
        }
        for regime in profile.regimes() {
            if self.rests_on_regimes.contains(regime.id()) {
                self.rest_on_law(regime, profile.day());
            }
        }
        answer.standing = if !self.place.is_covered() {
            self.cited.reasons.insert(0, Reason::NotCovered { country: residence.country });
            Standing::Refused
        } else if self.cited.reasons.iter().any(Reason::weakens) {
            Standing::Estimate
        } else {
            Standing::Firm
        };
        answer.reasons = self.cited.reasons;
        answer.because = self.cited.because;
        answer
    }
}

const REQUIRED: &str = "required";
const NOT_REQUIRED: &str = "not_required";

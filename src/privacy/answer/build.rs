use std::collections::BTreeMap;
use std::sync::Arc;

use super::cite::Cited;
use super::shape::{ChildAnswer, PrivacyAnswer, RegimeAnswer, StepAnswer, TransferFigures, When};
use super::{Incident, PrivacyRequest};
use crate::privacy::applicability::Person;
use crate::privacy::breach::Notice;
use crate::privacy::due::{DueDate, Event};
use crate::privacy::jurisdiction::{Jurisdiction, RegionGap};
use crate::privacy::profile::{Laws, PrivacyProfile};
use crate::privacy::reason::Reason;
use crate::privacy::request::{Due, RequestPlan, SubjectRequest};
use crate::privacy::retention::{Keeping, Record};
use crate::privacy::right::Right;
use crate::privacy::rows::Rule;
use crate::privacy::words::{Certainty, RequestKind, Standing};
use crate::rules::{Dated, RuleId};
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
    answer.transfer = work.transfer(day);
    if let Some(record) = &request.record {
        work.keep(record, seller, &mut answer);
    }
    work.finish(&profile, answer)
}

struct Work<'w> {
    request: &'w PrivacyRequest,
    place: &'w Jurisdiction,
    cited: Cited,
    /// The laws whose application decides what was asked.
    rests_on_regimes: Vec<Arc<str>>,
}

impl Work<'_> {
    /// A row that what was asked rests on, with its law.
    fn rest_on<T: Rule>(&mut self, row: &Dated<T>) {
        self.cited.rest_on(row);
        if let Some(regime) = row.value().regime() {
            self.rests_on_regimes.push(regime.into());
        }
    }

    /// What holds for the residence, whatever is asked.
    fn picture(&mut self, profile: &PrivacyProfile<'_>) -> PrivacyAnswer {
        let asked = self.request.request == RequestKind::Profile;
        macro_rules! name {
            ($row:expr) => {
                if asked { self.rest_on($row) } else { self.cited.cite($row) }
            };
        }
        for regime in profile.regimes() {
            // Whether a law applies is said with the law; the profile rests on all of them.
            name!(regime.row());
        }
        let mut consent = BTreeMap::new();
        for row in profile.consents().iter().filter(|row| row.may_apply()) {
            name!(row.row());
            consent.entry(Arc::clone(&row.value().subject)).or_insert(row.value().model);
        }
        let mut rights: BTreeMap<Arc<str>, bool> = BTreeMap::new();
        for row in profile.rights() {
            name!(row.row());
            let has = row.value().available && row.may_apply();
            let common = Right::from_word(&row.value().word).map(|right| Arc::from(right.as_str()));
            for word in [Some(Arc::clone(&row.value().word)), common].into_iter().flatten() {
                rights.entry(word).and_modify(|known| *known |= has).or_insert(has);
            }
        }
        let mut signals = BTreeMap::new();
        for row in profile.signals() {
            name!(row.row());
            let owed = row.value().required && row.may_apply();
            signals.insert(Arc::clone(&row.value().signal), if owed { REQUIRED } else { NOT_REQUIRED });
        }
        for later in self.signals_to_come(profile) {
            signals.entry(later).or_insert(NOT_REQUIRED);
        }
        for row in profile.offices() {
            self.cited.cite(row.row());
        }
        let bound = |row: &Certainty| *row != Certainty::No;
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
            legal_bases: profile.bases().iter().map(|row| Arc::clone(&row.value().basis)).collect(),
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
                .filter(|row| bound(&row.applies()))
                .map(|row| row.value().say())
                .collect(),
            penalties: profile
                .penalties()
                .iter()
                .filter(|row| bound(&row.applies()))
                .map(|row| row.value().say())
                .collect(),
            gpp_sections: profile.gpp_sections().map(ToString::to_string).collect(),
            because: Vec::new(),
        }
    }

    fn regimes(&self, profile: &PrivacyProfile<'_>) -> Vec<RegimeAnswer> {
        let field = |fact: super::super::facts::Fact| format!("business.{fact}");
        let regimes = profile.regimes().iter().map(|regime| {
            let law = regime.row().value();
            let office = profile.offices().iter().find(|office| office.value().regime() == Some(&law.regime));
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
        let asked = person.is_some() || self.request.request == RequestKind::Profile;
        let age = rule.and_then(|rule| rule.value().under_age);
        let mut rules = Vec::new();
        for row in profile.children().iter().filter(|row| row.may_apply() || row.value().sets_age_of_consent)
        {
            if asked {
                self.rest_on(row.row());
            } else {
                self.cited.cite(row.row());
            }
            let too_old = person.zip(row.value().under_age).is_some_and(|(person, age)| person >= age);
            if !row.value().sets_age_of_consent && !too_old {
                rules.push(row.value().say());
            }
        }
        (!profile.children().is_empty()).then(|| ChildAnswer {
            consents_alone: person.zip(age).map(|(person, age)| person >= age),
            age,
            rules,
        })
    }

    fn request(&mut self, event: Event, day: Date, profile: &PrivacyProfile<'_>, answer: &mut PrivacyAnswer) {
        let request = self.request;
        let mut subject = SubjectRequest::new(request.request, day).with_received(event);
        subject.stopped_days = request.stopped_days;
        let plan = self.place.plan(&subject, day, &Laws(profile.regimes()));
        if let Some(row) = self.no_right(profile) {
            let rule = row.id().clone();
            self.rest_on(row);
            self.cited.say(Reason::NoSuchRight { rule });
            return;
        }
        self.stopped(&plan);
        let periods = [
            ("acknowledge", plan.acknowledge, &mut answer.acknowledge_by),
            ("answer", plan.answer, &mut answer.respond_by),
            ("extended", plan.extended, &mut answer.extended_to),
            ("carry_out", plan.carry_out, &mut answer.carry_out_by),
        ];
        let mut any = false;
        for (name, due, by) in periods {
            if let Some(due) = due {
                any = true;
                *by = self.due(name, &due, &mut answer.steps);
            }
        }
        if !any {
            self.cited.say(Reason::NoPeriod);
        }
        for row in plan.others {
            self.cited.cite(row);
        }
    }

    /// The row that says that people there do not have the right which the request uses.
    fn no_right<'j>(&self, profile: &PrivacyProfile<'j>) -> Option<&'j Dated<crate::privacy::RightRule>> {
        let right = self.request.request.right()?;
        let mut rows =
            profile.rights().iter().filter(|row| Right::from_word(&row.value().word) == Some(right));
        let first = rows.next()?;
        let none = !first.value().available && rows.all(|row| !row.value().available);
        none.then_some(first.row())
    }

    fn stopped(&mut self, plan: &RequestPlan<'_>) {
        match plan.stop {
            Some(Ok(row)) => self.rest_on(row),
            Some(Err(_)) => self.cited.say(Reason::NoStop),
            None => {}
        }
    }

    /// One step: its rules, its date, what makes it doubtful.
    fn due(&mut self, step: &str, due: &Due<'_>, steps: &mut Vec<StepAnswer>) -> Option<When> {
        self.rest_on(due.rule);
        if let Some(extension) = due.extension {
            self.rest_on(extension);
        }
        if let Some(counting) = due.counting {
            self.cited.rest_on(counting);
        }
        let (rule, value) = (due.rule.id(), due.rule.value());
        if value.guidance {
            self.cited.say(Reason::Guidance { rule: rule.clone() });
        }
        if let Some(word) = value.no_number() {
            self.cited.say(Reason::NoNumber { rule: rule.clone(), word: word.to_owned() });
        }
        let by = self.date(rule, due.date.as_ref());
        steps.push(StepAnswer {
            condition: due.extension.and_then(|row| row.value().condition.clone()),
            needed: due.applies,
            no_number: value.no_number().map(str::to_owned),
            ..step_answer(step, rule.clone(), by, due.date.as_ref())
        });
        by
    }

    /// The last day or moment, and what the calendar leaves open.
    fn date(&mut self, rule: &RuleId, date: Option<&DueDate>) -> Option<When> {
        match date? {
            DueDate::Day { rolled, from_whole_day, doubt, .. } => {
                if *from_whole_day {
                    self.cited.say(Reason::MomentMissing { rule: rule.clone() });
                }
                if let Some(doubt) = doubt {
                    self.cited.say(Reason::CalendarDoubt { rule: rule.clone(), doubt: doubt.clone() });
                }
                Some(When::Day(*rolled))
            }
            DueDate::At(moment) => Some(When::Moment(*moment)),
            DueDate::Unsettled { raw, why } => {
                self.cited.say(Reason::Calendar { rule: rule.clone(), why: why.clone() });
                Some(When::Day(*raw))
            }
            DueDate::Uncounted { why } => {
                self.cited.say(Reason::Calendar { rule: rule.clone(), why: why.clone() });
                None
            }
        }
    }

    fn breach(&mut self, event: Event, answer: &mut PrivacyAnswer) {
        let incident: &Incident = &self.request.incident;
        let timeline = self.place.breach(&incident.of_breach(event), &self.request.business);
        for notice in &timeline.notices {
            let recipient = notice.rule.value().recipient;
            let by = self.notice(notice, &mut answer.steps);
            let earliest = match recipient {
                crate::privacy::Recipient::Authority => &mut answer.notify_authority_by,
                crate::privacy::Recipient::Individuals => &mut answer.notify_individuals_by,
                crate::privacy::Recipient::Controller => continue,
            };
            *earliest = earlier(*earliest, by);
        }
        let steps = [
            ("assess", timeline.assess, &mut answer.assess_by),
            ("final_report", timeline.final_report, &mut answer.final_report_by),
        ];
        for (name, due, by) in steps {
            if let Some(due) = due {
                *by = self.due(name, &due, &mut answer.steps);
            }
        }
    }

    fn notice(&mut self, notice: &Notice<'_>, steps: &mut Vec<StepAnswer>) -> Option<When> {
        let (rule, value) = (notice.rule.id(), notice.rule.value());
        self.rest_on(notice.rule);
        if notice.needed == Certainty::No {
            return None;
        }
        for field in &notice.missing {
            let field = format!("incident.{field}");
            self.cited.say(Reason::FieldMissing { rule: Some(rule.clone()), field });
        }
        if notice.counted_early {
            self.cited.say(Reason::CountedEarly { rule: rule.clone() });
        }
        if let Some(word) = value.no_number() {
            self.cited.say(Reason::NoNumber { rule: rule.clone(), word: word.to_owned() });
        }
        let by = self.date(rule, notice.date.as_ref());
        let step = format!("notify_{}", value.recipient);
        steps.push(StepAnswer {
            needed: notice.needed,
            no_number: value.no_number().map(str::to_owned),
            ..step_answer(&step, rule.clone(), by, notice.date.as_ref())
        });
        by
    }

    fn transfer(&mut self, day: Date) -> Option<TransferFigures> {
        let transfer = self.request.transfer_to.as_ref()?;
        let found = self.place.transfer(day, transfer, &self.request.business);
        for row in &found.ways {
            self.rest_on(row);
        }
        for field in &found.missing {
            self.cited.say(Reason::FieldMissing { rule: None, field: format!("transfer_to.{field}") });
        }
        let own = found.mechanism.clone();
        let mut others: Vec<Arc<str>> =
            found.ways.iter().map(|row| Arc::clone(&row.value().mechanism)).collect();
        others.retain(|other| Some(other) != own.as_ref());
        Some(TransferFigures {
            adequate: found.adequate,
            allowed: found.allowed,
            mechanism: own.or(found.domestic.then(|| DOMESTIC.into())),
            others,
            missing: found.missing.iter().map(|field| format!("transfer_to.{field}")).collect(),
        })
    }

    /// Records that the seller's law, or for some kinds the buyer's, wants kept whatever the buyer asks.
    fn keep(&mut self, record: &Record, seller: Option<&Jurisdiction>, answer: &mut PrivacyAnswer) {
        let (place, today) = (self.place, self.request.today);
        let own = place.keep_by(record, today, |rule| rule.by_place_of_buyer);
        let sellers = seller.unwrap_or(place);
        let kept_by = sellers.keep_by(record, today, |rule| !rule.by_place_of_buyer);
        if own.rule.is_none() && own.open.is_empty() && self.request.business.country.is_none() {
            self.cited.say(Reason::SellerPlace);
        }
        let both = [&own, &kept_by];
        for keeping in both {
            self.kept(keeping);
        }
        let longest = both.iter().filter_map(|keeping| keeping.until).max();
        let may_erase = both.iter().map(|keeping| keeping.may_erase(today));
        // One rule that keeps it is enough.
        let may_erase = may_erase.reduce(|one, other| match (one, other) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, None) => None,
        });
        answer.keep_until = longest;
        answer.erase = may_erase.flatten();
        answer.restrict = answer.erase.map(|erase| !erase);
        if both.iter().all(|keeping| keeping.rule.is_none() && keeping.open.is_empty()) {
            let name = sellers.name().unwrap_or(sellers.residence().country.name()).to_owned();
            self.cited.say(Reason::NoRetentionRule { place: name });
        }
    }

    fn kept(&mut self, keeping: &Keeping<'_>) {
        for row in keeping.rule.iter().chain(&keeping.open) {
            self.cited.rest_on(row);
        }
        if let Some(rule) = keeping.rule.filter(|_| keeping.calendar_year_assumed) {
            self.cited.say(Reason::CalendarYear { rule: rule.id().clone() });
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
        for regime in profile.regimes().iter().filter(|regime| regime.applies() == Certainty::Unknown) {
            if self.rests_on_regimes.iter().any(|name| name == regime.id()) {
                let (regime, facts) = (regime.id().to_string(), regime.missing());
                self.cited.say(Reason::FactsMissing { regime, facts });
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
/// The mechanism of data that stay in the country.
const DOMESTIC: &str = "domestic";

fn step_answer(step: &str, rule: RuleId, by: Option<When>, date: Option<&DueDate>) -> StepAnswer {
    let (raw, skipped) = match date {
        Some(DueDate::Day { raw, why, .. }) => (Some(*raw), why.iter().map(ToString::to_string).collect()),
        Some(DueDate::Unsettled { raw, .. }) => (Some(*raw), Vec::new()),
        _ => (None, Vec::new()),
    };
    StepAnswer {
        step: step.to_owned(),
        rule,
        by,
        raw,
        skipped,
        no_number: None,
        needed: Certainty::Yes,
        condition: None,
    }
}

fn earlier(one: Option<When>, other: Option<When>) -> Option<When> {
    let day = |when: &When| match when {
        When::Day(day) => (*day, None),
        When::Moment(moment) => (moment.date_naive(), Some(*moment)),
    };
    match (one, other) {
        (Some(one), Some(other)) => Some(if day(&other) < day(&one) { other } else { one }),
        (one, other) => one.or(other),
    }
}

//! Steps in time: what a request or a breach sets going.

use super::build::Work;
use super::shape::{PrivacyAnswer, StepAnswer, When};
use crate::privacy::RightRule;
use crate::privacy::breach::Notice;
use crate::privacy::due::{DueDate, Event};
use crate::privacy::profile::{Laws, PrivacyProfile};
use crate::privacy::reason::Reason;
use crate::privacy::request::{Due, RequestPlan, SubjectRequest};
use crate::privacy::right::Right;
use crate::privacy::words::{Certainty, Recipient};
use crate::rules::{Dated, RuleId};
use crate::time::Date;

impl Work<'_> {
    pub(super) fn request(
        &mut self,
        event: Event,
        day: Date,
        profile: &PrivacyProfile<'_>,
        answer: &mut PrivacyAnswer,
    ) {
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
    fn no_right<'j>(&self, profile: &PrivacyProfile<'j>) -> Option<&'j Dated<RightRule>> {
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
            ..step_answer(step, due.extension.map_or(rule, Dated::id).clone(), by, due.date.as_ref())
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

    pub(super) fn breach(&mut self, event: Event, answer: &mut PrivacyAnswer) {
        let timeline = self.place.breach(&self.request.incident.of_breach(event), &self.request.business);
        for notice in &timeline.notices {
            let recipient = notice.rule.value().recipient;
            let by = self.notice(notice, &mut answer.steps);
            let earliest = match recipient {
                Recipient::Authority => &mut answer.notify_authority_by,
                Recipient::Individuals => &mut answer.notify_individuals_by,
                Recipient::Controller => continue,
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
}

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

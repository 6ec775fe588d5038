use super::applicability::Person;
use super::due::{DueDate, Event};
use super::facts::Business;
use super::jurisdiction::Jurisdiction;
use super::profile::Laws;
use super::rows::{Counting, DeadlineRule, Rule};
use super::words::{Certainty, RequestKind, Step};
use crate::rules::Dated;
use crate::time::{Date, Period};

/// A request of a buyer about their data.
///
/// ```
/// use landfall::RuleBook;
/// use landfall::place::Address;
/// use landfall::privacy::{Business, RequestKind, SubjectRequest};
///
/// // Received on 31 January 2026: one month ends on 28 February, a Saturday, and moves to Monday.
/// let germany = RuleBook::embedded().privacy("DE".parse::<Address>()?)?;
/// let request = SubjectRequest::new(RequestKind::Access, "2026-01-31".parse()?);
/// let plan = germany.request(&request, &Business::new());
/// let answer = plan.answer.expect("one month");
/// assert_eq!(answer.due_day(), Some("2026-03-02".parse()?));
/// assert_eq!(answer.rule.source().law(), "Regulation (EU) 2016/679 (GDPR) Art. 12(3), 12(4)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SubjectRequest {
    /// What is asked.
    pub kind: RequestKind,
    /// When it was received.
    pub received: Event,
    /// Days on which the clock stood still, while the shop waited for proof of identity or a clarification.
    pub stopped_days: u32,
    /// The person's age, where it is known.
    pub subject_age: Option<u32>,
}

impl SubjectRequest {
    /// A request received on a day or at a moment.
    #[must_use]
    pub fn new(kind: RequestKind, received: Date) -> Self {
        Self { kind, received: Event::Day(received), stopped_days: 0, subject_age: None }
    }

    /// The same request, received at a moment; laws that count in hours need it.
    #[must_use]
    pub fn with_received(mut self, received: impl Into<Event>) -> Self {
        self.received = received.into();
        self
    }

    /// The same request, with the clock stopped for so many days.
    #[must_use]
    pub fn with_stopped_days(mut self, days: u32) -> Self {
        self.stopped_days = days;
        self
    }

    /// The same request of a person of this age.
    #[must_use]
    pub fn with_subject_age(mut self, age: u32) -> Self {
        self.subject_age = Some(age);
        self
    }
}

/// One step of a request with its time.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Due<'j> {
    /// When; `None` where the law gives no number: [`DeadlineRule::no_number`] says how soon.
    pub date: Option<DueDate>,
    /// The rule of the period.
    pub rule: &'j Dated<DeadlineRule>,
    /// The rule of the further time, where the step includes it.
    pub extension: Option<&'j Dated<DeadlineRule>>,
    /// The rule by which days are counted and moved.
    pub counting: Option<&'j Dated<Counting>>,
    /// Whether the law of the rule binds the business.
    pub applies: Certainty,
}

impl Due<'_> {
    /// The last day of the step.
    #[must_use]
    pub fn due_day(&self) -> Option<Date> {
        self.date.as_ref().and_then(DueDate::day)
    }
}

/// What a request sets going, step by step.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RequestPlan<'j> {
    /// Saying that it has come.
    pub acknowledge: Option<Due<'j>>,
    /// Answering it.
    pub answer: Option<Due<'j>>,
    /// The end of the whole time where it can be extended.
    pub extended: Option<Due<'j>>,
    /// Doing what the answer promised; counted from the last day of the answer where it runs from the answer.
    pub carry_out: Option<Due<'j>>,
    /// Whether the clock was stopped as the law allows; `None` if it was not stopped.
    pub stop: Option<Result<&'j Dated<DeadlineRule>, NoStop>>,
    /// Other rules of procedure: fees, free requests, whom to tell.
    pub others: Vec<&'j Dated<DeadlineRule>>,
}

/// The law of the place does not let the clock stand still; the days were not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no rule lets the clock stand still here")]
pub struct NoStop;

impl Jurisdiction {
    /// By when a request must be acknowledged, answered and carried out, under the law of the day of its receipt.
    #[must_use]
    pub fn request(&self, request: &SubjectRequest, business: &Business) -> RequestPlan<'_> {
        let day = request.received.day(self);
        let regimes = self.0.applicable(day, business, Person { age: request.subject_age });
        self.plan(request, day, &Laws(&regimes))
    }

    /// The last day on which to answer a request; the shortest way to it.
    #[must_use]
    pub fn respond_by(&self, kind: RequestKind, received: Date, business: &Business) -> Option<DueDate> {
        let regimes = self.0.applicable(received, business, Person::default());
        let answer = self.step(Step::Answer, kind, Event::Day(received), received, 0, &Laws(&regimes))?;
        answer.date
    }

    pub(super) fn plan(&self, request: &SubjectRequest, day: Date, laws: &Laws<'_, '_>) -> RequestPlan<'_> {
        let (kind, received) = (request.kind, request.received);
        let stop = (request.stopped_days > 0).then(|| {
            let mut rows = self.rows(Step::Suspend, kind, day, laws);
            rows.next().map(|(row, _)| row).ok_or(NoStop)
        });
        let stopped = if matches!(stop, Some(Ok(_))) { request.stopped_days } else { 0 };
        let answer = self.step(Step::Answer, kind, received, day, stopped, laws);
        let extended =
            answer.as_ref().and_then(|answer| self.extended(answer, kind, received, day, stopped, laws));
        let after = |step| {
            let rows = self.rows(step, kind, day, laws);
            let (rule, applies) = rows.min_by_key(|(_, applies)| *applies)?;
            let from_answer = rule.value().starts.as_deref() == Some("answer");
            let event = match answer.as_ref().and_then(Due::due_day).filter(|_| from_answer) {
                Some(answered) => Event::Day(answered),
                None => received,
            };
            Some(self.due(rule, applies, event, day, 0))
        };
        RequestPlan {
            acknowledge: self.step(Step::Acknowledge, kind, received, day, 0, laws),
            carry_out: after(Step::CarryOut),
            answer,
            extended,
            stop,
            others: self.other_rules(kind, day, laws),
        }
    }

    /// The rows of a step for a kind of request, whose law may bind.
    fn rows<'j>(
        &'j self,
        step: Step,
        kind: RequestKind,
        day: Date,
        laws: &Laws<'_, '_>,
    ) -> impl Iterator<Item = (&'j Dated<DeadlineRule>, Certainty)> {
        let rows = self.0.deadlines.on(day);
        rows.filter(move |row| row.value().step == step && row.value().requests.contains(&kind)).filter_map(
            move |row| {
                let applies = laws.applies(row.value().regime())?;
                (applies != Certainty::No).then_some((row, applies))
            },
        )
    }

    /// The earliest of the dates that the laws set for a step.
    pub(super) fn step<'j>(
        &'j self,
        step: Step,
        kind: RequestKind,
        event: Event,
        day: Date,
        stopped: u32,
        laws: &Laws<'_, '_>,
    ) -> Option<Due<'j>> {
        let dues = self
            .rows(step, kind, day, laws)
            .map(|(rule, applies)| self.due(rule, applies, event, day, stopped));
        dues.min_by_key(|due| {
            let falls_on = due.date.as_ref().and_then(DueDate::falls_on);
            (falls_on.is_none(), falls_on)
        })
    }

    fn due<'j>(
        &'j self,
        rule: &'j Dated<DeadlineRule>,
        applies: Certainty,
        event: Event,
        day: Date,
        stopped: u32,
    ) -> Due<'j> {
        let counting = self.counting(rule, day);
        let date = rule.value().period().and_then(|period| self.end_of(period, counting, event, stopped));
        Due { date, rule, extension: None, counting, applies }
    }

    fn counting(&self, rule: &Dated<DeadlineRule>, day: Date) -> Option<&Dated<Counting>> {
        let id = rule.value().counting.as_ref()?;
        self.0.counting.on(day).find(|row| row.id().as_str() == &**id)
    }

    /// The first period and the further one as one, where both are of one law.
    fn extended<'j>(
        &'j self,
        answer: &Due<'j>,
        kind: RequestKind,
        event: Event,
        day: Date,
        stopped: u32,
        laws: &Laws<'_, '_>,
    ) -> Option<Due<'j>> {
        let first = answer.rule.value();
        let mut rows = self.rows(Step::Extension, kind, day, laws);
        let (extension, _) = rows.find(|(row, _)| row.value().regime == first.regime)?;
        let (one, more) = (first.period()?, extension.value().period()?);
        if one.unit() != more.unit() {
            return None;
        }
        let whole = Period::new(one.length().saturating_add(more.length()), one.unit());
        let date = self.end_of(whole, answer.counting, event, stopped);
        Some(Due { date, extension: Some(extension), ..answer.clone() })
    }

    fn other_rules(&self, kind: RequestKind, day: Date, laws: &Laws<'_, '_>) -> Vec<&Dated<DeadlineRule>> {
        let rows = self.0.deadlines.on(day).filter(|row| row.value().step == Step::Other);
        rows.filter(|row| row.value().requests.is_empty() || row.value().requests.contains(&kind))
            .filter(|row| laws.applies(row.value().regime()).is_some_and(|applies| applies != Certainty::No))
            .collect()
    }
}

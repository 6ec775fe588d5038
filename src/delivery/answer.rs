use std::sync::Arc;

use chrono::Days;

use super::lane::{self, Orders, Prepared};
use super::{
    Basis, Confidence, DeliveryError, DeliveryLane, DeliveryLaneRequest, DeliveryRequest, Promise, Service,
    StageName, StageWindow,
};
use crate::place::{Country, Region};
use crate::rules::{Evidence, RuleBook, Verdict};
use crate::time::{Date, Instant, Skipped};

/// How far back before a wished date an order may have to be made.
const LONGEST_LEAD: Days = Days::new(180);

/// The answer to a [`DeliveryRequest`].
#[derive(Debug, Clone)]
pub struct DeliveryAnswer {
    pub(super) id: Option<String>,
    pub(super) verdict: Verdict,
    pub(super) reasons: Vec<DeliveryRemark>,
    pub(super) notices: Vec<DeliveryRemark>,
    pub(super) promise: Option<Promise>,
    pub(super) window: Option<(Instant, Instant)>,
    pub(super) stages: Vec<StageWindow>,
    pub(super) skipped: Vec<Skipped>,
    pub(super) assumed: Vec<&'static str>,
    pub(super) confidence: Option<Confidence>,
    pub(super) order_by: Option<Instant>,
    pub(super) service: Option<Arc<Service>>,
}

/// Something that an answer has to say, with a stable name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRemark {
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl DeliveryRemark {
    /// The stable name, such as `customs_not_known`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// What it means here.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl RuleBook {
    /// When will an order arrive? The days, the stages, every skipped day, and what had to be assumed.
    ///
    /// # Errors
    /// [`DeliveryError`] for a request that contradicts itself, leads beyond the years of a calendar, or names what is
    /// not there. That a service does not go there is an answer: its verdict is
    /// [`Refused`](crate::rules::Verdict::Refused).
    pub fn delivery(&self, request: &DeliveryRequest) -> Result<DeliveryAnswer, DeliveryError> {
        let clock = *request.ordered_at.offset();
        let day = request.ordered_at.date_naive();
        // The clock of the warehouse may show the day before or after.
        let near = |day: Date| (day.pred_opt().unwrap_or(day), day.succ_opt().unwrap_or(day));
        let (mut first, mut last) = near(day);
        if let Some(wanted) = request.wanted_by {
            // A wish of another century is not searched day by day.
            let lead = |day: Date| day.checked_sub_days(LONGEST_LEAD).unwrap_or(day);
            first = first.min(lead(wanted).max(lead(first)));
            last = last.max(wanted.min(last.checked_add_days(LONGEST_LEAD).unwrap_or(last)));
        }
        match lane::prepare(self, &request.lane, Orders { first, last, on: day }, Some(clock)) {
            Ok(prepared) => answer(self, request, prepared),
            Err(DeliveryError::Refused(refusal)) => Ok(DeliveryAnswer {
                id: request.id.clone(),
                verdict: Verdict::Refused,
                reasons: vec![DeliveryRemark { code: refusal.code(), message: refusal.to_string() }],
                notices: Vec::new(),
                promise: None,
                window: None,
                stages: Vec::new(),
                skipped: Vec::new(),
                assumed: Vec::new(),
                confidence: None,
                order_by: None,
                service: None,
            }),
            Err(error) => Err(error),
        }
    }

    /// Prepares a lane for the orders of the days `first` to `last`.
    ///
    /// Whether a customs border is crossed is decided by the first of them.
    ///
    /// # Errors
    /// As [`delivery`](Self::delivery); that a service does not go there is [`DeliveryError::Refused`], and a
    /// warehouse of which the zone is not known [`DeliveryError::Place`].
    pub fn delivery_lane(
        &self,
        request: &DeliveryLaneRequest,
        first: Date,
        last: Date,
    ) -> Result<DeliveryLane, DeliveryError> {
        Ok(lane::prepare(self, request, Orders { first, last, on: first }, None)?.lane)
    }
}

fn answer(
    book: &RuleBook,
    request: &DeliveryRequest,
    prepared: Prepared,
) -> Result<DeliveryAnswer, DeliveryError> {
    let Prepared { lane, service, service_lane, destination, circumstances } = prepared;
    let promise = lane.promise(request.ordered_at)?;
    let stages = shown(lane.stages(&promise));
    let mut assumed: Vec<&'static str> = Vec::new();
    let (mut reasons, mut notices) = (Vec::new(), Vec::new());
    for circumstance in &circumstances {
        let (word, code, message) = circumstance.said(&request.lane);
        assumed.extend(word);
        let remark = DeliveryRemark { code, message };
        if word.is_some() { reasons.push(remark) } else { notices.push(remark) }
    }
    for (name, days) in spreads(&request.lane, &service_lane) {
        if days.is_even_guess() {
            assumed.push(spread_word(name));
        }
        if name == StageName::Customs && days.basis() != Basis::Measured && has_stage(&stages, name) {
            assumed.push("customs");
        }
    }
    let guessed: Vec<&str> = assumed.iter().filter_map(|word| word.strip_suffix("_spread")).collect();
    if !guessed.is_empty() {
        let message = format!(
            "only the least and the most days are known of {}: percentiles take each number of days to be as likely",
            guessed.join(", ")
        );
        reasons.push(DeliveryRemark { code: "even_spread", message });
    }
    if has_stage(&stages, StageName::Customs)
        && request.lane.customs.as_ref().is_some_and(|days| days.basis() != Basis::Measured)
    {
        let message =
            "nobody publishes how long clearance takes: the days are those of the request".to_owned();
        reasons.push(DeliveryRemark { code: "customs_assumed", message });
    }
    reasons.extend(doubts_of_service(&service, service_lane.uncertain()));
    for doubt in lane.doubts(&promise) {
        reasons.push(DeliveryRemark { code: "calendar_in_doubt", message: doubt.to_string() });
    }
    assumed.sort_unstable();
    assumed.dedup();
    let (confidence, order_by) = match request.wanted_by {
        Some(wanted) => (Some(lane.confidence(request.ordered_at, wanted)?), lane.order_by(wanted)?),
        None => (None, None),
    };
    Ok(DeliveryAnswer {
        id: request.id.clone(),
        verdict: if reasons.is_empty() { Verdict::Firm } else { Verdict::Estimate },
        reasons,
        notices,
        window: window(book, destination, &promise),
        stages,
        skipped: lane.skipped(&promise),
        assumed,
        confidence,
        order_by,
        promise: Some(promise),
        service: Some(service),
    })
}

/// The stages that take part: the last leg only where it can take longer than what comes before it.
fn shown(mut stages: Vec<StageWindow>) -> Vec<StageWindow> {
    if let [.., before, last] = stages.as_slice()
        && last.days.1 == 0
        && last.to == before.to
    {
        stages.pop();
    }
    stages
}

fn has_stage(stages: &[StageWindow], name: StageName) -> bool {
    stages.iter().any(|stage| stage.name == name)
}

fn spreads<'r>(
    request: &'r DeliveryLaneRequest,
    lane: &'r super::ServiceLane,
) -> impl Iterator<Item = (StageName, &'r super::Spread)> {
    let handling = request.handling.as_ref().map(|handling| (StageName::Handling, &handling.days));
    let customs = request.customs.as_ref().map(|days| (StageName::Customs, days));
    handling.into_iter().chain([(StageName::Transit, lane.days())]).chain(customs)
}

const fn spread_word(name: StageName) -> &'static str {
    match name {
        StageName::Handling => "handling_spread",
        StageName::Transit => "transit_spread",
        StageName::Customs => "customs_spread",
        StageName::LastLeg => "last_leg_spread",
    }
}

fn doubts_of_service(service: &Service, lane: Option<&str>) -> Vec<DeliveryRemark> {
    let mut remarks = Vec::new();
    let name = service.name();
    if service.is_historic() {
        let message =
            format!("the figures of {name} are historic ({})", service.published().unwrap_or("no date"));
        remarks.push(DeliveryRemark { code: "historic_service", message });
    }
    for doubt in [service.uncertain(), lane].into_iter().flatten() {
        remarks.push(DeliveryRemark { code: "service_uncertain", message: format!("{name}: {doubt}") });
    }
    if service.source().evidence() == Evidence::Recalled {
        let message = format!("the figures of {name} are recalled, not verified");
        remarks.push(DeliveryRemark { code: "recalled_service", message });
    }
    remarks
}

/// From the start of the first day to the end of the last one, on the clock of the buyer.
fn window(
    book: &RuleBook,
    (country, region): (Country, Option<Region>),
    promise: &Promise,
) -> Option<(Instant, Instant)> {
    let zone = book.zone(country, region).ok()?;
    let end = zone.start_of_day(promise.latest().succ_opt()?).ok()?;
    Some((zone.start_of_day(promise.earliest()).ok()?, end))
}

impl DeliveryAnswer {
    /// The caller's name for the question.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// How far the answer can be relied on.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Why the days may move, or why there are none.
    #[must_use]
    pub fn reasons(&self) -> &[DeliveryRemark] {
        &self.reasons
    }

    /// What else is worth knowing.
    #[must_use]
    pub fn notices(&self) -> &[DeliveryRemark] {
        &self.notices
    }

    /// The days; `None` if the answer is refused.
    #[must_use]
    pub const fn promise(&self) -> Option<&Promise> {
        self.promise.as_ref()
    }

    /// From the start of the first day to the end of the last one, on the clock of the buyer if its zone is known.
    #[must_use]
    pub const fn window(&self) -> Option<(Instant, Instant)> {
        self.window
    }

    /// The stages that take part, in order.
    #[must_use]
    pub fn stages(&self) -> &[StageWindow] {
        &self.stages
    }

    /// Every day that is passed over on the way to the latest day.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// What nobody measured, published or gave: stages (`customs`), the weights between least and most days
    /// (`transit_spread`), the clock of the warehouse (`time_zone`), the days of the week (`service_works`).
    #[must_use]
    pub fn assumed(&self) -> &[&'static str] {
        &self.assumed
    }

    /// How likely it is in time for the wished date.
    #[must_use]
    pub const fn confidence(&self) -> Option<Confidence> {
        self.confidence
    }

    /// The last moment to order for the wished date, with the most days of every stage.
    #[must_use]
    pub const fn order_by(&self) -> Option<Instant> {
        self.order_by
    }

    /// The service that was taken.
    #[must_use]
    pub fn service(&self) -> Option<&Service> {
        self.service.as_deref()
    }

    /// The earliest and the latest day in words: `Tue 5 to Fri 8 January 2027`.
    #[must_use]
    pub fn in_words(&self) -> Option<String> {
        let promise = self.promise()?;
        let (from, to) = (promise.earliest(), promise.latest());
        let last = to.format("%a %-d %B %Y");
        Some(match from == to {
            true => last.to_string(),
            false if (from.format("%Y-%m")).to_string() == to.format("%Y-%m").to_string() => {
                format!("{} to {last}", from.format("%a %-d"))
            }
            false => format!("{} to {last}", from.format("%a %-d %B %Y")),
        })
    }
}

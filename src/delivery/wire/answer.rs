//! The answer as it is written.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::delivery::{Basis, DeliveryAnswer, DeliveryRemark, StageName, StageWindow};
use crate::rules::{Evidence, Verdict};
use crate::time::{Date, Instant, SkipReason, Skipped};

#[cfg(feature = "schema")]
crate::wire::schema::written_as!(DeliveryAnswer = AnswerOut<'static>);

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DeliveryAnswer"))]
struct AnswerOut<'a> {
    id: Option<&'a str>,
    verdict: Verdict,
    reasons: Vec<RemarkOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ship_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ship_by: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    earliest: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latest: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    percentiles: Option<BTreeMap<u8, Date>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<WindowOut>,
    stages: Vec<StageOut>,
    skipped: Vec<SkippedOut<'a>>,
    assumed: &'a [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Instant>"))]
    order_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<ServiceOut<'a>>,
    notices: Vec<RemarkOut<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DeliveryRemark"))]
struct RemarkOut<'a> {
    code: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DeliveryWindow"))]
struct WindowOut {
    #[cfg_attr(feature = "schema", schemars(with = "Instant"))]
    from: String,
    #[cfg_attr(feature = "schema", schemars(with = "Instant"))]
    to: String,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Stage"))]
struct StageOut {
    name: StageName,
    from: Date,
    to: Date,
    days: [u16; 2],
    source: Basis,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SkippedDay"))]
struct SkippedOut<'a> {
    date: Date,
    why: String,
    #[serde(rename = "where")]
    place: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Service"))]
struct ServiceOut<'a> {
    id: &'a str,
    name: &'a str,
    source: &'a str,
    evidence: Evidence,
}

impl Serialize for DeliveryAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let promise = self.promise();
        let out = AnswerOut {
            id: self.id(),
            verdict: self.verdict(),
            reasons: self.reasons().iter().map(remark).collect(),
            ship_date: promise.map(|promise| promise.ship_date()),
            ship_by: promise.map(|promise| promise.ship_by()),
            earliest: promise.map(|promise| promise.earliest()),
            latest: promise.map(|promise| promise.latest()),
            percentiles: promise.map(|promise| promise.percentiles().collect()),
            window: self.window().map(|(from, to)| WindowOut { from: written(from), to: written(to) }),
            stages: self.stages().iter().map(stage).collect(),
            skipped: self.skipped().iter().map(skipped).collect(),
            assumed: self.assumed(),
            confidence: self.confidence().map(|confidence| confidence.to_string()),
            order_by: self.order_by().map(written),
            service: self.service().map(|service| ServiceOut {
                id: service.id(),
                name: service.name(),
                source: service.source().law(),
                evidence: service.source().evidence(),
            }),
            notices: self.notices().iter().map(remark).collect(),
        };
        out.serialize(serializer)
    }
}

fn remark(remark: &DeliveryRemark) -> RemarkOut<'_> {
    RemarkOut { code: remark.code(), message: remark.message() }
}

fn stage(window: &StageWindow) -> StageOut {
    let StageWindow { name, from, to, days: (min, max), basis } = *window;
    StageOut { name, from, to, days: [min, max], source: basis }
}

fn skipped(skipped: &Skipped) -> SkippedOut<'_> {
    let why = match &skipped.why {
        SkipReason::Holiday(name) => format!("{}: {name}", skipped.why.as_str()),
        why => why.as_str().to_owned(),
    };
    SkippedOut { date: skipped.day, why, place: &skipped.place }
}

fn written(at: Instant) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::money::ExactMoney;
use crate::place::Region;
use crate::returns::condition::Condition;
use crate::returns::{
    BuyerGroup, Channel, Claimant, ConformityKind, CustomsEvent, DutyAbout, InTimeBy, PaidBy, Party, Reason,
    RefundFor, RefundStart, Remedy, RightKind, Start, Subject,
};
use crate::rules::{LoadError, Row, RuleId};
use crate::time::{Period, Roll, RollDays};

/// A right to give goods back, or that there is none.
#[derive(Debug, Clone)]
pub(crate) struct Right {
    pub(crate) kind: RightKind,
    pub(crate) text: Arc<str>,
    pub(crate) region: Option<Region>,
    subjects: Vec<Subject>,
    channels: Vec<Channel>,
    pub(crate) when: Option<Condition>,
    pub(crate) groups: Vec<BuyerGroup>,
    pub(crate) threshold: Option<Threshold>,
    pub(crate) period: Option<Period>,
    pub(crate) start: Start,
    /// Further days from the discovery of the fault, within the period.
    pub(crate) days_from_discovery: Option<u32>,
    pub(crate) ends_with_delivery: bool,
    pub(crate) in_time_by: Option<InTimeBy>,
    pub(crate) send_back_days: Option<u32>,
}

impl Right {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            kind: row.required("kind")?,
            text: row.required_text("text")?.into(),
            region: row.parsed("region")?,
            subjects: row.list("subject")?,
            channels: row.list("channel")?,
            when: row.parsed("when")?,
            groups: row.list("groups")?,
            threshold: Threshold::read(row)?,
            period: period(row)?,
            start: row.parsed("start")?.unwrap_or(Start::Contract),
            days_from_discovery: row.count("days_from_discovery")?,
            ends_with_delivery: ends_with_delivery(row)?,
            in_time_by: row.parsed("in_time_by")?,
            send_back_days: row.count("send_back_days")?,
        })
    }

    pub(crate) fn is_for(&self, subject: Subject, channel: Channel) -> bool {
        (self.subjects.is_empty() || self.subjects.contains(&subject)) && self.channels.contains(&channel)
    }
}

/// A sum that the order must reach for a right to exist.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Threshold {
    pub(crate) sum: ExactMoney,
    /// Whether the sum itself is not enough.
    pub(crate) is_above: bool,
}

impl Threshold {
    fn read(row: &mut Row<'_>) -> Result<Option<Self>, LoadError> {
        let above = row.parsed("above")?.map(|sum| Self { sum, is_above: true });
        Ok(row.parsed("at_least")?.map(|sum| Self { sum, is_above: false }).or(above))
    }
}

/// How a right lasts longer where the buyer was not told.
#[derive(Debug, Clone)]
pub(crate) struct Extension {
    pub(crate) of: Vec<RuleId>,
    pub(crate) text: Arc<str>,
    pub(crate) when: Condition,
    pub(crate) by: ExtensionBy,
    /// Days from the information, where it came late.
    pub(crate) told_late_days: Option<u32>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum ExtensionBy {
    /// So many months after the end of the ordinary period.
    Months(u32),
    /// So many days instead of the ordinary period.
    InsteadDays(u32),
    /// The right is not lost.
    Endless,
}

impl Extension {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let by = match (row.count("add_months")?, row.count("instead_days")?, row.flag("endless")?) {
            (Some(months), None, None) => ExtensionBy::Months(months),
            (None, Some(days), None) => ExtensionBy::InsteadDays(days),
            (None, None, Some(true)) => ExtensionBy::Endless,
            _ => return Err(row.missing("add_months")),
        };
        Ok(Self {
            of: row.list("of")?,
            text: row.required_text("text")?.into(),
            when: row.required("when")?,
            by,
            told_late_days: row.count("told_late_days")?,
        })
    }
}

/// When a right does not exist after all.
#[derive(Debug, Clone)]
pub(crate) struct Exemption {
    pub(crate) text: Arc<str>,
    pub(crate) region: Option<Region>,
    pub(crate) when: Condition,
    pub(crate) defeats: Vec<Defeats>,
}

/// What an exemption defeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Defeats {
    Kind(RightKind),
    Rule(RuleId),
}

impl Exemption {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let mut defeats = Vec::new();
        for name in row.texts("defeats")? {
            defeats.push(match (name.parse(), name.parse()) {
                (Ok(kind), _) => Defeats::Kind(kind),
                (_, Ok(rule)) => Defeats::Rule(rule),
                _ => return Err(row.unknown_name("defeats", &name)),
            });
        }
        Ok(Self {
            text: row.required_text("text")?.into(),
            region: row.parsed("region")?,
            when: row.required("when")?,
            defeats,
        })
    }

    pub(crate) fn defeats(&self, kind: RightKind, rule: &RuleId) -> bool {
        self.defeats.iter().any(|defeated| match defeated {
            Defeats::Kind(other) => *other == kind,
            Defeats::Rule(other) => other == rule,
        })
    }
}

/// What is paid back, when, and who pays the way back.
#[derive(Debug, Clone)]
pub(crate) struct Refund {
    pub(crate) on: Vec<RefundFor>,
    pub(crate) text: Arc<str>,
    pub(crate) region: Option<Region>,
    pub(crate) period: Option<Period>,
    pub(crate) start: Option<RefundStart>,
    /// Where there is nothing to send back, or the seller fetches it.
    pub(crate) start_if_nothing_is_sent: Option<RefundStart>,
    pub(crate) is_at_once: bool,
    pub(crate) may_withhold: bool,
    pub(crate) shipping: bool,
    pub(crate) taxes: bool,
    pub(crate) return_cost: Option<Party>,
    pub(crate) seller_pays_return_when: Option<Condition>,
    pub(crate) fee: Option<Fee>,
    pub(crate) no_fee: bool,
    pub(crate) less_for_use_when: Option<Condition>,
    pub(crate) send_back_days: Option<u32>,
}

/// What the law lets the seller keep: a share of the price, at most a sum.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fee {
    pub(crate) share: Decimal,
    pub(crate) at_most: ExactMoney,
}

impl Refund {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let fee = match (row.text("fee")?, row.parsed("fee_at_most")?) {
            (None, None) => None,
            (Some(share), Some(at_most)) => Some(Fee { share: percent(row, "fee", &share)?, at_most }),
            _ => return Err(row.missing("fee_at_most")),
        };
        let period = period(row)?;
        let start: Option<RefundStart> = row.parsed("start")?;
        let is_at_once = row.flag("at_once")?.unwrap_or(false);
        if period.is_some() && start.is_none() {
            return Err(row.missing("start"));
        }
        Ok(Self {
            on: row.list("on")?,
            text: row.text("text")?.map_or_else(|| due_text(period, start, is_at_once), Into::into),
            region: row.parsed("region")?,
            period,
            start,
            start_if_nothing_is_sent: row.parsed("start_if_nothing_is_sent")?,
            is_at_once,
            may_withhold: row.flag("may_withhold")?.unwrap_or(false),
            shipping: row.flag("shipping")?.unwrap_or(false),
            taxes: row.flag("taxes")?.unwrap_or(false),
            return_cost: row.parsed("return_cost")?,
            seller_pays_return_when: row.parsed("seller_pays_return_when")?,
            fee,
            no_fee: row.flag("no_fee")?.unwrap_or(false),
            less_for_use_when: row.parsed("less_for_use_when")?,
            send_back_days: row.count("send_back_days")?,
        })
    }
}

fn due_text(period: Option<Period>, start: Option<RefundStart>, is_at_once: bool) -> Arc<str> {
    let Some((period, start)) = period.zip(start) else {
        let text = if is_at_once { "The money is due at once." } else { "Rules for the refund." };
        return text.into();
    };
    let from = match start {
        RefundStart::Notice => "the buyer's notice",
        RefundStart::GoodsBack => "the return of the goods",
        RefundStart::GoodsBackOrSent => "the return of the goods or proof that they were sent",
        RefundStart::SellerAgrees => "the seller's agreement",
        RefundStart::Payment => "the payment",
    };
    format!("The money is due within {period} of {from}.").into()
}

/// What the seller answers for when goods are not as they should be.
#[derive(Debug, Clone)]
pub(crate) struct Conformity {
    pub(crate) kind: ConformityKind,
    pub(crate) text: Arc<str>,
    pub(crate) region: Option<Region>,
    pub(crate) when: Option<Condition>,
    pub(crate) period: Option<Period>,
    pub(crate) start: Start,
    pub(crate) in_time_by: Option<InTimeBy>,
    /// No fixed end: as long as the goods may be expected to last, and at least the period.
    pub(crate) is_open_ended: bool,
    /// The longest that the period can be.
    pub(crate) at_most: Option<Period>,
    pub(crate) burden_months: Option<u32>,
    /// Whether the presumption of the guarantee is not for this right.
    pub(crate) is_without_presumption: bool,
    /// Whether the day of delivery is the first of the burden's months.
    pub(crate) burden_counts_delivery_day: bool,
    pub(crate) remedies: Vec<Remedy>,
    pub(crate) if_major: Vec<Remedy>,
    pub(crate) then: Vec<Remedy>,
    pub(crate) remedy_days: Option<u32>,
    pub(crate) return_cost: Option<Party>,
    pub(crate) is_for_business_too: bool,
    pub(crate) stops_during_repair: bool,
    pub(crate) days_left_after_repair: Option<u32>,
    pub(crate) add_months: Option<u32>,
}

impl Conformity {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            kind: row.required("kind")?,
            text: row.required_text("text")?.into(),
            region: row.parsed("region")?,
            when: row.parsed("when")?,
            period: period(row)?,
            start: row.parsed("start")?.unwrap_or(Start::GoodsReceived),
            in_time_by: row.parsed("in_time_by")?,
            is_open_ended: row.flag("open_ended")?.unwrap_or(false),
            at_most: row.count("at_most_days")?.map(Period::days),
            burden_months: row.count("burden_months")?,
            is_without_presumption: row.flag("without_presumption")?.unwrap_or(false),
            burden_counts_delivery_day: row.flag("burden_counts_delivery_day")?.unwrap_or(false),
            remedies: row.list("remedies")?,
            if_major: row.list("if_major")?,
            then: row.list("then")?,
            remedy_days: row.count("remedy_days")?,
            return_cost: row.parsed("return_cost")?,
            is_for_business_too: row.flag("business_too")?.unwrap_or(false),
            stops_during_repair: row.flag("stops_during_repair")?.unwrap_or(false),
            days_left_after_repair: row.count("days_left_after_repair")?,
            add_months: row.count("add_months")?,
        })
    }
}

/// What follows when goods do not come in time.
#[derive(Debug, Clone)]
pub(crate) struct Late {
    pub(crate) text: Arc<str>,
    pub(crate) region: Option<Region>,
    pub(crate) when: Option<Condition>,
    pub(crate) threshold: Option<Threshold>,
    /// Days from the order where no day was promised; `None`: only a promised day counts.
    pub(crate) days: Option<u32>,
    pub(crate) grace_days: u32,
    pub(crate) needs_further_period: bool,
    pub(crate) ends_with_delivery: bool,
}

impl Late {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let needs_further_period = match row.text("step")?.as_deref() {
            None => false,
            Some("further_period") => true,
            Some(other) => return Err(row.invalid("step", other, "`further_period`")),
        };
        Ok(Self {
            text: row.required_text("text")?.into(),
            region: row.parsed("region")?,
            when: row.parsed("when")?,
            threshold: Threshold::read(row)?,
            days: row.count("days")?,
            grace_days: row.count("grace_days")?.unwrap_or(0),
            needs_further_period,
            ends_with_delivery: ends_with_delivery(row)?,
        })
    }
}

/// What a late refund costs the seller.
#[derive(Debug, Clone)]
pub(crate) struct LateRefund {
    pub(crate) text: Arc<str>,
}

impl LateRefund {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self { text: row.required_text("text")?.into() })
    }
}

/// What the shop must do, whatever the case.
#[derive(Debug, Clone)]
pub(crate) struct ShopDuty {
    pub(crate) text: Arc<str>,
    pub(crate) about: DutyAbout,
    pub(crate) region: Option<Region>,
    pub(crate) channels: Vec<Channel>,
}

impl ShopDuty {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            text: row.required_text("text")?.into(),
            about: row.required("about")?,
            region: row.parsed("region")?,
            channels: row.list("channel")?,
        })
    }
}

/// How duty and tax come back.
#[derive(Debug, Clone)]
pub(crate) struct DutyRefund {
    pub(crate) ground: Arc<str>,
    pub(crate) route: Arc<str>,
    reasons: Vec<Reason>,
    pub(crate) claimant: Claimant,
    pub(crate) paid_by: PaidBy,
    pub(crate) covers_duty: bool,
    pub(crate) covers_tax: bool,
    pub(crate) if_seller_took_tax: bool,
    pub(crate) period: Option<Period>,
    pub(crate) start: Option<CustomsEvent>,
    pub(crate) condition: Option<Arc<str>>,
    pub(crate) share: Option<Decimal>,
    pub(crate) not_for: Vec<RuleId>,
    pub(crate) only_for: Vec<RuleId>,
}

impl DutyRefund {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let covers = row.texts("covers")?;
        if let Some(other) = covers.iter().find(|word| !["duty", "tax"].contains(&word.as_str())) {
            return Err(row.invalid("covers", other, "`duty` or `tax`"));
        }
        let share = match row.text("share")? {
            None => None,
            Some(text) => Some(percent(row, "share", &text)?),
        };
        Ok(Self {
            ground: row.required_text("ground")?.into(),
            route: row.required_text("route")?.into(),
            reasons: row.list("reasons")?,
            claimant: row.required("claimant")?,
            paid_by: row.required("paid_by")?,
            covers_duty: covers.iter().any(|word| word == "duty"),
            covers_tax: covers.iter().any(|word| word == "tax"),
            if_seller_took_tax: row.flag("when_tax_collected_by_seller")?.unwrap_or(false),
            period: period(row)?,
            start: row.parsed("start")?,
            condition: row.text("condition")?.map(Into::into),
            share,
            not_for: row.list("not_for")?,
            only_for: row.list("only_for")?,
        })
    }

    pub(crate) fn is_for(&self, reason: Reason) -> bool {
        self.reasons.is_empty() || self.reasons.contains(&reason)
    }
}

/// That the buyer's own law is the floor.
#[derive(Debug, Clone)]
pub(crate) struct HomeLaw {
    pub(crate) text: Arc<str>,
}

impl HomeLaw {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self { text: row.required_text("text")?.into() })
    }
}

fn period(row: &mut Row<'_>) -> Result<Option<Period>, LoadError> {
    let counts = [
        row.count("days")?.map(Period::days),
        row.count("business_days")?.map(Period::business_days),
        row.count("months")?.map(Period::months),
    ];
    let mut given = counts.into_iter().flatten();
    let (Some(mut period), None) = (given.next(), given.next()) else { return Ok(None) };
    period = period.counting_event_day(row.flag("count_event_day")?.unwrap_or(false));
    if let Some(roll) = row.parsed::<Roll>("roll")? {
        let mut days = None;
        for word in row.texts("roll_days")? {
            let day = match word.as_str() {
                "saturday" => RollDays::SATURDAYS,
                "sunday" => RollDays::SUNDAYS,
                "weekend" => RollDays::WEEKEND,
                "public_holiday" => RollDays::HOLIDAYS,
                other => {
                    let expected = "`saturday`, `sunday`, `weekend` or `public_holiday`";
                    return Err(row.invalid("roll_days", other, expected));
                }
            };
            days = Some(days.map_or(day, |days| days | day));
        }
        period = period.with_roll(roll).with_roll_days(days.ok_or_else(|| row.missing("roll_days"))?);
    }
    if let Some(working) = row.count("minimum_working_days")? {
        period = period.with_minimum_working_days(working);
    }
    Ok(Some(period))
}

fn ends_with_delivery(row: &mut Row<'_>) -> Result<bool, LoadError> {
    match row.text("until")?.as_deref() {
        None => Ok(false),
        Some("delivery") => Ok(true),
        Some(other) => Err(row.invalid("until", other, "`delivery`")),
    }
}

fn percent(row: &Row<'_>, field: &str, text: &str) -> Result<Decimal, LoadError> {
    let number = text.strip_suffix('%').and_then(|number| crate::money::parse_amount(number).ok());
    number
        .and_then(|number| number.checked_mul(Decimal::new(1, 2)))
        .ok_or_else(|| row.invalid(field, text, "a share such as `5%`"))
}

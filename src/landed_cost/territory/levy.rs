use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{BaseTerm, Condition, Rounding};
use crate::goods::DutyExpression;
use crate::landed_cost::words::ChargeKind;
use crate::money::ExactMoney;
use crate::rules::{LoadError, Row, RuleId};

/// One charge of a territory: on what it is taken, at which rate, between which bounds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Levy {
    pub(crate) kind: ChargeKind,
    pub(crate) name: Arc<str>,
    pub(crate) per: Per,
    pub(crate) base: Vec<BaseTerm>,
    pub(crate) rate: Option<RateSource>,
    pub(crate) amount: Option<ExactMoney>,
    pub(crate) brackets: Vec<Bracket>,
    /// The tax is part of its own base.
    pub(crate) inside: bool,
    pub(crate) min: Option<ExactMoney>,
    pub(crate) max: Option<ExactMoney>,
    /// The share of what is computed that is charged; later bases see the whole.
    pub(crate) share: Option<Decimal>,
    pub(crate) excess_over: Option<ExactMoney>,
    pub(crate) base_round: Option<Rounding>,
    pub(crate) round: Option<Rounding>,
    pub(crate) when: Condition,
    pub(crate) replaces: Vec<LevyRef>,
    pub(crate) instead_of_tariff: bool,
    pub(crate) in_tax_base: bool,
    pub(crate) charged: Vec<LevyRef>,
    pub(crate) collected: CollectedWhen,
    pub(crate) operator: Option<Arc<str>>,
    pub(crate) estimate: Option<Arc<str>>,
    pub(crate) region_decides: bool,
    pub(crate) not_above_tariff: bool,
    pub(crate) supplied_share: Option<Decimal>,
    pub(crate) tariff: Option<String>,
    pub(crate) alternative_tariff: Option<AlternativeTariff>,
}

/// A second tariff that may take the place of the first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AlternativeTariff {
    pub(crate) tariff: String,
    /// The registration that the trader needs.
    pub(crate) registered: String,
    /// The difference of the two duties must be less than this share of the customs value.
    pub(crate) within: Decimal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Per {
    Line,
    Consignment,
    TariffItem,
    Unit,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RateSource {
    Tariff,
    Table(Arc<str>),
    Expression(DutyExpression),
    Fraction { numerator: Decimal, denominator: Decimal },
}

/// One step of a bracket table: `rate` of the whole base, less a deduction.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bracket {
    pub(crate) not_above: Option<ExactMoney>,
    pub(crate) rate: Decimal,
    pub(crate) less: Option<ExactMoney>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CollectedWhen {
    ByTerms,
    AtCheckout,
    OnDelivery,
}

/// A levy by its id, or all levies of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LevyRef {
    Kind(ChargeKind),
    Id(RuleId),
}

impl LevyRef {
    /// `duty` means additional duties too.
    pub(crate) fn names(&self, id: &RuleId, kind: ChargeKind) -> bool {
        match self {
            Self::Id(named) => named == id,
            Self::Kind(ChargeKind::Duty) => matches!(kind, ChargeKind::Duty | ChargeKind::AdditionalDuty),
            Self::Kind(named) => *named == kind,
        }
    }
}

/// A text that names no levy.
#[derive(Debug, thiserror::Error)]
#[error("the id of a levy, or `duty`, `tax` or `fee`")]
pub(crate) struct UnknownLevyRef;

impl FromStr for LevyRef {
    type Err = UnknownLevyRef;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(kind) = text.parse() {
            return Ok(Self::Kind(kind));
        }
        text.parse().map(Self::Id).map_err(|_| UnknownLevyRef)
    }
}

impl fmt::Display for LevyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => write!(f, "{kind}"),
            Self::Id(id) => write!(f, "{id}"),
        }
    }
}

impl Levy {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let brackets = Bracket::read(row)?;
        let levy = Self {
            kind: row.required("kind")?,
            name: row.required_text("name")?.into(),
            per: match row.text("per")?.as_deref() {
                // A bracket is chosen by the base of the whole consignment.
                None if !brackets.is_empty() => Per::Consignment,
                None | Some("line") => Per::Line,
                Some("consignment" | "parcel") => Per::Consignment,
                Some("tariff_item") => Per::TariffItem,
                Some("unit") => Per::Unit,
                Some(other) => {
                    return Err(row.invalid("per", other, "line, consignment, tariff_item, unit or parcel"));
                }
            },
            base: BaseTerm::read(row, "base")?,
            rate: read_rate(row)?,
            amount: row.parsed("amount")?,
            brackets,
            inside: row.flag("inside")?.unwrap_or(false),
            min: row.parsed("min")?,
            max: row.parsed("max")?,
            share: row.text("share")?.map(|text| percent(row, "share", &text)).transpose()?,
            excess_over: row.parsed("excess_over")?,
            base_round: Rounding::read_field(row, "base_round")?,
            round: Rounding::read_field(row, "round")?,
            when: Condition::read(row)?,
            replaces: row.list("replaces")?,
            instead_of_tariff: row.flag("instead_of_tariff")?.unwrap_or(false),
            in_tax_base: row.flag("in_tax_base")?.unwrap_or(false),
            charged: row.list("charged")?,
            collected: match row.text("collected")?.as_deref() {
                None | Some("by_terms") => CollectedWhen::ByTerms,
                Some("at_checkout") => CollectedWhen::AtCheckout,
                Some("on_delivery") => CollectedWhen::OnDelivery,
                Some(other) => {
                    return Err(row.invalid("collected", other, "by_terms, at_checkout or on_delivery"));
                }
            },
            operator: row.text("operator")?.map(Arc::from),
            estimate: row.text("estimate")?.map(Arc::from),
            region_decides: row.flag("region_decides")?.unwrap_or(false),
            not_above_tariff: row.flag("not_above_tariff")?.unwrap_or(false),
            supplied_share: row.parsed("supplied_share")?,
            tariff: row.text("tariff")?,
            alternative_tariff: AlternativeTariff::read(row)?,
        };
        levy.check(row)?;
        Ok(levy)
    }

    /// Combinations that would silently charge nothing, or of which a part would not be looked at.
    fn check(&self, row: &Row<'_>) -> Result<(), LoadError> {
        if self.rate.is_none() && self.amount.is_none() && self.brackets.is_empty() {
            return Err(row.missing("rate"));
        }
        if (self.rate.is_some() || !self.brackets.is_empty()) && self.base.is_empty() {
            return Err(row.missing("base"));
        }
        if (self.in_tax_base || self.operator.is_some()) && self.kind != ChargeKind::Fee {
            return Err(row.invalid(
                "kind",
                self.kind.as_str(),
                "`fee`, as the row has `in_tax_base` or `operator`",
            ));
        }
        if !self.brackets.is_empty() && (self.per != Per::Consignment || self.rate.is_some()) {
            return Err(row.invalid(
                "brackets",
                "a rate or another `per`",
                "a levy per consignment by brackets alone",
            ));
        }
        if self.share.is_some() && self.per == Per::Consignment {
            return Err(row.invalid("share", "a levy per consignment", "a levy per line"));
        }
        if self.base_round.is_some() && self.per != Per::Line {
            return Err(row.invalid("base_round", "a levy per consignment", "a levy per line"));
        }
        let by_rate = self.rate.is_some() || self.inside || self.excess_over.is_some();
        if self.per == Per::TariffItem && by_rate {
            return Err(row.invalid(
                "per",
                "tariff_item",
                "another word, as only an `amount` is charged by it",
            ));
        }
        let by_line = matches!(self.per, Per::Line | Per::Unit);
        if (self.not_above_tariff || self.alternative_tariff.is_some()) && !by_line {
            return Err(row.invalid("per", "consignment", "`line`, as a tariff's duty is compared by line"));
        }
        if self.inside && self.rate.is_none() {
            return Err(row.missing("rate"));
        }
        Ok(())
    }
}

fn read_rate(row: &mut Row<'_>) -> Result<Option<RateSource>, LoadError> {
    let Some(text) = row.text("rate")? else { return Ok(None) };
    if text == "tariff" {
        return Ok(Some(RateSource::Tariff));
    }
    if let Some(table) = text.strip_prefix("table:") {
        return Ok(Some(RateSource::Table(table.into())));
    }
    if let Some((numerator, denominator)) = text.split_once('/')
        && let (Ok(numerator), Ok(denominator)) = (numerator.parse(), denominator.parse::<Decimal>())
    {
        if denominator.is_zero() {
            return Err(row.invalid("rate", &text, "a fraction with a denominator above 0"));
        }
        return Ok(Some(RateSource::Fraction { numerator, denominator }));
    }
    text.parse().map(|rate| Some(RateSource::Expression(rate))).map_err(|error| {
        row.invalid("rate", &text, &format!("tariff, table:NAME, a fraction or a rate ({error})"))
    })
}

/// A rate such as `19%` as the number 0.19.
pub(crate) fn percent(row: &Row<'_>, field: &str, text: &str) -> Result<Decimal, LoadError> {
    text.strip_suffix('%')
        .and_then(|number| number.trim().parse::<Decimal>().ok())
        .filter(|number| !number.is_sign_negative())
        .and_then(|number| number.checked_mul(Decimal::new(1, 2)))
        .ok_or_else(|| row.invalid(field, text, "a per cent rate such as 19%"))
}

impl Bracket {
    fn read(row: &mut Row<'_>) -> Result<Vec<Self>, LoadError> {
        let mut brackets = Vec::new();
        for mut step in row.rows("brackets")? {
            let rate = step.required_text("rate")?;
            brackets.push(Self {
                not_above: step.parsed("not_above")?,
                rate: percent(&step, "rate", &rate)?,
                less: step.parsed("less")?,
            });
            step.finish()?;
        }
        Ok(brackets)
    }
}

impl AlternativeTariff {
    fn read(row: &mut Row<'_>) -> Result<Option<Self>, LoadError> {
        let Some(mut row) = row.row("alternative_tariff")? else { return Ok(None) };
        let within = row.required_text("within")?;
        let alternative = Self {
            tariff: row.required_text("tariff")?,
            registered: row.required_text("registered")?,
            within: percent(&row, "within", &within)?,
        };
        row.finish()?;
        Ok(Some(alternative))
    }
}

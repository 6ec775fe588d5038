use std::sync::Arc;

use rust_decimal::Decimal;

use super::levy::percent;
use super::{BaseTerm, Bound, Condition, LevyRef};
use crate::goods::{Category, HsCode};
use crate::money::{ExactMoney, RoundingMode, round_to_step};
use crate::place::{Region, TerritoryCode};
use crate::rules::{LoadError, Row, RuleId};

/// Goods that rules name together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GoodsList {
    pub(crate) hs: Vec<HsCode>,
    pub(crate) categories: Vec<Category>,
}

impl GoodsList {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self { hs: row.list("hs")?, categories: row.list("category")? })
    }

    /// Whether goods of this code or category are on the list; a lane looks all its lists up at once.
    #[cfg(test)]
    pub(crate) fn holds(&self, hs: Option<HsCode>, category: Option<Category>) -> bool {
        let by_code = hs.is_some_and(|code| self.hs.iter().any(|prefix| code.starts_with(*prefix)));
        by_code || category.is_some_and(|category| self.has_category(category))
    }

    #[cfg(test)]
    fn has_category(&self, category: Category) -> bool {
        let mut next = Some(category);
        while let Some(category) = next {
            if self.categories.contains(&category) {
                return true;
            }
            next = category.parent();
        }
        false
    }
}

/// What the customs value is made of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Valuation {
    pub(crate) parts: Vec<BaseTerm>,
    pub(crate) factor: Option<Decimal>,
    pub(crate) round: Option<Rounding>,
    /// A goods list that bears no share of freight and insurance while other goods are in the cart.
    pub(crate) freight_without_goods: Option<RuleId>,
    pub(crate) when: Condition,
}

impl Valuation {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let parts = BaseTerm::read(row, "parts")?;
        if parts.is_empty() {
            return Err(row.missing("parts"));
        }
        Ok(Self {
            parts,
            factor: row.parsed("factor")?,
            round: Rounding::read_field(row, "round")?,
            freight_without_goods: row.parsed("freight_without_goods")?,
            when: Condition::read(row)?,
        })
    }
}

/// A rounding rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rounding {
    /// The amount is a multiple of this.
    pub(crate) step: Decimal,
    pub(crate) mode: RoundingMode,
    pub(crate) at: RoundAt,
    /// Later bases see the unrounded figure.
    pub(crate) carry_exact: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RoundAt {
    Line,
    Consignment,
}

/// An amount without the digits that are only noise: a quotient is cut at 28 digits, and what is cut off must not
/// decide on which side of a limit or of a step it lies.
pub(crate) fn settled(amount: Decimal) -> Decimal {
    const CERTAIN: u32 = 15;
    if amount.scale() > CERTAIN { amount.round_dp(CERTAIN) } else { amount }
}

impl Rounding {
    /// The amount, rounded.
    pub(crate) fn of(&self, amount: Decimal) -> Decimal {
        round_to_step(settled(amount), self.step, self.mode)
    }

    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let step: Decimal = row.required("step")?;
        if step <= Decimal::ZERO {
            return Err(row.invalid("step", &step.to_string(), "a step above 0"));
        }
        Ok(Self {
            step,
            mode: row.required("mode")?,
            at: match row.text("at")?.as_deref() {
                None | Some("line") => RoundAt::Line,
                Some("consignment") => RoundAt::Consignment,
                Some(other) => return Err(row.invalid("at", other, "`line` or `consignment`")),
            },
            carry_exact: match row.text("carry")?.as_deref() {
                None | Some("rounded") => false,
                Some("exact") => true,
                Some(other) => return Err(row.invalid("carry", other, "`rounded` or `exact`")),
            },
        })
    }

    pub(crate) fn read_field(row: &mut Row<'_>, field: &str) -> Result<Option<Self>, LoadError> {
        let Some(mut row) = row.row(field)? else { return Ok(None) };
        let rounding = Self::read(&mut row)?;
        row.finish()?;
        Ok(Some(rounding))
    }
}

/// The rate of one goods category in one table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CategoryRate {
    pub(crate) table: Arc<str>,
    pub(crate) category: Category,
    pub(crate) rate: Decimal,
    pub(crate) regions: Vec<Region>,
    /// Areas inside the tax territory that the placement of an address names.
    pub(crate) areas: Vec<TerritoryCode>,
    pub(crate) band: PriceBand,
    /// Only the part of the price of one piece above this is taxed.
    pub(crate) excess_over: Option<ExactMoney>,
}

/// Prices of one piece for which a rate holds; several bands may stand side by side.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct PriceBand {
    pub(crate) bounds: Vec<(Bound, ExactMoney)>,
}

impl CategoryRate {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let mut band = PriceBand::default();
        for (field, bound) in [
            ("price_not_above", Bound::NotAbove),
            ("price_above", Bound::Above),
            ("price_below", Bound::Below),
            ("price_from", Bound::AtLeast),
        ] {
            if let Some(limit) = row.parsed(field)? {
                band.bounds.push((bound, limit));
            }
        }
        let rate = row.required_text("rate")?;
        Ok(Self {
            table: row.required_text("table")?.into(),
            category: row.required("category")?,
            rate: percent(row, "rate", &rate)?,
            regions: row.list("regions")?,
            areas: row.list("areas")?,
            band,
            excess_over: row.parsed("excess_over")?,
        })
    }
}

/// Levies that are not charged under a condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Relief {
    pub(crate) waives: Vec<LevyRef>,
    /// Whole pieces are relieved up to the limit; none is split.
    pub(crate) whole_items: bool,
    pub(crate) when: Condition,
}

impl Relief {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let relief = Self {
            waives: row.list("waives")?,
            whole_items: row.flag("whole_items")?.unwrap_or(false),
            when: Condition::read(row)?,
        };
        if relief.whole_items && !relief.when.is_a_limit_on_goods() {
            let expected =
                "one `value = { of = \"goods\", not_above = … }` and nothing else of the consignment";
            return Err(row.invalid("when", "whole_items with another test", expected));
        }
        Ok(relief)
    }
}

/// Charges too small to collect.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Minimum {
    pub(crate) levies: Vec<LevyRef>,
    /// What makes a sum too small.
    pub(crate) bound: Bound,
    pub(crate) limit: ExactMoney,
    pub(crate) when: Condition,
}

impl Minimum {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let (bound, limit) = match (row.parsed("below")?, row.parsed("not_above")?) {
            (Some(limit), None) => (Bound::Below, limit),
            (None, Some(limit)) => (Bound::NotAbove, limit),
            _ => return Err(row.missing("below")),
        };
        let levies = row.list("levies")?;
        if levies.is_empty() {
            return Err(row.missing("levies"));
        }
        Ok(Self { levies, bound, limit, when: Condition::read(row)? })
    }
}

/// A way in which the seller collects the tax instead of customs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scheme {
    pub(crate) name: Arc<str>,
    pub(crate) registration: Arc<str>,
    pub(crate) collects: Vec<RuleId>,
    /// A marketplace counts as registered.
    pub(crate) deemed: bool,
    /// The tax is due on the sale whether or not the seller is registered.
    pub(crate) mandatory: bool,
    pub(crate) when: Condition,
}

impl Scheme {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            name: row.required_text("name")?.into(),
            registration: row.required_text("registration")?.into(),
            collects: row.list("collects")?,
            deemed: row.flag("deemed")?.unwrap_or(false),
            mandatory: row.flag("mandatory")?.unwrap_or(false),
            when: Condition::read(row)?,
        })
    }
}

/// Something that the reader of an answer must know.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NoticeRule {
    pub(crate) code: Arc<str>,
    pub(crate) message: Arc<str>,
    pub(crate) effect: NoticeEffect,
    pub(crate) when: Condition,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoticeEffect {
    Inform,
    Estimate,
    Refuse,
}

impl NoticeRule {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        Ok(Self {
            code: row.required_text("code")?.into(),
            message: row.required_text("message")?.into(),
            effect: match row.required_text("effect")?.as_str() {
                "inform" => NoticeEffect::Inform,
                "estimate" => NoticeEffect::Estimate,
                "refuse" => NoticeEffect::Refuse,
                other => return Err(row.invalid("effect", other, "`inform`, `estimate` or `refuse`")),
            },
            when: Condition::read_for_notice(row)?,
        })
    }
}

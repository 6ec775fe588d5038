use std::str::FromStr;

use rust_decimal::Decimal;

use super::LevyRef;
use crate::landed_cost::words::{Buyer, Movement, Nature, Terms, Transport};
use crate::money::ExactMoney;
use crate::place::{Region, TerritoryCode};
use crate::rules::{LoadError, Row, RuleId};

/// The conditions under which a row applies; all of them must hold, and an empty list asks nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Condition {
    pub(crate) nature: Vec<Nature>,
    pub(crate) buyer: Vec<Buyer>,
    pub(crate) transport: Vec<Transport>,
    pub(crate) terms: Vec<Terms>,
    pub(crate) movement: Vec<Movement>,
    pub(crate) dispatch: Vec<TerritoryCode>,
    pub(crate) not_dispatch: Vec<TerritoryCode>,
    pub(crate) origin: Vec<TerritoryCode>,
    pub(crate) not_origin: Vec<TerritoryCode>,
    pub(crate) goods: Vec<RuleId>,
    pub(crate) not_goods: Vec<RuleId>,
    pub(crate) region: Vec<Region>,
    pub(crate) not_region: Vec<Region>,
    pub(crate) scheme: Vec<RuleId>,
    pub(crate) not_scheme: Vec<RuleId>,
    pub(crate) registered: Vec<String>,
    pub(crate) not_registered: Vec<String>,
    pub(crate) marketplace: Option<bool>,
    pub(crate) preference_claimed: Option<bool>,
    pub(crate) additional_duties_given: Option<bool>,
    pub(crate) duty_given: Option<bool>,
    pub(crate) tax_given: Option<bool>,
    pub(crate) carrier_fees_given: Option<bool>,
    pub(crate) charges: Vec<LevyRef>,
    pub(crate) levied: Vec<LevyRef>,
    pub(crate) values: Vec<ValueTest>,
    /// Bounds on the net mass of the consignment in kilograms.
    pub(crate) mass_kg: Vec<(Bound, Decimal)>,
    /// The rule serves one person only for so many consignments a period, this one included.
    pub(crate) consignments_not_above: Option<u32>,
}

/// One bound on a value in money.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueTest {
    /// The parts that are added up.
    pub(crate) of: Vec<BaseTerm>,
    /// Whether the value of one piece is tested instead of the whole consignment.
    pub(crate) per_item: bool,
    pub(crate) bounds: Vec<(Bound, ExactMoney)>,
    /// A goods list whose lines do not count, apart from their freight.
    pub(crate) without_goods: Option<RuleId>,
}

/// The fields that name a bound.
const BOUNDS: [(&str, Bound); 4] = [
    ("not_above", Bound::NotAbove),
    ("above", Bound::Above),
    ("below", Bound::Below),
    ("at_least", Bound::AtLeast),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    NotAbove,
    Above,
    Below,
    AtLeast,
}

impl Bound {
    pub(crate) fn holds(self, value: Decimal, limit: Decimal) -> bool {
        match self {
            Self::NotAbove => value <= limit,
            Self::Above => value > limit,
            Self::Below => value < limit,
            Self::AtLeast => value >= limit,
        }
    }
}

/// A part of a base, with the share of it that counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BaseTerm {
    pub(crate) part: Part,
    pub(crate) factor: Option<Decimal>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// The price of the goods, net of their share of the discount.
    Goods,
    Shipping,
    Insurance,
    CustomsValue,
    /// Ordinary and additional duties.
    Duty,
    Tax,
    /// What the buyer has imported in the period before, as the caller says.
    PriorValue,
    /// Fees that are part of the tax base.
    Fees,
    Levy(RuleId),
}

/// A text that names no part of a base.
#[derive(Debug, thiserror::Error)]
#[error("a part such as `goods`, `customs_value` or `levy:ID`")]
pub(crate) struct UnknownPart;

impl FromStr for Part {
    type Err = UnknownPart;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "goods" => Self::Goods,
            "shipping" => Self::Shipping,
            "insurance" => Self::Insurance,
            "customs_value" => Self::CustomsValue,
            "duty" => Self::Duty,
            "tax" => Self::Tax,
            "prior_value" => Self::PriorValue,
            "fees" => Self::Fees,
            other => {
                let id = other.strip_prefix("levy:").ok_or(UnknownPart)?;
                Self::Levy(id.parse().map_err(|_| UnknownPart)?)
            }
        })
    }
}

impl BaseTerm {
    /// The terms in a field that holds one text or a list of texts and `{ part, factor }` tables.
    pub(crate) fn read(row: &mut Row<'_>, field: &str) -> Result<Vec<Self>, LoadError> {
        let mut terms = Vec::new();
        for mut item in row.texts_or_tables(field, "part")? {
            terms.push(Self { part: item.required("part")?, factor: item.parsed("factor")? });
            item.finish()?;
        }
        Ok(terms)
    }
}

impl Condition {
    /// The `when` of a row; none is a condition that always holds.
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let condition = Self::read_for_notice(row)?;
        // What a levy comes to is known only once everything else is decided.
        for (field, named) in [("when.charges", &condition.charges), ("when.levied", &condition.levied)] {
            if !named.is_empty() {
                return Err(row.unknown_field(field));
            }
        }
        Ok(condition)
    }

    /// Whether the only test on the consignment is that the goods are not above a sum.
    pub(crate) fn is_a_limit_on_goods(&self) -> bool {
        let [ValueTest { of, per_item: false, bounds, without_goods: None }] = self.values.as_slice() else {
            return false;
        };
        matches!(of.as_slice(), [BaseTerm { part: Part::Goods, factor: None }])
            && matches!(bounds.as_slice(), [(Bound::NotAbove, _)])
            && self.mass_kg.is_empty()
            && self.consignments_not_above.is_none()
    }

    /// As [`read`](Self::read); a notice may also ask what levies come to.
    pub(crate) fn read_for_notice(row: &mut Row<'_>) -> Result<Self, LoadError> {
        let Some(mut when) = row.row("when")? else { return Ok(Self::default()) };
        let condition = Self {
            nature: when.list("nature")?,
            buyer: when.list("buyer")?,
            transport: when.list("transport")?,
            terms: when.list("terms")?,
            movement: when.list("movement")?,
            dispatch: when.list("dispatch")?,
            not_dispatch: when.list("not_dispatch")?,
            origin: when.list("origin")?,
            not_origin: when.list("not_origin")?,
            goods: when.list("goods")?,
            not_goods: when.list("not_goods")?,
            region: when.list("region")?,
            not_region: when.list("not_region")?,
            scheme: when.list("scheme")?,
            not_scheme: when.list("not_scheme")?,
            registered: when.texts("registered")?,
            not_registered: when.texts("not_registered")?,
            marketplace: when.flag("marketplace")?,
            preference_claimed: when.flag("preference_claimed")?,
            additional_duties_given: when.flag("additional_duties_given")?,
            duty_given: when.flag("duty_given")?,
            tax_given: when.flag("tax_given")?,
            carrier_fees_given: when.flag("carrier_fees_given")?,
            charges: when.list("charges")?,
            levied: when.list("levied")?,
            values: ValueTest::read(&mut when)?,
            mass_kg: read_mass(&mut when)?,
            consignments_not_above: when.count("consignments_not_above")?,
        };
        when.finish()?;
        Ok(condition)
    }
}

fn read_mass(when: &mut Row<'_>) -> Result<Vec<(Bound, Decimal)>, LoadError> {
    let mut bounds = Vec::new();
    if let Some(mut row) = when.row("mass_kg")? {
        for (field, bound) in BOUNDS {
            if let Some(limit) = row.parsed(field)? {
                bounds.push((bound, limit));
            }
        }
        row.finish()?;
    }
    Ok(bounds)
}

impl ValueTest {
    fn read(when: &mut Row<'_>) -> Result<Vec<Self>, LoadError> {
        let mut tests = Vec::new();
        for mut row in when.one_or_more_tables("value")? {
            let mut bounds = Vec::new();
            for (field, bound) in BOUNDS {
                if let Some(limit) = row.parsed(field)? {
                    bounds.push((bound, limit));
                }
            }
            if bounds.is_empty() {
                return Err(row.missing("not_above"));
            }
            let of = BaseTerm::read(&mut row, "of")?;
            if of.is_empty() {
                return Err(row.missing("of"));
            }
            let per_item = match row.text("per")?.as_deref() {
                None | Some("consignment") => false,
                Some("item") => true,
                Some(other) => return Err(row.invalid("per", other, "`consignment` or `item`")),
            };
            let without_goods: Option<RuleId> = row.parsed("without_goods")?;
            if without_goods.is_some()
                && of.iter().any(|term| matches!(term.part, Part::CustomsValue | Part::Levy(_)))
            {
                return Err(row.invalid(
                    "of",
                    "a sum that cannot leave goods out",
                    "`goods`, `shipping` and `insurance` beside `without_goods`",
                ));
            }
            tests.push(Self { of, per_item, bounds, without_goods });
            row.finish()?;
        }
        Ok(tests)
    }
}

use std::sync::Arc;

use rust_decimal::Decimal;

use super::standing::Standing;
use crate::goods::{AdditionalDuties, Category, DutyExpression, Preferences, Tariff, TariffSchedule};
use crate::landed_cost::PriorImports;
use crate::landed_cost::remark::Subject;
use crate::landed_cost::territory::{
    Bound, CategoryRate, CollectedWhen, GoodsList, Levy, Minimum, NoticeRule, Per, Relief, Rounding, Scheme,
    Valuation,
};
use crate::landed_cost::words::{Collected, Terms};
use crate::landed_cost::working::Mask;
use crate::money::{Currency, ExactMoney};
use crate::place::{Country, TerritoryCode};
use crate::rules::{Dated, Evidence, RuleId, Source};
use crate::time::Date;

/// A lane as a flat list of steps: what depends on day, place and people is already decided.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) date: Date,
    pub(crate) rules_as_of: Option<Date>,
    pub(crate) ship_from: Country,
    pub(crate) customs: TerritoryCode,
    pub(crate) tax: TerritoryCode,
    pub(crate) customs_rates: Option<String>,
    pub(crate) customs_currency: Option<Currency>,
    pub(crate) currency: Option<Currency>,
    pub(crate) terms: Terms,
    pub(crate) preference_claimed: bool,
    pub(crate) proof_of_origin: bool,
    pub(crate) loaded_on: Option<Date>,
    pub(crate) prior_imports: Option<PriorImports>,
    /// Why no quote is possible on this lane, whatever the cart.
    pub(crate) refusals: Vec<Subject>,
    /// Rows that every quote of the lane rests on.
    pub(crate) foundations: Vec<Foundation>,
    pub(crate) valuation: Option<PlannedValuation>,
    pub(crate) lists: Vec<Dated<GoodsList>>,
    /// The lists by code and category.
    pub(crate) standing: Standing,
    pub(crate) schemes: Vec<PlannedScheme>,
    pub(crate) reliefs: Vec<PlannedRelief>,
    pub(crate) levies: Vec<PlannedLevy>,
    pub(crate) minimums: Vec<PlannedMinimum>,
    pub(crate) notices: Vec<PlannedNotice>,
    pub(crate) tables: Vec<RateTable>,
    pub(crate) tariffs: Vec<PlannedTariff>,
    /// The levies of the kinds that bases and reliefs speak of.
    pub(crate) duty_levies: Mask,
    pub(crate) tax_levies: Mask,
    pub(crate) base_fee_levies: Mask,
    /// The source behind what the caller gave.
    pub(crate) supplied: Arc<Source>,
    pub(crate) supplied_tariff: RuleId,
    pub(crate) supplied_additional_duty: RuleId,
    pub(crate) supplied_carrier_fee: RuleId,
    pub(crate) additional_duty_name: Arc<str>,
    /// The code under which an answer says what a tariff lays on goods by origin without charging.
    pub(crate) notice_of_origin: Arc<str>,
}

/// A row whose evidence bears on every answer.
#[derive(Debug, Clone)]
pub(crate) struct Foundation {
    pub(crate) subject: Option<Subject>,
    pub(crate) doubt: Option<Subject>,
}

impl Foundation {
    /// `None` where nothing speaks against the row.
    pub(super) fn of(rule: &RuleId, evidence: Evidence, doubt: Option<Arc<str>>) -> Option<Self> {
        let subject = (evidence == Evidence::Recalled).then(|| Subject::RecalledRule { rule: rule.clone() });
        let doubt = doubt.map(|doubt| Subject::UncertainRule { rule: rule.clone(), doubt });
        (subject.is_some() || doubt.is_some()).then_some(Self { subject, doubt })
    }
}

#[derive(Debug)]
pub(crate) struct PlannedTariff {
    pub(crate) code: Arc<str>,
    /// `None` if the data holds no rates of this tariff.
    pub(crate) rates: Option<Arc<Tariff>>,
    /// The caller's schedule, which goes before the table, and the source that stands for it.
    pub(crate) schedule: Option<(Arc<TariffSchedule>, Arc<Source>)>,
    /// The duties by origin on top of it; `None` if the data holds none.
    pub(crate) additional: Option<Arc<AdditionalDuties>>,
    /// The lower rates by origin; `None` if the data holds none.
    pub(crate) preferences: Option<Arc<Preferences>>,
}

#[derive(Debug)]
pub(crate) struct PlannedValuation {
    pub(crate) row: Dated<Valuation>,
    pub(crate) parts: Vec<Term>,
    /// Lists whose goods bear no freight.
    pub(crate) freight_without: Mask,
}

/// A part of a base.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    pub(crate) source: TermSource,
    pub(crate) factor: Option<Decimal>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum TermSource {
    Goods,
    Shipping,
    Insurance,
    CustomsValue,
    /// Counted once, on the first line.
    PriorValue,
    /// What these levies came to, with the caller's additional duties or carrier's fees where they belong to them.
    Levies {
        mask: Mask,
        additional: bool,
        carrier_fees: bool,
    },
}

/// What is left of a condition once the lane is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tests {
    pub(crate) goods: Mask,
    pub(crate) not_goods: Mask,
    pub(crate) schemes: Mask,
    pub(crate) not_schemes: Mask,
    pub(crate) origin: Vec<Country>,
    pub(crate) not_origin: Vec<Country>,
    pub(crate) additional_duties_given: Option<bool>,
    pub(crate) duty_given: Option<bool>,
    pub(crate) tax_given: Option<bool>,
    pub(crate) carrier_fees_given: Option<bool>,
    /// Levies of which one must come to more than nothing.
    pub(crate) charges: Mask,
    /// Levies of which one must apply.
    pub(crate) levied: Mask,
    /// Tests on the whole consignment, decided once a quote.
    pub(crate) consignment: Vec<PlannedValueTest>,
    /// Tests on the whole consignment that speak of levies, decided when those are computed.
    pub(crate) late: Vec<PlannedValueTest>,
    pub(crate) mass_kg: Vec<(Bound, Decimal)>,
    /// The rule counts what the buyer imported before.
    pub(crate) counts_prior: bool,
    /// Tests on one piece.
    pub(crate) item: Vec<PlannedValueTest>,
    /// The condition asks for something that cannot be on this lane.
    pub(crate) never: bool,
    /// Some of it is asked of each line.
    pub(crate) of_lines: bool,
}

impl Tests {
    /// Whether the condition says something that may hold on one line and not on another.
    pub(crate) fn asks_lines(&self) -> bool {
        let masks = self.goods | self.not_goods | self.schemes | self.not_schemes;
        let given = [self.additional_duties_given, self.duty_given, self.tax_given, self.carrier_fees_given];
        masks != 0
            || !(self.origin.is_empty() && self.not_origin.is_empty() && self.item.is_empty())
            || given.iter().any(Option::is_some)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct PlannedValueTest {
    pub(crate) of: Vec<Term>,
    pub(crate) bounds: Vec<(Bound, ExactMoney)>,
    pub(crate) without_goods: Mask,
}

#[derive(Debug)]
pub(crate) struct PlannedLevy {
    pub(crate) row: Dated<Levy>,
    pub(crate) tests: Tests,
    pub(crate) base: Vec<Term>,
    pub(crate) rate: Rate,
    pub(crate) round: Rounding,
    pub(crate) replaces: Mask,
    pub(crate) charged: Mask,
    /// Schemes under which the seller collects this levy.
    pub(crate) collecting_schemes: Mask,
    /// Additional duties that the caller gives are charged where this levy is.
    pub(crate) carries_additional: bool,
    pub(crate) region_missing: bool,
    /// The tariff whose duty counts instead where it is lower.
    pub(crate) ceiling: Option<usize>,
    pub(crate) foundation: Option<Foundation>,
}

impl PlannedLevy {
    pub(crate) fn levy(&self) -> &Levy {
        self.row.value()
    }

    pub(crate) fn per(&self) -> Per {
        self.levy().per
    }

    /// Where the levy is paid on a line under `schemes`.
    pub(crate) fn collected(&self, schemes: Mask, terms: Terms) -> Collected {
        if self.collecting_schemes & schemes != 0 {
            return Collected::AtCheckout;
        }
        match (self.levy().collected, terms) {
            (CollectedWhen::AtCheckout, _) | (CollectedWhen::ByTerms, Terms::Ddp) => Collected::AtCheckout,
            (CollectedWhen::OnDelivery, _) | (CollectedWhen::ByTerms, Terms::Dap) => Collected::OnDelivery,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Rate {
    None,
    Tariff { tariff: usize, alternative: Option<Alternative> },
    Table(usize),
    Expression(DutyExpression),
    Fraction { numerator: Decimal, denominator: Decimal },
    Brackets,
}

/// Another tariff whose duty counts where it differs by less than a share of the value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Alternative {
    pub(crate) tariff: usize,
    pub(crate) within: Decimal,
}

/// The rates of one table that hold in the buyer's region, by category.
#[derive(Debug)]
pub(crate) struct RateTable {
    pub(crate) name: Arc<str>,
    /// Sorted by category; the rates of one category with the more specific first.
    pub(crate) categories: Vec<(Category, Vec<Dated<CategoryRate>>)>,
}

impl RateTable {
    pub(crate) fn of(&self, category: Category) -> Option<&[Dated<CategoryRate>]> {
        let index = self.categories.binary_search_by_key(&category, |(category, _)| *category).ok()?;
        self.categories.get(index).map(|(_, rates)| rates.as_slice())
    }
}

#[derive(Debug)]
pub(crate) struct PlannedScheme {
    pub(crate) row: Dated<Scheme>,
    pub(crate) tests: Tests,
    /// The seller holds the registration, or a marketplace counts as holding it.
    pub(crate) registered: bool,
    /// A lane-level condition already rules the scheme out.
    pub(crate) possible: bool,
    pub(crate) foundation: Option<Foundation>,
}

#[derive(Debug)]
pub(crate) struct PlannedRelief {
    pub(crate) row: Dated<Relief>,
    pub(crate) tests: Tests,
    pub(crate) waives: Mask,
    pub(crate) foundation: Option<Foundation>,
}

#[derive(Debug)]
pub(crate) struct PlannedMinimum {
    pub(crate) row: Dated<Minimum>,
    pub(crate) tests: Tests,
    pub(crate) levies: Mask,
    /// The minimum is tested once this levy is computed.
    pub(crate) after: usize,
    pub(crate) foundation: Option<Foundation>,
}

#[derive(Debug)]
pub(crate) struct PlannedNotice {
    pub(crate) row: Dated<NoticeRule>,
    pub(crate) tests: Tests,
}

//! Building a plan: which rows hold on this lane, in which order, and what of their conditions is left open.

mod condition;
mod levy;

use std::sync::Arc;

use rust_decimal::Decimal;

use super::plan::{
    Foundation, Plan, PlannedMinimum, PlannedNotice, PlannedRelief, PlannedScheme, PlannedValuation,
};
use super::standing::Standing;
use crate::landed_cost::remark::Subject;
use crate::landed_cost::territory::{
    GoodsList, Layers, Levy, LevyRef, Minimum, NoticeRule, Relief, Rounding, Scheme, TerritoryFile,
};
use crate::landed_cost::words::{ChargeKind, Movement, Reliefs};
use crate::landed_cost::working::{MASK_BITS, bits};
use crate::landed_cost::{LaneRequest, QuoteError};
use crate::money::Currency;
use crate::place::{Address, Placement, Region, TerritoryCode};
use crate::rules::{Dated, LoadError, RuleBook, RuleId, Source};
use crate::time::Date;

impl Plan {
    pub(crate) fn build(book: &RuleBook, request: &LaneRequest) -> Result<Self, QuoteError> {
        let placement = book.place(&request.destination, request.date)?;
        let mut plan = Self::empty(book.about()?.as_of, request, &placement);
        let Some(layers) = Layers::of(book, placement.tax())? else {
            plan.refusals.push(Subject::TerritoryNotCovered { territory: placement.tax() });
            return Ok(plan);
        };
        plan.customs_currency = layers.currency(request.date);
        plan.currency = request.currency.or(plan.customs_currency);
        plan.customs_rates = layers.nearest(|file| file.customs_rates.clone());
        let history = layers.nearest(|file| file.history_from);
        if let Some(from) = history.filter(|from| request.date < *from) {
            plan.refusals.push(Subject::BeforeHistory { territory: placement.tax(), from });
            return Ok(plan);
        }
        let builder = Builder {
            book,
            request,
            layers: &layers,
            region: placement.region(),
            rate_area: placement.rate_area(),
            movement: movement(book, request, &placement, &layers)?,
            lists: layers.in_force(request.date, |file| &file.goods),
            schemes: layers.in_force(request.date, |file| &file.schemes),
            levies: Vec::new(),
        };
        builder.fill(&mut plan)?;
        Ok(plan)
    }

    fn empty(rules_as_of: Option<Date>, request: &LaneRequest, placement: &Placement) -> Self {
        Self {
            date: request.date,
            rules_as_of,
            ship_from: request.ship_from,
            customs: placement.customs(),
            tax: placement.tax(),
            customs_rates: None,
            customs_currency: None,
            currency: request.currency,
            terms: request.terms,
            preference_claimed: request.preference_claimed,
            proof_of_origin: request.proof_of_origin,
            loaded_on: request.loaded_on,
            prior_imports: request.prior_imports,
            refusals: Vec::new(),
            foundations: foundation_of_place(placement).into_iter().collect(),
            valuation: None,
            lists: Vec::new(),
            standing: Standing::default(),
            schemes: Vec::new(),
            reliefs: Vec::new(),
            levies: Vec::new(),
            minimums: Vec::new(),
            notices: Vec::new(),
            tables: Vec::new(),
            tariffs: Vec::new(),
            duty_levies: 0,
            tax_levies: 0,
            base_fee_levies: 0,
            supplied: Source::supplied(),
            supplied_tariff: RuleId::supplied("tariff"),
            supplied_additional_duty: RuleId::supplied("additional-duty"),
            supplied_carrier_fee: RuleId::supplied("carrier-fee"),
            additional_duty_name: "Additional duty".into(),
            notice_of_origin: "duty_by_origin".into(),
        }
    }
}

/// Which borders lie between the country of dispatch and the destination.
fn movement(
    book: &RuleBook,
    request: &LaneRequest,
    placement: &Placement,
    layers: &Layers,
) -> Result<Movement, QuoteError> {
    let dispatch = book.place(&Address::country(request.ship_from), request.date)?;
    let in_customs_area = |file: &TerritoryFile| file.customs_area.contains(&dispatch.tax()).then_some(());
    if dispatch.customs() != placement.customs() && layers.nearest(in_customs_area).is_none() {
        return Ok(Movement::Import);
    }
    // The nearest file that names an area decides: a territory outside the area of those it inherits names itself.
    let in_area =
        |file: &TerritoryFile| (!file.tax_area.is_empty()).then(|| file.tax_area.contains(&dispatch.tax()));
    let same = layers.nearest(in_area).unwrap_or(false);
    Ok(match (dispatch.tax() == placement.tax(), same) {
        (true, _) => Movement::Domestic,
        (false, true) => Movement::Internal,
        (false, false) => Movement::TaxImport,
    })
}

/// What the evidence of the placement says against an answer.
fn foundation_of_place(placement: &Placement) -> Option<Foundation> {
    let doubt = placement.uncertain().map(Arc::from);
    Foundation::of(placement.rule_id(), placement.evidence(), doubt)
}

/// What a row's evidence says against an answer that rests on it.
fn foundation<T>(row: &Dated<T>) -> Option<Foundation> {
    Foundation::of(row.id(), row.evidence(), row.uncertain.clone())
}

struct Builder<'b> {
    book: &'b RuleBook,
    request: &'b LaneRequest,
    layers: &'b Layers,
    region: Option<Region>,
    /// An area with tax rates of its own inside the tax territory.
    rate_area: Option<TerritoryCode>,
    movement: Movement,
    lists: Vec<Dated<GoodsList>>,
    schemes: Vec<Dated<Scheme>>,
    /// In the order of computing; only those that can apply on this lane.
    levies: Vec<Dated<Levy>>,
}

impl Builder<'_> {
    fn fill(mut self, plan: &mut Plan) -> Result<(), QuoteError> {
        self.levies = self.levies_in_order()?;
        self.check_size(self.levies.len(), "levies")?;
        self.check_size(self.lists.len(), "goods lists")?;
        self.check_size(self.schemes.len(), "schemes")?;
        plan.duty_levies = self.mask(&[LevyRef::Kind(ChargeKind::Duty)]);
        plan.tax_levies = self.mask(&[LevyRef::Kind(ChargeKind::Tax)]);
        plan.base_fee_levies = self.base_fees();
        self.plan_value(plan)?;
        let Some(round) = self.rounding(plan) else { return Ok(()) };
        for row in &self.levies {
            let levy = self.plan_levy(row, round, plan)?;
            plan.levies.push(levy);
        }
        self.plan_reliefs(plan)?;
        self.plan_minimums(plan)?;
        self.plan_schemes(plan)?;
        self.plan_notices(plan)?;
        // A notice may say that nothing is charged: that the buyer accounts for the tax, for instance.
        if plan.levies.is_empty() && plan.notices.is_empty() && self.movement != Movement::Import {
            plan.refusals.push(Subject::NotAnImport);
        }
        plan.standing = Standing::of(&self.lists);
        plan.lists = self.lists;
        Ok(())
    }

    fn check_size(&self, found: usize, what: &'static str) -> Result<(), QuoteError> {
        if found <= MASK_BITS {
            return Ok(());
        }
        let file = self.layers.nearest(|file| Some(file.path.clone())).unwrap_or_default();
        let message = format!("{found} {what} in force at once, expected at most {MASK_BITS}");
        Err(LoadError::Syntax { file, message }.into())
    }

    fn plan_value(&self, plan: &mut Plan) -> Result<(), QuoteError> {
        for row in self.layers.in_force(self.request.date, |file| &file.valuations) {
            if self.may_hold_on(&row.value().when, Movement::ALL)? {
                plan.foundations.extend(foundation(&row));
                let parts = self.terms(row.id(), &row.value().parts)?;
                let spared: Vec<RuleId> = row.value().freight_without_goods.iter().cloned().collect();
                let freight_without = self.list_mask(row.id(), &spared)?;
                plan.valuation = Some(PlannedValuation { row, parts, freight_without });
                return Ok(());
            }
        }
        plan.refusals.push(Subject::NoRuleOnDay { missing: "valuation rule", day: self.request.date });
        Ok(())
    }

    /// Rounding to the currency's own minor unit is no matter of evidence; anything coarser is.
    fn rounding(&self, plan: &mut Plan) -> Option<Rounding> {
        let Some(row) =
            self.layers.in_force(self.request.date, |file| &file.roundings).into_iter().next_back()
        else {
            plan.refusals.push(Subject::NoRuleOnDay { missing: "rounding rule", day: self.request.date });
            return None;
        };
        let rounding = *row.value();
        let digits = plan.customs_currency.map_or(2, Currency::digits);
        if rounding.step > Decimal::new(1, digits) {
            plan.foundations.extend(foundation(&row));
        }
        Some(rounding)
    }

    fn plan_reliefs(&self, plan: &mut Plan) -> Result<(), QuoteError> {
        if self.request.reliefs == Reliefs::Ignore {
            return Ok(());
        }
        for row in self.layers.in_force(self.request.date, |file| &file.reliefs) {
            let relief: &Relief = row.value();
            let waives = self.mask(&relief.waives);
            if waives == 0 || !self.may_hold(&relief.when)? {
                continue;
            }
            let tests = self.tests(row.id(), &relief.when)?;
            if !tests.never {
                plan.reliefs.push(PlannedRelief { tests, waives, foundation: foundation(&row), row });
            }
        }
        Ok(())
    }

    fn plan_minimums(&self, plan: &mut Plan) -> Result<(), QuoteError> {
        if self.request.reliefs == Reliefs::Ignore {
            return Ok(());
        }
        for row in self.layers.in_force(self.request.date, |file| &file.minimums) {
            let minimum: &Minimum = row.value();
            let levies = self.mask(&minimum.levies);
            // It is tested once the last of them is computed.
            let Some(after) = bits(levies).last() else { continue };
            if !self.may_hold(&minimum.when)? {
                continue;
            }
            let tests = self.tests(row.id(), &minimum.when)?;
            plan.minimums.push(PlannedMinimum { tests, levies, after, foundation: foundation(&row), row });
        }
        Ok(())
    }

    /// A scheme whose levies do not exist on this lane, an inherited one for instance, is none.
    fn collects_here(&self, scheme: &Scheme) -> bool {
        scheme.collects.is_empty()
            || scheme.collects.iter().any(|id| self.levies.iter().any(|row| row.id() == id))
    }

    fn plan_schemes(&self, plan: &mut Plan) -> Result<(), QuoteError> {
        for row in &self.schemes {
            let scheme: &Scheme = row.value();
            let seller = &self.request.seller;
            let holds = seller.registrations.iter().any(|held| **held == *scheme.registration);
            let registered = holds || (scheme.deemed && seller.marketplace);
            plan.schemes.push(PlannedScheme {
                tests: self.tests(row.id(), &scheme.when)?,
                registered,
                possible: (registered || scheme.mandatory)
                    && self.collects_here(scheme)
                    && self.may_hold(&scheme.when)?,
                foundation: foundation(row),
                row: row.clone(),
            });
        }
        Ok(())
    }

    fn plan_notices(&self, plan: &mut Plan) -> Result<(), QuoteError> {
        for row in self.layers.in_force(self.request.date, |file| &file.notices) {
            let notice: &NoticeRule = row.value();
            if self.may_hold(&notice.when)? {
                plan.notices.push(PlannedNotice { tests: self.tests(row.id(), &notice.when)?, row });
            }
        }
        Ok(())
    }
}

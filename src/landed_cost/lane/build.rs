//! Building a plan: which rows hold on this lane, in which order, and what of their conditions is left open.

use std::sync::Arc;

use super::ExchangeRates;
use super::plan::{
    Alternative, Foundation, Plan, PlannedLevy, PlannedMinimum, PlannedNotice, PlannedRelief, PlannedScheme,
    PlannedTariff, PlannedValuation, PlannedValueTest, Rate, RateTable, Term, TermSource, Tests,
};
use crate::landed_cost::remark::Subject;
use crate::landed_cost::territory::{
    BaseTerm, CategoryRate, Condition, GoodsList, Layers, Levy, LevyRef, Minimum, NoticeRule, Part,
    RateSource, Relief, Rounding, Scheme, TerritoryFile, ValueTest,
};
use crate::landed_cost::words::{ChargeKind, Movement, Reliefs};
use crate::landed_cost::working::{MASK_BITS, Mask, bit};
use crate::landed_cost::{LaneRequest, QuoteError};
use crate::place::{Address, Country, Placement, Region, TerritoryCode};
use crate::rules::{Dated, Evidence, LoadError, RuleBook, RuleId, Source};

impl Plan {
    pub(crate) fn build(book: &RuleBook, request: &LaneRequest) -> Result<Self, QuoteError> {
        let placement = book.place(&request.destination, request.date)?;
        let mut plan = Self::empty(book, request, &placement);
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

    fn empty(book: &RuleBook, request: &LaneRequest, placement: &Placement) -> Self {
        Self {
            date: request.date,
            rules_as_of: book.as_of(),
            ship_from: request.ship_from,
            customs: placement.customs(),
            tax: placement.tax(),
            customs_rates: None,
            customs_currency: None,
            currency: request.currency,
            terms: request.terms,
            preference_claimed: request.preference_claimed,
            prior_imports: request.prior_imports,
            refusals: Vec::new(),
            foundations: foundations_of_place(placement),
            valuation: None,
            lists: Vec::new(),
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
            supplied_additional_duty: RuleId::supplied("additional-duty"),
            supplied_carrier_fee: RuleId::supplied("carrier-fee"),
            additional_duty_name: "Additional duty".into(),
        }
    }

    pub(crate) fn embedded_rates(&self, book: &RuleBook) -> Result<ExchangeRates, QuoteError> {
        let market = book.market_rates(self.date)?;
        let Some(rule) = &self.customs_rates else {
            return Ok(ExchangeRates { customs: market.clone(), market, customs_held: false });
        };
        let customs = book.customs_rates(rule, self.date)?;
        let table = customs.rates().cloned();
        Ok(ExchangeRates { customs_held: customs.held(), customs: table.or_else(|| market.clone()), market })
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
    let in_area = |file: &TerritoryFile| file.tax_area.contains(&dispatch.tax()).then_some(());
    let same = layers.nearest(in_area).is_some();
    Ok(match (dispatch.tax() == placement.tax(), same) {
        (true, _) => Movement::Domestic,
        (false, true) => Movement::Internal,
        (false, false) => Movement::TaxImport,
    })
}

fn foundations_of_place(placement: &Placement) -> Vec<Foundation> {
    let rule = || placement.rule_id().clone();
    let subject =
        (placement.evidence() == Evidence::Recalled).then(|| Subject::RecalledRule { rule: rule() });
    let doubt =
        placement.uncertain().map(|doubt| Subject::UncertainRule { rule: rule(), doubt: doubt.into() });
    vec![Foundation { subject, doubt }]
}

/// What a row's evidence says against an answer that rests on it.
pub(crate) fn foundation<T>(row: &Dated<T>) -> Option<Foundation> {
    let subject =
        (row.evidence() == Evidence::Recalled).then(|| Subject::RecalledRule { rule: row.id().clone() });
    let doubt = row
        .uncertain
        .as_ref()
        .map(|doubt| Subject::UncertainRule { rule: row.id().clone(), doubt: Arc::clone(doubt) });
    (subject.is_some() || doubt.is_some()).then_some(Foundation { subject, doubt })
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

    /// Duty, additional duty, fees in the tax base, tax, other fees; within a kind as the files have them.
    fn levies_in_order(&self) -> Result<Vec<Dated<Levy>>, QuoteError> {
        let mut levies = Vec::new();
        for row in self.layers.in_force(self.request.date, |file| &file.levies) {
            let levy = row.value();
            let switched_off = levy.instead_of_tariff && self.request.reliefs == Reliefs::Ignore;
            if !switched_off && self.may_hold(&levy.when)? && self.exists_here(levy) {
                levies.push(row);
            }
        }
        levies.sort_by_key(|row| match (row.value().kind, row.value().in_tax_base) {
            (ChargeKind::Duty, _) => 0,
            (ChargeKind::AdditionalDuty, _) => 1,
            (ChargeKind::Fee, true) => 2,
            (ChargeKind::Tax, _) => 3,
            (ChargeKind::Fee, false) => 4,
        });
        Ok(levies)
    }

    /// A levy by table exists where the table has a standard rate.
    fn exists_here(&self, levy: &Levy) -> bool {
        let Some(RateSource::Table(table)) = &levy.rate else { return true };
        self.layers.rates(self.request.date).any(|row| {
            let rate = row.value();
            rate.table == *table
                && rate.category.parent().is_none()
                && (self.is_rate_here(rate) || (self.region.is_none() && !rate.regions.is_empty()))
        })
    }

    /// A rate for regions or areas holds only there; one that names neither holds everywhere.
    fn is_rate_here(&self, rate: &CategoryRate) -> bool {
        (rate.regions.is_empty() && rate.areas.is_empty())
            || self.region.is_some_and(|region| rate.regions.contains(&region))
            || self.rate_area.is_some_and(|area| rate.areas.contains(&area))
    }

    fn mask(&self, refs: &[LevyRef]) -> Mask {
        let mut mask = 0;
        for (index, row) in self.levies.iter().enumerate() {
            if refs.iter().any(|named| named.names(row.id(), row.value().kind)) {
                mask |= bit(index);
            }
        }
        mask
    }

    fn base_fees(&self) -> Mask {
        let in_base = |row: &Dated<Levy>| row.value().in_tax_base;
        (0..).zip(&self.levies).filter(|(_, row)| in_base(row)).fold(0, |mask, (index, _)| mask | bit(index))
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
        let digits = plan.customs_currency.map_or(2, crate::money::Currency::digits);
        if rounding.step > rust_decimal::Decimal::new(1, digits) {
            plan.foundations.extend(foundation(&row));
        }
        Some(rounding)
    }

    fn plan_levy(
        &self,
        row: &Dated<Levy>,
        round: Rounding,
        plan: &mut Plan,
    ) -> Result<PlannedLevy, QuoteError> {
        let levy = row.value();
        let collecting = |scheme: &Dated<Scheme>| scheme.value().collects.contains(row.id());
        Ok(PlannedLevy {
            tests: self.tests(row.id(), &levy.when)?,
            base: self.terms(row.id(), &levy.base)?,
            rate: self.plan_rate(row, plan)?,
            round: levy.round.unwrap_or(round),
            replaces: self.mask(&levy.replaces),
            charged: self.mask(&levy.charged),
            collecting_schemes: (0..)
                .zip(&self.schemes)
                .filter(|(_, scheme)| collecting(scheme))
                .fold(0, |mask, (index, _)| mask | bit(index)),
            carries_additional: levy.kind == ChargeKind::Duty && levy.rate == Some(RateSource::Tariff),
            region_missing: levy.region_decides && self.region.is_none(),
            ceiling: self.ceiling(levy, plan)?,
            foundation: foundation(row),
            row: row.clone(),
        })
    }

    fn plan_rate(&self, row: &Dated<Levy>, plan: &mut Plan) -> Result<Rate, QuoteError> {
        let levy = row.value();
        Ok(match &levy.rate {
            None if !levy.brackets.is_empty() => Rate::Brackets,
            None => Rate::None,
            Some(RateSource::Tariff) => {
                let own = levy.tariff.clone().or_else(|| self.layers.nearest(|file| file.tariff.clone()));
                let code = own.unwrap_or_else(|| plan.customs.to_string());
                let alternative = levy
                    .alternative_tariff
                    .as_ref()
                    .filter(|other| self.request.seller.registrations.contains(&other.registered));
                Rate::Tariff {
                    tariff: self.tariff(&code, plan)?,
                    alternative: match alternative {
                        Some(other) => Some(Alternative {
                            tariff: self.tariff(&other.tariff, plan)?,
                            within: other.within,
                        }),
                        None => None,
                    },
                }
            }
            Some(RateSource::Table(name)) => Rate::Table(self.table(name, plan)),
            Some(RateSource::Expression(expression)) => Rate::Expression(expression.clone()),
            Some(RateSource::Fraction { numerator, denominator }) => {
                Rate::Fraction { numerator: *numerator, denominator: *denominator }
            }
        })
    }

    /// The tariff of the levy that this one stands in for, where the lower of the two counts.
    fn ceiling(&self, levy: &Levy, plan: &mut Plan) -> Result<Option<usize>, QuoteError> {
        if !levy.not_above_tariff {
            return Ok(None);
        }
        let replaced = self.levies.iter().find(|row| {
            row.value().rate == Some(RateSource::Tariff)
                && levy.replaces.iter().any(|named| named.names(row.id(), row.value().kind))
        });
        let Some(row) = replaced else { return Ok(None) };
        match self.plan_rate(row, plan)? {
            Rate::Tariff { tariff, .. } => Ok(Some(tariff)),
            _ => Ok(None),
        }
    }

    fn tariff(&self, code: &str, plan: &mut Plan) -> Result<usize, QuoteError> {
        if let Some(index) = plan.tariffs.iter().position(|tariff| *tariff.code == *code) {
            return Ok(index);
        }
        plan.tariffs.push(PlannedTariff { code: code.into(), rates: self.book.tariff(code)? });
        Ok(plan.tariffs.len().saturating_sub(1))
    }

    fn table(&self, name: &Arc<str>, plan: &mut Plan) -> usize {
        if let Some(index) = plan.tables.iter().position(|table| table.name == *name) {
            return index;
        }
        let mut table = RateTable { name: Arc::clone(name), categories: Vec::new() };
        for row in self.layers.rates(self.request.date) {
            let rate = row.value();
            if rate.table != *name || !self.is_rate_here(rate) {
                continue;
            }
            match table.categories.iter_mut().find(|(category, _)| *category == rate.category) {
                Some((_, rates)) => rates.push(row.clone()),
                None => table.categories.push((rate.category, vec![row.clone()])),
            }
        }
        // Stable: within the same specificity the nearest layer stays first.
        for (_, rates) in &mut table.categories {
            rates.sort_by_key(|row| row.value().regions.is_empty() && row.value().areas.is_empty());
        }
        table.categories.sort_by_key(|(category, _)| *category);
        plan.tables.push(table);
        plan.tables.len().saturating_sub(1)
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
            if levies == 0 || !self.may_hold(&minimum.when)? {
                continue;
            }
            let after = MASK_BITS.saturating_sub(1).saturating_sub(leading_zeros(levies));
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

    /// Whether what the lane decides of a condition holds; a row that says nothing of movement is on imports.
    fn may_hold(&self, when: &Condition) -> Result<bool, QuoteError> {
        self.may_hold_on(when, &[Movement::Import])
    }

    fn may_hold_on(&self, when: &Condition, usual: &[Movement]) -> Result<bool, QuoteError> {
        let request = self.request;
        let registered =
            |words: &[String]| words.iter().any(|word| request.seller.registrations.contains(word));
        let movements = if when.movement.is_empty() { usual } else { &when.movement };
        Ok(movements.contains(&self.movement)
            && allows(&when.nature, &request.nature)
            && allows(&when.buyer, &request.buyer)
            && allows(&when.transport, &request.transport)
            && allows(&when.terms, &request.terms)
            && (when.dispatch.is_empty() || self.is_within(request.ship_from, &when.dispatch)?)
            && !self.is_within(request.ship_from, &when.not_dispatch)?
            && (when.region.is_empty() || self.region.is_some_and(|region| when.region.contains(&region)))
            && self.region.is_none_or(|region| !when.not_region.contains(&region))
            && (when.registered.is_empty() || registered(&when.registered))
            && !registered(&when.not_registered)
            && when
                .consignments_not_above
                .is_none_or(|most| request.prior_imports.is_none_or(|prior| prior.consignments < most))
            && when.marketplace.is_none_or(|wanted| wanted == request.seller.marketplace)
            && when.preference_claimed.is_none_or(|wanted| wanted == request.preference_claimed))
    }

    /// Whether a country is one of these, or belongs to one of these customs territories.
    fn is_within(&self, country: Country, codes: &[TerritoryCode]) -> Result<bool, QuoteError> {
        for code in codes {
            if code.as_str() == country.as_str()
                || self.book.is_in_customs_territory(country, *code, self.request.date)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn countries(&self, codes: &[TerritoryCode]) -> Result<Vec<Country>, QuoteError> {
        let mut countries = Vec::new();
        for code in codes {
            countries.extend(code.as_str().parse::<Country>().ok());
            countries.extend(self.book.customs_territory_members(*code, self.request.date)?);
        }
        countries.sort_unstable();
        countries.dedup();
        Ok(countries)
    }

    /// What is left of a condition for the cart to decide.
    fn tests(&self, rule: &RuleId, when: &Condition) -> Result<Tests, QuoteError> {
        let mut tests = Tests {
            goods: self.list_mask(rule, &when.goods)?,
            not_goods: self.list_mask(rule, &when.not_goods)?,
            schemes: self.scheme_mask(rule, &when.scheme)?,
            not_schemes: self.scheme_mask(rule, &when.not_scheme)?,
            origin: self.countries(&when.origin)?,
            not_origin: self.countries(&when.not_origin)?,
            additional_duties_given: when.additional_duties_given,
            duty_given: when.duty_given,
            tax_given: when.tax_given,
            carrier_fees_given: when.carrier_fees_given,
            charges: self.mask(&when.charges),
            levied: self.mask(&when.levied),
            consignment: Vec::new(),
            late: Vec::new(),
            mass_kg: when.mass_kg.clone(),
            counts_prior: when.consignments_not_above.is_some()
                || when.values.iter().any(|test| test.of.iter().any(|term| term.part == Part::PriorValue)),
            item: Vec::new(),
            never: false,
        };
        // What asks for a levy that cannot apply here or for a scheme of other days never holds.
        let never = |refs: &[LevyRef], mask: Mask| !refs.is_empty() && mask == 0;
        tests.never = never(&when.charges, tests.charges)
            || never(&when.levied, tests.levied)
            || (!when.scheme.is_empty() && tests.schemes == 0);
        for test in &when.values {
            let planned = self.value_test(rule, test)?;
            let late = planned.of.iter().any(|term| matches!(term.source, TermSource::Levies { .. }));
            match (test.per_item, late) {
                (true, _) => tests.item.push(planned),
                (false, true) => tests.late.push(planned),
                (false, false) => tests.consignment.push(planned),
            }
        }
        Ok(tests)
    }

    fn value_test(&self, rule: &RuleId, test: &ValueTest) -> Result<PlannedValueTest, QuoteError> {
        let without: Vec<RuleId> = test.without_goods.iter().cloned().collect();
        Ok(PlannedValueTest {
            of: self.terms(rule, &test.of)?,
            bounds: test.bounds.clone(),
            without_goods: self.list_mask(rule, &without)?,
        })
    }

    fn terms(&self, rule: &RuleId, terms: &[BaseTerm]) -> Result<Vec<Term>, QuoteError> {
        terms
            .iter()
            .map(|term| Ok(Term { source: self.term_source(rule, &term.part)?, factor: term.factor }))
            .collect()
    }

    fn term_source(&self, rule: &RuleId, part: &Part) -> Result<TermSource, QuoteError> {
        let levies = |mask, additional, carrier_fees| TermSource::Levies { mask, additional, carrier_fees };
        Ok(match part {
            Part::Goods => TermSource::Goods,
            Part::Shipping => TermSource::Shipping,
            Part::Insurance => TermSource::Insurance,
            Part::CustomsValue => TermSource::CustomsValue,
            Part::PriorValue => TermSource::PriorValue,
            Part::Duty => levies(self.mask(&[LevyRef::Kind(ChargeKind::Duty)]), true, false),
            Part::Tax => levies(self.mask(&[LevyRef::Kind(ChargeKind::Tax)]), false, false),
            Part::Fees => levies(self.base_fees(), false, true),
            Part::Levy(id) => {
                if !self.is_levy(id) {
                    return Err(self.unknown(rule, "base", id));
                }
                levies(self.mask(&[LevyRef::Id(id.clone())]), false, false)
            }
        })
    }

    /// Whether any layer has a levy of this id, in force today or not.
    fn is_levy(&self, id: &RuleId) -> bool {
        self.layers.nearest(|file| file.levies.iter().any(|(other, _)| other == id).then_some(())).is_some()
    }

    /// Whether any layer has a scheme of this id, in force today or not.
    fn is_scheme(&self, id: &RuleId) -> bool {
        self.layers.nearest(|file| file.schemes.iter().any(|(other, _)| other == id).then_some(())).is_some()
    }

    fn list_mask(&self, rule: &RuleId, ids: &[RuleId]) -> Result<Mask, QuoteError> {
        ids.iter().try_fold(0, |mask, id| {
            let index = self.lists.iter().position(|list| list.id() == id);
            Ok(mask | bit(index.ok_or_else(|| self.unknown(rule, "goods", id))?))
        })
    }

    /// A scheme that is not in force today reaches nobody.
    fn scheme_mask(&self, rule: &RuleId, ids: &[RuleId]) -> Result<Mask, QuoteError> {
        ids.iter().try_fold(0, |mask, id| match self.schemes.iter().position(|scheme| scheme.id() == id) {
            Some(index) => Ok(mask | bit(index)),
            None if self.is_scheme(id) => Ok(mask),
            None => Err(self.unknown(rule, "scheme", id)),
        })
    }

    fn unknown(&self, rule: &RuleId, field: &str, name: &RuleId) -> QuoteError {
        LoadError::UnknownName {
            file: self.layers.nearest(|file| Some(file.path.clone())).unwrap_or_default(),
            row: rule.to_string(),
            field: field.to_owned(),
            name: name.to_string(),
        }
        .into()
    }
}

fn allows<T: PartialEq>(words: &[T], word: &T) -> bool {
    words.is_empty() || words.contains(word)
}

fn leading_zeros(mask: Mask) -> usize {
    usize::try_from(mask.leading_zeros()).unwrap_or(0)
}

//! What a lane decides of conditions and bases, and the tests that it leaves to the cart.

use super::Builder;
use crate::landed_cost::QuoteError;
use crate::landed_cost::lane::plan::{PlannedValueTest, Term, TermSource, Tests};
use crate::landed_cost::territory::{BaseTerm, Condition, Levy, LevyRef, Part, ValueTest};
use crate::landed_cost::words::{ChargeKind, Movement};
use crate::landed_cost::working::{Mask, bit, mask_where};
use crate::place::{Country, TerritoryCode};
use crate::rules::{Dated, LoadError, RuleId};

impl Builder<'_> {
    /// Whether what the lane decides of a condition holds; a row that says nothing of movement is on imports.
    pub(super) fn may_hold(&self, when: &Condition) -> Result<bool, QuoteError> {
        self.may_hold_on(when, &[Movement::Import])
    }

    pub(super) fn may_hold_on(&self, when: &Condition, usual: &[Movement]) -> Result<bool, QuoteError> {
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
    pub(super) fn tests(&self, rule: &RuleId, when: &Condition) -> Result<Tests, QuoteError> {
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
            of_lines: true,
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
        tests.of_lines = tests.asks_lines();
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

    pub(super) fn terms(&self, rule: &RuleId, terms: &[BaseTerm]) -> Result<Vec<Term>, QuoteError> {
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

    pub(super) fn mask(&self, refs: &[LevyRef]) -> Mask {
        let is_named = |row: &Dated<Levy>| refs.iter().any(|named| named.names(row.id(), row.value().kind));
        mask_where(&self.levies, is_named)
    }

    pub(super) fn base_fees(&self) -> Mask {
        mask_where(&self.levies, |row| row.value().in_tax_base)
    }

    pub(super) fn list_mask(&self, rule: &RuleId, ids: &[RuleId]) -> Result<Mask, QuoteError> {
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

    /// Whether any layer has a levy of this id, in force today or not.
    fn is_levy(&self, id: &RuleId) -> bool {
        self.layers.nearest(|file| file.levies.iter().any(|(other, _)| other == id).then_some(())).is_some()
    }

    /// Whether any layer has a scheme of this id, in force today or not.
    fn is_scheme(&self, id: &RuleId) -> bool {
        self.layers.nearest(|file| file.schemes.iter().any(|(other, _)| other == id).then_some(())).is_some()
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

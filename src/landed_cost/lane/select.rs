//! Deciding what a plan left open: conditions on goods and values, and the sums that bases are made of.

use rust_decimal::Decimal;

use super::exchange::{factor_of, times};
use super::plan::{Foundation, PlannedValueTest, Term, TermSource, Tests};
use super::run::{Run, exact};
use crate::goods::Measure;
use crate::landed_cost::CartError;
use crate::landed_cost::remark::Subject;
use crate::landed_cost::territory::{Bound, settled};
use crate::landed_cost::working::{Mask, State, bits};
use crate::money::ExactMoney;
use crate::place::Country;

impl Run<'_> {
    /// What a part comes to on a line; `None` if it is not known.
    pub(super) fn part(&self, line: usize, term: &Term) -> Result<Option<Decimal>, CartError> {
        let Some(state) = self.scratch.lines.get(line) else { return Ok(Some(Decimal::ZERO)) };
        let value = match term.source {
            TermSource::Goods => Some(state.net.goods),
            TermSource::Shipping => Some(state.net.shipping),
            TermSource::Insurance => Some(state.net.insurance),
            TermSource::CustomsValue => Some(state.customs_value),
            TermSource::PriorValue => Some(if line == 0 { self.prior_value } else { Decimal::ZERO }),
            TermSource::Levies { mask, additional, carrier_fees } => {
                let mut sum = self.levied(line, mask)?;
                if additional {
                    sum = add(sum, state.on_top)?;
                }
                if carrier_fees {
                    sum = add(sum, Some(state.carrier_fees_in_base))?;
                }
                sum
            }
        };
        match (value, term.factor) {
            (Some(value), Some(factor)) => exact(value.checked_mul(factor)).map(Some),
            (value, _) => Ok(value),
        }
    }

    /// The sum of parts on a line; `None` if one of them is not known.
    pub(super) fn base(&self, line: usize, terms: &[Term]) -> Result<Option<Decimal>, CartError> {
        let Some((first, others)) = terms.split_first() else { return Ok(Some(Decimal::ZERO)) };
        let mut sum = self.part(line, first)?;
        for term in others {
            sum = add(sum, self.part(line, term)?)?;
        }
        Ok(sum)
    }

    /// What these levies came to on a line, as later bases see them.
    fn levied(&self, line: usize, mask: Mask) -> Result<Option<Decimal>, CartError> {
        let mut sum = Some(Decimal::ZERO);
        for levy in bits(mask) {
            let cell = self.cell(levy, line);
            match cell.state {
                State::Off => {}
                State::Charged => sum = add(sum, Some(cell.carried))?,
                State::Unknown => sum = None,
            }
        }
        Ok(sum)
    }

    /// What these levies charge on the whole cart; `None` if one of them is not known.
    pub(super) fn charged(&self, mask: Mask) -> Result<Option<Decimal>, CartError> {
        let mut sum = Some(Decimal::ZERO);
        for levy in bits(mask) {
            for line in 0..self.scratch.lines.len() {
                let cell = self.cell(levy, line);
                match cell.state {
                    State::Off => {}
                    State::Charged => sum = add(sum, Some(cell.amount))?,
                    State::Unknown => sum = None,
                }
            }
        }
        if mask & self.plan.duty_levies != 0 {
            for duty in &self.scratch.on_top {
                sum = add(sum, Some(duty.amount))?;
            }
        }
        Ok(sum)
    }

    /// Whether the conditions on the whole consignment hold.
    pub(super) fn holds_for_cart(&mut self, tests: &Tests) -> Result<bool, CartError> {
        if tests.never {
            return Ok(false);
        }
        for test in &tests.consignment {
            if !self.value_holds(test)? {
                return Ok(false);
            }
        }
        if !self.mass_holds(tests)? {
            return Ok(false);
        }
        if tests.counts_prior && self.plan.prior_imports.is_none() {
            self.remarks.inform(None, Subject::PriorImportsAssumed);
        }
        Ok(true)
    }

    /// Whether the net mass lies within the bounds; a mass that is not given counts as nothing, and the
    /// answer says so.
    fn mass_holds(&mut self, tests: &Tests) -> Result<bool, CartError> {
        if tests.mass_kg.is_empty() {
            return Ok(true);
        }
        let mut sum = Some(Decimal::ZERO);
        for item in &self.cart.items {
            sum = add(sum, item.measures.get(Measure::Kilogram))?;
        }
        if sum.is_none() {
            self.remarks.doubt(None, Subject::MassMissing);
        }
        let sum = sum.unwrap_or_default();
        Ok(tests.mass_kg.iter().all(|(bound, limit)| bound.holds(sum, *limit)))
    }

    pub(super) fn holds_late(&mut self, tests: &Tests) -> Result<bool, CartError> {
        for test in &tests.late {
            if !self.value_holds(test)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn value_holds(&mut self, test: &PlannedValueTest) -> Result<bool, CartError> {
        let mut sum = Some(Decimal::ZERO);
        for (index, line) in self.scratch.lines.iter().enumerate() {
            let left_out = line.lists & test.without_goods != 0;
            for term in &test.of {
                if !(left_out && matches!(term.source, TermSource::Goods)) {
                    sum = add(sum, self.part(index, term)?)?;
                }
            }
        }
        // A value that rests on an unknown charge is unknown; whoever rests on it is unknown already.
        let Some(sum) = sum else { return Ok(false) };
        Ok(self.within(sum, &test.bounds))
    }

    /// Whether a value in the customs currency lies within bounds in any currency.
    pub(super) fn within(&mut self, value: Decimal, bounds: &[(Bound, ExactMoney)]) -> bool {
        let value = settled(value);
        bounds
            .iter()
            .all(|(bound, limit)| self.in_customs(*limit).is_some_and(|limit| bound.holds(value, limit)))
    }

    /// An amount of a rule in the customs currency. Without an exchange rate nothing can be decided.
    pub(super) fn in_customs(&mut self, money: ExactMoney) -> Option<Decimal> {
        if money.currency() == self.customs {
            return Some(money.amount());
        }
        let factor = factor_of(self.rates.customs.as_ref(), money.currency(), self.customs);
        let converted = factor.and_then(|factor| times(money.amount(), factor));
        self.used_customs_rate = true;
        if converted.is_none() {
            self.undecided = true;
            self.remarks
                .refuse(None, Subject::ExchangeRateMissing { from: money.currency(), to: self.customs });
        }
        converted
    }

    /// Whether the conditions on a line hold, those on the whole consignment apart.
    pub(super) fn holds_for_line(&mut self, index: usize, tests: &Tests) -> Result<bool, CartError> {
        let (Some(line), Some(item)) = (self.scratch.lines.get(index), self.cart.items.get(index)) else {
            return Ok(false);
        };
        let (schemes, lists) = (line.schemes, line.lists);
        let origin = item.origin.unwrap_or(self.plan.ship_from);
        let given = |wanted: Option<bool>, given: bool| wanted.is_none_or(|wanted| wanted == given);
        let duty_given = item.duty.is_some() || !item.duty_by_tariff.is_empty();
        if !(any(tests.schemes, schemes)
            && tests.not_schemes & schemes == 0
            && (tests.origin.is_empty() || is_among(&tests.origin, origin))
            && !is_among(&tests.not_origin, origin)
            && given(tests.additional_duties_given, item.additional_duties.is_some())
            && given(tests.duty_given, duty_given)
            && given(tests.tax_given, item.tax.is_some())
            && given(tests.carrier_fees_given, self.cart.carrier_fees.is_some()))
        {
            return Ok(false);
        }
        for test in &tests.item {
            let piece = exact(line_piece(self, index, &test.of)?)?;
            if !self.within(piece, &test.bounds) {
                return Ok(false);
            }
        }
        if tests.goods | tests.not_goods != 0 && !self.is_classified(index) {
            self.remarks.doubt(Some(index), Subject::GoodsNotClassified);
        }
        Ok(any(tests.goods, lists) && tests.not_goods & lists == 0)
    }

    pub(super) fn is_classified(&self, index: usize) -> bool {
        self.cart.items.get(index).is_some_and(|item| item.hs_code.is_some())
            || self.scratch.lines.get(index).is_some_and(|line| line.category_known)
    }

    /// Says what a row's evidence holds against the answer.
    pub(super) fn rest_on(&mut self, foundation: Option<&Foundation>) {
        let Some(foundation) = foundation else { return };
        for subject in foundation.subject.iter().chain(&foundation.doubt) {
            self.remarks.doubt(None, subject.clone());
        }
    }
}

/// The value of one piece of a line.
fn line_piece(run: &Run<'_>, index: usize, terms: &[Term]) -> Result<Option<Decimal>, CartError> {
    let (Some(value), Some(line)) = (run.base(index, terms)?, run.scratch.lines.get(index)) else {
        return Ok(Some(Decimal::ZERO));
    };
    Ok(value.checked_div(line.quantity))
}

pub(super) fn add(sum: Option<Decimal>, part: Option<Decimal>) -> Result<Option<Decimal>, CartError> {
    match (sum, part) {
        (Some(sum), Some(part)) => exact(sum.checked_add(part)).map(Some),
        _ => Ok(None),
    }
}

fn any(wanted: Mask, there: Mask) -> bool {
    wanted == 0 || wanted & there != 0
}

fn is_among(countries: &[Country], country: Country) -> bool {
    countries.binary_search(&country).is_ok()
}

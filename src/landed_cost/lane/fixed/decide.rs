//! Which schemes, levies and reliefs reach which lines, and which notices are given.

use std::sync::Arc;

use super::number::{Fixed, as_base, holds};
use super::{Class, Run};
use crate::landed_cost::lane::plan::{Foundation, PlannedLevy, PlannedValueTest, Term, TermSource, Tests};
use crate::landed_cost::remark::Subject;
use crate::landed_cost::territory::NoticeEffect;
use crate::landed_cost::words::ChargeKind;
use crate::landed_cost::working::{Mask, bit, bits};
use crate::place::Country;

impl Run<'_> {
    pub(super) fn choose_schemes(&mut self) -> Option<()> {
        for (number, scheme) in self.plan.schemes.iter().enumerate() {
            let mut reached = false;
            if scheme.possible && self.holds_for_cart(&scheme.tests)? {
                reached = self.mark(&scheme.tests, |class| class.schemes |= bit(number))?;
            }
            let rule = || scheme.row.id().clone();
            if reached {
                self.rest_on(scheme.foundation.as_ref());
            }
            if reached && !scheme.registered {
                let registration = Arc::clone(&scheme.row.value().registration);
                self.quote
                    .remarks
                    .inform(None, Subject::RegistrationRequired { scheme: rule(), registration });
            }
            if !reached && scheme.registered {
                self.quote.remarks.inform(None, Subject::SchemeNotApplicable { scheme: rule() });
            }
        }
        Some(())
    }

    pub(super) fn choose_levies(&mut self) -> Option<()> {
        let plan = self.plan;
        for (number, levy) in plan.levies.iter().enumerate() {
            if self.holds_for_cart(&levy.tests)? {
                let on_top = levy.levy().kind == ChargeKind::AdditionalDuty && !levy.levy().instead_of_tariff;
                for class in &mut self.memory.classes {
                    if !(on_top && class.given.additional_duties) && holds_for_class(class, &levy.tests)? {
                        class.applies |= bit(number);
                    }
                }
            }
        }
        for class in &mut self.memory.classes {
            for (number, levy) in plan.levies.iter().enumerate() {
                if class.applies & bit(number) != 0 {
                    class.applies &= !levy.replaces;
                }
            }
        }
        for relief in &plan.reliefs {
            let reaches = |class: &Class| class.applies & relief.waives != 0;
            if relief.row.value().whole_items {
                if self.memory.classes.iter().any(reaches) {
                    return None;
                }
                continue;
            }
            if !self.holds_for_cart(&relief.tests)? {
                continue;
            }
            let mut granted = false;
            for class in &mut self.memory.classes {
                if reaches(class) && holds_for_class(class, &relief.tests)? {
                    granted = true;
                    class.applies &= !relief.waives;
                }
            }
            if granted {
                self.rest_on(relief.foundation.as_ref());
                self.quote.remarks.inform(None, Subject::ReliefGranted { rule: relief.row.id().clone() });
            }
        }
        Some(())
    }

    /// Changes the classes on which the conditions hold; true if there is one.
    fn mark(&mut self, tests: &Tests, change: impl Fn(&mut Class)) -> Option<bool> {
        let mut reached = false;
        for class in &mut self.memory.classes {
            if holds_for_class(class, tests)? {
                reached = true;
                change(class);
            }
        }
        Some(reached)
    }

    /// Whether the conditions on the whole consignment hold.
    fn holds_for_cart(&mut self, tests: &Tests) -> Option<bool> {
        if tests.never {
            return Some(false);
        }
        for test in &tests.consignment {
            if !self.value_holds(test)? {
                return Some(false);
            }
        }
        if !tests.mass_kg.is_empty() {
            return None;
        }
        if tests.counts_prior {
            self.quote.remarks.inform(None, Subject::PriorImportsAssumed);
        }
        Some(true)
    }

    fn holds_late(&mut self, tests: &Tests) -> Option<bool> {
        for test in &tests.late {
            if !self.value_holds(test)? {
                return Some(false);
            }
        }
        Some(true)
    }

    fn value_holds(&mut self, test: &PlannedValueTest) -> Option<bool> {
        let mut sum = 0;
        for term in &test.of {
            sum += self.total_of(term, test.without_goods)?;
        }
        for (bound, limit) in &test.bounds {
            let limit = self.in_customs(*limit)?;
            if !holds(*bound, sum, limit)? {
                return Some(false);
            }
        }
        Some(true)
    }

    /// A part over the whole cart, the goods without those of some lists.
    pub(super) fn total_of(&self, term: &Term, without_goods: Mask) -> Option<Fixed> {
        let sum = match term.source {
            TermSource::Goods if without_goods != 0 => self.goods_without(without_goods),
            TermSource::Goods => self.total.goods,
            TermSource::Shipping => self.total.shipping,
            TermSource::Insurance => self.total.insurance,
            TermSource::CustomsValue => self.total.value,
            TermSource::PriorValue => 0,
            TermSource::Levies { mask, additional, .. } => {
                let lines = self.memory.lines.len();
                (0..lines).map(|line| self.levied(line, mask, additional)).sum()
            }
        };
        match term.factor {
            None => Some(sum),
            factor => Some(super::ratio_of_factor(factor)?.times(as_base(sum)?)),
        }
    }

    fn goods_without(&self, lists: Mask) -> Fixed {
        let left_out = |class: usize| self.memory.classes.get(class).is_some_and(|c| c.lists & lists != 0);
        let lines = self.memory.lines.iter();
        lines.filter(|line| !left_out(line.class)).map(|line| line.parts.goods).sum()
    }

    /// What these levies came to on a line, as later bases see them.
    pub(super) fn levied(&self, line: usize, mask: Mask, additional: bool) -> Fixed {
        let lines = self.memory.lines.len();
        let carried = |levy: usize| self.memory.carried.get(levy * lines + line).copied().unwrap_or(0);
        let sum: Fixed = bits(mask & self.used).map(carried).sum();
        let on_top = self.memory.lines.get(line).filter(|_| additional).map_or(0, |line| line.on_top);
        sum + on_top
    }

    pub(super) fn is_due(&mut self, number: usize, levy: &PlannedLevy) -> Option<bool> {
        let somewhere = self.memory.classes.iter().any(|class| class.applies & bit(number) != 0);
        if !somewhere || !self.holds_late(&levy.tests)? {
            return Some(false);
        }
        if levy.charged == 0 {
            return Some(true);
        }
        // A fee inside the base of the tax that it depends on takes two passes.
        if levy.levy().in_tax_base { None } else { Some(self.charges(levy.charged)) }
    }

    /// Whether these levies come to more than nothing.
    fn charges(&self, mask: Mask) -> bool {
        let charged = |levy: usize| self.memory.charged.get(levy).is_some_and(|minor| *minor > 0);
        bits(mask).any(charged)
            || mask & self.plan.duty_levies != 0 && self.memory.on_top.iter().any(|duty| duty.minor > 0)
    }

    /// Charges that may be too small to be collected are left to the clear calculation.
    pub(super) fn keep_what_is_large_enough(&mut self, after: usize) -> Option<()> {
        for minimum in self.plan.minimums.iter().filter(|minimum| minimum.after == after) {
            let charged = |levy: usize| self.memory.charged.get(levy).copied().unwrap_or(0);
            let mut sum: u64 = bits(minimum.levies).map(charged).sum();
            if minimum.levies & self.plan.duty_levies != 0 {
                sum += self.memory.on_top.iter().map(|duty| duty.minor).sum::<u64>();
            }
            if sum == 0 {
                continue;
            }
            let rule = minimum.row.value();
            let limit = self.in_customs(rule.limit)?;
            if holds(rule.bound, Fixed::from(sum) * Fixed::from(self.prepared.unit), limit)? {
                return None;
            }
        }
        Some(())
    }

    pub(super) fn remark_on_additional_duties(&mut self) {
        for (index, item) in self.cart.items.iter().enumerate() {
            let given = item.additional_duties.as_ref().is_some_and(|duties| !duties.is_empty());
            if given && self.memory.lines.get(index).is_some_and(|line| !line.has_on_top) {
                self.quote.remarks.inform(Some(index), Subject::AdditionalDutiesNotCharged);
            }
        }
    }

    pub(super) fn give_notices(&mut self) -> Option<()> {
        for notice in &self.plan.notices {
            let tests = &notice.tests;
            let due = self.holds_for_cart(tests)?
                && self.holds_late(tests)?
                && (tests.charges == 0 || self.charges(tests.charges));
            if !due || !self.holds_for_some_line(tests)? {
                continue;
            }
            let rule = notice.row.value();
            let subject = Subject::Rule {
                rule: notice.row.id().clone(),
                code: rule.code.clone(),
                message: rule.message.clone(),
            };
            match rule.effect {
                NoticeEffect::Inform => self.quote.remarks.inform(None, subject),
                NoticeEffect::Estimate => self.quote.remarks.doubt(None, subject),
                NoticeEffect::Refuse => return None,
            }
        }
        Some(())
    }

    fn holds_for_some_line(&self, tests: &Tests) -> Option<bool> {
        if tests.levied & self.used == 0 && tests.levied != 0 {
            return Some(false);
        }
        for (number, class) in self.memory.classes.iter().enumerate() {
            let mut lines = self.memory.lines.iter();
            let bears = tests.levied == 0
                || lines.any(|line| line.class == number && line.charged & tests.levied != 0);
            if bears && holds_for_class(class, tests)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Says what a row's evidence holds against the answer.
    pub(super) fn rest_on(&mut self, foundation: Option<&Foundation>) {
        let Some(foundation) = foundation else { return };
        for subject in foundation.subject.iter().chain(&foundation.doubt) {
            self.quote.remarks.doubt(None, subject.clone());
        }
    }

    pub(super) fn say_estimate(&mut self, levy: &PlannedLevy) {
        if let Some(why) = &levy.levy().estimate {
            let rule = levy.row.id().clone();
            self.quote.remarks.doubt(None, Subject::EstimatedAmount { rule, why: why.clone() });
        }
    }
}

/// Whether the conditions on a line hold, those on the whole consignment apart.
fn holds_for_class(class: &Class, tests: &Tests) -> Option<bool> {
    if !tests.of_lines {
        return Some(true);
    }
    let given = |wanted: Option<bool>, given: bool| wanted.is_none_or(|wanted| wanted == given);
    if !(any(tests.schemes, class.schemes)
        && tests.not_schemes & class.schemes == 0
        && (tests.origin.is_empty() || is_among(&tests.origin, class.origin))
        && !is_among(&tests.not_origin, class.origin)
        && given(tests.additional_duties_given, class.given.additional_duties)
        && given(tests.duty_given, class.given.duty)
        && given(tests.tax_given, false)
        && given(tests.carrier_fees_given, false))
    {
        return Some(false);
    }
    // A test on one piece, and what is said of goods that nothing is known of, are left to the clear calculation.
    if !tests.item.is_empty() || tests.goods | tests.not_goods != 0 && !class.classified {
        return None;
    }
    Some(any(tests.goods, class.lists) && tests.not_goods & class.lists == 0)
}

fn any(wanted: Mask, there: Mask) -> bool {
    wanted == 0 || wanted & there != 0
}

fn is_among(countries: &[Country], country: Country) -> bool {
    !countries.is_empty() && countries.binary_search(&country).is_ok()
}

//! What comes after a levy is computed: too little to collect, and what the rules want to be said.

use rust_decimal::Decimal;

use super::plan::{PlannedMinimum, Tests};
use super::run::Run;
use crate::landed_cost::CartError;
use crate::landed_cost::remark::Subject;
use crate::landed_cost::territory::NoticeEffect;
use crate::landed_cost::working::{Cell, State, bits};
use crate::money::ExactMoney;

impl Run<'_> {
    /// Charges that together are too little to collect are not charged.
    pub(super) fn drop_what_is_too_small(&mut self, after: usize) -> Result<(), CartError> {
        let plan = self.plan;
        for minimum in plan.minimums.iter().filter(|minimum| minimum.after == after) {
            let Some(sum) = self.charged(minimum.levies)?.filter(|sum| !sum.is_zero()) else { continue };
            let rule = minimum.row.value();
            if !self.within(sum, &[(rule.bound, rule.limit)]) || !self.holds_for_all(minimum)? {
                continue;
            }
            for levy in bits(minimum.levies) {
                for line in 0..self.scratch.lines.len() {
                    self.set_cell(levy, line, Cell::default());
                }
            }
            if minimum.levies & plan.duty_levies != 0 {
                self.scratch.on_top.clear();
                self.scratch.lines.iter_mut().for_each(|line| line.on_top = Some(Decimal::ZERO));
            }
            self.rest_on(minimum.foundation.as_ref());
            let amount = ExactMoney::new(sum, self.customs);
            self.remarks.inform(None, Subject::NotCollected { rule: minimum.row.id().clone(), amount });
        }
        Ok(())
    }

    /// Whether the conditions of a minimum hold for the cart and for every line that bears one of its levies.
    fn holds_for_all(&mut self, minimum: &PlannedMinimum) -> Result<bool, CartError> {
        if !self.holds_for_cart(&minimum.tests)? {
            return Ok(false);
        }
        for line in 0..self.scratch.lines.len() {
            let bears = bits(minimum.levies).any(|levy| self.cell(levy, line).state != State::Off);
            if bears && !self.holds_for_line(line, &minimum.tests)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Additional duties go with the ordinary one; where that is not charged, the caller is told.
    pub(super) fn remark_on_additional_duties(&mut self) {
        for (index, item) in self.cart.items.iter().enumerate() {
            let given = item.additional_duties.as_ref().is_some_and(|duties| !duties.is_empty());
            let taken = self.scratch.on_top.iter().any(|duty| duty.line == index)
                || self.scratch.lines.get(index).is_some_and(|line| line.on_top.is_none());
            if given && !taken {
                self.remarks.inform(Some(index), Subject::AdditionalDutiesNotCharged);
            }
        }
    }

    pub(super) fn give_notices(&mut self) -> Result<(), CartError> {
        let plan = self.plan;
        for notice in &plan.notices {
            let tests = &notice.tests;
            let due = self.holds_for_cart(tests)?
                && self.holds_late(tests)?
                && (tests.charges == 0 || self.charged(tests.charges)? != Some(Decimal::ZERO));
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
                NoticeEffect::Inform => self.remarks.inform(None, subject),
                NoticeEffect::Estimate => self.remarks.doubt(None, subject),
                NoticeEffect::Refuse => {
                    self.undecided = true;
                    self.remarks.refuse(None, subject);
                }
            }
        }
        Ok(())
    }

    /// Whether one line meets the conditions and bears one of the levies that they ask for.
    fn holds_for_some_line(&mut self, tests: &Tests) -> Result<bool, CartError> {
        // A line of unknown goods casts a doubt; it is only asked where no known line settles it.
        for classified in [true, false] {
            for index in 0..self.scratch.lines.len() {
                let levied = tests.levied == 0
                    || bits(tests.levied).any(|levy| self.cell(levy, index).state != State::Off);
                let asked = levied && self.is_classified(index) == classified;
                if asked && self.holds_for_line(index, tests)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

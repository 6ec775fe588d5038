//! Which schemes, levies and reliefs reach which line.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::plan::PlannedRelief;
use super::run::{Run, exact};
use crate::landed_cost::CartError;
use crate::landed_cost::remark::Subject;
use crate::landed_cost::territory::Bound;
use crate::landed_cost::words::ChargeKind;
use crate::landed_cost::working::bit;

impl Run<'_> {
    pub(super) fn choose_schemes(&mut self) -> Result<(), CartError> {
        for line in &mut self.scratch.lines {
            line.schemes = 0;
        }
        let plan = self.plan;
        for (number, scheme) in plan.schemes.iter().enumerate() {
            let mut reached = false;
            if scheme.possible && self.holds_for_cart(&scheme.tests)? {
                for index in 0..self.scratch.lines.len() {
                    if self.holds_for_line(index, &scheme.tests)? {
                        reached = true;
                        if let Some(line) = self.scratch.lines.get_mut(index) {
                            line.schemes |= bit(number);
                        }
                    }
                }
            }
            let rule = || scheme.row.id().clone();
            if reached {
                self.rest_on(scheme.foundation.as_ref());
            }
            if reached && !scheme.registered {
                let registration = Arc::clone(&scheme.row.value().registration);
                self.remarks.inform(None, Subject::RegistrationRequired { scheme: rule(), registration });
            }
            if !reached && scheme.registered {
                self.remarks.inform(None, Subject::SchemeNotApplicable { scheme: rule() });
            }
        }
        Ok(())
    }

    /// Which levies apply on which line: conditions first, then what one levy puts in place of another, then reliefs.
    pub(super) fn choose_levies(&mut self) -> Result<(), CartError> {
        for line in &mut self.scratch.lines {
            (line.applies, line.kept, line.kept_for) = (0, Decimal::ONE, 0);
        }
        let plan = self.plan;
        for (number, levy) in plan.levies.iter().enumerate() {
            // The caller's carrier fees stand in place of the carriers' fees of the data.
            let replaced = levy.levy().operator.is_some() && self.cart.carrier_fees.is_some();
            if replaced || !self.holds_for_cart(&levy.tests)? {
                continue;
            }
            // And the caller's additional duties in place of those that come on top of the tariff.
            let on_top = levy.levy().kind == ChargeKind::AdditionalDuty && !levy.levy().instead_of_tariff;
            for index in 0..self.scratch.lines.len() {
                let given = self.cart.items.get(index).is_some_and(|item| item.additional_duties.is_some());
                if !(on_top && given)
                    && self.holds_for_line(index, &levy.tests)?
                    && let Some(line) = self.scratch.lines.get_mut(index)
                {
                    line.applies |= bit(number);
                }
            }
        }
        for line in &mut self.scratch.lines {
            for (number, levy) in plan.levies.iter().enumerate() {
                if line.applies & bit(number) != 0 {
                    line.applies &= !levy.replaces;
                }
            }
        }
        for relief in &plan.reliefs {
            if !relief.row.value().whole_items && !self.holds_for_cart(&relief.tests)? {
                continue;
            }
            if self.relieve(relief)? {
                self.rest_on(relief.foundation.as_ref());
                self.remarks.inform(None, Subject::ReliefGranted { rule: relief.row.id().clone() });
            }
        }
        Ok(())
    }

    /// Applies a relief; true if it took anything away.
    fn relieve(&mut self, relief: &PlannedRelief) -> Result<bool, CartError> {
        if relief.row.value().whole_items {
            return self.relieve_whole_pieces(relief);
        }
        let mut granted = false;
        for index in 0..self.scratch.lines.len() {
            if self.can_relieve(relief, index)? {
                granted = true;
                if let Some(line) = self.scratch.lines.get_mut(index) {
                    line.applies &= !relief.waives;
                }
            }
        }
        Ok(granted)
    }

    fn can_relieve(&mut self, relief: &PlannedRelief, index: usize) -> Result<bool, CartError> {
        let applies = self.scratch.lines.get(index).is_some_and(|line| line.applies & relief.waives != 0);
        Ok(applies && self.holds_for_line(index, &relief.tests)?)
    }

    /// Relieves whole pieces while they fit below the limit, the dearest first, so that as much value as
    /// fits is relieved; none is split.
    fn relieve_whole_pieces(&mut self, relief: &PlannedRelief) -> Result<bool, CartError> {
        let Some(mut left) = self.limit_of(relief)? else { return Ok(false) };
        let (mut granted, mut last) = (false, None);
        while let Some((piece, index)) = self.next_piece(last) {
            last = Some((piece, index));
            if !self.can_relieve(relief, index)? {
                continue;
            }
            let Some(line) = self.scratch.lines.get_mut(index) else { continue };
            // Where the quotient does not exist or does not fit, the pieces cost nothing or next to nothing.
            let fitting = left.checked_div(piece).map_or(line.quantity, |fitting| fitting.floor());
            let pieces = fitting.min(line.quantity);
            if pieces.is_zero() {
                continue;
            }
            granted = true;
            left = exact(piece.checked_mul(pieces).and_then(|value| left.checked_sub(value)))?;
            if pieces == line.quantity {
                line.applies &= !relief.waives;
            } else {
                let relieved = exact(pieces.checked_div(line.quantity))?;
                line.kept = exact(Decimal::ONE.checked_sub(relieved))?;
                line.kept_for |= relief.waives;
            }
        }
        Ok(granted)
    }

    /// The line whose piece is the dearest after `last`; of equal pieces the first line comes first.
    fn next_piece(&self, last: Option<(Decimal, usize)>) -> Option<(Decimal, usize)> {
        let mut next: Option<(Decimal, usize)> = None;
        for (index, line) in self.scratch.lines.iter().enumerate() {
            let Some(piece) = line.net.goods.checked_div(line.quantity) else { continue };
            let after = last.is_none_or(|(other, at)| piece < other || (piece == other && index > at));
            if after && next.is_none_or(|(best, _)| piece > best) {
                next = Some((piece, index));
            }
        }
        next
    }

    /// The value up to which whole pieces are relieved, in the customs currency.
    fn limit_of(&mut self, relief: &PlannedRelief) -> Result<Option<Decimal>, CartError> {
        let limit = relief.tests.consignment.first().and_then(|test| test.bounds.first()).copied();
        Ok(match limit {
            Some((Bound::NotAbove, money)) => self.in_customs(money),
            _ => None,
        })
    }
}

//! The rate of a levy on a line.

use super::Run;
use super::number::{Fixed, Ratio, cut, decimal, minor_of};
use crate::goods::{DutyExpression, End, HsCode, RateBasis};
use crate::landed_cost::Item;
use crate::landed_cost::lane::plan::{PlannedLevy, Rate};
use crate::landed_cost::lane::preference::{Found, preference_of};
use crate::landed_cost::lane::rate::{evaluate, say_of_category, say_of_row, supplied_duty};
use crate::landed_cost::remark::Subject;
use crate::landed_cost::words::ChargeKind;
use crate::landed_cost::working::CellBasis;
use crate::money::ExactMoney;

/// A rate as it is counted with.
#[derive(Clone, Copy)]
pub(super) enum Rated<'p> {
    Ratio(Ratio),
    Duty(&'p DutyExpression),
}

impl<'p> Rated<'p> {
    pub(super) fn of(duty: &'p DutyExpression) -> Self {
        Ratio::of_duty(duty).map_or(Self::Duty(duty), Self::Ratio)
    }
}

impl<'r> Run<'r> {
    pub(super) fn rate_of(&mut self, levy: &'r PlannedLevy, index: usize) -> Option<(Rated<'r>, CellBasis)> {
        match &levy.rate {
            Rate::Expression(duty) => Some((Rated::of(duty), CellBasis::Levy)),
            Rate::Fraction { numerator, denominator } => {
                Some((Rated::Ratio(Ratio::of_fraction(*numerator, *denominator)?), CellBasis::Levy))
            }
            Rate::Tariff { tariff, alternative: None } => self.tariff_rate(levy, *tariff, index),
            Rate::Table(table) if !levy.region_missing => self.category_rate(*table, index),
            _ => None,
        }
    }

    fn tariff_rate(
        &mut self,
        levy: &PlannedLevy,
        tariff: usize,
        index: usize,
    ) -> Option<(Rated<'r>, CellBasis)> {
        let (planned, item) = (self.plan.tariffs.get(tariff)?, self.cart.items.get(index)?);
        if levy.levy().kind != ChargeKind::AdditionalDuty
            && let Some(duty) = supplied_duty(item, &planned.code)
        {
            return Some((Rated::of(duty), CellBasis::SuppliedDuty(tariff)));
        }
        let code: HsCode = item.hs_code.filter(|_| planned.schedule.is_none())?;
        let rates = planned.rates.as_ref()?;
        let place = rates.place_of(code, self.plan.date)?;
        let row = rates.rows().get(place)?;
        let duty = row.rate_at(End::Usual)?;
        if row.basis() != RateBasis::AllLinesEqual {
            self.ends_differ |= row.has_ends() && row.min() != row.max();
            self.end_missing |= !row.has_ends();
        }
        say_of_row(&mut self.quote.remarks, planned, self.plan.date, (index, code), row);
        Some((Rated::of(duty), CellBasis::Tariff { tariff, row: place, end: End::Usual }))
    }

    fn category_rate(&mut self, table: usize, index: usize) -> Option<(Rated<'r>, CellBasis)> {
        let table = self.plan.tables.get(table)?;
        let line = self.memory.lines.get(index)?;
        let mut next = Some(line.category);
        while let Some(category) = next {
            // Of several rows the first counts, unless its rate hangs on the price of a piece.
            if let Some(row) = table.of(category).and_then(|rows| rows.first()) {
                let rate = row.value();
                if !rate.band.bounds.is_empty() || rate.excess_over.is_some() {
                    return None;
                }
                let known = (line.category, line.category_from_code);
                say_of_category(&mut self.quote.remarks, index, known, category, row);
                return Some((Rated::Ratio(Ratio::of(rate.rate)?), CellBasis::Rate { category, row: 0 }));
            }
            next = category.parent();
        }
        None
    }

    /// A rate on a base, not rounded.
    pub(super) fn amount_at(&self, rated: Rated<'_>, base: Fixed, item: &Item) -> Option<Fixed> {
        match rated {
            Rated::Ratio(ratio) => Some(ratio.times(base)),
            Rated::Duty(duty) => {
                let (rates, customs) = (self.rates, self.prepared.currency);
                cut(evaluate(rates, customs, self.plan.date, duty, decimal(base)?, item).ok()?)
            }
        }
    }

    /// Says what a preference would save that is there and not claimed.
    pub(super) fn offer_preferences(&mut self, levy: &'r PlannedLevy) -> Option<()> {
        let Rate::Tariff { tariff, .. } = levy.rate else { return Some(()) };
        let planned = self.plan.tariffs.get(tariff)?;
        let Some(preferences) = &planned.preferences else { return Some(()) };
        for place in 0..self.memory.cells.len() {
            let Some(cell) = self.memory.cells.get(place).copied() else { continue };
            let CellBasis::Tariff { tariff, end, .. } = cell.basis else { continue };
            let item = self.cart.items.get(cell.line)?;
            if cell.minor == 0 || !preferences.names(item.origin.unwrap_or(self.plan.ship_from)) {
                continue;
            }
            let Found::Rate(preferred) = preference_of(self.plan, tariff, item, end) else { continue };
            let Some(amount) = self.amount_at(Rated::of(preferred.rate), cell.base, item) else {
                // What it lacks, or that it is beyond what is counted here, the clear calculation knows.
                return None;
            };
            let (steps, per_step) = *self.prepared.steps.get(self.number_of(levy)?)?;
            let lower = minor_of(steps.count(amount)?, per_step)?;
            if cell.minor > lower {
                let agreement = preferred.preference.agreement();
                let saving = i64::try_from(cell.minor - lower).ok()?;
                let saving = rust_decimal::Decimal::new(saving, self.prepared.digits);
                let subject = Subject::PreferenceAvailable {
                    agreement: agreement.shared_name(),
                    proof: agreement.shared_proof(),
                    saving: ExactMoney::new(saving, self.prepared.currency),
                };
                self.quote.remarks.inform(Some(cell.line), subject);
            }
        }
        Some(())
    }

    fn number_of(&self, levy: &PlannedLevy) -> Option<usize> {
        self.plan.levies.iter().position(|other| std::ptr::eq(other, levy))
    }
}

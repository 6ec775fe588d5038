//! The levies of a lane: which exist, in which order, at which rate.

use std::sync::Arc;

use super::{Builder, foundation};
use crate::goods::TariffSchedule;
use crate::landed_cost::QuoteError;
use crate::landed_cost::lane::plan::{Alternative, Plan, PlannedLevy, PlannedTariff, Rate, RateTable};
use crate::landed_cost::territory::{CategoryRate, Levy, RateSource, Rounding};
use crate::landed_cost::words::{ChargeKind, Reliefs};
use crate::landed_cost::working::mask_where;
use crate::rules::Dated;

impl Builder<'_> {
    /// Duty, additional duty, fees in the tax base, tax, other fees; within a kind as the files have them.
    pub(super) fn levies_in_order(&self) -> Result<Vec<Dated<Levy>>, QuoteError> {
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

    pub(super) fn plan_levy(
        &self,
        row: &Dated<Levy>,
        round: Rounding,
        plan: &mut Plan,
    ) -> Result<PlannedLevy, QuoteError> {
        let levy = row.value();
        Ok(PlannedLevy {
            tests: self.tests(row.id(), &levy.when)?,
            base: self.terms(row.id(), &levy.base)?,
            rate: self.plan_rate(row, plan)?,
            round: levy.round.unwrap_or(round),
            replaces: self.mask(&levy.replaces),
            charged: self.mask(&levy.charged),
            collecting_schemes: mask_where(&self.schemes, |scheme| {
                scheme.value().collects.contains(row.id())
            }),
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
        let schedule = match self.book.schedule(code) {
            Some(schedule) => {
                let edition = schedule.edition().map(|edition| Arc::clone(edition.source()));
                let schedule = TariffSchedule::clone(&schedule);
                let schedule = schedule.with_origins_of(self.book, code, self.request.date)?;
                Some((Arc::new(schedule), edition.unwrap_or_else(|| Arc::clone(&plan.supplied))))
            }
            None => None,
        };
        plan.tariffs.push(PlannedTariff {
            code: code.into(),
            rates: self.book.tariff(code)?,
            schedule,
            additional: self.book.additional_duties(code)?,
            preferences: self.book.preferences(code)?,
        });
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
}

//! Finding the rate of a levy on a line, and saying why there is none.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::ExchangeRates;
use super::exchange::{factor_of, times};
use super::plan::{PlannedLevy, PlannedTariff, Rate};
use super::run::{Run, exact};
use crate::goods::{
    Category, Dutiable, DutyExpression, DutyInputError, End, HsCode, Measure, RateBasis, Tariff, TariffRow,
};
use crate::landed_cost::remark::{Remarks, Subject};
use crate::landed_cost::territory::CategoryRate;
use crate::landed_cost::words::ChargeKind;
use crate::landed_cost::working::{CellBasis, bit};
use crate::landed_cost::{CartError, Item};
use crate::money::Currency;
use crate::rules::{Dated, Evidence};
use crate::time::Date;

/// What a rate is on one line.
pub(super) struct LineRate<'p> {
    pub(super) rated: Rated<'p>,
    pub(super) basis: CellBasis,
    /// The part of the goods' price on which it is not taken.
    pub(super) untaxed: Decimal,
}

pub(super) enum Rated<'p> {
    /// A number such as 0.19.
    Share(Decimal),
    Fraction(Decimal, Decimal),
    Duty(&'p DutyExpression),
}

impl<'r> Run<'r> {
    /// The rate of a levy on a line; `None`, with the reason said, if it is not known.
    pub(super) fn rate_of(
        &mut self,
        levy: &'r PlannedLevy,
        index: usize,
    ) -> Result<Option<LineRate<'r>>, CartError> {
        let of_levy = |rated| LineRate { rated, basis: CellBasis::Levy, untaxed: Decimal::ZERO };
        match &levy.rate {
            Rate::None | Rate::Brackets => Ok(None),
            Rate::Expression(expression) => Ok(Some(of_levy(Rated::Duty(expression)))),
            Rate::Fraction { numerator, denominator } => {
                Ok(Some(of_levy(Rated::Fraction(*numerator, *denominator))))
            }
            // The caller's duty stands for the ordinary duty, not for one that comes on top of it.
            Rate::Tariff { tariff, .. } if levy.levy().kind == ChargeKind::AdditionalDuty => {
                self.held_rate(*tariff, index, true)
            }
            Rate::Tariff { tariff, .. } => self.tariff_rate(*tariff, index, true),
            Rate::Table(table) => self.table_rate(levy, *table, index),
        }
    }

    /// The tariff's duty on a line, or the caller's. Without one the quote is refused if it is `needed`, else it
    /// is an estimate.
    pub(super) fn tariff_rate(
        &mut self,
        tariff: usize,
        index: usize,
        needed: bool,
    ) -> Result<Option<LineRate<'r>>, CartError> {
        let given = self.plan.tariffs.get(tariff).zip(self.cart.items.get(index));
        let Some(duty) = given.and_then(|(planned, item)| supplied_duty(item, &planned.code)) else {
            return self.held_rate(tariff, index, needed);
        };
        let basis = CellBasis::SuppliedDuty(tariff);
        Ok(Some(LineRate { rated: Rated::Duty(duty), basis, untaxed: Decimal::ZERO }))
    }

    /// The rate that the data holds for a line's code.
    fn held_rate(
        &mut self,
        tariff: usize,
        index: usize,
        needed: bool,
    ) -> Result<Option<LineRate<'r>>, CartError> {
        let (Some(planned), Some(item)) = (self.plan.tariffs.get(tariff), self.cart.items.get(index)) else {
            return Ok(None);
        };
        if let Some(replaced) = self.replacing_rate(tariff, index, needed) {
            return Ok(replaced);
        }
        let Some(hs_code) = item.hs_code else {
            self.say(needed, index, Subject::HsCodeMissing);
            return Ok(None);
        };
        if let Some((schedule, _)) = &planned.schedule {
            return Ok(self.schedule_rate((tariff, schedule), hs_code, index, needed));
        }
        let claimed = self.claimed_rate(tariff, index);
        let found = planned.rates.as_ref().and_then(|rates| self.place_of_rate(rates, hs_code));
        if let Some(claimed) = claimed.filter(|claimed| !is_above(claimed, found)) {
            return Ok(Some(claimed));
        }
        let Some((place, row, end)) = found.filter(|(_, row, end)| row.rate_at(*end).is_some()) else {
            let range = found.and_then(|(_, row, _)| row.range()).cloned();
            let nearest = planned.rates.as_ref().map(|rates| rates.nearest(hs_code)).unwrap_or_default();
            let tariff = Arc::clone(&planned.code);
            self.say(needed, index, Subject::DutyRateMissing { hs_code, tariff, range, nearest });
            return Ok(None);
        };
        let Some(rate) = row.rate_at(end) else { return Ok(None) };
        if row.basis() != RateBasis::AllLinesEqual {
            self.ends_differ |= row.has_ends() && row.min() != row.max();
            self.end_missing |= !row.has_ends();
        }
        say_of_row(self.remarks, planned, self.plan.date, (index, hs_code), row);
        Ok(Some(LineRate {
            rated: Rated::Duty(rate),
            basis: CellBasis::Tariff { tariff, row: place, end },
            untaxed: Decimal::ZERO,
        }))
    }

    /// The row for a code and which of its rates is taken; for a code that has no row, of those below it the one at
    /// the end that is asked for.
    fn place_of_rate(&mut self, rates: &'r Tariff, code: HsCode) -> Option<(usize, &'r TariffRow, End)> {
        let (place, end) = match rates.place_of(code, self.plan.date) {
            Some(place) => (place, self.end),
            None => {
                let (lowest, highest) = rates.ends_below(code, self.plan.date)?;
                self.ends_differ |= lowest != highest;
                match self.end {
                    End::Lowest => (lowest, End::Lowest),
                    End::Usual | End::Highest => (highest, End::Highest),
                }
            }
        };
        Some((place, rates.rows().get(place)?, end))
    }

    pub(super) fn say(&mut self, needed: bool, index: usize, subject: Subject) {
        if needed {
            self.remarks.refuse(Some(index), subject);
        } else {
            self.remarks.doubt(Some(index), subject);
        }
    }

    fn table_rate(
        &mut self,
        levy: &PlannedLevy,
        table: usize,
        index: usize,
    ) -> Result<Option<LineRate<'r>>, CartError> {
        let supplied = self.cart.items.get(index).and_then(|item| item.tax);
        if let Some(rate) = supplied.filter(|_| levy.levy().kind == ChargeKind::Tax) {
            return self.supplied_tax(levy, rate, index);
        }
        if levy.region_missing {
            self.remarks.refuse(None, Subject::RegionMissing { rule: levy.row.id().clone() });
            return Ok(None);
        }
        let Some((category, from_code)) =
            self.scratch.lines.get(index).map(|line| (line.category, line.category_from_code))
        else {
            return Ok(None);
        };
        let Some((rate_of, number, row)) = self.category_rate(table, category, index)? else {
            let missing = "standard tax rate";
            self.remarks.refuse(None, Subject::NoRuleOnDay { missing, day: self.plan.date });
            return Ok(None);
        };
        say_of_category(self.remarks, index, (category, from_code), rate_of, row);
        let untaxed = self.untaxed(row, index)?;
        let basis = CellBasis::Rate { category: rate_of, row: number };
        Ok(Some(LineRate { rated: Rated::Share(row.value().rate), basis, untaxed }))
    }

    /// The caller's rate falls on the first tax by category, and on each that states its share of it; the further
    /// ones of the same place are part of it.
    fn supplied_tax(
        &mut self,
        levy: &PlannedLevy,
        rate: Decimal,
        index: usize,
    ) -> Result<Option<LineRate<'r>>, CartError> {
        let by_table = |other: &&PlannedLevy| {
            matches!(other.rate, Rate::Table(_)) && other.levy().kind == ChargeKind::Tax
        };
        let applies = self.scratch.lines.get(index).map_or(0, |line| line.applies);
        let first = (0..)
            .zip(&self.plan.levies)
            .filter(|(number, _)| applies & bit(*number) != 0)
            .map(|(_, levy)| levy)
            .find(by_table);
        let is_first = first.is_some_and(|first| first.row.id() == levy.row.id());
        let share = match (is_first, levy.levy().supplied_share) {
            (_, Some(part)) => exact(rate.checked_mul(part))?,
            (true, None) => rate,
            (false, None) => Decimal::ZERO,
        };
        let basis = CellBasis::SuppliedTax(share);
        Ok(Some(LineRate { rated: Rated::Share(share), basis, untaxed: Decimal::ZERO }))
    }

    /// The rate of the category or of the nearest wider one, for the price of the line's piece.
    fn category_rate(
        &mut self,
        table: usize,
        category: Category,
        index: usize,
    ) -> Result<Option<FoundRate<'r>>, CartError> {
        let plan = self.plan;
        let Some(table) = plan.tables.get(table) else { return Ok(None) };
        let mut next = Some(category);
        while let Some(category) = next {
            for (number, row) in table.of(category).unwrap_or_default().iter().enumerate() {
                let bounds = &row.value().band.bounds;
                if bounds.is_empty() || self.within(self.price_of_piece(index)?, bounds) {
                    return Ok(Some((category, number, row)));
                }
            }
            next = category.parent();
        }
        Ok(None)
    }

    fn price_of_piece(&self, index: usize) -> Result<Decimal, CartError> {
        let Some(line) = self.scratch.lines.get(index) else { return Ok(Decimal::ZERO) };
        exact(line.net.goods.checked_div(line.quantity))
    }

    /// The part of the goods' price that a cap for each piece leaves untaxed.
    fn untaxed(&mut self, row: &Dated<CategoryRate>, index: usize) -> Result<Decimal, CartError> {
        let Some(cap) = row.value().excess_over else { return Ok(Decimal::ZERO) };
        let Some(cap) = self.in_customs(cap) else { return Ok(Decimal::ZERO) };
        let Some(line) = self.scratch.lines.get(index) else { return Ok(Decimal::ZERO) };
        Ok(exact(cap.checked_mul(line.quantity))?.min(line.net.goods))
    }

    /// A rate on a base; `None` if a measure or an exchange rate is missing.
    pub(super) fn amount_at(
        &mut self,
        rated: &Rated<'_>,
        base: Decimal,
        index: usize,
    ) -> Result<Option<Decimal>, CartError> {
        match rated {
            Rated::Share(share) => exact(base.checked_mul(*share)).map(Some),
            Rated::Fraction(numerator, denominator) => {
                let product = exact(base.checked_mul(*numerator))?;
                exact(product.checked_div(*denominator)).map(Some)
            }
            Rated::Duty(duty) => self.duty_at(duty, base, index, true),
        }
    }

    /// As [`amount_at`](Self::amount_at), for a rate without which the quote is still an estimate.
    pub(super) fn amount_if_known(
        &mut self,
        rated: &Rated<'_>,
        base: Decimal,
        index: usize,
    ) -> Result<Option<Decimal>, CartError> {
        match rated {
            Rated::Duty(duty) => self.duty_at(duty, base, index, false),
            _ => self.amount_at(rated, base, index),
        }
    }

    pub(super) fn duty_at(
        &mut self,
        duty: &DutyExpression,
        base: Decimal,
        index: usize,
        needed: bool,
    ) -> Result<Option<Decimal>, CartError> {
        if let Some(percent) = duty.as_percent() {
            return exact(base.checked_mul(percent).and_then(|p| p.checked_mul(Decimal::new(1, 2))))
                .map(Some);
        }
        let Some(item) = self.cart.items.get(index) else { return Ok(None) };
        match self.evaluate(duty, base, item) {
            Ok(amount) => Ok(Some(amount)),
            Err(missing) => {
                self.say(needed, index, Subject::DutyNotComputable { missing });
                Ok(None)
            }
        }
    }

    /// A duty on a base, or what it lacks, with nothing said of it.
    pub(super) fn evaluate(
        &self,
        duty: &DutyExpression,
        base: Decimal,
        item: &Item,
    ) -> Result<Decimal, DutyInputError> {
        evaluate(self.rates, self.customs, self.plan.date, duty, base, item)
    }
}

/// A duty on a base in the customs currency.
pub(super) fn evaluate(
    rates: &ExchangeRates,
    customs: Currency,
    date: Date,
    duty: &DutyExpression,
    base: Decimal,
    item: &Item,
) -> Result<Decimal, DutyInputError> {
    let mut measures = item.measures;
    if measures.get(Measure::Item).is_none() {
        measures = measures.with(Measure::Item, item.quantity);
    }
    let factor = |from| factor_of(rates.customs.as_ref(), from, customs);
    let parts = match item.unit_price.currency() {
        from if from == customs => item.part_values,
        from => item.part_values.each(|value| times(value, factor(from)?)),
    };
    let goods = Dutiable::new(base, customs).with_measures(&measures).with_parts(&parts).on(date);
    duty.duty_on(&goods, factor)
}

/// Says what speaks against the rate of a tariff's row.
pub(super) fn say_of_row(
    remarks: &mut Remarks,
    planned: &PlannedTariff,
    date: Date,
    (index, hs_code): (usize, HsCode),
    row: &TariffRow,
) {
    // A single rate that is only recalled is said to be that, below.
    if row.basis() != RateBasis::AllLinesEqual {
        let range = row.range().cloned();
        remarks.doubt(
            Some(index),
            match (row.basis(), row.rate()) {
                (RateBasis::Average, _) => Subject::DutyRateAverage { hs_code },
                (_, Some(_)) => Subject::DutyRateTypical { hs_code, range, lines: row.lines() },
                (_, None) => Subject::DutyRateHighest { hs_code, range, lines: row.lines() },
            },
        );
    }
    if row.evidence() == Evidence::Recalled {
        remarks.doubt(Some(index), Subject::RecalledRule { rule: row.rule_id().clone() });
    }
    if !row.speaks_for(date) {
        let edition = row.source().seen_as_of().unwrap_or(row.from());
        let tariff = Arc::clone(&planned.code);
        remarks.doubt(Some(index), Subject::TariffOfAnotherDay { tariff, edition });
    }
}

/// Says what speaks against the rate of a category.
pub(super) fn say_of_category(
    remarks: &mut Remarks,
    index: usize,
    (category, from_code): (Category, bool),
    rate_of: Category,
    row: &Dated<CategoryRate>,
) {
    if rate_of != category {
        remarks.inform(Some(index), Subject::WiderCategoryRate { category, rate_of });
    }
    if from_code && rate_of.parent().is_some() {
        remarks.doubt(Some(index), Subject::CategoryFromCode { category });
    }
    if row.evidence() == Evidence::Recalled {
        remarks.doubt(None, Subject::RecalledRule { rule: row.id().clone() });
    }
    if let Some(doubt) = &row.uncertain {
        let doubt = Arc::clone(doubt);
        remarks.doubt(None, Subject::UncertainRule { rule: row.id().clone(), doubt });
    }
}

/// Whether a preferential rate is higher than the ordinary one, which then holds.
fn is_above(claimed: &LineRate<'_>, ordinary: Option<(usize, &TariffRow, End)>) -> bool {
    let percent = |rate: &DutyExpression| rate.as_percent();
    let Rated::Duty(claimed) = claimed.rated else { return false };
    let ordinary = ordinary.and_then(|(_, row, end)| row.rate_at(end));
    matches!((percent(claimed), ordinary.and_then(percent)), (Some(claimed), Some(ordinary)) if claimed > ordinary)
}

/// The category whose rate was found, the row's place in the table and the row.
type FoundRate<'r> = (Category, usize, &'r Dated<CategoryRate>);

/// The duty that the caller gave for a tariff.
pub(super) fn supplied_duty<'c>(item: &'c Item, tariff: &str) -> Option<&'c DutyExpression> {
    item.duty_by_tariff.get(tariff).or(item.duty.as_ref())
}

/// The base of a tax that is part of its own base.
pub(super) fn grossed_up(base: Decimal, rated: &Rated<'_>) -> Option<Decimal> {
    let share = match rated {
        Rated::Share(share) => *share,
        Rated::Fraction(numerator, denominator) => numerator.checked_div(*denominator)?,
        Rated::Duty(duty) => duty.as_percent()?.checked_mul(Decimal::new(1, 2))?,
    };
    base.checked_div(Decimal::ONE.checked_sub(share)?)
}

//! Which names the rows of a territory use.

use super::{RuleKind, RuleRow};
use crate::landed_cost::territory::{
    BaseTerm, Condition, LevyRef, Part, RateSource, TerritoryFile, ValueTest, rows,
};
use crate::place::TerritoryCode;
use crate::rules::{Dated, RuleId};

/// A row with the names that it uses.
pub(super) struct Uses<'f> {
    pub(super) row: RuleRow,
    pub(super) lists: Vec<&'f RuleId>,
    pub(super) schemes: Vec<&'f RuleId>,
    pub(super) levies: Vec<(&'static str, &'f RuleId)>,
    pub(super) table: Option<&'f str>,
    pub(super) places: Vec<TerritoryCode>,
}

impl<'f> Uses<'f> {
    fn of<T: Clone>(kind: RuleKind, row: &Dated<T>) -> Self {
        let row = row.clone().with_value(kind);
        let (lists, schemes, levies, places) = Default::default();
        Self { row, lists, schemes, levies, table: None, places }
    }

    fn condition(mut self, when: &'f Condition) -> Self {
        self.lists.extend(when.goods.iter().chain(&when.not_goods));
        self.schemes.extend(when.scheme.iter().chain(&when.not_scheme));
        self.levies("when.charges", &when.charges);
        self.levies("when.levied", &when.levied);
        for places in [&when.dispatch, &when.not_dispatch, &when.origin, &when.not_origin] {
            self.places.extend(places);
        }
        for ValueTest { of, without_goods, .. } in &when.values {
            self.base("when.value", of);
            self.lists.extend(without_goods);
        }
        self
    }

    fn levies(&mut self, field: &'static str, refs: &'f [LevyRef]) {
        self.levies.extend(refs.iter().filter_map(|named| match named {
            LevyRef::Id(id) => Some((field, id)),
            LevyRef::Kind(_) => None,
        }));
    }

    fn base(&mut self, field: &'static str, terms: &'f [BaseTerm]) {
        self.levies.extend(terms.iter().filter_map(|term| match &term.part {
            Part::Levy(id) => Some((field, id)),
            _ => None,
        }));
    }
}

impl TerritoryFile {
    /// Every row with the names that it uses, kind by kind.
    pub(super) fn uses(&self) -> Vec<Uses<'_>> {
        let mut all = Vec::new();
        all.extend(rows(&self.goods).map(|row| Uses::of(RuleKind::Goods, row)));
        for row in rows(&self.valuations) {
            let mut uses = Uses::of(RuleKind::Valuation, row).condition(&row.value().when);
            uses.base("parts", &row.value().parts);
            uses.lists.extend(&row.value().freight_without_goods);
            all.push(uses);
        }
        all.extend(rows(&self.roundings).map(|row| Uses::of(RuleKind::Rounding, row)));
        for row in rows(&self.levies) {
            let levy = row.value();
            let mut uses = Uses::of(RuleKind::Levy, row).condition(&levy.when);
            uses.base("base", &levy.base);
            uses.levies("replaces", &levy.replaces);
            uses.levies("charged", &levy.charged);
            if let Some(RateSource::Table(table)) = &levy.rate {
                uses.table = Some(table);
            }
            all.push(uses);
        }
        all.extend(self.rates.iter().map(|row| Uses::of(RuleKind::Rate, row)));
        for row in rows(&self.reliefs) {
            let mut uses = Uses::of(RuleKind::Relief, row).condition(&row.value().when);
            uses.levies("waives", &row.value().waives);
            all.push(uses);
        }
        for row in rows(&self.minimums) {
            let mut uses = Uses::of(RuleKind::Minimum, row).condition(&row.value().when);
            uses.levies("levies", &row.value().levies);
            all.push(uses);
        }
        for row in rows(&self.schemes) {
            let mut uses = Uses::of(RuleKind::Scheme, row).condition(&row.value().when);
            uses.levies.extend(row.value().collects.iter().map(|id| ("collects", id)));
            all.push(uses);
        }
        for row in rows(&self.notices) {
            all.push(Uses::of(RuleKind::Notice, row).condition(&row.value().when));
        }
        all
    }
}

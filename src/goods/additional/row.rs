//! One additional duty: for which goods and origins it is charged, how much, and what it gives way to.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::lists::{GoodsLists, ListMask};
use crate::goods::DutyExpression;
use crate::place::{Country, TerritoryCode};
use crate::rules::{Dated, Evidence, LoadError, Row, RuleBook, RuleId, Source, Sources};
use crate::time::Date;

/// Groups are named by a bit each.
pub(super) type GroupMask = u64;

/// A duty that comes on top of the ordinary one, or takes its place, for goods of some origins.
#[derive(Debug, Clone, PartialEq)]
pub struct AdditionalDuty {
    pub(super) row: Dated<()>,
    heading: Option<Arc<str>>,
    kind: AdditionalKind,
    rate: Option<DutyExpression>,
    name: Arc<str>,
    estimate: Option<Arc<str>>,
    pub(super) group: GroupMask,
    pub(super) yields_to: GroupMask,
    pub(super) goods: ListMask,
    pub(super) not_goods: ListMask,
    /// Sorted; empty for every origin.
    pub(super) origin: Vec<Country>,
    pub(super) not_origin: Vec<Country>,
    pub(super) preference_claimed: Option<bool>,
    pub(super) loaded_before: Option<Date>,
}

/// What an additional duty does to the ordinary one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AdditionalKind {
    /// It comes on top.
    Add,
    /// It tops the ordinary duty up to its rate; nothing, if that is as high already.
    Floor,
    /// It takes the place of the ordinary duty.
    Replace,
    /// Goods named by it bear no duty of its group.
    Exempt,
    /// Import is not allowed.
    Prohibited,
    /// Nothing is charged, but the importer must know.
    Notice,
}

/// The groups of one file by name, in the order in which they are first named.
#[derive(Debug, Default)]
pub(super) struct Groups(Vec<String>);

impl Groups {
    fn mask(&mut self, row: &Row<'_>, field: &str, name: &str) -> Result<GroupMask, LoadError> {
        let place = self.0.iter().position(|known| known == name).unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len().saturating_sub(1)
        });
        u32::try_from(place)
            .ok()
            .and_then(|place| 1_u64.checked_shl(place))
            .ok_or_else(|| row.invalid(field, name, "one of at most 64 groups of a file"))
    }

    /// The bit of a group that an earlier row belongs to.
    fn known(&self, row: &Row<'_>, field: &str, name: &str) -> Result<GroupMask, LoadError> {
        let place = self.0.iter().position(|known| known == name);
        place
            .and_then(|place| 1_u64.checked_shl(u32::try_from(place).ok()?))
            .ok_or_else(|| row.unknown_name(field, name))
    }
}

impl AdditionalDuty {
    pub(super) fn read(
        book: &RuleBook,
        mut row: Row<'_>,
        sources: &Sources,
        lists: &GoodsLists,
        groups: &mut Groups,
    ) -> Result<Self, LoadError> {
        let dated = row.dated(sources)?;
        let kind: AdditionalKind = row.required("kind")?;
        let rate: Option<DutyExpression> = row.parsed("rate")?;
        let takes_rate = match kind {
            AdditionalKind::Add | AdditionalKind::Floor => Some(true),
            AdditionalKind::Replace => None,
            _ => Some(false),
        };
        match (takes_rate, &rate) {
            (Some(true), None) => return Err(row.missing("rate")),
            (Some(false), Some(rate)) => {
                return Err(row.invalid("rate", &rate.to_string(), "no rate, as nothing is charged"));
            }
            _ => {}
        }
        let list_mask = |row: &mut Row<'_>, field: &str| {
            row.texts(field)?.iter().try_fold(0, |mask, name| match lists.mask(name) {
                Some(list) => Ok(mask | list),
                None => Err(row.unknown_name(field, name)),
            })
        };
        let goods = list_mask(&mut row, "goods")?;
        let not_goods = list_mask(&mut row, "not_goods")?;
        let mut yields_to = 0;
        for name in row.texts("yields_to")? {
            yields_to |= groups.known(&row, "yields_to", &name)?;
        }
        let group = row.required_text("group")?;
        let duty = Self {
            heading: row.text("heading")?.map(Arc::from),
            kind,
            rate,
            name: row.required_text("name")?.into(),
            estimate: row.text("estimate")?.map(Arc::from),
            group: groups.mask(&row, "group", &group)?,
            yields_to,
            goods,
            not_goods,
            origin: countries(book, &mut row, "origin", dated.from)?,
            not_origin: countries(book, &mut row, "not_origin", dated.from)?,
            preference_claimed: row.flag("preference_claimed")?,
            loaded_before: row.date("loaded_before")?,
            row: dated,
        };
        row.finish()?;
        Ok(duty)
    }

    /// The rule, such as `us.additional.section-301-china.list-3`.
    #[must_use]
    pub fn rule_id(&self) -> &RuleId {
        &self.row.id
    }

    /// The heading under which the national tariff writes it, where it has one.
    #[must_use]
    pub fn heading(&self) -> Option<&str> {
        self.heading.as_deref()
    }

    /// What it does.
    #[must_use]
    pub fn kind(&self) -> AdditionalKind {
        self.kind
    }

    /// Its rate; `None` where nothing is charged or the rate is not held.
    #[must_use]
    pub fn rate(&self) -> Option<&DutyExpression> {
        self.rate.as_ref()
    }

    /// What the buyer reads.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn shared_name(&self) -> &Arc<str> {
        &self.name
    }

    /// Why it may not be due although it is charged here.
    #[must_use]
    pub fn estimate(&self) -> Option<&str> {
        self.estimate.as_deref()
    }

    pub(crate) fn shared_estimate(&self) -> Option<&Arc<str>> {
        self.estimate.as_ref()
    }

    /// The doubt that is not settled.
    pub(crate) fn uncertain(&self) -> Option<&Arc<str>> {
        self.row.uncertain.as_ref()
    }

    /// It reaches only goods loaded before this day on the means of transport that brings them.
    #[must_use]
    pub fn loaded_before(&self) -> Option<Date> {
        self.loaded_before
    }

    /// First day of entry.
    #[must_use]
    pub fn from(&self) -> Date {
        self.row.from
    }

    /// Last day of entry; `None` while no end is known.
    #[must_use]
    pub fn to(&self) -> Option<Date> {
        self.row.to
    }

    /// The law.
    #[must_use]
    pub fn source(&self) -> &Arc<Source> {
        &self.row.source
    }

    /// How well it is evidenced.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.row.evidence()
    }
}

/// The countries that a row names; a customs territory that is no country stands for its members.
fn countries(book: &RuleBook, row: &mut Row<'_>, field: &str, day: Date) -> Result<Vec<Country>, LoadError> {
    let mut countries = Vec::new();
    for code in row.list::<TerritoryCode>(field)? {
        if let Ok(country) = code.as_str().parse::<Country>() {
            countries.push(country);
            continue;
        }
        let before = countries.len();
        countries.extend(book.customs_territory_members(code, day)?);
        if countries.len() == before {
            return Err(row.unknown_name(field, code.as_str()));
        }
    }
    countries.sort_unstable();
    countries.dedup();
    Ok(countries)
}

impl AdditionalKind {
    /// The word used in the data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Floor => "floor",
            Self::Replace => "replace",
            Self::Exempt => "exempt",
            Self::Prohibited => "prohibited",
            Self::Notice => "notice",
        }
    }
}

impl fmt::Display for AdditionalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for AdditionalKind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::Add, Self::Floor, Self::Replace, Self::Exempt, Self::Prohibited, Self::Notice]
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or(UnknownKind)
    }
}

/// A word that is no kind of additional duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`add`, `floor`, `replace`, `exempt`, `prohibited` or `notice`")]
pub struct UnknownKind;

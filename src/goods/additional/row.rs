//! One additional duty: for which goods and origins it is charged, how much, and what it gives way to.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::Laws;
use super::lists::{GoodsLists, ListMask};
use crate::goods::DutyExpression;
use crate::place::{Country, TerritoryCode};
use crate::rules::{Cells, Dated, Evidence, LoadError, RuleBook, RuleId, Source};
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

/// The columns of a table.
pub(super) const COLUMNS: [&str; 19] = [
    "id",
    "heading",
    "group",
    "kind",
    "rate",
    "name",
    "goods",
    "not_goods",
    "origin",
    "not_origin",
    "preference",
    "loaded_before",
    "yields_to",
    "estimate",
    "from",
    "floor",
    "to",
    "uncertain",
    "source",
];

/// What the rows of one table refer to by name.
pub(super) struct Names<'b> {
    pub(super) book: &'b RuleBook,
    pub(super) file: &'b str,
    pub(super) sources: Arc<Laws>,
    pub(super) lists: GoodsLists,
    /// In the order in which they are first named.
    groups: Vec<String>,
    members: BTreeMap<(TerritoryCode, Date), Vec<Country>>,
}

impl<'b> Names<'b> {
    pub(super) fn new(book: &'b RuleBook, file: &'b str, sources: Arc<Laws>, lists: GoodsLists) -> Self {
        Self { book, file, sources, lists, groups: Vec::new(), members: BTreeMap::new() }
    }

    /// The bit of the group of a row.
    fn group(&mut self, cells: &Cells<'_, '_>) -> Result<GroupMask, LoadError> {
        let name = cells.required::<String>(2)?;
        let place = self.groups.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.groups.push(name);
            self.groups.len().saturating_sub(1)
        });
        group_bit(place).ok_or_else(|| cells.invalid(2, "one of at most 64 groups of a file"))
    }

    /// The bits of groups that earlier rows belong to.
    fn earlier_groups(&self, cells: &Cells<'_, '_>, column: usize) -> Result<GroupMask, LoadError> {
        cells.text(column).split_whitespace().try_fold(0, |mask, name| {
            let place = self.groups.iter().position(|known| known == name);
            let bit = place.and_then(group_bit);
            Ok(mask | bit.ok_or_else(|| cells.invalid(column, "groups of rows that stand above"))?)
        })
    }

    fn goods(&self, cells: &Cells<'_, '_>, column: usize) -> Result<ListMask, LoadError> {
        cells.text(column).split_whitespace().try_fold(0, |mask, name| {
            let list = self.lists.mask(name);
            Ok(mask | list.ok_or_else(|| cells.invalid(column, "names of goods lists"))?)
        })
    }

    /// The countries that a row names, sorted; a customs territory that is no country stands for its members.
    fn countries(
        &mut self,
        cells: &Cells<'_, '_>,
        column: usize,
        day: Date,
    ) -> Result<Vec<Country>, LoadError> {
        let mut countries = Vec::new();
        for code in cells.text(column).split_whitespace() {
            if let Ok(country) = code.parse::<Country>() {
                countries.push(country);
                continue;
            }
            let expected = || cells.invalid(column, "codes of countries or of customs territories");
            let territory: TerritoryCode = code.parse().map_err(|_| expected())?;
            let members = match self.members.entry((territory, day)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    unknown.insert(self.book.customs_territory_members(territory, day)?.collect())
                }
            };
            if members.is_empty() {
                return Err(expected());
            }
            countries.extend_from_slice(members);
        }
        countries.sort_unstable();
        countries.dedup();
        Ok(countries)
    }

    /// The id, the days and the law of a row.
    fn dated(&self, cells: &Cells<'_, '_>) -> Result<Dated<()>, LoadError> {
        let id: RuleId = cells.required(0)?;
        let from: Date = cells.required(14)?;
        let to: Option<Date> = cells.parsed(16)?;
        if let Some(to) = to.filter(|to| *to < from) {
            return Err(LoadError::EndsBeforeStart { file: self.file.to_owned(), row: id, from, to });
        }
        let from_is_floor = match cells.text(15) {
            "" => false,
            "floor" => true,
            _ => return Err(cells.invalid(15, "`floor` or nothing")),
        };
        let cited: String = cells.required(18)?;
        let source = self.sources.of(&cited).ok_or_else(|| LoadError::UnknownSource {
            file: self.file.to_owned(),
            row: id.to_string(),
            source_id: cited,
        })?;
        Ok(Dated { id, value: (), from, to, from_is_floor, source, uncertain: words(cells, 17) })
    }
}

fn group_bit(place: usize) -> Option<GroupMask> {
    1_u64.checked_shl(u32::try_from(place).ok()?)
}

fn words(cells: &Cells<'_, '_>, column: usize) -> Option<Arc<str>> {
    Some(cells.text(column)).filter(|text| !text.is_empty()).map(Arc::from)
}

impl AdditionalDuty {
    pub(super) fn read(names: &mut Names<'_>, cells: &Cells<'_, '_>) -> Result<Self, LoadError> {
        let dated = names.dated(cells)?;
        let kind: AdditionalKind = cells.required(3)?;
        let rate: Option<DutyExpression> = match kind {
            AdditionalKind::Add | AdditionalKind::Floor => Some(cells.required(4)?),
            AdditionalKind::Replace => cells.parsed(4)?,
            _ if cells.text(4).is_empty() => None,
            _ => return Err(cells.invalid(4, "no rate, as nothing is charged")),
        };
        let yields_to = names.earlier_groups(cells, 12)?;
        let duty = Self {
            heading: words(cells, 1),
            kind,
            rate,
            name: cells.required::<String>(5)?.into(),
            estimate: words(cells, 13),
            group: names.group(cells)?,
            yields_to,
            goods: names.goods(cells, 6)?,
            not_goods: names.goods(cells, 7)?,
            origin: names.countries(cells, 8, dated.from)?,
            not_origin: names.countries(cells, 9, dated.from)?,
            preference_claimed: match cells.text(10) {
                "" => None,
                "claimed" => Some(true),
                "unclaimed" => Some(false),
                _ => return Err(cells.invalid(10, "`claimed`, `unclaimed` or nothing")),
            },
            loaded_before: cells.parsed(11)?,
            row: dated,
        };
        if kind == AdditionalKind::Replace && duty.origin.is_empty() {
            return Err(cells.invalid(8, "the origins whose ordinary duty is replaced"));
        }
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

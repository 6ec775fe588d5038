//! Duties that depend on where the goods come from, on top of the tariff's ordinary rate.

mod lists;
mod row;
#[cfg(test)]
mod tests;

pub use row::{AdditionalDuty, AdditionalKind, UnknownKind};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use self::lists::{GoodsLists, Standing};
use self::row::{COLUMNS, GroupMask, Names};
use super::HsCode;
use crate::place::Country;
use crate::rules::{DataFile, LoadError, RuleBook, Source, Sources, Table, parse_document};
use crate::time::Date;

const FOLDER: &str = "additional_duty/";
const LAWS: &str = "additional_duty/sources.toml";

/// The additional duties of one tariff: trade measures by origin and goods, dated and cited.
///
/// Of the rows of one group that reach the goods the first counts; groups stack, unless one yields to another.
///
/// ```
/// use landfall::RuleBook;
/// use landfall::goods::{AdditionalClaim, Reach};
///
/// let duties = RuleBook::embedded().additional_duties("US")?.expect("the book has them");
/// let claim = AdditionalClaim::new("CN".parse()?, "2026-11-21".parse()?);
/// let bolts = "7318.15.20".parse()?; // bolts of iron or steel
/// let found: Vec<_> = duties.find(Some(bolts), &claim, false).map(|(duty, _)| duty.rule_id().as_str()).collect();
/// assert!(found.iter().any(|rule| rule.starts_with("us.additional.section-232")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct AdditionalDuties {
    rows: Vec<AdditionalDuty>,
    lists: GoodsLists,
    /// The rows that may reach goods of an origin that some row names, in file order.
    of_origin: BTreeMap<Country, Vec<usize>>,
    /// Those that may reach goods of any other.
    of_others: Vec<usize>,
    /// The origins whose goods may bear another duty in place of the ordinary one.
    replaced: BTreeSet<Country>,
}

/// What the goods' history says of additional duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct AdditionalClaim {
    /// Where the goods were made.
    pub origin: Country,
    /// The day on which they are entered for customs.
    pub day: Date,
    /// The day on which they were loaded on the means of transport that brings them, where it is known.
    pub loaded: Option<Date>,
    /// Whether a preferential origin is claimed.
    pub preference_claimed: bool,
}

impl AdditionalClaim {
    /// Goods of an origin, entered on a day, without a claim.
    #[must_use]
    pub fn new(origin: Country, day: Date) -> Self {
        Self { origin, day, loaded: None, preference_claimed: false }
    }

    /// The same goods, loaded on a day.
    #[must_use]
    pub fn with_loaded(mut self, loaded: Option<Date>) -> Self {
        self.loaded = loaded;
        self
    }

    /// The same goods with or without a preferential origin claimed.
    #[must_use]
    pub fn with_preference_claimed(mut self, claimed: bool) -> Self {
        self.preference_claimed = claimed;
        self
    }
}

/// How surely a row reaches the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reach {
    /// It does.
    Certain,
    /// The code is cut short: some national lines below it are reached, others are not. The row counts.
    Possible,
    /// As [`Possible`](Self::Possible), but the row does not count at the end that was asked for.
    NotCounted,
    /// It would, had the goods been loaded before the row's day; when they were is not known.
    IfLoadedBefore,
}

impl RuleBook {
    /// The additional duties of a tariff, such as `US`; `None` if the book has none.
    ///
    /// # Errors
    /// [`LoadError`] if they cannot be read.
    pub fn additional_duties(&self, tariff: &str) -> Result<Option<Arc<AdditionalDuties>>, LoadError> {
        self.file(&format!("{FOLDER}{tariff}.csv"))
    }
}

impl AdditionalDuties {
    /// The rows that count for the goods, in the order in which they are charged.
    ///
    /// A code cut short may stand on a list or not. With `least` such a row does not count where it charges and counts
    /// where it exempts, otherwise the other way round: both ends together bound what is due. Without a code only
    /// rows for all goods are found.
    pub fn find<'d>(
        &'d self,
        code: Option<HsCode>,
        claim: &AdditionalClaim,
        least: bool,
    ) -> impl Iterator<Item = (&'d AdditionalDuty, Reach)> + use<'d> {
        self.places(code, claim, least).filter_map(|(place, reach)| Some((self.rows.get(place)?, reach)))
    }

    /// As [`find`](Self::find), by place among [`rows`](Self::rows).
    pub(crate) fn places<'d>(
        &'d self,
        code: Option<HsCode>,
        claim: &AdditionalClaim,
        least: bool,
    ) -> impl Iterator<Item = (usize, Reach)> + use<'d> {
        let standing = code.map(|code| self.lists.standing(code)).unwrap_or_default();
        let rows = self.of_origin.get(&claim.origin).unwrap_or(&self.of_others);
        let claim = *claim;
        let mut settled = Settled::default();
        rows.iter().filter_map(move |place| {
            let duty = self.rows.get(*place)?;
            let reach = duty.reach(&claim, standing)?;
            Some((*place, settled.take(duty, reach, least)?))
        })
    }

    /// Whether no row in force on the day is about goods of this origin, whatever they are.
    pub(crate) fn spares(&self, origin: Country, day: Date) -> bool {
        let rows = self.of_origin.get(&origin).unwrap_or(&self.of_others);
        rows.iter().filter_map(|place| self.rows.get(*place)).all(|duty| !duty.row.covers(day))
    }

    /// All rows, in the order in which they are looked at.
    #[must_use]
    pub fn rows(&self) -> &[AdditionalDuty] {
        &self.rows
    }

    /// Whether goods of an origin may bear another duty in place of the ordinary one.
    pub(crate) fn may_replace(&self, origin: Country) -> bool {
        self.replaced.contains(&origin)
    }

    /// Whether some row in force on `day` for goods of `origin` is about listed goods only.
    pub(crate) fn depends_on_code(&self, claim: &AdditionalClaim) -> bool {
        let rows = self.of_origin.get(&claim.origin).unwrap_or(&self.of_others);
        rows.iter().filter_map(|place| self.rows.get(*place)).any(|duty| {
            duty.row.covers(claim.day)
                && duty.goods | duty.not_goods != 0
                && duty.kind() != AdditionalKind::Notice
        })
    }
}

/// The groups that are decided while the rows are gone through.
#[derive(Debug, Default)]
struct Settled {
    decided: GroupMask,
    charged: GroupMask,
}

impl Settled {
    /// What becomes of a row that reaches the goods; `None` if another row came before it.
    fn take(&mut self, duty: &AdditionalDuty, reach: Reach, least: bool) -> Option<Reach> {
        if self.decided & duty.group != 0 || duty.yields_to & self.charged != 0 {
            return None;
        }
        let charges =
            matches!(duty.kind(), AdditionalKind::Add | AdditionalKind::Floor | AdditionalKind::Replace);
        match (reach, duty.kind()) {
            // Said, but nothing is decided by it.
            (_, AdditionalKind::Notice) | (Reach::IfLoadedBefore, _) => return Some(reach),
            (Reach::Possible, AdditionalKind::Prohibited) => return Some(Reach::NotCounted),
            (Reach::Possible, _) if charges == least => return Some(Reach::NotCounted),
            _ => {}
        }
        self.decided |= duty.group;
        if charges {
            self.charged |= duty.group;
        }
        Some(reach)
    }
}

impl AdditionalDuty {
    /// How surely the row reaches goods of this history that stand on these lists; `None` if it does not.
    fn reach(&self, claim: &AdditionalClaim, standing: Standing) -> Option<Reach> {
        let among = |countries: &[Country]| countries.binary_search(&claim.origin).is_ok();
        if !self.row.covers(claim.day)
            || !(self.origin.is_empty() || among(&self.origin))
            || among(&self.not_origin)
            || self.preference_claimed.is_some_and(|wanted| wanted != claim.preference_claimed)
            || standing.certain & self.not_goods != 0
        {
            return None;
        }
        let mut reach = match self.goods {
            0 => Reach::Certain,
            goods if standing.certain & goods != 0 => Reach::Certain,
            goods if standing.possible & goods != 0 => Reach::Possible,
            _ => return None,
        };
        if standing.possible & self.not_goods != 0 {
            reach = Reach::Possible;
        }
        match (self.loaded_before, claim.loaded) {
            (None, _) => Some(reach),
            (Some(before), Some(loaded)) => (loaded < before).then_some(reach),
            (Some(_), None) => Some(Reach::IfLoadedBefore),
        }
    }
}

impl DataFile for AdditionalDuties {
    fn read(book: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let goods = format!("{FOLDER}goods/{}", file.strip_prefix(FOLDER).unwrap_or(file));
        let lists = book.text(&goods).map(|text| GoodsLists::read(&goods, text)).transpose()?;
        let laws = book.required_file::<Laws>(LAWS)?;
        let mut names = Names::new(book, file, laws, lists.unwrap_or_default());
        let mut rows: Vec<AdditionalDuty> = Vec::new();
        Table::new(file, text, &COLUMNS)?.each(|cells| {
            rows.push(AdditionalDuty::read(&mut names, cells)?);
            Ok(())
        })?;
        check_overlaps(file, &rows)?;
        let used = rows.iter().fold(0, |used, duty| used | duty.goods | duty.not_goods);
        if let Some(name) = names.lists.unused(used) {
            let (row, field) = ("a row".to_owned(), "goods".to_owned());
            return Err(LoadError::UnknownName { file: goods, row, field, name: name.to_owned() });
        }
        Ok(Self::of(rows, names.lists))
    }
}

/// The laws that the rows of all tables cite.
#[derive(Debug)]
pub(crate) struct Laws(BTreeMap<String, Arc<Source>>);

impl Laws {
    fn of(&self, id: &str) -> Option<Arc<Source>> {
        self.0.get(id).map(Arc::clone)
    }
}

impl DataFile for Laws {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let mut sources = Sources::default();
        sources.read(document.rows("source")?)?;
        document.finish()?;
        Ok(Self(sources.iter().map(|source| (source.id().to_owned(), Arc::clone(source))).collect()))
    }
}

impl AdditionalDuties {
    fn of(rows: Vec<AdditionalDuty>, lists: GoodsLists) -> Self {
        let mut duties = Self {
            rows,
            lists,
            of_origin: BTreeMap::new(),
            of_others: Vec::new(),
            replaced: BTreeSet::new(),
        };
        let named = duties.rows.iter().flat_map(|duty| duty.origin.iter().chain(&duty.not_origin)).copied();
        duties.of_origin = named.map(|country| (country, Vec::new())).collect();
        for (place, duty) in duties.rows.iter().enumerate() {
            if duty.kind() == AdditionalKind::Replace {
                duties.replaced.extend(&duty.origin);
            }
            for (country, places) in &mut duties.of_origin {
                let within = duty.origin.is_empty() || duty.origin.binary_search(country).is_ok();
                if within && duty.not_origin.binary_search(country).is_err() {
                    places.push(place);
                }
            }
            if duty.origin.is_empty() {
                duties.of_others.push(place);
            }
        }
        duties
    }
}

/// Rows of one rule are one rule over time.
fn check_overlaps(file: &str, rows: &[AdditionalDuty]) -> Result<(), LoadError> {
    let mut days: Vec<_> = rows.iter().map(|duty| (duty.rule_id(), duty.from(), &duty.row)).collect();
    days.sort_by(|one, other| (one.0.as_str(), one.1).cmp(&(other.0.as_str(), other.1)));
    for pair in days.windows(2) {
        let [(id, _, first), (next, from, _)] = pair else { continue };
        if id == next && first.covers(*from) {
            return Err(LoadError::Overlap { file: file.to_owned(), row: (*next).clone(), day: *from });
        }
    }
    Ok(())
}

//! The agreements and schemes that grant preferences: parties, days, proof.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::AGREEMENTS;
use crate::goods::Edition;
use crate::place::Country;
use crate::rules::{DataFile, Dated, LoadError, Row, RuleBook, RuleId, Source, Sources, parse_document};
use crate::time::{Date, Days};

/// An agreement or scheme under which goods of certain origins pay less.
///
/// ```
/// use landfall::RuleBook;
///
/// let preferences = RuleBook::embedded().preferences("US")?.expect("the book has them");
/// let usmca = preferences.agreements().iter().find(|one| one.symbol() == "S").expect("its symbol");
/// assert_eq!(usmca.name(), "United States-Mexico-Canada Agreement");
/// assert_eq!(usmca.from(), "2020-07-01".parse()?);
/// assert!(usmca.origins().contains(&"CA".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    symbol: Arc<str>,
    name: Arc<str>,
    origins: Arc<[Country]>,
    proof: Arc<str>,
    row: Dated<()>,
    /// One bit, the same for all rows with the same symbol.
    pub(super) mask: u64,
}

impl Agreement {
    /// The symbol by which the tariff names it, such as `S` in the United States; in a tariff without symbols a
    /// short name.
    #[must_use]
    pub fn symbol(&self) -> &str {
        &self.symbol
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The countries whose goods it serves.
    #[must_use]
    pub fn origins(&self) -> &[Country] {
        &self.origins
    }

    /// What the importer must hold or hand over to claim it.
    #[must_use]
    pub fn proof(&self) -> &str {
        &self.proof
    }

    /// [`proof`](Self::proof), shared.
    #[must_use]
    pub fn shared_proof(&self) -> Arc<str> {
        Arc::clone(&self.proof)
    }

    /// [`name`](Self::name), shared.
    #[must_use]
    pub fn shared_name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// The rule, such as `us.preference.usmca`.
    #[must_use]
    pub fn rule_id(&self) -> &RuleId {
        &self.row.id
    }

    /// First day in force.
    #[must_use]
    pub fn from(&self) -> Date {
        self.row.from
    }

    /// Last day in force; `None` while no end is enacted.
    #[must_use]
    pub fn to(&self) -> Option<Date> {
        self.row.to
    }

    /// Whether it is in force on `day`.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.row.covers(day)
    }

    /// The law.
    #[must_use]
    pub fn source(&self) -> &Arc<Source> {
        &self.row.source
    }

    /// A doubt that the research could not settle.
    #[must_use]
    pub fn uncertain(&self) -> Option<&str> {
        self.row.uncertain()
    }

    /// [`uncertain`](Self::uncertain), shared.
    pub(crate) fn shared_doubt(&self) -> Option<Arc<str>> {
        self.row.uncertain.clone()
    }

    pub(super) fn serves(&self, origin: Country, on: Date) -> bool {
        self.covers(on) && self.origins.contains(&origin)
    }

    fn read(mut row: Row<'_>, sources: &Sources) -> Result<(String, Self), LoadError> {
        let tariff = row.required_text("tariff")?;
        let agreement = Self {
            symbol: row.required_text("symbol")?.into(),
            name: row.required_text("name")?.into(),
            origins: row.list("origins")?.into(),
            proof: row.required_text("proof")?.into(),
            row: row.dated(sources)?,
            mask: 0,
        };
        row.finish()?;
        Ok((tariff, agreement))
    }
}

/// The file of all agreements.
pub(super) struct Agreements {
    /// With the tariff that each belongs to.
    agreements: Vec<(String, Agreement)>,
    editions: Vec<(String, Edition)>,
    sources: BTreeMap<String, Arc<Source>>,
    /// How long after the day of its evidence a published rate is still taken to hold.
    stale_after: Days,
}

impl DataFile for Agreements {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let mut sources = Sources::default();
        sources.read(document.rows("source")?)?;
        let stale_after = document.required::<u64>("stale_after_days").map(Days::new)?;
        let editions = document.rows("edition")?.into_iter().map(|row| Edition::from_row(row, &sources));
        let editions = editions.collect::<Result<_, _>>()?;
        let agreements = document.rows("agreement")?.into_iter().map(|row| Agreement::read(row, &sources));
        let agreements = agreements.collect::<Result<_, _>>()?;
        document.finish()?;
        let sources = sources.iter().map(|source| (source.id().to_owned(), Arc::clone(source))).collect();
        Ok(Self { agreements, editions, sources, stale_after })
    }
}

impl Agreements {
    /// Those of one tariff, with a bit for each symbol.
    pub(super) fn of(&self, tariff: &str) -> Result<Vec<Agreement>, LoadError> {
        let mut masks: BTreeMap<Arc<str>, u64> = BTreeMap::new();
        let mut agreements = Vec::new();
        for (_, agreement) in self.agreements.iter().filter(|(of, _)| of == tariff) {
            let next = u32::try_from(masks.len()).ok().and_then(|place| 1_u64.checked_shl(place));
            let known = masks.get(&agreement.symbol).copied();
            let mask = known.or(next).ok_or_else(|| LoadError::Syntax {
                file: AGREEMENTS.to_owned(),
                message: format!("more than 64 symbols of agreements in `{tariff}`"),
            })?;
            masks.insert(Arc::clone(&agreement.symbol), mask);
            agreements.push(Agreement { mask, ..agreement.clone() });
        }
        Ok(agreements)
    }

    pub(super) fn edition(&self, tariff: &str) -> Result<Edition, LoadError> {
        let editions = self.editions.iter().filter(|(of, _)| of == tariff).map(|(_, edition)| edition);
        editions.max_by_key(|edition| edition.day()).cloned().ok_or_else(|| LoadError::MissingField {
            file: AGREEMENTS.to_owned(),
            row: tariff.to_owned(),
            field: "edition".to_owned(),
        })
    }

    pub(super) fn source(&self, id: &str) -> Option<&Arc<Source>> {
        self.sources.get(id)
    }

    pub(super) fn fresh_until(&self, source: &Source) -> Option<Date> {
        source.seen_as_of()?.checked_add_days(self.stale_after)
    }

    #[cfg(test)]
    pub(super) fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.sources.values()
    }

    #[cfg(test)]
    pub(super) fn tariffs(&self) -> impl Iterator<Item = &str> {
        self.editions.iter().map(|(tariff, _)| tariff.as_str())
    }
}

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::rows::{
    Basis, BreachRule, Child, Closed, Consent, Counting, DeadlineRule, Duty, FOLDER, Held, Office, Penalty,
    PrivacyFile, Regime, RetentionRule, RightRule, Signal, Threshold, TransferRule, path,
};
use crate::place::{Address, Country, PlaceError, Region};
use crate::rules::{Dated, LoadError, RuleBook, RuleId};
use crate::time::{Calendar, Date, Zone};

/// The privacy rules of one residence: its own and those that it inherits, ready to be asked for any day.
///
/// Cheap to clone and shared between threads. [`RuleBook::privacy`] makes it.
#[derive(Clone)]
pub struct Jurisdiction(pub(super) Arc<Rules>);

/// All rows that hold for a residence, nearest first within a rule.
pub(super) struct Rules {
    pub(super) book: RuleBook,
    pub(super) residence: Address,
    /// The files from which the rules come, nearest first; empty if the book has none for the place.
    pub(super) codes: Vec<Arc<str>>,
    pub(super) name: Option<Arc<str>>,
    pub(super) members: Vec<Country>,
    pub(super) adequacy_is_complete: bool,
    pub(super) region_gap: Option<RegionGap>,
    pub(super) regimes: Slots<Regime>,
    pub(super) offices: Slots<Office>,
    pub(super) thresholds: Slots<Threshold>,
    pub(super) bases: Slots<Basis>,
    pub(super) consents: Slots<Consent>,
    pub(super) rights: Slots<RightRule>,
    pub(super) counting: Slots<Counting>,
    pub(super) closed: Slots<Closed>,
    pub(super) deadlines: Slots<DeadlineRule>,
    pub(super) breaches: Slots<BreachRule>,
    pub(super) children: Slots<Child>,
    pub(super) transfers: Slots<TransferRule>,
    pub(super) duties: Slots<Duty>,
    pub(super) signals: Slots<Signal>,
    pub(super) penalties: Slots<Penalty>,
    pub(super) retentions: Slots<RetentionRule>,
    calendar: OnceLock<Result<Calendar, PlaceError>>,
    zone: OnceLock<Option<Zone>>,
}

/// Why the law of a region is not in the answer although it decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RegionGap {
    NotGiven,
    NotHeld(Region),
}

/// The rows of one kind: each rule with its rows over time, nearest layer first.
pub(super) struct Slots<T>(Vec<Vec<Arc<Dated<T>>>>);

impl<T> Slots<T> {
    /// The row of each rule that is in force on `day`.
    pub(super) fn on(&self, day: Date) -> impl Iterator<Item = &Dated<T>> {
        self.0.iter().filter_map(move |rows| Self::row_on(rows, day))
    }

    /// The rows of each rule.
    pub(super) fn rules(&self) -> impl Iterator<Item = &[Arc<Dated<T>>]> {
        self.0.iter().map(Vec::as_slice)
    }

    pub(super) fn row_on(rows: &[Arc<Dated<T>>], day: Date) -> Option<&Dated<T>> {
        rows.iter().map(AsRef::as_ref).find(|row| row.covers(day))
    }

    /// Gathers the rows of the layers, nearest first.
    fn of<'f>(layers: &'f [Layer], rows: impl Fn(&'f PrivacyFile) -> &'f [Held<T>]) -> Self
    where
        T: 'f,
    {
        let mut place: BTreeMap<&RuleId, usize> = BTreeMap::new();
        let mut slots: Vec<Vec<Arc<Dated<T>>>> = Vec::new();
        let own = layers.first().map(|layer| &layer.code);
        for layer in layers {
            for held in rows(&layer.file) {
                if own.is_some_and(|own| held.not_in.contains(own)) {
                    continue;
                }
                let next = slots.len();
                let index = *place.entry(held.row.id()).or_insert(next);
                match slots.get_mut(index) {
                    Some(slot) => slot.push(Arc::clone(&held.row)),
                    None => slots.push(vec![Arc::clone(&held.row)]),
                }
            }
        }
        Self(slots)
    }
}

/// A file or overlay among those that answer for a place.
struct Layer {
    code: Arc<str>,
    file: Arc<PrivacyFile>,
}

impl RuleBook {
    /// The privacy rules for people who live at an address: a country, or a region with its country.
    ///
    /// A place for which the book holds no rules is no error: [`Jurisdiction::is_covered`] says so, and every
    /// answer is then refused.
    ///
    /// ```
    /// use landfall::RuleBook;
    /// use landfall::place::Address;
    /// use landfall::privacy::{Business, Certainty};
    ///
    /// // Connecticut lowered its threshold from 100,000 to 35,000 consumers on 1 July 2026.
    /// let connecticut = RuleBook::embedded().privacy("US-CT".parse::<Address>()?)?;
    /// let shop = Business::new()
    ///     .with_consumers_per_year(35_000)
    ///     .with_payment_only_consumers(0)
    ///     .with_revenue_share_from_sale(0.into())
    ///     .with_sells_data(false)
    ///     .with_processes_sensitive(false);
    /// for (day, applies) in [("2026-06-30", Certainty::No), ("2026-07-01", Certainty::Yes)] {
    ///     let profile = connecticut.profile(day.parse()?, &shop);
    ///     assert_eq!(profile.regime("CTDPA").map(|regime| regime.applies()), Some(applies), "{day}");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PrivacyError`](super::PrivacyError) if the region lies in another country or a data file does not load.
    pub fn privacy(&self, residence: impl Into<Address>) -> Result<Jurisdiction, super::PrivacyError> {
        let residence = residence.into();
        let country = residence.country;
        if let Some(region) = residence.region.filter(|region| region.country() != country) {
            return Err(super::PrivacyError::RegionElsewhere { region, country });
        }
        let mut layers = Vec::new();
        if let Some(code) = nearest_file(self, &residence) {
            add_layers(self, code.into(), &mut layers)?;
        }
        Ok(Jurisdiction(Arc::new(Rules::of(self, residence, &layers))))
    }

    /// The codes of the places whose privacy rules the book holds, such as `DE` or `US-CA`.
    pub fn privacy_jurisdictions(&self) -> impl Iterator<Item = &str> {
        self.names(FOLDER)
            .filter(|name| !super::rows::PrivacyWords::is_words(name))
            .filter_map(|name| name.strip_prefix(FOLDER)?.strip_suffix(".toml"))
    }
}

/// The code of the file nearest to an address: its region, the regions around that, its country.
fn nearest_file(book: &RuleBook, residence: &Address) -> Option<String> {
    // Regions nest at most three deep; the bound keeps a circle in the list from turning for ever.
    let regions = std::iter::successors(residence.region, |region| region.parent()).take(4);
    let codes = regions.map(|region| region.to_string()).chain([residence.country.to_string()]);
    codes.into_iter().find(|code| book.text(&path(code)).is_some())
}

fn add_layers(book: &RuleBook, code: Arc<str>, layers: &mut Vec<Layer>) -> Result<(), LoadError> {
    if layers.iter().any(|layer| layer.code == code) {
        return Ok(());
    }
    let name = path(&code);
    for overlay in book.overlays(&name) {
        layers.push(Layer { code: Arc::clone(&code), file: book.required_file(overlay)? });
    }
    let file: Arc<PrivacyFile> = book.required_file(&name)?;
    layers.push(Layer { code, file: Arc::clone(&file) });
    for parent in &file.inherits {
        add_layers(book, Arc::clone(parent), layers)?;
    }
    Ok(())
}

impl Rules {
    fn of(book: &RuleBook, residence: Address, layers: &[Layer]) -> Self {
        let mut codes: Vec<Arc<str>> = layers.iter().map(|layer| Arc::clone(&layer.code)).collect();
        codes.dedup();
        let files = || layers.iter().map(|layer| &layer.file);
        let mut members: Vec<Country> = files().flat_map(|file| file.members.iter().copied()).collect();
        members.push(residence.country);
        Self {
            book: book.clone(),
            region_gap: region_gap(&residence, layers),
            residence,
            codes,
            name: files().find_map(|file| file.name.clone()),
            members,
            adequacy_is_complete: files().any(|file| file.adequacy_is_complete),
            regimes: Slots::of(layers, |file| &file.regimes),
            offices: Slots::of(layers, |file| &file.offices),
            thresholds: Slots::of(layers, |file| &file.thresholds),
            bases: Slots::of(layers, |file| &file.bases),
            consents: Slots::of(layers, |file| &file.consents),
            rights: Slots::of(layers, |file| &file.rights),
            counting: Slots::of(layers, |file| &file.counting),
            closed: Slots::of(layers, |file| &file.closed),
            deadlines: Slots::of(layers, |file| &file.deadlines),
            breaches: Slots::of(layers, |file| &file.breaches),
            children: Slots::of(layers, |file| &file.children),
            transfers: Slots::of(layers, |file| &file.transfers),
            duties: Slots::of(layers, |file| &file.duties),
            signals: Slots::of(layers, |file| &file.signals),
            penalties: Slots::of(layers, |file| &file.penalties),
            retentions: Slots::of(layers, |file| &file.retentions),
            calendar: OnceLock::new(),
            zone: OnceLock::new(),
        }
    }
}

fn region_gap(residence: &Address, layers: &[Layer]) -> Option<RegionGap> {
    let own = layers.last().filter(|_| layers.len() == 1)?;
    let decide = own.file.regions_decide;
    match residence.region {
        None => decide.then_some(RegionGap::NotGiven),
        Some(region) => {
            (decide || own.file.regions_not_held.contains(&region)).then_some(RegionGap::NotHeld(region))
        }
    }
}

impl Jurisdiction {
    /// Where the person lives.
    #[must_use]
    pub fn residence(&self) -> &Address {
        &self.0.residence
    }

    /// The code of the nearest file of rules, such as `US-CA`; `None` if the book has none for the place.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.codes.first().map(AsRef::as_ref)
    }

    /// The codes of all files whose rules hold there, nearest first: `US-CA`, `US`.
    pub fn layers(&self) -> impl Iterator<Item = &str> {
        self.0.codes.iter().map(AsRef::as_ref)
    }

    /// The name of the place whose rules these are.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Whether the book holds rules for the place.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        !self.0.codes.is_empty()
    }

    /// The calendar of the place, with the days that its privacy law does not count as working days.
    pub(super) fn calendar(&self) -> Result<&Calendar, &PlaceError> {
        let rules = &*self.0;
        let calendar = rules.calendar.get_or_init(|| {
            let calendar = rules.book.calendar(rules.residence.country, rules.residence.region)?;
            let closed = calendar.years().flat_map(|year| {
                let rows = rules.closed.rules().flatten();
                rows.flat_map(move |row| row.value().days_from(year).filter(|day| row.covers(*day)))
            });
            let closed: Vec<Date> = closed.collect();
            Ok(if closed.is_empty() { calendar } else { calendar.with_closed(closed) })
        });
        calendar.as_ref()
    }

    /// The zone by whose clock people there live, where there is one.
    pub(super) fn zone(&self) -> Option<&Zone> {
        let rules = &*self.0;
        let zone =
            rules.zone.get_or_init(|| rules.book.zone(rules.residence.country, rules.residence.region).ok());
        zone.as_ref()
    }
}

impl fmt::Debug for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jurisdiction")
            .field("residence", &self.0.residence)
            .field("layers", &self.0.codes)
            .finish()
    }
}

use std::sync::Arc;

use super::Categories;
use super::file::{ReturnFile, path};
use super::rows::{
    Conformity, DutyRefund, Exemption, Extension, HomeLaw, Late, LateRefund, Refund, Right, ShopDuty,
};
use crate::place::{Country, PlaceError, Region};
use crate::returns::ReturnsError;
use crate::rules::{Dated, Evidence, LoadError, RuleBook, RuleId};
use crate::time::{Calendar, Date};

/// The rules of one place, ready to decide cases.
///
/// ```
/// use landfall::RuleBook;
/// use landfall::returns::{Category, Ground, Outcome, Reason, ReturnCase};
///
/// let rules = RuleBook::embedded().return_rules("DE".parse()?, None)?;
/// let case = ReturnCase::new("DE".parse()?, Category::Clothing, Reason::ChangeOfMind, "2026-11-16".parse()?)
///     .with_delivered("2026-11-02".parse()?);
/// // Fourteen days, the day of delivery not counted.
/// let decision = rules.decide(&case)?;
/// assert_eq!(decision.outcome, Outcome::Eligible);
/// assert_eq!(decision.ground, Some(Ground::StatutoryWithdrawal));
/// assert_eq!(decision.last_day.unwrap().to_string(), "2026-11-16");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ReturnRules(Arc<Prepared>);

#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) country: Country,
    pub(crate) region: Option<Region>,
    pub(crate) calendar: Option<Calendar>,
    pub(crate) categories: Arc<Categories>,
    /// Whether the book has a file for the country.
    pub(crate) is_covered: bool,
    pub(crate) rights: Vec<Layered<Right>>,
    pub(crate) extensions: Vec<Layered<Extension>>,
    pub(crate) exemptions: Vec<Layered<Exemption>>,
    pub(crate) refunds: Vec<Layered<Refund>>,
    pub(crate) conformity: Vec<Layered<Conformity>>,
    pub(crate) late: Vec<Layered<Late>>,
    pub(crate) late_refunds: Vec<Layered<LateRefund>>,
    pub(crate) shop_duties: Vec<Layered<ShopDuty>>,
    pub(crate) duty_refunds: Vec<Layered<DutyRefund>>,
    pub(crate) home_laws: Vec<Layered<HomeLaw>>,
}

impl ReturnRules {
    /// The country whose law it is.
    #[must_use]
    pub fn country(&self) -> Country {
        self.0.country
    }

    /// The part of the country, if one was named.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        self.0.region
    }

    pub(crate) fn prepared(&self) -> &Prepared {
        &self.0
    }
}

/// A row of one file, with the rows of nearer files that stand before it on their days.
#[derive(Debug)]
pub(crate) struct Layered<T> {
    row: Arc<Dated<T>>,
    nearer: Vec<Arc<Dated<T>>>,
    law: Arc<str>,
    /// National laws that say the same.
    national: Vec<National>,
}

/// A national law that says the same as a rule of the union.
#[derive(Debug)]
struct National {
    from: Date,
    to: Option<Date>,
    /// Both laws, the national one first.
    law: Arc<str>,
    uncertain: Option<Arc<str>>,
}

impl<T> Layered<T> {
    /// The row, if it is in force on `day` and no nearer file says otherwise.
    pub(crate) fn on(&self, day: Date) -> Option<&Arc<Dated<T>>> {
        let is_in_force = self.row.covers(day) && !self.nearer.iter().any(|other| other.covers(day));
        is_in_force.then_some(&self.row)
    }

    /// The law behind the row: the national one before that of the union, where both are known.
    pub(crate) fn law(&self, day: Date) -> Arc<str> {
        Arc::clone(self.national_on(day).map_or(&self.law, |national| &national.law))
    }

    /// What is doubtful about the row or about the national law.
    pub(crate) fn doubt(&self, day: Date) -> Option<Arc<str>> {
        let national = self.national_on(day).and_then(|national| national.uncertain.clone());
        national.or_else(|| self.row.uncertain.clone())
    }

    fn national_on(&self, day: Date) -> Option<&National> {
        self.national.iter().find(|law| law.from <= day && law.to.is_none_or(|to| day <= to))
    }
}

impl RuleBook {
    /// The rules on returns of a country, or of one of its regions where those differ.
    ///
    /// A country that the book does not hold has rules too: every case in it is open.
    ///
    /// # Errors
    /// [`ReturnsError`] if the region lies elsewhere or a data file does not load.
    pub fn return_rules(
        &self,
        country: Country,
        region: Option<Region>,
    ) -> Result<ReturnRules, ReturnsError> {
        if let Some(region) = region.filter(|region| region.country() != country) {
            return Err(ReturnsError::RegionOfAnotherCountry { region, country });
        }
        let layers = layers(self, country)?;
        let calendar = match self.calendar(country, region) {
            Ok(calendar) => Some(calendar),
            Err(PlaceError::NoCalendar { .. }) => None,
            Err(error) => return Err(ReturnsError::Place(error)),
        };
        let here =
            |place: Option<Region>| place.is_none_or(|place| region.is_none_or(|region| region == place));
        Ok(ReturnRules(Arc::new(Prepared {
            country,
            region,
            calendar,
            categories: self.required_file(Categories::FILE)?,
            is_covered: !layers.is_empty(),
            rights: merged(&layers, |file| &file.rights, |row| here(row.region)),
            extensions: merged(&layers, |file| &file.extensions, |_| true),
            exemptions: merged(&layers, |file| &file.exemptions, |row| here(row.region)),
            refunds: merged(&layers, |file| &file.refunds, |row| here(row.region)),
            conformity: merged(&layers, |file| &file.conformity, |row| here(row.region)),
            late: merged(&layers, |file| &file.late, |row| here(row.region)),
            late_refunds: merged(&layers, |file| &file.late_refunds, |_| true),
            shop_duties: merged(&layers, |file| &file.shop_duties, |row| here(row.region)),
            duty_refunds: merged(&layers, |file| &file.duty_refunds, |_| true),
            home_laws: merged(&layers, |file| &file.home_laws, |_| true),
        })))
    }

    /// The countries whose rules on returns the book holds, in the order of their codes.
    pub fn return_countries(&self) -> impl Iterator<Item = Country> {
        // What countries inherit has a file too, but is no country.
        self.names("returns/")
            .filter_map(|name| name.strip_prefix("returns/")?.strip_suffix(".toml")?.parse().ok())
    }
}

/// The files that answer for a country, nearest first.
fn layers(book: &RuleBook, country: Country) -> Result<Vec<Arc<ReturnFile>>, LoadError> {
    let mut layers = Vec::new();
    let mut next = Some(country.as_str().to_owned());
    let mut seen = Vec::new();
    while let Some(code) = next.take().filter(|code| !seen.contains(code)) {
        let file = path(&code);
        for overlay in book.overlays(&file) {
            layers.push(book.required_file::<ReturnFile>(overlay)?);
        }
        let Some(own) = book.file::<ReturnFile>(&file)? else { break };
        next.clone_from(&own.inherits);
        seen.push(code);
        layers.push(own);
    }
    Ok(layers)
}

fn merged<T: Clone>(
    layers: &[Arc<ReturnFile>],
    rows: impl Fn(&ReturnFile) -> &Vec<Dated<T>>,
    is_wanted: impl Fn(&T) -> bool,
) -> Vec<Layered<T>> {
    let mut list: Vec<Layered<T>> = Vec::new();
    for (depth, file) in layers.iter().enumerate() {
        for row in rows(file).iter().filter(|row| is_wanted(row.value())) {
            let nearer = list_nearer(layers.iter().take(depth), row.id(), &rows);
            let national = layers.iter().take(depth).flat_map(|file| &file.national);
            let national = national.filter(|law| law.value() == row.id()).map(|law| {
                let from_memory = if law.evidence() == Evidence::Recalled { " (from memory)" } else { "" };
                let text = format!("{}{from_memory}; {}", law.source().law(), row.source().law());
                National {
                    from: law.from(),
                    to: law.to(),
                    law: text.into(),
                    uncertain: law.uncertain.clone(),
                }
            });
            let national = national.collect();
            list.push(Layered {
                row: Arc::new(row.clone()),
                nearer,
                law: row.source().law().into(),
                national,
            });
        }
    }
    list
}

fn list_nearer<'f, T: Clone + 'f>(
    files: impl Iterator<Item = &'f Arc<ReturnFile>>,
    id: &RuleId,
    rows: impl Fn(&'f ReturnFile) -> &'f Vec<Dated<T>>,
) -> Vec<Arc<Dated<T>>> {
    let all = files.flat_map(|file| rows(file));
    all.filter(|row| row.id() == id).map(|row| Arc::new(row.clone())).collect()
}

//! The time zones of countries and regions, from `calendar/zones.csv`.

use std::sync::Arc;

use super::calendar::place_cell;
use super::{Country, PlaceError, Region};
use crate::rules::{DataFile, LoadError, RuleBook, Table};
use crate::time::Zone;

const ZONES: &str = "calendar/zones.csv";

impl RuleBook {
    /// The zone by which clocks go in a country or region; in a region with two, that of its larger part.
    ///
    /// ```
    /// let book = landfall::RuleBook::embedded();
    /// assert_eq!(book.zone("JP".parse()?, None)?.name(), "Asia/Tokyo");
    /// assert_eq!(book.zone("ES".parse()?, Some("ES-TF".parse()?))?.name(), "Atlantic/Canary");
    /// // The United States have several: the country alone does not say.
    /// assert!(book.zone("US".parse()?, None).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PlaceError::NoZone`] if the data does not know one zone for the place,
    /// [`PlaceError::RegionOfAnotherCountry`], and [`PlaceError::Load`] if the data cannot be read.
    pub fn zone(&self, country: Country, region: Option<Region>) -> Result<Zone, PlaceError> {
        if let Some(region) = region.filter(|region| region.country() != country) {
            return Err(PlaceError::RegionOfAnotherCountry { region, country });
        }
        let zones: Arc<Zones> = self.required_file(ZONES)?;
        let regions = std::iter::successors(region, |region| region.parent()).take(super::region::DEEPEST);
        regions
            .map(|region| zones.of(region.as_str()))
            .chain([zones.of(country.as_str())])
            .flatten()
            .next()
            .cloned()
            .ok_or(PlaceError::NoZone { country, region })
    }
}

#[derive(Debug)]
struct Zones(Vec<(Box<str>, Zone)>);

impl DataFile for Zones {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut rows = Vec::new();
        Table::new(file, text, &["place", "zone", "note"])?.each(|cells| {
            rows.push((place_cell(cells, 0)?, cells.required(1)?));
            Ok(())
        })?;
        rows.sort_by(|(one, _), (other, _)| one.cmp(other));
        for pair in rows.windows(2) {
            if let [(one, _), (other, _)] = pair
                && one == other
            {
                return Err(LoadError::Duplicate { file: file.to_owned(), row: one.to_string() });
            }
        }
        Ok(Self(rows))
    }
}

impl Zones {
    fn of(&self, place: &str) -> Option<&Zone> {
        let row = self.0.binary_search_by(|(name, _)| (**name).cmp(place)).ok()?;
        self.0.get(row).map(|(_, zone)| zone)
    }
}

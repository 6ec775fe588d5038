//! The time zones of countries and regions, from `calendar/zones.csv`.

use std::sync::Arc;

use super::calendar::place_cell;
use super::{Country, PlaceError, Region};
use crate::rules::{DataFile, LoadError, RuleBook, Table};
use crate::time::{UnknownZone, Zone};

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
        let row = regions
            .map(|region| zones.of(region.as_str()))
            .chain([zones.of(country.as_str())])
            .flatten()
            .next()
            .ok_or(PlaceError::NoZone { country, region })?;
        Ok(row.zone()?)
    }
}

#[derive(Debug)]
struct Zones(Vec<Row>);

/// A zone is looked up when it is asked for: the clocks of the whole world would take milliseconds.
#[derive(Debug)]
struct Row {
    place: Box<str>,
    zone: Box<str>,
}

impl Row {
    fn zone(&self) -> Result<Zone, LoadError> {
        self.zone.parse().map_err(|error: UnknownZone| LoadError::InvalidField {
            file: ZONES.to_owned(),
            row: self.place.to_string(),
            field: "zone".to_owned(),
            found: self.zone.to_string(),
            expected: error.to_string(),
        })
    }
}

impl DataFile for Zones {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut rows = Vec::new();
        Table::new(file, text, &["place", "zone", "note"])?.each(|cells| {
            let zone: String = cells.required(1)?;
            rows.push(Row { place: place_cell(cells, 0)?, zone: zone.into() });
            Ok(())
        })?;
        rows.sort_by(|one, other| one.place.cmp(&other.place));
        for pair in rows.windows(2) {
            if let [one, other] = pair
                && one.place == other.place
            {
                return Err(LoadError::Duplicate { file: file.to_owned(), row: one.place.to_string() });
            }
        }
        Ok(Self(rows))
    }
}

impl Zones {
    fn of(&self, place: &str) -> Option<&Row> {
        let row = self.0.binary_search_by(|row| (*row.place).cmp(place)).ok()?;
        self.0.get(row)
    }
}

use std::sync::Arc;

use super::postal::{PostalCode, PostalFormats, PostalRegion, PostalRegions};
use super::rows::{
    Assignment, CitedRange, PLACEMENTS, POSTAL_REGIONS, PlacementRow, Placements, Territories,
};
use super::{Address, Country, PlaceError, Region, TerritoryCode};
use crate::RuleBook;
use crate::rules::{Dated, Evidence, LoadError, RuleId, Source};
use crate::time::Date;

const POSTAL_FORMATS: &str = "place/postal_formats.csv";

/// Where an address lies on a day: its customs territory, its tax territory and the rule that says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    customs: TerritoryCode,
    tax: TerritoryCode,
    rate_area: Option<TerritoryCode>,
    region: Option<Region>,
    region_source: Option<Arc<Source>>,
    postal_code: Option<String>,
    postal_source: Option<Arc<Source>>,
    rule: Rule,
}

#[derive(Debug, Clone, PartialEq)]
enum Rule {
    Row(PlacementRow),
    Default(Dated<()>),
}

impl Placement {
    /// The territory whose tariff and customs law apply.
    #[must_use]
    pub fn customs(&self) -> TerritoryCode {
        self.customs
    }

    /// The territory whose value added, sales or other consumption tax applies.
    #[must_use]
    pub fn tax(&self) -> TerritoryCode {
        self.tax
    }

    /// A part of the tax territory with rates of its own that is no region of ISO 3166-2.
    #[must_use]
    pub fn rate_area(&self) -> Option<TerritoryCode> {
        self.rate_area
    }

    /// State or province: as given, else from the postal code or the territory.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        self.region
    }

    /// What the region rests on where it was derived from the postal code; `None` if it was given, implied by
    /// the territory or is not known.
    #[must_use]
    pub fn region_source(&self) -> Option<&Source> {
        self.region_source.as_deref()
    }

    /// The postal code in its usual form.
    #[must_use]
    pub fn postal_code(&self) -> Option<&str> {
        self.postal_code.as_deref()
    }

    /// What says that the postal code lies in the territory, where nothing else in the address told.
    #[must_use]
    pub fn postal_source(&self) -> Option<&Source> {
        self.postal_source.as_deref()
    }

    /// The rule that placed the address.
    #[must_use]
    pub fn rule_id(&self) -> &RuleId {
        match &self.rule {
            Rule::Row(row) => row.id(),
            Rule::Default(row) => row.id(),
        }
    }

    /// First day on which the rule is in force as it stands.
    #[must_use]
    pub fn from(&self) -> Date {
        match &self.rule {
            Rule::Row(row) => row.from(),
            Rule::Default(row) => row.from(),
        }
    }

    /// Last day on which the rule is in force; `None` while no end is enacted.
    #[must_use]
    pub fn to(&self) -> Option<Date> {
        match &self.rule {
            Rule::Row(row) => row.to(),
            Rule::Default(row) => row.to(),
        }
    }

    /// The law that draws the line.
    #[must_use]
    pub fn source(&self) -> &Source {
        match &self.rule {
            Rule::Row(row) => row.source(),
            Rule::Default(row) => row.source(),
        }
    }

    /// How well the placement is evidenced: the weakest of the law, the postal code and the derived region.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        [self.postal_source(), self.region_source()]
            .into_iter()
            .flatten()
            .map(Source::evidence)
            .fold(self.source().evidence(), Evidence::max)
    }

    /// A doubt that the research could not settle.
    #[must_use]
    pub fn uncertain(&self) -> Option<&str> {
        match &self.rule {
            Rule::Row(row) => row.uncertain(),
            Rule::Default(row) => row.uncertain(),
        }
    }
}

impl RuleBook {
    /// Where `address` lies for customs and for tax on the day `on`.
    ///
    /// The country code, the region and the postal code may each tell; if they contradict each other, that is
    /// an error. An address that no rule names lies in its country, which is a territory of its own.
    ///
    /// ```
    /// use landfall::place::Address;
    /// use landfall::time::Date;
    /// let book = landfall::RuleBook::embedded();
    /// let day = Date::from_ymd_opt(2026, 11, 21).unwrap();
    ///
    /// let tenerife = Address::country("ES".parse()?).with_postal_code("38001");
    /// let placement = book.place(&tenerife, day)?;
    /// assert_eq!(placement.customs().as_str(), "EU");
    /// assert_eq!(placement.tax().as_str(), "IC");
    /// assert_eq!(placement.source().law(), "Regulation (EU) No 952/2013, art. 4; Directive 2006/112/EC, art. 6");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PlaceError`] if the region is another country's, the postal code has not the form of its country, the
    /// parts contradict each other, or the rules do not reach back to the day.
    pub fn place(&self, address: &Address, on: Date) -> Result<Placement, PlaceError> {
        let placements: Arc<Placements> = self.required_file(PLACEMENTS)?;
        let regions: Option<Arc<PostalRegions>> = self.file(POSTAL_REGIONS)?;
        let country = address.country;
        check_region(address)?;
        let code = match &address.postal_code {
            None => None,
            Some(text) => {
                Some(self.required_file::<PostalFormats>(POSTAL_FORMATS)?.read_code(country, text)?)
            }
        };

        let clues = Clues { address, code: code.as_ref() };
        let rows: Vec<&PlacementRow> = placements.on(on).collect();
        let (row, postal_source) = clues.row(&rows)?;
        let derived = regions.as_ref().and_then(|regions| clues.derived_region(regions));
        clues.check_derived_region(derived)?;

        let rule = match row {
            Some(row) => Rule::Row(Arc::clone(row)),
            None if !placements.names_country(country) && placements.default.covers(on) => {
                Rule::Default(placements.default.clone())
            }
            None => return Err(PlaceError::NoRule { country, day: on }),
        };
        let value = row.map(|row| row.value());
        let own = TerritoryCode::from(country);
        let (region, region_source) = match (address.region, derived) {
            (Some(region), _) => (Some(region), None),
            (None, Some(row)) if row.region.is_some() => {
                (row.region, placements.source(&row.source_id).cloned())
            }
            _ => (value.and_then(|value| value.region), None),
        };
        Ok(Placement {
            customs: value.and_then(|value| value.customs).unwrap_or(own),
            tax: value.and_then(|value| value.tax).unwrap_or(own),
            rate_area: value.and_then(|value| value.rate_area),
            region,
            region_source,
            postal_code: code.map(|code| code.usual),
            postal_source,
            rule,
        })
    }

    /// The countries, by code, that lie in the customs territory `territory` as a whole on the day `on`.
    ///
    /// # Errors
    /// [`LoadError`] if the rule book's own data cannot be read.
    pub fn customs_territory_members(
        &self,
        territory: TerritoryCode,
        on: Date,
    ) -> Result<impl Iterator<Item = Country> + use<>, LoadError> {
        let placements: Arc<Placements> = self.required_file(PLACEMENTS)?;
        // A country lies in its own territory unless a row says otherwise, and in another only if one does.
        let in_territory = |row: &&PlacementRow| row.value().customs == Some(territory);
        let named =
            placements.on(on).filter(in_territory).flat_map(|row| row.value().countries.iter().copied());
        let mut candidates: Vec<Country> = named.chain(territory.as_country()).collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut members = Vec::new();
        for country in candidates {
            if self.is_in_customs_territory(country, territory, on)? {
                members.push(country);
            }
        }
        Ok(members.into_iter())
    }

    /// Whether `country`, as a whole, lies in the customs territory `territory` on the day `on`.
    ///
    /// ```
    /// use landfall::time::Date;
    /// let book = landfall::RuleBook::embedded();
    /// let day = Date::from_ymd_opt(2021, 1, 1).unwrap();
    /// assert!(book.is_in_customs_territory("MC".parse()?, "EU".parse()?, day)?);
    /// assert!(!book.is_in_customs_territory("GB".parse()?, "EU".parse()?, day)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`LoadError`] if the rule book's own data cannot be read.
    pub fn is_in_customs_territory(
        &self,
        country: Country,
        territory: TerritoryCode,
        on: Date,
    ) -> Result<bool, LoadError> {
        match self.place(&Address::country(country), on) {
            Ok(placement) => Ok(placement.customs == territory),
            Err(PlaceError::Load(error)) => Err(error),
            Err(_) => Ok(false),
        }
    }

    /// The name of a customs or tax territory; `None` if no country and no territory of the data has the code.
    ///
    /// # Errors
    /// [`LoadError`] if the rule book's own data cannot be read.
    pub fn territory_name(&self, territory: TerritoryCode) -> Result<Option<String>, LoadError> {
        if let Some(country) = territory.as_country() {
            return Ok(Some(country.name().to_owned()));
        }
        Ok(Territories::of(self)?.name(territory).map(str::to_owned))
    }
}

fn check_region(address: &Address) -> Result<(), PlaceError> {
    let country = address.country;
    match address.region {
        Some(region)
            if region.country() != country && country.postal_in().is_none_or(|c| c != region.country()) =>
        {
            Err(PlaceError::RegionOfAnotherCountry { region, country })
        }
        _ => Ok(()),
    }
}

/// What an address says about where it lies.
struct Clues<'a> {
    address: &'a Address,
    code: Option<&'a PostalCode>,
}

impl<'a> Clues<'a> {
    /// The row that the clues agree on, and what the postal code rests on where it alone told.
    fn row<'r>(
        &self,
        rows: &[&'r PlacementRow],
    ) -> Result<(Option<&'r PlacementRow>, Option<Arc<Source>>), PlaceError> {
        let country = self.address.country;
        let of_country = |special: bool| {
            rows.iter()
                .copied()
                .find(|row| row.value().is_special() == special && row.value().countries.contains(&country))
        };
        let by_country = of_country(true);
        let by_region = self
            .address
            .region
            .and_then(|region| rows.iter().copied().find(|row| row.value().names_region(region)));
        let narrowest = self.row_of_code(rows);
        let by_code = narrowest.map(|(row, _)| row);

        if let (Some(one), Some(region)) = (by_country, self.address.region) {
            let agrees = match by_region {
                Some(other) => Arc::ptr_eq(one, other),
                None => one.value().regions.is_empty() || one.value().contains_listed(region),
            };
            if !agrees {
                return Err(PlaceError::RegionOfAnotherCountry { region, country });
            }
        }
        if let Some(code) = self.code {
            if let Some(row) = by_country
                && self.contradicts(row, by_code)
            {
                return Err(PlaceError::PostalCodeOfAnotherCountry {
                    postal_code: code.usual.clone(),
                    country,
                    found: by_code.map(place_of),
                });
            }
            if let Some(region) = self.address.region {
                let agrees = match (by_region, by_code) {
                    (Some(row), by_code) => !self.contradicts(row, by_code),
                    (None, Some(row)) => {
                        row.value().regions.is_empty() || row.value().contains_listed(region)
                    }
                    (None, None) => true,
                };
                if !agrees {
                    return Err(PlaceError::PostalCodeOfAnotherRegion {
                        postal_code: code.usual.clone(),
                        region,
                        found: by_code.map(place_of),
                    });
                }
            }
        }
        let told = by_country.or(by_region);
        let source = narrowest.filter(|_| told.is_none()).and_then(|(_, cited)| cited.source.clone());
        Ok((told.or(by_code).or_else(|| of_country(false)), source))
    }

    /// The row with the narrowest range around the postal code, and that range.
    fn row_of_code<'r>(&self, rows: &[&'r PlacementRow]) -> Option<(&'r PlacementRow, &'r CitedRange)> {
        let code = &self.code?.compact;
        rows.iter()
            .copied()
            .flat_map(|row| row.value().postal.iter().map(move |cited| (row, cited)))
            .filter(|(_, cited)| self.has_codes_of(cited.range.country) && cited.range.contains(code))
            .max_by_key(|(_, cited)| cited.range.length())
    }

    /// Whether the postal code speaks against `row`: it lies in another one's range, or outside all of its own.
    fn contradicts(&self, row: &PlacementRow, by_code: Option<&PlacementRow>) -> bool {
        match by_code {
            Some(other) => !Arc::ptr_eq(row, other),
            None => row.value().postal.iter().any(|cited| self.has_codes_of(cited.range.country)),
        }
    }

    fn has_codes_of(&self, country: Country) -> bool {
        self.address.country == country || self.address.country.postal_in() == Some(country)
    }

    fn derived_region<'r>(&self, regions: &'r PostalRegions) -> Option<&'r PostalRegion> {
        let code = &self.code?.compact;
        let country = self.address.country;
        regions.of(country, code).or_else(|| regions.of(country.postal_in()?, code))
    }

    fn check_derived_region(&self, derived: Option<&PostalRegion>) -> Result<(), PlaceError> {
        let (Some(region), Some(found), Some(code)) =
            (self.address.region, derived.and_then(|row| row.region), self.code)
        else {
            return Ok(());
        };
        if region.is_within(found) || found.is_within(region) {
            return Ok(());
        }
        Err(PlaceError::PostalCodeOfAnotherRegion {
            postal_code: code.usual.clone(),
            region,
            found: Some(found.to_string()),
        })
    }
}

impl Assignment {
    /// Whether `region` contains one of the row's regions.
    fn contains_listed(&self, region: Region) -> bool {
        self.regions.iter().any(|listed| listed.is_within(region))
    }
}

/// What an error calls the territory of a row.
fn place_of(row: &PlacementRow) -> String {
    let value = row.value();
    value.region.map(|region| region.to_string()).or(value.tax.map(|tax| tax.to_string())).unwrap_or_default()
}

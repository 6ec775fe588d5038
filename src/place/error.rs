use super::{Country, Region};
use crate::rules::LoadError;
use crate::time::Date;

/// Why an address cannot be placed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// The region belongs to another country.
    #[error("region {region} does not lie in {country}")]
    RegionOfAnotherCountry {
        /// The region as given.
        region: Region,
        /// The country as given.
        country: Country,
    },
    /// The postal code does not have the form of its country.
    #[error("`{postal_code}` is not a postal code of {country}: expected {expected}")]
    InvalidPostalCode {
        /// The postal code as given.
        postal_code: String,
        /// The country as given.
        country: Country,
        /// The forms in use: `#` is a digit, `@` a letter, `*` either.
        expected: String,
    },
    /// The postal code lies elsewhere in the country than the region.
    #[error("postal code {postal_code} does not lie in region {region}{}", lies_in(.found.as_deref()))]
    PostalCodeOfAnotherRegion {
        /// The postal code in its usual form.
        postal_code: String,
        /// The region as given.
        region: Region,
        /// Where the postal code lies, if the data knows.
        found: Option<String>,
    },
    /// The postal code lies outside the territory that the country code names, such as a ZIP code of New York
    /// with the country code of Puerto Rico.
    #[error("postal code {postal_code} does not lie in {country}{}", lies_in(.found.as_deref()))]
    PostalCodeOfAnotherCountry {
        /// The postal code in its usual form.
        postal_code: String,
        /// The country as given.
        country: Country,
        /// Where the postal code lies, if the data knows.
        found: Option<String>,
    },
    /// The rows for this country do not reach back to the day.
    #[error("no rule says in which customs territory {country} lies on {day}")]
    NoRule {
        /// The country as given.
        country: Country,
        /// The day asked for.
        day: Date,
    },
    /// The data has no calendar of the country.
    #[error("no calendar of {country} is known: expected a country of calendar/calendars.csv")]
    NoCalendar {
        /// The country as given.
        country: Country,
    },
    /// The data does not know by which zone the clocks of the place go.
    #[error("no single time zone of {} is known: expected a time zone, or a region with one", .region.map_or_else(|| country.to_string(), |region| region.to_string()))]
    NoZone {
        /// The country as given.
        country: Country,
        /// The region as given.
        region: Option<Region>,
    },
    /// The rule book's own data could not be read.
    #[error(transparent)]
    Load(#[from] LoadError),
}

fn lies_in(found: Option<&str>) -> String {
    found.map(|place| format!(", but in {place}")).unwrap_or_default()
}

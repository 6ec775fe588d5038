use std::sync::Arc;

use super::{Handling, Service, Spread};
use crate::place::{Address, Country, Region};
use crate::time::{Date, Instant, Zone};

/// One question: when will an order arrive?
///
/// ```
/// use landfall::RuleBook;
/// use landfall::delivery::{DeliveryLaneRequest, DeliveryRequest, Handling, Service, Spread};
///
/// let parcel = Service::own("parcel", Spread::between(2, 3)?);
/// let lane = DeliveryLaneRequest::new(parcel, "DE".parse()?, "AT".parse()?)
///     .with_handling(Handling::days(0, 0)?.with_cut_off("14:00:00".parse()?));
/// // Tuesday afternoon, after the cut-off: handed over on Wednesday, 23 December 2026. The holidays of Christmas
/// // and the weekend do not count, Thursday is the first day of transit.
/// let request = DeliveryRequest::new(lane, "2026-12-22T16:40:00+01:00".parse()?);
/// let answer = RuleBook::embedded().delivery(&request)?;
/// let promise = answer.promise().expect("the service goes there");
/// assert_eq!(promise.ship_date().to_string(), "2026-12-23");
/// assert_eq!(promise.earliest().to_string(), "2026-12-28");
/// assert_eq!(promise.latest().to_string(), "2026-12-29");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryRequest {
    /// The caller's name for the question; comes back with the answer.
    pub id: Option<String>,
    /// Everything that does not depend on the order.
    pub lane: DeliveryLaneRequest,
    /// When the order came in.
    pub ordered_at: Instant,
    /// The day by which the buyer wants it: the answer says how likely that is and by when to order.
    pub wanted_by: Option<Date>,
}

/// What a lane is prepared from: service, places, handling and customs.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryLaneRequest {
    /// The service.
    pub service: ServiceChoice,
    /// The warehouse.
    pub origin: Origin,
    /// The buyer.
    pub destination: Address,
    /// What the warehouse does; without this an order is handed over on the next working day or the same one.
    pub handling: Option<Handling>,
    /// Working days of clearance, where a customs border is crossed.
    pub customs: Option<Spread>,
    /// The percentiles of the answer, from 1 to 99.
    pub percentiles: Vec<u8>,
    /// Whether a service with figures of the past may be used.
    pub takes_historic: bool,
}

/// Which service.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ServiceChoice {
    /// One of the data, by its id.
    Named(String),
    /// One of the caller's own.
    Own(Arc<Service>),
}

impl From<&str> for ServiceChoice {
    fn from(id: &str) -> Self {
        Self::Named(id.to_owned())
    }
}

impl From<Service> for ServiceChoice {
    fn from(service: Service) -> Self {
        Self::Own(Arc::new(service))
    }
}

/// The warehouse from which orders are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The country.
    pub country: Country,
    /// State, province or other subdivision, for its holidays and its zone.
    pub region: Option<Region>,
    /// The zone of its clock; without this that of the region or country.
    pub time_zone: Option<Zone>,
}

impl From<Country> for Origin {
    fn from(country: Country) -> Self {
        Self { country, region: None, time_zone: None }
    }
}

impl From<Region> for Origin {
    fn from(region: Region) -> Self {
        Self { country: region.country(), region: Some(region), time_zone: None }
    }
}

impl Origin {
    /// The same warehouse with its zone.
    #[must_use]
    pub fn with_time_zone(mut self, zone: Zone) -> Self {
        self.time_zone = Some(zone);
        self
    }
}

impl DeliveryRequest {
    /// When will an order of this moment arrive?
    #[must_use]
    pub fn new(lane: DeliveryLaneRequest, ordered_at: Instant) -> Self {
        Self { id: None, lane, ordered_at, wanted_by: None }
    }

    /// The same question under a name.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same question with the day by which the buyer wants it.
    #[must_use]
    pub fn with_wanted_by(mut self, day: Date) -> Self {
        self.wanted_by = Some(day);
        self
    }
}

impl DeliveryLaneRequest {
    /// The percentiles of an answer unless the request says otherwise.
    pub const PERCENTILES: [u8; 3] = [50, 80, 95];

    /// From a warehouse to a buyer.
    #[must_use]
    pub fn new(service: impl Into<ServiceChoice>, origin: Origin, destination: Address) -> Self {
        Self {
            service: service.into(),
            origin,
            destination,
            handling: None,
            customs: None,
            percentiles: Self::PERCENTILES.to_vec(),
            takes_historic: false,
        }
    }

    /// The same lane with what the warehouse does.
    #[must_use]
    pub fn with_handling(mut self, handling: Handling) -> Self {
        self.handling = Some(handling);
        self
    }

    /// The same lane with the days of customs clearance.
    #[must_use]
    pub fn with_customs(mut self, days: Spread) -> Self {
        self.customs = Some(days);
        self
    }

    /// The same lane with other percentiles.
    #[must_use]
    pub fn with_percentiles(mut self, percentiles: impl Into<Vec<u8>>) -> Self {
        self.percentiles = percentiles.into();
        self
    }

    /// The same lane that may use a service with figures of the past, for comparison.
    #[must_use]
    pub fn taking_historic(mut self, yes: bool) -> Self {
        self.takes_historic = yes;
        self
    }
}

impl std::str::FromStr for Origin {
    type Err = crate::place::UnknownAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let address: Address = text.parse()?;
        Ok(Self { country: address.country, region: address.region, time_zone: None })
    }
}

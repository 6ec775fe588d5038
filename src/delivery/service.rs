use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Basis, Spread, VolumetricWeight};
use crate::place::{Address, Country, Region};
use crate::rules::Source;
use crate::time::{Date, Weekdays};
use crate::words::words;

words! {
    /// Whose holidays a stage keeps.
    CalendarChoice {
        /// Those of the countries that it works in.
        Country = "country",
        /// None but the days that are given as closed, in any year.
        Given = "given",
    }
}

/// A carrier's service, or the caller's own: where it goes, how long it takes, what it takes along.
///
/// Those of the data come from [`RuleBook::services`](crate::RuleBook::services); one of the caller's own is built here
/// or read by [`Service::read`] from the same form.
///
/// ```
/// use landfall::delivery::{Service, Spread};
/// let parcel = Service::own("parcel", Spread::between(2, 3)?).with_works("mon tue wed thu fri sat".parse()?);
/// assert_eq!(parcel.id(), "parcel");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    pub(super) id: Arc<str>,
    pub(super) name: Arc<str>,
    pub(super) carrier: Option<Arc<str>>,
    /// Where it takes parcels from; empty for anywhere.
    pub(super) origins: Vec<ServicePlace>,
    pub(super) lanes: Vec<ServiceLane>,
    pub(super) works: Option<Weekdays>,
    pub(super) delivers: Option<Weekdays>,
    pub(super) calendar: CalendarChoice,
    pub(super) closed: Vec<Date>,
    pub(super) limits: SizeLimits,
    pub(super) volumetric: Option<VolumetricWeight>,
    pub(super) remote: Vec<RemoteArea>,
    pub(super) customs_included: bool,
    pub(super) is_historic: bool,
    pub(super) source: Arc<Source>,
    /// The day of the publication, as it is known.
    pub(super) published: Option<Arc<str>>,
    pub(super) uncertain: Option<Arc<str>>,
}

/// A country or one of its regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServicePlace {
    /// A whole country.
    Country(Country),
    /// A region.
    Region(Region),
}

impl ServicePlace {
    pub(super) fn holds(self, country: Country, region: Option<Region>) -> bool {
        match self {
            Self::Country(own) => own == country,
            Self::Region(own) => region.is_some_and(|region| region.is_within(own)),
        }
    }
}

impl std::fmt::Display for ServicePlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Country(country) => f.pad(country.as_str()),
            Self::Region(region) => f.pad(region.as_str()),
        }
    }
}

/// How long a service takes to some destinations.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceLane {
    pub(super) to: Reach,
    pub(super) days: Spread,
    pub(super) counts: DayCount,
    pub(super) uncertain: Option<Arc<str>>,
}

/// Which destinations a lane reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reach {
    /// Every destination that no other lane of the service names.
    Everywhere,
    /// These.
    Places(Vec<ServicePlace>),
    /// A zone of the carrier of which the members are not known here.
    Zone(Arc<str>),
}

words! {
    /// Which days the figures of a lane count.
    DayCount {
        /// Days on which the service works.
        WorkingDays = "working_days",
        /// Every day.
        CalendarDays = "calendar_days",
    }
}

/// What a parcel may weigh and measure at most.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SizeLimits {
    /// Kilograms.
    pub max_weight_kg: Option<Decimal>,
    /// Centimetres of the longest, second and third side; as many as are limited.
    pub max_sides_cm: Vec<Decimal>,
    /// Longest side and girth around the other two, in centimetres.
    pub max_length_plus_girth_cm: Option<Decimal>,
    /// All three sides together, in centimetres.
    pub max_sum_of_sides_cm: Option<Decimal>,
}

/// Postal codes in which the last leg takes longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteArea {
    /// The country.
    pub country: Country,
    /// The first letters and digits of its postal codes.
    pub prefixes: Vec<String>,
    /// The further delivery days.
    pub days: Spread,
}

impl RemoteArea {
    fn holds(&self, country: Country, compact: &str) -> bool {
        self.country == country && self.prefixes.iter().any(|prefix| compact.starts_with(prefix.as_str()))
    }
}

impl Service {
    /// A service of the caller's own that goes everywhere.
    #[must_use]
    pub fn own(name: impl Into<Arc<str>>, days: Spread) -> Self {
        let name = name.into();
        Self {
            id: Arc::clone(&name),
            name,
            carrier: None,
            origins: Vec::new(),
            lanes: vec![ServiceLane {
                to: Reach::Everywhere,
                days,
                counts: DayCount::WorkingDays,
                uncertain: None,
            }],
            works: None,
            delivers: None,
            calendar: CalendarChoice::Country,
            closed: Vec::new(),
            limits: SizeLimits::default(),
            volumetric: None,
            remote: Vec::new(),
            customs_included: false,
            is_historic: false,
            source: Source::supplied(),
            published: None,
            uncertain: None,
        }
    }

    /// The same service with the days of the week on which transit counts.
    #[must_use]
    pub fn with_works(mut self, works: Weekdays) -> Self {
        self.works = Some(works);
        self
    }

    /// The same service with the days of the week on which it delivers; without this those on which it works.
    #[must_use]
    pub fn with_delivery_days(mut self, delivers: Weekdays) -> Self {
        self.delivers = Some(delivers);
        self
    }

    /// The same service with a choice of calendar.
    #[must_use]
    pub fn with_calendar(mut self, calendar: CalendarChoice) -> Self {
        self.calendar = calendar;
        self
    }

    /// The same service with days on which it is closed.
    #[must_use]
    pub fn with_closed(mut self, closed: impl IntoIterator<Item = Date>) -> Self {
        self.closed.extend(closed);
        self
    }

    /// The same service with an area where the last leg takes longer.
    #[must_use]
    pub fn with_remote_area(mut self, mut area: RemoteArea) -> Self {
        for prefix in &mut area.prefixes {
            *prefix = compact(prefix);
        }
        self.remote.push(area);
        self
    }

    /// The same service whose days hold the customs clearance, or not.
    #[must_use]
    pub fn with_customs_included(mut self, yes: bool) -> Self {
        self.customs_included = yes;
        self
    }

    /// The same service with its rule for volumetric weight.
    #[must_use]
    pub fn with_volumetric_weight(mut self, rule: VolumetricWeight) -> Self {
        self.volumetric = Some(rule);
        self
    }

    /// The name by which requests ask for it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the carrier calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The carrier.
    #[must_use]
    pub fn carrier(&self) -> Option<&str> {
        self.carrier.as_deref()
    }

    /// Where it takes parcels from; empty for anywhere.
    #[must_use]
    pub fn origins(&self) -> &[ServicePlace] {
        &self.origins
    }

    /// Where it goes and how long that takes.
    #[must_use]
    pub fn lanes(&self) -> &[ServiceLane] {
        &self.lanes
    }

    /// What it takes along at most.
    #[must_use]
    pub fn limits(&self) -> &SizeLimits {
        &self.limits
    }

    /// How it weighs what is bulky, if that is known.
    #[must_use]
    pub fn volumetric_weight(&self) -> Option<&VolumetricWeight> {
        self.volumetric.as_ref()
    }

    /// Whether the figures are of the past: good for comparison, never for a promise.
    #[must_use]
    pub fn is_historic(&self) -> bool {
        self.is_historic
    }

    /// The publication that the figures rest on.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The day of the publication in words, if the research knows one.
    #[must_use]
    pub fn published(&self) -> Option<&str> {
        self.published.as_deref()
    }

    /// A doubt that the research could not settle.
    #[must_use]
    pub fn uncertain(&self) -> Option<&str> {
        self.uncertain.as_deref()
    }

    pub(super) fn takes_from(&self, country: Country, region: Option<Region>) -> bool {
        self.origins.is_empty() || self.origins.iter().any(|origin| origin.holds(country, region))
    }

    /// The lane to a destination: the one that names its region, then its country, then the one to everywhere.
    pub(super) fn lane_to(&self, country: Country, region: Option<Region>) -> Option<&ServiceLane> {
        let rank = |lane: &&ServiceLane| match &lane.to {
            Reach::Everywhere => Some(1),
            Reach::Zone(_) => None,
            Reach::Places(places) => places
                .iter()
                .filter(|place| place.holds(country, region))
                .map(|place| if matches!(place, ServicePlace::Region(_)) { 3 } else { 2 })
                .max(),
        };
        self.lanes.iter().filter(|lane| rank(lane).is_some()).max_by_key(rank)
    }

    /// What the last leg takes more at a postal code.
    pub(super) fn remote_days(&self, destination: &Address) -> Option<&Spread> {
        let code = compact(destination.postal_code.as_deref()?);
        self.remote.iter().find(|area| area.holds(destination.country, &code)).map(|area| &area.days)
    }

    /// Where it goes, in words.
    pub(super) fn serves(&self) -> String {
        let from: Vec<String> = self.origins.iter().map(ToString::to_string).collect();
        let to: Vec<String> = self.lanes.iter().map(|lane| lane.to.to_string()).collect();
        let from = if from.is_empty() { "anywhere".to_owned() } else { from.join(", ") };
        let to = if to.is_empty() { "no destination with published days".to_owned() } else { to.join(", ") };
        format!("from {from} to {to}")
    }
}

impl ServiceLane {
    /// The destinations.
    #[must_use]
    pub fn to(&self) -> &Reach {
        &self.to
    }

    /// The days of transit.
    #[must_use]
    pub fn days(&self) -> &Spread {
        &self.days
    }

    /// Which days they count.
    #[must_use]
    pub fn counts(&self) -> DayCount {
        self.counts
    }

    /// A doubt that the research could not settle.
    #[must_use]
    pub fn uncertain(&self) -> Option<&str> {
        self.uncertain.as_deref()
    }

    pub(super) fn basis(&self) -> Basis {
        self.days.basis()
    }
}

impl std::fmt::Display for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Everywhere => f.write_str("everywhere else"),
            Self::Places(places) => {
                let places: Vec<String> = places.iter().map(ToString::to_string).collect();
                f.write_str(&places.join(", "))
            }
            Self::Zone(name) => write!(f, "its zone \"{name}\""),
        }
    }
}

/// Letters and digits alone, in capitals.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

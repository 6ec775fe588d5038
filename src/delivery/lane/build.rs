//! From a request to a lane: which service, which border, whose working days.

use std::sync::Arc;

use chrono::{Days, FixedOffset};

use super::DeliveryLane;
use super::plan::{Clock, Plan, Stage};
use super::run::HORIZON;
use super::table::WorkTable;
use super::work::Work;
use crate::delivery::border::is_cleared;
use crate::delivery::circumstance::Circumstance;
use crate::delivery::promise::MAX_PERCENTILES;
use crate::delivery::service::ServiceLane;
use crate::delivery::{
    Basis, DeliveryError, DeliveryLaneRequest, Refusal, Service, ServiceChoice, Spread, StageName,
};
use crate::place::{Address, Country, PlaceError, Region};
use crate::rules::RuleBook;
use crate::time::{Calendar, Date};

/// A lane and what had to be assumed for it.
pub(in crate::delivery) struct Prepared {
    pub(in crate::delivery) lane: DeliveryLane,
    pub(in crate::delivery) service: Arc<Service>,
    pub(in crate::delivery) service_lane: ServiceLane,
    /// The buyer's country, and the region that the address tells.
    pub(in crate::delivery) destination: (Country, Option<Region>),
    pub(in crate::delivery) circumstances: Vec<Circumstance>,
}

/// The order days for which a lane is prepared, and the day whose borders count.
#[derive(Debug, Clone, Copy)]
pub(in crate::delivery) struct Orders {
    pub(in crate::delivery) first: Date,
    pub(in crate::delivery) last: Date,
    pub(in crate::delivery) on: Date,
}

/// Prepares a lane. Where the zone of the warehouse is not known, `clock` stands in if it is given.
pub(in crate::delivery) fn prepare(
    book: &RuleBook,
    request: &DeliveryLaneRequest,
    orders: Orders,
    clock: Option<FixedOffset>,
) -> Result<Prepared, DeliveryError> {
    let percentiles = percentiles(&request.percentiles)?;
    let mut circumstances = Vec::new();
    let ends = Places::of(book, request, orders.on)?;
    let service = service(book, request)?;
    let service_lane = service_lane(book, request, &service, &ends)?;
    let clock = warehouse_clock(book, request, clock, &mut circumstances)?;
    let customs = customs(request, &service, &ends, &mut circumstances);

    let work = Work { book, service: &service, origin: ends.origin, destination: ends.destination };
    let handling_given = request.handling.as_ref();
    if handling_given.is_none() {
        circumstances.push(Circumstance::HandlingNotGiven);
    }
    let handling = Draft {
        name: StageName::Handling,
        days: handling_given.map_or_else(|| Spread::none(Basis::Assumed), |handling| handling.days.clone()),
        calendar: work.handling(handling_given, &mut circumstances)?,
    };
    let transit = Draft {
        name: StageName::Transit,
        days: service_lane.days.clone(),
        calendar: work.transit(service_lane.counts, &mut circumstances)?,
    };
    let customs = match customs {
        Some(days) => {
            Some(Draft { name: StageName::Customs, days, calendar: work.customs(&transit.calendar)? })
        }
        None => None,
    };
    let remote = service.remote_days(&request.destination);
    let last_leg = Draft {
        name: StageName::LastLeg,
        // Where nothing comes after transit, the door rests on what transit rests on.
        days: remote.cloned().unwrap_or_else(|| Spread::none(service_lane.basis())),
        calendar: work.last_leg()?,
    };
    let drafts: Vec<&Draft> = [&handling, &transit, &last_leg].into_iter().chain(&customs).collect();
    let tables = Tables::within(orders, &drafts)?;
    let plan = Plan {
        clock,
        cut_off: handling_given.and_then(|handling| handling.cut_off),
        counts_order_day: handling_given.is_some_and(|handling| handling.counts_order_day),
        first: tables.first,
        days: tables.days,
        orders: (orders.first.max(tables.first), orders.last),
        percentiles,
        total: drafts.iter().map(|draft| u128::from(draft.days.total())).fold(1, u128::saturating_mul),
        handling: handling.counted(&tables)?,
        transit: transit.counted(&tables)?,
        customs: customs.map(|customs| customs.counted(&tables)).transpose()?,
        last_leg: last_leg.counted(&tables)?,
    };
    Ok(Prepared {
        lane: DeliveryLane(Arc::new(plan)),
        service,
        service_lane,
        destination: ends.destination,
        circumstances,
    })
}

fn percentiles(wanted: &[u8]) -> Result<Vec<u8>, DeliveryError> {
    let mut percentiles = wanted.to_vec();
    percentiles.sort_unstable();
    percentiles.dedup();
    let fits = (1..=MAX_PERCENTILES).contains(&percentiles.len())
        && percentiles.iter().all(|percent| (1..100).contains(percent));
    if fits { Ok(percentiles) } else { Err(DeliveryError::Percentiles { found: wanted.to_vec() }) }
}

/// Both ends of the way, as customs and calendars see them.
struct Places {
    origin: (Country, Option<Region>),
    destination: (Country, Option<Region>),
    crosses_customs: bool,
}

impl Places {
    fn of(book: &RuleBook, request: &DeliveryLaneRequest, on: Date) -> Result<Self, DeliveryError> {
        let origin =
            Address { country: request.origin.country, region: request.origin.region, postal_code: None };
        let placed = |address: &Address, field| {
            book.place(address, on).map_err(|error| match error {
                PlaceError::Load(error) => error.into(),
                error => DeliveryError::Place { field, error: Box::new(error) },
            })
        };
        let from = placed(&origin, "origin")?;
        let to = placed(&request.destination, "destination")?;
        let crosses_customs = is_cleared(book, &from, &to, on)?;
        let country = request.destination.country;
        // The region that a postal code tells may carry the code of the country around it.
        let region = to.region().filter(|region| region.country() == country);
        Ok(Self { origin: (origin.country, origin.region), destination: (country, region), crosses_customs })
    }
}

fn service(book: &RuleBook, request: &DeliveryLaneRequest) -> Result<Arc<Service>, DeliveryError> {
    let id = match &request.service {
        ServiceChoice::Own(service) => return Ok(Arc::clone(service)),
        ServiceChoice::Named(id) => id,
    };
    let services = book.services()?;
    let found = services.iter().find(|service| service.id() == id).cloned();
    let service = found.ok_or_else(|| DeliveryError::UnknownService {
        id: id.clone(),
        known: services.iter().map(|service| service.id()).collect::<Vec<_>>().join(", "),
    })?;
    if service.is_historic() && !request.takes_historic {
        return Err(DeliveryError::from(Refusal::Historic {
            service: id.clone(),
            published: service.published().unwrap_or("no date").to_owned(),
        }));
    }
    Ok(service)
}

fn service_lane(
    book: &RuleBook,
    request: &DeliveryLaneRequest,
    service: &Service,
    ends: &Places,
) -> Result<ServiceLane, DeliveryError> {
    let serves = |service: &Service| {
        let lane = service.lane_to(ends.destination.0, ends.destination.1);
        lane.filter(|_| service.takes_from(ends.origin.0, ends.origin.1)).cloned()
    };
    if let Some(lane) = serves(service) {
        return Ok(lane);
    }
    let services = book.services()?;
    let others = services.iter().filter(|other| !other.is_historic() && serves(other).is_some());
    let others: Vec<&str> = others.map(|other| other.id()).collect();
    let name = |(country, region): (Country, Option<Region>)| {
        region.map_or_else(|| country.to_string(), |region| region.to_string())
    };
    Err(DeliveryError::from(Refusal::NotServed {
        service: service.id().to_owned(),
        from: name((request.origin.country, request.origin.region)),
        to: name(ends.destination),
        serves: service.serves(),
        others: if others.is_empty() { "none in the data".to_owned() } else { others.join(", ") },
    }))
}

fn warehouse_clock(
    book: &RuleBook,
    request: &DeliveryLaneRequest,
    clock: Option<FixedOffset>,
    circumstances: &mut Vec<Circumstance>,
) -> Result<Clock, DeliveryError> {
    if let Some(zone) = &request.origin.time_zone {
        return Ok(Clock::Zone(zone.clone()));
    }
    match (book.zone(request.origin.country, request.origin.region), clock) {
        (Ok(zone), _) => Ok(Clock::Zone(zone)),
        (Err(PlaceError::NoZone { .. }), Some(offset)) => {
            circumstances.push(Circumstance::ZoneNotKnown);
            Ok(Clock::Fixed(offset))
        }
        (Err(PlaceError::Load(error)), _) => Err(error.into()),
        (Err(error), _) => Err(DeliveryError::Place { field: "origin", error: Box::new(error) }),
    }
}

/// The days of clearance; none where no customs border is crossed.
fn customs(
    request: &DeliveryLaneRequest,
    service: &Service,
    ends: &Places,
    circumstances: &mut Vec<Circumstance>,
) -> Option<Spread> {
    let given = request.customs.clone();
    if !ends.crosses_customs {
        if given.as_ref().is_some_and(|days| days.max() > 0) {
            circumstances.push(Circumstance::CustomsNotCrossed);
        }
        return None;
    }
    if service.customs_included && given.is_none() {
        circumstances.push(Circumstance::CustomsIncluded);
        return None;
    }
    if given.is_none() {
        circumstances.push(Circumstance::CustomsNotGiven);
    }
    Some(given.unwrap_or_else(|| Spread::none(Basis::Assumed)))
}

/// A stage before its working days are counted.
struct Draft {
    name: StageName,
    days: Spread,
    calendar: Calendar,
}

impl Draft {
    fn counted(self, tables: &Tables) -> Result<Stage, DeliveryError> {
        let table = WorkTable::new(&self.calendar, tables.first, tables.days)?;
        Ok(Stage { name: self.name, days: self.days, calendar: self.calendar, table })
    }
}

/// The days that the tables of a lane hold.
struct Tables {
    first: Date,
    days: usize,
}

impl Tables {
    /// From the first order day to as far as its latest order can lead, within the years of all calendars.
    fn within(orders: Orders, drafts: &[&Draft]) -> Result<Self, DeliveryError> {
        let first = drafts.iter().map(|draft| draft.calendar.days().0).fold(orders.first, Date::max);
        let end = drafts.iter().map(|draft| draft.calendar.days().1).fold(Date::MAX, Date::min);
        // An order beyond a calendar is told so by the calendar.
        for day in [orders.on, first] {
            for draft in drafts {
                draft.calendar.is_business_day(day)?;
            }
        }
        let longest = drafts.iter().map(|draft| usize::from(draft.days.max())).fold(0, usize::saturating_add);
        // A week holds at least one working day; two more months are room for long closures.
        let room = longest.saturating_mul(7).saturating_add(62).min(HORIZON);
        let last = orders.last.checked_add_days(Days::new(u64::try_from(room).unwrap_or(u64::MAX)));
        let days = last.unwrap_or(Date::MAX).min(end).signed_duration_since(first).num_days();
        Ok(Self { first, days: usize::try_from(days.saturating_add(1)).unwrap_or(0) })
    }
}

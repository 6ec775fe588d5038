//! From a request to a lane: which service, which border, whose working days.

use std::sync::Arc;

use chrono::{Days, FixedOffset};

use super::DeliveryLane;
use super::plan::{Clock, Plan, Stage};
use super::run::HORIZON;
use super::table::WorkTable;
use crate::delivery::border::is_cleared;
use crate::delivery::promise::MAX_PERCENTILES;
use crate::delivery::service::ServiceLane;
use crate::delivery::{
    Basis, CalendarChoice, DayCount, DeliveryError, DeliveryLaneRequest, Handling, Refusal, Service,
    ServiceChoice, Spread, StageName,
};
use crate::place::{Address, Country, PlaceError, Region};
use crate::rules::RuleBook;
use crate::time::{Calendar, Date, Weekdays};

/// A lane and what had to be assumed for it.
pub(in crate::delivery) struct Prepared {
    pub(in crate::delivery) lane: DeliveryLane,
    pub(in crate::delivery) service: Arc<Service>,
    pub(in crate::delivery) service_lane: ServiceLane,
    pub(in crate::delivery) circumstances: Vec<Circumstance>,
}

/// What an answer has to say beside its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::delivery) enum Circumstance {
    /// Nothing is known of handling.
    HandlingNotGiven,
    /// The zone of the warehouse is not known.
    ZoneNotKnown,
    /// A customs border is crossed, and nothing is known of the clearance.
    CustomsNotGiven,
    /// Days of clearance were given, and no customs border is crossed.
    CustomsNotCrossed,
    /// The days of the service hold the clearance.
    CustomsIncluded,
    /// A given calendar does not say which days of the week are worked.
    WeekNotGiven(StageName),
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

    let work = Work { book, service: &service, ends: &ends };
    let handling_request = request.handling.clone();
    if handling_request.is_none() {
        circumstances.push(Circumstance::HandlingNotGiven);
    }
    let handling_calendar = work.handling(handling_request.as_ref(), &mut circumstances)?;
    let transit_calendar = work.transit(service_lane.counts, &mut circumstances)?;
    let last_leg_calendar = work.last_leg()?;
    let customs_calendar = customs.as_ref().map(|_| work.customs(&transit_calendar)).transpose()?;

    let none = Spread::fixed(0).map_err(|error| DeliveryError::Spread { field: "handling.days", error })?;
    let nothing = none.with_basis(Basis::Assumed);
    let handling_days = handling_request.as_ref().map_or(&nothing, |handling| &handling.days).clone();
    let last_leg_days = service.remote_days(&request.destination).cloned().unwrap_or_else(|| {
        // Nothing beyond transit: it rests on what transit rests on.
        nothing.clone().with_basis(service_lane.basis())
    });
    let spreads: Vec<&Spread> =
        [&handling_days, &service_lane.days, &last_leg_days].into_iter().chain(customs.as_ref()).collect();
    let longest = spreads.iter().map(|days| usize::from(days.max())).fold(0, usize::saturating_add);
    let total = spreads.iter().map(|days| u128::from(days.total())).fold(1, u128::saturating_mul);

    let calendars: Vec<&Calendar> = [&handling_calendar, &transit_calendar, &last_leg_calendar]
        .into_iter()
        .chain(customs_calendar.as_ref())
        .collect();
    let tables = Tables::within(orders, longest, &calendars)?;
    let stage = |name, days: &Spread, calendar: Calendar| -> Result<Stage, DeliveryError> {
        let table = WorkTable::new(&calendar, tables.first, tables.days)?;
        Ok(Stage { name, days: days.clone(), calendar, table })
    };
    let customs = match (&customs, customs_calendar) {
        (Some(days), Some(calendar)) => Some(stage(StageName::Customs, days, calendar)?),
        _ => None,
    };
    let plan = Plan {
        clock,
        cut_off: handling_request.as_ref().and_then(|handling| handling.cut_off),
        counts_order_day: handling_request.as_ref().is_some_and(|handling| handling.counts_order_day),
        first: tables.first,
        days: tables.days,
        orders: (orders.first.max(tables.first), orders.last),
        handling: stage(StageName::Handling, &handling_days, handling_calendar)?,
        transit: stage(StageName::Transit, &service_lane.days, transit_calendar)?,
        customs,
        last_leg: stage(StageName::LastLeg, &last_leg_days, last_leg_calendar)?,
        percentiles,
        total,
    };
    Ok(Prepared { lane: DeliveryLane(Arc::new(plan)), service, service_lane, circumstances })
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
    given.or_else(|| Spread::fixed(0).ok().map(|none| none.with_basis(Basis::Assumed)))
}

/// Whose working days each stage counts.
struct Work<'w> {
    book: &'w RuleBook,
    service: &'w Service,
    ends: &'w Places,
}

impl Work<'_> {
    fn handling(
        &self,
        handling: Option<&Handling>,
        circumstances: &mut Vec<Circumstance>,
    ) -> Result<Calendar, DeliveryError> {
        let Some(handling) = handling else {
            return match self.service.calendar {
                CalendarChoice::Given => Ok(self.given(self.service.works)),
                CalendarChoice::Country => {
                    Ok(with_week(self.country(self.ends.origin, "origin")?, self.service.works))
                }
            };
        };
        check_week(handling.works, "handling.works")?;
        let closed = handling.closed.iter().copied();
        match handling.calendar {
            CalendarChoice::Given => {
                if handling.works.is_none() {
                    circumstances.push(Circumstance::WeekNotGiven(StageName::Handling));
                }
                let works = handling.works.unwrap_or(Weekdays::MONDAY_TO_FRIDAY);
                Ok(Calendar::given("handling", works.others(), closed))
            }
            CalendarChoice::Country => {
                let country = with_week(self.country(self.ends.origin, "origin")?, handling.works);
                Ok(with_closed(country, "handling", closed))
            }
        }
    }

    /// A day of transit counts only if both ends work: what rests at either end rests on the way.
    fn transit(
        &self,
        counts: DayCount,
        circumstances: &mut Vec<Circumstance>,
    ) -> Result<Calendar, DeliveryError> {
        let service = self.service;
        check_week(service.works, "service.works")?;
        check_week(service.delivers, "service.delivers")?;
        if counts == DayCount::CalendarDays {
            return Ok(self.given(Some(Weekdays::ALL)));
        }
        match service.calendar {
            CalendarChoice::Given => {
                if service.works.is_none() {
                    circumstances.push(Circumstance::WeekNotGiven(StageName::Transit));
                }
                Ok(self.given(service.works))
            }
            CalendarChoice::Country => {
                let origin = self.country(self.ends.origin, "origin")?;
                let destination = self.country(self.ends.destination, "destination")?;
                let both = with_week(origin.union(&destination), service.works);
                Ok(with_closed(both, service.name(), service.closed.iter().copied()))
            }
        }
    }

    fn last_leg(&self) -> Result<Calendar, DeliveryError> {
        let service = self.service;
        let delivers = service.delivers.or(service.works);
        match service.calendar {
            CalendarChoice::Given => Ok(self.given(delivers)),
            CalendarChoice::Country => {
                let destination = with_week(self.country(self.ends.destination, "destination")?, delivers);
                Ok(with_closed(destination, service.name(), service.closed.iter().copied()))
            }
        }
    }

    /// Clearance works by the calendar of the destination, unless the caller wants no public holiday at all.
    fn customs(&self, transit: &Calendar) -> Result<Calendar, DeliveryError> {
        match self.service.calendar {
            CalendarChoice::Given => Ok(transit.clone()),
            CalendarChoice::Country => self.country(self.ends.destination, "destination"),
        }
    }

    fn given(&self, works: Option<Weekdays>) -> Calendar {
        let works = works.unwrap_or(Weekdays::MONDAY_TO_FRIDAY);
        Calendar::given(self.service.name(), works.others(), self.service.closed.iter().copied())
    }

    fn country(
        &self,
        (country, region): (Country, Option<Region>),
        field: &'static str,
    ) -> Result<Calendar, DeliveryError> {
        self.book.calendar(country, region).map_err(|error| match error {
            PlaceError::NoCalendar { country } => DeliveryError::from(Refusal::NoCalendar { country }),
            PlaceError::Load(error) => error.into(),
            error => DeliveryError::Place { field, error: Box::new(error) },
        })
    }
}

fn check_week(works: Option<Weekdays>, field: &'static str) -> Result<(), DeliveryError> {
    if works.is_some_and(Weekdays::is_empty) { Err(DeliveryError::NoWorkingDay { field }) } else { Ok(()) }
}

fn with_week(calendar: Calendar, works: Option<Weekdays>) -> Calendar {
    match works {
        Some(works) => calendar.with_weekend(works.others()),
        None => calendar,
    }
}

fn with_closed(calendar: Calendar, whose: &str, closed: impl Iterator<Item = Date>) -> Calendar {
    let own = Calendar::given(whose, Weekdays::NONE, closed);
    if own.is_never_closed() { calendar } else { own.union(&calendar) }
}

/// The days that the tables of a lane hold.
struct Tables {
    first: Date,
    days: usize,
}

impl Tables {
    /// From the first order day to as far as its latest order can lead, within the years of all calendars.
    fn within(orders: Orders, longest: usize, calendars: &[&Calendar]) -> Result<Self, DeliveryError> {
        let spans = calendars.iter().map(|calendar| calendar.days());
        let (from, to) =
            spans.fold((Date::MIN, Date::MAX), |(first, last), (from, to)| (first.max(from), last.min(to)));
        // A week holds at least one working day; two more months are room for long closures.
        let room = longest.saturating_mul(7).saturating_add(62).min(HORIZON);
        let last = orders.last.checked_add_days(Days::new(u64::try_from(room).unwrap_or(u64::MAX)));
        let last = last.unwrap_or(Date::MAX).min(to);
        let first = orders.first.max(from);
        // An order beyond a calendar is told so by the calendar.
        for day in [orders.on, first] {
            for calendar in calendars {
                calendar.is_business_day(day)?;
            }
        }
        let days = last.signed_duration_since(first).num_days().saturating_add(1);
        Ok(Self { first, days: usize::try_from(days).unwrap_or(0) })
    }
}

//! From the texts of a request to its values; every error names its field.

use super::shape::{CustomsIn, DestinationIn, HandlingIn, OriginIn, OwnServiceIn, RequestIn, ServiceIn};
use crate::delivery::{
    DeliveryLaneRequest, DeliveryRequest, Handling, Origin, Service, ServiceChoice, Spread,
};
use crate::place::Address;
use crate::time::{Date, Instant, TimeOfDay, Weekdays};
use crate::wire::{Object, RequestError, check_ask, code, day, optional, word};

impl TryFrom<RequestIn> for DeliveryRequest {
    type Error = RequestError;

    fn try_from(wire: RequestIn) -> Result<Self, RequestError> {
        check_ask(&wire.ask, Self::ASKS)?;
        let service = service(wire.service).map_err(|error| error.within("service"))?;
        let Object(origin) = wire.origin;
        let Object(destination) = wire.destination;
        let lane = DeliveryLaneRequest::new(
            service,
            self::origin(&origin).map_err(|error| error.within("origin"))?,
            self::destination(destination).map_err(|error| error.within("destination"))?,
        );
        let handling = wire.handling.map(|Object(handling)| self::handling(handling)).transpose();
        let customs = wire.customs.map(|Object(customs)| self::customs(&customs)).transpose();
        let lane = DeliveryLaneRequest {
            handling: handling.map_err(|error| error.within("handling"))?,
            customs: customs.map_err(|error| error.within("customs"))?,
            percentiles: match wire.percentiles {
                None => lane.percentiles,
                Some(percentiles) => percentiles.into_iter().map(percentile).collect::<Result<_, _>>()?,
            },
            ..lane
        };
        Ok(Self {
            id: wire.id,
            lane,
            ordered_at: instant(&wire.ordered_at, "ordered_at")?,
            wanted_by: wire.wanted_by.as_deref().map(|text| day(text, "wanted_by")).transpose()?,
        })
    }
}

fn service(wire: ServiceIn) -> Result<ServiceChoice, RequestError> {
    let wire = match wire {
        ServiceIn::Named(id) => return Ok(ServiceChoice::Named(id)),
        ServiceIn::Own(wire) => wire,
    };
    let OwnServiceIn { name, days, works, delivers, calendar, closed, customs_included } = wire;
    if name.trim().is_empty() {
        return Err(RequestError::new("invalid_name", "name", "no name found, expected that of the service"));
    }
    let mut service = Service::own(name, self::days(&days)?)
        .with_closed(self::closed(closed)?)
        .with_customs_included(customs_included.unwrap_or(false));
    service.calendar = word(calendar.as_ref(), "calendar", service.calendar)?;
    service.works = week(works, "works")?;
    service.delivers = week(delivers, "delivers")?;
    Ok(service.into())
}

fn origin(wire: &OriginIn) -> Result<Origin, RequestError> {
    Ok(Origin {
        country: code(&wire.country, "unknown_country", "country")?,
        region: optional(wire.region.as_ref(), "unknown_region", "region")?,
        time_zone: optional(wire.time_zone.as_ref(), "unknown_time_zone", "time_zone")?,
    })
}

fn destination(wire: DestinationIn) -> Result<Address, RequestError> {
    let mut address = Address::country(code(&wire.country, "unknown_country", "country")?);
    address.region = optional(wire.region.as_ref(), "unknown_region", "region")?;
    address.postal_code = wire.postal_code;
    Ok(address)
}

fn handling(wire: HandlingIn) -> Result<Handling, RequestError> {
    let days = match wire.days {
        Some(days) => self::days(&days)?,
        None => self::days(&[0, 0])?,
    };
    let mut handling = Handling::spread(days)
        .with_closed(closed(wire.closed)?)
        .counting_order_day(wire.count_order_day.unwrap_or(false));
    handling.cut_off = wire.cut_off.as_deref().map(time).transpose()?;
    handling.works = week(wire.works, "works")?;
    handling.calendar = word(wire.calendar.as_ref(), "calendar", handling.calendar)?;
    Ok(handling)
}

fn customs(wire: &CustomsIn) -> Result<Spread, RequestError> {
    days(&wire.days)
}

/// The least and the most days.
fn days(wire: &[i64]) -> Result<Spread, RequestError> {
    let invalid = |message| RequestError::new("invalid_days", "days", message);
    let [min, max] = wire else {
        let message =
            format!("{} numbers found, expected the least and the most days, such as [2, 3]", wire.len());
        return Err(invalid(message));
    };
    let whole = |days: i64| {
        let expected = "expected a whole number of days from 0 to 120";
        u16::try_from(days).map_err(|_| invalid(format!("{days} found, {expected}")))
    };
    Spread::between(whole(*min)?, whole(*max)?).map_err(|error| invalid(error.to_string()))
}

fn percentile(wire: i64) -> Result<u8, RequestError> {
    u8::try_from(wire).ok().filter(|percent| (1..100).contains(percent)).ok_or_else(|| {
        let message = format!("{wire} found, expected a whole number from 1 to 99");
        RequestError::new("invalid_percentiles", "percentiles", message)
    })
}

fn week(wire: Option<Vec<String>>, field: &str) -> Result<Option<Weekdays>, RequestError> {
    let Some(words) = wire else { return Ok(None) };
    let week = Weekdays::from_words(words.iter().map(String::as_str))
        .map_err(|error| RequestError::new("unknown_word", field, error.to_string()))?;
    if week.is_empty() {
        let message = "no day of the week found, expected at least one";
        return Err(RequestError::new("no_working_day", field, message));
    }
    Ok(Some(week))
}

fn closed(wire: Option<Vec<String>>) -> Result<Vec<Date>, RequestError> {
    let days = wire.unwrap_or_default();
    let numbered = days.iter().enumerate();
    numbered.map(|(number, text)| day(text, &format!("closed[{number}]"))).collect()
}

/// A time such as `14:00` or `14:00:00`.
fn time(text: &str) -> Result<TimeOfDay, RequestError> {
    let is_written = matches!(text.len(), 5 | 8)
        && text.bytes().enumerate().all(
            |(place, byte)| {
                if place % 3 == 2 { byte == b':' } else { byte.is_ascii_digit() }
            },
        );
    let full = if text.len() == 5 { format!("{text}:00") } else { text.to_owned() };
    full.parse().ok().filter(|_| is_written).ok_or_else(|| {
        let message = format!("`{text}` found, expected a time of the day such as `14:00`");
        RequestError::new("invalid_time", "cut_off", message)
    })
}

/// A moment with its offset.
fn instant(text: &str, field: &str) -> Result<Instant, RequestError> {
    let is_written = text.as_bytes().get(10) == Some(&b'T');
    let instant = Instant::parse_from_rfc3339(text).ok().filter(|_| is_written);
    instant.ok_or_else(|| {
        let message =
            format!("`{text}` found, expected a moment with its offset such as `2026-12-22T16:40:00-05:00`");
        RequestError::new("invalid_instant", field, message)
    })
}

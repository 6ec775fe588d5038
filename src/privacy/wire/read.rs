//! From the texts of a question to its values; every error names its field.

use chrono::DateTime;
use rust_decimal::Decimal;

use super::shape::{BusinessIn, IncidentIn, MomentIn, RecordIn, RequestIn, ResidenceIn, TransferIn};
use crate::money::parse_amount;
use crate::place::Address;
use crate::privacy::{Business, Event, Incident, PrivacyRequest, Record, Transfer};
use crate::time::Instant;
use crate::wire::{Object, RequestError, check_ask, code, day, optional, price};

/// The greatest age that is taken for one.
const OLDEST: u32 = 150;

/// The whole of a revenue, in per cent.
const WHOLE: Decimal = Decimal::ONE_HUNDRED;

impl TryFrom<RequestIn> for PrivacyRequest {
    type Error = RequestError;

    fn try_from(wire: RequestIn) -> Result<Self, RequestError> {
        check_ask(&wire.ask, Self::ASKS)?;
        let residence = residence(&wire.residence.0).map_err(|error| error.within("residence"))?;
        let request = code(&wire.request, "unknown_word", "request")?;
        let mut read = Self::new(residence, request, day(&wire.today, "today")?);
        read.id = wire.id;
        read.received = wire.received.map(|text| day(&text, "received")).transpose()?;
        read.received_at = wire.received_at.map(|text| moment(&text, "received_at")).transpose()?;
        read.stopped_days = wire.stopped_days.unwrap_or(0);
        read.subject_age = wire.subject_age.map(age).transpose()?;
        if let Some(Object(wire)) = wire.business {
            read.business = business(wire).map_err(|error| error.within("business"))?;
        }
        if let Some(Object(wire)) = wire.incident {
            read.incident = incident(wire).map_err(|error| error.within("incident"))?;
        }
        if let Some(wire) = wire.transfer_to {
            read.transfer_to = Some(transfer(wire).map_err(|error| error.within("transfer_to"))?);
        }
        if let Some(Object(wire)) = wire.record {
            read.record = Some(record(&wire).map_err(|error| error.within("record"))?);
        }
        Ok(read)
    }
}

fn residence(wire: &ResidenceIn) -> Result<Address, RequestError> {
    let mut address = Address::country(code(&wire.country, "unknown_country", "country")?);
    address.region = optional(wire.region.as_ref(), "unknown_region", "region")?;
    Ok(address)
}

fn age(found: u32) -> Result<u32, RequestError> {
    if found <= OLDEST {
        return Ok(found);
    }
    Err(RequestError::new(
        "invalid_age",
        "subject_age",
        format!("{found} found, expected from 0 to {OLDEST}"),
    ))
}

fn business(wire: BusinessIn) -> Result<Business, RequestError> {
    if let (Some(all), Some(only)) = (wire.consumers_per_year, wire.payment_only_consumers)
        && only > all
    {
        let message = format!("{only} found, expected no more than the {all} of consumers_per_year");
        return Err(RequestError::new("invalid_count", "payment_only_consumers", message));
    }
    let mut business = Business::new();
    business.country = optional(wire.country.as_ref(), "unknown_country", "country")?;
    business.annual_revenue = match wire.annual_revenue {
        Some(Object(money)) => Some(price(&money).map_err(|error| error.within("annual_revenue"))?),
        None => None,
    };
    business.revenue_share_from_sale = share(wire.revenue_share_from_sale, "revenue_share_from_sale")?;
    business.revenue_share_from_online_ads =
        share(wire.revenue_share_from_online_ads, "revenue_share_from_online_ads")?;
    business.exchange_rates = wire.exchange_rates;
    business.consumers_per_year = wire.consumers_per_year;
    business.payment_only_consumers = wire.payment_only_consumers;
    business.consumers_bought_sold_shared = wire.consumers_bought_sold_shared;
    business.consumers_households_devices = wire.consumers_households_devices;
    business.consumers_offered_for_sale = wire.consumers_offered_for_sale;
    business.sensitive_consumers = wire.sensitive_consumers;
    business.app_store_applications = wire.app_store_applications;
    business.employees = wire.employees;
    business.nonprofit = wire.nonprofit;
    business.sells_data = wire.sells_data;
    business.processes_sensitive = wire.processes_sensitive;
    business.sells_sensitive = wire.sells_sensitive;
    business.sba_small_business = wire.sba_small_business;
    business.does_business_in_state = wire.does_business_in_state;
    business.targets_residents = wire.targets_residents;
    business.monitors_residents = wire.monitors_residents;
    business.means_in_country = wire.means_in_country;
    business.revenue_or_discount_from_sale = wire.revenue_or_discount_from_sale;
    business.processes_biometric = wire.processes_biometric;
    business.smart_speaker_service = wire.smart_speaker_service;
    business.directed_to_children = wire.directed_to_children;
    business.directed_to_minors = wire.directed_to_minors;
    business.data_broker = wire.data_broker;
    business.develops_browser = wire.develops_browser;
    business.consent_manager = wire.consent_manager;
    business.regulated_provider = wire.regulated_provider;
    business.handles_health_data = wire.handles_health_data;
    business.provides_health_service = wire.provides_health_service;
    Ok(business)
}

/// A share such as `25%` as the number 25.
fn share(text: Option<String>, field: &str) -> Result<Option<Decimal>, RequestError> {
    let Some(text) = text else { return Ok(None) };
    let percent = text.strip_suffix('%').map(str::trim_end).and_then(|number| parse_amount(number).ok());
    percent.filter(|percent| (Decimal::ZERO..=WHOLE).contains(percent)).map(Some).ok_or_else(|| {
        let message = format!("`{text}` found, expected a share from `0%` to `100%`, such as `25%`");
        RequestError::new("invalid_rate", field, message)
    })
}

fn incident(wire: IncidentIn) -> Result<Incident, RequestError> {
    let notifiable = match wire.assessed_notifiable {
        Some(MomentIn::Happened(found)) => Some(found),
        _ => None,
    };
    Ok(Incident {
        affected: wire.affected,
        determined: event(wire.determined, "determined")?,
        investigation_ended: event(wire.investigation_ended, "investigation_ended")?,
        assessed_notifiable: match notifiable {
            Some(_) => None,
            None => event(wire.assessed_notifiable, "assessed_notifiable")?,
        },
        notifiable,
        individuals_notified: event(wire.individuals_notified, "individuals_notified")?,
        authority_notified: event(wire.authority_notified, "authority_notified")?,
        findings: wire.findings.unwrap_or_default(),
    })
}

/// A period runs from a day or moment; that something happened on a day not stated starts none.
fn event(wire: Option<MomentIn>, field: &str) -> Result<Option<Event>, RequestError> {
    match wire {
        None | Some(MomentIn::Happened(_)) => Ok(None),
        Some(MomentIn::Text(text)) if text.contains('T') => Ok(Some(Event::At(moment(&text, field)?))),
        Some(MomentIn::Text(text)) => Ok(Some(Event::Day(day(&text, field)?))),
    }
}

fn moment(text: &str, field: &str) -> Result<Instant, RequestError> {
    DateTime::parse_from_rfc3339(text).map_err(|_| {
        let message =
            format!("`{text}` found, expected a moment with its offset such as `2026-11-21T14:00:00+01:00`");
        RequestError::new("invalid_date", field, message)
    })
}

fn transfer(wire: TransferIn) -> Result<Transfer, RequestError> {
    let mut transfer = Transfer::to(code(&wire.country, "unknown_country", "country")?);
    transfer.recipient = wire.recipient;
    transfer.people = wire.people;
    transfer.sensitive_people = wire.sensitive_people;
    Ok(transfer)
}

fn record(wire: &RecordIn) -> Result<Record, RequestError> {
    let mut record = Record::new(code(&wire.kind, "unknown_word", "kind")?, day(&wire.date, "date")?);
    record.period_end = wire.period_end.as_ref().map(|text| day(text, "period_end")).transpose()?;
    if let Some(end) = record.period_end.filter(|end| *end < record.date) {
        let message = format!("{end} found, expected the end of the financial year in which the record lies");
        return Err(RequestError::new("invalid_date", "period_end", message));
    }
    Ok(record)
}

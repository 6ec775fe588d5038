//! A question as it is written; what is not stated is left out.

use rust_decimal::Decimal;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::ASK;
use crate::privacy::{Business, Event, Incident, PrivacyRequest, Record, Transfer};

impl Serialize for PrivacyRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("ask", ASK)?;
        stated(&mut map, "id", self.id.as_ref())?;
        map.serialize_entry("residence", &self.residence)?;
        map.serialize_entry("request", &self.request)?;
        stated(&mut map, "received", self.received)?;
        stated(&mut map, "received_at", self.received_at.map(|moment| moment.to_rfc3339()))?;
        stated(&mut map, "stopped_days", (self.stopped_days > 0).then_some(self.stopped_days))?;
        stated(&mut map, "business", (self.business != Business::new()).then_some(&self.business))?;
        stated(&mut map, "subject_age", self.subject_age)?;
        stated(&mut map, "incident", (self.incident != Incident::default()).then_some(&self.incident))?;
        stated(&mut map, "transfer_to", self.transfer_to.as_ref())?;
        stated(&mut map, "record", self.record.as_ref())?;
        map.serialize_entry("today", &self.today)?;
        map.end()
    }
}

fn stated<M: SerializeMap>(map: &mut M, name: &str, value: Option<impl Serialize>) -> Result<(), M::Error> {
    match value {
        Some(value) => map.serialize_entry(name, &value),
        None => Ok(()),
    }
}

impl Serialize for Business {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let percent = |share: Option<Decimal>| share.map(|share| format!("{share}%"));
        stated(&mut map, "country", self.country)?;
        stated(&mut map, "annual_revenue", self.annual_revenue)?;
        stated(&mut map, "revenue_share_from_sale", percent(self.revenue_share_from_sale))?;
        stated(&mut map, "revenue_share_from_online_ads", percent(self.revenue_share_from_online_ads))?;
        for (name, count) in [
            ("consumers_per_year", self.consumers_per_year),
            ("payment_only_consumers", self.payment_only_consumers),
            ("consumers_bought_sold_shared", self.consumers_bought_sold_shared),
            ("consumers_households_devices", self.consumers_households_devices),
            ("consumers_offered_for_sale", self.consumers_offered_for_sale),
            ("sensitive_consumers", self.sensitive_consumers),
            ("app_store_applications", self.app_store_applications),
            ("employees", self.employees),
        ] {
            stated(&mut map, name, count)?;
        }
        for (name, flag) in [
            ("nonprofit", self.nonprofit),
            ("sells_data", self.sells_data),
            ("processes_sensitive", self.processes_sensitive),
            ("sells_sensitive", self.sells_sensitive),
            ("sba_small_business", self.sba_small_business),
            ("does_business_in_state", self.does_business_in_state),
            ("targets_residents", self.targets_residents),
            ("monitors_residents", self.monitors_residents),
            ("means_in_country", self.means_in_country),
            ("revenue_or_discount_from_sale", self.revenue_or_discount_from_sale),
            ("processes_biometric", self.processes_biometric),
            ("smart_speaker_service", self.smart_speaker_service),
            ("directed_to_children", self.directed_to_children),
            ("directed_to_minors", self.directed_to_minors),
            ("data_broker", self.data_broker),
            ("develops_browser", self.develops_browser),
            ("consent_manager", self.consent_manager),
            ("regulated_provider", self.regulated_provider),
            ("handles_health_data", self.handles_health_data),
            ("provides_health_service", self.provides_health_service),
        ] {
            stated(&mut map, name, flag)?;
        }
        stated(&mut map, "exchange_rates", self.exchange_rates.as_ref())?;
        map.end()
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Day(day) => day.serialize(serializer),
            Self::At(moment) => serializer.collect_str(&moment.to_rfc3339()),
        }
    }
}

impl Serialize for Incident {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        stated(&mut map, "affected", self.affected)?;
        for (name, event) in [
            ("determined", self.determined),
            ("investigation_ended", self.investigation_ended),
            ("assessed_notifiable", self.assessed_notifiable),
            ("individuals_notified", self.individuals_notified),
            ("authority_notified", self.authority_notified),
        ] {
            stated(&mut map, name, event)?;
        }
        stated(
            &mut map,
            "assessed_notifiable",
            self.notifiable.filter(|_| self.assessed_notifiable.is_none()),
        )?;
        stated(&mut map, "findings", (!self.findings.is_empty()).then_some(&self.findings))?;
        map.end()
    }
}

impl Serialize for Transfer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("country", &self.country)?;
        stated(&mut map, "people", self.people)?;
        stated(&mut map, "sensitive_people", self.sensitive_people)?;
        for (word, holds) in &self.recipient {
            map.serialize_entry(word, holds)?;
        }
        map.end()
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", &self.kind)?;
        map.serialize_entry("date", &self.date)?;
        stated(&mut map, "period_end", self.period_end)?;
        map.end()
    }
}

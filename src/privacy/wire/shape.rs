//! The shape of a question: which fields there are and what kind of value each holds.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};

use crate::fx::RateTable;
#[cfg(feature = "schema")]
use crate::place::{Country, Region};
#[cfg(feature = "schema")]
use crate::privacy::{RecordKind, RequestKind};
#[cfg(feature = "schema")]
use crate::time::{Date, Instant};
use crate::wire::{MoneyIn, Object};

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PrivacyRequest"))]
#[serde(deny_unknown_fields)]
pub(super) struct RequestIn {
    pub(super) ask: String,
    pub(super) id: Option<String>,
    pub(super) residence: Object<ResidenceIn>,
    #[cfg_attr(feature = "schema", schemars(with = "RequestKind"))]
    pub(super) request: String,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) received: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Instant>"))]
    pub(super) received_at: Option<String>,
    pub(super) stopped_days: Option<u32>,
    pub(super) business: Option<Object<BusinessIn>>,
    pub(super) subject_age: Option<u32>,
    pub(super) incident: Option<Object<IncidentIn>>,
    pub(super) transfer_to: Option<TransferIn>,
    pub(super) record: Option<Object<RecordIn>>,
    #[cfg_attr(feature = "schema", schemars(with = "Date"))]
    pub(super) today: String,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Residence"))]
#[serde(deny_unknown_fields)]
pub(super) struct ResidenceIn {
    #[cfg_attr(feature = "schema", schemars(with = "Country"))]
    pub(super) country: String,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Region>"))]
    pub(super) region: Option<String>,
}

macro_rules! business_in {
    ($($field:ident: $type:ty,)+) => {
        #[derive(Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Business"))]
        #[serde(deny_unknown_fields)]
        pub(super) struct BusinessIn {
            $(pub(super) $field: Option<$type>,)+
        }
    };
}

business_in! {
    country: String,
    annual_revenue: Object<MoneyIn>,
    consumers_per_year: u64,
    payment_only_consumers: u64,
    consumers_bought_sold_shared: u64,
    consumers_households_devices: u64,
    consumers_offered_for_sale: u64,
    sensitive_consumers: u64,
    app_store_applications: u64,
    employees: u64,
    revenue_share_from_sale: String,
    revenue_share_from_online_ads: String,
    nonprofit: bool,
    sells_data: bool,
    processes_sensitive: bool,
    sells_sensitive: bool,
    sba_small_business: bool,
    does_business_in_state: bool,
    targets_residents: bool,
    monitors_residents: bool,
    means_in_country: bool,
    revenue_or_discount_from_sale: bool,
    processes_biometric: bool,
    smart_speaker_service: bool,
    directed_to_children: bool,
    directed_to_minors: bool,
    data_broker: bool,
    develops_browser: bool,
    consent_manager: bool,
    regulated_provider: bool,
    handles_health_data: bool,
    provides_health_service: bool,
    exchange_rates: RateTable,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Incident"))]
#[serde(deny_unknown_fields)]
pub(super) struct IncidentIn {
    pub(super) affected: Option<u64>,
    pub(super) determined: Option<MomentIn>,
    pub(super) investigation_ended: Option<MomentIn>,
    pub(super) assessed_notifiable: Option<MomentIn>,
    pub(super) individuals_notified: Option<MomentIn>,
    pub(super) authority_notified: Option<MomentIn>,
    pub(super) findings: Option<BTreeMap<String, bool>>,
}

/// A day, a moment, or only whether it happened.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DayOrMoment"))]
#[serde(untagged, expecting = "a day, a moment with its offset, or true or false")]
pub(super) enum MomentIn {
    Happened(bool),
    Text(String),
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Record"))]
#[serde(deny_unknown_fields)]
pub(super) struct RecordIn {
    #[cfg_attr(feature = "schema", schemars(with = "RecordKind"))]
    pub(super) kind: String,
    #[cfg_attr(feature = "schema", schemars(with = "Date"))]
    pub(super) date: String,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) period_end: Option<String>,
}

/// The country and numbers, and facts about the recipient by words of the rules.
#[derive(Default)]
pub(super) struct TransferIn {
    pub(super) country: String,
    pub(super) people: Option<u32>,
    pub(super) sensitive_people: Option<u32>,
    pub(super) recipient: BTreeMap<String, bool>,
}

impl<'de> Deserialize<'de> for TransferIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TransferVisitor;

        impl<'de> Visitor<'de> for TransferVisitor {
            type Value = TransferIn;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object in braces")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TransferIn, A::Error> {
                let mut transfer = TransferIn::default();
                let mut country: Option<String> = None;
                while let Some(key) = map.next_key::<String>()? {
                    let again = match key.as_str() {
                        "country" => country.replace(map.next_value()?).is_some(),
                        "people" => transfer.people.replace(map.next_value()?).is_some(),
                        "sensitive_people" => transfer.sensitive_people.replace(map.next_value()?).is_some(),
                        // Which words there are is data; the book checks them.
                        _ => transfer.recipient.insert(key.clone(), map.next_value()?).is_some(),
                    };
                    if again {
                        return Err(A::Error::custom(format_args!("duplicate field `{key}`")));
                    }
                }
                transfer.country = country.ok_or_else(|| A::Error::missing_field("country"))?;
                Ok(transfer)
            }
        }

        deserializer.deserialize_map(TransferVisitor)
    }
}

#[cfg(feature = "schema")]
mod schema {
    use super::{RequestIn, TransferIn};
    use crate::place::Country;
    use crate::privacy::PrivacyRequest;
    use crate::wire::schema::written_as;

    written_as!(PrivacyRequest = RequestIn);
    written_as!(TransferIn = Transfer);

    /// The country and numbers, and facts about the recipient by words of the rules.
    #[derive(schemars::JsonSchema)]
    #[schemars(rename = "TransferTo")]
    #[expect(dead_code, reason = "the form only")]
    struct Transfer {
        #[schemars(flatten)]
        recipient: std::collections::BTreeMap<String, bool>,
        country: Country,
        people: Option<u32>,
        sensitive_people: Option<u32>,
    }
}

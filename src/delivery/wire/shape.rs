//! The shape of a request: which fields there are and what kind of value each holds.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::wire::Object;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestIn {
    pub(super) ask: String,
    pub(super) id: Option<String>,
    pub(super) service: ServiceIn,
    pub(super) origin: Object<OriginIn>,
    pub(super) destination: Object<DestinationIn>,
    pub(super) ordered_at: String,
    pub(super) handling: Option<Object<HandlingIn>>,
    pub(super) customs: Option<Object<CustomsIn>>,
    pub(super) wanted_by: Option<String>,
    pub(super) percentiles: Option<Vec<i64>>,
}

/// The id of a service, or a service.
pub(super) enum ServiceIn {
    Named(String),
    Own(OwnServiceIn),
}

impl<'de> Deserialize<'de> for ServiceIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ServiceVisitor;

        impl<'de> Visitor<'de> for ServiceVisitor {
            type Value = ServiceIn;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the id of a service, or an object in braces with `name` and `days`")
            }

            fn visit_str<E>(self, id: &str) -> Result<ServiceIn, E> {
                Ok(ServiceIn::Named(id.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ServiceIn, A::Error> {
                OwnServiceIn::deserialize(MapAccessDeserializer::new(map)).map(ServiceIn::Own)
            }
        }

        deserializer.deserialize_any(ServiceVisitor)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnServiceIn {
    pub(super) name: String,
    pub(super) days: Vec<i64>,
    pub(super) works: Option<Vec<String>>,
    pub(super) delivers: Option<Vec<String>>,
    pub(super) calendar: Option<String>,
    pub(super) closed: Option<Vec<String>>,
    pub(super) customs_included: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OriginIn {
    pub(super) country: String,
    pub(super) region: Option<String>,
    pub(super) time_zone: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DestinationIn {
    pub(super) country: String,
    pub(super) region: Option<String>,
    pub(super) postal_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HandlingIn {
    pub(super) days: Option<Vec<i64>>,
    pub(super) cut_off: Option<String>,
    pub(super) works: Option<Vec<String>>,
    pub(super) calendar: Option<String>,
    pub(super) closed: Option<Vec<String>>,
    pub(super) count_order_day: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomsIn {
    pub(super) days: Vec<i64>,
}

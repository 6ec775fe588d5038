//! The shape of a request: which fields there are and what kind of value each holds.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};

#[cfg(feature = "schema")]
use crate::delivery::CalendarChoice;
#[cfg(feature = "schema")]
use crate::place::{Country, Region};
#[cfg(feature = "schema")]
use crate::time::{Date, Instant, Weekdays};
use crate::wire::Object;

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DeliveryRequest"))]
#[serde(deny_unknown_fields)]
pub(super) struct RequestIn {
    pub(super) ask: String,
    pub(super) id: Option<String>,
    pub(super) service: ServiceIn,
    pub(super) origin: Object<OriginIn>,
    pub(super) destination: Object<DestinationIn>,
    #[cfg_attr(feature = "schema", schemars(with = "Instant"))]
    pub(super) ordered_at: String,
    pub(super) handling: Option<Object<HandlingIn>>,
    pub(super) customs: Option<Object<CustomsIn>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) wanted_by: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<u8>>"))]
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

#[cfg(feature = "schema")]
mod schema {
    use super::{OwnServiceIn, RequestIn, ServiceIn};
    use crate::delivery::DeliveryRequest;
    use crate::wire::schema::written_as;

    written_as!(DeliveryRequest = RequestIn);
    written_as!(ServiceIn = Service);

    /// The id of a service, or a service.
    #[derive(schemars::JsonSchema)]
    #[schemars(untagged, rename = "ServiceChoice")]
    enum Service {
        _Named(String),
        _Own(OwnServiceIn),
    }
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "OwnService"))]
#[serde(deny_unknown_fields)]
pub(super) struct OwnServiceIn {
    pub(super) name: String,
    #[cfg_attr(feature = "schema", schemars(with = "[u16; 2]"))]
    pub(super) days: Vec<i64>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Weekdays>"))]
    pub(super) works: Option<Vec<String>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Weekdays>"))]
    pub(super) delivers: Option<Vec<String>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<CalendarChoice>"))]
    pub(super) calendar: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<Date>>"))]
    pub(super) closed: Option<Vec<String>>,
    pub(super) customs_included: Option<bool>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Origin"))]
#[serde(deny_unknown_fields)]
pub(super) struct OriginIn {
    #[cfg_attr(feature = "schema", schemars(with = "Country"))]
    pub(super) country: String,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Region>"))]
    pub(super) region: Option<String>,
    pub(super) time_zone: Option<String>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DeliveryAddress"))]
#[serde(deny_unknown_fields)]
pub(super) struct DestinationIn {
    #[cfg_attr(feature = "schema", schemars(with = "Country"))]
    pub(super) country: String,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Region>"))]
    pub(super) region: Option<String>,
    pub(super) postal_code: Option<String>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Handling"))]
#[serde(deny_unknown_fields)]
pub(super) struct HandlingIn {
    #[cfg_attr(feature = "schema", schemars(with = "Option<[u16; 2]>"))]
    pub(super) days: Option<Vec<i64>>,
    pub(super) cut_off: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Weekdays>"))]
    pub(super) works: Option<Vec<String>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<CalendarChoice>"))]
    pub(super) calendar: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<Date>>"))]
    pub(super) closed: Option<Vec<String>>,
    pub(super) count_order_day: Option<bool>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Customs"))]
#[serde(deny_unknown_fields)]
pub(super) struct CustomsIn {
    #[cfg_attr(feature = "schema", schemars(with = "[u16; 2]"))]
    pub(super) days: Vec<i64>,
}

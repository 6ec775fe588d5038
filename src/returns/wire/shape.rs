//! The shape of a request: which fields there are and what kind of value each holds.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};

#[cfg(feature = "schema")]
use crate::place::{Country, Region};
#[cfg(feature = "schema")]
use crate::returns::{Buyer, Category, Channel, Party, PolicyStart, Reason, ReturnMethod, Settlement};
#[cfg(feature = "schema")]
use crate::time::Date;
use crate::wire::{MoneyIn, Object};

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ReturnCase"))]
#[serde(deny_unknown_fields)]
pub(super) struct CaseIn {
    pub(super) ask: String,
    pub(super) id: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Country"))]
    pub(super) country: String,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Region>"))]
    pub(super) region: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Country>"))]
    pub(super) seller_country: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Channel>"))]
    pub(super) channel: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Buyer>"))]
    pub(super) buyer: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Category"))]
    pub(super) category: String,
    #[cfg_attr(feature = "schema", schemars(with = "Reason"))]
    pub(super) reason: String,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) ordered: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) delivered: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) delivered_last: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) promised_delivery: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) notice_date: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) sent_back: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) received_back: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) defect_seen: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Date"))]
    pub(super) today: String,
    pub(super) facts: Option<FactsIn>,
    pub(super) informed: Option<bool>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) informed_on: Option<String>,
    pub(super) paid: Option<Object<PaidIn>>,
    pub(super) import: Option<Object<ImportIn>>,
    pub(super) policy: Option<Object<PolicyIn>>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Paid"))]
#[serde(deny_unknown_fields)]
pub(super) struct PaidIn {
    pub(super) goods: Object<MoneyIn>,
    pub(super) standard_shipping: Option<Object<MoneyIn>>,
    pub(super) express_extra: Option<Object<MoneyIn>>,
    pub(super) duty: Option<Object<MoneyIn>>,
    pub(super) tax: Option<Object<MoneyIn>>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Import"))]
#[serde(deny_unknown_fields)]
pub(super) struct ImportIn {
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) declaration_accepted: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) debt_notified: Option<String>,
    pub(super) duty_rules: Option<Vec<String>>,
    pub(super) tax_taken_by_seller: Option<bool>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ReturnPolicy"))]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyIn {
    pub(super) accepts_returns: Option<bool>,
    pub(super) days: Option<u32>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<PolicyStart>"))]
    pub(super) start: Option<String>,
    pub(super) categories: Option<Vec<Object<CategoryIn>>>,
    pub(super) final_sale: Option<bool>,
    pub(super) fee: Option<String>,
    pub(super) fee_amount: Option<Object<MoneyIn>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Party>"))]
    pub(super) return_cost: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<ReturnMethod>>"))]
    pub(super) methods: Option<Vec<String>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<Settlement>>"))]
    pub(super) settlements: Option<Vec<String>>,
    pub(super) seasons: Option<Vec<Object<SeasonIn>>>,
    pub(super) refund_days: Option<u32>,
    pub(super) original_packaging: Option<bool>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CategoryWindow"))]
#[serde(deny_unknown_fields)]
pub(super) struct CategoryIn {
    #[cfg_attr(feature = "schema", schemars(with = "Category"))]
    pub(super) category: String,
    pub(super) accepts_returns: Option<bool>,
    pub(super) days: Option<u32>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Season"))]
#[serde(deny_unknown_fields)]
pub(super) struct SeasonIn {
    #[cfg_attr(feature = "schema", schemars(with = "Date"))]
    pub(super) ordered_from: String,
    #[cfg_attr(feature = "schema", schemars(with = "Date"))]
    pub(super) ordered_to: String,
    #[cfg_attr(feature = "schema", schemars(with = "Date"))]
    pub(super) until: String,
}

/// What was said of the case: yes or no, a day, or a word, each once.
pub(super) struct FactsIn(pub(super) Vec<(String, Said)>);

pub(super) enum Said {
    YesNo(bool),
    Text(String),
}

impl<'de> Deserialize<'de> for FactsIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FactsVisitor;

        impl<'de> Visitor<'de> for FactsVisitor {
            type Value = FactsIn;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of facts in braces")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FactsIn, A::Error> {
                let mut facts: Vec<(String, Said)> = Vec::new();
                while let Some((name, said)) = map.next_entry::<String, Said>()? {
                    if facts.iter().any(|(other, _)| *other == name) {
                        return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
                    }
                    facts.push((name, said));
                }
                Ok(FactsIn(facts))
            }
        }

        deserializer.deserialize_map(FactsVisitor)
    }
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SaidVisitor;

        impl Visitor<'_> for SaidVisitor {
            type Value = Said;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, a day or a word")
            }

            fn visit_bool<E>(self, yes: bool) -> Result<Said, E> {
                Ok(Said::YesNo(yes))
            }

            fn visit_str<E>(self, text: &str) -> Result<Said, E> {
                Ok(Said::Text(text.to_owned()))
            }
        }

        deserializer.deserialize_any(SaidVisitor)
    }
}

#[cfg(feature = "schema")]
mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{CaseIn, FactsIn};
    use crate::returns::{BuyerGroup, Fact, LeftWith, ReturnCase};
    use crate::time::Date;
    use crate::wire::schema::written_as;

    written_as!(ReturnCase = CaseIn);

    const DAYS: [&str; 7] = [
        "left_on",
        "contract_copy_received_on",
        "contract_document_received",
        "contract_document_received_on",
        "repair_requested",
        "repaired_back",
        "renewed_on",
    ];

    impl JsonSchema for FactsIn {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Facts".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let mut facts = serde_json::Map::new();
            for fact in Fact::ALL.iter().filter(|fact| **fact != Fact::Informed) {
                let said = json_schema!({ "type": "boolean", "description": fact.question() });
                facts.insert(fact.as_str().to_owned(), said.into());
            }
            facts.extend(DAYS.map(|day| (day.to_owned(), generator.subschema_for::<Date>().into())));
            facts.insert("buyer_group".to_owned(), generator.subschema_for::<BuyerGroup>().into());
            facts.insert("left_with".to_owned(), generator.subschema_for::<LeftWith>().into());
            json_schema!({ "type": "object", "properties": facts, "additionalProperties": false })
        }
    }
}

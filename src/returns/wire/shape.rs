//! The shape of a request: which fields there are and what kind of value each holds.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};

use crate::wire::{MoneyIn, Object};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseIn {
    pub(super) ask: String,
    pub(super) id: Option<String>,
    pub(super) country: String,
    pub(super) region: Option<String>,
    pub(super) seller_country: Option<String>,
    pub(super) channel: Option<String>,
    pub(super) buyer: Option<String>,
    pub(super) category: String,
    pub(super) reason: String,
    pub(super) ordered: Option<String>,
    pub(super) delivered: Option<String>,
    pub(super) delivered_last: Option<String>,
    pub(super) promised_delivery: Option<String>,
    pub(super) notice_date: Option<String>,
    pub(super) sent_back: Option<String>,
    pub(super) received_back: Option<String>,
    pub(super) defect_seen: Option<String>,
    pub(super) today: String,
    pub(super) facts: Option<FactsIn>,
    pub(super) informed: Option<bool>,
    pub(super) informed_on: Option<String>,
    pub(super) paid: Option<Object<PaidIn>>,
    pub(super) import: Option<Object<ImportIn>>,
    pub(super) policy: Option<Object<PolicyIn>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaidIn {
    pub(super) goods: Object<MoneyIn>,
    pub(super) standard_shipping: Option<Object<MoneyIn>>,
    pub(super) express_extra: Option<Object<MoneyIn>>,
    pub(super) duty: Option<Object<MoneyIn>>,
    pub(super) tax: Option<Object<MoneyIn>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportIn {
    pub(super) declaration_accepted: Option<String>,
    pub(super) debt_notified: Option<String>,
    pub(super) duty_rules: Option<Vec<String>>,
    pub(super) tax_taken_by_seller: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyIn {
    pub(super) accepts_returns: Option<bool>,
    pub(super) days: Option<u32>,
    pub(super) start: Option<String>,
    pub(super) categories: Option<Vec<Object<CategoryIn>>>,
    pub(super) final_sale: Option<bool>,
    pub(super) fee: Option<String>,
    pub(super) fee_amount: Option<Object<MoneyIn>>,
    pub(super) return_cost: Option<String>,
    pub(super) methods: Option<Vec<String>>,
    pub(super) settlements: Option<Vec<String>>,
    pub(super) seasons: Option<Vec<Object<SeasonIn>>>,
    pub(super) refund_days: Option<u32>,
    pub(super) original_packaging: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CategoryIn {
    pub(super) category: String,
    pub(super) accepts_returns: Option<bool>,
    pub(super) days: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeasonIn {
    pub(super) ordered_from: String,
    pub(super) ordered_to: String,
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

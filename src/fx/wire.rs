//! The written form of a rate table: `{"base": "EUR", "as_of": "2026-11-20", "rates": {"USD": "1.0850"}}`.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{RateKind, RateTable, quotation, rate};
use crate::money::Currency;
use crate::time::Date;

impl RateTable {
    /// Source of a table that names none.
    pub(crate) const SUPPLIED: &'static str = "supplied by the caller";
}

impl Serialize for RateTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut table = serializer.serialize_struct("RateTable", 7)?;
        table.serialize_field("base", &self.base())?;
        table.serialize_field("as_of", &self.as_of())?;
        table.serialize_field("rates", &Quoted(self))?;
        if self.kind() != RateKind::Merchant {
            table.serialize_field("kind", &self.kind())?;
        }
        if self.source() != Self::SUPPLIED {
            table.serialize_field("source", self.source())?;
        }
        if let Some((from, to)) = self.validity() {
            table.serialize_field("valid_from", &from)?;
            table.serialize_field("valid_to", &to)?;
        }
        table.end()
    }
}

#[cfg(feature = "schema")]
crate::wire::schema::written_as!(RateTable = Fields);

struct Quoted<'t>(&'t RateTable);

impl Serialize for Quoted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let quotes = self.0.quotes();
        let mut map = serializer.serialize_map(Some(quotes.len()))?;
        for (currency, rate) in quotes {
            map.serialize_entry(&currency, &rate)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for RateTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Fields::deserialize(deserializer)?;
        let kind = fields.kind.unwrap_or(RateKind::Merchant);
        let source = fields.source.as_deref().unwrap_or(Self::SUPPLIED);
        let mut table = Self::new(fields.base, fields.as_of, kind, source);
        for (currency, rate) in fields.rates.0 {
            table = table.with_rate(currency, rate).map_err(D::Error::custom)?;
        }
        match rate::validity(fields.valid_from, fields.valid_to).map_err(D::Error::custom)? {
            Some((from, to)) => table.with_validity(from, to).map_err(D::Error::custom),
            None => Ok(table),
        }
    }
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RateTable"))]
#[serde(deny_unknown_fields)]
struct Fields {
    base: Currency,
    as_of: Date,
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<Currency, String>"))]
    rates: Rates,
    kind: Option<RateKind>,
    source: Option<String>,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
}

/// A map would let the last of two equal keys win; here the second one is an error.
struct Rates(Vec<(Currency, Decimal)>);

impl<'de> Deserialize<'de> for Rates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RatesVisitor;

        impl<'de> Visitor<'de> for RatesVisitor {
            type Value = Rates;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of currency codes to rates in quotes, such as {\"USD\": \"1.0850\"}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rates, A::Error> {
                let mut rates: Vec<(Currency, Decimal)> = Vec::new();
                while let Some(currency) = map.next_key::<Currency>()? {
                    if rates.iter().any(|(quoted, _)| *quoted == currency) {
                        return Err(A::Error::custom(super::RateError::Duplicate { currency }));
                    }
                    let seed = RateSeed(currency);
                    rates.push((currency, map.next_value_seed(seed)?));
                }
                Ok(Rates(rates))
            }
        }

        deserializer.deserialize_map(RatesVisitor)
    }
}

/// Reads and checks one rate while the reader still stands on it, so that its error names the field.
struct RateSeed(Currency);

impl<'de> serde::de::DeserializeSeed<'de> for RateSeed {
    type Value = Decimal;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Decimal, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for RateSeed {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number in quotes, such as \"1.0850\"")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Decimal, E> {
        let rate = quotation::parse_signed(text)
            .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))?;
        quotation::check(self.0, rate).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r#"{"base":"EUR","as_of":"2026-11-20","rates":{"GBP":"0.8370","USD":"1.0850"}}"#;

    fn error(text: &str) -> String {
        serde_json::from_str::<RateTable>(text).expect_err("a broken table").to_string()
    }

    #[test]
    fn a_supplied_table_reads_back_as_it_was_written() {
        let table: RateTable = serde_json::from_str(TABLE).unwrap();
        assert_eq!(table.kind(), RateKind::Merchant);
        assert_eq!(serde_json::to_string(&table).unwrap(), TABLE);
    }

    #[test]
    fn a_published_table_keeps_its_publisher_and_period() {
        let text = TABLE.replace(
            "}}",
            r#"},"kind":"customs","source":"HMRC","valid_from":"2026-11-01","valid_to":"2026-11-30"}"#,
        );
        let table: RateTable = serde_json::from_str(&text).unwrap();
        assert_eq!(table.kind(), RateKind::Customs);
        assert_eq!(serde_json::to_string(&table).unwrap(), text);
    }

    #[test]
    fn broken_tables_are_refused_with_what_was_found() {
        for (good, bad, expected) in [
            ("\"1.0850\"", "\"0\"", "the rate of USD is 0, expected more than zero"),
            ("\"1.0850\"", "\"-1.085\"", "the rate of USD is -1.085, expected more than zero"),
            ("\"1.0850\"", "\"1000000000001\"", "the rate of USD is 1000000000001, expected between"),
            ("\"1.0850\"", "\"0.0000000000009\"", "expected between 0.000000000001 and 1000000000000"),
            ("\"1.0850\"", "1.085", "expected a decimal number in quotes"),
            ("\"1.0850\"", "\"1e5\"", "invalid value: string \"1e5\""),
            ("\"USD\"", "\"GBP\"", "GBP is quoted twice"),
            ("\"USD\"", "\"EUR\"", "EUR is the base of the table and quoted at 1.0850"),
            ("\"USD\"", "\"dollar\"", "`dollar`"),
            ("2026-11-20", "2026-11-31", "input is out of range"),
            ("\"rates\"", "\"valid_from\":\"2026-11-20\",\"rates\"", "must be given together"),
            ("\"rates\"", "\"day\":1,\"rates\"", "unknown field `day`"),
        ] {
            let text = TABLE.replace(good, bad);
            assert!(error(&text).contains(expected), "{text}: {}", error(&text));
        }
    }

    #[cfg(feature = "json")]
    #[test]
    fn an_error_points_at_the_rate() {
        let text = TABLE.replace("1.0850", "none");
        let reader = &mut serde_json::Deserializer::from_str(&text);
        let error = serde_path_to_error::deserialize::<_, RateTable>(reader).expect_err("a broken table");
        assert_eq!(error.path().to_string(), "rates.USD");
    }
}

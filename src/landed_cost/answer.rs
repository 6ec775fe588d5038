//! The written form of an answer.

use std::fmt::Display;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::quote::{
    Basis, Charge, ChargeRate, CustomsFigures, DataUsed, Quote, QuoteLine, QuoteRange, Totals,
};
use crate::money::{Money, Plain};

impl Serialize for Quote {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut answer = Object::begin(serializer, "Quote", 11)?;
        answer.field("id", &self.id)?;
        answer.field("verdict", &self.verdict())?;
        answer.field("reasons", self.reasons())?;
        answer.known("currency", self.currency)?;
        answer.field("totals", self.totals())?;
        answer.known("range", self.range())?;
        answer.known("customs", self.customs())?;
        answer.field("lines", self.lines())?;
        answer.field("charges", self.charges())?;
        answer.field("notices", self.notices())?;
        answer.known("data", self.data())?;
        answer.end()
    }
}

impl Serialize for QuoteRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut range = Object::begin(serializer, "QuoteRange", 2)?;
        range.field("lowest", &self.lowest)?;
        range.field("highest", &self.highest)?;
        range.end()
    }
}

impl Serialize for Totals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut totals = Object::begin(serializer, "Totals", 10)?;
        for (name, amount) in [
            ("goods", self.goods),
            ("shipping", self.shipping),
            ("insurance", self.insurance),
            ("discount", self.discount),
            ("duty", self.duty),
            ("tax", self.tax),
            ("fees", self.fees),
            ("total", self.total),
            ("due_at_checkout", self.due_at_checkout),
            ("due_on_delivery", self.due_on_delivery),
        ] {
            totals.amount(name, amount)?;
        }
        totals.end()
    }
}

impl Serialize for CustomsFigures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut customs = Object::begin(serializer, "CustomsFigures", 6)?;
        customs.field("territory", &self.territory)?;
        customs.field("tax_territory", &self.tax_territory)?;
        customs.field("currency", &self.currency)?;
        customs.amount("customs_value", self.customs_value)?;
        customs.amount("tax_base", self.tax_base)?;
        customs.known("scheme", self.scheme.as_ref())?;
        customs.end()
    }
}

impl Serialize for QuoteLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = Object::begin(serializer, "QuoteLine", 5)?;
        line.known("sku", self.sku.as_ref())?;
        line.amount("customs_value", self.customs_value)?;
        line.amount("duty", self.duty)?;
        line.amount("tax", self.tax)?;
        line.amount("fees", self.fees)?;
        line.end()
    }
}

impl Serialize for Charge {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut charge = Object::begin(serializer, "Charge", 10)?;
        charge.field("rule", &self.rule)?;
        charge.field("kind", &self.kind)?;
        charge.field("name", &self.name)?;
        charge.known("line", self.line)?;
        charge.amount("base", Some(self.base))?;
        charge.field("rate", &self.rate)?;
        charge.amount("amount", Some(self.amount))?;
        charge.field("currency", &self.amount.currency())?;
        charge.field("collected", &self.collected)?;
        charge.field("basis", &self.basis)?;
        charge.end()
    }
}

impl Serialize for ChargeRate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Basis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut basis = Object::begin(serializer, "Basis", 4)?;
        basis.field("law", self.source.law())?;
        basis.known("from", self.from)?;
        basis.known("to", self.to)?;
        basis.field("evidence", &self.evidence)?;
        basis.end()
    }
}

impl Serialize for DataUsed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut data = Object::begin(serializer, "DataUsed", 3)?;
        data.known("rules_as_of", self.rules_as_of)?;
        data.known("rates_as_of", self.rates_as_of)?;
        data.known("tariff", self.tariff.as_ref())?;
        data.end()
    }
}

/// An object whose unknown fields are left out.
struct Object<S: Serializer>(S::SerializeStruct);

impl<S: Serializer> Object<S> {
    fn begin(serializer: S, name: &'static str, most_fields: usize) -> Result<Self, S::Error> {
        serializer.serialize_struct(name, most_fields).map(Self)
    }

    fn field(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Result<(), S::Error> {
        self.0.serialize_field(name, value)
    }

    fn known(&mut self, name: &'static str, value: Option<impl Serialize>) -> Result<(), S::Error> {
        match value {
            Some(value) => self.field(name, &value),
            None => self.0.skip_field(name),
        }
    }

    /// An amount with exactly the decimal places of its currency.
    fn amount(&mut self, name: &'static str, amount: Option<Money>) -> Result<(), S::Error> {
        self.known(name, amount.map(|amount| Text(Plain(amount))))
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

struct Text<T>(T);

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

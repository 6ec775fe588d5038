//! The written form of a request: JSON in, JSON out.

#[cfg(feature = "json")]
mod json;
mod read;
#[cfg(feature = "schema")]
mod schema;
mod shape;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::shape::{CarrierFeeOut, ItemOut, PriorImportsOut, RequestIn, RequestOut, SellerOut, Texts};
use super::quote::percent_text;
use super::{CarrierFee, CartError, Item, LandedCostRequest, QuoteError};
use crate::goods::Measure;
use crate::wire::{Object, RequestError};

/// The question that this part of the crate answers.
const ASK: &str = "landed_cost";

impl LandedCostRequest {
    /// The questions that can be asked.
    pub const ASKS: &'static [&'static str] = &[ASK];
}

/// The same for the readers below.
const ASKS: &[&str] = LandedCostRequest::ASKS;

impl From<CartError> for RequestError {
    fn from(error: CartError) -> Self {
        Self::new(error.code(), error.field(), error.to_string())
    }
}

impl From<QuoteError> for RequestError {
    fn from(error: QuoteError) -> Self {
        Self::new(error.code(), error.field(), error.to_string())
    }
}

impl<'de> Deserialize<'de> for LandedCostRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Object(wire) = Object::<RequestIn>::deserialize(deserializer)?;
        Self::try_from(wire).map_err(serde::de::Error::custom)
    }
}

impl Serialize for LandedCostRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (lane, cart) = (&self.lane, &self.cart);
        let fees = cart.carrier_fees.as_ref().map(|fees| fees.iter().map(fee_out).collect());
        let wire = RequestOut {
            ask: ASK,
            id: self.id.as_deref(),
            date: lane.date,
            ship_from: lane.ship_from,
            destination: &lane.destination,
            items: cart.items.iter().map(item_out).collect(),
            shipping: cart.shipping,
            insurance: cart.insurance,
            discount: cart.discount,
            currency: lane.currency,
            terms: lane.terms,
            transport: lane.transport,
            nature: lane.nature,
            buyer: lane.buyer,
            seller: SellerOut {
                registrations: &lane.seller.registrations,
                marketplace: lane.seller.marketplace,
            },
            preference_claimed: lane.preference_claimed,
            proof_of_origin: lane.proof_of_origin,
            prices_include_tax: cart.prices_include_tax,
            reliefs: lane.reliefs,
            prior_imports: lane
                .prior_imports
                .map(|prior| PriorImportsOut { consignments: prior.consignments, value: prior.value }),
            loaded_on: lane.loaded_on,
            carrier_fees: fees,
            exchange_rates: self.exchange_rates.as_ref(),
        };
        wire.serialize(serializer)
    }
}

fn fee_out(fee: &CarrierFee) -> CarrierFeeOut<'_> {
    CarrierFeeOut { name: &fee.name, amount: fee.amount, in_tax_base: fee.in_tax_base }
}

fn item_out(item: &Item) -> ItemOut<'_> {
    let is_mass = |measure: &Measure| *measure == Measure::Kilogram;
    let known = || item.measures.known().map(|(measure, amount)| (measure, amount.to_string()));
    ItemOut {
        sku: item.sku.as_deref(),
        description: item.description.as_deref(),
        hs_code: item.hs_code,
        category: item.category,
        origin: item.origin,
        quantity: item.quantity.to_string(),
        unit_price: item.unit_price,
        net_mass_kg: known().find(|(measure, _)| is_mass(measure)).map(|(_, amount)| amount),
        part_values: Texts(
            item.part_values.known().map(|(part, value)| (part.as_str(), value.to_string())).collect(),
        ),
        measures: Texts(
            known()
                .filter(|(measure, _)| !is_mass(measure))
                .map(|(measure, amount)| (measure.as_str(), amount))
                .collect(),
        ),
        duty: item.duty.as_ref(),
        duty_by_tariff: Texts(
            item.duty_by_tariff.iter().map(|(tariff, duty)| (tariff.as_str(), duty.to_string())).collect(),
        ),
        additional_duties: item.additional_duties.as_deref(),
        tax: item.tax.map(percent_text),
    }
}

//! The shape of a request: which fields there are and what kind of value each holds.

use serde::{Deserialize, Serialize};

use crate::fx::RateTable;
use crate::goods::{Category, DutyExpression, HsCode};
use crate::landed_cost::{Buyer, Nature, Reliefs, Terms, Transport};
use crate::money::{Currency, ExactMoney};
#[cfg(feature = "schema")]
use crate::place::Region;
use crate::place::{Address, Country};
use crate::time::Date;
use crate::wire::{MoneyIn, Object, Pairs};

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "LandedCostRequest"))]
#[serde(deny_unknown_fields)]
pub(super) struct RequestIn {
    pub(super) ask: String,
    pub(super) id: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Date"))]
    pub(super) date: String,
    #[cfg_attr(feature = "schema", schemars(with = "Country"))]
    pub(super) ship_from: String,
    pub(super) destination: Object<AddressIn>,
    pub(super) items: Vec<Object<ItemIn>>,
    pub(super) shipping: Option<Object<MoneyIn>>,
    pub(super) insurance: Option<Object<MoneyIn>>,
    pub(super) discount: Option<Object<MoneyIn>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Currency>"))]
    pub(super) currency: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Terms>"))]
    pub(super) terms: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Transport>"))]
    pub(super) transport: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Nature>"))]
    pub(super) nature: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Buyer>"))]
    pub(super) buyer: Option<String>,
    pub(super) seller: Option<Object<SellerIn>>,
    pub(super) preference_claimed: Option<bool>,
    pub(super) proof_of_origin: Option<bool>,
    pub(super) prices_include_tax: Option<bool>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Reliefs>"))]
    pub(super) reliefs: Option<String>,
    pub(super) prior_imports: Option<Object<PriorImportsIn>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Date>"))]
    pub(super) loaded_on: Option<String>,
    pub(super) carrier_fees: Option<Vec<Object<CarrierFeeIn>>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<RateTable>"))]
    pub(super) exchange_rates: Option<Object<RatesIn>>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Address"))]
#[serde(deny_unknown_fields)]
pub(super) struct AddressIn {
    #[cfg_attr(feature = "schema", schemars(with = "Country"))]
    pub(super) country: String,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Region>"))]
    pub(super) region: Option<String>,
    pub(super) postal_code: Option<String>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Item"))]
#[serde(deny_unknown_fields)]
pub(super) struct ItemIn {
    pub(super) sku: Option<String>,
    pub(super) description: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<HsCode>"))]
    pub(super) hs_code: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Category>"))]
    pub(super) category: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Country>"))]
    pub(super) origin: Option<String>,
    pub(super) quantity: String,
    pub(super) unit_price: Object<MoneyIn>,
    pub(super) net_mass_kg: Option<String>,
    pub(super) measures: Option<Pairs>,
    pub(super) part_values: Option<Pairs>,
    pub(super) duty: Option<String>,
    pub(super) duty_by_tariff: Option<Pairs>,
    pub(super) additional_duties: Option<Vec<String>>,
    pub(super) tax: Option<String>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Seller"))]
#[serde(deny_unknown_fields)]
pub(super) struct SellerIn {
    pub(super) registrations: Option<Vec<String>>,
    pub(super) marketplace: Option<bool>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PriorImports"))]
#[serde(deny_unknown_fields)]
pub(super) struct PriorImportsIn {
    pub(super) consignments: u32,
    pub(super) value: Object<MoneyIn>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CarrierFee"))]
#[serde(deny_unknown_fields)]
pub(super) struct CarrierFeeIn {
    pub(super) name: String,
    pub(super) amount: Object<MoneyIn>,
    pub(super) in_tax_base: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RatesIn {
    pub(super) base: String,
    pub(super) as_of: String,
    pub(super) rates: Pairs,
    pub(super) kind: Option<String>,
    pub(super) source: Option<String>,
    pub(super) valid_from: Option<String>,
    pub(super) valid_to: Option<String>,
}

#[cfg(feature = "schema")]
crate::wire::schema::written_as!(crate::landed_cost::LandedCostRequest = RequestIn);

/// A request as it is written; what holds nothing is left out.
#[derive(Serialize)]
pub(super) struct RequestOut<'r> {
    pub(super) ask: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<&'r str>,
    pub(super) date: Date,
    pub(super) ship_from: Country,
    pub(super) destination: &'r Address,
    pub(super) items: Vec<ItemOut<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shipping: Option<ExactMoney>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) insurance: Option<ExactMoney>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) discount: Option<ExactMoney>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) currency: Option<Currency>,
    pub(super) terms: Terms,
    pub(super) transport: Transport,
    pub(super) nature: Nature,
    pub(super) buyer: Buyer,
    pub(super) seller: SellerOut<'r>,
    pub(super) preference_claimed: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) proof_of_origin: bool,
    pub(super) prices_include_tax: bool,
    pub(super) reliefs: Reliefs,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prior_imports: Option<PriorImportsOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) loaded_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) carrier_fees: Option<Vec<CarrierFeeOut<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) exchange_rates: Option<&'r RateTable>,
}

#[derive(Serialize)]
pub(super) struct ItemOut<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sku: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hs_code: Option<HsCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) category: Option<Category>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) origin: Option<Country>,
    pub(super) quantity: String,
    pub(super) unit_price: ExactMoney,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) net_mass_kg: Option<String>,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    pub(super) measures: Texts<'r>,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    pub(super) part_values: Texts<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) duty: Option<&'r DutyExpression>,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    pub(super) duty_by_tariff: Texts<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) additional_duties: Option<&'r [DutyExpression]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tax: Option<String>,
}

/// An object of texts, in order.
pub(super) struct Texts<'r>(pub(super) Vec<(&'r str, String)>);

impl Texts<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Texts<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[derive(Serialize)]
pub(super) struct SellerOut<'r> {
    pub(super) registrations: &'r [String],
    pub(super) marketplace: bool,
}

#[derive(Serialize)]
pub(super) struct PriorImportsOut {
    pub(super) consignments: u32,
    pub(super) value: ExactMoney,
}

#[derive(Serialize)]
pub(super) struct CarrierFeeOut<'r> {
    pub(super) name: &'r str,
    pub(super) amount: ExactMoney,
    pub(super) in_tax_base: bool,
}

//! From the texts of a request to its values; every error names its field.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::ASKS;
use super::shape::{AddressIn, CarrierFeeIn, ItemIn, RatesIn, RequestIn, SellerIn};
use crate::fx::{RateKind, RateTable, quotation};
use crate::goods::{DutyExpression, HsCode, InvalidHsCode, Measure, Measures, PartValues, ValuePart};
use crate::landed_cost::{
    CarrierFee, Cart, CartError, Item, LandedCostRequest, LaneRequest, MAX_AMOUNT, MAX_LINES, PriorImports,
    Seller,
};
use crate::money::{ExactMoney, parse_amount};
use crate::place::Address;
use crate::wire::{MoneyIn, Object, Pairs, RequestError, check_ask, code, day, optional, price, word};

/// The most per cent that a tax can be.
const MAX_PERCENT: Decimal = Decimal::from_parts(1_000, 0, 0, false, 0);

impl TryFrom<RequestIn> for LandedCostRequest {
    type Error = RequestError;

    fn try_from(wire: RequestIn) -> Result<Self, RequestError> {
        check_ask(&wire.ask, ASKS)?;
        let lane = LaneRequest::new(
            code(&wire.ship_from, "unknown_country", "ship_from")?,
            address(wire.destination.0).map_err(|error| error.within("destination"))?,
            day(&wire.date, "date")?,
        );
        let lane = LaneRequest {
            currency: optional(wire.currency.as_ref(), "unknown_currency", "currency")?,
            terms: word(wire.terms.as_ref(), "terms", lane.terms)?,
            transport: word(wire.transport.as_ref(), "transport", lane.transport)?,
            nature: word(wire.nature.as_ref(), "nature", lane.nature)?,
            buyer: word(wire.buyer.as_ref(), "buyer", lane.buyer)?,
            seller: wire.seller.map(seller).unwrap_or_default(),
            preference_claimed: wire.preference_claimed.unwrap_or(false),
            proof_of_origin: wire.proof_of_origin.unwrap_or(false),
            reliefs: word(wire.reliefs.as_ref(), "reliefs", lane.reliefs)?,
            prior_imports: match wire.prior_imports {
                None => None,
                Some(Object(prior)) => Some(PriorImports {
                    consignments: prior.consignments,
                    value: price(&prior.value.0).map_err(|error| error.within("prior_imports.value"))?,
                }),
            },
            loaded_on: wire.loaded_on.map(|text| day(&text, "loaded_on")).transpose()?,
            ..lane
        };
        let cart = Cart {
            items: items(wire.items)?,
            shipping: charge(wire.shipping, "shipping")?,
            insurance: charge(wire.insurance, "insurance")?,
            discount: charge(wire.discount, "discount")?,
            carrier_fees: wire.carrier_fees.map(carrier_fees).transpose()?,
            prices_include_tax: wire.prices_include_tax.unwrap_or(false),
        };
        let rates = wire.exchange_rates.map(|Object(rates)| exchange_rates(&rates)).transpose();
        let exchange_rates = rates.map_err(|error| error.within("exchange_rates"))?;
        Ok(Self { id: wire.id, lane, cart, exchange_rates })
    }
}

fn items(wire: Vec<Object<ItemIn>>) -> Result<Vec<Item>, RequestError> {
    match wire.len() {
        0 => return Err(CartError::Empty.into()),
        found if found > MAX_LINES => return Err(CartError::TooManyLines { found }.into()),
        _ => {}
    }
    let numbered = wire.into_iter().enumerate();
    numbered
        .map(|(line, Object(item))| self::item(item).map_err(|error| error.within(&format!("items[{line}]"))))
        .collect()
}

fn item(wire: ItemIn) -> Result<Item, RequestError> {
    let price = price(&wire.unit_price.0).map_err(|error| error.within("unit_price"))?;
    let tariffs = wire.duty_by_tariff.map(|Pairs(pairs)| duties_by_tariff(&pairs)).transpose();
    Ok(Item {
        sku: wire.sku.map(Into::into),
        description: wire.description.map(Into::into),
        hs_code: wire.hs_code.as_deref().map(hs_code).transpose()?,
        category: optional(wire.category.as_ref(), "unknown_category", "category")?,
        origin: optional(wire.origin.as_ref(), "unknown_country", "origin")?,
        quantity: quantity(&wire.quantity)?,
        unit_price: price,
        measures: measures(wire.net_mass_kg.as_deref(), wire.measures)?,
        part_values: part_values(wire.part_values)?,
        duty: optional(wire.duty.as_ref(), "invalid_duty", "duty")?,
        duty_by_tariff: tariffs.map_err(|error| error.within("duty_by_tariff"))?.unwrap_or_default(),
        additional_duties: match wire.additional_duties {
            None => None,
            Some(texts) => Some(additional_duties(&texts)?.into()),
        },
        tax: wire.tax.as_deref().map(tax).transpose()?,
    })
}

fn hs_code(text: &str) -> Result<HsCode, RequestError> {
    text.parse().map_err(|error: InvalidHsCode| {
        let code = match error {
            InvalidHsCode::Unknown(_) => "unknown_hs_code",
            _ => "invalid_hs_code",
        };
        RequestError::new(code, "hs_code", error.to_string())
    })
}

fn quantity(text: &str) -> Result<Decimal, RequestError> {
    let invalid = |message| RequestError::new("invalid_quantity", "quantity", message);
    let found = parse_amount(text).map_err(|error| invalid(error.to_string()))?;
    if found <= Decimal::ZERO || found > MAX_AMOUNT {
        return Err(invalid(CartError::Quantity { line: 0, found }.to_string()));
    }
    Ok(found)
}

/// The values of separately rated parts, in the currency of the unit price.
fn part_values(list: Option<Pairs>) -> Result<PartValues, RequestError> {
    let mut parts = PartValues::default();
    for (name, text) in list.map(|Pairs(pairs)| pairs).unwrap_or_default() {
        let within = |error: RequestError| error.within(&format!("part_values.{name}"));
        let part: ValuePart = code(&name, "unknown_part", "").map_err(within)?;
        let value = parse_amount(&text).ok().filter(|value| (Decimal::ZERO..=MAX_AMOUNT).contains(value));
        let value = value.ok_or_else(|| {
            let message = format!("`{text}` found, expected a value from 0 to {MAX_AMOUNT}");
            within(RequestError::new("invalid_amount", "", message))
        })?;
        parts = parts.with(part, value);
    }
    Ok(parts)
}

/// Net mass and the measures of the list; each kind of measure once.
fn measures(net_mass_kg: Option<&str>, list: Option<Pairs>) -> Result<Measures, RequestError> {
    let mut measures = Measures::default();
    if let Some(mass) = net_mass_kg {
        measures =
            measured(measures, Measure::Kilogram, mass).map_err(|error| error.within("net_mass_kg"))?;
    }
    for (name, amount) in list.map(|Pairs(pairs)| pairs).unwrap_or_default() {
        let within = |error: RequestError| error.within(&format!("measures.{name}"));
        let measure: Measure = code(&name, "unknown_measure", "").map_err(within)?;
        if measures.is_given(measure) {
            let message = format!("`{measure}` says again what another measure or net_mass_kg said");
            return Err(within(RequestError::new("duplicate_measure", "", message)));
        }
        measures = measured(measures, measure, &amount).map_err(within)?;
    }
    Ok(measures)
}

fn measured(measures: Measures, measure: Measure, amount: &str) -> Result<Measures, RequestError> {
    let invalid = |message| RequestError::new("invalid_measure", "", message);
    let amount = parse_amount(amount).map_err(|error| invalid(error.to_string()))?;
    measures.try_with(measure, amount).map_err(|error| invalid(error.to_string()))
}

fn duties_by_tariff(pairs: &[(String, String)]) -> Result<BTreeMap<String, DutyExpression>, RequestError> {
    pairs.iter().map(|(tariff, duty)| Ok((tariff.clone(), code(duty, "invalid_duty", tariff)?))).collect()
}

fn additional_duties(texts: &[String]) -> Result<Vec<DutyExpression>, RequestError> {
    let numbered = texts.iter().enumerate();
    numbered
        .map(|(number, text)| {
            code(text, "invalid_duty", "")
                .map_err(|error| error.within(&format!("additional_duties[{number}]")))
        })
        .collect()
}

/// A rate such as `5%` as the number 0.05.
fn tax(text: &str) -> Result<Decimal, RequestError> {
    let percent = text.strip_suffix('%').map(str::trim_end).and_then(|number| parse_amount(number).ok());
    percent
        .filter(|percent| (Decimal::ZERO..=MAX_PERCENT).contains(percent))
        .and_then(|percent| percent.checked_mul(Decimal::new(1, 2)))
        .ok_or_else(|| {
            let message = format!("`{text}` found, expected a rate from `0%` to `1000%`, such as `5%`");
            RequestError::new("invalid_rate", "tax", message)
        })
}

fn charge(wire: Option<Object<MoneyIn>>, field: &str) -> Result<Option<ExactMoney>, RequestError> {
    wire.map(|Object(money)| price(&money)).transpose().map_err(|error| error.within(field))
}

fn carrier_fees(wire: Vec<Object<CarrierFeeIn>>) -> Result<Vec<CarrierFee>, RequestError> {
    let numbered = wire.into_iter().enumerate();
    numbered
        .map(|(number, Object(fee))| {
            let amount = price(&fee.amount.0)
                .map_err(|error| error.within(&format!("carrier_fees[{number}].amount")))?;
            let in_tax_base = fee.in_tax_base.unwrap_or(false);
            Ok(CarrierFee { name: fee.name.into(), amount, in_tax_base })
        })
        .collect()
}

fn address(wire: AddressIn) -> Result<Address, RequestError> {
    let mut address = Address::country(code(&wire.country, "unknown_country", "country")?);
    address.region = optional(wire.region.as_ref(), "unknown_region", "region")?;
    address.postal_code = wire.postal_code;
    Ok(address)
}

fn seller(Object(wire): Object<SellerIn>) -> Seller {
    Seller {
        registrations: wire.registrations.unwrap_or_default(),
        marketplace: wire.marketplace.unwrap_or(false),
    }
}

fn exchange_rates(wire: &RatesIn) -> Result<RateTable, RequestError> {
    let base = code(&wire.base, "unknown_currency", "base")?;
    let kind = optional(wire.kind.as_ref(), "unknown_word", "kind")?.unwrap_or(RateKind::Merchant);
    let source = wire.source.as_deref().unwrap_or(RateTable::SUPPLIED);
    let mut table = RateTable::new(base, day(&wire.as_of, "as_of")?, kind, source);
    for (currency, text) in &wire.rates.0 {
        let within = |error: RequestError| error.within(&format!("rates.{currency}"));
        table = table_with_rate(table, currency, text).map_err(within)?;
    }
    let day_of = |text: &Option<String>, field| text.as_deref().map(|text| day(text, field)).transpose();
    match (day_of(&wire.valid_from, "valid_from")?, day_of(&wire.valid_to, "valid_to")?) {
        (None, None) => Ok(table),
        (Some(from), Some(to)) => table
            .with_validity(from, to)
            .map_err(|error| RequestError::new("invalid_date", "valid_to", error.to_string())),
        (Some(_), None) => Err(missing_day("valid_to", "valid_from")),
        (None, Some(_)) => Err(missing_day("valid_from", "valid_to")),
    }
}

fn table_with_rate(table: RateTable, currency: &str, text: &str) -> Result<RateTable, RequestError> {
    let invalid = |message| RequestError::new("invalid_exchange_rate", "", message);
    let currency = code(currency, "unknown_currency", "")?;
    let rate = quotation::parse_signed(text).ok_or_else(|| {
        invalid(format!("`{text}` found, expected a plain decimal number such as `1.0850`"))
    })?;
    table.with_rate(currency, rate).map_err(|error| invalid(error.to_string()))
}

fn missing_day(missing: &str, given: &str) -> RequestError {
    RequestError::new("missing_field", missing, format!("missing field `{missing}`: `{given}` needs it"))
}

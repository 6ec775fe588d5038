mod read;

use rust_decimal::Decimal;

use super::service::compact;
use super::{ChargeableWeight, Piece};
use crate::money::{Currency, ExactMoney, MoneyError, RoundingMode};
use crate::place::{Address, Country, Region};

/// What a carrier charges by zone and weight, as the caller agreed it, with surcharges.
///
/// The total is an [`ExactMoney`], ready to be the shipping of a cart.
///
/// ```
/// use landfall::delivery::ShippingTable;
/// use landfall::place::Address;
/// let table = ShippingTable::read(
///     r#"
///     currency = "EUR"
///     [[zone]]
///     name = "alps"
///     to = ["AT", "CH"]
///     [[price]]
///     zone = "alps"
///     up_to = "2"
///     amount = "9.90"
///     [[price]]
///     zone = "alps"
///     up_to = "5"
///     amount = "12.50"
///     [[surcharge]]
///     name = "fuel"
///     percent = "10"
///     "#,
/// )?;
/// let vienna: Address = "AT".parse()?;
/// let price = table.price_of_weight(&vienna, "2.5".parse()?)?;
/// assert_eq!(price.base().to_string(), "12.50 EUR");
/// assert_eq!(price.total().to_string(), "13.750 EUR");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ShippingTable {
    currency: Currency,
    zones: Vec<Zone>,
    surcharges: Vec<Surcharge>,
    rounding: Option<(Decimal, RoundingMode)>,
}

#[derive(Debug, Clone, PartialEq)]
struct Zone {
    name: String,
    countries: Vec<Country>,
    regions: Vec<Region>,
    /// The first letters and digits of postal codes in `countries`; empty for all.
    prefixes: Vec<String>,
    /// The greatest weight of each step and its price, in order.
    steps: Vec<(Decimal, Decimal)>,
    /// Beyond the last step: for each started so much weight so much more.
    beyond: Option<(Decimal, Decimal)>,
}

/// An amount or a percentage on top of the price.
#[derive(Debug, Clone, PartialEq)]
pub struct Surcharge {
    name: String,
    rate: Rate,
    above_weight: Option<Decimal>,
    above_side: Option<Decimal>,
    /// Countries with their postal prefixes; empty for everywhere.
    only: Vec<(Country, Vec<String>)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Rate {
    /// A part of the price and the surcharges before it.
    Percent(Decimal),
    Flat(Decimal),
}

/// What a parcel costs to send, part by part.
#[derive(Debug, Clone, PartialEq)]
pub struct ShippingPrice {
    zone: String,
    base: ExactMoney,
    surcharges: Vec<(String, ExactMoney)>,
    total: ExactMoney,
}

/// Why a parcel has no price in a table.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PriceError {
    /// No zone holds the destination.
    #[error("no zone holds {destination}: expected a destination of {zones}")]
    NoZone {
        /// The destination.
        destination: String,
        /// The zones that there are.
        zones: String,
    },
    /// The weight is not above zero.
    #[error("a weight of {found} found, expected above 0")]
    Weight {
        /// As given.
        found: Decimal,
    },
    /// The zone ends below the weight.
    #[error("a weight of {found} found, zone {zone} ends at {most}")]
    TooHeavy {
        /// The zone.
        zone: String,
        /// As given.
        found: Decimal,
        /// The last step.
        most: Decimal,
    },
    /// The sum is too great.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl ShippingPrice {
    /// The zone.
    #[must_use]
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// The price before surcharges.
    #[must_use]
    pub fn base(&self) -> ExactMoney {
        self.base
    }

    /// The surcharges, in the order of the table.
    pub fn surcharges(&self) -> impl Iterator<Item = (&str, ExactMoney)> {
        self.surcharges.iter().map(|(name, amount)| (name.as_str(), *amount))
    }

    /// Everything, by the rounding of the table if it has one.
    #[must_use]
    pub fn total(&self) -> ExactMoney {
        self.total
    }
}

impl ShippingTable {
    /// The price of pieces with this chargeable weight.
    ///
    /// # Errors
    /// [`PriceError`] if no zone holds the destination or the weight.
    pub fn price(
        &self,
        destination: &Address,
        weight: &ChargeableWeight,
        pieces: &[Piece],
    ) -> Result<ShippingPrice, PriceError> {
        let longest = pieces.iter().map(|piece| piece.sides()[0]).max();
        self.priced(destination, weight.weight(), longest)
    }

    /// The price of a weight, where no size is known or needed.
    ///
    /// # Errors
    /// As [`price`](Self::price).
    pub fn price_of_weight(
        &self,
        destination: &Address,
        weight: Decimal,
    ) -> Result<ShippingPrice, PriceError> {
        self.priced(destination, weight, None)
    }

    fn priced(
        &self,
        destination: &Address,
        weight: Decimal,
        longest: Option<Decimal>,
    ) -> Result<ShippingPrice, PriceError> {
        if weight <= Decimal::ZERO {
            return Err(PriceError::Weight { found: weight });
        }
        let code = destination.postal_code.as_deref().map(compact);
        let zone = self.zone(destination, code.as_deref()).ok_or_else(|| self.no_zone(destination))?;
        let base = ExactMoney::new(zone.price(weight)?, self.currency);
        let (mut total, mut surcharges) = (base, Vec::new());
        for surcharge in &self.surcharges {
            if !surcharge.applies(destination.country, code.as_deref(), weight, longest) {
                continue;
            }
            let amount = match surcharge.rate {
                Rate::Flat(amount) => ExactMoney::new(amount, self.currency),
                Rate::Percent(factor) => total.checked_mul(factor)?,
            };
            total = total.checked_add(amount)?;
            surcharges.push((surcharge.name.clone(), amount));
        }
        if let Some((step, mode)) = self.rounding {
            total = total.round_to(step, mode)?;
        }
        Ok(ShippingPrice { zone: zone.name.clone(), base, surcharges, total })
    }

    /// The zone that says most of the destination: its postal code, its region, its country.
    fn zone(&self, destination: &Address, code: Option<&str>) -> Option<&Zone> {
        let rank = |zone: &&Zone| zone.rank(destination, code);
        self.zones.iter().filter(|zone| rank(zone).is_some()).max_by_key(rank)
    }

    fn no_zone(&self, destination: &Address) -> PriceError {
        let zones: Vec<&str> = self.zones.iter().map(|zone| zone.name.as_str()).collect();
        PriceError::NoZone { destination: destination.country.to_string(), zones: zones.join(", ") }
    }
}

impl Zone {
    fn rank(&self, destination: &Address, code: Option<&str>) -> Option<usize> {
        if self.regions.iter().any(|own| destination.region.is_some_and(|region| region.is_within(*own))) {
            return Some(1);
        }
        if !self.countries.contains(&destination.country) {
            return None;
        }
        if self.prefixes.is_empty() {
            return Some(0);
        }
        let code = code?;
        let fits = self.prefixes.iter().filter(|prefix| code.starts_with(prefix.as_str()));
        fits.map(|prefix| prefix.len().saturating_add(1)).max()
    }

    fn price(&self, weight: Decimal) -> Result<Decimal, PriceError> {
        if let Some((_, price)) = self.steps.iter().find(|(up_to, _)| weight <= *up_to) {
            return Ok(*price);
        }
        let (most, price) = self.steps.last().copied().unwrap_or_default();
        let too_heavy = || PriceError::TooHeavy { zone: self.name.clone(), found: weight, most };
        let (step, amount) = self.beyond.ok_or_else(too_heavy)?;
        let started = weight.checked_sub(most).and_then(|more| more.checked_div(step));
        started
            .and_then(|started| started.ceil().checked_mul(amount))
            .and_then(|more| more.checked_add(price))
            .ok_or_else(too_heavy)
    }
}

impl Surcharge {
    fn applies(
        &self,
        country: Country,
        code: Option<&str>,
        weight: Decimal,
        longest: Option<Decimal>,
    ) -> bool {
        let holds = |(own, prefixes): &(Country, Vec<String>)| {
            *own == country
                && (prefixes.is_empty()
                    || code
                        .is_some_and(|code| prefixes.iter().any(|prefix| code.starts_with(prefix.as_str()))))
        };
        (self.only.is_empty() || self.only.iter().any(holds))
            && self.above_weight.is_none_or(|limit| weight > limit)
            && self.above_side.is_none_or(|limit| longest.is_some_and(|side| side > limit))
    }
}

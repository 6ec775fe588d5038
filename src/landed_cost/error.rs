//! What can be wrong with a question. That a rule is not known is no error but an answer.

use rust_decimal::Decimal;

use crate::fx::RateError;
use crate::place::PlaceError;
use crate::rules::LoadError;
use crate::wire::MAX_AMOUNT;

/// The most lines of one cart.
pub const MAX_LINES: usize = 1_000;

/// Why a cart cannot be priced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CartError {
    /// The cart holds no goods.
    #[error("the cart has no items, expected at least one")]
    Empty,
    /// The cart holds too many lines.
    #[error("the cart has {found} items, expected at most {MAX_LINES}")]
    TooManyLines {
        /// How many.
        found: usize,
    },
    /// A quantity is not above zero or too large.
    #[error("quantity {found}, expected more than 0 and at most {MAX_AMOUNT}")]
    Quantity {
        /// The line, counted from 0.
        line: usize,
        /// The quantity.
        found: Decimal,
    },
    /// A price is negative or too large.
    #[error("unit price {found}, expected from 0 to {MAX_AMOUNT}")]
    UnitPrice {
        /// The line, counted from 0.
        line: usize,
        /// The price.
        found: Decimal,
    },
    /// Shipping, insurance, discount or a fee is negative or too large.
    #[error("{found}, expected from 0 to {MAX_AMOUNT}")]
    Amount {
        /// Which one.
        field: &'static str,
        /// The amount.
        found: Decimal,
    },
    /// The discount is more than the goods cost.
    #[error("the discount is more than the goods cost")]
    DiscountAboveGoods,
    /// A tax rate is out of range.
    #[error("tax rate {found}, expected from 0 to 10 (1000%)")]
    TaxRate {
        /// The line, counted from 0.
        line: usize,
        /// The rate.
        found: Decimal,
    },
    /// A net mass is negative, too large or has too many decimals.
    #[error("net mass {found}, expected kilograms from 0 to 1000000000000 with at most 12 decimals")]
    NetMass {
        /// The line, counted from 0.
        line: usize,
        /// The mass.
        found: Decimal,
    },
    /// The figures are too large to be computed exactly.
    #[error("the amounts are too large to be computed exactly")]
    Overflow,
}

impl CartError {
    /// The field of the request that is wrong, such as `items[0].quantity`.
    #[must_use]
    pub fn field(&self) -> String {
        match self {
            Self::Empty | Self::TooManyLines { .. } | Self::Overflow => "items".to_owned(),
            Self::Quantity { line, .. } => format!("items[{line}].quantity"),
            Self::UnitPrice { line, .. } => format!("items[{line}].unit_price.amount"),
            Self::TaxRate { line, .. } => format!("items[{line}].tax"),
            Self::NetMass { line, .. } => format!("items[{line}].net_mass_kg"),
            Self::Amount { field, .. } => (*field).to_owned(),
            Self::DiscountAboveGoods => "discount".to_owned(),
        }
    }

    /// The stable name of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_cart",
            Self::TooManyLines { .. } => "too_many_lines",
            Self::Quantity { .. } => "invalid_quantity",
            Self::UnitPrice { .. } | Self::Amount { .. } => "invalid_amount",
            Self::DiscountAboveGoods => "discount_above_goods",
            Self::TaxRate { .. } => "invalid_rate",
            Self::NetMass { .. } => "invalid_measure",
            Self::Overflow => "overflow",
        }
    }
}

/// Why a question cannot be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QuoteError {
    /// The destination's address contradicts itself or does not exist.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// The cart cannot be priced.
    #[error(transparent)]
    Cart(#[from] CartError),
    /// No rule knows this registration of the seller.
    #[error("`{found}` is not a registration, expected one of {}", expected.join(", "))]
    UnknownRegistration {
        /// Its place in the list, counted from 0.
        position: usize,
        /// The word.
        found: String,
        /// The words there are.
        expected: Vec<String>,
    },
    /// A duty is given for a tariff that is neither in the data nor a country's.
    #[error("`{found}` is not a tariff, expected a country or one of {}", expected.join(", "))]
    UnknownTariff {
        /// The line, counted from 0.
        line: usize,
        /// The code.
        found: String,
        /// The tariffs that the data names.
        expected: Vec<String>,
    },
    /// A data file does not load.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The embedded exchange rates cannot be used.
    #[error(transparent)]
    Rate(#[from] RateError),
}

impl QuoteError {
    /// The field of the request that is wrong; empty if it is the data.
    #[must_use]
    pub fn field(&self) -> String {
        match self {
            Self::Cart(error) => error.field(),
            Self::UnknownRegistration { position, .. } => format!("seller.registrations[{position}]"),
            Self::UnknownTariff { line, found, .. } => format!("items[{line}].duty_by_tariff.{found}"),
            Self::Place(PlaceError::Load(_)) | Self::Load(_) | Self::Rate(_) => String::new(),
            Self::Place(PlaceError::RegionOfAnotherCountry { .. }) => "destination.region".to_owned(),
            Self::Place(PlaceError::NoRule { .. }) => "date".to_owned(),
            Self::Place(_) => "destination.postal_code".to_owned(),
        }
    }

    /// The stable name of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cart(error) => error.code(),
            Self::UnknownRegistration { .. } => "unknown_registration",
            Self::UnknownTariff { .. } => "unknown_tariff",
            Self::Place(PlaceError::Load(_)) | Self::Load(_) | Self::Rate(_) => "invalid_data",
            Self::Place(PlaceError::RegionOfAnotherCountry { .. }) => "region_of_another_country",
            Self::Place(PlaceError::NoRule { .. }) => "date_not_covered",
            Self::Place(PlaceError::InvalidPostalCode { .. }) => "invalid_postal_code",
            Self::Place(_) => "postal_code_of_another_place",
        }
    }
}

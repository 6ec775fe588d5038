//! Exchange rates: tables of one day, their history, fixed conversion rates, customs rates and locked quotes.
//!
//! A [`RateTable`] holds what one publisher said on one day. A rate between two currencies is carried as a
//! numerator and a denominator, so that an inverse or a cross rate is exact and the one division comes last;
//! nothing here rounds to cents. Which table a customs authority wants is a dated row of the rule book:
//! [`RuleBook::customs_rates`](crate::RuleBook::customs_rates).
//!
//! ```
//! use landfall::money::ExactMoney;
//! use landfall::{Decimal, RuleBook};
//!
//! let rates = RuleBook::embedded().market_rates("2026-10-30".parse()?)?.expect("a fixing of that day");
//! assert_eq!(rates.rate("EUR".parse()?, "USD".parse()?)?.to_string(), "1 EUR = 1.1172 USD");
//!
//! let price = ExactMoney::new(Decimal::new(55_86, 2), "USD".parse()?);
//! assert_eq!(rates.convert(price, "EUR".parse()?)?.amount(), Decimal::from(50));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod book;
mod conversion;
mod customs;
mod error;
mod fixed;
mod history;
mod kind;
mod lock;
pub(crate) mod quotation;
mod rate;
mod reader;
mod table;
mod wire;

pub use conversion::{Conversion, Markup};
pub use customs::{CustomsRateRule, CustomsRates};
pub use error::{RateError, RateFileError};
pub use fixed::{FixedRate, fixed_rate, fixed_rates};
pub use history::{Fallback, Fixing, FixingReason, RateHistory};
pub use kind::{RateKind, UnknownRateKind};
pub use lock::{Instant, QuoteLock};
pub use rate::ExchangeRate;
pub use reader::{RateLayout, RateReader};
pub use table::RateTable;

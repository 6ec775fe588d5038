use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Conversion, ExchangeRate, Markup, RateError};
use crate::money::ExactMoney;

/// A moment with its offset from UTC, such as `2026-10-30T16:00:00+01:00`.
pub type Instant = chrono::DateTime<chrono::FixedOffset>;

/// A rate that the seller holds open for the buyer until an hour.
///
/// A sale after that hour needs a new quote; a refund still goes back at the rate of the sale.
///
/// ```
/// use landfall::fx::{ExchangeRate, QuoteLock, RateError, RateKind};
/// use landfall::money::ExactMoney;
/// use landfall::Decimal;
///
/// let day = "2026-10-30".parse()?;
/// let rate =
///     ExchangeRate::new("EUR".parse()?, "USD".parse()?, "1.1172".parse()?, day, RateKind::Merchant, "shop")?;
/// let lock = QuoteLock::new(rate, "2026-10-30T16:00:00Z".parse()?, "2026-10-30T16:30:00Z".parse()?)?;
///
/// let price = ExactMoney::new(Decimal::from(50), "EUR".parse()?);
/// let sale = lock.convert(price, "2026-10-30T16:10:00Z".parse()?)?;
/// assert_eq!(sale.output().amount(), "55.86".parse()?);
/// let late = lock.convert(price, "2026-10-30T16:30:00Z".parse()?);
/// assert!(matches!(late, Err(RateError::Expired { .. })));
/// assert_eq!(lock.refund(price)?, sale);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct QuoteLock {
    rate: ExchangeRate,
    markup: Option<Markup>,
    issued: Instant,
    expires: Instant,
}

impl QuoteLock {
    /// Holds a rate from `issued` until just before `expires`.
    ///
    /// # Errors
    /// [`RateError::ExpiresBeforeIssue`] unless it expires after it was issued.
    pub fn new(rate: ExchangeRate, issued: Instant, expires: Instant) -> Result<Self, RateError> {
        if expires <= issued {
            return Err(RateError::ExpiresBeforeIssue { issued, expires });
        }
        Ok(Self { rate, markup: None, issued, expires })
    }

    /// The lock with a markup on the rate.
    #[must_use]
    pub fn with_markup(mut self, markup: Markup) -> Self {
        self.markup = Some(markup);
        self
    }

    /// The locked rate.
    #[must_use]
    pub fn rate(&self) -> &ExchangeRate {
        &self.rate
    }

    /// The markup on it.
    #[must_use]
    pub fn markup(&self) -> Option<&Markup> {
        self.markup.as_ref()
    }

    /// The first moment of the lock.
    #[must_use]
    pub fn issued(&self) -> Instant {
        self.issued
    }

    /// The first moment after it.
    #[must_use]
    pub fn expires(&self) -> Instant {
        self.expires
    }

    /// Whether the rate is held at that moment.
    #[must_use]
    pub fn is_open(&self, at: Instant) -> bool {
        self.issued <= at && at < self.expires
    }

    /// Converts a sale at the locked rate.
    ///
    /// # Errors
    /// [`RateError::Expired`] or [`RateError::NotYetIssued`] outside the lock, and those of [`Conversion::new`].
    pub fn convert(&self, amount: ExactMoney, at: Instant) -> Result<Conversion, RateError> {
        if at < self.issued {
            return Err(RateError::NotYetIssued { at, issued: self.issued });
        }
        if at >= self.expires {
            return Err(RateError::Expired { at, expires: self.expires });
        }
        self.refund(amount)
    }

    /// Converts what goes back to the buyer: the rate and markup of the sale, at any time.
    ///
    /// # Errors
    /// Those of [`Conversion::new`].
    pub fn refund(&self, amount: ExactMoney) -> Result<Conversion, RateError> {
        Conversion::new(amount, self.rate.clone(), self.markup.clone())
    }
}

impl fmt::Display for QuoteLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} until {}", self.rate, self.expires.to_rfc3339())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    rate: ExchangeRate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    markup: Option<Markup>,
    issued: Instant,
    expires: Instant,
}

impl From<QuoteLock> for Fields {
    fn from(lock: QuoteLock) -> Self {
        Self { rate: lock.rate, markup: lock.markup, issued: lock.issued, expires: lock.expires }
    }
}

impl TryFrom<Fields> for QuoteLock {
    type Error = RateError;

    fn try_from(fields: Fields) -> Result<Self, RateError> {
        let lock = Self::new(fields.rate, fields.issued, fields.expires)?;
        Ok(Self { markup: fields.markup, ..lock })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fx::RateKind;
    use rust_decimal::Decimal;

    fn lock() -> QuoteLock {
        let (euro, dollar) = ("EUR".parse().unwrap(), "USD".parse().unwrap());
        let day = "2026-10-30".parse().unwrap();
        let rate =
            ExchangeRate::new(euro, dollar, Decimal::new(11172, 4), day, RateKind::Merchant, "shop").unwrap();
        QuoteLock::new(
            rate,
            "2026-10-30T16:00:00+01:00".parse().unwrap(),
            "2026-10-30T16:30:00+01:00".parse().unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn a_lock_is_open_from_its_issue_until_just_before_its_end() {
        for (at, open) in [
            ("2026-10-30T14:59:59Z", false),
            ("2026-10-30T15:00:00Z", true),
            ("2026-10-30T15:29:59Z", true),
            ("2026-10-30T15:30:00Z", false),
        ] {
            let amount = ExactMoney::new(Decimal::from(50), "EUR".parse().unwrap());
            assert_eq!(lock().is_open(at.parse().unwrap()), open, "{at}");
            assert_eq!(lock().convert(amount, at.parse().unwrap()).is_ok(), open, "{at}");
        }
    }

    #[test]
    fn a_stored_lock_reads_back_for_the_refund() {
        let lock = lock().with_markup(Markup::percent("conversion fee", Decimal::TWO).unwrap());
        let text = serde_json::to_string(&lock).unwrap();
        assert_eq!(serde_json::from_str::<QuoteLock>(&text).unwrap(), lock);
        let backwards = text.replace("T16:30", "T15:30");
        assert_ne!(backwards, text);
        assert!(serde_json::from_str::<QuoteLock>(&backwards).is_err());
    }

    #[test]
    fn a_lock_says_until_when_it_holds() {
        assert_eq!(lock().to_string(), "1 EUR = 1.1172 USD until 2026-10-30T16:30:00+01:00");
    }
}

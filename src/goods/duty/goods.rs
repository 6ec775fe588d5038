//! What a duty is computed from, and what may be missing.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{DutyExpression, PartValues, RateReference, ValuePart};
use crate::goods::{Measure, Measures};
use crate::money::Currency;
use crate::time::Date;

/// The goods that a duty falls on: their value, and whatever else the duty asks for.
///
/// ```
/// use landfall::Decimal;
/// use landfall::goods::{Dutiable, DutyExpression, DutyInputError, Measure, Measures, PartValues, ValuePart};
///
/// // A wrist watch: 44 cents each, and a rate of its own for the case, the strap and the battery.
/// let duty: DutyExpression = "44¢ each + 6% on the case + 14% on the strap, band or bracelet + 5.3% on the battery".parse()?;
/// let usd = "USD".parse()?;
/// let one = Measures::default().with(Measure::Item, Decimal::ONE);
/// let watch = Dutiable::new(Decimal::from(60), usd).with_measures(&one);
/// let missing = duty.duty_on(&watch, |_| None).unwrap_err();
/// assert_eq!(missing, DutyInputError::MissingPart { part: ValuePart::Case });
///
/// let parts = PartValues::default()
///     .with(ValuePart::Case, Decimal::from(20))
///     .with(ValuePart::Strap, Decimal::from(10))
///     .with(ValuePart::Battery, Decimal::from(2));
/// // 0.44 + 1.20 + 1.40 + 0.106
/// assert_eq!(duty.duty_on(&watch.with_parts(&parts), |_| None)?, Decimal::new(3146, 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Dutiable<'g> {
    pub(super) value: Decimal,
    pub(super) currency: Currency,
    pub(super) measures: &'g Measures,
    pub(super) parts: Option<&'g PartValues>,
    pub(super) day: Option<Date>,
    pub(super) reference: Option<&'g DutyExpression>,
}

impl<'g> Dutiable<'g> {
    /// Goods worth `value` in `currency`, of which nothing else is known.
    #[must_use]
    pub fn new(value: Decimal, currency: Currency) -> Self {
        Self { value, currency, measures: &Measures::NONE, parts: None, day: None, reference: None }
    }

    /// How much of them there is.
    #[must_use]
    pub fn with_measures(mut self, measures: &'g Measures) -> Self {
        self.measures = measures;
        self
    }

    /// What their separately rated parts are worth, in the currency of the value.
    #[must_use]
    pub fn with_parts(mut self, parts: &'g PartValues) -> Self {
        self.parts = Some(parts);
        self
    }

    /// The day that decides which season's duty is due.
    #[must_use]
    pub fn on(mut self, day: Date) -> Self {
        self.day = Some(day);
        self
    }

    /// The rate of the line to which the duty refers.
    #[must_use]
    pub fn with_reference(mut self, rate: &'g DutyExpression) -> Self {
        self.reference = Some(rate);
        self
    }
}

/// What the goods or the rates lack for a duty to be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DutyInputError {
    /// The duty counts a measure that is not known of the goods.
    #[error("the duty is counted by `{measure}`, which is not given")]
    MissingMeasure {
        /// The measure that would settle it.
        measure: Measure,
    },
    /// The duty rates a part by itself, and its value is not known.
    #[error("the duty rates the `{part}` by itself, whose value is not given")]
    MissingPart {
        /// The part whose value would settle it.
        part: ValuePart,
    },
    /// The duty is in a currency for which there is no rate.
    #[error("the duty is in {currency}, for which there is no exchange rate")]
    MissingRate {
        /// The duty's currency.
        currency: Currency,
    },
    /// The duty changes with the season, and no day is given.
    #[error("the duty changes with the day of the year, which is not given")]
    MissingDay,
    /// None of the duty's seasons holds the day.
    #[error("the duty has no season for {day}")]
    OutOfSeason {
        /// The day.
        day: Date,
    },
    /// The rate stands in another line.
    #[error("the duty is a rate of another line, which is not given: {reference}")]
    MissingReference {
        /// Where it stands.
        reference: RateReference,
    },
    /// A part of the duty stands in another table, which is not held.
    #[error("the part `{text}` of the duty is in a table that is not held")]
    NotComputable {
        /// The part as the tariff writes it.
        text: &'static str,
    },
    /// A part of the duty is a rule that only words express.
    #[error("the duty follows a rule in words: but {text}")]
    RuleInWords {
        /// The words.
        text: Arc<str>,
    },
    /// A number grew beyond 28 digits.
    #[error("the duty is too large to compute")]
    Overflow,
}

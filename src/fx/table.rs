use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::fixed::{FixedRate, fixed_rate};
use super::rate::apply;
use super::{ExchangeRate, RateError, RateKind, quotation};
use crate::money::{Currency, ExactMoney};
use crate::time::Date;

/// The rates that one publisher gave for one day: units of each currency for one unit of the base.
///
/// A currency that has been replaced at a rate fixed by law follows that rate from its changeover day on,
/// whatever the table quotes for it; before that day the quotation counts. Copies share their rates.
///
/// ```
/// use landfall::fx::{RateKind, RateTable};
///
/// let rates = RateTable::new("EUR".parse()?, "2026-10-30".parse()?, RateKind::Reference, "ECB")
///     .with_rate("USD".parse()?, "1.1172".parse()?)?;
/// // The kuna was replaced by the euro on 2023-01-01.
/// let kuna = rates.rate("HRK".parse()?, "EUR".parse()?)?;
/// assert_eq!((kuna.kind(), kuna.to_string()), (RateKind::Fixed, "7.53450 HRK = 1 EUR".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateTable {
    quotes: Arc<Quotes>,
    kind: RateKind,
    valid: Option<(Date, Date)>,
    used_on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Quotes {
    base: Currency,
    as_of: Date,
    source: Arc<str>,
    /// Sorted by currency.
    rates: Vec<(Currency, Decimal)>,
}

impl RateTable {
    /// A table without rates.
    #[must_use]
    pub fn new(base: Currency, as_of: Date, kind: RateKind, source: impl Into<Arc<str>>) -> Self {
        let quotes = Arc::new(Quotes { base, as_of, source: source.into(), rates: Vec::new() });
        Self { quotes, kind, valid: None, used_on: as_of }
    }

    /// The table with one more rate: `units_per_base` of `currency` for one unit of the base.
    ///
    /// # Errors
    /// A rate that is not positive, out of range, given twice, or not one for the base itself.
    pub fn with_rate(mut self, currency: Currency, units_per_base: Decimal) -> Result<Self, RateError> {
        self.insert(currency, units_per_base)?;
        Ok(self)
    }

    pub(crate) fn insert(&mut self, currency: Currency, units_per_base: Decimal) -> Result<(), RateError> {
        if currency == self.quotes.base {
            return if units_per_base == Decimal::ONE {
                Ok(())
            } else {
                Err(RateError::BaseRate { currency, rate: units_per_base })
            };
        }
        let rate = quotation::check(currency, units_per_base)?;
        match self.quotes.rates.binary_search_by_key(&currency, |(quoted, _)| *quoted) {
            Ok(_) => Err(RateError::Duplicate { currency }),
            Err(place) => {
                Arc::make_mut(&mut self.quotes).rates.insert(place, (currency, rate));
                Ok(())
            }
        }
    }

    /// The same rates, prescribed from the first to the last day of a period.
    ///
    /// # Errors
    /// [`RateError::EndsBeforeStart`].
    pub fn with_validity(mut self, from: Date, to: Date) -> Result<Self, RateError> {
        if to < from {
            return Err(RateError::EndsBeforeStart { from, to });
        }
        self.valid = Some((from, to));
        Ok(self)
    }

    /// The same rates for another use.
    #[must_use]
    pub fn with_kind(mut self, kind: RateKind) -> Self {
        self.kind = kind;
        self
    }

    /// The same rates, used on `day` instead of their own day: fixed conversion rates in force then apply.
    #[must_use]
    pub fn used_on(mut self, day: Date) -> Self {
        self.used_on = day;
        self
    }

    /// The currency of which one unit is quoted.
    #[must_use]
    pub fn base(&self) -> Currency {
        self.quotes.base
    }

    /// The day of the rates.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.quotes.as_of
    }

    /// What the rates are used for.
    #[must_use]
    pub fn kind(&self) -> RateKind {
        self.kind
    }

    /// Who published them.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.quotes.source
    }

    /// First and last day for which the rates are prescribed, where a period is.
    #[must_use]
    pub fn validity(&self) -> Option<(Date, Date)> {
        self.valid
    }

    /// Whether the rates are of `day`, or prescribed for it.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.valid.map_or(day == self.as_of(), |(from, to)| from <= day && day <= to)
    }

    /// The quoted currencies and their rates in order of code, without the base and the rates fixed by law.
    pub fn quotes(&self) -> impl ExactSizeIterator<Item = (Currency, Decimal)> + '_ {
        self.quotes.rates.iter().copied()
    }

    /// Whether the table can convert the currency.
    pub(crate) fn knows(&self, currency: Currency) -> bool {
        self.link(self.base(), currency).is_some()
    }

    /// The exact factor: `amount_to = amount_from × numerator ÷ denominator`; `None` if a rate is missing.
    #[must_use]
    pub fn factor(&self, from: Currency, to: Currency) -> Option<(Decimal, Decimal)> {
        match self.link(from, to)? {
            Link::Same => Some((Decimal::ONE, Decimal::ONE)),
            Link::Fixed(numerator, denominator, _) | Link::Quoted(numerator, denominator) => {
                Some((numerator, denominator))
            }
        }
    }

    /// The rate between two currencies with its publisher and day.
    ///
    /// # Errors
    /// [`RateError::MissingCurrency`].
    pub fn rate(&self, from: Currency, to: Currency) -> Result<ExchangeRate, RateError> {
        let link = self.link(from, to).ok_or_else(|| self.missing(from, to))?;
        let rate = |numerator, denominator| ExchangeRate {
            from,
            to,
            numerator,
            denominator,
            kind: self.kind,
            source: Arc::clone(&self.quotes.source),
            observed: self.as_of(),
            valid: self.valid,
        };
        Ok(match link {
            Link::Same => rate(Decimal::ONE, Decimal::ONE),
            Link::Quoted(numerator, denominator) => rate(numerator, denominator),
            Link::Fixed(numerator, denominator, fixed) => ExchangeRate {
                kind: RateKind::Fixed,
                source: fixed.source().law().into(),
                observed: fixed.from(),
                valid: None,
                ..rate(numerator, denominator)
            },
        })
    }

    /// The amount in another currency: one division at the end, not rounded to minor units.
    ///
    /// # Errors
    /// [`RateError::MissingCurrency`] or [`RateError::Overflow`].
    pub fn convert(&self, amount: ExactMoney, to: Currency) -> Result<ExactMoney, RateError> {
        let from = amount.currency();
        match self.link(from, to).ok_or_else(|| self.missing(from, to))? {
            Link::Same => Ok(amount),
            Link::Fixed(numerator, denominator, _) | Link::Quoted(numerator, denominator) => {
                apply(amount, to, numerator, denominator)
            }
        }
    }

    fn link(&self, from: Currency, to: Currency) -> Option<Link> {
        if from == to {
            return Some(Link::Same);
        }
        let old_from = fixed_rate(from, self.used_on);
        let old_to = fixed_rate(to, self.used_on);
        match (old_from, old_to) {
            (Some(old), _) if old.into() == to => return Some(Link::Fixed(Decimal::ONE, old.units(), old)),
            (_, Some(old)) if old.into() == from => return Some(Link::Fixed(old.units(), Decimal::ONE, old)),
            (Some(one), Some(other)) if one.into() == other.into() => {
                let later = if one.from() < other.from() { other } else { one };
                return Some(Link::Fixed(other.units(), one.units(), later));
            }
            _ => {}
        }
        Some(Link::Quoted(self.units(to, old_to)?, self.units(from, old_from)?))
    }

    /// Units of `currency` for one unit of the base, by way of the currency that replaced it if one did.
    fn units(&self, currency: Currency, replaced: Option<&FixedRate>) -> Option<Decimal> {
        if currency == self.base() {
            return Some(Decimal::ONE);
        }
        match replaced.and_then(|fixed| Some((self.quote(fixed.into())?, fixed.units()))) {
            Some((successor, units)) => successor.checked_mul(units),
            None => self.quote(currency),
        }
    }

    fn quote(&self, currency: Currency) -> Option<Decimal> {
        if currency == self.base() {
            return Some(Decimal::ONE);
        }
        let rates = &self.quotes.rates;
        let place = rates.binary_search_by_key(&currency, |(quoted, _)| *quoted).ok()?;
        rates.get(place).map(|(_, rate)| *rate)
    }

    fn missing(&self, from: Currency, to: Currency) -> RateError {
        let known = self.units(from, fixed_rate(from, self.used_on)).is_some();
        let currency = if known { to } else { from };
        RateError::MissingCurrency { currency, base: self.base(), as_of: self.as_of() }
    }
}

/// How two currencies are connected: by the law, or by the quotations of the table.
enum Link {
    Same,
    Fixed(Decimal, Decimal, &'static FixedRate),
    Quoted(Decimal, Decimal),
}

impl fmt::Display for RateTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, base, day) = (self.quotes.rates.len(), self.base(), self.as_of());
        write!(f, "{count} {} rates per {base} of {day} ({})", self.kind, self.source())
    }
}

use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::{ExchangeRate, RateError, RateKind};
use crate::money::{Currency, ExactMoney, RoundingMode, round_to_step};
use crate::rules::{Dated, Evidence, LoadError, Source, Sources, embedded_text, parse_document};
use crate::time::Date;

const FILE: &str = "fx/fixed_euro.toml";

/// The irrevocable conversion rate of a replaced currency, in force from its changeover day on.
///
/// ```
/// use landfall::fx::fixed_rate;
///
/// let kuna = "HRK".parse()?;
/// assert!(fixed_rate(kuna, "2022-12-31".parse()?).is_none());
/// let rate = fixed_rate(kuna, "2023-01-01".parse()?).expect("Croatia changed over that day");
/// assert_eq!(rate.units().to_string(), "7.53450");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FixedRate {
    row: Dated<Decimal>,
    currency: Currency,
    into: Currency,
    intermediate_digits: u32,
}

/// The conversion rate by which `currency` must be converted on `day`; `None` while the market decides.
#[must_use]
pub fn fixed_rate(currency: Currency, day: Date) -> Option<&'static FixedRate> {
    let rates = fixed_rates();
    let place = rates.binary_search_by_key(&currency, |rate| rate.currency).ok()?;
    rates.get(place).filter(|rate| rate.row.covers(day))
}

/// All fixed conversion rates in order of currency code.
#[must_use]
pub fn fixed_rates() -> &'static [FixedRate] {
    static RATES: OnceLock<Vec<FixedRate>> = OnceLock::new();
    RATES.get_or_init(|| load().expect("embedded data is checked by tests"))
}

impl FixedRate {
    /// The replaced currency.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The currency that replaced it.
    #[must_use]
    pub fn into(&self) -> Currency {
        self.into
    }

    /// Units of the replaced currency for one unit of the new one. There is no rate the other way round:
    /// the law forbids rounded reciprocals, so one divides by this figure.
    #[must_use]
    pub fn units(&self) -> Decimal {
        *self.row.value()
    }

    /// The changeover day, from which the rate beats any market quotation.
    #[must_use]
    pub fn from(&self) -> Date {
        self.row.from()
    }

    /// The law that fixed the rate.
    #[must_use]
    pub fn source(&self) -> &Source {
        self.row.source()
    }

    /// How well the figure is evidenced.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.row.evidence()
    }

    /// The rate from the replaced currency into the new one.
    #[must_use]
    pub fn rate(&self) -> ExchangeRate {
        ExchangeRate {
            from: self.currency,
            to: self.into,
            numerator: Decimal::ONE,
            denominator: self.units(),
            kind: RateKind::Fixed,
            source: self.source().law().into(),
            observed: self.from(),
            valid: None,
        }
    }

    /// An amount of this currency in another replaced one, by way of an intermediate amount rounded to `digits`.
    ///
    /// The law sends such a conversion through the new currency and allows the intermediate amount to be
    /// rounded to not less than three decimals (Regulation (EC) 1103/97, Art. 4(4)). An
    /// [`ExchangeRate`] between the two does not round it at all, which the law allows as well.
    ///
    /// ```
    /// use landfall::fx::fixed_rate;
    /// use landfall::money::{ExactMoney, RoundingMode};
    /// use landfall::Decimal;
    ///
    /// let day = "2002-01-01".parse()?;
    /// let (mark, franc) = (fixed_rate("DEM".parse()?, day).unwrap(), fixed_rate("FRF".parse()?, day).unwrap());
    /// let price = ExactMoney::new(Decimal::ONE_HUNDRED, mark.currency());
    /// // 100 DEM ÷ 1.95583 = 51.129 EUR; × 6.55957 = 335.38425453 FRF
    /// let francs = mark.convert_through(price, franc, 3, RoundingMode::HalfUp)?;
    /// assert_eq!(francs.amount().to_string(), "335.38425453");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RateError::TooCoarse`] for fewer digits than the law allows, [`RateError::WrongCurrency`] if the amount
    /// is not in this currency or the other one was replaced by something else, [`RateError::Overflow`].
    pub fn convert_through(
        &self,
        amount: ExactMoney,
        other: &Self,
        digits: u32,
        mode: RoundingMode,
    ) -> Result<ExactMoney, RateError> {
        if digits < self.intermediate_digits {
            return Err(RateError::TooCoarse { digits, least: self.intermediate_digits });
        }
        if other.into != self.into {
            return Err(RateError::WrongCurrency { expected: self.into, found: other.into });
        }
        let overflow =
            || RateError::Overflow { amount: amount.amount(), from: self.currency, to: other.currency };
        let step = Decimal::try_new(1, digits).map_err(|_| overflow())?;
        let intermediate = self.rate().convert(amount)?;
        let rounded = round_to_step(intermediate.amount(), step, mode);
        let converted = rounded.checked_mul(other.units()).ok_or_else(overflow)?;
        Ok(ExactMoney::new(converted, other.currency))
    }
}

fn load() -> Result<Vec<FixedRate>, LoadError> {
    let text = embedded_text(FILE).ok_or_else(|| LoadError::MissingFile { file: FILE.to_owned() })?;
    read(FILE, text)
}

fn read(file: &str, text: &str) -> Result<Vec<FixedRate>, LoadError> {
    let mut document = parse_document(file, text)?;
    let mut sources = Sources::default();
    sources.read(document.rows("source")?)?;
    let into: Currency = document.required("into")?;
    let intermediate_digits = document.required("intermediate_digits")?;
    let mut rates = Vec::new();
    for mut row in document.rows("rate")? {
        let currency = row.required("currency")?;
        let units: Decimal = row.required("units")?;
        if units <= Decimal::ZERO {
            return Err(row.invalid("units", &units.to_string(), "a rate above zero"));
        }
        let dated = row.dated(&sources)?;
        row.finish()?;
        rates.push(FixedRate { row: dated.with_value(units), currency, into, intermediate_digits });
    }
    document.finish()?;
    rates.sort_by_key(|rate| rate.currency);
    match rates.windows(2).find_map(|pair| match pair {
        [one, other] if one.currency == other.currency => Some(other.currency),
        _ => None,
    }) {
        Some(currency) => Err(LoadError::Duplicate { file: file.to_owned(), row: currency.to_string() }),
        None => Ok(rates),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    #[test]
    fn every_fixed_rate_loads_with_six_significant_figures() {
        // Regulation (EC) 1103/97, Art. 4(1)
        let rates = load().unwrap();
        assert_eq!(rates.len(), 21);
        for rate in rates {
            assert_eq!(rate.units().mantissa().to_string().len(), 6, "{}", rate.currency());
        }
    }

    #[test]
    fn a_currency_is_fixed_from_its_changeover_day_on() {
        for (code, last_day, first_day, units) in [
            ("HRK", "2022-12-31", "2023-01-01", "7.53450"),
            ("BGN", "2025-12-31", "2026-01-01", "1.95583"),
            ("DEM", "1998-12-31", "1999-01-01", "1.95583"),
            ("GRD", "2000-12-31", "2001-01-01", "340.750"),
        ] {
            assert_eq!(fixed_rate(currency(code), last_day.parse().unwrap()), None, "{code}");
            let rate = fixed_rate(currency(code), first_day.parse().unwrap()).unwrap();
            assert_eq!(rate.units().to_string(), units, "{code}");
        }
        assert_eq!(fixed_rate(currency("USD"), "2026-11-21".parse().unwrap()), None);
    }

    #[test]
    fn an_intermediate_amount_keeps_three_decimals_or_more() {
        let day = "2002-01-01".parse().unwrap();
        let (mark, franc) =
            (fixed_rate(currency("DEM"), day).unwrap(), fixed_rate(currency("FRF"), day).unwrap());
        let amount = ExactMoney::new(Decimal::ONE_HUNDRED, currency("DEM"));
        assert_eq!(
            mark.convert_through(amount, franc, 2, RoundingMode::HalfUp),
            Err(RateError::TooCoarse { digits: 2, least: 3 })
        );
        assert!(matches!(
            franc.convert_through(amount, mark, 3, RoundingMode::HalfUp),
            Err(RateError::WrongCurrency { .. })
        ));
    }

    #[test]
    fn two_rates_for_one_currency_are_a_load_error() {
        let text = embedded_text(FILE).unwrap().replace("currency = \"FRF\"", "currency = \"DEM\"");
        assert_eq!(
            read(FILE, &text),
            Err(LoadError::Duplicate { file: FILE.to_owned(), row: "DEM".to_owned() })
        );
    }
}

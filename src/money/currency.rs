use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::cash::{self, CashRounding};
use super::register::{Entry, Register};
use crate::rules::Evidence;
use crate::time::Date;

/// A currency by its ISO 4217 code, in two bytes.
///
/// Holds the currencies of today and those withdrawn since 1999, which old orders and refunds still name.
/// Three counts of digits are kept apart: [`digits`](Self::digits) for the ledger,
/// [`display_digits`](Self::display_digits) for people and [`cash_step`](Self::cash_step) for the till.
///
/// ```
/// use landfall::money::{Currency, InUse};
///
/// let forint: Currency = "HUF".parse()?;
/// assert_eq!(forint.digits(), 2);
/// assert_eq!(forint.display_digits(), 0);
/// assert_eq!(forint.cash_step(), Some(5.into()));
///
/// let kuna: Currency = "HRK".parse()?;
/// assert_eq!(kuna.successor(), Some("EUR".parse()?));
/// assert_eq!(kuna.in_use_on("2024-05-01".parse()?), InUse::No);
/// assert!("EUX".parse::<Currency>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(u16);

/// A text that is no currency code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an ISO 4217 currency code")]
pub struct UnknownCurrency {
    /// The text as given.
    pub text: String,
}

/// A number that stands for no currency on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{number:03} is not the ISO 4217 number of a currency on {on}")]
pub struct UnknownCurrencyNumber {
    /// The number as given.
    pub number: u16,
    /// The day asked for.
    pub on: Date,
}

/// Whether a currency was legal tender on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InUse {
    /// It was, dual circulation with its successor included.
    Yes,
    /// It was not yet or no longer.
    No,
    /// The data do not say: funds codes, metals and units of account have no days.
    Unknown,
}

impl Currency {
    /// All currencies in order of their codes, withdrawn ones included.
    pub fn all() -> impl Iterator<Item = Self> {
        Register::embedded().entries().iter().map(|entry| entry.currency)
    }

    /// The currency behind an ISO 4217 number on a day.
    ///
    /// Numbers outlive codes: 532 was ANG and is XCG since 2025-03-31. Where two currencies with one number
    /// circulate side by side, the newer one is meant.
    ///
    /// ```
    /// use landfall::money::Currency;
    /// let guilder = Currency::from_numeric(532, "2024-12-31".parse()?)?;
    /// assert_eq!(guilder.as_str(), "ANG");
    /// let guilder = Currency::from_numeric(532, "2025-03-31".parse()?)?;
    /// assert_eq!(guilder.as_str(), "XCG");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`UnknownCurrencyNumber`] if no currency has that number on that day.
    pub fn from_numeric(number: u16, on: Date) -> Result<Self, UnknownCurrencyNumber> {
        Register::embedded()
            .entries()
            .iter()
            .filter(|entry| entry.numeric == number && in_use(entry, on) != InUse::No)
            .max_by_key(|entry| entry.from)
            .map(|entry| entry.currency)
            .ok_or(UnknownCurrencyNumber { number, on })
    }

    /// Ledger digits: the minor units of ISO 4217 (2 for EUR, 0 for JPY, 3 for KWD).
    ///
    /// Zero for the codes without minor unit, such as gold and XXX; [`minor_unit`](Self::minor_unit) tells
    /// them apart.
    #[must_use]
    pub fn digits(self) -> u32 {
        self.entry().digits.map_or(0, u32::from)
    }

    /// The smallest ledger unit, such as 0.01; `None` for codes to which ISO 4217 gives no minor unit.
    #[must_use]
    pub fn minor_unit(self) -> Option<Decimal> {
        self.entry().digits.map(|digits| Decimal::new(1, u32::from(digits)))
    }

    /// How well the ledger digits are evidenced; those of some withdrawn currencies are recalled.
    #[must_use]
    pub fn digits_evidence(self) -> Evidence {
        self.entry().digits_evidence
    }

    /// Digits that people are shown, after Unicode CLDR: 0 for HUF, where the ledger has 2.
    ///
    /// Never round a stored amount to these.
    #[must_use]
    pub fn display_digits(self) -> u32 {
        u32::from(self.entry().display_digits)
    }

    /// The step in which cash is paid, after Unicode CLDR: 0.05 for CHF, 5 for HUF, 0.50 for DKK.
    ///
    /// Speaks of today and of the currency as a whole; some countries have rules of their own, see
    /// [`cash_step_in`](Self::cash_step_in). `None` for codes without minor unit.
    #[must_use]
    pub fn cash_step(self) -> Option<Decimal> {
        self.entry().cash_step
    }

    /// The step in which cash is paid in a country (two-letter code) on a day.
    ///
    /// The national rule where the data hold one, otherwise [`cash_step`](Self::cash_step). `None` if the
    /// country has a rule whose days do not reach to that day, or the code has no minor unit.
    ///
    /// ```
    /// use landfall::money::Currency;
    /// let euro: Currency = "EUR".parse()?;
    /// // Estonia rounds cash to five cents since 2025, Germany does not.
    /// assert_eq!(euro.cash_step_in("EE", "2024-12-31".parse()?), Some("0.01".parse()?));
    /// assert_eq!(euro.cash_step_in("EE", "2025-01-01".parse()?), Some("0.05".parse()?));
    /// assert_eq!(euro.cash_step_in("DE", "2025-01-01".parse()?), Some("0.01".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn cash_step_in(self, country: &str, on: Date) -> Option<Decimal> {
        let mut rows = cash::rows(self, country).peekable();
        if rows.peek().is_none() {
            return self.cash_step();
        }
        rows.find(|row| row.covers(on)).map(CashRounding::step)
    }

    /// The national rule for cash in a country (two-letter code) on a day, with its law and evidence.
    #[must_use]
    pub fn cash_rounding_in(self, country: &str, on: Date) -> Option<&'static CashRounding> {
        cash::rows(self, country).find(|row| row.covers(on))
    }

    /// The three-digit number of ISO 4217, such as 978 for EUR.
    #[must_use]
    pub fn numeric(self) -> u16 {
        self.entry().numeric
    }

    /// The English name of ISO 4217, such as `Swiss Franc`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The three-letter code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.entry().code
    }

    /// Whether the currency was legal tender in its home on a day.
    #[must_use]
    pub fn in_use_on(self, day: Date) -> InUse {
        in_use(self.entry(), day)
    }

    /// First day as legal tender, where known.
    #[must_use]
    pub fn first_day(self) -> Option<Date> {
        self.entry().from
    }

    /// Last day as legal tender, dual circulation included; `None` while it is in use or the day is unknown.
    #[must_use]
    pub fn last_day(self) -> Option<Date> {
        self.entry().to
    }

    /// Whether ISO 4217 list one, as of 2026-01-01, has the code; the others are withdrawn.
    #[must_use]
    pub fn is_current(self) -> bool {
        self.entry().listed
    }

    /// The currency that took its place, such as EUR for HRK.
    #[must_use]
    pub fn successor(self) -> Option<Self> {
        self.entry().successor
    }

    /// The day on which the successor became the currency of the country: 2023-01-01 for HRK.
    ///
    /// Earlier than [`last_day`](Self::last_day) where both circulated side by side, and `None` where unknown.
    #[must_use]
    pub fn replaced_on(self) -> Option<Date> {
        self.entry().replaced_on
    }

    /// Three capital letters as a number; says nothing about whether there is such a currency.
    pub(super) fn pack(code: &str) -> Option<Self> {
        match *code.as_bytes() {
            [a @ b'A'..=b'Z', b @ b'A'..=b'Z', c @ b'A'..=b'Z'] => {
                let letter = |byte: u8| u16::from(byte - b'A');
                Some(Self(letter(a) * 676 + letter(b) * 26 + letter(c)))
            }
            _ => None,
        }
    }

    pub(super) fn packed(self) -> u16 {
        self.0
    }

    fn entry(self) -> &'static Entry {
        Register::embedded().entry(self.0).expect("a currency is only made from a code in the register")
    }
}

fn in_use(entry: &Entry, day: Date) -> InUse {
    if entry.to.is_some_and(|to| to < day) {
        return InUse::No;
    }
    match entry.from {
        None => InUse::Unknown,
        Some(from) if day < from => InUse::No,
        Some(_) => InUse::Yes,
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::pack(text)
            .filter(|currency| Register::embedded().entry(currency.0).is_some())
            .ok_or_else(|| UnknownCurrency { text: text.to_owned() })
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CodeVisitor;

        impl Visitor<'_> for CodeVisitor {
            type Value = Currency;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a currency code such as \"EUR\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Currency, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(CodeVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_currency_takes_two_bytes() {
        assert_eq!(size_of::<Currency>(), 2);
    }

    #[test]
    fn ledger_display_and_cash_digits_are_three_things() {
        for (code, digits, display, cash) in [
            ("EUR", 2, 2, "0.01"),
            ("CHF", 2, 2, "0.05"),
            ("DKK", 2, 2, "0.50"),
            ("CAD", 2, 2, "0.05"),
            ("HUF", 2, 0, "5"),
            ("NOK", 2, 2, "1"),
            ("JPY", 0, 0, "1"),
            ("KWD", 3, 3, "0.001"),
            ("IQD", 3, 0, "1"),
            ("CLF", 4, 4, "0.0001"),
        ] {
            let found = currency(code);
            assert_eq!((found.digits(), found.display_digits()), (digits, display), "{code}");
            assert_eq!(found.cash_step(), Some(cash.parse().unwrap()), "{code}");
        }
    }

    #[test]
    fn gold_has_no_minor_unit() {
        let gold = currency("XAU");
        assert_eq!((gold.digits(), gold.minor_unit(), gold.cash_step()), (0, None, None));
        assert_eq!(gold.in_use_on(day("2026-01-01")), InUse::Unknown);
    }

    #[test]
    fn codes_that_iso_does_not_know_are_refused() {
        for text in ["EUX", "CNH", "eur", "EU", "EURO", "", "E R", "ÄBC", "AAA", "ZZZ"] {
            assert_eq!(text.parse::<Currency>(), Err(UnknownCurrency { text: text.to_owned() }), "{text}");
        }
    }

    #[test]
    fn the_euro_replaced_twenty_one_currencies_and_the_andorran_peseta() {
        let euro = currency("EUR");
        let replaced: Vec<&str> = Currency::all()
            .filter(|currency| currency.successor() == Some(euro))
            .map(Currency::as_str)
            .collect();
        let expected =
            "ADP ATS BEF BGN CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK";
        assert_eq!(replaced, expected.split(' ').collect::<Vec<_>>());
        for (code, changeover) in
            [("DEM", "1999-01-01"), ("GRD", "2001-01-01"), ("HRK", "2023-01-01"), ("BGN", "2026-01-01")]
        {
            assert_eq!(currency(code).replaced_on(), Some(day(changeover)), "{code}");
        }
    }

    #[test]
    fn the_lev_circulated_beside_the_euro_in_january_2026() {
        let lev = currency("BGN");
        for (on, expected) in [
            ("1999-07-04", InUse::No),
            ("1999-07-05", InUse::Yes),
            ("2026-01-31", InUse::Yes),
            ("2026-02-01", InUse::No),
        ] {
            assert_eq!(lev.in_use_on(day(on)), expected, "{on}");
        }
        assert!(!lev.is_current());
    }

    #[test]
    fn number_532_changed_hands_in_march_2025() {
        let on = |text: &str| Currency::from_numeric(532, day(text)).map(Currency::as_str);
        assert_eq!(on("2025-03-30"), Ok("ANG"));
        assert_eq!(on("2025-03-31"), Ok("XCG"));
        assert_eq!(on("2025-07-01"), Ok("XCG"));
        assert_eq!(Currency::from_numeric(978, day("2026-01-01")), Ok(currency("EUR")));
        assert_eq!(Currency::from_numeric(959, day("2026-01-01")), Ok(currency("XAU")));
        assert!(Currency::from_numeric(276, day("2026-01-01")).is_err());
        assert!(Currency::from_numeric(0, day("2026-01-01")).is_err());
        assert_eq!((currency("ANG").numeric(), currency("XCG").numeric()), (532, 532));
    }

    #[test]
    fn redenominations_lead_to_the_new_code() {
        for (old, new) in
            [("SLL", "SLE"), ("VEF", "VES"), ("BYR", "BYN"), ("MRO", "MRU"), ("STD", "STN"), ("ZWL", "ZWG")]
        {
            assert_eq!(currency(old).successor(), Some(currency(new)), "{old}");
        }
    }

    #[test]
    fn every_currency_reads_its_own_code() {
        for currency in Currency::all() {
            assert_eq!(currency.as_str().parse(), Ok(currency));
            assert_eq!(serde_json::to_string(&currency).unwrap(), format!("\"{currency}\""));
            assert!(!currency.name().is_empty());
        }
    }
}

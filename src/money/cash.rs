//! National rules for rounding cash, which belong to a country and not to its currency.

use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::{Currency, RoundingMode};
use crate::rules::{Evidence, LoadError, Table, embedded_text};
use crate::time::Date;

const FILE: &str = "money/cash_rounding.csv";
const COLUMNS: [&str; 10] =
    ["country", "currency", "step", "mode", "required", "from", "to", "law", "evidence", "seen"];

/// How a country rounds what is paid in cash: the total of the bill, not the single prices.
///
/// ```
/// use landfall::money::Currency;
/// let euro: Currency = "EUR".parse()?;
/// let rule = euro.cash_rounding_in("IT", "2018-01-01".parse()?).ok_or("no rule")?;
/// assert_eq!(rule.step(), "0.05".parse()?);
/// assert_eq!(rule.law(), "Decree-Law 50/2017 art. 13-quater");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct CashRounding {
    country: &'static str,
    currency: Currency,
    step: Decimal,
    mode: Option<RoundingMode>,
    required: Option<bool>,
    from: Date,
    to: Option<Date>,
    law: &'static str,
    evidence: Evidence,
    seen: Option<&'static str>,
}

impl CashRounding {
    /// The sum that cash totals are a multiple of, such as 0.05.
    #[must_use]
    pub fn step(&self) -> Decimal {
        self.step
    }

    /// How a total between two steps is rounded; `None` where it is left to the shop or not known.
    #[must_use]
    pub fn mode(&self) -> Option<RoundingMode> {
        self.mode
    }

    /// Whether rounding is a duty rather than a choice of the shop; `None` where that is not known.
    #[must_use]
    pub fn is_required(&self) -> Option<bool> {
        self.required
    }

    /// First day of the rule.
    #[must_use]
    pub fn from(&self) -> Date {
        self.from
    }

    /// Last day of the rule; `None` while no end is known.
    #[must_use]
    pub fn to(&self) -> Option<Date> {
        self.to
    }

    /// The law or practice.
    #[must_use]
    pub fn law(&self) -> &'static str {
        self.law
    }

    /// How well the row is evidenced.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// Where it was seen.
    #[must_use]
    pub fn seen(&self) -> Option<&'static str> {
        self.seen
    }

    pub(super) fn covers(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// The rules of a country for a currency, oldest first.
pub(super) fn rows(currency: Currency, country: &str) -> impl Iterator<Item = &'static CashRounding> {
    all().iter().filter(move |row| row.currency == currency && row.country == country)
}

fn all() -> &'static [CashRounding] {
    static ROWS: OnceLock<Vec<CashRounding>> = OnceLock::new();
    ROWS.get_or_init(|| load().expect("embedded data is checked by tests"))
}

fn load() -> Result<Vec<CashRounding>, LoadError> {
    let text = embedded_text(FILE).ok_or_else(|| LoadError::MissingFile { file: FILE.to_owned() })?;
    let mut rows = Vec::new();
    Table::new(FILE, text, &COLUMNS)?.each(|cells| {
        let step: Decimal = cells.required(2)?;
        if step <= Decimal::ZERO {
            return Err(cells.invalid(2, "a step greater than zero"));
        }
        let evidence = match (cells.text(8), cells.text(9)) {
            ("verified", "") => return Err(cells.invalid(9, "where a verified row was seen")),
            ("verified", _) => Evidence::Verified,
            ("recalled", _) => Evidence::Recalled,
            _ => return Err(cells.invalid(8, "`verified` or `recalled`")),
        };
        rows.push(CashRounding {
            country: cells.text(0),
            currency: cells.required(1)?,
            step,
            mode: cells.parsed(3)?,
            required: cells.parsed(4)?,
            from: cells.required(5)?,
            to: cells.parsed(6)?,
            law: cells.text(7),
            evidence,
            seen: Some(cells.text(9)).filter(|seen| !seen.is_empty()),
        });
        Ok(())
    })?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(country: &str, currency: &str, on: &str) -> Option<Decimal> {
        currency.parse::<Currency>().unwrap().cash_step_in(country, on.parse().unwrap())
    }

    #[test]
    fn the_embedded_rules_load_in_order_and_without_overlap() {
        let rows = load().unwrap();
        for pair in rows.windows(2) {
            assert!((pair[0].country, pair[0].from) < (pair[1].country, pair[1].from), "{pair:?}");
            if (pair[0].country, pair[0].currency) == (pair[1].country, pair[1].currency) {
                assert_eq!(pair[0].to, pair[1].from.pred_opt(), "{pair:?}");
            }
        }
        assert!(rows.iter().all(|row| !row.law.is_empty() && row.country.len() == 2));
    }

    #[test]
    fn eight_euro_countries_round_cash_to_five_cents() {
        for (country, before, since) in [
            ("NL", "2004-08-31", "2004-09-01"),
            ("IE", "2015-10-27", "2015-10-28"),
            ("IT", "2017-12-31", "2018-01-01"),
            ("BE", "2019-11-30", "2019-12-01"),
            ("SK", "2022-06-30", "2022-07-01"),
            ("EE", "2024-12-31", "2025-01-01"),
            ("LT", "2025-04-30", "2025-05-01"),
        ] {
            assert_eq!(step(country, "EUR", before), Some(Decimal::new(1, 2)), "{country}");
            assert_eq!(step(country, "EUR", since), Some(Decimal::new(5, 2)), "{country}");
        }
        assert_eq!(step("FI", "EUR", "2002-01-01"), Some(Decimal::new(5, 2)));
        assert_eq!(step("DE", "EUR", "2026-11-21"), Some(Decimal::new(1, 2)));
    }

    #[test]
    fn norway_lost_its_last_oere_coin_in_may_2012() {
        assert_eq!(step("NO", "NOK", "2012-04-30"), None);
        assert_eq!(step("NO", "NOK", "2012-05-01"), Some(Decimal::ONE));
    }

    #[test]
    fn ten_cents_are_the_smallest_coin_of_new_zealand() {
        assert_eq!(step("NZ", "NZD", "2026-01-01"), Some(Decimal::new(10, 2)));
        let dollar: Currency = "NZD".parse().unwrap();
        let rule = dollar.cash_rounding_in("NZ", "2026-01-01".parse().unwrap()).unwrap();
        assert_eq!((rule.mode(), rule.evidence()), (None, Evidence::Recalled));
    }
}

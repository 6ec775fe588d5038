use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, Days, Weekday};

use super::reader::last_of_month;
use super::{Fallback, RateHistory, RateKind, RateTable};
use crate::money::Currency;
use crate::rules::{DataFile, Dated, LoadError, Row, RuleBook, Sources, Timeline, parse_document};
use crate::time::Date;

/// File of the rules: which rate each authority prescribes, and which tables the book holds.
pub(crate) const FILE: &str = "fx/customs_rates.toml";

/// What a customs authority says about the exchange rate of a declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomsRateRule {
    prescribes: Arc<str>,
    method: Method,
}

impl CustomsRateRule {
    /// The prescribed rate in words.
    #[must_use]
    pub fn prescribes(&self) -> &str {
        &self.prescribes
    }
}

/// The exchange rates for a customs value on a day, and whether they are the prescribed ones.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomsRates {
    pub(crate) rule: Option<Dated<CustomsRateRule>>,
    pub(crate) rates: Option<RateTable>,
    pub(crate) held: bool,
}

impl CustomsRates {
    /// The row that prescribes the rate; `None` where the territory's rule is not known.
    #[must_use]
    pub fn rule(&self) -> Option<&Dated<CustomsRateRule>> {
        self.rule.as_ref()
    }

    /// The rates to use: the prescribed ones, else the latest market fixing; `None` if neither is there.
    #[must_use]
    pub fn rates(&self) -> Option<&RateTable> {
        self.rates.as_ref()
    }

    /// Whether the rates are those that the authority prescribes. If not, a customs value is an estimate.
    #[must_use]
    pub fn held(&self) -> bool {
        self.held
    }
}

/// How the prescribed table is found.
#[derive(Debug, Clone, PartialEq)]
enum Method {
    /// The fixing of the n-th weekday, counted from the end, of the month before.
    WeekdayBeforeMonth { table: Arc<TableFile>, weekday: Weekday, nth_from_last: u32, max_gap_days: u32 },
    /// The table of the month of the day.
    Monthly { table: Arc<TableFile> },
    /// The book does not carry these rates.
    NotHeld,
}

/// A table of rates in the book.
#[derive(Debug, PartialEq)]
pub(crate) struct TableFile {
    pub(crate) file: String,
    pub(crate) base: Currency,
    pub(crate) kind: RateKind,
    pub(crate) publisher: Arc<str>,
}

/// The rules of all territories.
#[derive(Debug)]
pub(crate) struct CustomsRateFile {
    pub(crate) tables: Vec<Arc<TableFile>>,
    pub(crate) market: Arc<TableFile>,
    pub(crate) market_max_age_days: u32,
    /// By territory; the caller's overlays come first, the latest foremost.
    layers: Vec<BTreeMap<String, Timeline<CustomsRateRule>>>,
}

impl CustomsRateFile {
    /// The row in force for a territory.
    pub(crate) fn rule(&self, territory: &str, day: Date) -> Option<&Dated<CustomsRateRule>> {
        self.layers.iter().find_map(|layer| layer.get(territory)?.on(day))
    }
}

impl CustomsRateRule {
    /// The file that holds the prescribed rates.
    pub(crate) fn table(&self) -> Option<&TableFile> {
        match &self.method {
            Method::WeekdayBeforeMonth { table, .. } | Method::Monthly { table } => Some(table),
            Method::NotHeld => None,
        }
    }

    /// The prescribed rates for `day`, if the history has them.
    pub(crate) fn pick(&self, history: &RateHistory, day: Date) -> Option<RateTable> {
        match &self.method {
            Method::NotHeld => None,
            Method::Monthly { .. } => Some(history.on(day, Fallback::Exact).ok()?.into_rates()),
            Method::WeekdayBeforeMonth { weekday, nth_from_last, max_gap_days, .. } => {
                let first = day.with_day(1)?;
                let fixing_day = nth_from_last_weekday(first.pred_opt()?, *weekday, *nth_from_last)?;
                // A history that ends before the day does not know whether something was published on it.
                if history.last_day()? < fixing_day {
                    return None;
                }
                let fallback = Fallback::Previous { max_age_days: *max_gap_days };
                let rates = history.on(fixing_day, fallback).ok()?.into_rates();
                let rates = rates.with_kind(RateKind::Customs).used_on(day);
                rates.with_validity(first, last_of_month(day)?).ok()
            }
        }
    }
}

/// The n-th `weekday` of the month of `day`, counted from its end; the last one is the first.
fn nth_from_last_weekday(day: Date, weekday: Weekday, nth: u32) -> Option<Date> {
    let last = last_of_month(day)?;
    let back = last.weekday().days_since(weekday).checked_add(nth.checked_sub(1)?.checked_mul(7)?)?;
    last.checked_sub_days(Days::new(u64::from(back))).filter(|found| found.month() == day.month())
}

impl DataFile for CustomsRateFile {
    fn read(book: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let mut sources = Sources::default();
        sources.read(document.rows("source")?)?;

        let mut tables = BTreeMap::new();
        for row in document.rows("table")? {
            let name = row.name().to_owned();
            let (id, table) = read_table(row)?;
            if tables.insert(id, Arc::new(table)).is_some() {
                return Err(LoadError::Duplicate { file: file.to_owned(), row: name });
            }
        }

        let mut market = document.row("market")?.ok_or_else(|| document.missing("market"))?;
        let market_table = table_of(&mut market, &tables)?;
        let market_max_age_days = market.required("max_age_days")?;
        market.finish()?;

        let mut layers = Vec::new();
        for overlay in book.overlays().iter().rev() {
            let mut document = parse_document(file, overlay)?;
            if document.required_text("overlay")? != file {
                continue;
            }
            let mut supplied = Sources::supplied_by_caller();
            supplied.extend(&sources);
            supplied.read(document.rows("source")?)?;
            layers.push(read_rules(file, document.rows("rule")?, &supplied, &tables)?);
            document.finish()?;
        }
        layers.push(read_rules(file, document.rows("rule")?, &sources, &tables)?);
        document.finish()?;
        Ok(Self { tables: tables.into_values().collect(), market: market_table, market_max_age_days, layers })
    }
}

fn read_table(mut row: Row<'_>) -> Result<(String, TableFile), LoadError> {
    let id = row.required_text("id")?;
    let table = TableFile {
        file: row.required_text("file")?,
        base: row.required("base")?,
        kind: row.required("kind")?,
        publisher: row.required_text("publisher")?.into(),
    };
    row.finish()?;
    Ok((id, table))
}

fn read_rules(
    file: &str,
    rows: Vec<Row<'_>>,
    sources: &Sources,
    tables: &BTreeMap<String, Arc<TableFile>>,
) -> Result<BTreeMap<String, Timeline<CustomsRateRule>>, LoadError> {
    let mut by_territory: BTreeMap<String, Vec<Dated<CustomsRateRule>>> = BTreeMap::new();
    for mut row in rows {
        let territories = row.texts("territories")?;
        if territories.is_empty() {
            return Err(row.missing("territories"));
        }
        let prescribes = row.required_text("prescribes")?.into();
        let method = read_method(&mut row, tables)?;
        let dated = row.dated(sources)?.with_value(CustomsRateRule { prescribes, method });
        row.finish()?;
        for territory in territories {
            by_territory.entry(territory).or_default().push(dated.clone());
        }
    }
    by_territory.into_iter().map(|(territory, rows)| Ok((territory, Timeline::new(file, rows)?))).collect()
}

fn read_method(row: &mut Row<'_>, tables: &BTreeMap<String, Arc<TableFile>>) -> Result<Method, LoadError> {
    let method = row.required_text("method")?;
    match method.as_str() {
        "fixing_of_weekday_before_month" => Ok(Method::WeekdayBeforeMonth {
            table: table_of(row, tables)?,
            weekday: {
                let text = row.required_text("weekday")?;
                text.parse().map_err(|_| row.invalid("weekday", &text, "a day of the week such as `wed`"))?
            },
            nth_from_last: {
                let nth: u32 = row.required("nth_from_last")?;
                // Every month has four of each day of the week; a fifth one is not there every month.
                if !(1..=4).contains(&nth) {
                    return Err(row.invalid("nth_from_last", &nth.to_string(), "a number from 1 to 4"));
                }
                nth
            },
            max_gap_days: row.required("max_gap_days")?,
        }),
        "monthly_table" => Ok(Method::Monthly { table: table_of(row, tables)? }),
        "not_held" => Ok(Method::NotHeld),
        other => Err(row.invalid(
            "method",
            other,
            "`fixing_of_weekday_before_month`, `monthly_table` or `not_held`",
        )),
    }
}

fn table_of(
    row: &mut Row<'_>,
    tables: &BTreeMap<String, Arc<TableFile>>,
) -> Result<Arc<TableFile>, LoadError> {
    let id = row.required_text("table")?;
    tables.get(&id).cloned().ok_or_else(|| row.unknown_name("table", &id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_to_last_wednesday_as_on_the_calendar() {
        for (month, expected) in [
            ("2020-12-01", "2020-12-23"), // Wednesdays 2, 9, 16, 23, 30
            ("2021-02-28", "2021-02-17"), // 3, 10, 17, 24
            ("2023-11-15", "2023-11-22"), // 1, 8, 15, 22, 29
            ("2024-02-29", "2024-02-21"), // 7, 14, 21, 28
            ("2024-08-01", "2024-08-21"), // 7, 14, 21, 28
            ("2024-12-31", "2024-12-18"), // 4, 11, 18, 25
            ("2025-12-01", "2025-12-24"), // 3, 10, 17, 24, 31
            ("2026-09-01", "2026-09-23"), // 2, 9, 16, 23, 30
            ("2026-10-31", "2026-10-21"), // 7, 14, 21, 28
        ] {
            let found = nth_from_last_weekday(month.parse().unwrap(), Weekday::Wed, 2);
            assert_eq!(found, expected.parse().ok(), "{month}");
        }
    }

    #[test]
    fn a_fifth_weekday_is_not_in_every_month() {
        let found = |day: &str| nth_from_last_weekday(day.parse().unwrap(), Weekday::Wed, 5);
        assert_eq!(found("2020-12-01"), "2020-12-02".parse().ok());
        assert_eq!(found("2021-02-01"), None);
    }

    #[test]
    fn nothing_published_on_the_day_means_the_latest_before_it_but_only_if_that_is_known() {
        let rule = CustomsRateRule {
            prescribes: "test".into(),
            method: Method::WeekdayBeforeMonth {
                table: Arc::new(TableFile {
                    file: "test.csv".to_owned(),
                    base: "EUR".parse().unwrap(),
                    kind: RateKind::Reference,
                    publisher: "test".into(),
                }),
                weekday: Weekday::Wed,
                nth_from_last: 2,
                max_gap_days: 5,
            },
        };
        let history = |days: &[&str]| {
            let table = |day: &&str| {
                RateTable::new("EUR".parse().unwrap(), day.parse().unwrap(), RateKind::Reference, "test")
            };
            RateHistory::new(days.iter().map(table).collect()).unwrap()
        };
        let pick = |days: &[&str]| {
            rule.pick(&history(days), "2026-11-15".parse().unwrap()).map(|table| table.as_of().to_string())
        };
        // 2026-10-21 is the second-to-last Wednesday.
        assert_eq!(pick(&["2026-10-20", "2026-10-21", "2026-10-22"]).as_deref(), Some("2026-10-21"));
        assert_eq!(pick(&["2026-10-16", "2026-10-22"]).as_deref(), Some("2026-10-16"));
        assert_eq!(pick(&["2026-10-15", "2026-10-22"]), None, "six days are a hole in the file");
        assert_eq!(pick(&["2026-10-20"]), None, "the file ends before the day");
    }
}

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, Months};
use rust_decimal::Decimal;

use super::{RateFileError, RateHistory, RateKind, RateTable, quotation};
use crate::money::Currency;
use crate::time::Date;

/// How a file of rates is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RateLayout {
    /// A line for each day or month, a column for each currency.
    ///
    /// The first column is `Date`, `day` or `month` and holds `2026-10-30`, `30 October 2026` or `2026-10`; an
    /// empty field or `N/A` means not published. The European Central Bank's daily and historical files are
    /// like this (units per euro).
    CurrencyColumns,
    /// A line for each month and currency: month, currency, units.
    ///
    /// The header is `month,currency,` and a third name, the month is `2026-10`.
    MonthLines,
    /// A line for each country, with the currency and the period.
    ///
    /// The columns are `Country/Territories`, `Currency`, `Currency Code`, `Currency Units per £1`, `Start date`
    /// and `End date`, the days `01/10/2026`. HM Revenue and Customs publishes this (units per pound).
    CountryLines,
}

/// Reads the files of one publisher from text.
///
/// ```
/// use landfall::fx::{RateKind, RateLayout, RateReader};
///
/// let reader = RateReader::new("EUR".parse()?, RateKind::Reference, "European Central Bank");
/// let daily = "Date, USD, JPY, \n30 October 2026, 1.1172, 175.68, \n";
/// let history = reader.read(RateLayout::CurrencyColumns, daily)?;
/// assert_eq!(history.last_day(), Some("2026-10-30".parse()?));
///
/// let broken = "Date,USD\n2026-10-29,1.1190\n2026-10-30,n.a.\n";
/// let error = reader.read(RateLayout::CurrencyColumns, broken).unwrap_err();
/// assert_eq!(error.to_string(), "line 3, field `USD`: `n.a.` found, expected a decimal number such as 1.0850");
/// let (good, errors) = reader.read_lenient(RateLayout::CurrencyColumns, broken);
/// assert_eq!((good.tables().len(), errors.len()), (1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct RateReader {
    base: Currency,
    kind: RateKind,
    source: Arc<str>,
}

impl RateReader {
    /// A reader of rates per one unit of `base`.
    #[must_use]
    pub fn new(base: Currency, kind: RateKind, source: impl Into<Arc<str>>) -> Self {
        Self { base, kind, source: source.into() }
    }

    /// Reads a file in which everything must be right.
    ///
    /// # Errors
    /// The first [`RateFileError`].
    pub fn read(&self, layout: RateLayout, text: &str) -> Result<RateHistory, RateFileError> {
        let (history, errors) = self.read_lenient(layout, text);
        match errors.into_iter().next() {
            None => Ok(history),
            Some(error) => Err(error),
        }
    }

    /// Reads what can be read: the good lines, and what is wrong with the others.
    ///
    /// A line with one bad field is left out as a whole; a column whose currency is not known is left out of
    /// every line.
    #[must_use]
    pub fn read_lenient(&self, layout: RateLayout, text: &str) -> (RateHistory, Vec<RateFileError>) {
        let mut reading = Reading { reader: self, days: BTreeMap::new(), errors: Vec::new() };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (header, body) = text.split_once('\n').unwrap_or((text, ""));
        match layout {
            RateLayout::CurrencyColumns => reading.currency_columns(header, body),
            RateLayout::MonthLines => reading.month_lines(header, body),
            RateLayout::CountryLines => reading.country_lines(header, body),
        }
        reading.finish()
    }
}

struct Reading<'r> {
    reader: &'r RateReader,
    days: BTreeMap<Date, RateTable>,
    errors: Vec<RateFileError>,
}

/// The day that a line begins with, and the period for which its rates are prescribed.
struct Period {
    first: Date,
    valid: Option<Date>,
}

impl Reading<'_> {
    fn currency_columns(&mut self, header: &str, body: &str) {
        let mut columns = fields(header);
        drop_trailing_blank(&mut columns);
        let known = ["date", "day", "month"];
        if !columns.first().is_some_and(|first| known.iter().any(|name| first.eq_ignore_ascii_case(name))) {
            return self.bad_header(header, "`Date`, `day` or `month`, then currency codes");
        }
        let mut currencies: Vec<Option<Currency>> = Vec::with_capacity(columns.len());
        for column in columns.iter().skip(1) {
            let currency = column.parse().ok();
            if currency.is_none() {
                self.errors.push(invalid(1, column, column, "a currency code such as USD"));
            } else if currencies.contains(&currency) {
                self.errors.push(invalid(1, column, column, "each currency once"));
                currencies.push(None);
                continue;
            }
            currencies.push(currency);
        }
        for (line, text) in lines(body) {
            let mut values = fields(text);
            if values.len() > columns.len() {
                drop_trailing_blank(&mut values);
            }
            if let Err(error) = self.line_of_rates(line, &columns, &currencies, &values) {
                self.errors.push(error);
            }
        }
    }

    fn line_of_rates(
        &mut self,
        line: usize,
        columns: &[&str],
        currencies: &[Option<Currency>],
        values: &[&str],
    ) -> Result<(), RateFileError> {
        if values.len() != columns.len() {
            return Err(RateFileError::FieldCount { line, found: values.len(), expected: columns.len() });
        }
        let day_column = columns.first().copied().unwrap_or_default();
        let day = values.first().copied().unwrap_or_default();
        let period = period(day).ok_or_else(|| {
            invalid(line, day_column, day, "a day such as 2026-10-30 or a month such as 2026-10")
        })?;
        if self.days.contains_key(&period.first) {
            return Err(RateFileError::DuplicateDay { line, day: period.first });
        }
        let mut table = self.table(line, day_column, &period)?;
        for ((column, currency), value) in
            columns.iter().zip(std::iter::once(&None).chain(currencies)).zip(values)
        {
            let Some(currency) = currency else { continue };
            if value.is_empty() || value.eq_ignore_ascii_case("n/a") {
                continue;
            }
            let rate = number(line, column, value)?;
            table.insert(*currency, rate).map_err(|error| RateFileError::Rate {
                line,
                field: (*column).to_owned(),
                error,
            })?;
        }
        self.days.insert(period.first, table);
        Ok(())
    }

    fn month_lines(&mut self, header: &str, body: &str) {
        let columns = fields(header);
        let [month, currency, units] = *columns.as_slice() else {
            return self.bad_header(header, "`month,currency,` and the name of the rate");
        };
        if !month.eq_ignore_ascii_case("month") || !currency.eq_ignore_ascii_case("currency") {
            return self.bad_header(header, "`month,currency,` and the name of the rate");
        }
        for (line, text) in lines(body) {
            let values = fields(text);
            let [month_text, code, rate] = *values.as_slice() else {
                self.errors.push(RateFileError::FieldCount { line, found: values.len(), expected: 3 });
                continue;
            };
            let taken = self::month(month_text)
                .ok_or_else(|| invalid(line, month, month_text, "a month such as 2026-10"))
                .and_then(|period| self.one_rate(line, &period, month, (currency, code), (units, rate)));
            self.errors.extend(taken.err());
        }
    }

    fn country_lines(&mut self, header: &str, body: &str) {
        let columns = fields(header);
        // The capitals of the names differ from year to year.
        let is = |name: &str, expected: &str| name.to_lowercase().starts_with(expected);
        let known = match *columns.as_slice() {
            [country, currency, code, units, start, end] => {
                is(country, "countr")
                    && is(currency, "currency")
                    && is(code, "currency code")
                    && is(units, "currency units per")
                    && is(start, "start date")
                    && is(end, "end date")
            }
            _ => false,
        };
        if !known {
            return self.bad_header(
                header,
                "`Country/Territories,Currency,Currency Code,Currency Units per £1,Start date,End date`",
            );
        }
        for (line, text) in lines(body) {
            let values = fields(text);
            let [_, _, code, rate, start, end] = *values.as_slice() else {
                self.errors.push(RateFileError::FieldCount { line, found: values.len(), expected: 6 });
                continue;
            };
            let day = |field: &str, text: &str| {
                Date::parse_from_str(text, "%d/%m/%Y")
                    .map_err(|_| invalid(line, field, text, "a day such as 01/10/2026"))
            };
            let taken = day("Start date", start)
                .and_then(|first| Ok(Period { first, valid: Some(day("End date", end)?) }))
                .and_then(|period| {
                    let rate = ("Currency Units per £1", rate);
                    self.one_rate(line, &period, "End date", ("Currency Code", code), rate)
                });
            self.errors.extend(taken.err());
        }
    }

    fn one_rate(
        &mut self,
        line: usize,
        period: &Period,
        period_field: &str,
        (code_field, code): (&str, &str),
        (rate_field, rate): (&str, &str),
    ) -> Result<(), RateFileError> {
        let currency: Currency =
            code.parse().map_err(|_| invalid(line, code_field, code, "a currency code such as USD"))?;
        let rate = number(line, rate_field, rate)?;
        let empty = self.table(line, period_field, period)?;
        let table = self.days.entry(period.first).or_insert(empty);
        if table.validity().map(|(_, last)| last) != period.valid {
            let last = period.valid.map(|last| last.to_string()).unwrap_or_default();
            return Err(invalid(line, period_field, &last, "the last day of the lines above"));
        }
        // Countries that share a currency repeat its rate.
        if table.quotes().any(|quoted| quoted == (currency, rate)) {
            return Ok(());
        }
        table.insert(currency, rate).map_err(|error| RateFileError::Rate {
            line,
            field: rate_field.to_owned(),
            error,
        })
    }

    fn table(&self, line: usize, field: &str, period: &Period) -> Result<RateTable, RateFileError> {
        let RateReader { base, kind, source } = self.reader;
        let table = RateTable::new(*base, period.first, *kind, Arc::clone(source));
        match period.valid {
            None => Ok(table),
            Some(last) => table.with_validity(period.first, last).map_err(|error| RateFileError::Rate {
                line,
                field: field.to_owned(),
                error,
            }),
        }
    }

    fn bad_header(&mut self, found: &str, expected: &str) {
        let (found, expected) = (found.trim_end().to_owned(), expected.to_owned());
        self.errors.push(RateFileError::Header { found, expected });
    }

    fn finish(self) -> (RateHistory, Vec<RateFileError>) {
        let history = RateHistory::new(self.days.into_values().collect())
            .expect("one base, and the map holds one table of a day");
        (history, self.errors)
    }
}

/// The lines below the header that are not blank, with their number.
fn lines(body: &str) -> impl Iterator<Item = (usize, &str)> {
    (2..).zip(body.lines()).filter(|(_, line)| !line.trim().is_empty())
}

/// The fields of a line; one in quotes may hold commas.
fn fields(line: &str) -> Vec<&str> {
    let mut values = Vec::new();
    let mut rest = line.trim_end_matches(['\r', '\n']);
    loop {
        let quoted = rest.trim_start().strip_prefix('"').and_then(|quoted| quoted.split_once('"'));
        let (value, next) = match quoted {
            Some((value, after)) => (value, after.split_once(',').map(|(_, next)| next)),
            None => match rest.split_once(',') {
                Some((value, next)) => (value, Some(next)),
                None => (rest, None),
            },
        };
        values.push(value.trim());
        match next {
            Some(next) => rest = next,
            None => return values,
        }
    }
}

fn drop_trailing_blank(values: &mut Vec<&str>) {
    if values.last().is_some_and(|last| last.is_empty()) {
        values.pop();
    }
}

fn period(text: &str) -> Option<Period> {
    if let Some(period) = month(text) {
        return Some(period);
    }
    let first = text
        .parse()
        .ok()
        .filter(|_| text.len() == 10)
        .or_else(|| Date::parse_from_str(text, "%d %B %Y").ok())?;
    Some(Period { first, valid: None })
}

/// A month such as `2026-10`, whose rates are prescribed for all its days.
fn month(text: &str) -> Option<Period> {
    let (year, month) = text.split_once('-').filter(|_| text.len() == 7)?;
    let first = Date::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?;
    Some(Period { first, valid: Some(last_of_month(first)?) })
}

pub(crate) fn last_of_month(day: Date) -> Option<Date> {
    day.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}

fn number(line: usize, field: &str, text: &str) -> Result<Decimal, RateFileError> {
    quotation::parse(text).ok_or_else(|| invalid(line, field, text, "a decimal number such as 1.0850"))
}

fn invalid(line: usize, field: &str, found: &str, expected: &str) -> RateFileError {
    RateFileError::Field {
        line,
        field: field.to_owned(),
        found: found.to_owned(),
        expected: expected.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ecb() -> RateReader {
        RateReader::new("EUR".parse().unwrap(), RateKind::Reference, "ECB")
    }

    fn hmrc() -> RateReader {
        RateReader::new("GBP".parse().unwrap(), RateKind::Customs, "HMRC")
    }

    fn rate(table: &RateTable, code: &str) -> Option<String> {
        let currency = code.parse().unwrap();
        table.quotes().find(|(quoted, _)| *quoted == currency).map(|(_, rate)| rate.to_string())
    }

    #[test]
    fn the_daily_file_has_a_written_month_and_a_trailing_comma() {
        let text = "Date, USD, JPY, HUF, \r\n30 October 2026, 1.1172, 175.68, 366.33, \r\n";
        let history = ecb().read(RateLayout::CurrencyColumns, text).unwrap();
        let [table] = history.tables() else { panic!("one day") };
        assert_eq!(table.as_of(), "2026-10-30".parse().unwrap());
        assert_eq!(rate(table, "HUF").as_deref(), Some("366.33"));
    }

    #[test]
    fn the_history_file_may_start_with_the_newest_day_and_has_gaps() {
        let text = "Date,USD,BGN,ISK,\n2026-01-02,1.1721,N/A,147.5,\n2025-12-31,1.175,1.9558,,\n";
        let history = ecb().read(RateLayout::CurrencyColumns, text).unwrap();
        assert_eq!(history.first_day(), Some("2025-12-31".parse().unwrap()));
        let [old, new] = history.tables() else { panic!("two days") };
        assert_eq!((rate(old, "BGN").as_deref(), rate(old, "ISK")), (Some("1.9558"), None));
        assert_eq!((rate(new, "BGN"), rate(new, "ISK").as_deref()), (None, Some("147.5")));
    }

    #[test]
    fn the_customs_file_by_country_repeats_shared_currencies() {
        let text = "Country/Territories,Currency,Currency Code,Currency Units per £1,Start date,End date\n\
                    Eurozone,Euro,EUR,1.1930,01/11/2026,30/11/2026\n\
                    \"Bonaire, Sint Eustatius and Saba\",Dollar,USD,1.3396,01/11/2026,30/11/2026\n\
                    USA,Dollar,USD,1.3396,01/11/2026,30/11/2026\n";
        let history = hmrc().read(RateLayout::CountryLines, text).unwrap();
        let [table] = history.tables() else { panic!("one month") };
        assert_eq!(table.validity(), Some(("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap())));
        assert_eq!(table.quotes().len(), 2);

        let torn = text.replace("USA,Dollar,USD,1.3396", "USA,Dollar,USD,1.3397");
        let error = hmrc().read(RateLayout::CountryLines, &torn).unwrap_err();
        assert_eq!(error.to_string(), "line 4, field `Currency Units per £1`: USD is quoted twice");
    }

    #[test]
    fn the_list_by_month_covers_the_whole_month() {
        let text =
            "month,currency,units_per_gbp\n2024-02,USD,1.2722\n2024-02,EUR,1.1645\n2024-03,USD,1.2655\n";
        let history = hmrc().read(RateLayout::MonthLines, text).unwrap();
        let [february, march] = history.tables() else { panic!("two months") };
        assert_eq!(february.validity(), Some(("2024-02-01".parse().unwrap(), "2024-02-29".parse().unwrap())));
        assert_eq!(february.quotes().len(), 2);
        assert_eq!(rate(march, "USD").as_deref(), Some("1.2655"));
    }

    #[test]
    fn a_bad_line_is_named_and_the_good_ones_are_kept() {
        let columns = "Date,USD,JPY\n2026-10-29,1.1190,175.00\n";
        for (bad, expected) in [
            ("2026-10-30,1.1172\n", "line 3: 2 fields, expected 3"),
            ("2026-10-30,1.1172,175.68,9\n", "line 3: 4 fields, expected 3"),
            ("2026-10-32,1.1172,175.68\n", "line 3, field `Date`: `2026-10-32` found"),
            ("\n2026-10-30,1.1172,0\n", "line 4, field `JPY`: the rate of JPY is 0, expected more than zero"),
            ("2026-10-30,-1,175.68\n", "line 3, field `USD`: `-1` found, expected a decimal number"),
            ("2026-10-29,1.1172,175.68\n", "line 3: the rates of 2026-10-29 stand on an earlier line too"),
        ] {
            let text = format!("{columns}{bad}2026-10-31,1.2,176\n");
            let error = ecb().read(RateLayout::CurrencyColumns, &text).unwrap_err();
            assert!(error.to_string().starts_with(expected), "{error}");
            let (history, errors) = ecb().read_lenient(RateLayout::CurrencyColumns, &text);
            assert_eq!((history.tables().len(), errors), (2, vec![error]), "{bad}");
        }
    }

    #[test]
    fn a_column_that_is_no_currency_is_left_out() {
        let text = "Date,USD,dollars\n2026-10-30,1.1172,1.1172\n";
        let (history, errors) = ecb().read_lenient(RateLayout::CurrencyColumns, text);
        assert_eq!(errors.len(), 1);
        assert!(errors[0].to_string().starts_with("line 1, field `dollars`"), "{}", errors[0]);
        assert_eq!(history.tables()[0].quotes().len(), 1);
    }

    #[test]
    fn another_header_is_refused() {
        for layout in [RateLayout::CurrencyColumns, RateLayout::MonthLines, RateLayout::CountryLines] {
            for text in ["", "<html>", "when,USD\n2026-10-30,1.1172\n"] {
                let error = ecb().read(layout, text).unwrap_err();
                assert!(matches!(error, RateFileError::Header { .. }), "{layout:?} {text}: {error}");
            }
        }
    }
}

//! The calendars of countries and regions, from the tables below `calendar/`.

use std::sync::Arc;

use super::{Country, PlaceError, Region};
use crate::rules::{Cells, DataFile, Evidence, LoadError, RuleBook, Table};
use crate::time::{Calendar, Date, Holiday, HolidayKind, Part, Weekdays, WeekendSpan};

const CALENDARS: &str = "calendar/calendars.csv";
const WEEKENDS: &str = "calendar/weekends.csv";

/// By how many days an estimated day may move either way.
const ESTIMATE: u8 = 1;

impl RuleBook {
    /// The calendar of a country, or of one of its regions with the holidays that are only kept there.
    ///
    /// Public holidays are not worked; [`Calendar::with_kinds`] adds bank holidays and others.
    ///
    /// ```
    /// use landfall::RuleBook;
    /// let book = RuleBook::embedded();
    /// let columbus_day = "2026-10-12".parse()?;
    /// let federal = book.calendar("US".parse()?, None)?;
    /// let california = book.calendar("US".parse()?, Some("US-CA".parse()?))?;
    /// assert!(!federal.is_business_day(columbus_day)?);
    /// assert!(california.is_business_day(columbus_day)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PlaceError::NoCalendar`] if the data has none, [`PlaceError::RegionOfAnotherCountry`], and
    /// [`PlaceError::Load`] if the data cannot be read.
    pub fn calendar(&self, country: Country, region: Option<Region>) -> Result<Calendar, PlaceError> {
        if let Some(region) = region.filter(|region| region.country() != country) {
            return Err(PlaceError::RegionOfAnotherCountry { region, country });
        }
        let list: Arc<CalendarList> = self.required_file(CALENDARS)?;
        let weekends: Arc<Weekends> = self.required_file(WEEKENDS)?;
        let none = PlaceError::NoCalendar { country };
        let (country, region) = match list.of(country) {
            None => return Err(none),
            Some(entry) => match entry.same_as {
                Some((other, inside)) => (other, inside.or(region)),
                None => (country, region),
            },
        };
        let Some(entry) = list.of(country) else { return Err(none) };
        let table: Arc<HolidayTable> = self.required_file(&format!("calendar/{country}.csv"))?;
        Ok(Calendar::of(table.part(entry, region, &weekends)))
    }

    /// The countries that have a calendar, in the order of their codes.
    ///
    /// # Errors
    /// [`LoadError`] if the data cannot be read.
    pub fn calendar_countries(&self) -> Result<impl Iterator<Item = Country> + use<>, LoadError> {
        let list: Arc<CalendarList> = self.required_file(CALENDARS)?;
        let countries: Vec<Country> = list.0.iter().map(|entry| entry.country).collect();
        Ok(countries.into_iter())
    }
}

/// Which calendars there are: `calendar/calendars.csv`.
#[derive(Debug)]
struct CalendarList(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    country: Country,
    years: (i32, i32),
    /// The country, and perhaps region, whose calendar it shares.
    same_as: Option<(Country, Option<Region>)>,
    doubt: Option<(Date, Arc<str>)>,
}

impl CalendarList {
    fn of(&self, country: Country) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.country == country)
    }
}

impl Entry {
    fn days(&self) -> Option<(Date, Date)> {
        Some((Date::from_ymd_opt(self.years.0, 1, 1)?, Date::from_ymd_opt(self.years.1, 12, 31)?))
    }
}

impl DataFile for CalendarList {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut list: Vec<Entry> = Vec::new();
        let columns = ["country", "first_year", "last_year", "same_as", "doubt_from", "doubt"];
        Table::new(file, text, &columns)?.each(|cells| {
            let country = cells.required(0)?;
            let same_as = shared(cells)?;
            let years = match same_as {
                Some(_) => (0, 0),
                None => (cells.required(1)?, cells.required(2)?),
            };
            let doubt = match cells.parsed::<Date>(4)? {
                Some(from) => Some((from, cells.required::<String>(5)?.into())),
                None => None,
            };
            list.push(Entry { country, years, same_as, doubt });
            Ok(())
        })?;
        list.sort_by_key(|entry| entry.country);
        Ok(Self(list))
    }
}

fn shared(cells: &Cells<'_, '_>) -> Result<Option<(Country, Option<Region>)>, LoadError> {
    if let Ok(country) = cells.text(3).parse() {
        return Ok(Some((country, None)));
    }
    Ok(cells.parsed::<Region>(3)?.map(|region| (region.country(), Some(region))))
}

/// The weekends of countries and regions: `calendar/weekends.csv`.
#[derive(Debug)]
struct Weekends(Vec<(Place, WeekendSpan)>);

/// A country or a region by its code.
type Place = Box<str>;

impl DataFile for Weekends {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut rows = Vec::new();
        let columns = ["place", "days", "from", "to", "evidence", "source", "note"];
        Table::new(file, text, &columns)?.each(|cells| {
            let place = place_cell(cells, 0)?;
            let evidence = match cells.text(4) {
                "verified" if !cells.text(5).is_empty() => Evidence::Verified,
                "recalled" => Evidence::Recalled,
                _ => return Err(cells.invalid(4, "`recalled`, or `verified` with a source")),
            };
            let days: Weekdays = cells.required(1)?;
            let (from, to) = (cells.parsed(2)?, cells.parsed(3)?);
            rows.push((place, WeekendSpan { days, from, to, is_recalled: evidence == Evidence::Recalled }));
            Ok(())
        })?;
        Ok(Self(rows))
    }
}

impl Weekends {
    /// The spans of the nearest place that has some.
    fn of(&self, country: Country, regions: &[Region]) -> Vec<WeekendSpan> {
        let places = regions.iter().map(Region::as_str).chain([country.as_str()]);
        places
            .map(|place| self.0.iter().filter(|(name, _)| **name == *place))
            .map(|rows| rows.map(|(_, span)| span.clone()).collect::<Vec<_>>())
            .find(|spans| !spans.is_empty())
            .unwrap_or_default()
    }
}

/// The code of a country or region, as it stands in the table.
pub(super) fn place_cell(cells: &Cells<'_, '_>, index: usize) -> Result<Place, LoadError> {
    let text = cells.text(index);
    let known = text.parse::<Country>().is_ok() || text.parse::<Region>().is_ok();
    known.then(|| text.into()).ok_or_else(|| cells.invalid(index, "the code of a country or region"))
}

/// The holidays of one country and its regions.
#[derive(Debug)]
struct HolidayTable {
    country: Country,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    region: Option<Region>,
    what: What,
    name: Arc<str>,
    /// The days, each with the tolerance of an estimate.
    days: Vec<(Date, u8)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Holiday(HolidayKind),
    /// Days of a weekend that are worked.
    Working,
    /// Holidays of the country that the region does not keep.
    NotObserved,
}

impl DataFile for HolidayTable {
    fn read(book: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let code = file.trim_start_matches("calendar/").trim_end_matches(".csv");
        let list: Arc<CalendarList> = book.required_file(CALENDARS)?;
        let entry = code.parse().ok().and_then(|country| list.of(country));
        let entry = entry.ok_or_else(|| LoadError::MissingFile { file: format!("{CALENDARS}, {code}") })?;
        let mut rows = Vec::new();
        Table::new(file, text, &["region", "kind", "name", "days"])?.each(|cells| {
            let region: Option<Region> = cells.parsed(0)?;
            if region.is_some_and(|region| region.country() != entry.country) {
                return Err(cells.invalid(0, "a region of the country of the file"));
            }
            let what = match cells.text(1) {
                "working" => What::Working,
                "not_observed" if region.is_some() => What::NotObserved,
                _ => What::Holiday(cells.required(1)?),
            };
            rows.push(Row { region, what, name: cells.text(2).into(), days: days(cells, entry.years)? });
            Ok(())
        })?;
        Ok(Self { country: entry.country, rows })
    }
}

/// Days such as `2026-03-20~ 2027-03-09`, or `12-25` for each year of the table; `~` marks an estimate.
fn days(cells: &Cells<'_, '_>, (first, last): (i32, i32)) -> Result<Vec<(Date, u8)>, LoadError> {
    let expected = "days such as `2026-03-20` or `12-25`, within the years of the calendar";
    let mut found = Vec::new();
    for text in cells.text(3).split(' ') {
        let (text, tolerance) = text.strip_suffix('~').map_or((text, 0), |text| (text, ESTIMATE));
        let day = |text: &str| text.parse::<Date>().map_err(|_| cells.invalid(3, expected));
        if text.len() == "12-25".len() {
            for year in first..=last {
                found.push((day(&format!("{year}-{text}"))?, tolerance));
            }
        } else {
            found.push((day(text)?, tolerance));
        }
    }
    Ok(found)
}

impl HolidayTable {
    /// The calendar of the region, or of the country where none is meant.
    fn part(&self, entry: &Entry, region: Option<Region>, weekends: &Weekends) -> Part {
        let regions: Vec<Region> =
            std::iter::successors(region, |region| region.parent()).take(super::region::DEEPEST).collect();
        let applies = |row: &Row| row.region.is_none_or(|region| regions.contains(&region));
        let not_observed = |name: &str, day: Date| {
            let mut rows = self.rows.iter().filter(|row| row.what == What::NotObserved && applies(row));
            rows.any(|row| *row.name == *name && row.days.iter().any(|(other, _)| *other == day))
        };
        let mut holidays = Vec::new();
        let mut working = Vec::new();
        for row in self.rows.iter().filter(|row| applies(row)) {
            let place: Arc<str> =
                row.region.map_or_else(|| self.country.as_str().into(), |region| region.as_str().into());
            match row.what {
                What::Holiday(kind) => {
                    let kept = row.days.iter().filter(|(day, _)| !not_observed(&row.name, *day));
                    holidays.extend(kept.map(|(day, tolerance)| Holiday {
                        day: *day,
                        name: Arc::clone(&row.name),
                        kind,
                        place: Arc::clone(&place),
                        tolerance: *tolerance,
                    }));
                }
                What::Working => working.extend(row.days.iter().map(|(day, _)| *day)),
                What::NotObserved => {}
            }
        }
        holidays.sort_by_key(|holiday| (holiday.day, holiday.kind));
        working.sort_unstable();
        let place = region.map_or_else(|| self.country.as_str().into(), |region| region.as_str().into());
        Part {
            place,
            covers: entry.days(),
            weekends: weekends.of(self.country, &regions),
            holidays,
            observed: vec![HolidayKind::Public],
            working,
            closed: Vec::new(),
            regional: if region.is_none() { self.regional_days() } else { Vec::new() },
            doubt: entry.doubt.clone(),
        }
    }

    /// The days on which some regions rest and others do not.
    fn regional_days(&self) -> Vec<Date> {
        let public = What::Holiday(HolidayKind::Public);
        let local = self
            .rows
            .iter()
            .filter(|row| row.region.is_some() && (row.what == public || row.what == What::NotObserved));
        let mut days: Vec<Date> = local.flat_map(|row| row.days.iter().map(|(day, _)| *day)).collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

//! Services as data: `shipping/services.toml`, and texts of the caller in the same form.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::service::compact;
use super::{
    Basis, CalendarChoice, DayCount, Reach, RemoteArea, Service, ServiceLane, ServicePlace, SizeLimits,
    Spread, VolumetricWeight,
};
use crate::money::RoundingMode;
use crate::rules::{DataFile, LoadError, Row, RuleBook, Sources, parse_document};
use crate::time::{Date, Weekdays};

const SERVICES: &str = "shipping/services.toml";

impl RuleBook {
    /// The services of the data, in the order of the file.
    ///
    /// ```
    /// let services = landfall::RuleBook::embedded().services()?;
    /// let premium = services.iter().find(|service| service.id() == "dhl-paket-intl-de-ch-premium").unwrap();
    /// assert_eq!((premium.lanes()[0].days().min(), premium.lanes()[0].days().max()), (2, 2));
    /// assert_eq!(premium.limits().max_weight_kg.unwrap().to_string(), "31.5");
    /// # Ok::<(), landfall::rules::LoadError>(())
    /// ```
    ///
    /// # Errors
    /// [`LoadError`] if the file does not load.
    pub fn services(&self) -> Result<Vec<Arc<Service>>, LoadError> {
        Ok(self.file::<Services>(SERVICES)?.map_or_else(Vec::new, |services| services.0.clone()))
    }
}

struct Services(Vec<Arc<Service>>);

impl DataFile for Services {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let services = read(file, text, Sources::default(), Basis::Published)?;
        Ok(Self(services.into_iter().map(Arc::new).collect()))
    }
}

impl Service {
    /// The services of a text in the form of the data, for the caller's own.
    ///
    /// A source may be left out: the days then rest on the caller's word.
    ///
    /// ```
    /// use landfall::delivery::Service;
    /// let services = Service::read(
    ///     r#"
    ///     [[service]]
    ///     id = "ours"
    ///     name = "our parcel"
    ///     origins = ["DE"]
    ///     works = "mon tue wed thu fri sat"
    ///     [[service.lane]]
    ///     to = ["AT", "CH"]
    ///     days_min = 2
    ///     days_mode = 2
    ///     days_max = 4
    ///     "#,
    /// )?;
    /// assert_eq!(services[0].lanes()[0].days().total(), 6); // weights 3, 2 and 1
    /// # Ok::<(), landfall::rules::LoadError>(())
    /// ```
    ///
    /// # Errors
    /// [`LoadError`] names the row and the field.
    pub fn read(text: &str) -> Result<Vec<Self>, LoadError> {
        read("services", text, Sources::supplied_by_caller(), Basis::Supplied)
    }
}

fn read(file: &str, text: &str, mut sources: Sources, basis: Basis) -> Result<Vec<Service>, LoadError> {
    let mut document = parse_document(file, text)?;
    sources.read(document.rows("source")?)?;
    let mut services: Vec<Service> = Vec::new();
    for row in document.rows("service")? {
        let service = service(row, &sources, basis)?;
        if services.iter().any(|other| other.id == service.id) {
            return Err(LoadError::Duplicate { file: file.to_owned(), row: service.id.to_string() });
        }
        services.push(service);
    }
    document.finish()?;
    Ok(services)
}

fn service(mut row: Row<'_>, sources: &Sources, basis: Basis) -> Result<Service, LoadError> {
    let source = sources.of(&mut row)?;
    let lanes = row.rows("lane")?.into_iter().map(|row| lane(row, basis)).collect::<Result<_, _>>()?;
    let remote = row.rows("remote")?.into_iter().map(|row| remote(row, basis)).collect::<Result<_, _>>()?;
    let service = Service {
        id: row.required_text("id")?.into(),
        name: row.required_text("name")?.into(),
        carrier: row.text("carrier")?.map(Into::into),
        origins: places(&mut row, "origins")?,
        lanes,
        works: week(&mut row, "works")?,
        delivers: week(&mut row, "delivers")?,
        calendar: row.parsed("calendar")?.unwrap_or(CalendarChoice::Country),
        closed: row.list::<Date>("closed")?,
        limits: SizeLimits {
            max_weight_kg: above_zero(&mut row, "max_weight_kg")?,
            max_sides_cm: row.list("max_sides_cm")?,
            max_length_plus_girth_cm: above_zero(&mut row, "max_length_plus_girth_cm")?,
            max_sum_of_sides_cm: above_zero(&mut row, "max_sum_of_sides_cm")?,
        },
        volumetric: row.row("volumetric")?.map(volumetric).transpose()?,
        remote,
        customs_included: row.flag("customs_included")?.unwrap_or(false),
        is_historic: row.flag("historic")?.unwrap_or(false),
        source,
        published: row.text("published")?.map(Into::into),
        uncertain: row.text("uncertain")?.map(Into::into),
    };
    row.finish()?;
    Ok(service)
}

fn lane(mut row: Row<'_>, basis: Basis) -> Result<ServiceLane, LoadError> {
    let (to, zone, everywhere) = (places(&mut row, "to")?, row.text("zone")?, row.flag("everywhere")?);
    let to = match (to.is_empty(), zone, everywhere.unwrap_or(false)) {
        (false, None, false) => Reach::Places(to),
        (true, Some(zone), false) => Reach::Zone(zone.into()),
        (true, None, true) => Reach::Everywhere,
        _ => return Err(row.invalid("to", "none or several", "one of `to`, `zone` and `everywhere`")),
    };
    let lane = ServiceLane {
        to,
        days: days(&mut row, basis)?,
        counts: row.parsed("counts")?.unwrap_or(DayCount::WorkingDays),
        uncertain: row.text("uncertain")?.map(Into::into),
    };
    row.finish()?;
    Ok(lane)
}

fn remote(mut row: Row<'_>, basis: Basis) -> Result<RemoteArea, LoadError> {
    let area = RemoteArea {
        country: row.required("country")?,
        prefixes: row.texts("prefixes")?.iter().map(|prefix| compact(prefix)).collect(),
        days: days(&mut row, basis)?,
    };
    if area.prefixes.is_empty() || area.prefixes.iter().any(String::is_empty) {
        return Err(row.missing("prefixes"));
    }
    row.finish()?;
    Ok(area)
}

fn days(row: &mut Row<'_>, basis: Basis) -> Result<Spread, LoadError> {
    let mut count = |field: &str| -> Result<Option<u16>, LoadError> {
        let count = row.count(field)?;
        count
            .map(|days| {
                u16::try_from(days).map_err(|_| row.invalid(field, &days.to_string(), "up to 120 days"))
            })
            .transpose()
    };
    let (min, mode, max) = (count("days_min")?, count("days_mode")?, count("days_max")?);
    let min = min.ok_or_else(|| row.missing("days_min"))?;
    let max = max.ok_or_else(|| row.missing("days_max"))?;
    let days = match mode {
        Some(mode) => Spread::triangle(min, mode, max),
        None => Spread::between(min, max),
    };
    let days = days.map_err(|error| row.invalid("days_max", &max.to_string(), &error.to_string()))?;
    Ok(days.with_basis(basis))
}

fn volumetric(mut row: Row<'_>) -> Result<VolumetricWeight, LoadError> {
    let (divisor, density) = (above_zero(&mut row, "divisor")?, above_zero(&mut row, "kg_per_m3")?);
    let rule = match (divisor, density) {
        (Some(divisor), None) => VolumetricWeight::divisor(divisor),
        (None, Some(density)) => VolumetricWeight::kilograms_per_cubic_metre(density),
        _ => return Err(row.invalid("divisor", "none or both", "one of `divisor` and `kg_per_m3`")),
    };
    let wrong = |row: &Row<'_>, error: &super::WeightError| row.invalid("divisor", "", &error.to_string());
    let mut rule = rule.map_err(|error| wrong(&row, &error))?;
    if let Some(step) = above_zero(&mut row, "weight_step_kg")? {
        rule = rule.with_weight_step(step).map_err(|error| wrong(&row, &error))?;
    }
    if let Some(step) = above_zero(&mut row, "side_step_cm")? {
        let mode = row.parsed("side_rounding")?.unwrap_or(RoundingMode::Up);
        rule = rule.with_side_rounding(step, mode).map_err(|error| wrong(&row, &error))?;
    }
    if let Some(minimum) = above_zero(&mut row, "min_weight_kg")? {
        rule = rule.with_minimum(minimum);
    }
    rule = rule.summing_pieces(row.flag("sums_pieces")?.unwrap_or(false));
    row.finish()?;
    Ok(rule)
}

fn places(row: &mut Row<'_>, field: &str) -> Result<Vec<ServicePlace>, LoadError> {
    let texts = row.texts(field)?;
    let place = |text: &String| {
        let country = text.parse().map(ServicePlace::Country).ok();
        country
            .or_else(|| text.parse().map(ServicePlace::Region).ok())
            .ok_or_else(|| row.invalid(field, text, "codes of countries or regions, such as `DE` or `US-CA`"))
    };
    texts.iter().map(place).collect()
}

fn week(row: &mut Row<'_>, field: &str) -> Result<Option<Weekdays>, LoadError> {
    let week: Option<Weekdays> = row.parsed(field)?;
    match week {
        Some(week) if week.is_empty() => Err(row.invalid(field, "", "at least one day of the week")),
        week => Ok(week),
    }
}

fn above_zero(row: &mut Row<'_>, field: &str) -> Result<Option<Decimal>, LoadError> {
    let number: Option<Decimal> = row.parsed(field)?;
    match number {
        Some(number) if number <= Decimal::ZERO => {
            Err(row.invalid(field, &number.to_string(), "a number above zero"))
        }
        number => Ok(number),
    }
}

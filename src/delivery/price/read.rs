//! A shipping table as it is written.

use rust_decimal::Decimal;

use super::{Rate, ShippingTable, Surcharge, Zone};
use crate::delivery::service::compact;
use crate::place::{Country, Region};
use crate::rules::{LoadError, Row, parse_document};

impl ShippingTable {
    /// Reads a table of the caller's own.
    ///
    /// `currency`; optionally `[rounding]` with `step` and `mode` for the total; then `[[zone]]` (`name`, `to` = codes of
    /// countries and regions, optionally `prefixes` of postal codes), `[[price]]` (`zone`, `up_to`, `amount`),
    /// `[[beyond]]` (`zone`, `step`, `amount`: for each started step above the last price) and `[[surcharge]]` (`name`,
    /// `amount` or `percent`, optionally `above_weight`, `above_side`, `only` = `{ country, prefixes }`). A percentage is
    /// taken of the price and the surcharges above it in the table.
    ///
    /// # Errors
    /// [`LoadError`] names the row and the field.
    pub fn read(text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document("shipping table", text)?;
        let currency = document.required("currency")?;
        let rounding = match document.row("rounding")? {
            None => None,
            Some(mut row) => {
                let rounding = (above_zero(&mut row, "step")?, row.required("mode")?);
                row.finish()?;
                Some(rounding)
            }
        };
        let mut zones: Vec<Zone> =
            document.rows("zone")?.into_iter().map(zone).collect::<Result<_, LoadError>>()?;
        for row in document.rows("price")? {
            price_step(row, &mut zones)?;
        }
        for row in document.rows("beyond")? {
            beyond(row, &mut zones)?;
        }
        if let Some(zone) = zones.iter().find(|zone| zone.steps.is_empty()) {
            return Err(document.unknown_name("price.zone", &zone.name));
        }
        let surcharges = document.rows("surcharge")?.into_iter().map(surcharge).collect::<Result<_, _>>()?;
        document.finish()?;
        Ok(Self { currency, zones, surcharges, rounding })
    }
}

fn zone(mut row: Row<'_>) -> Result<Zone, LoadError> {
    let (mut countries, mut regions) = (Vec::new(), Vec::new());
    for text in row.texts("to")? {
        match (text.parse::<Country>(), text.parse::<Region>()) {
            (Ok(country), _) => countries.push(country),
            (_, Ok(region)) => regions.push(region),
            _ => {
                return Err(row.invalid(
                    "to",
                    &text,
                    "codes of countries or regions, such as `DE` or `US-CA`",
                ));
            }
        }
    }
    let zone = Zone {
        name: row.required_text("name")?,
        countries,
        regions,
        prefixes: row.texts("prefixes")?.iter().map(|prefix| compact(prefix)).collect(),
        steps: Vec::new(),
        beyond: None,
    };
    row.finish()?;
    Ok(zone)
}

fn price_step(mut row: Row<'_>, zones: &mut [Zone]) -> Result<(), LoadError> {
    let (up_to, amount) = (above_zero(&mut row, "up_to")?, amount(&mut row)?);
    let zone = zone_of(&mut row, zones)?;
    if zone.steps.last().is_some_and(|(last, _)| *last >= up_to) {
        return Err(row.invalid("up_to", &up_to.to_string(), "more than the step before it"));
    }
    zone.steps.push((up_to, amount));
    row.finish()
}

fn beyond(mut row: Row<'_>, zones: &mut [Zone]) -> Result<(), LoadError> {
    let (step, amount) = (above_zero(&mut row, "step")?, amount(&mut row)?);
    let zone = zone_of(&mut row, zones)?;
    zone.beyond = Some((step, amount));
    row.finish()
}

fn zone_of<'z>(row: &mut Row<'_>, zones: &'z mut [Zone]) -> Result<&'z mut Zone, LoadError> {
    let name = row.required_text("zone")?;
    zones.iter_mut().find(|zone| zone.name == name).ok_or_else(|| row.unknown_name("zone", &name))
}

fn surcharge(mut row: Row<'_>) -> Result<Surcharge, LoadError> {
    let (percent, flat) = (optional(&mut row, "percent")?, optional(&mut row, "amount")?);
    let rate = match (percent, flat) {
        (Some(percent), None) => {
            let factor = percent.checked_mul(Decimal::new(1, 2));
            Rate::Percent(factor.ok_or_else(|| row.invalid("percent", "", "a smaller number"))?.normalize())
        }
        (None, Some(flat)) => Rate::Flat(flat),
        _ => return Err(row.invalid("amount", "none or both", "one of `amount` and `percent`")),
    };
    let mut only = Vec::new();
    for mut place in row.one_or_more_tables("only")? {
        let prefixes = place.texts("prefixes")?.iter().map(|prefix| compact(prefix)).collect();
        only.push((place.required("country")?, prefixes));
        place.finish()?;
    }
    let surcharge = Surcharge {
        name: row.required_text("name")?,
        rate,
        above_weight: optional(&mut row, "above_weight")?,
        above_side: optional(&mut row, "above_side")?,
        only,
    };
    row.finish()?;
    Ok(surcharge)
}

fn amount(row: &mut Row<'_>) -> Result<Decimal, LoadError> {
    optional(row, "amount")?.ok_or_else(|| row.missing("amount"))
}

fn above_zero(row: &mut Row<'_>, field: &str) -> Result<Decimal, LoadError> {
    let number = optional(row, field)?.ok_or_else(|| row.missing(field))?;
    if number.is_zero() { Err(row.invalid(field, "0", "a number above zero")) } else { Ok(number) }
}

/// A number from zero on.
fn optional(row: &mut Row<'_>, field: &str) -> Result<Option<Decimal>, LoadError> {
    let number: Option<Decimal> = row.parsed(field)?;
    match number {
        Some(number) if number < Decimal::ZERO => {
            Err(row.invalid(field, &number.to_string(), "a number from zero on"))
        }
        number => Ok(number),
    }
}

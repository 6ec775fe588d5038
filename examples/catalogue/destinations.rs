//! Where the catalogue is sold.

use landfall::place::{Address, Country, Region};

/// Sixty places; a region where the tax depends on it.
const SIXTY: [&str; 60] = [
    "DE", "FR", "GB", "US-CA", "NL", "IT", "ES", "PL", "CA-ON", "AU", "JP", "CH", "AT", "BE", "SE", "DK",
    "NO", "IE", "PT", "CZ", "FI", "GR", "HU", "RO", "BG", "HR", "SK", "SI", "LT", "LV", "EE", "LU", "MT",
    "CY", "KR", "SG", "NZ", "MX", "BR-SP", "IN", "IL", "AE", "SA", "TR", "ZA", "HK", "TW", "TH", "MY", "PH",
    "ID", "VN", "CL", "IS", "LI", "UA", "RS", "QA", "KW", "US-NY",
];

/// A destination with the word that names it.
#[derive(Clone)]
pub struct Destination {
    pub name: String,
    pub address: Address,
}

/// The first of the list.
pub fn first(count: usize) -> Vec<Destination> {
    SIXTY.iter().take(count).filter_map(|name| destination(name).ok()).collect()
}

/// A number of destinations or a list of them.
pub fn read(text: &str) -> Result<Vec<Destination>, String> {
    match text.parse::<usize>() {
        Ok(count) if (1..=SIXTY.len()).contains(&count) => Ok(first(count)),
        Ok(_) => Err(format!("expected 1 to {} destinations, or a list of them", SIXTY.len())),
        Err(_) => text.split(',').map(destination).collect(),
    }
}

fn destination(name: &str) -> Result<Destination, String> {
    let (country, is_region) = match name.split_once('-') {
        Some((country, _)) => (country, true),
        None => (name, false),
    };
    let country: Country = country.parse().map_err(|error| format!("{error}"))?;
    let mut address = Address::country(country);
    if is_region {
        address.region = Some(name.parse::<Region>().map_err(|error| format!("{error}"))?);
    }
    Ok(Destination { name: name.to_owned(), address })
}

//! Countries, regions and territories: where an address lies for customs and for tax.
//!
//! A parcel to Santa Cruz de Tenerife carries a Spanish address, lies in the customs territory of the European
//! Union and outside its tax territory. [`RuleBook::place`](crate::RuleBook::place) finds that from the country,
//! the region or the postal code, on a given day, with the law that says so.

mod address;
mod code;
mod country;
mod error;
mod placement;
mod postal;
mod region;
mod rows;

pub use address::{Address, UnknownAddress};
pub use code::{InvalidTerritoryCode, TerritoryCode};
pub use country::{Country, UnknownCountry};
pub use error::PlaceError;
pub use placement::Placement;
pub use region::{Region, UnknownRegion};

//! Countries, regions and territories: where an address lies for customs and for tax, when it works, what its clock says.
//!
//! A parcel to Santa Cruz de Tenerife carries a Spanish address, lies in the customs territory of the European
//! Union and outside its tax territory. [`RuleBook::place`](crate::RuleBook::place) finds that from the country,
//! the region or the postal code, on a given day, with the law that says so.
//!
//! ```
//! use landfall::{RuleBook, place::Address};
//!
//! let tenerife = Address::country("ES".parse()?).with_postal_code("38001");
//! let placement = RuleBook::embedded().place(&tenerife, "2026-11-21".parse()?)?;
//! assert_eq!((placement.customs().as_str(), placement.tax().as_str()), ("EU", "IC"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod calendar;
mod code;
mod country;
mod error;
mod placement;
mod postal;
mod region;
mod rows;
mod zone;

pub use address::{Address, UnknownAddress};
pub use code::{InvalidTerritoryCode, TerritoryCode};
pub use country::{Country, UnknownCountry};
pub use error::PlaceError;
pub use placement::Placement;
pub use region::{Region, UnknownRegion};

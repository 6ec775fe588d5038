//! Countries, regions and territories.

//! What a territory's file says: valuation, levies, rates, reliefs, schemes and notices, as rows over time.
//!
//! `data/schema.md` describes the files. Nothing here knows a country.

mod condition;
mod file;
mod layers;
mod levy;
mod rows;

pub(crate) use condition::{BaseTerm, Bound, Condition, Part, ValueTest};
pub(crate) use file::{FOLDER, Rules, TerritoryFile, code_of, path, rows};
pub(crate) use layers::Layers;
pub(crate) use levy::{CollectedWhen, Levy, LevyRef, Per, RateSource};
pub(crate) use rows::{
    CategoryRate, GoodsList, Minimum, NoticeEffect, NoticeRule, PriceBand, Relief, RoundAt, Rounding, Scheme,
    Valuation, settled,
};

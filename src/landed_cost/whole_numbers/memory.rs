//! What a quote in whole numbers is worked out in.

use super::number::{Fixed, Ratio};
use crate::goods::Category;
use crate::landed_cost::working::{CellBasis, Mask, OnTopRule};
use crate::place::Country;

/// The working memory of quotes in whole numbers; it stays with the answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    pub(in crate::landed_cost) lines: Vec<Line>,
    pub(in crate::landed_cost) classes: Vec<Class>,
    /// What later bases see, levy by levy.
    pub(in crate::landed_cost) carried: Vec<Fixed>,
    /// What each levy charges, in minor units.
    pub(in crate::landed_cost) charged: Vec<u64>,
    /// The levy that is being worked out, line by line.
    pub(in crate::landed_cost) cells: Vec<Cell>,
    pub(in crate::landed_cost) on_top: Vec<OnTop>,
    pub(in crate::landed_cost) weights: Vec<Fixed>,
    pub(in crate::landed_cost) shares: Vec<u64>,
    pub(in crate::landed_cost) keys: Vec<u64>,
}

/// Goods, shipping, insurance and customs value.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::landed_cost) struct Parts {
    pub(in crate::landed_cost) goods: Fixed,
    pub(in crate::landed_cost) shipping: Fixed,
    pub(in crate::landed_cost) insurance: Fixed,
    pub(in crate::landed_cost) value: Fixed,
}

#[derive(Debug, Clone)]
pub(in crate::landed_cost) struct Line {
    /// Price times quantity in millionths, in the currency of the price.
    pub(in crate::landed_cost) micros: u64,
    pub(in crate::landed_cost) parts: Parts,
    pub(in crate::landed_cost) class: usize,
    pub(in crate::landed_cost) category: Category,
    pub(in crate::landed_cost) category_from_code: bool,
    /// Levies that come to something here, be it nothing.
    pub(in crate::landed_cost) charged: Mask,
    /// What later bases see of the duties on top.
    pub(in crate::landed_cost) on_top: Fixed,
    pub(in crate::landed_cost) has_on_top: bool,
    pub(in crate::landed_cost) tax_base: Option<Fixed>,
    pub(in crate::landed_cost) duty: u64,
    pub(in crate::landed_cost) tax: u64,
    pub(in crate::landed_cost) fees: u64,
}

/// Lines that all conditions treat alike.
#[derive(Debug, Clone)]
pub(in crate::landed_cost) struct Class {
    pub(in crate::landed_cost) lists: Mask,
    pub(in crate::landed_cost) origin: Country,
    pub(in crate::landed_cost) given: Given,
    pub(in crate::landed_cost) classified: bool,
    pub(in crate::landed_cost) schemes: Mask,
    pub(in crate::landed_cost) applies: Mask,
}

/// What the caller gave in place of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::landed_cost) struct Given {
    pub(in crate::landed_cost) additional_duties: bool,
    pub(in crate::landed_cost) duty: bool,
}

/// What a levy comes to on a line.
#[derive(Debug, Clone, Copy)]
pub(in crate::landed_cost) struct Cell {
    pub(in crate::landed_cost) line: usize,
    pub(in crate::landed_cost) base: Fixed,
    /// Not rounded; 0 where nothing needs it.
    pub(in crate::landed_cost) amount: Fixed,
    /// The rate, while bases wait to be rounded together.
    pub(in crate::landed_cost) rate: Ratio,
    pub(in crate::landed_cost) minor: u64,
    pub(in crate::landed_cost) basis: CellBasis,
}

#[derive(Debug, Clone)]
pub(in crate::landed_cost) struct OnTop {
    pub(in crate::landed_cost) line: usize,
    pub(in crate::landed_cost) base: Fixed,
    pub(in crate::landed_cost) minor: u64,
    pub(in crate::landed_cost) rule: OnTopRule,
}

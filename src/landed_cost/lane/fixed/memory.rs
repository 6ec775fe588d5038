//! What a quote in whole numbers is worked out in.

use super::number::{Fixed, Ratio};
use crate::goods::Category;
use crate::landed_cost::working::{CellBasis, Mask, OnTopRule};
use crate::place::Country;

/// The working memory of quotes in whole numbers; it stays with the answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    pub(super) lines: Vec<Line>,
    pub(super) classes: Vec<Class>,
    /// What later bases see, levy by levy.
    pub(super) carried: Vec<Fixed>,
    /// What each levy charges, in minor units.
    pub(super) charged: Vec<u64>,
    /// The levy that is being worked out, line by line.
    pub(super) cells: Vec<Cell>,
    pub(super) on_top: Vec<OnTop>,
    pub(super) weights: Vec<Fixed>,
    pub(super) shares: Vec<u64>,
    pub(super) keys: Vec<u64>,
}

/// Goods, shipping, insurance and customs value.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parts {
    pub(super) goods: Fixed,
    pub(super) shipping: Fixed,
    pub(super) insurance: Fixed,
    pub(super) value: Fixed,
}

#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Price times quantity in millionths, in the currency of the price.
    pub(super) micros: u64,
    pub(super) parts: Parts,
    pub(super) class: usize,
    pub(super) category: Category,
    pub(super) category_from_code: bool,
    /// Levies that come to something here, be it nothing.
    pub(super) charged: Mask,
    /// What later bases see of the duties on top.
    pub(super) on_top: Fixed,
    pub(super) has_on_top: bool,
    pub(super) tax_base: Option<Fixed>,
    pub(super) duty: u64,
    pub(super) tax: u64,
    pub(super) fees: u64,
}

/// Lines that all conditions treat alike.
#[derive(Debug, Clone)]
pub(super) struct Class {
    pub(super) lists: Mask,
    pub(super) origin: Country,
    pub(super) given: Given,
    pub(super) classified: bool,
    pub(super) schemes: Mask,
    pub(super) applies: Mask,
}

/// What the caller gave in place of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) additional_duties: bool,
    pub(super) duty: bool,
}

/// What a levy comes to on a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) line: usize,
    pub(super) base: Fixed,
    /// Not rounded; 0 where nothing needs it.
    pub(super) amount: Fixed,
    /// The rate, while bases wait to be rounded together.
    pub(super) rate: Ratio,
    pub(super) minor: u64,
    pub(super) basis: CellBasis,
}

#[derive(Debug, Clone)]
pub(super) struct OnTop {
    pub(super) line: usize,
    pub(super) base: Fixed,
    pub(super) minor: u64,
    pub(super) rule: OnTopRule,
}

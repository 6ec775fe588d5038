//! The working memory of a quote; it stays with the answer, so that the next quote finds it.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::goods::{Category, DutyExpression, End, HsCode};

/// Levies, lists and schemes are named by a bit each, so that a line's state is a word.
pub(crate) type Mask = u64;

/// The most levies, goods lists or schemes that one lane can hold.
pub(crate) const MASK_BITS: usize = 64;

/// The bit of a place.
pub(crate) fn bit(index: usize) -> Mask {
    u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)).unwrap_or(0)
}

/// The places of the bits that are set, the lowest first.
pub(crate) fn bits(mut mask: Mask) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (mask != 0).then(|| mask.trailing_zeros())?;
        mask &= mask.wrapping_sub(1);
        usize::try_from(lowest).ok()
    })
}

/// The bits of the rows of which this is true.
pub(crate) fn mask_where<T>(rows: impl IntoIterator<Item = T>, is_wanted: impl Fn(T) -> bool) -> Mask {
    let numbered = (0..).zip(rows);
    numbered.fold(0, |mask, (index, row)| if is_wanted(row) { mask | bit(index) } else { mask })
}

/// What a quote is worked out in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scratch {
    pub(crate) lines: Vec<Line>,
    /// One cell for each levy and line, levy by levy.
    pub(crate) cells: Vec<Cell>,
    pub(crate) on_top: Vec<DutyOnTop>,
    /// Parts of an amount while it is shared out.
    pub(crate) weights: Vec<Decimal>,
    pub(crate) shares: Vec<Decimal>,
    /// Places of lines, while the odd units of a sum are given away.
    pub(crate) order: Vec<usize>,
}

impl Scratch {
    /// What a levy comes to on a line; off where nothing was computed.
    pub(crate) fn cell(&self, levy: usize, line: usize) -> Cell {
        self.cells.get(self.place(levy, line)).copied().unwrap_or_default()
    }

    pub(crate) fn set_cell(&mut self, levy: usize, line: usize, cell: Cell) {
        let place = self.place(levy, line);
        if let Some(there) = self.cells.get_mut(place) {
            *there = cell;
        }
    }

    fn place(&self, levy: usize, line: usize) -> usize {
        levy.saturating_mul(self.lines.len()).saturating_add(line)
    }
}

/// One line of the cart in the customs currency.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// As the caller gave them.
    pub(crate) gross: Amounts,
    /// Without the tax that they may hold; the goods are net of their share of the discount.
    pub(crate) net: Amounts,
    pub(crate) customs_value: Decimal,
    /// Tax as a share of the net price, while prices that include it are taken apart.
    pub(crate) tax_share: Decimal,
    /// The tax to the unit in which it is charged, once it is sought that exactly; it then counts instead of the share.
    pub(crate) tax_taken: Option<Decimal>,
    pub(crate) quantity: Decimal,
    pub(crate) category: Category,
    /// The category is neither given nor found from the code.
    pub(crate) category_known: bool,
    pub(crate) category_from_code: bool,
    pub(crate) lists: Mask,
    pub(crate) schemes: Mask,
    /// Levies that apply here.
    pub(crate) applies: Mask,
    /// The share of the line that a relief by whole pieces leaves dutiable, and for which levies.
    pub(crate) kept: Decimal,
    pub(crate) kept_for: Mask,
    /// The duties on top of the ordinary one; `None` if one of them cannot be computed.
    pub(crate) on_top: Option<Decimal>,
    /// The line's share of the caller's carrier fees.
    pub(crate) carrier_fees: Decimal,
    pub(crate) carrier_fees_in_base: Decimal,
    /// What the line comes to by kind, for the lines of the answer.
    pub(crate) sums: LineSums,
}

impl Line {
    /// What the buyer pays for the line with its shipping and insurance, less its share of the discount.
    pub(crate) fn paid(&self) -> Option<Decimal> {
        self.gross.sum()?.checked_sub(self.gross.discount)
    }
}

/// Duty, tax and fees of a line; `None` where one is not known.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LineSums {
    pub(crate) duty: Option<Decimal>,
    pub(crate) tax: Option<Decimal>,
    pub(crate) fees: Option<Decimal>,
}

/// Goods, shipping and insurance of a line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Amounts {
    pub(crate) goods: Decimal,
    pub(crate) discount: Decimal,
    pub(crate) shipping: Decimal,
    pub(crate) insurance: Decimal,
}

impl Amounts {
    pub(crate) fn sum(&self) -> Option<Decimal> {
        self.goods.checked_add(self.shipping)?.checked_add(self.insurance)
    }

    /// Each amount changed alike; `None` if one of them cannot be.
    pub(crate) fn each(&self, change: impl Fn(Decimal) -> Option<Decimal>) -> Option<Self> {
        Some(Self {
            goods: change(self.goods)?,
            discount: change(self.discount)?,
            shipping: change(self.shipping)?,
            insurance: change(self.insurance)?,
        })
    }

    /// The amounts without a tax that they hold together: their sum is less by exactly that.
    pub(crate) fn less(&self, tax: Decimal) -> Option<Self> {
        let with = self.sum()?;
        let without = with.checked_sub(tax)?;
        if with.is_zero() {
            return Some(*self);
        }
        let part = |amount: Decimal| amount.checked_mul(without)?.checked_div(with);
        let net = self.each(part)?;
        if self.goods.is_zero() {
            // What was cut off at 28 digits would make goods that cost nothing cost a hair more or less.
            return Some(net);
        }
        let goods = without.checked_sub(net.shipping)?.checked_sub(net.insurance)?;
        Some(Self { goods: goods.max(Decimal::ZERO), ..net })
    }
}

/// What one levy comes to on one line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cell {
    pub(crate) state: State,
    /// After its own rounding or gross-up.
    pub(crate) base: Decimal,
    /// What later bases see.
    pub(crate) carried: Decimal,
    /// What is charged.
    pub(crate) amount: Decimal,
    /// Before it was rounded.
    pub(crate) unrounded: Decimal,
    pub(crate) basis: CellBasis,
}

impl Cell {
    /// What something that is missing decides.
    pub(crate) fn unknown() -> Self {
        Self { state: State::Unknown, ..Self::default() }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum State {
    #[default]
    Off,
    Charged,
    /// Something that decides it is missing.
    Unknown,
}

/// Which row or which word of the caller gave the rate.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) enum CellBasis {
    #[default]
    Levy,
    /// Rate `row` of the category in the levy's table.
    Rate {
        category: Category,
        row: usize,
    },
    /// A row of a tariff.
    Tariff {
        tariff: usize,
        row: usize,
        end: End,
    },
    /// A line of the caller's schedule; its ordinary duty or its lowest preference.
    Schedule {
        tariff: usize,
        code: HsCode,
        preferential: bool,
    },
    /// The best preference of a tariff.
    Preference {
        tariff: usize,
        end: End,
    },
    /// A duty by origin that takes the place of the tariff's.
    Replaced {
        tariff: usize,
        row: usize,
    },
    SuppliedDuty(usize),
    SuppliedTax(Decimal),
    Bracket(usize),
}

/// One duty on top of the ordinary one.
#[derive(Debug, Clone)]
pub(crate) struct DutyOnTop {
    pub(crate) line: usize,
    pub(crate) base: Decimal,
    pub(crate) amount: Decimal,
    pub(crate) rule: OnTopRule,
}

/// Where a duty on top stands: among those that the caller gave, or among those of a tariff.
#[derive(Debug, Clone)]
pub(crate) enum OnTopRule {
    Supplied { duties: Arc<[DutyExpression]>, index: usize },
    Tariff { tariff: usize, row: usize },
}

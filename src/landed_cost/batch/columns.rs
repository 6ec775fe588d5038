//! A catalogue in columns: one kind of goods a row, each priced as a cart of one piece.

use rust_decimal::Decimal;

use super::{BadCart, BadCarts};
use crate::goods::{Category, HsCode, Measure, Measures};
use crate::landed_cost::{Cart, CartError, ExchangeRates, Item, Lane, Quote, Verdict};
use crate::money::{ExactMoney, Money};
use crate::place::Country;

/// The goods of a catalogue, column by column; what is not known of a row is `None`.
///
/// For what has no column here (quantities, duties of your own, measures other than mass) there is
/// [`Lane::quote_many`].
///
/// ```
/// use landfall::RuleBook;
/// use landfall::landed_cost::{ExchangeRates, GoodsColumns, LaneRequest, PriceColumns, Verdict};
///
/// let codes = [Some("610910".parse()?), Some("950300".parse()?), None];
/// let origins = [Some("US".parse()?); 3];
/// let prices = ["20.00 GBP".parse()?, "134.99 GBP".parse()?, "150.00 GBP".parse()?];
/// let goods = GoodsColumns::new(&codes, &origins, &prices)?;
///
/// let request = LaneRequest::new("US".parse()?, "GB".parse()?, "2026-11-21".parse()?).with_registration("GB_VAT");
/// let mut answers = PriceColumns::default();
/// RuleBook::embedded().lane(&request)?.price_columns(&goods, &ExchangeRates::none(), &mut answers)?;
/// // Up to 135 pounds the seller charges 20% VAT, and there is no duty.
/// assert_eq!(answers.tax()[1].unwrap().to_string(), "27.00 GBP");
/// assert!(answers.duty()[1].unwrap().is_zero());
/// // Above, the duty depends on a code that is not known: no figure, never zero.
/// assert_eq!((answers.verdict()[2], answers.duty()[2]), (Verdict::Refused, None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct GoodsColumns<'g> {
    pub(super) codes: &'g [Option<HsCode>],
    pub(super) origins: &'g [Option<Country>],
    pub(super) prices: &'g [ExactMoney],
    pub(super) net_mass_kg: Option<&'g [Option<Decimal>]>,
    pub(super) categories: Option<&'g [Option<Category>]>,
    pub(super) shipping: Option<&'g [Option<ExactMoney>]>,
}

/// A column is not as long as the others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column `{column}` has {found} rows, expected {expected}")]
pub struct ColumnLength {
    /// Which one.
    pub column: &'static str,
    /// Its rows.
    pub found: usize,
    /// The rows of the prices.
    pub expected: usize,
}

impl<'g> GoodsColumns<'g> {
    /// The tariff code, the origin and the price of one piece of each kind of goods. The place of dispatch stands in
    /// for an origin that is not known.
    ///
    /// # Errors
    /// [`ColumnLength`] if the columns are not all of one length.
    pub fn new(
        codes: &'g [Option<HsCode>],
        origins: &'g [Option<Country>],
        prices: &'g [ExactMoney],
    ) -> Result<Self, ColumnLength> {
        let goods = Self { codes, origins, prices, net_mass_kg: None, categories: None, shipping: None };
        goods.check("codes", codes.len())?;
        goods.check("origins", origins.len())?;
        Ok(goods)
    }

    /// The same goods with the net mass of one piece in kilograms.
    ///
    /// # Errors
    /// [`ColumnLength`] if there are not as many as prices.
    pub fn with_net_mass_kg(mut self, masses: &'g [Option<Decimal>]) -> Result<Self, ColumnLength> {
        self.check("net_mass_kg", masses.len())?;
        self.net_mass_kg = Some(masses);
        Ok(self)
    }

    /// The same goods with their tax categories; one that is not given is found from the code.
    ///
    /// # Errors
    /// [`ColumnLength`] if there are not as many as prices.
    pub fn with_categories(mut self, categories: &'g [Option<Category>]) -> Result<Self, ColumnLength> {
        self.check("categories", categories.len())?;
        self.categories = Some(categories);
        Ok(self)
    }

    /// The same goods with what the buyer pays for sending one piece.
    ///
    /// # Errors
    /// [`ColumnLength`] if there are not as many as prices.
    pub fn with_shipping(mut self, shipping: &'g [Option<ExactMoney>]) -> Result<Self, ColumnLength> {
        self.check("shipping", shipping.len())?;
        self.shipping = Some(shipping);
        Ok(self)
    }

    /// How many kinds of goods there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.prices.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.prices.is_empty()
    }

    fn check(&self, column: &'static str, found: usize) -> Result<(), ColumnLength> {
        let expected = self.prices.len();
        if found == expected { Ok(()) } else { Err(ColumnLength { column, found, expected }) }
    }

    /// The cart of one row, written over that of the row before.
    fn fill(&self, row: usize, cart: &mut Cart) -> Result<(), CartError> {
        let (Some(item), Some(price)) = (cart.items.first_mut(), self.prices.get(row)) else {
            return Err(CartError::Empty);
        };
        item.unit_price = *price;
        item.hs_code = cell(self.codes, row);
        item.origin = cell(self.origins, row);
        item.category = self.categories.and_then(|column| cell(column, row));
        cart.shipping = self.shipping.and_then(|column| cell(column, row));
        if let Some(column) = self.net_mass_kg {
            item.measures = match cell(column, row) {
                Some(mass) => Measures::NONE
                    .try_with(Measure::Kilogram, mass)
                    .map_err(|invalid| CartError::NetMass { line: 0, found: invalid.amount })?,
                None => Measures::NONE,
            };
        }
        Ok(())
    }
}

fn cell<T: Copy>(column: &[Option<T>], row: usize) -> Option<T> {
    column.get(row).copied().flatten()
}

/// What the goods of a catalogue cost at the door, column by column, in the currency of the lane's answers.
///
/// A sum that depends on something unknown is `None`, never zero. The columns can be used again for the next goods
/// and keep their memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PriceColumns {
    verdict: Vec<Verdict>,
    duty: Vec<Option<Money>>,
    tax: Vec<Option<Money>>,
    fees: Vec<Option<Money>>,
    total: Vec<Option<Money>>,
}

impl PriceColumns {
    /// How far the figures of each row can be relied on.
    #[must_use]
    pub fn verdict(&self) -> &[Verdict] {
        &self.verdict
    }

    /// Customs duty with additional duties.
    #[must_use]
    pub fn duty(&self) -> &[Option<Money>] {
        &self.duty
    }

    /// Import VAT, GST, sales tax or their substitute.
    #[must_use]
    pub fn tax(&self) -> &[Option<Money>] {
        &self.tax
    }

    /// Fees of the state and of carriers.
    #[must_use]
    pub fn fees(&self) -> &[Option<Money>] {
        &self.fees
    }

    /// Goods and shipping with duty, tax and fees.
    #[must_use]
    pub fn total(&self) -> &[Option<Money>] {
        &self.total
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.verdict.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.verdict.is_empty()
    }

    /// So many rows with nothing known in them.
    fn reset(&mut self, rows: usize) -> PriceRows<'_> {
        self.verdict.clear();
        self.verdict.resize(rows, Verdict::Refused);
        for column in [&mut self.duty, &mut self.tax, &mut self.fees, &mut self.total] {
            column.clear();
            column.resize(rows, None);
        }
        PriceRows {
            first: 0,
            verdict: &mut self.verdict,
            duty: &mut self.duty,
            tax: &mut self.tax,
            fees: &mut self.fees,
            total: &mut self.total,
        }
    }
}

/// A part of the answers that one thread fills.
pub(super) struct PriceRows<'p> {
    /// The row of the catalogue with which it begins.
    pub(super) first: usize,
    pub(super) verdict: &'p mut [Verdict],
    pub(super) duty: &'p mut [Option<Money>],
    pub(super) tax: &'p mut [Option<Money>],
    pub(super) fees: &'p mut [Option<Money>],
    pub(super) total: &'p mut [Option<Money>],
}

impl Lane {
    /// What each of the goods costs at the door when it is sent alone, one piece of it.
    ///
    /// Takes no memory beyond the columns themselves, however many goods there are. A catalogue that does not fit
    /// into memory is priced part by part with the same `answers`, as `examples/catalogue` does.
    ///
    /// # Errors
    /// [`BadCarts`] names the rows that cannot be priced and why; nothing is known in their answers, and all
    /// others are complete.
    pub fn price_columns(
        &self,
        goods: &GoodsColumns<'_>,
        rates: &ExchangeRates,
        answers: &mut PriceColumns,
    ) -> Result<(), BadCarts> {
        let bad = self.price_rows(goods, rates, answers.reset(goods.len()));
        BadCarts::none_of(goods.len(), bad)
    }

    /// As [`price_columns`](Self::price_columns), with the rows spread over the threads of the current rayon pool:
    /// the global one, or the one in whose [`install`](rayon::ThreadPool::install) this is called.
    ///
    /// The answers are those of [`price_columns`](Self::price_columns), figure by figure.
    ///
    /// # Errors
    /// As [`price_columns`](Self::price_columns).
    #[cfg(feature = "rayon")]
    pub fn price_columns_in_parallel(
        &self,
        goods: &GoodsColumns<'_>,
        rates: &ExchangeRates,
        answers: &mut PriceColumns,
    ) -> Result<(), BadCarts> {
        let bad = self.price_halves(goods, rates, answers.reset(goods.len()));
        BadCarts::none_of(goods.len(), bad)
    }

    pub(super) fn price_rows(
        &self,
        goods: &GoodsColumns<'_>,
        rates: &ExchangeRates,
        out: PriceRows<'_>,
    ) -> Vec<BadCart> {
        let mut bad = Vec::new();
        let Some(price) = goods.prices.first() else { return bad };
        let mut cart = Cart::new(vec![Item::new(Decimal::ONE, *price)]);
        let mut quote = Quote::default();
        let sums = out.duty.iter_mut().zip(out.tax).zip(out.fees).zip(out.total);
        for (row, (verdict, (((duty, tax), fees), total))) in out.verdict.iter_mut().zip(sums).enumerate() {
            let priced = goods.fill(row, &mut cart).and_then(|()| self.quote_into(&cart, rates, &mut quote));
            match priced {
                Ok(()) => {
                    *verdict = quote.verdict();
                    let totals = quote.totals();
                    (*duty, *tax, *fees, *total) = (totals.duty, totals.tax, totals.fees, totals.total);
                }
                Err(error) => bad.push(BadCart { index: out.first.saturating_add(row), error }),
            }
        }
        bad
    }
}

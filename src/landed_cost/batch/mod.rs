//! Many questions on one lane: a list of carts, or a catalogue in columns.
//!
//! One cart that cannot be priced never loses the others: their answers stand, and the error names the bad ones.

mod columns;
#[cfg(feature = "rayon")]
mod halves;

pub use columns::{ColumnLength, GoodsColumns, PriceColumns};

use std::fmt;

use super::{Cart, CartError, ExchangeRates, Lane, Quote};

impl Lane {
    /// What each of the carts costs at the door, one after another. `quotes` gets as many answers as there are
    /// carts, in their order; those that it holds already are used again with their memory.
    ///
    /// ```
    /// use landfall::RuleBook;
    /// use landfall::landed_cost::{Cart, ExchangeRates, Item, LaneRequest};
    ///
    /// let request = LaneRequest::new("US".parse()?, "GB".parse()?, "2026-11-21".parse()?).with_registration("GB_VAT");
    /// let lane = RuleBook::embedded().lane(&request)?;
    /// let shirt = Item::new(1.into(), "20.00 GBP".parse()?).with_hs_code("610910".parse()?);
    /// let carts = [Cart::new(vec![shirt.clone()]), Cart::new(vec![]), Cart::new(vec![shirt.clone(), shirt])];
    ///
    /// let mut quotes = Vec::new();
    /// let bad = lane.quote_many(&carts, &ExchangeRates::none(), &mut quotes).unwrap_err();
    /// assert_eq!(bad.to_string(), "1 of 3 carts cannot be priced; cart 1: the cart has no items, expected at least one");
    /// // The seller charges 20% VAT; the empty cart has no answer, and the others are not touched by it.
    /// assert_eq!(quotes[0].totals().tax.unwrap().to_string(), "4.00 GBP");
    /// assert_eq!(quotes[1].totals().tax, None);
    /// assert_eq!(quotes[2].totals().tax.unwrap().to_string(), "8.00 GBP");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`BadCarts`] names those that cannot be priced and why; their answers are empty, all others complete.
    pub fn quote_many(
        &self,
        carts: &[Cart],
        rates: &ExchangeRates,
        quotes: &mut Vec<Quote>,
    ) -> Result<(), BadCarts> {
        quotes.resize_with(carts.len(), Quote::default);
        let bad = carts.iter().zip(quotes).enumerate();
        BadCarts::none_of(
            carts.len(),
            bad.filter_map(|(index, (cart, quote))| self.quote_one(index, cart, rates, quote)).collect(),
        )
    }

    /// As [`quote_many`](Self::quote_many), with the carts spread over the threads of the current rayon pool: the
    /// global one, or the one in whose [`install`](rayon::ThreadPool::install) this is called.
    ///
    /// The answers are those of [`quote_many`](Self::quote_many), figure by figure and in the same order.
    ///
    /// # Errors
    /// As [`quote_many`](Self::quote_many).
    #[cfg(feature = "rayon")]
    pub fn quote_many_in_parallel(
        &self,
        carts: &[Cart],
        rates: &ExchangeRates,
        quotes: &mut Vec<Quote>,
    ) -> Result<(), BadCarts> {
        use rayon::prelude::*;

        quotes.resize_with(carts.len(), Quote::default);
        let bad = carts.par_iter().zip(quotes).enumerate();
        BadCarts::none_of(
            carts.len(),
            bad.filter_map(|(index, (cart, quote))| self.quote_one(index, cart, rates, quote)).collect(),
        )
    }

    fn quote_one(
        &self,
        index: usize,
        cart: &Cart,
        rates: &ExchangeRates,
        quote: &mut Quote,
    ) -> Option<BadCart> {
        let error = self.quote_into(cart, rates, quote).err()?;
        quote.clear();
        Some(BadCart { index, error })
    }
}

/// The carts of a batch that cannot be priced. All others were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCarts {
    asked: usize,
    bad: Vec<BadCart>,
}

/// One cart that cannot be priced.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadCart {
    /// Its place in the batch, counted from 0.
    pub index: usize,
    /// What is wrong with it.
    pub error: CartError,
}

impl BadCarts {
    /// All went well if none is bad.
    fn none_of(asked: usize, bad: Vec<BadCart>) -> Result<(), Self> {
        if bad.is_empty() { Ok(()) } else { Err(Self { asked, bad }) }
    }

    /// The bad ones, in the order of the batch.
    #[must_use]
    pub fn carts(&self) -> &[BadCart] {
        &self.bad
    }

    /// How many carts were asked about.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.asked
    }
}

impl fmt::Display for BadCarts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} carts cannot be priced", self.bad.len(), self.asked)?;
        self.bad.first().map_or(Ok(()), |first| write!(f, "; {first}"))
    }
}

impl std::error::Error for BadCarts {}

impl fmt::Display for BadCart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cart {}: {}", self.index, self.error)
    }
}

impl std::error::Error for BadCart {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

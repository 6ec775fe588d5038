//! The rows of a catalogue spread over threads: each half is halved again until it is short.

use super::BadCart;
use super::columns::{GoodsColumns, PriceRows};
use crate::landed_cost::{ExchangeRates, Lane};

/// So few rows are not worth a thread's attention.
const FEW_ROWS: usize = 256;

impl Lane {
    pub(super) fn price_halves(
        &self,
        goods: &GoodsColumns<'_>,
        rates: &ExchangeRates,
        out: PriceRows<'_>,
    ) -> Vec<BadCart> {
        if goods.len() <= FEW_ROWS {
            return self.price_rows(goods, rates, out);
        }
        let middle = goods.len() / 2;
        let (upper_goods, lower_goods) = goods.split_at(middle);
        let (upper, lower) = out.split_at(middle);
        let (mut bad, rest) = rayon::join(
            || self.price_halves(&upper_goods, rates, upper),
            || self.price_halves(&lower_goods, rates, lower),
        );
        bad.extend(rest);
        bad
    }
}

impl GoodsColumns<'_> {
    fn split_at(&self, row: usize) -> (Self, Self) {
        let (codes, more_codes) = self.codes.split_at(row);
        let (origins, more_origins) = self.origins.split_at(row);
        let (prices, more_prices) = self.prices.split_at(row);
        let (net_mass_kg, more_net_mass_kg) = halves(self.net_mass_kg, row);
        let (categories, more_categories) = halves(self.categories, row);
        let (shipping, more_shipping) = halves(self.shipping, row);
        (
            Self { codes, origins, prices, net_mass_kg, categories, shipping },
            Self {
                codes: more_codes,
                origins: more_origins,
                prices: more_prices,
                net_mass_kg: more_net_mass_kg,
                categories: more_categories,
                shipping: more_shipping,
            },
        )
    }
}

fn halves<T>(column: Option<&[T]>, row: usize) -> (Option<&[T]>, Option<&[T]>) {
    column.map(|column| column.split_at(row)).unzip()
}

impl PriceRows<'_> {
    fn split_at(self, row: usize) -> (Self, Self) {
        let (verdict, more_verdict) = self.verdict.split_at_mut(row);
        let (duty, more_duty) = self.duty.split_at_mut(row);
        let (tax, more_tax) = self.tax.split_at_mut(row);
        let (fees, more_fees) = self.fees.split_at_mut(row);
        let (total, more_total) = self.total.split_at_mut(row);
        (
            Self { first: self.first, verdict, duty, tax, fees, total },
            Self {
                first: self.first.saturating_add(row),
                verdict: more_verdict,
                duty: more_duty,
                tax: more_tax,
                fees: more_fees,
                total: more_total,
            },
        )
    }
}

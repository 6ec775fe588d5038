//! Quotes in whole numbers: the quick way for the carts and lanes that most shops have.
//!
//! It gives the answer of the clear calculation in [`run`](super::run) or none. Wherever something is unusual (a
//! price that holds the tax, a relief by whole pieces, an amount so near to a step that a cut digit could decide) it
//! gives up, and the clear calculation runs from the beginning. Tests compare both on random carts.

mod answer;
mod cart;
mod decide;
mod levy;
mod on_top;
mod rate;
mod whole;

use rust_decimal::Decimal;

use super::ExchangeRates;
use super::exchange::{factor_of, times};
use super::plan::{Plan, PlannedLevy};
use crate::landed_cost::quote::Quote;
use crate::landed_cost::territory::{RoundAt, Rounding};
use crate::landed_cost::whole_numbers::memory::{Cell, Class, Given, Line, Memory, OnTop, Parts};
use crate::landed_cost::whole_numbers::number;
use crate::landed_cost::working::{Mask, bits};
use crate::landed_cost::{Cart, MAX_LINES};
use crate::money::{Currency, ExactMoney};
use number::{Fixed, Ratio, Steps, minor_unit};

/// What a lane settles for every quote in whole numbers.
#[derive(Debug)]
pub(crate) struct Prepared {
    currency: Currency,
    digits: u32,
    /// The minor unit of the currency.
    unit: u64,
    value_factor: Ratio,
    value_round: Option<Steps>,
    /// For each levy its rounding and how many minor units a step is.
    steps: Vec<(Steps, u64)>,
    /// The last levy with additional duties on top, whose charges come behind its own.
    last_duty: Option<usize>,
}

impl Prepared {
    /// `None` if the lane asks for something that only the clear calculation does.
    pub(crate) fn of(plan: &Plan) -> Option<Self> {
        let currency = plan.customs_currency.filter(|currency| plan.currency == Some(*currency))?;
        let valuation = plan.valuation.as_ref()?;
        let (digits, value) = (currency.digits(), valuation.row.value());
        let unit = minor_unit(digits)?;
        let usual = plan.refusals.is_empty()
            && plan.prior_imports.is_none()
            && !plan.preference_claimed
            && valuation.freight_without == 0
            && value.round.is_none_or(|round| round.at == RoundAt::Line);
        if !usual {
            return None;
        }
        let steps = |round: &Rounding| {
            let steps = Steps::of(round)?;
            (steps.size % unit == 0).then(|| (steps, steps.size / unit))
        };
        Some(Self {
            currency,
            digits,
            unit,
            value_factor: value.factor.map_or(Some(Ratio::ONE), Ratio::of)?,
            value_round: match &value.round {
                Some(round) => Some(Steps::of(round)?),
                None => None,
            },
            steps: plan.levies.iter().map(|levy| steps(&levy.round)).collect::<Option<_>>()?,
            last_duty: plan.levies.iter().rposition(|levy| levy.carries_additional),
        })
    }
}

/// The quote, or `None` if it takes the clear calculation; what is then in the answer means nothing.
pub(super) fn price(
    plan: &Plan,
    prepared: &Prepared,
    cart: &Cart,
    rates: &ExchangeRates,
    quote: &mut Quote,
) -> Option<()> {
    if cart.prices_include_tax || cart.carrier_fees.is_some() || cart.items.len() > MAX_LINES {
        return None;
    }
    let mut memory = std::mem::take(&mut quote.whole_numbers);
    let mut run = Run {
        plan,
        prepared,
        cart,
        rates,
        memory: &mut memory,
        quote,
        total: Parts::default(),
        goods_micros: 0,
        converted: false,
        customs_rate: false,
        ends_differ: false,
        end_missing: false,
        used: 0,
        sums: Sums::default(),
    };
    let done = run.run();
    quote.whole_numbers = memory;
    done
}

/// The charges by kind, in minor units: all of them, and those that are paid at the door.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    duty: (u64, u64),
    tax: (u64, u64),
    fees: (u64, u64),
}

/// One quote under way.
struct Run<'r> {
    plan: &'r Plan,
    prepared: &'r Prepared,
    cart: &'r Cart,
    rates: &'r ExchangeRates,
    memory: &'r mut Memory,
    quote: &'r mut Quote,
    /// The whole cart: not the sum of its lines, whose shares are cut.
    total: Parts,
    goods_micros: u64,
    /// The prices are in another currency.
    converted: bool,
    customs_rate: bool,
    ends_differ: bool,
    end_missing: bool,
    /// Levies that come to something on some line.
    used: Mask,
    sums: Sums,
}

impl<'r> Run<'r> {
    fn run(&mut self) -> Option<()> {
        for foundation in &self.plan.foundations {
            self.rest_on(Some(foundation));
        }
        self.take_cart()?;
        self.value_for_customs()?;
        self.choose_schemes()?;
        self.choose_levies()?;
        self.levy_all()?;
        self.remark_on_additional_duties();
        self.give_notices()?;
        self.fill_answer()
    }

    fn levy_all(&mut self) -> Option<()> {
        let plan = self.plan;
        let Memory { lines, carried, charged, on_top, .. } = &mut *self.memory;
        carried.clear();
        carried.resize(plan.levies.len() * lines.len(), 0);
        charged.clear();
        charged.resize(plan.levies.len(), 0);
        on_top.clear();
        for (number, (levy, (steps, per_step))) in plan.levies.iter().zip(&self.prepared.steps).enumerate() {
            if self.is_due(number, levy)? {
                self.levy(number, levy, *steps, *per_step)?;
            }
            if self.prepared.last_duty == Some(number) {
                self.charge_on_top()?;
            }
            self.keep_what_is_large_enough(number)?;
        }
        for number in bits(self.used) {
            if let Some(levy) = plan.levies.get(number) {
                self.rest_on(levy.foundation.as_ref());
                self.say_estimate(levy);
            }
        }
        Some(())
    }

    /// An amount of a rule in the customs currency.
    fn in_customs(&mut self, money: ExactMoney) -> Option<Fixed> {
        if money.currency() == self.prepared.currency {
            return number::fixed(money.amount());
        }
        self.customs_rate = true;
        let factor = factor_of(self.rates.customs.as_ref(), money.currency(), self.prepared.currency)?;
        number::cut(times(money.amount(), factor)?)
    }
}

/// A rate as a share, if it is one that can be counted with here.
fn ratio_of_factor(factor: Option<Decimal>) -> Option<Ratio> {
    factor.map_or(Some(Ratio::ONE), Ratio::of)
}

/// Whether a levy is one that is worked out here.
fn is_plain(levy: &PlannedLevy) -> bool {
    let row = levy.levy();
    row.excess_over.is_none() && row.share.is_none() && levy.ceiling.is_none()
}

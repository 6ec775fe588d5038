//! The seller's own promise: merged with the law's floor, checked against it, and read and written as schema.org says.

mod breach;
mod effective;
#[cfg(feature = "json")]
mod schema_org;

pub(super) use breach::add_breaches;
pub use breach::{PolicyBreach, PolicyClause};
pub use effective::EffectivePolicy;
#[cfg(feature = "json")]
pub use schema_org::{ImportedPolicy, SchemaOrgError};

use rust_decimal::Decimal;

use super::possibilities::Gap;
use super::{Category, Party};
use crate::money::ExactMoney;
use crate::time::{Date, Days};
use crate::words::words;

words! {
    /// From which day the seller's window runs.
    PolicyStart {
        /// From delivery.
        Delivery = "delivery",
        /// From the order.
        Purchase = "purchase",
    }
}

words! {
    /// How goods may be brought back.
    ReturnMethod {
        /// By mail or courier.
        ByMail = "by_mail",
        /// In a shop.
        InStore = "in_store",
        /// At a kiosk or parcel station.
        AtKiosk = "at_kiosk",
    }
}

words! {
    /// What the seller gives for returned goods.
    Settlement {
        /// The price in money.
        Refund = "refund",
        /// Other goods.
        Exchange = "exchange",
        /// Credit in the shop.
        StoreCredit = "store_credit",
    }
}

/// How long the seller takes goods back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// So many days.
    Days(u32),
    /// Without end.
    Unlimited,
    /// Not at all.
    Closed,
}

/// Another window for a kind of goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryWindow {
    /// The kind of goods.
    pub category: Category,
    /// Its window.
    pub window: Window,
}

/// A longer window for orders of some days, as around Christmas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Season {
    /// First day of the order.
    pub ordered_from: Date,
    /// Last day of the order.
    pub ordered_to: Date,
    /// The last day to return.
    pub until: Date,
}

/// What the seller keeps of the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyFee {
    /// A share of the price: 0.15 for 15 per cent.
    Share(Decimal),
    /// A sum.
    Sum(ExactMoney),
}

impl PolicyFee {
    /// The fee on a price; `None` for a sum in another currency.
    pub(super) fn of(self, price: ExactMoney) -> Option<ExactMoney> {
        match self {
            Self::Share(share) => price.checked_mul(share).ok(),
            Self::Sum(sum) => (sum.currency() == price.currency()).then_some(sum),
        }
    }

    fn is_nothing(self) -> bool {
        match self {
            Self::Share(share) => share <= Decimal::ZERO,
            Self::Sum(sum) => sum.amount() <= Decimal::ZERO,
        }
    }
}

/// The seller's promise on returns after a change of mind.
///
/// ```
/// use landfall::RuleBook;
/// use landfall::returns::{Category, Ground, Outcome, PolicyClause, Reason, ReturnCase, ReturnPolicy};
///
/// // A promise of seven days cannot shorten the fourteen of the law, and says so clause by clause.
/// let case = ReturnCase::new("DE".parse()?, Category::General, Reason::ChangeOfMind, "2026-11-16".parse()?)
///     .with_ordered("2026-11-01".parse()?)
///     .with_delivered("2026-11-02".parse()?)
///     .with_policy(ReturnPolicy::days(7));
/// let decision = RuleBook::embedded().decide_return(&case)?;
/// assert_eq!((decision.outcome, decision.ground), (Outcome::Eligible, Some(Ground::StatutoryWithdrawal)));
/// assert_eq!(decision.policy_breaches[0].clause, PolicyClause::Days);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReturnPolicy {
    /// How long goods may come back.
    pub window: Window,
    /// From which day.
    pub start: PolicyStart,
    /// Other windows for some kinds of goods.
    pub categories: Vec<CategoryWindow>,
    /// What the seller keeps.
    pub fee: Option<PolicyFee>,
    /// Who pays the way back.
    pub return_cost: Option<Party>,
    /// How goods may be brought back; empty: not said.
    pub methods: Vec<ReturnMethod>,
    /// What the buyer gets; empty: money.
    pub settlements: Vec<Settlement>,
    /// Longer windows around some days.
    pub seasons: Vec<Season>,
    /// Days within which the seller pays.
    pub refund_days: Option<u32>,
    /// Whether the goods must come back in their packaging.
    pub original_packaging: bool,
}

impl ReturnPolicy {
    /// Goods come back within so many days of delivery, for the full price.
    #[must_use]
    pub const fn days(days: u32) -> Self {
        Self {
            window: Window::Days(days),
            start: PolicyStart::Delivery,
            categories: Vec::new(),
            fee: None,
            return_cost: None,
            methods: Vec::new(),
            settlements: Vec::new(),
            seasons: Vec::new(),
            refund_days: None,
            original_packaging: false,
        }
    }

    /// No goods come back.
    #[must_use]
    pub fn no_returns() -> Self {
        Self { window: Window::Closed, ..Self::days(0) }
    }

    /// The same promise, counted from another day.
    #[must_use]
    pub const fn with_start(mut self, start: PolicyStart) -> Self {
        self.start = start;
        self
    }

    /// The same promise with another window for a kind of goods.
    #[must_use]
    pub fn with_category(mut self, category: Category, window: Window) -> Self {
        self.categories.push(CategoryWindow { category, window });
        self
    }

    /// The same promise less a fee.
    #[must_use]
    pub const fn with_fee(mut self, fee: PolicyFee) -> Self {
        self.fee = Some(fee);
        self
    }

    /// The same promise, saying who pays the way back.
    #[must_use]
    pub const fn with_return_cost(mut self, party: Party) -> Self {
        self.return_cost = Some(party);
        self
    }

    /// The same promise with one more way to bring goods back.
    #[must_use]
    pub fn with_method(mut self, method: ReturnMethod) -> Self {
        self.methods.push(method);
        self
    }

    /// The same promise with one more thing that the buyer gets.
    #[must_use]
    pub fn with_settlement(mut self, settlement: Settlement) -> Self {
        self.settlements.push(settlement);
        self
    }

    /// The same promise with a longer window around some days.
    #[must_use]
    pub fn with_season(mut self, season: Season) -> Self {
        self.seasons.push(season);
        self
    }

    /// The same promise, paid within so many days.
    #[must_use]
    pub const fn with_refund_days(mut self, days: u32) -> Self {
        self.refund_days = Some(days);
        self
    }

    /// The same promise for goods in their packaging only.
    #[must_use]
    pub const fn with_original_packaging(mut self) -> Self {
        self.original_packaging = true;
        self
    }

    /// The window for a kind of goods.
    #[must_use]
    pub fn window_of(&self, category: Category) -> Window {
        let own = self.categories.iter().find(|window| window.category == category);
        own.map_or(self.window, |window| window.window)
    }

    pub(super) fn accepts(&self, category: Category) -> bool {
        self.window_of(category) != Window::Closed
    }

    /// Whether every buyer gets the full price or equal goods for so many days.
    pub(super) fn refunds_for(&self, days: u32) -> bool {
        let is_full = self.fee.is_none_or(PolicyFee::is_nothing);
        let pays = self.settlements.is_empty()
            || self.settlements.iter().any(|given| *given != Settlement::StoreCredit);
        is_full
            && pays
            && match self.window {
                Window::Days(own) => own >= days,
                Window::Unlimited => true,
                Window::Closed => false,
            }
    }

    /// The last day of the promise, `None` without end.
    pub(super) fn last_day(
        &self,
        category: Category,
        ordered: Option<Date>,
        delivered: Option<Date>,
    ) -> Result<Option<Date>, Gap> {
        let days = match self.window_of(category) {
            Window::Unlimited => return Ok(None),
            Window::Closed => 0,
            Window::Days(days) => days,
        };
        let begins = match self.start {
            PolicyStart::Delivery => match delivered {
                Some(day) => day,
                // What has not arrived can still come back.
                None => return Ok(None),
            },
            PolicyStart::Purchase => ordered.ok_or(Gap::Ordered)?,
        };
        let end = begins.checked_add_days(Days::new(u64::from(days))).unwrap_or(Date::MAX);
        let is_in = |season: &&Season| {
            ordered.is_some_and(|day| season.ordered_from <= day && day <= season.ordered_to)
        };
        let season = self.seasons.iter().filter(is_in).map(|season| season.until).max();
        Ok(Some(season.map_or(end, |until| until.max(end))))
    }
}

//! The answer: what the buyer pays, line by line and charge by charge, with the rule behind each figure.

use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::remark::{Remark, Remarks, Subject};
use super::request::Cart;
use super::whole_numbers::Memory;
use super::words::{ChargeKind, Collected};
use super::working::Scratch;
use crate::fx::RateTable;
use crate::goods::DutyExpression;
use crate::money::{Currency, ExactMoney, Money};
use crate::place::TerritoryCode;
use crate::rules::{Evidence, RuleId, Source, Verdict};
use crate::time::Date;

/// What a cart costs at the door.
///
/// Its JSON is the answer of the `landed_cost` question. An answer can be used again by
/// [`Lane::quote_into`](super::Lane::quote_into), which keeps its memory.
///
/// ```
/// use landfall::RuleBook;
/// use landfall::landed_cost::{Cart, ExchangeRates, Item, LaneRequest, Verdict};
///
/// let request = LaneRequest::new("US".parse()?, "DE".parse()?, "2026-11-21".parse()?);
/// let lane = RuleBook::embedded().lane(&request)?;
///
/// // Above 150 euros the duty goes by the tariff, and nothing says what the goods are.
/// let unknown = Item::new(1.into(), "200.00 EUR".parse()?).with_origin("US".parse()?);
/// let quote = lane.quote(&Cart::new(vec![unknown.clone()]), &ExchangeRates::none())?;
/// assert_eq!(quote.verdict(), Verdict::Refused);
/// assert_eq!(quote.totals().goods.unwrap().to_string(), "200.00 EUR");
/// assert!(quote.totals().duty.is_none() && quote.totals().total.is_none());
/// assert_eq!(quote.reasons()[0].code(), "hs_code_missing");
///
/// // With a duty of the caller: 12% of 200.00, and 19% VAT on 224.00.
/// let known = unknown.with_duty("12%".parse()?).with_category("clothing".parse()?);
/// let quote = lane.quote(&Cart::new(vec![known]), &ExchangeRates::none())?;
/// let [duty, vat] = quote.charges() else { panic!("one duty and one tax") };
/// assert_eq!((duty.rule.as_str(), duty.amount.to_string()), ("eu.duty", "24.00 EUR".to_owned()));
/// // The rule of a charge is the one that says how much: here the row of the rate.
/// assert_eq!((vat.rule.as_str(), vat.amount.to_string()), ("de.vat.standard", "42.56 EUR".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Quote {
    pub(crate) id: Option<String>,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) currency: Option<Currency>,
    pub(crate) totals: Totals,
    pub(crate) customs: Option<CustomsFigures>,
    pub(crate) lines: Vec<QuoteLine>,
    pub(crate) charges: Vec<Charge>,
    pub(crate) remarks: Remarks,
    pub(crate) data: Option<DataUsed>,
    pub(crate) range: Option<QuoteRange>,
    /// Codes cut short leave the totals open between two ends that are both held.
    pub(crate) has_range: bool,
    pub(crate) scratch: Scratch,
    pub(crate) whole_numbers: Memory,
}

/// The totals at both ends of what tariff codes cut short leave open.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct QuoteRange {
    /// With the lowest duty of the national lines that the goods may fall under.
    pub lowest: Totals,
    /// With the highest.
    pub highest: Totals,
}

/// The sums of a quote in its currency. A sum that depends on something unknown is absent, never zero.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
pub struct Totals {
    /// The goods before the discount.
    pub goods: Option<Money>,
    /// Transport.
    pub shipping: Option<Money>,
    /// Insurance.
    pub insurance: Option<Money>,
    /// What is taken off the goods.
    pub discount: Option<Money>,
    /// Customs duty with additional duties.
    pub duty: Option<Money>,
    /// Import VAT, GST, sales tax or their substitute.
    pub tax: Option<Money>,
    /// Fees of the state and of carriers.
    pub fees: Option<Money>,
    /// Goods, shipping and insurance less the discount, with duty, tax and fees.
    pub total: Option<Money>,
    /// What of the total is paid in the shop.
    pub due_at_checkout: Option<Money>,
    /// What of the total is paid at the door.
    pub due_on_delivery: Option<Money>,
}

/// What customs sees.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CustomsFigures {
    /// The territory whose duty applies.
    pub territory: TerritoryCode,
    /// The territory whose tax applies.
    pub tax_territory: TerritoryCode,
    /// The currency of customs value and charges.
    pub currency: Currency,
    /// The customs value of all goods.
    pub customs_value: Option<Money>,
    /// What tax is taken on.
    pub tax_base: Option<Money>,
    /// The collection scheme that is used.
    pub scheme: Option<RuleId>,
}

/// One line of the cart in the answer, in the answer's currency.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct QuoteLine {
    /// The shop's own number.
    pub sku: Option<Arc<str>>,
    /// The customs value of the line.
    pub customs_value: Option<Money>,
    /// Duty on the line.
    pub duty: Option<Money>,
    /// Tax on the line.
    pub tax: Option<Money>,
    /// The line's share of fees.
    pub fees: Option<Money>,
}

/// One charge in the customs currency, with the rule it rests on.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Charge {
    /// The rule that says how much.
    pub rule: RuleId,
    /// Duty, additional duty, tax or fee.
    pub kind: ChargeKind,
    /// What the buyer reads.
    pub name: Arc<str>,
    /// The line of the cart, counted from 0; `None` for a charge on the whole consignment.
    pub line: Option<usize>,
    /// What the rate is taken on, after its own rounding or gross-up.
    pub base: Money,
    /// The rate.
    pub rate: ChargeRate,
    /// What is charged.
    pub amount: Money,
    /// When the buyer pays it.
    pub collected: Collected,
    /// The law, its days and its evidence.
    pub basis: Basis,
}

/// A rate as it stands in the rule.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ChargeRate {
    /// A share of the base: 0.19 for 19%.
    Share(Decimal),
    /// A fraction of the base, such as 22/78.
    Fraction {
        /// Above the line.
        numerator: Decimal,
        /// Below the line.
        denominator: Decimal,
    },
    /// A duty in a tariff's notation.
    Duty(DutyExpression),
    /// A sum of money.
    Sum {
        /// The sum.
        amount: ExactMoney,
        /// For what it is charged once: `item`, `line`, `consignment` or `unit`.
        per: &'static str,
        /// A rate that comes on top of the sum.
        plus: Option<DutyExpression>,
    },
    /// A step of a bracket table.
    Bracket {
        /// The share of the base.
        share: Decimal,
        /// What is taken off.
        less: Option<ExactMoney>,
    },
}

/// What a charge rests on.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Basis {
    /// The law or publication.
    pub source: Arc<Source>,
    /// First day of the row; `None` for a figure of the caller.
    pub from: Option<Date>,
    /// Last day of the row, if it has one.
    pub to: Option<Date>,
    /// How well it is evidenced: the weakest of the rows that make up the charge.
    pub evidence: Evidence,
}

/// The state of the data that an answer used.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DataUsed {
    /// The day for which the rules were researched.
    pub rules_as_of: Option<Date>,
    /// The day of the exchange rates, if any were used.
    pub rates_as_of: Option<Date>,
    /// The edition of the tariff and how many codes of it are held, if one was used.
    pub tariff: Option<Arc<str>>,
}

impl Quote {
    /// How far the quote can be relied on.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict.unwrap_or(Verdict::Refused)
    }

    /// Why it is not firm.
    #[must_use]
    pub fn reasons(&self) -> &[Remark] {
        &self.remarks.reasons
    }

    /// What was assumed and what else the reader must know.
    #[must_use]
    pub fn notices(&self) -> &[Remark] {
        &self.remarks.notices
    }

    /// The sums.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Both ends of what codes cut short leave open. [`RuleBook::quote`](crate::RuleBook::quote) works them out;
    /// on a prepared lane [`Lane::range`](super::Lane::range) does.
    #[must_use]
    pub fn range(&self) -> Option<&QuoteRange> {
        self.range.as_ref()
    }

    /// What customs sees.
    #[must_use]
    pub fn customs(&self) -> Option<&CustomsFigures> {
        self.customs.as_ref()
    }

    /// The lines in the order of the cart.
    #[must_use]
    pub fn lines(&self) -> &[QuoteLine] {
        &self.lines
    }

    /// Every charge, in the order of computing.
    #[must_use]
    pub fn charges(&self) -> &[Charge] {
        &self.charges
    }

    /// The currency of totals and lines.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// The state of the data behind the answer.
    #[must_use]
    pub fn data(&self) -> Option<&DataUsed> {
        self.data.as_ref()
    }

    /// The caller's name for the question.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Says which fees were converted at a rate of the data, because the caller's table lacks their currency.
    pub(crate) fn say_rates_from_data(&mut self, cart: &Cart, table: Option<&RateTable>, day: Date) {
        for fee in cart.carrier_fees.iter().flatten() {
            let currency = fee.amount.currency();
            if table.is_some_and(|table| !table.knows(currency)) {
                self.remarks.inform(None, Subject::RateFromData { currency, day });
            }
        }
    }

    /// Empties the answer and keeps its memory.
    pub(crate) fn clear(&mut self) {
        self.id = None;
        self.verdict = None;
        self.currency = None;
        self.totals = Totals::default();
        self.customs = None;
        self.lines.clear();
        self.charges.clear();
        self.remarks.clear();
        self.data = None;
        self.range = None;
        self.has_range = false;
    }
}

impl fmt::Display for ChargeRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(share) => write_percent(f, *share),
            Self::Fraction { numerator, denominator } => write!(f, "{numerator}/{denominator}"),
            Self::Duty(duty) => write!(f, "{duty}"),
            Self::Sum { amount, per, plus } => {
                let digits = amount.currency().digits().max(amount.amount().normalize().scale());
                let mut sum = amount.amount();
                sum.rescale(digits);
                write!(f, "{sum} {}/{per}", amount.currency())?;
                match plus {
                    Some(plus) => write!(f, " + {plus}"),
                    None => Ok(()),
                }
            }
            Self::Bracket { share, less } => {
                write_percent(f, *share)?;
                match less.filter(|less| !less.amount().is_zero()) {
                    Some(less) => write!(f, " - {} {}", less.amount().normalize(), less.currency()),
                    None => Ok(()),
                }
            }
        }
    }
}

/// A rate as text: `19%` for 0.19.
pub(super) fn percent_text(share: Decimal) -> String {
    ChargeRate::Share(share).to_string()
}

fn write_percent(f: &mut fmt::Formatter<'_>, share: Decimal) -> fmt::Result {
    match share.checked_mul(Decimal::ONE_HUNDRED) {
        Some(percent) => write!(f, "{}%", percent.normalize()),
        None => write!(f, "{share}"),
    }
}

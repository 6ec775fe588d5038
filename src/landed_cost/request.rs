//! What a shop asks: a lane (from where to where, when, on which terms) and a cart.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::words::{Buyer, Nature, Reliefs, Terms, Transport};
use crate::fx::RateTable;
use crate::goods::{Category, DutyExpression, HsCode, Measures, PartValues};
use crate::money::{Currency, ExactMoney};
use crate::place::{Address, Country};
use crate::time::Date;

/// A whole question, as a shop's backend sends and stores it; its JSON is the `landed_cost` request.
///
/// ```
/// use landfall::landed_cost::LandedCostRequest;
///
/// let request = LandedCostRequest::from_json(
///     r#"{"ask": "landed_cost", "date": "2026-11-21", "ship_from": "US", "destination": {"country": "DE"},
///         "items": [{"quantity": "2", "unit_price": {"amount": "20.00", "currency": "USD"}}]}"#,
/// )?;
/// assert_eq!(request.cart.items.len(), 1);
/// # Ok::<(), landfall::landed_cost::RequestError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LandedCostRequest {
    /// The caller's name for the question; comes back with the answer.
    pub id: Option<String>,
    /// Everything that does not depend on the goods.
    pub lane: LaneRequest,
    /// The goods and what is charged for sending them.
    pub cart: Cart,
    /// The caller's rates; they replace the embedded ones for customs value, thresholds and answer alike.
    pub exchange_rates: Option<RateTable>,
}

impl LandedCostRequest {
    /// A question with the embedded exchange rates.
    #[must_use]
    pub fn new(lane: LaneRequest, cart: Cart) -> Self {
        Self { id: None, lane, cart, exchange_rates: None }
    }

    /// The same question under a name of the caller's, which comes back with the answer.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same question with the caller's exchange rates.
    #[must_use]
    pub fn with_exchange_rates(mut self, rates: RateTable) -> Self {
        self.exchange_rates = Some(rates);
        self
    }
}

/// What a lane depends on: everything of a question but the goods.
///
/// ```
/// use landfall::landed_cost::{LaneRequest, Terms};
///
/// let lane = LaneRequest::new("US".parse()?, "DE".parse()?, "2026-11-21".parse()?)
///     .with_registration("IOSS")
///     .with_terms(Terms::Dap);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LaneRequest {
    /// The day on which the goods are entered for customs.
    pub date: Date,
    /// Where the goods are sent from.
    pub ship_from: Country,
    /// Where they go.
    pub destination: Address,
    /// The currency of the answer; the destination's if left out.
    pub currency: Option<Currency>,
    /// Who pays on arrival; delivered duty paid if left out.
    pub terms: Terms,
    /// How the goods travel; by courier if left out.
    pub transport: Transport,
    /// Sale or gift.
    pub nature: Nature,
    /// Consumer or business.
    pub buyer: Buyer,
    /// The seller's registrations.
    pub seller: Seller,
    /// Whether a preferential origin is claimed.
    pub preference_claimed: bool,
    /// Whether the proof that the preference asks for is at hand; without it a claim makes an estimate.
    pub proof_of_origin: bool,
    /// Whether low-value reliefs are claimed.
    pub reliefs: Reliefs,
    /// What the buyer has imported before in the period that a rule counts, where the caller knows it.
    pub prior_imports: Option<PriorImports>,
    /// The day on which the goods were loaded on the means of transport that brings them, where the caller knows
    /// it; new duties often spare what was loaded before.
    pub loaded_on: Option<Date>,
}

/// What one person has imported before this consignment in the period that a rule counts, mostly a calendar year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriorImports {
    /// How many consignments.
    pub consignments: u32,
    /// What they were worth.
    pub value: ExactMoney,
}

/// What matters of the seller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seller {
    /// Collection schemes and other registrations, such as `IOSS` or `GB_VAT`.
    pub registrations: Vec<String>,
    /// Whether the sale is made through a marketplace.
    pub marketplace: bool,
}

impl LaneRequest {
    /// A sale to a consumer by courier, delivered duty paid.
    #[must_use]
    pub fn new(ship_from: Country, destination: Address, date: Date) -> Self {
        Self {
            date,
            ship_from,
            destination,
            currency: None,
            terms: Terms::Ddp,
            transport: Transport::Courier,
            nature: Nature::Sale,
            buyer: Buyer::Consumer,
            seller: Seller::default(),
            preference_claimed: false,
            proof_of_origin: false,
            reliefs: Reliefs::Apply,
            prior_imports: None,
            loaded_on: None,
        }
    }

    /// The same lane with a preferential origin claimed and the proof for it at hand.
    #[must_use]
    pub fn with_proof_of_origin(mut self) -> Self {
        self.preference_claimed = true;
        self.proof_of_origin = true;
        self
    }

    /// The same lane for goods that were loaded on `day` on the means of transport that brings them.
    #[must_use]
    pub fn with_loaded_on(mut self, day: Date) -> Self {
        self.loaded_on = Some(day);
        self
    }

    /// The same lane for a buyer of whom earlier imports are known.
    #[must_use]
    pub fn with_prior_imports(mut self, prior: PriorImports) -> Self {
        self.prior_imports = Some(prior);
        self
    }

    /// The same lane with the answer in `currency`.
    #[must_use]
    pub fn with_currency(mut self, currency: Currency) -> Self {
        self.currency = Some(currency);
        self
    }

    /// The same lane on other terms.
    #[must_use]
    pub fn with_terms(mut self, terms: Terms) -> Self {
        self.terms = terms;
        self
    }

    /// The same lane by other transport.
    #[must_use]
    pub fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    /// The same lane for a sale or a gift.
    #[must_use]
    pub fn with_nature(mut self, nature: Nature) -> Self {
        self.nature = nature;
        self
    }

    /// The same lane to a consumer or a business.
    #[must_use]
    pub fn with_buyer(mut self, buyer: Buyer) -> Self {
        self.buyer = buyer;
        self
    }

    /// The same lane for a seller who holds one more registration.
    #[must_use]
    pub fn with_registration(mut self, registration: impl Into<String>) -> Self {
        self.seller.registrations.push(registration.into());
        self
    }

    /// The same lane for a sale through a marketplace.
    #[must_use]
    pub fn through_marketplace(mut self) -> Self {
        self.seller.marketplace = true;
        self
    }

    /// The same lane with a preferential origin claimed.
    #[must_use]
    pub fn with_preference_claimed(mut self) -> Self {
        self.preference_claimed = true;
        self
    }

    /// The same lane with low-value reliefs claimed or not.
    #[must_use]
    pub fn with_reliefs(mut self, reliefs: Reliefs) -> Self {
        self.reliefs = reliefs;
        self
    }
}

/// The goods of one consignment and what is charged for sending them.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Cart {
    /// The goods, one line a kind.
    pub items: Vec<Item>,
    /// What the buyer pays for transport.
    pub shipping: Option<ExactMoney>,
    /// What the buyer pays for insurance.
    pub insurance: Option<ExactMoney>,
    /// What is taken off the goods; spread over the lines by value.
    pub discount: Option<ExactMoney>,
    /// The carrier's fees as the caller knows them; they replace those of the data.
    pub carrier_fees: Option<Vec<CarrierFee>>,
    /// Whether the prices, shipping, insurance and discount hold the destination's tax.
    pub prices_include_tax: bool,
}

impl Cart {
    /// A cart of these goods.
    #[must_use]
    pub fn new(items: Vec<Item>) -> Self {
        Self { items, ..Self::default() }
    }

    /// The currencies of goods, shipping, insurance and discount.
    pub(crate) fn currencies(&self) -> impl Iterator<Item = Currency> {
        let charges = [self.shipping, self.insurance, self.discount].into_iter().flatten();
        self.items.iter().map(|item| item.unit_price).chain(charges).map(ExactMoney::currency)
    }

    /// The same cart with a charge for shipping.
    #[must_use]
    pub fn with_shipping(mut self, shipping: ExactMoney) -> Self {
        self.shipping = Some(shipping);
        self
    }

    /// The same cart with a charge for insurance.
    #[must_use]
    pub fn with_insurance(mut self, insurance: ExactMoney) -> Self {
        self.insurance = Some(insurance);
        self
    }

    /// The same cart with a discount on the goods.
    #[must_use]
    pub fn with_discount(mut self, discount: ExactMoney) -> Self {
        self.discount = Some(discount);
        self
    }

    /// The same cart with the carrier's own fees.
    #[must_use]
    pub fn with_carrier_fees(mut self, fees: Vec<CarrierFee>) -> Self {
        self.carrier_fees = Some(fees);
        self
    }

    /// The same cart with prices that hold the destination's tax.
    #[must_use]
    pub fn with_tax_included(mut self) -> Self {
        self.prices_include_tax = true;
        self
    }
}

/// One line of a cart.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Item {
    /// The shop's own number.
    pub sku: Option<Arc<str>>,
    /// What the goods are.
    pub description: Option<Arc<str>>,
    /// Their code in the Harmonized System or a national tariff.
    pub hs_code: Option<HsCode>,
    /// Their category for tax; found from the code if left out.
    pub category: Option<Category>,
    /// Where they were made; the place of dispatch if left out, and a notice says so.
    pub origin: Option<Country>,
    /// How many.
    pub quantity: Decimal,
    /// The price of one.
    pub unit_price: ExactMoney,
    /// Net mass and further measures of the whole line.
    pub measures: Measures,
    /// What the parts of the goods are worth that the tariff rates by themselves, such as the case and the strap of a
    /// watch: for the whole line, in the currency of the unit price.
    pub part_values: PartValues,
    /// A duty in place of the tariff's rate.
    pub duty: Option<DutyExpression>,
    /// A duty for each tariff, where a place stands under two.
    pub duty_by_tariff: BTreeMap<String, DutyExpression>,
    /// Additional duties in place of those of the data; an empty list means none.
    pub additional_duties: Option<Arc<[DutyExpression]>>,
    /// A tax rate in place of the category's, as a number: 0.05 for 5%.
    pub tax: Option<Decimal>,
}

impl Item {
    /// A line with only what every line must have.
    #[must_use]
    pub fn new(quantity: Decimal, unit_price: ExactMoney) -> Self {
        Self {
            sku: None,
            description: None,
            hs_code: None,
            category: None,
            origin: None,
            quantity,
            unit_price,
            measures: Measures::default(),
            part_values: PartValues::default(),
            duty: None,
            duty_by_tariff: BTreeMap::new(),
            additional_duties: None,
            tax: None,
        }
    }

    /// The same line with the shop's number.
    #[must_use]
    pub fn with_sku(mut self, sku: impl Into<Arc<str>>) -> Self {
        self.sku = Some(sku.into());
        self
    }

    /// The same line with words for what the goods are.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<Arc<str>>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The same line with its tariff code.
    #[must_use]
    pub fn with_hs_code(mut self, code: HsCode) -> Self {
        self.hs_code = Some(code);
        self
    }

    /// The same line with its category.
    #[must_use]
    pub fn with_category(mut self, category: Category) -> Self {
        self.category = Some(category);
        self
    }

    /// The same line with its origin.
    #[must_use]
    pub fn with_origin(mut self, origin: Country) -> Self {
        self.origin = Some(origin);
        self
    }

    /// The same line with what its separately rated parts are worth.
    ///
    /// ```
    /// use landfall::RuleBook;
    /// use landfall::goods::{PartValues, ValuePart};
    /// use landfall::landed_cost::{Cart, ExchangeRates, Item, LaneRequest};
    ///
    /// // A Swiss watch of 100 dollars with a case of 30, a strap of 10 and a battery of 2, under a duty of the tariff's form:
    /// // 0.44 dollars, 6% of case and strap, 5.3% of the battery: 0.44 + 2.40 + 0.11 = 2.95.
    /// let parts = PartValues::default()
    ///     .with(ValuePart::Case, 30.into())
    ///     .with(ValuePart::Strap, 10.into())
    ///     .with(ValuePart::Battery, 2.into());
    /// let watch = Item::new(1.into(), "100 USD".parse()?)
    ///     .with_duty("44¢ each + 6% on the case and strap + 5.3% on the battery".parse()?)
    ///     .with_additional_duties([])
    ///     .with_part_values(parts);
    /// let lane = RuleBook::embedded().lane(&LaneRequest::new("CH".parse()?, "US".parse()?, "2026-11-21".parse()?))?;
    /// let quote = lane.quote(&Cart::new(vec![watch]), &ExchangeRates::none())?;
    /// assert_eq!(quote.totals().duty.unwrap().to_string(), "2.95 USD");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_part_values(mut self, parts: PartValues) -> Self {
        self.part_values = parts;
        self
    }

    /// The same line with its measures.
    #[must_use]
    pub fn with_measures(mut self, measures: Measures) -> Self {
        self.measures = measures;
        self
    }

    /// The same line with a duty in place of the tariff's.
    #[must_use]
    pub fn with_duty(mut self, duty: DutyExpression) -> Self {
        self.duty = Some(duty);
        self
    }

    /// The same line with a duty in place of the rate of one tariff, such as `EU`.
    #[must_use]
    pub fn with_duty_by_tariff(mut self, tariff: impl Into<String>, duty: DutyExpression) -> Self {
        self.duty_by_tariff.insert(tariff.into(), duty);
        self
    }

    /// The same line with additional duties in place of those of the data.
    #[must_use]
    pub fn with_additional_duties(mut self, duties: impl Into<Arc<[DutyExpression]>>) -> Self {
        self.additional_duties = Some(duties.into());
        self
    }

    /// The same line with a tax rate in place of the category's: 0.05 for 5%.
    #[must_use]
    pub fn with_tax(mut self, rate: Decimal) -> Self {
        self.tax = Some(rate);
        self
    }
}

/// A fee of the carrier as the caller knows it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CarrierFee {
    /// What the carrier calls it.
    pub name: Arc<str>,
    /// The fee for the consignment.
    pub amount: ExactMoney,
    /// Whether import tax is taken on it too.
    pub in_tax_base: bool,
}

impl CarrierFee {
    /// A fee outside the tax base.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, amount: ExactMoney) -> Self {
        Self { name: name.into(), amount, in_tax_base: false }
    }

    /// The same fee as part of the tax base.
    #[must_use]
    pub fn in_tax_base(mut self) -> Self {
        self.in_tax_base = true;
        self
    }
}

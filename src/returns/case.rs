use super::{
    Buyer, BuyerGroup, Category, Channel, Fact, Facts, LeftWith, Reason, ReturnPolicy, ReturnsError,
};
use crate::money::ExactMoney;
use crate::place::{Country, Region};
use crate::rules::RuleId;
use crate::time::Date;

/// What happened and what is asked: events and facts, no conclusions.
///
/// An event without a day has not happened. A fact that is not said is open, unless the category answers it.
///
/// ```
/// use landfall::RuleBook;
/// use landfall::returns::{Category, Fact, Outcome, Reason, ReturnCase};
///
/// // Underwear with a hygiene seal: what counts is whether the buyer broke it.
/// let case = ReturnCase::new("FR".parse()?, Category::Underwear, Reason::ChangeOfMind, "2026-11-10".parse()?)
///     .with_delivered("2026-11-02".parse()?);
/// let book = RuleBook::embedded();
/// let open = book.decide_return(&case)?;
/// assert_eq!(open.outcome, Outcome::NeedFacts);
/// assert_eq!(open.missing, ["facts.seal_broken"]);
/// let told = book.decide_return(&case.with_fact(Fact::SealBroken, true))?;
/// assert_eq!(told.outcome, Outcome::NotEligible);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ReturnCase {
    /// The caller's name for the case.
    pub id: Option<String>,
    /// Where the buyer lives.
    pub country: Country,
    /// The part of that country, where its law differs.
    pub region: Option<Region>,
    /// Where the seller is established.
    pub seller_country: Option<Country>,
    /// How the contract was made.
    pub channel: Channel,
    /// Who bought.
    pub buyer: Buyer,
    /// A group of buyers that some laws protect.
    pub buyer_group: Option<BuyerGroup>,
    /// What was bought.
    pub category: Category,
    /// Why it should go back.
    pub reason: Reason,
    /// The day on which the question is asked.
    pub today: Date,
    /// When the contract was made.
    pub ordered: Option<Date>,
    /// What was delivered and to whom, part by part.
    pub deliveries: Vec<Delivery>,
    /// The day for which delivery was promised.
    pub promised_delivery: Option<Date>,
    /// When the buyer told the seller; until then today counts.
    pub notice: Option<Date>,
    /// When the buyer sent the goods back.
    pub sent_back: Option<Date>,
    /// When the seller had them back.
    pub received_back: Option<Date>,
    /// When the fault was seen.
    pub defect_seen: Option<Date>,
    /// When the information came that should have come before the order.
    pub informed_on: Option<Date>,
    /// When the buyer got the copy of the contract.
    pub contract_copy_received: Option<Date>,
    /// When the buyer got the document with the terms.
    pub contract_document_received: Option<Date>,
    /// When the buyer asked for a repair.
    pub repair_requested: Option<Date>,
    /// When the repaired goods came back.
    pub repaired_back: Option<Date>,
    /// When a subscription was renewed for money.
    pub renewed_on: Option<Date>,
    /// What else was said.
    pub facts: Facts,
    /// What the buyer paid to the seller.
    pub paid: Option<Paid>,
    /// What customs did.
    pub import: Option<Import>,
    /// What the seller itself promises.
    pub policy: Option<ReturnPolicy>,
}

/// One delivery: the day on which the carrier left it, and the day on which the buyer had it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delivery {
    /// The day on which the buyer had the goods.
    pub had: Option<Date>,
    /// The day on which the carrier left the goods with somebody else, and with whom.
    pub left: Option<(Date, Option<LeftWith>)>,
}

impl Delivery {
    /// The day on which the buyer had the goods in the eyes of the law: a person whom the buyer named counts as
    /// the buyer, a neighbour whom the buyer did not name does not.
    #[must_use]
    pub fn possession(self) -> Option<Date> {
        match self.left {
            Some((day, Some(LeftWith::PersonNamedByConsumer))) => {
                Some(self.had.map_or(day, |had| had.min(day)))
            }
            _ => self.had,
        }
    }
}

/// What the buyer paid to the seller, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paid {
    /// The price of the goods.
    pub goods: ExactMoney,
    /// Standard delivery.
    pub standard_shipping: Option<ExactMoney>,
    /// What express delivery cost on top.
    pub express_extra: Option<ExactMoney>,
    /// Duty.
    pub duty: Option<ExactMoney>,
    /// Tax that is not in the price of the goods.
    pub tax: Option<ExactMoney>,
}

impl Paid {
    /// The price of the goods, and nothing else.
    #[must_use]
    pub const fn goods(goods: ExactMoney) -> Self {
        Self { goods, standard_shipping: None, express_extra: None, duty: None, tax: None }
    }

    /// The same with standard delivery.
    #[must_use]
    pub const fn with_standard_shipping(mut self, sum: ExactMoney) -> Self {
        self.standard_shipping = Some(sum);
        self
    }

    /// The same with what express delivery cost on top.
    #[must_use]
    pub const fn with_express_extra(mut self, sum: ExactMoney) -> Self {
        self.express_extra = Some(sum);
        self
    }

    /// The same with duty.
    #[must_use]
    pub const fn with_duty(mut self, sum: ExactMoney) -> Self {
        self.duty = Some(sum);
        self
    }

    /// The same with tax that is not in the price.
    #[must_use]
    pub const fn with_tax(mut self, sum: ExactMoney) -> Self {
        self.tax = Some(sum);
        self
    }

    /// The currency of the price.
    #[must_use]
    pub fn currency(&self) -> crate::money::Currency {
        self.goods.currency()
    }
}

/// What customs did on the way in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Import {
    /// When customs accepted the declaration.
    pub declaration_accepted: Option<Date>,
    /// When the duty was notified, which is mostly the day of release.
    pub debt_notified: Option<Date>,
    /// The rules of the duties that were charged, as the landed-cost answer names them.
    pub duty_rules: Vec<RuleId>,
    /// Whether the seller took the import tax with the price, under a one-stop scheme.
    pub tax_taken_by_seller: Option<bool>,
}

impl Import {
    /// The days of acceptance and notification.
    #[must_use]
    pub fn new(declaration_accepted: Option<Date>, debt_notified: Option<Date>) -> Self {
        Self { declaration_accepted, debt_notified, ..Self::default() }
    }

    /// The same with a duty that was charged, by its rule.
    #[must_use]
    pub fn with_duty_rule(mut self, rule: RuleId) -> Self {
        self.duty_rules.push(rule);
        self
    }

    /// The same, saying whether the seller took the import tax with the price.
    #[must_use]
    pub const fn with_tax_taken_by_seller(mut self, yes: bool) -> Self {
        self.tax_taken_by_seller = Some(yes);
        self
    }
}

/// Declares builders for the days of a case.
macro_rules! days {
    ($($name:ident => $field:ident: $doc:literal,)+) => {
        $(
            #[doc = $doc]
            #[must_use]
            pub const fn $name(mut self, day: Date) -> Self {
                self.$field = Some(day);
                self
            }
        )+
    };
}

impl ReturnCase {
    /// A case of a consumer who ordered online.
    #[must_use]
    pub fn new(country: Country, category: Category, reason: Reason, today: Date) -> Self {
        Self {
            id: None,
            country,
            region: None,
            seller_country: None,
            channel: Channel::Online,
            buyer: Buyer::Consumer,
            buyer_group: None,
            category,
            reason,
            today,
            ordered: None,
            deliveries: Vec::new(),
            promised_delivery: None,
            notice: None,
            sent_back: None,
            received_back: None,
            defect_seen: None,
            informed_on: None,
            contract_copy_received: None,
            contract_document_received: None,
            repair_requested: None,
            repaired_back: None,
            renewed_on: None,
            facts: Facts::default(),
            paid: None,
            import: None,
            policy: None,
        }
    }

    /// The same case with the caller's name for it.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same case in a part of the country.
    #[must_use]
    pub const fn with_region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// The same case with a seller established there.
    #[must_use]
    pub const fn with_seller_country(mut self, country: Country) -> Self {
        self.seller_country = Some(country);
        self
    }

    /// The same case with a contract made in this way.
    #[must_use]
    pub const fn with_channel(mut self, channel: Channel) -> Self {
        self.channel = channel;
        self
    }

    /// The same case with this buyer.
    #[must_use]
    pub const fn with_buyer(mut self, buyer: Buyer) -> Self {
        self.buyer = buyer;
        self
    }

    /// The same case with a buyer of this group.
    #[must_use]
    pub const fn with_buyer_group(mut self, group: BuyerGroup) -> Self {
        self.buyer_group = Some(group);
        self
    }

    /// The same case with goods that the buyer had on this day; more of them for an order in parts.
    #[must_use]
    pub fn with_delivered(mut self, day: Date) -> Self {
        self.deliveries.push(Delivery { had: Some(day), left: None });
        self
    }

    /// The same case with one more delivery.
    #[must_use]
    pub fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.deliveries.push(delivery);
        self
    }

    days! {
        with_ordered => ordered: "The same case, ordered on this day.",
        with_promised_delivery => promised_delivery: "The same case with delivery promised for this day.",
        with_notice => notice: "The same case with notice given on this day.",
        with_sent_back => sent_back: "The same case with goods sent back on this day.",
        with_received_back => received_back: "The same case with goods that the seller had back on this day.",
        with_defect_seen => defect_seen: "The same case with a fault seen on this day.",
        with_informed_on => informed_on: "The same case with the information given on this day only.",
        with_contract_copy_received => contract_copy_received: "The same case with the copy of the contract received on this day.",
        with_contract_document_received => contract_document_received: "The same case with the terms received on this day.",
        with_repair_requested => repair_requested: "The same case with a repair asked for on this day.",
        with_repaired_back => repaired_back: "The same case with repaired goods back on this day.",
        with_renewed_on => renewed_on: "The same case with a subscription renewed on this day.",
    }

    /// The same case with one more fact.
    #[must_use]
    pub const fn with_fact(mut self, fact: Fact, yes: bool) -> Self {
        self.facts = self.facts.with(fact, yes);
        self
    }

    /// The same case with what was paid.
    #[must_use]
    pub const fn with_paid(mut self, paid: Paid) -> Self {
        self.paid = Some(paid);
        self
    }

    /// The same case with what customs did.
    #[must_use]
    pub fn with_import(mut self, import: Import) -> Self {
        self.import = Some(import);
        self
    }

    /// The same case with the seller's promise.
    #[must_use]
    pub fn with_policy(mut self, policy: ReturnPolicy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// The day on which the buyer uses the right.
    #[must_use]
    pub fn exercised(&self) -> Date {
        self.notice.unwrap_or(self.today)
    }

    /// The last day on which part of the goods arrived; `None` while something is still on the way.
    #[must_use]
    pub fn delivered(&self) -> Option<Date> {
        self.latest(|delivery| delivery.had.or_else(|| delivery.possession()))
    }

    /// The day on which the buyer, or somebody whom the buyer named, had the last of the goods.
    #[must_use]
    pub fn possession(&self) -> Option<Date> {
        self.latest(Delivery::possession)
    }

    /// The latest day of all deliveries, if every one of them has one.
    fn latest(&self, day: impl Fn(Delivery) -> Option<Date>) -> Option<Date> {
        let mut latest = None;
        for delivery in &self.deliveries {
            latest = latest.max(Some(day(*delivery)?));
        }
        latest
    }

    pub(super) fn check(&self) -> Result<(), ReturnsError> {
        if let Some((fact, _)) = self.facts.iter().find(|(fact, _)| !fact.is_declared()) {
            return Err(ReturnsError::FactFromCase { fact: fact.as_str() });
        }
        let delivered = self.delivered();
        let order = [
            ("ordered", self.ordered, "delivered", delivered),
            ("ordered", self.ordered, "notice_date", self.notice),
            ("ordered", self.ordered, "promised_delivery", self.promised_delivery),
            ("delivered", delivered, "defect_seen", self.defect_seen),
            ("sent_back", self.sent_back, "received_back", self.received_back),
            ("facts.repair_requested", self.repair_requested, "facts.repaired_back", self.repaired_back),
        ];
        for (earlier, before, field, day) in order {
            if let (Some(before), Some(day)) = (before, day)
                && day < before
            {
                return Err(ReturnsError::OutOfOrder { field, day, earlier, before });
            }
        }
        let Some(paid) = self.paid else { return Ok(()) };
        let others = [
            ("paid.standard_shipping", paid.standard_shipping),
            ("paid.express_extra", paid.express_extra),
            ("paid.duty", paid.duty),
            ("paid.tax", paid.tax),
        ];
        for (field, sum) in others {
            if let Some(found) = sum.map(ExactMoney::currency).filter(|found| *found != paid.currency()) {
                let (found, expected) = (found.to_string(), paid.currency().to_string());
                return Err(ReturnsError::MixedCurrencies { field, found, expected });
            }
        }
        Ok(())
    }
}

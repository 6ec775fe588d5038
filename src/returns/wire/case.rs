//! Cases as they are written: what holds nothing is left out.

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::shape::CaseIn;
use crate::money::ExactMoney;
use crate::returns::{
    Delivery, Fact, Facts, Import, Paid, PolicyFee, ReturnCase, ReturnPolicy, Season, Window,
};
use crate::time::Date;
use crate::wire::Object;

impl<'de> Deserialize<'de> for ReturnCase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Object(wire) = Object::<CaseIn>::deserialize(deserializer)?;
        Self::try_from(wire).map_err(serde::de::Error::custom)
    }
}

/// A case as it is written. Of more than two deliveries the first and the latest are: they are what decides.
impl Serialize for ReturnCase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let first = self.deliveries.first().copied().unwrap_or_default();
        let last = self.deliveries.iter().skip(1).filter_map(|delivery| delivery.possession()).max();
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("ask", Self::ASKS.first().unwrap_or(&""))?;
        optional(&mut out, "id", self.id.as_deref())?;
        out.serialize_entry("country", &self.country)?;
        optional(&mut out, "region", self.region)?;
        optional(&mut out, "seller_country", self.seller_country)?;
        out.serialize_entry("channel", &self.channel)?;
        out.serialize_entry("buyer", &self.buyer)?;
        out.serialize_entry("category", &self.category)?;
        out.serialize_entry("reason", &self.reason)?;
        let days = [
            ("ordered", self.ordered),
            ("delivered", first.had),
            ("delivered_last", last),
            ("promised_delivery", self.promised_delivery),
            ("notice_date", self.notice),
            ("sent_back", self.sent_back),
            ("received_back", self.received_back),
            ("defect_seen", self.defect_seen),
            ("informed_on", self.informed_on),
        ];
        for (name, day) in days {
            optional(&mut out, name, day)?;
        }
        out.serialize_entry("today", &self.today)?;
        optional(&mut out, "informed", self.facts.get(Fact::Informed))?;
        let facts = FactsOut { case: self, first };
        if !facts.is_empty() {
            out.serialize_entry("facts", &facts)?;
        }
        optional(&mut out, "paid", self.paid.map(PaidOut::from))?;
        optional(&mut out, "import", self.import.as_ref().map(ImportOut::from))?;
        optional(&mut out, "policy", self.policy.as_ref().map(PolicyOut::from))?;
        out.end()
    }
}

fn optional<M: SerializeMap, T: Serialize>(
    out: &mut M,
    name: &str,
    value: Option<T>,
) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| out.serialize_entry(name, &value))
}

struct FactsOut<'c> {
    case: &'c ReturnCase,
    first: Delivery,
}

impl FactsOut<'_> {
    fn days(&self) -> [(&'static str, Option<Date>); 6] {
        let case = self.case;
        [
            ("left_on", self.first.left.map(|(day, _)| day)),
            ("contract_copy_received_on", case.contract_copy_received),
            ("contract_document_received", case.contract_document_received),
            ("repair_requested", case.repair_requested),
            ("repaired_back", case.repaired_back),
            ("renewed_on", case.renewed_on),
        ]
    }

    fn told(&self) -> Facts {
        self.case.facts.without(Fact::Informed)
    }

    fn is_empty(&self) -> bool {
        let has_day = self.days().iter().any(|(_, day)| day.is_some());
        !has_day && self.told() == Facts::default() && self.case.buyer_group.is_none()
    }
}

impl Serialize for FactsOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        for (fact, yes) in self.told().iter() {
            out.serialize_entry(fact.as_str(), &yes)?;
        }
        optional(&mut out, "buyer_group", self.case.buyer_group)?;
        optional(&mut out, "left_with", self.first.left.and_then(|(_, with)| with))?;
        for (name, day) in self.days() {
            optional(&mut out, name, day)?;
        }
        out.end()
    }
}

#[derive(Serialize)]
struct PaidOut {
    goods: ExactMoney,
    #[serde(skip_serializing_if = "Option::is_none")]
    standard_shipping: Option<ExactMoney>,
    #[serde(skip_serializing_if = "Option::is_none")]
    express_extra: Option<ExactMoney>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duty: Option<ExactMoney>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tax: Option<ExactMoney>,
}

impl From<Paid> for PaidOut {
    fn from(paid: Paid) -> Self {
        let Paid { goods, standard_shipping, express_extra, duty, tax } = paid;
        Self { goods, standard_shipping, express_extra, duty, tax }
    }
}

#[derive(Serialize)]
struct ImportOut<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    declaration_accepted: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    debt_notified: Option<Date>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    duty_rules: Vec<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tax_taken_by_seller: Option<bool>,
}

impl<'c> From<&'c Import> for ImportOut<'c> {
    fn from(import: &'c Import) -> Self {
        Self {
            declaration_accepted: import.declaration_accepted,
            debt_notified: import.debt_notified,
            duty_rules: import.duty_rules.iter().map(crate::rules::RuleId::as_str).collect(),
            tax_taken_by_seller: import.tax_taken_by_seller,
        }
    }
}

#[derive(Serialize)]
struct PolicyOut<'c> {
    accepts_returns: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
    start: &'c str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    categories: Vec<CategoryOut<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fee: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fee_amount: Option<ExactMoney>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_cost: Option<&'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    methods: Vec<&'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    settlements: Vec<&'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    seasons: Vec<SeasonOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refund_days: Option<u32>,
    original_packaging: bool,
}

#[derive(Serialize)]
struct CategoryOut<'c> {
    category: &'c str,
    accepts_returns: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
}

#[derive(Serialize)]
struct SeasonOut {
    ordered_from: Date,
    ordered_to: Date,
    until: Date,
}

fn window(window: Window) -> (bool, Option<u32>) {
    match window {
        Window::Closed => (false, None),
        Window::Unlimited => (true, None),
        Window::Days(days) => (true, Some(days)),
    }
}

impl<'c> From<&'c ReturnPolicy> for PolicyOut<'c> {
    fn from(policy: &'c ReturnPolicy) -> Self {
        let (accepts_returns, days) = window(policy.window);
        let categories = policy.categories.iter().map(|own| {
            let (accepts_returns, days) = window(own.window);
            CategoryOut { category: own.category.as_str(), accepts_returns, days }
        });
        let season = |season: &Season| {
            let Season { ordered_from, ordered_to, until } = *season;
            SeasonOut { ordered_from, ordered_to, until }
        };
        Self {
            accepts_returns,
            days,
            start: policy.start.as_str(),
            categories: categories.collect(),
            fee: policy.fee.and_then(|fee| match fee {
                PolicyFee::Share(share) => Some(super::percent(share)),
                PolicyFee::Sum(_) => None,
            }),
            fee_amount: policy.fee.and_then(|fee| match fee {
                PolicyFee::Share(_) => None,
                PolicyFee::Sum(sum) => Some(sum),
            }),
            return_cost: policy.return_cost.map(crate::returns::Party::as_str),
            methods: policy.methods.iter().map(|word| word.as_str()).collect(),
            settlements: policy.settlements.iter().map(|word| word.as_str()).collect(),
            seasons: policy.seasons.iter().map(season).collect(),
            refund_days: policy.refund_days,
            original_packaging: policy.original_packaging,
        }
    }
}

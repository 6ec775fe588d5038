//! The promise as schema.org's `MerchantReturnPolicy`, in JSON-LD.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::{PolicyFee, PolicyStart, ReturnMethod, ReturnPolicy, Season, Settlement, Window};
use crate::money::{ExactMoney, parse_amount};
use crate::place::Country;
use crate::returns::Party;
use crate::time::Date;

const CONTEXT: &str = "https://schema.org";

/// A promise in one form, and what the form could not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportedPolicy {
    /// The promise.
    pub policy: ReturnPolicy,
    /// The countries for which it is made.
    pub countries: Vec<Country>,
    /// What the text says and the promise cannot hold, by property.
    pub losses: Vec<String>,
}

/// Why a text is no `MerchantReturnPolicy`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{property}: `{found}` found, expected {expected}")]
pub struct SchemaOrgError {
    /// The property that is wrong.
    pub property: &'static str,
    /// What stands there.
    pub found: String,
    /// What should stand there.
    pub expected: &'static str,
}

fn wrong(property: &'static str, found: &Value, expected: &'static str) -> SchemaOrgError {
    SchemaOrgError { property, found: found.to_string(), expected }
}

impl ReturnPolicy {
    /// The promise as a JSON-LD object for the countries for which it is made, and what that form cannot hold.
    ///
    /// ```
    /// use landfall::returns::{Party, ReturnPolicy};
    ///
    /// let policy = ReturnPolicy::days(30).with_return_cost(Party::Seller).with_refund_days(5);
    /// let (object, losses) = policy.to_schema_org(&["DE".parse()?]);
    /// assert_eq!(object["merchantReturnDays"], 30);
    /// assert_eq!(object["returnFees"], "https://schema.org/FreeReturn");
    /// assert_eq!(losses, ["refund_days: schema.org has no property for the days until the money is paid"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_schema_org(&self, countries: &[Country]) -> (Value, Vec<String>) {
        let mut object = Map::new();
        let mut losses = Vec::new();
        let mut set = |name: &str, value: Value| object.insert(name.to_owned(), value);
        set("@context", json!(CONTEXT));
        set("@type", json!("MerchantReturnPolicy"));
        set("applicableCountry", json!(countries.iter().map(|country| country.as_str()).collect::<Vec<_>>()));
        let category = match self.window {
            Window::Days(_) => "MerchantReturnFiniteReturnWindow",
            Window::Unlimited => "MerchantReturnUnlimitedWindow",
            Window::Closed => "MerchantReturnNotPermitted",
        };
        set("returnPolicyCategory", term(category));
        if let Window::Days(days) = self.window {
            set("merchantReturnDays", json!(days));
        }
        match self.return_cost {
            Some(Party::Seller) => drop(set("returnFees", term("FreeReturn"))),
            Some(Party::Consumer) => drop(set("returnFees", term("ReturnFeesCustomerResponsibility"))),
            _ => {}
        }
        match self.fee {
            Some(PolicyFee::Share(share)) => {
                let percent = share.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(Decimal::MAX).normalize();
                // A number of schema.org is the number as it is written.
                let number =
                    serde_json::from_str(&percent.to_string()).unwrap_or_else(|_| json!(percent.to_string()));
                set("restockingFee", number);
            }
            Some(PolicyFee::Sum(sum)) => drop(set("restockingFee", amount(sum))),
            None => {}
        }
        let methods = self.methods.iter().map(|method| match method {
            ReturnMethod::ByMail => term("ReturnByMail"),
            ReturnMethod::InStore => term("ReturnInStore"),
            ReturnMethod::AtKiosk => term("ReturnAtKiosk"),
        });
        set_list(&mut set, "returnMethod", methods.collect());
        let settlements = self.settlements.iter().map(|given| match given {
            Settlement::Refund => term("FullRefund"),
            Settlement::Exchange => term("ExchangeRefund"),
            Settlement::StoreCredit => term("StoreCreditRefund"),
        });
        set_list(&mut set, "refundType", settlements.collect());
        let seasons = self.seasons.iter().map(|season| {
            json!({
                "@type": "MerchantReturnPolicySeasonalOverride",
                "startDate": season.ordered_from.to_string(),
                "endDate": season.ordered_to.to_string(),
                "returnPolicyCategory": term("MerchantReturnFiniteReturnWindow"),
                "merchantReturnDays": season.until.to_string(),
            })
        });
        set_list(&mut set, "returnPolicySeasonalOverride", seasons.collect());
        if self.start == PolicyStart::Purchase && matches!(self.window, Window::Days(_)) {
            losses.push(
                "start: schema.org counts the days from delivery, the promise from the order".to_owned(),
            );
        }
        for own in &self.categories {
            losses.push(format!("categories.{}: one object holds one window for all goods", own.category));
        }
        if self.refund_days.is_some() {
            losses.push(
                "refund_days: schema.org has no property for the days until the money is paid".to_owned(),
            );
        }
        if self.original_packaging {
            losses.push(
                "original_packaging: schema.org knows the condition of goods, not their packaging".to_owned(),
            );
        }
        (Value::Object(object), losses)
    }

    /// Reads a JSON-LD object.
    ///
    /// ```
    /// use landfall::returns::{ReturnPolicy, Window};
    ///
    /// let object = serde_json::json!({
    ///     "@context": "https://schema.org", "@type": "MerchantReturnPolicy", "applicableCountry": "AT",
    ///     "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
    ///     "merchantReturnDays": 60, "itemCondition": "https://schema.org/NewCondition",
    /// });
    /// let read = ReturnPolicy::from_schema_org(&object)?;
    /// assert_eq!(read.policy.window, Window::Days(60));
    /// assert_eq!(read.losses, ["itemCondition"]);
    /// # Ok::<(), landfall::returns::SchemaOrgError>(())
    /// ```
    ///
    /// # Errors
    /// [`SchemaOrgError`] names the property and what was expected.
    pub fn from_schema_org(object: &Value) -> Result<ImportedPolicy, SchemaOrgError> {
        let Some(object) = object.as_object() else {
            return Err(wrong("@type", object, "an object of type `MerchantReturnPolicy`"));
        };
        if object.get("@type").and_then(Value::as_str) != Some("MerchantReturnPolicy") {
            let found = object.get("@type").unwrap_or(&Value::Null);
            return Err(wrong("@type", found, "`MerchantReturnPolicy`"));
        }
        let mut read = ImportedPolicy { policy: Self::days(0), countries: Vec::new(), losses: Vec::new() };
        read.policy.window = window(object)?;
        for (name, value) in object {
            match name.as_str() {
                "@context" | "@type" | "@id" | "returnPolicyCategory" | "merchantReturnDays" => {}
                "applicableCountry" => read.countries = countries(value)?,
                "returnFees" | "customerRemorseReturnFees" => fees(name, value, &mut read)?,
                "restockingFee" => read.policy.fee = Some(restocking(value)?),
                "returnMethod" => methods(value, &mut read)?,
                "refundType" => settlements(value, &mut read)?,
                "returnPolicySeasonalOverride" => seasons(value, &mut read)?,
                other => read.losses.push(other.to_owned()),
            }
        }
        Ok(read)
    }
}

fn term(word: &str) -> Value {
    json!(format!("{CONTEXT}/{word}"))
}

fn amount(sum: ExactMoney) -> Value {
    json!({"@type": "MonetaryAmount", "currency": sum.currency().as_str(), "value": sum.amount().to_string()})
}

/// One value alone is no list.
fn set_list(set: &mut impl FnMut(&str, Value) -> Option<Value>, name: &str, mut values: Vec<Value>) {
    match values.len() {
        0 => {}
        1 => drop(values.pop().and_then(|only| set(name, only))),
        _ => drop(set(name, Value::Array(values))),
    }
}

/// The word of a term, with or without the vocabulary before it.
fn word(value: &Value) -> Option<&str> {
    let text = value.as_str()?;
    Some(text.rsplit_once('/').map_or(text, |(_, word)| word))
}

fn each(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

fn window(object: &Map<String, Value>) -> Result<Window, SchemaOrgError> {
    let category = object.get("returnPolicyCategory").unwrap_or(&Value::Null);
    match word(category) {
        Some("MerchantReturnUnlimitedWindow") => Ok(Window::Unlimited),
        Some("MerchantReturnNotPermitted") => Ok(Window::Closed),
        Some("MerchantReturnFiniteReturnWindow") => {
            let days = object.get("merchantReturnDays").unwrap_or(&Value::Null);
            let number = days.as_u64().and_then(|days| u32::try_from(days).ok());
            number
                .map(Window::Days)
                .ok_or_else(|| wrong("merchantReturnDays", days, "a whole number of days"))
        }
        _ => Err(wrong(
            "returnPolicyCategory",
            category,
            "`MerchantReturnFiniteReturnWindow`, `MerchantReturnUnlimitedWindow` or `MerchantReturnNotPermitted`",
        )),
    }
}

fn countries(value: &Value) -> Result<Vec<Country>, SchemaOrgError> {
    let country = |value: &Value| {
        let code = value.as_str().or_else(|| value.get("name").and_then(Value::as_str));
        let code = code.and_then(|code| code.parse().ok());
        code.ok_or_else(|| wrong("applicableCountry", value, "a country code of two letters"))
    };
    each(value).iter().map(country).collect()
}

fn fees(name: &str, value: &Value, read: &mut ImportedPolicy) -> Result<(), SchemaOrgError> {
    match word(value) {
        Some("FreeReturn") => read.policy.return_cost = Some(Party::Seller),
        Some("ReturnFeesCustomerResponsibility") => read.policy.return_cost = Some(Party::Consumer),
        // The buyer pays a sum for the way back, which the promise cannot hold.
        Some("ReturnShippingFees") => {
            read.policy.return_cost = Some(Party::Consumer);
            read.losses.push(format!("{name}: ReturnShippingFees"));
        }
        Some(other @ ("RestockingFees" | "OriginalShippingFees")) => {
            read.losses.push(format!("{name}: {other}"))
        }
        _ => return Err(wrong("returnFees", value, "a term of `ReturnFeesEnumeration`")),
    }
    Ok(())
}

fn restocking(value: &Value) -> Result<PolicyFee, SchemaOrgError> {
    let expected = "a number of per cent or a `MonetaryAmount` with value and currency";
    let error = || wrong("restockingFee", value, expected);
    let number = |value: &Value| match value {
        Value::Number(number) => parse_amount(&number.to_string()).ok(),
        Value::String(text) => parse_amount(text).ok(),
        _ => None,
    };
    if let Some(percent) = number(value) {
        return percent.checked_mul(Decimal::new(1, 2)).map(PolicyFee::Share).ok_or_else(error);
    }
    let currency = value.get("currency").and_then(Value::as_str).and_then(|code| code.parse().ok());
    let sum = value.get("value").and_then(number).zip(currency);
    sum.map(|(sum, currency)| PolicyFee::Sum(ExactMoney::new(sum, currency))).ok_or_else(error)
}

fn methods(value: &Value, read: &mut ImportedPolicy) -> Result<(), SchemaOrgError> {
    for value in each(value) {
        match word(value) {
            Some("ReturnByMail") => read.policy.methods.push(ReturnMethod::ByMail),
            Some("ReturnInStore") => read.policy.methods.push(ReturnMethod::InStore),
            Some("ReturnAtKiosk") => read.policy.methods.push(ReturnMethod::AtKiosk),
            Some("KeepProduct") => read.losses.push("returnMethod: KeepProduct".to_owned()),
            _ => return Err(wrong("returnMethod", value, "a term of `ReturnMethodEnumeration`")),
        }
    }
    Ok(())
}

fn settlements(value: &Value, read: &mut ImportedPolicy) -> Result<(), SchemaOrgError> {
    for value in each(value) {
        read.policy.settlements.push(match word(value) {
            Some("FullRefund") => Settlement::Refund,
            Some("ExchangeRefund") => Settlement::Exchange,
            Some("StoreCreditRefund") => Settlement::StoreCredit,
            _ => return Err(wrong("refundType", value, "a term of `RefundTypeEnumeration`")),
        });
    }
    Ok(())
}

fn seasons(value: &Value, read: &mut ImportedPolicy) -> Result<(), SchemaOrgError> {
    for value in each(value) {
        let day = |name: &'static str| -> Result<Date, SchemaOrgError> {
            let text = value.get(name).and_then(Value::as_str);
            let day = text.and_then(|text| text.get(..10).unwrap_or(text).parse().ok());
            day.ok_or_else(|| wrong("returnPolicySeasonalOverride", value, "days such as `2026-12-24`"))
        };
        let days = value.get("merchantReturnDays");
        if days.is_some_and(Value::is_u64) {
            // So many days from delivery are no last day.
            read.losses.push("returnPolicySeasonalOverride: merchantReturnDays as a number".to_owned());
            continue;
        }
        let (ordered_from, ordered_to) = (day("startDate")?, day("endDate")?);
        read.policy.seasons.push(Season { ordered_from, ordered_to, until: day("merchantReturnDays")? });
    }
    Ok(())
}

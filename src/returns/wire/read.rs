//! From the texts of a request to a case; every error names its field.

use rust_decimal::Decimal;

use super::ASKS;
use super::shape::{CaseIn, CategoryIn, FactsIn, ImportIn, PaidIn, PolicyIn, Said, SeasonIn};
use crate::money::parse_amount;
use crate::returns::{
    CategoryWindow, Delivery, Fact, Import, LeftWith, Paid, Party, PolicyFee, ReturnCase, ReturnPolicy,
    Season, Window,
};
use crate::time::Date;
use crate::wire::{Object, RequestError, check_ask, code, day, optional, price, word};

impl TryFrom<CaseIn> for ReturnCase {
    type Error = RequestError;

    fn try_from(wire: CaseIn) -> Result<Self, RequestError> {
        check_ask(&wire.ask, ASKS)?;
        let day_of = |text: &Option<String>, field| text.as_deref().map(|text| day(text, field)).transpose();
        let mut case = Self::new(
            code(&wire.country, "unknown_country", "country")?,
            code(&wire.category, "unknown_word", "category")?,
            code(&wire.reason, "unknown_word", "reason")?,
            day(&wire.today, "today")?,
        );
        case.id.clone_from(&wire.id);
        case.region = optional(wire.region.as_ref(), "unknown_region", "region")?;
        case.seller_country = optional(wire.seller_country.as_ref(), "unknown_country", "seller_country")?;
        case.channel = word(wire.channel.as_ref(), "channel", case.channel)?;
        case.buyer = word(wire.buyer.as_ref(), "buyer", case.buyer)?;
        case.ordered = day_of(&wire.ordered, "ordered")?;
        case.promised_delivery = day_of(&wire.promised_delivery, "promised_delivery")?;
        case.notice = day_of(&wire.notice_date, "notice_date")?;
        case.sent_back = day_of(&wire.sent_back, "sent_back")?;
        case.received_back = day_of(&wire.received_back, "received_back")?;
        case.defect_seen = day_of(&wire.defect_seen, "defect_seen")?;
        case.informed_on = day_of(&wire.informed_on, "informed_on")?;
        if let Some(yes) = wire.informed {
            case.facts = case.facts.with(Fact::Informed, yes);
        }
        let mut left = Left::default();
        if let Some(facts) = wire.facts {
            self::facts(&mut case, &mut left, facts).map_err(|error| error.within("facts"))?;
        }
        let had = day_of(&wire.delivered, "delivered")?;
        if let (Some(_), None) = (left.with, left.on) {
            return Err(missing("facts.left_on", "`facts.left_with` needs it"));
        }
        let first = Delivery { had, left: left.on.map(|day| (day, left.with)) };
        if first != Delivery::default() {
            case.deliveries.push(first);
        }
        if let Some(last) = day_of(&wire.delivered_last, "delivered_last")? {
            case.deliveries.push(Delivery { had: Some(last), left: None });
        }
        case.paid = wire
            .paid
            .map(|Object(paid)| self::paid(&paid))
            .transpose()
            .map_err(|error| error.within("paid"))?;
        let import = wire.import.map(|Object(import)| self::import(import)).transpose();
        case.import = import.map_err(|error| error.within("import"))?;
        let policy = wire.policy.map(|Object(policy)| self::policy(&mut case, policy)).transpose();
        case.policy = policy.map_err(|error| error.within("policy"))?;
        Ok(case)
    }
}

/// Where the carrier left the goods.
#[derive(Default)]
struct Left {
    on: Option<Date>,
    with: Option<LeftWith>,
}

fn facts(case: &mut ReturnCase, left: &mut Left, FactsIn(facts): FactsIn) -> Result<(), RequestError> {
    for (name, said) in facts {
        match said {
            Said::YesNo(yes) => {
                let fact: Fact = name.parse().map_err(|_| unknown_fact(&name))?;
                if fact == Fact::Informed {
                    return Err(RequestError::new(
                        "unknown_field",
                        name,
                        "expected as `informed` beside `facts`",
                    ));
                }
                case.facts = case.facts.with(fact, yes);
            }
            Said::Text(text) => {
                let place = match name.as_str() {
                    "left_on" => &mut left.on,
                    "contract_copy_received_on" => &mut case.contract_copy_received,
                    "contract_document_received" | "contract_document_received_on" => {
                        &mut case.contract_document_received
                    }
                    "repair_requested" => &mut case.repair_requested,
                    "repaired_back" => &mut case.repaired_back,
                    "renewed_on" => &mut case.renewed_on,
                    "buyer_group" => {
                        case.buyer_group = Some(code(&text, "unknown_word", &name)?);
                        continue;
                    }
                    "left_with" => {
                        left.with = Some(code(&text, "unknown_word", &name)?);
                        continue;
                    }
                    other if other.parse::<Fact>().is_ok() => {
                        let message = format!("`{text}` found, expected true or false");
                        return Err(RequestError::new("wrong_type", name, message));
                    }
                    _ => return Err(unknown_fact(&name)),
                };
                *place = Some(day(&text, &name)?);
            }
        }
    }
    Ok(())
}

fn unknown_fact(name: &str) -> RequestError {
    RequestError::new("unknown_field", name, format!("unknown fact `{name}`, or not one of yes and no"))
}

fn missing(field: &str, why: &str) -> RequestError {
    RequestError::new("missing_field", field, format!("missing field `{field}`: {why}"))
}

fn paid(wire: &PaidIn) -> Result<Paid, RequestError> {
    let sum = |money: &Option<Object<crate::wire::MoneyIn>>, field| {
        money
            .as_ref()
            .map(|Object(money)| price(money))
            .transpose()
            .map_err(|error: RequestError| error.within(field))
    };
    let mut paid = Paid::goods(price(&wire.goods.0).map_err(|error| error.within("goods"))?);
    paid.standard_shipping = sum(&wire.standard_shipping, "standard_shipping")?;
    paid.express_extra = sum(&wire.express_extra, "express_extra")?;
    paid.duty = sum(&wire.duty, "duty")?;
    paid.tax = sum(&wire.tax, "tax")?;
    Ok(paid)
}

fn import(wire: ImportIn) -> Result<Import, RequestError> {
    let day_of = |text: &Option<String>, field| text.as_deref().map(|text| day(text, field)).transpose();
    let mut import = Import::new(
        day_of(&wire.declaration_accepted, "declaration_accepted")?,
        day_of(&wire.debt_notified, "debt_notified")?,
    );
    for (number, rule) in wire.duty_rules.unwrap_or_default().iter().enumerate() {
        let rule =
            code(rule, "invalid_rule", "").map_err(|error| error.within(&format!("duty_rules[{number}]")))?;
        import = import.with_duty_rule(rule);
    }
    import.tax_taken_by_seller = wire.tax_taken_by_seller;
    Ok(import)
}

fn policy(case: &mut ReturnCase, wire: PolicyIn) -> Result<ReturnPolicy, RequestError> {
    let mut policy = ReturnPolicy::days(0);
    policy.window = window(wire.accepts_returns, wire.days)?;
    if wire.final_sale == Some(true) {
        policy.window = Window::Closed;
        if case.facts.get(Fact::FinalSale).is_none() {
            case.facts = case.facts.with(Fact::FinalSale, true);
        }
    }
    policy.start = word(wire.start.as_ref(), "start", policy.start)?;
    for (number, Object(own)) in wire.categories.unwrap_or_default().into_iter().enumerate() {
        let within = |error: RequestError| error.within(&format!("categories[{number}]"));
        policy.categories.push(category(&own).map_err(within)?);
    }
    policy.fee = match (wire.fee, wire.fee_amount) {
        (None, None) => None,
        (Some(share), None) => Some(PolicyFee::Share(self::share(&share)?)),
        (None, Some(Object(sum))) => {
            Some(PolicyFee::Sum(price(&sum).map_err(|error| error.within("fee_amount"))?))
        }
        (Some(_), Some(_)) => {
            let message = "expected either a share in `fee` or a sum in `fee_amount`";
            return Err(RequestError::new("contradiction", "fee_amount", message));
        }
    };
    policy.return_cost = optional(wire.return_cost.as_ref(), "unknown_word", "return_cost")?;
    if policy.return_cost == Some(Party::Unspecified) {
        policy.return_cost = None;
    }
    policy.methods = list(wire.methods, "methods")?;
    policy.settlements = list(wire.settlements, "settlements")?;
    for (number, Object(season)) in wire.seasons.unwrap_or_default().into_iter().enumerate() {
        let within = |error: RequestError| error.within(&format!("seasons[{number}]"));
        policy.seasons.push(self::season(&season).map_err(within)?);
    }
    policy.refund_days = wire.refund_days;
    policy.original_packaging = wire.original_packaging.unwrap_or(false);
    Ok(policy)
}

/// Without a number of days a shop that takes goods back sets no end.
fn window(accepts: Option<bool>, days: Option<u32>) -> Result<Window, RequestError> {
    match (accepts, days) {
        (Some(false), None) => Ok(Window::Closed),
        (Some(false), Some(_)) => {
            let message = "days found, although `accepts_returns` is false";
            Err(RequestError::new("contradiction", "days", message))
        }
        (Some(true), None) => Ok(Window::Unlimited),
        (_, Some(days)) => Ok(Window::Days(days)),
        (None, None) => {
            Err(missing("accepts_returns", "or `days`, one of them says whether goods come back"))
        }
    }
}

fn category(wire: &CategoryIn) -> Result<CategoryWindow, RequestError> {
    let category = code(&wire.category, "unknown_word", "category")?;
    Ok(CategoryWindow { category, window: window(wire.accepts_returns, wire.days)? })
}

fn season(wire: &SeasonIn) -> Result<Season, RequestError> {
    let season = Season {
        ordered_from: day(&wire.ordered_from, "ordered_from")?,
        ordered_to: day(&wire.ordered_to, "ordered_to")?,
        until: day(&wire.until, "until")?,
    };
    if season.ordered_to < season.ordered_from {
        let message = format!("{} is before {}, the first day", season.ordered_to, season.ordered_from);
        return Err(RequestError::new("out_of_order", "ordered_to", message));
    }
    Ok(season)
}

fn share(text: &str) -> Result<Decimal, RequestError> {
    let percent = text.strip_suffix('%').and_then(|number| parse_amount(number).ok());
    percent
        .filter(|percent| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(percent))
        .and_then(|percent| percent.checked_mul(Decimal::new(1, 2)))
        .ok_or_else(|| {
            let message = format!("`{text}` found, expected a share from `0%` to `100%`, such as `15%`");
            RequestError::new("invalid_rate", "fee", message)
        })
}

fn list<T>(words: Option<Vec<String>>, field: &str) -> Result<Vec<T>, RequestError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let words = words.unwrap_or_default();
    let numbered = words.iter().enumerate();
    numbered
        .map(|(number, text)| {
            code(text, "unknown_word", "").map_err(|error| error.within(&format!("{field}[{number}]")))
        })
        .collect()
}

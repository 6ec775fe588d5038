//! The JSON schema of an answer.
//!
//! An answer is written by hand, so its shape is told again here; `examples/backend/tests/backend/description.rs` holds both together.

use schemars::JsonSchema;

use crate::landed_cost::{ChargeKind, Collected, Quote};
use crate::money::Currency;
use crate::rules::{Evidence, RuleId, Verdict};
use crate::time::Date;
use crate::wire::schema::written_as;

written_as!(Quote = Answer);

/// An object whose unknown fields are left out.
macro_rules! known {
    ($($(#[$doc:meta])* $name:ident as $title:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ })+) => { $(
        $(#[$doc])*
        #[derive(JsonSchema)]
        #[schemars(rename = $title)]
        struct $name { $(
            $(#[$field_doc])*
            #[schemars(skip_serializing_if = "Option::is_none")]
            #[expect(dead_code, reason = "the form only")]
            $field: Option<$type>,
        )+ }
    )+ };
}

/// What a cart costs at the buyer's door. What is not known is absent, never zero.
#[derive(JsonSchema)]
#[schemars(rename = "Quote")]
#[expect(dead_code, reason = "the form only")]
struct Answer {
    id: Option<String>,
    verdict: Verdict,
    reasons: Vec<Remark>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    currency: Option<Currency>,
    totals: Totals,
    #[schemars(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    customs: Option<Customs>,
    lines: Vec<Line>,
    charges: Vec<Charge>,
    notices: Vec<Remark>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    data: Option<Data>,
}

/// Why an answer is not firm, or what was taken as given in it.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the form only")]
struct Remark {
    code: String,
    /// The item that is meant, counted from zero.
    #[schemars(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    message: String,
}

/// The totals if the goods fall under the cheapest and the dearest of the lines that they may fall under.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the form only")]
struct Range {
    lowest: Totals,
    highest: Totals,
}

known! {
    /// Sums in the currency of the answer.
    Totals as "Totals" {
        goods: String,
        shipping: String,
        insurance: String,
        discount: String,
        duty: String,
        tax: String,
        fees: String,
        total: String,
        due_at_checkout: String,
        due_on_delivery: String,
    }

    /// Figures of the declaration, in the customs currency.
    Customs as "CustomsFigures" {
        territory: String,
        tax_territory: String,
        currency: Currency,
        customs_value: String,
        tax_base: String,
        scheme: RuleId,
    }

    /// What one item costs, in the currency of the answer.
    Line as "QuoteLine" {
        sku: String,
        customs_value: String,
        duty: String,
        tax: String,
        fees: String,
    }

    /// The law behind a charge.
    Basis as "Basis" {
        law: String,
        from: Date,
        to: Date,
        evidence: Evidence,
    }

    /// What the answer rests on.
    Data as "DataUsed" {
        rules_as_of: Date,
        rates_as_of: Date,
        tariff: String,
    }
}

/// One duty, tax or fee, in the customs currency.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the form only")]
struct Charge {
    rule: RuleId,
    kind: ChargeKind,
    name: String,
    /// The item that it is for, counted from zero; absent if it is for all of them.
    #[schemars(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    base: String,
    rate: String,
    amount: String,
    currency: Currency,
    collected: Collected,
    basis: Basis,
}

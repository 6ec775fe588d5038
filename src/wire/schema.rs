//! JSON schemas of what is written as a text, and of types that are written as another one.

use schemars::JsonSchema;

use super::{Object, RequestError};

/// One type has the schema of another: that of the shape in which it is written.
macro_rules! written_as {
    ($type:ty = $shape:ty $(, for all $T:ident)?) => {
        impl $(<$T: schemars::JsonSchema>)? schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                <$shape as schemars::JsonSchema>::inline_schema()
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                <$shape as schemars::JsonSchema>::schema_name()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                <$shape as schemars::JsonSchema>::schema_id()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <$shape as schemars::JsonSchema>::json_schema(generator)
            }
        }
    };
}
pub(crate) use written_as;

/// Types that are written as a text.
macro_rules! texts {
    ($($type:ty: $description:literal,)+) => { $(
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "description": $description })
            }
        }
    )+ };
}

texts! {
    crate::place::Country: "Code of ISO 3166-1 in two capital letters.",
    crate::place::Region: "Code of ISO 3166-2 with that of the country in front.",
    crate::money::Currency: "Code of ISO 4217 in three capital letters.",
    crate::goods::HsCode: "Tariff code of two, four, six, eight or ten digits.",
    crate::rules::RuleId: "Name of a rule.",
}

written_as!(Object<T> = T, for all T);
written_as!(RequestError = ErrorAnswer);

/// Why a request could not be answered.
#[derive(JsonSchema)]
#[schemars(rename = "Error")]
#[expect(dead_code, reason = "the form only")]
struct ErrorAnswer {
    /// The `id` of the request, if it could be read.
    id: Option<String>,
    error: What,
}

/// What is wrong, where, and what was expected.
#[derive(JsonSchema)]
#[schemars(rename = "ErrorDetail")]
#[expect(dead_code, reason = "the form only")]
struct What {
    /// Stable, such as `unknown_hs_code`.
    code: String,
    /// Such as `items[0].hs_code`; empty if the whole request is meant.
    field: String,
    message: String,
}

impl JsonSchema for crate::goods::Category {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Category".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let words: Vec<&str> = Self::all().map(Self::as_str).collect();
        schemars::json_schema!({ "type": "string", "enum": words })
    }
}

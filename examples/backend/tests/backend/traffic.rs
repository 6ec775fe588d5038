//! Requests as shops send them: the worked cases of the returns and privacy desks, sample carts, deliveries.

use std::fs;
use std::path::PathBuf;

use landfall::RuleBook;
use serde_json::{Value, json};

/// A path of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    LandedCost,
    Delivery,
    Return,
    Privacy,
}

impl Desk {
    pub const ALL: [Self; 4] = [Self::LandedCost, Self::Delivery, Self::Return, Self::Privacy];

    pub const fn path(self) -> &'static str {
        ["/landed-cost", "/delivery", "/return", "/privacy"][self as usize]
    }

    pub const fn ask(self) -> &'static str {
        ["landed_cost", "delivery", "return", "privacy"][self as usize]
    }

    /// Names of the schemas of its requests and answers.
    pub const fn schemas(self) -> [&'static str; 2] {
        [
            ["LandedCostRequest", "Quote"],
            ["DeliveryRequest", "DeliveryAnswer"],
            ["ReturnCase", "ReturnDecision"],
            ["PrivacyRequest", "PrivacyAnswer"],
        ][self as usize]
    }

    /// What the library says itself, as it would be written; false if it is an error.
    pub fn library(self, book: &RuleBook, text: &str) -> (bool, String) {
        let answer = match self {
            Self::LandedCost => book.quote_json(text).map(|answer| serde_json::to_string(&answer)),
            Self::Delivery => book.delivery_json(text).map(|answer| serde_json::to_string(&answer)),
            Self::Return => book.decide_return_json(text).map(|answer| serde_json::to_string(&answer)),
            Self::Privacy => book.privacy_json(text).map(|answer| serde_json::to_string(&answer)),
        };
        match answer {
            Ok(answer) => (true, answer.unwrap()),
            Err(error) => (false, serde_json::to_string(&error).unwrap()),
        }
    }

    /// Its requests, each with `ask`.
    pub fn requests(self) -> Vec<Value> {
        match self {
            Self::LandedCost => carts(),
            Self::Delivery => deliveries(),
            Self::Return | Self::Privacy => cases(self.ask()),
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The sample carts, each also a second time with a question that every country answers in its own way.
fn carts() -> Vec<Value> {
    let mut carts: Vec<Value> = fs::read_dir(root().join("examples/carts"))
        .unwrap()
        .map(|file| serde_json::from_str(&fs::read_to_string(file.unwrap().path()).unwrap()).unwrap())
        .collect();
    carts.sort_by_key(ToString::to_string);
    for (number, country) in
        ["AU", "BR", "CA", "CH", "CN", "FR", "IN", "JP", "MX", "NL", "NO", "SG", "US", "ZA"]
            .into_iter()
            .cycle()
            .take(70)
            .enumerate()
    {
        carts.push(json!({
            "ask": "landed_cost", "id": format!("L{number}"), "date": "2026-11-21", "ship_from": "DE",
            "destination": {"country": country},
            "items": [{"sku": "TEE", "description": "cotton T-shirt", "hs_code": "610910", "category": "clothing",
                       "origin": "PT", "quantity": (number % 9 + 1).to_string(), "net_mass_kg": "0.4",
                       "unit_price": {"amount": "19.90", "currency": "EUR"}}],
            "shipping": {"amount": "12.00", "currency": "EUR"}, "currency": "EUR"
        }));
    }
    carts
}

fn deliveries() -> Vec<Value> {
    let services = [
        json!("dhl-paket-intl-de-ch-premium"),
        json!({"name": "our van", "days": [2, 3], "works": ["mon", "tue", "wed", "thu", "fri", "sat"],
               "calendar": "given", "closed": ["2026-12-24"]}),
        json!({"name": "post", "days": [1, 4]}),
    ];
    (0..90)
        .map(|number| {
            let day = number % 28 + 1;
            json!({
                "ask": "delivery", "id": format!("D{number}"), "service": services[number % 3],
                "origin": {"country": "DE", "region": "DE-BE"}, "destination": {"country": "CH"},
                "ordered_at": format!("2026-12-{day:02}T16:40:00+01:00"),
                "handling": {"days": [0, 1], "cut_off": "14:00", "count_order_day": number % 2 == 0},
                "customs": {"days": [0, 2]}, "wanted_by": "2026-12-24"
            })
        })
        .collect()
}

/// The requests of the worked cases.
fn cases(ask: &str) -> Vec<Value> {
    let folder = if ask == "return" { "returns" } else { ask };
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("tests/golden").join(folder))
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    files.sort();
    let mut requests = Vec::new();
    for path in files {
        for line in fs::read_to_string(&path).unwrap().lines().filter(|line| !line.trim().is_empty()) {
            let case: Value = serde_json::from_str(line).unwrap();
            requests.push(case["request"].clone());
        }
    }
    requests
}

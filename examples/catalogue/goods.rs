//! Goods out of nothing but their number: the same article in every run, on every machine.

use landfall::Decimal;
use landfall::goods::HsCode;
use landfall::landed_cost::{ColumnLength, GoodsColumns};
use landfall::money::{Currency, ExactMoney};
use landfall::place::Country;

/// What parcels carry: clothes, shoes, bags, toys, electronics, things for the house, books, cosmetics.
const CODES: [&str; 40] = [
    "610910", "611020", "620342", "620520", "620462", "610610", "621210", "611595", "650500", "621430",
    "640399", "640411", "640299", "420221", "420231", "420292", "851830", "851762", "850440", "854442",
    "852352", "852580", "910211", "900410", "711719", "711311", "950300", "950450", "950691", "392410",
    "732393", "691110", "701337", "940540", "630260", "490199", "330499", "330300", "340130", "961900",
];
const ORIGINS: [&str; 8] = ["CN", "CN", "CN", "VN", "IN", "BD", "TR", "IT"];

/// The columns of a part of the catalogue; the next part is written over them.
pub struct Goods {
    known_codes: Vec<HsCode>,
    known_origins: Vec<Country>,
    currency: Currency,
    codes: Vec<Option<HsCode>>,
    origins: Vec<Option<Country>>,
    prices: Vec<ExactMoney>,
    masses: Vec<Option<Decimal>>,
    shipping: Vec<Option<ExactMoney>>,
}

impl Goods {
    pub fn new(currency: Currency) -> Self {
        Self {
            known_codes: CODES.iter().filter_map(|code| code.parse().ok()).collect(),
            known_origins: ORIGINS.iter().filter_map(|origin| origin.parse().ok()).collect(),
            currency,
            codes: Vec::new(),
            origins: Vec::new(),
            prices: Vec::new(),
            masses: Vec::new(),
            shipping: Vec::new(),
        }
    }

    /// The goods of these numbers, in place of those before.
    pub fn generate(&mut self, numbers: std::ops::Range<u64>) {
        self.codes.clear();
        self.origins.clear();
        self.prices.clear();
        self.masses.clear();
        self.shipping.clear();
        for number in numbers {
            let mut dice = Dice(number);
            self.codes.push(dice.one_of(&self.known_codes));
            self.origins.push(dice.one_of(&self.known_origins));
            // Most things cost little: up to 60.00, one in eight up to 600.00.
            let most = if dice.below(8) == 0 { 60_000 } else { 6_000 };
            self.prices.push(self.money(dice.below(most).saturating_add(100)));
            let grams = dice.below(2_000).saturating_add(50);
            self.masses.push(Some(Decimal::new(grams, 3)));
            self.shipping.push(Some(self.money(grams.saturating_add(400))));
        }
    }

    pub fn columns(&self) -> Result<GoodsColumns<'_>, ColumnLength> {
        GoodsColumns::new(&self.codes, &self.origins, &self.prices)?
            .with_net_mass_kg(&self.masses)?
            .with_shipping(&self.shipping)
    }

    fn money(&self, cents: i64) -> ExactMoney {
        ExactMoney::new(Decimal::new(cents, 2), self.currency)
    }
}

/// SplitMix64: a well-mixed sequence for each number.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        i64::try_from((mixed ^ (mixed >> 31)) >> 1).unwrap_or(0).checked_rem(limit).unwrap_or(0)
    }

    fn one_of<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        let place = self.below(i64::try_from(list.len()).ok()?);
        list.get(usize::try_from(place).ok()?).copied()
    }
}

//! What a user builds on beside the functions: the main types go between threads, and shared ones give one answer.

use std::fmt::Debug;
use std::thread;

use landfall::fx::{ExchangeRate, QuoteLock, RateError, RateHistory, RateTable};
use landfall::goods::{DutyExpression, HsCode, Tariff};
use landfall::landed_cost::{
    Cart, CartError, ExchangeRates, Item, LandedCostRequest, Lane, LaneRequest, Quote, QuoteError,
    RequestError,
};
use landfall::money::{AllocationStrategy, Currency, ExactMoney, Money};
use landfall::place::{Address, Country, PlaceError, Placement, Region, TerritoryCode};
use landfall::rules::{Dated, InvalidRuleId, LoadError, RuleId, Source, Timeline};
use landfall::{Decimal, RuleBook};

fn is_shared<T: Send + Sync + 'static>() {}
fn is_value<T: Send + Sync + Clone + Debug + 'static>() {}
fn is_error<T: std::error::Error + Send + Sync + 'static>() {}

#[test]
fn everything_goes_between_threads() {
    is_shared::<RuleBook>();
    is_value::<Lane>();
    is_value::<(ExchangeRates, RateTable, RateHistory, ExchangeRate, QuoteLock)>();
    is_value::<(Cart, Item, LaneRequest, LandedCostRequest, Quote)>();
    is_value::<(Tariff, HsCode, DutyExpression)>();
    is_value::<(Currency, Money, ExactMoney)>();
    is_value::<(Address, Country, Region, TerritoryCode, Placement)>();
    is_value::<(RuleId, Source, Dated<u8>, Timeline<u8>)>();
}

#[test]
fn every_error_can_be_boxed_and_sent() {
    is_error::<LoadError>();
    is_error::<InvalidRuleId>();
    is_error::<QuoteError>();
    is_error::<CartError>();
    is_error::<RequestError>();
    is_error::<PlaceError>();
    is_error::<RateError>();
}

#[test]
fn small_values_are_small() {
    assert_eq!(size_of::<Country>(), 2);
    assert!(size_of::<Currency>() <= 2);
    assert!(size_of::<Option<HsCode>>() <= 16);
}

#[test]
fn one_lane_shared_by_four_threads_gives_each_the_same_answer() {
    // Up to 135 pounds the registered seller charges 20% on goods and shipping: 20% of 100.00 and 5.00.
    let request =
        LaneRequest::new("US".parse().unwrap(), "GB".parse().unwrap(), "2026-11-21".parse().unwrap())
            .with_registration("GB_VAT");
    let book = RuleBook::embedded();
    let cart = Cart::new(vec![
        Item::new(2.into(), "50.00 GBP".parse().unwrap()).with_hs_code("610910".parse().unwrap()),
    ])
    .with_shipping("5.00 GBP".parse().unwrap());
    let lane = book.lane(&request).unwrap();
    thread::scope(|scope| {
        let asked = || lane.clone().quote(&cart, &ExchangeRates::none()).unwrap();
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(asked)).collect();
        for thread in threads {
            let quote = thread.join().unwrap();
            assert_eq!(quote.totals().tax.map(|tax| tax.to_string()).as_deref(), Some("21.00 GBP"));
        }
    });
}

#[test]
fn a_duty_given_for_a_tariff_is_taken_and_the_name_of_the_question_comes_back() {
    // 4% of 200.00 EUR is 8.00; 19% of 208.00 is 39.52.
    let lane = LaneRequest::new("US".parse().unwrap(), "DE".parse().unwrap(), "2026-11-21".parse().unwrap());
    let shirts = Item::new(1.into(), "200.00 EUR".parse().unwrap())
        .with_description("shirts")
        .with_category("clothing".parse().unwrap())
        .with_duty_by_tariff("EU", "4%".parse().unwrap())
        .with_duty_by_tariff("GB", "9%".parse().unwrap());
    let quote = RuleBook::embedded()
        .quote(&LandedCostRequest::new(lane, Cart::new(vec![shirts])).with_id("A1"))
        .unwrap();
    assert_eq!(quote.id(), Some("A1"));
    assert_eq!(quote.totals().duty.map(|duty| duty.to_string()).as_deref(), Some("8.00 EUR"));
    assert_eq!(quote.totals().tax.map(|tax| tax.to_string()).as_deref(), Some("39.52 EUR"));
}

#[test]
fn a_tax_rate_given_for_a_line_is_taken_in_place_of_the_standard_one() {
    // 5% of 100.00 GBP, with the evidence of the caller.
    let lane = LaneRequest::new("US".parse().unwrap(), "GB".parse().unwrap(), "2026-11-21".parse().unwrap())
        .with_registration("GB_VAT");
    let seat = Item::new(1.into(), "100.00 GBP".parse().unwrap())
        .with_hs_code("940180".parse().unwrap())
        .with_tax(Decimal::new(5, 2));
    let quote = RuleBook::embedded()
        .lane(&lane)
        .unwrap()
        .quote(&Cart::new(vec![seat]), &ExchangeRates::none())
        .unwrap();
    assert_eq!(quote.totals().tax.map(|tax| tax.to_string()).as_deref(), Some("5.00 GBP"));
}

#[test]
fn a_lane_says_where_it_leads() {
    // The Canary Islands lie in the customs territory of the Union, but outside its VAT.
    let tenerife = Address::country("ES".parse().unwrap()).with_postal_code("38001");
    let lane = RuleBook::embedded()
        .lane(&LaneRequest::new("US".parse().unwrap(), tenerife, "2026-11-21".parse().unwrap()))
        .unwrap();
    assert_eq!((lane.customs_territory().as_str(), lane.tax_territory().as_str()), ("EU", "IC"));
}

#[test]
fn the_parts_of_an_amount_can_be_taken_out() {
    let ten: Money = "10.00 EUR".parse().unwrap();
    let thirds = ten.allocate(&[Decimal::ONE; 3], AllocationStrategy::FirstShares).unwrap();
    let parts: Vec<String> = thirds.into_parts().iter().map(ToString::to_string).collect();
    assert_eq!(parts, ["3.34 EUR", "3.33 EUR", "3.33 EUR"]);
}

#[test]
fn rounding_of_cash_is_a_duty_in_belgium_and_a_choice_in_canada() {
    let on = "2026-11-21".parse().unwrap();
    let is_required = |currency: &str, country: &str| {
        let currency: Currency = currency.parse().unwrap();
        currency.cash_rounding_in(country, on).unwrap().is_required()
    };
    assert_eq!(is_required("EUR", "BE"), Some(true));
    assert_eq!(is_required("CAD", "CA"), Some(false));
}

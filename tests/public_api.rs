//! What a user builds on beside the functions: the main types go between threads, and shared ones give one answer.

use std::fmt::Debug;
use std::thread;

use landfall::RuleBook;
use landfall::fx::{ExchangeRate, QuoteLock, RateError, RateHistory, RateTable};
use landfall::goods::{DutyExpression, HsCode, Tariff};
use landfall::landed_cost::{
    Cart, CartError, ExchangeRates, Item, LandedCostRequest, Lane, LaneRequest, Quote, QuoteError,
    RequestError,
};
use landfall::money::{Currency, ExactMoney, Money};
use landfall::place::{Address, Country, PlaceError, Placement, Region, TerritoryCode};
use landfall::rules::{Dated, InvalidRuleId, LoadError, RuleId, Source, Timeline};

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

//! A text is a duty or none; a duty prints as one text, and is computed or says what is missing.
#![no_main]

use landfall::Decimal;
use landfall::goods::{Dutiable, DutyExpression, Measure, Measures, PartValues, ValuePart};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(duty) = text.parse::<DutyExpression>() else { return };
    let printed = duty.to_string();
    // The printed form may be longer than what may be read: `EA` is read from two bytes, a cent sign prints as USD.
    if printed.len() <= 512 {
        assert_eq!(printed.parse::<DutyExpression>().as_ref(), Ok(&duty), "{text} printed as {printed}");
    }
    let euro = "EUR".parse().expect("a currency");
    let bare = Dutiable::new(Decimal::from(1_000), euro);
    let _ = duty.duty_on(&bare, |_| None);
    let measures = Measure::ALL.into_iter().fold(Measures::default(), |all, one| all.with(one, Decimal::from(12)));
    let parts = ValuePart::ALL.into_iter().fold(PartValues::default(), |all, one| all.with(one, Decimal::from(50)));
    let rate = DutyExpression::percent(Decimal::from(5));
    let day = "2028-02-29".parse().expect("a day");
    let whole = bare.with_measures(&measures).with_parts(&parts).with_reference(&rate).on(day);
    for value in [Decimal::from(1_000), Decimal::MAX] {
        let goods = Dutiable::new(value, euro)
            .with_measures(&measures)
            .with_parts(&parts)
            .with_reference(&rate)
            .on(day);
        if let Ok(amount) = duty.duty_on(&goods, |_| Some((Decimal::from(3), Decimal::from(2)))) {
            assert!(amount >= Decimal::ZERO, "{text}: {amount}");
        }
    }
    // What is given beyond need changes nothing.
    if let Ok(amount) = duty.duty_on(&bare, |_| None) {
        assert_eq!(duty.duty_on(&whole, |_| None), Ok(amount), "{text}");
    }
});

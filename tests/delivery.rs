//! Delivery by the library's own types: weights, lanes, services, chargeable weight and shipping prices.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end by it")]

use std::collections::BTreeMap;

use landfall::delivery::{
    Basis, CalendarChoice, DeliveryError, DeliveryLane, DeliveryLaneRequest, DeliveryRequest, Handling,
    Piece, PriceError, Refusal, RejectReason, RemoteArea, Service, ShippingTable, Spread, SpreadError,
    StageName, TransitModel, VolumetricWeight, WeightError,
};
use landfall::money::RoundingMode;
use landfall::place::Address;
use landfall::time::{Calendar, Date, Instant, Weekdays};
use landfall::{Decimal, RuleBook};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn parcel(min: u16, max: u16) -> Service {
    Service::own("parcel", Spread::between(min, max).unwrap())
}

fn lane_of(request: &DeliveryLaneRequest, first: &str, last: &str) -> DeliveryLane {
    RuleBook::embedded().delivery_lane(request, day(first), day(last)).unwrap()
}

fn request(service: Service, origin: &str, destination: &str) -> DeliveryLaneRequest {
    DeliveryLaneRequest::new(service, origin.parse().unwrap(), destination.parse().unwrap())
}

#[test]
fn the_universal_service_arrives_by_its_percentiles() {
    // Directive 97/67/EC, Annex II: 85 % within D+3 and 97 % within D+5, where D is the day of deposit, or the next day
    // of collection after the last collection, and only working days count.
    let days = Spread::percentiles(1, &[(85, 3), (97, 5)], 10).unwrap().with_basis(Basis::Published);
    let service = Service::own("letter", days);
    let request = request(service, "IE", "BE")
        .with_handling(Handling::days(0, 0).unwrap().with_cut_off("17:30:00".parse().unwrap()))
        .with_percentiles([85, 97]);
    let lane = lane_of(&request, "2026-11-16", "2026-11-30");
    let promise = lane.promise(at("2026-11-16T12:00:00+00:00")).unwrap(); // Monday
    assert_eq!(promise.percentile(85), Some(day("2026-11-19")));
    assert_eq!(promise.percentile(97), Some(day("2026-11-23")));
    assert_eq!(promise.percentile(50), None);
    let late = lane.promise(at("2026-11-20T18:00:00+00:00")).unwrap(); // Friday, after the last collection: Monday
    assert_eq!(late.percentile(85), Some(day("2026-11-26")));
}

#[test]
fn days_are_combined_and_not_their_worst_cases() {
    // Two stages of one to six days, as two dice: 36 ways, 6 of them to seven, 21 up to seven, 33 up to ten.
    let service = Service::own("dice", Spread::between(1, 6).unwrap())
        .with_works(Weekdays::ALL)
        .with_calendar(CalendarChoice::Given);
    let request = request(service, "CH", "US-NY").with_customs(Spread::between(1, 6).unwrap());
    let lane = lane_of(&request, "2026-11-01", "2026-11-30");
    let ordered = at("2026-11-01T12:00:00+01:00");
    assert_eq!(lane.total_weight(), 36);
    let days = lane.arrivals_by_day(ordered).unwrap();
    let weights: Vec<u128> = days.iter().map(|(_, weight)| *weight).collect();
    assert_eq!(weights, [1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1]);
    assert_eq!((days[0].0, days[10].0), (day("2026-11-03"), day("2026-11-13")));
    let promise = lane.promise(ordered).unwrap();
    // 21 of 36 are 58 %, 15 of 36 are 41 %; 30 are 83 %, 26 are 72 %; 35 are 97 %, 33 are 91 %
    let percentiles: Vec<String> = promise.percentiles().map(|(_, day)| day.to_string()).collect();
    assert_eq!(percentiles, ["2026-11-08", "2026-11-10", "2026-11-12"]);
    let confidence = lane.confidence(ordered, day("2026-11-08")).unwrap();
    assert_eq!((confidence.part(), confidence.whole(), confidence.to_string().as_str()), (21, 36, "0.58"));
    assert_eq!(lane.confidence(ordered, day("2026-11-02")).unwrap().to_string(), "0.00");
    assert_eq!(lane.confidence(ordered, day("2026-11-13")).unwrap().to_string(), "1.00");
}

#[test]
fn a_lane_of_great_weights_is_exact() {
    // Three stages of 2^27 in all: the product needs 82 bits.
    let heavy = || Spread::histogram(1, vec![(1 << 27) - 1, 1]).unwrap();
    let service =
        Service::own("heavy", heavy()).with_works(Weekdays::ALL).with_calendar(CalendarChoice::Given);
    let request = request(service, "CH", "US-NY").with_customs(heavy()).with_handling(
        Handling::spread(heavy()).with_works(Weekdays::ALL).with_calendar(CalendarChoice::Given),
    );
    let lane = lane_of(&request, "2026-11-01", "2026-11-30");
    assert_eq!(lane.total_weight(), 1 << 81);
    let days = lane.arrivals_by_day(at("2026-11-01T12:00:00+01:00")).unwrap();
    assert_eq!(days.iter().map(|(_, weight)| weight).sum::<u128>(), 1 << 81);
    let many = (1_u128 << 27) - 1;
    assert_eq!(days[0], (day("2026-11-04"), many * many * many));
    assert_eq!(days[3], (day("2026-11-07"), 1));
}

#[test]
fn a_promise_on_a_prepared_lane_needs_no_memory() {
    let thirty = |first| Spread::histogram(first, (0..30).map(|day| 3 + day * 37 % 101).collect()).unwrap();
    let service = Service::own("parcel", thirty(1)).with_remote_area(RemoteArea {
        country: "GB".parse().unwrap(),
        prefixes: vec!["hs".to_owned()],
        days: thirty(0),
    });
    let mut request = request(service, "US-NY", "GB")
        .with_handling(Handling::spread(thirty(0)).with_cut_off("14:00:00".parse().unwrap()))
        .with_customs(thirty(0));
    request.destination.postal_code = Some("HS2 0AA".to_owned());
    let lane = lane_of(&request, "2026-12-01", "2026-12-31");
    let ordered = at("2026-12-22T10:40:00-05:00");
    let mut latest = None;
    let used = allocation_counter::measure(|| {
        latest = Some(lane.promise(ordered).unwrap().latest());
        latest = latest.max(lane.confidence(ordered, day("2027-02-01")).map(|_| day("2027-01-01")).ok());
        latest = latest.max(lane.order_by(day("2027-03-01")).unwrap().map(|by| by.date_naive()));
    });
    assert_eq!(used.count_total, 0, "{used:?}");
    assert!(latest > Some(day("2027-03-01")));
}

#[test]
fn a_remote_area_takes_longer_from_the_first_letters_of_its_code_on() {
    let service = parcel(1, 1).with_remote_area(RemoteArea {
        country: "GB".parse().unwrap(),
        prefixes: vec!["HS".to_owned(), "kw15 ".to_owned()],
        days: Spread::between(1, 2).unwrap(),
    });
    for (code, latest, stages) in
        [("HS2 0AA", "2026-11-26", 3), ("KW15 1AA", "2026-11-26", 3), ("KW1 4AA", "2026-11-24", 2)]
    {
        let mut lane = request(service.clone(), "GB-ENG", "GB").with_handling(Handling::days(0, 0).unwrap());
        lane.destination = lane.destination.with_postal_code(code);
        let answer = RuleBook::embedded()
            .delivery(&DeliveryRequest::new(lane, at("2026-11-23T10:00:00+00:00")))
            .unwrap();
        assert_eq!(answer.promise().unwrap().latest(), day(latest), "{code}");
        assert_eq!(answer.stages().len(), stages, "{code}");
        assert_eq!(answer.stages().last().unwrap().name == StageName::LastLeg, stages == 3, "{code}");
    }
}

#[test]
fn saturday_delivery_brings_what_clearance_lets_go_on_friday_evening() {
    // Two days of transit to Thursday, 26 November 2026; clearance on Friday; delivered the same day, or in a remote area
    // one delivery day later: on Saturday where the service delivers then.
    let remote = RemoteArea {
        country: "CH".parse().unwrap(),
        prefixes: vec!["39".to_owned()],
        days: Spread::fixed(1).unwrap(),
    };
    for (delivers, latest) in
        [("mon tue wed thu fri", "2026-11-30"), ("mon tue wed thu fri sat", "2026-11-28")]
    {
        let service =
            parcel(2, 2).with_delivery_days(delivers.parse().unwrap()).with_remote_area(remote.clone());
        let mut request = request(service, "DE", "CH")
            .with_handling(Handling::days(0, 0).unwrap())
            .with_customs(Spread::fixed(1).unwrap());
        request.destination = request.destination.with_postal_code("3920");
        let lane = lane_of(&request, "2026-11-23", "2026-11-30");
        assert_eq!(
            lane.promise(at("2026-11-24T10:00:00+01:00")).unwrap().latest(),
            day(latest),
            "{delivers}"
        );
    }
}

#[test]
fn the_tables_of_carriers_read_as_they_were_printed() {
    let services = RuleBook::embedded().services().unwrap();
    assert_eq!(services.len(), 23);
    for (id, from, to, min, max) in [
        ("dpd-classic-ch", "CH", "DE", 2, 3),
        ("dpd-classic-ch", "CH", "GR", 5, 7),
        ("dpd-classic-ch", "CH", "NO", 4, 7),
        ("dpd-classic-ch", "CH", "RO", 4, 6),
        ("singpost-airmail", "SG", "ZA", 16, 24),
        ("singpost-airmail", "SG", "CN", 6, 12),
        ("japanpost-air-parcel-nagoya", "JP", "CN-SH", 8, 8),
        ("japanpost-air-parcel-nagoya", "JP", "CN-BJ", 7, 7),
        ("auspost-2010s-us", "AU-NSW", "US-CA", 3, 7),
        ("nzpost-express-courier", "NZ", "AU-NSW", 1, 3),
    ] {
        // Working days of a calendar of the caller's own, so that no holiday is in the way: Monday, 5 January 2026.
        let historic = DeliveryLaneRequest::new(id, from.parse().unwrap(), to.parse().unwrap());
        let refused = RuleBook::embedded().delivery_lane(&historic, day("2026-08-03"), day("2026-08-03"));
        assert!(
            matches!(refused, Err(DeliveryError::Refused(why)) if matches!(*why, Refusal::Historic { .. }))
        );
        let lane = RuleBook::embedded()
            .delivery(&DeliveryRequest::new(historic.taking_historic(true), at("2026-08-03T10:00:00+00:00")))
            .unwrap();
        let transit = lane.stages().iter().find(|stage| stage.name == StageName::Transit).unwrap();
        assert_eq!((transit.days, transit.basis), ((min, max), Basis::Published), "{id} {to}");
        assert!(lane.reasons().iter().any(|reason| reason.code() == "historic_service"));
    }
    let published = services.iter().filter(|service| !service.is_historic());
    for service in published {
        assert!(service.published().is_some() && !service.source().seen().is_empty(), "{}", service.id());
    }
}

#[test]
fn a_history_becomes_weights_and_loses_no_line() {
    let works = Calendar::given("carrier", "sat sun".parse().unwrap(), [day("2026-12-25")]);
    let history = [
        (day("2026-12-21"), day("2026-12-23")), // 2
        (day("2026-12-23"), day("2026-12-28")), // 24, 28: 2
        (day("2026-12-24"), day("2026-12-28")), // 28: 1
        (day("2026-12-23"), day("2026-12-23")), // the same day: 0
        (day("2026-12-24"), day("2026-12-21")), // backwards
        (day("2026-01-01"), day("2026-12-21")), // lost
    ];
    let model = TransitModel::from_observations(history, &works).unwrap();
    assert_eq!(model.spread().weights().collect::<Vec<_>>(), [(0, 1), (1, 1), (2, 2)]);
    assert_eq!((model.observations(), model.spread().basis()), (4, Basis::Measured));
    let rejected: Vec<usize> = model.rejected().iter().map(|rejected| rejected.place).collect();
    assert_eq!(rejected, [4, 5]);
    assert!(matches!(model.rejected()[0].why, RejectReason::Backwards { .. }));
    assert!(matches!(model.rejected()[1].why, RejectReason::TooLong { .. }));
    assert_eq!(TransitModel::from_observations([], &works), Err(SpreadError::Empty));
    assert_eq!(TransitModel::from_observations([history[4]], &works), Err(SpreadError::Empty));
    // What was measured is not assumed.
    let request = request(Service::own("parcel", model.into()), "DE", "DE")
        .with_handling(Handling::days(0, 0).unwrap());
    let answer = RuleBook::embedded()
        .delivery(&DeliveryRequest::new(request, at("2026-11-16T10:00:00+01:00")))
        .unwrap();
    assert_eq!(answer.stages()[1].basis, Basis::Measured);
    assert!(answer.assumed().is_empty(), "{:?}", answer.assumed());
}

#[test]
fn weights_that_are_none_are_errors() {
    assert_eq!(Spread::between(3, 2), Err(SpreadError::Backwards { min: 3, max: 2 }));
    assert_eq!(Spread::fixed(121), Err(SpreadError::TooLong { days: 121 }));
    assert_eq!(Spread::histogram(0, Vec::new()), Err(SpreadError::Empty));
    assert_eq!(Spread::histogram(0, vec![0, 0]), Err(SpreadError::Empty));
    assert_eq!(Spread::histogram(100, vec![1; 22]), Err(SpreadError::TooLong { days: 121 }));
    assert_eq!(Spread::histogram(u16::MAX, vec![1]), Err(SpreadError::TooLong { days: 65_535 }));
    assert_eq!(Spread::histogram(0, vec![1 << 27, 1]), Err(SpreadError::TooHeavy { total: (1 << 27) + 1 }));
    assert_eq!(Spread::triangle(1, 5, 4), Err(SpreadError::ModeOutside { min: 1, mode: 5, max: 4 }));
    for points in [&[(0, 2)][..], &[(100, 4)], &[(80, 3), (50, 4)], &[(50, 3), (80, 2)], &[(50, 9)]] {
        assert!(
            matches!(Spread::percentiles(1, points, 5), Err(SpreadError::Percentiles { .. })),
            "{points:?}"
        );
    }
    let cut = Spread::histogram(2, vec![0, 0, 5, 0, 1, 0]).unwrap();
    assert_eq!((cut.min(), cut.max(), cut.total()), (4, 6, 6));
    assert_eq!(
        RuleBook::embedded()
            .delivery_lane(
                &request(parcel(1, 1), "DE", "DE").with_percentiles([50, 100]),
                day("2026-11-16"),
                day("2026-11-16"),
            )
            .unwrap_err(),
        DeliveryError::Percentiles { found: vec![50, 100] }
    );
}

#[test]
fn a_lane_answers_for_its_days_alone() {
    let lane = lane_of(&request(parcel(1, 2), "DE", "DE"), "2026-11-16", "2026-11-30");
    for (ordered, fits) in [
        ("2026-11-15T23:59:59+01:00", false),
        ("2026-11-16T00:00:00+01:00", true),
        ("2026-11-30T23:59:59+01:00", true),
        ("2026-12-01T00:00:00+01:00", false),
    ] {
        let promise = lane.promise(at(ordered));
        assert_eq!(promise.is_ok(), fits, "{ordered}: {promise:?}");
    }
    // The calendars of the data end with 2030: what leads beyond is an error, not a guess.
    let end = lane_of(&request(parcel(1, 2), "DE", "DE"), "2030-12-20", "2030-12-31");
    assert_eq!(end.promise(at("2030-12-27T10:00:00+01:00")).unwrap().latest(), day("2030-12-31"));
    let beyond = end.promise(at("2030-12-30T10:00:00+01:00")).unwrap_err();
    assert_eq!(beyond.code(), "calendar_out_of_range", "{beyond}");
    let outside = RuleBook::embedded().delivery_lane(
        &request(parcel(1, 2), "DE", "DE"),
        day("2031-01-02"),
        day("2031-01-03"),
    );
    assert_eq!(outside.unwrap_err().code(), "calendar_out_of_range");
    // Closed for ever after: no day is worked.
    let closed = day("2026-11-17").iter_days().take(2_000);
    let shut = parcel(1, 2).with_calendar(CalendarChoice::Given).with_closed(closed);
    let lane = lane_of(&request(shut, "DE", "DE"), "2026-11-16", "2026-11-16");
    assert_eq!(lane.promise(at("2026-11-16T10:00:00+01:00")).unwrap_err().code(), "too_far");
}

fn piece(sides: [&str; 3], weight: &str) -> Piece {
    Piece::new(sides.map(decimal), decimal(weight)).unwrap()
}

#[test]
fn sides_are_rounded_as_the_carrier_says() {
    // UPS and FedEx in the United States: 139 in³ to the pound, each side to the nearest inch until 17 August 2025, up to
    // the next one since; the weight up to the next pound.
    let parcel = piece(["12.1", "10.4", "8.5"], "3");
    let rule = |mode| {
        VolumetricWeight::divisor(139.into())
            .unwrap()
            .with_side_rounding(Decimal::ONE, mode)
            .unwrap()
            .with_weight_step(Decimal::ONE)
            .unwrap()
    };
    // 12 × 10 × 9 = 1080; / 139 = 7.77
    assert_eq!(rule(RoundingMode::HalfUp).chargeable(&[parcel]).unwrap().weight(), decimal("8"));
    // 13 × 11 × 9 = 1287; / 139 = 9.26
    assert_eq!(rule(RoundingMode::Up).chargeable(&[parcel]).unwrap().weight(), decimal("10"));
}

#[test]
fn pieces_are_compared_one_by_one_or_together() {
    // 50 × 40 × 30 / 5000 = 12 kg of 5 kg; 20 × 20 × 20 / 5000 = 1.6 kg of 10 kg
    let pieces = [piece(["30", "50", "40"], "5"), piece(["20", "20", "20"], "10")];
    let each = VolumetricWeight::divisor(5000.into()).unwrap();
    assert_eq!(each.chargeable(&pieces).unwrap().weight(), decimal("22"));
    let all = each.summing_pieces(true).chargeable(&pieces).unwrap();
    assert_eq!(
        (all.actual(), all.volumetric(), all.weight()),
        (decimal("15"), decimal("13.6"), decimal("15"))
    );
    // PostNord: 220 kg to the cubic metre; 1.2 × 0.6 × 0.4 m = 0.288 m³
    let density = VolumetricWeight::kilograms_per_cubic_metre(220.into()).unwrap();
    assert_eq!(density.chargeable(&[piece(["120", "60", "40"], "12")]).unwrap().weight(), decimal("63.36"));
    // NZ Post charges 10 g by 10 g, and for 200 g at least.
    let air = VolumetricWeight::divisor(1_000_000.into()).unwrap();
    let air = air.with_weight_step(decimal("0.01")).unwrap().with_minimum(decimal("0.2"));
    assert_eq!(air.chargeable(&[piece(["10", "10", "10"], "0.123")]).unwrap().weight(), decimal("0.20"));
    assert_eq!(air.chargeable(&[piece(["10", "10", "10"], "0.341")]).unwrap().weight(), decimal("0.35"));
}

#[test]
fn what_is_too_large_or_no_size_is_told() {
    let services = RuleBook::embedded().services().unwrap();
    let parcel = services.iter().find(|service| service.id() == "dhl-paket-intl-de-ch-premium").unwrap();
    assert_eq!(parcel.limits().check(&piece(["120", "60", "30"], "31.5")), Ok(()));
    for (sides, weight, what, most) in [
        (["120", "60", "30"], "31.6", "weight", "31.5"),
        (["121", "60", "30"], "5", "side", "120"),
        (["61", "120", "30"], "5", "side", "60"),
        (["120", "60", "31"], "5", "length plus girth", "300"),
    ] {
        let error = parcel.limits().check(&piece(sides, weight)).unwrap_err();
        assert!(
            matches!(error, WeightError::TooLarge { what: found, most: limit, .. } if found == what && limit == decimal(most)),
            "{error}"
        );
    }
    assert!(Piece::new([decimal("0"), decimal("1"), decimal("1")], decimal("1")).is_err());
    assert!(Piece::new([decimal("1"), decimal("1"), decimal("1")], decimal("-1")).is_err());
    assert!(VolumetricWeight::divisor(Decimal::ZERO).is_err());
    assert_eq!(VolumetricWeight::divisor(5000.into()).unwrap().chargeable(&[]), Err(WeightError::NoPiece));
}

const TABLE: &str = r#"
currency = "EUR"
[rounding]
step = "0.01"
mode = "half_up"
[[zone]]
name = "home"
to = ["DE"]
[[zone]]
name = "islands"
to = ["DE"]
prefixes = ["25846", "2594"]
[[zone]]
name = "world"
to = ["US", "US-HI", "CH"]
[[price]]
zone = "home"
up_to = "2"
amount = "5.49"
[[price]]
zone = "home"
up_to = "5"
amount = "6.99"
[[price]]
zone = "islands"
up_to = "5"
amount = "19.99"
[[price]]
zone = "world"
up_to = "1"
amount = "20.00"
[[beyond]]
zone = "world"
step = "0.5"
amount = "4.50"
[[surcharge]]
name = "bulky"
amount = "24.00"
above_side = "120"
[[surcharge]]
name = "fuel"
percent = "12.5"
[[surcharge]]
name = "alps"
amount = "3.00"
only = { country = "CH", prefixes = ["39"] }
"#;

#[test]
fn a_parcel_costs_what_zone_weight_and_surcharges_say() {
    let table = ShippingTable::read(TABLE).unwrap();
    let address = |country: &str, code: &str| -> Address {
        let address: Address = country.parse().unwrap();
        if code.is_empty() { address } else { address.with_postal_code(code) }
    };
    for (country, code, weight, zone, total) in [
        ("DE", "10115", "2", "home", "6.18"),     // 5.49 × 1.125 = 6.17625
        ("DE", "10115", "2.01", "home", "7.86"),  // 6.99 × 1.125 = 7.86375
        ("DE", "25946", "2", "islands", "22.49"), // 19.99 × 1.125 = 22.48875
        ("US", "", "1", "world", "22.50"),
        ("US-HI", "", "1.5", "world", "27.56"), // 24.50 × 1.125 = 27.5625
        ("US", "", "2.1", "world", "37.69"),    // three steps begun: 33.50 × 1.125 = 37.6875
        ("CH", "3920", "1", "world", "25.50"),  // 22.50 + 3.00, after the fuel
    ] {
        let price = table.price_of_weight(&address(country, code), decimal(weight)).unwrap();
        assert_eq!(
            (price.zone(), price.total().amount()),
            (zone, decimal(total)),
            "{country} {code} {weight}"
        );
    }
    // With size: 130 × 30 × 30 / 5000 = 23.4 kg is more than the table holds; 5 kg at home are bulky.
    let long = piece(["130", "30", "30"], "4");
    let by_scale = VolumetricWeight::divisor(1_000_000.into()).unwrap().chargeable(&[long]).unwrap();
    let price = table.price(&address("DE", "10115"), &by_scale, &[long]).unwrap();
    // (6.99 + 24.00) × 1.125 = 34.86375
    assert_eq!(price.total().to_string(), "34.86 EUR");
    assert_eq!(price.surcharges().map(|(name, _)| name).collect::<Vec<_>>(), ["bulky", "fuel"]);
    let by_size = VolumetricWeight::divisor(5000.into()).unwrap().chargeable(&[long]).unwrap();
    assert!(matches!(
        table.price(&address("DE", "10115"), &by_size, &[long]),
        Err(PriceError::TooHeavy { .. })
    ));
    assert!(matches!(
        table.price_of_weight(&address("FR", ""), decimal("1")),
        Err(PriceError::NoZone { .. })
    ));
    assert!(matches!(
        table.price_of_weight(&address("DE", ""), decimal("0")),
        Err(PriceError::Weight { .. })
    ));
    for (from, to, field) in [
        ("zone = \"islands\"\nup_to", "zone = \"moon\"\nup_to", "zone"),
        ("up_to = \"5\"\namount = \"6.99\"", "up_to = \"1\"\namount = \"6.99\"", "up_to"),
        ("percent = \"12.5\"", "percent = \"-1\"", "percent"),
        ("step = \"0.5\"", "step = \"0\"", "step"),
        ("to = [\"DE\"]\nprefixes", "to = [\"Deutschland\"]\nprefixes", "to"),
    ] {
        let error = ShippingTable::read(&TABLE.replace(from, to)).unwrap_err().to_string();
        assert!(error.contains(&format!("`{field}`")), "{error}");
    }
}

#[test]
fn shipping_feeds_the_landed_cost() {
    use landfall::landed_cost::{Cart, ExchangeRates, Item, LaneRequest};
    let table = ShippingTable::read(TABLE).unwrap();
    let switzerland: Address = "CH".parse().unwrap();
    let shipping = table.price_of_weight(&switzerland, decimal("0.9")).unwrap().total();
    let shirts = Item::new(1.into(), "20.00 EUR".parse().unwrap()).with_hs_code("610910".parse().unwrap());
    let cart = Cart::new(vec![shirts]).with_shipping(shipping);
    let lane = LaneRequest::new("DE".parse().unwrap(), switzerland, day("2026-11-20"))
        .with_currency("EUR".parse().unwrap());
    let quote = RuleBook::embedded().lane(&lane).unwrap().quote(&cart, &ExchangeRates::none()).unwrap();
    assert_eq!(quote.totals().shipping.unwrap().to_string(), "22.50 EUR");
}

#[test]
fn services_of_the_callers_own_are_read_as_strictly_as_those_of_the_data() {
    let good = r#"
        [[service]]
        id = "ours"
        name = "ours"
        origins = ["DE"]
        [[service.lane]]
        to = ["AT"]
        days_min = 1
        days_max = 2
        "#;
    assert_eq!(Service::read(good).unwrap()[0].lanes()[0].days().basis(), Basis::Supplied);
    for (from, to, field) in [
        ("days_max = 2", "days_max = 0", "days_max"),
        ("days_max = 2", "days_max = 121", "days_max"),
        ("days_min = 1", "", "days_min"),
        ("to = [\"AT\"]", "", "to"),
        ("to = [\"AT\"]", "to = [\"Austria\"]", "to"),
        ("to = [\"AT\"]", "to = [\"AT\"]\neverywhere = true", "to"),
        ("origins", "colour = \"red\"\norigins", "colour"),
        ("origins", "works = \"\"\norigins", "works"),
        ("origins", "max_weight_kg = \"0\"\norigins", "max_weight_kg"),
        ("name = \"ours\"", "", "name"),
    ] {
        let error = Service::read(&good.replace(from, to)).unwrap_err().to_string();
        assert!(error.contains(&format!("`{field}`")), "{field}: {error}");
    }
    assert!(Service::read(&format!("{good}{good}")).unwrap_err().to_string().contains("twice"));
}

#[test]
fn everything_goes_between_threads() {
    fn is_value<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_value::<(DeliveryRequest, DeliveryLane, Service, Spread, Handling, TransitModel)>();
    is_value::<(landfall::delivery::DeliveryAnswer, landfall::delivery::Promise, ShippingTable, Piece)>();
    is_value::<(Calendar, landfall::time::Period, landfall::time::Deadline, landfall::time::Zone)>();
    is_error::<DeliveryError>();
    is_error::<SpreadError>();
    is_error::<WeightError>();
    is_error::<PriceError>();
    is_error::<landfall::time::PeriodError>();
    // One lane answers the same on every thread.
    let lane = lane_of(&request(parcel(2, 3), "DE", "FR"), "2026-11-16", "2026-11-30");
    let ordered = at("2026-11-16T10:00:00+01:00");
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..4).map(|_| scope.spawn(|| lane.promise(ordered).unwrap().latest())).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), day("2026-11-19"));
        }
    });
}

/// The days of arrival by going through all ways one by one, with the calendars alone.
fn all_ways(order_day: Date, spreads: &[(&Spread, &Calendar)], delivers: &Calendar) -> BTreeMap<Date, u128> {
    let mut ways = BTreeMap::from([(order_day, 1_u128)]);
    for (place, (spread, calendar)) in spreads.iter().enumerate() {
        let mut next = BTreeMap::new();
        for (day, mass) in &ways {
            for (days, weight) in spread.weights().filter(|(_, weight)| *weight > 0) {
                let end = match (place, days) {
                    (0, 0) => calendar.business_day_on_or_after(*day).unwrap(),
                    (_, days) => calendar.add_business_days(*day, u32::from(days)).unwrap(),
                };
                *next.entry(end).or_default() += mass * u128::from(weight);
            }
        }
        ways = next;
    }
    let mut arrivals = BTreeMap::new();
    for (day, mass) in ways {
        *arrivals.entry(delivers.business_day_on_or_after(day).unwrap()).or_default() += mass;
    }
    arrivals
}

fn a_spread(least: u16) -> impl Strategy<Value = Spread> {
    (least..least + 4, prop::collection::vec(0_u32..60, 1..9), 1_u32..20).prop_map(
        |(first, mut weights, last)| {
            weights.push(last);
            Spread::histogram(first, weights).unwrap()
        },
    )
}

fn an_order() -> impl Strategy<Value = Instant> {
    // From 2025 to 2029, on clocks all over the world.
    (1_735_700_000_i64..1_861_000_000, -12_i32..=14).prop_map(|(seconds, hours)| {
        let offset = chrono::FixedOffset::east_opt(hours * 3600).unwrap();
        chrono::DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&offset)
    })
}

fn a_lane(
    origin: &str,
    destination: &str,
    handling: &Spread,
    transit: &Spread,
    customs: &Spread,
    closed: Option<Date>,
) -> DeliveryLaneRequest {
    let service = Service::own("parcel", transit.clone()).with_closed(closed);
    request(service, origin, destination).with_customs(customs.clone()).with_handling(
        Handling::spread(handling.clone()).with_cut_off("14:00:00".parse().unwrap()).with_closed(closed),
    )
}

fn around(ordered: Instant) -> (Date, Date) {
    let day = ordered.date_naive();
    (day - chrono::TimeDelta::days(3), day + chrono::TimeDelta::days(40))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_days_are_those_of_all_ways_one_by_one(
        ordered in an_order(),
        (handling, transit, customs) in (a_spread(0), a_spread(0), a_spread(0)),
        (origin, destination) in prop::sample::select(vec![
            ("DE", "CH"), ("US-NY", "DE-BY"), ("CN", "AE"), ("NZ", "US-CA"), ("IN-MH", "GB-ENG"), ("IL", "FR"),
        ]),
    ) {
        let book = RuleBook::embedded();
        let (first, last) = around(ordered);
        let lane = book.delivery_lane(&a_lane(origin, destination, &handling, &transit, &customs, None), first, last);
        let Ok(lane) = lane else { return Ok(()) };
        let promise = lane.promise(ordered).unwrap();

        let calendar = |code: &str| {
            let address: Address = code.parse().unwrap();
            book.calendar(address.country, address.region).unwrap()
        };
        let (from, to) = (calendar(origin), calendar(destination));
        let cut_off = 14 * 3600;
        let seconds = chrono::Timelike::num_seconds_from_midnight(&promise.ordered().time());
        let order_day = promise.order_day();
        prop_assert_eq!(promise.is_before_cut_off(), seconds <= cut_off);
        // An order after the cut-off that is handed over at once waits for the next day.
        let mut handling_ways = BTreeMap::new();
        for (days, weight) in handling.weights().filter(|(_, weight)| *weight > 0) {
            let start = if days == 0 && seconds > cut_off { order_day.succ_opt().unwrap() } else { order_day };
            let one = Spread::histogram(days, vec![weight]).unwrap();
            for (day, mass) in all_ways(start, &[(&one, &from)], &Calendar::given("any", Weekdays::NONE, [])) {
                *handling_ways.entry(day).or_insert(0_u128) += mass;
            }
        }
        let both = from.union(&to);
        let any = Calendar::given("any", Weekdays::NONE, []);
        let mut expected = BTreeMap::new();
        for (day, mass) in handling_ways {
            let none = Spread::fixed(0).unwrap();
            for (end, more) in all_ways(day, &[(&none, &any), (&transit, &both), (&customs, &to)], &to) {
                *expected.entry(end).or_insert(0_u128) += mass * more;
            }
        }
        let found: BTreeMap<Date, u128> = lane.arrivals_by_day(ordered).unwrap().into_iter().collect();
        prop_assert_eq!(&found, &expected);

        // The mass is one, exactly; the ends are the ends; percentiles never fall.
        prop_assert_eq!(found.values().sum::<u128>(), lane.total_weight());
        prop_assert_eq!(*found.keys().next().unwrap(), promise.earliest());
        prop_assert_eq!(*found.keys().last().unwrap(), promise.latest());
        let percentiles: Vec<Date> = promise.percentiles().map(|(_, day)| day).collect();
        prop_assert!(percentiles.is_sorted() && promise.earliest() <= percentiles[0]);
        prop_assert!(percentiles[2] <= promise.latest() && promise.ship_date() <= promise.ship_by());
    }

    #[test]
    fn a_later_order_never_arrives_earlier_and_a_closed_day_never_helps(
        ordered in an_order(),
        later in 0_i64..400_000,
        closed in 0_i64..30,
        (handling, transit, customs) in (a_spread(0), a_spread(0), a_spread(0)),
        counts in any::<bool>(),
    ) {
        let (first, last) = around(ordered);
        let mut open = a_lane("US-NY", "DE", &handling, &transit, &customs, None);
        open.handling.as_mut().unwrap().counts_order_day = counts;
        let day = ordered.date_naive() + chrono::TimeDelta::days(closed);
        let mut shut = a_lane("US-NY", "DE", &handling, &transit, &customs, Some(day));
        shut.handling.as_mut().unwrap().counts_order_day = counts;
        let book = RuleBook::embedded();
        let (open, shut) = (
            book.delivery_lane(&open, first, last).unwrap(),
            book.delivery_lane(&shut, first, last).unwrap(),
        );
        let days = |lane: &DeliveryLane, at: Instant| {
            let promise = lane.promise(at).unwrap();
            let mut days = vec![promise.ship_date(), promise.ship_by(), promise.earliest(), promise.latest()];
            days.extend(promise.percentiles().map(|(_, day)| day));
            days
        };
        let then = ordered + chrono::TimeDelta::seconds(later);
        for (before, after) in [
            (days(&open, ordered), days(&open, then)),
            (days(&open, ordered), days(&shut, ordered)),
        ] {
            for (one, other) in before.iter().zip(&after) {
                prop_assert!(one <= other, "{before:?} {after:?}");
            }
        }
    }

    #[test]
    fn the_last_moment_to_order_is_the_last(
        ordered in an_order(), wanted in 5_i64..40, handling in 0_u16..4, counts in any::<bool>(),
        zone in prop::sample::select(vec!["America/New_York", "Pacific/Chatham", "Asia/Kathmandu"]),
    ) {
        let (first, last) = around(ordered);
        let mut request = request(parcel(1, 3), "US-NY", "DE").with_customs(Spread::between(0, 2).unwrap()).with_handling(
            Handling::days(0, handling).unwrap().with_cut_off("14:00:00".parse().unwrap()).counting_order_day(counts),
        );
        request.origin.time_zone = Some(zone.parse().unwrap());
        let lane = RuleBook::embedded().delivery_lane(&request, first, last).unwrap();
        let wanted = ordered.date_naive() + chrono::TimeDelta::days(wanted);
        if let Some(by) = lane.order_by(wanted).unwrap() {
            prop_assert!(lane.promise(by).unwrap().latest() <= wanted);
            let after = by + chrono::TimeDelta::seconds(1);
            if let Ok(promise) = lane.promise(after) {
                prop_assert!(promise.latest() > wanted, "{by} {after} {}", promise.latest());
            }
        }
    }
}

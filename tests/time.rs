//! Periods, deadlines and zones: worked by hand from the rules and from the clocks of the places.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end by it")]

use landfall::RuleBook;
use landfall::time::{
    Calendar, CalendarError, ClockChange, Date, Period, PeriodError, Roll, RollDays, Weekdays, Zone,
};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn calendar(code: &str) -> Calendar {
    let (country, region) = code.split_once('-').map_or((code, None), |(country, _)| (country, Some(code)));
    let region = region.map(|region| region.parse().unwrap());
    RuleBook::embedded().calendar(country.parse().unwrap(), region).unwrap()
}

#[test]
fn every_roll_goes_where_its_name_says() {
    // Saturday 31 October 2026 ends a month; Sunday 1 November begins one. All Saints' Day is no holiday in England.
    let england = calendar("GB-ENG");
    for (roll, from_saturday_31, from_sunday_1) in [
        (Roll::None, "2026-10-31", "2026-11-01"),
        (Roll::Following, "2026-11-02", "2026-11-02"),
        (Roll::ModifiedFollowing, "2026-10-30", "2026-11-02"),
        (Roll::Preceding, "2026-10-30", "2026-10-30"),
        (Roll::ModifiedPreceding, "2026-10-30", "2026-11-02"),
        (Roll::Nearest, "2026-10-30", "2026-11-02"),
    ] {
        let period = Period::days(0).with_roll(roll);
        let end = |from: &str| period.after(day(from), Some(&england)).unwrap().rolled();
        assert_eq!(end("2026-10-31"), day(from_saturday_31), "{roll} from Saturday");
        assert_eq!(end("2026-11-01"), day(from_sunday_1), "{roll} from Sunday");
        assert_eq!(end("2026-11-04"), day("2026-11-04"), "{roll} from a Wednesday");
    }
    // Equally near on both sides: a holiday in the middle of the week moves to the later day.
    // Wednesday, 11 November 2026 in Belgium.
    let nearest = Period::days(0).with_roll(Roll::Nearest);
    assert_eq!(nearest.after(day("2026-11-11"), Some(&calendar("BE"))).unwrap().rolled(), day("2026-11-12"));
}

#[test]
fn months_end_on_the_same_day_or_the_last_one() {
    for (months, event, end) in [
        (1, "2027-01-31", "2027-02-28"),
        (1, "2028-01-31", "2028-02-29"),
        (1, "2027-02-28", "2027-03-28"),
        (3, "2026-11-30", "2027-02-28"),
        (12, "2028-02-29", "2029-02-28"),
    ] {
        assert_eq!(Period::months(months).after(day(event), None).unwrap().rolled(), day(end), "{event}");
    }
    assert_eq!(Period::years(1).after(day("2028-02-29"), None).unwrap().rolled(), day("2029-02-28"));
    let to_the_end = Period::months(1).with_end_of_month(true);
    assert_eq!(to_the_end.after(day("2027-02-28"), None).unwrap().rolled(), day("2027-03-31"));
    assert_eq!(to_the_end.after(day("2027-02-27"), None).unwrap().rolled(), day("2027-03-27"));
}

#[test]
fn the_day_of_the_event_counts_where_it_is_said() {
    // 14 days from the 2nd: 3rd to 16th; counted from the day itself, 2nd to 15th.
    let fourteen = Period::days(14);
    assert_eq!(fourteen.after(day("2026-11-02"), None).unwrap().rolled(), day("2026-11-16"));
    let counted = fourteen.counting_event_day(true);
    assert_eq!(counted.after(day("2026-11-02"), None).unwrap().rolled(), day("2026-11-15"));
    // A month that begins with 15 January ends with 14 February; one that begins with the 31st ends with the 28th.
    let month = Period::months(1).counting_event_day(true);
    assert_eq!(month.after(day("2027-01-15"), None).unwrap().rolled(), day("2027-02-14"));
    assert_eq!(month.after(day("2027-01-31"), None).unwrap().rolled(), day("2027-02-28"));
    // Three working days: Friday itself, Monday, Tuesday; from Saturday on Monday to Wednesday.
    let three = Period::business_days(3).counting_event_day(true);
    let england = calendar("GB-ENG");
    assert_eq!(three.after(day("2026-11-06"), Some(&england)).unwrap().rolled(), day("2026-11-10"));
    assert_eq!(three.after(day("2026-11-07"), Some(&england)).unwrap().rolled(), day("2026-11-11"));
}

#[test]
fn clear_days_end_after_their_last_one() {
    let england = calendar("GB-ENG");
    // Three clear working days from Monday: Tuesday to Thursday have passed on Friday.
    let three = Period::business_days(3).counting_last_day(false);
    assert_eq!(three.after(day("2026-11-02"), Some(&england)).unwrap().rolled(), day("2026-11-06"));
    let month = Period::months(1).counting_last_day(false);
    assert_eq!(month.after(day("2027-01-31"), None).unwrap().rolled(), day("2027-03-01"));
    assert!(Period::days(1).counts_last_day() && !month.counts_last_day());
}

#[test]
fn a_union_period_of_two_days_holds_two_working_days() {
    // Regulation 1182/71, Art. 3(5); in Germany around Christmas 2026: 25 is Friday, 26 Saturday.
    let germany = calendar("DE");
    let two = Period::days(2).with_roll(Roll::Following).with_minimum_working_days(2);
    for (event, end) in [
        ("2026-11-16", "2026-11-18"), // Monday: Tuesday and Wednesday
        ("2026-11-19", "2026-11-23"), // Thursday: Friday, then Saturday moves to Monday
        ("2026-11-20", "2026-11-24"), // Friday: Saturday and Sunday do not count, Monday and Tuesday do
        ("2026-12-24", "2026-12-29"), // 25, 26, 27 do not count
    ] {
        assert_eq!(two.after(day(event), Some(&germany)).unwrap().rolled(), day(end), "{event}");
    }
    let one = Period::days(1).with_roll(Roll::Following).with_minimum_working_days(2);
    assert_eq!(one.after(day("2026-11-16"), Some(&germany)).unwrap().rolled(), day("2026-11-17"));
}

#[test]
fn only_the_days_that_were_named_move_a_last_day() {
    let sundays = Period::days(0).with_roll(Roll::Following).with_roll_days(RollDays::SUNDAYS);
    // No calendar is needed for what the week says.
    assert_eq!(sundays.after(day("2026-11-21"), None).unwrap().rolled(), day("2026-11-21"));
    assert_eq!(sundays.after(day("2026-11-22"), None).unwrap().rolled(), day("2026-11-23"));
    let with_holidays = sundays.with_roll_days(RollDays::SUNDAYS | RollDays::HOLIDAYS);
    assert_eq!(with_holidays.after(day("2026-11-22"), None), Err(PeriodError::NoCalendar));
    let germany = calendar("DE");
    // Boxing Day 2026 is a Saturday and a holiday; the Saturday before is not.
    let end = with_holidays.after(day("2026-12-26"), Some(&germany)).unwrap();
    assert_eq!(end.rolled(), day("2026-12-28"));
    let why: Vec<String> = end.why().iter().map(ToString::to_string).collect();
    assert_eq!(why, ["2026-12-26: Second Day of Christmas (DE)", "2026-12-27: weekend (DE)"]);
    assert_eq!(with_holidays.after(day("2026-12-19"), Some(&germany)).unwrap().rolled(), day("2026-12-19"));
}

#[test]
fn hours_never_roll_and_cross_a_clock_change_exactly() {
    let zone: Zone = "Europe/Berlin".parse().unwrap();
    let germany = calendar("DE");
    let breach = Period::hours(72).with_roll(Roll::Following);
    // Friday afternoon to Monday afternoon, over the night in which the clocks went back.
    let end = breach
        .after_instant("2026-10-23T15:00:00+02:00".parse().unwrap(), Some(&zone), Some(&germany))
        .unwrap();
    assert_eq!(end.instant().to_rfc3339(), "2026-10-26T14:00:00+01:00");
    assert_eq!(breach.after(day("2026-10-23"), None), Err(PeriodError::HoursNeedInstant));
    // Thursday to Sunday: it stays.
    let end = breach
        .after_instant("2026-11-19T09:00:00+01:00".parse().unwrap(), Some(&zone), Some(&germany))
        .unwrap();
    assert_eq!(end.instant().to_rfc3339(), "2026-11-22T09:00:00+01:00");
    assert!(end.days().is_none());
}

#[test]
fn days_from_a_moment_begin_on_the_day_of_the_zone() {
    // 23:30 in New York is the next day in Berlin.
    let zone: Zone = "Europe/Berlin".parse().unwrap();
    let event = "2026-11-20T23:30:00-05:00".parse().unwrap();
    let end = Period::days(1).after_instant(event, Some(&zone), None).unwrap();
    assert_eq!(end.days().unwrap().rolled(), day("2026-11-22"));
    assert_eq!(end.instant().to_rfc3339(), "2026-11-23T00:00:00+01:00");
    let own = Period::days(1).after_instant(event, None, None).unwrap();
    assert_eq!(own.instant().to_rfc3339(), "2026-11-22T00:00:00-05:00");
}

#[test]
fn a_period_without_what_it_needs_is_an_error() {
    assert_eq!(Period::business_days(3).after(day("2026-11-20"), None), Err(PeriodError::NoCalendar));
    let rolling = Period::days(3).with_roll(Roll::Following);
    assert_eq!(rolling.after(day("2026-11-20"), None), Err(PeriodError::NoCalendar));
    let germany = calendar("DE");
    let error = rolling.after(day("2030-12-30"), Some(&germany)).unwrap_err();
    assert_eq!(
        error,
        PeriodError::Calendar(CalendarError::OutOfRange {
            calendar: "DE".to_owned(),
            day: day("2031-01-02"),
            first: day("2024-01-01"),
            last: day("2030-12-31"),
        })
    );
    assert!(matches!(
        Period::years(u32::MAX).after(day("2026-11-20"), None),
        Err(PeriodError::TooLong { .. })
    ));
    assert!(matches!(
        Period::days(u32::MAX).after(day("2026-11-20"), None),
        Err(PeriodError::TooLong { .. })
    ));
    let never = Calendar::given("never", Weekdays::ALL, []);
    assert!(matches!(
        Period::business_days(1).after(day("2026-11-20"), Some(&never)),
        Err(PeriodError::Calendar(CalendarError::NoBusinessDay { .. }))
    ));
}

#[test]
fn clocks_go_by_the_laws_of_autumn_2026() {
    for (zone, utc, local) in [
        // No more clock change: Vancouver keeps summer time since March 2026, Edmonton since then as well.
        ("America/Vancouver", "2026-12-15T20:00:00Z", "2026-12-15T13:00:00-07:00"),
        ("America/Edmonton", "2026-12-15T20:00:00Z", "2026-12-15T14:00:00-06:00"),
        ("America/Winnipeg", "2026-12-15T20:00:00Z", "2026-12-15T15:00:00-05:00"),
        ("Africa/Casablanca", "2026-12-15T20:00:00Z", "2026-12-15T20:00:00+00:00"),
        ("Asia/Kathmandu", "2026-12-15T20:00:00Z", "2026-12-16T01:45:00+05:45"),
        ("Pacific/Chatham", "2026-12-15T20:00:00Z", "2026-12-16T09:45:00+13:45"),
        ("Pacific/Chatham", "2026-06-15T20:00:00Z", "2026-06-16T08:45:00+12:45"),
        ("Pacific/Kiritimati", "2026-12-15T20:00:00Z", "2026-12-16T10:00:00+14:00"),
        ("Pacific/Pago_Pago", "2026-12-15T10:30:00Z", "2026-12-14T23:30:00-11:00"),
    ] {
        let zone: Zone = zone.parse().unwrap();
        assert_eq!(zone.local(utc.parse().unwrap()).unwrap().to_rfc3339(), local, "{zone}");
    }
}

#[test]
fn a_time_that_the_clock_skips_or_repeats_is_the_earlier_moment() {
    let zone: Zone = "America/New_York".parse().unwrap();
    let time = |text: &str| text.parse().unwrap();
    for (on, at, change, earlier, later) in [
        (
            "2026-03-08",
            "02:30:00",
            ClockChange::Gap,
            "2026-03-08T01:30:00-05:00",
            "2026-03-08T03:30:00-04:00",
        ),
        (
            "2026-11-01",
            "01:30:00",
            ClockChange::Overlap,
            "2026-11-01T01:30:00-04:00",
            "2026-11-01T01:30:00-05:00",
        ),
        (
            "2026-11-02",
            "01:30:00",
            ClockChange::None,
            "2026-11-02T01:30:00-05:00",
            "2026-11-02T01:30:00-05:00",
        ),
    ] {
        assert_eq!(zone.clock_change(day(on), time(at)).unwrap(), change);
        assert_eq!(zone.earlier(day(on), time(at)).unwrap().to_rfc3339(), earlier);
        assert_eq!(zone.later(day(on), time(at)).unwrap().to_rfc3339(), later);
    }
    // In Beirut the clock skips midnight: the day begins at one.
    let beirut: Zone = "Asia/Beirut".parse().unwrap();
    assert_eq!(beirut.start_of_day(day("2026-03-29")).unwrap().to_rfc3339(), "2026-03-29T01:00:00+03:00");
    assert_eq!(beirut.start_of_day(day("2026-03-28")).unwrap().to_rfc3339(), "2026-03-28T00:00:00+02:00");
}

#[test]
fn a_zone_is_a_name_of_the_database() {
    for bad in ["", "EDT", "Europe/Atlantis", "europe/berlin", "+05:45", "../etc/localtime"] {
        let error = bad.parse::<Zone>().unwrap_err();
        assert_eq!(error.text, bad);
    }
    let json = serde_json::to_string(&"Europe/Zurich".parse::<Zone>().unwrap()).unwrap();
    assert_eq!(serde_json::from_str::<Zone>(&json).unwrap().name(), "Europe/Zurich");
    let far = Date::from_ymd_opt(12_000, 1, 1).unwrap();
    assert!("Europe/Zurich".parse::<Zone>().unwrap().start_of_day(far).is_err());
}

#[test]
fn a_given_calendar_holds_for_any_year() {
    let own = Calendar::given("own", "sun".parse().unwrap(), [day("2150-01-01")]);
    assert!(own.is_business_day(day("1999-01-01")).unwrap());
    assert!(!own.is_business_day(day("2150-01-01")).unwrap());
    assert!(own.with_working([day("2150-01-01")]).is_business_day(day("2150-01-01")).unwrap());
    let both = calendar("DE").union(&Calendar::given("own", "sun".parse().unwrap(), []));
    assert_eq!((both.name(), both.years()), ("DE + own", 2024..=2030));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counting_working_days_there_and_back_agrees(
        code in prop::sample::select(vec!["DE", "US-CA", "CN", "AE", "IN-MH", "HU", "CH-ZH"]),
        start in 0_u64..2_000,
        count in 0_u32..120,
    ) {
        let calendar = calendar(code);
        let from = day("2024-01-01").checked_add_days(chrono::Days::new(start)).unwrap();
        let to = calendar.add_business_days(from, count).unwrap();
        prop_assert_eq!(calendar.business_days_between(from, to).unwrap(), i64::from(count));
        prop_assert_eq!(calendar.business_days_between(to, from).unwrap(), -i64::from(count));
        prop_assert!(count == 0 || calendar.is_business_day(to).unwrap());
        if count > 0 {
            prop_assert_eq!(calendar.previous_business_day(calendar.next_business_day(to).unwrap()).unwrap(), to);
        }
    }

    #[test]
    fn a_closed_day_never_brings_a_deadline_forward(
        start in 0_u64..2_000, closed in 0_u64..60, count in 1_u32..40,
    ) {
        let from = day("2024-01-01").checked_add_days(chrono::Days::new(start)).unwrap();
        let closed = from.checked_add_days(chrono::Days::new(closed)).unwrap();
        let (usual, fewer) = (calendar("FR"), calendar("FR").with_closed([closed]));
        for period in [Period::business_days(count), Period::days(count).with_roll(Roll::Following)] {
            let end = |calendar: &Calendar| period.after(from, Some(calendar)).unwrap().rolled();
            prop_assert!(end(&usual) <= end(&fewer));
        }
    }

    #[test]
    fn a_moment_is_the_same_moment_on_every_clock(
        seconds in 0_i64..4_000_000_000,
        zone in prop::sample::select(vec!["America/New_York", "Pacific/Chatham", "Asia/Kathmandu", "Africa/Casablanca"]),
    ) {
        let zone: Zone = zone.parse().unwrap();
        let utc = chrono::DateTime::from_timestamp(seconds, 0).unwrap().fixed_offset();
        let local = zone.local(utc).unwrap();
        prop_assert_eq!(local, utc);
        let (day, time) = (local.date_naive(), local.time());
        let (earlier, later) = (zone.earlier(day, time).unwrap(), zone.later(day, time).unwrap());
        prop_assert!(local == earlier || local == later);
    }
}

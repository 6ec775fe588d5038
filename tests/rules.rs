//! The parts that rules are made of, each on a small rule of its own laid over Singapore (GST 9% on goods, freight
//! and insurance; no duty on what is sent here). Figures are worked by hand.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a panic is how a test fails

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, thread};

use landfall::landed_cost::{
    Cart, ChargeKind, Item, LandedCostRequest, LaneRequest, PriorImports, Quote, Reliefs, Verdict,
};
use landfall::money::{ExactMoney, Money};
use landfall::rules::{Evidence, LoadError};
use landfall::{Decimal, RuleBook};

fn money(text: &str) -> ExactMoney {
    text.parse().unwrap()
}

fn item(price: &str, quantity: &str, hs: &str) -> Item {
    Item::new(quantity.parse().unwrap(), money(price)).with_hs_code(hs.parse().unwrap())
}

fn lane() -> LaneRequest {
    LaneRequest::new(
        "US".parse().unwrap(),
        landfall::place::Address::country("SG".parse().unwrap()),
        "2025-03-01".parse().unwrap(),
    )
}

/// What Singapore with these rows on top makes of the cart.
fn quote_of(rows: &str, lane: LaneRequest, cart: Cart) -> Quote {
    let book =
        RuleBook::embedded().with_overlay(&format!("overlay = \"landed_cost/SG.toml\"\n{rows}")).unwrap();
    book.quote(&LandedCostRequest::new(lane, cart)).unwrap()
}

fn quote(rows: &str, items: Vec<Item>) -> Quote {
    quote_of(rows, lane(), Cart::new(items))
}

fn text(money: Option<Money>) -> String {
    money.map_or("-".to_owned(), |money| money.amount().to_string())
}

/// Duty, tax, fees and total.
fn sums(quote: &Quote) -> [String; 4] {
    let totals = quote.totals();
    [text(totals.duty), text(totals.tax), text(totals.fees), text(totals.total)]
}

fn charge(quote: &Quote, rule: &str) -> Option<String> {
    let mut charges = quote.charges().iter().filter(|charge| charge.rule.to_string() == rule).peekable();
    charges.peek()?;
    Some(charges.map(|charge| charge.amount.amount()).sum::<Decimal>().to_string())
}

#[test]
fn a_sum_per_piece_counts_parts_of_pieces() {
    let rows = r#"
        [[levy]]
        id = "sg.fee.piece"
        kind = "fee"
        name = "Fee for each piece"
        per = "unit"
        amount = "2.00 SGD"
        from = 2020-01-01
    "#;
    let quote = quote(rows, vec![item("100 SGD", "3", "640411"), item("50 SGD", "1.5", "620240")]);
    // 375 is within SGD 400, so no GST; 3 and 1.5 pieces at 2.00.
    assert_eq!(sums(&quote), ["0.00", "0.00", "9.00", "384.00"]);
}

#[test]
fn a_sum_per_tariff_item_falls_on_each_six_digit_code_once() {
    let rows = r#"
        [[levy]]
        id = "sg.fee.kind"
        kind = "fee"
        name = "Fee for each kind of goods"
        per = "tariff_item"
        amount = "5.00 SGD"
        from = 2020-01-01
    "#;
    let items =
        vec![item("10 SGD", "1", "640411"), item("10 SGD", "1", "6404110010"), item("10 SGD", "1", "620240")];
    let quote = quote(rows, items);
    assert_eq!(sums(&quote), ["0.00", "0.00", "10.00", "40.00"]);
    let of_lines: Vec<_> = quote.lines().iter().map(|line| text(line.fees)).collect();
    assert_eq!(of_lines, ["5.00", "0.00", "5.00"]);
}

#[test]
fn a_fee_inside_the_tax_base_is_taxed_and_one_outside_is_not() {
    let fee = |in_tax_base: bool| {
        format!(
            r#"
            [[levy]]
            id = "sg.fee.entry"
            kind = "fee"
            name = "Entry fee"
            per = "consignment"
            amount = "20.00 SGD"
            in_tax_base = {in_tax_base}
            from = 2020-01-01

            [[levy]]
            id = "sg.gst"
            kind = "tax"
            name = "Goods and services tax"
            base = ["customs_value", "duty", "fees"]
            rate = "table:gst"
            from = 2020-01-01
            "#
        )
    };
    // 9% of 520 and of 500.
    let inside = quote(&fee(true), vec![item("500 SGD", "1", "640411")]);
    assert_eq!(sums(&inside), ["0.00", "46.80", "20.00", "566.80"]);
    let outside = quote(&fee(false), vec![item("500 SGD", "1", "640411")]);
    assert_eq!(sums(&outside), ["0.00", "45.00", "20.00", "565.00"]);
}

#[test]
fn a_rate_has_its_bounds_once_a_consignment() {
    let rows = r#"
        [[levy]]
        id = "sg.fee.handling"
        kind = "fee"
        name = "Handling"
        per = "consignment"
        base = ["customs_value"]
        rate = "1%"
        min = "3.00 SGD"
        max = "8.00 SGD"
        from = 2020-01-01
    "#;
    for (price, fee) in [("50 SGD", "3.00"), ("200 SGD", "4.00"), ("1000 SGD", "8.00")] {
        // Two lines of one price: 1% of 100, 400 and 2,000.
        let quote = quote(rows, vec![item(price, "1", "640411"), item(price, "1", "620240")]);
        assert_eq!(text(quote.totals().fees), fee, "{price}");
    }
}

#[test]
fn brackets_are_chosen_by_the_consignment_and_end_with_the_last() {
    let rows = r#"
        [[levy]]
        id = "sg.fee.bracket"
        kind = "fee"
        name = "Fee by value"
        per = "consignment"
        base = ["customs_value"]
        brackets = [{ not_above = "100 SGD", rate = "10%" }, { not_above = "300 SGD", rate = "20%", less = "10 SGD" }]
        from = 2020-01-01
    "#;
    for (price, fee) in [("50 SGD", "10.00"), ("50.01 SGD", "10.00"), ("150 SGD", "50.00")] {
        // 10% of 100; 20% of 100.02 less 10 = 10.004; 20% of 300 less 10.
        let quote = quote(rows, vec![item(price, "1", "640411"), item(price, "1", "620240")]);
        assert_eq!(text(quote.totals().fees), fee, "{price}");
    }
    let beyond = quote(rows, vec![item("150 SGD", "1", "640411"), item("150.01 SGD", "1", "620240")]);
    assert_eq!(text(beyond.totals().fees), "0.00");
}

#[test]
fn only_the_part_above_a_sum_is_charged_and_lines_share_it() {
    let rows = r#"
        [[levy]]
        id = "sg.duty.excess"
        kind = "duty"
        name = "Duty on the excess"
        base = ["customs_value"]
        rate = "15%"
        excess_over = "200 SGD"
        replaces = ["sg.duty"]
        from = 2020-01-01
    "#;
    // 15% of 100, two thirds of it on the first line.
    let quote = quote(rows, vec![item("200 SGD", "1", "640411"), item("100 SGD", "1", "620240")]);
    let of_lines: Vec<_> = quote.lines().iter().map(|line| text(line.duty)).collect();
    assert_eq!(of_lines, ["10.00", "5.00"]);
}

#[test]
fn a_tax_inside_its_own_base_is_grossed_up() {
    let rows = r#"
        [[levy]]
        id = "sg.gst"
        kind = "tax"
        name = "Tax inside its base"
        base = ["customs_value", "duty"]
        rate = "table:gst"
        inside = true
        from = 2020-01-01
    "#;
    // 455 / 0.91 = 500, of which 9% is 45.
    let quote = quote(rows, vec![item("455 SGD", "1", "640411")]);
    assert_eq!(sums(&quote), ["0.00", "45.00", "0.00", "500.00"]);
    assert_eq!(quote.customs().unwrap().tax_base.unwrap().to_string(), "500.00 SGD");
}

#[test]
fn a_share_of_a_levy_is_charged_while_later_bases_see_the_whole() {
    let rows = r#"
        [[levy]]
        id = "sg.duty"
        kind = "duty"
        name = "Duty at 70 of 100"
        base = ["customs_value"]
        rate = "10%"
        share = "70%"
        from = 2020-01-01
    "#;
    // 10% of 500 = 50, charged 35; GST 9% of 550.
    let quote = quote(rows, vec![item("500 SGD", "1", "640411")]);
    assert_eq!(sums(&quote), ["35.00", "49.50", "0.00", "584.50"]);
}

#[test]
fn what_is_too_little_is_not_collected_unless_reliefs_are_ignored() {
    let rows = r#"
        [[minimum]]
        id = "sg.minimum"
        levies = ["tax"]
        below = "50 SGD"
        from = 2020-01-01
    "#;
    let cart = || Cart::new(vec![item("555 SGD", "1", "640411")]);
    // 9% of 555 = 49.95, of 556 = 50.04.
    let too_little = quote_of(rows, lane(), cart());
    assert_eq!(sums(&too_little), ["0.00", "0.00", "0.00", "555.00"]);
    assert!(too_little.notices().iter().any(|notice| notice.code() == "not_collected"));
    let enough = quote(rows, vec![item("556 SGD", "1", "640411")]);
    assert_eq!(sums(&enough), ["0.00", "50.04", "0.00", "606.04"]);
    let ignored = quote_of(rows, lane().with_reliefs(Reliefs::Ignore), cart());
    assert_eq!(sums(&ignored), ["0.00", "49.95", "0.00", "604.95"]);
}

#[test]
fn a_price_above_a_limit_may_be_taxed_on_the_part_above_it_only() {
    let rows = r#"
        [[rate]]
        id = "sg.gst.clothing-low"
        table = "gst"
        category = "clothing"
        rate = "0%"
        price_not_above = "175 SGD"
        from = 2020-01-01

        [[rate]]
        id = "sg.gst.clothing-high"
        table = "gst"
        category = "clothing"
        rate = "10%"
        price_above = "175 SGD"
        excess_over = "175 SGD"
        from = 2020-01-01
    "#;
    let clothing = |price: &str, quantity: &str| {
        item(price, quantity, "620240").with_category("clothing".parse().unwrap())
    };
    let low = quote(rows, vec![clothing("175 SGD", "4")]);
    assert_eq!(text(low.totals().tax), "0.00");
    // 10% of four times 25.
    let high = quote(rows, vec![clothing("200 SGD", "4")]);
    assert_eq!(text(high.totals().tax), "10.00");
}

#[test]
fn a_row_of_the_caller_wins_on_its_days_and_says_so() {
    let rows = r#"
        [[rate]]
        id = "sg.gst.standard"
        table = "gst"
        category = "standard"
        rate = "10%"
        from = 2025-03-01
        to = 2025-03-31
    "#;
    for (day, tax, evidence) in [
        ("2025-02-28", "45.00", Evidence::Verified),
        ("2025-03-01", "50.00", Evidence::Supplied),
        ("2025-03-31", "50.00", Evidence::Supplied),
        ("2025-04-01", "45.00", Evidence::Verified),
    ] {
        let mut lane = lane();
        lane.date = day.parse().unwrap();
        let quote = quote_of(rows, lane, Cart::new(vec![item("500 SGD", "1", "640411")]));
        assert_eq!(text(quote.totals().tax), tax, "{day}");
        let gst = quote.charges().iter().find(|charge| charge.kind == ChargeKind::Tax).unwrap();
        assert_eq!(gst.basis.evidence, evidence, "{day}");
    }
}

#[test]
fn a_relief_for_a_person_counts_what_was_imported_before() {
    let rows = r#"
        [[levy]]
        id = "sg.fee.import"
        kind = "fee"
        name = "Fee"
        per = "consignment"
        amount = "7.00 SGD"
        from = 2020-01-01

        [[relief]]
        id = "sg.fee.relief"
        waives = ["sg.fee.import"]
        when = { value = { of = ["goods", "prior_value"], not_above = "1000 SGD" }, consignments_not_above = 3 }
        from = 2020-01-01
    "#;
    let fee = |prior: Option<(u32, &str)>| {
        let mut lane = lane();
        if let Some((consignments, value)) = prior {
            lane = lane.with_prior_imports(PriorImports { consignments, value: money(value) });
        }
        let quote = quote_of(rows, lane, Cart::new(vec![item("300 SGD", "1", "640411")]));
        let assumed = quote.notices().iter().any(|notice| notice.code() == "prior_imports_assumed");
        (text(quote.totals().fees), assumed)
    };
    assert_eq!(fee(None), ("0.00".to_owned(), true));
    assert_eq!(fee(Some((2, "700 SGD"))), ("0.00".to_owned(), false));
    assert_eq!(fee(Some((2, "700.01 SGD"))), ("7.00".to_owned(), false));
    // The fourth consignment of the period.
    assert_eq!(fee(Some((3, "0 SGD"))), ("7.00".to_owned(), false));
}

#[test]
fn a_mass_that_is_not_given_counts_as_below_every_bound_and_the_answer_is_an_estimate() {
    let rows = r#"
        [[levy]]
        id = "sg.fee.light"
        kind = "fee"
        name = "Fee up to 31 kg"
        per = "consignment"
        amount = "5.00 SGD"
        when = { mass_kg = { not_above = "31" } }
        from = 2020-01-01

        [[levy]]
        id = "sg.fee.heavy"
        kind = "fee"
        name = "Fee above 31 kg"
        per = "consignment"
        amount = "50.00 SGD"
        when = { mass_kg = { above = "31" } }
        from = 2020-01-01
    "#;
    let with_mass = |mass: Option<&str>| {
        let mut item = item("300 SGD", "1", "640411");
        if let Some(mass) = mass {
            item.measures = item.measures.with(landfall::goods::Measure::Kilogram, mass.parse().unwrap());
        }
        quote(rows, vec![item])
    };
    assert_eq!(text(with_mass(Some("31")).totals().fees), "5.00");
    assert_eq!(text(with_mass(Some("31.001")).totals().fees), "50.00");
    let unknown = with_mass(None);
    assert_eq!(text(unknown.totals().fees), "5.00");
    assert_eq!(unknown.verdict(), Verdict::Estimate);
    assert!(unknown.reasons().iter().any(|reason| reason.code() == "mass_missing"));
}

#[test]
fn a_levy_in_place_of_another_leaves_it_on_the_other_lines() {
    let rows = r#"
        [[goods]]
        id = "sg.goods.shoes"
        hs = ["64"]
        from = 2020-01-01

        [[levy]]
        id = "sg.gst.shoes"
        kind = "tax"
        name = "Tax on shoes"
        base = ["customs_value"]
        rate = "20%"
        when = { goods = "sg.goods.shoes" }
        replaces = ["sg.gst"]
        from = 2020-01-01
    "#;
    // 20% of 300 and 9% of 200.
    let quote = quote(rows, vec![item("300 SGD", "1", "640411"), item("200 SGD", "1", "620240")]);
    assert_eq!(charge(&quote, "sg.gst.shoes").as_deref(), Some("60.00"));
    assert_eq!(charge(&quote, "sg.gst.standard").as_deref(), Some("18.00"));
    assert_eq!(text(quote.totals().total), "578.00");
}

#[test]
fn a_notice_can_inform_doubt_or_refuse() {
    for (effect, verdict, total) in [
        ("inform", Verdict::Firm, "545.00"),
        ("estimate", Verdict::Estimate, "545.00"),
        ("refuse", Verdict::Refused, "-"),
    ] {
        let rows = format!(
            r#"
            [[notice]]
            id = "sg.notice.own"
            code = "own_word"
            message = "something is to be said"
            effect = "{effect}"
            from = 2020-01-01
            "#
        );
        let quote = quote(&rows, vec![item("500 SGD", "1", "640411")]);
        assert_eq!(quote.verdict(), verdict, "{effect}");
        assert_eq!(text(quote.totals().total), total, "{effect}");
        let said = if effect == "inform" { quote.notices() } else { quote.reasons() };
        assert!(said.iter().any(|remark| remark.code() == "own_word"), "{effect}");
    }
}

#[test]
fn a_rule_that_names_what_does_not_exist_is_an_error_and_not_a_charge_of_nothing() {
    let rows = r#"
        overlay = "landed_cost/SG.toml"
        [[levy]]
        id = "sg.fee.own"
        kind = "fee"
        name = "Fee"
        amount = "5.00 SGD"
        when = { goods = "sg.goods.no-such-list" }
        from = 2020-01-01
    "#;
    let book = RuleBook::embedded().with_overlay(rows).unwrap();
    let request = LandedCostRequest::new(lane(), Cart::new(vec![item("500 SGD", "1", "640411")]));
    let error = book.quote(&request).unwrap_err();
    assert_eq!(error.code(), "invalid_data");
    assert!(error.to_string().contains("sg.goods.no-such-list"), "{error}");
}

#[test]
fn an_overlay_cannot_change_what_its_file_inherits() {
    for line in ["inherits = [\"EU\"]", "rates_from = \"DE\""] {
        let rows = format!("overlay = \"landed_cost/SG.toml\"\n{line}\n");
        let book = RuleBook::embedded().with_overlay(&rows).unwrap();
        let error = book.lane(&lane()).unwrap_err().to_string();
        assert!(error.contains("unknown field"), "{line}: {error}");
    }
}

#[test]
fn two_files_that_inherit_each_other_are_read_and_do_not_wait_for_each_other() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inherits-in-a-circle");
    fs::create_dir_all(folder.join("landed_cost")).unwrap();
    for (code, parent) in [("DE", "FR"), ("FR", "DE")] {
        let text = format!("code = \"{code}\"\nname = \"{code}\"\ninherits = [\"{parent}\"]\n");
        fs::write(folder.join(format!("landed_cost/{code}.toml")), text).unwrap();
    }
    let book = RuleBook::from_dir(&folder).unwrap();
    let (done, answer) = mpsc::channel();
    thread::spawn(move || done.send(book.rules_of("DE".parse().unwrap())));
    let rows = answer.recv_timeout(Duration::from_secs(20)).expect("an answer, not a wait without end");
    assert_eq!(rows, Ok(Vec::new()));
}

#[test]
fn a_file_that_inherits_one_that_is_not_there_does_not_load() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inherits-nothing");
    fs::create_dir_all(folder.join("landed_cost")).unwrap();
    fs::write(folder.join("landed_cost/DE.toml"), "code = \"DE\"\nname = \"Germany\"\ninherits = [\"EU\"]\n")
        .unwrap();
    let error = RuleBook::from_dir(&folder).unwrap().rules_of("DE".parse().unwrap()).unwrap_err();
    assert_eq!(error, LoadError::MissingFile { file: "landed_cost/EU.toml".to_owned() });
}

#[test]
fn an_overlay_that_nobody_would_read_is_refused() {
    for file in ["tariff/EU.csv", "tariff/sources.toml", "about.toml", "goods/categories.csv"] {
        let error = RuleBook::embedded().with_overlay(&format!("overlay = \"{file}\"\n")).unwrap_err();
        assert_eq!(error, LoadError::NotOverlaid { file: file.to_owned() });
    }
    let error = RuleBook::embedded().with_overlay("overlay = \"landed_cost/XX.toml\"\n").unwrap_err();
    assert_eq!(error, LoadError::MissingFile { file: "landed_cost/XX.toml".to_owned() });
    for file in ["landed_cost/EU.toml", "place/placements.toml", "fx/customs_rates.toml"] {
        assert!(RuleBook::embedded().with_overlay(&format!("overlay = \"{file}\"\n")).is_ok(), "{file}");
    }
}

#[test]
fn a_levy_of_which_a_part_would_not_be_looked_at_does_not_load() {
    for (fields, says) in [
        ("per = \"tariff_item\"\namount = \"3.00 SGD\"\nrate = \"5%\"\nbase = \"goods\"", "field `per`"),
        ("per = \"tariff_item\"\namount = \"3.00 SGD\"\nexcess_over = \"5 SGD\"", "field `per`"),
        ("per = \"consignment\"\nrate = \"5%\"\nbase = \"goods\"\nnot_above_tariff = true", "field `per`"),
        ("amount = \"3.00 SGD\"\ninside = true", "has no `rate`"),
    ] {
        let rows = format!(
            "overlay = \"landed_cost/SG.toml\"\n[[levy]]\nid = \"sg.fee.own\"\nkind = \"fee\"\nname = \"Fee\"\n\
             from = 2020-01-01\n{fields}\n"
        );
        let book = RuleBook::embedded().with_overlay(&rows).unwrap();
        let error = book.lane(&lane()).unwrap_err().to_string();
        assert!(error.contains(says), "{fields}: {error}");
    }
}

#[test]
fn a_condition_that_the_row_would_not_look_at_does_not_load() {
    let relief = |when: &str| {
        format!(
            "overlay = \"landed_cost/SG.toml\"\n[[relief]]\nid = \"sg.gst.relief-own\"\nwaives = \"tax\"\n\
             from = 2020-01-01\nwhole_items = true\nwhen = {{ {when} }}\n"
        )
    };
    let load = |rows: &str| {
        let lane = RuleBook::embedded().with_overlay(rows).unwrap().lane(&lane());
        lane.map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(load(&relief("value = { of = \"goods\", not_above = \"45 SGD\" }")), Ok(()));
    for when in [
        "value = { of = \"goods\", below = \"45 SGD\" }",
        "value = { of = \"customs_value\", not_above = \"45 SGD\" }",
        "value = { of = \"goods\", not_above = \"45 SGD\", above = \"5 SGD\" }",
        "value = { of = \"goods\", not_above = \"45 SGD\" }, mass_kg = { not_above = \"2\" }",
        "nature = \"gift\"",
    ] {
        let error = load(&relief(when)).unwrap_err();
        assert!(error.contains("field `when`"), "{when}: {error}");
    }
    // Only a notice can ask what a levy came to.
    let plain = relief("charges = \"tax\"").replace("whole_items = true\n", "");
    let error = load(&plain).unwrap_err();
    assert!(error.contains("unknown field `when.charges`"), "{error}");
}

use super::{AdditionalClaim, AdditionalDuties, Reach};
use crate::rules::{DataFile, LoadError, RuleBook};

const FILE: &str = "additional_duty/ZZ.csv";
const SOURCES: &str = "[[source]]\nid = \"law\"\nlaw = \"A law\"\nevidence = \"recalled\"\n";

const GOODS: &str = "list,hs
steel,7318 73239300
spared,090111 73181520
";

const DUTIES: &str = "\
id,heading,group,kind,rate,name,goods,not_goods,origin,not_origin,preference,loaded_before,yields_to,estimate,from,floor,to,uncertain,source
zz.steel,,zz.metals,add,50%,Duty on steel,steel,,,GB,,,,,2026-04-06,,,,law
zz.steel-gb,,zz.metals,add,25%,Duty on British steel,steel,,GB,,,,,,2026-04-06,,2026-06-07,,law
zz.transit,,zz.country,exempt,,Loaded before the duty began,,,,,,2026-07-24,,,2026-07-24,,2026-07-27,,law
zz.spared,,zz.country,exempt,,Goods that the duty spares,spared,,,,,,,,2026-07-24,,,,law
zz.floor,,zz.country,floor,10%,All-in duty on goods of the Union,,,EU,,,,zz.metals,,2026-07-24,,,,law
zz.country,,zz.country,add,12.5%,Duty by origin,,,,EU,,,zz.metals,,2026-07-24,,,,law
";

fn read(goods: &str, duties: &str) -> Result<AdditionalDuties, LoadError> {
    let book = RuleBook::embedded()
        .with_file("additional_duty/goods/ZZ.csv", goods)
        .with_file("additional_duty/sources.toml", SOURCES);
    AdditionalDuties::read(&book, FILE, duties)
}

fn on(origin: &str, day: &str) -> AdditionalClaim {
    AdditionalClaim::new(origin.parse().unwrap(), day.parse().unwrap())
}

fn found(claim: &AdditionalClaim, code: &str, least: bool) -> Vec<(String, Reach)> {
    let duties = read(GOODS, DUTIES).unwrap();
    let found = duties.find(Some(code.parse().unwrap()), claim, least);
    found.map(|(duty, reach)| (duty.rule_id().to_string(), reach)).collect()
}

fn counted(claim: &AdditionalClaim, code: &str) -> Vec<String> {
    let counts = |reach| matches!(reach, Reach::Certain | Reach::Possible);
    found(claim, code, false).into_iter().filter(|(_, reach)| counts(*reach)).map(|(rule, _)| rule).collect()
}

#[test]
fn the_duty_by_origin_gives_way_to_the_duty_on_steel() {
    let shirt = "61091000";
    let late = on("CN", "2026-09-01").with_loaded(Some("2026-08-01".parse().unwrap()));
    assert_eq!(counted(&late, shirt), ["zz.country"]);
    assert_eq!(counted(&late, "73182100"), ["zz.steel"]);
    assert_eq!(counted(&on("GB", "2026-06-07"), "73182100"), ["zz.steel-gb"]);
    // From the day after its last one nothing yields any more.
    assert_eq!(counted(&on("GB", "2026-08-01"), "73182100"), ["zz.country"]);
}

#[test]
fn a_row_reaches_entries_from_its_first_to_its_last_day() {
    for (day, expected) in [
        ("2026-04-05", &[][..]),
        ("2026-04-06", &["zz.steel-gb"]),
        ("2026-06-07", &["zz.steel-gb"]),
        ("2026-06-08", &[]),
    ] {
        assert_eq!(counted(&on("GB", day), "7318210000"), expected, "{day}");
    }
}

#[test]
fn a_customs_territory_stands_for_its_members() {
    for origin in ["DE", "MT"] {
        assert_eq!(counted(&on(origin, "2026-09-01"), "61091000"), ["zz.floor"]);
    }
    assert_eq!(counted(&on("CH", "2026-09-01"), "61091000"), ["zz.country"]);
}

#[test]
fn goods_loaded_before_the_day_are_spared_while_the_row_lasts() {
    let loaded = |day: &str| Some(day.parse().unwrap());
    let at = |day| on("VN", day);
    assert_eq!(counted(&at("2026-07-27").with_loaded(loaded("2026-07-23")), "61091000"), ["zz.transit"]);
    assert_eq!(counted(&at("2026-07-27").with_loaded(loaded("2026-07-24")), "61091000"), ["zz.country"]);
    assert_eq!(counted(&at("2026-07-28").with_loaded(loaded("2026-07-23")), "61091000"), ["zz.country"]);
    let unknown = found(&at("2026-07-27"), "61091000", false);
    assert_eq!(unknown[0], ("zz.transit".to_owned(), Reach::IfLoadedBefore));
    assert_eq!(unknown[1], ("zz.country".to_owned(), Reach::Certain));
}

#[test]
fn a_code_cut_short_has_two_ends() {
    let claim = on("CN", "2026-09-01");
    // Of 7323.93 one national line is on the list.
    let most = found(&claim, "732393", false);
    assert_eq!(most, [("zz.steel".to_owned(), Reach::Possible)]);
    let least = found(&claim, "732393", true);
    assert_eq!(
        least,
        [("zz.steel".to_owned(), Reach::NotCounted), ("zz.country".to_owned(), Reach::Certain)]
    );
    // An exemption of some lines counts only for the least.
    let vietnam = on("VN", "2026-09-01");
    let rules = |least| found(&vietnam, "0901", least);
    assert_eq!(rules(false)[0], ("zz.spared".to_owned(), Reach::NotCounted));
    assert_eq!(rules(false)[1], ("zz.country".to_owned(), Reach::Certain));
    assert_eq!(rules(true), [("zz.spared".to_owned(), Reach::Possible)]);
}

#[test]
fn without_a_code_only_what_reaches_all_goods_is_found() {
    let duties = read(GOODS, DUTIES).unwrap();
    let claim = on("CN", "2026-09-01");
    let rules: Vec<_> = duties.find(None, &claim, false).map(|(duty, _)| duty.rule_id().as_str()).collect();
    assert_eq!(rules, ["zz.country"]);
    assert!(duties.depends_on_code(&claim));
    assert!(!duties.depends_on_code(&on("CN", "2026-04-05")));
}

#[test]
fn what_is_wrong_in_a_file_is_named() {
    let with = |from: &str, to: &str| read(GOODS, &DUTIES.replacen(from, to, 1)).unwrap_err().to_string();
    assert_eq!(
        with("Duty on steel,steel", "Duty on steel,steal"),
        "additional_duty/ZZ.csv: `line 2`, field `goods`: `steal` found, expected names of goods lists"
    );
    assert!(with("zz.metals,,2026-07-24", "zz.wood,,2026-07-24").contains("line 6`, field `yields_to`"));
    assert_eq!(with("add,50%", "add,"), "additional_duty/ZZ.csv: `line 2` has no `rate`");
    assert!(with("exempt,,Goods", "exempt,1%,Goods").contains("expected no rate"));
    assert!(with("floor,10%", "roof,10%").contains("`add`, `floor`"));
    assert!(with("zz.country,,zz.country", "zz.floor,,zz.country").contains("zz.floor"));
    assert!(with(",,EU,,", ",,QQ,,").contains("`origin`"));
    assert!(with("2026-06-07,,law", "2026-04-05,,law").contains("zz.steel-gb"));
    assert!(with(",law\nzz.steel-gb", ",lore\nzz.steel-gb").contains("lore"));
    assert!(with("exempt,,Goods that the duty spares", "replace,1%,Goods").contains("`origin`"));
    let unread = read(&format!("{GOODS}wood,44\n"), DUTIES).unwrap_err().to_string();
    assert!(unread.contains("wood"), "{unread}");
    let bad_code = read("list,hs\nsteel,7399\n", DUTIES).unwrap_err().to_string();
    assert!(bad_code.contains("line 2") && bad_code.contains("7399"), "{bad_code}");
}

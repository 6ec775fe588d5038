//! A shopper's words lead to the code of the goods: expectations written by hand.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the shared lines of a test may fail it")]

use landfall::goods::{self, GoodsNames};
use proptest::prelude::*;

/// Words, and the code that must come first.
const FIRST: &[(&str, &str)] = &[
    // Clothing
    ("cotton t-shirt", "610910"),
    ("t-shirt cotton", "610910"),
    ("t shirt", "610910"),
    ("tshirts", "610910"),
    ("a white t-shirt made of cotton", "610910"),
    ("polyester t-shirt", "610990"),
    ("wool sweater", "611011"),
    ("cashmere sweater", "611012"),
    ("hoodie", "611020"),
    ("hoodies", "611020"),
    ("mens jeans", "620342"),
    ("womens jeans", "620462"),
    ("silk scarf", "621410"),
    ("silk blouse", "620610"),
    ("bikini", "611241"),
    ("bra", "621210"),
    ("baby bodysuit", "611120"),
    ("cotton socks", "611595"),
    ("hiking socks wool", "611594"),
    ("yoga pants", "610463"),
    ("ski gloves", "621600"),
    ("baseball cap", "650500"),
    ("straw hat", "650400"),
    ("bike helmet", "650610"),
    ("silk tie", "621510"),
    ("mens wool suit", "620311"),
    ("used clothes", "630900"),
    // Shoes and bags
    ("mens running shoes", "640411"),
    ("running shoes for men", "640411"),
    ("sneakers", "640411"),
    ("leather shoes", "640399"),
    ("leather boots", "640391"),
    ("flip flops", "640220"),
    ("rain boots", "640192"),
    ("leather handbag", "420221"),
    ("leather wallet", "420231"),
    ("mens leather wallet", "420231"),
    ("backpack", "420292"),
    ("back pack", "420292"),
    ("suitcase", "420212"),
    ("leather belt", "420330"),
    ("leather jacket", "420310"),
    ("umbrella folding", "660191"),
    // Electronics
    ("usb c cable", "854442"),
    ("usb-c charging cable", "854442"),
    ("hdmi cable", "854442"),
    ("iphone", "851713"),
    ("smart phone", "851713"),
    ("cell phone", "851713"),
    ("iphone case", "392690"),
    ("phone charger", "850440"),
    ("power bank", "850760"),
    ("laptop", "847130"),
    ("lap top computer", "847130"),
    ("wireless mouse", "847160"),
    ("mechanical keyboard", "847160"),
    ("headphones", "851830"),
    ("bluetooth earbuds", "851830"),
    ("bluetooth speaker", "851821"),
    ("smartwatch", "851762"),
    ("wifi router", "851762"),
    ("external hard drive", "847170"),
    ("usb stick", "852351"),
    ("memory card", "852351"),
    ("computer monitor", "852852"),
    ("smart tv", "852872"),
    ("digital camera", "852589"),
    ("camera lens", "900211"),
    ("drone with camera", "880622"),
    ("3d printer", "848520"),
    ("printer ink cartridge", "844399"),
    ("led bulb", "853952"),
    ("led strip lights", "940542"),
    ("vape", "854340"),
    ("solar panel", "854143"),
    ("vinyl record", "852380"),
    // House and kitchen
    ("coffee mug", "691200"),
    ("wine glass", "701328"),
    ("frying pan", "761510"),
    ("cast iron skillet", "732391"),
    ("chef knife", "821192"),
    ("pocket knife", "821193"),
    ("espresso machine", "851671"),
    ("toaster", "851672"),
    ("robot vacuum cleaner", "850811"),
    ("hair dryer", "851631"),
    ("electric toothbrush", "850980"),
    ("scented candle", "340600"),
    ("reed diffuser", "330749"),
    ("bath towel", "630260"),
    ("microfibre towel", "630293"),
    ("duvet", "940440"),
    ("pillow", "940490"),
    ("office chair", "940139"),
    ("sofa", "940161"),
    ("picture frame wood", "441490"),
    ("wall clock", "910521"),
    ("christmas baubles", "950510"),
    ("shower curtain", "392490"),
    ("lunch box", "392410"),
    ("thermos", "961700"),
    ("cordless drill", "846721"),
    ("screwdriver", "820540"),
    ("padlock", "830110"),
    // Body and health
    ("face cream", "330499"),
    ("sunscreen", "330499"),
    ("lipstick", "330410"),
    ("lipsticks", "330410"),
    ("mascara", "330420"),
    ("nail polish", "330430"),
    ("perfume", "330300"),
    ("eau de parfum", "330300"),
    ("shampoo", "330510"),
    ("toothpaste", "330610"),
    ("soap bar", "340111"),
    ("essential oil lavender", "330129"),
    ("vitamins", "210690"),
    ("protein powder", "210610"),
    ("diapers", "961900"),
    ("hair extensions", "670420"),
    ("contact lenses", "900130"),
    ("sunglasses", "900410"),
    ("sun glasses", "900410"),
    ("reading glasses", "900490"),
    ("massage gun", "901910"),
    ("knee brace", "902110"),
    // Toys, games, sport
    ("lego", "950300"),
    ("teddy bear", "950300"),
    ("jigsaw puzzle", "950300"),
    ("board game", "950490"),
    ("board games", "950490"),
    ("playing cards", "950440"),
    ("playstation", "950450"),
    ("yoga mat", "950691"),
    ("dumbbells", "950691"),
    ("tennis racket", "950651"),
    ("skateboard", "950699"),
    ("fishing rod", "950710"),
    ("bicycle", "871200"),
    ("e-bike", "871160"),
    ("electric scooter", "871160"),
    ("tent", "630622"),
    ("sleeping bag", "940430"),
    ("acoustic guitar", "920290"),
    ("electric guitar", "920790"),
    // Jewellery and watches
    ("silver ring", "711311"),
    ("sterling silver earrings", "711311"),
    ("gold necklace", "711319"),
    ("digital watch", "910212"),
    ("automatic watch", "910221"),
    ("wrist watch", "910211"),
    ("watch strap leather", "911390"),
    // Food
    ("honey", "040900"),
    ("green tea", "090210"),
    ("coffee beans", "090121"),
    ("dark chocolate bar", "180632"),
    ("olive oil", "150920"),
    ("red wine", "220421"),
    ("whisky", "220830"),
    ("dog food", "230910"),
    // Paper and art
    ("paperback book", "490199"),
    ("novel", "490199"),
    ("greeting card", "490900"),
    ("poster", "491191"),
    ("notebook planner", "482010"),
    ("fountain pen", "960830"),
    ("coloured pencils", "960910"),
    ("original painting", "970191"),
    ("knitting wool", "510910"),
    // Misspelt
    ("earings", "711719"),
    ("silver neckless", "711311"),
    ("jewelery", "711719"),
    ("sunglases", "900410"),
    ("lether wallet", "420231"),
    ("perfum", "330300"),
    ("headphons", "851830"),
    ("choclate", "180632"),
    ("folding umbrela", "660191"),
    ("blutooth speaker", "851821"),
    // With a brand or an adjective that nobody knows
    ("nike running shoes", "640411"),
    ("zumzork cotton t-shirt", "610910"),
];

/// Words that leave something open, and codes that must all be offered.
const OPEN: &[(&str, &[&str])] = &[
    ("shirt", &["610510", "620520"]),
    ("handbag", &["420221", "420222"]),
    ("wallet", &["420231", "420232"]),
    ("jeans", &["620342", "620462"]),
    ("ring", &["711311", "711319", "711719"]),
    ("scarf", &["611710", "621410", "621490"]),
    ("dress", &["620443"]),
    ("sweater", &["611011", "611020", "611030"]),
    ("curtain", &["630392"]),
    ("watch", &["910211", "910212"]),
    ("mechanical watch", &["910221", "910229"]),
    ("table lamp", &["940521", "940529"]),
    ("leggings", &["610462", "610463"]),
];

fn codes(words: &str) -> Vec<String> {
    goods::suggest(words).iter().map(|suggestion| suggestion.code().to_string()).collect()
}

#[test]
fn a_shopper_finds_the_goods_at_the_first_place() {
    assert!(FIRST.len() >= 120);
    let mut wrong = Vec::new();
    for (words, expected) in FIRST {
        let found = codes(words);
        if found.first().map(String::as_str) != Some(*expected) {
            wrong.push(format!("{words}: {found:?}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), FIRST.len(), wrong.join("\n"));
}

#[test]
fn what_the_words_leave_open_is_offered_with_the_fact_that_decides() {
    let mut wrong = Vec::new();
    for (words, expected) in OPEN {
        let found = goods::suggest(words);
        for code in *expected {
            match found.iter().find(|suggestion| suggestion.code().digits() == *code) {
                None => wrong.push(format!("{words}: no {code} in {:?}", codes(words))),
                Some(one) if one.distinguishes().is_none() => {
                    wrong.push(format!("{words}: {code} says no fact"))
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_fact_that_decides_is_material_wearer_or_make() {
    let told = |words: &str, code: &str| {
        let found = goods::suggest(words);
        found
            .iter()
            .find(|one| one.code().digits() == code)
            .and_then(|one| one.distinguishes())
            .unwrap_or("-")
            .to_owned()
    };
    assert_eq!(told("shirt", "610510"), "men or boys; cotton; knitted");
    assert_eq!(told("shirt", "620520"), "men or boys; cotton; woven, not knitted");
    assert_eq!(told("handbag", "420221"), "outside of leather");
    assert_eq!(told("ring", "711319"), "gold or platinum");
    assert_eq!(told("watch", "910212"), "battery; digital display only");
    assert_eq!(told("sweater", "611011"), "wool or fine hair; knitted");
}

#[test]
fn unknown_words_find_nothing_rather_than_nonsense() {
    for words in [
        "",
        "   ",
        "flurble",
        "xq",
        "the",
        "of and for",
        "zzzz qqqq",
        "12345",
        "???",
        "blorptastic wumpf shoes zork",
    ] {
        assert_eq!(codes(words), [""; 0], "{words}");
    }
}

#[test]
fn word_order_case_plural_and_stop_words_change_nothing() {
    for (one, other) in [
        ("leather wallet for men", "MEN'S LEATHER WALLETS"),
        ("wool sweater", "sweaters, of wool"),
        ("usb cable", "Cables USB"),
        ("jewellery silver", "silver jewelry"),
    ] {
        assert_eq!(codes(one), codes(other), "{one}");
        assert!(!codes(one).is_empty(), "{one}");
    }
}

#[test]
fn names_of_ones_own_are_searched_the_same_way() {
    let names = "hs,name,synonyms,common,apart\n610910,Fan shirts,supporter jersey;kit,yes,\n";
    let own = GoodsNames::from_csv(names, "word,means,weighs\nclub,,\n").unwrap();
    assert_eq!(own.suggest("club supporters jersey")[0].name(), "Fan shirts");
    assert_eq!(own.name("6109.10.00".parse().unwrap()), Some("Fan shirts"));
    for (names, words, says) in [
        ("hs,name\n", "word,means,weighs\n", "columns"),
        ("hs,name,synonyms,common,apart\n610999,x,,,\n", "word,means,weighs\n", "field `hs`"),
        ("hs,name,synonyms,common,apart\n610910,,,,\n", "word,means,weighs\n", "`name`"),
        ("hs,name,synonyms,common,apart\n610910,x,,no,\n", "word,means,weighs\n", "`yes` or nothing"),
        ("hs,name,synonyms,common,apart\n610910,x,,,\n610910,y,,,\n", "word,means,weighs\n", "twice"),
        ("hs,name,synonyms,common,apart\n610910,x,,,\n", "word,means,weighs\na b c,d,\n", "one word, or two"),
        (
            "hs,name,synonyms,common,apart\n610910,x,,,\n",
            "word,means,weighs\na,b c,\n",
            "one word or nothing",
        ),
        ("hs,name,synonyms,common,apart\n610910,x,,,\n", "word,means,weighs\na,b,\na,c,\n", "twice"),
        ("hs,name,synonyms,common,apart\n610910,x,,,\n", "word,means,weighs\na,a,13\n", "from 1 to 12"),
    ] {
        let error = GoodsNames::from_csv(names, words).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

proptest! {
    #[test]
    fn any_text_is_answered_in_order(text in "\\PC{0,60}") {
        let found = goods::suggest(&text);
        prop_assert!(found.len() <= 8);
        for pair in found.windows(2) {
            prop_assert!(pair[0].score() >= pair[1].score());
        }
        prop_assert!(found.iter().all(|one| one.score() <= 1000));
    }
}

//! Duties reckoned from the printed words, without the crate: numbers and units are cut out of the text as it stands
//! in the schedule, and looked up in a list of amounts.

use landfall::Decimal;
use landfall::goods::Measure;

/// What the goods are worth.
pub const VALUE: i64 = 1_000;
/// The rate of whatever line is referred to.
pub const REFERENCE: &str = "5%";

fn dec(text: &str) -> Decimal {
    text.replace(',', "").parse().unwrap_or_else(|_| panic!("`{text}` is no number"))
}

/// How much of everything there is in the shipment.
pub fn quantity_of(measure: Measure) -> Decimal {
    dec(match measure {
        Measure::Kilogram => "250",
        Measure::Tonne => "0.25",
        Measure::KilogramGross => "260",
        Measure::KilogramDrained => "180",
        Measure::KilogramWithContainer => "270",
        Measure::KilogramDry => "120",
        Measure::KilogramContents => "255",
        Measure::KilogramClean => "90",
        Measure::KilogramStandardQuality => "240",
        Measure::KilogramTotalSugars => "60",
        Measure::KilogramTotalAlcohol => "30",
        Measure::KilogramLacticMatter => "20",
        Measure::KilogramDryLacticMatter => "10",
        Measure::KilogramCopper => "12",
        Measure::KilogramLead => "14",
        Measure::KilogramMagnesium => "18",
        Measure::KilogramMolybdenum => "22",
        Measure::KilogramTungsten => "24",
        Measure::Litre => "400",
        Measure::Hectolitre => "4",
        // Ten barrels.
        Measure::Barrel => "10",
        Measure::PercentVol => "13",
        Measure::CubicMetre => "3",
        Measure::Metre => "70",
        Measure::SquareMetre => "80",
        Measure::Item => "24",
        Measure::Dozen => "2",
        Measure::Thousand => "0.024",
        Measure::Gross => "0.25",
        Measure::Pair => "12",
        Measure::Head => "5",
        Measure::Jewel => "408",
        Measure::Pin => "500",
        Measure::OtherPiece => "0",
        Measure::PercentSucrose => "62",
        Measure::DegreePolarity => "97.5",
        Measure::ButtonLine => "36",
        other => panic!("no schedule asks for {other}"),
    })
}

pub fn part_value(part: &str) -> i64 {
    match part {
        "movement" => 300,
        "case" => 200,
        "strap" => 100,
        "battery" => 20,
        "apparatus" => 980,
        "rifle" => 700,
        "telescopic_sight" => 0,
        "lead_content" => 600,
        other => panic!("no schedule rates {other}"),
    }
}

/// How many of the unit behind the slash there are; spaces and case are gone.
fn units(unit: &str) -> Option<Decimal> {
    Some(dec(match unit {
        "kg" => "250",
        "100kg" | "100kg/net" => "2.5",
        "t" | "tonne" | "1000kg" => "0.25",
        "100kg/gross" | "100kg/br" => "2.6",
        "kgondrainedweight" => "180",
        "100kg/netdrainedwt" | "100kgeda" => "1.8",
        "kgoncontentsandcontainer" => "270",
        "kgonentirecontentsofcontainer" => "255",
        "100kg/netdry" | "100kgmas" => "1.2",
        "cleankg" => "90",
        "100kg/stdqual" | "100kgstdqual" => "2.4",
        "kgoftotalsugars" => "60",
        "kg/totalc" => "30",
        "kg/lacticmatter" => "20",
        "kg/drylacticmatter" => "10",
        "kgoncoppercontent" => "12",
        "kgonleadcontent" => "14",
        "kgonmagnesiumcontent" => "18",
        "kgonmolybdenumcontent" => "22",
        "kgontungstencontent" => "24",
        "liter" => "400",
        "hl" => "4",
        "bbl" => "10",
        // 400 litres of 13 % hold 52 of alcohol, which are 104 of proof spirit.
        "pf.liter" | "pf.literonethylalcoholcontent" => "104",
        "%vol/hl" => "52",
        "100kg/net/%sacchar." => "155",
        "m3" => "3",
        "100m" => "0.7",
        "m2" => "80",
        "each" | "item" | "article" => "24",
        "doz." => "2",
        "1000" | "1,000items" | "1000items" => "0.024",
        "thousand" => "0.024",
        "pr." => "12",
        "head" => "5",
        "jewel" => "408",
        "jewelover7" => "240",
        "1,000pins" => "0.5",
        "line/gross" => "9",
        "gross" => "0.25",
        _ => return None,
    }))
}

/// The duty on the day `month-day`, where the words can be reckoned.
pub fn amount(text: &str, on: &str) -> Option<Decimal> {
    let text = text.to_lowercase();
    if text.split('(').skip(1).any(|days| days.starts_with(|c: char| c.is_ascii_digit())) {
        return seasonal(&text, on);
    }
    if text.starts_with("the rate") || text.starts_with("see ") {
        return Some(dec("50"));
    }
    if let Some(sugar) = text.split_once(" less ") {
        return polarity(sugar);
    }
    let (first, bounds) = cut_at_bounds(&text);
    let mut duty = sum(first)?;
    for (is_least, bound) in bounds {
        let bound = sum(bound)?;
        duty = if is_least { duty.max(bound) } else { duty.min(bound) };
    }
    Some(duty)
}

fn cut_at_bounds(text: &str) -> (&str, Vec<(bool, &str)>) {
    let mut pieces = text.split(" m").peekable();
    let first_len = pieces.next().unwrap_or_default().len();
    let (first, mut rest) = text.split_at(first_len);
    let mut bounds = Vec::new();
    while let Some(after) = rest.strip_prefix(" min ").or_else(|| rest.strip_prefix(" max ")) {
        let is_least = rest.starts_with(" min ");
        let end = [" min ", " max "].iter().filter_map(|word| after.find(word)).min().unwrap_or(after.len());
        let (bound, next) = after.split_at(end);
        bounds.push((is_least, bound));
        rest = next;
    }
    if rest.is_empty() { (first, bounds) } else { (text, Vec::new()) }
}

fn sum(text: &str) -> Option<Decimal> {
    text.split('+').map(|addend| addend_of(addend.trim())).sum()
}

fn addend_of(text: &str) -> Option<Decimal> {
    if text == "free" {
        return Some(Decimal::ZERO);
    }
    if let Some((percent, parts)) =
        text.split_once('%').filter(|_| text.find('%') < text.find('/').or(Some(999)))
    {
        return Some(dec(percent.trim()) * worth(parts) / dec("100"));
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '$' && c != ',')?;
    let (number, unit) = text.split_at(end);
    let (number, unit) = match number.strip_prefix('$') {
        Some(dollars) => (dec(dollars), unit),
        None if unit.starts_with('¢') => (dec(number) / dec("100"), unit.trim_start_matches('¢')),
        None => (
            dec(number),
            unit.trim_start().trim_start_matches("eur").trim_start_matches("gbp").trim_start_matches('€'),
        ),
    };
    let unit: String = unit.chars().filter(|c| *c != ' ').collect();
    Some(number * units(unit.trim_start_matches('/'))?)
}

/// What the parts behind a per-cent sign are worth.
fn worth(parts: &str) -> Decimal {
    let parts = parts.trim();
    if parts.is_empty() || parts.contains("entire set") {
        return Decimal::from(VALUE);
    }
    let words =
        ["movement", "case", "strap", "battery", "apparatus", "rifle", "telescopic sight", "lead content"];
    let named = words.iter().filter(|word| parts.contains(**word));
    Decimal::from(named.map(|word| part_value(&word.replace(' ', "_"))).sum::<i64>())
}

/// `a¢/kg less b¢/kg for each degree under 100 … but not less than c¢/kg`, for sugar of 97.5 degrees.
fn polarity((full, rest): (&str, &str)) -> Option<Decimal> {
    let cents = |text: &str| text.split('¢').next().map(|number| dec(number.trim()));
    let (less, least) = rest.split_once("but not less than")?;
    let cents_of_a_kilogram = (cents(full)? - cents(less)? * dec("2.5")).max(cents(least)?);
    Some(cents_of_a_kilogram * dec("250") / dec("100"))
}

/// `a (01 jan-31 mar, 01 dec-31 dec), b (…)`.
fn seasonal(text: &str, on: &str) -> Option<Decimal> {
    for season in text.split("),") {
        let (duty, days) = season.split_once('(')?;
        for span in days.trim_end_matches(')').split(',') {
            let (from, to) = span.split_once('-')?;
            let to = month_day(to.trim(), None)?;
            let from = month_day(from.trim(), Some(&to))?;
            let on = on.to_owned();
            let holds = if from <= to { from <= on && on <= to } else { from <= on || on <= to };
            if holds {
                return amount(duty.trim(), &on);
            }
        }
    }
    None
}

fn month_day(text: &str, other: Option<&str>) -> Option<String> {
    let (day, month) = match text.split_once(' ') {
        Some((day, month)) => {
            let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
            let number = months.iter().position(|name| month.starts_with(name))? + 1;
            (day, format!("{number:02}"))
        }
        None => (text, other?.get(..2)?.to_owned()),
    };
    Some(format!("{month}-{day:0>2}"))
}

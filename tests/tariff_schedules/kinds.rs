//! The kinds of `duty_kind_frequency.csv`, told from a duty in its one printed form.

pub fn of(printed: &str) -> &'static str {
    let has = |word: &str| printed.contains(word);
    let union = has(" EUR/") || has(" GBP/");
    if printed == "0%" {
        return "free";
    }
    if has("entry price") {
        return "entry_price";
    }
    if has("EA") {
        return "meursing_agri_component";
    }
    if has("rate of") {
        return "reference_to_other_rate";
    }
    if has("degree under 100") {
        return "formula_polarimetric_sugar";
    }
    if has(" (") {
        return if has(" MIN ") { "seasonal_with_min" } else { "seasonal_ad_valorem" };
    }
    match (has(" MIN "), has(" MAX "), has(" + ")) {
        (true, true, _) => return "min_max_collar",
        (true, false, _) => return "min_floor",
        (false, true, true) => return "capped_compound",
        (false, true, false) => return "max_cap",
        (false, false, _) => {}
    }
    if has(" on the lead content") {
        return "ad_valorem_on_content_value";
    }
    if has(" on the ") || has("jewel") {
        let only_case =
            printed.ends_with("on the case") && !has("jewel") && printed.matches('+').count() == 1;
        return if only_case { "component_watch_parts" } else { "component_valued_parts" };
    }
    let addends: Vec<&str> = printed.split(" + ").collect();
    let shares = addends.iter().filter(|addend| addend.ends_with('%')).count();
    let special =
        ["drained", "dry", "content", "clean", "total", "container", "contents", "std qual", "lactic"]
            .iter()
            .any(|word| has(word));
    match (shares, addends.len() - shares) {
        (1, 0) => "ad_valorem",
        (1, 2) if union => "compound_ad_valorem_plus_two_specifics",
        (1, _) if union => "compound_ad_valorem_plus_specific",
        (1, _) if special => "compound_specific_plus_ad_valorem_on_content_basis",
        (1, _) => "compound_specific_plus_ad_valorem",
        (_, 2) if has("lactic") => "specific_two_components(lactic+weight)",
        (_, 2) if has("% vol") => "specific_alcohol_plus_volume",
        (_, 2) => "compound_two_specifics",
        _ if has("% vol") => "specific_per_percent_vol",
        _ if has("% sucrose") => "specific_per_percent_sucrose",
        _ if special && union => "specific_special_basis",
        _ if special => "specific_on_special_basis(content/drained/gross/clean)",
        _ => of_one_amount(printed),
    }
}

fn of_one_amount(printed: &str) -> &'static str {
    let unit = printed.rsplit(['/', ' ']).next().unwrap_or_default();
    match unit {
        "kg" | "tonne" => "specific_weight",
        "l" | "hl" | "bbl" | "m3" => "specific_volume",
        "m2" | "m" => "specific_area_length",
        "item" | "dozen" | "gross" | "thousand" | "head" | "pair" => "specific_count",
        other => panic!("{printed}: unit {other}"),
    }
}

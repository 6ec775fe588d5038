use rust_decimal::Decimal;

use super::{
    CategoryRate, Condition, GoodsList, Levy, Minimum, NoticeRule, RateSource, Relief, Rounding, Scheme,
    Valuation,
};
use crate::money::Currency;
use crate::place::TerritoryCode;
use crate::rules::{DataFile, Dated, LoadError, Row, RuleBook, RuleId, Sources, Timeline, parse_document};
use crate::time::Date;

/// The rules of one kind in a file: each rule over time, in file order.
pub(crate) type Rules<T> = Vec<(RuleId, Timeline<T>)>;

/// One file below `data/landed_cost/`, or an overlay on it.
#[derive(Debug)]
pub(crate) struct TerritoryFile {
    /// Path below the data folder, or the name of the overlay.
    pub(crate) path: String,
    pub(crate) currency: Option<Currency>,
    pub(crate) currency_before: Option<(Currency, Date)>,
    pub(crate) inherits: Vec<TerritoryCode>,
    pub(crate) rates_from: Option<TerritoryCode>,
    pub(crate) history_from: Option<Date>,
    pub(crate) customs_rates: Option<String>,
    /// Territories of another customs code whose goods still cross no customs border.
    pub(crate) customs_area: Vec<TerritoryCode>,
    /// Tax territories between which no tax border is crossed.
    pub(crate) tax_area: Vec<TerritoryCode>,
    pub(crate) tariff: Option<String>,
    pub(crate) sources: Sources,
    pub(crate) goods: Rules<GoodsList>,
    pub(crate) valuations: Rules<Valuation>,
    pub(crate) roundings: Rules<Rounding>,
    pub(crate) levies: Rules<Levy>,
    /// Rates of one rule id may stand side by side for different prices, so they are rows, not timelines.
    pub(crate) rates: Vec<Dated<CategoryRate>>,
    pub(crate) reliefs: Rules<Relief>,
    pub(crate) minimums: Rules<Minimum>,
    pub(crate) schemes: Rules<Scheme>,
    pub(crate) notices: Rules<NoticeRule>,
}

impl DataFile for TerritoryFile {
    fn read(book: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        if document.text("overlay")?.is_some() {
            let mut sources = Sources::supplied_by_caller();
            sources.read(document.rows("source")?)?;
            document.text("name")?;
            // What the file below inherits stays as it is.
            for field in ["inherits", "rates_from"] {
                if !document.texts(field)?.is_empty() {
                    return Err(document.unknown_field(field));
                }
            }
            return Self::rest(document, sources);
        }
        let code: TerritoryCode = document.required("code")?;
        if file != path(code) {
            return Err(document.invalid("code", &code.to_string(), "the code in the file's name"));
        }
        document.required_text("name")?;
        let mut sources = Sources::default();
        sources.read(document.rows("source")?)?;
        let territory = Self::rest(document, sources)?;
        territory.check_inherited(book)?;
        Ok(territory)
    }
}

impl TerritoryFile {
    fn rest(mut document: Row<'_>, sources: Sources) -> Result<Self, LoadError> {
        let currency_before = match (document.parsed("currency_before")?, document.date("currency_from")?) {
            (Some(currency), Some(day)) => Some((currency, day)),
            (None, None) => None,
            _ => return Err(document.missing("currency_from")),
        };
        let file = Self {
            path: document.file().to_owned(),
            currency: document.parsed("currency")?,
            currency_before,
            inherits: document.list("inherits")?,
            rates_from: document.parsed("rates_from")?,
            history_from: document.date("history_from")?,
            customs_rates: document.text("customs_rates")?,
            customs_area: document.list("customs_area")?,
            tax_area: document.list("tax_area")?,
            tariff: document.text("tariff")?,
            goods: rules(&mut document, "goods", &sources, GoodsList::read)?,
            valuations: rules(&mut document, "valuation", &sources, Valuation::read)?,
            roundings: rules(&mut document, "rounding", &sources, Rounding::read)?,
            levies: rules(&mut document, "levy", &sources, Levy::read)?,
            rates: rates(&mut document, &sources)?,
            reliefs: rules(&mut document, "relief", &sources, Relief::read)?,
            minimums: rules(&mut document, "minimum", &sources, Minimum::read)?,
            schemes: rules(&mut document, "scheme", &sources, Scheme::read)?,
            notices: rules(&mut document, "notice", &sources, NoticeRule::read)?,
            sources,
        };
        document.finish()?;
        Ok(file)
    }

    /// A file that inherits another must find it. It is not read here: two files that inherit each other would
    /// wait for each other for ever.
    fn check_inherited(&self, book: &RuleBook) -> Result<(), LoadError> {
        for code in self.inherits.iter().chain(&self.rates_from) {
            let file = path(*code);
            if book.text(&file).is_none() {
                return Err(LoadError::MissingFile { file });
            }
        }
        Ok(())
    }

    pub(crate) fn currency_on(&self, day: Date) -> Option<Currency> {
        match self.currency_before {
            Some((before, from)) if day < from => Some(before),
            _ => self.currency,
        }
    }

    /// The registrations that schemes, tariffs and conditions name, in any period.
    pub(crate) fn registrations(&self) -> impl Iterator<Item = &str> {
        let schemes = values(&self.schemes).map(|scheme| &*scheme.registration);
        let tariffs = values(&self.levies).filter_map(|levy| levy.alternative_tariff.as_ref());
        let asked = self.conditions().flat_map(|when| when.registered.iter().chain(&when.not_registered));
        schemes.chain(tariffs.map(|tariff| &*tariff.registered)).chain(asked.map(|word| &**word))
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let valuations = values(&self.valuations).map(|row| &row.when);
        let levies = values(&self.levies).map(|row| &row.when);
        let reliefs = values(&self.reliefs).map(|row| &row.when);
        let minimums = values(&self.minimums).map(|row| &row.when);
        let schemes = values(&self.schemes).map(|row| &row.when);
        let notices = values(&self.notices).map(|row| &row.when);
        valuations.chain(levies).chain(reliefs).chain(minimums).chain(schemes).chain(notices)
    }

    /// Whether a levy takes its rate from a tariff without naming one.
    pub(crate) fn has_tariff_levy(&self) -> bool {
        let by_tariff = |levy: &Levy| levy.rate == Some(RateSource::Tariff) && levy.tariff.is_none();
        self.tariff.is_none() && values(&self.levies).any(by_tariff)
    }

    /// The tariffs that the file names.
    pub(crate) fn named_tariffs(&self) -> impl Iterator<Item = &str> {
        let levies = values(&self.levies);
        let of_levies = levies.flat_map(|levy| {
            levy.tariff.iter().chain(levy.alternative_tariff.as_ref().map(|other| &other.tariff))
        });
        self.tariff.iter().chain(of_levies).map(String::as_str)
    }
}

/// Where the files lie.
pub(crate) const FOLDER: &str = "landed_cost/";

/// Which file holds the rules of a territory.
pub(crate) fn path(code: TerritoryCode) -> String {
    format!("{FOLDER}{code}.toml")
}

/// The territory that a file is about; `None` if its name is not made of a code.
pub(crate) fn code_of(file: &str) -> Option<TerritoryCode> {
    file.strip_prefix(FOLDER)?.strip_suffix(".toml")?.parse().ok()
}

/// All rows of a kind, rule by rule.
pub(crate) fn rows<T>(rules: &Rules<T>) -> impl Iterator<Item = &Dated<T>> {
    rules.iter().flat_map(|(_, timeline)| timeline.rows())
}

fn values<T>(rules: &Rules<T>) -> impl Iterator<Item = &T> {
    rows(rules).map(Dated::value)
}

fn rules<T>(
    document: &mut Row<'_>,
    kind: &str,
    sources: &Sources,
    read: impl Fn(&mut Row<'_>) -> Result<T, LoadError>,
) -> Result<Rules<T>, LoadError> {
    let file = document.file();
    let mut by_rule: Vec<(RuleId, Vec<Dated<T>>)> = Vec::new();
    for mut row in document.rows(kind)? {
        let dated = row.dated(sources)?;
        let value = read(&mut row)?;
        row.finish()?;
        let dated = dated.with_value(value);
        match by_rule.iter_mut().find(|(id, _)| id == dated.id()) {
            Some((_, rows)) => rows.push(dated),
            None => by_rule.push((dated.id().clone(), vec![dated])),
        }
    }
    by_rule.into_iter().map(|(id, rows)| Ok((id, Timeline::new(file, rows)?))).collect()
}

fn rates(document: &mut Row<'_>, sources: &Sources) -> Result<Vec<Dated<CategoryRate>>, LoadError> {
    let file = document.file();
    let mut rates: Vec<Dated<CategoryRate>> = Vec::new();
    for mut row in document.rows("rate")? {
        let dated = row.dated(sources)?;
        let value = CategoryRate::read(&mut row)?;
        row.finish()?;
        rates.push(dated.with_value(value));
    }
    for (number, first) in rates.iter().enumerate() {
        for second in rates.iter().skip(number.saturating_add(1)) {
            if collide(first, second) {
                return Err(LoadError::Overlap {
                    file: file.to_owned(),
                    row: second.id().clone(),
                    day: first.from().max(second.from()),
                });
            }
        }
    }
    Ok(rates)
}

/// Two rates that claim the same goods in the same place at the same price on the same day.
fn collide(first: &Dated<CategoryRate>, second: &Dated<CategoryRate>) -> bool {
    let (a, b) = (first.value(), second.value());
    let everywhere = |rate: &CategoryRate| rate.regions.is_empty() && rate.areas.is_empty();
    let same_place = (everywhere(a) && everywhere(b))
        || a.regions.iter().any(|region| b.regions.contains(region))
        || a.areas.iter().any(|area| b.areas.contains(area));
    let same_days = first.covers(second.from()) || second.covers(first.from());
    a.table == b.table && a.category == b.category && same_place && same_days && !a.band.excludes(&b.band)
}

impl super::PriceBand {
    /// Whether no price lies in both bands. Bands in two currencies cannot be told apart and count as one.
    fn excludes(&self, other: &Self) -> bool {
        let (low, high) = (self.range(), other.range());
        let apart =
            |(_, upper): (Option<Edge>, Option<Edge>), (lower, _): (Option<Edge>, Option<Edge>)| match (
                upper, lower,
            ) {
                (Some(upper), Some(lower)) => {
                    upper.at < lower.at || (upper.at == lower.at && !(upper.included && lower.included))
                }
                _ => false,
            };
        apart(low, high) || apart(high, low)
    }

    fn range(&self) -> (Option<Edge>, Option<Edge>) {
        let (mut lower, mut upper) = (None, None);
        for (bound, limit) in &self.bounds {
            let edge = |included| Some(Edge { at: limit.amount(), included });
            match bound {
                super::Bound::NotAbove => upper = edge(true),
                super::Bound::Below => upper = edge(false),
                super::Bound::AtLeast => lower = edge(true),
                super::Bound::Above => lower = edge(false),
            }
        }
        (lower, upper)
    }
}

#[derive(Clone, Copy)]
struct Edge {
    at: Decimal,
    included: bool,
}

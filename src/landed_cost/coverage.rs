//! Looking into a rule book: which territories it has, which rows they have, and whether all of it hangs together.

use std::fmt;

use super::territory::{
    BaseTerm, CategoryRate, Condition, Layers, LevyRef, Part, RateSource, Rules, TerritoryFile, ValueTest,
    path,
};
use crate::place::{Address, Country, PlaceError, TerritoryCode};
use crate::rules::{Dated, LoadError, RuleBook, RuleId};
use crate::time::Date;

/// A row of a territory's rules: its kind, rule, days, law and doubts, without what it says.
pub type RuleRow = Dated<RuleKind>;

/// What a row of a territory's file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RuleKind {
    /// A list of goods that other rows name.
    Goods,
    /// What the customs value is made of.
    Valuation,
    /// How charges are rounded.
    Rounding,
    /// A charge.
    Levy,
    /// The rate of a goods category.
    Rate,
    /// Charges that are waived under a condition.
    Relief,
    /// Charges that are too small to collect.
    Minimum,
    /// A way in which the seller collects the tax.
    Scheme,
    /// Something that the reader of an answer must know.
    Notice,
}

impl RuleKind {
    /// The word that stands in data files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::Valuation => "valuation",
            Self::Rounding => "rounding",
            Self::Levy => "levy",
            Self::Rate => "rate",
            Self::Relief => "relief",
            Self::Minimum => "minimum",
            Self::Scheme => "scheme",
            Self::Notice => "notice",
        }
    }
}

impl fmt::Display for RuleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl RuleBook {
    /// The territories for which the book has a file of import rules, common parts such as `EU` included.
    pub fn territories(&self) -> impl Iterator<Item = TerritoryCode> {
        self.names("landed_cost/").filter_map(code_of)
    }

    /// The rows of a territory's own file, without those that it inherits; none if the book has no such file.
    ///
    /// ```
    /// use landfall::{RuleBook, landed_cost::RuleKind};
    ///
    /// let rows = RuleBook::embedded().rules_of("EU".parse()?)?;
    /// let flat_duty = rows.iter().find(|row| row.id().as_str() == "eu.duty.low-value-flat").expect("in the file");
    /// assert_eq!(*flat_duty.value(), RuleKind::Levy);
    /// assert_eq!(flat_duty.from(), "2026-07-01".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`LoadError`] if the file cannot be used.
    pub fn rules_of(&self, territory: TerritoryCode) -> Result<Vec<RuleRow>, LoadError> {
        let file = self.file::<TerritoryFile>(&path(territory))?;
        Ok(file.map(|file| file.uses().into_iter().map(|uses| uses.row).collect()).unwrap_or_default())
    }

    /// Reads every file and reports every defect: what does not load, names that lead nowhere, days without a rule,
    /// rows that no answer can rest on, sources that no row cites.
    ///
    /// The book that the crate carries has none. For a book of your own this is the test to run.
    #[must_use]
    pub fn check(&self) -> Vec<LoadError> {
        let mut defects = Defects(Vec::new());
        if let Err(error) = self.check_common_files() {
            defects.add(error);
        }
        for name in self.names("tariff/") {
            if let Some(tariff) = name.strip_prefix("tariff/").and_then(|name| name.strip_suffix(".csv")) {
                defects.add_error(self.tariff(tariff));
            }
        }
        for word in defects.add_error(self.misstated_registrations()).into_iter().flatten() {
            let (file, row) = ("about.toml".to_owned(), "file".to_owned());
            defects.add(LoadError::UnknownName { file, row, field: "registrations".to_owned(), name: word });
        }
        let names: Vec<&str> = self.names("landed_cost/").collect();
        let mut inherited = Vec::new();
        for name in &names {
            let file = defects.add_error(self.file::<TerritoryFile>(name)).flatten();
            inherited.extend(file.iter().flat_map(|file| file.inherits.iter().copied()));
        }
        for code in self.territories() {
            let Some(layers) = defects.add_error(Layers::of(self, code)).flatten() else { continue };
            let is_common = inherited.contains(&code);
            let check = Check { book: self, file: path(code), layers: &layers, is_common };
            check.run(self.as_of().unwrap_or_default(), &mut defects);
        }
        defects.0
    }

    /// What every quote needs beside the territory's own rules: places and exchange rates.
    fn check_common_files(&self) -> Result<(), LoadError> {
        let Some(today) = self.as_of() else {
            return Err(LoadError::MissingField {
                file: "about.toml".to_owned(),
                row: "file".to_owned(),
                field: "as_of".to_owned(),
            });
        };
        self.market_rates(today)?;
        for country in Country::all() {
            let address = Address::country(country).with_postal_code("1");
            if let Err(PlaceError::Load(error)) = self.place(&address, today) {
                return Err(error);
            }
        }
        for code in self.territories() {
            self.territory_name(code)?;
            self.customs_rates(code.as_str(), today)?;
        }
        Ok(())
    }
}

/// The territory that a file is about; `None` if its name is not made of a code.
fn code_of(file: &str) -> Option<TerritoryCode> {
    file.strip_prefix("landed_cost/")?.strip_suffix(".toml")?.parse().ok()
}

struct Defects(Vec<LoadError>);

impl Defects {
    /// A row that several territories inherit is reported once.
    fn add(&mut self, defect: LoadError) {
        if !self.0.contains(&defect) {
            self.0.push(defect);
        }
    }

    fn add_error<T>(&mut self, result: Result<T, LoadError>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }
}

/// A row with the names that it uses.
struct Uses<'f> {
    row: RuleRow,
    lists: Vec<&'f RuleId>,
    schemes: Vec<&'f RuleId>,
    levies: Vec<(&'static str, &'f RuleId)>,
    table: Option<&'f str>,
    places: Vec<TerritoryCode>,
}

impl<'f> Uses<'f> {
    fn of<T: Clone>(kind: RuleKind, row: &Dated<T>) -> Self {
        let row = row.clone().with_value(kind);
        let (lists, schemes, levies, places) = Default::default();
        Self { row, lists, schemes, levies, table: None, places }
    }

    fn condition(mut self, when: &'f Condition) -> Self {
        self.lists.extend(when.goods.iter().chain(&when.not_goods));
        self.schemes.extend(when.scheme.iter().chain(&when.not_scheme));
        self.levies("when.charges", &when.charges);
        self.levies("when.levied", &when.levied);
        for places in [&when.dispatch, &when.not_dispatch, &when.origin, &when.not_origin] {
            self.places.extend(places);
        }
        for ValueTest { of, without_goods, .. } in &when.values {
            self.base("when.value", of);
            self.lists.extend(without_goods);
        }
        self
    }

    fn levies(&mut self, field: &'static str, refs: &'f [LevyRef]) {
        self.levies.extend(refs.iter().filter_map(|named| match named {
            LevyRef::Id(id) => Some((field, id)),
            LevyRef::Kind(_) => None,
        }));
    }

    fn base(&mut self, field: &'static str, terms: &'f [BaseTerm]) {
        self.levies.extend(terms.iter().filter_map(|term| match &term.part {
            Part::Levy(id) => Some((field, id)),
            _ => None,
        }));
    }
}

impl TerritoryFile {
    /// Every row with the names that it uses, kind by kind.
    fn uses(&self) -> Vec<Uses<'_>> {
        let mut all = Vec::new();
        all.extend(rows(&self.goods).map(|row| Uses::of(RuleKind::Goods, row)));
        for row in rows(&self.valuations) {
            let mut uses = Uses::of(RuleKind::Valuation, row).condition(&row.value().when);
            uses.base("parts", &row.value().parts);
            uses.lists.extend(&row.value().freight_without_goods);
            all.push(uses);
        }
        all.extend(rows(&self.roundings).map(|row| Uses::of(RuleKind::Rounding, row)));
        for row in rows(&self.levies) {
            let levy = row.value();
            let mut uses = Uses::of(RuleKind::Levy, row).condition(&levy.when);
            uses.base("base", &levy.base);
            uses.levies("replaces", &levy.replaces);
            uses.levies("charged", &levy.charged);
            if let Some(RateSource::Table(table)) = &levy.rate {
                uses.table = Some(table);
            }
            all.push(uses);
        }
        all.extend(self.rates.iter().map(|row| Uses::of(RuleKind::Rate, row)));
        for row in rows(&self.reliefs) {
            let mut uses = Uses::of(RuleKind::Relief, row).condition(&row.value().when);
            uses.levies("waives", &row.value().waives);
            all.push(uses);
        }
        for row in rows(&self.minimums) {
            let mut uses = Uses::of(RuleKind::Minimum, row).condition(&row.value().when);
            uses.levies("levies", &row.value().levies);
            all.push(uses);
        }
        for row in rows(&self.schemes) {
            let mut uses = Uses::of(RuleKind::Scheme, row).condition(&row.value().when);
            uses.levies.extend(row.value().collects.iter().map(|id| ("collects", id)));
            all.push(uses);
        }
        for row in rows(&self.notices) {
            all.push(Uses::of(RuleKind::Notice, row).condition(&row.value().when));
        }
        all
    }
}

fn rows<T>(rules: &Rules<T>) -> impl Iterator<Item = &Dated<T>> {
    rules.iter().flat_map(|(_, timeline)| timeline.rows())
}

/// First and last day of something in force.
type Days = (Date, Option<Date>);

fn days<T>(row: &Dated<T>) -> Days {
    (row.from(), row.to())
}

/// The first of the days asked for that none of these covers.
fn first_hole(mut covered: Vec<Days>, (from, to): Days) -> Option<Date> {
    covered.sort_unstable();
    let mut day = from;
    for (first, last) in covered {
        if first > day {
            break;
        }
        match last {
            None => return None,
            Some(last) if last >= day => day = last.succ_opt()?,
            Some(_) => {}
        }
    }
    to.is_none_or(|to| day <= to).then_some(day)
}

/// The check of one territory with all that it inherits.
struct Check<'b> {
    book: &'b RuleBook,
    file: String,
    layers: &'b Layers,
    /// Other files inherit this one, so that what it leaves open they may fill in.
    is_common: bool,
}

impl Check<'_> {
    fn run(&self, today: Date, defects: &mut Defects) {
        let Some(history) = self.layers.nearest(|file| file.history_from) else {
            return defects.add(self.missing("history_from"));
        };
        if self.layers.currency(history).is_none() {
            defects.add(self.missing("currency"));
        }
        self.check_customs_rates(history.max(today), defects);
        self.check_foundations(history, defects);
        for file in self.layers.files() {
            let uses = file.uses();
            for row in &uses {
                self.check_row(file, row, history, defects);
            }
            for source in file.sources.iter() {
                if !uses.iter().any(|uses| uses.row.source().id() == source.id()) {
                    let (file, source_id) = (file.path.clone(), source.id().to_owned());
                    defects.add(LoadError::UncitedSource { file, source_id });
                }
            }
            check_gaps(file, defects);
        }
    }

    fn check_customs_rates(&self, day: Date, defects: &mut Defects) {
        let Some(rule) = self.layers.nearest(|file| file.customs_rates.clone()) else { return };
        let rates = defects.add_error(self.book.customs_rates(&rule, day));
        if rates.is_some_and(|rates| rates.rule().is_none()) {
            let (row, field, name) = ("file".to_owned(), "customs_rates".to_owned(), rule);
            defects.add(LoadError::UnknownName { file: self.file.clone(), row, field, name });
        }
    }

    /// A valuation and a rounding rule on every day that can be asked.
    fn check_foundations(&self, history: Date, defects: &mut Defects) {
        let valuations = self.layers.files().flat_map(|file| rows(&file.valuations));
        let valuations =
            valuations.filter(|row| row.value().when == Condition::default()).map(days).collect();
        let roundings = self.layers.files().flat_map(|file| rows(&file.roundings)).map(days).collect();
        for (row, covered) in [("valuation", valuations), ("rounding", roundings)] {
            if let Some(day) = first_hole(covered, (history, None)) {
                defects.add(LoadError::Gap { file: self.file.clone(), row: row.to_owned(), day });
            }
        }
    }

    fn check_row(&self, file: &TerritoryFile, uses: &Uses<'_>, history: Date, defects: &mut Defects) {
        let row = &uses.row;
        if let Some(to) = row.to().filter(|to| *to < history) {
            let (file, row) = (file.path.clone(), row.id().clone());
            return defects.add(LoadError::EndsBeforeHistory { file, row, to });
        }
        let asked = Asked { file: &file.path, row: row.id(), days: (row.from().max(history), row.to()) };
        for list in &uses.lists {
            match self.covered(|file| &file.goods, list) {
                covered if covered.is_empty() => defects.add(asked.unknown("goods", list.as_str())),
                covered => asked.check(covered, list.as_str(), defects),
            }
        }
        for scheme in &uses.schemes {
            // Before a scheme begins nobody is in it: that it exists is enough.
            if self.covered(|file| &file.schemes, scheme).is_empty() {
                defects.add(asked.unknown("scheme", scheme.as_str()));
            }
        }
        for (field, levy) in &uses.levies {
            if self.covered(|file| &file.levies, levy).is_empty() {
                defects.add(asked.unknown(field, levy.as_str()));
            }
        }
        for place in &uses.places {
            let members = self.book.customs_territory_members(*place, asked.days.0);
            let Some(mut members) = defects.add_error(members) else { continue };
            if place.as_country().is_none() && members.next().is_none() {
                defects.add(asked.unknown("when", place.as_str()));
            }
        }
        if let Some(table) = uses.table.filter(|_| !self.is_common) {
            let rates = self.layers.all_rates().filter(|rate| *rate.value().table == *table);
            let covered: Vec<Days> =
                rates.filter(|rate| rate.value().category.parent().is_none()).map(days).collect();
            // A territory outside the tax area of those it inherits has taxes of its own instead.
            let own_area = self.layers.files().next().is_some_and(|own| !own.tax_area.is_empty());
            if own_area && covered.is_empty() && file.path != self.file {
                return;
            }
            // The file that should hold the rates, not the one that holds the levy.
            Asked { file: &self.file, ..asked }.check(covered, &format!("table:{table}"), defects);
        }
    }

    /// The days on which some layer has a row of this id.
    fn covered<T>(&self, rules: fn(&TerritoryFile) -> &Rules<T>, id: &RuleId) -> Vec<Days> {
        self.layers
            .files()
            .flat_map(|file| rows(rules(file)))
            .filter(|row| row.id() == id)
            .map(days)
            .collect()
    }

    fn missing(&self, field: &str) -> LoadError {
        LoadError::MissingField { file: self.file.clone(), row: "file".to_owned(), field: field.to_owned() }
    }
}

/// Two periods of one rule with days between them on which it does not exist.
fn check_gaps(file: &TerritoryFile, defects: &mut Defects) {
    let mut periods: Vec<(RuleKind, RuleId, Days)> = Vec::new();
    for uses in file.uses() {
        // Rates of one id stand side by side for several places and prices, each over its own time.
        if *uses.row.value() != RuleKind::Rate {
            periods.push((*uses.row.value(), uses.row.id().clone(), days(&uses.row)));
        }
    }
    for rate in &file.rates {
        let earlier =
            file.rates.iter().filter(|other| is_same_rate(rate, other) && other.from() < rate.from());
        if let Some(last) = earlier.filter_map(|other| other.to()).max() {
            add_gap(file, rate.id(), last, rate.from(), defects);
        }
    }
    periods.sort_unstable();
    for pair in periods.windows(2) {
        let [(kind, id, (_, Some(last))), (next_kind, next, (from, _))] = pair else { continue };
        if kind == next_kind && id == next {
            add_gap(file, id, *last, *from, defects);
        }
    }
}

fn add_gap(file: &TerritoryFile, row: &RuleId, last: Date, next: Date, defects: &mut Defects) {
    if let Some(day) = last.succ_opt().filter(|day| *day != next) {
        defects.add(LoadError::Gap { file: file.path.clone(), row: row.to_string(), day });
    }
}

/// Whether two rates are one rule over time: the same goods in the same places at the same prices.
fn is_same_rate(first: &Dated<CategoryRate>, second: &Dated<CategoryRate>) -> bool {
    let (first, second) = (first.value(), second.value());
    first.table == second.table
        && first.category == second.category
        && first.regions == second.regions
        && first.band == second.band
}

/// A row that names something which must be there on its days.
#[derive(Clone, Copy)]
struct Asked<'a> {
    file: &'a str,
    row: &'a RuleId,
    days: Days,
}

impl Asked<'_> {
    fn check(&self, covered: Vec<Days>, name: &str, defects: &mut Defects) {
        if let Some(day) = first_hole(covered, self.days) {
            let (file, row, name) = (self.file.to_owned(), self.row.to_string(), name.to_owned());
            defects.add(LoadError::NotInForce { file, row, name, day });
        }
    }

    fn unknown(&self, field: &str, name: &str) -> LoadError {
        LoadError::UnknownName {
            file: self.file.to_owned(),
            row: self.row.to_string(),
            field: field.to_owned(),
            name: name.to_owned(),
        }
    }
}

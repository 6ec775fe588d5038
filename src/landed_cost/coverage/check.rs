//! Whether a rule book hangs together: names that lead nowhere, days without a rule, rows and sources without use.

use super::RuleKind;
use super::uses::Uses;
use crate::landed_cost::territory::{
    CategoryRate, Condition, FOLDER, Layers, Rules, TerritoryFile, path, rows,
};
use crate::place::{Address, Country, PlaceError};
use crate::rules::{ABOUT, Dated, LoadError, RuleBook, RuleId};
use crate::time::Date;

impl RuleBook {
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
        for name in self.names("additional_duty/") {
            let table = name.strip_prefix("additional_duty/").and_then(|name| name.strip_suffix(".csv"));
            if let Some(tariff) = table.filter(|name| !name.contains('/')) {
                defects.add_error(self.additional_duties(tariff));
            }
        }
        for name in self.names("preference/") {
            if let Some(tariff) = name.strip_prefix("preference/").and_then(|name| name.strip_suffix(".csv"))
            {
                defects.add_error(self.preferences(tariff));
            }
        }
        for word in defects.add_error(self.misstated_registrations()).into_iter().flatten() {
            let (file, row) = (ABOUT.to_owned(), "file".to_owned());
            defects.add(LoadError::UnknownName { file, row, field: "registrations".to_owned(), name: word });
        }
        let names: Vec<&str> = self.names(FOLDER).collect();
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
                file: ABOUT.to_owned(),
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

/// What was found so far.
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

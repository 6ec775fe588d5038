//! The members of the groups of origins that schedules name, as the rule book knows them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::TariffSchedule;
use super::area::Members;
use crate::place::Country;
use crate::rules::{DataFile, Dated, LoadError, RuleBook, Sources, parse_document};
use crate::time::Date;

const FILE: &str = "tariff/groups.toml";

/// A group of a tariff and some of its members, with the days on which they belong to it.
struct Group {
    tariff: String,
    name: String,
    origins: Vec<Country>,
    row: Dated<()>,
}

struct Groups(Vec<Group>);

impl DataFile for Groups {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let mut sources = Sources::default();
        sources.read(document.rows("source")?)?;
        let mut groups = Vec::new();
        for mut row in document.rows("group")? {
            groups.push(Group {
                tariff: row.required_text("tariff")?,
                name: row.required_text("name")?,
                origins: row.list("origins")?,
                row: row.dated(&sources)?,
            });
            row.finish()?;
        }
        document.finish()?;
        Ok(Self(groups))
    }
}

impl TariffSchedule {
    /// The same schedule with the members of its groups that the book knows for the tariff on a day: the parties of
    /// agreements by their symbols, and the origins of a column of their own.
    ///
    /// What [`with_group`](Self::with_group) told before stays. Groups that the book does not know stay unknown; they
    /// are named in [`coverage`](Self::coverage).
    ///
    /// ```
    /// use landfall::RuleBook;
    /// use landfall::goods::{Found, ScheduleFormat, TariffSchedule};
    ///
    /// let text = "\
    /// HTS Number,Description,General Rate of Duty,Special Rate of Duty,Column 2 Rate of Duty
    /// 0409.00.00,Natural honey,1.9¢/kg,\"Free (AU,P,S)\",6.6¢/kg
    /// ";
    /// let schedule = TariffSchedule::read(ScheduleFormat::HtsCsv, text.as_bytes())?.schedule;
    /// let day = "2026-11-21".parse()?;
    /// let schedule = schedule.with_origins_of(&RuleBook::embedded(), "US", day)?;
    /// let honey = "0409.00.00".parse()?;
    /// let Found::Line(cuban) = schedule.find(honey, "CU".parse()?, day) else { panic!() };
    /// assert_eq!(cuban.duty()?.to_string(), "0.066 USD/kg");
    /// let Found::Line(mexican) = schedule.find(honey, "MX".parse()?, day) else { panic!() };
    /// assert_eq!(mexican.duty()?.to_string(), "0.019 USD/kg");
    /// assert!(mexican.preferences().next().is_some_and(|rate| rate.duty().is_some_and(|duty| duty.is_free())));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`LoadError`] if the book's files cannot be read.
    pub fn with_origins_of(mut self, book: &RuleBook, tariff: &str, day: Date) -> Result<Self, LoadError> {
        let mut known: BTreeMap<&str, Vec<Country>> = BTreeMap::new();
        let groups = book.required_file::<Groups>(FILE)?;
        let rows = groups.0.iter().filter(|group| group.tariff == tariff);
        for group in rows {
            // Before the first day that was looked into the members were the same.
            let in_force = group.row.covers(day) || group.row.from_is_floor && day < group.row.from;
            let members = known.entry(&group.name).or_default();
            members.extend(group.origins.iter().filter(|_| in_force));
        }
        let preferences = book.preferences(tariff)?;
        for agreement in preferences.iter().flat_map(|preferences| preferences.agreements()) {
            let members = known.entry(agreement.symbol()).or_default();
            members.extend(agreement.origins().iter().filter(|_| agreement.covers(day)));
        }
        for area in Arc::make_mut(&mut self.areas) {
            let told = matches!(area.members, Members::Everyone | Members::Group(_));
            if let Some(members) = known.get(&*area.name).filter(|_| !told) {
                area.members = Members::group(members.iter().copied());
            }
        }
        Ok(self)
    }
}

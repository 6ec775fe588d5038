//! Whole national tariff schedules that the caller brings, read from their official exports.

mod area;
mod find;
mod line;
mod origins;
mod read;
mod report;
mod store;
#[cfg(test)]
mod tests;

pub use find::Found;
pub use line::{LineView, Lines, NoRate, OtherRate};
pub use read::ScheduleFormat;
pub use report::{ReadReport, RowError, RowIssue, ScheduleError};
pub use store::RateKind;

use std::io::Read;
use std::sync::Arc;

use self::area::{Area, Holds, Members};
use self::store::{NONE, Rate, Store, place};
use super::{DutyExpression, Edition};
use crate::place::Country;
use crate::rules::RuleBook;
use crate::time::Date;

/// A national tariff schedule: for each code the ordinary duty, and what an origin may claim instead.
///
/// It is read from the export of the authority or from a CSV of your own ([`ScheduleFormat`]), and is as good as
/// what you bring: whatever rests on it is `supplied`. Rows that cannot be read are reported one by one and do
/// not hold up the others; a line whose rate could not be read is kept and says so.
///
/// ```
/// use landfall::goods::{Found, ScheduleFormat, TariffSchedule};
///
/// let text = "\
/// code,duty,origin,kind,description
/// 6109.10.00,12%,,,T-shirts of cotton
/// 6109.10.00,0%,JP,preference,
/// 6109.90.20,12%,,,of wool
/// 6109.90.90,8 EUR/kg,,,other
/// ";
/// let loaded = TariffSchedule::read(ScheduleFormat::Plain, text.as_bytes())?;
/// assert!(loaded.report.is_clean());
/// let schedule = loaded.schedule.with_edition("my tariff", "2026-11-01".parse()?);
///
/// let (japan, day) = ("JP".parse()?, "2026-11-21".parse()?);
/// let Found::Line(shirt) = schedule.find("61091000".parse()?, japan, day) else { panic!() };
/// assert_eq!(shirt.duty()?.to_string(), "12%");
/// let preference = shirt.preferences().next().expect("Japan has one");
/// assert_eq!(preference.duty().map(ToString::to_string).as_deref(), Some("0%"));
///
/// // Six digits leave two lines open.
/// let Found::Candidates(lines) = schedule.find("610990".parse()?, japan, day) else { panic!() };
/// let duties: Vec<_> = lines.map(|line| line.duty().map(ToString::to_string)).collect::<Result<_, _>>()?;
/// assert_eq!(duties, ["12%", "8 EUR/kg"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct TariffSchedule {
    store: Arc<Store>,
    areas: Arc<[Area]>,
    edition: Option<Edition>,
    format: ScheduleFormat,
    /// Whether a line with a rate prints all its rates, so that those above it do not reach it.
    whole_lines: bool,
}

/// A schedule and what came of reading it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The schedule.
    pub schedule: TariffSchedule,
    /// Rows that could not be read.
    pub report: ReadReport,
}

/// How much a schedule holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coverage {
    /// Lines below which no other stands.
    pub lines: usize,
    /// Those of them with a rate of their own or above them.
    pub rated: usize,
    /// Those of them whose rate could not be read.
    pub unreadable: usize,
    /// Chapters in which there are lines.
    pub chapters: usize,
    /// Groups of origins that rates name and whose members are not known.
    pub unknown_groups: Vec<String>,
}

impl RuleBook {
    /// The same book with a whole schedule of the caller's in place of the book's own table of that tariff.
    ///
    /// `tariff` is the name by which a territory's file calls it, such as `US`, `EU` or `GB`. Preferences that the
    /// schedule prints are taken from it; duties on top by origin stay those of the book.
    ///
    /// ```
    /// use landfall::RuleBook;
    /// use landfall::goods::{ScheduleFormat, TariffSchedule};
    /// use landfall::landed_cost::{Cart, ExchangeRates, Item, LaneRequest};
    ///
    /// let text = "code,duty,origin,kind,description\n8712.00.70,14%,,,bicycles\n";
    /// let schedule = TariffSchedule::read(ScheduleFormat::Plain, text.as_bytes())?.schedule;
    /// let book = RuleBook::embedded().with_schedule("EU", schedule.with_edition("TARIC of today", "2026-11-20".parse()?));
    ///
    /// let lane = book.lane(&LaneRequest::new("TW".parse()?, "DE".parse()?, "2026-11-21".parse()?))?;
    /// let bicycle = Item::new(1.into(), "900 EUR".parse()?).with_hs_code("8712007000".parse()?);
    /// let quote = lane.quote(&Cart::new(vec![bicycle]), &ExchangeRates::none())?;
    /// assert_eq!(quote.totals().duty.unwrap().to_string(), "126.00 EUR"); // 14% of 900.00
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_schedule(&self, tariff: &str, schedule: TariffSchedule) -> Self {
        self.with_value(&name_of(tariff), Arc::new(schedule))
    }

    /// The schedule that the caller put in place of a tariff's table.
    #[must_use]
    pub fn schedule(&self, tariff: &str) -> Option<Arc<TariffSchedule>> {
        self.value(&name_of(tariff))
    }
}

/// Where the book keeps a schedule of the caller's.
fn name_of(tariff: &str) -> String {
    format!("schedule/{tariff}")
}

impl TariffSchedule {
    /// Reads a schedule from the bytes of a file.
    ///
    /// # Errors
    /// [`ScheduleError`] if the file is not of the format at all or too large.
    pub fn read(format: ScheduleFormat, bytes: &[u8]) -> Result<Loaded, ScheduleError> {
        read::schedule(format, bytes)
    }

    /// Reads a schedule from a file or anything else that is read.
    ///
    /// # Errors
    /// [`ScheduleError`] if reading fails, or if the file is not of the format at all or too large.
    pub fn read_from(format: ScheduleFormat, reader: impl Read) -> Result<Loaded, ScheduleError> {
        let mut bytes = Vec::new();
        let most = u64::try_from(read::MOST_BYTES).unwrap_or(u64::MAX);
        reader
            .take(most.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| ScheduleError::Unreadable { message: error.to_string() })?;
        Self::read(format, &bytes)
    }

    /// The same schedule with the name and day of its edition.
    #[must_use]
    pub fn with_edition(mut self, name: &str, day: Date) -> Self {
        self.edition = Some(Edition::supplied(name, day));
        self
    }

    /// The same schedule, knowing the members of a group of origins or of a programme: `2020`, `A+`, `column 2`.
    #[must_use]
    pub fn with_group(mut self, name: &str, members: impl IntoIterator<Item = Country>) -> Self {
        if let Some(area) = Arc::make_mut(&mut self.areas).iter_mut().find(|area| &*area.name == name) {
            area.members = Members::group(members);
        }
        self
    }

    /// The edition, if the caller told it.
    #[must_use]
    pub fn edition(&self) -> Option<&Edition> {
        self.edition.as_ref()
    }

    /// The format it was read from.
    #[must_use]
    pub fn format(&self) -> ScheduleFormat {
        self.format
    }

    /// How much it holds; counted anew at each call.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        let store = &*self.store;
        let mut coverage =
            Coverage { lines: 0, rated: 0, unreadable: 0, chapters: 0, unknown_groups: Vec::new() };
        let mut last_chapter = None;
        for (index, line) in (0_u32..).zip(&store.lines) {
            if line.end != index.saturating_add(1) {
                continue;
            }
            coverage.lines += 1;
            let base = self
                .rate_holders(index)
                .find_map(|(_, line)| store.rates_of(line).iter().find(|rate| rate.kind == RateKind::Base));
            coverage.rated += usize::from(base.is_some());
            coverage.unreadable += usize::from(base.is_some_and(|rate| rate.duty == NONE));
            let chapter = store.codes.get(place(index)).map(|code| code / 100_000_000);
            if chapter != last_chapter {
                coverage.chapters += 1;
                last_chapter = chapter;
            }
        }
        let unknown = self.areas.iter().filter(|area| matches!(area.members, Members::Unknown));
        coverage.unknown_groups = unknown.map(|area| area.name.to_string()).collect();
        coverage
    }

    /// Bytes of memory that its tables take.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.store.bytes()
    }

    fn duty(&self, rate: &Rate) -> Option<&DutyExpression> {
        self.store.duties.get(place(rate.duty))
    }

    fn areas_of(&self, list: u32) -> impl Iterator<Item = &Area> {
        self.store.area_list(list).iter().filter_map(|id| self.areas.get(usize::from(*id)))
    }

    fn area_names(&self, list: u32) -> impl Iterator<Item = &str> {
        self.areas_of(list).map(|area| &*area.name)
    }

    fn is_for_everyone(&self, rate: &Rate) -> bool {
        self.areas_of(rate.areas).any(|area| matches!(area.members, Members::Everyone))
    }

    fn unknown_group(&self, rate: &Rate) -> &str {
        let unknown = |area: &&Area| matches!(area.members, Members::Unknown);
        let mut areas = self.areas_of(rate.areas).chain(self.areas_of(rate.excluded));
        areas.find(unknown).map(|area| &*area.name).unwrap_or_default()
    }

    /// Whether a rate is for goods of an origin.
    fn holds(&self, rate: &Rate, origin: Country) -> Holds {
        let any = |list| {
            let mut holds = Holds::No;
            for area in self.areas_of(list) {
                match area.members.hold(origin) {
                    Holds::Yes => return Holds::Yes,
                    Holds::Unknown => holds = Holds::Unknown,
                    Holds::No => {}
                }
            }
            holds
        };
        match (any(rate.areas), any(rate.excluded)) {
            (Holds::No, _) | (_, Holds::Yes) => Holds::No,
            (Holds::Yes, Holds::No) => Holds::Yes,
            _ => Holds::Unknown,
        }
    }
}

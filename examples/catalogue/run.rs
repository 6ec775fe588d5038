//! The run: part by part of the goods, each part for all destinations on all threads, then written in order.

use std::error::Error;
use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use landfall::RuleBook;
use landfall::landed_cost::{ExchangeRates, GoodsColumns, Lane, LaneRequest, PriceColumns, Verdict};
use landfall::money::Money;
use rayon::prelude::*;

use super::destinations::Destination;
use super::file::{self, Position};
use super::goods::Goods;
use super::process;

/// How many goods are held in memory at a time.
pub const PART: u64 = 2_048;

const SHIP_FROM: &str = "CN";
const CURRENCY: &str = "USD";
const DATE: &str = "2026-11-21";

/// What the arguments ask for.
pub struct Settings {
    pub goods: u64,
    pub destinations: Vec<Destination>,
    pub threads: usize,
    pub out: Option<PathBuf>,
    pub resume: bool,
}

/// One destination: its lane, and the lines of the part that is being priced.
struct Work {
    name: String,
    lane: Lane,
    rates: ExchangeRates,
    lines: String,
    tally: Tally,
}

/// How many answers of each kind there were.
#[derive(Clone, Copy, Default)]
struct Tally {
    firm: u64,
    estimate: u64,
    /// The bad ones among them too.
    refused: u64,
    bad: u64,
}

/// What came of a run.
pub struct Report {
    goods: u64,
    destinations: usize,
    threads: usize,
    took: Duration,
    cpu_hundredths: Option<u64>,
    tally: Tally,
    peak_memory: Option<u64>,
    file: Option<(PathBuf, u64)>,
}

/// Prices the catalogue, or what is left of it.
pub fn run(settings: &Settings) -> Result<Report, Box<dyn Error>> {
    let mut work = prepare(settings)?;
    let (mut file, start) = match &settings.out {
        Some(path) => {
            let (file, start) = file::open(path, settings, &about(settings))?;
            (Some(file), start)
        }
        None => (None, Position::default()),
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(settings.threads).build()?;
    let bar = progress_bar(settings, start);
    let mut goods = Goods::new(CURRENCY.parse()?);

    let (began, cpu_before) = (Instant::now(), process::cpu_hundredths());
    for part in start.part..settings.goods.div_ceil(PART) {
        let first = part.saturating_mul(PART);
        goods.generate(first..first.saturating_add(PART).min(settings.goods));
        let columns = goods.columns()?;
        let from = if part == start.part { start } else { Position { part, ..Position::default() } };
        pool.install(|| price_part(&mut work, &columns, from, first, &bar));
        if let Some(file) = &mut file {
            write_part(file, &work)?;
        }
    }
    let took = began.elapsed();
    bar.finish_and_clear();
    Ok(Report {
        goods: settings.goods,
        destinations: work.len(),
        threads: settings.threads,
        took,
        cpu_hundredths: process::cpu_hundredths()
            .zip(cpu_before)
            .map(|(after, before)| after.saturating_sub(before)),
        tally: work.iter().fold(Tally::default(), |sum, work| sum.and(work.tally)),
        peak_memory: process::peak_memory(),
        file: match (&file, &settings.out) {
            (Some(file), Some(path)) => Some((path.clone(), file.metadata()?.len())),
            _ => None,
        },
    })
}

/// What a file says of the run that wrote it: all that its lines depend on.
fn about(settings: &Settings) -> String {
    let names: Vec<_> = settings.destinations.iter().map(|destination| destination.name.as_str()).collect();
    format!(
        "landfall {}: {} goods from {SHIP_FROM}, {DATE}, to {}",
        env!("CARGO_PKG_VERSION"),
        settings.goods,
        names.join(" ")
    )
}

fn prepare(settings: &Settings) -> Result<Vec<Work>, Box<dyn Error>> {
    let book = RuleBook::embedded();
    let mut all = Vec::new();
    for destination in &settings.destinations {
        let request = LaneRequest::new(SHIP_FROM.parse()?, destination.address.clone(), DATE.parse()?);
        let lane = book.lane(&request)?;
        let rates = book.exchange_rates(&lane)?;
        let name = destination.name.clone();
        all.push(Work { name, lane, rates, lines: String::new(), tally: Tally::default() });
    }
    Ok(all)
}

fn progress_bar(settings: &Settings, start: Position) -> ProgressBar {
    let destinations = count(settings.destinations.len());
    let bar = ProgressBar::new(settings.goods.saturating_mul(destinations));
    let style = "{wide_bar} {human_pos} of {human_len} quotes, {per_sec}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar.set_position(start.part.saturating_mul(PART).saturating_mul(destinations));
    bar.reset_eta();
    bar
}

fn count(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

/// Prices the goods for each destination from a position on; the destinations are spread over the threads.
fn price_part(
    work: &mut [Work],
    goods: &GoodsColumns<'_>,
    from: Position,
    first_article: u64,
    bar: &ProgressBar,
) {
    let numbered = work.par_iter_mut().enumerate().with_max_len(1);
    numbered.for_each_init(PriceColumns::default, |prices, (number, work)| {
        work.lines.clear();
        if number >= from.destination {
            let row = if number == from.destination { from.row } else { 0 };
            // A bad article has no figures in its line; the others are priced all the same.
            if let Err(bad) = work.lane.price_columns(goods, &work.rates, prices) {
                work.tally.bad = work.tally.bad.saturating_add(count(bad.carts().len()));
            }
            work.take(prices, row, first_article);
        }
        bar.inc(count(goods.len()));
    });
}

fn write_part(file: &mut File, work: &[Work]) -> std::io::Result<()> {
    work.iter().try_for_each(|work| file.write_all(work.lines.as_bytes()))
}

impl Work {
    /// Writes a line for each row from `row` on.
    fn take(&mut self, prices: &PriceColumns, row: usize, first_article: u64) {
        let sums = prices.duty().iter().zip(prices.tax()).zip(prices.fees()).zip(prices.total());
        let rows = (first_article..).zip(prices.verdict().iter().zip(sums));
        for (article, (verdict, (((duty, tax), fees), total))) in rows.skip(row) {
            self.tally.count(*verdict);
            let currency = [total, tax, duty, fees].into_iter().flatten().next().map(|sum| sum.currency());
            let currency = currency.as_ref().map_or("", |currency| currency.as_str());
            let (duty, tax, fees, total) = (Sum(*duty), Sum(*tax), Sum(*fees), Sum(*total));
            let name = &self.name;
            // A string takes every line.
            let _ = writeln!(self.lines, "{article},{name},{verdict},{duty},{tax},{fees},{total},{currency}");
        }
    }
}

/// A sum without its currency; empty if it is not known.
struct Sum(Option<Money>);

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |sum| write!(f, "{}", sum.amount()))
    }
}

impl Tally {
    fn count(&mut self, verdict: Verdict) {
        let place = match verdict {
            Verdict::Firm => &mut self.firm,
            Verdict::Estimate => &mut self.estimate,
            _ => &mut self.refused,
        };
        *place = place.saturating_add(1);
    }

    fn and(self, other: Self) -> Self {
        Self {
            firm: self.firm.saturating_add(other.firm),
            estimate: self.estimate.saturating_add(other.estimate),
            refused: self.refused.saturating_add(other.refused),
            bad: self.bad.saturating_add(other.bad),
        }
    }

    fn quotes(self) -> u64 {
        self.firm.saturating_add(self.estimate).saturating_add(self.refused)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quotes = self.tally.quotes();
        let millis = self.took.as_millis();
        let rate = u128::from(quotes).saturating_mul(1000).checked_div(millis);
        writeln!(f, "{} goods for {} destinations", self.goods, self.destinations)?;
        writeln!(f, "{quotes} quotes in {millis} ms on {} threads", self.threads)?;
        if let Some(rate) = rate {
            writeln!(f, "{rate} quotes a second")?;
        }
        // Ten million nanoseconds are a hundredth of a second.
        let each = |hundredths: u64| hundredths.saturating_mul(10_000_000).checked_div(quotes);
        if let Some(nanos) = self.cpu_hundredths.and_then(each) {
            writeln!(f, "{nanos} ns of processor time a quote")?;
        }
        let Tally { firm, estimate, refused, bad } = self.tally;
        writeln!(f, "{firm} firm, {estimate} estimates, {refused} refused, {bad} of them bad")?;
        match self.peak_memory {
            Some(bytes) => writeln!(f, "{} kB of memory at most", bytes / 1000)?,
            None => writeln!(f, "the peak of memory is not known on this system")?,
        }
        match &self.file {
            Some((path, bytes)) => writeln!(f, "{}: {bytes} bytes", path.display()),
            None => Ok(()),
        }
    }
}

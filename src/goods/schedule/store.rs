//! A schedule in memory: sorted codes, rates interned, lists of rates shared between lines.

use std::collections::{HashMap, HashSet};

use chrono::Datelike as _;

use super::area::AreaId;
use crate::goods::{DutyExpression, HsCode};
use crate::time::Date;

/// What a line of the schedule says of its code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// The line below which this one stands; `NONE` if there is none.
    pub(super) parent: u32,
    /// The first line that does not stand below this one.
    pub(super) end: u32,
    /// Its own rates, an index of `lists`; `NONE` where they are those of the line above.
    pub(super) rates: u32,
    /// An index of `texts`; `NONE` if there is no description.
    pub(super) description: u32,
    /// How many digits of the code the schedule prints.
    pub(super) digits: u8,
    /// How many of them the line speaks for; the others only fill the code up.
    pub(super) covers: u8,
    /// Whether no line below has rates of its own.
    pub(super) single: bool,
}

pub(super) const NONE: u32 = u32::MAX;

/// What kind of claim a rate needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RateKind {
    /// The ordinary duty of goods from an origin.
    Base,
    /// A lower duty by an agreement or unilateral scheme, for goods of the origin with the proof.
    Preference,
    /// A lower duty for goods put to a certain use under customs control.
    EndUse,
    /// A lower duty for a limited quantity.
    Quota,
    /// The ordinary duty suspended for the time being.
    Suspension,
    /// A duty on top, such as against dumping.
    Additional,
}

/// A rate with its origins and days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Rate {
    pub(super) kind: RateKind,
    /// Index of `duties`; `NONE` if the text could not be read.
    pub(super) duty: u32,
    /// Index of `area_lists`.
    pub(super) areas: u32,
    /// Index of `area_lists`.
    pub(super) excluded: u32,
    pub(super) from: i32,
    pub(super) to: i32,
    /// Index of `texts`: the documents that prove the claim, or for a rate that could not be read its text.
    pub(super) words: u32,
}

impl Rate {
    pub(super) fn covers(&self, day: i32) -> bool {
        self.from <= day && day <= self.to
    }
}

pub(super) fn day_number(day: Date) -> i32 {
    day.num_days_from_ce()
}

/// The schedule's tables.
#[derive(Debug, Clone, Default)]
pub(super) struct Store {
    /// For each line its code as a number of ten digits, with zeros behind; sorted.
    pub(super) codes: Box<[u64]>,
    pub(super) lines: Box<[Line]>,
    /// For each number of four digits the first line whose code is not smaller.
    headings: Box<[u32]>,
    pub(super) lists: Box<[(u32, u32)]>,
    pub(super) rates: Box<[Rate]>,
    pub(super) duties: Box<[DutyExpression]>,
    pub(super) texts: Texts,
    pub(super) area_lists: Box<[Box<[AreaId]>]>,
}

const HEADING: u64 = 1_000_000;

impl Store {
    pub(super) fn line(&self, index: u32) -> Option<&Line> {
        self.lines.get(place(index))
    }

    pub(super) fn code(&self, index: u32) -> Option<HsCode> {
        let number = *self.codes.get(place(index))?;
        Some(HsCode::of_padded_number(number, self.line(index)?.digits))
    }

    /// The first line whose code is not smaller than `number`.
    pub(super) fn first_from(&self, number: u64) -> u32 {
        let heading = usize::try_from(number / HEADING).unwrap_or(usize::MAX);
        let count = self.codes.len();
        let from = self.headings.get(heading).map_or(count, |index| place(*index));
        let to = self.headings.get(heading.saturating_add(1)).map_or(count, |index| place(*index));
        let within = self.codes.get(from..to).unwrap_or_default();
        index_of(from + within.partition_point(|code| *code < number))
    }

    pub(super) fn rates_of(&self, line: &Line) -> &[Rate] {
        let Some((from, to)) = self.lists.get(place(line.rates)) else { return &[] };
        self.rates.get(place(*from)..place(*to)).unwrap_or_default()
    }

    pub(super) fn area_list(&self, index: u32) -> &[AreaId] {
        self.area_lists.get(place(index)).map(|list| &**list).unwrap_or_default()
    }

    /// Heap bytes of the tables, without the few compound duties behind their pointers.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.codes)
            + size_of_val(&*self.lines)
            + size_of_val(&*self.headings)
            + size_of_val(&*self.lists)
            + size_of_val(&*self.rates)
            + size_of_val(&*self.duties)
            + self.texts.bytes()
            + self.area_lists.iter().map(|list| size_of_val(&**list) + size_of_val(list)).sum::<usize>()
    }
}

pub(super) fn place(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

/// Counts are bounded by the limits of the readers, far below `NONE`.
pub(super) fn index_of(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(NONE)
}

/// Texts one behind another.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    all: Box<str>,
    ends: Box<[u32]>,
}

impl Texts {
    pub(super) fn get(&self, index: u32) -> Option<&str> {
        let index = place(index);
        let end = place(*self.ends.get(index)?);
        let start =
            index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| place(*end));
        self.all.get(start..end)
    }

    fn bytes(&self) -> usize {
        self.all.len() + size_of_val(&*self.ends)
    }
}

/// Texts that are kept once each.
#[derive(Debug, Default)]
pub(super) struct TextPool {
    all: String,
    ends: Vec<u32>,
    known: HashMap<Box<str>, u32>,
}

impl TextPool {
    pub(super) fn add(&mut self, text: &str) -> u32 {
        if let Some(index) = self.known.get(text) {
            return *index;
        }
        let index = index_of(self.ends.len());
        self.all.push_str(text);
        self.ends.push(index_of(self.all.len()));
        self.known.insert(text.into(), index);
        index
    }

    fn finish(self) -> Texts {
        Texts { all: self.all.into(), ends: self.ends.into() }
    }
}

/// What the readers fill, in any order of lines.
#[derive(Debug, Default)]
pub(super) struct Builder {
    rows: Vec<Row>,
    pub(super) duties: Vec<DutyExpression>,
    pub(super) texts: TextPool,
    pub(super) area_lists: Vec<Box<[AreaId]>>,
}

/// A code with a description, a rate, or neither.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) code: HsCode,
    /// How many digits of the code are more than filling.
    pub(super) covers: u8,
    /// The line of the file.
    pub(super) number: u32,
    pub(super) description: u32,
    pub(super) rate: Option<Rate>,
}

/// Two ordinary duties for one code, origin and day.
pub(super) struct Conflict {
    pub(super) number: u32,
    pub(super) code: HsCode,
}

impl Builder {
    pub(super) fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn finish(mut self) -> (Store, Vec<Conflict>) {
        // Stable, so that the rows of one code keep the order of the file.
        self.rows.sort_by_key(Row::key);
        let mut lists = Lists::default();
        let (mut codes, mut lines, mut conflicts) = (Vec::new(), Vec::<Line>::new(), Vec::new());
        for group in self.rows.chunk_by(|one, next| one.key() == next.key()) {
            let Some(longest) = group.iter().max_by_key(|row| row.code.len()) else { continue };
            let digits = u8::try_from(longest.code.len()).unwrap_or_default();
            let described = group.iter().filter(|row| row.description != NONE);
            let description = described.max_by_key(|row| row.code.len()).map_or(NONE, |row| row.description);
            let (own, contradicting) = own_rates(group);
            conflicts.extend(contradicting);
            let rates = if own.is_empty() { NONE } else { lists.add(own) };
            codes.push(longest.code.padded_number());
            let covers = longest.covers;
            lines.push(Line { parent: NONE, end: NONE, rates, description, digits, covers, single: true });
        }
        nest(&codes, &mut lines);
        let headings = headings(&codes);
        let store = Store {
            codes: codes.into(),
            lines: lines.into(),
            headings,
            lists: lists.ranges.into(),
            rates: lists.rates.into(),
            duties: self.duties.into(),
            texts: self.texts.finish(),
            area_lists: self.area_lists.into(),
        };
        (store, conflicts)
    }
}

/// The rates that the rows of one code give, each once, and those that contradict one before.
fn own_rates(group: &[Row]) -> (Vec<Rate>, Vec<Conflict>) {
    let mut seen = HashSet::new();
    let mut own: Vec<(Rate, u32, HsCode)> = Vec::new();
    for row in group {
        if let Some(rate) = row.rate.filter(|rate| seen.insert(*rate)) {
            own.push((rate, row.number, row.code));
        }
    }
    let mut base: Vec<_> = own.iter().filter(|(rate, ..)| rate.kind == RateKind::Base).collect();
    base.sort_by_key(|(rate, ..)| (rate.areas, rate.from));
    let mut conflicts = Vec::new();
    let mut last: Option<(u32, i32)> = None;
    for (rate, number, code) in base {
        let so_far = last.filter(|(areas, _)| *areas == rate.areas).map(|(_, to)| to);
        if so_far.is_some_and(|to| rate.from <= to) {
            conflicts.push(Conflict { number: *number, code: *code });
        }
        last = Some((rate.areas, so_far.map_or(rate.to, |to| to.max(rate.to))));
    }
    (own.into_iter().map(|(rate, ..)| rate).collect(), conflicts)
}

/// Lists of rates, each kept once.
#[derive(Default)]
struct Lists {
    ranges: Vec<(u32, u32)>,
    rates: Vec<Rate>,
    known: HashMap<Vec<Rate>, u32>,
}

impl Lists {
    fn add(&mut self, list: Vec<Rate>) -> u32 {
        if let Some(index) = self.known.get(&list) {
            return *index;
        }
        let index = index_of(self.ranges.len());
        let from = index_of(self.rates.len());
        self.rates.extend_from_slice(&list);
        self.ranges.push((from, index_of(self.rates.len())));
        self.known.insert(list, index);
        index
    }
}

impl Row {
    /// A wider line goes before a narrower one of the same number.
    fn key(&self) -> (u64, u8) {
        (self.code.padded_number(), self.covers)
    }
}

/// The first number that does not begin with so many digits of `number`.
pub(super) fn beyond(number: u64, covers: u8) -> u64 {
    number.saturating_add(10_u64.pow(10_u32.saturating_sub(u32::from(covers))))
}

/// Tells every line what it stands below, and where what stands below it ends.
fn nest(codes: &[u64], lines: &mut [Line]) {
    let mut open: Vec<(u32, u64)> = Vec::new();
    for (index, number) in (0_u32..).zip(codes) {
        while let Some((last, _)) = open.pop_if(|(_, beyond)| *beyond <= *number) {
            close(lines, last, index);
        }
        if let (Some(line), Some((parent, _))) = (lines.get_mut(place(index)), open.last()) {
            line.parent = *parent;
        }
        let covers = lines.get(place(index)).map_or(10, |line| line.covers);
        open.push((index, beyond(*number, covers)));
    }
    let count = index_of(lines.len());
    while let Some((last, _)) = open.pop() {
        close(lines, last, count);
    }
}

/// Closes a line whose lines below are all closed, and tells the one above whether it has rates below.
fn close(lines: &mut [Line], index: u32, end: u32) {
    let Some(line) = lines.get_mut(place(index)) else { return };
    line.end = end;
    let rated = line.rates != NONE || !line.single;
    let parent = line.parent;
    if let Some(parent) = lines.get_mut(place(parent)).filter(|_| rated) {
        parent.single = false;
    }
}

fn headings(codes: &[u64]) -> Box<[u32]> {
    let mut headings = Vec::with_capacity(10_001);
    let mut next = 0_usize;
    for heading in 0..=10_000_u64 {
        while codes.get(next).is_some_and(|code| *code < heading * HEADING) {
            next += 1;
        }
        headings.push(index_of(next));
    }
    headings.into()
}

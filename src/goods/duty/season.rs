//! Duties that change with the day of the year.

use std::fmt;

use chrono::Datelike as _;

use crate::time::Date;

/// A duty and the days of every year on which it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Season<D> {
    pub(super) duty: D,
    pub(super) spans: Box<[Span]>,
}

/// From one day of the year to another, both included; over the turn of the year if the last comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: YearDay,
    pub(super) to: YearDay,
}

/// A month and a day in it, in the year's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct YearDay {
    month: u8,
    day: u8,
}

const MONTHS: [(&str, u8); 12] = [
    ("Jan", 31),
    ("Feb", 29),
    ("Mar", 31),
    ("Apr", 30),
    ("May", 31),
    ("Jun", 30),
    ("Jul", 31),
    ("Aug", 31),
    ("Sep", 30),
    ("Oct", 31),
    ("Nov", 30),
    ("Dec", 31),
];

/// The number of the month that a word of three or more letters begins with: `JUNE` is 6.
pub(super) fn month(word: &str) -> Option<u8> {
    let short = word.get(..3)?;
    (1_u8..).zip(MONTHS).find(|(_, (name, _))| name.eq_ignore_ascii_case(short)).map(|(number, _)| number)
}

impl YearDay {
    /// A day beyond the month's last is its last, since tariffs do print `31 APR`; days beyond 31 are none.
    pub(super) fn new(month: u8, day: u8) -> Option<Self> {
        let (_, last) = MONTHS.get(usize::from(month).checked_sub(1)?)?;
        (1..=31).contains(&day).then_some(Self { month, day: day.min(*last) })
    }

    fn of(day: Date) -> Self {
        let narrow = |number: u32| u8::try_from(number).unwrap_or_default();
        Self { month: narrow(day.month()), day: narrow(day.day()) }
    }

    /// Its place in a leap year, from 0.
    fn place(self) -> usize {
        let before = MONTHS.iter().take(usize::from(self.month.saturating_sub(1)));
        before.map(|(_, days)| usize::from(*days)).sum::<usize>() + usize::from(self.day.saturating_sub(1))
    }
}

impl Span {
    fn holds(self, day: YearDay) -> bool {
        if self.from <= self.to {
            self.from <= day && day <= self.to
        } else {
            self.from <= day || day <= self.to
        }
    }
}

/// The duty in force on a day; `None` if no season holds it.
pub(super) fn on<D>(seasons: &[Season<D>], day: Date) -> Option<&D> {
    let day = YearDay::of(day);
    seasons.iter().find(|season| season.spans.iter().any(|span| span.holds(day))).map(|season| &season.duty)
}

/// Whether two spans share a day.
pub(super) fn overlap<D>(seasons: &[Season<D>]) -> bool {
    let mut taken = [false; 366];
    for span in seasons.iter().flat_map(|season| season.spans.iter()) {
        let mut place = span.from.place();
        loop {
            match taken.get_mut(place) {
                Some(day) if !*day => *day = true,
                _ => return true,
            }
            if place == span.to.place() {
                break;
            }
            place = if place >= 365 { 0 } else { place + 1 };
        }
    }
    false
}

impl fmt::Display for YearDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = MONTHS.get(usize::from(self.month.saturating_sub(1))).map_or("", |(name, _)| name);
        write!(f, "{:02} {}", self.day, name.to_ascii_uppercase())
    }
}

impl<D> Season<D> {
    /// Its days, in brackets.
    pub(super) fn write_days(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sign = " (";
        for span in &self.spans {
            write!(f, "{sign}{}-{}", span.from, span.to)?;
            sign = ", ";
        }
        f.write_str(")")
    }
}

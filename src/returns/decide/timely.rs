//! Whether something was in time, and when it began.

use crate::returns::possibilities::{Gap, World};
use crate::returns::{Fact, Facts};
use crate::time::Date;

/// Yes, no, or depending on something that was not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::returns) enum Timely {
    Yes,
    No,
    Open(Gap),
    /// As a fact says.
    If(Fact),
}

impl Timely {
    pub(in crate::returns) const fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    pub(in crate::returns) fn holds<W: World>(self, world: &W) -> W::Value {
        match self {
            Self::Yes => W::YES,
            Self::No => W::of(false),
            Self::Open(gap) => world.gap(gap),
            Self::If(fact) => world.fact(fact),
        }
    }

    /// The open questions on which it depends.
    pub(in crate::returns) const fn open(self, facts: Facts) -> u128 {
        match self {
            Self::Open(gap) => gap.bit(),
            Self::If(fact) => fact.bit() & !facts.known,
            Self::Yes | Self::No => 0,
        }
    }
}

/// When a period began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::returns) enum Began {
    On(Date),
    /// On this day or later, depending on something that was not given.
    NotBefore(Date, Gap),
    /// What starts it has not happened.
    NotYet,
    /// The day was not given.
    Open(Gap),
}

impl Began {
    pub(in crate::returns) fn on(day: Option<Date>, gap: Gap) -> Self {
        day.map_or(Self::Open(gap), Self::On)
    }

    /// The later of this and another day.
    pub(in crate::returns) fn not_before(self, day: Option<Date>) -> Self {
        match (self, day) {
            (Self::On(own), Some(other)) => Self::On(own.max(other)),
            (own, _) => own,
        }
    }
}

//! The origins that a rate is for.

use crate::place::Country;

/// An index of the schedule's areas.
pub(super) type AreaId = u16;

/// An origin or a group of them, as the schedule names it.
#[derive(Debug, Clone)]
pub(super) struct Area {
    pub(super) name: Box<str>,
    pub(super) members: Members,
}

#[derive(Debug, Clone)]
pub(super) enum Members {
    Everyone,
    One(Country),
    /// Sorted.
    Group(Box<[Country]>),
    /// A group whose members nobody has told.
    Unknown,
}

/// Whether a rate is for an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Yes,
    No,
    /// It may be: a group that would decide is not known.
    Unknown,
}

impl Members {
    pub(super) fn group(countries: impl IntoIterator<Item = Country>) -> Self {
        let mut countries: Vec<Country> = countries.into_iter().collect();
        countries.sort_unstable();
        countries.dedup();
        Self::Group(countries.into())
    }

    pub(super) fn hold(&self, origin: Country) -> Holds {
        let of = |holds| if holds { Holds::Yes } else { Holds::No };
        match self {
            Self::Everyone => Holds::Yes,
            Self::One(country) => of(*country == origin),
            Self::Group(countries) => of(countries.binary_search(&origin).is_ok()),
            Self::Unknown => Holds::Unknown,
        }
    }
}

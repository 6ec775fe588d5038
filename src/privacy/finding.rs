use super::facts::{Fact, FactSet};
use super::words::Certainty;

/// A yes, no or unknown with the facts that would settle it and those that were taken as usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) certainty: Certainty,
    pub(crate) missing: FactSet,
    pub(crate) assumed: FactSet,
}

impl Finding {
    pub(crate) const YES: Self = Self::of(Certainty::Yes);
    pub(crate) const NO: Self = Self::of(Certainty::No);

    const fn of(certainty: Certainty) -> Self {
        Self { certainty, missing: FactSet::EMPTY, assumed: FactSet::EMPTY }
    }

    pub(crate) const fn known(so: bool) -> Self {
        if so { Self::YES } else { Self::NO }
    }

    /// Unknown, and this fact would settle it.
    pub(crate) const fn open(fact: Fact) -> Self {
        Self { missing: FactSet::only(fact), ..Self::of(Certainty::Unknown) }
    }

    /// Nobody said so, but it is usual.
    pub(crate) const fn assumed(so: bool, fact: Fact) -> Self {
        Self { assumed: FactSet::only(fact), ..Self::known(so) }
    }

    pub(crate) fn stated(so: Option<bool>, fact: Fact) -> Self {
        so.map_or(Self::open(fact), Self::known)
    }

    /// Both hold. One no settles it, whatever the other is.
    pub(crate) fn and(self, other: Self) -> Self {
        self.joined(other, Certainty::No, Certainty::Yes)
    }

    /// One of them holds. One yes settles it, whatever the other is.
    pub(crate) fn or(self, other: Self) -> Self {
        self.joined(other, Certainty::Yes, Certainty::No)
    }

    fn joined(self, other: Self, settles: Certainty, neutral: Certainty) -> Self {
        match (self.certainty == settles, other.certainty == settles) {
            // What rests on fewer assumptions carries the answer.
            (true, true) if other.assumed.is_empty() => other,
            (true, _) => self,
            (_, true) => other,
            _ if self.certainty == neutral && other.certainty == neutral => {
                Self { assumed: self.assumed.with(other.assumed), ..Self::of(neutral) }
            }
            _ => Self {
                certainty: Certainty::Unknown,
                missing: self.missing.with(other.missing),
                assumed: self.assumed.with(other.assumed),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_no_settles_both_and_one_yes_settles_either() {
        let open = Finding::open(Fact::Employees);
        assert_eq!(open.and(Finding::NO), Finding::NO);
        assert_eq!(open.or(Finding::YES), Finding::YES);
        assert_eq!(open.and(Finding::YES).certainty, Certainty::Unknown);
        assert_eq!(open.or(Finding::NO).missing, FactSet::only(Fact::Employees));
        assert_eq!(Finding::YES.and(Finding::YES), Finding::YES);
        assert_eq!(Finding::NO.or(Finding::NO), Finding::NO);
    }

    #[test]
    fn a_stated_fact_carries_before_an_assumed_one() {
        let assumed = Finding::assumed(true, Fact::TargetsResidents);
        assert_eq!(assumed.or(Finding::YES), Finding::YES);
        assert_eq!(assumed.and(Finding::YES).assumed, FactSet::only(Fact::TargetsResidents));
    }
}

use std::sync::Arc;

use super::facts::{Business, Fact, FactSet};
use super::finding::Finding;
use super::jurisdiction::Rules;
use super::rows::{Reach, Regime, Test, Threshold};
use super::words::{Certainty, Comparison, Nonprofits};
use crate::Decimal;
use crate::rules::Dated;
use crate::time::Date;

/// Whether a law that is in force applies to the business, and what would settle it.
#[derive(Debug, Clone, Copy)]
pub struct Applicability<'j> {
    pub(super) row: &'j Dated<Regime>,
    pub(super) finding: Finding,
}

impl<'j> Applicability<'j> {
    /// The law.
    #[must_use]
    pub fn row(&self) -> &'j Dated<Regime> {
        self.row
    }

    /// Its short name, such as `GDPR`.
    #[must_use]
    pub fn id(&self) -> &'j Arc<str> {
        &self.row.value().regime
    }

    /// Whether it applies.
    #[must_use]
    pub fn applies(&self) -> Certainty {
        self.finding.certainty
    }

    /// The facts that decide and are not stated; empty unless it is unknown.
    #[must_use]
    pub fn missing(&self) -> FactSet {
        self.finding.missing
    }

    /// The facts that were taken as they are for a shop that sells to people there.
    #[must_use]
    pub fn assumed(&self) -> FactSet {
        self.finding.assumed
    }
}

/// Whose data are asked about, as far as a law asks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Person {
    pub(super) age: Option<u32>,
}

impl Rules {
    /// Every law in force on `day`, with whether it applies.
    pub(super) fn applicable(
        &self,
        day: Date,
        business: &Business,
        person: Person,
    ) -> Vec<Applicability<'_>> {
        let mut found: Vec<Applicability<'_>> = Vec::with_capacity(4);
        for row in self.regimes.on(day) {
            let finding = match row.value().part_of {
                None => self.finding(row.value(), day, business, person),
                // Set below, once the law itself is there.
                Some(_) => Finding::NO,
            };
            found.push(Applicability { row, finding });
        }
        for index in 0..found.len() {
            let Some(whole) = found.get(index).and_then(|part| part.row.value().part_of.as_ref()) else {
                continue;
            };
            let finding = found.iter().find(|other| other.id() == whole).map(|other| other.finding);
            let outside = || self.finding_outside(whole, day, business, person);
            let finding = finding.unwrap_or_else(outside);
            if let Some(part) = found.get_mut(index) {
                part.finding = finding;
            }
        }
        found
    }

    /// As the law of which it is a part will once it is in force.
    fn finding_outside(&self, whole: &str, day: Date, business: &Business, person: Person) -> Finding {
        let rows = self.regimes.rules().flatten();
        let law = rows.map(|row| row.value()).find(|law| &*law.regime == whole);
        law.map_or(Finding::NO, |law| self.finding(law, day, business, person))
    }

    fn finding(&self, regime: &Regime, day: Date, business: &Business, person: Person) -> Finding {
        let nonprofit = match (business.nonprofit, regime.nonprofits) {
            (Some(true), Some(Nonprofits::Exempt)) => return Finding::NO,
            (Some(true), Some(Nonprofits::Unclear)) => Finding::open(Fact::Nonprofit),
            _ => Finding::YES,
        };
        let reach = self.reach(regime, business).and(nonprofit);
        let mut always = Finding::YES;
        let mut groups: Vec<(&str, Finding)> = Vec::new();
        for row in self.thresholds.on(day).filter(|row| row.value().regime == regime.regime) {
            let threshold = row.value();
            let met = threshold.met(business, person);
            if threshold.always() {
                always = always.and(met);
            } else {
                match groups.iter_mut().find(|(group, _)| **group == *threshold.group) {
                    Some((_, group)) => *group = group.and(met),
                    None => groups.push((&threshold.group, met)),
                }
            }
        }
        let one = groups.into_iter().map(|(_, group)| group).reduce(Finding::or).unwrap_or(Finding::YES);
        reach.and(always).and(one)
    }

    /// Whether the law reaches the business at all.
    fn reach(&self, regime: &Regime, business: &Business) -> Finding {
        // Whoever asks about a buyer sells there, unless it is stated that nothing is directed there.
        let sells =
            business.targets_residents != Some(false) && business.does_business_in_state != Some(false);
        let usual = |fact, counts: bool| match business.flag(fact) {
            Some(stated) => Finding::known(stated),
            None if sells && counts => Finding::assumed(true, fact),
            None => Finding::open(fact),
        };
        let established = match business.country {
            Some(country) => Finding::known(self.members.contains(&country)),
            None => Finding::open(Fact::Country),
        };
        let ways = regime.reach.iter().map(|reach| match reach {
            Reach::Established => established,
            Reach::TargetsResidents => usual(Fact::TargetsResidents, true),
            Reach::DoesBusinessInState => usual(Fact::DoesBusinessInState, regime.sale_is_business),
            Reach::MonitorsResidents => match business.monitors_residents {
                Some(stated) => Finding::known(stated),
                None => Finding::assumed(false, Fact::MonitorsResidents),
            },
            Reach::MeansInCountry => Finding::stated(business.means_in_country, Fact::MeansInCountry),
        });
        ways.reduce(Finding::or).unwrap_or(Finding::YES)
    }
}

impl Threshold {
    fn met(&self, business: &Business, person: Person) -> Finding {
        let own = self.own(business);
        let young = match self.person_below {
            Some(age) if person.age.is_some_and(|found| found < age) => Finding::YES,
            _ => Finding::NO,
        };
        let unless = match self.unless {
            Some(fact) => Finding::stated(business.flag(fact), fact),
            None => Finding::NO,
        };
        own.or(young).or(unless)
    }

    fn own(&self, business: &Business) -> Finding {
        let found = match self.test {
            Test::Is(wanted) => {
                Finding::stated(business.flag(self.fact).map(|holds| holds == wanted), self.fact)
            }
            Test::Number(comparison, limit) => self.number(comparison, limit, business),
        };
        match self.unstated {
            Some(usual) if found.certainty == Certainty::Unknown => {
                Finding::assumed(usual == Certainty::Yes, self.fact)
            }
            _ => found,
        }
    }

    fn number(&self, comparison: Comparison, limit: Decimal, business: &Business) -> Finding {
        let holds = |found: Decimal| Finding::known(comparison.holds(found, limit));
        match (self.fact, self.currency) {
            (Fact::AnnualRevenue, Some(currency)) => {
                business.revenue_in(currency).map_or_else(Finding::open, holds)
            }
            (Fact::RevenueOrDiscountFromSale, _) => revenue_or_discount(business),
            (Fact::ConsumersPerYear, _) if self.excludes_payment_only => {
                let Some(all) = business.consumers_per_year else { return Finding::open(self.fact) };
                match business.payment_only_consumers {
                    Some(only) => holds(all.saturating_sub(only).into()),
                    // Fewer than all cannot be enough where all are not.
                    None if !comparison.holds(all.into(), limit) => Finding::NO,
                    None => Finding::open(Fact::PaymentOnlyConsumers),
                }
            }
            (Fact::SensitiveConsumers | Fact::ConsumersOfferedForSale, _) => {
                let among_all = business.number(Fact::ConsumersPerYear);
                match business.number(self.fact) {
                    Some(found) => holds(found),
                    None if among_all.is_some_and(|all| !comparison.holds(all, limit)) => Finding::NO,
                    None => Finding::open(self.fact),
                }
            }
            (Fact::ConsumersHouseholdsDevices, _) => {
                let people = business.number(Fact::ConsumersPerYear);
                match business.number(self.fact) {
                    Some(found) => holds(found),
                    None if people.is_some_and(|people| comparison.holds(people, limit)) => Finding::YES,
                    // Who counts people without a word on households and devices counts all that there are.
                    None if people.is_some() => Finding::assumed(false, self.fact),
                    None => Finding::open(self.fact),
                }
            }
            _ => business.number(self.fact).map_or_else(|| Finding::open(self.fact), holds),
        }
    }
}

/// Revenue from selling data, or a discount for it: stated, or as it follows from the share of the revenue.
fn revenue_or_discount(business: &Business) -> Finding {
    let fact = Fact::RevenueOrDiscountFromSale;
    match (business.revenue_or_discount_from_sale, business.sells_data, business.revenue_share_from_sale) {
        (Some(stated), ..) => Finding::known(stated),
        (None, Some(false), _) => Finding::NO,
        (None, _, Some(share)) if share > Decimal::ZERO => Finding::YES,
        // It sells data and gets no money for them: a discount is what remains.
        (None, Some(true), Some(_)) => Finding::open(fact),
        (None, None, Some(_)) => Finding::assumed(false, fact),
        (None, _, None) => Finding::open(Fact::RevenueShareFromSale),
    }
}

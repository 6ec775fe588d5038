//! The grounds on which goods may go back, one by one.

use smallvec::SmallVec;

use super::inquiry::Inquiry;
use super::timely::{Began, Timely};
use crate::returns::condition::Condition;
use crate::returns::possibilities::{Gap, Known, World};
use crate::returns::rules::{Conformity, Exemption, Extension, ExtensionBy, Late, Layered, Right};
use crate::returns::{
    Buyer, ConformityKind, Fact, Facts, Ground, InTimeBy, LastDay, Reason, RefundFor, RightKind, Subject,
};
use crate::rules::Dated;
use crate::time::{Date, Days, Period};

/// A rule, where it stands and what it says.
pub(in crate::returns) type Row<'a, T> = (&'a Layered<T>, &'a Dated<T>);

/// One ground, with what it depends on.
pub(in crate::returns) struct Claim<'a> {
    pub(in crate::returns) path: Path<'a>,
    pub(in crate::returns) ground: Ground,
    /// Conditions beside the facts: the place, the sum, the packaging.
    gates: [Timely; 2],
    timely: Timely,
    /// The last day without an extension.
    pub(in crate::returns) ordinary_last_day: Option<LastDay>,
    extended: Option<Extended<'a>>,
    /// The exemptions that are not out of the question.
    pub(in crate::returns) exemptions: SmallVec<[Row<'a, Exemption>; 4]>,
    /// Whether there is such a right, in time or not, by what is known.
    pub(in crate::returns) is_there: Known,
    /// Whether it carries, by what is known.
    pub(in crate::returns) carries: Known,
}

pub(in crate::returns) enum Path<'a> {
    Right(Row<'a, Right>),
    Conformity(Row<'a, Conformity>),
    Late(Row<'a, Late>),
    Policy,
}

/// A longer time for a buyer who was not told.
pub(in crate::returns) struct Extended<'a> {
    pub(in crate::returns) row: Row<'a, Extension>,
    /// Whether what was said settles that the buyer has it.
    is_certain: bool,
    timely: Timely,
    pub(in crate::returns) last_day: Option<LastDay>,
}

impl<'a> Claim<'a> {
    fn new(
        inquiry: &Inquiry<'a>,
        path: Path<'a>,
        ground: Ground,
        gates: [Timely; 2],
        time: InTime<'a>,
    ) -> Self {
        let (timely, ordinary_last_day, extended) = time;
        let exemptions = match &path {
            Path::Right((_, right)) => exemptions(inquiry, right).collect(),
            _ => SmallVec::new(),
        };
        let unknown = Known::Unknown;
        let mut claim = Self {
            path,
            ground,
            gates,
            timely,
            ordinary_last_day,
            extended,
            exemptions,
            is_there: unknown,
            carries: unknown,
        };
        claim.is_there = claim.exists(&inquiry.facts);
        claim.carries = claim.holds(&inquiry.facts);
        claim
    }

    /// Whether the ground carries, in a world.
    pub(in crate::returns) fn holds<W: World>(&self, world: &W) -> W::Value {
        let in_time = match &self.extended {
            None => self.timely.holds(world),
            Some(extended) => {
                let longer = W::and(extended.row.1.value().when.holds(world), extended.timely.holds(world));
                W::or(self.timely.holds(world), longer)
            }
        };
        W::and(in_time, self.exists(world))
    }

    /// Whether there is such a right at all, in time or not.
    fn exists<W: World>(&self, world: &W) -> W::Value {
        let mut holds = self.condition().map_or(W::YES, |when| when.holds(world));
        for gate in self.gates {
            holds = W::and(holds, gate.holds(world));
        }
        for (_, exemption) in &self.exemptions {
            holds = W::and(holds, W::not(exemption.value().when.holds(world)));
        }
        holds
    }

    /// The open questions that it speaks of.
    pub(in crate::returns) fn open(&self, facts: Facts) -> u128 {
        let of = |condition: &Condition| {
            let is_open = condition.holds(&facts) == Known::Unknown;
            if is_open { condition.mentions() & !facts.known } else { 0 }
        };
        let mut open = self.timely.open(facts) | self.condition().map_or(0, of);
        for gate in self.gates {
            open |= gate.open(facts);
        }
        if let Some(extended) = &self.extended {
            open |= extended.timely.open(facts) | of(&extended.row.1.value().when);
        }
        self.exemptions.iter().fold(open, |all, (_, exemption)| all | of(&exemption.value().when))
    }

    /// The longer time, if it is certain that the buyer has it.
    pub(in crate::returns) fn extended(&self) -> Option<&Extended<'a>> {
        self.extended.as_ref().filter(|extended| extended.is_certain)
    }

    /// The last day, the longer one where the buyer has it.
    pub(in crate::returns) fn last_day(&self) -> Option<&LastDay> {
        match self.extended() {
            Some(extended) => extended.last_day.as_ref(),
            None => self.ordinary_last_day.as_ref(),
        }
    }

    /// The same, to be taken over.
    pub(in crate::returns) fn last_day_mut(&mut self) -> Option<&mut LastDay> {
        match &mut self.extended {
            Some(extended) if extended.is_certain => extended.last_day.as_mut(),
            _ => self.ordinary_last_day.as_mut(),
        }
    }

    fn condition(&self) -> Option<&'a Condition> {
        match &self.path {
            Path::Right((_, row)) => row.value().when.as_ref(),
            Path::Conformity((_, row)) => row.value().when.as_ref(),
            Path::Late((_, row)) => row.value().when.as_ref(),
            Path::Policy => None,
        }
    }

    /// What must have happened by the last day.
    pub(in crate::returns) fn in_time_by(&self) -> Option<InTimeBy> {
        match &self.path {
            Path::Right((_, row)) => row.value().in_time_by,
            Path::Conformity((_, row)) => row.value().in_time_by,
            Path::Late(_) | Path::Policy => None,
        }
    }

    /// Which rules on paying back belong to it.
    pub(in crate::returns) fn refund_for(&self) -> Option<RefundFor> {
        match &self.path {
            Path::Right((_, row)) => match row.value().kind {
                RightKind::Withdrawal => Some(RefundFor::Withdrawal),
                RightKind::ProtectedGroup => Some(RefundFor::ProtectedGroup),
                RightKind::Default => Some(RefundFor::Default),
                RightKind::Disclosure => Some(RefundFor::Disclosure),
                RightKind::NotAsDescribed => Some(RefundFor::NotAsDescribed),
                RightKind::Defect => Some(RefundFor::Conformity),
                _ => None,
            },
            Path::Conformity(_) => Some(RefundFor::Conformity),
            Path::Late(_) => Some(RefundFor::Late),
            Path::Policy => None,
        }
    }

    /// How near it is to the reason; the nearest ground is named in the answer.
    pub(in crate::returns) fn rank(&self, reason: Reason) -> u8 {
        let order: &[Ground] = match reason {
            Reason::Late => &[Ground::LateDelivery, Ground::ConditionalReturn],
            Reason::ChangeOfMind => &[],
            // A special ground without a day of its own stands behind the guarantee.
            _ if self.ordinary_last_day.is_none() => {
                &[Ground::ShortTermRight, Ground::NotAsDescribed, Ground::Conformity]
            }
            _ => &[
                Ground::ShortTermRight,
                Ground::NotAsDescribed,
                Ground::ConditionalReturn,
                Ground::Conformity,
            ],
        };
        let after = u8::try_from(order.len()).unwrap_or(u8::MAX);
        let position = order.iter().position(|ground| *ground == self.ground);
        position.and_then(|position| u8::try_from(position).ok()).unwrap_or(match self.ground {
            Ground::Exchange | Ground::Booking => after.saturating_add(1),
            Ground::Policy => after.saturating_add(2),
            _ => after,
        })
    }
}

/// Whether a right is used in time, its last day as far as it is known, and the longer time.
type InTime<'a> = (Timely, Option<LastDay>, Option<Extended<'a>>);

/// The exemptions in force that defeat a right and are not out of the question.
fn exemptions<'i, 'a>(
    inquiry: &'i Inquiry<'a>,
    right: &'i Dated<Right>,
) -> impl Iterator<Item = Row<'a, Exemption>> + use<'i, 'a> {
    Inquiry::on(&inquiry.rules.exemptions, inquiry.contract_day)
        .filter(move |(_, row)| row.value().when.holds(&inquiry.facts) != Known::No)
        .filter(move |(_, row)| row.value().defeats(right.value().kind, right.id()))
}

/// Few enough to need no memory of their own.
pub(in crate::returns) type Claims<'a> = SmallVec<[Claim<'a>; 6]>;

/// Every ground that the rules and the seller's promise offer for the reason.
pub(in crate::returns) fn all<'a>(inquiry: &Inquiry<'a>) -> Claims<'a> {
    let mut claims = Claims::new();
    let rules = inquiry.rules;
    let day = inquiry.contract_day;
    let is_consumer = inquiry.case.buyer == Buyer::Consumer;
    let reason = inquiry.case.reason;
    if is_consumer {
        let rights = Inquiry::on(&rules.rights, day).filter(|(_, row)| answers(row.value().kind, reason));
        claims.extend(rights.filter_map(|row| right(inquiry, row)));
    }
    if inquiry.case.reason.is_fault() && inquiry.subject == Subject::Goods {
        let conformity = Inquiry::on(&rules.conformity, day);
        let reaching = conformity.filter(|(_, row)| is_consumer || row.value().is_for_business_too);
        claims.extend(reaching.filter_map(|row| self::conformity(inquiry, row)));
    }
    if inquiry.case.reason == Reason::Late && is_consumer {
        claims.extend(Inquiry::on(&rules.late, day).map(|row| late(inquiry, row)));
    }
    let is_late = |claim: &Claim<'_>| matches!(claim.path, Path::Late(_));
    let is_answered = claims.iter().any(|claim| claim.is_there != Known::No || is_late(claim));
    if is_consumer && reason != Reason::ChangeOfMind && !is_answered {
        // Who may go back without a reason may go back with one.
        let rights = Inquiry::on(&rules.rights, day);
        let rights = rights.filter(|(_, row)| answers(row.value().kind, Reason::ChangeOfMind));
        claims.extend(rights.filter_map(|row| right(inquiry, row)));
    }
    claims.extend(policy(inquiry));
    claims
}

/// Whether a kind of right is about the reason. Change of mind, fault and lateness are separate ways.
const fn answers(kind: RightKind, reason: Reason) -> bool {
    match kind {
        RightKind::None | RightKind::Unknown => false,
        RightKind::Conditional => true,
        RightKind::Defect | RightKind::NotAsDescribed => reason.is_fault(),
        _ => matches!(reason, Reason::ChangeOfMind),
    }
}

fn right<'a>(inquiry: &Inquiry<'a>, row: Row<'a, Right>) -> Option<Claim<'a>> {
    let right = row.1.value();
    if !right.is_for(inquiry.subject, inquiry.case.channel) {
        return None;
    }
    let ground = match right.kind {
        RightKind::None | RightKind::Unknown => return None,
        RightKind::Withdrawal => Ground::StatutoryWithdrawal,
        RightKind::ProtectedGroup => Ground::ExtendedWithdrawal,
        RightKind::Default | RightKind::Disclosure => Ground::DisclosureTriggered,
        RightKind::Exchange => Ground::Exchange,
        RightKind::Booking => Ground::Booking,
        RightKind::Defect => Ground::ShortTermRight,
        RightKind::NotAsDescribed => Ground::NotAsDescribed,
        RightKind::Conditional => Ground::ConditionalReturn,
    };
    // Whether a buyer of no named group belongs to one is a fact of the condition.
    if inquiry
        .case
        .buyer_group
        .is_some_and(|group| !right.groups.is_empty() && !right.groups.contains(&group))
    {
        return None;
    }
    let (timely, last_day) = in_time(inquiry, right);
    let extended = extension(inquiry, row, last_day.as_ref());
    let gates = [region(inquiry, right.region.is_some()), inquiry.reaches(right.threshold.as_ref())];
    Some(Claim::new(inquiry, Path::Right(row), ground, gates, (timely, last_day, extended)))
}

/// Whether a right is used in time, and its last day as far as it is known.
fn in_time(inquiry: &Inquiry<'_>, right: &Right) -> (Timely, Option<LastDay>) {
    let used = inquiry.exercised;
    if right.ends_with_delivery {
        return (Timely::of(inquiry.delivered.is_none_or(|day| used < day)), None);
    }
    let Some(period) = &right.period else { return (Timely::Yes, None) };
    let (day, gap) = match inquiry.began(right.start) {
        // What has not begun has not ended: the right can be used while the goods are on the way.
        Began::NotYet => return (Timely::Yes, None),
        Began::Open(gap) => return (Timely::Open(gap), None),
        Began::On(day) => (day, None),
        Began::NotBefore(day, gap) => (day, Some(gap)),
    };
    let mut last_day = inquiry.last_day(period, day);
    if let Some((further, seen)) = right.days_from_discovery.zip(inquiry.case.defect_seen) {
        let from_discovery = inquiry.last_day(&Period::days(further), seen);
        last_day = [last_day, from_discovery].into_iter().flatten().min_by_key(|last| last.day);
    }
    match (inquiry.is_timely(used, last_day.as_ref()), gap) {
        // A later beginning cannot make it less in time.
        (Timely::Yes, Some(_)) | (_, None) => (inquiry.is_timely(used, last_day.as_ref()), last_day),
        (_, Some(gap)) => (Timely::Open(gap), last_day),
    }
}

fn extension<'a>(
    inquiry: &Inquiry<'a>,
    right: Row<'a, Right>,
    initial: Option<&LastDay>,
) -> Option<Extended<'a>> {
    let mut extensions = Inquiry::on(&inquiry.rules.extensions, inquiry.contract_day);
    let row = extensions.find(|(_, row)| row.value().of.contains(right.1.id()))?;
    let extension = row.1.value();
    let is_certain = extension.when.holds(&inquiry.facts).is_yes();
    let period = right.1.value().period.as_ref()?;
    let ExtensionBy::Endless = extension.by else {
        let initial = initial?;
        let end = match extension.by {
            ExtensionBy::Months(months) => {
                inquiry.last_day(&counted_as(period, Period::months(months)), initial.day)
            }
            ExtensionBy::InsteadDays(days) => match inquiry.began(right.1.value().start) {
                Began::On(day) | Began::NotBefore(day, _) => {
                    let counted = Period::days(days).counting_event_day(period.counts_event_day());
                    inquiry.last_day(&counted_as(period, counted), day)
                }
                _ => None,
            },
            ExtensionBy::Endless => None,
        };
        let last_day = told_late(inquiry, extension, period, initial, end);
        let timely = inquiry.is_timely(inquiry.exercised, last_day.as_ref());
        return Some(Extended { row, is_certain, timely, last_day });
    };
    Some(Extended { row, is_certain, timely: Timely::Yes, last_day: None })
}

/// Information that comes late ends the extension: so many days from then, but never before the ordinary end.
fn told_late(
    inquiry: &Inquiry<'_>,
    extension: &Extension,
    period: &Period,
    initial: &LastDay,
    end: Option<LastDay>,
) -> Option<LastDay> {
    let end = end?;
    let told = inquiry.case.informed_on.filter(|day| *day > inquiry.contract_day && *day <= end.day);
    let Some((day, days)) = told.zip(extension.told_late_days) else { return Some(end) };
    let from_then = inquiry.last_day(&counted_as(period, Period::days(days)), day)?;
    let earlier = if from_then.day <= end.day { from_then } else { end };
    Some(if earlier.day < initial.day { initial.clone() } else { earlier })
}

/// A period that moves to working days as another does.
pub(super) fn counted_as(other: &Period, period: Period) -> Period {
    period.with_roll(other.roll()).with_roll_days(other.roll_days())
}

fn conformity<'a>(inquiry: &Inquiry<'a>, row: Row<'a, Conformity>) -> Option<Claim<'a>> {
    let rule = row.1.value();
    let ground = match rule.kind {
        ConformityKind::ShortTerm => Ground::ShortTermRight,
        ConformityKind::Guarantee => Ground::Conformity,
        // It only makes another one longer.
        ConformityKind::AfterRepair => return None,
    };
    if rule.period.is_none() && !rule.is_open_ended {
        return None;
    }
    let (timely, last_day) = match liable_until(inquiry, rule) {
        Err(gap) => (Timely::Open(gap), None),
        Ok(None) => {
            let is_over = inquiry.facts.get(Fact::WithinExpectedLife) == Some(false);
            (Timely::of(!is_over), None)
        }
        Ok(Some(day)) => (within(inquiry, rule, day), Some(LastDay::fixed(day))),
    };
    let gates = [region(inquiry, rule.region.is_some()), Timely::Yes];
    Some(Claim::new(inquiry, Path::Conformity(row), ground, gates, (timely, last_day, None)))
}

/// Whether a claim falls within the guarantee that ends on `until`, or may fall within a longer one.
fn within(inquiry: &Inquiry<'_>, rule: &Conformity, until: Date) -> Timely {
    let seen = match rule.in_time_by {
        Some(InTimeBy::DefectSeen) => inquiry.case.defect_seen.unwrap_or(inquiry.exercised),
        _ => inquiry.exercised,
    };
    if seen <= until {
        return Timely::Yes;
    }
    let longest = rule.at_most.and_then(|longest| Some(inquiry.last_day(&longest, inquiry.delivered?)?.day));
    match longest {
        _ if rule.is_open_ended => Timely::If(Fact::WithinExpectedLife),
        Some(longest) if seen <= longest => Timely::Open(Gap::GuaranteeTerm),
        _ => Timely::No,
    }
}

/// The last day of a guarantee; `None` where the law sets none, an error where the day is missing from which it runs.
pub(in crate::returns) fn liable_until(
    inquiry: &Inquiry<'_>,
    rule: &Conformity,
) -> Result<Option<Date>, Gap> {
    let Some(period) = &rule.period else { return Ok(None) };
    let day = match inquiry.began(rule.start) {
        Began::On(day) | Began::NotBefore(day, _) => day,
        Began::NotYet => return Err(Gap::Delivered),
        Began::Open(gap) => return Err(gap),
    };
    let mut until = inquiry.last_day(period, day).ok_or(Gap::Calendar)?.day;
    let case = inquiry.case;
    if rule.stops_during_repair
        && let Some((asked, back)) = case.repair_requested.zip(case.repaired_back)
        && asked <= until
    {
        // Both the day of the request and that of the return are days of waiting.
        let waited =
            u64::try_from(back.signed_duration_since(asked).num_days()).unwrap_or(0).saturating_add(1);
        until = until.checked_add_days(Days::new(waited)).unwrap_or(until);
        if let Some(left) = rule.days_left_after_repair {
            until = until.max(back.checked_add_days(Days::new(u64::from(left))).unwrap_or(until));
        }
    }
    if rule.kind == ConformityKind::Guarantee {
        until = after_repair(inquiry, until);
    }
    Ok(Some(until))
}

/// The guarantee as a repair makes it longer.
fn after_repair(inquiry: &Inquiry<'_>, until: Date) -> Date {
    let rows = Inquiry::on(&inquiry.rules.conformity, inquiry.contract_day);
    let longer = rows.filter(|(_, row)| row.value().kind == ConformityKind::AfterRepair);
    let certain = longer
        .filter(|(_, row)| row.value().when.as_ref().is_none_or(|when| when.holds(&inquiry.facts).is_yes()));
    let months = certain.filter_map(|(_, row)| row.value().add_months).max();
    months.and_then(|months| Some(inquiry.last_day(&Period::months(months), until)?.day)).unwrap_or(until)
}

fn late<'a>(inquiry: &Inquiry<'a>, row: Row<'a, Late>) -> Claim<'a> {
    let rule = row.1.value();
    let case = inquiry.case;
    let timely = match due(inquiry, rule) {
        Err(gap) => Timely::Open(gap),
        Ok(due) => {
            let is_over = inquiry.delivered.is_some_and(|day| day <= inquiry.exercised);
            let arrived = inquiry.delivered.unwrap_or(inquiry.exercised);
            Timely::of(if rule.ends_with_delivery {
                !is_over && case.today.max(inquiry.exercised) > due
            } else {
                arrived > due
            })
        }
    };
    let gates = [region(inquiry, rule.region.is_some()), inquiry.reaches(rule.threshold.as_ref())];
    Claim::new(inquiry, Path::Late(row), Ground::LateDelivery, gates, (timely, None, None))
}

/// The last day on which the goods could come in time, with the days of grace.
fn due(inquiry: &Inquiry<'_>, rule: &Late) -> Result<Date, Gap> {
    let case = inquiry.case;
    let promised = match (case.promised_delivery, rule.days) {
        (Some(day), _) => day,
        (None, None) => return Err(Gap::PromisedDelivery),
        (None, Some(days)) => {
            let ordered = case.ordered.ok_or(Gap::Ordered)?;
            ordered.checked_add_days(Days::new(u64::from(days))).ok_or(Gap::Ordered)?
        }
    };
    promised.checked_add_days(Days::new(u64::from(rule.grace_days))).ok_or(Gap::PromisedDelivery)
}

fn policy<'a>(inquiry: &Inquiry<'a>) -> Option<Claim<'a>> {
    let policy = inquiry.case.policy.as_ref()?;
    if !policy.accepts(inquiry.case.category) {
        return None;
    }
    let last_day = policy.last_day(inquiry.case.category, inquiry.case.ordered, inquiry.delivered);
    let timely = match last_day {
        Err(gap) => Timely::Open(gap),
        Ok(None) => Timely::Yes,
        Ok(Some(day)) => Timely::of(inquiry.exercised <= day),
    };
    let last_day = last_day.ok().flatten().map(LastDay::fixed);
    let packed = if policy.original_packaging { Timely::If(Fact::OriginalPackaging) } else { Timely::Yes };
    let gates = [Timely::Yes, packed];
    Some(Claim::new(inquiry, Path::Policy, Ground::Policy, gates, (timely, last_day, None)))
}

/// A rule of one region, where the region was not named.
fn region(inquiry: &Inquiry<'_>, is_regional: bool) -> Timely {
    if is_regional && inquiry.rules.region.is_none() { Timely::Open(Gap::Region) } else { Timely::Yes }
}

//! What follows where facts are open: all possible cases at once, one in each bit of a word.
//!
//! With `n` open questions there are 2ⁿ possible cases. The first six questions are the bits of one word; the
//! others are gone through one after another. So an answer with a few open questions costs little more than one
//! without, and it is exact: a question is listed only if in some possible case the answer depends on it.

use super::{Fact, Facts};

/// Yes, no, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Yes,
    No,
    Unknown,
}

impl Known {
    pub(crate) const fn of(answer: Option<bool>) -> Self {
        match answer {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Unknown,
        }
    }

    pub(crate) const fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    pub(crate) const fn is_yes(self) -> bool {
        matches!(self, Self::Yes)
    }
}

/// A way to know facts and to reckon with what is known: one case with open facts, or many possible cases at once.
pub(crate) trait World {
    type Value: Copy;
    const YES: Self::Value;

    fn fact(&self, fact: Fact) -> Self::Value;
    fn gap(&self, gap: Gap) -> Self::Value;
    fn not(value: Self::Value) -> Self::Value;
    fn and(left: Self::Value, right: Self::Value) -> Self::Value;

    fn or(left: Self::Value, right: Self::Value) -> Self::Value {
        Self::not(Self::and(Self::not(left), Self::not(right)))
    }

    fn of(yes: bool) -> Self::Value {
        if yes { Self::YES } else { Self::not(Self::YES) }
    }
}

/// One case: what is not said is unknown.
impl World for Facts {
    type Value = Known;
    const YES: Known = Known::Yes;

    fn fact(&self, fact: Fact) -> Known {
        Known::of(self.get(fact))
    }

    fn gap(&self, _: Gap) -> Known {
        Known::Unknown
    }

    fn not(value: Known) -> Known {
        value.not()
    }

    fn and(left: Known, right: Known) -> Known {
        left.and(right)
    }
}

/// Something besides the facts that may be open: a day, a sum, a place, or what the data does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u32)]
pub(crate) enum Gap {
    Region = 112,
    Ordered,
    Delivered,
    PromisedDelivery,
    DocumentReceived,
    CopyReceived,
    RenewedOn,
    PaidGoods,
    /// How long the guarantee runs between its shortest and longest term.
    GuaranteeTerm,
    /// Working days of years that no calendar holds.
    Calendar,
    /// What the law says was not found.
    Law,
}

// The bits of facts and gaps lie side by side.
const _: () = assert!(Fact::ALL.len() <= Gap::Region as usize);

impl Gap {
    pub(crate) const ALL: [Self; 11] = [
        Self::Region,
        Self::Ordered,
        Self::Delivered,
        Self::PromisedDelivery,
        Self::DocumentReceived,
        Self::CopyReceived,
        Self::RenewedOn,
        Self::PaidGoods,
        Self::GuaranteeTerm,
        Self::Calendar,
        Self::Law,
    ];

    pub(crate) const fn bit(self) -> u128 {
        1 << (self as u32)
    }

    /// The field of a request that fills it; nobody can fill what the data does not know.
    pub(crate) const fn field(self) -> Option<&'static str> {
        match self {
            Self::Region => Some("region"),
            Self::Ordered => Some("ordered"),
            Self::Delivered => Some("delivered"),
            Self::PromisedDelivery => Some("promised_delivery"),
            Self::DocumentReceived => Some("facts.contract_document_received"),
            Self::CopyReceived => Some("facts.contract_copy_received_on"),
            Self::RenewedOn => Some("facts.renewed_on"),
            Self::PaidGoods => Some("paid.goods"),
            Self::GuaranteeTerm | Self::Calendar | Self::Law => None,
        }
    }
}

/// The bit pattern of each of the first six questions.
const PATTERNS: [u64; 6] = [
    0xAAAA_AAAA_AAAA_AAAA,
    0xCCCC_CCCC_CCCC_CCCC,
    0xF0F0_F0F0_F0F0_F0F0,
    0xFF00_FF00_FF00_FF00,
    0xFFFF_0000_FFFF_0000,
    0xFFFF_FFFF_0000_0000,
];

/// The most open questions that are gone through; the rules of one place leave far fewer open.
pub(crate) const MOST_QUESTIONS: usize = 12;

/// Sixty-four possible cases at once.
pub(crate) struct Lanes {
    facts: Facts,
    /// The bit numbers of the open questions, the first six of which are told apart within the word.
    open: [u32; MOST_QUESTIONS],
    count: usize,
    /// Which of the further questions are yes in these cases.
    high: usize,
}

impl World for Lanes {
    type Value = u64;
    const YES: u64 = u64::MAX;

    fn fact(&self, fact: Fact) -> u64 {
        match self.facts.get(fact) {
            Some(true) => u64::MAX,
            Some(false) => 0,
            None => self.question(fact as u32),
        }
    }

    fn gap(&self, gap: Gap) -> u64 {
        self.question(gap as u32)
    }

    fn not(value: u64) -> u64 {
        !value
    }

    fn and(left: u64, right: u64) -> u64 {
        left & right
    }
}

impl Lanes {
    fn question(&self, bit: u32) -> u64 {
        match self.open.iter().take(self.count).position(|open| *open == bit) {
            Some(position) => match PATTERNS.get(position) {
                Some(pattern) => *pattern,
                None if self.high >> position.saturating_sub(PATTERNS.len()) & 1 == 1 => u64::MAX,
                None => 0,
            },
            None => 0,
        }
    }
}

/// What is certain in all possible cases, and which questions can still change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) holds: Known,
    /// The bits of the questions on which it depends.
    pub(crate) depends_on: u128,
}

/// Goes through every possible case of the `open` questions, leaving out those that cannot be.
pub(crate) fn weigh(
    facts: Facts,
    open: u128,
    is_possible: impl Fn(&Lanes) -> u64,
    holds: impl Fn(&Lanes) -> u64,
) -> Verdict {
    let mut lanes = Lanes { facts, open: [0; MOST_QUESTIONS], count: 0, high: 0 };
    let mut rest = open;
    while rest != 0 && lanes.count < MOST_QUESTIONS {
        if let Some(place) = lanes.open.get_mut(lanes.count) {
            *place = rest.trailing_zeros();
        }
        lanes.count = lanes.count.saturating_add(1);
        rest &= rest.wrapping_sub(1);
    }
    let words = 1_usize << lanes.count.saturating_sub(PATTERNS.len());
    let cases = if lanes.count >= PATTERNS.len() { u64::MAX } else { (1 << (1_u32 << lanes.count)) - 1 };
    let (mut yes, mut no) =
        ([0_u64; 1 << (MOST_QUESTIONS - PATTERNS.len())], [0_u64; 1 << (MOST_QUESTIONS - PATTERNS.len())]);
    // Beyond them nothing is certain.
    let (mut any_yes, mut any_no) = (rest != 0, rest != 0);
    for (high, (yes, no)) in yes.iter_mut().zip(&mut no).enumerate().take(words) {
        lanes.high = high;
        let possible = is_possible(&lanes) & cases;
        let found = holds(&lanes);
        (*yes, *no) = (found & possible, !found & possible);
        any_yes |= *yes != 0;
        any_no |= *no != 0;
    }
    let holds = match (any_yes, any_no) {
        (true, true) => Known::Unknown,
        (true, false) => Known::Yes,
        (false, _) => Known::No,
    };
    let mut depends_on = if holds == Known::Unknown { rest } else { 0 };
    if holds == Known::Unknown {
        for (position, bit) in lanes.open.iter().enumerate().take(lanes.count) {
            if is_decisive(position, words, &yes, &no) {
                depends_on |= 1 << bit;
            }
        }
    }
    Verdict { holds, depends_on }
}

/// Whether two possible cases that differ in this question alone are answered differently.
fn is_decisive(position: usize, words: usize, yes: &[u64], no: &[u64]) -> bool {
    match PATTERNS.get(position) {
        Some(pattern) => {
            let shift = 1_u32 << position;
            let differs = |(yes, no): (&u64, &u64)| {
                ((yes & pattern) >> shift) & no != 0 || ((no & pattern) >> shift) & yes != 0
            };
            yes.iter().zip(no).take(words).any(differs)
        }
        None => {
            let other = 1_usize << position.saturating_sub(PATTERNS.len());
            (0..words).filter(|word| word & other == 0).any(|word| {
                let at = |list: &[u64], word: usize| list.get(word).copied().unwrap_or(0);
                at(yes, word) & at(no, word | other) != 0 || at(no, word) & at(yes, word | other) != 0
            })
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::super::condition::Condition;
    use super::*;

    fn of(text: &str, facts: Facts) -> Verdict {
        let condition: Condition = text.parse().unwrap();
        let open = condition.mentions() & !facts.known;
        weigh(facts, open, |_| u64::MAX, |lanes| condition.holds(lanes))
    }

    #[test]
    fn only_questions_that_matter_are_decisive() {
        let none = Facts::default();
        assert_eq!(of("used or not used", none).holds, Known::Yes);
        let both = of("(used and food) or (not used and food)", none);
        assert_eq!((both.holds, both.depends_on), (Known::Unknown, Fact::Food.bit()));
        let settled = of("used and food", none.with(Fact::Food, false));
        assert_eq!((settled.holds, settled.depends_on), (Known::No, 0));
    }

    #[test]
    fn more_questions_than_a_word_holds_are_gone_through_too() {
        let text = "used and food and intact and book and media and mixed and dated and begun and service";
        let all = of(text, Facts::default());
        assert_eq!((all.holds, all.depends_on.count_ones()), (Known::Unknown, 9));
        let one = of(&format!("({text}) or (not service)"), Facts::default().with(Fact::Service, false));
        assert_eq!(one.holds, Known::Yes);
        // The last of them decides nothing here.
        let vain = of(
            &format!(
                "({text}) or (used and food and intact and book and media and mixed and dated and begun)"
            ),
            Facts::default(),
        );
        assert_eq!(vain.depends_on & Fact::Service.bit(), 0);
        assert_eq!(vain.depends_on.count_ones(), 8);
    }

    #[test]
    fn cases_that_cannot_be_do_not_count() {
        // Where a thing that was used for testing was used, nothing hangs on whether it was used.
        let condition: Condition = "used_for_testing and used".parse().unwrap();
        let implied: Condition = "not used_for_testing or used".parse().unwrap();
        let found = weigh(
            Facts::default(),
            condition.mentions(),
            |lanes| implied.holds(lanes),
            |lanes| condition.holds(lanes),
        );
        assert_eq!(found.depends_on, Fact::UsedForTesting.bit());
    }
}

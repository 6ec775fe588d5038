use std::sync::Arc;

use crate::words::words;

/// The most days that one stage may take.
pub const MAX_STAGE_DAYS: u16 = 120;

/// The greatest sum of the weights of one stage: four stages then multiply without overflow.
pub(super) const MAX_TOTAL: u64 = 1 << 27;

/// The parts into which percentiles divide a whole: a hundredth of it in ten thousand.
const PARTS_OF_A_PERCENT: u32 = 10_000;

words! {
    /// What the days of a stage rest on.
    Basis {
        /// Observed in the caller's own tracking history.
        Measured = "measured",
        /// Published by a carrier or in a law.
        Published = "published",
        /// Given by the caller with the request.
        Supplied = "supplied",
        /// Neither: what the answer would have without better knowledge.
        Assumed = "assumed",
    }
}

/// How many whole days a stage takes: for each number of days a weight, in whole numbers.
///
/// ```
/// use landfall::delivery::Spread;
/// let transit = Spread::between(2, 4)?; // two, three or four days, each as likely as the others
/// assert_eq!(transit.weights().collect::<Vec<_>>(), [(2, 1), (3, 1), (4, 1)]);
/// assert_eq!((transit.min(), transit.max(), transit.total()), (2, 4, 3));
/// # Ok::<(), landfall::delivery::SpreadError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    first: u16,
    /// From the first day on; the first and the last one are above zero.
    weights: Arc<[u32]>,
    total: u64,
    basis: Basis,
    is_even_guess: bool,
}

/// Why days and weights are no [`Spread`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpreadError {
    /// There is no day with a weight.
    #[error("no days found, expected at least one with a weight above zero")]
    Empty,
    /// The most days are fewer than the least.
    #[error("{min} to {max} days found, expected the lower figure first")]
    Backwards {
        /// The least days as given.
        min: u16,
        /// The most days as given.
        max: u16,
    },
    /// The usual days lie outside the least and the most.
    #[error("{mode} days found as the most likely of {min} to {max}")]
    ModeOutside {
        /// The least days as given.
        min: u16,
        /// The most likely days as given.
        mode: u16,
        /// The most days as given.
        max: u16,
    },
    /// A stage is too long to be told in days.
    #[error("{days} days found, expected at most {MAX_STAGE_DAYS}")]
    TooLong {
        /// The days as given.
        days: u64,
    },
    /// The weights are too great to be multiplied exactly.
    #[error("weights of {total} in all found, expected at most {MAX_TOTAL}")]
    TooHeavy {
        /// The sum of the weights.
        total: u64,
    },
    /// Percentiles or their days do not rise.
    #[error(
        "percentile {percent} on day {days} found, expected percentiles from 1 to 99 that rise with their days"
    )]
    Percentiles {
        /// The percentile as given.
        percent: u8,
        /// Its days as given.
        days: u16,
    },
}

impl Spread {
    /// Always this many days.
    ///
    /// # Errors
    /// [`SpreadError::TooLong`] beyond [`MAX_STAGE_DAYS`].
    pub fn fixed(days: u16) -> Result<Self, SpreadError> {
        Self::between(days, days)
    }

    /// No day at all.
    pub(super) fn none(basis: Basis) -> Self {
        Self { first: 0, weights: [1].into(), total: 1, basis, is_even_guess: false }
    }

    /// From `min` to `max` days, where nothing else is known: each number of days is taken to be as likely.
    ///
    /// That is an assumption, and an answer names it.
    ///
    /// # Errors
    /// [`SpreadError::Backwards`], [`SpreadError::TooLong`].
    pub fn between(min: u16, max: u16) -> Result<Self, SpreadError> {
        let length = max.checked_sub(min).ok_or(SpreadError::Backwards { min, max })?;
        check_length(u64::from(max))?;
        let even = Self::histogram(min, vec![1; usize::from(length).saturating_add(1)])?;
        Ok(Self { is_even_guess: length > 0, basis: Basis::Supplied, ..even })
    }

    /// From `min` to `max` days, most often `mode`: the weights rise in equal steps to the mode and fall after it.
    ///
    /// ```
    /// use landfall::delivery::Spread;
    /// let days = Spread::triangle(1, 2, 5)?;
    /// assert_eq!(days.weights().collect::<Vec<_>>(), [(1, 4), (2, 8), (3, 6), (4, 4), (5, 2)]);
    /// # Ok::<(), landfall::delivery::SpreadError>(())
    /// ```
    ///
    /// # Errors
    /// [`SpreadError::Backwards`], [`SpreadError::ModeOutside`], [`SpreadError::TooLong`].
    pub fn triangle(min: u16, mode: u16, max: u16) -> Result<Self, SpreadError> {
        if max < min {
            return Err(SpreadError::Backwards { min, max });
        }
        if !(min..=max).contains(&mode) {
            return Err(SpreadError::ModeOutside { min, mode, max });
        }
        check_length(u64::from(max))?;
        let steps = |from: u16, to: u16| u32::from(to.abs_diff(from)).saturating_add(1);
        // Both sides reach the same height at the mode: the steps of the one times those of the other.
        let (rise, fall) = (steps(min, mode), steps(mode, max));
        let weight = |day: u16| {
            if day <= mode {
                steps(min, day).saturating_mul(fall)
            } else {
                steps(day, max).saturating_mul(rise)
            }
        };
        let spread = Self::histogram(min, (min..=max).map(weight).collect())?;
        Ok(Self { basis: Basis::Supplied, ..spread })
    }

    /// From published percentiles, such as 85 % within three days and 97 % within five, and the most days of all.
    ///
    /// What lies between two of them is taken to be spread evenly over their days; what does not divide evenly goes to
    /// the later days.
    ///
    /// ```
    /// use landfall::delivery::Spread;
    /// // Directive 97/67/EC, Annex II, with the remaining 3 % within ten days.
    /// let postal = Spread::percentiles(1, &[(85, 3), (97, 5)], 10)?;
    /// let within = |days| postal.weights().filter(|(day, _)| *day <= days).map(|(_, weight)| u64::from(weight)).sum::<u64>();
    /// assert_eq!(within(3) * 100 / postal.total(), 85);
    /// assert_eq!(within(5) * 100 / postal.total(), 97);
    /// # Ok::<(), landfall::delivery::SpreadError>(())
    /// ```
    ///
    /// # Errors
    /// [`SpreadError::Percentiles`] if percentiles or days do not rise or a percentile is not 1 to 99,
    /// [`SpreadError::Backwards`], [`SpreadError::TooLong`].
    pub fn percentiles(min: u16, points: &[(u8, u16)], max: u16) -> Result<Self, SpreadError> {
        let length = max.checked_sub(min).ok_or(SpreadError::Backwards { min, max })?;
        check_length(u64::from(max))?;
        let mut weights = vec![0_u32; usize::from(length).saturating_add(1)];
        let (mut percent_before, mut days_before) = (0_u8, None);
        for (percent, days) in points.iter().copied().chain([(100, max)]) {
            let rises = percent > percent_before && days_before.is_none_or(|before| days >= before);
            if !rises || days < min || days > max || (percent == 100 && days != max) {
                return Err(SpreadError::Percentiles { percent, days });
            }
            let start = days_before.map_or(min, |before: u16| before.saturating_add(1)).min(days);
            let share = u32::from(percent.saturating_sub(percent_before)).saturating_mul(PARTS_OF_A_PERCENT);
            let from = usize::from(start.saturating_sub(min));
            let to = usize::from(days.saturating_sub(min));
            share_out(share, weights.get_mut(from..=to).unwrap_or_default());
            (percent_before, days_before) = (percent, Some(days));
        }
        let spread = Self::histogram(min, weights)?;
        Ok(Self { basis: Basis::Supplied, ..spread })
    }

    /// From a weight for each number of days, the first of them `first` days; such as how often each was observed.
    ///
    /// # Errors
    /// [`SpreadError::Empty`], [`SpreadError::TooLong`], [`SpreadError::TooHeavy`].
    pub fn histogram(first: u16, weights: Vec<u32>) -> Result<Self, SpreadError> {
        let leading = weights.iter().take_while(|weight| **weight == 0).count();
        let end = weights.iter().rposition(|weight| *weight > 0).ok_or(SpreadError::Empty)?;
        let kept: Arc<[u32]> = weights.get(leading..=end).unwrap_or_default().into();
        let days = |place: usize| u64::try_from(place).unwrap_or(u64::MAX).saturating_add(u64::from(first));
        check_length(days(end))?;
        let first = u16::try_from(days(leading)).map_err(|_| SpreadError::TooLong { days: days(leading) })?;
        let total = kept.iter().map(|weight| u64::from(*weight)).sum();
        if total > MAX_TOTAL {
            return Err(SpreadError::TooHeavy { total });
        }
        Ok(Self { first, weights: kept, total, basis: Basis::Measured, is_even_guess: false })
    }

    /// The same days on another basis.
    #[must_use]
    pub fn with_basis(mut self, basis: Basis) -> Self {
        self.basis = basis;
        self
    }

    /// What the days rest on.
    #[must_use]
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// The least days.
    #[must_use]
    pub fn min(&self) -> u16 {
        self.first
    }

    /// The most days.
    #[must_use]
    pub fn max(&self) -> u16 {
        let more = u16::try_from(self.weights.len()).unwrap_or(u16::MAX).saturating_sub(1);
        self.first.saturating_add(more)
    }

    /// The sum of the weights.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Each number of days with its weight.
    pub fn weights(&self) -> impl Iterator<Item = (u16, u32)> {
        (self.first..).zip(self.weights.iter().copied())
    }

    pub(super) fn as_weights(&self) -> &[u32] {
        &self.weights
    }

    /// Whether only the least and the most days are known and the weights between are a guess.
    #[must_use]
    pub fn is_even_guess(&self) -> bool {
        self.is_even_guess
    }
}

fn check_length(days: u64) -> Result<(), SpreadError> {
    if days > u64::from(MAX_STAGE_DAYS) { Err(SpreadError::TooLong { days }) } else { Ok(()) }
}

/// Adds equal parts of `share` to `weights`, what is left over to the last of them.
fn share_out(share: u32, weights: &mut [u32]) {
    let count = u32::try_from(weights.len()).unwrap_or(u32::MAX).max(1);
    let (part, rest) = (share / count, share % count);
    let later = weights.len().saturating_sub(usize::try_from(rest).unwrap_or(usize::MAX));
    for (place, weight) in weights.iter_mut().enumerate() {
        *weight = weight.saturating_add(part).saturating_add(u32::from(place >= later));
    }
}

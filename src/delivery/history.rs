use super::spread::MAX_STAGE_DAYS;
use super::{Basis, Spread, SpreadError};
use crate::time::{Calendar, CalendarError, Date};

/// The most calendar days of an observation that is looked at.
const LONGEST: i64 = 1_000;

/// How long parcels really took, counted from the caller's own tracking history.
///
/// ```
/// use landfall::delivery::TransitModel;
/// use landfall::time::Calendar;
///
/// let works = Calendar::given("carrier", "sat sun".parse()?, []);
/// let history = [
///     ("2026-11-02", "2026-11-04"), // Monday to Wednesday: two working days
///     ("2026-11-05", "2026-11-09"), // Thursday to Monday: two
///     ("2026-11-06", "2026-11-11"), // Friday to Wednesday: three
///     ("2026-11-09", "2026-11-06"), // before it was shipped: left out, and said so
/// ];
/// let days = history.map(|(shipped, delivered)| (shipped.parse().unwrap(), delivered.parse().unwrap()));
/// let model = TransitModel::from_observations(days, &works)?;
/// assert_eq!(model.spread().weights().collect::<Vec<_>>(), [(2, 2), (3, 1)]);
/// assert_eq!((model.observations(), model.rejected().len()), (3, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitModel {
    spread: Spread,
    rejected: Vec<Rejected>,
}

/// An observation that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Its place in the history, from 0.
    pub place: usize,
    /// What is wrong with it.
    pub why: RejectReason,
}

/// Why an observation does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RejectReason {
    /// The parcel arrived before it was shipped.
    #[error("delivered on {delivered}, before it was shipped on {shipped}")]
    Backwards {
        /// The day of hand-over.
        shipped: Date,
        /// The day of delivery.
        delivered: Date,
    },
    /// More working days than a stage may take, or years: a lost parcel rather than a slow one.
    #[error("{days} days, more than {MAX_STAGE_DAYS} working days")]
    TooLong {
        /// The days.
        days: i64,
    },
    /// The calendar does not know the days.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

impl TransitModel {
    /// Counts the working days after the day of hand-over up to the day of delivery, in each pair of days.
    ///
    /// An observation that cannot be is left out and listed in [`rejected`](Self::rejected); the others count.
    ///
    /// # Errors
    /// [`SpreadError::Empty`] if no observation is left.
    pub fn from_observations(
        observations: impl IntoIterator<Item = (Date, Date)>,
        calendar: &Calendar,
    ) -> Result<Self, SpreadError> {
        let mut weights = vec![0_u32; usize::from(MAX_STAGE_DAYS).saturating_add(1)];
        let mut rejected = Vec::new();
        for (place, (shipped, delivered)) in observations.into_iter().enumerate() {
            let counted = working_days(shipped, delivered, calendar)
                .and_then(|days| slot(&mut weights, days).ok_or(RejectReason::TooLong { days }));
            match counted {
                Ok(weight) => *weight = weight.saturating_add(1),
                Err(why) => rejected.push(Rejected { place, why }),
            }
        }
        let spread = Spread::histogram(0, weights)?.with_basis(Basis::Measured);
        Ok(Self { spread, rejected })
    }

    /// The days with how often each was observed.
    #[must_use]
    pub fn spread(&self) -> &Spread {
        &self.spread
    }

    /// How many observations count.
    #[must_use]
    pub fn observations(&self) -> u64 {
        self.spread.total()
    }

    /// The observations that do not count.
    #[must_use]
    pub fn rejected(&self) -> &[Rejected] {
        &self.rejected
    }
}

fn working_days(shipped: Date, delivered: Date, calendar: &Calendar) -> Result<i64, RejectReason> {
    if delivered < shipped {
        return Err(RejectReason::Backwards { shipped, delivered });
    }
    // Not worth counting day by day.
    let days = delivered.signed_duration_since(shipped).num_days();
    if days > LONGEST {
        return Err(RejectReason::TooLong { days });
    }
    Ok(calendar.business_days_between(shipped, delivered)?)
}

fn slot(weights: &mut [u32], days: i64) -> Option<&mut u32> {
    weights.get_mut(usize::try_from(days).ok()?)
}

impl From<TransitModel> for Spread {
    fn from(model: TransitModel) -> Self {
        model.spread
    }
}

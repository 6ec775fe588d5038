use crate::place::{Country, PlaceError};
use crate::rules::LoadError;
use crate::time::{CalendarError, Date, ZoneError};

/// Why a question about delivery has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeliveryError {
    /// The rules or the service do not lead to a day; not a mistake of the caller.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// The data has no such service.
    #[error("there is no service `{id}`: expected one of {known}, or a service of your own")]
    UnknownService {
        /// The id as given.
        id: String,
        /// The ids that there are.
        known: String,
    },
    /// The origin or destination cannot be.
    #[error("{error}")]
    Place {
        /// `origin` or `destination`.
        field: &'static str,
        /// What is wrong with it.
        error: Box<PlaceError>,
    },
    /// No day of the week is worked.
    #[error("no day of the week is worked, expected at least one")]
    NoWorkingDay {
        /// The field with the days of the week.
        field: &'static str,
    },
    /// A percentile is not 1 to 99, there is none, or there are too many.
    #[error("percentiles {found:?} found, expected one to eight whole numbers from 1 to 99")]
    Percentiles {
        /// As given.
        found: Vec<u8>,
    },
    /// A calendar does not reach to the days that are needed.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A zone cannot tell the time.
    #[error(transparent)]
    Zone(#[from] ZoneError),
    /// The order lies outside the days for which the lane was prepared.
    #[error("an order of {day} found, expected one of {first} to {last}, for which the lane was prepared")]
    OutsideLane {
        /// The order day.
        day: Date,
        /// The first order day of the lane.
        first: Date,
        /// The last order day of the lane.
        last: Date,
    },
    /// The stages lead further than days are told.
    #[error("the stages take more than {days} calendar days from {day}")]
    TooFar {
        /// The order day.
        day: Date,
        /// How far days are told.
        days: usize,
    },
    /// A data file could not be read.
    #[error(transparent)]
    Load(#[from] LoadError),
}

/// Why there is no promise, and what would settle it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The service does not go from there to there, as far as the data knows.
    #[error(
        "`{service}` is not known to go from {from} to {to}; it goes {serves}. Other services from {from} to {to}: {others}"
    )]
    NotServed {
        /// The service.
        service: String,
        /// The origin.
        from: String,
        /// The destination.
        to: String,
        /// Where it goes.
        serves: String,
        /// The services of the data that would.
        others: String,
    },
    /// The figures are of the past.
    #[error(
        "the figures of `{service}` are historic ({published}): give a service of your own with the days that the carrier promises today"
    )]
    Historic {
        /// The service.
        service: String,
        /// When they were published.
        published: String,
    },
    /// The holidays of the country are not known.
    #[error(
        "the holidays of {country} are not known: give a service with `calendar` `given` and the days on which it is closed"
    )]
    NoCalendar {
        /// The country.
        country: Country,
    },
}

impl Refusal {
    /// The stable name of the reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotServed { .. } => "service_does_not_serve",
            Self::Historic { .. } => "historic_service",
            Self::NoCalendar { .. } => "no_calendar",
        }
    }
}

impl From<Refusal> for DeliveryError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl DeliveryError {
    /// The stable name of the error, such as `unknown_service`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::UnknownService { .. } => "unknown_service",
            Self::Place { .. } => "invalid_place",
            Self::NoWorkingDay { .. } => "no_working_day",
            Self::Percentiles { .. } => "invalid_percentiles",
            Self::Calendar(CalendarError::OutOfRange { .. }) => "calendar_out_of_range",
            Self::Calendar(_) => "no_working_day",
            Self::Zone(_) => "zone_out_of_range",
            Self::OutsideLane { .. } => "outside_lane",
            Self::TooFar { .. } => "too_far",
            Self::Load(_) => "invalid_data",
        }
    }

    /// The field of the request that is wrong; empty if no single one is.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::UnknownService { .. } | Self::Refused(_) => "service",
            Self::Place { field, .. } | Self::NoWorkingDay { field } => field,
            Self::Percentiles { .. } => "percentiles",
            Self::Calendar(_) | Self::Zone(_) | Self::OutsideLane { .. } | Self::TooFar { .. } => {
                "ordered_at"
            }
            Self::Load(_) => "",
        }
    }
}

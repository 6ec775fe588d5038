use crate::delivery::circumstance::Circumstance;
use crate::delivery::{CalendarChoice, DayCount, DeliveryError, Handling, Refusal, Service, StageName};
use crate::place::{Country, PlaceError, Region};
use crate::rules::RuleBook;
use crate::time::{Calendar, Date, Weekdays};

/// Whose working days each stage counts.
pub(super) struct Work<'w> {
    pub(super) book: &'w RuleBook,
    pub(super) service: &'w Service,
    pub(super) origin: (Country, Option<Region>),
    pub(super) destination: (Country, Option<Region>),
}

impl Work<'_> {
    pub(super) fn handling(
        &self,
        handling: Option<&Handling>,
        circumstances: &mut Vec<Circumstance>,
    ) -> Result<Calendar, DeliveryError> {
        let Some(handling) = handling else {
            return match self.service.calendar {
                CalendarChoice::Given => Ok(self.given(self.service.works)),
                CalendarChoice::Country => {
                    Ok(with_week(self.country(self.origin, "origin")?, self.service.works))
                }
            };
        };
        check_week(handling.works, "handling.works")?;
        let closed = handling.closed.iter().copied();
        match handling.calendar {
            CalendarChoice::Given => {
                if handling.works.is_none() {
                    circumstances.push(Circumstance::WeekNotGiven(StageName::Handling));
                }
                let works = handling.works.unwrap_or(Weekdays::MONDAY_TO_FRIDAY);
                Ok(Calendar::given("handling", works.others(), closed))
            }
            CalendarChoice::Country => {
                let country = with_week(self.country(self.origin, "origin")?, handling.works);
                Ok(with_closed(country, "handling", closed))
            }
        }
    }

    /// A day of transit counts only if both ends work: what rests at either end rests on the way.
    pub(super) fn transit(
        &self,
        counts: DayCount,
        circumstances: &mut Vec<Circumstance>,
    ) -> Result<Calendar, DeliveryError> {
        let service = self.service;
        check_week(service.works, "service.works")?;
        check_week(service.delivers, "service.delivers")?;
        if counts == DayCount::CalendarDays {
            return Ok(self.given(Some(Weekdays::ALL)));
        }
        match service.calendar {
            CalendarChoice::Given => {
                if service.works.is_none() {
                    circumstances.push(Circumstance::WeekNotGiven(StageName::Transit));
                }
                Ok(self.given(service.works))
            }
            CalendarChoice::Country => {
                let origin = self.country(self.origin, "origin")?;
                let destination = self.country(self.destination, "destination")?;
                let both = with_week(origin.union(&destination), service.works);
                Ok(with_closed(both, service.name(), service.closed.iter().copied()))
            }
        }
    }

    pub(super) fn last_leg(&self) -> Result<Calendar, DeliveryError> {
        let service = self.service;
        let delivers = service.delivers.or(service.works);
        match service.calendar {
            CalendarChoice::Given => Ok(self.given(delivers)),
            CalendarChoice::Country => {
                let destination = with_week(self.country(self.destination, "destination")?, delivers);
                Ok(with_closed(destination, service.name(), service.closed.iter().copied()))
            }
        }
    }

    /// Clearance works by the calendar of the destination, unless the caller wants no public holiday at all.
    pub(super) fn customs(&self, transit: &Calendar) -> Result<Calendar, DeliveryError> {
        match self.service.calendar {
            CalendarChoice::Given => Ok(transit.clone()),
            CalendarChoice::Country => self.country(self.destination, "destination"),
        }
    }

    fn given(&self, works: Option<Weekdays>) -> Calendar {
        let works = works.unwrap_or(Weekdays::MONDAY_TO_FRIDAY);
        Calendar::given(self.service.name(), works.others(), self.service.closed.iter().copied())
    }

    fn country(
        &self,
        (country, region): (Country, Option<Region>),
        field: &'static str,
    ) -> Result<Calendar, DeliveryError> {
        self.book.calendar(country, region).map_err(|error| match error {
            PlaceError::NoCalendar { country } => DeliveryError::from(Refusal::NoCalendar { country }),
            PlaceError::Load(error) => error.into(),
            error => DeliveryError::Place { field, error: Box::new(error) },
        })
    }
}

fn check_week(works: Option<Weekdays>, field: &'static str) -> Result<(), DeliveryError> {
    if works.is_some_and(Weekdays::is_empty) { Err(DeliveryError::NoWorkingDay { field }) } else { Ok(()) }
}

fn with_week(calendar: Calendar, works: Option<Weekdays>) -> Calendar {
    match works {
        Some(works) => calendar.with_weekend(works.others()),
        None => calendar,
    }
}

fn with_closed(calendar: Calendar, whose: &str, closed: impl Iterator<Item = Date>) -> Calendar {
    let own = Calendar::given(whose, Weekdays::NONE, closed);
    if own.is_never_closed() { calendar } else { own.union(&calendar) }
}

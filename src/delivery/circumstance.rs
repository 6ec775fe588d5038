use super::{DeliveryLaneRequest, StageName};

/// What an answer has to say beside its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Circumstance {
    /// Nothing is known of handling.
    HandlingNotGiven,
    /// The zone of the warehouse is not known.
    ZoneNotKnown,
    /// A customs border is crossed, and nothing is known of the clearance.
    CustomsNotGiven,
    /// Days of clearance were given, and no customs border is crossed.
    CustomsNotCrossed,
    /// The days of the service hold the clearance.
    CustomsIncluded,
    /// A given calendar does not say which days of the week are worked.
    WeekNotGiven(StageName),
}

impl Circumstance {
    /// The word under which something is assumed, the stable name of the remark, and what to say.
    pub(super) fn said(self, request: &DeliveryLaneRequest) -> (Option<&'static str>, &'static str, String) {
        let origin = request.origin.country;
        match self {
            Self::HandlingNotGiven => (
                Some("handling"),
                "handling_not_known",
                "nothing is said of handling: the parcel is taken to be handed over on the first working day from the order on"
                    .to_owned(),
            ),
            Self::ZoneNotKnown => (
                Some("time_zone"),
                "time_zone_not_known",
                format!(
                    "the time zone of {origin} is not known without a region: the order's own clock stands in for the warehouse's"
                ),
            ),
            Self::CustomsNotGiven => (
                Some("customs"),
                "customs_not_known",
                "a customs border is crossed and nothing is known of the clearance: its days are not counted"
                    .to_owned(),
            ),
            Self::CustomsNotCrossed => (
                None,
                "customs_not_crossed",
                "no customs border is crossed: the days of clearance are not counted".to_owned(),
            ),
            Self::CustomsIncluded => {
                (None, "customs_included", "the days of the service hold the customs clearance".to_owned())
            }
            Self::WeekNotGiven(name) => (
                Some(if name == StageName::Handling { "handling_works" } else { "service_works" }),
                "week_not_given",
                format!(
                    "the calendar of {name} does not say which days of the week are worked: Monday to Friday are taken"
                ),
            ),
        }
    }
}

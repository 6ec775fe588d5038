//! What leaves the country, and what must be kept.

use std::sync::Arc;

use super::build::Work;
use super::shape::{PrivacyAnswer, TransferFigures};
use crate::privacy::jurisdiction::Jurisdiction;
use crate::privacy::reason::Reason;
use crate::privacy::retention::{Keeping, Record};
use crate::privacy::words::Allowed;
use crate::time::Date;

impl Work<'_> {
    pub(super) fn transfer(&mut self, day: Date) -> Option<TransferFigures> {
        let transfer = self.request.transfer_to.as_ref()?;
        let found = self.place.transfer(day, transfer, &self.request.business);
        for row in &found.ways {
            self.rest_on(row);
        }
        for field in &found.missing {
            self.cited.say(Reason::FieldMissing { rule: None, field: format!("transfer_to.{field}") });
        }
        if found.ways.is_empty() && !found.domestic && found.allowed == Allowed::Unknown {
            self.cited.say(Reason::NoTransferRule);
        }
        let own = found.mechanism.clone();
        let mut others: Vec<Arc<str>> =
            found.ways.iter().map(|row| Arc::clone(&row.value().mechanism)).collect();
        others.retain(|other| Some(other) != own.as_ref());
        Some(TransferFigures {
            adequate: found.adequate,
            allowed: found.allowed,
            mechanism: own.or(found.domestic.then(|| DOMESTIC.into())),
            others,
            missing: found.missing.iter().map(|field| format!("transfer_to.{field}")).collect(),
        })
    }

    /// Records that the seller's law, or for some kinds the buyer's, wants kept whatever the buyer asks.
    pub(super) fn keep(
        &mut self,
        record: &Record,
        seller: Option<&Jurisdiction>,
        answer: &mut PrivacyAnswer,
    ) {
        let (place, today) = (self.place, self.request.today);
        let own = place.keep_by(record, today, |rule| rule.by_place_of_buyer);
        let sellers = seller.unwrap_or(place);
        let kept_by = sellers.keep_by(record, today, |rule| !rule.by_place_of_buyer);
        if own.rule.is_none() && own.open.is_empty() && self.request.business.country.is_none() {
            self.cited.say(Reason::SellerPlace);
        }
        let both = [&own, &kept_by];
        for keeping in both {
            self.kept(keeping);
        }
        let longest = both.iter().filter_map(|keeping| keeping.until).max();
        let may_erase = both.iter().map(|keeping| keeping.may_erase(today));
        // One rule that keeps it is enough.
        let may_erase = may_erase.reduce(|one, other| match (one, other) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, None) => None,
        });
        answer.keep_until = longest;
        answer.erase = may_erase.flatten();
        answer.restrict = answer.erase.map(|erase| !erase);
        if both.iter().all(|keeping| keeping.rule.is_none() && keeping.open.is_empty()) {
            let name = sellers.name().unwrap_or(sellers.residence().country.name()).to_owned();
            self.cited.say(Reason::NoRetentionRule { place: name });
        }
    }

    fn kept(&mut self, keeping: &Keeping<'_>) {
        for row in keeping.rule.iter().chain(&keeping.open) {
            self.cited.rest_on(row);
        }
        if let Some(rule) = keeping.rule.filter(|_| keeping.calendar_year_assumed) {
            self.cited.say(Reason::CalendarYear { rule: rule.id().clone() });
        }
    }
}

/// The mechanism of data that stay in the country.
const DOMESTIC: &str = "domestic";

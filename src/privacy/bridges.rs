//! The vocabularies of others: sections of the Global Privacy Platform, Google's consent mode.

use serde::Serialize;

use super::applicability::Applicability;
use super::facts::Business;
use super::profile::{Banner, PrivacyProfile};
use super::rows::GppSection;
use super::words::Certainty;
use super::{Jurisdiction, PrivacyError};
use crate::place::Address;
use crate::rules::RuleBook;
use crate::time::Date;

impl PrivacyProfile<'_> {
    /// The sections of a Global Privacy Platform string that speak of the laws that may apply.
    ///
    /// ```
    /// use landfall::RuleBook;
    /// use landfall::place::Address;
    /// use landfall::privacy::Business;
    ///
    /// let california = RuleBook::embedded().privacy("US-CA".parse::<Address>()?)?;
    /// let profile = california.profile("2026-11-21".parse()?, &Business::new());
    /// assert!(profile.gpp_sections().any(|section| (section.prefix(), section.id()) == ("usca", 8)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn gpp_sections(&self) -> impl Iterator<Item = &GppSection> {
        let may_apply = self.regimes().iter().filter(|regime| regime.applies() != Certainty::No);
        may_apply.map(Applicability::row).filter_map(|row| row.value().gpp.as_ref())
    }
}

/// What a tag may do before the visitor chose, in the words of Google's consent mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentDefault {
    /// It may not.
    Denied,
    /// It may.
    Granted,
}

/// One `gtag('consent', 'default', …)` command: the purposes that need a choice, for a list of regions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GoogleConsentDefault {
    /// Cookies for advertising.
    pub ad_storage: ConsentDefault,
    /// Data of users sent for advertising.
    pub ad_user_data: ConsentDefault,
    /// Advertising by interest.
    pub ad_personalization: ConsentDefault,
    /// Cookies for statistics.
    pub analytics_storage: ConsentDefault,
    /// Country and region codes for which it holds.
    pub region: Vec<String>,
}

impl GoogleConsentDefault {
    fn of(default: ConsentDefault, region: Vec<String>) -> Self {
        Self {
            ad_storage: default,
            ad_user_data: default,
            ad_personalization: default,
            analytics_storage: default,
            region,
        }
    }
}

impl RuleBook {
    /// The regions in which tags must wait for consent on `day`, and those in which they need not, as commands of
    /// Google's consent mode. Places whose rule on cookies is not known, or leaves it open, wait.
    ///
    /// ```
    /// use landfall::RuleBook;
    ///
    /// let [denied, granted] = RuleBook::embedded().google_consent_defaults("2026-11-21".parse()?)?;
    /// assert!(denied.region.iter().any(|region| region == "DE"));
    /// assert!(denied.region.iter().any(|region| region == "CA-QC")); // while the rest of Canada need not ask
    /// assert!(granted.region.iter().any(|region| region == "US-CA"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PrivacyError`] if a data file does not load.
    pub fn google_consent_defaults(&self, day: Date) -> Result<[GoogleConsentDefault; 2], PrivacyError> {
        let (mut denied, mut granted) = (Vec::new(), Vec::new());
        for code in self.privacy_jurisdictions() {
            // A union is no region of a visitor; its members are.
            let Ok(place) = code.parse::<Address>() else { continue };
            let jurisdiction: Jurisdiction = self.privacy(place)?;
            let banner = jurisdiction.profile(day, &Business::new()).banner();
            let waits = !matches!(banner, Some(Banner::OfferRefusal | Banner::Inform));
            if waits { &mut denied } else { &mut granted }.push(code.to_owned());
        }
        use ConsentDefault::{Denied, Granted};
        Ok([GoogleConsentDefault::of(Denied, denied), GoogleConsentDefault::of(Granted, granted)])
    }
}

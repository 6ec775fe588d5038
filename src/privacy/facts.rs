//! What the law asks of a business before it says whether it applies.

use rust_decimal::Decimal;

use crate::fx::RateTable;
use crate::money::{Currency, ExactMoney};
use crate::place::Country;
use crate::words::words;

words! {
    /// A fact about the business, by the name of its field in a request.
    Fact {
        /// Where it is established.
        Country = "country",
        /// Gross revenue of the last year.
        AnnualRevenue = "annual_revenue",
        /// An exchange rate for the revenue.
        ExchangeRates = "exchange_rates",
        /// People of the place whose data it handles in a year.
        ConsumersPerYear = "consumers_per_year",
        /// Those of them whose data serve only a payment.
        PaymentOnlyConsumers = "payment_only_consumers",
        /// People whose data it buys, sells or shares.
        ConsumersBoughtSoldShared = "consumers_bought_sold_shared",
        /// People, households and devices together.
        ConsumersHouseholdsDevices = "consumers_households_devices",
        /// People whose data it offers for sale.
        ConsumersOfferedForSale = "consumers_offered_for_sale",
        /// People whose sensitive data it handles.
        SensitiveConsumers = "sensitive_consumers",
        /// Applications in its app store.
        AppStoreApplications = "app_store_applications",
        /// People it employs.
        Employees = "employees",
        /// Share of its revenue from selling data.
        RevenueShareFromSale = "revenue_share_from_sale",
        /// Share of its revenue from selling advertisements online.
        RevenueShareFromOnlineAds = "revenue_share_from_online_ads",
        /// It is no business for profit.
        Nonprofit = "nonprofit",
        /// It sells personal data.
        SellsData = "sells_data",
        /// It handles sensitive data.
        ProcessesSensitive = "processes_sensitive",
        /// It sells sensitive data.
        SellsSensitive = "sells_sensitive",
        /// It is a small business by the standards of the federal administration.
        SbaSmallBusiness = "sba_small_business",
        /// It does business in the state or country.
        DoesBusinessInState = "does_business_in_state",
        /// Its offers are directed to people there.
        TargetsResidents = "targets_residents",
        /// It follows the behaviour of people there.
        MonitorsResidents = "monitors_residents",
        /// It has equipment or processing there.
        MeansInCountry = "means_in_country",
        /// It gets revenue, or a discount, for personal data.
        RevenueOrDiscountFromSale = "revenue_or_discount_from_sale",
        /// It handles biometric data.
        ProcessesBiometric = "processes_biometric",
        /// It runs a voice service for smart speakers.
        SmartSpeakerService = "smart_speaker_service",
        /// Its site is directed to children.
        DirectedToChildren = "directed_to_children",
        /// Its site is directed to minors.
        DirectedToMinors = "directed_to_minors",
        /// It sells data of people with whom it has no dealings.
        DataBroker = "data_broker",
        /// It makes a browser.
        DevelopsBrowser = "develops_browser",
        /// It manages consents for others.
        ConsentManager = "consent_manager",
        /// It is licensed by the telecommunications authority.
        RegulatedProvider = "regulated_provider",
        /// It handles health data of consumers.
        HandlesHealthData = "handles_health_data",
        /// It provides a health service.
        ProvidesHealthService = "provides_health_service",
    }
}

/// A set of facts.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct FactSet(u64);

impl FactSet {
    pub(crate) const EMPTY: Self = Self(0);

    pub(crate) const fn only(fact: Fact) -> Self {
        Self(1 << fact as u32)
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it holds nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the fact is one of them.
    #[must_use]
    pub const fn contains(self, fact: Fact) -> bool {
        self.0 & Self::only(fact).0 != 0
    }

    /// The facts, in the order of their list.
    pub fn iter(self) -> impl Iterator<Item = Fact> {
        Fact::ALL.iter().copied().filter(move |fact| self.contains(*fact))
    }
}

impl std::fmt::Debug for FactSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

macro_rules! business {
    ($($(#[$doc:meta])* $field:ident: $type:ty, $with:ident, $fact:ident;)+) => {
        /// What is known of the business; what is not stated stays open.
        ///
        /// ```
        /// use landfall::privacy::Business;
        ///
        /// let shop = Business::new()
        ///     .with_country("FR".parse()?)
        ///     .with_consumers_per_year(34_999)
        ///     .with_payment_only_consumers(0)
        ///     .with_sells_data(false);
        /// assert_eq!(shop.consumers_per_year, Some(34_999));
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        #[derive(Debug, Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct Business {
            $($(#[$doc])* pub $field: Option<$type>,)+
            /// Rates for a revenue in another currency than that of a threshold.
            pub exchange_rates: Option<RateTable>,
        }

        impl Business {
            /// A business of which nothing is known.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            $(
                /// The same business with this fact stated.
                #[must_use]
                pub fn $with(mut self, stated: $type) -> Self {
                    self.$field = Some(stated);
                    self
                }
            )+

            /// The same business with rates for its revenue.
            #[must_use]
            pub fn with_exchange_rates(mut self, rates: RateTable) -> Self {
                self.exchange_rates = Some(rates);
                self
            }
        }
    };
}

business! {
    /// Where it is established.
    country: Country, with_country, Country;
    /// Gross revenue of the last year, worldwide.
    annual_revenue: ExactMoney, with_annual_revenue, AnnualRevenue;
    /// People of the residence's state or country whose data it handles in a year.
    consumers_per_year: u64, with_consumers_per_year, ConsumersPerYear;
    /// Those of them whose data serve only to complete a payment.
    payment_only_consumers: u64, with_payment_only_consumers, PaymentOnlyConsumers;
    /// People or households whose data it buys, sells or shares in a year.
    consumers_bought_sold_shared: u64, with_consumers_bought_sold_shared, ConsumersBoughtSoldShared;
    /// People, households and devices together.
    consumers_households_devices: u64, with_consumers_households_devices, ConsumersHouseholdsDevices;
    /// People whose data it offers for sale.
    consumers_offered_for_sale: u64, with_consumers_offered_for_sale, ConsumersOfferedForSale;
    /// People whose sensitive data it handles.
    sensitive_consumers: u64, with_sensitive_consumers, SensitiveConsumers;
    /// Applications in its app store.
    app_store_applications: u64, with_app_store_applications, AppStoreApplications;
    /// People it employs.
    employees: u64, with_employees, Employees;
    /// Share of its gross revenue from selling data, in per cent.
    revenue_share_from_sale: Decimal, with_revenue_share_from_sale, RevenueShareFromSale;
    /// Share of its revenue from selling advertisements online, in per cent.
    revenue_share_from_online_ads: Decimal, with_revenue_share_from_online_ads, RevenueShareFromOnlineAds;
    /// It is no business for profit; left out, it is one.
    nonprofit: bool, with_nonprofit, Nonprofit;
    /// It sells personal data.
    sells_data: bool, with_sells_data, SellsData;
    /// It handles sensitive data.
    processes_sensitive: bool, with_processes_sensitive, ProcessesSensitive;
    /// It sells sensitive data.
    sells_sensitive: bool, with_sells_sensitive, SellsSensitive;
    /// It is a small business by the size standards of the federal administration.
    sba_small_business: bool, with_sba_small_business, SbaSmallBusiness;
    /// It does business in the state or country.
    does_business_in_state: bool, with_does_business_in_state, DoesBusinessInState;
    /// Its offers are directed to people there.
    targets_residents: bool, with_targets_residents, TargetsResidents;
    /// It follows the behaviour of people there.
    monitors_residents: bool, with_monitors_residents, MonitorsResidents;
    /// It has equipment or processing there.
    means_in_country: bool, with_means_in_country, MeansInCountry;
    /// It gets revenue, or a discount, for personal data.
    revenue_or_discount_from_sale: bool, with_revenue_or_discount_from_sale, RevenueOrDiscountFromSale;
    /// It handles biometric data.
    processes_biometric: bool, with_processes_biometric, ProcessesBiometric;
    /// It runs a voice service for smart speakers.
    smart_speaker_service: bool, with_smart_speaker_service, SmartSpeakerService;
    /// Its site is directed to children.
    directed_to_children: bool, with_directed_to_children, DirectedToChildren;
    /// Its site is directed to minors.
    directed_to_minors: bool, with_directed_to_minors, DirectedToMinors;
    /// It sells data of people with whom it has no dealings.
    data_broker: bool, with_data_broker, DataBroker;
    /// It makes a browser.
    develops_browser: bool, with_develops_browser, DevelopsBrowser;
    /// It manages consents for others.
    consent_manager: bool, with_consent_manager, ConsentManager;
    /// It is licensed by the telecommunications authority.
    regulated_provider: bool, with_regulated_provider, RegulatedProvider;
    /// It handles health data of consumers, which purchases of health products can be.
    handles_health_data: bool, with_handles_health_data, HandlesHealthData;
    /// It provides a health service.
    provides_health_service: bool, with_provides_health_service, ProvidesHealthService;
}

impl Business {
    /// A fact that is so or not so, as stated or as it follows from another.
    pub(crate) fn flag(&self, fact: Fact) -> Option<bool> {
        match fact {
            Fact::Nonprofit => self.nonprofit,
            Fact::SellsData => self.sells_data,
            Fact::ProcessesSensitive => self.processes_sensitive,
            Fact::SellsSensitive => self.sells_sensitive,
            Fact::SbaSmallBusiness => self.sba_small_business,
            Fact::DoesBusinessInState => self.does_business_in_state,
            Fact::TargetsResidents => self.targets_residents,
            Fact::MonitorsResidents => self.monitors_residents,
            Fact::MeansInCountry => self.means_in_country,
            Fact::RevenueOrDiscountFromSale => self.revenue_or_discount_from_sale,
            // Whoever handles no sensitive data handles no biometric data either; and so below.
            Fact::ProcessesBiometric => self.processes_biometric.or(only_no(self.processes_sensitive)),
            Fact::SmartSpeakerService => self.smart_speaker_service,
            Fact::DirectedToChildren => self.directed_to_children,
            Fact::DirectedToMinors => self.directed_to_minors,
            Fact::DataBroker => self.data_broker.or(only_no(self.sells_data)),
            Fact::DevelopsBrowser => self.develops_browser,
            Fact::ConsentManager => self.consent_manager,
            Fact::RegulatedProvider => self.regulated_provider,
            Fact::HandlesHealthData => self.handles_health_data,
            Fact::ProvidesHealthService => self.provides_health_service,
            _ => None,
        }
    }

    /// A fact that is a number, as stated.
    pub(crate) fn number(&self, fact: Fact) -> Option<Decimal> {
        match fact {
            Fact::ConsumersPerYear => self.consumers_per_year.map(Decimal::from),
            Fact::ConsumersBoughtSoldShared => self.consumers_bought_sold_shared.map(Decimal::from),
            Fact::ConsumersHouseholdsDevices => self.consumers_households_devices.map(Decimal::from),
            Fact::ConsumersOfferedForSale => {
                self.consumers_offered_for_sale.or(none_if_not(self.sells_data)).map(Decimal::from)
            }
            Fact::SensitiveConsumers => {
                self.sensitive_consumers.or(none_if_not(self.processes_sensitive)).map(Decimal::from)
            }
            Fact::AppStoreApplications => self.app_store_applications.map(Decimal::from),
            Fact::Employees => self.employees.map(Decimal::from),
            Fact::RevenueShareFromSale => {
                self.revenue_share_from_sale.or(none_if_not(self.sells_data).map(Decimal::from))
            }
            Fact::RevenueShareFromOnlineAds => self.revenue_share_from_online_ads,
            _ => None,
        }
    }

    /// The revenue in the currency of a threshold, or the fact that is missing for it.
    pub(crate) fn revenue_in(&self, currency: Currency) -> Result<Decimal, Fact> {
        let revenue = self.annual_revenue.ok_or(Fact::AnnualRevenue)?;
        if revenue.currency() == currency {
            return Ok(revenue.amount());
        }
        let rates = self.exchange_rates.as_ref().ok_or(Fact::ExchangeRates)?;
        rates.convert(revenue, currency).map(ExactMoney::amount).map_err(|_| Fact::ExchangeRates)
    }
}

/// No follows from the no of a wider fact; from its yes nothing follows.
fn only_no(wider: Option<bool>) -> Option<bool> {
    wider.filter(|holds| !holds)
}

fn none_if_not(holds: Option<bool>) -> Option<u64> {
    (holds == Some(false)).then_some(0)
}

//! What an answer can say about itself, and the stable name of each.

use std::fmt;
use std::sync::Arc;

use crate::goods::{Category, DutyInputError, HsCode, NoRate};
use crate::money::{Currency, ExactMoney};
use crate::place::{Country, TerritoryCode};
use crate::rules::RuleId;
use crate::time::Date;

/// What a remark is about. [`code`](super::Remark::code) gives its stable name.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Subject {
    /// The rule book has no file for the destination's territory.
    TerritoryNotCovered {
        /// The territory.
        territory: TerritoryCode,
    },
    /// The day lies before the first one that the data covers.
    BeforeHistory {
        /// The territory.
        territory: TerritoryCode,
        /// First day that can be asked.
        from: Date,
    },
    /// The territory has no valuation or rounding rule in force on the day.
    NoRuleOnDay {
        /// What is missing.
        missing: &'static str,
        /// The day.
        day: Date,
    },
    /// The goods cross no border that the rules know.
    NotAnImport,
    /// Tax or duty depends on the buyer's region, which is not given.
    RegionMissing {
        /// The charge that depends on it.
        rule: RuleId,
    },
    /// No exchange rate between two currencies that the answer needs.
    ExchangeRateMissing {
        /// From this currency.
        from: Currency,
        /// To this currency.
        to: Currency,
    },
    /// Neither the tariff nor the caller gives a duty for the goods.
    DutyRateMissing {
        /// The goods' code.
        hs_code: HsCode,
        /// The tariff that was asked.
        tariff: Arc<str>,
        /// Lowest and highest rate of the national lines, where they are known.
        range: Option<(Arc<str>, Arc<str>)>,
        /// The nearest codes of which a rate is held.
        nearest: [Option<HsCode>; 3],
    },
    /// The duty depends on a code that is not given.
    HsCodeMissing,
    /// A flat sum is charged for each distinct tariff code, and a line has none.
    HsCodeCounts,
    /// Neither code nor category says whether the goods are among those that a rule leaves out.
    GoodsNotClassified,
    /// A duty needs a measure, an exchange rate or a table that is not there.
    DutyNotComputable {
        /// What is missing.
        missing: DutyInputError,
    },
    /// The duty rate is typical for the code, not exact: several national lines stand under it.
    DutyRateTypical {
        /// The goods' code.
        hs_code: HsCode,
        /// Lowest and highest rate of the national lines, where they are known.
        range: Option<(Arc<str>, Arc<str>)>,
        /// How many national lines there are; 0 if they were not counted.
        lines: u32,
    },
    /// No duty of the code is held: the simple average of the tariff, or of its group of goods, was taken.
    DutyRateAverage {
        /// The goods' code.
        hs_code: HsCode,
    },
    /// The lines below the code differ and none is the usual one: the highest rate was taken.
    DutyRateHighest {
        /// The goods' code.
        hs_code: HsCode,
        /// Lowest and highest rate of the national lines, where they are known.
        range: Option<(Arc<str>, Arc<str>)>,
        /// How many national lines there are; 0 if they were not counted.
        lines: u32,
    },
    /// The code is cut short: some goods below it bear an additional duty or are exempt from one, others not.
    AdditionalDutyPossible {
        /// The duty or exemption.
        rule: RuleId,
        /// What it is.
        name: Arc<str>,
    },
    /// Goods loaded before a day fall under a rule; when these were loaded is not known.
    LoadedBefore {
        /// The rule.
        rule: RuleId,
        /// The day.
        day: Date,
    },
    /// The goods may not be imported.
    ImportProhibited {
        /// The rule.
        rule: RuleId,
        /// What it forbids.
        name: Arc<str>,
    },
    /// Goods of this origin bear another duty than the ordinary one, and its rate is not held.
    DutyByOriginNotHeld {
        /// The rule.
        rule: RuleId,
        /// What it is.
        name: Arc<str>,
    },
    /// The code is cut short, and several lines of the caller's schedule stand below it: the one with the most duty
    /// was taken.
    DutyRateOpen {
        /// The goods' code.
        hs_code: HsCode,
        /// How many lines there are.
        lines: usize,
        /// The first of them.
        candidates: Arc<[Candidate]>,
    },
    /// The line of the caller's schedule has no rate that can be taken.
    ScheduleHasNoRate {
        /// Why.
        why: NoRate,
    },
    /// A preference of the caller's schedule is claimed, and nothing says that its proof is at hand.
    ProofOfOriginUnknown,
    /// The duty rate comes from an edition of the tariff that does not cover the day.
    TariffOfAnotherDay {
        /// The tariff.
        tariff: Arc<str>,
        /// First day of the edition.
        edition: Date,
    },
    /// A preference is claimed, but the preferential rate is not in the data; the ordinary rate was taken.
    PreferenceRateNotHeld,
    /// A preference is claimed, but the agreement is known to give these goods nothing.
    PreferenceGivesNothing,
    /// The national lines below the code have different preferential rates: the highest was taken.
    PreferenceRateHighest {
        /// The agreement.
        agreement: Arc<str>,
    },
    /// A preference is claimed, and nothing says that its proof is at hand.
    ProofOfOriginNeeded {
        /// The agreement.
        agreement: Arc<str>,
        /// What it asks for.
        proof: Arc<str>,
    },
    /// A preference would lower the duty and is not claimed.
    PreferenceAvailable {
        /// The agreement.
        agreement: Arc<str>,
        /// What it asks for.
        proof: Arc<str>,
        /// How much less duty there would be.
        saving: ExactMoney,
    },
    /// The figure rests on a row that was written down from memory.
    RecalledRule {
        /// The row's rule.
        rule: RuleId,
    },
    /// The figure rests on a row with a doubt that is not settled.
    UncertainRule {
        /// The row's rule.
        rule: RuleId,
        /// The doubt.
        doubt: Arc<str>,
    },
    /// The amount is a carrier's price or otherwise only an estimate.
    EstimatedAmount {
        /// The charge.
        rule: RuleId,
        /// Why.
        why: Arc<str>,
    },
    /// The category was found from the code, and its rate differs from the standard one.
    CategoryFromCode {
        /// The category.
        category: Category,
    },
    /// The customs rate that the authority prescribes is not in the data; another was taken.
    CustomsRateNotHeld {
        /// The day of the rate that was taken.
        taken: Date,
    },
    /// A charge that the rules name could not be worked out.
    NotWorkedOut,
    /// No net price leads back to the price that includes tax, because the base is cut first; the nearest was taken.
    TaxNearlySeparated,
    /// The currency is not in the caller's table; its rate was taken from the data.
    RateFromData {
        /// The currency.
        currency: Currency,
        /// The day of the rate.
        day: Date,
    },
    /// The caller's additional duties were not charged, because no ordinary duty by tariff is charged on the line.
    AdditionalDutiesNotCharged,
    /// A rule counts what the buyer imported before; nothing was given, so nothing was counted.
    PriorImportsAssumed,
    /// A rule depends on the mass of the consignment, which is not given; it was taken to be below the limit.
    MassMissing,
    /// Prices that include tax could not be taken apart: no net price leads back to what was paid.
    TaxNotSeparable,
    /// The origin was not given; the country of dispatch was taken.
    OriginAssumed {
        /// The country taken.
        country: Country,
    },
    /// The category has no rate of its own; it takes that of a wider category.
    WiderCategoryRate {
        /// The category of the goods.
        category: Category,
        /// The category whose rate was taken.
        rate_of: Category,
    },
    /// Too little to collect.
    NotCollected {
        /// The rule that says so.
        rule: RuleId,
        /// What it would have come to.
        amount: ExactMoney,
    },
    /// A relief was granted.
    ReliefGranted {
        /// The relief.
        rule: RuleId,
    },
    /// The seller is registered for a scheme that does not reach these goods.
    SchemeNotApplicable {
        /// The scheme.
        scheme: RuleId,
    },
    /// The law puts the tax on the sale, but the seller is not registered for it.
    RegistrationRequired {
        /// The scheme.
        scheme: RuleId,
        /// The registration word.
        registration: Arc<str>,
    },
    /// The exchange rate is of another day than the one asked for.
    RateOfAnotherDay {
        /// The day of the rate.
        day: Date,
    },
    /// What a row of the data says.
    Rule {
        /// The row's rule.
        rule: RuleId,
        /// Its code.
        code: Arc<str>,
        /// Its words.
        message: Arc<str>,
    },
}

/// A line of a schedule that goods of a short code may fall under.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate {
    /// Its code.
    pub code: HsCode,
    /// Its duty; `None` if the schedule has none that can be read.
    pub duty: Option<String>,
    /// What sets it apart.
    pub description: Option<String>,
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.duty.as_deref().unwrap_or("without rate"))?;
        match &self.description {
            Some(description) => write!(f, " ({description})"),
            None => Ok(()),
        }
    }
}

impl Subject {
    /// The stable name.
    pub(super) fn code(&self) -> &str {
        match self {
            Subject::TerritoryNotCovered { .. } => "territory_not_covered",
            Subject::BeforeHistory { .. } => "before_history",
            Subject::NoRuleOnDay { .. } => "no_rule_on_day",
            Subject::NotAnImport => "not_an_import",
            Subject::RegionMissing { .. } => "region_missing",
            Subject::ExchangeRateMissing { .. } => "exchange_rate_missing",
            Subject::DutyRateMissing { .. } => "duty_rate_missing",
            Subject::HsCodeMissing | Subject::HsCodeCounts => "hs_code_missing",
            Subject::GoodsNotClassified => "goods_not_classified",
            Subject::DutyNotComputable { .. } => "duty_not_computable",
            Subject::DutyRateTypical { .. } => "duty_rate_typical",
            Subject::DutyRateAverage { .. } => "duty_rate_average",
            Subject::DutyRateHighest { .. } => "duty_rate_highest",
            Subject::DutyRateOpen { .. } => "duty_rate_open",
            Subject::ScheduleHasNoRate { .. } => "schedule_has_no_rate",
            Subject::ProofOfOriginUnknown => "proof_of_origin_needed",
            Subject::AdditionalDutyPossible { .. } => "additional_duty_possible",
            Subject::LoadedBefore { .. } => "loaded_before",
            Subject::ImportProhibited { .. } => "import_prohibited",
            Subject::DutyByOriginNotHeld { .. } => "duty_by_origin_not_held",
            Subject::TariffOfAnotherDay { .. } => "tariff_of_another_day",
            Subject::PreferenceRateNotHeld => "preference_rate_not_held",
            Subject::PreferenceGivesNothing => "preference_gives_nothing",
            Subject::PreferenceRateHighest { .. } => "preference_rate_highest",
            Subject::ProofOfOriginNeeded { .. } => "proof_of_origin_needed",
            Subject::PreferenceAvailable { .. } => "preference_available",
            Subject::RecalledRule { .. } => "recalled_rule",
            Subject::UncertainRule { .. } => "uncertain_rule",
            Subject::EstimatedAmount { .. } => "estimated_amount",
            Subject::CategoryFromCode { .. } => "category_from_code",
            Subject::CustomsRateNotHeld { .. } => "customs_rate_not_held",
            Subject::NotWorkedOut => "not_worked_out",
            Subject::TaxNearlySeparated => "tax_nearly_separated",
            Subject::RateFromData { .. } => "rate_from_data",
            Subject::AdditionalDutiesNotCharged => "additional_duties_not_charged",
            Subject::PriorImportsAssumed => "prior_imports_assumed",
            Subject::MassMissing => "mass_missing",
            Subject::TaxNotSeparable => "tax_not_separable",
            Subject::OriginAssumed { .. } => "origin_assumed",
            Subject::WiderCategoryRate { .. } => "wider_category_rate",
            Subject::NotCollected { .. } => "not_collected",
            Subject::ReliefGranted { .. } => "relief_granted",
            Subject::SchemeNotApplicable { .. } => "scheme_not_applicable",
            Subject::RegistrationRequired { .. } => "registration_required",
            Subject::RateOfAnotherDay { .. } => "rate_of_another_day",
            Subject::Rule { code, .. } => code,
        }
    }
}

//! What a remark says to people.

use std::fmt;
use std::sync::Arc;

use super::{Remark, Subject};

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::TerritoryNotCovered { territory } => {
                write!(f, "the data has no import rules for {territory}")
            }
            Subject::BeforeHistory { territory, from } => {
                write!(
                    f,
                    "the rules of {territory} are complete from {from} on; ask for that day or a later one"
                )
            }
            Subject::NoRuleOnDay { missing, day } => write!(f, "no {missing} is in force on {day}"),
            Subject::NotAnImport => f.write_str(
                "the goods cross no customs or tax border, and the data has no rule for such a sale",
            ),
            Subject::RegionMissing { rule } => {
                write!(
                    f,
                    "`{rule}` depends on the buyer's region: give destination.region or destination.postal_code"
                )
            }
            Subject::ExchangeRateMissing { from, to } => {
                write!(f, "no exchange rate from {from} to {to}: give exchange_rates")
            }
            Subject::DutyRateMissing { hs_code, tariff, range, nearest } => {
                write!(f, "the data holds no duty rate of tariff {tariff} for {hs_code}")?;
                write_range(f, range.as_ref(), 0)?;
                f.write_str("; give duty")?;
                let mut before = ", or one of the nearest codes held: ";
                for code in nearest.iter().flatten() {
                    write!(f, "{before}{code}")?;
                    before = ", ";
                }
                Ok(())
            }
            Subject::HsCodeMissing => {
                f.write_str("the duty depends on the tariff code: give hs_code or duty")
            }
            Subject::HsCodeCounts => f.write_str(
                "lines of one tariff code bear a flat sum only once; this line is counted apart: give hs_code",
            ),
            Subject::GoodsNotClassified => f.write_str(
                "some goods (such as alcohol and tobacco) are treated differently: give hs_code or category",
            ),
            Subject::DutyNotComputable { missing } => write!(f, "the duty cannot be computed: {missing}"),
            Subject::DutyRateTypical { hs_code, range, lines } => {
                write!(f, "the duty rate is the typical one of several national lines under {hs_code}")?;
                write_range(f, range.as_ref(), *lines)
            }
            Subject::DutyRateAverage { hs_code } => {
                write!(
                    f,
                    "no duty rate is held for {hs_code}: the simple average of the whole tariff was taken, which says little of one good; give duty"
                )
            }
            Subject::DutyRateHighest { hs_code, range, lines } => {
                write!(f, "the duty rate is the highest of several national lines under {hs_code}")?;
                write_range(f, range.as_ref(), *lines)?;
                f.write_str("; give duty, or all digits of the code where the tariff is loaded")
            }
            Subject::DutyRateOpen { hs_code, lines, candidates } => {
                write!(f, "{lines} lines of the schedule stand below {hs_code}, the most duty was taken")?;
                let mut before = ": ";
                for candidate in candidates.iter() {
                    write!(f, "{before}{candidate}")?;
                    before = "; ";
                }
                f.write_str(". Give all digits")
            }
            Subject::ScheduleHasNoRate { why } => write!(f, "{why}: give duty"),
            Subject::ProofOfOriginUnknown => {
                f.write_str("the preferential rate needs a proof of origin: give proof_of_origin")
            }
            Subject::AdditionalDutyPossible { rule, name } => {
                write!(f, "some goods below the code fall under `{rule}` ({name}), others do not: give all digits")
            }
            Subject::LoadedBefore { rule, day } => {
                write!(f, "goods loaded before {day} fall under `{rule}`: give loaded_on")
            }
            Subject::ImportProhibited { rule, name } => write!(f, "import is prohibited: {name} (`{rule}`)"),
            Subject::DutyByOriginNotHeld { rule, name } => {
                write!(f, "{name} (`{rule}`); its rates are not in the data: give duty")
            }
            Subject::TariffOfAnotherDay { tariff, edition } => {
                write!(
                    f,
                    "the duty rate is from the edition of tariff {tariff} of {edition}, which does not cover the day"
                )
            }
            Subject::PreferenceRateNotHeld => {
                f.write_str("the preferential rate is not in the data; the ordinary one was taken. Give duty")
            }
            Subject::PreferenceGivesNothing => {
                f.write_str("no agreement lowers the duty on these goods: the ordinary rate applies")
            }
            Subject::PreferenceRateHighest { agreement } => {
                write!(f, "the rates of the {agreement} differ below the code: the highest was taken")
            }
            Subject::ProofOfOriginNeeded { agreement, proof } => {
                write!(f, "the preferential rate of the {agreement} needs {proof}: give proof_of_origin")
            }
            Subject::PreferenceAvailable { agreement, proof, saving } => {
                write!(
                    f,
                    "duty would be {} {} lower under the {agreement}, with {proof}: claim it by preference_claimed",
                    saving.amount().normalize(),
                    saving.currency()
                )
            }
            Subject::RecalledRule { rule } => {
                write!(f, "`{rule}` rests on a figure that is recalled and was not seen in a source")
            }
            Subject::UncertainRule { rule, doubt } => write!(f, "`{rule}`: {doubt}"),
            Subject::EstimatedAmount { rule, why } => write!(f, "`{rule}` is an estimate: {why}"),
            Subject::CategoryFromCode { category } => {
                write!(
                    f,
                    "the tax rate is that of `{category}`, a category found from the tariff code: give category to be sure"
                )
            }
            Subject::CustomsRateNotHeld { taken } => {
                write!(
                    f,
                    "the exchange rate that customs prescribes is not in the data; a reference rate of {taken} was taken"
                )
            }
            Subject::NotWorkedOut => f.write_str("a charge that the rules name could not be worked out"),
            Subject::TaxNearlySeparated => f.write_str(
                "no net price leads exactly back to the price that includes tax; the tax is that of the nearest one",
            ),
            Subject::RateFromData { currency, day } => {
                write!(f, "exchange_rates holds no {currency}: its rate of {day} in the data was taken")
            }
            Subject::AdditionalDutiesNotCharged => f.write_str(
                "the additional duties given are not charged, because a relief or a flat charge stands in place of the tariff",
            ),
            Subject::PriorImportsAssumed => f.write_str(
                "the rule counts the buyer's earlier imports: none were given, so none were counted",
            ),
            Subject::MassMissing => {
                f.write_str("a rule depends on the mass, taken to be below its limit: give net_mass_kg")
            }
            Subject::TaxNotSeparable => f.write_str("no net price leads back to the price that includes tax: give prices without tax"),
            Subject::OriginAssumed { country } => {
                write!(f, "origin not given: taken as the country of dispatch, {country}")
            }
            Subject::WiderCategoryRate { category, rate_of } => {
                write!(f, "`{category}` has no rate of its own here: that of `{rate_of}` applies")
            }
            Subject::NotCollected { rule, amount } => {
                write!(
                    f,
                    "charges of {} {} are too small to collect (`{rule}`)",
                    amount.amount().normalize(),
                    amount.currency()
                )
            }
            Subject::ReliefGranted { rule } => write!(f, "relief granted under `{rule}`"),
            Subject::SchemeNotApplicable { scheme } => {
                write!(f, "the seller is registered for `{scheme}`, but it does not reach these goods")
            }
            Subject::RegistrationRequired { scheme, registration } => {
                write!(
                    f,
                    "the seller must collect the tax under `{scheme}` and needs the registration {registration}"
                )
            }
            Subject::RateOfAnotherDay { day } => write!(f, "the exchange rate is that of {day}"),
            Subject::Rule { message, .. } => f.write_str(message),
        }
    }
}

fn write_range(f: &mut fmt::Formatter<'_>, range: Option<&(Arc<str>, Arc<str>)>, lines: u32) -> fmt::Result {
    match (range, lines) {
        (Some((low, high)), 0) => write!(f, " (national lines from {low} to {high})"),
        (Some((low, high)), lines) => write!(f, " ({lines} national lines from {low} to {high})"),
        (None, _) => Ok(()),
    }
}

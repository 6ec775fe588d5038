//! The closed word lists of privacy: requests, answers and rules.

use crate::words::words;

words! {
    /// Whether something is so: a fact that nobody stated leaves it open, and open is not no.
    Certainty {
        /// It is so.
        Yes = "yes",
        /// It is not so.
        No = "no",
        /// The facts that decide are not known.
        Unknown = "unknown",
    }
}

impl From<bool> for Certainty {
    fn from(known: bool) -> Self {
        if known { Self::Yes } else { Self::No }
    }
}

words! {
    /// How far an answer can be relied on.
    Standing {
        /// Every rule was seen in its source and every fact that decides is known.
        Firm = "firm",
        /// Usable; the reasons say why it may move.
        Estimate = "estimate",
        /// The rule book holds no rules for the place.
        Refused = "refused",
    }
}

words! {
    /// What is asked: the whole picture, one request of the buyer, or a breach.
    RequestKind {
        /// Everything that holds for the buyer's residence.
        Profile = "profile",
        /// A copy of the data, or what is known.
        Access = "access",
        /// Erasure of the data.
        Delete = "delete",
        /// Correction of the data.
        Correct = "correct",
        /// The data in a form that another service can read.
        Portability = "portability",
        /// Use of the data to be held back.
        Restrict = "restrict",
        /// Objection to a use of the data.
        Object = "object",
        /// No sale of the data.
        OptOutSale = "opt_out_sale",
        /// No advertising aimed by behaviour on other sites.
        OptOutTargetedAds = "opt_out_targeted_ads",
        /// No decisions of weight by profiling.
        OptOutProfiling = "opt_out_profiling",
        /// Sensitive data only for what was asked for.
        LimitSensitive = "limit_sensitive",
        /// A consent is taken back.
        WithdrawConsent = "withdraw_consent",
        /// No more marketing by mail.
        EmailOptOut = "email_opt_out",
        /// No more marketing by text message.
        SmsOptOut = "sms_opt_out",
        /// A decision made by a machine is to be refused, explained or looked at again.
        AutomatedDecision = "automated_decision",
        /// What is done with the data, and by whom.
        Information = "information",
        /// An appeal against a refusal.
        Appeal = "appeal",
        /// A complaint to the business.
        Complaint = "complaint",
        /// A notice of the enforcer that a violation can be cured.
        Cure = "cure",
        /// Data were lost, changed or seen by strangers.
        Breach = "breach",
    }
}

words! {
    /// What a period is for.
    Step {
        /// Saying that the request has come.
        Acknowledge = "acknowledge",
        /// Answering it, or doing what is asked.
        Answer = "answer",
        /// More time, after the first period.
        Extension = "extension",
        /// Doing what the answer promised.
        CarryOut = "carry_out",
        /// The clock stands still.
        Suspend = "suspend",
        /// Finding out whether a breach must be told.
        Assess = "assess",
        /// The full report of a breach after the first notice.
        FinalReport = "final_report",
        /// Another duty with a period, a number or a fee.
        Other = "other",
    }
}

words! {
    /// What a use of data needs.
    ConsentModel {
        /// Consent before.
        OptIn = "opt_in",
        /// Allowed until the person says no.
        OptOut = "opt_out",
        /// Consent is not needed towards a customer, on conditions.
        SoftOptIn = "soft_opt_in",
        /// Consent follows from the dealings between the parties.
        ImpliedConsent = "implied_consent",
        /// Consent is taken from silence after a notice.
        TacitConsent = "tacit_consent",
        /// Consent is deemed where it is obvious.
        DeemedConsent = "deemed_consent",
        /// Telling is enough.
        Notice = "notice",
        /// Any of the legal bases; consent is one of them.
        LegalBasis = "legal_basis",
        /// Not allowed, with or without consent.
        Prohibited = "prohibited",
        /// Only what is strictly needed, and never a sale.
        StrictNecessityAndSaleBan = "strict_necessity_and_sale_ban",
        /// The person can limit the use.
        LimitUse = "limit_use",
        /// Not to be asked again for a time.
        Wait = "wait",
        /// One contact to ask for consent.
        OneContactAllowed = "one_contact_allowed",
        /// As easy to withdraw as to give.
        AsEasyAsGiving = "as_easy_as_giving",
        /// Declared to the authority, or allowed by it.
        AuthorisationOrDeclaration = "authorisation_or_declaration",
        /// Custom of courts or authorities, not statute.
        Practice = "practice",
    }
}

words! {
    /// Who must be told of a breach.
    Recipient {
        /// The authority.
        Authority = "authority",
        /// The people whose data they are.
        Individuals = "individuals",
        /// The business for which the data are processed.
        Controller = "controller",
    }
}

words! {
    /// The event from which the period of a notice runs.
    BreachStart {
        /// The business became aware.
        Awareness = "awareness",
        /// It was established that there was a breach.
        Determination = "determination",
        /// The investigation ended.
        EndOfInvestigation = "end_of_investigation",
        /// It was found that the breach must be told.
        Assessment = "assessment",
        /// The people were told.
        NoticeToIndividuals = "notice_to_individuals",
        /// The authority was told.
        NoticeToAuthority = "notice_to_authority",
    }
}

words! {
    /// From when on records are kept.
    Anchor {
        /// From the day of the record.
        Record = "record",
        /// From the end of its calendar year.
        EndOfYear = "end_of_year",
        /// From the end of its financial year.
        EndOfFinancialYear = "end_of_financial_year",
        /// From 1 July after its financial year.
        JulyAfterFinancialYear = "july_after_financial_year",
        /// From the end of the calendar year in which the tax on it was due.
        EndOfYearTaxDue = "end_of_year_tax_due",
        /// From the filing of a tax return, whose day a record does not tell.
        TaxReturn = "tax_return",
        /// As long as needed; the law gives no number.
        Necessity = "necessity",
    }
}

words! {
    /// What kind of record the shop holds.
    RecordKind {
        /// An invoice.
        Invoice = "invoice",
        /// A voucher of the accounts.
        AccountingDocument = "accounting_document",
        /// A record of the One-Stop Shop or the Import One-Stop Shop.
        OssRecord = "oss_record",
        /// Books and annual accounts.
        Books = "books",
        /// A letter of business, such as an order by mail.
        CommercialLetter = "commercial_letter",
        /// A contract with a consumer.
        Contract = "contract",
        /// Payment and supply.
        PaymentRecord = "payment_record",
        /// What was bought on a platform.
        TransactionRecord = "transaction_record",
        /// A complaint or dispute.
        ComplaintRecord = "complaint_record",
        /// Displays and advertisements.
        AdvertisingRecord = "advertising_record",
        /// Who used the service when.
        AccessLog = "access_log",
        /// A breach.
        BreachRecord = "breach_record",
        /// What was done with data.
        ProcessingRecord = "processing_record",
        /// The account of a user who no longer comes.
        InactiveAccount = "inactive_account",
        /// Any other data of a person.
        PersonalData = "personal_data",
        /// Data of a child.
        ChildrensData = "childrens_data",
    }
}

words! {
    /// Whether data may go to a place.
    Allowed {
        /// They may.
        Yes = "yes",
        /// They may on conditions, which the mechanisms name.
        Conditional = "conditional",
        /// The rules name no way.
        No = "no",
        /// The rules or the facts that decide are not known.
        Unknown = "unknown",
    }
}

words! {
    /// Whether a nonprofit is under the law.
    Nonprofits {
        /// It is not.
        Exempt = "exempt",
        /// It is.
        Covered = "covered",
        /// The texts disagree.
        Unclear = "unclear",
    }
}

words! {
    /// How a number is compared with that of the law.
    Comparison {
        /// At least.
        AtLeast = ">=",
        /// More than.
        Above = ">",
        /// At most.
        AtMost = "<=",
        /// Less than.
        Below = "<",
    }
}

impl Comparison {
    pub(crate) fn holds<T: PartialOrd>(self, found: T, limit: T) -> bool {
        match self {
            Self::AtLeast => found >= limit,
            Self::Above => found > limit,
            Self::AtMost => found <= limit,
            Self::Below => found < limit,
        }
    }
}

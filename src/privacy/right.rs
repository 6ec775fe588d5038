use crate::words::words;

words! {
    /// A right that laws give under many words, by its common name.
    Right {
        /// To know and to have a copy.
        Access = "access",
        /// To have wrong data put right.
        Correction = "correction",
        /// To have data erased.
        Deletion = "deletion",
        /// To take the data elsewhere.
        Portability = "portability",
        /// To have their use held back.
        Restriction = "restriction",
        /// To object to their use.
        Objection = "objection",
        /// To end marketing.
        ObjectionToMarketing = "objection_to_marketing",
        /// To take a consent back.
        WithdrawConsent = "withdraw_consent",
        /// To be told.
        Informed = "informed",
        /// A person looks at what a machine decided, or it is explained.
        HumanReview = "human_review",
        /// To end the sale of data.
        OptOutSale = "opt_out_sale",
        /// To end their sharing for advertising.
        OptOutSharing = "opt_out_sharing",
        /// To end advertising aimed by behaviour.
        OptOutTargetedAds = "opt_out_targeted_ads",
        /// To end profiling.
        OptOutProfiling = "opt_out_profiling",
        /// To limit the use of sensitive data.
        LimitSensitive = "limit_sensitive",
        /// To appeal against a refusal.
        Appeal = "appeal",
        /// To complain.
        Complaint = "complaint",
    }
}

impl Right {
    /// The right that a law calls by this word; `None` for rights without a common name.
    ///
    /// ```
    /// use landfall::privacy::Right;
    /// assert_eq!(Right::from_word("erasure"), Some(Right::Deletion)); // Europe
    /// assert_eq!(Right::from_word("cancellation"), Some(Right::Deletion)); // Mexico, Peru
    /// assert_eq!(Right::from_word("nomination"), None);
    /// ```
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "access" | "disclosure" => Self::Access,
            "correction" | "rectification" => Self::Correction,
            "deletion"
            | "erasure"
            | "cancellation"
            | "anonymisation_blocking_deletion"
            | "cessation_of_use" => Self::Deletion,
            "portability" => Self::Portability,
            "restriction" | "suspension" | "blocking" | "cessation" => Self::Restriction,
            "objection" | "opposition" => Self::Objection,
            "objection_direct_marketing"
            | "opt_out_marketing"
            | "opt_out_direct_mail"
            | "prevent_direct_marketing" => Self::ObjectionToMarketing,
            "withdraw_consent" => Self::WithdrawConsent,
            "informed" => Self::Informed,
            "adm_human_review"
            | "adm_review"
            | "adm_refusal"
            | "adm_objection"
            | "adm_contest_profiling"
            | "objection_automated"
            | "adm_opt_out" => Self::HumanReview,
            "opt_out_sale" => Self::OptOutSale,
            "opt_out_sharing" => Self::OptOutSharing,
            "opt_out_targeted_ads" => Self::OptOutTargetedAds,
            "opt_out_profiling" => Self::OptOutProfiling,
            "limit_sensitive" | "opt_out_sensitive" => Self::LimitSensitive,
            "appeal" => Self::Appeal,
            "complain" | "lodge_complaint" | "complaint_to_controller" | "grievance" => Self::Complaint,
            // The common names themselves.
            _ => return word.parse().ok(),
        })
    }

    /// The name of the right in fideslang's list of data subject rights.
    ///
    /// ```
    /// use landfall::privacy::Right;
    /// assert_eq!(Right::Deletion.fideslang(), Some("Erasure"));
    /// assert_eq!(Right::from_fideslang("Restrict Processing"), Some(Right::Restriction));
    /// assert_eq!(Right::OptOutSale.fideslang(), None); // that list is European
    /// ```
    #[must_use]
    pub fn fideslang(self) -> Option<&'static str> {
        FIDESLANG.iter().find(|(right, _)| *right == self).map(|(_, name)| *name)
    }

    /// The right that fideslang calls so.
    #[must_use]
    pub fn from_fideslang(name: &str) -> Option<Self> {
        FIDESLANG.iter().find(|(_, other)| *other == name).map(|(right, _)| *right)
    }
}

/// The rights of fideslang's `DataSubjectRightsEnum`.
const FIDESLANG: [(Right, &str); 9] = [
    (Right::Informed, "Informed"),
    (Right::Access, "Access"),
    (Right::Correction, "Rectification"),
    (Right::Deletion, "Erasure"),
    (Right::Portability, "Portability"),
    (Right::Restriction, "Restrict Processing"),
    (Right::WithdrawConsent, "Withdraw Consent"),
    (Right::Objection, "Object"),
    (Right::HumanReview, "Object to Automated Processing"),
];

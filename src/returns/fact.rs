//! What can be said of a case with yes or no.

use std::fmt;

use crate::words::words;

/// Declares the facts in the order in which a support agent should ask for them.
macro_rules! facts {
    ($($variant:ident = $word:literal: $question:literal,)+) => {
        words! {
            /// A fact of a case: yes, no, or not said.
            ///
            /// The order is the order in which to ask.
            Fact { $(#[doc = $question] $variant = $word,)+ }
        }

        impl Fact {
            /// The question to ask the buyer or the seller.
            ///
            /// ```
            /// use landfall::returns::Fact;
            /// assert_eq!(Fact::SealBroken.question(), "Did the buyer break the seal or hygiene wrapping after delivery?");
            /// ```
            #[must_use]
            pub const fn question(self) -> &'static str {
                match self { $(Self::$variant => $question,)+ }
            }

            /// The field of a request that says it, such as `facts.custom_made`.
            #[must_use]
            pub const fn field(self) -> &'static str {
                if matches!(self, Self::Informed) {
                    return "informed";
                }
                match self { $(Self::$variant => concat!("facts.", $word),)+ }
            }
        }
    };
}

facts! {
    // What was bought.
    CustomMade = "custom_made": "Was the item made to the buyer's choices or measurements, or does it carry a personal mark?",
    CustomAltered = "custom_altered": "Was a stock item altered because the buyer asked for it?",
    ProductionStarted = "production_started": "Had the making of the item begun when the buyer withdrew?",
    Perishable = "perishable": "Does the item go bad or expire quickly?",
    Dated = "dated": "Is it lodging, transport of goods, car rental, catering or leisure for a set date or period?",
    HygieneItem = "hygiene_item": "Is the item unfit for return once opened for reasons of health or hygiene?",
    PersonalUseItem = "personal_use_item": "Is it an item of personal use such as underwear or make-up?",
    Media = "media": "Is it music, film or software on a disc or other carrier?",
    Copyable = "copyable": "Can the content of the item be copied easily?",
    Mixed = "mixed": "Has the item been mixed with others so that it cannot be separated?",
    UnsuitableByNature = "unsuitable_by_nature": "Is the item by its nature unfit for return or resale?",
    ConsumedInPeriod = "consumed_in_period": "Is it something that is normally used up or begun within the withdrawal period?",
    ValueLostByTime = "value_lost_by_time": "Has time passed so that the item can hardly be resold?",
    ResaleBarredByLaw = "resale_barred_by_law": "Does a law forbid the seller to resell a returned item of this kind?",
    ResaleBarredByHealth = "resale_barred_by_health": "Do health rules forbid the resale of a returned item of this kind?",
    PriceFollowsMarket = "price_follows_market": "Does the price follow a market that the seller cannot control, such as gold or shares?",
    Alcohol = "alcohol": "Is it an alcoholic drink?",
    PriceFixedAtOrder = "price_fixed_at_order": "Was the price fixed when the contract was made?",
    DeliveryAfter30Days = "delivery_after_30_days": "Can delivery take place only after 30 days?",
    Book = "book": "Is it a book?",
    Periodical = "periodical": "Is it a newspaper, magazine or other periodical?",
    Subscription = "subscription": "Is it a subscription, not a single copy?",
    Food = "food": "Is it food or drink?",
    FinancialService = "financial_service": "Is it a banking, credit, insurance or investment service?",
    Gambling = "gambling": "Is it a bet, lottery or game of chance?",
    InformationService = "information_service": "Is it information as the local law defines it, for example computer data?",
    PackageTravel = "package_travel": "Is it a package holiday?",
    PassengerTransport = "passenger_transport": "Is it a passenger ticket?",
    InternationalAirTicket = "international_air_ticket": "Is it an international air ticket?",
    PrearrangedFuneral = "prearranged_funeral": "Is it a prearranged funeral or burial contract?",
    Prescription = "prescription": "Was the product supplied on prescription or through the public health service?",
    RegularRounds = "regular_rounds": "Is it food or household goods brought by the seller on frequent regular rounds?",
    FromMachine = "from_machine": "Was it bought from a vending machine or automated shop?",
    Notarised = "notarised": "Was the contract recorded by a notary?",
    Auction = "auction": "Was it bought at an auction?",
    AuctionInPerson = "auction_in_person": "Could the buyer attend that auction in person?",
    LiveAuction = "live_auction": "Was it a live auction?",
    DigitalContent = "digital_content": "Is it digital content without a carrier, such as a download or stream?",
    Service = "service": "Is the contract for a service?",
    Appliance = "appliance": "Is it a household appliance?",
    KitchenOrClimateAppliance = "kitchen_or_climate_appliance": "Is it a range, refrigerator, freezer, air conditioner or heat pump?",
    WashingAppliance = "washing_appliance": "Is it a dishwasher, washing machine or dryer?",
    Television = "television": "Is it a television set?",
    ComputerOrPhone = "computer_or_phone": "Is it a computer, tablet, telephone or game console?",
    Durable = "durable": "Is it something that is not used up by use?",
    LongLasting = "long_lasting": "Is it meant to last well over two years?",
    // What happened to it.
    SealBroken = "seal_broken": "Did the buyer break the seal or hygiene wrapping after delivery?",
    Intact = "intact": "Is the item complete and in its original state? Opening the pack to look is allowed.",
    Used = "used": "Was the item used at all, or any benefit drawn from it?",
    UsedForTesting = "used_for_testing": "Was it used no more than needed to see what it is and that it works?",
    OpenedToCheck = "opened_to_check": "Was the pack only opened to look at the item?",
    BuyerAtFault = "buyer_at_fault": "Is the loss, damage or wear the buyer's fault?",
    ValueLostByUse = "value_lost_by_use": "Has use or part consumption clearly lowered the value of the item?",
    OriginalPackaging = "original_packaging": "Does the item come back in its original packaging?",
    Installed = "installed": "Has an authorised service installed or assembled the item?",
    Begun = "begun": "Has the service or the supply of the content begun?",
    FullyPerformed = "fully_performed": "Has the service been carried out completely?",
    PartUndelivered = "part_undelivered": "Is a separable part of the service or content still to come?",
    ConsentedToBegin = "consented_to_begin": "Did the buyer ask or agree beforehand that it start within the withdrawal period?",
    AcknowledgedLoss = "acknowledged_loss": "Did the buyer confirm knowing that the right of withdrawal is lost by that?",
    UrgentRepairVisit = "urgent_repair_visit": "Did the buyer call the seller in for an urgent repair or maintenance?",
    BeyondRequestedVisit = "beyond_requested_visit": "Is this about extra goods or services beyond what was asked for?",
    ServiceWithin10BusinessDays = "service_within_10_business_days": "Is the service due 10 working days or less after the order?",
    ServiceWithin7BusinessDays = "service_within_7_business_days": "Was the cancellation made within the 7 working days before the service?",
    Repaired = "repaired": "Was the item already repaired under the guarantee?",
    MajorFailure = "major_failure": "Is the fault so serious that a buyer who had known it would not have bought?",
    WithinExpectedLife = "within_expected_life": "Is the item still within the life that a buyer may expect of it?",
    UnfitForToldPurpose = "unfit_for_told_purpose": "Is the item unfit for a purpose that the buyer had told the seller?",
    DefectKnown = "defect_known": "Did the buyer know the fault when buying?",
    DefectOnInvoice = "defect_on_invoice": "Is that fault written on the invoice?",
    ExaminedBeforeDelivery = "examined_before_delivery": "Could the buyer examine the goods before delivery?",
    WrongSize = "wrong_size": "Is it only the wrong size?",
    // What the seller did.
    Informed = "informed": "Did the seller give the information that the law asks for, with the right to withdraw, before the order?",
    ExemptionTold = "exemption_told": "Did the seller clearly say, before the order, that this item cannot be returned?",
    PolicyDisclosed = "policy_disclosed": "Did the seller show its return terms before the order as the law asks?",
    ConfirmationSent = "confirmation_sent": "Did the seller send the written confirmation of the contract, for example by e-mail?",
    ContractComplete = "contract_complete": "Does the copy of the contract hold everything that was shown before the order?",
    ContractCopyReceived = "contract_copy_received": "Did the buyer get a copy of the contract in time?",
    ConfirmedNoReturn = "confirmed_no_return": "Did the buyer confirm, at purchase, that this item cannot be returned?",
    AgreedInWriting = "agreed_in_writing": "Did the buyer agree to that in writing?",
    IrreparableHarm = "irreparable_harm": "Would the return cause the seller serious loss that cannot be made good?",
    AgreedRightAnyway = "agreed_right_anyway": "Did seller and buyer agree that the right applies anyway?",
    FinalSale = "final_sale": "Was the item marked as is, final sale or no returns?",
    FullRefund7Days = "full_refund_7_days": "Does the seller give a full refund or equal exchange for at least 7 days?",
    Refund20Days = "refund_20_days": "Does the seller refund or credit within 20 days?",
    PriceAfterTrialTold = "price_after_trial_told": "Was the price after the trial clearly told?",
    AfterRenewal = "after_renewal": "Has the subscription been renewed for money after a trial?",
    PressedSale = "pressed_sale": "Was the sale obtained by pressing sales methods?",
    SellerIsTrader = "seller_is_trader": "Is the seller a business, not a private person?",
    SellerCollects = "seller_collects": "Did the seller offer to collect the goods?",
    Shipped = "shipped": "Has the seller shipped the goods?",
    ConsentedToDelay = "consented_to_delay": "Did the buyer agree to a later day?",
    // The order.
    Conversation = "conversation": "Did seller and buyer talk or write to each other, also by chat, when the contract was made?",
    ProtectedGroup = "protected_group": "Is the buyer elderly, disabled or a new immigrant?",
    ProofOfPurchase = "proof_of_purchase": "Does the buyer have the receipt or other proof of purchase?",
    PaidContract = "paid_contract": "Does the buyer have to pay money under this contract?",
    BankDataGiven = "bank_data_given": "Did the buyer give the correct account or card data for the refund?",
    // Known from the case itself.
    Faulty = "faulty": "Is the item defective?",
    NotAsDescribed = "not_as_described": "Does the item differ from what was ordered or described?",
    Delivered = "delivered": "Has the item been delivered?",
    DeliveredLate = "delivered_late": "Did the goods come later than promised?",
    GoodsSentBack = "goods_sent_back": "Has the buyer sent the goods back?",
    OffPremises = "off_premises": "Was the contract made face to face outside the shop?",
    ByPhone = "by_phone": "Was the order given by telephone?",
}

impl Fact {
    pub(crate) const fn bit(self) -> u128 {
        1 << (self as u32)
    }

    /// The facts that the case itself says, which nobody declares.
    const FROM_CASE: [Self; 7] = [
        Self::Faulty,
        Self::NotAsDescribed,
        Self::Delivered,
        Self::DeliveredLate,
        Self::GoodsSentBack,
        Self::OffPremises,
        Self::ByPhone,
    ];

    /// Whether a caller says it; what follows from the case itself nobody says.
    #[must_use]
    pub fn is_declared(self) -> bool {
        !Self::FROM_CASE.contains(&self)
    }
}

/// Facts that were said, each with yes or no.
///
/// ```
/// use landfall::returns::{Fact, Facts};
/// let facts = Facts::default().with(Fact::CustomMade, true).with(Fact::Used, false);
/// assert_eq!(facts.get(Fact::CustomMade), Some(true));
/// assert_eq!(facts.get(Fact::Perishable), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    pub(crate) known: u128,
    pub(crate) yes: u128,
}

impl Facts {
    /// The same facts with one more, or with another answer to it.
    #[must_use]
    pub const fn with(mut self, fact: Fact, yes: bool) -> Self {
        self.known |= fact.bit();
        self.yes = if yes { self.yes | fact.bit() } else { self.yes & !fact.bit() };
        self
    }

    /// The same facts without this one.
    #[must_use]
    pub const fn without(mut self, fact: Fact) -> Self {
        self.known &= !fact.bit();
        self.yes &= !fact.bit();
        self
    }

    /// What was said; `None` if nothing was.
    #[must_use]
    pub const fn get(self, fact: Fact) -> Option<bool> {
        if self.known & fact.bit() == 0 { None } else { Some(self.yes & fact.bit() != 0) }
    }

    /// What was said, in the order of asking.
    pub fn iter(self) -> impl Iterator<Item = (Fact, bool)> {
        Fact::ALL.iter().filter_map(move |fact| Some((*fact, self.get(*fact)?)))
    }

    /// The facts of `self`, and those of `other` that `self` does not answer.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self { known: self.known | other.known, yes: self.yes | (other.yes & !self.known) }
    }
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(fact, yes)| (fact.as_str(), yes))).finish()
    }
}

//! The closed word lists of cases, rules and decisions.

use crate::words::words;

words! {
    /// Why the buyer wants to send the goods back.
    Reason {
        /// The goods are as ordered, but not wanted any more.
        ChangeOfMind = "change_of_mind",
        /// The goods have a fault.
        Defect = "defect",
        /// The goods differ from what was described.
        NotAsDescribed = "not_as_described",
        /// Other goods came than were ordered.
        WrongItem = "wrong_item",
        /// The goods did not come in time.
        Late = "late",
    }
}

impl Reason {
    /// Whether the goods are not what the buyer was owed.
    #[must_use]
    pub const fn is_fault(self) -> bool {
        matches!(self, Self::Defect | Self::NotAsDescribed | Self::WrongItem)
    }
}

words! {
    /// How the contract was made.
    Channel {
        /// On a web site or in an application.
        Online = "online",
        /// By telephone or mail.
        Phone = "phone",
        /// In the seller's shop.
        Store = "store",
        /// At the buyer's door, at a fair, or elsewhere away from the seller's shop.
        Doorstep = "doorstep",
    }
}

words! {
    /// Who bought.
    Buyer {
        /// A private person.
        Consumer = "consumer",
        /// Someone who buys mainly for a trade or profession.
        Business = "business",
    }
}

words! {
    /// What was bought; the data says which facts each kind of goods already answers.
    Category {
        /// An ordinary article.
        General = "general",
        /// Clothes.
        Clothing = "clothing",
        /// Shoes.
        Footwear = "footwear",
        /// Underwear and swimwear.
        Underwear = "underwear",
        /// Make-up, creams, perfume, toiletries.
        Cosmetics = "cosmetics",
        /// Jewellery and watches.
        Jewellery = "jewellery",
        /// Electronic devices.
        Electronics = "electronics",
        /// Computers, tablets, telephones, game consoles.
        Computer = "computer",
        /// Television sets.
        Television = "television",
        /// Household appliances.
        Appliance = "appliance",
        /// Refrigerators, ovens, air conditioners.
        KitchenAppliance = "kitchen_appliance",
        /// Dishwashers, washing machines, dryers.
        WashingAppliance = "washing_appliance",
        /// Furniture.
        Furniture = "furniture",
        /// Mattresses, pillows and bed linen.
        Bedding = "bedding",
        /// Toys and games.
        Toy = "toy",
        /// Goods for sport.
        Sports = "sports",
        /// Tools.
        Tool = "tool",
        /// Books.
        Book = "book",
        /// Newspapers and magazines.
        Periodical = "periodical",
        /// Sealed sound, film or software on a carrier.
        Media = "media",
        /// Digital content without a carrier.
        DigitalContent = "digital_content",
        /// A service.
        Service = "service",
        /// A ticket for an event on a set day.
        EventTicket = "event_ticket",
        /// Lodging for set nights.
        Accommodation = "accommodation",
        /// A passenger ticket.
        PassengerTicket = "passenger_ticket",
        /// A package holiday.
        PackageTravel = "package_travel",
        /// A service or content that is supplied for as long as it is paid for.
        Subscription = "subscription",
        /// Food and drink.
        Food = "food",
        /// Cut flowers and plants.
        Flowers = "flowers",
        /// Alcoholic drinks.
        Alcohol = "alcohol",
        /// Medicines.
        Medicine = "medicine",
        /// Banking, credit, insurance, investment.
        FinancialService = "financial_service",
        /// Bets and lotteries.
        Gambling = "gambling",
    }
}

words! {
    /// What kind of contract the category is.
    Subject {
        /// Goods that can be handed over.
        Goods = "goods",
        /// A service.
        Service = "service",
        /// Digital content without a carrier.
        DigitalContent = "digital_content",
    }
}

words! {
    /// A group of buyers that a law protects more than others.
    BuyerGroup {
        /// A person with a disability.
        PersonWithDisability = "person_with_disability",
        /// A senior citizen.
        SeniorCitizen = "senior_citizen",
        /// A new immigrant.
        NewImmigrant = "new_immigrant",
    }
}

words! {
    /// With whom the carrier left the goods.
    LeftWith {
        /// With a neighbour whom the buyer had not named: the buyer does not have the goods yet.
        NeighbourNotNamed = "neighbour_not_named",
        /// With somebody whom the buyer had named: that counts as the buyer.
        PersonNamedByConsumer = "person_named_by_consumer",
    }
}

words! {
    /// What the rules say to the return.
    Outcome {
        /// The goods may go back, or the claim stands.
        Eligible = "eligible",
        /// They may not.
        NotEligible = "not_eligible",
        /// It depends on facts that were not given.
        NeedFacts = "need_facts",
    }
}

words! {
    /// On which ground the goods go back.
    Ground {
        /// A right to withdraw without a reason.
        StatutoryWithdrawal = "statutory_withdrawal",
        /// The same right, longer because the buyer was not told of it or belongs to a protected group.
        ExtendedWithdrawal = "extended_withdrawal",
        /// A right that exists because the seller did not say or do what it must.
        DisclosureTriggered = "disclosure_triggered",
        /// A right to exchange goods of good quality.
        Exchange = "exchange",
        /// A right to cancel an order made in advance.
        Booking = "booking",
        /// A short right to give faulty goods back at once.
        ShortTermRight = "short_term_right",
        /// A right to give back goods that differ from what was shown.
        NotAsDescribed = "not_as_described",
        /// A right on a special ground.
        ConditionalReturn = "conditional_return",
        /// The guarantee of the law.
        Conformity = "conformity",
        /// Delivery that did not come in time.
        LateDelivery = "late_delivery",
        /// The seller's own promise.
        Policy = "policy",
    }
}

words! {
    /// Who bears a cost or a proof.
    Party {
        /// The buyer.
        Consumer = "consumer",
        /// The seller.
        Seller = "seller",
        /// The law that was found does not say.
        Unspecified = "unspecified",
    }
}

words! {
    /// What the buyer may ask for when goods are faulty.
    Remedy {
        /// To have them repaired.
        Repair = "repair",
        /// To get others.
        Replacement = "replacement",
        /// To get what was missing.
        ShortageDelivery = "shortage_delivery",
        /// To pay less.
        PriceReduction = "price_reduction",
        /// To get the price back.
        Refund = "refund",
        /// To give them back for the price.
        Return = "return",
        /// To end the contract.
        Termination = "termination",
        /// To undo the contract.
        Rescission = "rescission",
        /// To refuse them.
        Rejection = "rejection",
        /// To reject them within the short term.
        ShortTermReject = "short_term_reject",
        /// To reject them after a remedy failed.
        FinalReject = "final_reject",
        /// To take the acceptance back.
        RevocationOfAcceptance = "revocation_of_acceptance",
        /// To get others of the same kind.
        ReplacementOfFungibles = "replacement_of_fungibles",
        /// To have the cost of a repair paid.
        CostOfRepair = "cost_of_repair",
        /// To have the loss paid.
        Damages = "damages",
    }
}

words! {
    /// The kinds of right to give goods back.
    RightKind {
        /// Without a reason.
        Withdrawal = "withdrawal",
        /// Without a reason, longer for protected groups.
        ProtectedGroup = "protected_group",
        /// Unless the seller showed other terms.
        Default = "default",
        /// Because the seller broke a duty to inform.
        Disclosure = "disclosure",
        /// For a fault.
        Defect = "defect",
        /// For a difference from what was shown.
        NotAsDescribed = "not_as_described",
        /// On a special ground.
        Conditional = "conditional",
        /// To exchange.
        Exchange = "exchange",
        /// To cancel what was ordered in advance.
        Booking = "booking",
        /// There is none.
        None = "none",
        /// It was not found whether there is one.
        Unknown = "unknown",
    }
}

words! {
    /// What happened on the day from which a period runs.
    Start {
        /// The buyer, or somebody named by the buyer, had the last of the goods; for deliveries over time the first.
        Possession = "possession",
        /// The goods arrived.
        GoodsReceived = "goods_received",
        /// The contract was made.
        Contract = "contract",
        /// The later of goods and contract.
        GoodsOrContract = "goods_or_contract",
        /// The later of goods and document with the terms.
        GoodsOrDocument = "goods_or_document",
        /// The document with the terms was received.
        Document = "document",
        /// The copy of the contract was received.
        Copy = "copy",
        /// A subscription was renewed.
        Renewal = "renewal",
        /// The fault was found.
        Discovery = "discovery",
        /// The later of delivery and discovery.
        DeliveryOrDiscovery = "delivery_or_discovery",
    }
}

words! {
    /// What happened on the day from which the time to pay back runs.
    RefundStart {
        /// The buyer told the seller.
        Notice = "notice",
        /// The seller has the goods back.
        GoodsBack = "goods_back",
        /// The seller has the goods back or proof that they were sent, whichever is earlier.
        GoodsBackOrSent = "goods_back_or_sent",
        /// The seller agreed that the money is due.
        SellerAgrees = "seller_agrees",
        /// The buyer paid.
        Payment = "payment",
    }
}

words! {
    /// What must have happened by the last day.
    InTimeBy {
        /// The buyer sent the notice.
        NoticeSent = "notice_sent",
        /// The buyer sent the notice or the goods.
        NoticeOrGoodsSent = "notice_or_goods_sent",
        /// The fault has shown.
        DefectSeen = "defect_seen",
    }
}

words! {
    /// Kinds of claim for goods that are not as they should be.
    ConformityKind {
        /// A short right to reject.
        ShortTerm = "short_term",
        /// The guarantee of the law.
        Guarantee = "guarantee",
        /// A longer guarantee after a repair.
        AfterRepair = "after_repair",
    }
}

words! {
    /// What a rule on paying back is about.
    RefundFor {
        /// Withdrawal without a reason.
        Withdrawal = "withdrawal",
        /// Withdrawal of protected groups.
        ProtectedGroup = "protected_group",
        /// Returns where no terms were shown.
        Default = "default",
        /// Cancellation because of a broken duty to inform.
        Disclosure = "disclosure",
        /// Goods that differ from what was shown.
        NotAsDescribed = "not_as_described",
        /// Faulty goods.
        Conformity = "conformity",
        /// Late delivery.
        Late = "late",
    }
}

words! {
    /// Who can reclaim duty or tax.
    Claimant {
        /// Whoever declared the goods: mostly the buyer, or the carrier on the buyer's behalf.
        Importer = "importer",
        /// The seller.
        Seller = "seller",
        /// Nobody.
        Nobody = "nobody",
    }
}

words! {
    /// Who pays duty or tax back.
    PaidBy {
        /// The customs office of the country of import.
        Customs = "customs",
        /// The seller or marketplace that took it.
        Seller = "seller",
        /// The tax office, through the seller's return.
        TaxReturn = "tax_return",
    }
}

words! {
    /// What a shop's duty is about.
    DutyAbout {
        /// The right of withdrawal or the return terms.
        Withdrawal = "withdrawal",
        /// The guarantee of the law.
        Conformity = "conformity",
        /// Delivery in time.
        Late = "late",
    }
}

words! {
    /// On which day a claim to duty or tax begins to run.
    CustomsEvent {
        /// Customs accepted the declaration.
        DeclarationAccepted = "declaration_accepted",
        /// The debt was notified, which is mostly the day of release.
        DebtNotified = "debt_notified",
    }
}

//! The closed word lists of requests, rules and answers.

use crate::words::words;

words! {
    /// Who pays duty and tax on arrival (Incoterms 2020).
    Terms {
        /// Delivered duty paid: the seller pays, so the buyer pays everything at checkout.
        Ddp = "ddp",
        /// Delivered at place: the buyer pays duty and tax at the door.
        Dap = "dap",
    }
}

words! {
    /// How the goods travel; decides clearance fees and some thresholds.
    Transport {
        /// An express carrier.
        Courier = "courier",
        /// The postal network.
        Post = "post",
        /// Anything else; no postal or courier fee.
        Freight = "freight",
    }
}

words! {
    /// Why the goods are sent.
    Nature {
        /// Sold for money.
        Sale = "sale",
        /// Sent from one private person to another without payment.
        Gift = "gift",
    }
}

words! {
    /// Who receives the goods.
    Buyer {
        /// A private person.
        Consumer = "consumer",
        /// A business or other taxable person.
        Business = "business",
    }
}

words! {
    /// Whether reliefs for low value are claimed.
    Reliefs {
        /// As the law grants them.
        Apply = "apply",
        /// Refused or not claimed: no low-value relief, no flat duty in place of the tariff, nothing too small to collect.
        Ignore = "ignore",
    }
}

words! {
    /// What kind of money a charge is.
    ChargeKind {
        /// Customs duty.
        Duty = "duty",
        /// A further duty on top of the ordinary one.
        AdditionalDuty = "additional_duty",
        /// VAT, GST, sales tax or their local substitute.
        Tax = "tax",
        /// A fee of the state or of a carrier.
        Fee = "fee",
    }
}

words! {
    /// When the buyer pays a charge.
    Collected {
        /// With the price, in the shop.
        AtCheckout = "at_checkout",
        /// To the carrier, at the door.
        OnDelivery = "on_delivery",
    }
}

words! {
    /// Which borders lie between the place of dispatch and the destination.
    Movement {
        /// A customs border.
        Import = "import",
        /// A tax border inside one customs territory.
        TaxImport = "tax_import",
        /// None, but the goods come from another member of an area with common customs and tax rules.
        Internal = "internal",
        /// None: the goods come from the destination's own tax territory.
        Domestic = "domestic",
    }
}

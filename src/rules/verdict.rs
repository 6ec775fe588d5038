use crate::words::words;

words! {
    /// How far an answer can be relied on.
    Verdict {
        /// Every figure rests on verified rules and complete input.
        Firm = "firm",
        /// Usable; the reasons say why it may move.
        Estimate = "estimate",
        /// Something that decides the answer is missing; the reasons say what would settle it.
        Refused = "refused",
    }
}

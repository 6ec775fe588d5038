//! Amounts as whole numbers of a small unit, and the memory that quotes in them need.

pub(in crate::landed_cost) mod memory;
pub(in crate::landed_cost) mod number;

pub(crate) use memory::Memory;

//! landed_cost

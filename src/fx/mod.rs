//! fx

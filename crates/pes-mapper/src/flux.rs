//! Existing flows.

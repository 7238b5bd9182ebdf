//! Billing data in, flows out.

mod billing;
mod checked;
mod damaged_tables;
mod existing_flows;
mod policies;
mod random_data;

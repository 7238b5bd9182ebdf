//! Billing data in, flows out.

mod billing;
mod existing_flows;
mod random_data;

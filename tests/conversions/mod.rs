//! Billing data in, flows out.

mod billing;
mod checked;
mod existing_flows;
mod policies;
mod random_data;

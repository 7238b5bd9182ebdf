//! Billing data in, flows out.

mod billing;
mod checked;
mod damaged_tables;
mod doubtful;
mod existing_flows;
mod oracle;
mod policies;
mod random_data;

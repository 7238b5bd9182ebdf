//! Turns billing data into PES V2 flows with their ASAP, and splits public recipients off.
//!
//! The steps, each a function of what it is given: [`Config::parse`] reads the configuration, [`Input::csv`] and
//! [`Input::json_lines`] find the invoices of billing data, [`Mapper::map`] makes a titre and an ASAP of one,
//! [`number`] puts those [`Accepted`] in bordereaux, [`write_flows`] gives the flows. An existing flow goes through
//! [`flux::add_asap`] and [`flux::split`]. No clock, no files, no threads here: the caller brings them.
//!
//! Whatever the number of invoices, what is held at once is a few flows and some fifteen bytes an invoice: an invoice
//! is read from its [`Content`] and mapped to know whether it is accepted, then again to be written. What changes in
//! between stops the run.

mod config;
mod day;
mod decimal;
mod deltas;
mod fields;
mod fit;
pub mod flux;
mod input;
mod map;
mod plan;
mod route;
mod write;

pub use config::{Config, ConfigOptions, template};
pub use fields::{BillingField, Level};
pub use input::{Content, Input, Invoice, invoice_key, refuse_duplicates};
pub use map::{Complements, Draft, Mapper, NoComplements, Origin, Refused, Totals};
pub use pes_validator::{Executor, Sequential};
pub use plan::{Accepted, Batch, Forbidden, number};
pub use route::{Route, Routed};
pub use write::{Entry, Flow, NextNumbers, WriteError, write_flows};

//! Turns billing data into PES V2 flows with their ASAP, and splits public recipients off.
//!
//! The steps, each a function of what it is given: [`Config::parse`] reads the configuration, [`Input::csv`] and
//! [`Input::json_lines`] the billing data, [`Mapper::map`] makes a titre and an ASAP of one invoice, [`number`] puts
//! them in bordereaux, [`write_flows`] gives the flows. An existing flow goes through [`flux::add_asap`] and
//! [`flux::split`]. No clock, no files, no threads here: the caller brings them.

mod config;
mod decimal;
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
pub use input::{Input, Invoice, refuse_duplicates};
pub use map::{Complements, Draft, Mapper, NoComplements, Origin, Refused, Totals};
pub use pes_validator::{Executor, Sequential};
pub use plan::{Batch, number};
pub use route::{Route, Routed};
pub use write::{Entry, Flow, NextNumbers, WriteError, write_flows};

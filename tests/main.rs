//! What is true for users: whole flows, real files, the command.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

mod command;
mod conversions;
mod faults;
mod flows;
mod hostile;
mod journal;
mod mistakes;
mod rules;
mod schemas;
mod support;

//! What is true for users: whole flows, real files, the command.

mod flows;
mod support;

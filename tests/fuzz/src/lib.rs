//! What fuzzing asks of each reader: any bytes get an answer, and the answer holds together.

mod billing;
mod documents;
mod piece;
mod xsd;

pub use billing::{configuration, csv, directory, json_lines};
pub use documents::{check, flow};
pub use piece::piece;
pub use xsd::{xsd_instance, xsd_schema};

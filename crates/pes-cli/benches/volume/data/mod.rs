//! Data of any size: invented people, drawn from a seed, the same on every machine.

pub mod asap;
pub mod billing;
pub mod corners;
pub mod draw;
pub mod flow;
pub mod titre;
pub mod words;
pub mod xml;

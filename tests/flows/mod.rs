//! Reading and writing flows.

mod round_trip;
mod well_formed;

//! `pes show`
use crate::args::Show;
use crate::screen::{Fault, Screen};
pub fn run(_c: &Show, _s: &Screen) -> Result<std::process::ExitCode, Fault> {
    Ok(std::process::ExitCode::SUCCESS)
}

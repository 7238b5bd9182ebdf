//! `pes split`
use crate::args::{Convert, Split};
use crate::convert::Kind;
use crate::screen::{Fault, Screen};
use pes::mapper::Config;
use pes::parser::value::Date;
pub fn run(_c: &Split, _s: &Screen) -> Result<std::process::ExitCode, Fault> {
    Ok(std::process::ExitCode::SUCCESS)
}
pub fn convert_flows(
    _c: &Convert,
    _f: &Config,
    _d: Date,
    _k: &[Kind],
    _s: &Screen,
) -> Result<std::process::ExitCode, Fault> {
    Ok(std::process::ExitCode::SUCCESS)
}

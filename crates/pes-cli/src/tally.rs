//! How many files had which verdict, and which are those that failed.

use std::process::ExitCode;

use pes::parser::text;
use pes::validator::Verdict;

use crate::screen::Screen;

/// Files by their verdict.
#[derive(Default)]
pub struct Tally<'f> {
    valid: usize,
    invalid: Vec<&'f str>,
    unchecked: Vec<&'f str>,
}

impl<'f> Tally<'f> {
    pub fn of(files: impl Iterator<Item = (&'f str, Verdict)>) -> Self {
        let mut tally = Tally::default();
        for (file, verdict) in files {
            match verdict {
                Verdict::Valid | Verdict::NotApplicable => tally.valid += 1,
                Verdict::Invalid => tally.invalid.push(file),
                Verdict::Unchecked => tally.unchecked.push(file),
            }
        }
        tally
    }

    /// A line of counts, then one for each file that failed, unless it is the only file there is.
    pub fn summary(&self, screen: &Screen) -> String {
        let (valid, invalid, unchecked) = (self.valid, self.invalid.len(), self.unchecked.len());
        let counts = text!(
            fr = "valides : {valid}, invalides : {invalid}, non contrôlés : {unchecked}\n",
            en = "valid: {valid}, invalid: {invalid}, not checked: {unchecked}\n"
        );
        let mut out = screen.text(&counts).to_owned();
        if valid + invalid + unchecked > 1 {
            for (verdict, files) in [(Verdict::Invalid, &self.invalid), (Verdict::Unchecked, &self.unchecked)] {
                let (words, colon) = (verdict.words(), screen.words(" :", ":"));
                let line = |file: &&str| format!("  {}{colon} {file}\n", screen.text(&words));
                out.extend(files.iter().map(line));
            }
        }
        out
    }

    /// Not checked wins over invalid.
    pub fn exit_code(&self) -> ExitCode {
        match (self.unchecked.len(), self.invalid.len()) {
            (1.., _) => ExitCode::from(2),
            (0, 1..) => ExitCode::from(1),
            (0, 0) => ExitCode::SUCCESS,
        }
    }
}

//! How many files had which verdict, and which are those that failed.

use std::process::ExitCode;

use pes::parser::{text, visible};
use pes::validator::Verdict;

use crate::screen::Screen;

/// Files by their verdict.
#[derive(Default)]
pub struct Tally<'f> {
    valid: usize,
    /// Acquits and returns that refuse nothing.
    conforming: usize,
    refusing: Vec<&'f str>,
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
                Verdict::Conforming => tally.conforming += 1,
                Verdict::Refusing => tally.refusing.push(file),
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
        let (conforming, refusing) = (self.conforming, self.refusing.len());
        let answers = text!(
            fr = "acquits et retours conformes : {conforming}, avec refus : {refusing}\n",
            en = "conforming acquits and returns: {conforming}, with refusals: {refusing}\n"
        );
        let mut out = String::new();
        if valid + invalid + unchecked > 0 {
            out.push_str(screen.text(&counts));
        }
        if conforming + refusing > 0 {
            out.push_str(screen.text(&answers));
        }
        if valid + invalid + unchecked + conforming + refusing > 1 {
            let failed = [
                (Verdict::Invalid, &self.invalid),
                (Verdict::Refusing, &self.refusing),
                (Verdict::Unchecked, &self.unchecked),
            ];
            for (verdict, files) in failed {
                let (words, colon) = (verdict.words(), screen.words(" :", ":"));
                let line = |file: &&str| format!("  {}{colon} {}\n", screen.text(&words), visible(file));
                out.extend(files.iter().map(line));
            }
        }
        out
    }

    /// Not checked wins over invalid.
    pub fn exit_code(&self) -> ExitCode {
        match (self.unchecked.len(), self.invalid.len() + self.refusing.len()) {
            (1.., _) => ExitCode::from(2),
            (0, 1..) => ExitCode::from(1),
            (0, 0) => ExitCode::SUCCESS,
        }
    }
}

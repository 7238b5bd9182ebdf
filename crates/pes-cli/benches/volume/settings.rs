//! What is asked for: `name=value` words, or `quick`.

use std::path::PathBuf;

/// How much is measured, and where the data goes.
pub struct Settings {
    /// Runs of each contender that count, after one that does not.
    pub rounds: usize,
    /// Most titres, in growth and conversions.
    pub titres: u64,
    /// Of the flows that other validators read too, in megabytes.
    pub megabytes: u64,
    /// How many of what a quadratic corner repeats.
    pub corner: u64,
    /// Keeps the data; without it the data goes in a temporary folder.
    pub folder: Option<PathBuf>,
    /// Parts to measure; all when empty.
    pub only: Vec<String>,
}

impl Settings {
    const FULL: Self =
        Self { rounds: 5, titres: 1_000_000, megabytes: 100, corner: 100_000, folder: None, only: Vec::new() };
    const QUICK: Self =
        Self { rounds: 1, titres: 10_000, megabytes: 10, corner: 4_000, folder: None, only: Vec::new() };

    /// Those of the command line, or the word that is not one.
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut settings = if arguments.iter().any(|word| word == "quick") { Self::QUICK } else { Self::FULL };
        for word in arguments {
            let known = match word.split_once('=') {
                Some(("rounds", count)) => count.parse().map(|count| settings.rounds = count).is_ok(),
                Some(("titres", count)) => count.parse().map(|count| settings.titres = count).is_ok(),
                Some(("megabytes", count)) => count.parse().map(|count| settings.megabytes = count).is_ok(),
                Some(("corner", count)) => count.parse().map(|count| settings.corner = count).is_ok(),
                Some(("folder", folder)) => {
                    settings.folder = Some(folder.into());
                    true
                }
                Some(("only", parts)) => {
                    settings.only = parts.split(',').map(str::to_owned).collect();
                    true
                }
                _ => word == "quick" || word == "--bench",
            };
            if !known {
                return Err(word.clone());
            }
        }
        Ok(settings)
    }

    /// Counts of titres, each ten times the one before, up to the most.
    pub fn growth(&self) -> Vec<u64> {
        let below = (3..).map(|power| 10_u64.pow(power)).take_while(|&count| count < self.titres);
        below.chain([self.titres]).collect()
    }

    /// Whether a part is to be measured.
    pub fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| wanted == part)
    }
}

//! The flow that an acquit names, which was perhaps renamed on the way.

use crate::error::Error;
use crate::journal::Journal;

/// The names of the flows that were sent, read once they are asked for.
#[derive(Default)]
pub(crate) struct Names(Option<Vec<(i64, String)>>);

/// From here on a name is found in another whatever stands before it.
const DISTINCTIVE: usize = 20;

impl Names {
    /// Those of a journal.
    pub fn of(&mut self, journal: &Journal) -> Result<&Self, Error> {
        if self.0.is_none() {
            let rows = journal.store.query("SELECT id, nom_fic FROM flux", &[])?;
            self.0 = Some(rows.iter().map(|row| (row.integer(0), stem(&row.text(1)))).collect());
        }
        Ok(self)
    }

    /// Those of one run.
    pub fn of_run(journal: &Journal, execution: i64) -> Result<Self, Error> {
        let rows = journal.store.query("SELECT id, nom_fic FROM flux WHERE execution = ?1", &[execution.into()])?;
        Ok(Names(Some(rows.iter().map(|row| (row.integer(0), stem(&row.text(1)))).collect())))
    }

    /// The flow that a name is of: platforms add a path, a prefix, a suffix or an extension, and change the case. Of two
    /// that may be meant the longer name is; of two as long, neither.
    pub fn named(&self, nom_fic: &str) -> Option<i64> {
        let nom_fic = nom_fic.to_ascii_uppercase();
        let mut best: Option<(usize, Option<i64>)> = None;
        for (flux, stem) in self.0.iter().flatten().filter(|(_, stem)| is_in(&nom_fic, stem)) {
            best = match best {
                Some((length, _)) if length > stem.len() => best,
                Some((length, _)) if length == stem.len() => Some((length, None)),
                _ => Some((stem.len(), Some(*flux))),
            };
        }
        best.and_then(|(_, flux)| flux)
    }
}

/// The name without its extension, as it is compared.
fn stem(nom_fic: &str) -> String {
    let upper = nom_fic.to_ascii_uppercase();
    upper.strip_suffix(".XML").unwrap_or(&upper).to_owned()
}

/// Whether a name holds another, and not a part of a longer one: `FLUX1` is not in `FLUX10`.
fn is_in(nom_fic: &str, stem: &str) -> bool {
    !stem.is_empty()
        && nom_fic.match_indices(stem).any(|(start, _)| {
            let before = nom_fic[..start].chars().next_back();
            let after = nom_fic[start + stem.len()..].chars().next();
            let is_free = |char: Option<char>| !char.is_some_and(char::is_alphanumeric);
            let starts = is_free(before) || stem.len() >= DISTINCTIVE;
            let ends = match stem.ends_with(|char: char| char.is_ascii_digit()) {
                true if stem.len() >= DISTINCTIVE => !after.is_some_and(|char| char.is_ascii_digit()),
                _ => is_free(after),
            };
            starts && ends
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(nom_fic: &str, flows: &[&str]) -> Option<i64> {
        Names(Some((0..).zip(flows.iter().map(|name| stem(name))).collect())).named(nom_fic)
    }

    #[test]
    fn a_name_is_known_whatever_was_added_to_it() {
        const OURS: [&str; 2] = ["PESALR1_21350999500014_260302_001.xml", "PESALR1_21350999500014_260302_002.xml"];
        for name in [
            "PESALR1_21350999500014_260302_002.xml",
            "PESALR1_21350999500014_260302_002",
            "pesalr1_21350999500014_260302_002.XML",
            "PESALR1_21350999500014_260302_002.xml.gz",
            "006111-PESALR1_21350999500014_260302_002-ack.xml",
            "TDT42PESALR1_21350999500014_260302_002v2.xml",
            r"C:\depot\PESALR1_21350999500014_260302_002.xml",
            "/srv/tdt/in/PESALR1_21350999500014_260302_002",
        ] {
            assert_eq!(named(name, &OURS), Some(1), "{name}");
        }
        for name in [
            "PESALR1_21350999500014_260302_0020.xml",
            "PESALR1_21350999500014_260302_003.xml",
            "PESALR2_MANDATS_77.xml",
            "PESALR1_21350999500014_260302_001 et PESALR1_21350999500014_260302_002",
        ] {
            assert_eq!(named(name, &OURS), None, "{name}");
        }
    }

    #[test]
    fn a_short_name_stands_alone() {
        let flows = ["FLUX1.xml", "FLUX10.xml", "FLUX1_B.xml"];
        assert_eq!(named("FLUX10", &flows), Some(1));
        assert_eq!(named("flux1.xml", &flows), Some(0));
        assert_eq!(named("TDT_FLUX1_B.xml", &flows), Some(2));
        assert_eq!(named("XFLUX1", &flows), None);
        assert_eq!(named("FLUX1A", &flows), None);
    }
}

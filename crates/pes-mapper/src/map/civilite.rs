//! Civilities as people write them, and as titres carry them.

/// What a civility is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Civility {
    /// One of those known, as it is written.
    Known(&'static str),
    /// Two people at once.
    Two,
    /// None of those known.
    Unknown,
}

/// The civilities that every source agrees on: the closed list of Hélios is not public.
pub(super) const KNOWN: &str = "M, MME";

impl Civility {
    pub fn of(text: &str) -> Self {
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .map(|word| word.chars().flat_map(char::to_uppercase).collect())
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            ["M" | "MR" | "MONSIEUR" | "MONS"] => Civility::Known("M"),
            // Mademoiselle is no longer written: circular 5575/SG of 21 February 2012.
            ["MME" | "MADAME" | "MLLE" | "MELLE" | "MLE" | "MADEMOISELLE"] | ["M", "ME" | "LLE" | "ELLE"] => {
                Civility::Known("MME")
            }
            ["MM" | "MMES" | "MESSIEURS" | "MESDAMES" | "METMME" | "MOUMME" | "MMEETM" | "MRETMME" | "METMLLE"] => {
                Civility::Two
            }
            [] | [_] => Civility::Unknown,
            [..] if words.iter().filter(|word| matches!(Civility::of(word), Civility::Known(_))).count() > 1 => {
                Civility::Two
            }
            _ => Civility::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civilities_as_people_write_them() {
        for man in ["M", "M.", "m", "Mr", "MR.", "Monsieur", "MONSIEUR", "mons."] {
            assert_eq!(Civility::of(man), Civility::Known("M"), "{man}");
        }
        for woman in
            ["MME", "Mme", "Mme.", "M.me", "Madame", "MADAME", "Mlle", "Melle", "MLLE.", "M.lle", "Mademoiselle"]
        {
            assert_eq!(Civility::of(woman), Civility::Known("MME"), "{woman}");
        }
        for two in
            ["M. et Mme", "M et Mme", "Mr & Mme", "M/MME", "Mme ou M.", "M. OU MME", "MM.", "Mmes", "METMME", "MOUMME"]
        {
            assert_eq!(Civility::of(two), Civility::Two, "{two}");
        }
        for other in ["", ".", "DR", "Me", "SARL", "STE", "1", "M. le Maire", "Monsieur le Directeur", "MO", "Mm e"] {
            assert_eq!(Civility::of(other), Civility::Unknown, "{other}");
        }
    }
}

//! Findings that differ by their values alone: ten thousand times the same fault reads as one.

use std::collections::{BTreeMap, HashMap};

use pes::validator::{Alike, Diagnostic, Rule};

/// Findings put together: those of one rule that say the same but for values, in the order of the first of each.
///
/// The first `whole` groups are held, of the others only how many findings each rule has: what is held does not grow
/// with the findings.
pub struct Gathered {
    whole: usize,
    pub groups: Vec<Alike>,
    by_shape: HashMap<(&'static str, String), usize>,
    /// By identifier of the rule.
    pub left: BTreeMap<&'static str, (&'static Rule, usize)>,
}

impl Gathered {
    pub fn new(whole: usize) -> Self {
        Gathered { whole, groups: Vec::new(), by_shape: HashMap::new(), left: BTreeMap::new() }
    }

    pub fn of<'f>(whole: usize, findings: impl Iterator<Item = &'f Diagnostic>) -> Self {
        let mut gathered = Self::new(whole);
        findings.for_each(|finding| gathered.add(finding));
        gathered
    }

    pub fn add(&mut self, finding: &Diagnostic) {
        let key = (finding.rule.id, shape(&finding.message.fr));
        match self.by_shape.get(&key) {
            Some(&group) => self.groups[group].add(finding),
            None if self.groups.len() < self.whole => {
                self.by_shape.insert(key, self.groups.len());
                self.groups.push(Alike::new(finding.clone()));
            }
            None => self.count(finding),
        }
    }

    /// Counts a finding without showing it.
    pub fn count(&mut self, finding: &Diagnostic) {
        self.left.entry(finding.rule.id).or_insert((finding.rule, 0)).1 += 1;
    }
}

/// The words of a message without what is quoted and without the words that hold a digit.
fn shape(message: &str) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some((before, quoted)) = rest.split_once('«') {
        push_words(before, &mut out);
        out.push_str(" «»");
        rest = quoted.split_once('»').map_or("", |(_, after)| after);
    }
    push_words(rest, &mut out);
    out
}

fn push_words(text: &str, out: &mut String) {
    for word in text.split_whitespace() {
        let word = if word.contains(|c: char| c.is_ascii_digit()) { "0" } else { word };
        // An amount is several words, of which it does not matter how many.
        if word != "0" || !out.ends_with(" 0") {
            out.push(' ');
            out.push_str(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn messages_that_differ_by_values_have_one_shape() {
        for (one, other) in [
            ("titre 701 : NumeroFacture absent", "titre 4012 : NumeroFacture absent"),
            ("MtHT : 12 345,00 € ; somme : 1,00 €", "MtHT : 0,10 € ; somme : 1 000 000,00 €"),
            ("Nom : « DUPONT » : trop long", "Nom : « LE BIHAN » : trop long"),
        ] {
            assert_eq!(shape(one), shape(other));
        }
        assert_ne!(shape("titre 1 : NumeroFacture absent"), shape("titre 1 : NumeroMarche absent"));
        assert_ne!(shape("« a » : trop long"), shape("« a » : trop court"));
    }
}

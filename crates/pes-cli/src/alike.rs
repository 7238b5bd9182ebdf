//! Findings that differ by their values alone: ten thousand times the same fault reads as one.

use std::collections::HashMap;

use pes::validator::Diagnostic;

/// Findings that are alike.
pub struct Alike<'f> {
    pub first: &'f Diagnostic,
    /// In their order.
    pub others: Vec<&'f Diagnostic>,
}

impl Alike<'_> {
    pub fn len(&self) -> usize {
        1 + self.others.len()
    }
}

/// Puts together those of one rule that say the same but for values, in the order of the first of each.
pub fn alike<'f>(findings: impl Iterator<Item = &'f Diagnostic>) -> Vec<Alike<'f>> {
    let mut groups: Vec<Alike<'f>> = Vec::new();
    let mut by_shape: HashMap<(&str, String), usize> = HashMap::new();
    for finding in findings {
        let key = (finding.rule.id, shape(&finding.message.fr));
        match by_shape.get(&key) {
            Some(&group) => groups[group].others.push(finding),
            None => {
                by_shape.insert(key, groups.len());
                groups.push(Alike { first: finding, others: Vec::new() });
            }
        }
    }
    groups
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

//! What an invoice bills, by which it is known again whatever its number, its year and the day it is issued.

use std::fmt::Write;

use pes_parser::model::LigneFacture;
use pes_parser::value::{SimpleType, Value};
use sha2::{Digest, Sha256};

use super::Draft;

impl Draft {
    /// A hash of the debtor, the lines and the amounts, which neither case nor blanks change. An address that is
    /// corrected bills nothing else.
    pub fn billed(&self) -> String {
        let debtor = if self.siret.is_empty() { &self.debtor } else { &self.siret };
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            let words: Vec<String> = text.split_whitespace().map(str::to_uppercase).collect();
            hash.update(words.join(" "));
            hash.update([0]);
        };
        add(debtor);
        add(&format!("{} {}", self.totals.ht, self.totals.tva));
        add(given(&self.indiv.objet));
        self.indiv.ligne_facture.iter().flat_map(line).for_each(&mut add);
        let mut hex = String::new();
        hash.finalize().iter().for_each(|byte| {
            // Writing to memory does not fail.
            let _ = write!(hex, "{byte:02x}");
        });
        hex
    }
}

fn line(line: &LigneFacture) -> [&str; 12] {
    [
        given(&line.date),
        given(&line.date_debut),
        given(&line.date_fin),
        given(&line.libelle),
        given(&line.quantite),
        given(&line.quantite2),
        given(&line.mt_unitaire),
        given(&line.mt_base),
        given(&line.mt_remise),
        given(&line.mt_ht),
        given(&line.mt_tva),
        given(&line.mt_ttc),
    ]
}

fn given<T: SimpleType>(value: &Option<Value<T>>) -> &str {
    value.as_ref().map_or("", Value::text)
}

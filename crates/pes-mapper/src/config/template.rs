use pes_parser::Lang;

use super::keys::{DEBTOR_KEYS, FIELD_TABLES, KEYS, Key, Kind, TABLES};
use crate::fields::BillingField;

/// The fields that nearly every billing file has; the template shows the others commented out.
const COMMON: [BillingField; 14] = [
    BillingField::Facture,
    BillingField::Objet,
    BillingField::DebiteurCivilite,
    BillingField::DebiteurNom,
    BillingField::DebiteurPrenom,
    BillingField::DebiteurAdr2,
    BillingField::DebiteurCp,
    BillingField::DebiteurVille,
    BillingField::DebiteurCatTiers,
    BillingField::DebiteurNatJur,
    BillingField::LigneLibelle,
    BillingField::LigneDate,
    BillingField::LigneQuantite,
    BillingField::LignePrixUnitaire,
];

/// A commented `pes.toml`: every key, what it is, its default or an example.
///
/// ```
/// use pes_mapper::template;
/// use pes_parser::Lang;
///
/// assert!(template(Lang::Fr).contains("[collectivite]"));
/// ```
pub fn template(lang: Lang) -> String {
    let french = lang == Lang::Fr;
    let mut out = String::from(if french {
        "# Configuration de pes, une par collectivité.\n# Une ligne commentée montre la valeur par défaut.\n"
    } else {
        "# Configuration of pes, one for each local authority.\n# A line commented out shows the default value.\n"
    });
    for table in TABLES {
        out.push_str(&format!("\n# {}\n[{}]\n", table.doc.get(lang), table.name));
        for key in KEYS.iter().filter(|key| key.path.split_once('.').is_some_and(|(name, _)| name == table.name)) {
            line(&mut out, key, lang);
        }
    }
    out.push_str(if french {
        "\n# Exceptions, une par débiteur\n#[[debiteurs]]\n"
    } else {
        "\n# Exceptions, one for each debtor\n#[[debiteurs]]\n"
    });
    for key in DEBTOR_KEYS {
        line(&mut out, key, lang);
    }
    let (columns, columns_doc) = &FIELD_TABLES[0];
    out.push_str(&format!("\n# {}\n[{columns}]\n", columns_doc.get(lang)));
    for field in BillingField::ALL {
        let title = field.title();
        let key = if field.key().contains('.') { format!("\"{}\"", field.key()) } else { field.key().to_owned() };
        let column = field.key().replace('.', "_");
        let comment = if COMMON.contains(field) { "" } else { "#" };
        out.push_str(&format!("{comment}{key} = \"{column}\" # {}\n", title.get(lang)));
    }
    for (table, doc) in &FIELD_TABLES[1..] {
        out.push_str(&format!("\n# {}\n[{table}]\n", doc.get(lang)));
    }
    out
}

/// A mandatory text is left empty beside its example: what is not filled in is refused, never sent.
fn line(out: &mut String, key: &Key, lang: Lang) {
    let name = key.path.rsplit('.').next().unwrap_or(key.path);
    let is_blank = key.required && key.kind == Kind::Text;
    let value = match key.kind {
        Kind::Integer if key.value.is_empty() => "2026".to_owned(),
        Kind::Integer | Kind::Boolean => key.value.to_owned(),
        Kind::Text if is_blank => "\"\"".to_owned(),
        Kind::Text | Kind::Choice(_) => format!("\"{}\"", key.value),
    };
    let comment = if key.required || key.advised { "" } else { "#" };
    let more = match key.kind {
        Kind::Choice(choices) => format!(" [{}]", choices.join(" | ").replace('\t', "\\t")),
        _ if is_blank => format!(" ({} {})", if lang == Lang::Fr { "exemple :" } else { "example:" }, key.value),
        _ => String::new(),
    };
    out.push_str(&format!("{comment}{name} = {value} # {}{more}\n", key.doc.get(lang)));
}

#[cfg(test)]
mod tests {
    use pes_validator::rules;

    use super::*;
    use crate::config::{Config, ConfigOptions};

    /// As it comes the template is refused, for the keys to fill in and nothing else.
    #[test]
    fn only_what_must_be_filled_in_is_missing() {
        for lang in [Lang::Fr, Lang::En] {
            let findings =
                Config::parse("pes.toml", &template(lang), ConfigOptions::default()).err().unwrap_or_default();
            assert!(!findings.is_empty());
            for finding in findings {
                assert_eq!(finding.rule, &rules::PES803, "{}", finding.message);
            }
        }
    }

    /// Filled in with its own examples, and all that is commented out turned on, it is accepted.
    #[test]
    fn every_key_of_the_template_is_known_and_every_example_is_valid() {
        let text: String = template(Lang::Fr)
            .lines()
            .map(|line| {
                let line = match line.split_once("(exemple : ") {
                    Some((head, example)) => {
                        head.replacen("\"\"", &format!("\"{}\"", example.trim_end_matches(')')), 1)
                    }
                    None => line.to_owned(),
                };
                // Comments have a blank after their mark, keys have none; exceptions need a debtor, PayFiP both parts.
                let is_key =
                    line.starts_with('#') && !line.starts_with("# ") && !line.contains("= \"\"") && line.contains('=');
                if is_key { format!("{}\n", &line[1..]) } else { format!("{line}\n") }
            })
            .collect();
        let findings = Config::parse("pes.toml", &text, ConfigOptions::default()).err().unwrap_or_default();
        assert!(findings.is_empty(), "{findings:#?}");
    }
}

use std::collections::BTreeMap;

use pes::mapper::{Config, ConfigOptions, Input, Mapper, NoComplements, Origin, refuse_duplicates};
use pes::parser::value::{Date, SimpleType};
use proptest::prelude::*;

use crate::support::root;

const FIELDS: [(&str, &str); 7] = [
    ("facture", "facture"),
    ("debiteur.nom", "nom"),
    ("debiteur.prenom", "prenom"),
    ("debiteur.adr2", "voie"),
    ("ligne.libelle", "libelle"),
    ("ligne.date", "date"),
    ("ligne.base", "montant"),
];

/// A table of invoices, and how it is written.
#[derive(Clone, Debug)]
struct Written {
    /// Of each invoice, what its rows are made of: the label and the cents of each.
    invoices: Vec<Vec<(usize, i64)>>,
    /// The first column of the table, the others after it in turn.
    first: usize,
    delimiter: char,
    /// Every cell between quotes, or only those that need it.
    quoted: bool,
    line_end: &'static str,
}

const LABELS: [&str; 6] =
    ["Repas", "", "Repas, midi; soir", "Aide à domicile\nmatin", "Location \"bio\"", "Eau;a;b;c;d,e,f,g"];

impl Written {
    fn columns(&self) -> impl Iterator<Item = usize> {
        (0..FIELDS.len()).map(|place| (place + self.first) % FIELDS.len())
    }

    fn row(&self, cells: &[String; 7]) -> String {
        let cell = |column: usize| {
            let text = &cells[column];
            if self.quoted || text.contains([self.delimiter, '"', '\n']) {
                format!("\"{}\"", text.replace('"', "\"\"").replace('\n', self.line_end))
            } else {
                text.clone()
            }
        };
        self.columns().map(cell).collect::<Vec<_>>().join(&self.delimiter.to_string()) + self.line_end
    }

    /// The line of titles, and the rows.
    fn table(&self) -> (String, String) {
        let titles = self.row(&FIELDS.map(|(_, title)| title.to_owned()));
        let mut rows = String::new();
        for (invoice, lines) in self.invoices.iter().enumerate() {
            for &(label, cents) in lines {
                rows += &self.row(&[
                    format!("F{invoice}"),
                    format!("NOM{invoice}"),
                    format!("PRENOM{invoice}"),
                    format!("{invoice} RUE DU PORT"),
                    LABELS[label].to_owned(),
                    "2026-02-01".to_owned(),
                    format!("{},{:02}", cents / 100, cents % 100),
                ]);
            }
        }
        (titles, rows)
    }

    /// Debtor and cents of each invoice.
    fn expected(&self) -> BTreeMap<String, (String, i64)> {
        let invoices = self.invoices.iter().enumerate();
        invoices
            .map(|(invoice, lines)| {
                let cents = lines.iter().map(|(_, cents)| cents).sum();
                (format!("F{invoice}"), (format!("NOM{invoice} PRENOM{invoice}"), cents))
            })
            .collect()
    }
}

fn tables() -> impl Strategy<Value = Written> {
    let lines = prop::collection::vec((0..LABELS.len(), 1_i64..90_000), 1..4);
    (
        prop::collection::vec(lines, 2..8),
        0..FIELDS.len(),
        prop::sample::select(vec![';', ',', '\t']),
        any::<bool>(),
        prop::sample::select(vec!["\n", "\r\n"]),
    )
        .prop_map(|(invoices, first, delimiter, quoted, line_end)| Written {
            invoices,
            first,
            delimiter,
            quoted,
            line_end,
        })
}

/// A quote put in or taken out, at a place given in parts of the whole.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Insert(prop::sample::Index),
    /// Before a delimiter or a line end, or after: where quotes open and close.
    InsertAtEdge(prop::sample::Index, bool),
    Delete(prop::sample::Index),
}

impl Damage {
    fn apply(self, rows: &mut String) {
        let starts: Vec<usize> = rows.char_indices().map(|(place, _)| place).collect();
        let those = |wanted: &[char]| -> Vec<usize> { rows.match_indices(wanted).map(|(place, _)| place).collect() };
        match self {
            Damage::Insert(index) => rows.insert(starts[index.index(starts.len())], '"'),
            Damage::InsertAtEdge(index, is_after) => {
                let edges = those(&[';', ',', '\t', '\n']);
                rows.insert(edges[index.index(edges.len())] + usize::from(is_after), '"');
            }
            Damage::Delete(index) => {
                let quotes = those(&['"']);
                if !quotes.is_empty() {
                    rows.remove(quotes[index.index(quotes.len())]);
                }
            }
        }
    }
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let one = prop_oneof![
        any::<prop::sample::Index>().prop_map(Damage::Insert),
        (any::<prop::sample::Index>(), any::<bool>()).prop_map(|(index, after)| Damage::InsertAtEdge(index, after)),
        any::<prop::sample::Index>().prop_map(Damage::Delete),
    ];
    prop::collection::vec(one, 0..5)
}

fn config(delimiter: char) -> Config {
    let text = std::fs::read_to_string(root().join("fixtures/billing/eau/pes.toml")).unwrap();
    let head = &text[..text.find("[entree]").unwrap()];
    let columns: String = FIELDS.iter().map(|(field, title)| format!("\"{field}\" = \"{title}\"\n")).collect();
    let delimiter = delimiter.escape_default();
    let constants = "objet = \"Objet\"\n\"debiteur.civilite\" = \"MME\"\n\"debiteur.cp\" = \"35999\"\n\
        \"debiteur.ville\" = \"VALMIREL\"\n\"debiteur.cat_tiers\" = \"01\"\n\"debiteur.nat_jur\" = \"01\"\n\
        \"ligne.nature\" = \"7011\"\n\"ligne.taux_tva\" = \"0\"\n";
    let defaults = "[defauts]\n\"ligne.libelle\" = \"Prestation\"\n";
    let text = format!(
        "{head}[entree]\nseparateur = \"{delimiter}\"\n[colonnes]\n{columns}[constantes]\n{constants}{defaults}"
    );
    Config::parse("pes.toml", &text, ConfigOptions::default()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    /// Quotes put in and taken out anywhere: an invoice is converted for the amount and the debtor that the table had
    /// before, or it is refused.
    #[test]
    fn damaged_quotes_never_change_an_invoice(written in tables(), damages in damages()) {
        let (titles, mut rows) = written.table();
        damages.iter().for_each(|damage| damage.apply(&mut rows));
        let config = config(written.delimiter);
        let table = titles + &rows;
        let Ok(input) = Input::csv("factures.csv", table.as_bytes(), &config) else {
            prop_assert!(!damages.is_empty());
            return Ok(());
        };
        let mut inputs = vec![input];
        refuse_duplicates(&mut inputs).unwrap();
        let mapper = Mapper::new(&config, Date::parse("2026-03-02").unwrap(), &NoComplements);
        let expected = written.expected();
        let mut converted = 0;
        for invoice in 0..inputs[0].len() {
            if let Ok(draft) = mapper.map(&inputs[0].invoice(invoice).unwrap(), Origin { input: 0, invoice }) {
                // Two quotes put in side by side are how a quote of the text is written: that one is not damage.
                let found = (draft.debtor.replace('"', ""), draft.totals.ttc());
                prop_assert_eq!(Some(&found), expected.get(&draft.invoice_number), "{}\n{}", draft.invoice_number, table);
                converted += 1;
            }
        }
        if damages.is_empty() {
            prop_assert_eq!(converted, expected.len(), "{}", table);
        }
    }
}

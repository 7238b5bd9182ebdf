use pes::mapper::{Accepted, Config, ConfigOptions, Input, Mapper, NoComplements, Origin, Sequential, Totals};
use pes::mapper::{number, refuse_duplicates, write_flows};
use pes::parser::value::{Date, SimpleType, Value};
use proptest::prelude::*;

use crate::support::{asaps, read_flow, root};

/// A line of a random invoice: quantity in hundredths, price in cents, rate in hundredths of a percent.
#[derive(Clone, Debug)]
struct Line {
    quantity: i64,
    price: i64,
    rate: i64,
    nature: u8,
}

/// What may be wrong with a random invoice; its amounts stay readable.
#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    LongName,
    NoTown,
    BadDate,
    Doubtful,
    PublicWithoutSiret,
    WrongTotal,
    SameNumber,
}

#[derive(Clone, Debug)]
struct Invoice {
    lines: Vec<Line>,
    discount: Option<i64>,
    public: bool,
    fault: Fault,
}

fn half_up(numerator: i64, divisor: i64) -> i64 {
    (2 * numerator + divisor) / (2 * divisor)
}

impl Line {
    fn totals(&self) -> Totals {
        let ht = half_up(self.quantity * self.price, 100);
        Totals { ht, tva: half_up(ht * self.rate, 10_000) }
    }
}

impl Invoice {
    fn totals(&self) -> Totals {
        let mut sum = self.lines.iter().map(Line::totals).fold(Totals::default(), Totals::plus);
        if let Some(discount) = self.discount {
            let rate = self.lines[0].rate;
            let ht = half_up(discount * 10_000, 10_000 + rate);
            sum = Totals { ht: sum.ht - ht, tva: sum.tva - (discount - ht) };
        }
        sum
    }
}

fn lines() -> impl Strategy<Value = Line> {
    (1_i64..99_999, 1_i64..50_000, prop::sample::select(vec![0_i64, 550, 1_000, 2_000]), 0_u8..3)
        .prop_map(|(quantity, price, rate, nature)| Line { quantity: quantity.min(9_999), price, rate, nature })
        .prop_filter("an amount above 0", |line| line.totals().ht > 0)
}

fn invoices() -> impl Strategy<Value = Vec<Invoice>> {
    let fault = prop_oneof![
        8 => Just(Fault::None),
        1 => prop::sample::select(vec![
            Fault::LongName, Fault::NoTown, Fault::BadDate, Fault::Doubtful, Fault::PublicWithoutSiret, Fault::WrongTotal,
            Fault::SameNumber,
        ]),
    ];
    let invoice = (prop::collection::vec(lines(), 1..6), prop::option::of(1_i64..500), any::<bool>(), fault)
        .prop_map(|(lines, discount, public, fault)| Invoice { lines, discount, public, fault });
    prop::collection::vec(invoice, 1..30)
}

fn csv(invoices: &[Invoice]) -> String {
    let mut out = String::from(
        "facture,objet,nom,civilite,prenom,voie,cp,ville,siret,cat,nat,libelle,date,quantite,prix,remise,taux,compte,ttc\n",
    );
    for (index, invoice) in invoices.iter().enumerate() {
        let number = match invoice.fault {
            Fault::SameNumber => "DOUBLE".to_owned(),
            _ => format!("F{index}"),
        };
        let name = if matches!(invoice.fault, Fault::LongName) { "N".repeat(39) } else { "EXEMPLE".into() };
        let town = if matches!(invoice.fault, Fault::NoTown) { "" } else { "VALMIREL" };
        let date = if matches!(invoice.fault, Fault::BadDate) { "2026-02-30" } else { "2026-02-28" };
        let public = invoice.public || matches!(invoice.fault, Fault::PublicWithoutSiret);
        let siret =
            if invoice.public && !matches!(invoice.fault, Fault::PublicWithoutSiret) { "21350998700011" } else { "" };
        let (cat, nat) = match (invoice.fault, public) {
            (Fault::Doubtful, _) => ("", ""),
            (_, true) => ("23", "09"),
            (_, false) => ("01", "01"),
        };
        let total = invoice.totals().ttc() + i64::from(matches!(invoice.fault, Fault::WrongTotal));
        let mut row = |quantity: String, price: String, discount: String, line: &Line| {
            let (rate, nature) = (line.rate, 7010 + i64::from(line.nature));
            out.push_str(&format!(
                "{number},Objet,{name},MME,ANNE,1 RUE,35999,{town},{siret},{cat},{nat},Ligne,{date},{quantity},{price},{discount},{}.{:02},{nature},{}.{:02}\n",
                rate / 100, rate % 100, total / 100, total % 100
            ));
        };
        let decimal = |hundredths: i64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
        for line in &invoice.lines {
            row(decimal(line.quantity), decimal(line.price), String::new(), line);
        }
        if let Some(discount) = invoice.discount {
            row(String::new(), String::new(), decimal(discount), &invoice.lines[0]);
        }
    }
    out
}

fn config(one_piece_a_bordereau: bool, max_titres: usize) -> Config {
    let text = std::fs::read_to_string(root().join("fixtures/billing/eau/pes.toml")).unwrap();
    let head = &text[..text.find("[entree]").unwrap()];
    let groupement = if one_piece_a_bordereau { "bordereau" } else { "titre" };
    let head = head
        .replace("groupement = \"bordereau\"", &format!("groupement = \"{groupement}\""))
        .replace("[flux]", &format!("[flux]\nmax_titres = {max_titres}"));
    let columns = r#"
[colonnes]
facture = "facture"
objet = "objet"
"debiteur.nom" = "nom"
"debiteur.civilite" = "civilite"
"debiteur.prenom" = "prenom"
"debiteur.adr2" = "voie"
"debiteur.cp" = "cp"
"debiteur.ville" = "ville"
"debiteur.siret" = "siret"
"debiteur.cat_tiers" = "cat"
"debiteur.nat_jur" = "nat"
"ligne.libelle" = "libelle"
"ligne.date" = "date"
"ligne.quantite" = "quantite"
"ligne.prix_unitaire" = "prix"
"ligne.remise" = "remise"
"ligne.taux_tva" = "taux"
"ligne.nature" = "compte"
total_ttc = "ttc"
"#;
    Config::parse("pes.toml", &format!("{head}{columns}"), ConfigOptions::default()).unwrap()
}

/// Short unless asked otherwise: each case is a whole conversion.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    /// To the cent, whatever is refused: accepted and refused make the input, and the flows hold what is accepted.
    #[test]
    fn nothing_is_lost_and_nothing_is_doubled(invoices in invoices(), grouped: bool, max_titres in 1_usize..12) {
        let config = config(grouped, max_titres);
        let mut inputs = vec![Input::csv("factures.csv", csv(&invoices).into_bytes(), &config).unwrap()];
        refuse_duplicates(&mut inputs).unwrap();
        let date = Date::parse("2026-03-02").unwrap();
        let mapper = Mapper::new(&config, date, &NoComplements);
        let (mut drafts, mut refused) = (Vec::new(), Vec::new());
        for invoice in 0..inputs[0].len() {
            match mapper.map(&inputs[0].invoice(invoice).unwrap(), Origin { input: 0, invoice }) {
                Ok(draft) => drafts.push(draft),
                Err(refusal) => refused.push(*refusal),
            }
        }
        let expected = invoices.iter().map(Invoice::totals).fold(Totals::default(), Totals::plus);
        let accepted = drafts.iter().map(|draft| draft.totals).fold(Totals::default(), Totals::plus);
        let mut left_out = Totals::default();
        for refused in &refused {
            prop_assert!(refused.findings.iter().any(pes::validator::Diagnostic::is_error));
            left_out = left_out.plus(refused.totals.expect("amounts that can be read"));
        }
        prop_assert_eq!(accepted.plus(left_out), expected);

        let count = drafts.len();
        let mut numbered = Accepted::default();
        drafts.iter().for_each(|draft| numbered.add(draft));
        let (batches, forbidden) = number(&config, &numbered);
        prop_assert_eq!(forbidden.origins().len(), 0);
        let mut flows = Vec::new();
        write_flows(&mapper, &inputs, &batches, &Sequential, |flow| { flows.push(flow); Ok(()) }).unwrap();
        let mut written = Totals::default();
        let mut titres = 0;
        for flow in &flows {
            prop_assert!(flow.entries.len() <= max_titres);
            written = written.plus(flow.totals);
            titres += flow.entries.len();
            let document = read_flow(&flow.file_name, &flow.bytes);
            let mut printed = 0;
            for (name, bytes) in asaps(&flow.file_name, &document) {
                for indiv in &read_flow(&name, &bytes).pes_facture.unwrap().facture_indiv {
                    let total = indiv.total_a_payer.as_ref().unwrap();
                    printed += total.mt_total_ttc.as_ref().and_then(Value::ok).unwrap().centimes();
                }
            }
            prop_assert_eq!(printed, flow.totals.ttc());
        }
        prop_assert_eq!((written, titres), (accepted, count));
    }
}

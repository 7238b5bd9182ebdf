//! One invoice, one thing changed at a time: what the configuration and the data decide.

mod amounts;
mod columns;
mod configuration;
mod dates_and_texts;
mod input;
mod json_lines;
mod meanings;
mod numbering;
mod parties;
mod pieces;
mod routing;
mod vat;

use std::collections::HashMap;
use std::io;

use pes::mapper::{
    Accepted, Complements, Config, ConfigOptions, Flow, Input, Mapper, NextNumbers, Origin, Refused, Sequential,
};
use pes::mapper::{number, refuse_duplicates, write_flows};
use pes::parser::PesAller;
use pes::parser::model::{BlocBordereau, FactureIndiv, InfoLignePiece, LigneFacture, PesFacture, Piece, Tiers};
use pes::parser::value::{Date, SimpleType, Value};
use pes::validator::Diagnostic;

use crate::support::{asaps, read_flow};

const DATE: &str = "2026-03-02";
/// A commune, its SIRET valid.
const COMMUNE: &str = "21350998700011";
/// A company, its SIRET valid.
const COMPANY: &str = "99900101900010";

const KEYS: [(&str, &str); 33] = [
    ("collectivite.siret", "\"24359999000013\""),
    ("collectivite.codique", "\"035999\""),
    ("collectivite.code_collectivite", "\"351\""),
    ("collectivite.code_budget", "\"01\""),
    ("collectivite.libelle_budget", "\"CC DES LANDES\""),
    ("collectivite.exercice", "2026"),
    ("editeur.sigle", "\"EDITEUR EXEMPLE\""),
    ("editeur.adresse", "\"Facturation 4.2\""),
    ("emetteur.nom", "\"CC DES LANDES\""),
    ("emetteur.cat_tiers", "\"24\""),
    ("emetteur.nat_jur", "\"09\""),
    ("emetteur.adr2", "\"15 ZA DE KERFICTIF\""),
    ("emetteur.cp", "\"35999\""),
    ("emetteur.ville", "\"VALMIREL\""),
    ("signataire.nom", "\"QUILLIVIC\""),
    ("signataire.prenom", "\"Armel\""),
    ("signataire.role", "\"Président\""),
    ("tresorerie.nom", "\"SGC DE VALMIREL\""),
    ("tresorerie.adr2", "\"4 RUE DU TRESOR\""),
    ("tresorerie.cp", "\"35999\""),
    ("tresorerie.ville", "\"VALMIREL\""),
    ("tresorerie.iban", "\"FR7699999000350000035035035\""),
    ("centre_encaissement.cp", "\"35908\""),
    ("centre_encaissement.ville", "\"RENNES CEDEX 9\""),
    ("asap.ref_bdf", "\"999036\""),
    ("asap.mode_recouvrement", "\"talon\""),
    ("asap.modalites_reglement", "\"Virement\""),
    ("asap.conditions_gen", "\"Sans objet\""),
    ("imputation.cod_prod_loc", "\"7011\""),
    ("imputation.nature", "\"70111\""),
    ("numerotation.premier_bordereau", "7"),
    ("numerotation.premier_titre", "61"),
    ("flux.version", "\"5.30\""),
];

const ROW: [(&str, &str); 14] = [
    ("facture", "F1"),
    ("objet", "Cantine"),
    ("debiteur.civilite", "MME"),
    ("debiteur.nom", "FAVENNEC"),
    ("debiteur.prenom", "ANNE"),
    ("debiteur.adr2", "3 RUE DU PORT"),
    ("debiteur.cp", "35999"),
    ("debiteur.ville", "VALMIREL"),
    ("debiteur.cat_tiers", "01"),
    ("debiteur.nat_jur", "01"),
    ("ligne.libelle", "Repas"),
    ("ligne.date", "02/03/2026"),
    ("ligne.quantite", "2"),
    ("ligne.prix_unitaire", "10,00"),
];

/// A conversion that works, to be changed: the configuration, and a table whose columns are named as the fields.
#[derive(Clone)]
struct Case {
    keys: Vec<(String, String)>,
    /// Tables put after the keys, as written.
    tables: String,
    rows: Vec<Vec<(String, String)>>,
    directory: Option<&'static str>,
    files: Files,
}

#[derive(Clone, Default)]
struct Files(HashMap<&'static str, &'static [u8]>);

impl Complements for Files {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.get(path).map(|bytes| bytes.to_vec()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn put(pairs: &mut Vec<(String, String)>, name: &str, value: &str) {
    match pairs.iter_mut().find(|(known, _)| known == name) {
        Some(pair) => pair.1 = value.to_owned(),
        None => pairs.push((name.to_owned(), value.to_owned())),
    }
}

impl Case {
    /// A person who owes 20 euros: two meals.
    fn person() -> Self {
        let owned = |pairs: &[(&str, &str)]| pairs.iter().map(|&(n, v)| (n.to_owned(), v.to_owned())).collect();
        Case {
            keys: owned(&KEYS),
            tables: String::new(),
            rows: vec![owned(&ROW)],
            directory: None,
            files: Files::default(),
        }
    }

    /// The same, owed by an organisation.
    fn organisation(cat_tiers: &str, nat_jur: &str, siret: &str) -> Self {
        Case::person().cells(&[
            ("debiteur.nom", "ORGANISME EXEMPLE"),
            ("debiteur.civilite", ""),
            ("debiteur.prenom", ""),
            ("debiteur.siret", siret),
            ("debiteur.cat_tiers", cat_tiers),
            ("debiteur.nat_jur", nat_jur),
        ])
    }

    fn commune() -> Self {
        Case::organisation("23", "09", COMMUNE)
    }

    fn company() -> Self {
        Case::organisation("50", "03", COMPANY)
    }

    /// A key of the configuration, its value as TOML writes it.
    fn key(mut self, path: &str, value: &str) -> Self {
        put(&mut self.keys, path, value);
        self
    }

    fn tables(mut self, tables: &str) -> Self {
        self.tables.push_str(tables);
        self
    }

    /// Cells of the last row.
    fn cells(mut self, cells: &[(&str, &str)]) -> Self {
        for (field, text) in cells {
            put(self.rows.last_mut().unwrap(), field, text);
        }
        self
    }

    fn cell(self, field: &str, text: &str) -> Self {
        self.cells(&[(field, text)])
    }

    /// One more row, the last one with these cells.
    fn row(mut self, cells: &[(&str, &str)]) -> Self {
        self.rows.push(self.rows.last().unwrap().clone());
        self.cells(cells)
    }

    fn fields(&self) -> Vec<String> {
        let mut fields: Vec<String> = Vec::new();
        for (field, _) in self.rows.iter().flatten() {
            if !fields.contains(field) {
                fields.push(field.clone());
            }
        }
        fields
    }

    fn config(&self) -> String {
        let mut tables: Vec<(&str, String)> = Vec::new();
        for (path, value) in &self.keys {
            let (table, name) = path.split_once('.').unwrap();
            let line = format!("{name} = {value}\n");
            match tables.iter_mut().find(|(known, _)| *known == table) {
                Some((_, lines)) => lines.push_str(&line),
                None => tables.push((table, line)),
            }
        }
        let keys: String = tables.iter().map(|(table, lines)| format!("[{table}]\n{lines}\n")).collect();
        let columns: String = self.fields().iter().map(|field| format!("\"{field}\" = \"{field}\"\n")).collect();
        format!("{keys}[colonnes]\n{columns}\n{}", self.tables)
    }

    /// Every cell between quotes, cut by `delimiter`.
    fn table(&self, delimiter: char) -> String {
        let fields = self.fields();
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let line = |cells: Vec<String>| cells.join(&delimiter.to_string()) + "\n";
        let mut table = line(fields.iter().map(|field| quoted(field)).collect());
        for row in &self.rows {
            let text = |field: &String| row.iter().find(|(known, _)| known == field).map_or("", |(_, text)| text);
            table.push_str(&line(fields.iter().map(|field| quoted(text(field))).collect()));
        }
        table
    }

    fn parse(&self) -> Result<Config, Vec<Diagnostic>> {
        Config::parse("pes.toml", &self.config(), ConfigOptions::default())
    }

    fn parsed(&self) -> Config {
        let mut config = self.parse().unwrap_or_else(|faults| panic!("{faults:#?}"));
        if let Some(directory) = self.directory {
            config.set_directory("annuaire.csv", directory.as_bytes()).unwrap();
        }
        config
    }

    /// Rules that the configuration breaks.
    fn faults(&self) -> Vec<Diagnostic> {
        self.parse().expect_err("a configuration with a fault")
    }

    fn convert(&self) -> Outcome {
        self.convert_table(self.table(';').as_bytes())
    }

    fn convert_table(&self, bytes: &[u8]) -> Outcome {
        let config = self.parsed();
        let input = Input::csv("factures.csv", bytes, &config).unwrap_or_else(|faults| panic!("{faults:#?}"));
        self.convert_input(&config, input)
    }

    fn convert_json(&self, lines: &str) -> Outcome {
        let config = self.parsed();
        let input = Input::json_lines("f.jsonl", lines.as_bytes(), &config).unwrap_or_else(|f| panic!("{f:#?}"));
        self.convert_input(&config, input)
    }

    fn convert_input(&self, config: &Config, input: Input<'_>) -> Outcome {
        let mut inputs = [input];
        refuse_duplicates(&mut inputs).unwrap();
        let date = Date::parse(DATE).unwrap();
        let mapper = Mapper::new(config, date, &self.files);
        let map = |origin: Origin| mapper.map(&inputs[0].invoice(origin.invoice).unwrap(), origin);
        let (mut accepted, mut refused, mut infos) = (Accepted::default(), Vec::new(), Vec::new());
        for invoice in 0..inputs[0].len() {
            match map(Origin { input: 0, invoice }) {
                Ok(draft) => {
                    accepted.add(&draft);
                    infos.extend(draft.findings);
                }
                Err(refusal) => refused.push(*refusal),
            }
        }
        let (batches, forbidden) = number(config, &accepted);
        let late = forbidden.origins().map(|origin| *map(origin).and_then(|draft| forbidden.admit(draft)).unwrap_err());
        refused.extend(late);
        let mut flows = Vec::new();
        let next = write_flows(&mapper, &inputs, &batches, &Sequential, |flow| {
            flows.push(flow);
            Ok(())
        });
        let next = next.unwrap_or_else(|error| panic!("an accepted invoice that cannot be written: {error:#?}"));
        Outcome { infos, refused, flows, next }
    }

    /// The rules that refuse the only invoice.
    fn refused(&self) -> Vec<&'static str> {
        let outcome = self.convert();
        assert_eq!(outcome.flows.len(), 0, "nothing is written");
        outcome.rules()
    }

    /// What is written of the first titre, nothing being refused.
    fn written(&self) -> Written {
        self.convert().written()
    }

    /// The first line written on the ASAP.
    fn line(&self) -> LigneFacture {
        self.written().line().clone()
    }
}

/// What came of a conversion.
struct Outcome {
    infos: Vec<Diagnostic>,
    refused: Vec<Refused>,
    flows: Vec<Flow>,
    next: NextNumbers,
}

impl Outcome {
    fn errors(&self) -> Vec<&Diagnostic> {
        self.refused.iter().flat_map(|refused| &refused.findings).filter(|finding| finding.is_error()).collect()
    }

    /// The rules that refuse, each once.
    fn rules(&self) -> Vec<&'static str> {
        let mut rules: Vec<&str> = self.errors().iter().map(|finding| finding.rule.id).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// The rules of what was changed in the invoices accepted.
    fn changes(&self) -> Vec<&'static str> {
        self.infos.iter().map(|finding| finding.rule.id).collect()
    }

    fn documents(&self) -> Vec<PesAller> {
        self.flows.iter().map(|flow| read_flow(&flow.file_name, &flow.bytes)).collect()
    }

    fn written(&self) -> Written {
        assert!(self.refused.is_empty(), "{:#?}", self.errors());
        let flow = self.documents().swap_remove(0);
        let (name, bytes) = asaps("flow", &flow).swap_remove(0);
        let facture = read_flow(&name, &bytes).pes_facture.unwrap();
        Written { flow, facture }
    }
}

/// A flow read back, and its first ASAP.
struct Written {
    flow: PesAller,
    facture: PesFacture,
}

impl Written {
    fn bordereau(&self) -> &BlocBordereau {
        self.flow.pes_recette_aller.as_ref().unwrap().bordereau[0].bloc_bordereau.as_ref().unwrap()
    }

    fn titre(&self) -> &Piece {
        &titres(&self.flow)[0]
    }

    fn imputations(&self) -> Vec<&InfoLignePiece> {
        let lines = self.titre().ligne_de_piece.iter();
        lines.map(|line| line.bloc_ligne_piece.as_ref().unwrap().info_ligne_piece.as_ref().unwrap()).collect()
    }

    fn debtor(&self) -> &Tiers {
        &self.titre().ligne_de_piece[0].tiers[0]
    }

    fn debtor_name(&self) -> &str {
        text(&self.debtor().info_tiers.as_ref().unwrap().nom)
    }

    fn indiv(&self) -> &FactureIndiv {
        &self.facture.facture_indiv[0]
    }

    fn line(&self) -> &LigneFacture {
        &self.indiv().ligne_facture[0]
    }

    fn edition(&self) -> &str {
        text(&self.titre().bloc_piece.as_ref().unwrap().edition)
    }
}

fn titres(flow: &PesAller) -> &[Piece] {
    &flow.pes_recette_aller.as_ref().unwrap().bordereau[0].piece
}

/// The text of a value, empty when absent.
fn text<T>(value: &Option<Value<T>>) -> &str {
    value.as_ref().map_or("", Value::text)
}

/// Hundredths of a value, nothing when absent.
fn cents<T>(value: &Option<Value<T>>) -> Option<i64> {
    let text = value.as_ref()?.text();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    Some(format!("{whole}{fraction:0<2}").parse().unwrap())
}

/// Whether one of the messages says this.
fn say(findings: &[&Diagnostic], words: &str) -> bool {
    findings.iter().any(|finding| finding.message.fr.contains(words))
}

/// Whether one of the advices says this.
fn advise(findings: &[&Diagnostic], words: &str) -> bool {
    findings.iter().any(|finding| finding.help.as_ref().is_some_and(|help| help.fr.contains(words)))
}

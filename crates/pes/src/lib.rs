//! The one crate to add: reading and writing PES V2 flows, checking them, converting billing data, splitting public
//! recipients off.
//!
//! # From billing data to flows
//!
//! ```
//! use pes::mapper::{Accepted, Config, ConfigOptions, Input, Mapper, NoComplements, Origin, Sequential};
//! use pes::mapper::{number, refuse_duplicates, template, write_flows};
//! use pes::parser::Lang;
//! use pes::parser::value::{Date, SimpleType};
//!
//! # let filled: Vec<String> = template(Lang::Fr).lines().map(|line| match line.split_once("(exemple : ") {
//! #     Some((head, example)) => head.replacen("\"\"", &format!("\"{}\"", example.trim_end_matches(')')), 1),
//! #     None => line.to_owned(),
//! # }).collect();
//! # let text = filled.join("\n")
//! #     .replace("#cod_prod_loc = \"\"", "cod_prod_loc = \"7011\"")
//! #     .replace("#nature = \"\" # compte", "nature = \"70878\" # compte");
//! // `text` is a pes.toml: what `pes init` writes, filled in.
//! let config = Config::parse("pes.toml", &text, ConfigOptions::default()).unwrap();
//! let csv = "facture;objet;debiteur_civilite;debiteur_nom;debiteur_prenom;debiteur_adr2;debiteur_cp;debiteur_ville;\
//! debiteur_cat_tiers;debiteur_nat_jur;ligne_libelle;ligne_date;ligne_quantite;ligne_prix_unitaire\n\
//! F1;Cantine de mars;MME;EXEMPLE;ANNE;3 RUE DU PORT;35000;VILLE;01;01;Repas;31/03/2026;10;3,50\n";
//! let mut inputs = vec![Input::csv("factures.csv", csv.as_bytes(), &config).unwrap()];
//! refuse_duplicates(&mut inputs).unwrap();
//!
//! let date = Date::parse("2026-04-02").unwrap();
//! let mapper = Mapper::new(&config, date, &NoComplements);
//! let mut accepted = Accepted::default();
//! for invoice in 0..inputs[0].len() {
//!     match mapper.map(&inputs[0].invoice(invoice).unwrap(), Origin { input: 0, invoice }) {
//!         Ok(draft) => accepted.add(&draft),
//!         Err(refused) => panic!("{:?}", refused.findings),
//!     }
//! }
//! let (batches, forbidden) = number(&config, &accepted);
//! assert_eq!(forbidden.origins().len(), 0);
//!
//! let mut flows = Vec::new();
//! write_flows(&mapper, &inputs, &batches, &Sequential, |flow| {
//!     flows.push(flow);
//!     Ok(())
//! })
//! .unwrap();
//! assert_eq!(flows[0].folder, "prive");
//! assert_eq!(flows[0].totals.ttc(), 3500);
//! ```
//!
//! # Checking a flow
//!
//! ```
//! use pes::parser::PesVersion;
//! use pes::validator::{CheckOptions, Verdict, check};
//!
//! let options = CheckOptions { version: PesVersion::V5_26, ..CheckOptions::default() };
//! // One report for the flow, then one for each ASAP attached to it.
//! let reports = check("flux.xml", &b"<PES_Aller/>"[..], &options).unwrap();
//! assert_eq!((reports[0].xml, reports[0].schema), (Verdict::Valid, Verdict::Invalid));
//! ```
//!
//! Any other schema: [`xsd`]. The feature `journal` adds `pes::journal`: what was sent, what came back, and where each
//! invoice stands.

#[cfg(feature = "journal")]
pub use pes_journal as journal;
pub use pes_mapper as mapper;
pub use pes_parser as parser;
pub use pes_validator as validator;
pub use pes_xsd as xsd;

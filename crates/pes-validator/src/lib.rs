//! What is wrong with a flow, where, and what to do about it.
//!
//! A [`Diagnostic`] names a [`Rule`] of the catalogue [`RULES`]; [`check_flow`] finds those of a document, attached
//! `PES_Facture` included; [`Renderer`] shows them to people. [`schema`] is the XSD of a version, compiled.
//!
//! [`check`] gives a verdict a layer. What the official texts say and no rule checks is in `rules/coverage.tsv`, with the
//! reason: most of it needs data that only Hélios has.
//!
//! ```
//! use pes_parser::{Lang, PesVersion};
//! use pes_validator::check_flow;
//!
//! let findings = check_flow("flux.xml", b"<PES_Aller/>", PesVersion::V5_30);
//! assert_eq!(findings[0].rule.id, "PES004");
//! assert!(findings[0].message.get(Lang::En).contains("namespace"));
//! ```

mod anomaly;
mod answer;
mod catalogue;
mod cell;
mod charset;
mod check;
mod diagnostic;
mod directory;
mod executor;
mod readings;
mod render;
mod rule;
mod schema;
mod table;
mod together;

pub use anomaly::{ANOMALIES, Anomaly, Cure, anomaly, anomaly_named, is_passing};
pub use answer::{Answer, Meaning, Outcome, answer_findings, meaning, what_to_do};
pub use catalogue::{RULES, rules, rules_named};
pub use cell::{Tidied, tidy, unusual_characters};
pub use charset::{Charset, read_twice};
pub use check::{
    CheckOptions, DocumentReport, HIDDEN, MAX_TIP_CENTIMES, Verdict, check, check_document, check_flow, check_with,
    is_mademoiselle, unreadable, verdict,
};
pub use diagnostic::{At, Concerned, Diagnostic, Field, FindingJson, Likeness, Related, Subject, Way};
pub use directory::{Directory, Objection};
pub use executor::{Executor, Sequential};
pub use render::{Alike, Renderer};
pub use rule::{Layer, Rule, Scope, Severity};
pub use schema::{check_schema, schema, schema_documents, schema_findings, unusable_schema};
pub use table::{TableEncoding, TableText, table_delimiter};
pub use together::{Keys, Together};

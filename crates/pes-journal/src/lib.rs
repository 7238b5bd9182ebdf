//! The journal of a local authority: what was sent to Hélios, what came back, and where each invoice stands.
//!
//! A flow written is recorded with its bordereaux, its titres and its pieces; an acquit or a return that is read is
//! matched with them. Where a titre stands is worked out from all that was ever said of it, so that documents may come
//! in any order and as often as wanted.
//!
//! ```
//! use pes_journal::{Budget, Execution, Flux, Journal, Titre};
//!
//! let journal = Journal::in_memory("21350999500014")?;
//! let execution = journal.prepare(&Execution { date: "2026-03-02", ..Execution::default() })?;
//! journal.start(execution)?;
//! let budget = Budget { cod_col: "350", cod_bud: "00" };
//! let flux = Flux { nom_fic: "PESALR1_1.xml", budget, exercice: 2026, bordereau: 7, ..Flux::default() };
//! let flux = journal.add_flow(&flux)?;
//! journal.add_titre(flux, &Titre { numero: 12, facture: "F-1", circuit: "prive", ..Titre::default() })?;
//! journal.written(0)?;
//! journal.delivered(execution)?;
//!
//! assert_eq!(journal.next_numbers(budget, 2026, "")?.bordereau, 8);
//! assert_eq!(journal.sent(budget, 2026, "F-1")?.map(|sent| sent.titre), Some(12));
//! # Ok::<(), pes_journal::Error>(())
//! ```
//!
//! It is in a SQLite file, or in a PostgreSQL database with the feature `postgres`: see [`Place`].
//!
//! No clock and no threads here: dates are given. One process writes at a time.

mod apply;
mod budget;
mod error;
mod executions;
mod history;
mod journal;
mod keeping;
mod kept;
mod matching;
mod naming;
mod place;
mod reason;
mod schema;
mod sending;
mod standing;
mod statut;
mod store;
mod twice;

pub use apply::Applied;
pub use budget::Budget;
pub use error::Error;
pub use executions::{Done, Execution, Flux, FluxId, Titre, Unfinished};
pub use history::{Before, Billed, NextNumbers, Sent, SentBordereau};
pub use journal::Journal;
pub use keeping::{Document, Erased, InputFile, SentFlow, YEARS_KEPT};
pub use kept::{KeptFile, PART, Part};
pub use matching::Unmatched;
pub use pes_parser::returned::{Returned, Said, Scope, Unreadable};
pub use pes_validator::{Anomaly, Cure, anomaly};
pub use place::Place;
pub use reason::Reason;
pub use sending::{MadeFlow, Obstacle, Run};
pub use standing::{EtatAvis, EtatTitre};
pub use statut::{BordereauId, BordereauStatus, Lost, Summary, TitreStatus};
pub use twice::IssuedTwice;

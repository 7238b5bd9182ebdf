//! Reads and writes the PES V2 documents of Hélios: flows, acquits and returns.
//!
//! A flow is a `PES_Aller` document. [`Source`] decodes its bytes, [`PesAller::read`] gives it typed, and
//! [`PesAller::write`] gives bytes back. [`PesAcquit`] and [`PesRetour`], that Hélios sends, and [`PesAcquitRetour`],
//! that answers it, do the same; [`DocumentKind::of`] says which one a document is. Nothing is lost on the way: a value that breaks its own type is kept as
//! text, and what is not modelled (Dépense, Marché, signatures) is carried through as it stands.
//!
//! ```
//! use pes_parser::{PesAller, Source};
//!
//! let xml = br#"<n:PES_Aller xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller">
//!   <Enveloppe/>
//!   <EnTetePES><DteStr V="2026-03-02"/><IdPost V="035000"/></EnTetePES>
//! </n:PES_Aller>"#;
//! let source = Source::decode("flux.xml", xml)?;
//! let (flow, faults) = PesAller::read(&source)?;
//! assert!(faults.is_empty());
//! let codique = flow.en_tete_pes.unwrap().id_post.unwrap();
//! assert_eq!(codique.text(), "035000");
//! assert_eq!(source.locate(codique.place()).path, "/PES_Aller/EnTetePES/IdPost");
//! # Ok::<(), pes_parser::XmlError>(())
//! ```

mod attached;
pub mod code;
mod gzip;
pub mod model;
pub mod returned;
mod text;
pub mod value;
mod version;
mod xml;

pub use attached::{AttachedError, OpenLimits};
pub use model::{DocumentKind, PesAcquit, PesAcquitRetour, PesAller, PesRetour};
pub use text::{Lang, NotAFile, Text, euros, io_words, is_obeyed, visible};
pub use version::{PesVersion, UnknownVersion};
pub use xml::{Encoding, Fault, FaultKind, Location, Source, XmlError, XmlErrorKind};

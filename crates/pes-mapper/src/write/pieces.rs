//! The pieces of a flow that is written: the ASAP of a titre, that of a whole bordereau, PDF complements.

use pes_parser::code::{Support, TypePj};
use pes_parser::model::{Contenu, Fichier, Pj, PjRef};
use pes_parser::value::{Date, NomPj, SimpleType, Value};

use super::document::asap_document;
use super::frame::AsapFrame;
use crate::config::{Config, made};
use crate::fit::is_carried;
use crate::route::Route;

pub(crate) const MIME_XML: &str = "application/xml";
const MIME_PDF: &str = "application/pdf";

/// Makes the pieces of a bordereau.
///
/// `IdUnique` is letters and digits, at most 50, unique for the local authority: SIRET and budget, year, bordereau,
/// titre and kind of piece. No two pieces share them, a bordereau issued again under a new number gets new ones, and
/// the same run gives the same.
pub(crate) struct Pieces<'a> {
    pub config: &'a Config,
    pub exercice: u64,
    pub bordereau: u64,
    frame: AsapFrame,
}

impl<'a> Pieces<'a> {
    pub fn new(config: &'a Config, date: Date, exercice: u64, bordereau: u64) -> Self {
        let document = asap_document(config, date, exercice);
        Pieces { config, exercice, bordereau, frame: AsapFrame::new(&document, config.flux.encoding) }
    }

    /// The ASAP of one titre.
    pub fn asap(&self, titre: u64, invoice_number: &str, indiv: &[u8]) -> Pj {
        let name = format!("ASAP_{}_{}_{titre}.xml", self.exercice, self.bordereau);
        self.xml(&[indiv], &format!("T{titre}A"), &name, &format!("ASAP de la facture {invoice_number}"))
    }

    /// The ASAP of all the titres of the bordereau.
    pub fn common(&self, indivs: &[&[u8]]) -> Pj {
        self.xml(indivs, "G", &self.common_name(), &format!("ASAP du bordereau {}", self.bordereau))
    }

    /// What a titre says of the common ASAP, which is made once all are known.
    pub fn common_reference(&self) -> PjRef {
        reference_to(&Pj {
            id_unique: Some(Value::raw(self.common_id())),
            nom_pj: Some(Value::raw(self.common_name())),
            type_pj: made(TypePj::PesFacture),
            ..Pj::default()
        })
    }

    /// A PDF to join to the ASAP of a titre.
    pub fn complement(&self, titre: u64, invoice_number: &str, path: &str, route: Route, file: &[u8]) -> Pj {
        let kind = complement_type(route);
        let description = format!("Document complémentaire de la facture {invoice_number}");
        attach(file, MIME_PDF, &self.id(&format!("T{titre}C")), &self.complement_name(path, titre), kind, &description)
    }

    /// `IdUnique` of that piece.
    pub fn common_id(&self) -> String {
        self.id("G")
    }

    fn common_name(&self) -> String {
        format!("ASAP_{}_{}.xml", self.exercice, self.bordereau)
    }

    /// The name of the file, when the flow can carry it; else a name of our own.
    fn complement_name(&self, path: &str, titre: u64) -> String {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let carried = name.chars().all(|c| self.config.flux.encoding.holds(c) && is_carried(c));
        if carried && NomPj::parse(name).is_ok() { name.to_owned() } else { format!("COMPLEMENT_{titre}.pdf") }
    }

    fn id(&self, suffix: &str) -> String {
        let (siret, budget) = (&self.config.siret, self.config.budget_code());
        format!("{siret}{budget}{}B{}{suffix}", self.exercice, self.bordereau)
    }

    fn xml(&self, indivs: &[&[u8]], suffix: &str, name: &str, description: &str) -> Pj {
        attach(&self.frame.with(name, indivs), MIME_XML, &self.id(suffix), name, TypePj::PesFacture, description)
    }
}

/// The type of a PDF complement.
pub(crate) const fn complement_type(route: Route) -> TypePj {
    match route {
        Route::Public => TypePj::ComplementAsapCpp,
        Route::Prive | Route::SansTraitement => TypePj::ComplementAsapEnsu,
    }
}

/// What a titre says of a piece.
pub(crate) fn reference_to(pj: &Pj) -> PjRef {
    PjRef {
        support: made(Support::Electronique),
        id_unique: pj.id_unique.clone(),
        nom_pj: pj.nom_pj.as_ref().map(|name| Value::raw(name.text())),
        type_pj: pj.type_pj.clone(),
        ..PjRef::default()
    }
}

fn attach(file: &[u8], mime_type: &str, id: &str, name: &str, kind: TypePj, description: &str) -> Pj {
    Pj {
        contenu: Some(Contenu { fichier: Some(Fichier::compress(file, mime_type)), ..Contenu::default() }),
        id_unique: Some(Value::raw(id)),
        nom_pj: Some(Value::raw(name)),
        type_pj: made(kind),
        description: Some(Value::raw(description)),
        ..Pj::default()
    }
}

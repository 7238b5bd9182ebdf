//! A document that came back, as a list of what it says.

use crate::model::{
    BlocBordereauRetour, BordereauOrmcGlobal, ElementAcquit, Erreur, PesAcquit, PesAcquitRetour, PesRetour,
};
use crate::value::{Booleen, Montant, MontantRelatif, Place, SimpleType, Value};
use crate::xml::{Source, XmlError, XmlErrorKind};

/// What something is said of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// A flow: all that is in it.
    #[default]
    Flux,
    /// A bordereau, by an acquit.
    Bordereau,
    /// A titre, by an acquit.
    Titre,
    /// A line of a titre, by an acquit.
    Ligne,
    /// An attached piece, by an acquit.
    Piece,
    /// A titre, by the accountant: taken in charge, rejected, cancelled.
    Recette,
    /// A line of a titre, by the accountant: what was recovered.
    Recouvrement,
    /// An ASAP: posted, notified, read, refused.
    Avis,
    /// Something else, a contract: it is no matter of titres.
    Autre,
}

impl Scope {
    const ALL: [(Scope, &'static str); 9] = [
        (Scope::Flux, "flux"),
        (Scope::Bordereau, "bordereau"),
        (Scope::Titre, "titre"),
        (Scope::Ligne, "ligne"),
        (Scope::Piece, "piece"),
        (Scope::Recette, "recette"),
        (Scope::Recouvrement, "recouvrement"),
        (Scope::Avis, "avis"),
        (Scope::Autre, "autre"),
    ];

    /// The word for it, the same in all languages.
    pub fn code(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// What a word stands for: something else, when it is none of them.
    pub fn of_code(code: &str) -> Self {
        Self::ALL.iter().find(|&&(_, known)| known == code).map_or(Scope::Autre, |&(scope, _)| scope)
    }
}

/// One thing that a document says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What it is said of.
    pub scope: Scope,
    /// Year of the bordereau.
    pub exercice: Option<i64>,
    /// Type of the bordereau, when it is given.
    pub type_bordereau: Option<String>,
    /// Number of the bordereau.
    pub bordereau: Option<i64>,
    /// Number of the titre.
    pub titre: Option<i64>,
    /// Number of the line.
    pub ligne: Option<i64>,
    /// IdUnique of the piece.
    pub id_unique: Option<String>,
    /// Whether an acquit accepts it; none when it does not say, or not readably.
    pub accepted: Option<bool>,
    /// Domain of an acquit, state of a titre or of a line, what became of an ASAP.
    pub etat: String,
    /// Anomaly, observations, reason.
    pub code: String,
    /// Its words.
    pub libelle: String,
    /// When it happened, `AAAA-MM-JJ`; that of the document when it does not say.
    pub date: String,
    /// What was recovered, in cents.
    pub centimes: Option<i64>,
    /// Where the document says so.
    pub place: Place,
}

/// A document that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// `acquit`, `retour`, or `acquit_retour`: the answer to a return, which says nothing of titres.
    pub genre: &'static str,
    /// Name of the file that it answers, as it gives it: that of a flow for an acquit.
    pub nom_fic: String,
    /// When Hélios made it, `AAAA-MM-JJ`.
    pub date: String,
    /// SIRET of the local authority.
    pub siret: String,
    /// Code of the local authority (CodCol).
    pub cod_col: String,
    /// Code of the budget (CodBud).
    pub cod_bud: String,
    /// What it says, in its order.
    pub said: Vec<Said>,
}

/// Why a document is no acquit and no return.
#[derive(Clone, Debug)]
pub enum Unreadable {
    /// It is not well-formed XML.
    Xml(XmlError),
    /// Its root is another.
    Other(String),
}

impl Returned {
    /// Whether it answers a flow: NomFic is then the name of that one.
    pub fn is_acquit(&self) -> bool {
        self.genre == "acquit"
    }

    /// Reads an acquit, of both versions, or a return.
    ///
    /// # Errors
    /// It is neither, or it is not well-formed XML.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Unreadable> {
        Self::of(&Source::decode(name, bytes).map_err(Unreadable::Xml)?)
    }

    /// The same for a document that is decoded.
    ///
    /// # Errors
    /// Those of [`Returned::read`].
    pub fn of(source: &Source<'_>) -> Result<Self, Unreadable> {
        match PesAcquit::read(source) {
            Ok((acquit, _)) => return Ok(of_acquit(&acquit)),
            Err(error) if !matches!(error.kind, XmlErrorKind::Root { .. }) => return Err(Unreadable::Xml(error)),
            Err(_) => {}
        }
        match PesAcquitRetour::read(source) {
            Ok((acquit, _)) => return Ok(of_acquit_retour(&acquit)),
            Err(error) if !matches!(error.kind, XmlErrorKind::Root { .. }) => return Err(Unreadable::Xml(error)),
            Err(_) => {}
        }
        match PesRetour::read(source) {
            Ok((retour, _)) => Ok(of_retour(&retour)),
            Err(error) => Err(match error.kind {
                XmlErrorKind::Root { found, .. } => Unreadable::Other(found),
                _ => Unreadable::Xml(error),
            }),
        }
    }
}

fn text<T>(value: &Option<Value<T>>) -> String {
    value.as_ref().map_or_else(String::new, |value| value.text().trim().to_owned())
}

fn given<T>(value: &Option<Value<T>>) -> Option<String> {
    Some(text(value)).filter(|text| !text.is_empty())
}

fn number<T>(value: &Option<Value<T>>) -> Option<i64> {
    text(value).parse().ok()
}

fn blank(scope: Scope, date: &str, place: Place) -> Said {
    Said { scope, date: date.to_owned(), place, ..Said::default() }
}

fn of_acquit(acquit: &PesAcquit) -> Returned {
    let nom_fic = acquit.enveloppe.as_ref().and_then(|e| e.parametres.as_ref()).map(|p| text(&p.nom_fic));
    let en_tete = acquit.en_tete_pes.as_ref();
    let date = en_tete.map(|en_tete| text(&en_tete.dte_str)).unwrap_or_default();
    let mut said = Vec::new();
    for element in acquit.acquit.iter().flat_map(|acquit| &acquit.element_acquit) {
        of_element(element, &date, &mut said);
    }
    Returned {
        genre: "acquit",
        nom_fic: nom_fic.unwrap_or_default(),
        siret: en_tete.map(|en_tete| text(&en_tete.id_coll)).unwrap_or_default(),
        cod_col: en_tete.map(|en_tete| text(&en_tete.cod_col)).unwrap_or_default(),
        cod_bud: en_tete.map(|en_tete| text(&en_tete.cod_bud)).unwrap_or_default(),
        date,
        said,
    }
}

/// The verdict on an element with its own errors, then those of its titres and of their lines.
fn of_element(element: &ElementAcquit, date: &str, said: &mut Vec<Said>) {
    let accepted =
        element.etat_ack.as_ref().and_then(|etat| Booleen::parse(etat.text().trim()).ok()).map(|etat| etat.0);
    let base = Said {
        exercice: element.exercice_bord().and_then(|year| year.text().trim().parse().ok()),
        bordereau: number(&element.num_bord),
        accepted,
        etat: text(&element.domaine_ack),
        ..blank(Scope::Flux, date, element.place.get())
    };
    let own = Said {
        titre: number(&element.num_piece),
        ligne: number(&element.num_ligne),
        id_unique: given(&element.id_unique),
        ..base.clone()
    };
    let scope = match own {
        _ if given(&element.id_marche).is_some() => Scope::Autre,
        Said { id_unique: Some(_), .. } => Scope::Piece,
        Said { ligne: Some(_), titre: Some(_), .. } => Scope::Ligne,
        Said { titre: Some(_), .. } => Scope::Titre,
        Said { bordereau: Some(_), .. } => Scope::Bordereau,
        _ => Scope::Flux,
    };
    let own = Said { scope, ..own };
    let flat = [Erreur {
        num_ano_ack: element.num_ano_ack.clone(),
        libelle_ano_ack: element.libelle_ano_ack.clone(),
        ..Erreur::default()
    }];
    let errors: Vec<&Erreur> = flat.iter().chain(&element.erreur).filter(|erreur| is_said(erreur)).collect();
    if errors.is_empty() {
        said.push(own.clone());
    }
    errors.into_iter().for_each(|erreur| said.push(with(&own, erreur)));
    for detail in &element.detail_piece {
        let (titre, place) = (number(&detail.num_piece), detail.place.get());
        let titre = Said { scope: Scope::Titre, titre, place, ..base.clone() };
        detail.erreur.iter().for_each(|erreur| said.push(with(&titre, erreur)));
        for ligne in &detail.detail_ligne {
            let (number, place) = (number(&ligne.num_ligne), ligne.place.get());
            let ligne_said = Said { scope: Scope::Ligne, ligne: number, place, ..titre.clone() };
            ligne.erreur.iter().for_each(|erreur| said.push(with(&ligne_said, erreur)));
            if ligne.erreur.is_empty() {
                said.push(ligne_said);
            }
        }
        if detail.erreur.is_empty() && detail.detail_ligne.is_empty() {
            said.push(titre);
        }
    }
}

fn is_said(erreur: &Erreur) -> bool {
    given(&erreur.num_ano_ack).is_some() || given(&erreur.libelle_ano_ack).is_some()
}

fn with(said: &Said, erreur: &Erreur) -> Said {
    let places = [erreur.num_ano_ack.as_ref().map(Value::place), erreur.libelle_ano_ack.as_ref().map(Value::place)];
    let place = places.into_iter().flatten().next().unwrap_or(said.place);
    Said { code: text(&erreur.num_ano_ack), libelle: text(&erreur.libelle_ano_ack), place, ..said.clone() }
}

fn of_acquit_retour(acquit: &PesAcquitRetour) -> Returned {
    let en_tete = acquit.en_tete_pes.as_ref();
    let nom_fic = acquit.enveloppe.as_ref().and_then(|e| e.parametres.as_ref()).map(|p| text(&p.nom_fic));
    Returned {
        genre: "acquit_retour",
        nom_fic: nom_fic.unwrap_or_default(),
        siret: en_tete.map(|en_tete| text(&en_tete.id_coll)).unwrap_or_default(),
        cod_col: en_tete.map(|en_tete| text(&en_tete.cod_col)).unwrap_or_default(),
        cod_bud: en_tete.map(|en_tete| text(&en_tete.cod_bud)).unwrap_or_default(),
        date: en_tete.map(|en_tete| text(&en_tete.dte_str)).unwrap_or_default(),
        said: Vec::new(),
    }
}

fn of_retour(retour: &PesRetour) -> Returned {
    let en_tete = retour.en_tete_pes.as_ref();
    let date = en_tete.map(|en_tete| text(&en_tete.dte_str)).unwrap_or_default();
    let mut said = Vec::new();
    of_recettes(retour, &date, &mut said);
    of_avis(retour, &date, &mut said);
    let nom_fic = retour.enveloppe.as_ref().and_then(|e| e.parametres.as_ref()).map(|p| text(&p.nom_fic));
    Returned {
        genre: "retour",
        nom_fic: nom_fic.unwrap_or_default(),
        siret: en_tete.map(|en_tete| text(&en_tete.id_coll)).unwrap_or_default(),
        cod_col: en_tete.map(|en_tete| text(&en_tete.cod_coll)).unwrap_or_default(),
        cod_bud: en_tete.map(|en_tete| text(&en_tete.cod_bud)).unwrap_or_default(),
        date,
        said,
    }
}

fn of_recettes(retour: &PesRetour, date: &str, said: &mut Vec<Said>) {
    for bordereau in retour.pes_recette_retour.iter().flat_map(|recette| &recette.bordereau) {
        let bloc = bordereau.bloc_bordereau.as_ref();
        said.extend(bordereau.bordereau_ormc_global.as_deref().and_then(|global| of_ormc(global, bloc, date)));
        for piece in &bordereau.piece {
            let Some(bloc_piece) = &piece.bloc_piece else { continue };
            let titre = Said {
                exercice: bloc.and_then(|bloc| number(&bloc.exer)),
                type_bordereau: bloc.and_then(|bloc| given(&bloc.typ_bord)),
                bordereau: bloc.and_then(|bloc| number(&bloc.id_bord)),
                titre: number(&bloc_piece.id_pce),
                ..blank(Scope::Recette, date, bloc_piece.place.get())
            };
            let etat = text(&bloc_piece.etat_pce);
            let happened = match etat.as_str() {
                "01" => given(&bloc_piece.dte_pce_inst),
                "04" => given(&bloc_piece.dte_pce_rej),
                "02" | "03" => given(&bloc_piece.dte_pce_pec),
                _ => None,
            };
            said.push(Said {
                etat,
                code: text(&bloc_piece.obs_etat),
                libelle: text(&bloc_piece.commentaire),
                date: happened.unwrap_or_else(|| date.to_owned()),
                ..titre.clone()
            });
            for ligne in &piece.ligne_de_piece {
                let bloc = ligne.bloc_ligne_piece.as_ref();
                let Some(info) = bloc.and_then(|bloc| bloc.info_ligne_piece.as_ref()) else { continue };
                let recovered = bloc.and_then(|bloc| bloc.info_recouvrement.as_ref());
                said.push(Said {
                    scope: Scope::Recouvrement,
                    ligne: number(&info.id_ligne),
                    place: info.place.get(),
                    etat: text(&info.etat_lig_pce),
                    code: text(&info.obs_etat),
                    libelle: text(&info.commentaire),
                    centimes: recovered.and_then(|recovered| centimes(&text(&recovered.mt_reco_tot))),
                    date: ligne
                        .encaissement_emargement
                        .iter()
                        .filter_map(|encaissement| given(&encaissement.dte_reco))
                        .max()
                        .unwrap_or_else(|| date.to_owned()),
                    ..titre.clone()
                });
            }
        }
    }
}

/// What became of all the articles of an ORMC: what came last of refused, taken in charge, held.
fn of_ormc(global: &BordereauOrmcGlobal, bloc: Option<&BlocBordereauRetour>, date: &str) -> Option<Said> {
    let happened = [("04", &global.dte_rej), ("02", &global.dte_pec), ("01", &global.dte_inst)]
        .map(|(etat, date)| (etat, given(date)));
    let (etat, happened) = happened.into_iter().find_map(|(etat, date)| Some((etat, date?)))?;
    Some(Said {
        date: happened,
        exercice: number(&global.exer),
        type_bordereau: bloc.and_then(|bloc| given(&bloc.typ_bord)),
        bordereau: number(&global.id_bord),
        etat: etat.to_owned(),
        ..blank(Scope::Recette, date, global.place.get())
    })
}

fn centimes(text: &str) -> Option<i64> {
    Montant::parse(text)
        .map(|amount| amount.centimes())
        .or_else(|_| MontantRelatif::parse(text).map(|amount| amount.centimes()))
        .ok()
}

fn of_avis(retour: &PesRetour, date: &str, said: &mut Vec<Said>) {
    for asap in retour.pes_asap_retour.iter().flat_map(|asap| &asap.asap) {
        let avis = Said {
            exercice: number(&asap.exer),
            type_bordereau: given(&asap.typ_bord),
            bordereau: number(&asap.id_bord),
            titre: number(&asap.id_pce),
            id_unique: given(&asap.id_unique_pj_asap),
            ..blank(Scope::Avis, date, asap.place.get())
        };
        let mut say = |etat: &str, happened: Option<String>, code: String| {
            let date = happened.unwrap_or_else(|| date.to_owned());
            said.push(Said { etat: etat.to_owned(), code, date, ..avis.clone() });
        };
        if let Some(posted) = &asap.postalisation {
            say("postalise", given(&posted.date_postalisation), text(&asap.etat_pj_complt));
        }
        if let Some(mail) = &asap.notification_par_mail {
            let read = given(&mail.date_1ere_lecture);
            let notified = given(&mail.date_notification);
            if notified.is_some() || read.is_none() {
                say("notifie", notified, String::new());
            }
            if read.is_some() {
                say("lu", read, String::new());
            }
        }
        if let Some(rejet) = &asap.rejet {
            let again = rejet.indic_relance_asap.as_ref().and_then(|again| Booleen::parse(again.text()).ok());
            let by_mail = given(&rejet.motif_rejet_notification_par_mail);
            let etat = match (&by_mail, again) {
                (Some(_), _) => "mel_refuse",
                (None, Some(Booleen(true))) => "represente",
                (None, _) => "refuse",
            };
            let reason = by_mail.unwrap_or_else(|| text(&rejet.motif_rejet_postalisation));
            say(etat, given(&rejet.date_rejet), reason);
        }
    }
}

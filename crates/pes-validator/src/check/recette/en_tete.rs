//! The envelope and the headers.

use pes_parser::model::{EnTetePes, Enveloppe, PesRecetteAller};
use pes_parser::value::{SimpleType, Siret};
use pes_parser::{PesAller, Text, text};

use super::super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

/// Whether the bordereaux are said to have legal force without paper.
pub(super) fn is_electronic(recette: &PesRecetteAller) -> bool {
    let en_tete = recette.en_tete_recette.as_ref();
    en_tete.and_then(|en_tete| typed(&en_tete.info_dematerialisee)).is_some_and(|electronic| electronic.0)
}

pub(super) fn check(flow: &PesAller, electronic: bool, found: &mut Findings) {
    if let Some(recette) = &flow.pes_recette_aller {
        version(recette, found);
        signature(flow, recette, electronic, found);
        if let Some(enveloppe) = &flow.enveloppe {
            envelope(enveloppe, found);
        }
        if let Some(en_tete) = &flow.en_tete_pes {
            siret(en_tete, found);
        }
    }
}

fn version(recette: &PesRecetteAller, found: &mut Findings) {
    let Some(en_tete) = &recette.en_tete_recette else { return };
    if let Some(version) = typed(&en_tete.id_ver)
        && version.get() != 2
    {
        let version = version.get();
        found.push_with_help(
            &rules::PES260,
            place_of(&en_tete.id_ver, en_tete.place.get()),
            text!(fr = "IdVer : {version}, 2 attendu", en = "IdVer: {version}, 2 expected"),
            Text::fixed("mettre IdVer à 2", "set IdVer to 2"),
        );
        found.expected(2);
    }
}

/// A flow is looked at before it is signed: a signature to come is told, not refused. A signature of the whole may be
/// that of its spending.
fn signature(flow: &PesAller, recette: &PesRecetteAller, electronic: bool, found: &mut Findings) {
    let of_bordereau = recette.bordereau.iter().any(|bordereau| bordereau.signature.is_some());
    let of_flow = flow.signature.is_some();
    let place = recette
        .en_tete_recette
        .as_ref()
        .map_or(recette.place.get(), |en_tete| place_of(&en_tete.info_dematerialisee, en_tete.place.get()));
    if electronic && !of_bordereau && !of_flow {
        found.push_with_help(
            &rules::PES261,
            place,
            Text::fixed(
                "InfoDematerialisee 1, aucune signature : tel quel, le flux serait refusé",
                "InfoDematerialisee 1, no signature: as it is, the flow would be refused",
            ),
            Text::fixed(
                "signer le flux, ou mettre InfoDematerialisee à 0",
                "sign the flow, or set InfoDematerialisee to 0",
            ),
        );
    } else if !electronic && (of_bordereau || (of_flow && flow.pes_depense_aller.is_none())) {
        found.push_with_help(
            &rules::PES262,
            place,
            Text::fixed("flux signé, InfoDematerialisee n'est pas 1", "signed flow, InfoDematerialisee is not 1"),
            Text::fixed(
                "mettre InfoDematerialisee à 1 avant de signer, ou ne pas signer",
                "set InfoDematerialisee to 1 before signing, or do not sign",
            ),
        );
    }
}

fn envelope(enveloppe: &Enveloppe, found: &mut Findings) {
    let Some(parametres) = &enveloppe.parametres else { return };
    let typ_fic = raw(&parametres.typ_fic);
    if !matches!(typ_fic, "" | "PESALR1" | "PESORMC") {
        found.push(
            &rules::PES263,
            place_of(&parametres.typ_fic, parametres.place.get()),
            text!(
                fr = "TypFic {typ_fic} : le texte dit PESALR1, ou PESORMC pour un ORMC ; des fichiers réels portent PESALR2",
                en = "TypFic {typ_fic}: the text says PESALR1, or PESORMC for an ORMC; real files have PESALR2"
            ),
        );
    }
    if let Some(version) = typed(&parametres.version)
        && version.get() != 2
    {
        let version = version.get();
        found.push(
            &rules::PES264,
            place_of(&parametres.version, parametres.place.get()),
            text!(
                fr = "Version {version} : le texte dit 2 ; des fichiers réels portent 1",
                en = "Version {version}: the text says 2; real files have 1"
            ),
        );
    }
}

fn siret(en_tete: &EnTetePes, found: &mut Findings) {
    let id = raw(&en_tete.id_coll);
    let refused = match Siret::parse(id) {
        Err(error) => Some(error.describe()),
        // Their key is right.
        Ok(_) if id.bytes().all(|digit| digit == b'0') => Some(Text::fixed("que des zéros", "nothing but zeros")),
        Ok(_) => None,
    };
    if let Some(Text { fr, en }) = refused {
        found.push(
            &rules::PES265,
            place_of(&en_tete.id_coll, en_tete.place.get()),
            text!(fr = "IdColl « {id} » : {fr}", en = "IdColl \"{id}\": {en}"),
        );
    }
}

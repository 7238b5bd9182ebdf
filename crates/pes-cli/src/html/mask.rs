//! Hides who the debtors are: names, addresses, accounts, identifiers.

use pes::validator::HIDDEN;

use crate::show::shown::{Party, Shown, Written};

/// Hides people in all that is shown of a flow. Titres, amounts and codes stay.
pub fn hide(shown: &mut Shown) {
    for titre in shown.bordereaux.iter_mut().flat_map(|bordereau| &mut bordereau.titres) {
        titre.debiteurs.iter_mut().for_each(hide_party);
        // Free words often name someone.
        for text in [&mut titre.objet, &mut titre.facture, &mut titre.engagement] {
            hide_text(text);
        }
    }
    for asap in &mut shown.asap {
        hide_text(&mut asap.commentaire);
        let offices =
            [&mut asap.contacts.tresorerie, &mut asap.contacts.emetteur, &mut asap.contacts.centre_encaissement];
        for office in offices.into_iter().flatten() {
            hide_text(&mut office.iban);
            hide_text(&mut office.bic);
        }
        hide_text(&mut asap.contacts.signataire);
        for facture in &mut asap.factures {
            facture.debiteur.iter_mut().chain(&mut facture.destinataire).for_each(hide_party);
            facture.talon.iter_mut().for_each(|line| *line = Written::new(HIDDEN));
            for text in [&mut facture.objet, &mut facture.numero] {
                hide_text(text);
            }
            facture.lignes.iter_mut().for_each(|line| hide_text(&mut line.libelle));
            if let Some(patient) = &mut facture.patient {
                for text in [&mut patient.nom, &mut patient.prenom, &mut patient.libelle, &mut patient.commentaire] {
                    hide_text(text);
                }
            }
        }
    }
}

fn hide_party(party: &mut Party) {
    for text in [&mut party.civilite, &mut party.nom, &mut party.complement, &mut party.prenom, &mut party.siret] {
        hide_text(text);
    }
    party.adresse.iter_mut().for_each(|line| *line = Written::new(HIDDEN));
}

/// What is absent stays absent: it may be the fault.
fn hide_text(text: &mut Option<Written>) {
    if let Some(text) = text {
        *text = Written::new(HIDDEN);
    }
}

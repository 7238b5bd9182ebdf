//! The ASAP of a flow, opened.

use pes::parser::code::{TypTiers, TypeFact, TypePj};
use pes::parser::model::{
    DossierPatient, FactureIndiv, LigneFacture, LigneFacturePatient, PesFacture, Pj, SignatairePersonne, TiersFacture,
};
use pes::parser::value::Value;
use pes::parser::{Lang, OpenLimits, PesAller, Source, Text, XmlError};

use super::read::{amount, code, party, period, written};
use super::shown::{Asap, Contacts, Invoice, Line, Office, Party, Patient, RoleRef, TitreRef, Written};

/// The ASAP of a document: itself when it is one, and those of its pieces.
pub fn open_all(name: &str, flow: &PesAller, lang: Lang) -> Vec<Asap> {
    let alone = flow.pes_facture.iter().map(|facture| shown(Written::new(name), None, facture, 0));
    let pieces = flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj).enumerate();
    let attached = pieces
        .filter(|(_, pj)| pj.type_pj.as_ref().and_then(Value::ok) == Some(TypePj::PesFacture))
        .map(|(index, pj)| open(name, index + 1, pj, lang));
    alone.chain(attached).collect()
}

fn open(name: &str, number: usize, pj: &Pj, lang: Lang) -> Asap {
    let chain = pj.chain(name, number);
    match read(&chain, pj) {
        Ok((facture, unknown)) => shown(Written::new(chain), written(&pj.id_unique), &facture, unknown),
        Err(reason) => Asap {
            document: Written::new(chain),
            piece: written(&pj.id_unique),
            illisible: Some(Written::new(reason.get(lang))),
            kind: None,
            date: None,
            emetteur: None,
            nature: None,
            commentaire: None,
            contacts: Contacts::default(),
            factures: Vec::new(),
            contenus_inconnus: 0,
        },
    }
}

/// The `PES_Facture` of a piece and how many contents the model does not know there, or why there is none.
fn read(chain: &str, pj: &Pj) -> Result<(PesFacture, usize), Text> {
    let bytes = pj.open(OpenLimits::default()).map_err(pes::parser::AttachedError::describe)?;
    let source = Source::decode(chain, &bytes).map_err(|error| reason(&error))?;
    let (document, faults) = PesAller::read(&source).map_err(|error| reason(&error))?;
    let facture = document.pes_facture;
    let facture = facture.ok_or(Text::fixed("pas de PES_Facture dans cette pièce", "no PES_Facture in this piece"))?;
    Ok((facture, faults.len()))
}

fn reason(error: &XmlError) -> Text {
    let (line, column) = (error.line, error.column);
    let Text { fr, en } = error.kind.describe();
    pes::parser::text!(fr = "ligne {line}, colonne {column} : {fr}", en = "line {line}, column {column}: {en}")
}

fn shown(document: Written, piece: Option<Written>, facture: &PesFacture, unknown: usize) -> Asap {
    let emetteur = facture.emetteur.as_ref().and_then(|emetteur| emetteur.info_tiers.as_ref());
    Asap {
        document,
        piece,
        illisible: None,
        kind: code(&facture.type_fact, TypeFact::libelle),
        date: written(&facture.date),
        emetteur: emetteur.and_then(|info| written(&info.nom)),
        nature: written(&facture.nat_facture),
        commentaire: written(&facture.commentaire_libre),
        contacts: contacts(facture),
        factures: facture.facture_indiv.iter().map(invoice).collect(),
        contenus_inconnus: unknown,
    }
}

fn contacts(facture: &PesFacture) -> Contacts {
    let emetteur = facture.emetteur.as_ref();
    let practical = emetteur.and_then(|emetteur| emetteur.info_suppl.as_ref());
    let signataire = emetteur.and_then(|emetteur| emetteur.signataire.as_ref());
    let office = |kind: TypTiers| {
        let is_such = |tiers: &&TiersFacture| {
            tiers.info_tiers.as_ref().and_then(|info| info.typ_tiers.as_ref()?.ok()) == Some(kind)
        };
        facture.tiers.iter().find(is_such).map(office)
    };
    Contacts {
        emetteur: emetteur.map(|emetteur| Office {
            party: party(emetteur.info_tiers.as_ref(), emetteur.adresse.as_ref()),
            telephone: practical.and_then(|practical| written(&practical.num_tel)),
            horaires: practical.and_then(|practical| written(&practical.horaires_ouv)),
            courriel: practical.and_then(|practical| written(&practical.adresse_mel_emetteur)),
            iban: None,
            bic: None,
        }),
        signataire: signataire.and_then(|signataire| signatory(signataire.personne.as_ref()?)),
        signataire_role: signataire.and_then(|signataire| written(&signataire.role)),
        payfip_code: practical.and_then(|practical| written(&practical.code_tipi)),
        payfip_adresse: practical.and_then(|practical| written(&practical.adr_tipi)),
        ref_bdf: practical.and_then(|practical| written(&practical.ref_bdf)),
        tresorerie: office(TypTiers::ComptableEmetteur),
        centre_encaissement: office(TypTiers::DestinatairePaiement),
    }
}

fn office(tiers: &TiersFacture) -> Office {
    let practical = tiers.info_suppl_tiers.as_deref();
    let account = tiers.cpte_bancaire.as_deref();
    Office {
        party: invoice_party(tiers),
        telephone: practical.and_then(|practical| written(&practical.num_tel2)),
        horaires: practical.and_then(|practical| written(&practical.horaires_ouv2)),
        courriel: practical.and_then(|practical| written(&practical.adresse_mel_cfp)),
        iban: account.and_then(|account| written(&account.iban)),
        bic: account.and_then(|account| written(&account.bic)),
    }
}

fn signatory(personne: &SignatairePersonne) -> Option<Written> {
    let words = [&personne.prenom, &personne.nom].map(|name| name.as_ref().map_or("", Value::text));
    let name = words.join(" ");
    (!name.trim().is_empty()).then(|| Written::new(name.trim()))
}

fn invoice(indiv: &FactureIndiv) -> Invoice {
    let total = indiv.total_a_payer.as_ref();
    let stay = indiv.ligne_facture_patient.as_deref();
    let left = stay.and_then(|stay| amount(&stay.mt_restant_du_apres_avance).or(amount(&stay.mt_restant_du)));
    // The order of the notice, where lines without a rank come last.
    let mut lines: Vec<(usize, &LigneFacture)> = indiv.ligne_facture.iter().enumerate().collect();
    lines.sort_by_key(|(_, ligne)| ligne.ordre.as_ref().and_then(Value::ok).map_or(u64::MAX, |ordre| ordre.get()));
    Invoice {
        numero: written(&indiv.numero_facture),
        date: written(&indiv.date_emission),
        objet: written(&indiv.objet),
        debiteur: indiv.debiteur.as_ref().map(invoice_party),
        destinataire: indiv.destinataire.as_deref().map(invoice_party),
        lignes: lines.into_iter().map(|(index, ligne)| line(index + 1, ligne)).collect(),
        patient: patient(indiv.dossier_patient.as_deref(), stay),
        ht_centimes: total.and_then(|total| amount(&total.mt_total_ht)),
        tva_centimes: total.and_then(|total| amount(&total.mt_total_tva)),
        a_payer_centimes: total.and_then(|total| amount(&total.mt_total_ttc)).or(left),
        titre: indiv.ref_titre.as_ref().map(|titre| TitreRef {
            exercice: written(&titre.exercice),
            bordereau: written(&titre.num_bordereau),
            numero: written(&titre.num_titre),
        }),
        role: indiv.ref_ormc.as_ref().map(|role| RoleRef {
            exercice: written(&role.exercice),
            role: written(&role.num_role),
            article: written(&role.num_article),
        }),
        reglement: written(&indiv.modalites_reglement),
        contestation: written(&indiv.modalites_contestation),
        avec_tip: indiv.mode_recouvrement.as_ref().and_then(Value::ok).map(|with_stub| !with_stub.0),
        talon: indiv
            .talon_optique_2_lignes
            .as_deref()
            .map_or_else(Vec::new, |talon| [&talon.ligne1, &talon.ligne2].into_iter().filter_map(written).collect()),
    }
}

fn invoice_party(tiers: &TiersFacture) -> Party {
    party(tiers.info_tiers.as_ref(), tiers.adresse.as_ref())
}

fn line(position: usize, ligne: &LigneFacture) -> Line {
    Line {
        position,
        libelle: written(&ligne.libelle),
        periode: period(&ligne.date, &ligne.date_debut, &ligne.date_fin),
        quantite: written(&ligne.quantite),
        unite: written(&ligne.unite1),
        quantite2: written(&ligne.quantite2),
        unite2: written(&ligne.unite2),
        prix_unitaire_centimes: amount(&ligne.mt_unitaire),
        base_centimes: amount(&ligne.mt_base),
        remise_centimes: amount(&ligne.mt_remise),
        ht_centimes: amount(&ligne.mt_ht),
        taux_tva: written(&ligne.taux_tva),
        tva_centimes: amount(&ligne.mt_tva),
        ttc_centimes: amount(&ligne.mt_ttc),
    }
}

fn patient(dossier: Option<&DossierPatient>, stay: Option<&LigneFacturePatient>) -> Option<Patient> {
    let stay = stay?;
    let treated = dossier.and_then(|dossier| dossier.beneficiaire.as_ref());
    let etab = dossier.and_then(|dossier| dossier.etab_soins.as_ref());
    Some(Patient {
        nom: treated.and_then(|treated| written(&treated.nom_beneficiaire)),
        prenom: treated.and_then(|treated| written(&treated.prenom_beneficiaire)),
        etablissement: etab.and_then(|etab| written(&etab.nom_etab_soins)),
        libelle: written(&stay.libelle_presta),
        periode: period(&None, &stay.date_debut, &stay.date_fin),
        assurance_maladie_centimes: amount(&stay.mt_pec_secu),
        complementaire_centimes: amount(&stay.mt_pec_compl),
        restant_du_centimes: amount(&stay.mt_restant_du),
        avance_centimes: amount(&stay.mt_avance),
        restant_apres_avance_centimes: amount(&stay.mt_restant_du_apres_avance),
        commentaire: written(&stay.commentaire_hop),
    })
}

//! One invoice: what its kind asks for, what it names, how it is collected.

use std::collections::HashSet;

use pes_parser::code::TypeFact;
use pes_parser::euros;
use pes_parser::model::FactureIndiv;
use pes_parser::{PesVersion, Text, text};

use super::super::{Findings, place_of, raw, typed};
use super::Across;
use super::titres::number;
use super::{account, electronic, parties};
use crate::catalogue::rules;

/// Most cents that a TIP may ask for: 150,000 euros, by the rule of `ModeRecouvrement`.
pub const MAX_TIP_CENTIMES: i64 = 15_000_000;

/// What the invoices of a document have told so far.
#[derive(Default)]
pub(super) struct Seen {
    titres: HashSet<[String; 2]>,
    articles: HashSet<[String; 3]>,
    /// Whether one of them is paid by TIP.
    pub tip: bool,
}

/// Blocks that go with the kind of the invoice, whether an ASAP or not.
pub(super) fn check_content(
    indiv: &FactureIndiv,
    kind: Option<TypeFact>,
    across: &mut Across<'_>,
    found: &mut Findings,
) {
    let place = indiv.place.get();
    let code = kind.map_or("absent", TypeFact::code);
    if kind == Some(TypeFact::AsapPatients) {
        if indiv.dossier_patient.is_none() {
            found.push(&rules::PES424, place, Text::fixed("DossierPatient absent", "DossierPatient is missing"));
        }
    } else if let Some(dossier) = &indiv.dossier_patient {
        found.push(
            &rules::PES423,
            dossier.place.get(),
            text!(fr = "DossierPatient avec TypeFact {code}", en = "DossierPatient with TypeFact {code}"),
        );
    }
    let electronic = matches!(kind, Some(TypeFact::AsapFe | TypeFact::AsapOrmcFe));
    match &indiv.dossier_f_electronique {
        None if electronic => {
            found.push(
                &rules::PES425,
                place,
                text!(
                    fr = "TypeFact {code} : DossierFElectronique absent",
                    en = "TypeFact {code}: DossierFElectronique is missing"
                ),
            );
        }
        Some(dossier) if !electronic => {
            found.push(
                &rules::PES426,
                dossier.place.get(),
                text!(
                    fr = "DossierFElectronique avec TypeFact {code}",
                    en = "DossierFElectronique with TypeFact {code}"
                ),
            );
        }
        Some(dossier) => {
            electronic::check(indiv, dossier, kind == Some(TypeFact::AsapOrmcFe), found);
            electronic::numero(indiv, dossier, across, found);
        }
        None => {}
    }
}

/// What an ASAP asks of an invoice.
pub(super) fn check(indiv: &FactureIndiv, kind: TypeFact, version: PesVersion, seen: &mut Seen, found: &mut Findings) {
    for (party, fr, en) in
        [(indiv.debiteur.as_ref(), "débiteur", "debtor"), (indiv.destinataire.as_deref(), "destinataire", "recipient")]
    {
        if let Some(party) = party {
            parties::addressee(party, fr, en, found);
        }
    }
    if let Some(debiteur) = &indiv.debiteur {
        if let Some(account) = &debiteur.cpte_bancaire {
            account::debtor(account, found);
        }
        if let Some(info) = &debiteur.info_tiers {
            parties::siret(info, found);
        }
    }
    reference(indiv, kind, seen, found);
    collection(indiv, kind, seen, found);
    if indiv.talon_optique_2_lignes.is_none()
        && rules::PES259.holds_in(version)
        && matches!(kind, TypeFact::Asap | TypeFact::AsapPatients)
    {
        let numero = raw(&indiv.numero_facture);
        found.push(
            &rules::PES259,
            indiv.place.get(),
            text!(
                fr = "facture {numero} : talon absent, obligatoire jusqu'à la 5.25",
                en = "invoice {numero}: stub missing, mandatory until 5.25"
            ),
        );
    }
}

/// The titre or the article of a rôle that the invoice is that of.
fn reference(indiv: &FactureIndiv, kind: TypeFact, seen: &mut Seen, found: &mut Findings) {
    let place = indiv.place.get();
    let code = kind.code();
    let of_ormc = matches!(kind, TypeFact::AsapOrmc | TypeFact::AsapOrmcFe);
    if of_ormc && indiv.ref_ormc.is_none() {
        found.push(
            &rules::PES417,
            place,
            text!(fr = "TypeFact {code} : RefORMC absent", en = "TypeFact {code}: RefORMC is missing"),
        );
    } else if !of_ormc && indiv.ref_titre.is_none() {
        found.push(
            &rules::PES416,
            place,
            text!(fr = "TypeFact {code} : RefTitre absent", en = "TypeFact {code}: RefTitre is missing"),
        );
    }
    if let Some(titre) = &indiv.ref_titre {
        let (exercice, num) = (raw(&titre.exercice), raw(&titre.num_titre));
        if !seen.titres.insert([exercice.to_owned(), number(num).to_owned()]) {
            found.push(
                &rules::PES418,
                place_of(&titre.num_titre, titre.place.get()),
                text!(
                    fr = "titre {num} de {exercice} déjà désigné par une autre facture",
                    en = "titre {num} of {exercice} is named by another invoice"
                ),
            );
        }
        let line = raw(&titre.num_ligne);
        if typed(&titre.num_ligne).is_some_and(|line| line.get() != 1) {
            found.push_with_help(
                &rules::PES419,
                place_of(&titre.num_ligne, titre.place.get()),
                text!(fr = "NumLigne {line}", en = "NumLigne {line}"),
                Text::fixed("mettre NumLigne à 1", "set NumLigne to 1"),
            );
        }
    }
    if let Some(article) = &indiv.ref_ormc {
        let parts = [raw(&article.exercice), raw(&article.num_role), raw(&article.num_article)];
        if !seen.articles.insert(parts.map(|part| number(part).to_owned())) {
            let [exercice, role, num] = parts;
            found.push(
                &rules::PES420,
                place_of(&article.num_article, article.place.get()),
                text!(
                    fr = "article {num} du rôle {role} de {exercice} déjà désigné par une autre facture",
                    en = "article {num} of the rôle {role} of {exercice} is named by another invoice"
                ),
            );
        }
    }
}

fn collection(indiv: &FactureIndiv, kind: TypeFact, seen: &mut Seen, found: &mut Findings) {
    let place = place_of(&indiv.mode_recouvrement, indiv.place.get());
    let numero = raw(&indiv.numero_facture);
    let Some(mode) = typed(&indiv.mode_recouvrement) else {
        found.push(
            &rules::PES256,
            place,
            text!(
                fr = "facture {numero} : ModeRecouvrement absent",
                en = "invoice {numero}: ModeRecouvrement is missing"
            ),
        );
        return;
    };
    if mode.0 {
        return;
    }
    seen.tip = true;
    if kind == TypeFact::AsapPatients {
        found.push_with_help(
            &rules::PES428,
            place,
            text!(fr = "facture {numero} : ModeRecouvrement 0", en = "invoice {numero}: ModeRecouvrement 0"),
            Text::fixed("mettre ModeRecouvrement à 1 (talon)", "set ModeRecouvrement to 1 (stub)"),
        );
    }
    let total =
        indiv.total_a_payer.as_ref().and_then(|total| typed(&total.mt_total_ttc)).map_or(0, |ttc| ttc.centimes());
    if total > MAX_TIP_CENTIMES {
        let total = euros(total);
        found.push_with_help(
            &rules::PES257,
            place,
            text!(fr = "facture {numero} : {total}", en = "invoice {numero}: {total}"),
            Text::fixed("passer au talon (ModeRecouvrement 1)", "use a stub (ModeRecouvrement 1)"),
        );
    }
}

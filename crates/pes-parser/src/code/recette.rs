use super::codes;

codes! {
    /// What DGFiP does with the avis des sommes à payer of a titre (`TEdition`).
    Edition "TEdition" {
        AsapAEditer = "01" "ASAP à éditer",
        AsapCpp = "02" "ASAP CPP",
        OrmcCppPdf = "03" "ASAP ORMC CPP pdf",
        SansTraitement = "04" "ASAP sans traitement DGFIP",
        PatientsAEditer = "05" "ASAP patients à éditer",
        OrmcEnsuPdf = "06" "ASAP ORMC ENSU à éditer pdf" since V5_12,
        OrmcEnsuXml = "07" "ASAP ORMC ENSU à éditer xml" since V5_30,
        OrmcCppXml = "08" "ASAP ORMC CPP xml" since V5_30,
        FacturationElectronique = "09" "ASAP facturation électronique" since V5_30,
        OrmcFacturationElectronique = "10" "ASAP ORMC facturation électronique" since V5_30,
    }
}

codes! {
    /// The type of a bordereau (`TTypBordAller`). The texts allow 01, 02, 03 and 06 only.
    TypBord "TTypBordAller" {
        Ordinaire = "01" "Ordinaire",
        AnnulationReduction = "02" "Annulation/réduction",
        OrdresDeRecette = "03" "Ordres de recette",
        Code04 = "04" "sans libellé",
        Code05 = "05" "sans libellé",
        Ormc = "06" "Ordres de recette multi-créanciers (ORMC)",
    }
}

codes! {
    /// The type of a titre (`TTypPce`).
    ///
    /// 09 is in 5.19 and no longer in 5.30; which version dropped it is not known, so it passes until 5.29.
    TypPce "TTypPce" {
        Ordinaire = "01" "Titre ordinaire",
        Correctif = "02" "Titre correctif",
        OrdreBudgetaire = "03" "Titre d'ordre budgétaire",
        OrdreMixte = "04" "Titre d'ordre mixte",
        ApresPaiement = "05" "Titre émis après paiement",
        RecapitulatifAvecRole = "06" "Titre récapitulatif avec rôle",
        RecapitulatifSansRole = "07" "Titre récapitulatif sans rôle",
        Majoration = "09" "Titre de majoration" until V5_29,
        PlusieursAnnees = "10" "Titre en plusieurs années",
        Rattachement = "11" "Titre de rattachement",
        OrdreDeRecette = "12" "Ordre de recette ordonnateur",
        ProduitsConstatesAvance = "14" "Produits constatés d'avance",
        Ormc = "15" "Titre ORMC",
    }
}

codes! {
    /// The nature of a titre (`TNatPce`).
    NatPce "TNatPce" {
        Fonctionnement = "01" "Fonctionnement",
        Investissement = "02" "Investissement",
        Inventaire = "03" "Inventaire",
        Emprunt = "04" "Emprunt",
        Regie = "05" "Régie",
        AnnulationReduction = "06" "Annulation-réduction",
        Complementaire = "07" "Complémentaire",
        Reemis = "08" "Réémis",
        AnnulantMandat = "09" "Annulant un mandat",
        AnnulationRattachement = "10" "Annulation du titre de rattachement",
        Marche = "11" "Marché",
        Cessions = "18" "Opération d'ordre liée aux cessions",
    }
}

/// Whether the bordereau may hold a titre of this type and nature; Hélios rejects it otherwise.
///
/// Annexe 2 of the dossier technique 5.19, the last one known. It has no line for the majoration (09): its only
/// triplet, 01-09-01, is from the rule on `NatPceOrig` 05.
pub fn triplet_allowed(bordereau: TypBord, piece: TypPce, nature: NatPce) -> bool {
    bordereau_of(piece, nature) == Some(bordereau)
}

/// Whether DGFiP can issue the ASAP of such a titre, to a private debtor (`Edition` 01) or a public one (02).
///
/// Note (5) of annexe 2 of the dossier technique 5.19. An ORMC is not among them: it has editions of its own.
pub fn asap_allowed(bordereau: TypBord, piece: TypPce, nature: NatPce) -> bool {
    use NatPce::{Cessions, Emprunt, Fonctionnement, Inventaire, Investissement, Marche};
    bordereau == TypBord::Ordinaire
        && match piece {
            TypPce::Ordinaire => {
                matches!(nature, Fonctionnement | Investissement | Inventaire | Emprunt | Marche | Cessions)
            }
            TypPce::PlusieursAnnees => matches!(nature, Fonctionnement | Investissement),
            _ => false,
        }
}

/// The one type of bordereau that annexe 2 gives to a type and nature of titre.
fn bordereau_of(piece: TypPce, nature: NatPce) -> Option<TypBord> {
    use NatPce::*;
    use TypBord::{AnnulationReduction as Annulations, Ordinaire, OrdresDeRecette, Ormc};
    Some(match (piece, nature) {
        (TypPce::Ordinaire, Fonctionnement | Investissement | Inventaire | Emprunt | Regie | Marche | Cessions)
        | (TypPce::Correctif, Complementaire | Reemis | AnnulantMandat)
        | (TypPce::OrdreBudgetaire, Fonctionnement | Investissement | Inventaire | Emprunt | Cessions)
        | (TypPce::OrdreMixte, Fonctionnement | Investissement | Inventaire | Emprunt)
        | (TypPce::ApresPaiement, Fonctionnement | Investissement | Inventaire | Emprunt | Regie)
        | (TypPce::RecapitulatifAvecRole | TypPce::RecapitulatifSansRole, Fonctionnement)
        | (TypPce::Majoration, Fonctionnement)
        | (TypPce::PlusieursAnnees, Fonctionnement | Investissement)
        | (TypPce::Rattachement, Fonctionnement | Investissement | Emprunt)
        | (TypPce::ProduitsConstatesAvance, Fonctionnement) => Ordinaire,
        (TypPce::Correctif, AnnulationReduction | AnnulationRattachement)
        | (TypPce::OrdreMixte | TypPce::RecapitulatifAvecRole | TypPce::ProduitsConstatesAvance, AnnulationReduction) => {
            Annulations
        }
        (TypPce::OrdreDeRecette, Fonctionnement | Investissement | Marche) => OrdresDeRecette,
        (TypPce::Ormc, Fonctionnement) => Ormc,
        _ => return None,
    })
}

codes! {
    /// The nature of the piece that a titre refers to (`TNatPceOrig`); 03 goes with `TypPce` 05 only.
    NatPceOrig "TNatPceOrig" {
        Titres = "01" "Titres",
        Mandats = "02" "Mandats",
        Encaissements = "03" "Encaissements",
        ListeMajoration = "05" "Liste de majoration",
    }
}

codes! {
    /// Invoicing frame of a titre with an electronic invoice (`TCadreFacturation`, 5.30).
    CadreFacturation "TCadreFacturation" {
        Biens = "B1" "Dépôt d'une facture de biens" since V5_30,
        Services = "S1" "Dépôt d'une facture de prestation de service" since V5_30,
        MultiVendeursBiens = "B8" "Facture multi-vendeurs de biens" since V5_30,
        MultiVendeursServices = "S8" "Facture multi-vendeurs de services" since V5_30,
        MultiVendeursMixte = "M8" "Facture multi-vendeurs mixte de biens et de services" since V5_30,
    }
}

codes! {
    /// The means of payment (`TModRegl`), with the labels of 5.30.
    ModRegl "TModRegl" {
        Numeraire = "01" "Numéraire au guichet du PNC",
        Cheque = "02" "Chèque remis à encaissement",
        Virement = "03" "Virement BDF",
        VirementApplicationExterne = "04" "Virement application externe",
        VirementGrosMontant = "05" "Virement gros montant",
        VirementEtranger = "06" "Virement à l'étranger",
        OperationBudgetRattache = "07" "Opération budget rattaché",
        Prelevement = "08" "Prélèvement mensuel ou à la date limite de paiement",
        VirementInterne = "09" "Virement interne",
        ChequeDft = "10" "Chèque bancaire DFT" since V5_30,
        ChequeEnergie = "11" "Chèque énergie" since V5_30,
        ChequeVacances = "12" "Chèque vacances" since V5_30,
        CreditOffice = "13" "Crédit d'office" since V5_30,
        DebitOffice = "14" "Débit d'office" since V5_30,
        FraisPayfip = "15" "Frais PAYFIP" since V5_30,
        CbTelephone = "16" "Paiement CB par téléphone" since V5_30,
        Telepaiement = "17" "Télépaiement" since V5_30,
        VirementPayfip = "18" "Virement par Internet – PAYFIP" since V5_30,
    }
}

codes! {
    /// Who hands the direct debit over to the bank (`TNatPrel`).
    NatPrel "TNatPrel" {
        ParLeTresor = "01" "Fichier remis aux organismes bancaires par le Trésor",
        ParOrdonnateur = "02" "Fichier remis aux organismes bancaires par l'ordonnateur",
    }
}

codes! {
    /// How often the direct debit falls due (`TPerPrel`); the texts prefer 07.
    PerPrel "TPerPrel" {
        Bimestrielle = "01" "Bimestrielle",
        Mensuelle = "02" "Mensuelle",
        Bimensuelle = "03" "Bimensuelle",
        Trimestrielle = "04" "Trimestrielle",
        Semestrielle = "05" "Semestrielle",
        Annuelle = "06" "Annuelle",
        Unique = "07" "Unique",
    }
}

codes! {
    /// The place of a SEPA direct debit in its series (`TSequencePres`).
    SequencePres "TSequencePres" {
        Oneoff = "01" "OOFF",
        First = "02" "FRST",
        Recurrent = "03" "RCUR",
        Final = "04" "FNAL",
    }
}

codes! {
    /// The way of the information on collections (`TTypFlux`); 02 is internal to DGFiP.
    TypFlux "TTypFlux" {
        VersOrdonnateur = "01" "Informations des recouvrements à destination de l'ordonnateur",
        DepuisCentreEncaissement = "02" "Information d'encaissement en provenance d'un centre d'encaissement",
    }
}

codes! {
    /// Whether the insured person is the debtor (`TCodAssDeb`, M21 and M22 only).
    CodAssDeb "TCodAssDeb" {
        Oui = "1" "oui",
        Non = "2" "non",
        Indetermine = "3" "indéterminé",
    }
}

codes! {
    /// The tie of the beneficiary to the insured person (`TCodAyantDroit`, M21 and M22 only).
    CodAyantDroit "TCodAyantDroit" {
        Conjoint = "01" "Conjoint",
        Enfant = "02" "Enfant",
        Autres = "03" "Autres",
    }
}

#[cfg(test)]
pub(super) mod tests;

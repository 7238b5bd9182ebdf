use super::codes;
use crate::value::SimpleType;

codes! {
    /// Why Hélios sends a return (`TTypRestit`).
    TypRestit "TTypRestit" {
        Rejet = "01" "Rejet",
        Periodique = "02" "Périodique",
        Stock = "03" "Stock",
    }
}

codes! {
    /// The grain of a return (`TNatInf`).
    NatInf "TNatInf" {
        Stock = "1" "Stock détaillé",
        Flux = "2" "Flux détaillé",
    }
}

codes! {
    /// The type of a bordereau in a return (`TTypBord`): those of the flows, and those that Hélios makes.
    ///
    /// Of the avis des sommes à payer, ORMC are 07 in 5.19 and 06 in 5.30.
    TypBordRetour "TTypBord" {
        Ordinaire = "01" "Ordinaire",
        AnnulationReduction = "02" "Annulation-réduction",
        OrdresDeRecette = "03" "Ordre de Recette",
        Regularisation = "04" "Bordereau de Régularisation",
        P503 = "05" "P503",
        Ormc = "06" "Ordres de recette multi créanciers",
        OrmcReversement = "07" "Ordres de recette multi créanciers, reversement au BC bénéficiaire",
    }
}

codes! {
    /// The type of a titre in a return (`TTypPce`): those of the flows, and those that Hélios makes.
    TypPceRetour "TTypPce" {
        Ordinaire = "01" "Titre ordinaire",
        Correctif = "02" "Titre correctif",
        OrdreBudgetaire = "03" "Titre d'ordre budgétaire",
        OrdreMixte = "04" "Titre d'ordre mixte",
        ApresEncaissement = "05" "Titre émis après encaissement",
        RecapitulatifAvecRole = "06" "Titre récapitulatif avec rôle",
        RecapitulatifSansRole = "07" "Titre récapitulatif sans rôle",
        RoleTitre = "08" "Rôle Titre",
        Majoration = "09" "Titre de majoration",
        PlusieursAnnees = "10" "Titre en plusieurs années",
        Rattachement = "11" "Titre de rattachement",
        OrdreDeRecette = "12" "Ordre de recette ordonnateur",
        DemandeEmission = "13" "Demande émission de titre",
        ProduitsConstatesAvance = "14" "Titres produits constatés d'avance",
        Ormc = "15" "Titre ORMC",
    }
}

codes! {
    /// The nature of a titre in a return (`TNatPce`).
    NatPceRetour "TNatPce" {
        Fonctionnement = "01" "Fonctionnement",
        Investissement = "02" "Investissement",
        Inventaire = "03" "Inventaire",
        Emprunt = "04" "Emprunt",
        Regie = "05" "Régie",
        AnnulationReduction = "06" "Annulation/réduction",
        Complementaire = "07" "Complémentaire",
        Reemis = "08" "Réémis",
        AnnulantMandat = "09" "Annulant un mandat",
        AnnulationRattachement = "10" "Annulation du titre de rattachement",
        Marche = "11" "Marché",
        Autres = "12" "Autres",
        Cessions = "18" "Opération d'ordre liée aux cessions",
    }
}

codes! {
    /// Where a titre stands (`TEtatPce`).
    EtatPce "TEtatPce" {
        EnInstance = "01" "En instance",
        PriseEnCharge = "02" "Prise en charge",
        PriseEnChargePartielle = "03" "Prise en charge partielle",
        Rejete = "04" "Rejeté",
        Annule = "05" "Annulé",
    }
}

codes! {
    /// Where a line of a titre stands (`TEtatLigPce`).
    EtatLigPce "TEtatLigPce" {
        Rejete = "01" "Rejeté",
        Annule = "02" "Annulé",
        MisEnInstance = "03" "Mis en instance",
        NonSoldee = "04" "Non soldée",
        Soldee = "05" "Soldée",
        SoldeeEnNonValeur = "06" "Soldée en Non valeur",
    }
}

codes! {
    /// What the treasury observes about a titre or a line (`TObsEtat`).
    ObsEtat "TObsEtat" {
        CaractereExecutoire = "01" "Absence caractère exécutoire",
        Creance = "02" "Absence indication créance",
        Debiteur = "03" "Absence indication débiteur",
        Imputation = "04" "Imputation budgétaire erronée",
        Prescription = "05" "Prescription",
        Autres = "06" "Autres",
        PieceOrigine = "07" "Absence de référence à la pièce d'origine",
        TypeBordereau = "08" "Type de bordereau de titre inexistant",
        ExerciceNonOuvert = "09" "Exercice Bordereau non ouvert",
        DateEmission = "10" "Bordereau sans date d'émission",
        MontantBordereau = "11" "Montant du bordereau incohérent",
        SignatureBordereau = "12" "Absence de signature sur bordereau",
        TvaAbsente = "13" "Absence de TVA pour collectivités assujetties",
        Incompetence = "14" "Incompétence du donneur d'ordre",
        PjInsuffisantes = "15" "Insuffisance pièces justificatives",
        PjAbsentes = "16" "Absence ou invalidité des pièces justificatives",
        Domiciliation = "17" "Domiciliation bancaire absente ou erronée",
        DoublonBordereau = "18" "Numéro de bordereau en doublon",
        ComplementInformation = "19" "Complément information nécessaire",
        AttenteRecapitulatif = "20" "Attente titre récapitulatif",
        TitreIncomplet = "21" "Titre incomplet",
        ExerciceRoleCloture = "22" "Exercice rôle clôturé",
        RoleNonUnique = "23" "Numéro de rôle non unique",
        ExerciceRoleInitialCloture = "24" "Exercice rôle initial clôturé",
        RoleInitialInexistant = "25" "Rôle initial inexistant",
        RoleInitialNonPrisEnCompte = "26" "Rôle initial non pris en compte",
        DatePrelevement = "27" "Date prélèvement incorrecte",
        ArticleNonUnique = "28" "Numéro article non unique",
        DateAsp = "29" "Date ASP incorrecte",
        CodeProduit = "30" "Code produit inconnu",
        SiretBeneficiaire = "31" "SIRET collectivité bénéficiaire inexistant",
        NonAssujettieTva = "32" "Collectivité non assujettie à TVA",
        MontantMajorable = "33" "Montant majorable",
        MontantPrelevement = "34" "Montant prélèvement",
        DomiciliationErronee = "35" "Domiciliation erronée",
        DomiciliationInexistante = "36" "Domiciliation inexistante",
        RapprochementRole = "37" "Rapprochement rôle impossible",
        ForcageOrdonnateur = "38" "Forçage accordé par ordonnateur",
        ForcageComptable = "39" "Accord pour forçage du responsable du poste comptable",
        ForcageAVenir = "40" "Accord pour forçage par ordonnateur à venir",
    }
}

impl ObsEtat {
    /// The observations of an element `ObsEtat`: codes with a `-` between them, or any text.
    ///
    /// A code that the list does not have is given back as it is; so is the whole, when it is not made of codes.
    ///
    /// ```
    /// use pes_parser::code::ObsEtat;
    ///
    /// assert_eq!(ObsEtat::split("04-15"), [Ok(ObsEtat::Imputation), Ok(ObsEtat::PjInsuffisantes)]);
    /// assert_eq!(ObsEtat::split("04-77"), [Ok(ObsEtat::Imputation), Err("77")]);
    /// assert_eq!(ObsEtat::split("voir le 04 - urgent"), [Err("voir le 04 - urgent")]);
    /// ```
    pub fn split(text: &str) -> Vec<Result<Self, &str>> {
        let text = text.trim();
        let parts = || text.split('-').map(str::trim);
        let looks_like_a_code = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        if text.is_empty() {
            Vec::new()
        } else if parts().all(looks_like_a_code) {
            parts().map(|part| Self::parse(part).map_err(|_| part)).collect()
        } else {
            vec![Err(text)]
        }
    }
}

codes! {
    /// Where a payment, or another settlement of a line, comes from (`TOrgEma`).
    OrgEma "TOrgEma" {
        EncaissementAvantTitre = "01" "Encaissement avant émission de titre",
        Encaissement = "02" "Encaissement",
        FluxEncaissement = "03" "Flux d'encaissement (sauf TIPI)",
        MandatCorrectif = "04" "Mandat correctif",
        Mandat = "05" "Mandat",
        NonValeur = "06" "Liste non valeur",
        TitreCorrectif = "07" "Titre correctif",
        Titre = "08" "Titre",
        AnnulationFrais = "09" "Annulation frais de poursuite ou acte de poursuite",
        Tipi = "10" "TIPI (encaissement par paiement sur internet)",
        EncaissementTechnique = "11" "Encaissement technique",
        Divers = "12" "Divers",
    }
}

codes! {
    /// The nature of the piece that a line is settled by (`TNatPceOrig` of the returns).
    NatPceOrigRetour "TNatPceOrig" {
        Mandat = "02" "Mandat",
    }
}

codes! {
    /// What an agreement is about (`TTypConv`).
    TypConv "TTypConv" {
        PlusieursAnnees = "01" "Convention sur titres en plusieurs années",
        MultiCollectivites = "02" "Convention sur rôles multi collectivités",
    }
}

codes! {
    /// Why the treasury has suspended its proceedings (`TCodeSuspPour`).
    CodeSuspPour "TCodeSuspPour" {
        Delais = "01" "Délais accordés",
        ReclamationTransmise = "02" "Réclamation transmise ordo",
        DemandeeParOrdonnateur = "03" "Suspension demandée ordo",
        Opposition = "04" "Opposition à poursuites",
        RedressementAvecPlan = "05" "Redressement judiciaire avec plan d'apurement",
        RedressementSansPlan = "06" "Redressement judiciaire sans plan d'apurement",
        LiquidationBiens = "07" "Liquidation de biens",
        LiquidationJudiciaire = "08" "Liquidation judiciaire",
        Surendettement = "09" "Commission surendettement",
        Npai = "10" "NPAI",
        AnnulationAttendue = "11" "Annulation attendue",
        NonValeurDemandee = "12" "Admission en non valeur demandée",
        DebiteurDecede = "13" "Débiteur décédé",
        PoursuiteNonAutorisee = "14" "Autorisation de poursuite non accordée",
        CreanceMinime = "15" "Créance minime",
        Carence = "16" "PV carence",
        PersonneDisparue = "17" "Personne disparue",
        NonValeur = "18" "Admission en non valeur",
        Assignation = "19" "Assignation RJ LJ",
        CessionFonds = "20" "Cession fonds",
        Pourvoi = "21" "Pourvoi tribunaux",
        DrDemandee = "22" "DR demandée",
        TiersNonRattache = "23" "Tiers non rattaché",
        PlanInconnu = "24" "Plan de recouvrement inconnu",
        InitiativePoste = "25" "Poursuite initiative poste",
        AideMedicale = "26" "Règle aide médicale",
        ProductionNotaire = "27" "Production notaire",
        AttenteHuissier = "28" "Attente réponse huissier",
        Perquisition = "29" "PV perquisition",
        Recherche = "30" "PV Recherche",
        Transfere = "31" "Transféré BC bénéficiaire",
        Contestation = "32" "Contestation créance",
        EmpechementTechnique = "33" "Empêchement technique",
        Divers = "34" "Divers",
        PaiementPartielHopital = "35" "Paiement partiel ou nul Hôpital public",
        SatdPositive = "36" "SATD Positive",
        PaiementRejeteHopital = "37" "Paiement rejeté hôpital public",
        ActionJustice = "38" "Action de justice",
        HorsHelios = "39" "Action de poursuites hors Hélios",
    }
}

codes! {
    /// The act that the recovery of a line has come to (`TEtapePce`).
    EtapePce "TEtapePce" {
        Asap = "00" "Avis Sommes à payer",
        Relance = "01" "Lettre rappel ou lettre de relance",
        Commandement = "02" "Commandement",
        MiseEnDemeure = "03" "Mise en demeure",
        SaisieAttribution = "04" "Saisie Attribution",
        SaisieAttributionCaf = "05" "Saisie Attribution CAF",
        SaisieVente = "06" "Saisie Vente",
        SaisieRemuneration = "07" "Saisie Rémunération",
        Vente = "08" "Vente",
        PoursuitesExterieures = "09" "Poursuites extérieures",
        SaisieCoffres = "10" "Saisie des coffres forts",
        SaisieVehicules = "11" "Saisie des véhicules à moteur",
        SaisieValeurs = "12" "Saisie des valeurs mobilières de placement et autres biens d'associés",
        AutorisationCommandement = "13" "Autorisation commandement",
        AutorisationSaisie = "14" "Autorisation saisie",
        AvisAvantPoursuites = "15" "Avis avant état de poursuites extérieures",
        PhaseComminatoire = "16" "Phase comminatoire",
        SatdEmployeur = "17" "SATD employeur",
        SatdBancaire = "18" "SATD bancaire",
        SatdAutres = "19" "SATD Autres Tiers",
    }
}

codes! {
    /// What came of the act (`TCodActu`).
    CodActu "TCodActu" {
        Envoye = "01" "Acte envoyé",
        AutorisationDemandee = "02" "Autorisations de poursuites demandées",
        AutorisationAcceptee = "03" "Autorisations de poursuites acceptées",
        AutorisationRefusee = "04" "Autorisations de poursuites refusées",
        Positif = "05" "Acte positif",
        Negatif = "06" "Acte négatif",
        Pnd = "07" "PND",
        RjLj = "08" "RJ/LJ ou surendettement",
        Divers = "09" "Divers",
    }
}

codes! {
    /// The category of a tiers in a return (`TCatTiers` of the returns): coarser than that of the flows.
    CatTiersRetour "TCatTiers" {
        PersonnePhysique = "01" "Personnes physiques",
        PersonneMoralePrivee = "02" "Personnes morales de droit privé",
        PersonneMoralePublique = "03" "Personnes morales de droit public",
    }
}

codes! {
    /// The legal nature of a tiers in a return (`TNatJur` of the returns): that of the flows, and 00.
    NatJurRetour "TNatJur" {
        Inconnue = "00" "Inconnue",
        Particulier = "01" "Particuliers",
        Artisan = "02" "Artisan / Commerçant / Agriculteur",
        Societe = "03" "Société",
        Cam = "04" "CAM ou caisse appliquant les mêmes règles",
        CaisseComplementaire = "05" "Caisse complémentaire",
        Association = "06" "Association",
        Etat = "07" "État ou organisme d'État",
        EtablissementPublicNational = "08" "Établissement public national",
        Collectivite = "09" "Collectivité territoriale / EPL / EPS",
        EtatEtranger = "10" "État étranger / ambassade",
        Caf = "11" "CAF",
    }
}

#[cfg(test)]
mod tests {
    use super::super::recette::tests::round_trips;
    use super::*;

    #[test]
    fn every_code_round_trips() {
        round_trips(TypRestit::ALL, 3);
        round_trips(NatInf::ALL, 2);
        round_trips(TypBordRetour::ALL, 7);
        round_trips(TypPceRetour::ALL, 15);
        round_trips(NatPceRetour::ALL, 13);
        round_trips(EtatPce::ALL, 5);
        round_trips(EtatLigPce::ALL, 6);
        round_trips(ObsEtat::ALL, 40);
        round_trips(OrgEma::ALL, 12);
        round_trips(NatPceOrigRetour::ALL, 1);
        round_trips(TypConv::ALL, 2);
        round_trips(CodeSuspPour::ALL, 39);
        round_trips(EtapePce::ALL, 20);
        round_trips(CodActu::ALL, 9);
        round_trips(CatTiersRetour::ALL, 3);
        round_trips(NatJurRetour::ALL, 12);
    }

    /// A titre of a flow has the same type and nature when it comes back.
    #[test]
    fn codes_of_the_flows_are_codes_of_the_returns() {
        use crate::code::{NatJur, NatPce, TypBord, TypPce};
        assert!(TypBord::ALL.iter().all(|code| TypBordRetour::parse(code.code()).is_ok()));
        assert!(TypPce::ALL.iter().all(|code| TypPceRetour::parse(code.code()).is_ok()));
        assert!(NatPce::ALL.iter().all(|code| NatPceRetour::parse(code.code()).is_ok()));
        assert!(NatJur::ALL.iter().all(|code| NatJurRetour::parse(code.code()).is_ok()));
    }

    #[test]
    fn observations_are_codes_or_words() {
        assert_eq!(ObsEtat::split(""), []);
        assert_eq!(ObsEtat::split(" 16 "), [Ok(ObsEtat::PjAbsentes)]);
        assert_eq!(ObsEtat::split("01 - 40"), [Ok(ObsEtat::CaractereExecutoire), Ok(ObsEtat::ForcageAVenir)]);
        assert_eq!(ObsEtat::split("00-41"), [Err("00"), Err("41")]);
        for words in ["4", "004", "04-", "04-1é", "04-15 et courrier", "-"] {
            assert_eq!(ObsEtat::split(words), [Err(words)]);
        }
    }
}

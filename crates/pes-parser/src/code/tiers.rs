use super::codes;

mod categorie_juridique;

pub use categorie_juridique::from_categorie_juridique;

codes! {
    /// The category of a tiers (`TCatTiers`).
    ///
    /// The labels are those of 5.30, which agree with annexe 3 of the dossier technique but for the wording of 64
    /// (« mutuelles et organismes d'assurance » there) and 65 (« divers autres tiers payants »). Older schemas shift
    /// them by one from 50 on (50 = « autres organismes sociaux », 60 = « personnes morales de droit privé »...): the
    /// codes mean what annexe 3 says, whatever the version.
    CatTiers "TCatTiers" {
        PersonnePhysique = "01" "Personnes physiques",
        Etat = "20" "État et établissements publics nationaux",
        Region = "21" "Régions",
        Departement = "22" "Départements",
        Commune = "23" "Communes",
        Groupement = "24" "Groupements de collectivités",
        CaisseDesEcoles = "25" "Caisses des écoles",
        Ccas = "26" "CCAS",
        Eps = "27" "Établissements publics de santé",
        EcoleSantePublique = "28" "École nationale de la santé publique",
        AutreEtablissementPublic = "29" "Autres établissements publics et organismes internationaux",
        PersonneMoralePrivee = "50" "Personnes morales de droit privé autres qu'organismes sociaux",
        SecuRegimeGeneral = "60" "Caisses de sécurité sociale régime général",
        SecuRegimeAgricole = "61" "Caisses de sécurité sociale régime agricole",
        SecuNonSalaries = "62" "Sécurité sociale des travailleurs non salariés et professions non agricoles",
        AutreRegimeObligatoire = "63" "Autres régimes obligatoires de sécurité sociale",
        AutreCaisse = "64" "Autres caisses de sécurité sociale",
        TiersPayant = "65" "Caisses complémentaires et divers autres tiers payants",
        Cnracl = "70" "CNRACL",
        Ircantec = "71" "IRCANTEC",
        Assedic = "72" "ASSEDIC",
        RetraiteMutualiste = "73" "Caisses mutualistes de retraite complémentaires",
        AutreOrganismeSocial = "74" "Autres organismes sociaux",
    }
}

codes! {
    /// The legal nature of a tiers (`TNatJur`).
    NatJur "TNatJur" {
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

/// Whether annexe 3 of the dossier technique joins the category and the legal nature; Hélios rejects the bordereau
/// otherwise.
pub fn pair_allowed(categorie: CatTiers, nature: NatJur) -> bool {
    use CatTiers::*;
    match categorie {
        PersonnePhysique => matches!(nature, NatJur::Particulier | NatJur::Artisan),
        Etat => matches!(nature, NatJur::Etat | NatJur::EtablissementPublicNational),
        Region | Departement | Commune | Groupement | CaisseDesEcoles | Ccas | Eps => nature == NatJur::Collectivite,
        EcoleSantePublique => nature == NatJur::EtablissementPublicNational,
        AutreEtablissementPublic => nature == NatJur::EtatEtranger,
        PersonneMoralePrivee => matches!(nature, NatJur::Societe | NatJur::Association),
        SecuRegimeGeneral | SecuRegimeAgricole | SecuNonSalaries | AutreCaisse | Assedic | AutreOrganismeSocial => {
            nature == NatJur::Cam
        }
        AutreRegimeObligatoire => matches!(nature, NatJur::Cam | NatJur::Caf),
        TiersPayant => matches!(nature, NatJur::Cam | NatJur::CaisseComplementaire),
        Cnracl | Ircantec | RetraiteMutualiste => nature == NatJur::CaisseComplementaire,
    }
}

impl CatTiers {
    /// Whether a tiers of this category and legal nature is a public debtor, to be billed through Chorus Pro.
    ///
    /// So are 20 to 28 with the one or two natures that annexe 3 gives them (07, 08, 09). This is inferred from the
    /// grouping of annexe 3: no text of DGFiP ties `Edition` 02 to a category. Left out are 29, foreign States and
    /// international bodies, which have no SIRET, and the social bodies (60 to 74), mostly private in Hélios.
    pub fn is_public_with(self, nature: NatJur) -> bool {
        (Self::Etat..=Self::EcoleSantePublique).contains(&self) && pair_allowed(self, nature)
    }
}

codes! {
    /// What the national identifier of a tiers is (`TNatIdTiers`).
    NatIdTiers "TNatIdTiers" {
        Siret = "01" "SIRET",
        Siren = "02" "SIREN",
        Finess = "03" "FINESS",
        Nir = "04" "NIR",
        TvaIntracommunautaire = "05" "TVA intracommunautaire",
        HorsUe = "06" "Hors UE",
        Tahiti = "07" "TAHITI",
        Ridet = "08" "RIDET",
        EnCoursImmatriculation = "09" "En cours d'immatriculation",
        Frwf = "10" "FRWF",
        Irep = "11" "IREP" since V5_17,
        Nfp = "12" "NFP" since V5_17,
    }
}

codes! {
    /// The part a tiers plays (`TTypTiersRecette`, `TTypTiersFacture`: one list). 05 is for M21 and M22 only.
    TypTiers "TTypTiers" {
        DebiteurPrincipal = "01" "Débiteur principal",
        DebiteurReglesParticulieres = "02"
            "Débiteur appliquant des règles particulières et pouvant assumer la totalité des frais de séjours",
        DebiteurSolidaire = "03" "Débiteur solidaire",
        CoDebiteur = "04" "Co-débiteur",
        Employeur = "05" "Employeur",
        Malade = "06" "Malade",
        Assure = "07" "Assuré",
        Client = "10" "Client",
        Acheteur = "11" "Acheteur",
        Destinataire = "12" "Destinataire",
        Facture = "13" "Facture",
        GestionnaireTva = "14" "Gestionnaire TVA",
        ComptableClient = "15" "Comptable (client)",
        Emetteur = "20" "Émetteur",
        Vendeur = "21" "Vendeur",
        Expediteur = "22" "Expéditeur",
        Fabricant = "23" "Fabricant",
        Fournisseur = "24" "Fournisseur",
        DestinatairePaiement = "25" "Destinataire paiement",
        ComptableEmetteur = "26" "Comptable (émetteur)",
        Logement = "30" "Logement",
    }
}

codes! {
    /// The rank of an address (`TTypAdr`).
    TypAdr "TTypAdr" {
        NonPrecise = "0" "Non précisé",
        Principal = "1" "Principal",
        Secondaire = "2" "Secondaire",
    }
}

#[cfg(test)]
mod tests {
    use super::super::recette::tests::round_trips;
    use super::*;

    #[test]
    fn every_code_round_trips() {
        round_trips(CatTiers::ALL, 23);
        round_trips(NatJur::ALL, 11);
        round_trips(NatIdTiers::ALL, 12);
        round_trips(TypTiers::ALL, 21);
        round_trips(TypAdr::ALL, 3);
    }

    fn accepted(predicate: fn(CatTiers, NatJur) -> bool) -> Vec<String> {
        let pairs = CatTiers::ALL.iter().flat_map(|&cat| NatJur::ALL.iter().map(move |&nature| (cat, nature)));
        pairs
            .filter(|&(cat, nature)| predicate(cat, nature))
            .map(|(c, n)| format!("{}/{}", c.code(), n.code()))
            .collect()
    }

    #[test]
    fn pairs_are_those_of_annexe_3() {
        let annexe = "01/01 01/02 20/07 20/08 21/09 22/09 23/09 24/09 25/09 26/09 27/09 28/08 29/10 50/03 50/06 60/04 \
                      61/04 62/04 63/04 63/11 64/04 65/04 65/05 70/05 71/05 72/04 73/05 74/04";
        assert_eq!(accepted(pair_allowed).join(" "), annexe);
    }

    #[test]
    fn public_pairs() {
        let public = "20/07 20/08 21/09 22/09 23/09 24/09 25/09 26/09 27/09 28/08";
        assert_eq!(accepted(CatTiers::is_public_with).join(" "), public);
    }
}

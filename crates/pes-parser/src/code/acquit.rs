use super::codes;

codes! {
    /// What an element of an acquit speaks of (`TDomaineAck`).
    DomaineAck "TDomaineAck" {
        Technique = "0" "Technique",
        SignatureTechnique = "1" "Signature technique",
        SignatureGlobale = "2" "Signature globale",
        SignatureBordereau = "3" "Signature Bordereau",
        Pj = "4" "PJ",
        Depense = "5" "Dépense",
        Recette = "6" "Recette",
        Role = "7" "Rôle",
        Budget = "8" "Budget",
        EtatActif = "9" "État Actif",
        EtatPassif = "10" "État Passif",
        Marche = "11" "Marché",
        Facture = "12" "Facture",
        Parametrage = "99" "Paramétrage",
    }
}

codes! {
    /// The anomaly of a refusal (`TNumAnoAck`).
    ///
    /// The official list has no labels: these only put the codes in words. What is wrong in the flow at hand is said by
    /// `LibelleAnoAck`, above all with [`NumAnoAck::Autre`].
    NumAnoAck "TNumAnoAck" {
        ConnexionBase = "ERREUR_CONNECTION_IMPOSSIBLE_A_LA_BASE" "Base de données d'Hélios injoignable",
        Encodage = "ERREUR_ENCODING" "Encodage du fichier",
        FluxVide = "ERREUR_FLUX_VIDE" "Flux vide",
        SchemaIncomplet = "ERREUR_SCHEMA_INCOMPLET" "Flux incomplet au regard du schéma",
        Codification = "ERREUR_CODIFICATION" "Code absent de sa liste",
        Codique = "ERREUR_CODIQUE" "Codique du poste comptable",
        Siret = "ERREUR_SIRET" "SIRET",
        CodeCollectiviteBudget = "ERREUR_CODE_COLLECTIVITE_BUDGET" "Code collectivité ou code budget",
        VersionPes = "ERREUR_VERSION_PES" "Version du PES",
        VersionPj = "ERREUR_VERSION_PJ" "Version des pièces jointes",
        SignatureInvalide = "ERREUR_SIGNATURE_INVALIDE" "Signature du flux invalide",
        SignatureIllisible = "ERREUR_SIGNATURE_ILLISIBLE" "Signature du flux illisible",
        SignatureIncomplete = "ERREUR_SIGNATURE_INCOMPLETE" "Signature du flux incomplète",
        DoublonBordereau = "ERREUR_DOUBLON_BORDEREAU" "Bordereau déjà reçu",
        DoublonPiece = "ERREUR_DOUBLON_PIECE" "Numéro de titre en double",
        DoublonLigne = "ERREUR_DOUBLON_LIGNE" "Numéro de ligne en double",
        DoublonPj = "ERREUR_DOUBLON_PJ" "Pièce jointe déjà reçue",
        PesParam = "ERREUR_PES_PARAM" "Paramétrage du PES",
        PesSignature = "ERREUR_PES_SIGNATURE" "Signature du PES",
        PesParamSignature = "ERREUR_PES_PARAM_SIGNATURE" "Paramétrage de la signature du PES",
        Certificat = "ERREUR_CERTIFICAT" "Certificat de signature",
        Timeout = "ERREUR_TIMEOUT" "Délai de traitement dépassé",
        TailleBordereaux = "ERREUR_TAILLE_BORDEREAUX" "Taille des bordereaux",
        TaillePiece = "ERREUR_TAILLE_PIECE" "Taille d'un titre",
        TailleLigne = "ERREUR_TAILLE_LIGNE" "Taille d'une ligne",
        PjSignee = "ERREUR_PJ_SIGNEE" "Pièce jointe signée",
        SignatureExterne = "ERREUR_SIGNATURE_EXTERNE" "Signature hors du flux",
        Autre = "ERREUR_AUTRE" "Autre anomalie",
        SignatureBordereauInvalide = "ERREUR_SIGNATURE_BORDEREAU_INVALIDE" "Signature du bordereau invalide",
        SignatureBordereauIllisible = "ERREUR_SIGNATURE_BORDEREAU_ILLISIBLE" "Signature du bordereau illisible",
        SignatureBordereauIncomplete = "ERREUR_SIGNATURE_BORDEREAU_INCOMPLETE" "Signature du bordereau incomplète",
        MontantTva = "ERREUR_MONTANT_TVA_ZERO_NEGATIF" "Montant de TVA nul ou négatif",
        Pj = "ERREUR_PJ" "Pièce jointe",
        CumulMontants = "ERREUR_CUMUL_MONTANTS" "Cumul des montants",
    }
}

codes! {
    /// The return that an acquit of a return answers (`TDomaineAckRetour`).
    DomaineAckRetour "TDomaineAckRetour" {
        Depense = "13" "PES Retour Dépense",
        Recette = "14" "PES Retour Recette",
    }
}

#[cfg(test)]
mod tests {
    use super::super::recette::tests::round_trips;
    use super::*;
    use crate::value::SimpleType;

    #[test]
    fn every_code_round_trips() {
        round_trips(NumAnoAck::ALL, 34);
        round_trips(DomaineAckRetour::ALL, 2);
        assert_eq!(DomaineAck::ALL.len(), 14);
        for domaine in DomaineAck::ALL {
            assert_eq!(DomaineAck::parse(domaine.code()), Ok(*domaine));
        }
        assert!(DomaineAck::parse("06").is_err(), "a domain has no leading zero");
    }
}

use super::codes;

codes! {
    /// What an attached piece is (`TPJ`).
    ///
    /// 012 and 013 are in 5.17; which version brought them is not known, so they pass in all.
    TypePj "TPJ" {
        DocumentBudgetaire = "001" "Document budgétaire",
        Recette = "002" "Recette",
        Depense = "003" "Dépense",
        EtatDePaye = "004" "État de paye",
        EtatAideSociale = "005" "État d'aide sociale",
        PesFacture = "006" "PES Facture",
        FactureOrmcCpp = "007" "Facture ORMC CPP",
        ComplementAsapCpp = "008" "Document complémentaire à l'ASAP CPP",
        Marche = "009" "Pièce contractuelle de marché",
        FactureOrmcEnsu = "010" "Facture ASAP ORMC ENSU à éditer" since V5_12,
        ComplementAsapEnsu = "011" "Document complémentaire à l'ASAP ENSU à éditer" since V5_12,
        CfuOrdonnateur = "012" "CFU état ordonnateur",
        CfuAnnexes = "013" "CFU états annexes",
        ComplementAsapFe = "014" "Document complémentaire à l'ASAP FE" since V5_30,
    }
}

codes! {
    /// The medium of a piece (`TSupport`); 02 and 03 forbid a `PJ` block.
    Support "TSupport" {
        Electronique = "01" "Support électronique",
        Papier = "02" "Support papier",
        Cdrom = "03" "Support cdrom/dvdrom",
    }
}

codes! {
    /// The domain that a piece sent apart refers to (`TDomaine`). The texts refuse the codes without a label.
    Domaine "TDomaine" {
        Depense = "01" "Dépense",
        Recette = "02" "Recette",
        Code03 = "03" "sans libellé",
        Budget = "04" "Budget",
        Code05 = "05" "sans libellé",
        Marche = "06" "Marché",
        Code07 = "07" "sans libellé",
        Code08 = "08" "sans libellé",
        Code09 = "09" "sans libellé",
    }
}

codes! {
    /// The type of the object that a piece sent apart refers to (`TObjet`).
    ///
    /// Its sense depends on the domain: the type of the bordereau for 01 and 02; 01 budget primitif, 02 décision
    /// modificative, 03 budget supplémentaire and 10 CFU for 04; the nature of the marché for 06.
    TypeObjet "TObjet" {
        Code01 = "01" "selon le domaine",
        Code02 = "02" "selon le domaine",
        Code03 = "03" "selon le domaine",
        Code04 = "04" "selon le domaine",
        Code05 = "05" "selon le domaine",
        Code06 = "06" "selon le domaine",
        Code07 = "07" "selon le domaine",
        Code08 = "08" "selon le domaine",
        Code09 = "09" "selon le domaine",
        Code10 = "10" "selon le domaine",
    }
}

#[cfg(test)]
mod tests {
    use super::super::recette::tests::round_trips;
    use super::*;
    use crate::PesVersion;

    #[test]
    fn every_code_round_trips() {
        round_trips(TypePj::ALL, 14);
        round_trips(Support::ALL, 3);
        round_trips(Domaine::ALL, 9);
        round_trips(TypeObjet::ALL, 10);
    }

    #[test]
    fn pieces_by_version() {
        let count = |version| TypePj::ALL.iter().filter(|code| code.exists_in(version)).count();
        assert_eq!(count(PesVersion::V5_11), 11);
        assert_eq!(count(PesVersion::V5_12), 13);
        assert_eq!(count(PesVersion::V5_17), 13);
        assert_eq!(count(PesVersion::V5_30), 14);
    }
}

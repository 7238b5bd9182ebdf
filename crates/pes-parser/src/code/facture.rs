use super::codes;

codes! {
    /// What a `PES_Facture` is (`TTypeFacture`). 09 serves private and public debtors alike.
    TypeFact "TTypeFacture" {
        Facture = "01" "Facture",
        Commande = "02" "Commande",
        Avoir = "03" "Avoir",
        Devis = "04" "Devis",
        ProForma = "05" "Facture pro forma",
        CarteAchat = "06" "Relevé de carte achat",
        AvisEcheance = "07" "Avis d'échéance",
        Quittance = "08" "Quittance",
        Asap = "09" "Avis des sommes à payer",
        AsapPatients = "10" "Avis des sommes à payer patients",
        AsapOrmc = "11" "Avis des sommes à payer ORMC" since V5_30,
        AsapFe = "12" "Avis des sommes à payer facturation électronique" since V5_30,
        AsapOrmcFe = "13" "Avis des sommes à payer ORMC facturation électronique" since V5_30,
    }
}

codes! {
    /// VAT regime of an electronic invoice line (`TCodeTypeTVA`, 5.30).
    CodeTypeTva "TCodeTypeTVA" {
        Standard = "S" "Taux de TVA standard" since V5_30,
        Exempte = "E" "Exempté de TVA" since V5_30,
        HorsChamp = "O" "Hors du périmètre d'application de la TVA" since V5_30,
    }
}

codes! {
    /// Invoicing frame of the seller of an electronic invoice (`TCadreFacturationVendeur`, 5.30).
    CadreFacturationVendeur "TCadreFacturationVendeur" {
        Biens = "B1" "Dépôt d'une facture de biens" since V5_30,
        Services = "S1" "Dépôt d'une facture de prestation de service" since V5_30,
    }
}

use super::element::elements;
use super::facture_electronique::DossierFElectronique;
use super::facture_patient::{DossierPatient, LigneFacturePatient};
use super::tiers::{Adresse, CpteBancaire, InfoTiers};
use crate::code::TypeFact;
use crate::value::{
    Alphanum, Annee, Booleen, Date, LigneOptique, Montant, MontantNul, Num, NumVide, Quantite, Taux, TauxNul, Texte,
};

elements! {
    /// The invoices of one or several titres. With `TypeFact` 09 each is an ASAP.
    PesFacture {
        /// Always 2, else the whole is refused.
        id_ver: value Num<2> = "IdVer",
        /// Year.
        annee: value Annee = "Annee",
        /// Number in a series.
        num_sequence: value Num<4> = "NumSequence",
        /// Kind; mandatory for an ASAP.
        type_fact: value TypeFact = "TypeFact",
        /// Date of issue.
        date: value Date = "Date",
        /// What the invoices are called on the notice (5.30).
        nat_facture: value Texte<37> = "NatFacture",
        /// Free words of the local authority (5.30).
        commentaire_libre: value Texte<300> = "CommentaireLibre",
        /// Who bills.
        emetteur: block Emetteur = "Emetteur",
        /// For an ASAP, exactly the collection centre (type 25) and the treasury (type 26).
        tiers: blocks TiersFacture = "Tiers",
        /// Invoices, at least one.
        facture_indiv: blocks FactureIndiv = "FactureIndiv",
        /// Nomenclatures: mandatory and empty for an ASAP.
        nomenclatures: block Nomenclatures = "Nomenclatures",
        /// Not for an ASAP.
        repartition_par_nature: rare RepartitionParNature = "RepartitionParNature",
    }

    /// Who bills.
    Emetteur {
        /// Identity.
        info_tiers: block InfoTiers = "InfoTiers",
        /// Address; mandatory for an ASAP.
        adresse: block Adresse = "Adresse",
        /// Not for an ASAP.
        cpt_bancaire: rare CpteBancaire = "CptBancaire",
        /// VAT number.
        info_tva_emetteur: rare InfoTvaEmetteur = "InfoTVAEmetteur",
        /// Telephone, hours, online payment, emitter number.
        info_suppl: block InfoSuppl = "InfoSuppl",
        /// Who signs; mandatory for an ASAP.
        signataire: block Signataire = "Signataire",
    }

    /// VAT number of who bills.
    InfoTvaEmetteur {
        /// VAT number.
        num_tva: value Texte<24> = "NumTVA",
        /// Code of the service.
        service: value Texte<24> = "Service",
    }

    /// Practical information of who bills.
    InfoSuppl {
        /// Telephone.
        num_tel: value Texte<20> = "NumTel",
        /// Whether a logo is printed (5.30).
        logo_coll: value Booleen = "LogoColl",
        /// Opening hours.
        horaires_ouv: value Texte<38> = "HorairesOuv",
        /// PayFiP code; with `adr_tipi` or not at all.
        code_tipi: value NumVide<7> = "CodeTipi",
        /// Mail address.
        adresse_mel_emetteur: value Texte<50> = "AdresseMelEmetteur",
        /// PayFiP address; with `code_tipi` or not at all.
        adr_tipi: value Texte<200> = "AdrTipi",
        /// ICS with a TIP, emitter number with a stub; mandatory for an ASAP.
        ref_bdf: value Alphanum<13> = "RefBdf",
        /// What the payment code needs.
        info_code_2d: value Texte<64> = "InfoCode2D",
    }

    /// Who signs.
    Signataire {
        /// Name.
        personne: block SignatairePersonne = "Personne",
        /// Office held.
        role: value Texte<50> = "Role",
    }

    /// Name of who signs.
    SignatairePersonne {
        /// Name.
        nom: value Texte<38> = "Nom",
        /// First name.
        prenom: value Texte<38> = "Prenom",
    }

    /// A party to an invoice.
    TiersFacture {
        /// Identity.
        info_tiers: block InfoTiers = "InfoTiers",
        /// Telephone and hours of the treasury.
        info_suppl_tiers: rare InfoSupplTiers = "InfoSupplTiers",
        /// Address.
        adresse: block Adresse = "Adresse",
        /// Account.
        cpte_bancaire: rare CpteBancaire = "CpteBancaire",
    }

    /// Practical information of the treasury.
    InfoSupplTiers {
        /// Telephone.
        num_tel2: value Texte<20> = "NumTel2",
        /// Opening hours.
        horaires_ouv2: value Texte<38> = "HorairesOuv2",
        /// Mail address: 50 characters until 5.29, 60 in 5.30.
        adresse_mel_cfp: value Texte<60> = "AdresseMelCFP",
        /// Payment by telephone, patients only.
        paiement_tel: rare PaiementTel = "PaiementTel",
    }

    /// Payment by telephone.
    PaiementTel {
        /// Words that introduce it.
        modalites_pai_tel: value Texte<27> = "ModalitesPaiTel",
        /// Telephone.
        num_tel3: value Texte<20> = "NumTel3",
        /// Hours.
        horaires_ouv3: value Texte<38> = "HorairesOuv3",
    }

    /// One invoice; for an ASAP, that of one titre.
    FactureIndiv {
        /// Date of the titre, or of the rôle.
        date_emission: value Date = "DateEmission",
        /// Not for an ASAP.
        date_reglement: value Date = "DateReglement",
        /// Invoice number.
        numero_facture: value Texte<50> = "NumeroFacture",
        /// Who owes.
        debiteur: block TiersFacture = "Debiteur",
        /// Who receives, when not the debtor.
        destinataire: rare TiersFacture = "Destinataire",
        /// Object; mandatory, not printed.
        objet: value Texte<160> = "Objet",
        /// Lines, unless the invoice is a patient's.
        ligne_facture: blocks LigneFacture = "LigneFacture",
        /// Not for an ASAP.
        detail_tva: blocks DetailTva = "DetailTVA",
        /// Totals, unless the invoice is a patient's.
        total_a_payer: block TotalAPayer = "TotalAPayer",
        /// Electronic invoice, types 12 and 13 (5.30).
        dossier_f_electronique: rare DossierFElectronique = "DossierFElectronique",
        /// Patient, type 10.
        dossier_patient: rare DossierPatient = "DossierPatient",
        /// Sums of a patient, type 10.
        ligne_facture_patient: rare LigneFacturePatient = "LigneFacturePatient",
        /// The titre; mandatory for types 09, 10 and 12.
        ref_titre: block RefTitre = "RefTitre",
        /// The article of a rôle; mandatory for types 11 and 13 (5.30).
        ref_ormc: rare RefOrmc = "RefORMC",
        /// Optical lines; mandatory until 5.25.
        talon_optique_2_lignes: rare TalonOptique2Lignes = "TalonOptique2Lignes",
        /// How to pay by direct debit; mandatory.
        modalites_reglement: value Texte<250> = "ModalitesReglement",
        /// How to contest.
        modalites_contestation: value Texte<420> = "ModalitesContestation",
        /// 0 with a TIP, 1 with a stub; mandatory for an ASAP.
        mode_recouvrement: value Booleen = "ModeRecouvrement",
        /// Not for an ASAP.
        texte_generateur: value Texte<160> = "TexteGenerateur",
        /// General terms; mandatory, not printed.
        conditions_gen: value Texte<250> = "ConditionsGen",
        /// Not for an ASAP.
        repartition_budget: blocks RepartitionBudget = "RepartitionBudget",
    }

    /// A line of an invoice: a quantity at a price, a base amount, or a discount.
    LigneFacture {
        /// Day of the service, or else a period.
        date: value Date = "Date",
        /// Start of the period.
        date_debut: value Date = "DateDebut",
        /// End of the period.
        date_fin: value Date = "DateFin",
        /// Not for an ASAP.
        code_produit: value Texte<24> = "CodeProduit",
        /// Not for an ASAP.
        code_nature: value Texte<24> = "CodeNature",
        /// What is billed.
        libelle: value Texte<200> = "Libelle",
        /// Not for an ASAP.
        unite: value Texte<38> = "Unite",
        /// Quantity.
        quantite: value Quantite = "Quantite",
        /// Unit of the quantity.
        unite1: value Texte<5> = "Unite1",
        /// Second quantity, a factor as well.
        quantite2: value Quantite = "Quantite2",
        /// Unit of the second quantity.
        unite2: value Texte<5> = "Unite2",
        /// Price of a unit.
        mt_unitaire: value Montant = "MtUnitaire",
        /// Base amount, in place of quantity and price.
        mt_base: value Montant = "MtBase",
        /// Discount with tax, positive, in place of quantity and price.
        mt_remise: value Montant = "MtRemise",
        /// Not for an ASAP.
        taux: value Taux = "Taux",
        /// Amount before tax; above 0 in 5.30, 0 allowed by the schema before.
        mt_ht: value MontantNul = "MtHT",
        /// VAT rate; mandatory, not printed.
        taux_tva: value TauxNul = "TauxTVA",
        /// VAT.
        mt_tva: value MontantNul = "MtTVA",
        /// Amount with tax.
        mt_ttc: value Montant = "MtTTC",
        /// Place of the line on the notice.
        ordre: value Num<3> = "Ordre",
        /// Not printed.
        ordre_edition: value Num<3> = "OrdreEdition",
        /// Not for an ASAP.
        commentaire: values Texte<100> = "Commentaire",
    }

    /// VAT by rate.
    DetailTva {
        /// Rate.
        taux_tva: value TauxNul = "TauxTVA",
        /// Base.
        mt_base_ht: value Montant = "MtBaseHT",
        /// VAT.
        mt_tva: value MontantNul = "MtTVA",
    }

    /// Totals of an invoice, discounts deducted.
    TotalAPayer {
        /// Before tax.
        mt_total_ht: value Montant = "MtTotalHT",
        /// VAT.
        mt_total_tva: value MontantNul = "MtTotalTVA",
        /// To pay.
        mt_total_ttc: value Montant = "MtTotalTTC",
    }

    /// The titre of an invoice.
    RefTitre {
        /// Year.
        exercice: value Annee = "Exercice",
        /// Bordereau.
        num_bordereau: value Num<7> = "NumBordereau",
        /// Titre; once only in a `PES_Facture`.
        num_titre: value Num<13> = "NumTitre",
        /// Always 1.
        num_ligne: value Num<6> = "NumLigne",
    }

    /// The article of a rôle (5.30).
    RefOrmc {
        /// Year.
        exercice: value Annee = "Exercice",
        /// Rôle.
        num_role: value Num<7> = "NumRole",
        /// Article.
        num_article: value Num<8> = "NumArticle",
        /// Debt.
        num_dette: value Num<15> = "NumDette",
        /// Period.
        per: value NumVide<1> = "Per",
        /// First two characters of the local product code.
        cod_prod_loc: value Alphanum<2> = "CodProdLoc",
    }

    /// The two lines of the optical stub.
    TalonOptique2Lignes {
        /// First line.
        ligne1: value LigneOptique = "Ligne1",
        /// Second line.
        ligne2: value LigneOptique = "Ligne2",
    }

    /// Nomenclatures.
    Nomenclatures {
        /// Products.
        nomenclature_produit: rare Nomenclature = "NomenclatureProduit",
        /// Natures.
        nomenclature_nature: rare Nomenclature = "NomenclatureNature",
        /// Budgets.
        nomenclature_budget: rare Nomenclature = "NomenclatureBudget",
    }

    /// A nomenclature.
    Nomenclature {
        /// What it is for.
        description: value Texte<100> = "Description",
        /// Codes and labels.
        correspondance: blocks LigneNomenclature = "Correspondance",
    }

    /// A code and its label.
    LigneNomenclature {
        /// Label.
        libelle: value Texte<100> = "Libelle",
        /// Code.
        code: value Texte<24> = "Code",
    }

    /// Shares by nature.
    RepartitionParNature {
        /// Shares.
        repartition: blocks LigneRepartition = "Repartition",
    }

    /// A share by nature.
    LigneRepartition {
        /// Label.
        libelle: value Texte<100> = "Libelle",
        /// Nature.
        code: value Texte<24> = "Code",
        /// Function.
        code_fonction: value Texte<24> = "CodeFonction",
        /// Budget.
        code_budget: value Texte<24> = "CodeBudget",
        /// Amount.
        mt: value Montant = "Mt",
    }

    /// Share of a budget.
    RepartitionBudget {
        /// Budget.
        code_budget: value Texte<24> = "CodeBudget",
        /// As a rate.
        taux: value Taux = "Taux",
        /// As an amount.
        mt: value Montant = "Mt",
    }
}

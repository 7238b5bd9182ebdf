use super::element::elements;
use crate::code::{CatTiers, NatIdTiers, NatJur, TypAdr, TypTiers};
use crate::value::{Alphanum, AlphanumVide, Bic, Booleen, Date, Iban, IdTiers, Num, NumVide, Texte, TexteVide};

elements! {
    /// A debtor, or another party to a titre line.
    Tiers {
        /// Who it is.
        info_tiers: block InfoTiers = "InfoTiers",
        /// Where it is.
        adresse: block Adresse = "Adresse",
        /// Its account.
        cpte_bancaire: rare CpteBancaire = "CpteBancaire",
    }

    /// Identity of a party, in a titre or in a `PES_Facture` (there without birth).
    InfoTiers {
        /// Identifier; its shape follows `nat_id_tiers`.
        id_tiers: value IdTiers = "IdTiers",
        /// Date of birth, natural persons only.
        dte_naissance: value Date = "DteNaissance",
        /// Kind of identifier; given if and only if `id_tiers` is.
        nat_id_tiers: value NatIdTiers = "NatIdTiers",
        /// Date of the identifier.
        dte_id_tiers: value Date = "DteIdTiers",
        /// The local authority's own reference of the party.
        ref_tiers: value Texte<30> = "RefTiers",
        /// Category; goes with `nat_jur` by the grid of annex 3.
        cat_tiers: value CatTiers = "CatTiers",
        /// Legal nature.
        nat_jur: value NatJur = "NatJur",
        /// Role.
        typ_tiers: value TypTiers = "TypTiers",
        /// Civility; mandatory for a natural person in a titre.
        civilite: value Texte<10> = "Civilite",
        /// Name or company name.
        nom: value Texte<38> = "Nom",
        /// More of the name.
        compl_nom: value Texte<38> = "ComplNom",
        /// First name; mandatory for a natural person in a titre.
        prenom: value Texte<38> = "Prenom",
        /// Place of birth, natural persons only.
        lieu_naissance: rare LieuNaissance = "LieuNaissance",
    }

    /// Place of birth.
    LieuNaissance {
        /// Whether in France.
        ne_en_france: value Booleen = "NeEnFrance",
        /// In France.
        metropole_dom_com: rare MetropoleDomCom = "MetropoleDomCom",
        /// Abroad.
        etranger: rare Etranger = "Etranger",
    }

    /// Birth in France.
    MetropoleDomCom {
        /// INSEE code of the département.
        code_dept_dom_com: value Texte<3> = "CodeDeptDomCom",
        /// INSEE code of the commune.
        code_commune: value Texte<3> = "CodeCommune",
        /// Name of the commune, upper case.
        libelle_commune: value Texte<70> = "LibelleCommune",
    }

    /// Birth abroad.
    Etranger {
        /// INSEE code of the country.
        code_pays: value Texte<3> = "CodePays",
        /// Name of the country, upper case.
        libelle_pays: value Texte<70> = "LibellePays",
    }

    /// Postal address. Upper case, no accents and no punctuation are recommended.
    Adresse {
        /// Kind of address, 1 by default.
        typ_adr: value TypAdr = "TypAdr",
        /// Complement of delivery.
        adr1: value Texte<38> = "Adr1",
        /// Number and street.
        adr2: value Texte<38> = "Adr2",
        /// Locality or other complement.
        adr3: value Texte<38> = "Adr3",
        /// Postal code: in a titre five digits, 99999 abroad; in a `PES_Facture` that of any country.
        cp: value TexteVide<5> = "CP",
        /// Town.
        ville: value Texte<38> = "Ville",
        /// Whether abroad.
        cod_res: value Booleen = "CodRes",
        /// INSEE code of the country; mandatory abroad, absent or 100 in France.
        cod_pays: value Num<3> = "CodPays",
        /// Date of the address.
        dte_adr: value Date = "DteAdr",
    }

    /// Bank account: the four parts of a RIB, or an IBAN.
    CpteBancaire {
        /// Country of the international form.
        id_pay_int: value Alphanum<4> = "IdPayInt",
        /// Bank of the international form.
        id_banc_int: value Alphanum<11> = "IdBancInt",
        /// RIB: bank.
        code_etab: value Alphanum<5> = "CodeEtab",
        /// RIB: branch.
        code_guic: value AlphanumVide<5> = "CodeGuic",
        /// RIB: account.
        id_cpte: value Texte<11> = "IdCpte",
        /// RIB: key.
        cle_rib: value NumVide<2> = "CleRib",
        /// Bank identifier.
        bic: value Bic = "BIC",
        /// Account number.
        iban: value Iban = "IBAN",
        /// Name of the bank.
        lib_banc: value Texte<24> = "LibBanc",
        /// Holder; mandatory but for the treasury of a `PES_Facture`.
        tit_cpte: value Texte<32> = "TitCpte",
        /// Date of the account.
        dte_banc: value Date = "DteBanc",
    }
}

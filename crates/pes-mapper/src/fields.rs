//! The fields of billing data: the keys of `[colonnes]`, `[constantes]`, `[defauts]` and of JSON Lines.

use std::collections::HashMap;

use pes_parser::Text;

/// Whether a field belongs to an invoice or to one of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Once for each invoice: all its rows must agree.
    Invoice,
    /// Once for each line.
    Line,
}

macro_rules! fields {
    ($($level:ident { $($name:ident $key:literal $fr:literal, $en:literal;)+ })+) => {
        /// A field of billing data.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum BillingField {
            $($(
                #[doc = concat!("`", $key, "`: ", $en, ".")]
                $name,
            )+)+
        }

        impl BillingField {
            /// Every field, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$($(Self::$name),+),+];

            /// Its key.
            pub const fn key(self) -> &'static str {
                match self { $($(Self::$name => $key,)+)+ }
            }

            /// What it is.
            pub const fn title(self) -> Text {
                match self { $($(Self::$name => Text::fixed($fr, $en),)+)+ }
            }

            /// Whether it belongs to the invoice or to a line.
            pub const fn level(self) -> Level {
                match self { $($(Self::$name => Level::$level,)+)+ }
            }

            /// The field of that key.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|field| field.key() == key)
            }
        }
    };
}

fields! {
    Invoice {
        Facture "facture" "numéro de la facture", "invoice number";
        Objet "objet" "objet du titre et de la facture", "object of the titre and of the invoice";
        Titre "titre" "numéro du titre, s'il est déjà donné", "number of the titre, when already given";
        Bordereau "bordereau" "numéro du bordereau, s'il est déjà donné", "number of the bordereau, when already given";
        Route "route" "circuit imposé : public, prive ou sans_traitement", "route imposed: public, prive or sans_traitement";
        CodeService "code_service" "code service Chorus Pro", "Chorus Pro service code";
        NomService "nom_service" "nom du service Chorus Pro", "Chorus Pro service name";
        Engagement "engagement" "numéro d'engagement Chorus Pro", "Chorus Pro commitment number";
        Marche "marche" "numéro de marché Chorus Pro", "Chorus Pro contract number";
        Complement "complement" "chemin du PDF à joindre", "path of the PDF to attach";
        CodServ "cod_serv" "code du service émetteur", "code of the issuing service";
        Affect "affect" "critère d'affectation", "routing mark";
        TypPce "typ_pce" "type de pièce, 01 par défaut", "type of titre, 01 by default";
        NatPce "nat_pce" "nature de pièce, 01 par défaut", "nature of titre, 01 by default";
        TotalHt "total_ht" "total HT, pour contrôle", "total before tax, to check";
        TotalTva "total_tva" "total TVA, pour contrôle", "total VAT, to check";
        TotalTtc "total_ttc" "total TTC, pour contrôle", "total with tax, to check";
        Talon1 "talon1" "première ligne optique", "first optical line";
        Talon2 "talon2" "seconde ligne optique", "second optical line";
        DebiteurCivilite "debiteur.civilite" "civilité du débiteur", "civility of the debtor";
        DebiteurNom "debiteur.nom" "nom ou raison sociale du débiteur", "name of the debtor";
        DebiteurComplement "debiteur.complement" "complément de nom du débiteur", "more of the debtor's name";
        DebiteurPrenom "debiteur.prenom" "prénom du débiteur", "first name of the debtor";
        DebiteurAdr1 "debiteur.adr1" "complément de distribution", "complement of delivery";
        DebiteurAdr2 "debiteur.adr2" "numéro et voie", "number and street";
        DebiteurAdr3 "debiteur.adr3" "lieu-dit", "locality";
        DebiteurCp "debiteur.cp" "code postal", "postal code";
        DebiteurVille "debiteur.ville" "ville", "town";
        DebiteurPays "debiteur.pays" "code INSEE du pays, à l'étranger", "INSEE code of the country, abroad";
        DebiteurSiret "debiteur.siret" "SIRET du débiteur", "SIRET of the debtor";
        DebiteurReference "debiteur.reference" "référence du débiteur chez l'émetteur", "the emitter's reference of the debtor";
        DebiteurCatTiers "debiteur.cat_tiers" "catégorie de tiers Hélios", "category of the debtor in Hélios";
        DebiteurNatJur "debiteur.nat_jur" "nature juridique Hélios", "legal nature of the debtor in Hélios";
        DebiteurCategorieJuridique "debiteur.categorie_juridique" "catégorie juridique INSEE", "INSEE legal category";
        DebiteurIban "debiteur.iban" "IBAN du débiteur", "IBAN of the debtor";
        DebiteurBic "debiteur.bic" "BIC du débiteur", "BIC of the debtor";
        DebiteurTitulaire "debiteur.titulaire" "titulaire du compte", "holder of the account";
        DestinataireCivilite "destinataire.civilite" "civilité du destinataire", "civility of the recipient";
        DestinataireNom "destinataire.nom" "nom du destinataire, s'il n'est pas le débiteur", "name of the recipient, when not the debtor";
        DestinataireComplement "destinataire.complement" "complément de nom du destinataire", "more of the recipient's name";
        DestinatairePrenom "destinataire.prenom" "prénom du destinataire", "first name of the recipient";
        DestinataireAdr1 "destinataire.adr1" "complément de distribution", "complement of delivery";
        DestinataireAdr2 "destinataire.adr2" "numéro et voie", "number and street";
        DestinataireAdr3 "destinataire.adr3" "lieu-dit", "locality";
        DestinataireCp "destinataire.cp" "code postal", "postal code";
        DestinataireVille "destinataire.ville" "ville", "town";
        DestinatairePays "destinataire.pays" "code INSEE du pays, à l'étranger", "INSEE code of the country, abroad";
    }
    Line {
        LigneLibelle "ligne.libelle" "libellé de la ligne", "label of the line";
        LigneDate "ligne.date" "date de la prestation", "day of the service";
        LigneDebut "ligne.debut" "début de la période", "start of the period";
        LigneFin "ligne.fin" "fin de la période", "end of the period";
        LigneQuantite "ligne.quantite" "quantité", "quantity";
        LigneUnite "ligne.unite" "unité", "unit";
        LigneQuantite2 "ligne.quantite2" "seconde quantité", "second quantity";
        LigneUnite2 "ligne.unite2" "seconde unité", "second unit";
        LignePrixUnitaire "ligne.prix_unitaire" "prix unitaire HT", "price of a unit before tax";
        LigneBase "ligne.base" "montant de base HT, sans quantité", "base amount before tax, without quantity";
        LigneRemise "ligne.remise" "remise TTC, positive, sur sa propre ligne", "discount with tax, positive, on its own line";
        LigneHt "ligne.ht" "montant HT", "amount before tax";
        LigneTauxTva "ligne.taux_tva" "taux de TVA en pour cent", "VAT rate in percent";
        LigneTva "ligne.tva" "montant de TVA", "VAT";
        LigneTtc "ligne.ttc" "montant TTC", "amount with tax";
        LigneCodProdLoc "ligne.cod_prod_loc" "code produit local", "local product code";
        LigneNature "ligne.nature" "compte nature", "account";
        LigneFonction "ligne.fonction" "compte fonction", "function account";
        LigneOperation "ligne.operation" "opération", "operation";
    }
}

/// What a field holds, when it can be written in more than one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A number, and the sign that may stand after it.
    Number(Option<char>),
    Day,
}

impl BillingField {
    /// What it holds, or nothing when that is a text.
    pub(crate) const fn holds(self) -> Option<Holds> {
        match self {
            Self::LigneQuantite | Self::LigneQuantite2 => Some(Holds::Number(None)),
            Self::LigneTauxTva => Some(Holds::Number(Some('%'))),
            Self::LignePrixUnitaire
            | Self::LigneBase
            | Self::LigneRemise
            | Self::LigneHt
            | Self::LigneTva
            | Self::LigneTtc
            | Self::TotalHt
            | Self::TotalTva
            | Self::TotalTtc => Some(Holds::Number(Some('€'))),
            Self::LigneDate | Self::LigneDebut | Self::LigneFin => Some(Holds::Day),
            _ => None,
        }
    }

    /// Whether it is a quantity, an amount or a rate: what may have decimals.
    pub(crate) const fn is_decimal(self) -> bool {
        matches!(self.holds(), Some(Holds::Number(_)))
    }

    /// A number of this field without the sign that may stand after it: `1234,50 €`, `20 %`.
    pub(crate) fn bare(self, text: &str) -> &str {
        let text = text.trim();
        let sign = match self.holds() {
            Some(Holds::Number(sign)) => sign,
            _ => None,
        };
        sign.and_then(|sign| text.strip_suffix(sign)).map_or(text, str::trim_end)
    }
}

/// A text for some fields.
#[derive(Clone, Debug)]
pub(crate) struct ByField(Box<[Option<String>]>);

impl ByField {
    pub fn get(&self, field: BillingField) -> Option<&str> {
        self.0.get(field as usize)?.as_deref()
    }
}

impl From<HashMap<BillingField, String>> for ByField {
    fn from(mut texts: HashMap<BillingField, String>) -> Self {
        ByField(BillingField::ALL.iter().map(|field| texts.remove(field)).collect())
    }
}

/// The known word nearest to one that is not known, when one is near enough.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing takes the product of the two lengths, and no word that long is a slip of the hand.
    const LONGEST: usize = 200;
    let is_short = |word: &str| word.len() <= LONGEST;
    let distance = |candidate: &str| strsim::damerau_levenshtein(&word.to_lowercase(), candidate);
    known
        .filter(|candidate| is_short(word) && is_short(candidate))
        .map(|candidate| (distance(candidate), candidate))
        .filter(|&(distance, candidate)| distance <= (candidate.len() / 3).max(2))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

//! The one table of `pes.toml`: it reads the file, finds unknown keys and writes the commented template.

use pes_parser::Text;

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text between quotes.
    Text,
    /// A whole number, 0 or above.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// A key of the configuration.
#[derive(Clone, Debug)]
pub struct Key {
    /// Table and name, `emetteur.nom`.
    pub path: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must be given.
    pub required: bool,
    /// Whether the template gives it, though it need not be.
    pub advised: bool,
    /// The value when it is not given; with a key that the template gives, its example.
    pub value: &'static str,
    /// What it is.
    pub doc: Text,
}

/// A table of the configuration.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name.
    pub name: &'static str,
    /// What it is.
    pub doc: Text,
}

macro_rules! keys {
    ($($table:literal $table_fr:literal, $table_en:literal {
        $($name:literal $kind:ident $(($($choice:literal)+))? $required:ident $value:literal $fr:literal, $en:literal;)*
    })+) => {
        /// The tables, in the order of the template.
        pub static TABLES: &[Table] = &[$(Table { name: $table, doc: Text::fixed($table_fr, $table_en) }),+];

        /// The keys, in the order of the template.
        pub static KEYS: &[Key] = &[$($(Key {
            path: concat!($table, ".", $name),
            kind: keys!(@kind $kind $($($choice)+)?),
            required: keys!(@required $required),
            advised: keys!(@advised $required),
            value: $value,
            doc: Text::fixed($fr, $en),
        }),*),+];
    };
    (@kind Choice $($choice:literal)+) => { Kind::Choice(&[$($choice),+]) };
    (@kind $kind:ident) => { Kind::$kind };
    (@required required) => { true };
    (@required $other:ident) => { false };
    (@advised advised) => { true };
    (@advised $other:ident) => { false };
}

keys! {
    "collectivite" "Le budget qui émet, tel qu'Hélios le connaît", "The issuing budget, as Hélios knows it" {
        "siret" Text required "21350999500014" "SIRET du budget (IdColl)", "SIRET of the budget (IdColl)";
        "codique" Text required "035000" "codique du poste comptable (IdPost)", "codique of the treasury (IdPost)";
        "libelle_poste" Text optional "" "libellé du poste, 38 caractères", "label of the treasury, 38 characters";
        "code_collectivite" Text required "200" "code collectivité, 3 chiffres (CodCol)", "local authority code, 3 digits (CodCol)";
        "code_budget" Text required "00" "code budget, 2 caractères (CodBud)", "budget code, 2 characters (CodBud)";
        "libelle_budget" Text required "COMMUNE D'EXEMPLE" "libellé du budget, 38 caractères", "label of the budget, 38 characters";
        "fin_jur" Text optional "" "FINESS juridique, en M21 et M22 seulement", "FINESS of the legal entity, M21 and M22 only";
        "exercice" Integer optional "" "exercice ; par défaut l'année de la date d'émission", "budget year; by default that of the date of issue";
    }
    "editeur" "Le logiciel, nommé dans l'enveloppe", "The software, named in the envelope" {
        "sigle" Text required "PES" "éditeur, 32 caractères", "editor, 32 characters";
        "adresse" Text required "pes 0.1" "nom et version, 38 caractères", "name and version, 38 characters";
    }
    "emetteur" "L'émetteur imprimé sur l'ASAP", "The emitter printed on the ASAP" {
        "nom" Text required "COMMUNE D'EXEMPLE" "nom, 38 caractères", "name, 38 characters";
        "cat_tiers" Text required "23" "catégorie : 22 département, 23 commune, 24 groupement, 26 CCAS, 27 EPS...", "category: 22 département, 23 commune, 24 group, 26 CCAS, 27 EPS...";
        "nat_jur" Text required "09" "nature juridique : 09 collectivité, EPL, EPS", "legal nature: 09 local authority, EPL, EPS";
        "adr1" Text optional "" "complément de distribution", "complement of delivery";
        "adr2" Text required "1 PLACE DE LA MAIRIE" "numéro et voie", "number and street";
        "adr3" Text optional "" "lieu-dit", "locality";
        "cp" Text required "35000" "code postal", "postal code";
        "ville" Text required "EXEMPLE-VILLE" "ville", "town";
        "telephone" Text optional "" "téléphone, 20 caractères", "telephone, 20 characters";
        "horaires" Text optional "" "horaires d'ouverture, 38 caractères", "opening hours, 38 characters";
        "mel" Text optional "" "adresse de courriel, 50 caractères (à partir de la 5.13)", "mail address, 50 characters (from 5.13)";
        "num_tva" Text optional "" "numéro de TVA intracommunautaire", "VAT number";
        "service" Text optional "" "code du service, imprimé avec le numéro de TVA", "code of the service, printed with the VAT number";
    }
    "signataire" "Qui signe l'ASAP", "Who signs the ASAP" {
        "nom" Text required "EXEMPLE" "nom", "name";
        "prenom" Text required "CAMILLE" "prénom", "first name";
        "role" Text required "Maire" "qualité, 50 caractères", "office held, 50 characters";
    }
    "tresorerie" "Le centre des finances publiques", "The treasury" {
        "nom" Text required "SGC D'EXEMPLE" "nom, 38 caractères", "name, 38 characters";
        "adr1" Text optional "" "complément de distribution", "complement of delivery";
        "adr2" Text required "2 RUE DU TRESOR" "numéro et voie", "number and street";
        "adr3" Text optional "" "lieu-dit", "locality";
        "cp" Text required "35000" "code postal", "postal code";
        "ville" Text required "EXEMPLE-VILLE" "ville", "town";
        "telephone" Text optional "" "téléphone", "telephone";
        "horaires" Text optional "" "horaires d'accueil", "opening hours";
        "mel" Text optional "" "adresse de courriel (à partir de la 5.13)", "mail address (from 5.13)";
        "iban" Text required "FR7630001007941234567890185" "IBAN", "IBAN";
        "bic" Text optional "BDFEFRPPCCT" "BIC", "BIC";
        "titulaire" Text optional "" "titulaire du compte, 32 caractères", "holder of the account, 32 characters";
    }
    "centre_encaissement" "Le centre d'encaissement où part le talon", "The collection centre where the stub goes" {
        "tsa" Text optional "" "TSA, dans la troisième ligne d'adresse", "TSA, in the third line of the address";
        "cp" Text required "35908" "code postal", "postal code";
        "ville" Text required "RENNES CEDEX 9" "ville", "town";
    }
    "asap" "Ce que l'ASAP imprime", "What the ASAP prints" {
        "ref_bdf" Text required "123456" "numéro émetteur (talon) ou ICS (TIP)", "emitter number (stub) or ICS (TIP)";
        "mode_recouvrement" Choice("talon" "tip") required "talon" "talon ou tip", "stub (talon) or tip";
        "payfip_code" Text optional "" "code PayFiP ; avec payfip_url ou pas du tout", "PayFiP code; with payfip_url or not at all";
        "payfip_url" Text optional "" "adresse PayFiP", "PayFiP address";
        "modalites_reglement" Text required "Prendre contact avec la mairie pour le prélèvement" "comment payer par prélèvement, 250 caractères", "how to pay by direct debit, 250 characters";
        "modalites_contestation" Text optional "" "tribunal compétent, 420 caractères", "competent court, 420 characters";
        "conditions_gen" Text required "Sans objet" "conditions générales, 250 caractères, non imprimées", "general terms, 250 characters, not printed";
        "nature" Text optional "" "nom donné à la facture, 37 caractères (5.30)", "what the invoice is called, 37 characters (5.30)";
        "commentaire" Text optional "" "commentaire libre, 300 caractères (5.30)", "free words, 300 characters (5.30)";
        "groupement" Choice("titre" "bordereau") optional "titre" "une pièce par titre ou par bordereau", "one piece a titre or a bordereau";
    }
    "imputation" "L'imputation, quand les données ne la donnent pas", "The imputation, when the data does not give it" {
        "cod_prod_loc" Text optional "" "code produit local, 4 caractères", "local product code, 4 characters";
        "nature" Text optional "" "compte nature", "account";
        "fonction" Text optional "" "compte fonction (M14, M52, M57, M71)", "function account (M14, M52, M57, M71)";
        "operation" Text optional "" "opération", "operation";
        "typ_pce" Text optional "01" "type de pièce", "type of titre";
        "nat_pce" Text optional "01" "nature de pièce", "nature of titre";
        "cod_serv" Text optional "" "code du service émetteur", "code of the issuing service";
        "affect" Text optional "" "critère d'affectation", "routing mark";
    }
    "numerotation" "Les prochains numéros ; rapport.json donne les suivants", "The next numbers; rapport.json gives those after" {
        "premier_bordereau" Integer required "1" "premier numéro de bordereau", "first number of a bordereau";
        "premier_titre" Integer required "1" "premier numéro de titre", "first number of a titre";
        "premier_flux" Integer optional "1" "premier numéro d'ordre des fichiers du jour", "first serial number of the files of the day";
        "cumul_annuel" Text optional "0.00" "cumul annuel avant ce passage, si dématérialisé", "running total of the year before this run, when dematerialised";
    }
    "journal" "Ce qui est envoyé, et ce qu'Hélios répond", "What is sent, and what Hélios answers" {
        "path" Text advised "journal.db" "fichier du journal, à côté de ce fichier ; sans lui rien n'est retenu", "file of the journal, beside this file; without it nothing is remembered";
        "url" Text optional "" "ou base PostgreSQL, sur cette machine ou avec ?sslmode=disable : postgres://utilisateur:motdepasse@localhost/base", "or PostgreSQL database, on this machine or with ?sslmode=disable: postgres://user:password@localhost/database";
        "numeros_par_exercice" Boolean optional "false" "les numéros de factures repartent chaque année : un même numéro y facture autre chose", "numbers of invoices start again each year: the same number bills something else there";
    }
    "bordereau" "Les bordereaux", "The bordereaux" {
        "dematerialisee" Boolean optional "false" "flux à signer ensuite (InfoDematerialisee 1)", "flow to be signed afterwards (InfoDematerialisee 1)";
    }
    "flux" "Les fichiers écrits", "The files written" {
        "version" Text optional "5.30" "version du schéma, 5.11 à 5.30", "version of the schema, 5.11 to 5.30";
        "encodage" Choice("iso-8859-1" "utf-8") optional "iso-8859-1" "encodage", "encoding";
        "max_titres" Integer optional "1000" "titres par flux, 99999 au plus", "titres in a flow, 99999 at most";
        "max_octets" Integer optional "100000000" "octets par flux", "bytes in a flow";
        "numero_facture" Text optional "{exercice}-{bordereau}-{titre}" "numéro de facture d'un titre qui n'en a pas (flux existant)", "invoice number of a titre that has none (existing flow)";
    }
    "sortie" "Qui peut lire ce qui est écrit", "Who may read what is written" {
        "groupe" Text optional "" "groupe qui peut lire aussi, par exemple celui de la télétransmission ; sans lui, le propriétaire seul, ou le groupe d'un dossier setgid", "group that may read too, such as that of the transmission; without it the owner alone, or the group of a setgid folder";
    }
    "routage" "Le tri entre public et privé", "The split between public and private" {
        "cas_douteux" Choice("rejet" "prive" "sans_traitement") optional "rejet" "que faire d'un destinataire à vérifier", "what to do with a recipient to check";
        "separer" Boolean optional "true" "des bordereaux et fichiers séparés par circuit", "separate bordereaux and files for each route";
        "annuaire" Text optional "" "annuaire des destinataires publics (CSV)", "directory of public recipients (CSV)";
    }
    "texte" "Les textes qui ne tiennent pas dans leur champ", "Texts that do not fit their field" {
        "trop_long" Choice("erreur" "raccourcir") optional "erreur" "refuser ou raccourcir", "refuse (erreur) or shorten (raccourcir)";
        "adresses" Choice("telles_quelles" "postales") optional "telles_quelles" "postales : majuscules, sans accent ni ponctuation", "postales: upper case, no accents, no punctuation";
    }
    "montants" "Les montants", "Amounts" {
        "tolerance_centimes" Integer optional "0" "écart admis par ligne entre montant donné et calculé", "difference allowed for a line between given and computed amounts";
        "prix_unitaire_long" Choice("erreur" "base") optional "erreur" "prix de plus de 2 décimales : refuser, ou écrire un montant de base", "price of more than 2 decimals: refuse (erreur), or write a base amount (base)";
        "taux_tva" Choice("auto" "pour_cent" "fraction") optional "auto" "ce qu'est un taux de TVA sans signe % ; auto : 20 est 20 %, 0,2 est refusé", "what a VAT rate without the sign % is; auto: 20 is 20%, 0.2 is refused";
        "arrondi_tva" Choice("ligne" "facture") optional "ligne" "TVA arrondie par ligne, ou une fois par taux de la facture puis répartie", "VAT rounded for each line, or once a rate of the invoice and then shared";
    }
    "entree" "Les fichiers lus", "The files read" {
        "encodage" Choice("auto" "utf-8" "windows-1252" "iso-8859-15" "iso-8859-1" "cp850" "macintosh") optional "auto" "encodage ; auto : reconnu, refusé dans le doute", "encoding; auto: recognised, refused in doubt";
        "separateur" Choice("auto" ";" "," "\t" "|") optional "auto" "séparateur", "delimiter";
        "nombres" Choice("auto" "1 234,56" "1.234,56" "1,234.56" "1 234.56") optional "auto" "comment les colonnes écrivent les nombres ; auto : d'après chaque colonne entière, le doute est refusé", "how columns write numbers; auto: from each whole column, doubt is refused";
        "dates" Choice("auto" "jj/mm/aaaa" "jj/mm/aa" "mm/jj/aaaa" "mm/jj/aa") optional "auto" "comment elles écrivent les dates (aaaa-mm-jj est toujours lu) ; auto : jour d'abord, le doute est refusé", "how they write dates (yyyy-mm-dd is always read); auto: day first, doubt is refused";
        "complements" Text optional "" "dossier des PDF ; par défaut celui du fichier lu", "folder of the PDF files; by default that of the file read";
    }
}

/// The keys of `[[debiteurs]]`, exceptions for one debtor.
pub static DEBTOR_KEYS: &[Key] = &[
    debtor_key("siret", Kind::Text, "SIRET du débiteur visé", "SIRET of the debtor meant"),
    debtor_key("reference", Kind::Text, "ou sa référence", "or its reference"),
    debtor_key("route", Kind::Choice(&["public", "prive", "sans_traitement"]), "circuit imposé", "route imposed"),
    debtor_key(
        "code_service",
        Kind::Text,
        "code service quand les données n'en donnent pas",
        "service code when the data gives none",
    ),
    debtor_key(
        "engagement",
        Kind::Text,
        "engagement quand les données n'en donnent pas",
        "commitment when the data gives none",
    ),
    debtor_key(
        "cat_tiers",
        Kind::Text,
        "catégorie, quand les données n'en donnent pas",
        "category, when the data gives none",
    ),
    debtor_key("nat_jur", Kind::Text, "nature juridique, avec cat_tiers", "legal nature, with cat_tiers"),
    debtor_key("motif", Kind::Text, "pourquoi, en clair", "why, in words"),
];

const fn debtor_key(path: &'static str, kind: Kind, fr: &'static str, en: &'static str) -> Key {
    Key { path, kind, required: false, advised: false, value: "", doc: Text::fixed(fr, en) }
}

/// The tables whose keys are fields of billing data.
pub static FIELD_TABLES: [(&str, Text); 4] = [
    ("colonnes", Text::fixed("Titre de la colonne de chaque champ", "Title of the column of each field")),
    ("constantes", Text::fixed("Valeur de toutes les factures", "Value of all invoices")),
    ("defauts", Text::fixed("Valeur quand la case est vide", "Value when the cell is empty")),
    (
        "formats",
        Text::fixed(
            "Colonne qui écrit ses nombres ou ses dates autrement : mêmes valeurs que entree.nombres et entree.dates",
            "Column that writes its numbers or dates in another way: same values as entree.nombres and entree.dates",
        ),
    ),
];

use pes_parser::{PesVersion, Text};

use crate::rule::{Layer, Rule, Scope, Severity};

macro_rules! catalogue {
    ($($layer:ident { $($id:ident $severity:ident $fr:literal, $en:literal, $source:literal
        $(, scope $scope:ident)? $(, since $since:ident)? $(, until $until:ident)? $(, helios $helios:literal)?;)+ })+) => {
        /// One static for each rule, under its id: a rule that does not exist does not compile, nor one without its page.
        pub mod rules {
            use super::*;
            $($(
                #[doc = concat!($en, ". Source: ", $source, ".")]
                pub static $id: Rule = Rule {
                    id: stringify!($id),
                    title: Text::fixed($fr, $en),
                    severity: Severity::$severity,
                    layer: Layer::$layer,
                    source: $source,
                    scope: scope_or_flux(&[$(Scope::$scope)?]),
                    since: first_or_none(&[$(PesVersion::$since)?]),
                    until: first_or_none(&[$(PesVersion::$until)?]),
                    helios: first_str_or_none(&[$($helios)?]),
                    page: include_str!(concat!("../rules/", stringify!($id), ".md")),
                };
            )+)+
        }

        /// Every rule, by id.
        pub static RULES: &[&Rule] = &[$($(&rules::$id),+),+];
    };
}

const fn scope_or_flux(scopes: &[Scope]) -> Scope {
    match scopes {
        [scope, ..] => *scope,
        [] => Scope::Flux,
    }
}

const fn first_or_none(versions: &[PesVersion]) -> Option<PesVersion> {
    match versions {
        [version, ..] => Some(*version),
        [] => None,
    }
}

const fn first_str_or_none(texts: &[&'static str]) -> Option<&'static str> {
    match texts {
        [text, ..] => Some(*text),
        [] => None,
    }
}

catalogue! {
    Xml {
        PES001 Error "fichier illisible", "unreadable file", "outil";
        PES002 Error "XML mal formé", "malformed XML", "W3C, XML 1.0";
        PES003 Error "encodage du fichier", "file encoding", "DGFiP, PES_ACQUIT : ERREUR_ENCODING";
        PES004 Error "document d'un autre genre que celui attendu", "document of another kind than the one expected", "DGFiP, schémas PES V2";
        PES005 Warning "contenu que le schéma ne connaît pas à cette place", "content that the schema does not know in this place", "DGFiP, schémas PES V2";
        PES006 Error "schéma inutilisable", "unusable schema", "W3C, XML Schema 1.0";
        PES010 Error "pièce jointe que l'on ne peut pas ouvrir", "attached piece that cannot be opened", "DGFiP, dossier technique 5.19, PES_PJ Fichier", scope Piece;
        PES011 Info "contenu que le schéma laisse passer sans le contrôler", "content that the schema lets in without a look", "outil : rien n'est valide par défaut";
        PES012 Info "domaine dont les règles métier ne sont pas contrôlées", "domain whose business rules are not checked", "outil : rien n'est valide par défaut";
        PES013 Warning "encodage inhabituel", "unusual encoding", "déduit : les flux relevés sont en ISO-8859-1 ou en UTF-8 ; DGFiP, PES_ACQUIT : ERREUR_ENCODING";
        PES014 Warning "encodage que l'outil ne lit pas", "encoding that the tool does not read", "outil : rien n'est valide par défaut";
        PES015 Error "archive zip refusée", "zip archive refused", "outil";
    }
    Schema {
        PES100 Error "valeur que son type refuse", "value refused by its type", "DGFiP, Simple_Type.xsd";
        PES101 Error "élément obligatoire absent", "mandatory element missing", "DGFiP, schémas PES V2";
        PES102 Error "code absent de cette version", "code not in this version", "DGFiP, schémas PES V2";
        PES103 Error "élément inattendu", "unexpected element", "DGFiP, schémas PES V2";
        PES104 Error "texte inattendu", "unexpected text", "DGFiP, schémas PES V2";
        PES105 Error "attribut inattendu", "unexpected attribute", "DGFiP, schémas PES V2";
        PES106 Error "attribut obligatoire absent", "mandatory attribute missing", "DGFiP, schémas PES V2";
        PES107 Error "identifiant en double ou renvoi sans objet", "identifier given twice or reference to none", "W3C, XML Schema 1.0";
        PES108 Error "xsi:type ou xsi:nil refusé", "xsi:type or xsi:nil refused", "W3C, XML Schema 1.0";
        PES109 Error "clé en double, absente ou sans objet", "key given twice, missing or referring to none", "W3C, XML Schema 1.0";
    }
    Business {
        PES210 Error "nombre de pièces faux", "wrong count of titres", "DGFiP, dossier technique 5.19, BlocBordereau NbrPce", scope Bordereau;
        PES211 Error "montant HT du bordereau faux", "wrong total before tax of the bordereau", "DGFiP, dossier technique 5.19, BlocBordereau MtBordHt", scope Bordereau;
        PES212 Error "montant de TVA du bordereau faux", "wrong VAT of the bordereau", "DGFiP, dossier technique 5.19, BlocBordereau MtBordTVA", scope Bordereau;
        PES220 Error "titre Chorus Pro sans SIRET du débiteur", "Chorus Pro titre without the debtor's SIRET", "DGFiP, dossier technique 5.19, BlocPiece Edition", scope Bordereau;
        PES221 Error "identifiant du tiers faux", "wrong identifier of the party", "DGFiP, dossier technique 5.19, InfoTiers IdTiers", scope Bordereau;
        PES222 Error "titre Chorus Pro sans numéro de facture", "Chorus Pro titre without invoice number", "DGFiP, dossier technique 5.19, BlocPiece Edition", scope Bordereau;
        PES223 Error "titre à éditer ou à déposer sans ASAP", "titre to print or deposit without an ASAP", "DGFiP, dossier technique 5.19, BlocPiece Edition", scope Bordereau, helios "2183";
        PES224 Error "engagement absent pour le SIRET générique de l'État", "no commitment number for the State's generic SIRET", "DGFiP, schéma 5.30, BlocPiece NumeroEngagement", scope Bordereau, since V5_30;
        PES225 Error "plusieurs débiteurs sur un titre à éditer ou à déposer", "several debtors on a titre to print or deposit", "DGFiP, dossier technique 5.19, BlocPiece Edition", scope Bordereau;
        PES226 Error "type et nature de pièce sans ASAP possible", "type and nature of titre that allow no ASAP", "DGFiP, dossier technique 5.19, annexe 2", scope Bordereau;
        PES230 Error "catégorie et nature juridique incompatibles", "category and legal nature that do not go together", "DGFiP, dossier technique 5.19, annexe 3", scope Bordereau;
        PES231 Error "personne physique sans civilité ou sans prénom", "natural person without civility or first name", "DGFiP, dossier technique 5.19, InfoTiers Civilite et Prenom", scope Bordereau;
        PES232 Error "résidence et pays incompatibles", "residence and country that do not go together", "DGFiP, dossier technique 5.19, Adresse CodRes et CodPays", scope Bordereau;
        PES233 Error "code postal qui n'a pas cinq chiffres", "postal code that has not five digits", "DGFiP, dossier technique 5.19, Adresse CP", scope Bordereau;
        PES240 Error "pièce annoncée mais absente", "piece announced but missing", "DGFiP, dossier technique 5.19, PJRef IdUnique", scope Bordereau, helios "2185";
        PES241 Warning "pièce présente mais annoncée par aucun titre", "piece present but announced by no titre", "déduit : DGFiP, dossier technique 5.19, PES_PJ IdUnique et RefCompta ; le schéma 5.30 ne rejette que les types 012 et 013", scope Piece;
        PES242 Error "identifiant de pièce en double", "identifier of a piece given twice", "DGFiP, dossier technique 5.19, PES_PJ IdUnique", scope Piece, helios "ERREUR_DOUBLON_PJ";
        PES243 Error "numéro de titre en double dans le bordereau", "number of a titre given twice in the bordereau", "DGFiP, PES_ACQUIT : ERREUR_DOUBLON_PIECE", scope Bordereau, helios "ERREUR_DOUBLON_PIECE";
        PES250 Error "total de l'ASAP différent de celui du titre", "total of the ASAP other than that of the titre", "outil : une seule dette, un seul montant", scope Piece;
        PES251 Error "ASAP qui ne désigne pas son titre", "ASAP that does not name its titre", "DGFiP, dossier technique 5.19, RefTitre", scope Piece;
        PES252 Error "trésorerie ou centre d'encaissement absent de l'ASAP", "treasury or collection centre missing from the ASAP", "DGFiP, dossier technique 5.19, PESFacture Tiers", scope Piece;
        PES253 Error "ASAP sans signataire", "ASAP without a signatory", "DGFiP, dossier technique 5.19, Emetteur Signataire", scope Piece;
        PES254 Error "ASAP sans RefBdf", "ASAP without RefBdf", "DGFiP, dossier technique 5.19, InfoSuppl RefBdf", scope Piece;
        PES255 Error "code et adresse PayFiP l'un sans l'autre", "PayFiP code and address one without the other", "DGFiP, dossier technique 5.19, InfoSuppl CodeTipi et AdrTipi", scope Piece;
        PES256 Error "ASAP sans mode de recouvrement", "ASAP without a way of collection", "DGFiP, dossier technique 5.19, FactureIndiv ModeRecouvrement", scope Piece;
        PES257 Error "TIP au-dessus de 150 000 euros", "TIP above 150,000 euros", "DGFiP, dossier technique 5.19, FactureIndiv ModeRecouvrement", scope Piece;
        PES258 Error "adresse incomplète dans l'ASAP", "incomplete address in the ASAP", "DGFiP, dossier technique 5.19, AdresseFacture Adr2", scope Piece;
        PES259 Error "lignes optiques absentes", "optical lines missing", "DGFiP, dossier technique 5.19, TalonOptique2Lignes", scope Piece, until V5_25;
        PES260 Error "version du bloc recette autre que 2", "version of the recette block other than 2", "DGFiP, schéma 5.30, EnTeteRecette IdVer";
        PES261 Warning "recettes dématérialisées, à signer avant l'envoi", "paperless titres, to sign before sending", "DGFiP, schéma 5.30, EnTeteRecette InfoDematerialisee";
        PES262 Error "signature sur des recettes non dématérialisées", "signature on titres that are not paperless", "DGFiP, schéma 5.30, EnTeteRecette InfoDematerialisee";
        PES263 Warning "type de fichier inhabituel", "unusual type of file", "DGFiP, schéma 5.30, Parametres TypFic ; usage contraire relevé chez des tiers";
        PES264 Warning "version d'enveloppe inhabituelle", "unusual version of the envelope", "DGFiP, schéma 5.30, Parametres Version ; usage contraire relevé chez des tiers";
        PES265 Warning "IdColl qui n'est pas un SIRET", "IdColl that is no SIRET", "DGFiP, schéma 5.30, EnTetePES IdColl";
        PES266 Error "zones de nomenclatures qui s'excluent", "fields of budget nomenclatures that exclude each other", "DGFiP, schéma 5.30, EnTetePES FinJur, InfoLignePiece Fonction, BlocPiece DebFact et FinFact, InfoAssure, InfoTiers TypTiers et IdTiers", scope Bordereau;
        PES267 Error "cumul annuel absent d'un bordereau dématérialisé", "yearly total missing from a paperless bordereau", "DGFiP, schéma 5.30, BlocBordereau MtCumulAnnuel", scope Bordereau;
        PES268 Error "bordereau dématérialisé sans Id", "paperless bordereau without an Id", "DGFiP, schéma 5.30, Bordereau Id", scope Bordereau;
        PES269 Error "numéro de bordereau en double dans le flux", "number of a bordereau given twice in the flow", "DGFiP, schéma 5.30, BlocBordereau IdBord", scope Bordereau, helios "ERREUR_DOUBLON_BORDEREAU";
        PES270 Error "type de bordereau refusé à l'aller", "type of bordereau refused on the way in", "DGFiP, schéma 5.30, TTypBordAller", scope Bordereau;
        PES271 Error "avis envoyé avant la date du bordereau", "notice sent before the date of the bordereau", "DGFiP, schéma 5.30, BlocBordereau et BlocPiece DteAsp", scope Bordereau;
        PES272 Warning "exercice éloigné de la date du bordereau", "budget year far from the date of the bordereau", "déduit : un bordereau est émis dans son exercice ou au début du suivant", scope Bordereau;
        PES273 Warning "bordereau daté après le flux", "bordereau dated after the flow", "déduit : EnTetePES DteStr est la date d'émission du flux", scope Bordereau;
        PES274 Warning "zone d'ORMC hors d'un ORMC", "field of an ORMC outside an ORMC", "DGFiP, schéma 5.30, BlocBordereau DteAsp et Objet, BlocPiece NumDette, Per, Cle1, Cle2, InfoLignePiece InfoCollBen", scope Titre;
        PES280 Error "type et nature de pièce refusés dans ce bordereau", "type and nature of titre refused in this bordereau", "DGFiP, dossier technique 5.19, annexe 2", scope Bordereau;
        PES281 Error "numéro de rôle sur un titre qui n'est pas récapitulatif", "number of a rôle on a titre that sums up none", "DGFiP, schéma 5.30, BlocPiece IdRol", scope Bordereau;
        PES282 Error "titre ORMC à plusieurs débiteurs", "ORMC titre with several debtors", "DGFiP, schéma 5.30, BlocPiece IdPce et InfoLignePiece IdLigne", scope Bordereau;
        PES283 Error "Edition et type de pièce incompatibles", "Edition and type of titre that do not go together", "DGFiP, schéma 5.30, BlocPiece Edition", scope Bordereau;
        PES284 Warning "facturation électronique : textes contraires sur les Edition 09 et 10", "electronic invoicing: texts that disagree on Edition 09 and 10", "DGFiP, schéma 5.30, BlocPiece Edition : deux lectures", scope Bordereau, since V5_30;
        PES285 Warning "Edition 04 sur un titre ORMC : textes contraires", "Edition 04 on an ORMC titre: texts that disagree", "DGFiP, dossier technique 5.19 et schéma 5.30, BlocPiece Edition : deux lectures", scope Bordereau;
        PES286 Error "pièce d'origine absente", "original titre or mandat missing", "DGFiP, schéma 5.30, RattachPiece NatPceOrig", scope Bordereau;
        PES287 Error "nature de la pièce d'origine refusée", "nature of the original titre or mandat refused", "DGFiP, schéma 5.30, RattachPiece NatPceOrig", scope Bordereau;
        PES288 Error "ligne de la pièce d'origine fausse", "wrong line of the original titre or mandat", "DGFiP, schéma 5.30, RattachPiece IdLigneOrig", scope Bordereau;
        PES289 Error "annulation d'un titre d'un autre exercice", "cancellation of a titre of another year", "DGFiP, schéma 5.30, RattachPiece ExerRat", scope Bordereau;
        PES290 Error "convention absente d'un titre en plusieurs années", "agreement missing from a titre of several years", "DGFiP, schéma 5.30, LiensIdent IdConv", scope Bordereau;
        PES291 Error "espace dans le numéro d'une facture électronique", "space in the number of an electronic invoice", "DGFiP, schéma 5.30, BlocPiece NumeroFacture", scope Bordereau, since V5_30;
        PES292 Error "cadre de facturation absent", "invoicing frame missing", "DGFiP, schéma 5.30, BlocPiece CadreFacturation", scope Bordereau, since V5_30;
        PES293 Error "facture électronique sans SIRET du débiteur", "electronic invoice without the debtor's SIRET", "DGFiP, schéma 5.30, BlocPiece Edition", scope Bordereau, since V5_30;
        PES294 Warning "enveloppe retour sans effet", "return envelope without effect", "DGFiP, schéma 5.30, BlocPiece EnvRetour", scope Titre, since V5_30;
        PES295 Warning "période de facturation à l'envers", "billed period that ends before it starts", "déduit : FinFact suit DebFact", scope Titre;
        PES296 Error "numéro de ligne en double dans le titre", "number of a line given twice in the titre", "DGFiP, PES_ACQUIT : ERREUR_DOUBLON_LIGNE", scope Bordereau, helios "ERREUR_DOUBLON_LIGNE";
        PES297 Error "article de rôle à éditer sans sa facture de type 010", "article of a rôle to print without its invoice of type 010", "DGFiP, schéma 5.30, PJRef TypePJ", scope Titre;
        PES300 Error "majoration sans liste de majoration d'origine", "surcharge without its list of surcharges", "DGFiP, schéma 5.30, InfoLignePiece Majo", scope Bordereau;
        PES301 Error "majoration sans date ou sans taux", "surcharge without a date or a rate", "DGFiP, schéma 5.30, InfoLignePiece DteMajo et TxMajo", scope Bordereau;
        PES302 Error "date ou taux de majoration sur une ligne non majorable", "date or rate of a surcharge on a line without one", "DGFiP, schéma 5.30, InfoLignePiece DteMajo et TxMajo", scope Bordereau;
        PES303 Warning "TVA sans taux", "VAT without a rate", "DGFiP, schéma 5.30, InfoLignePiece TxTva", scope Titre;
        PES304 Warning "TVA éloignée du taux annoncé", "VAT far from the rate announced", "déduit : MtTVA vaut MtHT fois TxTva, aux arrondis près", scope Titre;
        PES310 Error "prélèvement dans le bloc de l'autre mode", "direct debit in the block of the other kind", "DGFiP, schéma 5.30, InfoPrelevement NatPrel", scope Bordereau;
        PES311 Error "prélèvement sans compte bancaire", "direct debit without a bank account", "DGFiP, schéma 5.30, InfoPrelevement et InfoPrelevementSEPA NatPrel", scope Titre;
        PES312 Error "ancien ICS mal formé", "malformed former ICS", "DGFiP, schéma 5.30, InfoPrelevementSEPA AncienICS", scope Bordereau;
        PES313 Warning "ancienne banque et ancien IBAN ensemble", "former bank and former IBAN together", "DGFiP, schéma 5.30, InfoPrelevementSEPA AncienneBanque", scope Titre;
        PES314 Error "prélèvements différents dans un titre ORMC", "direct debits that differ in an ORMC titre", "DGFiP, schéma 5.30, BlocLignePiece InfoPrelevementSEPA", scope Bordereau;
        PES315 Warning "dates de prélèvement en désordre", "dates of a direct debit out of order", "déduit : on signe, on émet, on prélève", scope Titre;
        PES316 Warning "prélèvement au-dessus du montant de la ligne", "direct debit above the amount of the line", "déduit : on ne prélève que ce qui est dû ; DGFiP, schéma 5.30, InfoPrelevement MtPrel : zone de contrôle", scope Titre;
        PES320 Error "numéro de sécurité sociale d'un autre que l'assuré", "social security number of another than the insured", "DGFiP, schéma 5.30, InfoTiers IdTiers", scope Bordereau;
        PES321 Warning "identifiant réservé aux personnes physiques", "identifier for natural persons only", "DGFiP, schéma 5.30, InfoTiers IdTiers", scope Bordereau;
        PES322 Error "naissance d'un tiers qui n'est pas une personne physique", "birth of a party that is no natural person", "DGFiP, schéma 5.30, InfoTiers DteNaissance et LieuNaissance", scope Bordereau;
        PES323 Error "avis patient à un débiteur qui n'est pas une personne physique", "patient's notice to a debtor that is no natural person", "DGFiP, schéma 5.30, InfoTiers CatTiers", scope Bordereau;
        PES324 Error "civilité Mademoiselle", "civility Mademoiselle", "DGFiP, schéma 5.30, InfoTiers Civilite", scope Bordereau;
        PES325 Error "lieu de naissance dans le bloc de l'autre cas", "place of birth in the block of the other case", "DGFiP, schéma 5.30, LieuNaissance NeEnFrance", scope Bordereau;
        PES326 Error "commune de naissance qui n'est pas du département", "commune of birth that is not of the département", "DGFiP, schéma 5.30, MetropoleDomCom CodeCommune", scope Bordereau;
        PES327 Warning "numéro de TVA français à la clé fausse", "French VAT number with a wrong key", "usage : deux chiffres de clé devant le SIREN ; Hélios ne la contrôle pas (schéma 5.30, InfoTiers IdTiers)", scope Bordereau;
        PES328 Warning "code postal et pays de résidence qui se contredisent", "postal code and residence that contradict each other", "DGFiP, schéma 5.30, Adresse CP : consigne", scope Bordereau;
        PES330 Error "pays et banque internationaux l'un sans l'autre", "international country and bank one without the other", "DGFiP, schéma 5.30, CpteBancaire IdPayInt et IdBancInt", scope Bordereau;
        PES331 Error "RIB incomplet ou faux", "incomplete or wrong RIB", "DGFiP, schéma 5.30, CpteBancaire CodeEtab, CodeGuic, IdCpte, CleRib", scope Bordereau;
        PES332 Error "compte à l'étranger sans BIC", "account abroad without a BIC", "DGFiP, schéma 5.30, CpteBancaire BIC", scope Bordereau;
        PES333 Error "IBAN en minuscules", "IBAN in lower case", "DGFiP, schéma 5.30, CpteBancaire IBAN";
        PES334 Error "IBAN faux", "wrong IBAN", "DGFiP, schéma 5.30, CpteBancaire IBAN ; ISO 13616", scope Bordereau;
        PES345 Error "complément d'identifiant qui n'est pas un numéro", "complement of the identifier that is no number", "DGFiP, schéma 5.30, RefCompta ComplementIdentifiant", scope Piece;
        PES350 Warning "SIRET donné pour un SIREN dans la facture", "SIRET given as a SIREN in the invoice", "DGFiP, dossier technique 5.19 et schéma 5.30, InfoTiers IdTiers : deux lectures", scope Piece;
        PES351 Warning "PES_Facture dans une pièce d'un autre type", "PES_Facture in a piece of another type", "déduit : DGFiP, schémas 5.17 et 5.30, PES_PJ TypePJ", scope Piece;
        PES352 Warning "ASAP dont rien ne dit le type de pièce", "ASAP of which nothing says the type of piece", "déduit : DGFiP, schéma 5.30, BlocPiece Edition et PES_PJ TypePJ", scope Piece;
        PES353 Warning "valeur d'une autre forme que celle des textes", "value of another form than that of the texts", "déduit : DGFiP, schémas 5.17 et 5.30, sens des types simples ; le schéma l'accepte", scope Titre;
        PES354 Warning "pièce annoncée, absente du flux et qui n'est pas un ASAP", "piece announced that is not in the flow and is no ASAP", "DGFiP, schéma 5.30, PES_PJ IdUnique : une pièce déjà intégrée ne se renvoie pas", scope Bordereau, helios "2185";
    }
    Business {
        PES355 Warning "plusieurs tiers sur un titre à un seul débiteur", "several parties on a titre that has one debtor", "déduit : DGFiP, schéma 5.30, Edition (« mono débiteur ») et TypTiers", scope Bordereau;
        PES356 Warning "numéro de titre en double dans le flux", "number of a titre given twice in the flow", "déduit : DGFiP, PES_ACQUIT : ERREUR_DOUBLON_PIECE, et RefTitre NumTitre", scope Bordereau;
        PES357 Warning "nom ou adresse du débiteur autres que ceux du titre", "name or address of the debtor other than those of the titre", "déduit : une seule dette, un seul débiteur", scope Piece;
        PES358 Warning "numéro de facture de deux titres", "invoice number of two titres", "DGFiP, instruction GCP-17-0006 du 22/02/2017 : numéro unique ; rejet non écrit", scope Titre;
        PES359 Warning "personne physique sur un titre à déposer sur Chorus Pro", "natural person on a titre to deposit on Chorus Pro", "déduit : Chorus Pro reçoit pour les personnes publiques", scope Titre;
        PES360 Warning "complément d'un autre circuit que son titre", "complement of another route than its titre", "DGFiP, schéma 5.30, Edition, TypePJ 008, 011 et 014 : sans rejet, mais sans fusion ; déduit pour 03, 05 et 10", scope Titre;
        PES361 Error "compte d'un pays qui n'existe pas", "account of a country that does not exist", "DGFiP, schéma 5.30, CpteBancaire BIC et IBAN : complet et valide ; ISO 3166-1", scope Bordereau;
        PES362 Error "compte d'un pays qui n'existe pas, dans l'ASAP", "account of a country that does not exist, in the ASAP", "DGFiP, schéma 5.30, CpteBancaire BIC et IBAN : connu et valide ; ISO 3166-1", scope Piece;
        PES363 Warning "texte abîmé en chemin", "text damaged on its way", "déduit : aucun texte ne veut ces caractères", scope Titre;
        PES364 Warning "champ rempli d'autre chose que ce qu'il demande", "field filled with something else than what it asks for", "déduit : DGFiP, schéma 5.30, le champ lui-même", scope Titre;
        PES365 Warning "ASAP d'un autre budget que celui du flux", "ASAP of another budget than that of the flow", "déduit : DGFiP, schéma 5.30, EnTetePES de la pièce", scope Piece;
        PES366 Warning "année de l'ASAP autre que l'exercice de ses titres", "year of the ASAP other than that of its titres", "déduit : DGFiP, schéma 5.30, PESFacture Annee (« Exercice »)", scope Piece;
        PES367 Warning "date invraisemblable", "unlikely date", "déduit : code civil, article 2224 (cinq ans), et CGCT, article L1612-11 (31 janvier) ; DGFiP, schéma 5.30, LigneFacture Date et InfoTiers DteNaissance", scope Titre;
        PES368 Warning "taux de TVA qui n'existe pas", "VAT rate that does not exist", "déduit : CGI, articles 278 à 281 nonies et 294 à 298 octies ; Nouvelle-Calédonie et Polynésie française", scope Titre;
        PES369 Warning "PDF incomplet ou chiffré", "PDF that is not whole, or encrypted", "déduit : DGFiP, schéma 5.30, PES_PJ Fichier (« doit être lisible »)", scope Piece;
        PES370 Warning "identifiant ou référence d'un autre tiers", "identifier or reference of another party", "déduit : DGFiP, schéma 5.30, InfoTiers IdTiers et RefTiers", scope Titre;
        PES371 Warning "ligne de titre sans débiteur principal", "line of a titre without a principal debtor", "déduit : DGFiP, schéma 5.30, InfoTiers TypTiers", scope Titre;
        PES372 Warning "nom et catégorie du tiers qui se contredisent", "name and category of the party that contradict each other", "déduit : DGFiP, schéma 5.30, InfoTiers CatTiers et Prenom", scope Titre;
        PES373 Warning "débiteur de droit privé sur un titre à déposer sur Chorus Pro", "debtor of private law on a titre to deposit on Chorus Pro", "déduit : DGFiP, dossier technique 5.19, annexe 3 (groupes de catégories)", scope Titre;
        PES374 Warning "débiteur public dont l'avis est imprimé", "public debtor whose notice is printed", "déduit : DGFiP, instruction GCP-17-0006 du 22/02/2017, et dossier technique 5.19, annexe 3", scope Titre;
        PES375 Warning "champ de Chorus Pro sur un avis imprimé", "field of Chorus Pro on a notice that is printed", "DGFiP, schéma 5.30, BlocPiece CodeService, NomService, NumeroEngagement, NumeroMarche : rejet non écrit", scope Titre;
        PES376 Warning "cumul annuel plus petit que le bordereau", "running total of the year smaller than the bordereau", "déduit : DGFiP, schéma 5.30, BlocBordereau MtCumulAnnuel", scope Bordereau;
        PES377 Warning "encaissement impossible", "impossible collection", "DGFiP, schéma 5.30, Recouvrement TypFlux : rejet non écrit ; déduit pour MtReco", scope Bordereau;
        PES378 Warning "compte du débiteur qui est celui du comptable", "account of the debtor that is that of the treasury", "déduit : DGFiP, schéma 5.30, TiersFacture CpteBancaire", scope Piece;
        PES379 Warning "BIC et IBAN de pays différents", "BIC and IBAN of different countries", "déduit : ISO 9362 et ISO 13616", scope Titre;
        PES380 Warning "pièce d'un autre titre que celui qui l'annonce", "piece of another titre than the one that announces it", "déduit : DGFiP, schéma 5.30, RefCompta Exercice et Identifiant", scope Piece;
        PES381 Warning "numéro de facture de deux ASAP", "invoice number of two ASAP", "DGFiP, instruction GCP-17-0006 du 22/02/2017 : numéro unique ; rejet non écrit", scope Piece;
        PES400 Error "première ou deuxième ligne d'adresse du centre d'encaissement", "first or second address line of the collection centre", "DGFiP, schémas 5.17 et 5.30, AdresseFacture Adr1 et Adr2", scope Piece;
        PES401 Error "émetteur, trésorerie ou centre d'encaissement non résident", "emitter, treasury or collection centre abroad", "DGFiP, schémas 5.17 et 5.30, AdresseFacture CodRes", scope Piece;
        PES402 Error "résidence et pays incompatibles dans l'ASAP", "residence and country that do not go together in the ASAP", "DGFiP, schémas 5.17 et 5.30, AdresseFacture CodPays", scope Piece;
        PES403 Error "trésorerie sans compte bancaire", "treasury without a bank account", "DGFiP, schémas 5.17 et 5.30, BancaireFacture", scope Piece;
        PES404 Error "IdPayInt et IdBancInt l'un sans l'autre", "IdPayInt and IdBancInt one without the other", "DGFiP, schémas 5.17 et 5.30, BancaireFacture IdPayInt et IdBancInt", scope Piece;
        PES405 Error "RIB du débiteur faux ou incomplet", "wrong or incomplete RIB of the debtor", "DGFiP, schémas 5.17 et 5.30, BancaireFacture CodeEtab à CleRib", scope Piece;
        PES406 Error "IBAN en minuscules dans le PES Facture", "lower case IBAN in the PES Facture", "DGFiP, schémas 5.17 et 5.30, BancaireFacture IBAN", scope Flux;
        PES407 Error "IBAN faux dans l'ASAP", "wrong IBAN in the ASAP", "DGFiP, schémas 5.17 et 5.30, BancaireFacture IBAN", scope Piece;
        PES408 Error "compte du débiteur hors de France", "account of the debtor outside France", "DGFiP, schémas 5.17 et 5.30, BancaireFacture IBAN", scope Piece;
        PES409 Error "compte du débiteur sans titulaire", "account of the debtor without a holder", "DGFiP, schémas 5.17 et 5.30, BancaireFacture TitCpte", scope Piece;
        PES410 Error "Unite2 sans Quantite2", "Unite2 without Quantite2", "DGFiP, schémas 5.17 et 5.30, LigneFacture Unite2", scope Piece;
        PES411 Error "montant HT nul", "amount before tax of zero", "DGFiP, schéma 5.17, LigneFacture MtHT", scope Piece, until V5_29;
        PES412 Error "lignes électroniques mal numérotées", "electronic lines wrongly numbered", "DGFiP, schéma 5.30, LigneFElectronique IdentifiantLigneFacture", scope Flux, since V5_30;
        PES413 Error "montant HT d'une ligne électronique incohérent", "amount before tax of an electronic line that does not agree", "DGFiP, schéma 5.30, LigneFElectronique MtHT", scope Flux, since V5_30;
        PES414 Error "exonération de TVA sans motif", "VAT exemption without a reason", "DGFiP, schéma 5.30, LigneFElectronique MotifExoTVA", scope Flux, since V5_30;
        PES415 Warning "taux de TVA sur une ligne sans TVA", "VAT rate on a line without VAT", "DGFiP, schéma 5.30, LigneFElectronique TauxTVA : rejet non écrit", scope Flux, since V5_30;
        PES416 Error "ASAP sans RefTitre", "ASAP without RefTitre", "DGFiP, schémas 5.17 et 5.30, FactureIndiv RefTitre", scope Piece;
        PES417 Error "ASAP d'ORMC sans RefORMC", "ASAP of an ORMC without RefORMC", "DGFiP, schéma 5.30, FactureIndiv RefORMC", scope Piece;
        PES418 Error "titre désigné par deux factures du PES Facture", "titre named by two invoices of the PES Facture", "DGFiP, schémas 5.17 et 5.30, RefTitre NumTitre", scope Piece;
        PES419 Error "numéro de ligne de titre autre que 1", "number of the line of the titre other than 1", "DGFiP, schémas 5.17 et 5.30, RefTitre NumLigne", scope Piece;
        PES420 Error "article de rôle désigné par deux factures du PES Facture", "article of a rôle named by two invoices of the PES Facture", "DGFiP, schéma 5.30, RefORMC", scope Piece;
        PES421 Error "numéro de facture électronique mal formé", "number of an electronic invoice of another form", "DGFiP, schéma 5.30, FactureIndiv NumeroFacture", scope Flux, since V5_30;
        PES422 Error "numéro de facture électronique en double", "number of an electronic invoice given twice", "DGFiP, schéma 5.30, FactureIndiv NumeroFacture", scope Flux, since V5_30;
        PES423 Error "dossier de patient hors d'un ASAP de patients", "patient's file outside an ASAP of patients", "DGFiP, schémas 5.17 et 5.30, DossierPatient", scope Flux;
        PES424 Error "ASAP de patients sans dossier de patient", "ASAP of patients without a patient's file", "DGFiP, schémas 5.17 et 5.30, Beneficiaire", scope Flux;
        PES425 Error "facturation électronique sans son dossier", "electronic invoicing without its file", "DGFiP, schéma 5.30, FactureIndiv DossierFElectronique", scope Flux, since V5_30;
        PES426 Error "dossier électronique hors des types 12 et 13", "electronic file outside types 12 and 13", "DGFiP, schéma 5.30, DossierFElectronique", scope Flux, since V5_30;
        PES427 Error "vendeur bénéficiaire hors du type 13", "beneficiary seller outside type 13", "DGFiP, schéma 5.30, DossierFElectronique VendeurBeneficiaire", scope Flux, since V5_30;
        PES428 Error "TIP sur un ASAP de patients", "TIP on an ASAP of patients", "DGFiP, schémas 5.17 et 5.30, FactureIndiv ModeRecouvrement", scope Flux;
        PES429 Error "version du PES Facture fausse", "wrong version of the PES Facture", "DGFiP, schémas 5.17 et 5.30, PESFacture IdVer", scope Piece;
        PES430 Warning "champ à laisser vide dans un ASAP", "field to leave out of an ASAP", "DGFiP, schémas 5.17 et 5.30, PES Facture : à ne pas renseigner, rejet non écrit", scope Piece;
        PES431 Error "type de PES Facture qui ne va pas avec l'édition du titre", "kind of PES Facture that does not go with the Edition of the titre", "DGFiP, schémas 5.17 et 5.30, PESFacture TypeFact", scope Piece;
        PES432 Error "tiers commun ni trésorerie ni centre d'encaissement", "common party neither treasury nor collection centre", "DGFiP, schémas 5.17 et 5.30, InfoTiersFacture TypTiers", scope Piece;
        PES433 Warning "bloc réservé aux ASAP", "block that only an ASAP has", "DGFiP, schémas 5.17 et 5.30, InfoSuppl et InfoSupplTiers : rejet non écrit", scope Piece;
        PES434 Error "RefBdf qui n'est pas un ICS, avec un TIP", "RefBdf that is not an ICS, with a TIP", "DGFiP, schémas 5.17 et 5.30, InfoSuppl RefBdf", scope Piece;
        PES435 Warning "SIRET du débiteur faux dans l'ASAP", "wrong SIRET of the debtor in the ASAP", "déduit : DGFiP, schéma 5.30, InfoTiersFacture IdTiers, imprimé sans contrôle écrit", scope Piece;
        PES436 Warning "débiteur de l'ASAP autre que celui du titre", "debtor of the ASAP other than that of the titre", "déduit : DGFiP, schéma 5.30, InfoTiersFacture IdTiers", scope Piece;
        PES440 Warning "plusieurs ASAP pour un titre", "several ASAP for a titre", "anomalie Hélios connue par son seul numéro", scope Piece, helios "2184";
        PES441 Warning "plusieurs pièces PES Facture pour un titre", "several PES Facture pieces for a titre", "anomalie Hélios connue par son seul numéro", scope Bordereau, helios "2441";
        PES442 Error "ASAP qui ne désigne pas son article de rôle", "ASAP that does not name its article of a rôle", "DGFiP, schéma 5.30, RefORMC", scope Piece;
        PES443 Warning "dette de l'ASAP autre que celle de l'article de rôle", "debt of the ASAP other than that of the article of the rôle", "DGFiP, schéma 5.30, RefORMC NumDette, Per et CodProdLoc : rejet non écrit", scope Piece;
        PES444 Warning "titre sans facture dans sa pièce", "titre without an invoice in its piece", "déduit : DGFiP, schémas 5.17 et 5.30, RefTitre", scope Piece;
        PES445 Warning "date d'émission autre que celle du titre", "date of issue other than that of the titre", "DGFiP, schémas 5.17 et 5.30, FactureIndiv DateEmission : rejet non écrit", scope Piece;
        PES446 Warning "numéro de facture autre que celui du titre", "invoice number other than that of the titre", "déduit : DGFiP, schéma 5.30, BlocPiece NumeroFacture", scope Piece;
        PES447 Warning "TVA de l'ASAP autre que celle du titre", "VAT of the ASAP other than that of the titre", "déduit : une seule dette, une seule TVA", scope Piece;
        PES450 Warning "total TTC autre que HT plus TVA", "total with tax other than the sum of its parts", "déduit : DGFiP, TotalAPayer", scope Piece;
        PES451 Warning "total TTC autre que la somme des lignes", "total with tax other than the sum of the lines", "déduit : DGFiP, LigneFacture et TotalAPayer", scope Piece;
        PES452 Warning "ligne dont le TTC n'est pas HT plus TVA", "line whose amount with tax is not the sum of its parts", "déduit : DGFiP, LigneFacture", scope Piece;
        PES453 Warning "TVA d'une ligne autre que son taux ne donne", "VAT of a line other than its rate gives", "déduit : DGFiP, LigneFacture TauxTVA", scope Piece;
        PES454 Warning "montant HT d'une ligne autre que son prix", "amount before tax of a line other than its price", "déduit : DGFiP, LigneFacture", scope Piece;
        PES456 Warning "total HT autre que la somme des lignes électroniques", "total before tax other than the sum of the electronic lines", "déduit : DGFiP, schéma 5.30, LigneFElectronique", scope Piece, since V5_30;
        PES457 Warning "SIRET du vendeur ou de l'acheteur faux", "wrong SIRET of the seller or the buyer", "déduit : DGFiP, schéma 5.30, IdentifiantSIRET, clé sans contrôle écrit", scope Flux, since V5_30;
        PES458 Warning "période qui finit avant de commencer", "period that ends before it starts", "déduit : DGFiP, LigneFacture DateDebut et DateFin", scope Piece;
        PES459 Warning "nom du centre d'encaissement autre que celui voulu", "name of the collection centre other than the one wanted", "DGFiP, schémas 5.17 et 5.30, InfoTiersFacture Nom et ComplNom : rejet non écrit", scope Piece;
        PES460 Warning "adresse PayFiP qui n'est pas une adresse internet", "PayFiP address that is not an internet address", "déduit : DGFiP, schémas 5.17 et 5.30, InfoSuppl AdrTipi", scope Piece;
        PES470 Error "version du bloc PES_PJ fausse", "wrong version of PES_PJ", "DGFiP, schémas 5.17 et 5.30, EnTetePES_PJ IdVer", scope Piece;
        PES471 Error "type de pièce et domaine incompatibles", "type of piece and domain that do not go together", "DGFiP, schémas 5.17 et 5.30, PES_PJ TypePJ et RefCompta Domaine", scope Piece;
        PES472 Warning "type de pièce et type de bordereau incompatibles", "type of piece and type of bordereau that do not go together", "DGFiP, schémas 5.17 et 5.30, RefCompta TypeObjet : la liste omet des cas que d'autres textes demandent", scope Piece;
        PES473 Error "RefCompta sans identifiant", "RefCompta without an identifier", "DGFiP, schémas 5.17 et 5.30, RefCompta Identifiant", scope Piece;
        PES475 Error "domaine de RefCompta inconnu", "unknown domain of RefCompta", "DGFiP, schémas 5.17 et 5.30, RefCompta Domaine", scope Piece;
        PES476 Error "compte financier unique sans RefCompta", "compte financier unique without RefCompta", "DGFiP, schémas 5.17 et 5.30, PES_PJ RefCompta", scope Piece;
        PES477 Error "pièce annoncée sur papier ou cédérom et pourtant jointe", "piece announced on paper or CD-ROM and yet attached", "DGFiP, schémas 5.17 et 5.30, PJReference Support", scope Piece;
        PES478 Warning "type annoncé autre que celui de la pièce", "type announced other than that of the piece", "déduit : DGFiP, schémas 5.17 et 5.30, PJReference TypePJ", scope Piece;
        PES479 Warning "complément annoncé sans son type", "complement announced without its type", "DGFiP, schémas 5.17 et 5.30, PJReference TypePJ : sans rejet, mais sans fusion", scope Piece;
        PES480 Warning "nom de fichier qui ne dit pas ce qu'est la pièce", "file name that does not say what the piece is", "déduit : DGFiP, schémas 5.17 et 5.30, PES_PJ NomPJ et Fichier", scope Piece;
        PES481 Warning "type MIME qui ne dit pas ce qu'est la pièce", "MIME type that does not say what the piece is", "déduit : DGFiP, schémas 5.17 et 5.30, PES_PJ Fichier", scope Piece;
        PES482 Warning "complément ou facture d'ORMC qui n'est pas un PDF", "complement or ORMC invoice that is not a PDF", "déduit : DGFiP, schéma 5.30, Edition 03 et 06, et présentation du PDF complémentaire", scope Piece;
        PES483 Warning "pièce compressée deux fois", "piece compressed twice", "déduit : DGFiP, schémas 5.17 et 5.30, PES_PJ Fichier", scope Piece;
        PES500 Error "destinataire absent de l'annuaire de Chorus Pro", "recipient not in the directory of Chorus Pro", "AIFE, annuaire Chorus Pro", scope Bordereau, helios "2559";
        PES501 Error "destinataire inactif dans Chorus Pro", "recipient inactive on Chorus Pro", "AIFE, annuaire Chorus Pro", scope Bordereau, helios "2559";
        PES502 Error "code service du destinataire inconnu ou inactif dans Chorus Pro", "service code of the recipient unknown or inactive on Chorus Pro", "DGFiP, PES_ACQUIT : anomalie 2559 ; AIFE, annuaire Chorus Pro", scope Bordereau, helios "2559";
        PES503 Error "code service exigé par le destinataire", "service code required by the recipient", "AIFE, annuaire Chorus Pro", scope Titre;
        PES504 Error "numéro d'engagement exigé par le destinataire", "commitment number required by the recipient", "AIFE, annuaire Chorus Pro", scope Titre;
    }
    Input {
        PES801 Error "configuration illisible", "unreadable configuration", "outil";
        PES802 Error "clé inconnue", "unknown key", "outil";
        PES803 Error "clé obligatoire absente", "mandatory key missing", "outil";
        PES804 Error "valeur de configuration refusée", "refused configuration value", "outil";
        PES810 Error "fichier d'entrée illisible", "unreadable input file", "outil";
        PES811 Error "colonne absente", "missing column", "outil";
        PES812 Error "tableau mal formé", "malformed table", "RFC 4180";
        PES813 Error "JSON mal formé", "malformed JSON", "RFC 8259";
        PES814 Error "facture voisine d'une ligne mal formée", "invoice beside a malformed row", "outil : rien de perdu, rien de doublé";
        PES815 Info "case à relire", "cell to read again", "RFC 4180";
        PES816 Error "texte UTF-8 lu deux fois", "UTF-8 text read twice", "Unicode, forme UTF-8";
        PES820 Error "valeur obligatoire absente", "mandatory value missing", "DGFiP, schémas PES V2";
        PES821 Error "date impossible", "impossible date", "DGFiP, Simple_Type.xsd, Base_Date";
        PES822 Error "nombre illisible", "unreadable number", "DGFiP, Simple_Type.xsd";
        PES823 Error "montant nul ou négatif", "zero or negative amount", "DGFiP, dossier technique 5.19, MtHT, MtTTC";
        PES824 Error "valeur refusée par le schéma", "value refused by the schema", "DGFiP, Simple_Type.xsd";
        PES825 Error "texte trop long", "text too long", "DGFiP, Simple_Type.xsd";
        PES826 Error "lignes d'une même facture qui se contredisent", "rows of one invoice that contradict each other", "outil";
        PES827 Error "numéro de facture en double", "invoice number given twice", "DGFiP, instruction GCP-17-0006 du 22/02/2017";
        PES828 Error "montants qui ne concordent pas", "amounts that do not agree", "outil : rien de perdu, rien de doublé";
        PES829 Error "ligne de facture sans montant, ou avec plusieurs", "invoice line with no amount, or with several", "DGFiP, Class_FacturePESIndiv.xsd, LigneFacture";
        PES830 Error "date absente ou période incomplète", "date missing or period incomplete", "DGFiP, Class_FacturePESIndiv.xsd, LigneFacture";
        PES831 Error "nombre trop précis pour son champ", "number too precise for its field", "DGFiP, Simple_Type.xsd";
        PES832 Error "nombre qui se lit de deux façons", "number that reads in two ways", "outil : rien de douteux n'est envoyé";
        PES833 Error "colonne de nombres écrits de plusieurs façons", "column of numbers written in several ways", "outil : rien de douteux n'est envoyé";
        PES834 Error "date qui se lit de plusieurs façons", "date that reads in several ways", "outil : rien de douteux n'est envoyé";
        PES835 Error "constante contre une valeur donnée", "constant against a value given", "outil : rien de douteux n'est envoyé";
        PES836 Error "taux de TVA qui se lit de deux façons", "VAT rate that reads in two ways", "outil : rien de douteux n'est envoyé";
        PES837 Error "caractère sans équivalent", "character without a counterpart", "ISO-8859-1";
        PES838 Info "espaces et caractères invisibles", "spaces and invisible characters", "Unicode, White_Space et Default_Ignorable_Code_Point";
        PES840 Error "destinataire à vérifier", "recipient to check", "outil";
        PES841 Error "destinataire public incomplet", "public recipient incomplete", "DGFiP, dossier technique 5.19, BlocPiece Edition";
        PES842 Error "destinataire absent de l'annuaire", "recipient not in the directory", "AIFE, annuaire Chorus Pro";
        PES843 Error "code service inconnu ou inactif", "service code unknown or inactive", "AIFE, annuaire Chorus Pro", helios "2559";
        PES844 Error "service ou engagement exigé par le destinataire", "service or commitment required by the recipient", "AIFE, annuaire Chorus Pro";
        PES845 Error "catégorie et nature juridique incompatibles", "category and legal nature that do not go together", "DGFiP, dossier technique 5.19, annexe 3";
        PES846 Error "civilité inconnue", "unknown civility", "DGFiP, schéma 5.30, InfoTiers Civilite : liste arrêtée, non publiée";
        PES847 Info "civilité normalisée", "civility normalised", "DGFiP, schéma 5.30, InfoTiers Civilite ; circulaire 5575/SG du 21/02/2012";
        PES850 Error "complément PDF illisible", "unreadable PDF complement", "DGFiP, dossier technique 5.19, PES_PJ";
        PES851 Warning "fichier déposé qui n'est pas pris", "dropped file that is not taken", "outil : rien d'oublié";
        PES852 Error "groupe de lecture inutilisable", "unusable group of readers", "outil";
        PES860 Error "lignes optiques absentes", "optical lines missing", "DGFiP, dossier technique 5.19, TalonOptique2Lignes", until V5_25;
        PES861 Error "bordereau qui mêle plusieurs circuits", "bordereau that mixes routes", "outil : un titre public refusé fait refuser son bordereau";
        PES862 Error "numéro de titre en double", "number of a titre given twice", "DGFiP, PES_ACQUIT : ERREUR_DOUBLON_PIECE";
        PES863 Error "titre qui n'admet pas d'ASAP", "titre that allows no ASAP", "DGFiP, dossier technique 5.19, annexe 2";
        PES870 Info "texte raccourci", "text shortened", "configuration : texte.trop_long";
        PES871 Info "caractères remplacés", "characters replaced", "ISO-8859-1";
        PES872 Info "adresse mise à la norme postale", "address put in postal form", "DGFiP, dossier technique 5.19, Adresse";
        PES873 Info "prix unitaire passé en montant de base", "unit price turned into a base amount", "configuration : montants.prix_unitaire_long";
        PES874 Info "valeur donnée par l'outil", "value given by the tool", "configuration";
        PES875 Info "remise d'une ligne écrite à sa suite", "discount of a line written after it", "DGFiP, Class_FacturePESIndiv.xsd, LigneFacture";
        PES876 Info "quantité portée au libellé", "quantity carried by the label", "DGFiP, Class_FacturePESIndiv.xsd, LigneFacture";
        PES877 Info "colonnes non lues", "columns not read", "configuration : colonnes";
        PES878 Info "jour supposé avant le mois", "day assumed before the month", "outil : usage français";
        PES879 Info "colonne de taux de TVA vide", "empty column of VAT rates", "outil";
        PES880 Error "flux signé que l'on ne peut pas modifier", "signed flow that cannot be changed", "DGFiP, dossier technique 5.19, InfoDematerialisee";
        PES881 Error "flux déjà pourvu d'ASAP", "flow that already has its ASAP", "outil";
    }
    Output {
        PES890 Error "sortie déjà présente", "output already there", "outil";
        PES891 Error "écriture impossible", "cannot write", "outil";
        PES899 Error "flux écrit qui ne passe pas son propre contrôle", "written flow that fails its own check", "outil";
    }
    History {
        PES900 Error "journal inutilisable", "unusable journal", "outil";
        PES901 Error "facture déjà envoyée", "invoice already sent", "outil : rien de doublé";
        PES902 Error "numéro déjà employé dans l'exercice", "number already used in the year", "DGFiP, PES_ACQUIT : ERREUR_DOUBLON_BORDEREAU, ERREUR_DOUBLON_PIECE";
        PES903 Warning "exécution reprise", "run taken up again", "outil : rien de perdu, rien de doublé";
        PES904 Warning "historique non contrôlé", "history not checked", "outil";
        PES905 Error "journal plus ancien que ce qui a été produit", "journal older than what was made", "outil : aucun numéro ne sert deux fois";
        PES906 Warning "marque du journal absente", "mark of the journal missing", "outil : aucun numéro ne sert deux fois";
        PES907 Warning "numéros employés non retenus", "numbers used not remembered", "outil : aucun numéro ne sert deux fois";
        PES908 Error "exécution qui ne peut être annulée ou dite envoyée", "run that cannot be undone or said to be sent", "outil : rien de perdu, rien de doublé";
        PES909 Error "facture qui n'est pas du bordereau à refaire", "invoice that is not of the bordereau to issue again", "outil : rien de perdu, rien de doublé";
        PES910 Error "ni acquit ni retour", "neither an acquit nor a return", "DGFiP, schémas PES_ACQUIT et PES_Retour";
        PES911 Warning "NomFic inconnu", "unknown NomFic", "DGFiP, PES_ACQUIT, Enveloppe NomFic ; rapprochement déduit";
        PES912 Warning "réponse qui ne s'applique pas au flux qu'elle nomme", "answer that does not apply to the flow that it names", "DGFiP, PES_ACQUIT, EnTetePES IdColl, CodCol, CodBud ; ElementACQUIT DomaineAck, ExerciceBord ; rapprochement déduit";
        PES913 Error "titre émis deux fois", "titre issued twice", "outil : rien de doublé";
        PES914 Warning "numéros qui commencent", "numbers that start", "DGFiP, documentation 5.30, IdBord : les numéros se suivent dans l'exercice";
        PES920 Error "archive incomplète", "incomplete archive", "outil";
        PES921 Error "refusé par Hélios", "refused by Hélios", "DGFiP, schéma PES_ACQUIT, EtatAck", scope Bordereau;
        PES922 Error "rejeté par le comptable", "rejected by the accountant", "DGFiP, schéma PES_Retour, EtatPce et EtatLigPce", scope Titre;
        PES923 Warning "réponse d'Hélios à suivre avec la trésorerie", "answer of Hélios to follow up with the treasury", "DGFiP, schémas PES_Retour, EtatPce, et PES_ACQUIT, Erreur", scope Titre;
        PES924 Error "avis qui n'est pas parvenu au débiteur", "notice that did not reach the debtor", "DGFiP, schéma PES_Retour, Asap Rejet", scope Piece;
        PES930 Error "bordereau déjà envoyé", "bordereau already sent", "DGFiP, PES_ACQUIT : ERREUR_DOUBLON_BORDEREAU", scope Bordereau, helios "ERREUR_DOUBLON_BORDEREAU";
        PES931 Error "titre déjà envoyé", "titre already sent", "DGFiP, PES_ACQUIT : ERREUR_DOUBLON_PIECE", scope Bordereau, helios "ERREUR_DOUBLON_PIECE";
        PES932 Error "pièce jointe déjà envoyée", "attached piece already sent", "DGFiP, PES_ACQUIT : ERREUR_DOUBLON_PJ", scope Piece, helios "ERREUR_DOUBLON_PJ, 1984";
        PES933 Error "nom de flux déjà employé", "name of a flow already used", "usage des plateformes de transmission", scope Flux;
        PES934 Warning "facture déjà envoyée sous un autre titre", "invoice already sent under another titre", "outil : rien de doublé";
        PES935 Warning "numéro de bordereau qui ne suit pas le dernier", "bordereau number that does not follow the last one", "DGFiP, documentation 5.30, IdBord : les numéros se suivent";
        PES936 Warning "trou dans les numéros de factures", "hole in the numbers of invoices", "outil : numérotation par série";
        PES937 Error "bordereau refait sous son ancien numéro", "bordereau issued again under its old number", "éditeurs (Agedi 2166) : refaire sous un nouveau numéro", scope Bordereau, helios "ERREUR_DOUBLON_BORDEREAU";
        PES938 Error "numéro de facture d'un autre exercice", "invoice number of another year", "outil : rien de doublé";
        PES940 Error "bordereau dans plusieurs fichiers", "bordereau in several files", "DGFiP, PES_ACQUIT : ERREUR_DOUBLON_BORDEREAU", scope Bordereau, helios "ERREUR_DOUBLON_BORDEREAU";
        PES941 Error "titre dans plusieurs fichiers", "titre in several files", "DGFiP, PES_ACQUIT : ERREUR_DOUBLON_PIECE", scope Bordereau, helios "ERREUR_DOUBLON_PIECE";
        PES942 Error "pièce jointe dans plusieurs fichiers", "attached piece in several files", "DGFiP, PES_ACQUIT : ERREUR_DOUBLON_PJ", scope Piece, helios "ERREUR_DOUBLON_PJ, 1984";
        PES943 Error "nom de flux de plusieurs fichiers", "name of a flow that several files have", "usage des plateformes de transmission", scope Flux;
        PES944 Warning "facture dans plusieurs fichiers", "invoice in several files", "outil : rien de doublé";
        PES945 Error "fichier changé depuis qu'il a été écrit", "file changed since it was written", "outil : rien de perdu, rien de doublé";
        PES946 Warning "factures laissées de côté", "invoices left aside", "outil : rien de perdu, rien de doublé";
    }
}

/// The rules that a word names: an id, `PES210`, or an answer of Hélios, `2183` or `ERREUR_DOUBLON_PJ`, in any case.
///
/// ```
/// let ids = |word| pes_validator::rules_named(word).iter().map(|rule| rule.id).collect::<Vec<_>>();
/// assert_eq!(ids("pes210"), ["PES210"]);
/// assert_eq!(ids("ERREUR_DOUBLON_PJ"), ["PES242", "PES932", "PES942"]);
/// assert!(ids("0").is_empty());
/// ```
pub fn rules_named(word: &str) -> Vec<&'static Rule> {
    RULES.iter().copied().filter(|rule| rule.id.eq_ignore_ascii_case(word) || rule.is_answered_with(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_sorted_and_in_the_range_of_their_layer() {
        assert!(RULES.windows(2).all(|pair| pair[0].id < pair[1].id));
        for rule in RULES {
            let number: u16 = rule.id[3..].parse().unwrap_or_default();
            let range = match rule.layer {
                Layer::Xml => 1..=99,
                Layer::Schema => 100..=199,
                Layer::Business => 200..=799,
                Layer::Input => 800..=889,
                Layer::Output => 890..=899,
                Layer::History => 900..=949,
            };
            assert!(range.contains(&number), "{}", rule.id);
            assert!(!rule.title.fr.is_empty() && !rule.title.en.is_empty() && !rule.source.is_empty());
        }
    }
}

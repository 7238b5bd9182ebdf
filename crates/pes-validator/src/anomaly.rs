//! The answers of Hélios in an acquit: what each says, what it asks of those who sent, and the rules that tell it first.

use pes_parser::Text;
use pes_parser::code::NumAnoAck;

use crate::catalogue::{RULES, rules};
use crate::rule::{Rule, Scope};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cure {
    /// Correct the data, and issue again under a new bordereau number.
    Correct,
    /// Issue the pieces again under identifiers of their own.
    NewIdentifiers,
    /// Send again later: nothing is wrong with the data.
    Wait,
    /// Ask the treasury.
    Treasury,
    /// Do what the words of the acquit say.
    Read,
}

impl Cure {
    /// The name for machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Correct => "corriger",
            Self::NewIdentifiers => "reidentifier",
            Self::Wait => "attendre",
            Self::Treasury => "tresorerie",
            Self::Read => "lire",
        }
    }

    /// What to do, in words.
    pub const fn words(self) -> Text {
        match self {
            Self::Correct => Text::fixed(
                "corriger la donnée, puis refaire le bordereau sous un nouveau numéro (pes corrige)",
                "correct the data, then issue the bordereau again under a new number (pes corrige)",
            ),
            Self::NewIdentifiers => Text::fixed(
                "refaire le bordereau sous un nouveau numéro : ses pièces prennent d'autres identifiants (pes corrige)",
                "issue the bordereau again under a new number: its pieces get other identifiers (pes corrige)",
            ),
            Self::Wait => Text::fixed(
                "rien à corriger dans les données : voir avec la trésorerie quand renvoyer",
                "nothing to correct in the data: ask the treasury when to send again",
            ),
            Self::Treasury => Text::fixed("appeler la trésorerie", "call the treasury"),
            Self::Read => Text::fixed(
                "faire ce que dit le libellé ; s'il ne suffit pas, appeler la trésorerie",
                "do what the words say; if they are not enough, call the treasury",
            ),
        }
    }
}

/// An answer of Hélios that is known; an acquit says in words what is wrong in the flow at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anomaly {
    /// Its code, `ERREUR_DOUBLON_PJ`, or its number, `2559`.
    pub code: &'static str,
    /// What it says.
    pub words: Text,
    /// What it is said of, when it is always the same.
    pub about: Option<Scope>,
    /// What is to be done.
    pub cure: Cure,
    /// What to look at.
    pub advice: Text,
    /// Where this is known from.
    pub source: &'static str,
    /// How certain it is.
    pub certainty: Text,
    /// Rules that look at the same thing, without it being known that Hélios answers them with this.
    pub near: &'static [&'static Rule],
}

impl Anomaly {
    /// The rules that are known to be answered with this: the catalogue says so.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        RULES.iter().copied().filter(|rule| rule.is_answered_with(self.code))
    }
}

/// What is known of an anomaly: by the number at the head of its words, which says more, or by its code.
///
/// ```
/// use pes_validator::{Cure, anomaly};
///
/// let known = anomaly("ERREUR_AUTRE", "2559 - Le code service est inconnu ou inactif").unwrap();
/// assert_eq!((known.code, known.cure), ("2559", Cure::Correct));
/// assert_eq!(anomaly("ERREUR_AUTRE", "9999 - Autre chose").unwrap().cure, Cure::Read);
/// assert!(anomaly("ERREUR_NOUVELLE", "").is_none());
/// ```
pub fn anomaly(code: &str, libelle: &str) -> Option<&'static Anomaly> {
    let number: &str = libelle.trim_start().split(|char: char| !char.is_ascii_digit()).next().unwrap_or_default();
    anomaly_named(number).or_else(|| anomaly_named(code))
}

/// The anomaly of a code or number, in any case.
pub fn anomaly_named(word: &str) -> Option<&'static Anomaly> {
    ANOMALIES.iter().find(|anomaly| anomaly.code.eq_ignore_ascii_case(word))
}

/// Whether a refusal says nothing against what was sent: the counter could not deal with it that time.
pub fn is_passing(code: &str) -> bool {
    anomaly_named(code).is_some_and(|anomaly| anomaly.cure == Cure::Wait)
}

/// Where an anomaly is known from.
#[derive(Clone, Copy)]
enum Known {
    /// The list of codes of the schema of acquits, without words of its own.
    List,
    /// An acquit seen in the field.
    Seen,
    /// What publishers tell those who use their software.
    Publishers,
    /// Its number is quoted, its words are not.
    Number,
}

impl Known {
    const fn source(self) -> &'static str {
        match self {
            Self::List => "DGFiP, schéma PES_ACQUIT, TNumAnoAck ; conduite déduite",
            Self::Seen => "libellé lu dans un acquit ; conduite déduite",
            Self::Publishers => "éditeurs (Agedi 2166) ; libellé lu dans un acquit",
            Self::Number => "anomalie Hélios connue par son seul numéro ; conduite déduite",
        }
    }

    const fn certainty(self) -> Text {
        match self {
            Self::List => Text::fixed(
                "code officiel, mais la liste n'a pas de libellés : sens et conduite sont déduits de son nom",
                "official code, but the list has no words: meaning and cure are inferred from its name",
            ),
            Self::Seen => Text::fixed(
                "libellé certain, lu dans un acquit réel ; conduite déduite",
                "words certain, read in a real acquit; cure inferred",
            ),
            Self::Publishers => Text::fixed(
                "libellé certain, lu dans un acquit réel ; conduite écrite par un éditeur",
                "words certain, read in a real acquit; cure written by a publisher",
            ),
            Self::Number => Text::fixed(
                "incertain : le numéro est cité, son libellé n'a pas été lu ; sens et conduite sont déduits",
                "uncertain: the number is quoted, its words were not read; meaning and cure are inferred",
            ),
        }
    }
}

macro_rules! code {
    ($number:literal) => {
        $number
    };
    ($listed:ident) => {
        NumAnoAck::$listed.code()
    };
}

/// The French words of a code are those of its list.
macro_rules! words {
    ($number:literal $fr:literal, $en:literal) => {
        Text::fixed($fr, $en)
    };
    ($listed:ident $en:literal) => {
        Text::fixed(NumAnoAck::$listed.libelle(), $en)
    };
}

macro_rules! about {
    (Any) => {
        None
    };
    ($scope:ident) => {
        Some(Scope::$scope)
    };
}

macro_rules! anomalies {
    ($($code:tt [$($words:literal),+] $about:ident $cure:ident $known:ident $fr:literal, $en:literal [$($near:ident)*];)+) => {
        /// Every known anomaly.
        pub static ANOMALIES: &[Anomaly] = &[$(Anomaly {
            code: code!($code),
            words: words!($code $($words),+),
            about: about!($about),
            cure: Cure::$cure,
            advice: Text::fixed($fr, $en),
            source: Known::$known.source(),
            certainty: Known::$known.certainty(),
            near: &[$(&rules::$near),*],
        }),+];
    };
}

anomalies! {
    "1971" ["Compte fonction présent à tort", "Function account wrongly there"]
        Titre Correct Seen
        "ôter le compte fonction des lignes du titre (Fonction ; imputation.fonction, ligne.fonction) : la nomenclature du budget n'en a pas",
        "take the function account out of the lines of the titre (Fonction; imputation.fonction, ligne.fonction): the nomenclature of the budget has none"
        [PES266];
    "1984" ["L'identifiant unique de la PJ a déjà été intégré dans HELIOS", "The IdUnique of the piece was taken into HELIOS before"]
        Piece NewIdentifiers Seen
        "donner un IdUnique jamais employé à la pièce, dans PES_PJ et dans chaque PJRef ; une pièce déjà prise s'annonce sans être jointe de nouveau",
        "give the piece an IdUnique never used, in PES_PJ and in each PJRef; a piece taken before is announced and not attached again"
        [PES242];
    "2183" ["Titre à éditer ou à déposer sans ASAP (sens déduit)", "Titre to print or deposit without an ASAP (inferred)"]
        Titre Correct Number
        "joindre l'ASAP et l'annoncer (PJRef), ou mettre Edition à 04",
        "attach the ASAP and announce it (PJRef), or set Edition to 04"
        [];
    "2184" ["Plusieurs ASAP pour un titre (sens déduit)", "Several ASAP for a titre (inferred)"]
        Titre Correct Number
        "garder une seule facture par titre",
        "keep one invoice a titre"
        [PES418];
    "2185" ["Pièce annoncée mais absente (sens déduit)", "Piece announced but missing (inferred)"]
        Titre Correct Number
        "joindre la pièce que le PJRef annonce, ou corriger son IdUnique",
        "attach the piece that the PJRef announces, or correct its IdUnique"
        [];
    "2441" ["Plusieurs pièces PES Facture pour un titre (sens déduit)", "Several PES Facture pieces for a titre (inferred)"]
        Titre Correct Number
        "n'annoncer qu'une pièce de type 006 par titre",
        "announce one piece of type 006 a titre"
        [];
    "2559" ["Le code service de la structure publique destinataire est inconnu ou inactif dans Chorus Pro", "The service code of the public recipient is unknown or inactive on Chorus Pro"]
        Titre Correct Publishers
        "vérifier le SIRET et le code service dans l'annuaire de Chorus Pro, corriger la fiche du tiers ; à défaut, Edition 04 (sans traitement)",
        "check the SIRET and the service code in the directory of Chorus Pro, correct the record of the debtor; failing that, Edition 04 (no handling)"
        [PES842];
    ConnexionBase ["Database of Hélios not reached"]
        Flux Wait List
        "rien dans le flux n'est en cause : renvoyer le même flux quand la trésorerie le dit",
        "nothing in the flow is at fault: send the same flow again when the treasury says so"
        [];
    Timeout ["Time for processing passed"]
        Flux Wait List
        "renvoyer plus tard ; si cela revient, faire des flux plus petits (flux.max_titres)",
        "send again later; if it comes back, make smaller flows (flux.max_titres)"
        [];
    Encodage ["Encoding of the file"]
        Flux Correct List
        "écrire le fichier dans l'encodage que sa première ligne déclare",
        "write the file in the encoding that its first line declares"
        [PES003];
    FluxVide ["Empty flow"]
        Flux Correct List
        "le fichier est arrivé vide : vérifier ce qui a été transmis, puis renvoyer",
        "the file came empty: check what was transmitted, then send it again"
        [PES001];
    SchemaIncomplet ["Flow incomplete for the schema"]
        Flux Correct List
        "ajouter les éléments obligatoires qui manquent : pes check les nomme",
        "add the mandatory elements that are missing: pes check names them"
        [PES101 PES106];
    Codification ["Code not in its list"]
        Flux Correct List
        "remplacer le code par l'un de ceux de sa liste, dans la version que lit Hélios",
        "replace the code by one of its list, in the version that Hélios reads"
        [PES100 PES102 PES824];
    Codique ["Codique of the treasury"]
        Flux Correct List
        "mettre dans IdPost le codique du poste comptable du budget (collectivite.codique) : le demander à la trésorerie",
        "put in IdPost the codique of the treasury of the budget (collectivite.codique): ask the treasury for it"
        [];
    Siret ["SIRET"]
        Flux Correct List
        "mettre dans IdColl le SIRET du budget, tel qu'Hélios le connaît (collectivite.siret)",
        "put in IdColl the SIRET of the budget, as Hélios knows it (collectivite.siret)"
        [PES265];
    CodeCollectiviteBudget ["Code of the local authority or of the budget"]
        Flux Correct List
        "mettre les codes qu'emploie la trésorerie : CodCol et CodBud (collectivite.code_collectivite, code_budget)",
        "put the codes that the treasury uses: CodCol and CodBud (collectivite.code_collectivite, code_budget)"
        [];
    VersionPes ["Version of the PES"]
        Flux Correct List
        "écrire la version de bloc et d'enveloppe que le format veut",
        "write the version of block and envelope that the format wants"
        [PES260 PES264];
    VersionPj ["Version of the attached pieces"]
        Piece Correct List
        "écrire la version du bloc PES_PJ que le format veut (EnTetePES_PJ IdVer)",
        "write the version of PES_PJ that the format wants (EnTetePES_PJ IdVer)"
        [PES470];
    SignatureInvalide ["Signature of the flow not valid"]
        Flux Correct List
        "signer de nouveau le flux, sans rien y changer ensuite : l'outil ne vérifie pas les signatures",
        "sign the flow again, and change nothing in it afterwards: the tool does not verify signatures"
        [PES880];
    SignatureIllisible ["Signature of the flow not readable"]
        Flux Correct List
        "signer de nouveau le flux ; si cela revient, voir avec l'éditeur du parapheur",
        "sign the flow again; if it comes back, ask who makes the signing tool"
        [];
    SignatureIncomplete ["Signature of the flow incomplete"]
        Flux Correct List
        "signer de nouveau avec le nom, la qualité et le lieu du signataire",
        "sign again with the name, the office and the place of the signatory"
        [PES261 PES262];
    SignatureExterne ["Signature outside the flow"]
        Flux Correct List
        "mettre la signature dans le flux (enveloppée), non dans un fichier à part",
        "put the signature in the flow (enveloped), not in a file apart"
        [];
    SignatureBordereauInvalide ["Signature of the bordereau not valid"]
        Bordereau Correct List
        "signer de nouveau le bordereau, sans rien y changer ensuite : l'outil ne vérifie pas les signatures",
        "sign the bordereau again, and change nothing in it afterwards: the tool does not verify signatures"
        [PES268 PES880];
    SignatureBordereauIllisible ["Signature of the bordereau not readable"]
        Bordereau Correct List
        "signer de nouveau le bordereau ; si cela revient, voir avec l'éditeur du parapheur",
        "sign the bordereau again; if it comes back, ask who makes the signing tool"
        [PES268];
    SignatureBordereauIncomplete ["Signature of the bordereau incomplete"]
        Bordereau Correct List
        "signer de nouveau avec le nom, la qualité et le lieu du signataire, et le cumul annuel",
        "sign again with the name, the office and the place of the signatory, and the running total of the year"
        [PES267 PES268];
    DoublonBordereau ["Bordereau received before"]
        Bordereau Treasury List
        "demander si le bordereau déjà reçu est le même : si oui, il n'y a rien à renvoyer ; sinon, un nouveau numéro",
        "ask whether the bordereau received before is the same: if so there is nothing to send again; if not, a new number"
        [PES902];
    DoublonPiece ["Number of a titre given twice"]
        Titre Treasury List
        "demander si le titre déjà reçu est le même : si oui, le retirer ; sinon, un nouveau numéro",
        "ask whether the titre received before is the same: if so take it out; if not, a new number"
        [PES862 PES902];
    DoublonLigne ["Number of a line given twice"]
        Titre Correct List
        "numéroter les lignes du titre de 1 à n, sans double",
        "number the lines of the titre from 1 to n, none twice"
        [];
    DoublonPj ["Attached piece received before"]
        Piece NewIdentifiers List
        "donner un IdUnique jamais employé à la pièce, dans PES_PJ et dans chaque PJRef",
        "give the piece an IdUnique never used, in PES_PJ and in each PJRef"
        [];
    PesParam ["Settings of the PES"]
        Flux Treasury List
        "le budget n'est pas réglé dans Hélios pour ce flux : seule la trésorerie peut le faire",
        "the budget is not set up in Hélios for this flow: only the treasury can do that"
        [];
    PesSignature ["Signature of the PES"]
        Flux Treasury List
        "voir avec la trésorerie si le budget doit signer ses flux, et comment",
        "ask the treasury whether the budget must sign its flows, and how"
        [PES261 PES262];
    PesParamSignature ["Settings of the signature of the PES"]
        Flux Treasury List
        "voir avec la trésorerie ce que le budget a déclaré signer",
        "ask the treasury what the budget has said it signs"
        [PES261 PES262];
    Certificat ["Certificate of the signature"]
        Flux Treasury List
        "vérifier que le certificat du signataire n'est ni expiré ni révoqué, et que la trésorerie le connaît",
        "check that the certificate of the signatory is neither expired nor revoked, and that the treasury knows it"
        [];
    TailleBordereaux ["Size of the bordereaux"]
        Bordereau Correct List
        "faire des bordereaux plus petits (flux.max_titres, flux.max_octets) : la taille admise n'est écrite nulle part",
        "make smaller bordereaux (flux.max_titres, flux.max_octets): the size allowed is written nowhere"
        [];
    TaillePiece ["Size of a titre"]
        Titre Correct List
        "réduire le titre ou ce qui lui est joint : la taille admise n'est écrite nulle part",
        "reduce the titre or what is attached to it: the size allowed is written nowhere"
        [];
    TailleLigne ["Size of a line"]
        Titre Correct List
        "réduire la ligne : la taille admise n'est écrite nulle part",
        "reduce the line: the size allowed is written nowhere"
        [];
    Pj ["Attached piece"]
        Piece Correct List
        "vérifier que la pièce s'ouvre, que son type va avec ce qu'elle accompagne, et qu'elle est annoncée",
        "check that the piece opens, that its type goes with what it accompanies, and that it is announced"
        [PES010 PES241 PES471 PES475 PES477];
    PjSignee ["Attached piece that is signed"]
        Piece Correct List
        "joindre la pièce sans sa signature, ou la signer de nouveau : le libellé dit laquelle est en cause",
        "attach the piece without its signature, or sign it again: the words say which is at fault"
        [];
    MontantTva ["VAT that is zero or negative"]
        Titre Correct List
        "ne pas écrire de montant de TVA quand il est nul, ni de TVA négative",
        "write no VAT amount when it is zero, nor a negative one"
        [PES303 PES823];
    CumulMontants ["Sum of amounts"]
        Bordereau Correct List
        "recompter MtBordHt et MtBordTVA, sommes des titres du bordereau, et MtCumulAnnuel s'il est dématérialisé",
        "sum again MtBordHt and MtBordTVA, those of the titres of the bordereau, and MtCumulAnnuel when it is dematerialised"
        [PES211 PES212 PES267];
    Autre ["Another anomaly"]
        Any Read List
        "lire le libellé : le numéro par lequel il commence (2559, 1971...) dit plus ; pes explain NUMERO",
        "read the words: the number that they start with (2559, 1971...) says more; pes explain NUMBER"
        [];
}

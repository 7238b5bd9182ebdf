//! What comes back: acquits, and the returns of the treasury.

use std::path::PathBuf;

use super::{Made, Mistake, Said};
use crate::journal::{Authority, SIRET, acquit, bordereau, code, erreur, piece, text};
use crate::support::files;

const NOTHING: &str = "";

/// Three titres of one bordereau, sent.
pub struct Sent {
    authority: Authority,
    /// The name of the flow.
    flow: String,
    path: PathBuf,
    /// The identifier of the notice of the third titre.
    piece: String,
}

impl Sent {
    fn new() -> Self {
        let authority = Authority::new();
        let invoices = ["2026-00001", "2026-00002", "2026-00003"];
        let bill = authority.bill("factures.csv", |number| invoices.contains(&number));
        let converted = authority.convert(&bill, "envoi", &[]);
        assert_eq!(code(&converted), 0, "{}", text(&converted));
        let path = files(&authority.path("envoi/prive"), "xml").remove(0);
        let flow = path.file_name().unwrap().to_string_lossy().into_owned();
        Sent { authority, flow, path, piece: format!("{SIRET}350002026B11T103A") }
    }

    /// Has a document read before the other.
    fn read_first(&self, first: &str, then: String) -> String {
        self.authority.back("first.xml", first);
        then
    }
}

fn titre(numero: u64) -> String {
    format!("<DetailPiece><NumPiece V=\"{numero}\"/>{}</DetailPiece>", erreur("ERREUR_AUTRE", "1971 - Compte fonction"))
}

fn latin1_of(path: &PathBuf) -> String {
    std::fs::read(path).unwrap().iter().map(|&byte| byte as char).collect()
}

fn retour(body: &str) -> String {
    format!(
        r#"<n:PES_Retour xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/retour">
<Enveloppe><Parametres><Version V="2"/><TypFic V="PES2R"/><NomFic V="PES2R_1.xml"/></Parametres></Enveloppe>
<EnTetePES><DteStr V="2026-03-16"/><IdPost V="035999"/><IdColl V="{SIRET}"/><CodColl V="350"/><CodBud V="00"/></EnTetePES>
{body}
</n:PES_Retour>
"#
    )
}

fn recette(piece: &str) -> String {
    retour(&format!(
        r#"<PES_RecetteRetour><EnTeteRecette><TypRestit V="02"/><IdVer V="2"/><NatInf V="2"/></EnTeteRecette>
<Bordereau><BlocBordereau><Exer V="2026"/><IdBord V="11"/><TypBord V="01"/></BlocBordereau>{piece}</Bordereau></PES_RecetteRetour>"#
    ))
}

fn pris(titre: u64, amount: &str, reference: &str, name: &str) -> String {
    format!(
        r#"<Piece><BlocPiece><IdPce V="{titre}"/><TypPce V="01"/><NatPce V="01"/><DtePcePec V="2026-03-09"/><EtatPce V="02"/></BlocPiece>
<LigneDePiece><BlocLignePiece><InfoLignePiece><IdLigne V="1"/><CodProdLoc V="7067"/><EtatLigPce V="04"/><MtHT V="{amount}"/></InfoLignePiece></BlocLignePiece>
<Tiers><InfoTiers><RefTiers V="{reference}"/><CatTiers V="01"/><NatJur V="01"/><Civilite V="M"/><Nom V="{name}"/><Prenom V="MICKAEL"/></InfoTiers>
<Adresse><TypAdr V="1"/><Adr2 V="37 VENELLE SAINT-EXEMPLE"/><CP V="35999"/><Ville V="VALMIREL"/><CodRes V="0"/><Valide V="1"/></Adresse></Tiers></LigneDePiece></Piece>"#
    )
}

fn asap(piece: &str, what: &str) -> String {
    retour(&format!(
        r#"<PES_AsapRetour><EnTeteAsap><IdVer V="2"/></EnTeteAsap><Asap><IdUniquePJASAP V="{piece}"/><Exer V="2026"/><IdBord V="11"/><TypBord V="01"/>
<IdPce V="103"/><TypPce V="01"/>{what}</Asap></PES_AsapRetour>"#
    ))
}

/// Why an answer is put against nothing that was sent.
const NOT_APPLIED: [&str; 4] =
    ["inconnu du journal", "d'un autre SIRET", "d'un autre exercice", "absent du flux que l'acquit nomme"];

/// What is said of the document: the exit code and the words.
pub fn said(mistake: &Mistake) -> Said {
    let Made::Return(made) = mistake.made else { panic!("{}: nothing that comes back", mistake.name) };
    let sent = Sent::new();
    let document = made(&sent);
    let read = sent.authority.back("retour.xml", &document);
    let told = text(&read);
    let nothing_wrong = code(&read) == 0 && !NOT_APPLIED.iter().any(|why| told.contains(why));
    Said { errors: [].into(), warnings: [].into(), refusal: (!nothing_wrong).then_some(told) }
}

pub const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "about another authority",
        source: "IdColl; a treasury that serves many",
        made: Made::Return(|sent| acquit(&sent.flow, &bordereau(11, true, "")).replace(SIRET, "24359999000013")),
    },
    Mistake {
        name: "about the same bordereau of last year",
        source: "ExerciceBord: numbers begin again each year",
        made: Made::Return(|sent| acquit(&sent.flow, &bordereau(11, false, NOTHING).replace("2026", "2025"))),
    },
    Mistake {
        name: "about a bordereau never sent",
        source: "NumBord",
        made: Made::Return(|sent| acquit(&sent.flow, &bordereau(99, false, NOTHING))),
    },
    Mistake {
        name: "accepted and refused in one document",
        source: "E1: one bordereau in several elements",
        made: Made::Return(|sent| acquit(&sent.flow, &(bordereau(11, true, "") + &bordereau(11, false, &titre(102))))),
    },
    Mistake {
        name: "refused without a reason",
        source: "ElementACQUIT/Erreur is optional",
        made: Made::Return(|sent| acquit(&sent.flow, &bordereau(11, false, NOTHING))),
    },
    Mistake {
        name: "refused for a reason that no list has",
        source: "NumAnoAck: T50",
        made: Made::Return(|sent| {
            acquit(&sent.flow, &bordereau(11, false, &erreur("ERREUR_NOUVELLE", "9999 - Motif inconnu")))
        }),
    },
    Mistake {
        name: "a piece refused, the bordereau accepted",
        source: "E1: the notice is not printed",
        made: Made::Return(|sent| {
            acquit(
                &sent.flow,
                &(bordereau(11, true, "") + &piece(&sent.piece, false, &erreur("ERREUR_PJ", "Fichier illisible"))),
            )
        }),
    },
    Mistake {
        name: "a piece of another flow refused",
        source: "IdUnique",
        made: Made::Return(|sent| {
            acquit(&sent.flow, &piece("99999999999999ABC", false, &erreur("ERREUR_PJ", "Fichier illisible")))
        }),
    },
    Mistake {
        name: "a refusal of a titre that the bordereau does not have",
        source: "NumPiece",
        made: Made::Return(|sent| acquit(&sent.flow, &bordereau(11, false, &titre(999)))),
    },
    Mistake {
        name: "the whole flow refused",
        source: "DomaineAck 0; ERREUR_SIRET",
        made: Made::Return(|sent| {
            acquit(
                &sent.flow,
                &format!(
                    "<ElementACQUIT><DomaineAck V=\"0\"/><EtatAck V=\"0\"/>{}</ElementACQUIT>",
                    erreur("ERREUR_SIRET", "SIRET inconnu")
                ),
            )
        }),
    },
    Mistake {
        name: "a state that is neither yes nor no",
        source: "EtatAck: 0 or 1",
        made: Made::Return(|sent| {
            acquit(&sent.flow, &bordereau(11, true, "").replace("EtatAck V=\"1\"", "EtatAck V=\"2\""))
        }),
    },
    Mistake {
        name: "no state",
        source: "EtatAck is required",
        made: Made::Return(|sent| acquit(&sent.flow, &bordereau(11, true, "").replace("<EtatAck V=\"1\"/>", ""))),
    },
    Mistake {
        name: "a domain that there is not",
        source: "DomaineAck: 0 to 13 and 99",
        made: Made::Return(|sent| {
            acquit(&sent.flow, &bordereau(11, true, "").replace("DomaineAck V=\"6\"", "DomaineAck V=\"77\""))
        }),
    },
    Mistake {
        name: "an acquit cut short",
        source: "a transfer that stopped",
        made: Made::Return(|sent| {
            let whole = acquit(&sent.flow, &bordereau(11, true, ""));
            whole[..whole.len() - 60].to_owned()
        }),
    },
    Mistake {
        name: "an acquit that holds no answer",
        source: "ACQUIT without ElementACQUIT",
        made: Made::Return(|sent| acquit(&sent.flow, "")),
    },
    Mistake {
        name: "the flow itself put among what comes back",
        source: "the wrong folder",
        made: Made::Return(|sent| std::fs::read_to_string(&sent.path).unwrap_or_else(|_| latin1_of(&sent.path))),
    },
    Mistake {
        name: "a page of the portal put among what comes back",
        source: "a session that has ended",
        made: Made::Return(|_| "<html><body>Session</body></html>".to_owned()),
    },
    Mistake {
        name: "a titre taken in charge for another amount",
        source: "PES_Retour, MtHT: 99.99 for 18.05",
        made: Made::Return(|_| recette(&pris(103, "99.99", "FAM1003", "PAISLEY"))),
    },
    Mistake {
        name: "a titre taken in charge on another debtor",
        source: "PES_Retour, RefTiers and Nom: two programs with one series of numbers",
        made: Made::Return(|_| recette(&pris(103, "18.05", "EAU0001", "KERMARREC"))),
    },
    Mistake {
        name: "a titre rejected by the treasury",
        source: "E2: DtePceRej",
        made: Made::Return(|_| {
            recette(&pris(103, "18.05", "FAM1003", "PAISLEY").replace(
                "<DtePcePec V=\"2026-03-09\"/><EtatPce V=\"02\"/>",
                "<DtePceRej V=\"2026-03-09\"/><EtatPce V=\"04\"/>",
            ))
        }),
    },
    Mistake {
        name: "a titre taken in charge before it was sent",
        source: "DtePcePec before the flow",
        made: Made::Return(|_| recette(&pris(103, "18.05", "FAM1003", "PAISLEY").replace("2026-03-09", "2025-03-09"))),
    },
    Mistake {
        name: "a titre that was never sent",
        source: "PES_Retour of a titre of another program",
        made: Made::Return(|_| recette(&pris(777, "18.05", "FAM1003", "PAISLEY"))),
    },
    Mistake {
        name: "taken in charge, of a bordereau that was refused",
        source: "the acquit says no, the treasury says yes",
        made: Made::Return(|sent| {
            sent.read_first(
                &acquit(&sent.flow, &bordereau(11, false, NOTHING)),
                recette(&pris(103, "18.05", "FAM1003", "PAISLEY")),
            )
        }),
    },
    Mistake {
        name: "a notice that could not be posted",
        source: "E2: ERR012, the block of the address",
        made: Made::Return(|sent| {
            asap(&sent.piece, "<Rejet><DateRejet V=\"2026-03-15\"/><MotifRejetPostalisation V=\"02\"/></Rejet>")
        }),
    },
    Mistake {
        name: "the posting of a notice never sent",
        source: "IdUniquePJASAP",
        made: Made::Return(|_| {
            asap("99999999999999ABC", "<Postalisation><DatePostalisation V=\"2026-03-15\"/></Postalisation>")
        }),
    },
    Mistake {
        name: "a complement too large to be posted",
        source: "EtatPJComplt 02: posted without it",
        made: Made::Return(|sent| {
            asap(&sent.piece, "<Postalisation><DatePostalisation V=\"2026-03-15\"/></Postalisation>")
                .replace("<TypPce V=\"01\"/>", "<TypPce V=\"01\"/><EtatPJComplt V=\"02\"/>")
        }),
    },
];

//! The titres, findings and notices of a file, compressed for the page: JSON, gzip, base64.
//!
//! Compressed, 50,000 titres and their notices make a page that a mail carries; base64 holds no character that HTML
//! reads, so that no value of a flow can leave its place. Notices stand in packs, opened when one of them is read.

use std::collections::HashMap;
use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, GzBuilder};
use pes::validator::Severity;
use rayon::prelude::*;
use serde::Serialize;

use super::View;
use super::held::{Held, State};
use crate::show::shown::{Amount, Asap, AsapState, Contacts, Invoice, Titre, Written};
use crate::show::words::{coded, joined, name, plain, route};

/// Notices in a pack: enough to compress well, few enough to open at once.
const PACK: usize = 250;

/// Findings of one rule about the same titres, told under each of these; the list of findings has them all.
const TOLD_OF_MANY: usize = 20;

/// What the script of the page reads of a file.
pub struct Embedded {
    pub index: String,
    pub packs: Vec<String>,
}

#[derive(Serialize)]
struct Index<'a> {
    name: &'a str,
    documents: Vec<&'a str>,
    bordereaux: Vec<BordereauJson>,
    /// Labels, that titres give by their number.
    routes: Vec<String>,
    titres: Vec<TitreJson>,
    findings: Vec<FindingJson<'a>>,
    notices: Vec<NoticeJson>,
    /// Notices in a pack.
    pack: usize,
}

#[derive(Serialize)]
struct BordereauJson {
    numero: String,
    exercice: String,
    /// Findings about the bordereau and no titre of it.
    findings: Vec<usize>,
}

/// A titre, or a notice without one: short keys, for there are many.
#[derive(Serialize)]
struct TitreJson {
    /// Number of the titre, or of the invoice of a notice without one.
    n: String,
    /// Bordereau.
    b: Option<usize>,
    /// Route.
    r: usize,
    /// Debtor.
    d: String,
    /// Object.
    o: String,
    /// Invoice number.
    f: String,
    ht: i64,
    tva: i64,
    ttc: i64,
    /// State: 0 sound to 4 at fault.
    s: u8,
    /// What became of its ASAP.
    a: AsapState,
    /// Findings about it.
    w: Vec<usize>,
    /// Notice.
    i: Option<usize>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    rule: &'static str,
    severity: u8,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    document: usize,
    line: usize,
    column: usize,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bordereau: Option<usize>,
    /// How many titres it is about.
    titres: usize,
    /// The only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    titre: Option<usize>,
}

#[derive(Serialize)]
struct NoticeJson {
    /// Its document; nothing when that has no report.
    document: Option<usize>,
    /// Its invoice in the document, from 1, as paths count.
    facture: usize,
}

/// A notice as its debtor reads it.
#[derive(Serialize)]
struct Sheet<'a> {
    document: &'a Written,
    #[serde(rename = "type")]
    kind: String,
    date: &'a Option<Written>,
    nature: &'a Option<Written>,
    commentaire: &'a Option<Written>,
    contacts: &'a Contacts,
    facture: &'a Invoice,
}

impl Embedded {
    pub fn new(view: &View<'_>, held: &Held) -> Self {
        let index = pack(&index(view, held));
        let asaps: &[Asap] = view.shown.map_or(&[], |shown| &shown.asap);
        let packs = view
            .links
            .notices
            .par_chunks(PACK)
            .map(|notices| {
                let sheets: Vec<Sheet<'_>> = notices
                    .iter()
                    .filter_map(|notice| {
                        let asap = asaps.get(notice.asap)?;
                        Some(Sheet {
                            document: &asap.document,
                            kind: coded(&asap.kind, view.context.screen),
                            date: &asap.date,
                            nature: &asap.nature,
                            commentaire: &asap.commentaire,
                            contacts: &asap.contacts,
                            facture: asap.factures.get(notice.facture)?,
                        })
                    })
                    .collect();
                pack(&sheets)
            })
            .collect();
        Embedded { index, packs }
    }
}

fn index<'a>(view: &'a View<'_>, held: &Held) -> Index<'a> {
    let lang = view.context.screen.lang;
    let mut by_titre: Vec<Vec<usize>> = vec![Vec::new(); view.links.count()];
    let mut by_bordereau: Vec<Vec<usize>> = vec![Vec::new(); view.shown.map_or(0, |shown| shown.bordereaux.len())];
    let mut told_of_many = HashMap::new();
    let mut findings = Vec::new();
    for (number, (finding, subject)) in view.findings().enumerate() {
        let told = told_of_many.entry((finding.rule.id, subject.same())).or_insert(0_usize);
        *told += 1;
        if subject.titres.len() == 1 || *told <= TOLD_OF_MANY {
            subject.titres.iter().for_each(|&titre| by_titre[titre].push(number));
        }
        match subject.bordereau {
            Some(bordereau) if subject.titres.is_empty() => by_bordereau[bordereau].push(number),
            _ => {}
        }
        findings.push(FindingJson {
            rule: finding.rule.id,
            severity: match finding.rule.severity {
                Severity::Error => 2,
                Severity::Warning => 1,
                Severity::Info => 0,
            },
            message: finding.message.get(lang),
            help: finding.help.as_ref().map(|help| help.get(lang)),
            document: subject.document,
            line: finding.at.line,
            column: finding.at.column,
            path: &finding.at.path,
            bordereau: subject.bordereau,
            titres: subject.titres.len(),
            titre: (subject.titres.len() == 1).then(|| subject.titres[0]),
        });
    }
    let mut routes: Vec<String> = Vec::new();
    let mut route_number = |label: String| match routes.iter().position(|known| *known == label) {
        Some(number) => number,
        None => {
            routes.push(label);
            routes.len() - 1
        }
    };
    let mut titres: Vec<TitreJson> = view
        .titres()
        .zip(by_titre)
        .enumerate()
        .map(|(number, (titre, findings))| TitreJson {
            b: Some(view.links.bordereau_of(number)),
            r: route_number(route(&titre.circuit, view.context.screen)),
            s: held.state(number) as u8,
            w: findings,
            i: view.links.by_titre.get(&number).copied(),
            ..of_titre(titre)
        })
        .collect();
    let none = view.words("ASAP sans titre", "ASAP without a titre");
    let documents: HashMap<usize, usize> = view
        .reports
        .iter()
        .enumerate()
        .rev()
        .map(|(index, report)| (view.links.piece_of(&report.document), index))
        .collect();
    let document_of = |piece: usize| documents.get(&piece).copied();
    // A notice without a titre has a row of its own, or nobody could open it.
    for (number, notice) in view.links.notices.iter().enumerate() {
        let shown_by_titre = notice.titre.is_some_and(|titre| view.links.by_titre.get(&titre) == Some(&number));
        let invoice = view.shown.and_then(|shown| shown.asap.get(notice.asap)?.factures.get(notice.facture));
        if let Some(invoice) = invoice.filter(|_| !shown_by_titre) {
            let place = format!("FactureIndiv[{}]", notice.facture + 1);
            let about = |finding: &FindingJson<'_>| {
                Some(finding.document) == document_of(notice.piece)
                    && (finding.path.split('/').any(|step| step == place) || !finding.path.contains("FactureIndiv["))
            };
            let own: Vec<usize> = (0..findings.len()).filter(|&index| about(&findings[index])).collect();
            let worst = own.iter().map(|&index| findings[index].severity).max().unwrap_or_default();
            titres.push(TitreJson {
                r: route_number(none.to_owned()),
                s: match worst {
                    2 => State::AtFault as u8,
                    1 => State::Warned as u8,
                    _ => State::Sound as u8,
                },
                w: own,
                i: Some(number),
                ..of_invoice(invoice)
            });
        }
    }
    Index {
        name: view.reports.first().map_or("", |report| &report.document),
        documents: view.reports.iter().map(|report| report.document.as_str()).collect(),
        bordereaux: view
            .shown
            .into_iter()
            .flat_map(|shown| &shown.bordereaux)
            .zip(by_bordereau)
            .map(|(bordereau, findings)| BordereauJson {
                numero: plain(&bordereau.numero),
                exercice: plain(&bordereau.exercice),
                findings,
            })
            .collect(),
        routes,
        titres,
        findings,
        notices: view
            .links
            .notices
            .iter()
            .map(|notice| NoticeJson { document: document_of(notice.piece), facture: notice.facture + 1 })
            .collect(),
        pack: PACK,
    }
}

fn of_titre(titre: &Titre) -> TitreJson {
    let others = titre.debiteurs.len().saturating_sub(1);
    let others = if others == 0 { String::new() } else { format!("(+ {others})") };
    TitreJson {
        n: plain(&titre.numero),
        b: None,
        r: 0,
        d: joined(&[titre.debiteurs.first().map(name).unwrap_or_default(), others], " "),
        o: plain(&titre.objet),
        f: plain(&titre.facture),
        ht: titre.somme.ht_centimes,
        tva: titre.somme.tva_centimes,
        ttc: titre.somme.ttc_centimes,
        s: 0,
        a: titre.asap,
        w: Vec::new(),
        i: None,
    }
}

fn of_invoice(invoice: &Invoice) -> TitreJson {
    let cents = |amount: &Option<Amount>| amount.as_ref().and_then(Amount::cents).unwrap_or_default();
    TitreJson {
        n: plain(&invoice.titre.as_ref().and_then(|titre| titre.numero.clone())),
        b: None,
        r: 0,
        d: invoice.debiteur.as_ref().map(name).unwrap_or_default(),
        o: plain(&invoice.objet),
        f: plain(&invoice.numero),
        ht: cents(&invoice.ht_centimes),
        tva: cents(&invoice.tva_centimes),
        ttc: cents(&invoice.a_payer_centimes),
        s: 0,
        a: AsapState::Oui,
        w: Vec::new(),
        i: None,
    }
}

/// Always the same text for the same value: the header of the gzip holds no date.
fn pack(value: &impl Serialize) -> String {
    let json = serde_json::to_vec(value).unwrap_or_default();
    let mut encoder = GzBuilder::new().operating_system(255).write(Vec::new(), Compression::default());
    // Writing into memory cannot fail.
    let gzip = encoder.write_all(&json).and_then(|()| encoder.finish()).unwrap_or_default();
    STANDARD.encode(gzip)
}

//! What findings are about: their places lead to bordereaux, titres and notices.

use std::collections::HashMap;
use std::sync::Arc;

use pes::parser::PesAller;
use pes::parser::value::Value;
use pes::validator::DocumentReport;

use crate::show::gather::{all_pieces, bordereaux, references};
use crate::show::shown::{Shown, TitreRef};

/// What a finding is about. Bordereaux, titres and notices are numbered from 0 in the order of the flow.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// Index of its document among the reports.
    pub document: usize,
    /// Whether it is in an attached document, or about the piece that carries it.
    pub in_piece: bool,
    pub bordereau: Option<usize>,
    /// In their order. Shared by all findings about one piece: there may be as many as there are titres.
    pub titres: Arc<[usize]>,
}

/// An invoice of an ASAP: one notice, that one debtor receives.
#[derive(Clone, Copy, Debug)]
pub struct Notice {
    pub asap: usize,
    pub facture: usize,
    /// The titre it is for.
    pub titre: Option<usize>,
    /// Index of its document among the attached pieces, from 1; 0 when the file itself is the ASAP.
    pub piece: usize,
}

/// How bordereaux, titres, pieces and notices of a file hold together.
pub struct Links {
    name: String,
    /// The first titre of each bordereau, and at the end their count.
    first_titres: Vec<usize>,
    /// The titres that refer to each attached piece.
    by_piece: Vec<Arc<[usize]>>,
    /// The notices, in their order.
    pub notices: Vec<Notice>,
    /// The notice of a piece and of an invoice in it.
    by_place: HashMap<(usize, usize), usize>,
    /// The notice of each titre.
    pub by_titre: HashMap<usize, usize>,
}

impl Subject {
    /// What is the same for all findings about the same titres: not to be reckoned again for each.
    pub fn same(&self) -> (usize, *const usize, Option<usize>, bool) {
        (self.document, self.titres.as_ptr(), self.bordereau, self.in_piece)
    }
}

impl Links {
    pub fn new(name: &str, flow: &PesAller, shown: Option<&Shown>) -> Self {
        let mut first_titres = vec![0];
        let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut titre = 0;
        for bordereau in bordereaux(flow) {
            for piece in &bordereau.piece {
                for reference in references(piece) {
                    let users = by_id.entry(reference.id_unique.as_ref().map_or("", Value::text)).or_default();
                    if users.last() != Some(&titre) {
                        users.push(titre);
                    }
                }
                titre += 1;
            }
            first_titres.push(titre);
        }
        let id = |pj: &pes::parser::model::Pj| pj.id_unique.as_ref().map_or("", Value::text).to_owned();
        let users = |pj| by_id.get(id(pj).as_str()).map(|users| users.as_slice().into()).unwrap_or_default();
        let by_piece = all_pieces(flow).map(users).collect();
        let mut links = Links {
            name: name.to_owned(),
            first_titres,
            by_piece,
            notices: Vec::new(),
            by_place: HashMap::new(),
            by_titre: HashMap::new(),
        };
        if let Some(shown) = shown {
            links.notices(shown);
        }
        links
    }

    fn notices(&mut self, shown: &Shown) {
        let named = shown.bordereaux.iter().flat_map(|bordereau| {
            bordereau.titres.iter().map(|titre| TitreRef {
                exercice: bordereau.exercice.clone(),
                bordereau: bordereau.numero.clone(),
                numero: titre.numero.clone(),
            })
        });
        let mut titres: HashMap<TitreRef, usize> = HashMap::new();
        for (index, titre) in named.enumerate() {
            titres.entry(titre).or_insert(index);
        }
        for (asap_index, asap) in shown.asap.iter().enumerate() {
            let piece = self.piece_of(&asap.document.to_string());
            let users = piece.checked_sub(1).and_then(|index| self.by_piece.get(index));
            for (facture, invoice) in asap.factures.iter().enumerate() {
                let named = invoice.titre.as_ref().and_then(|titre| titres.get(titre).copied());
                // An ASAP that names another titre is still the one that its only titre sends.
                let sent_by = users.filter(|users| users.len() == 1 && asap.factures.len() == 1).map(|users| users[0]);
                let titre = sent_by.or(named);
                let notice = self.notices.len();
                self.notices.push(Notice { asap: asap_index, facture, titre, piece });
                self.by_place.insert((piece, facture), notice);
                if let Some(titre) = titre {
                    self.by_titre.entry(titre).or_insert(notice);
                }
            }
        }
    }

    /// Number of the piece of a document, from its chain `flux.xml > PJ[2] asap.xml`; 0 for the flow itself.
    pub fn piece_of(&self, document: &str) -> usize {
        let chain = document.strip_prefix(self.name.as_str()).unwrap_or(document);
        let number = chain.strip_prefix(" > PJ[").and_then(|rest| rest.split_once(']'));
        number.and_then(|(number, _)| number.parse().ok()).unwrap_or_default()
    }

    /// What each finding is about, in the order of the reports and of their findings.
    pub fn subjects(&self, reports: &[DocumentReport]) -> Vec<Subject> {
        let mut subjects = Vec::new();
        for (document, report) in reports.iter().enumerate() {
            let piece = self.piece_of(&report.document);
            for finding in &report.findings {
                let subject = if document == 0 {
                    self.in_flow(&finding.at.path)
                } else {
                    let facture = ordinal(&finding.at.path, "FactureIndiv");
                    Subject { in_piece: true, ..self.in_piece(piece, facture) }
                };
                subjects.push(Subject { document, ..subject });
            }
        }
        subjects
    }

    /// From the path of a place in the flow.
    fn in_flow(&self, path: &str) -> Subject {
        if let Some(piece) = ordinal(path, "PJ") {
            return Subject { in_piece: true, ..self.in_piece(piece + 1, None) };
        }
        // A document that breaks off has places and no titres.
        let is_read = |bordereau: &usize| bordereau + 1 < self.first_titres.len();
        let Some(bordereau) = ordinal(path, "Bordereau").filter(is_read) else {
            return Subject::default();
        };
        let titre = ordinal(path, "Piece").and_then(|piece| {
            let titre = self.first_titres.get(bordereau)? + piece;
            (titre < *self.first_titres.get(bordereau + 1)?).then_some(titre)
        });
        Subject { bordereau: Some(bordereau), titres: titre.into_iter().collect(), ..Subject::default() }
    }

    /// From the number of a piece, and an invoice in it.
    fn in_piece(&self, piece: usize, facture: Option<usize>) -> Subject {
        let users = || piece.checked_sub(1).and_then(|index| self.by_piece.get(index)).cloned().unwrap_or_default();
        let notice = facture.and_then(|facture| self.by_place.get(&(piece, facture)));
        let titres = notice.and_then(|&notice| self.notices[notice].titre).map_or_else(users, |titre| [titre].into());
        let bordereau = titres.first().map(|&titre| self.bordereau_of(titre));
        Subject { bordereau, titres, ..Subject::default() }
    }

    pub fn bordereau_of(&self, titre: usize) -> usize {
        self.first_titres.partition_point(|&first| first <= titre).saturating_sub(1)
    }

    /// The titres of a bordereau.
    pub fn titres_of(&self, bordereau: usize) -> std::ops::Range<usize> {
        let at = |index: usize| self.first_titres.get(index).copied().unwrap_or_default();
        at(bordereau)..at(bordereau + 1)
    }

    pub fn count(&self) -> usize {
        self.first_titres.last().copied().unwrap_or_default()
    }
}

/// The number, from 0, of the block of this name in a path: `Piece` in `Bordereau[1]/Piece[3]` is 2.
fn ordinal(path: &str, name: &str) -> Option<usize> {
    let number =
        path.split('/').find_map(|step| step.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?.parse().ok());
    number.and_then(|number: usize| number.checked_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_numbered_in_paths() {
        let path = "/PES_Aller/PES_RecetteAller/Bordereau[2]/Piece[13]/BlocPiece/PJRef[1]";
        assert_eq!(
            [ordinal(path, "Bordereau"), ordinal(path, "Piece"), ordinal(path, "PJ")],
            [Some(1), Some(12), None]
        );
        assert_eq!(ordinal("/PES_Aller/PES_PJ/PJ[0]", "PJ"), None);
    }
}

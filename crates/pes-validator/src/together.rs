//! What the flows of one run may not share: each is sound alone, and Hélios refuses the second.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher};

use pes_parser::code::{TypBord, TypePj};
use pes_parser::model::Bordereau;
use pes_parser::value::{Place, Value};
use pes_parser::{OpenLimits, PesAller, Source, Text, text};

use crate::catalogue::rules;
use crate::diagnostic::{At, Diagnostic, Related};
use crate::rule::Rule;

/// What is found once in all the flows that are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    Flow,
    Bordereau,
    Titre,
    Piece,
    Invoice,
}

impl Kind {
    fn rule(self) -> &'static Rule {
        match self {
            Kind::Bordereau => &rules::PES940,
            Kind::Titre => &rules::PES941,
            Kind::Piece => &rules::PES942,
            Kind::Flow => &rules::PES943,
            Kind::Invoice => &rules::PES944,
        }
    }
}

/// What tells one from another: the budget, where numbers are those of a budget, then the number or the name.
type Key = (Kind, Box<str>, Box<str>);

/// The keys of a document, and where each stands: all that is held of it.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    name: String,
    /// Of all its bytes.
    sum: u64,
    keys: Vec<(Key, Spot)>,
}

/// A line and a column.
#[derive(Clone, Copy, Debug)]
struct Spot {
    line: usize,
    column: usize,
}

impl Keys {
    /// Reads the keys of a document; `name` is how people know it. What is no flow has none.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(bytes);
        let mut keys = Keys { name: name.to_owned(), sum: hasher.finish(), keys: Vec::new() };
        // What cannot be read is told by the check of the document itself.
        let Ok(source) = Source::decode(name, bytes) else { return keys };
        let Ok((flow, _)) = PesAller::read(&source) else { return keys };
        let mut found = Found::default();
        found.flow(&flow);
        let places: Vec<Place> = found.0.iter().map(|&(_, place)| place).collect();
        let spots = source.locate_all(&places).into_iter().map(|at| Spot { line: at.line, column: at.column });
        keys.keys = found.0.into_iter().map(|(key, _)| key).zip(spots).collect();
        keys
    }
}

/// Keys in the order of the document.
#[derive(Default)]
struct Found(Vec<(Key, Place)>);

impl Found {
    fn add<T>(&mut self, kind: Kind, scope: &str, value: &Option<Value<T>>, place: Option<Place>) {
        if let Some(value) = value.as_ref().filter(|value| !value.text().trim().is_empty()) {
            let number = value.text().trim();
            // Numbers are compared, not their zeros.
            let number = match kind {
                Kind::Bordereau | Kind::Titre => number.trim_start_matches('0'),
                _ => number,
            };
            self.0.push(((kind, scope.into(), number.into()), place.unwrap_or_else(|| value.place())));
        }
    }

    fn flow(&mut self, flow: &PesAller) {
        let parametres = flow.enveloppe.as_ref().and_then(|enveloppe| enveloppe.parametres.as_ref());
        self.add(Kind::Flow, "", &parametres.and_then(|parametres| parametres.nom_fic.clone()), None);
        let header = flow.en_tete_pes.as_ref();
        let siret = header.map_or("", |header| raw(&header.id_coll));
        let budget = header
            .map_or_else(String::new, |header| format!("{siret} {} {}", raw(&header.cod_col), raw(&header.cod_bud)));
        for bordereau in flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau) {
            self.bordereau(bordereau, &budget);
        }
        for pj in flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj) {
            self.add(Kind::Piece, "", &pj.id_unique, None);
            if pj.type_pj.as_ref().and_then(Value::ok) == Some(TypePj::PesFacture)
                && let Ok(bytes) = pj.open(OpenLimits::default())
                && let Ok(source) = Source::decode("", &bytes)
                && let Ok((asap, _)) = PesAller::read(&source)
            {
                self.invoices(&asap, siret, Some(pj.place.get()));
            }
        }
        self.invoices(flow, siret, None);
    }

    fn bordereau(&mut self, bordereau: &Bordereau, budget: &str) {
        let Some(bloc) = &bordereau.bloc_bordereau else { return };
        let scope = format!("{budget} {} {}", raw(&bloc.exer), raw(&bloc.typ_bord));
        self.add(Kind::Bordereau, &scope, &bloc.id_bord, None);
        // Those of an ORMC are articles of one titre.
        if bloc.typ_bord.as_ref().and_then(Value::ok) == Some(TypBord::Ormc) {
            return;
        }
        for piece in bordereau.piece.iter().filter_map(|piece| piece.bloc_piece.as_ref()) {
            self.add(Kind::Titre, &scope, &piece.id_pce, None);
        }
    }

    /// `place` is that of the piece that holds them.
    fn invoices(&mut self, asap: &PesAller, siret: &str, place: Option<Place>) {
        for indiv in asap.pes_facture.iter().flat_map(|facture| &facture.facture_indiv) {
            self.add(Kind::Invoice, siret, &indiv.numero_facture, place);
        }
    }
}

/// The documents of one run, put beside each other one after the other.
///
/// ```
/// use pes_validator::{Keys, Together};
///
/// let mut together = Together::default();
/// assert!(together.add(Keys::of("a.xml", b"<autre/>")).is_empty());
/// ```
#[derive(Debug, Default)]
pub struct Together {
    names: Vec<String>,
    sums: HashMap<u64, usize>,
    /// The first holder of each key.
    seen: HashMap<Key, (usize, Spot)>,
}

impl Together {
    /// Adds a document; gives what it shares with those before it. What is given twice in one document is told by the
    /// check of that document.
    pub fn add(&mut self, keys: Keys) -> Vec<Diagnostic> {
        let file = self.names.len();
        self.names.push(keys.name);
        if let Some(&first) = self.sums.get(&keys.sum).filter(|_| !keys.keys.is_empty()) {
            return vec![self.same(first, file)];
        }
        self.sums.insert(keys.sum, file);
        let (mut findings, mut told) = (Vec::new(), HashSet::new());
        for (key, spot) in keys.keys {
            match self.seen.get(&key) {
                None => drop(self.seen.insert(key, (file, spot))),
                Some(&(first, _)) if first == file => {}
                Some(&(first, at_first)) => {
                    if told.insert(key.clone()) {
                        findings.push(self.double(&key, (first, at_first), (file, spot)));
                    }
                }
            }
        }
        findings
    }

    fn same(&self, first: usize, file: usize) -> Diagnostic {
        let other = &self.names[first];
        let message = text!(
            fr = "le même flux est donné deux fois : ici et {other}",
            en = "the same flow is given twice: here and {other}"
        );
        let help = Text::fixed("n'envoyer que l'un des deux", "send only one of the two");
        Diagnostic::new(&rules::PES943, At::document(&self.names[file]), message).help(help)
    }

    fn double(&self, (kind, _, number): &Key, first: (usize, Spot), here: (usize, Spot)) -> Diagnostic {
        let at = |(file, spot): (usize, Spot)| At::line(&self.names[file], spot.line, spot.column);
        let (other, line) = (&self.names[first.0], first.1.line);
        let message = match kind {
            Kind::Flow => text!(
                fr = "le nom de flux {number} est aussi celui de {other} (ligne {line})",
                en = "the name of flow {number} is also that of {other} (line {line})"
            ),
            Kind::Bordereau => text!(
                fr = "le bordereau {number} est aussi dans {other} (ligne {line})",
                en = "the bordereau {number} is also in {other} (line {line})"
            ),
            Kind::Titre => text!(
                fr = "le titre {number} est aussi dans {other} (ligne {line})",
                en = "the titre {number} is also in {other} (line {line})"
            ),
            Kind::Piece => text!(
                fr = "la pièce {number} est aussi dans {other} (ligne {line})",
                en = "the piece {number} is also in {other} (line {line})"
            ),
            Kind::Invoice => text!(
                fr = "la facture {number} est aussi dans {other} (ligne {line})",
                en = "the invoice {number} is also in {other} (line {line})"
            ),
        };
        let words = Text::fixed("le premier", "the first one");
        let related = vec![Related { at: at(first), message: words }];
        let finding = Diagnostic::new(kind.rule(), at(here), message).in_one_way(format!("{kind:?} {other}"));
        Diagnostic { related, ..finding }
    }
}

fn raw<T>(value: &Option<Value<T>>) -> &str {
    value.as_ref().map_or("", Value::text)
}

//! Gathers what is shown of a flow.

use std::collections::{BTreeMap, HashMap, HashSet};

use pes::parser::code::{Support, TypBord, TypTiers, TypePj};
use pes::parser::model::{self, Piece, Pj, PjRef, Tiers};
use pes::parser::value::{SimpleType, Value};
use pes::parser::{Lang, PesAller, Source};

use super::asap;
use super::read::{amount, circuit, code, party, written};
use super::shown::{
    Announced, Asap, AsapState, Bordereau, Circuit, FORMAT, Part, Party, PieceCount, Pieces, RouteTotal, Shown, Sum,
    TOOL, Titre, TitreRef, Written,
};

/// What is shown of a flow; `unknown` counts the contents that the model did not know when it read it.
pub fn gather(source: &Source<'_>, flow: &PesAller, unknown: usize, lang: Lang) -> Shown {
    let envelope = flow.enveloppe.as_ref();
    let emitter = envelope.and_then(|envelope| envelope.emetteur.as_ref());
    let header = flow.en_tete_pes.as_ref();
    let asaps = asap::open_all(source.name(), flow, lang);
    let links = Links::new(flow, &asaps);
    let bordereaux: Vec<Bordereau> = bordereaux(flow).map(|bordereau| links.bordereau(bordereau)).collect();
    Shown {
        format: FORMAT,
        outil: TOOL,
        fichier: Written::new(source.name()),
        encodage: source.encoding().name(),
        nom_fic: envelope.and_then(|envelope| written(&envelope.parametres.as_ref()?.nom_fic)),
        emetteur: emitter.and_then(|emitter| written(&emitter.sigle)),
        emetteur_adresse: emitter.and_then(|emitter| written(&emitter.adresse)),
        budget: header.and_then(|header| written(&header.libelle_col_bud)),
        siret: header.and_then(|header| written(&header.id_coll)),
        cod_col: header.and_then(|header| written(&header.cod_col)),
        cod_bud: header.and_then(|header| written(&header.cod_bud)),
        poste: header.and_then(|header| written(&header.id_post)),
        poste_libelle: header.and_then(|header| written(&header.libelle_poste)),
        date: header.and_then(|header| written(&header.dte_str)),
        signe: flow.is_signed(),
        contenu: parts(flow),
        totaux: route_totals(&bordereaux),
        pieces: links.pieces(flow),
        contenus_inconnus: unknown + asaps.iter().map(|asap| asap.contenus_inconnus).sum::<usize>(),
        bordereaux,
        asap: asaps,
    }
}

fn parts(flow: &PesAller) -> Vec<Part> {
    [
        (flow.pes_depense_aller.is_some(), Part::Depense),
        (flow.pes_recette_aller.is_some(), Part::Recette),
        (flow.pes_facture.is_some(), Part::Facture),
        (flow.pes_marche.is_some(), Part::Marche),
        (flow.pes_pj.is_some(), Part::PiecesJointes),
    ]
    .into_iter()
    .filter_map(|(present, part)| present.then_some(part))
    .collect()
}

pub fn bordereaux(flow: &PesAller) -> impl Iterator<Item = &model::Bordereau> {
    flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau)
}

/// The pieces that a titre refers to, from itself and from its lines.
pub fn references(piece: &Piece) -> impl Iterator<Item = &PjRef> {
    let lines = piece.ligne_de_piece.iter();
    let of_lines = lines
        .filter_map(|ligne| ligne.bloc_ligne_piece.as_ref()?.info_ligne_piece.as_ref())
        .flat_map(|info| &info.pj_ref);
    piece.bloc_piece.iter().flat_map(|bloc| &bloc.pj_ref).chain(of_lines)
}

fn typed<T: SimpleType>(value: &Option<Value<T>>) -> Option<T> {
    value.as_ref().and_then(Value::ok)
}

fn raw<T>(value: &Option<Value<T>>) -> &str {
    value.as_ref().map_or("", Value::text)
}

/// How titres, pieces and ASAP hold together.
struct Links<'a> {
    /// The pieces by identifier.
    pieces: HashMap<&'a str, &'a Pj>,
    /// How many titres refer to each identifier.
    uses: HashMap<&'a str, usize>,
    /// The identifiers of the ASAP that could be read.
    readable: HashSet<Written>,
    /// Invoice numbers by piece and titre.
    invoices: HashMap<(&'a Written, &'a TitreRef), &'a Written>,
}

impl<'a> Links<'a> {
    fn new(flow: &'a PesAller, asaps: &'a [Asap]) -> Self {
        let mut uses: HashMap<&str, usize> = HashMap::new();
        for piece in bordereaux(flow).flat_map(|bordereau| &bordereau.piece) {
            let ids: HashSet<&str> = references(piece).map(|reference| raw(&reference.id_unique)).collect();
            for id in ids {
                *uses.entry(id).or_default() += 1;
            }
        }
        let mut invoices = HashMap::new();
        for asap in asaps {
            for invoice in &asap.factures {
                if let (Some(piece), Some(titre), Some(numero)) = (&asap.piece, &invoice.titre, &invoice.numero) {
                    invoices.insert((piece, titre), numero);
                }
            }
        }
        let readable = asaps.iter().filter(|asap| asap.illisible.is_none());
        Links {
            pieces: all_pieces(flow).map(|pj| (raw(&pj.id_unique), pj)).collect(),
            uses,
            readable: readable.filter_map(|asap| asap.piece.clone()).collect(),
            invoices,
        }
    }

    fn bordereau(&self, bordereau: &model::Bordereau) -> Bordereau {
        let bloc = bordereau.bloc_bordereau.as_ref();
        let titres: Vec<Titre> = bordereau.piece.iter().map(|piece| self.titre(piece, bloc)).collect();
        let mut somme = Sum::default();
        for titre in &titres {
            somme.add(titre.somme);
        }
        Bordereau {
            numero: bloc.and_then(|bloc| written(&bloc.id_bord)),
            exercice: bloc.and_then(|bloc| written(&bloc.exer)),
            kind: bloc.and_then(|bloc| code(&bloc.typ_bord, TypBord::libelle)),
            date: bloc.and_then(|bloc| written(&bloc.dte_bord_em)),
            annonce: announced(bloc),
            somme,
            titres,
        }
    }

    fn titre(&self, piece: &Piece, bordereau: Option<&model::BlocBordereau>) -> Titre {
        let bloc = piece.bloc_piece.as_ref();
        let (asap, asap_piece) = self.asap(piece);
        let named = TitreRef {
            exercice: bordereau.and_then(|bordereau| written(&bordereau.exer)),
            bordereau: bordereau.and_then(|bordereau| written(&bordereau.id_bord)),
            numero: bloc.and_then(|bloc| written(&bloc.id_pce)),
        };
        let of_asap = asap_piece.as_ref().and_then(|id| self.invoices.get(&(id, &named)).copied().cloned());
        let mut somme = Sum::default();
        for bloc in piece.ligne_de_piece.iter().filter_map(|ligne| ligne.bloc_ligne_piece.as_ref()) {
            if let Some(info) = &bloc.info_ligne_piece {
                somme.add_line(amount(&info.mt_ht).as_ref(), amount(&info.mt_tva).as_ref());
            }
        }
        Titre {
            circuit: bloc.map_or(Circuit { edition: None, route: None }, |bloc| circuit(&bloc.edition)),
            debiteurs: debtors(piece),
            facture: bloc.and_then(|bloc| written(&bloc.numero_facture)).or(of_asap),
            service: bloc.and_then(|bloc| written(&bloc.code_service)),
            service_nom: bloc.and_then(|bloc| written(&bloc.nom_service)),
            engagement: bloc.and_then(|bloc| written(&bloc.numero_engagement)),
            somme,
            objet: bloc.and_then(|bloc| written(&bloc.obj_pce)),
            asap,
            asap_piece,
            complements: references(piece).filter(|reference| self.is_complement(reference)).count(),
            numero: named.numero,
        }
    }

    /// The type that a reference gives, or else that of its piece.
    fn kind(&self, reference: &PjRef) -> Option<TypePj> {
        typed(&reference.type_pj).or_else(|| typed(&self.pieces.get(raw(&reference.id_unique))?.type_pj))
    }

    fn is_complement(&self, reference: &PjRef) -> bool {
        let kind = self.kind(reference);
        matches!(kind, Some(TypePj::ComplementAsapCpp | TypePj::ComplementAsapEnsu | TypePj::ComplementAsapFe))
    }

    /// What became of the ASAP of a titre, and the identifier of its piece: one that can be read rather than not.
    fn asap(&self, piece: &Piece) -> (AsapState, Option<Written>) {
        let mut ids = references(piece)
            .filter(|reference| self.kind(reference) == Some(TypePj::PesFacture))
            .map(|reference| raw(&reference.id_unique))
            .filter(|id| self.pieces.contains_key(id));
        let Some(first) = ids.next() else { return (AsapState::Absent, None) };
        let readable = std::iter::once(first).chain(ids).find(|id| self.readable.contains(&Written::new(*id)));
        match readable {
            None => (AsapState::Illisible, Some(Written::new(first))),
            Some(id) if self.uses.get(id).is_some_and(|uses| *uses > 1) => (AsapState::Commun, Some(Written::new(id))),
            Some(id) => (AsapState::Oui, Some(Written::new(id))),
        }
    }

    fn pieces(&self, flow: &PesAller) -> Pieces {
        let mut types: BTreeMap<_, usize> = BTreeMap::new();
        for pj in all_pieces(flow) {
            *types.entry(code(&pj.type_pj, TypePj::libelle)).or_default() += 1;
        }
        let titres = bordereaux(flow).flat_map(|bordereau| &bordereau.piece);
        // A piece on paper or on a disc is announced and rightly absent.
        let absent: HashSet<&str> = titres
            .flat_map(references)
            .filter(|reference| typed(&reference.support) == Some(Support::Electronique))
            .map(|reference| raw(&reference.id_unique))
            .filter(|id| !self.pieces.contains_key(id))
            .collect();
        let known = flow.pes_depense_aller.is_none() && flow.pes_marche.is_none();
        // A piece that travels alone names what it belongs to.
        let alone = all_pieces(flow)
            .filter(|pj| !self.uses.contains_key(raw(&pj.id_unique)) && pj.ref_compta.is_empty())
            .count();
        Pieces {
            types: types.into_iter().map(|(kind, nombre)| PieceCount { kind, nombre }).collect(),
            annoncees_absentes: absent.len(),
            non_referencees: known.then_some(alone),
        }
    }
}

pub fn all_pieces(flow: &PesAller) -> impl Iterator<Item = &Pj> {
    flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj)
}

fn announced(bloc: Option<&model::BlocBordereau>) -> Announced {
    let ht = bloc.and_then(|bloc| amount(&bloc.mt_bord_ht));
    let tva = bloc.and_then(|bloc| amount(&bloc.mt_bord_tva));
    // Without VAT the element is absent.
    let ttc = match (&ht, &tva) {
        (Some(ht), None) => ht.cents(),
        (Some(ht), Some(tva)) => ht.cents().zip(tva.cents()).map(|(ht, tva)| ht.saturating_add(tva)),
        (None, _) => None,
    };
    Announced {
        titres: bloc.and_then(|bloc| written(&bloc.nbr_pce)),
        ht_centimes: ht,
        tva_centimes: tva,
        ttc_centimes: ttc,
    }
}

/// The main debtors of a titre, or everyone when none is said to be one.
fn debtors(piece: &Piece) -> Vec<Party> {
    let is_main = |tiers: &&Tiers| {
        tiers.info_tiers.as_ref().and_then(|info| typed(&info.typ_tiers)) == Some(TypTiers::DebiteurPrincipal)
    };
    let everyone = || piece.ligne_de_piece.iter().flat_map(|ligne| &ligne.tiers);
    let mut found: Vec<&Tiers> = everyone().filter(is_main).collect();
    if found.is_empty() {
        found = everyone().collect();
    }
    let mut seen = HashSet::new();
    let parties = found.into_iter().map(|tiers| party(tiers.info_tiers.as_ref(), tiers.adresse.as_ref()));
    parties.filter(|party| seen.insert(party.clone())).collect()
}

/// Count and amounts by route, in the order of the codes, titres without a route last.
fn route_totals(bordereaux: &[Bordereau]) -> Vec<RouteTotal> {
    let mut totals: BTreeMap<(bool, &Circuit, bool), (usize, Sum)> = BTreeMap::new();
    for bordereau in bordereaux {
        let annulations = bordereau.cancels();
        for titre in &bordereau.titres {
            let key = (titre.circuit.edition.is_none(), &titre.circuit, annulations);
            let (titres, somme) = totals.entry(key).or_default();
            *titres += 1;
            somme.add(titre.somme);
        }
    }
    totals
        .into_iter()
        .map(|((_, circuit, annulations), (titres, somme))| RouteTotal {
            circuit: circuit.clone(),
            annulations,
            titres,
            somme,
        })
        .collect()
}

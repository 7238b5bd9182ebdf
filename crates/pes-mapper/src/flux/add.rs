//! A flow of titres without ASAP, as finance software writes it: the ASAP, the `PJRef` and the `Edition` are added.

use std::collections::HashMap;

use pes_parser::code::{NatIdTiers, TypTiers, TypePj, asap_allowed};
use pes_parser::model::{
    Adresse, BlocBordereau, CpteBancaire, EnTetePesPj, FactureIndiv, InfoTiers, LigneFacture, PesPj, Piece, Pj, Tiers,
    TiersFacture, TotalAPayer,
};
use pes_parser::value::{
    Date, Montant, MontantNul, Num, NumeroFactureCpp, Place, SimpleType, Siret, TauxNul, Texte, Value, ValueError,
};
use pes_parser::{PesAller, Source, Text, text};
use pes_validator::{At, Diagnostic, Rule, rules};

use super::{Part, PartTitre, first_debtor, part_titre, partition, refuse_signed, text_of, whole};
use crate::config::{Config, made};
use crate::route::{Debtor, Decision, Route, decide};
use crate::write::{Pieces, piece_totals, ref_titre, reference_to};

/// What became of a flow.
#[derive(Clone, Debug)]
pub struct AddedAsap {
    /// The flows to send, one for each route.
    pub parts: Vec<Part>,
    /// Each titre that goes, by bordereau and rank: its reason.
    pub reasons: Vec<TitreReason>,
    /// Each titre refused: why.
    pub refused: Vec<RefusedTitre>,
    /// What was chosen on the way.
    pub findings: Vec<Diagnostic>,
    /// The next number of a bordereau.
    pub next_bordereau: u64,
}

/// Why a titre goes its way.
#[derive(Clone, Debug)]
pub struct TitreReason {
    /// Number of its bordereau in the flow read.
    pub bordereau: u64,
    /// Its number.
    pub titre: u64,
    /// Whether it gets an ASAP; if not, it is passed on as it is.
    pub has_asap: bool,
    /// Why.
    pub reason: Text,
}

/// A titre refused.
#[derive(Clone, Debug)]
pub struct RefusedTitre {
    /// Rank of its bordereau in the flow, from 0.
    pub bordereau_index: usize,
    /// Rank of the titre in its bordereau, from 0.
    pub piece_index: usize,
    /// The titre.
    pub titre: PartTitre,
    /// Why.
    pub findings: Vec<Diagnostic>,
}

/// Adds to each titre that allows one its ASAP, its `PJRef` and its `Edition`, and parts the routes.
///
/// `found` is what the check of the flow found: a fault inside a titre refuses that titre. Public titres that leave a
/// bordereau of private ones get a new one, numbered from `first_bordereau`.
///
/// Titres are kept as they are. Those whose type and nature allow no ASAP are passed on untouched, with the private
/// ones.
///
/// # Errors
/// The flow is signed, is another budget's than the configuration's, or has a fault outside its titres.
pub fn add_asap(
    flow: &PesAller,
    source: &Source<'_>,
    found: &[Diagnostic],
    config: &Config,
    date: Date,
    first_bordereau: u64,
) -> Result<AddedAsap, Vec<Diagnostic>> {
    refuse_signed(flow, source)?;
    refuse_other_budget(flow, source, config)?;
    let mut faults = by_titre(found)?;
    let mut flow = flow.clone();
    let mut outcome = AddedAsap {
        parts: Vec::new(),
        reasons: Vec::new(),
        refused: Vec::new(),
        findings: Vec::new(),
        next_bordereau: first_bordereau,
    };
    let mut routes: HashMap<(usize, usize), Route> = HashMap::new();
    let mut pieces: Vec<Pj> = Vec::new();
    for (b, bordereau) in flow.pes_recette_aller.iter_mut().flat_map(|recette| &mut recette.bordereau).enumerate() {
        let bloc = bordereau.bloc_bordereau.clone().unwrap_or_default();
        let mut common: Vec<FactureIndiv> = Vec::new();
        for (p, piece) in bordereau.piece.iter_mut().enumerate() {
            let findings = faults.remove(&(b, p)).unwrap_or_default();
            let mut titre = Titre { config, source, bloc: &bloc, date, findings };
            let decided = titre.decide(piece);
            if titre.findings.iter().any(Diagnostic::is_error) || decided.is_none() {
                outcome.refused.push(RefusedTitre {
                    bordereau_index: b,
                    piece_index: p,
                    titre: part_titre(piece, whole(&bloc.id_bord), whole(&bloc.id_bord)),
                    findings: titre.findings,
                });
                continue;
            }
            let Some((route, reason, asap)) = decided else { continue };
            outcome.findings.extend(titre.findings);
            outcome.reasons.push(TitreReason {
                bordereau: whole(&bloc.id_bord),
                titre: titre_number(piece),
                has_asap: !matches!(asap, Asap::None),
                reason,
            });
            match asap {
                Asap::None => {}
                Asap::Own(pj) => pieces.push(*pj),
                Asap::Common(indiv) => common.push(*indiv),
            }
            routes.insert((b, p), route);
        }
        if !common.is_empty() {
            let (exercice, bordereau) = (whole(&bloc.exer), whole(&bloc.id_bord));
            pieces.push(Pieces { config, date, exercice, bordereau }.common(common));
        }
    }
    if !pieces.is_empty() {
        let pes_pj = flow.pes_pj.get_or_insert_with(|| PesPj {
            en_tete_pes_pj: Some(EnTetePesPj { id_ver: Num::new(1).and_then(made), ..EnTetePesPj::default() }),
            ..PesPj::default()
        });
        pes_pj.pj.extend(pieces);
    }
    let mut route_of = |b: usize, p: usize, _: &Piece| routes.get(&(b, p)).copied();
    (outcome.parts, outcome.next_bordereau) = partition::partition(&flow, source, &mut route_of, first_bordereau)?;
    Ok(outcome)
}

type FaultsByTitre = HashMap<(usize, usize), Vec<Diagnostic>>;

/// Errors by rank of bordereau and of titre; those that are in no titre stop everything.
fn by_titre(found: &[Diagnostic]) -> Result<FaultsByTitre, Vec<Diagnostic>> {
    let rank = |step: &str, name: &str| -> Option<usize> {
        step.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?.parse::<usize>().ok()?.checked_sub(1)
    };
    let (mut of_titres, mut others) = (FaultsByTitre::new(), Vec::new());
    for finding in found.iter().filter(|finding| finding.is_error()) {
        let mut steps = finding.at.path.split('/').skip(3);
        let bordereau = steps.next().and_then(|step| rank(step, "Bordereau"));
        match bordereau.zip(steps.next().and_then(|step| rank(step, "Piece"))) {
            Some(titre) => of_titres.entry(titre).or_default().push(finding.clone()),
            None => others.push(finding.clone()),
        }
    }
    if others.is_empty() { Ok(of_titres) } else { Err(others) }
}

fn refuse_other_budget(flow: &PesAller, source: &Source<'_>, config: &Config) -> Result<(), Vec<Diagnostic>> {
    let header = flow.en_tete_pes.clone().unwrap_or_default();
    let budget = |siret: String, col: String, bud: String| format!("{siret} {col}/{bud}");
    let found =
        budget(text_of(header.id_coll.as_ref()), text_of(header.cod_col.as_ref()), text_of(header.cod_bud.as_ref()));
    let en_tete = &config.en_tete;
    let expected = budget(config.siret.clone(), text_of(en_tete.cod_col.as_ref()), text_of(en_tete.cod_bud.as_ref()));
    if found == expected {
        return Ok(());
    }
    let config_name = &config.name;
    let message = text!(
        fr = "le flux est du budget {found}, {config_name} du budget {expected}",
        en = "the flow is of the budget {found}, {config_name} of the budget {expected}"
    );
    let at = At::xml(source.name(), source.locate(header.place.get()));
    Err(vec![Diagnostic::new(&rules::PES804, at, message)])
}

fn titre_number(piece: &Piece) -> u64 {
    piece.bloc_piece.as_ref().map_or(0, |bloc| whole(&bloc.id_pce))
}

/// A titre being looked at.
struct Titre<'a> {
    config: &'a Config,
    source: &'a Source<'a>,
    bloc: &'a BlocBordereau,
    date: Date,
    findings: Vec<Diagnostic>,
}

type Decided = (Route, Text, Asap);

/// The ASAP of a titre.
enum Asap {
    /// Its type and nature allow none.
    None,
    /// A piece of its own.
    Own(Box<Pj>),
    /// A part of the piece of its bordereau.
    Common(Box<FactureIndiv>),
}

impl Titre<'_> {
    fn report(&mut self, rule: &'static Rule, place: Place, message: Text) {
        let at = At::xml(self.source.name(), self.source.locate(place));
        self.findings.push(Diagnostic::new(rule, at, message));
    }

    /// The route of a titre and its ASAP; the titre is completed on the way. Nothing when it is refused.
    fn decide(&mut self, piece: &mut Piece) -> Option<Decided> {
        let titre = titre_number(piece);
        let bloc_piece = piece.bloc_piece.clone().unwrap_or_default();
        let place = bloc_piece.place.get();
        let has_asap = bloc_piece
            .pj_ref
            .iter()
            .any(|pj_ref| pj_ref.type_pj.as_ref().and_then(Value::ok) == Some(TypePj::PesFacture));
        if has_asap || bloc_piece.edition.is_some() {
            self.report(
                &rules::PES881,
                place,
                text!(
                    fr = "titre {titre} : Edition ou ASAP déjà présent",
                    en = "titre {titre}: Edition or ASAP already there"
                ),
            );
            return None;
        }
        let typ_bord = self.bloc.typ_bord.as_ref().and_then(Value::ok)?;
        let typ_pce = bloc_piece.typ_pce.as_ref().and_then(Value::ok)?;
        let nat_pce = bloc_piece.nat_pce.as_ref().and_then(Value::ok)?;
        if !asap_allowed(typ_bord, typ_pce, nat_pce) {
            let triplet = format!("{}-{}-{}", typ_bord.code(), typ_pce.code(), nat_pce.code());
            let reason = text!(
                fr = "transmis tel quel : le triplet {triplet} n'admet pas d'ASAP",
                en = "passed on as it is: the triplet {triplet} allows no ASAP"
            );
            return Some((Route::Prive, reason, Asap::None));
        }
        let debtor = self.only_debtor(piece, titre, place)?;
        let (route, reason) = self.route(&debtor, titre, place)?;
        let number = self.invoice_number(piece, route, titre, place)?;
        if route == Route::Public {
            self.chorus_pro(piece, &debtor, titre, place);
        }
        let indiv = self.facture_indiv(piece, &debtor, &number, titre, place);
        let makes = Pieces {
            config: self.config,
            date: self.date,
            exercice: whole(&self.bloc.exer),
            bordereau: whole(&self.bloc.id_bord),
        };
        let (asap, pj_ref) = if self.config.asap.one_piece_a_bordereau {
            (Asap::Common(Box::new(indiv)), makes.common_reference())
        } else {
            let pj = makes.asap(titre, &number, indiv);
            let pj_ref = reference_to(&pj);
            (Asap::Own(Box::new(pj)), pj_ref)
        };
        let bloc_piece = piece.bloc_piece.get_or_insert_default();
        bloc_piece.edition = made(route.edition());
        bloc_piece.pj_ref.push(pj_ref);
        if route == Route::Public {
            bloc_piece.numero_facture = Some(Value::raw(number));
        }
        Some((route, reason, asap))
    }

    fn only_debtor(&mut self, piece: &Piece, titre: u64, place: Place) -> Option<Tiers> {
        let debtor = first_debtor(piece).cloned();
        let same = |other: &Tiers| debtor.as_ref().is_some_and(|debtor| debtor.info_tiers == other.info_tiers);
        if !piece.ligne_de_piece.iter().flat_map(|ligne| &ligne.tiers).all(same) {
            self.report(
                &rules::PES225,
                place,
                text!(
                    fr = "titre {titre} : plusieurs débiteurs, un seul admis",
                    en = "titre {titre}: several debtors, only one allowed"
                ),
            );
            return None;
        }
        if debtor.is_none() {
            self.report(
                &rules::PES820,
                place,
                text!(fr = "titre {titre} : pas de débiteur", en = "titre {titre}: no debtor"),
            );
        }
        debtor
    }

    fn route(&mut self, debtor: &Tiers, titre: u64, place: Place) -> Option<(Route, Text)> {
        let info = debtor.info_tiers.clone().unwrap_or_default();
        let siret = siret(&info);
        let reference = text_of(info.ref_tiers.as_ref());
        let rule = self.config.routing.debtors.iter().find(|rule| {
            (!rule.siret.is_empty() && Some(&rule.siret) == siret.as_ref())
                || (!rule.reference.is_empty() && rule.reference == reference)
        });
        if let Some((route, rule)) = rule.and_then(|rule| rule.route.map(|route| (route, rule))) {
            let (word, config, why) = (route.word(), self.config.name.as_str(), rule.reason.as_str());
            return Some((
                route,
                text!(fr = "{word} : imposé par {config} {why}", en = "{word}: imposed by {config} {why}"),
            ));
        }
        let pair = info.cat_tiers.as_ref().and_then(Value::ok).zip(info.nat_jur.as_ref().and_then(Value::ok));
        let directory = self.config.routing.directory.as_ref();
        let in_directory =
            siret.as_deref().is_some_and(|siret| directory.is_some_and(|directory| directory.has(siret)));
        match decide(Debtor { pair, siret: siret.as_deref(), in_directory, ..Debtor::default() }) {
            Decision::Sure(route, reason) => Some((route, reason)),
            Decision::Doubtful(Text { fr, en }) => match self.config.routing.doubtful {
                Some(route) => {
                    let word = route.word();
                    Some((route, text!(fr = "{word} : à vérifier, {fr}", en = "{word}: to check, {en}")))
                }
                None => {
                    self.report(
                        &rules::PES840,
                        place,
                        text!(fr = "titre {titre} à vérifier : {fr}", en = "titre {titre} to check: {en}"),
                    );
                    None
                }
            },
        }
    }

    /// The invoice number of the titre, or one made as the configuration says.
    fn invoice_number(&mut self, piece: &Piece, route: Route, titre: u64, place: Place) -> Option<String> {
        let given = piece.bloc_piece.as_ref().and_then(|bloc| bloc.numero_facture.as_ref());
        let number = match given {
            Some(number) => number.text().to_owned(),
            None => {
                let number = self
                    .config
                    .flux
                    .invoice_number
                    .replace("{exercice}", &text_of(self.bloc.exer.as_ref()))
                    .replace("{bordereau}", &text_of(self.bloc.id_bord.as_ref()))
                    .replace("{titre}", &titre.to_string());
                self.report(
                    &rules::PES874,
                    place,
                    text!(
                        fr = "titre {titre} : numéro de facture {number}",
                        en = "titre {titre}: invoice number {number}"
                    ),
                );
                number
            }
        };
        let refused = match route {
            Route::Public => NumeroFactureCpp::parse(&number).err(),
            _ => Texte::<50>::parse(&number).err(),
        };
        if let Some(error) = refused {
            self.refuse_value(place, titre, &number, &error);
            return None;
        }
        Some(number)
    }

    fn refuse_value(&mut self, place: Place, titre: u64, value: &str, error: &ValueError) {
        let Text { fr, en } = error.describe();
        self.report(
            &rules::PES824,
            place,
            text!(fr = "titre {titre} : « {value} » : {fr}", en = "titre {titre}: \"{value}\": {en}"),
        );
    }

    fn chorus_pro(&mut self, piece: &Piece, debtor: &Tiers, titre: u64, place: Place) {
        let info = debtor.info_tiers.clone().unwrap_or_default();
        let Some(siret) = siret(&info) else {
            self.report(
                &rules::PES841,
                place,
                text!(
                    fr = "titre {titre} : débiteur public sans SIRET",
                    en = "titre {titre}: public debtor without a SIRET"
                ),
            );
            return;
        };
        let bloc = piece.bloc_piece.clone().unwrap_or_default();
        let engagement = bloc.numero_engagement.as_ref().map(Value::text);
        if engagement.is_none() && Siret::parse(&siret).is_ok_and(|siret| siret.is_etat_generique()) {
            self.report(
                &rules::PES841,
                place,
                text!(
                    fr = "titre {titre} : SIRET générique de l'État sans numéro d'engagement",
                    en = "titre {titre}: the State's generic SIRET without a commitment number"
                ),
            );
            return;
        }
        let service = bloc.code_service.as_ref().map(Value::text).filter(|service| !service.is_empty());
        if let Some(objection) =
            self.config.routing.directory.as_ref().and_then(|d| d.objection(&siret, service, engagement))
        {
            let Text { fr, en } = objection.describe(&siret, service.unwrap_or_default());
            self.report(objection.rule(), place, text!(fr = "titre {titre} : {fr}", en = "titre {titre}: {en}"));
        }
    }

    fn facture_indiv(&mut self, piece: &Piece, debtor: &Tiers, number: &str, titre: u64, place: Place) -> FactureIndiv {
        let bloc = piece.bloc_piece.clone().unwrap_or_default();
        let totals = piece_totals(piece);
        let objet = bloc.obj_pce.clone().or_else(|| line_object(piece, 0));
        if objet.is_none() {
            self.report(
                &rules::PES820,
                place,
                text!(
                    fr = "titre {titre} : ni ObjPce ni ObjLignePce",
                    en = "titre {titre}: neither ObjPce nor ObjLignePce"
                ),
            );
        }
        if rules::PES860.holds_in(self.config.flux.version) {
            self.report(
                &rules::PES860,
                place,
                text!(
                    fr = "titre {titre} : lignes optiques à calculer, leur norme n'est pas publique ; écrire en 5.26 ou plus",
                    en = "titre {titre}: optical lines to compute, their norm is not public; write 5.26 or later"
                ),
            );
        }
        let asap = &self.config.asap;
        FactureIndiv {
            date_emission: self.bloc.dte_bord_em.clone(),
            numero_facture: Some(Value::raw(number)),
            debiteur: Some(for_asap(debtor)),
            objet: objet.clone(),
            ligne_facture: (0..piece.ligne_de_piece.len())
                .filter_map(|index| self.ligne_facture(piece, index, objet.as_ref()))
                .collect(),
            total_a_payer: Some(TotalAPayer {
                mt_total_ht: Montant::from_centimes(totals.ht).and_then(made),
                mt_total_tva: MontantNul::from_centimes(totals.tva).and_then(made),
                mt_total_ttc: Montant::from_centimes(totals.ttc()).and_then(made),
                ..TotalAPayer::default()
            }),
            ref_titre: Some(ref_titre(whole(&self.bloc.exer), whole(&self.bloc.id_bord), titre)),
            modalites_reglement: asap.modalites_reglement.clone(),
            modalites_contestation: asap.modalites_contestation.clone(),
            mode_recouvrement: asap.mode_recouvrement(),
            conditions_gen: asap.conditions_gen.clone(),
            ..FactureIndiv::default()
        }
    }

    /// A titre line knows its amount and no quantity: a base amount on the day of the bordereau.
    fn ligne_facture(&self, piece: &Piece, index: usize, objet: Option<&Value<Texte<160>>>) -> Option<LigneFacture> {
        let info = piece.ligne_de_piece.get(index)?.bloc_ligne_piece.as_ref()?.info_ligne_piece.as_ref()?;
        let ht = info.mt_ht.as_ref().and_then(Value::ok).map_or(0, Montant::centimes);
        let tva = info.mt_tva.as_ref().and_then(Value::ok).map_or(0, Montant::centimes);
        let taux = info.tx_tva.as_ref().and_then(Value::ok).map_or(0, |rate| rate.scaled());
        let libelle = line_object(piece, index);
        Some(LigneFacture {
            date: self.bloc.dte_bord_em.clone(),
            libelle: libelle.as_ref().or(objet).map(|text| Value::raw(text.text())),
            mt_base: Montant::from_centimes(ht).and_then(made),
            mt_ht: MontantNul::from_centimes(ht).and_then(made),
            taux_tva: TauxNul::from_scaled(taux).and_then(made),
            mt_tva: MontantNul::from_centimes(tva).and_then(made),
            mt_ttc: Montant::from_centimes(ht + tva).and_then(made),
            ordre: Num::new(index as u64 + 1).and_then(made),
            ..LigneFacture::default()
        })
    }
}

fn line_object(piece: &Piece, index: usize) -> Option<Value<Texte<160>>> {
    piece.ligne_de_piece.get(index)?.bloc_ligne_piece.as_ref()?.info_ligne_piece.as_ref()?.obj_ligne_pce.clone()
}

fn siret(info: &InfoTiers) -> Option<String> {
    let is_siret = info.nat_id_tiers.as_ref().and_then(Value::ok) == Some(NatIdTiers::Siret);
    info.id_tiers.as_ref().filter(|_| is_siret).map(|id| id.text().to_owned())
}

/// The debtor as the ASAP takes it: only a SIRET as identifier, no reference, no birth, a French account or none.
fn for_asap(debtor: &Tiers) -> TiersFacture {
    let info = debtor.info_tiers.clone().unwrap_or_default();
    let account = debtor
        .cpte_bancaire
        .as_ref()
        .filter(|account| account.iban.as_ref().is_none_or(|iban| iban.ok().is_some_and(|iban| iban.is_french())));
    TiersFacture {
        info_tiers: Some(InfoTiers {
            id_tiers: siret(&info).map(Value::raw),
            dte_naissance: None,
            nat_id_tiers: None,
            dte_id_tiers: None,
            ref_tiers: None,
            typ_tiers: info.typ_tiers.clone().or_else(|| made(TypTiers::DebiteurPrincipal)),
            lieu_naissance: None,
            ..info
        }),
        adresse: debtor.adresse.clone().map(|adresse| Adresse { dte_adr: None, ..adresse }),
        cpte_bancaire: account
            .cloned()
            .map(|account| Box::new(CpteBancaire { lib_banc: None, dte_banc: None, ..*account })),
        ..TiersFacture::default()
    }
}

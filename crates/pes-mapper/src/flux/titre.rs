//! One titre without ASAP: its route, and the ASAP made from its lines.

use pes_parser::code::{NatIdTiers, TypTiers, TypePj, asap_allowed};
use pes_parser::model::{
    Adresse, BlocBordereau, CpteBancaire, FactureIndiv, InfoTiers, LigneFacture, Piece, Pj, Tiers, TiersFacture,
    TotalAPayer,
};
use pes_parser::value::{
    Date, Montant, MontantNul, Num, NumeroFactureCpp, Place, SimpleType, TauxNul, Texte, Value, ValueError,
};
use pes_parser::{Text, euros, text};
use pes_validator::{MAX_TIP_CENTIMES, Rule, rules};

use super::{first_debtor, text_of, whole};
use crate::config::{Config, made};
use crate::route::{Debtor, Route, Routed};
use crate::write::{Pieces, piece_totals, ref_titre, reference_to};

/// A titre being looked at.
pub(super) struct Titre<'a> {
    pub config: &'a Config,
    pub bloc: &'a BlocBordereau,
    pub date: Date,
    pub findings: Vec<Unlocated>,
}

/// A finding whose place is not yet put into words: that takes a reading of the document, done once for all.
pub(super) struct Unlocated {
    pub rule: &'static Rule,
    pub place: Place,
    pub message: Text,
}

pub(super) type Decided = (Route, Text, Asap);

/// The ASAP of a titre.
pub(super) enum Asap {
    /// Its type and nature allow none.
    None,
    /// A piece of its own.
    Own(Box<Pj>),
    /// A part of the piece of its bordereau.
    Common(Box<FactureIndiv>),
}

impl Titre<'_> {
    fn report(&mut self, rule: &'static Rule, place: Place, message: Text) {
        self.findings.push(Unlocated { rule, place, message });
    }

    /// The route of a titre and its ASAP; the titre is completed on the way. Nothing when it is refused.
    pub fn decide(&mut self, piece: &mut Piece) -> Option<Decided> {
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
        let (Some(typ_bord), Some(typ_pce), Some(nat_pce)) = (
            self.bloc.typ_bord.as_ref().and_then(Value::ok),
            bloc_piece.typ_pce.as_ref().and_then(Value::ok),
            bloc_piece.nat_pce.as_ref().and_then(Value::ok),
        ) else {
            self.report(
                &rules::PES101,
                place,
                text!(
                    fr = "titre {titre} : TypBord, TypPce ou NatPce absent ou refusé",
                    en = "titre {titre}: TypBord, TypPce or NatPce missing or refused"
                ),
            );
            return None;
        };
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
        let makes = Pieces::new(self.config, self.date, whole(&self.bloc.exer), whole(&self.bloc.id_bord));
        let (asap, pj_ref) = if self.config.asap.one_piece_a_bordereau {
            (Asap::Common(Box::new(indiv)), makes.common_reference())
        } else {
            let pj = makes.asap(titre, &number, &indiv.write(self.config.flux.encoding));
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
        let pair = info.cat_tiers.as_ref().and_then(Value::ok).zip(info.nat_jur.as_ref().and_then(Value::ok));
        let routing = &self.config.routing;
        let rule = routing.debtors.rule(siret.as_deref(), info.ref_tiers.as_ref().map(Value::text));
        let Routed { route, reason } =
            routing.route(Debtor { pair, siret: siret.as_deref(), ..Debtor::default() }, rule);
        if route.is_none() {
            let Text { fr, en } = &reason;
            let message = text!(fr = "titre {titre} {fr}", en = "titre {titre} {en}");
            self.report(&rules::PES840, place, message);
        }
        route.map(|route| (route, reason))
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
        let bloc = piece.bloc_piece.clone().unwrap_or_default();
        let siret = siret(&info);
        let engagement = bloc.numero_engagement.as_ref().map(Value::text);
        let service = bloc.code_service.as_ref().map(Value::text).filter(|service| !service.is_empty());
        if let Some(objection) = self.config.routing.objection(siret.as_deref(), service, engagement) {
            let Text { fr, en } = objection.describe(siret.as_deref().unwrap_or_default(), service.unwrap_or_default());
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
        if !asap.stub && totals.ttc() > MAX_TIP_CENTIMES {
            let total = euros(totals.ttc());
            self.report(&rules::PES257, place, text!(fr = "titre {titre} : {total}", en = "titre {titre}: {total}"));
        }
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

/// The number of a titre, 0 when it has none.
pub(super) fn titre_number(piece: &Piece) -> u64 {
    piece.bloc_piece.as_ref().map_or(0, |bloc| whole(&bloc.id_pce))
}

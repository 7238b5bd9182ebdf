//! The debtor and the recipient of an invoice, and the route that follows from the debtor.

use pes_parser::code::{CatTiers, NatIdTiers, NatJur, TypAdr, TypTiers, from_categorie_juridique, pair_allowed};
use pes_parser::model::{Adresse, CpteBancaire, InfoTiers, Tiers, TiersFacture};
use pes_parser::value::{Bic, Booleen, Iban, NumeroFactureCpp, SimpleType, Siret, Texte, TexteVide, Value};
use pes_parser::{Text, text};
use pes_validator::rules;

use super::civilite::{Civility, KNOWN};
use super::given::Given;
use crate::config::{DebtorRule, made};
use crate::fields::BillingField as F;
use crate::route::{Debtor, HOW_TO_CHECK, Objection, Route, Routed};

/// The debtor as the titre and as the ASAP write it, and what Chorus Pro asks for.
pub(super) struct DebtorParts {
    pub titre: Tiers,
    pub facture: TiersFacture,
    pub siret: Option<String>,
    pub code_service: Option<Value<TexteVide<100>>>,
    pub engagement: Option<Value<Texte<50>>>,
    pair: Pair,
}

/// The category and legal nature of a debtor, with where they come from.
#[derive(Clone, Copy, Debug, Default)]
struct Pair {
    pair: Option<(CatTiers, NatJur)>,
    derived: bool,
    other: Option<(CatTiers, NatJur)>,
}

impl DebtorParts {
    /// The name, with the first name of a person.
    pub fn name(&self) -> String {
        let info = self.titre.info_tiers.as_ref();
        let nom = info.and_then(|info| info.nom.as_ref()).map_or("", Value::text);
        let prenom = info.and_then(|info| info.prenom.as_ref()).map_or("", Value::text);
        format!("{nom} {prenom}").trim().to_owned()
    }
}

/// The fields of a party.
struct PartyFields {
    civilite: F,
    nom: F,
    complement: F,
    prenom: F,
    adr1: F,
    adr2: F,
    adr3: F,
    cp: F,
    ville: F,
    pays: F,
}

const DEBTOR: PartyFields = PartyFields {
    civilite: F::DebiteurCivilite,
    nom: F::DebiteurNom,
    complement: F::DebiteurComplement,
    prenom: F::DebiteurPrenom,
    adr1: F::DebiteurAdr1,
    adr2: F::DebiteurAdr2,
    adr3: F::DebiteurAdr3,
    cp: F::DebiteurCp,
    ville: F::DebiteurVille,
    pays: F::DebiteurPays,
};

const RECIPIENT: PartyFields = PartyFields {
    civilite: F::DestinataireCivilite,
    nom: F::DestinataireNom,
    complement: F::DestinataireComplement,
    prenom: F::DestinatairePrenom,
    adr1: F::DestinataireAdr1,
    adr2: F::DestinataireAdr2,
    adr3: F::DestinataireAdr3,
    cp: F::DestinataireCp,
    ville: F::DestinataireVille,
    pays: F::DestinatairePays,
};

pub(super) fn debtor(given: &mut Given<'_>) -> DebtorParts {
    let siret = siret(given);
    let reference = given.view.text(F::DebiteurReference);
    let rule = given.view.config().routing.debtors.rule(siret.as_deref(), reference);
    let pair = pair(given, rule);
    let mut info_tiers = identity(given, &DEBTOR, TypTiers::DebiteurPrincipal, pair.pair);
    if pair.pair.is_some_and(|(cat, _)| cat == CatTiers::PersonnePhysique) {
        person(given);
    }
    let adresse = adresse(given, &DEBTOR);
    let cpte_bancaire = account(given);
    info_tiers.id_tiers = siret.as_deref().map(Value::raw);
    let facture = TiersFacture {
        info_tiers: Some(info_tiers.clone()),
        adresse: Some(adresse.clone()),
        cpte_bancaire: cpte_bancaire.clone(),
        ..TiersFacture::default()
    };
    // The ASAP leaves out the kind of identifier and the local reference; the titre wants them.
    info_tiers.nat_id_tiers = siret.as_ref().and_then(|_| made(NatIdTiers::Siret));
    info_tiers.ref_tiers = given.identifier(F::DebiteurReference);
    let titre = Tiers { info_tiers: Some(info_tiers), adresse: Some(adresse), cpte_bancaire, ..Tiers::default() };
    let code_service = given.identifier::<100>(F::CodeService).map(|code| Value::raw(code.text())).or_else(|| {
        rule.filter(|rule| !rule.code_service.is_empty()).map(|rule| Value::raw(rule.code_service.as_str()))
    });
    let engagement = given
        .identifier(F::Engagement)
        .or_else(|| rule.filter(|rule| !rule.engagement.is_empty()).map(|rule| Value::raw(rule.engagement.as_str())));
    DebtorParts { titre, facture, siret, code_service, engagement, pair }
}

/// Who receives the invoice, when not the debtor.
pub(super) fn recipient(given: &mut Given<'_>, debtor: &DebtorParts) -> Option<TiersFacture> {
    let fields =
        [F::DestinataireNom, F::DestinatairePrenom, F::DestinataireAdr1, F::DestinataireAdr2, F::DestinataireVille];
    fields.into_iter().find_map(|field| given.view.text(field))?;
    // The categories of a recipient are not printed and no data gives them: a first name makes a person.
    let pair = if given.view.text(F::DestinatairePrenom).is_some() {
        Some((CatTiers::PersonnePhysique, NatJur::Particulier))
    } else {
        debtor.pair.pair
    };
    if let Some((cat, nat)) = pair {
        let (cat, nat) = (cat.code(), nat.code());
        given.report(
            &rules::PES874,
            F::DestinataireNom,
            text!(
                fr = "destinataire : CatTiers {cat} et NatJur {nat} donnés par l'outil, non imprimés",
                en = "recipient: CatTiers {cat} and NatJur {nat} given by the tool, not printed"
            ),
        );
    }
    Some(TiersFacture {
        info_tiers: Some(identity(given, &RECIPIENT, TypTiers::Destinataire, pair)),
        adresse: Some(adresse(given, &RECIPIENT)),
        ..TiersFacture::default()
    })
}

fn identity(
    given: &mut Given<'_>,
    fields: &PartyFields,
    role: TypTiers,
    pair: Option<(CatTiers, NatJur)>,
) -> InfoTiers {
    if given.view.text(fields.nom).is_none() {
        given.missing(fields.nom);
    }
    InfoTiers {
        cat_tiers: pair.and_then(|(cat, _)| made(cat)),
        nat_jur: pair.and_then(|(_, nat)| made(nat)),
        typ_tiers: made(role),
        civilite: civility(given, fields.civilite),
        nom: given.postal(fields.nom),
        compl_nom: given.postal(fields.complement),
        prenom: given.postal(fields.prenom),
        ..InfoTiers::default()
    }
}

/// What a natural person must have.
fn person(given: &mut Given<'_>) {
    if given.view.text(F::DebiteurCivilite).is_none() {
        given.missing(F::DebiteurCivilite);
    }
    if given.view.text(F::DebiteurPrenom).is_none() {
        given.missing(F::DebiteurPrenom);
    }
}

/// Never cut: what is left of a civility would be another one, or none.
fn civility(given: &mut Given<'_>, field: F) -> Option<Value<Texte<10>>> {
    let text = given.view.text(field)?;
    let key = field.key();
    match Civility::of(text) {
        Civility::Known(known) => {
            if known != text {
                given.report(
                    &rules::PES847,
                    field,
                    text!(fr = "{key} : « {text} » devient « {known} »", en = "{key}: \"{text}\" becomes \"{known}\""),
                );
            }
            Some(Value::raw(known))
        }
        Civility::Two => {
            given.report_with_help(
                &rules::PES846,
                field,
                text!(fr = "{key} : « {text} » désigne deux personnes", en = "{key}: \"{text}\" names two people"),
                Text::fixed(
                    "un titre a un débiteur : donner la civilité, le nom et le prénom d'une personne, et l'autre dans le complément du nom",
                    "a titre has one debtor: give the civility, the name and the first name of one person, and the other in the complement of the name",
                ),
            );
            None
        }
        Civility::Unknown => {
            given.report_with_help(
                &rules::PES846,
                field,
                text!(fr = "{key} : civilité « {text} » inconnue", en = "{key}: unknown civility \"{text}\""),
                text!(
                    fr = "écrire l'une de : {KNOWN} ; laisser vide pour une personne morale",
                    en = "write one of: {KNOWN}; leave it empty for a legal person"
                ),
            );
            None
        }
    }
}

fn adresse(given: &mut Given<'_>, fields: &PartyFields) -> Adresse {
    for field in [fields.adr2, fields.cp, fields.ville] {
        if given.view.text(field).is_none() {
            given.missing(field);
        }
    }
    let pays = given.value(fields.pays);
    let abroad = pays.as_ref().is_some_and(|pays: &Value<_>| pays.text() != "100");
    let (cp, ville) =
        if abroad { abroad_town(given, fields) } else { (french_cp(given, fields), given.postal(fields.ville)) };
    Adresse {
        typ_adr: made(TypAdr::Principal),
        adr1: given.postal(fields.adr1),
        adr2: given.postal(fields.adr2),
        adr3: given.postal(fields.adr3),
        cp,
        ville,
        cod_res: made(Booleen(abroad)),
        cod_pays: if abroad { pays } else { None },
        ..Adresse::default()
    }
}

fn french_cp(given: &mut Given<'_>, fields: &PartyFields) -> Option<Value<TexteVide<5>>> {
    let text = given.view.text(fields.cp)?;
    // Spreadsheets drop the zero of 01000, and people cut 35 000.
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit()) && digits != "00000" {
        return Some(Value::raw(digits));
    }
    given.report_with_help(
        &rules::PES233,
        fields.cp,
        text!(fr = "code postal « {text} »", en = "postal code \"{text}\""),
        Text::fixed(
            "cinq chiffres (un tableur ôte le zéro de 01000) ; à l'étranger, donner le code INSEE du pays",
            "five digits (a spreadsheet drops the zero of 01000); abroad, give the INSEE code of the country",
        ),
    );
    None
}

type TownAbroad = (Option<Value<TexteVide<5>>>, Option<Value<Texte<38>>>);

/// Abroad, the postal code is 99999 and the country's own goes before the town.
fn abroad_town(given: &mut Given<'_>, fields: &PartyFields) -> TownAbroad {
    let cp = given.view.text(fields.cp).filter(|&cp| cp != "99999");
    let ville = given.view.text(fields.ville).unwrap_or_default();
    let town = match cp {
        Some(cp) => {
            let message = text!(
                fr = "à l'étranger : CP 99999, « {cp} » passe dans la ville",
                en = "abroad: CP 99999, \"{cp}\" goes to the town"
            );
            given.report(&rules::PES874, fields.cp, message);
            format!("{cp} {ville}")
        }
        None => ville.to_owned(),
    };
    (Some(Value::raw("99999")), given.fitted(fields.ville, &town, given.view.config().postal_addresses))
}

fn siret(given: &mut Given<'_>) -> Option<String> {
    let text = given.view.text(F::DebiteurSiret)?;
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{A0}').collect();
    match Siret::parse(&digits) {
        Ok(_) => Some(digits),
        Err(error) => {
            let Text { fr, en } = error.describe();
            given.report(
                &rules::PES221,
                F::DebiteurSiret,
                text!(fr = "SIRET « {text} » : {fr}", en = "SIRET \"{text}\": {en}"),
            );
            None
        }
    }
}

fn account(given: &mut Given<'_>) -> Option<Box<CpteBancaire>> {
    let text = given.view.text(F::DebiteurIban)?;
    let iban = match Iban::normalised(text) {
        Ok(iban) => iban,
        Err(error) => {
            let Text { fr, en } = error.describe();
            given.report(&rules::PES824, F::DebiteurIban, text!(fr = "IBAN refusé : {fr}", en = "refused IBAN: {en}"));
            return None;
        }
    };
    if !iban.is_french() {
        given.report(
            &rules::PES824,
            F::DebiteurIban,
            Text::fixed(
                "IBAN refusé : un ASAP n'admet qu'un compte français",
                "refused IBAN: an ASAP takes a French account only",
            ),
        );
    }
    if given.view.text(F::DebiteurTitulaire).is_none() {
        given.missing(F::DebiteurTitulaire);
    }
    Some(Box::new(CpteBancaire {
        bic: given.value::<Bic>(F::DebiteurBic),
        iban: Some(Value::of(&iban)),
        tit_cpte: given.texte(F::DebiteurTitulaire),
        ..CpteBancaire::default()
    }))
}

/// Category and nature: given both (by the data, or else by the debtor's exception), given one that has only one
/// partner, or from the INSEE legal category.
fn pair(given: &mut Given<'_>, rule: Option<&DebtorRule>) -> Pair {
    let (rule_cat, rule_nat) = rule.map_or((None, None), |rule| rule.pair);
    let cat = given.value::<CatTiers>(F::DebiteurCatTiers).as_ref().and_then(Value::ok).or(rule_cat);
    let nat = given.value::<NatJur>(F::DebiteurNatJur).as_ref().and_then(Value::ok).or(rule_nat);
    let insee = given.view.text(F::DebiteurCategorieJuridique).and_then(from_categorie_juridique);
    match (cat, nat) {
        (Some(cat), Some(nat)) => {
            if !pair_allowed(cat, nat) {
                let (cat, nat) = (cat.code(), nat.code());
                given.report(
                    &rules::PES845,
                    F::DebiteurNatJur,
                    text!(
                        fr = "CatTiers {cat} ne va pas avec NatJur {nat}",
                        en = "CatTiers {cat} does not go with NatJur {nat}"
                    ),
                );
            }
            Pair { pair: Some((cat, nat)), derived: false, other: insee }
        }
        (Some(cat), None) => {
            let mut partners = NatJur::ALL.iter().copied().filter(|&nat| pair_allowed(cat, nat));
            let only = partners.next().filter(|_| partners.next().is_none());
            if only.is_none() {
                given.missing(F::DebiteurNatJur);
            }
            Pair { pair: only.map(|nat| (cat, nat)), derived: false, other: insee }
        }
        (None, _) => Pair { pair: insee, derived: insee.is_some(), other: None },
    }
}

/// The route of an invoice and its reason; a doubtful one that the configuration refuses has no route.
pub(super) fn route(given: &mut Given<'_>, debtor: &DebtorParts) -> Routed {
    let siret = debtor.siret.as_deref();
    let routing = &given.view.config().routing;
    let Pair { pair, derived, other } = debtor.pair;
    let rule = routing.debtors.rule(siret, given.view.text(F::DebiteurReference));
    let routed = match imposed(given) {
        Some(imposed) => imposed,
        None => routing.route(Debtor { pair, derived, other_pair: other, siret }, rule),
    };
    match routed.route {
        None => given.report_with_help(&rules::PES840, F::DebiteurCatTiers, routed.reason.clone(), HOW_TO_CHECK),
        Some(_) if pair.is_none() => given.missing(F::DebiteurCatTiers),
        Some(_) => {}
    }
    if routed.route == Some(Route::Public) {
        public(given, debtor);
    }
    routed
}

/// The route that the data imposes.
fn imposed(given: &mut Given<'_>) -> Option<Routed> {
    let word = given.view.text(F::Route)?;
    let route = Route::from_word(word);
    if route.is_none() {
        let message = text!(
            fr = "route « {word} » : attendu public, prive ou sans_traitement",
            en = "route \"{word}\": expected public, prive or sans_traitement"
        );
        given.report(&rules::PES824, F::Route, message);
    }
    let reason = text!(fr = "{word} : imposé par les données", en = "{word}: imposed by the data");
    route.map(|route| Routed { route: Some(route), reason })
}

/// What Chorus Pro asks of a public recipient.
fn public(given: &mut Given<'_>, debtor: &DebtorParts) {
    use pes_validator::Objection::{
        EngagementRequired, InactiveRecipient, InactiveService, ServiceRequired, UnknownRecipient, UnknownService,
    };
    let number = given.view.number();
    if let Err(error) = NumeroFactureCpp::parse(number)
        && !number.is_empty()
    {
        let Text { fr, en } = error.describe();
        let message =
            text!(fr = "numéro de facture pour Chorus Pro : {fr}", en = "invoice number for Chorus Pro: {en}");
        given.report(&rules::PES841, F::Facture, message);
    }
    let siret = debtor.siret.as_deref();
    let service = debtor.code_service.as_ref().map(Value::text);
    let engagement = debtor.engagement.as_ref().map(Value::text);
    let Some(objection) = given.view.config().routing.objection(siret, service, engagement) else { return };
    let field = match objection {
        // One that is there and wrong is already a fault of its own.
        Objection::NoSiret if given.view.text(F::DebiteurSiret).is_some() => return,
        Objection::NoSiret | Objection::Directory(UnknownRecipient | InactiveRecipient) => F::DebiteurSiret,
        Objection::Directory(UnknownService | InactiveService | ServiceRequired) => F::CodeService,
        Objection::StateEngagement | Objection::Directory(EngagementRequired) => F::Engagement,
    };
    let message = objection.describe(siret.unwrap_or_default(), service.unwrap_or_default());
    given.report(objection.rule(), field, message);
}

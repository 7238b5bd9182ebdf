use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pes_parser::code::{CatTiers, NatJur, TypAdr, TypTiers, pair_allowed};
use pes_parser::model::{
    Adresse, CarteVisite, CpteBancaire, Emetteur, EnTetePes, InfoSuppl, InfoSupplTiers, InfoTiers, InfoTvaEmetteur,
    Signataire, SignatairePersonne, TiersFacture,
};
use pes_parser::value::{Booleen, Iban, Ics, MontantNul, SimpleType, Siret, Texte, TexteVide, Value, ValueError};
use pes_parser::{Encoding, PesVersion, Text, text};
use pes_validator::{At, Diagnostic, Field, rules};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{DEBTOR_KEYS, FIELD_TABLES, KEYS, Key, Kind, TABLES};
use super::{Asap, ColumnOf, Config, ConfigOptions, DebtorRule, Entry, Flux, Numbering, Routing, made};
use crate::fields::{BillingField, nearest};
use crate::route::Route;

pub(super) fn read(name: &str, source: &str, options: ConfigOptions) -> Result<Config, Vec<Diagnostic>> {
    let mut reading = Reading::new(name, source);
    match DeTable::parse(source) {
        Ok(document) => reading.tables(document.get_ref()),
        Err(error) => {
            let message = Text::fixed("syntaxe TOML incorrecte", "incorrect TOML syntax");
            let help = Text::fixed(
                "écrire cle = \"valeur\", les textes entre guillemets",
                "write key = \"value\", texts between quotes",
            );
            reading.report(&rules::PES801, error.span(), "", message, Some(help));
            return Err(reading.findings);
        }
    }
    for key in KEYS.iter().filter(|key| key.required) {
        let table = key.path.split('.').next().unwrap_or_default();
        // A table under a wrong name is one fault, not one for each of its keys.
        let misnamed = reading.has_unknown_table && !reading.tables.contains(table);
        if reading.given.contains(key.path) || misnamed {
            continue;
        }
        let (path, Text { fr, en }) = (key.path, &key.doc);
        let message = text!(fr = "clé {path} absente : {fr}", en = "key {path} is missing: {en}");
        reading.report(&rules::PES803, None, path, message, None);
    }
    let config = reading.build(options);
    if reading.findings.is_empty() { Ok(config) } else { Err(reading.findings) }
}

/// The values given, by key, and the faults found on the way.
struct Reading<'a> {
    name: &'a str,
    source: &'a str,
    values: HashMap<&'static str, (String, Range<usize>)>,
    /// Keys given, whether or not their value is taken.
    given: HashSet<&'static str>,
    tables: HashSet<String>,
    has_unknown_table: bool,
    debtors: Vec<DebtorRule>,
    columns: Vec<ColumnOf>,
    constants: HashMap<BillingField, String>,
    defaults: HashMap<BillingField, String>,
    encoding: Encoding,
    findings: Vec<Diagnostic>,
}

impl<'a> Reading<'a> {
    fn new(name: &'a str, source: &'a str) -> Self {
        Reading {
            name,
            source,
            values: HashMap::new(),
            given: HashSet::new(),
            tables: HashSet::new(),
            has_unknown_table: false,
            debtors: Vec::new(),
            columns: Vec::new(),
            constants: HashMap::new(),
            defaults: HashMap::new(),
            encoding: Encoding::default(),
            findings: Vec::new(),
        }
    }

    fn report(
        &mut self,
        rule: &'static pes_validator::Rule,
        span: Option<Range<usize>>,
        key: &'static str,
        message: Text,
        help: Option<Text>,
    ) {
        let (line, column) = span.map_or((0, 0), |span| self.position(span.start));
        let field = (!key.is_empty()).then(|| Field { column: String::new(), key });
        let at = At { field, ..At::line(self.name, line, column) };
        self.findings.push(Diagnostic { help, ..Diagnostic::new(rule, at, message) });
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.source[..offset.min(self.source.len())];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    fn tables(&mut self, document: &DeTable<'_>) {
        for (name, value) in document {
            let table = name.get_ref().as_ref();
            if table == "debiteurs" {
                self.debtor_rules(value);
                continue;
            }
            let known = TABLES.iter().any(|known| known.name == table);
            let of_fields = FIELD_TABLES.iter().any(|&(known, _)| known == table);
            let Some(entries) = value.get_ref().as_table().filter(|_| known || of_fields) else {
                let names = TABLES
                    .iter()
                    .map(|table| table.name)
                    .chain(FIELD_TABLES.iter().map(|&(name, _)| name))
                    .chain(["debiteurs"]);
                self.unknown(name.span(), table, nearest(table, names));
                self.has_unknown_table = true;
                continue;
            };
            self.tables.insert(table.to_owned());
            for (key, value) in entries {
                if of_fields {
                    self.field(table, key, value);
                } else {
                    self.key(table, key, value);
                }
            }
        }
    }

    fn unknown(&mut self, span: Range<usize>, word: &str, near: Option<&str>) {
        let help = match near {
            Some(near) => {
                text!(fr = "la clé connue la plus proche est « {near} »", en = "the nearest known key is \"{near}\"")
            }
            None => Text::fixed("« pes init » écrit toutes les clés", "`pes init` writes all the keys"),
        };
        let message = text!(fr = "clé « {word} » inconnue", en = "unknown key \"{word}\"");
        self.report(&rules::PES802, Some(span), "", message, Some(help));
    }

    fn key(&mut self, table: &str, key: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        let path = format!("{table}.{}", key.get_ref());
        match KEYS.iter().find(|known| known.path == path) {
            Some(known) => {
                let text = self.text_of(known, value);
                // A mandatory key left empty is as good as absent.
                if text.as_deref() != Some("") {
                    self.given.insert(known.path);
                }
                if let Some(text) = text {
                    self.values.insert(known.path, (text, value.span()));
                }
            }
            None => {
                let siblings =
                    KEYS.iter().filter_map(|known| known.path.split_once('.')).filter(|&(name, _)| name == table);
                let near = nearest(key.get_ref(), siblings.map(|(_, name)| name));
                let near = near.or_else(|| {
                    let elsewhere = |known: &&Key| known.path.rsplit('.').next() == Some(key.get_ref().as_ref());
                    KEYS.iter().find(elsewhere).map(|known| known.path)
                });
                self.unknown(key.span(), &path, near);
            }
        }
    }

    /// The value of a key as text, when it is of the kind wanted.
    fn text_of(&mut self, key: &'static Key, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let (found, wanted) = match (key.kind, value.get_ref()) {
            (Kind::Text, DeValue::String(text)) => {
                (Some(text.to_string()), Text::fixed("un texte entre guillemets", "a text between quotes"))
            }
            (Kind::Text, _) => (None, Text::fixed("un texte entre guillemets", "a text between quotes")),
            (Kind::Integer, DeValue::Integer(number)) => {
                let digits = number.as_str();
                let whole = number.radix() == 10 && digits.parse::<u64>().is_ok();
                (whole.then(|| digits.to_owned()), Text::fixed("un nombre entier", "a whole number"))
            }
            (Kind::Integer, _) => (None, Text::fixed("un nombre entier", "a whole number")),
            (Kind::Boolean, DeValue::Boolean(boolean)) => {
                (Some(boolean.to_string()), Text::fixed("true ou false", "true or false"))
            }
            (Kind::Boolean, _) => (None, Text::fixed("true ou false", "true or false")),
            (Kind::Choice(choices), value) => {
                let word = value.as_str().filter(|word| choices.contains(word));
                let list = choices.join(", ").replace('\t', "\\t");
                (word.map(str::to_owned), text!(fr = "un de ces mots : {list}", en = "one of these words: {list}"))
            }
        };
        if found.is_none() {
            let path = key.path;
            let Text { fr, en } = wanted;
            let message = text!(fr = "{path} : attendu {fr}", en = "{path}: expected {en}");
            self.report(&rules::PES804, Some(value.span()), path, message, None);
        }
        found
    }

    fn field(&mut self, table: &str, key: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        let Some(field) = BillingField::from_key(key.get_ref()) else {
            let near = nearest(key.get_ref(), BillingField::ALL.iter().map(|field| field.key()));
            return self.unknown(key.span(), &format!("{table}.{}", key.get_ref()), near);
        };
        let Some(text) = value.get_ref().as_str().map(str::to_owned) else {
            let path = field.key();
            let message =
                text!(fr = "{path} : attendu un texte entre guillemets", en = "{path}: expected a text between quotes");
            return self.report(&rules::PES804, Some(value.span()), path, message, None);
        };
        match table {
            "colonnes" => {
                let (line, _) = self.position(key.span().start);
                self.columns.push(ColumnOf { field, title: text, line });
            }
            "constantes" => drop(self.constants.insert(field, text)),
            _ => drop(self.defaults.insert(field, text)),
        }
    }

    fn debtor_rules(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(rules_given) = value.get_ref().as_array() else {
            return self.unknown(value.span(), "debiteurs", Some("[[debiteurs]]"));
        };
        for rule in rules_given {
            let mut debtor = DebtorRule::default();
            for (key, value) in rule.get_ref().as_table().into_iter().flatten() {
                let Some(known) = DEBTOR_KEYS.iter().find(|known| known.path == key.get_ref().as_ref()) else {
                    let near = nearest(key.get_ref(), DEBTOR_KEYS.iter().map(|known| known.path));
                    self.unknown(key.span(), &format!("debiteurs.{}", key.get_ref()), near);
                    continue;
                };
                let Some(text) = self.text_of(known, value) else { continue };
                match known.path {
                    "siret" => debtor.siret = text.split_whitespace().collect(),
                    "reference" => debtor.reference = text,
                    "route" => debtor.route = Route::from_word(&text),
                    "code_service" => debtor.code_service = self.checked::<TexteVide<100>>(text, value),
                    "engagement" => debtor.engagement = self.checked::<Texte<50>>(text, value),
                    "cat_tiers" => debtor.pair.0 = self.code(&text, value),
                    "nat_jur" => debtor.pair.1 = self.code(&text, value),
                    _ => debtor.reason = text,
                }
            }
            if debtor.siret.is_empty() && debtor.reference.is_empty() {
                let message = Text::fixed(
                    "[[debiteurs]] sans siret ni reference",
                    "[[debiteurs]] with neither siret nor reference",
                );
                self.report(&rules::PES803, Some(rule.span()), "", message, None);
            }
            self.debtors.push(debtor);
        }
    }

    /// A text that its field takes, or nothing and a fault.
    fn checked<T: SimpleType>(&mut self, text: String, value: &Spanned<DeValue<'_>>) -> String {
        self.code::<T>(&text, value).map_or_else(String::new, |_| text)
    }

    /// A code of a closed list.
    fn code<T: SimpleType>(&mut self, text: &str, value: &Spanned<DeValue<'_>>) -> Option<T> {
        let parsed = T::parse(text);
        if let Err(error) = &parsed {
            let Text { fr, en } = error.describe();
            let message = text!(fr = "« {text} » : {fr}", en = "\"{text}\": {en}");
            self.report(&rules::PES804, Some(value.span()), "", message, None);
        }
        parsed.ok()
    }

    /// The text of a key, or its default.
    fn text(&self, path: &str) -> String {
        match self.values.get(path) {
            Some((text, _)) => text.clone(),
            None => KEYS.iter().find(|key| key.path == path && !key.required).map_or("", |key| key.value).to_owned(),
        }
    }

    fn number(&self, path: &str) -> Option<u64> {
        self.text(path).parse().ok()
    }

    fn refuse(&mut self, path: &'static str, error: &ValueError) {
        let span = self.values.get(path).map(|(_, span)| span.clone());
        let Text { fr, en } = error.describe();
        let message = text!(fr = "{path} : {fr}", en = "{path}: {en}");
        self.report(&rules::PES804, span, path, message, None);
    }

    /// A value for the flow, absent when its text is empty.
    fn value<T: SimpleType>(&mut self, path: &'static str) -> Option<Value<T>> {
        let text = self.text(path);
        if text.is_empty() {
            return None;
        }
        if let Some(missing) = text.chars().find(|&character| !self.encoding.holds(character)) {
            let encoding = self.encoding.name();
            let span = self.values.get(path).map(|(_, span)| span.clone());
            let message = text!(
                fr = "{path} : le caractère « {missing} » n'existe pas en {encoding}",
                en = "{path}: the character \"{missing}\" does not exist in {encoding}"
            );
            let help = Text::fixed("le remplacer, ou écrire en utf-8", "replace it, or write in utf-8");
            self.report(&rules::PES804, span, path, message, Some(help));
        }
        match T::parse(&text) {
            Ok(_) => Some(Value::raw(text)),
            Err(error) => {
                self.refuse(path, &error);
                None
            }
        }
    }

    fn build(&mut self, options: ConfigOptions) -> Config {
        let version = options.version.unwrap_or_else(|| self.version());
        self.encoding =
            options.encoding.or_else(|| Encoding::from_name(&self.text("flux.encodage"))).unwrap_or_default();
        let siret = self.value::<Siret>("collectivite.siret").map(|siret| siret.text().to_owned()).unwrap_or_default();
        let en_tete = EnTetePes {
            id_post: self.value("collectivite.codique"),
            libelle_poste: self.value("collectivite.libelle_poste"),
            id_coll: Some(Value::raw(siret.as_str())),
            fin_jur: self.value("collectivite.fin_jur"),
            cod_col: self.value("collectivite.code_collectivite"),
            cod_bud: self.value("collectivite.code_budget"),
            libelle_col_bud: self.value("collectivite.libelle_budget"),
            ..EnTetePes::default()
        };
        let editeur = CarteVisite {
            sigle: self.value("editeur.sigle"),
            adresse: self.value("editeur.adresse"),
            ..CarteVisite::default()
        };
        let emetteur = self.emetteur(version);
        let tiers = vec![self.centre_encaissement(), self.tresorerie(version)];
        let asap = self.asap(version);
        self.imputation_defaults();
        Config {
            name: self.name.to_owned(),
            en_tete,
            siret,
            exercice: self.exercice(),
            editeur,
            emetteur,
            tiers,
            asap,
            numbering: self.numbering(options),
            dematerialisee: self.text("bordereau.dematerialisee") == "true",
            flux: self.flux(version),
            routing: Routing {
                doubtful: Route::from_word(&self.text("routage.cas_douteux")),
                separate: self.text("routage.separer") == "true",
                directory_path: self.text("routage.annuaire"),
                directory: None,
                debtors: std::mem::take(&mut self.debtors),
            },
            shorten: self.text("texte.trop_long") == "raccourcir",
            postal_addresses: self.text("texte.adresses") == "postales",
            tolerance_centimes: self
                .number("montants.tolerance_centimes")
                .and_then(|n| i64::try_from(n).ok())
                .unwrap_or(0),
            fine_price_as_base: self.text("montants.prix_unitaire_long") == "base",
            entry: Entry {
                encoding: Encoding::from_name(&self.text("entree.encodage")),
                delimiter: Some(self.text("entree.separateur"))
                    .filter(|text| text.len() == 1)
                    .map(|text| text.as_bytes()[0]),
                complements: self.text("entree.complements"),
            },
            columns: std::mem::take(&mut self.columns),
            constants: std::mem::take(&mut self.constants),
            defaults: std::mem::take(&mut self.defaults),
        }
    }

    fn exercice(&mut self) -> Option<u64> {
        let exercice = self.number("collectivite.exercice")?;
        if !(1900..=9999).contains(&exercice) {
            let span = self.values.get("collectivite.exercice").map(|(_, span)| span.clone());
            let message = Text::fixed(
                "collectivite.exercice : attendu une année sur 4 chiffres",
                "collectivite.exercice: expected a four-digit year",
            );
            self.report(&rules::PES804, span, "collectivite.exercice", message, None);
        }
        Some(exercice)
    }

    fn version(&mut self) -> PesVersion {
        self.text("flux.version").parse().unwrap_or_else(|_| {
            let span = self.values.get("flux.version").map(|(_, span)| span.clone());
            let message = Text::fixed("flux.version : attendu 5.11 à 5.30", "flux.version: expected 5.11 to 5.30");
            self.report(&rules::PES804, span, "flux.version", message, None);
            PesVersion::default()
        })
    }

    fn adresse(&mut self, [adr1, adr2, adr3, cp, ville]: [&'static str; 5]) -> Option<Adresse> {
        Some(Adresse {
            typ_adr: made(TypAdr::Principal),
            adr1: if adr1.is_empty() { None } else { self.value(adr1) },
            adr2: if adr2.is_empty() { None } else { self.value(adr2) },
            adr3: if adr3.is_empty() { None } else { self.value(adr3) },
            cp: self.value(cp),
            ville: self.value(ville),
            cod_res: made(Booleen(false)),
            ..Adresse::default()
        })
    }

    fn emetteur(&mut self, version: PesVersion) -> Emetteur {
        let (cat_tiers, nat_jur) =
            (self.value::<CatTiers>("emetteur.cat_tiers"), self.value::<NatJur>("emetteur.nat_jur"));
        if let (Some(cat), Some(nat)) = (cat_tiers.as_ref().and_then(Value::ok), nat_jur.as_ref().and_then(Value::ok))
            && !pair_allowed(cat, nat)
        {
            let (cat, nat) = (cat.code(), nat.code());
            let span = self.values.get("emetteur.nat_jur").map(|(_, span)| span.clone());
            let message = text!(
                fr = "emetteur : cat_tiers {cat} ne va pas avec nat_jur {nat}",
                en = "emetteur: cat_tiers {cat} does not go with nat_jur {nat}"
            );
            self.report(&rules::PES845, span, "emetteur.nat_jur", message, None);
        }
        let (code_tipi, adr_tipi) = (self.value("asap.payfip_code"), self.value("asap.payfip_url"));
        if code_tipi.is_some() != adr_tipi.is_some() {
            let message = Text::fixed(
                "payfip_code et payfip_url vont ensemble : donner les deux, ou aucun",
                "payfip_code and payfip_url go together: give both, or none",
            );
            self.report(&rules::PES255, None, "asap.payfip_code", message, None);
        }
        // With a TIP the reference is an ICS, whose structure is checked; with a stub, the emitter number.
        if self.text("asap.mode_recouvrement") == "tip" {
            self.value::<Ics>("asap.ref_bdf");
        }
        let mel = if version >= PesVersion::V5_13 { self.value("emetteur.mel") } else { None };
        let (num_tva, service) = (self.value("emetteur.num_tva"), self.value("emetteur.service"));
        Emetteur {
            info_tiers: Some(InfoTiers {
                cat_tiers,
                nat_jur,
                typ_tiers: made(TypTiers::Emetteur),
                nom: self.value("emetteur.nom"),
                ..InfoTiers::default()
            }),
            adresse: self.adresse(["emetteur.adr1", "emetteur.adr2", "emetteur.adr3", "emetteur.cp", "emetteur.ville"]),
            info_tva_emetteur: (num_tva.is_some() || service.is_some())
                .then(|| Box::new(InfoTvaEmetteur { num_tva, service, ..InfoTvaEmetteur::default() })),
            info_suppl: Some(InfoSuppl {
                num_tel: self.value("emetteur.telephone"),
                horaires_ouv: self.value("emetteur.horaires"),
                code_tipi,
                adresse_mel_emetteur: mel,
                adr_tipi,
                ref_bdf: self.value("asap.ref_bdf"),
                ..InfoSuppl::default()
            }),
            signataire: Some(Signataire {
                personne: Some(SignatairePersonne {
                    nom: self.value("signataire.nom"),
                    prenom: self.value("signataire.prenom"),
                    ..SignatairePersonne::default()
                }),
                role: self.value("signataire.role"),
                ..Signataire::default()
            }),
            ..Emetteur::default()
        }
    }

    /// The words of the two names are those the texts impose.
    fn centre_encaissement(&mut self) -> TiersFacture {
        TiersFacture {
            info_tiers: Some(InfoTiers {
                cat_tiers: made(CatTiers::Etat),
                nat_jur: made(NatJur::Etat),
                typ_tiers: made(TypTiers::DestinatairePaiement),
                nom: Some(Value::raw("CENTRE D'ENCAISSEMENT")),
                compl_nom: Some(Value::raw("DES FINANCES PUBLIQUES")),
                ..InfoTiers::default()
            }),
            adresse: self.adresse([
                "",
                "",
                "centre_encaissement.tsa",
                "centre_encaissement.cp",
                "centre_encaissement.ville",
            ]),
            ..TiersFacture::default()
        }
    }

    fn tresorerie(&mut self, version: PesVersion) -> TiersFacture {
        let mel = if version >= PesVersion::V5_30 {
            self.value("tresorerie.mel")
        } else if version >= PesVersion::V5_13 {
            self.value::<Texte<50>>("tresorerie.mel").map(|mel| Value::raw(mel.text()))
        } else {
            None
        };
        let (num_tel2, horaires_ouv2) = (self.value("tresorerie.telephone"), self.value("tresorerie.horaires"));
        let has_suppl = mel.is_some() || num_tel2.is_some() || horaires_ouv2.is_some();
        TiersFacture {
            info_tiers: Some(InfoTiers {
                cat_tiers: made(CatTiers::Etat),
                nat_jur: made(NatJur::Etat),
                typ_tiers: made(TypTiers::ComptableEmetteur),
                nom: self.value("tresorerie.nom"),
                ..InfoTiers::default()
            }),
            info_suppl_tiers: has_suppl.then(|| {
                Box::new(InfoSupplTiers { num_tel2, horaires_ouv2, adresse_mel_cfp: mel, ..InfoSupplTiers::default() })
            }),
            adresse: self.adresse([
                "tresorerie.adr1",
                "tresorerie.adr2",
                "tresorerie.adr3",
                "tresorerie.cp",
                "tresorerie.ville",
            ]),
            cpte_bancaire: Some(Box::new(CpteBancaire {
                bic: self.value("tresorerie.bic"),
                iban: self.iban("tresorerie.iban"),
                tit_cpte: self.value("tresorerie.titulaire"),
                ..CpteBancaire::default()
            })),
            ..TiersFacture::default()
        }
    }

    /// An account may be written in groups of four.
    fn iban(&mut self, path: &'static str) -> Option<Value<Iban>> {
        let text = self.text(path);
        if text.is_empty() {
            return None;
        }
        match Iban::normalised(&text) {
            Ok(iban) => Some(Value::of(&iban)),
            Err(error) => {
                self.refuse(path, &error);
                None
            }
        }
    }

    fn asap(&mut self, version: PesVersion) -> Asap {
        let recent = version >= PesVersion::V5_30;
        Asap {
            stub: self.text("asap.mode_recouvrement") != "tip",
            modalites_reglement: self.value("asap.modalites_reglement"),
            modalites_contestation: self.value("asap.modalites_contestation"),
            conditions_gen: self.value("asap.conditions_gen"),
            nature: if recent { self.value("asap.nature") } else { None },
            commentaire: if recent { self.value("asap.commentaire") } else { None },
            one_piece_a_bordereau: self.text("asap.groupement") == "bordereau",
        }
    }

    /// The imputation is a default of the fields of the same name.
    fn imputation_defaults(&mut self) {
        for (path, field) in [
            ("imputation.cod_prod_loc", BillingField::LigneCodProdLoc),
            ("imputation.nature", BillingField::LigneNature),
            ("imputation.fonction", BillingField::LigneFonction),
            ("imputation.operation", BillingField::LigneOperation),
            ("imputation.typ_pce", BillingField::TypPce),
            ("imputation.nat_pce", BillingField::NatPce),
            ("imputation.cod_serv", BillingField::CodServ),
            ("imputation.affect", BillingField::Affect),
        ] {
            let text = self.text(path);
            if !text.is_empty() {
                self.defaults.entry(field).or_insert(text);
            }
        }
    }

    fn numbering(&mut self, options: ConfigOptions) -> Numbering {
        let first_bordereau =
            options.first_bordereau.or_else(|| self.number("numerotation.premier_bordereau")).unwrap_or(1);
        let first_titre = options.first_titre.or_else(|| self.number("numerotation.premier_titre")).unwrap_or(1);
        let first_flow = options.first_flow.or_else(|| self.number("numerotation.premier_flux")).unwrap_or(1);
        for (path, first, max) in [
            ("numerotation.premier_flux", first_flow, 999),
            ("numerotation.premier_bordereau", first_bordereau, 9_999_999),
            ("numerotation.premier_titre", first_titre, 99_999_999),
        ] {
            if first == 0 || first > max {
                let message = text!(fr = "{path} : attendu 1 à {max}", en = "{path}: expected 1 to {max}");
                let span = self.values.get(path).map(|(_, span)| span.clone());
                self.report(&rules::PES804, span, path, message, None);
            }
        }
        let cumul = self.value::<MontantNul>("numerotation.cumul_annuel");
        let cumul_centimes = cumul.as_ref().and_then(Value::ok).map_or(0, |amount| amount.centimes());
        Numbering { first_bordereau, first_titre, first_flow, cumul_centimes }
    }

    fn flux(&mut self, version: PesVersion) -> Flux {
        let max_titres = self.number("flux.max_titres").unwrap_or(1000);
        let max_bytes = self.number("flux.max_octets").unwrap_or(100_000_000);
        for (path, given, max) in
            [("flux.max_titres", max_titres, 99_999), ("flux.max_octets", max_bytes, u32::MAX.into())]
        {
            if given == 0 || given > max {
                let span = self.values.get(path).map(|(_, span)| span.clone());
                let message = text!(fr = "{path} : attendu 1 à {max}", en = "{path}: expected 1 to {max}");
                self.report(&rules::PES804, span, path, message, None);
            }
        }
        Flux {
            version,
            encoding: self.encoding,
            max_titres: usize::try_from(max_titres).unwrap_or(1000),
            max_bytes: usize::try_from(max_bytes).unwrap_or(100_000_000),
            invoice_number: self.text("flux.numero_facture"),
        }
    }
}

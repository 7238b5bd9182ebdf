//! The configuration made of what was read: blocks of the flow ready to be written.

use pes_parser::code::{CatTiers, NatJur, TypAdr, TypTiers, pair_allowed};
use pes_parser::model::{
    Adresse, CarteVisite, CpteBancaire, Emetteur, EnTetePes, InfoSuppl, InfoSupplTiers, InfoTiers, InfoTvaEmetteur,
    Signataire, SignatairePersonne, TiersFacture,
};
use pes_parser::value::{Booleen, Iban, Ics, MontantNul, Siret, Texte, Value};
use pes_parser::{Encoding, PesVersion, Text, text};
use pes_validator::{Charset, rules};

use super::reading::Reading;
use super::{Asap, Config, ConfigOptions, Debtors, Entry, Flux, Numbering, RateUnit, Routing, made};
use crate::day::DayNotation;
use crate::decimal::Notation;
use crate::fields::BillingField;
use crate::route::Route;

impl Reading<'_> {
    pub(super) fn build(&mut self, options: ConfigOptions) -> Config {
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
            journal_path: self.text("journal.path"),
            journal_url: self.journal_url(),
            numbers_restart: self.text("journal.numeros_par_exercice") == "true",
            output_group: self.text("sortie.groupe"),
            dematerialisee: self.text("bordereau.dematerialisee") == "true",
            flux: self.flux(version),
            routing: Routing {
                doubtful: Route::from_word(&self.text("routage.cas_douteux")),
                separate: self.text("routage.separer") == "true",
                directory_path: self.text("routage.annuaire"),
                directory: None,
                debtors: Debtors::new(std::mem::take(&mut self.debtors)),
            },
            shorten: self.text("texte.trop_long") == "raccourcir",
            postal_addresses: self.text("texte.adresses") == "postales",
            tolerance_centimes: self
                .number("montants.tolerance_centimes")
                .and_then(|n| i64::try_from(n).ok())
                .unwrap_or(0),
            fine_price_as_base: self.text("montants.prix_unitaire_long") == "base",
            rate_unit: match self.text("montants.taux_tva").as_str() {
                "pour_cent" => RateUnit::Percent,
                "fraction" => RateUnit::Fraction,
                _ => RateUnit::Auto,
            },
            vat_by_invoice: self.text("montants.arrondi_tva") == "facture",
            entry: Entry {
                encoding: Charset::from_name(&self.text("entree.encodage")),
                delimiter: Some(self.text("entree.separateur"))
                    .filter(|text| text.len() == 1)
                    .map(|text| text.as_bytes()[0]),
                numbers: Notation::from_example(&self.text("entree.nombres")),
                days: DayNotation::from_word(&self.text("entree.dates")),
                formats: std::mem::take(&mut self.formats),
                complements: self.text("entree.complements"),
            },
            columns: std::mem::take(&mut self.columns),
            constants: std::mem::take(&mut self.constants).into(),
            defaults: std::mem::take(&mut self.defaults).into(),
        }
    }

    /// Messages do not repeat it: it may hold a password.
    fn journal_url(&mut self) -> String {
        let url = self.text("journal.url");
        let message = match () {
            () if url.is_empty() => return url,
            () if !self.text("journal.path").is_empty() => Text::fixed(
                "journal.path et journal.url : un journal est à un seul endroit, donner l'un ou l'autre",
                "journal.path and journal.url: a journal is in one place, give one or the other",
            ),
            () if !url.starts_with("postgres://") && !url.starts_with("postgresql://") => Text::fixed(
                "journal.url : attendu postgres://utilisateur:motdepasse@hote/base",
                "journal.url: expected postgres://user:password@host/database",
            ),
            () => return url,
        };
        let span = self.values.get("journal.url").map(|(_, span)| span.clone());
        self.report(&rules::PES804, span, "journal.url", message, None);
        url
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

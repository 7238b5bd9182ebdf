//! Billing data as a software exports it: a CSV of one row a line, in windows-1252, and the configuration that reads it.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use super::draw::Draw;
use super::titre::{Line, Titre};
use super::words::TOWNS;

/// One titre in this many is owed by a public debtor.
const ONE_PUBLIC_IN: u64 = 10;
/// Rows are written out once there are about this many bytes of them.
const CHUNK: usize = 1 << 16;

/// The first line of a file.
pub const COLUMNS: &str = "N° facture;Objet;Service;Référence;Civilité;Nom;Prénom;Complément;Adresse;Lieu-dit;\
    Code postal;Ville;SIRET;Catégorie;Nature juridique;Code service;Engagement;Prestation;Début;Fin;Quantité;Unité;\
    Prix unitaire;Compte;Fonction;Produit;Total TTC\r\n";

/// Writes `pes.toml`, then `factures.csv` with that many titres.
pub fn write(folder: &Path, titres: u64) -> io::Result<()> {
    fs::write(folder.join("pes.toml"), CONFIGURATION)?;
    write_rows(&folder.join("factures.csv"), (1..=titres).map(Titre::new))
}

/// Writes the rows of those titres.
pub fn write_rows(path: &Path, titres: impl Iterator<Item = Titre>) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(2 * CHUNK, File::create(path)?);
    let mut text = COLUMNS.to_owned();
    for titre in titres {
        rows(&mut text, &titre);
        if text.len() >= CHUNK {
            file.write_all(&windows_1252(&text))?;
            text.clear();
        }
    }
    file.write_all(&windows_1252(&text))?;
    file.flush()
}

fn rows(text: &mut String, titre: &Titre) {
    let debtor = match Commune::owing(titre.number) {
        Some(commune) => commune.cells(titre.number),
        None => person(titre),
    };
    for Line { label, unit, days, daily } in &titre.lines {
        let (number, service, total) = (titre.number, titre.service, euros(titre.amount()));
        // Writing to a String cannot fail.
        let _ = write!(text, "2026-{number:07};{};{};{debtor};", service.object, service.code);
        let _ = write!(text, "{label};01/02/2026;28/02/2026;{days};{unit};{};", euros(*daily));
        let _ = write!(text, "{};{};{};{total}\r\n", service.account, service.function, service.product);
    }
}

/// From the reference to the commitment.
fn person(titre: &Titre) -> String {
    let Titre { number, civility, name, first_name, street, town: (code, town), .. } = titre;
    let (building, place) = (titre.building.unwrap_or_default(), titre.place.unwrap_or_default());
    format!("FAM{number:07};{civility};{name};{first_name};{building};{street};{place};{code};{town};;01;01;;")
}

/// A debtor that Chorus Pro knows.
struct Commune {
    siret: String,
    town: (&'static str, &'static str),
    commitment: u64,
}

impl Commune {
    /// The one that owes the titre of that number, if a commune does.
    fn owing(number: u64) -> Option<Self> {
        let mut draw = Draw::of(!number);
        draw.one_in(ONE_PUBLIC_IN).then(|| Self {
            siret: siret(draw.below(100), 1 + draw.below(500)),
            town: draw.one_of(TOWNS),
            commitment: draw.below(1_000_000),
        })
    }

    /// From the reference to the commitment.
    fn cells(&self, number: u64) -> String {
        let Self { siret, town: (code, town), commitment } = self;
        format!(
            "COL{number:07};;COMMUNE DE {town};;;1 PLACE DE LA MAIRIE;;{code};{town};{siret};23;09;FACTURES_PUBLIQUES;\
             PF-26-{commitment:06}"
        )
    }
}

/// Of an establishment of a commune numbered from 900 in Ille-et-Vilaine, where INSEE numbers stop at 363.
fn siret(commune: u64, establishment: u64) -> String {
    let siren = with_key(format!("21350{}", 900 + commune));
    with_key(format!("{siren}{establishment:04}"))
}

/// Ends the digits by the one that makes Luhn's sum a multiple of ten.
fn with_key(digits: String) -> String {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let from_the_end = digits.chars().rev().filter_map(|digit| digit.to_digit(10)).enumerate();
    let sum: u32 = from_the_end.map(|(rank, digit)| if rank % 2 == 0 { doubled(digit) } else { digit }).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// An amount as a French spreadsheet writes it.
fn euros(cents: u64) -> String {
    format!("{},{:02}", cents / 100, cents % 100)
}

/// All letters here are those of Latin-1.
fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(letter).unwrap_or(b'?')).collect()
}

/// Flows of 2,000 titres, so that 1,000,000 fit in the 999 files of a day.
pub const CONFIGURATION: &str = r#"
[collectivite]
siret = "21350999500014"
codique = "035999"
libelle_poste = "SGC DE VALMIREL"
code_collectivite = "350"
code_budget = "00"
libelle_budget = "COMMUNE DE VALMIREL"
exercice = 2026

[editeur]
sigle = "EDITEUR EXEMPLE"
adresse = "Facturation locale 4.2"

[emetteur]
nom = "COMMUNE DE VALMIREL"
cat_tiers = "23"
nat_jur = "09"
adr2 = "2 PLACE DES TILLEULS"
cp = "35999"
ville = "VALMIREL"
telephone = "02 61 91 00 12"
horaires = "du lundi au vendredi, 9h-12h"
mel = "factures@exemple.fr"

[signataire]
nom = "KERMARREC"
prenom = "Maëlle"
role = "Maire"

[tresorerie]
nom = "SGC DE VALMIREL"
adr2 = "4 RUE DU TRESOR"
cp = "35999"
ville = "VALMIREL"
telephone = "02 61 91 00 35"
horaires = "9h-12h, sauf mercredi"
mel = "sgc.valmirel@example.fr"
iban = "FR7699999000350000035035035"
bic = "BDFEFRPPCCT"
titulaire = "SGC DE VALMIREL"

[centre_encaissement]
tsa = "TSA 99935"
cp = "35908"
ville = "RENNES CEDEX 9"

[asap]
ref_bdf = "999035"
mode_recouvrement = "talon"
payfip_code = "099935"
payfip_url = "https://paiement.exemple.fr/valmirel"
modalites_reglement = "Prélèvement : formulaire à demander en mairie"
modalites_contestation = "Tribunal judiciaire de Rennes, dans les deux mois suivant la réception"
conditions_gen = "Sans objet"
groupement = "titre"

[numerotation]
premier_bordereau = 1
premier_titre = 1

[flux]
version = "5.30"
encodage = "iso-8859-1"
max_titres = 2000

[entree]
encodage = "windows-1252"
separateur = ";"

[colonnes]
facture = "N° facture"
objet = "Objet"
cod_serv = "Service"
"debiteur.reference" = "Référence"
"debiteur.civilite" = "Civilité"
"debiteur.nom" = "Nom"
"debiteur.prenom" = "Prénom"
"debiteur.adr1" = "Complément"
"debiteur.adr2" = "Adresse"
"debiteur.adr3" = "Lieu-dit"
"debiteur.cp" = "Code postal"
"debiteur.ville" = "Ville"
"debiteur.siret" = "SIRET"
"debiteur.cat_tiers" = "Catégorie"
"debiteur.nat_jur" = "Nature juridique"
code_service = "Code service"
engagement = "Engagement"
"ligne.libelle" = "Prestation"
"ligne.debut" = "Début"
"ligne.fin" = "Fin"
"ligne.quantite" = "Quantité"
"ligne.unite" = "Unité"
"ligne.prix_unitaire" = "Prix unitaire"
"ligne.nature" = "Compte"
"ligne.fonction" = "Fonction"
"ligne.cod_prod_loc" = "Produit"
total_ttc = "Total TTC"

[constantes]
"ligne.taux_tva" = "0"
"#;

//! One titre de recette, its place in a flow and whom it is for.

use std::fmt::Display;

use crate::flow::SIRET;
use crate::xml::Xml;

/// A debt and the one who owes it, all drawn from the number.
pub struct Titre {
    pub bordereau: u64,
    pub number: u64,
    pub service: &'static Service,
    civility: &'static str,
    name: String,
    first_name: &'static str,
    building: Option<&'static str>,
    street: String,
    place: Option<&'static str>,
    town: (&'static str, &'static str),
    pub lines: Vec<Line>,
}

/// What is owed for one service, the same on each of some days.
pub struct Line {
    pub label: &'static str,
    pub days: u64,
    pub daily: u64,
}

impl Line {
    fn amount(&self) -> u64 {
        self.days * self.daily
    }
}

impl Titre {
    /// The titre of that number.
    pub fn new(bordereau: u64, number: u64) -> Self {
        let mut draw = Draw(number);
        let service = &SERVICES[draw.below(SERVICES.len() as u64) as usize];
        let (civility, first_name) = draw.one_of(FIRST_NAMES);
        let name = if draw.below(5) == 0 {
            format!("{}-{}", draw.one_of(NAMES), draw.one_of(NAMES))
        } else {
            draw.one_of(NAMES).to_string()
        };
        let lines = (0..1 + draw.below(4))
            .map(|_| Line {
                label: draw.one_of(service.lines),
                days: 1 + draw.below(20),
                daily: 95 + draw.below(4_800),
            })
            .collect();
        Self {
            bordereau,
            number,
            service,
            civility,
            name,
            first_name,
            building: (draw.below(3) == 0).then(|| draw.one_of(BUILDINGS)),
            street: format!("{} {}", 1 + draw.below(140), draw.one_of(STREETS)),
            place: (draw.below(4) == 0).then(|| draw.one_of(PLACES)),
            town: draw.one_of(TOWNS),
            lines,
        }
    }

    /// In cents.
    pub fn amount(&self) -> u64 {
        self.lines.iter().map(Line::amount).sum()
    }

    /// What ties the piece to its attached file.
    pub fn attached_id(&self) -> String {
        format!("{SIRET}350002026B{}T{}A", self.bordereau, self.number)
    }

    /// The name of its attached file.
    pub fn attached_name(&self) -> String {
        format!("ASAP_2026_{}_{}.xml", self.bordereau, self.number)
    }

    /// As a piece of the flow, with a reference to its ASAP if there is one.
    pub fn piece(&self, xml: &mut Xml, asap: bool) {
        xml.open("Piece");
        xml.open("BlocPiece");
        xml.value("CodServ", self.service.code);
        xml.value("IdPce", self.number);
        xml.values(&[("TypPce", "01"), ("NatPce", "01")]);
        if asap {
            xml.value("Edition", "01");
        }
        xml.value("ObjPce", self.service.object);
        if asap {
            xml.open("PJRef");
            xml.value("Support", "01");
            xml.value("IdUnique", self.attached_id());
            xml.value("NomPJ", self.attached_name());
            xml.value("TypePJ", "006");
            xml.close();
        }
        xml.close();
        for (index, line) in self.lines.iter().enumerate() {
            xml.open("LigneDePiece");
            xml.open("BlocLignePiece");
            xml.open("InfoLignePiece");
            xml.value("IdLigne", index + 1);
            xml.value("ObjLignePce", line.label);
            xml.values(&[("CodProdLoc", self.service.product), ("Nature", self.service.account)]);
            xml.values(&[("Fonction", self.service.function), ("Majo", "0"), ("TvaIntraCom", "0")]);
            xml.value("MtHT", euros(line.amount()));
            xml.close();
            xml.close();
            xml.open("Tiers");
            self.person(xml, Some(format!("FAM{}", 1_000 + self.number)));
            xml.close();
            xml.close();
        }
        xml.close();
    }

    /// The one who owes, under a reference of the sender if there is one.
    pub fn person(&self, xml: &mut Xml, reference: Option<String>) {
        xml.open("InfoTiers");
        if let Some(reference) = reference {
            xml.value("RefTiers", reference);
        }
        xml.values(&[("CatTiers", "01"), ("NatJur", "01"), ("TypTiers", "01")]);
        xml.values(&[("Civilite", self.civility), ("Nom", &self.name), ("Prenom", self.first_name)]);
        xml.close();
        xml.open("Adresse");
        xml.value("TypAdr", "1");
        if let Some(building) = self.building {
            xml.value("Adr1", building);
        }
        xml.value("Adr2", &self.street);
        if let Some(place) = self.place {
            xml.value("Adr3", place);
        }
        xml.values(&[("CP", self.town.0), ("Ville", self.town.1), ("CodRes", "0")]);
        xml.close();
    }
}

/// An amount as a flow writes it.
pub fn euros(cents: u64) -> impl Display {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Draws that depend on the seed alone (splitmix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}

/// What the commune invoices.
pub struct Service {
    code: &'static str,
    pub object: &'static str,
    product: &'static str,
    account: &'static str,
    function: &'static str,
    lines: &'static [&'static str],
}

const SERVICES: &[Service] = &[
    Service {
        code: "SCOLAIRE",
        object: "Cantine et garderie, février 2026",
        product: "7067",
        account: "7067",
        function: "281",
        lines: &[
            "Repas à l'école maternelle",
            "Repas à l'école élémentaire",
            "Garderie périscolaire",
            "Étude surveillée",
        ],
    },
    Service {
        code: "EAU",
        object: "Eau &amp; assainissement, hiver 2026",
        product: "7011",
        account: "70111",
        function: "811",
        lines: &[
            "Part fixe eau",
            "Consommation d'eau, m³ relevés",
            "Redevance &amp; taxes",
            "Assainissement collectif",
        ],
    },
    Service {
        code: "CRECHE",
        object: "Crèche &#171; Les Bélougas &#187;",
        product: "7066",
        account: "7066",
        function: "4221",
        lines: &["Accueil régulier", "Accueil occasionnel", "Goûters et repas"],
    },
    Service {
        code: "PORT",
        object: "Mouillage au port de Grève-Noire",
        product: "7038",
        account: "70388",
        function: "90",
        lines: &["Emplacement au ponton, forfait", "Électricité à quai", "Manutention"],
    },
];

const FIRST_NAMES: &[(&str, &str)] = &[
    ("MME", "Gaëlle"),
    ("MME", "Hélène"),
    ("MME", "Inès"),
    ("MME", "Anne-Françoise"),
    ("MME", "Rozenn"),
    ("M", "Joël"),
    ("M", "Mickaël"),
    ("M", "Yves"),
    ("M", "Théo"),
    ("M", "Nolwen"),
];
const NAMES: &[&str] =
    &["KERVADEC", "GUÉGUEN", "RIOU", "SOUFFLÉ", "MARÇAIS", "LE BIHAN", "TRÉMEUR", "D'AJONC", "BÂTARD", "PENNEC"];
const BUILDINGS: &[&str] =
    &["Bâtiment B", "Résidence Les Oeillets", "Appt 12, 2e étage", "CHEZ M. LANDÉ", "BATIMENT C"];
const STREETS: &[&str] =
    &["RUE DES AJONCS", "allée des Oeillets", "VENELLE SAINT-EXEMPLE", "chemin de la Grève", "BIS ALLEE DU LAVOIR"];
const PLACES: &[&str] = &["Lieu-dit Keroeur", "ROUTE DE LA GREVE", "Hameau de l'Étang"];
const TOWNS: &[(&str, &str)] =
    &[("35999", "VALMIREL"), ("35998", "SAINT-EXEMPLE"), ("35997", "GRÈVE-NOIRE"), ("35996", "PLOUFICTIF")];

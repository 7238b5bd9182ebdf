//! One titre de recette, its place in a flow and whom it is for.

use std::fmt::Display;

use super::draw::Draw;
use super::flow::{SIRET, TITRES_PER_BORDEREAU};
use super::words::{BUILDINGS, FIRST_NAMES, NAMES, PLACES, SERVICES, STREETS, Service, TOWNS};
use super::xml::{Xml, escaped};

/// A debt and the person who owes it, all drawn from the number.
pub struct Titre {
    pub number: u64,
    pub service: &'static Service,
    pub civility: &'static str,
    pub name: String,
    pub first_name: &'static str,
    pub building: Option<&'static str>,
    pub street: String,
    pub place: Option<&'static str>,
    pub town: (&'static str, &'static str),
    pub lines: Vec<Line>,
}

/// What is owed for one service, the same on each of some days.
pub struct Line {
    pub label: &'static str,
    pub unit: &'static str,
    pub days: u64,
    /// In cents.
    pub daily: u64,
}

impl Line {
    pub fn amount(&self) -> u64 {
        self.days * self.daily
    }
}

impl Titre {
    /// The titre of that number.
    pub fn new(number: u64) -> Self {
        let mut draw = Draw::of(number);
        let service = &SERVICES[draw.below(SERVICES.len() as u64) as usize];
        let (civility, first_name) = draw.one_of(FIRST_NAMES);
        let name = if draw.one_in(5) {
            format!("{}-{}", draw.one_of(NAMES), draw.one_of(NAMES))
        } else {
            draw.one_of(NAMES).to_string()
        };
        let lines = (0..1 + draw.below(3))
            .map(|_| {
                let (label, unit) = draw.one_of(service.lines);
                Line { label, unit, days: 1 + draw.below(20), daily: 95 + draw.below(4_800) }
            })
            .collect();
        Self {
            number,
            service,
            civility,
            name,
            first_name,
            building: draw.one_in(3).then(|| draw.one_of(BUILDINGS)),
            street: format!("{} {}", 1 + draw.below(140), draw.one_of(STREETS)),
            place: draw.one_in(4).then(|| draw.one_of(PLACES)),
            town: draw.one_of(TOWNS),
            lines,
        }
    }

    /// In cents.
    pub fn amount(&self) -> u64 {
        self.lines.iter().map(Line::amount).sum()
    }

    /// The number of its bordereau in a flow.
    pub fn bordereau(&self) -> u64 {
        (self.number - 1) / TITRES_PER_BORDEREAU + 1
    }

    /// What ties the piece to its attached file.
    pub fn attached_id(&self) -> String {
        format!("{SIRET}350002026B{}T{}A", self.bordereau(), self.number)
    }

    /// The name of its attached file.
    pub fn attached_name(&self) -> String {
        format!("ASAP_2026_{}_{}.xml", self.bordereau(), self.number)
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
        xml.value("ObjPce", escaped(self.service.object));
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
            xml.value("ObjLignePce", escaped(line.label));
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

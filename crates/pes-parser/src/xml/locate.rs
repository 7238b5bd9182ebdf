use std::collections::HashMap;

use super::reader::{Event, Reader};
use super::source::{Lines, Source};
use super::tag::Tag;
use crate::value::Place;

/// A place in words that people follow: line, column and path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// Line, from 1; 0 when unknown.
    pub line: usize,
    /// Column in characters, from 1; 0 when unknown.
    pub column: usize,
    /// Path from the root, `/PES_Aller/PES_RecetteAller/Bordereau[1]/BlocBordereau/NbrPce`.
    pub path: String,
}

/// The elements that may stand several times beside each other: only these are numbered in a path.
const REPEATABLE: [&str; 16] = [
    "Bordereau",
    "Commentaire",
    "Correspondance",
    "DetailTVA",
    "FactureIndiv",
    "LigneDePiece",
    "LigneFElectronique",
    "LigneFacture",
    "PJ",
    "PJRef",
    "Piece",
    "Recouvrement",
    "RefCompta",
    "Repartition",
    "RepartitionBudget",
    "Tiers",
];

impl Source<'_> {
    /// Line, column and path of a place.
    pub fn locate(&self, place: Place) -> Location {
        self.locate_all(&[place]).pop().unwrap_or_default()
    }

    /// Line, column and path of several places, in the order given, for one reading of the document.
    pub fn locate_all(&self, places: &[Place]) -> Vec<Location> {
        let mut order: Vec<(usize, usize)> = places
            .iter()
            .enumerate()
            .filter_map(|(index, place)| place.offset().map(|offset| (offset, index)))
            .collect();
        order.sort_unstable();
        let mut locations = vec![Location::default(); places.len()];
        let mut wanted = order.into_iter().peekable();
        let mut lines = Lines::new(self.form(), self.body());
        let mut reader = Reader::new(self);
        let mut path = Path::default();
        while wanted.peek().is_some() {
            let event = reader.next();
            let reached = reader.position();
            match &event {
                Ok(Event::Open(tag)) => path.enter(&tag.local_name()),
                Ok(Event::Close | Event::Text(..) | Event::Reference(..)) => {}
                // A document that breaks off still has lines and columns.
                Ok(Event::End) | Err(_) => break,
            }
            while let Some((offset, index)) = wanted.next_if(|&(offset, _)| offset < reached) {
                let (line, column) = lines.at(offset);
                locations[index] = Location { line, column, path: path.to_string() };
            }
            if matches!(event, Ok(Event::Close | Event::Open(Tag { is_empty: true, .. }))) {
                path.leave();
            }
        }
        for (offset, index) in wanted {
            let (line, column) = lines.at(offset);
            locations[index] = Location { line, column, path: String::new() };
        }
        locations
    }
}

/// The open elements, each with the count of its repeatable children.
#[derive(Default)]
struct Path {
    steps: Vec<(String, HashMap<String, usize>)>,
}

impl Path {
    fn enter(&mut self, name: &str) {
        let step = match self.steps.last_mut() {
            Some((_, counts)) if REPEATABLE.binary_search(&name).is_ok() => {
                let count = counts.entry(name.to_owned()).or_default();
                *count += 1;
                format!("{name}[{count}]")
            }
            _ => name.to_owned(),
        };
        self.steps.push((step, HashMap::new()));
    }

    fn leave(&mut self) {
        self.steps.pop();
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.steps.iter().try_for_each(|(step, _)| write!(f, "/{step}"))
    }
}

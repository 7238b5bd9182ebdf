use super::document::documents;
use super::element::elements;
use super::{EnTetePes, Enveloppe};
use crate::code::{DomaineAck, NumAnoAck};
use crate::value::{AlphanumVide, Booleen, NumVide, Place, TexteVide, Value};

const V1: &str = "http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/retour";
const V2: &str = "http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/retour/v2";

elements! {
    /// A document whose root is `PES_ACQUIT`: what Hélios says of a flow that it has received.
    ///
    /// One struct for two versions, told apart by their namespace: in v1 an element has one anomaly, in v2 as many as
    /// there are, by bordereau, titre and line. What is built is v2, but for [`PesAcquit::v1`].
    ///
    /// ```
    /// use pes_parser::{PesAcquit, Source};
    ///
    /// let xml = br#"<n:PES_ACQUIT xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/retour">
    ///   <ACQUIT><ElementACQUIT>
    ///     <DomaineAck V="6"/><EtatAck V="0"/><ExerciceBord V="2026"/><NumBord V="12"/><NumPiece V="340"/>
    ///     <NumAnoAck V="ERREUR_AUTRE"/><LibelleAnoAck V="1971 - Compte fonction"/>
    ///   </ElementACQUIT></ACQUIT>
    /// </n:PES_ACQUIT>"#;
    /// let (acquit, faults) = PesAcquit::read(&Source::decode("acquit.xml", xml)?)?;
    /// assert!(faults.is_empty());
    /// let element = acquit.elements().next().unwrap();
    /// assert_eq!(element.exercice_bord().unwrap().text(), "2026");
    /// assert_eq!(element.anomalies().next().unwrap().number(), Some(1971));
    /// # Ok::<(), pes_parser::XmlError>(())
    /// ```
    PesAcquit {
        /// That of the flow: its file name says which one.
        enveloppe: block Enveloppe = "Enveloppe",
        /// That of the flow.
        en_tete_pes: block EnTetePes = "EnTetePES",
        /// What became of it.
        acquit: block Acquit = "ACQUIT",
    }

    /// What became of a flow.
    Acquit {
        /// Header.
        en_tete_acquit: block EnTeteAcquit = "EnTeteAcquit",
        /// One for each bordereau, piece or contract, or more: all of them count. One for the whole of a flow that
        /// could not be read.
        element_acquit: blocks ElementAcquit = "ElementACQUIT",
    }

    /// Header of an acquit.
    EnTeteAcquit {
        /// 2.
        id_ver: value NumVide<2> = "IdVer",
    }

    /// What became of a bordereau, a piece, a contract, or of the whole flow.
    ElementAcquit {
        /// What it speaks of.
        domaine_ack: value DomaineAck = "DomaineAck",
        /// Whether it is accepted.
        etat_ack: value Booleen = "EtatAck",
        /// Year of the bordereau, where v1 has it; [`ElementAcquit::exercice_bord`] reads both.
        exercice_bord_v1: value NumVide<4> = "ExerciceBord",
        /// Number of the bordereau in the flow.
        num_bord: value NumVide<7> = "NumBord",
        /// Year of the bordereau, where v2 has it; [`ElementAcquit::exercice_bord`] reads both.
        exercice_bord_v2: value NumVide<4> = "ExerciceBord",
        /// Number of the titre at fault; v1 only.
        num_piece: value NumVide<13> = "NumPiece",
        /// Number of the line at fault; v1 only.
        num_ligne: value NumVide<6> = "NumLigne",
        /// Identifier of the contract; v2 only.
        id_marche: value TexteVide<18> = "IdMarche",
        /// Identifier of the piece.
        id_unique: value AlphanumVide<50> = "IdUnique",
        /// Code of the anomaly; v1 only.
        num_ano_ack: value NumAnoAck = "NumAnoAck",
        /// The anomaly in words; v1 only.
        libelle_ano_ack: value TexteVide<500> = "LibelleAnoAck",
        /// Anomalies of the whole; v2 only.
        erreur: blocks Erreur = "Erreur",
        /// Anomalies by titre; v2 only.
        detail_piece: blocks DetailPiece = "DetailPiece",
    }

    /// Anomalies of a titre.
    DetailPiece {
        /// Number of the titre.
        num_piece: value NumVide<13> = "NumPiece",
        /// Anomalies of the titre as a whole.
        erreur: blocks Erreur = "Erreur",
        /// Anomalies by line.
        detail_ligne: blocks DetailLigne = "DetailLigne",
    }

    /// Anomalies of a line.
    DetailLigne {
        /// Number of the line.
        num_ligne: value NumVide<13> = "NumLigne",
        /// Anomalies.
        erreur: blocks Erreur = "Erreur",
    }

    /// An anomaly.
    Erreur {
        /// Code.
        num_ano_ack: value NumAnoAck = "NumAnoAck",
        /// The anomaly in words, often after a number.
        libelle_ano_ack: value TexteVide<500> = "LibelleAnoAck",
    }
}

documents! {
    PesAcquit = "PES_ACQUIT" in [V2, V1];
}

impl PesAcquit {
    /// An empty acquit v1.
    pub fn v1() -> Self {
        let mut acquit = Self::default();
        acquit.rest.set_attribute("xmlns:n", V1);
        acquit
    }

    /// Whether the namespace is that of v1.
    pub fn is_v1(&self) -> bool {
        let declared =
            |namespace| self.rest.attributes().any(|(name, value)| name.starts_with("xmlns") && value == namespace);
        declared(V1) && !declared(V2)
    }

    /// The elements, in order.
    pub fn elements(&self) -> impl Iterator<Item = &ElementAcquit> {
        self.acquit.iter().flat_map(|acquit| &acquit.element_acquit)
    }
}

impl ElementAcquit {
    /// Year of the bordereau, in either version.
    pub fn exercice_bord(&self) -> Option<&Value<NumVide<4>>> {
        self.exercice_bord_v1.as_ref().or(self.exercice_bord_v2.as_ref())
    }

    /// Every anomaly, with the titre and the line that it is about: those of the whole first.
    pub fn anomalies(&self) -> impl Iterator<Item = Anomalie<'_>> {
        let (num, libelle) = (self.num_ano_ack.as_ref(), self.libelle_ano_ack.as_ref());
        let own = Anomalie {
            num_piece: self.num_piece.as_ref().map(Value::text),
            num_ligne: self.num_ligne.as_ref().map(Value::text),
            ..Anomalie::of(num, libelle)
        };
        let is_told = num.is_some() || libelle.is_some();
        let own = is_told.then_some(own).into_iter();
        own.chain(self.erreur.iter().map(Erreur::anomalie))
            .chain(self.detail_piece.iter().flat_map(DetailPiece::anomalies))
    }
}

impl DetailPiece {
    /// Every anomaly: those of the titre as a whole first.
    pub fn anomalies(&self) -> impl Iterator<Item = Anomalie<'_>> {
        let num_piece = self.num_piece.as_ref().map(Value::text);
        let of_lines = self.detail_ligne.iter().flat_map(|ligne| {
            let num_ligne = ligne.num_ligne.as_ref().map(Value::text);
            ligne.erreur.iter().map(move |erreur| Anomalie { num_ligne, ..erreur.anomalie() })
        });
        self.erreur.iter().map(Erreur::anomalie).chain(of_lines).map(move |anomalie| Anomalie { num_piece, ..anomalie })
    }
}

impl Erreur {
    fn anomalie(&self) -> Anomalie<'_> {
        Anomalie::of(self.num_ano_ack.as_ref(), self.libelle_ano_ack.as_ref())
    }
}

/// An anomaly of either version, with what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anomalie<'a> {
    /// Number of the titre as written, when it is about one.
    pub num_piece: Option<&'a str>,
    /// Number of the line as written, when it is about one.
    pub num_ligne: Option<&'a str>,
    /// Code.
    pub num_ano_ack: Option<&'a Value<NumAnoAck>>,
    /// The anomaly in words.
    pub libelle_ano_ack: Option<&'a Value<TexteVide<500>>>,
}

impl<'a> Anomalie<'a> {
    fn of(num_ano_ack: Option<&'a Value<NumAnoAck>>, libelle_ano_ack: Option<&'a Value<TexteVide<500>>>) -> Self {
        Anomalie { num_piece: None, num_ligne: None, num_ano_ack, libelle_ano_ack }
    }

    /// The code as written, or nothing.
    pub fn code(&self) -> Option<&'a str> {
        self.num_ano_ack.map(Value::text)
    }

    /// The words as written, or nothing.
    pub fn libelle(&self) -> Option<&'a str> {
        self.libelle_ano_ack.map(Value::text)
    }

    /// The number that the words start with: 1984 in « 1984 - L'identifiant unique de la PJ a déjà été intégré ».
    pub fn number(&self) -> Option<u32> {
        let words = self.libelle()?;
        let (number, words) = words.split_once('-').unwrap_or((words, ""));
        let number = number.trim();
        let is_a_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        // What goes on with a digit is a date.
        let is_a_date = words.starts_with(|character: char| character.is_ascii_digit());
        if is_a_number && !is_a_date { number.parse().ok() } else { None }
    }

    /// Where the anomaly is told.
    pub fn place(&self) -> Place {
        let places = [self.num_ano_ack.map(Value::place), self.libelle_ano_ack.map(Value::place)];
        places.into_iter().flatten().next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;

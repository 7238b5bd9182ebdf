use super::codes;

codes! {
    /// Whether the complementary document went with the notice (`TEtatPJComplt`).
    ///
    /// 04 is in 5.30 and not in 5.19; which version brought it is not known, so it passes from 5.20 on.
    EtatPjComplt "TEtatPJComplt" {
        Adjointe = "01" "PJ complémentaire adjointe à l'ASAP",
        TropVolumineuse = "02" "PJ complémentaire non adjointe : trop volumineuse, ou trop de pages avec elle",
        SecondePresentation = "03" "PJ complémentaire non adjointe : deuxième présentation, après un rejet de l'éditique",
        MalTypee = "04" "PJ complémentaire non adjointe : mal typée dans le PES PJ" since V5_20,
    }
}

codes! {
    /// Why the printing centre refused a notice (`TMotifRejetPostalisation`).
    MotifRejetPostalisation "TMotifRejetPostalisation" {
        AdresseAutreQueIndex = "01" "ERR008 - Différence majeure entre les lignes d'adresse de l'index et le bloc adresse",
        BlocAdresse = "02" "ERR012 - Anomalie dans le bloc adresse destinataire",
        ConversionPdf = "03" "ERR020 - Erreur de conversion du PDF en AFP",
        RectoVerso = "04" "ERR021 - Erreur de recto verso",
        MargeDroite = "05" "ERR022 - Non-respect de la zone de silence de la marge de droite",
        AuDessusAdresse = "06" "ERR023 - Non-respect de la zone de silence au-dessus du pavé adresse",
        Code2d = "07" "WAR022 - Non-respect de la zone de silence autour du CODE 2D",
        Autre = "08" "Autre",
    }
}

codes! {
    /// Why a notice could not be notified by mail (`TMotifRejetNotification`).
    MotifRejetNotification "TMotifRejetNotification" {
        ListeNoire = "01" "Adresse mail blacklistée",
        Erronee = "02" "Adresse mail erronée",
    }
}

impl MotifRejetPostalisation {
    /// Whether the address is at fault: such a notice is not presented again without its complement.
    pub const fn is_about_the_address(self) -> bool {
        matches!(self, Self::AdresseAutreQueIndex | Self::BlocAdresse)
    }
}

#[cfg(test)]
mod tests {
    use super::super::recette::tests::round_trips;
    use super::*;
    use crate::PesVersion;

    #[test]
    fn every_code_round_trips() {
        round_trips(EtatPjComplt::ALL, 4);
        round_trips(MotifRejetPostalisation::ALL, 8);
        round_trips(MotifRejetNotification::ALL, 2);
    }

    #[test]
    fn codes_by_version() {
        let count = |version| EtatPjComplt::ALL.iter().filter(|code| code.exists_in(version)).count();
        assert_eq!([PesVersion::V5_19, PesVersion::V5_20, PesVersion::V5_30].map(count), [3, 4, 4]);
    }
}

use super::element::elements;
use crate::code::{EtatPjComplt, MotifRejetNotification, MotifRejetPostalisation, TypBordRetour, TypPceRetour};
use crate::value::{Alphanum, Annee, Booleen, Date, NumVide};

elements! {
    /// What became of the notices given to the printing centre or to the debtor's space.
    AsapRetour {
        /// Header.
        en_tete_asap: block EnTeteAsap = "EnTeteAsap",
        /// Notices, at least one.
        asap: blocks Asap = "Asap",
    }

    /// Header of the notices.
    EnTeteAsap {
        /// 2.
        id_ver: value NumVide<2> = "IdVer",
    }

    /// What became of a notice: one of `postalisation`, `notification_par_mail` and `rejet`.
    Asap {
        /// Identifier of the piece that held the invoice.
        id_unique_pj_asap: value Alphanum<50> = "IdUniquePJASAP",
        /// Identifier of the complementary document.
        id_unique_pj_cplt: value Alphanum<50> = "IdUniquePJCplt",
        /// Budget year.
        exer: value Annee = "Exer",
        /// Number of the bordereau.
        id_bord: value NumVide<12> = "IdBord",
        /// Type of the bordereau.
        typ_bord: value TypBordRetour = "TypBord",
        /// Number of the titre.
        id_pce: value NumVide<13> = "IdPce",
        /// Type of the titre.
        typ_pce: value TypPceRetour = "TypPce",
        /// Whether the complementary document went with the notice.
        etat_pj_complt: value EtatPjComplt = "EtatPJComplt",
        /// Posted.
        postalisation: block Postalisation = "Postalisation",
        /// Notified by mail.
        notification_par_mail: block NotificationParMail = "NotificationParMail",
        /// Refused.
        rejet: block RejetAsap = "Rejet",
    }

    /// A notice posted.
    Postalisation {
        /// Date it was handed to the post.
        date_postalisation: value Date = "DatePostalisation",
    }

    /// A notice notified by mail, in the debtor's space.
    NotificationParMail {
        /// Date of the mail.
        date_notification: value Date = "DateNotification",
        /// Date the debtor first read it.
        date_1ere_lecture: value Date = "Date1ereLecture",
    }

    /// A notice refused: by the printing centre with `motif_rejet_postalisation`, or else by the mail.
    RejetAsap {
        /// Date of the refusal.
        date_rejet: value Date = "DateRejet",
        /// Why the printing centre refused it.
        motif_rejet_postalisation: value MotifRejetPostalisation = "MotifRejetPostalisation",
        /// Whether Hélios presents the notice again, without its complementary document.
        indic_relance_asap: value Booleen = "IndicRelanceAsap",
        /// Why it could not be notified.
        motif_rejet_notification_par_mail: value MotifRejetNotification = "MotifRejetNotificationParMail",
    }
}

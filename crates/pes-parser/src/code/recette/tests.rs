use std::collections::BTreeSet;
use std::fmt::Debug;

use super::*;
use crate::PesVersion;
use crate::value::{SimpleType, ValueError};

/// Checks that a list has this many codes, all different, each read back as itself.
pub(in crate::code) fn round_trips<T: SimpleType + Copy + PartialEq + Debug>(all: &[T], count: usize) {
    assert_eq!(all.iter().map(|code| code.format()).collect::<BTreeSet<_>>().len(), count);
    assert_eq!(all.len(), count);
    for code in all {
        assert_eq!(T::parse(&code.format()), Ok(*code));
    }
    for unknown in ["", "99", "1 ", "é"] {
        assert!(matches!(T::parse(unknown), Err(ValueError::UnknownCode { .. })));
    }
}

/// The triplets that a predicate accepts, written `TypBord-TypPce-NatPce`.
fn accepted(predicate: fn(TypBord, TypPce, NatPce) -> bool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for &bordereau in TypBord::ALL {
        for &piece in TypPce::ALL {
            for &nature in NatPce::ALL {
                if predicate(bordereau, piece, nature) {
                    found.insert(format!("{}-{}-{}", bordereau.code(), piece.code(), nature.code()));
                }
            }
        }
    }
    found
}

fn listed(triplets: &str) -> BTreeSet<String> {
    triplets.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn every_code_round_trips() {
    round_trips(Edition::ALL, 10);
    round_trips(TypBord::ALL, 6);
    round_trips(TypPce::ALL, 13);
    round_trips(NatPce::ALL, 12);
    round_trips(NatPceOrig::ALL, 4);
    round_trips(CadreFacturation::ALL, 5);
    round_trips(ModRegl::ALL, 18);
    round_trips(NatPrel::ALL, 2);
    round_trips(PerPrel::ALL, 7);
    round_trips(SequencePres::ALL, 4);
    round_trips(TypFlux::ALL, 2);
    round_trips(CodAssDeb::ALL, 3);
    round_trips(CodAyantDroit::ALL, 3);
}

#[test]
fn codes_by_version() {
    let editions = |version| Edition::ALL.iter().filter(|code| code.exists_in(version)).count();
    assert_eq!(
        [PesVersion::V5_11, PesVersion::V5_12, PesVersion::V5_19, PesVersion::V5_30].map(editions),
        [5, 6, 6, 10]
    );
    assert!(TypPce::Majoration.exists_in(PesVersion::V5_19));
    assert!(!TypPce::Majoration.exists_in(PesVersion::V5_30));
    assert_eq!(ModRegl::ALL.iter().filter(|code| code.exists_in(PesVersion::V5_17)).count(), 9);
}

#[test]
fn triplets_are_those_of_annexe_2() {
    let annexe = listed(
        "01-01-01 01-01-02 01-01-03 01-01-04 01-01-05 01-01-11 01-01-18
         02-02-06 01-02-07 01-02-08 01-02-09 02-02-10
         01-03-01 01-03-02 01-03-03 01-03-04 01-03-18
         01-04-01 01-04-02 01-04-03 01-04-04 02-04-06
         01-05-01 01-05-02 01-05-03 01-05-04 01-05-05
         01-06-01 02-06-06
         01-07-01
         01-09-01
         01-10-01 01-10-02
         01-11-01 01-11-02 01-11-04
         03-12-01 03-12-02 03-12-11
         01-14-01 02-14-06
         06-15-01",
    );
    assert_eq!(accepted(triplet_allowed), annexe);
}

#[test]
fn asap_goes_with_the_triplets_of_note_5() {
    let note = listed("01-01-01 01-01-02 01-01-03 01-01-04 01-01-11 01-01-18 01-10-01 01-10-02");
    assert_eq!(accepted(asap_allowed), note);
    assert!(accepted(asap_allowed).is_subset(&accepted(triplet_allowed)));
}

use super::*;
use std::cmp::Ordering::{self, *};

#[test]
fn dates_and_times() {
    assert_lexical_space(
        "dateTime",
        &[
            "2001-10-26T21:32:52",
            "2001-10-26T21:32:52.12679",
            "2001-10-26T19:32:52Z",
            "2001-10-26T21:32:52+14:00",
            "-2001-10-26T21:32:52-14:00",
            "12345-01-01T24:00:00.000",
            "0001-01-01T00:00:00+00:59",
        ],
        &[
            "",
            "2001-10-26",
            "2001-10-26T21:32",
            "01-10-26T21:32:52",
            "+2001-10-26T21:32:52",
            "0000-10-26T21:32:52",
            "02001-10-26T21:32:52",
            "2001-13-26T21:32:52",
            "2001-00-26T21:32:52",
            "2001-10-00T21:32:52",
            "2001-10-26T24:00:01",
            "2001-10-26T24:00:00.1",
            "2001-10-26T25:00:00",
            "2001-10-26T21:60:52",
            "2001-10-26T21:32:60",
            "2001-10-26T21:32:52.",
            "2001-10-26T21:32:52+14:01",
            "2001-10-26T21:32:52+15:00",
            "2001-10-26T21:32:52+01:60",
            "2001-10-26T21:32:52+1:00",
            "2001-10-26T21:32:52z",
            "2001-10-26T21:32:52Z ,",
            "2001-10-26t21:32:52",
            "2001-10-26 21:32:52",
            "2001-1-26T21:32:52",
            "２001-10-26T21:32:52",
        ],
    );
}

#[test]
fn months_have_their_days() {
    assert_lexical_space(
        "date",
        &["2000-02-29", "2004-02-29", "-0004-02-29", "2001-04-30", "2001-12-31", "2001-10-26+02:00", " 2001-10-26Z\n"],
        &[
            "1900-02-29",
            "2001-02-29",
            "2001-04-31",
            "2001-11-31",
            "2001-10-32",
            "2001-10-26T",
            "20011026",
            "2001-10-26-",
        ],
    );
}

#[test]
fn the_truncated_forms() {
    assert_lexical_space("time", &["00:00:00", "24:00:00", "13:20:00.5-05:00"], &["1:20:00", "13:20", "24:00:01", "Z"]);
    assert_lexical_space("gYear", &["2001", "-2001", "20011", "2001Z"], &["", "01", "0000", "2001-01", "+2001"]);
    assert_lexical_space("gYearMonth", &["2001-10", "-2001-10+02:00"], &["2001", "2001-13", "2001-1", "2001-10-01"]);
    assert_lexical_space("gMonthDay", &["--02-29", "--12-31Z"], &["--02-30", "--04-31", "-02-01", "02-01", "--1-1"]);
    assert_lexical_space("gMonth", &["--01", "--12-05:00"], &["--13", "--00", "-01", "01", "--1", "--01--"]);
    assert_lexical_space("gDay", &["---01", "---31+01:00"], &["---32", "---00", "--01", "---1", "01"]);
}

#[test]
fn years_have_a_documented_limit() {
    assert_eq!(check("gYear", "99999999999"), Ok(()));
    assert_eq!(check("date", "-99999999999-12-31+14:00"), Ok(()));
    assert_eq!(check("date", "123456789012-12-31"), Err(ValueError::TooLarge { datatype: "date" }));
    assert_eq!(check("duration", "P99999999999Y"), Ok(()));
    assert_eq!(check("duration", "-P1000000000000Y"), Err(ValueError::TooLarge { datatype: "duration" }));
    assert_eq!(
        check("duration", &format!("PT{}S", "9".repeat(60))),
        Err(ValueError::TooLarge { datatype: "duration" })
    );
    assert_eq!(order("duration", "P100000000000YT4000000000000000000S", "-P100000000000Y"), Some(Greater));
}

#[test]
fn the_same_instant_is_written_in_many_ways() {
    for (datatype, one, two) in [
        ("dateTime", "2002-01-01T12:01:01-00:00", "2002-01-01T12:01:01Z"),
        ("dateTime", "2002-01-01T00:30:00+01:00", "2001-12-31T23:30:00Z"),
        ("dateTime", "2001-12-31T24:00:00", "2002-01-01T00:00:00.00"),
        ("dateTime", "2001-12-31T01:02:03.450", "2001-12-31T01:02:03.45"),
        ("date", "2002-10-10+13:00", "2002-10-09-11:00"),
        ("time", "24:00:00", "00:00:00"),
        ("time", "13:20:00-05:00", "18:20:00Z"),
    ] {
        assert!(same(datatype, one, two), "{one} {two}");
    }
    assert!(!same("dateTime", "2002-01-01T12:01:01", "2002-01-01T12:01:01Z"));
    assert_ne!(value("gDay", "---01"), value("gMonth", "--01"));
    assert_ne!(value("date", "2001-01-01"), value("dateTime", "2001-01-01T00:00:00"));
}

/// The examples of the specification, 3.2.7.4, and others of the same kind.
#[test]
fn moments_are_ordered_in_part() {
    let cases: [(&str, &str, Option<Ordering>); 8] = [
        ("2000-01-15T00:00:00", "2000-02-15T00:00:00", Some(Less)),
        ("2000-01-15T12:00:00", "2000-01-16T12:00:00Z", Some(Less)),
        ("2000-01-01T12:00:00", "1999-12-31T23:00:00Z", None),
        ("2000-01-16T12:00:00", "2000-01-16T12:00:00Z", None),
        ("2000-01-16T00:00:00", "2000-01-16T12:00:00Z", None),
        ("2000-01-15T21:59:59", "2000-01-16T12:00:00Z", Some(Less)),
        ("2000-01-15T22:00:00", "2000-01-16T12:00:00Z", None),
        ("2000-01-01T00:00:00.5", "2000-01-01T00:00:00.49", Some(Greater)),
    ];
    for (one, two, expected) in cases {
        assert_eq!(order("dateTime", one, two), expected, "{one} {two}");
        assert_eq!(order("dateTime", two, one), expected.map(Ordering::reverse), "{two} {one}");
    }
    assert_eq!(order("gYear", "-0002", "-0001"), Some(Less));
    assert_eq!(order("gMonthDay", "--03-01", "--02-29"), Some(Greater));
    assert_eq!(order("time", "23:59:59", "00:00:00"), Some(Greater));
}

#[test]
fn a_bound_excludes_what_has_no_order_to_it() {
    let since = restricted("date", &[(Facet::MinInclusive, "2020-01-01")]);
    assert_eq!(since.check("2020-01-01", &NoPrefixes), Ok(()));
    assert_eq!(since.check("2020-01-02Z", &NoPrefixes), Ok(()));
    assert_eq!(since.check("2020-01-01Z", &NoPrefixes), Err(broken(Facet::MinInclusive, "2020-01-01")));
    assert_eq!(since.check("2019-12-31", &NoPrefixes), Err(broken(Facet::MinInclusive, "2020-01-01")));
}

#[test]
fn durations() {
    assert_lexical_space(
        "duration",
        &["P1Y", "-P1Y2M3DT4H5M6.7S", "PT0S", "P0D", "PT1004199059S", "P2Y6M", "PT2M", "P00001Y"],
        &[
            "", "P", "-P", "PT", "P1", "P1YT", "P1S", "PT1Y", "1Y", "P-1Y", "+P1Y", "P1M1Y", "P1.5Y", "PT1.S", "PT.5S",
            "PT1.5M", "P1Y1Y", "P1YT1H1H", "PT1S1M", "P 1Y", "P1y", "PTS", "PT1T1S", "P1Y-1M",
        ],
    );
    assert!(same("duration", "P1Y", "P12M") && same("duration", "PT1H", "PT60M") && same("duration", "P1D", "PT24H"));
    assert!(same("duration", "-P0Y", "PT0.0S") && same("duration", "-PT1.50S", "-PT1.5S"));
    assert!(!same("duration", "P1M", "P30D") && !same("duration", "P1D", "-P1D"));
}

/// The table of the specification, 3.2.6.2.
#[test]
fn durations_are_ordered_in_part() {
    for (one, less, unordered, greater) in [
        ("P1Y", vec!["P364D"], vec!["P365D", "P366D"], vec!["P367D"]),
        ("P1M", vec!["P27D"], vec!["P28D", "P29D", "P30D", "P31D"], vec!["P32D"]),
        ("P5M", vec!["P149D"], vec!["P150D", "P151D", "P152D", "P153D"], vec!["P154D"]),
    ] {
        assert!(less.iter().all(|two| order("duration", one, two) == Some(Greater)));
        assert!(unordered.iter().all(|two| order("duration", one, two).is_none()));
        assert!(greater.iter().all(|two| order("duration", one, two) == Some(Less)));
    }
    assert_eq!(order("duration", "-PT0.25S", "-PT0.3S"), Some(Greater));
    assert_eq!(order("duration", "-PT0.25S", "PT0S"), Some(Less));
    assert_eq!(order("duration", "-PT1.25S", "-PT1S"), Some(Less));
    assert_eq!(order("duration", "-PT1.25S", "-PT2S"), Some(Greater));
}

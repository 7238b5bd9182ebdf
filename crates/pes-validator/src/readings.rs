//! Which encoding the bytes of a table show when they are not UTF-8: each is read in every one, in its place in words.

use std::io::{self, Read};

use pes_parser::{Text, text};

use crate::charset::Charset;
use crate::table::{PART, fill, lines};

/// What a table is like in each encoding.
pub(crate) struct Readings {
    /// Those that a table may be in, the usual first.
    halves: Vec<(Charset, [char; 128], Weight)>,
    /// Where each byte of the upper half is first.
    seen: Vec<Option<Seen>>,
}

struct Seen {
    line: usize,
    cell: Vec<u8>,
}

/// How many characters are what no one writes, are unusual where they stand, are those of French words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Weight {
    wrong: u64,
    odd: u64,
    good: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Wrong,
    Odd,
    Plain,
    Good,
}

/// What the readings come to.
pub(crate) enum Shown {
    /// One encoding, and whether all it gives is usual.
    One(Charset, bool),
    /// Several: the line of the first cell that they differ in, and what they make of some.
    Several(usize, Text),
}

/// Most bytes shown on each side of one.
const AROUND: usize = 24;

impl Readings {
    pub fn of(content: &mut impl Read) -> io::Result<Self> {
        let halves = [Charset::Windows1252, Charset::Iso8859_15, Charset::Cp850, Charset::Macintosh]
            .map(|charset| (charset, charset.upper_half(), Weight::default()));
        let mut readings = Readings { halves: halves.into(), seen: (0..128).map(|_| None).collect() };
        let mut buffer = vec![0; PART];
        // Of what is kept of the part before, the end was not looked at: what follows it was not there.
        let (mut kept, mut start, mut line) = (0, 0, 1);
        loop {
            let read = fill(content, &mut buffer[kept..])?;
            let part = &buffer[..kept + read];
            let is_last = part.len() < buffer.len();
            let end = if is_last { part.len() } else { part.len() - AROUND };
            let mut counted = start;
            for at in (start..end).filter(|&at| !part[at].is_ascii()) {
                line += lines(&part[counted..at]);
                counted = at;
                readings.look(part, at, line);
            }
            line += lines(&part[counted..end]);
            if is_last {
                return Ok(readings);
            }
            let from = end - AROUND;
            (kept, start) = (buffer.len() - from, AROUND);
            buffer.copy_within(from.., 0);
        }
    }

    fn look(&mut self, part: &[u8], at: usize, line: usize) {
        let byte = part[at];
        let before = at.checked_sub(1).map(|before| part[before]);
        let after = part.get(at + 1).copied();
        for (_, half, weight) in &mut self.halves {
            let character = |byte: Option<u8>| match byte {
                None => ' ',
                Some(byte @ 0..0x80) => char::from(byte),
                Some(byte) => half[usize::from(byte - 0x80)],
            };
            match look(character(before), character(Some(byte)), character(after)) {
                Look::Wrong => weight.wrong += 1,
                Look::Odd => weight.odd += 1,
                Look::Plain => {}
                Look::Good => weight.good += 1,
            }
        }
        let seen = &mut self.seen[usize::from(byte - 0x80)];
        if seen.is_none() {
            let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r' | b';' | b'\t' | b'|' | b',' | b'"');
            let head = &part[at.saturating_sub(AROUND)..at];
            let head = head.iter().rposition(is_end).map_or(head, |end| &head[end + 1..]);
            let tail = &part[at..part.len().min(at + AROUND)];
            let tail = tail.iter().position(is_end).map_or(tail, |end| &tail[..end]);
            *seen = Some(Seen { line, cell: [head, tail].concat() });
        }
    }

    /// The encoding that gives what people write, when no other one may be meant.
    ///
    /// Windows-1252 is what most of the tables of today are in when they are not in UTF-8: that it gives nothing but
    /// usual characters is enough. The encodings of MS-DOS and of the Macintosh are found by the words that they give and
    /// that those of today do not.
    pub fn shown(&self) -> Shown {
        let is_of_today = |charset| matches!(charset, Charset::Windows1252 | Charset::Iso8859_15);
        let mut order: Vec<usize> = (0..self.halves.len()).collect();
        order.sort_by_key(|&one| (self.halves[one].2.wrong, self.halves[one].2.odd));
        let best = order[0];
        let (charset, _, weight) = &self.halves[best];
        let is_settled = |other: usize| {
            let (other_charset, _, against) = &self.halves[other];
            if against.wrong > 10 * weight.wrong {
                return is_of_today(*charset) || weight.good > 0;
            }
            let is_usual = weight.wrong == 0 && weight.odd == 0;
            match (is_of_today(*charset), is_of_today(*other_charset)) {
                (true, false) => is_usual,
                (true, true) => is_usual && *charset == Charset::Windows1252 && against.odd > 0,
                (false, false) => is_usual && against.odd > 0 && weight.good > 0,
                (false, true) => false,
            }
        };
        let doubtful: Vec<usize> = order[1..]
            .iter()
            .copied()
            .filter(|&other| self.first_difference(best, other).is_some() && !is_settled(other))
            .collect();
        if doubtful.is_empty() {
            return Shown::One(*charset, weight.wrong == 0 && weight.odd == 0);
        }
        let mut cells: Vec<&Seen> = Vec::new();
        for (byte, seen) in self.seen.iter().enumerate().filter_map(|(byte, seen)| Some((byte, seen.as_ref()?))) {
            let is_known = cells.iter().any(|known| known.line == seen.line && known.cell == seen.cell);
            if !is_known && doubtful.iter().any(|&other| self.halves[other].1[byte] != self.halves[best].1[byte]) {
                cells.push(seen);
            }
        }
        cells.sort_by_key(|seen| seen.line);
        cells.truncate(LISTED);
        let line = cells.first().map_or(0, |seen| seen.line);
        let said = |of: fn(usize, &str) -> String, and: &str| {
            let cell = |seen: &&Seen| {
                let readings: Vec<String> = [best]
                    .iter()
                    .chain(&doubtful)
                    .map(|&reading| {
                        let charset = self.halves[reading].0;
                        let read = charset.decode(&seen.cell);
                        format!("« {} » {and} {}", read.trim(), charset.name())
                    })
                    .collect();
                of(seen.line, &readings.join(", "))
            };
            cells.iter().map(cell).collect::<Vec<_>>().join(" ; ")
        };
        let fr = said(|line, readings| format!("ligne {line} {readings}"), "en");
        let en = said(|line, readings| format!("line {line} {readings}"), "in");
        Shown::Several(line, text!(fr = "encodage douteux : {fr}", en = "doubtful encoding: {en}"))
    }

    /// The first byte, of those that there are, that two encodings read otherwise.
    fn first_difference(&self, one: usize, other: usize) -> Option<usize> {
        let differs = |byte: &usize| self.halves[one].1[*byte] != self.halves[other].1[*byte];
        (0..128).filter(|&byte| self.seen[byte].is_some()).find(differs)
    }
}

/// Most cells shown.
const LISTED: usize = 3;

/// How a character looks between two others.
fn look(before: char, character: char, after: char) -> Look {
    let (is_joined, is_followed) = (before.is_alphabetic(), after.is_alphabetic());
    let is_inside = is_joined && is_followed;
    match character {
        _ if character.is_control() => Look::Wrong,
        '\u{2500}'..='\u{25FF}'
        | '¤'
        | '¦'
        | '¨'
        | '¬'
        | '¯'
        | '¸'
        | '¡'
        | '¿'
        | 'ƒ'
        | 'ı'
        | '‗'
        | '‚'
        | '„'
        | '†'
        | '‡'
        | '‰' => Look::Wrong,
        '\u{2B0}'..='\u{2FF}' | '\u{2200}'..='\u{22FF}' | 'π' | 'Ω' | 'ﬁ' | 'ﬂ' | '\u{F8FF}' => Look::Wrong,
        '’' | '\u{AD}' | '°' => Look::Plain,
        '‘' | '´' | '·' | '–' | '—' | '\u{A0}' if is_inside => Look::Odd,
        '½' | '¼' | '¾' | '…' if is_inside => Look::Wrong,
        '½' | '¼' | '¾' if is_joined || is_followed => Look::Odd,
        '…' if is_followed || before == ' ' => Look::Odd,
        _ if !character.is_alphabetic() => {
            if is_inside {
                Look::Wrong
            } else {
                Look::Plain
            }
        }
        'ª' | 'º' => Look::Odd,
        _ if character.is_uppercase() && before.is_lowercase() => Look::Wrong,
        'œ' | 'Œ' if before.is_ascii_digit() => Look::Wrong,
        'à' | 'À' | 'ô' | 'Ô' if !is_joined && !is_followed => Look::Plain,
        _ if !"àâçéèêëîïôùûœÀÂÇÉÈÊËÎÏÔÙÛŒ".contains(character) => Look::Odd,
        _ if !is_joined && !is_followed => Look::Odd,
        _ if character.is_lowercase() && before.is_uppercase() && !after.is_lowercase() => Look::Odd,
        _ if character.is_lowercase() && after.is_uppercase() => Look::Odd,
        _ => Look::Good,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn shown(bytes: &[u8]) -> Result<Charset, Text> {
        match Readings::of(&mut &bytes[..]).unwrap().shown() {
            Shown::One(charset, _) => Ok(charset),
            Shown::Several(_, said) => Err(said),
        }
    }

    fn encoded(text: &str, charset: Charset) -> Vec<u8> {
        let half = charset.upper_half();
        let byte = |c: char| match half.iter().position(|&known| known == c) {
            Some(place) => u8::try_from(place + 0x80).unwrap(),
            None => u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(b'?'),
        };
        text.chars().map(byte).collect()
    }

    const NAMES: [&str; 6] = [
        "nom;prenom\nLÉGER;Hélène\nRÉMÉRÉ;Éloïse\n",
        "nom;voie\nLefèvre;12 rue de l'Église\n",
        "DUPRÉ;FRANÇOIS;MÂCON\nPéré;Zoé;Noël\n",
        "Garderie à l'école, août\nGoûter à Nîmes n° 3\n",
        "objet\nforêt, château, maïs\n",
        "à la cantine d'Évreux\nBÉNÉFICIAIRE\n",
    ];

    #[test]
    fn french_is_known_in_each_encoding() {
        for names in NAMES {
            for charset in [Charset::Windows1252, Charset::Cp850, Charset::Macintosh] {
                let found = shown(&encoded(names, charset));
                assert_eq!(found, Ok(charset), "{names}");
            }
        }
        assert_eq!(shown(&encoded("nom\nCŒUR\n", Charset::Iso8859_15)), Ok(Charset::Iso8859_15));
        assert_eq!(shown(&encoded("Hélène;3 €\n", Charset::Iso8859_15)), Ok(Charset::Iso8859_15));
        assert_eq!(shown(&encoded("Hélène;1½ heure;¼ de jour;½\n", Charset::Windows1252)), Ok(Charset::Windows1252));
        assert_eq!(shown(&encoded("MUÑOZ;João\nl’œuvre – 3 €…\n", Charset::Windows1252)), Ok(Charset::Windows1252));
    }

    #[test]
    fn what_may_be_two_texts_is_shown_in_both() {
        for (bytes, one, other) in [
            (&b"nom\nDUPR\xE9\n"[..], "« DUPRé » en windows-1252", "« DUPRÈ » en macintosh"),
            (b"nom\n\xBDh de cours\n", "« ½h de cours » en windows-1252", "« œh de cours » en iso-8859-15"),
            (b"nom\nL\xB4EAU\n", "« L´EAU » en windows-1252", "« LŽEAU » en iso-8859-15"),
            (b"taux\n10 \x89\n", "« 10 ‰ » en windows-1252", "« 10 â » en macintosh"),
            (b"objet\nPART \x85 PAYER\n", "« PART … PAYER » en windows-1252", "« PART à PAYER » en cp850"),
        ] {
            let said = shown(bytes).unwrap_err().fr;
            assert!(said.contains(one) && said.contains(other) && said.contains("ligne 2"), "{said}");
        }
    }

    /// Wherever the parts that are read end.
    #[test]
    fn words_are_whole_over_the_ends_of_parts() {
        for before in PART - 30..PART + 3 {
            for name in ["LéGER", "Hélène"] {
                let text = "a\n".repeat(before / 2) + &"b;".repeat(before % 2) + name + "\n";
                let readings = Readings::of(&mut &encoded(&text, Charset::Windows1252)[..]).unwrap();
                let cells: Vec<&Seen> = readings.seen.iter().flatten().collect();
                assert_eq!(cells[0].line, before / 2 + 1, "{before}");
                let sum: Vec<u64> =
                    readings.halves.iter().map(|(_, _, weight)| weight.good + weight.odd + weight.wrong).collect();
                assert_eq!(sum[0], name.chars().filter(|c| !c.is_ascii()).count() as u64, "{before}");
                assert_eq!(Charset::Windows1252.decode(&cells[0].cell), name, "{before}");
            }
        }
    }
}

//! The clauses of appendix F one by one; hostile expressions.

mod reference;

use std::time::{Duration, Instant};

use super::PatternErrorKind::*;
use super::*;

fn matches(source: &str, value: &str) -> bool {
    Pattern::new(source).unwrap().matches(value)
}

#[track_caller]
fn check(source: &str, valid: &[&str], invalid: &[&str]) {
    let pattern = Pattern::new(source).unwrap();
    for value in valid {
        assert!(pattern.matches(value), "{source} should match {value:?}");
    }
    for value in invalid {
        assert!(!pattern.matches(value), "{source} should not match {value:?}");
    }
}

#[track_caller]
fn refused(source: &str, position: usize, kind: PatternErrorKind) {
    let error = Pattern::new(source).expect_err(source);
    assert_eq!((error.position, error.kind), (position, kind), "{source}");
}

#[test]
fn the_whole_value_must_match() {
    check("b", &["b"], &["", "ab", "bc", "B", "b\n"]);
    check("a|ab", &["a", "ab"], &["b", "aab"]);
    check("(a|ab)(c|bcd)", &["ac", "abc", "abcd", "abbcd"], &["ab", "abcdd"]);
}

#[test]
fn anchors_are_ordinary_characters() {
    check("^a$", &["^a$"], &["a"]);
    check("a/b#%&~@\"'<>=:;,`!_", &["a/b#%&~@\"'<>=:;,`!_"], &["a"]);
}

#[test]
fn branches_may_be_empty() {
    check("", &[""], &["a", " "]);
    check("|", &[""], &["|"]);
    check("a|", &["", "a"], &["a|"]);
    check("()(|b)", &["", "b"], &["()"]);
    check("a(b||c)d", &["ad", "abd", "acd"], &["abcd"]);
}

#[test]
fn quantifiers() {
    check("ab?", &["a", "ab"], &["abb", "b", ""]);
    check("ab*", &["a", "abbb"], &["", "abab"]);
    check("(ab)+", &["ab", "abab"], &["", "aba"]);
    check("a{2}", &["aa"], &["a", "aaa"]);
    check("a{2,}", &["aa", "aaaaa"], &["a"]);
    check("a{2,4}", &["aa", "aaa", "aaaa"], &["a", "aaaaa"]);
    check("a{0}b{0,0}", &[""], &["a", "b"]);
    check("a{0,}", &["", "aaa"], &["b"]);
    check("(a{2}){3}", &["aaaaaa"], &["aaaaa", "aaaaaaa"]);
    check("(a{0,2}){3}", &["", "aaaaa", "aaaaaa"], &["aaaaaaa"]);
    check("(a{2,3}){1,2}", &["aa", "aaa", "aaaa", "aaaaaa"], &["", "a", "aaaaaaa"]);
    check("(a{3}){1,2}b", &["aaab", "aaaaaab"], &["aaaab", "b"]);
    check("(a{0}){1,}(b*){0}", &[""], &["a", "b"]);
    check("(a*b?){2}c", &["c", "aabaabc"], &["bbbc"]);
    check("a{002}", &["aa"], &["a"]);
}

#[test]
fn quantifiers_are_well_formed() {
    refused("*", 0, NothingToRepeat);
    refused("a|+", 2, NothingToRepeat);
    refused("(?:a)", 1, NothingToRepeat);
    refused("a**", 2, NothingToRepeat);
    refused("a+?", 2, NothingToRepeat);
    refused("a{2}{3}", 4, NothingToRepeat);
    refused("{2}", 0, NothingToRepeat);
    refused("a{,2}", 2, MalformedQuantity);
    refused("a{}", 2, MalformedQuantity);
    refused("a{ 2}", 2, MalformedQuantity);
    refused("a{1,2", 5, MalformedQuantity);
    refused("a{-1}", 2, MalformedQuantity);
    refused("a{٣}", 2, MalformedQuantity);
    refused("a{2,1}", 1, Reversed);
    refused("a{99999999999}", 2, TooLarge);
}

#[test]
fn groups_are_balanced() {
    check("((a)(b(c)))", &["abc"], &["ab"]);
    refused("(a", 0, UnbalancedParenthesis);
    refused("((a)", 0, UnbalancedParenthesis);
    refused("a)", 1, UnbalancedParenthesis);
    refused(")", 0, UnbalancedParenthesis);
}

#[test]
fn metacharacters_must_be_escaped() {
    check(r"\\\|\.\?\*\+\(\)\{\}\-\[\]\^\n\r\t", &["\\|.?*+(){}-[]^\n\r\t"], &["\\"]);
    refused("]", 0, Unescaped(']'));
    refused("a}", 1, Unescaped('}'));
    for perl in [r"\$", r"\/", r"\b", r"\1", r"\u0041", r"\x41", r"\A", r"\z", r"\ ", r"a\"] {
        refused(perl, perl.find('\\').unwrap(), UnknownEscape);
    }
}

#[test]
fn the_wildcard_is_all_but_line_ends() {
    check(".", &["a", " ", "\t", "é", "\u{85}", "\u{2028}", "\u{10FFFF}"], &["", "\n", "\r", "ab"]);
    check("[.]", &["."], &["a"]);
}

#[test]
fn classes_and_ranges() {
    check("[abc]", &["a", "b", "c"], &["d", "", "ab"]);
    check("[a-cx0-3]", &["b", "x", "3"], &["d", "-", "4"]);
    check("[^a-c]", &["d", "\n", "é"], &["a", "b", "c", ""]);
    check("[a^]", &["a", "^"], &["b"]);
    check("[^^]", &["a"], &["^"]);
    check(r"[\^a]", &["^", "a"], &["b"]);
    check("[=-@]", &["=", ">", "?", "@"], &["<", "A", "-"]);
    check("[à-ý]{2}", &["éö"], &["é", "ez"]);
    check("[𝔸-𝔻]", &["𝔸", "𝔹", "𝔻"], &["𝔼", "A"]);
    check(r"[\[\]\\]*", &[r"[]\", ""], &["a"]);
    check(r"[\n-\r]", &["\n", "\u{B}", "\r"], &["\t"]);
    check("[?*+{}()|$&&]+", &["?*+{}()|$&"], &["a"]);
    check(r"[\d\s%-]+", &["1 2%-"], &["a"]);
    check(r"[^\d\s]", &["a"], &["1", " "]);
}

#[test]
fn classes_are_well_formed() {
    refused("[]", 1, EmptyClass);
    refused("[^]", 2, EmptyClass);
    refused("[]a]", 1, EmptyClass);
    refused("[", 1, UnclosedClass);
    refused("a[b", 3, UnclosedClass);
    refused("[[a]", 1, Unescaped('['));
    refused("[a[:alpha:]]", 2, Unescaped('['));
    refused("[b-a]", 1, Reversed);
    refused(r"[a-\-]", 1, Reversed);
    refused(r"[\]", 3, UnclosedClass);
    refused(r"[\$]", 1, UnknownEscape);
}

#[test]
fn a_hyphen_stands_first_or_last_in_a_class() {
    check("[-a]", &["-", "a"], &["b"]);
    check("[a-]", &["-", "a"], &["b"]);
    check("[-]", &["-"], &["a"]);
    check("[--]", &["-"], &["a"]);
    check("[^-a]", &["b"], &["-", "a"]);
    check("[a-c-]", &["b", "-"], &["d"]);
    check(r"[\--/]", &["-", ".", "/"], &[",", "0"]);
    check(r"[+-\-]", &["+", ",", "-"], &["."]);
    check(r"a-b\-c", &["a-b-c"], &["abc"]);
    refused("[a-c-e]", 4, MisplacedHyphen);
    refused(r"[\w-.]", 3, MisplacedHyphen);
    refused(r"[a-\d]", 5, MisplacedHyphen);
    refused("[a--b]", 2, MisplacedHyphen);
    refused("[--a]", 2, MisplacedHyphen);
}

#[test]
fn subtraction() {
    check("[a-z-[aeiou]]+", &["xyz"], &["abc", "-", "["]);
    check("[^a-c-[d]]", &["e", "-"], &["a", "d"]);
    check("[a-z-[b-y-[m]]]", &["a", "m", "z"], &["b", "n"]);
    check(r"[\w-[\d_]]", &["a", "é"], &["1", "_"]);
    check("[a--[a]]", &["-"], &["a"]);
    check("[a-z-[^c]]", &["c"], &["a", "d"]);
    check("[a-[a]]?", &[""], &["a"]);
    refused("[a-z-[a]b]", 8, UnclosedClass);
    refused("[-[a]]", 2, Unescaped('['));
    refused("[a-[b]", 6, UnclosedClass);
}

#[test]
fn multi_character_escapes() {
    check(r"\s", &[" ", "\t", "\n", "\r"], &["\u{A0}", "\u{B}", "a"]);
    check(r"\S", &["\u{A0}", "a"], &[" ", "\n"]);
    check(r"\d", &["0", "9", "٣", "𝟘"], &["a", "²", "½", "Ⅷ"]);
    check(r"\D", &["a", "²"], &["0", "٣"]);
    check(r"\i", &["a", "_", ":", "é", "中", "𐀀"], &["1", "-", ".", "·", " ", "×", "\u{300}"]);
    check(r"\I", &["1", "-", "×"], &["a", ":"]);
    check(r"\c+", &["a1-._:·é", "\u{300}\u{2040}"], &["a b", "×", "", "\u{FFFE}"]);
    check(r"\C", &[" ", "/", "×"], &["-", "a", "·"]);
    check(r"\w", &["a", "é", "1", "+", "$", "€", "^", "\u{300}"], &["_", "-", ".", " ", "\n", "\u{E000}", "«"]);
    check(r"\W", &["_", "-", " "], &["a", "+"]);
}

#[test]
fn categories() {
    check(r"\p{Lu}\p{Ll}\p{L}", &["Aaa", "ÉéÉ"], &["aAa", "AA1"]);
    check(r"\P{L}", &["1", " "], &["a"]);
    check(r"[\p{Lu}\P{L}]", &["A", "1"], &["a"]);
    check(r"[^\p{Nd}]", &["a"], &["1"]);
    check(r"\p{Zl}\p{Zp}\p{Zs}", &["\u{2028}\u{2029}\u{A0}"], &["   "]);
    check(r"\p{Sc}\p{Sm}\p{Sk}\p{So}", &["€+^©"], &["++++"]);
    check(r"\p{Pi}\p{Pf}\p{Ps}\p{Pe}\p{Pc}\p{Pd}\p{Po}", &["«»()_-!"], &["-------"]);
    check(r"\p{Cc}\p{Cf}\p{Co}\p{Cn}", &["\n\u{AD}\u{E000}\u{FFFE}"], &["\n\n\n\n"]);
    let categories =
        "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn";
    for category in categories.split(' ') {
        assert!(Pattern::new(&format!(r"\p{{{category}}}")).is_ok(), "{category}");
    }
    for unknown in ["Cs", "LC", "lu", "Letter", "Greek", "", "X", "L ", "^L"] {
        refused(&format!(r"a\p{{{unknown}}}"), 1, UnknownProperty);
    }
    refused(r"\p{L", 0, UnknownProperty);
    refused(r"\pL", 0, UnknownProperty);
}

#[test]
fn blocks_by_name() {
    check(r"\p{IsBasicLatin}*", &["a~\u{7F}"], &["é", "\u{80}"]);
    check(r"\P{IsBasicLatin}", &["é"], &["a"]);
    check(r"[\p{IsLatin-1Supplement}-[é]]", &["è", "\u{80}", "ÿ"], &["é", "Ā"]);
    for (name, first, last) in [
        ("Greek", 'Ͱ', 'Ͽ'),
        ("GreekandCoptic", 'Ͱ', 'Ͽ'),
        ("CombiningMarksforSymbols", '\u{20D0}', '\u{20FF}'),
        ("CombiningDiacriticalMarksforSymbols", '\u{20D0}', '\u{20FF}'),
        ("PrivateUse", '\u{E000}', '\u{10FFFD}'),
        ("PrivateUseArea", '\u{E000}', '\u{F8FF}'),
        ("Specials", '\u{FEFF}', '\u{FFFD}'),
        ("CJKUnifiedIdeographs", '一', '\u{9FFF}'),
        ("Emoticons", '😀', '🙏'),
    ] {
        let source = format!(r"\p{{Is{name}}}{{2}}");
        check(&source, &[&format!("{first}{last}")], &["aa", "éé"]);
    }
    check(r"\p{IsHighSurrogates}?", &[""], &["a", "𝔸"]);
    for unknown in ["Is", "IsLatin1", "IsBasic Latin", "Isbasiclatin", "BasicLatin", "IsNo_Block"] {
        refused(&format!(r"\p{{{unknown}}}"), 0, UnknownProperty);
    }
}

#[test]
fn one_of_several_alternatives_must_match() {
    let pattern = Pattern::any_of(&["a|b", "[0-9]{2}", "(c)"]).unwrap();
    assert_eq!(pattern.source(), "a|b|[0-9]{2}|(c)");
    assert!(["a", "b", "12", "c"].iter().all(|value| pattern.matches(value)));
    assert!(!["", "1", "ab", "a|b"].iter().any(|value| pattern.matches(value)));
    assert!(!Pattern::any_of(&[]).unwrap().matches(""));
}

#[test]
fn alternatives_are_read_one_by_one() {
    let error = Pattern::any_of(&["é", "(a", "b)"]).unwrap_err();
    assert_eq!(error, PatternError { position: 2, kind: UnbalancedParenthesis });
    assert_eq!(error.to_string(), "a parenthesis has no counterpart (at character 3)");
    assert_eq!(Pattern::new("a]").unwrap_err().kind.to_string(), "']' must be escaped to stand for itself");
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")*".repeat(depth));
    assert!(matches(&nested(250), "aaa"));
    refused(&nested(251), 250, TooDeep);
    let subtracted = |depth: usize| format!("{}[b]{}", "[ab-".repeat(depth), "]".repeat(depth));
    check(&subtracted(249), &["a"], &["b"]);
    refused(&subtracted(250), 4 * 250 + 1, TooDeep);
    assert_eq!(Pattern::new(&"(".repeat(1_000_000)).unwrap_err().kind, TooDeep);
}

#[test]
fn what_is_too_large_is_refused_soon() {
    let started = Instant::now();
    for source in
        ["((a{1000}b){1000}c){1000}", "(ab?){4294967295}", "((a|b){0,4294967295}c){2,}", "(((a*){500}b){500}c){500}"]
    {
        refused(source, 0, TooLarge);
    }
    assert_eq!(Pattern::new(&r"[^\w-[a]]|".repeat(2000).replace('a', "b")).map(|_| ()), Ok(()));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn a_long_count_of_one_class_is_no_automaton() {
    let pattern = Pattern::new("((a{100}){100}){100}").unwrap();
    assert!(pattern.matches(&"a".repeat(1_000_000)));
    assert!(!pattern.matches(&"a".repeat(999_900)));
    let pattern = Pattern::new("[a-zé]{3,4000000000}").unwrap();
    assert!(pattern.matches(&"é".repeat(100_000)));
    assert!(!pattern.matches("aé"));
    assert!(!pattern.matches("aéa1"));
}

#[test]
fn hostile_expressions_take_linear_time() {
    let started = Instant::now();
    let long = "a".repeat(1 << 20);
    check("(a*)*", &[&long], &[&format!("{long}b")]);
    check("((a|aa)*)*b", &[&format!("{long}b")], &[&long]);
    check("(.*){1,500}", &[&long], &[&format!("{long}\n")]);
    check("(x+x+)+y", &["xxy"], &[&"x".repeat(1 << 20)]);
    check("(a|b)*a(a|b){20}", &[&long], &[&format!("{long}c"), &format!("{long}b{}", &long[..20])]);
    check("(a?){200}a{200}", &[&long[..300]], &[&long[..401], &long]);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn characters_that_no_class_tells_apart_are_one_symbol() {
    let expression = Expression::parse(&["[a-m]|[a-z]|[am-mb-l]|[m-z-[mn]]|[a]{0}[aa]"]).unwrap();
    let (alphabet, class_symbols) = Alphabet::of(&expression.classes).unwrap();
    let symbols = |characters: &str| characters.chars().map(|character| alphabet.symbol(character)).collect::<Vec<_>>();
    for together in ["bm", "oz", "A{é😀"] {
        assert_eq!(symbols(together), vec![symbols(together)[0]; together.chars().count()], "{together}");
    }
    let mut all = symbols("abnoA");
    all.sort();
    assert_eq!(all, [0, 1, 2, 3, 4]);
    let of_a_to_z = symbols("abno").into_iter().collect::<std::collections::BTreeSet<_>>();
    assert!(class_symbols[1].iter().copied().eq(of_a_to_z));
}

#[test]
fn expressions_that_tell_many_characters_apart() {
    let characters: Vec<char> = ('\u{4E00}'..'\u{4F40}').collect();
    let words: Vec<String> = characters.chunks(2).map(|pair| pair.iter().collect()).collect();
    let pattern = Pattern::new(&format!("({})+é?", words.join("|"))).unwrap();
    assert!(words.iter().all(|word| pattern.matches(word)));
    assert!(pattern.matches(&(words.concat() + "é")));
    assert!(!["", "é", "\u{4E00}", "\u{4E00}\u{4E02}", "\u{4E01}\u{4E00}"].iter().any(|value| pattern.matches(value)));
}

#[test]
fn patterns_are_shared_between_threads() {
    let pattern = Pattern::new("(a|b)*a(a|b){20}").unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let pattern = pattern.clone();
            scope.spawn(move || {
                assert!(pattern.matches("abbbbbbbbbbbbbbbbbbbb"));
                assert!(!pattern.matches("bbbbbbbbbbbbbbbbbbbbb"));
            });
        }
    });
}

use proptest::prelude::*;

use super::{Query, parse};

fn words(query: &Query) -> Vec<&str> {
    query.words.iter().map(String::as_str).collect()
}

#[test]
fn words_phrases_exclusions_and_filters_are_told_apart() {
    let typed = r#"night "ferry line" -cruise -"old pier" tag:"Public Transport" SECTION:city by:ada-larsen -tag:opinion rain"#;
    let query = parse(typed).unwrap();
    assert_eq!(words(&query), ["night", "rain"]);
    assert_eq!(query.phrases, ["ferry line"]);
    assert_eq!(query.barred, ["cruise", "old pier"]);
    let slugs = |named: &[super::Named]| {
        named
            .iter()
            .map(|named| named.slug.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(slugs(&query.tags), ["public-transport"]);
    assert_eq!(slugs(&query.sections), ["city"]);
    assert_eq!(slugs(&query.contributors), ["ada-larsen"]);
    assert_eq!(slugs(&query.barred_tags), ["opinion"]);
}

#[test]
fn what_an_engine_would_take_for_syntax_is_words() {
    for (typed, left) in [
        ("a AND", vec!["a", "AND"]),
        ("\" OR NEAR(", vec![]),
        ("%", vec![]),
        ("_", vec![]),
        ("*", vec![]),
        (":)", vec![]),
        ("\\", vec![]),
        ("'\"", vec![]),
        ("-", vec![]),
        ("- fee", vec!["fee"]),
        ("tag:", vec!["tag:"]),
        ("by:\"\" fee", vec!["by:", "fee"]),
        ("headline:fee", vec!["headline:fee"]),
        ("state-of-the-art", vec!["state-of-the-art"]),
    ] {
        assert_eq!(words(&parse(typed).unwrap()), left, "{typed}");
    }
    assert_eq!(parse("fee \"ferry li").unwrap().phrases, ["ferry li"]);
}

#[test]
fn what_is_too_long_or_no_text_is_refused() {
    assert!(parse(&"(".repeat(10_240)).is_err());
    assert!(parse(&"a ".repeat(65)).is_err());
    assert!(parse(&"a ".repeat(64)).is_ok());
    assert!(parse("a\0b").is_err());
    assert!(parse("a\tb\nc").is_ok());
}

#[test]
fn the_last_word_is_open_only_where_nothing_stands_behind_it() {
    for (typed, is_open) in [
        ("ferr", true),
        ("night ferr", true),
        ("ferry ", false),
        ("\"night ferr", false),
        ("ferr -", false),
        ("ferr tag:a", false),
        ("ferr -ferr", false),
        ("ferr tag:ferr", false),
        ("\"night\"ferr", true),
        ("", false),
    ] {
        assert_eq!(
            parse(typed).unwrap().as_you_type(typed).is_open,
            is_open,
            "{typed}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_122), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_short_text_is_a_query(text in "[ \"“”*%_():\\\\'a-c\\-]{0,60}|\\PC{0,100}") {
        let query = parse(&text).unwrap();
        prop_assert!(query.terms() <= Query::MOST_TERMS);
        for word in &query.words {
            prop_assert!(text.contains(word.as_str()) && !word.contains(char::is_whitespace));
        }
    }

    #[test]
    fn a_query_of_plain_words_is_its_words(said in proptest::collection::vec("[a-z]{1,8}", 0..20)) {
        let query = parse(&said.join(" ")).unwrap();
        prop_assert_eq!(query.words, said);
    }
}

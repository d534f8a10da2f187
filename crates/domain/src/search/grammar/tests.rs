use proptest::prelude::*;

use super::{Query, parse};

fn words(query: &Query) -> Vec<&str> {
    query.words.iter().map(String::as_str).collect()
}

#[test]
fn words_phrases_exclusions_and_filters_are_distinguished() {
    let typed = r#"night "ferry line" -cruise -"old pier" tag:"Public Transport" SECTION:city by:ada-larsen -tag:opinion rain"#;
    let query = parse(typed).unwrap();
    assert_eq!(words(&query), ["night", "rain"]);
    assert_eq!(query.phrases, ["ferry line"]);
    assert_eq!(query.excluded, ["cruise", "old pier"]);
    let slugs = |names: &[super::NameOrSlug]| {
        names
            .iter()
            .map(|name| name.slug.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(slugs(&query.tags), ["public-transport"]);
    assert_eq!(slugs(&query.sections), ["city"]);
    assert_eq!(slugs(&query.contributors), ["ada-larsen"]);
    assert_eq!(slugs(&query.excluded_tags), ["opinion"]);
}

#[test]
fn engine_syntax_is_read_as_words() {
    for (typed, expected) in [
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
        assert_eq!(words(&parse(typed).unwrap()), expected, "{typed}");
    }
    assert_eq!(parse("fee \"ferry li").unwrap().phrases, ["ferry li"]);
}

#[test]
fn long_queries_and_control_characters_are_rejected() {
    assert!(parse(&"(".repeat(10_240)).is_err());
    assert!(parse(&"a ".repeat(65)).is_err());
    assert!(parse(&"a ".repeat(64)).is_ok());
    assert!(parse("a\0b").is_err());
    assert!(parse("a\tb\nc").is_ok());
}

#[test]
fn the_last_word_is_a_prefix_only_at_the_end_of_the_text() {
    for (typed, is_prefix) in [
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
            parse(typed).unwrap().as_you_type(typed).is_last_word_prefix,
            is_prefix,
            "{typed}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_122), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_short_text_is_a_query(text in "[ \"“”*%_():\\\\'a-c\\-]{0,60}|\\PC{0,100}") {
        let query = parse(&text).unwrap();
        prop_assert!(query.clauses() <= Query::MAX_CLAUSES);
        for word in &query.words {
            prop_assert!(text.contains(word.as_str()) && !word.contains(char::is_whitespace));
        }
    }

    #[test]
    fn a_query_of_plain_words_is_its_words(typed in proptest::collection::vec("[a-z]{1,8}", 0..20)) {
        let query = parse(&typed.join(" ")).unwrap();
        prop_assert_eq!(query.words, typed);
    }
}

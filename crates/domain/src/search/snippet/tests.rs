use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::{TextFragment, snippet};
use crate::{
    language::Language,
    search::{highlight, parse},
};

fn marked(fragments: &[TextFragment]) -> String {
    fragments
        .iter()
        .map(|fragment| {
            if fragment.is_match {
                format!("[{}]", fragment.text)
            } else {
                fragment.text.clone()
            }
        })
        .collect()
}

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

#[test]
fn matches_are_marked_in_their_written_form() {
    let cases = [
        (
            "en",
            "elections mayor",
            "The Mayor’s ÉLECTION, again",
            "The [Mayor]’s [ÉLECTION], again",
        ),
        (
            "en",
            "\"night ferry\"",
            "A ferry by night; the night ferry",
            "A ferry by night; the [night] [ferry]",
        ),
        (
            "ja",
            "東京都",
            "東京都の話、京都の話",
            "[東京都]の話、[京都]の話",
        ),
        ("en", "-ferry night", "the night ferry", "the [night] ferry"),
    ];
    for (tag, typed, text, shown) in cases {
        assert_eq!(
            marked(&highlight(&parse(typed).unwrap(), &language(tag), text)),
            shown,
            "{typed}"
        );
    }
}

#[test]
fn a_match_of_a_prefix_is_marked_as_a_whole_word() {
    let query = parse("night runn").unwrap().as_you_type("night runn");
    assert_eq!(
        marked(&highlight(
            &query,
            &language("en"),
            "Running at night, he ran"
        )),
        "[Running] at [night], he ran"
    );
}

#[test]
fn the_snippet_is_the_part_with_the_most_matches() {
    let text = format!(
        "A ferry left. {} The night ferry sank in rain. {}",
        "Nothing happened here. ".repeat(30),
        "Later it was quiet. ".repeat(30)
    );
    let shown = snippet(
        &parse("night ferry rain").unwrap(),
        &language("en"),
        &text,
        60,
    );
    assert_eq!(
        marked(&shown),
        "…The [night] [ferry] sank in [rain]. Later it was quiet. Later it…"
    );
    let nothing = snippet(
        &parse("harbour").unwrap(),
        &language("en"),
        "Some words\n\nof a body",
        14,
    );
    assert_eq!(marked(&nothing), "Some words…");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_122), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fragments_join_to_the_text(text in "([a-d]{1,3}[ .,]|\\PC){0,60}", typed in "[a-d]{1,3}( [a-d]{1,3}){0,3}") {
        let fragments = highlight(&parse(&typed).unwrap(), &Language::default(), &text);
        let whole: String = fragments.iter().map(|fragment| fragment.text.as_str()).collect();
        prop_assert_eq!(whole, text);
        prop_assert!(fragments.windows(2).all(|pair| pair[0].is_match != pair[1].is_match));
    }

    #[test]
    fn a_snippet_is_a_part_of_the_text_within_the_limit(text in "([a-d]{1,3}[ .,]|\\PC){0,200}", typed in "[a-d]{1,3}( [a-d]{1,3}){0,3}", characters in 10_usize..80) {
        let fragments = snippet(&parse(&typed).unwrap(), &Language::default(), &text, characters);
        let whole: String = fragments.iter().map(|fragment| fragment.text.as_str()).collect();
        prop_assert!(whole.graphemes(true).count() <= characters, "{whole}");
        let line = crate::text::one_line(&text);
        prop_assert!(line.contains(whole.trim_matches('…')) || text.contains('…'), "{} in {}", whole, line);
    }
}

#[test]
fn a_text_of_matches_only_takes_linear_time() {
    for (language, text, typed) in [
        ("th", "ก".repeat(87_000), "กก one"),
        ("ru", "я ".repeat(87_000), "я one"),
        ("en", "one ".repeat(65_000), "one two"),
    ] {
        let language = Language::parse(language).unwrap();
        let fragments = snippet(&parse(typed).unwrap(), &language, &text, 1_000);
        let shown: usize = fragments
            .iter()
            .map(|fragment| fragment.text.chars().count())
            .sum();
        assert!(
            fragments.iter().any(|fragment| fragment.is_match) && shown <= 1_000,
            "{shown}"
        );
    }
}

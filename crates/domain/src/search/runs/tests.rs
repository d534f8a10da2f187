use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::{Run, highlight, snippet};
use crate::{language::Language, search::parse};

fn marked(runs: &[Run]) -> String {
    runs.iter()
        .map(|run| {
            if run.is_match {
                format!("[{}]", run.text)
            } else {
                run.text.clone()
            }
        })
        .collect()
}

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

#[test]
fn what_was_asked_for_is_marked_as_it_was_written() {
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
fn a_word_that_was_begun_is_marked_whole() {
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
fn the_snippet_is_where_most_of_it_stands_together() {
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
    fn runs_are_the_text(text in "([a-d]{1,3}[ .,]|\\PC){0,60}", typed in "[a-d]{1,3}( [a-d]{1,3}){0,3}") {
        let runs = highlight(&parse(&typed).unwrap(), &Language::default(), &text);
        let whole: String = runs.iter().map(|run| run.text.as_str()).collect();
        prop_assert_eq!(whole, text);
        prop_assert!(runs.windows(2).all(|pair| pair[0].is_match != pair[1].is_match));
    }

    #[test]
    fn a_snippet_is_a_part_of_the_text_and_no_longer_than_asked(text in "([a-d]{1,3}[ .,]|\\PC){0,200}", typed in "[a-d]{1,3}( [a-d]{1,3}){0,3}", characters in 10_usize..80) {
        let runs = snippet(&parse(&typed).unwrap(), &Language::default(), &text, characters);
        let whole: String = runs.iter().map(|run| run.text.as_str()).collect();
        prop_assert!(whole.graphemes(true).count() <= characters, "{whole}");
        let line = crate::text::one_line(&text);
        prop_assert!(line.contains(whole.trim_matches('…')) || text.contains('…'), "{} in {}", whole, line);
    }
}

#[test]
fn a_text_that_is_all_matches_costs_no_more_than_its_length() {
    for (language, written, asked) in [
        ("th", "ก".repeat(87_000), "กก one"),
        ("ru", "я ".repeat(87_000), "я one"),
        ("en", "one ".repeat(65_000), "one two"),
    ] {
        let language = Language::parse(language).unwrap();
        let runs = snippet(&parse(asked).unwrap(), &language, &written, 1_000);
        let shown: usize = runs.iter().map(|run| run.text.chars().count()).sum();
        assert!(
            runs.iter().any(|run| run.is_match) && shown <= 1_000,
            "{shown}"
        );
    }
}

use super::{ChangeKind, ShowingSummary, change_kind};
use crate::{ids::RevisionNumber, language::Language, slug::Slug, story::Act};

fn summary(showing: u32, is_full: bool) -> ShowingSummary {
    ShowingSummary {
        showing,
        revision: RevisionNumber(1),
        is_full,
        slug: Slug::parse("ferry-late").unwrap(),
        section: None,
        tags: Vec::new(),
        contributors: Vec::new(),
        language: Language::default(),
    }
}

#[test]
fn the_kind_of_a_change_follows_from_both_showings_and_the_act() {
    let (first, second, tombstone) = (summary(1, true), summary(2, true), summary(3, false));
    for (before, after, act, kind) in [
        (None, None, None, None),
        (Some(&first), Some(&first), Some(Act::Update), None),
        (None, Some(&first), None, Some(ChangeKind::Published)),
        (Some(&first), Some(&second), None, Some(ChangeKind::Updated)),
        (
            Some(&first),
            Some(&second),
            Some(Act::Correct),
            Some(ChangeKind::Corrected),
        ),
        (
            Some(&first),
            Some(&tombstone),
            Some(Act::Retract),
            Some(ChangeKind::Retracted),
        ),
        // An article that returns after its retraction is published, not updated.
        (
            Some(&tombstone),
            Some(&second),
            None,
            Some(ChangeKind::Published),
        ),
        (Some(&first), None, None, Some(ChangeKind::Expired)),
        (
            Some(&first),
            None,
            Some(Act::Unpublish),
            Some(ChangeKind::Withdrawn),
        ),
    ] {
        assert_eq!(
            change_kind(before, after, act),
            kind,
            "{before:?} {after:?}"
        );
    }
}

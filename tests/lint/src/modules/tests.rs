use super::{Circle, circles, edges};
use crate::files::SourceFile;

fn tree(files: &[(&str, &str)]) -> Vec<SourceFile> {
    let file = |(path, text): &(&str, &str)| SourceFile {
        path: format!("crates/a/src/{path}"),
        text: (*text).to_owned(),
    };
    files.iter().map(file).collect()
}

/// Edges written as `from -> to`, without the common folder.
fn arrows(files: &[(&str, &str)]) -> Vec<String> {
    let short = |path: &str| {
        path.trim_start_matches("crates/a/src/")
            .trim_end_matches(".rs")
            .to_owned()
    };
    edges(&tree(files))
        .iter()
        .map(|edge| format!("{} -> {}", short(&edge.from), short(&edge.to)))
        .collect()
}

#[test]
fn a_path_to_an_item_is_an_edge_and_a_declaration_is_none() {
    let files = [
        ("lib.rs", "mod one; mod two;"),
        ("one.rs", "fn a() { crate::two::b(); }"),
        ("two.rs", "pub fn b() {}"),
    ];
    assert_eq!(arrows(&files), ["one -> two"]);
}

#[test]
fn super_self_children_and_imported_modules_are_followed() {
    let files = [
        ("lib.rs", "mod one; mod two;"),
        (
            "one.rs",
            "mod child; use super::two; fn a() { two::b(); child::c(); self::child::c() }",
        ),
        (
            "one/child.rs",
            "pub fn c() {} fn d(x: super::super::two::B) {}",
        ),
        ("two.rs", "pub fn b() {} pub struct B;"),
    ];
    assert_eq!(
        arrows(&files),
        ["one -> one/child", "one -> two", "one/child -> two"]
    );
}

#[test]
fn a_reexport_leads_to_the_file_that_defines_the_item() {
    let files = [
        ("lib.rs", "mod one; mod two;"),
        (
            "one.rs",
            "use crate::two::{Deep as Renamed, other::{self}};",
        ),
        (
            "two/mod.rs",
            "mod deep; mod other; pub use deep::Deep; pub(crate) use other::*;",
        ),
        ("two/deep.rs", "pub struct Deep;"),
        ("two/other.rs", "pub struct Other;"),
    ];
    assert_eq!(arrows(&files), ["one -> two/deep"]);
}

#[test]
fn a_reexported_name_that_the_file_uses_itself_is_an_edge() {
    let files = [
        (
            "lib.rs",
            "mod deep; pub use deep::Deep; pub fn a() -> Deep { b(Deep) }",
        ),
        ("deep.rs", "pub struct Deep;"),
    ];
    assert_eq!(arrows(&files), ["lib -> deep"]);
}

#[test]
fn names_behind_a_glob_are_followed() {
    let files = [
        ("lib.rs", "mod one; mod two;"),
        ("one.rs", "use crate::two::*; fn a(x: Thing) {}"),
        ("two.rs", "pub struct Thing;"),
    ];
    assert_eq!(arrows(&files), ["one -> two"]);
}

#[test]
fn inline_modules_belong_to_their_file() {
    let files = [
        (
            "lib.rs",
            "mod one { pub mod inner { pub fn a() { super::super::two::b() } } } mod two;",
        ),
        ("two.rs", "pub fn b() {}"),
    ];
    assert_eq!(arrows(&files), ["lib -> two"]);
}

#[test]
fn a_module_and_a_function_may_share_a_name() {
    let files = [
        ("lib.rs", "mod view; mod one; pub use view::view;"),
        ("one.rs", "fn a() { crate::view::view(); crate::view(); }"),
        ("view.rs", "pub fn view() {}"),
    ];
    assert_eq!(arrows(&files), ["one -> view"]);
}

#[test]
fn test_code_methods_visibility_and_other_crates_make_no_edge() {
    let files = [
        ("lib.rs", "mod one; mod two;"),
        (
            "one.rs",
            "use serde::two; #[cfg(test)] mod tests { use crate::two::b; } \
             #[cfg(test)] use crate::two::b; pub(in crate::two) fn a(x: u8) { x.two().b(); let two = 1; }",
        ),
        ("two.rs", "pub fn b() {} #[cfg(test)] mod tests;"),
        ("two/tests.rs", "use crate::one::a; use super::b;"),
    ];
    assert_eq!(arrows(&files), Vec::<String>::new());
}

#[test]
fn a_tree_without_a_circle_has_none() {
    let files = [
        ("lib.rs", "mod one; mod two; mod three;"),
        ("one.rs", "use crate::{two::Two, three::Three};"),
        ("two.rs", "use crate::three::Three; pub struct Two(Three);"),
        ("three.rs", "pub struct Three;"),
    ];
    assert_eq!(circles(&tree(&files)), Vec::<Circle>::new());
}

#[test]
fn a_circle_is_printed_as_a_way_round() {
    let files = [
        ("lib.rs", "mod one; mod two; mod three; mod four;"),
        ("one.rs", "use crate::two::Two;\npub struct One;"),
        ("two.rs", "\nuse crate::three::Three; pub struct Two;"),
        ("three.rs", "pub struct Three(crate::one::One);"),
        ("four.rs", "use crate::one::One;"),
    ];
    let found = circles(&tree(&files));
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].to_string(),
        "circle of 3 files:\n  \
         crates/a/src/one.rs:1 names crate::two::Two of crates/a/src/two.rs\n  \
         crates/a/src/two.rs:2 names crate::three::Three of crates/a/src/three.rs\n  \
         crates/a/src/three.rs:1 names crate::one::One of crates/a/src/one.rs\n"
    );
}

#[test]
fn a_parent_and_a_child_that_use_each_other_make_a_circle() {
    let files = [
        ("lib.rs", "mod one;"),
        (
            "one.rs",
            "mod child; pub struct One; fn a() { child::b(); }",
        ),
        ("one/child.rs", "pub fn b(x: super::One) {}"),
    ];
    let found = circles(&tree(&files));
    assert_eq!(
        found
            .iter()
            .map(|circle| circle.files.len())
            .collect::<Vec<_>>(),
        [2]
    );
}

#[test]
fn two_circles_are_told_apart_and_the_larger_comes_first() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c; mod d; mod e;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "use crate::a::A; pub struct B;"),
        ("c.rs", "use crate::d::D; pub struct C;"),
        ("d.rs", "use crate::e::E; pub struct D;"),
        ("e.rs", "use crate::c::C; use crate::a::A; pub struct E;"),
    ];
    let found = circles(&tree(&files));
    assert_eq!(
        found
            .iter()
            .map(|circle| circle.files.len())
            .collect::<Vec<_>>(),
        [3, 2]
    );
}

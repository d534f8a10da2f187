//! Tests of the table of settings, and of everything that derives from it.

use std::collections::HashSet;

use super::{Basis, Configuration, DatabaseUrl, GivenSettings, Kind, SETTINGS, Setting};

fn rows() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter()
}

#[test]
fn flags_and_variables_agree_and_are_unique() {
    let mut flags = HashSet::new();
    for row in rows() {
        assert!(flags.insert(row.flag), "{}", row.flag);
        let variable = row.flag.replace('-', "_").to_uppercase();
        assert_eq!(row.variable, format!("STANDFIRST_{variable}"));
    }
    assert_eq!(flags.len(), 29);
}

#[test]
fn every_row_is_documented_and_has_a_valid_default() {
    for row in rows() {
        let meaning = row.meaning();
        assert!(
            meaning.ends_with('.') && meaning.starts_with(char::is_uppercase),
            "{}: {meaning}",
            row.flag
        );
        assert!(!row.default.is_empty(), "{}", row.flag);
        assert!(!(row.kind)().accepts.is_empty(), "{}", row.flag);
    }
    let given = GivenSettings::default();
    let (configuration, mistakes) = Configuration::read(&given, Basis::from_given(&given));
    assert!(configuration.is_some());
    assert_eq!(mistakes, []);
}

#[test]
fn every_row_is_shown_under_its_flag_in_the_order_of_the_table() {
    let configuration = Configuration::check(&GivenSettings::default()).unwrap();
    let shown: Vec<_> = configuration
        .shown()
        .into_iter()
        .map(|(flag, _)| flag)
        .collect();
    let expected: Vec<_> = rows().map(|row| row.flag).collect();
    assert_eq!(shown, expected);
}

#[test]
fn a_shown_configuration_can_be_given_again() {
    let given = GivenSettings::from([("dev", "true"), ("limits", "tokens=8000")]);
    let configuration = Configuration::check(&given).unwrap();
    let mut again = GivenSettings::default();
    // The address of the pages is not compared: as a value it would end with a slash.
    let shown = configuration.shown().into_iter();
    for (flag, value) in shown.filter(|(flag, _)| *flag != "base-url") {
        again.insert(flag, value);
    }
    let again = Configuration::check(&again).unwrap();
    assert_eq!(again.to_string(), configuration.to_string());
}

#[test]
fn a_value_of_any_row_that_is_wrong_is_reported_with_flag_and_variable() {
    let any_text_is_valid = ["publication-name", "data-dir", "signing-keys", "issuers"];
    let any_text_is_valid = [&any_text_is_valid[..], &["operations"]].concat();
    for row in rows().filter(|row| !any_text_is_valid.contains(&row.flag)) {
        let given = GivenSettings::from([(row.flag, "no such value!")]);
        let mistakes = Configuration::check(&given).unwrap_err().0;
        let [mistake] = &mistakes[..] else {
            panic!("{}: {mistakes:?}", row.flag);
        };
        assert_eq!((mistake.flag, mistake.variable), (row.flag, row.variable));
    }
}

#[test]
fn secrets_are_neither_shown_nor_repeated_in_a_mistake() {
    let secret: Vec<_> = rows().filter(|row| row.is_secret).collect();
    assert_eq!(secret.len(), 1, "a new secret needs a case below");
    let flag = secret[0].flag;
    let given = GivenSettings::from([(flag, "postgres://desk:s3cret@db/news")]);
    let shown = Configuration::check(&given).unwrap().to_string();
    assert!(shown.contains("desk:hidden@db"), "{shown}");
    let given = GivenSettings::from([(flag, "mysql://desk:s3cret@db/news")]);
    let message = Configuration::check(&given).unwrap_err().to_string();
    assert!(!format!("{shown}{message}").contains("s3cret"), "{message}");
    assert!(DatabaseUrl.parse("postgres://desk:s3cret@db/news").is_ok());
}

#[test]
fn the_documentation_has_the_rows_of_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operating.md");
    let document = std::fs::read_to_string(path).unwrap();
    let found: Vec<&str> = document
        .lines()
        .filter(|line| line.starts_with("| `--"))
        .collect();
    let expected: Vec<String> = rows()
        .map(|row| {
            format!(
                "| `--{}` | {} | {} | {} |",
                row.flag,
                row.default,
                (row.kind)().accepts,
                row.meaning()
            )
        })
        .collect();
    assert_eq!(
        found,
        expected,
        "docs/operating.md differs from the table:\n{}",
        expected.join("\n")
    );
}

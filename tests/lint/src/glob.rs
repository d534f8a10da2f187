//! Path patterns: `*` stands for any text without `/`, `**` for any text.

/// Set of path patterns separated by commas; a pattern that opens with `!` takes paths away.
#[derive(Debug, Clone, Default)]
pub struct Globs {
    wanted: Vec<String>,
    excluded: Vec<String>,
}

impl Globs {
    /// Parses a list such as `crates/api/**,!**/tests.rs`. A lone `*` matches every path.
    #[must_use]
    pub fn parse(list: &str) -> Self {
        let mut globs = Self::default();
        for pattern in list
            .split(',')
            .map(str::trim)
            .filter(|each| !each.is_empty())
        {
            match (pattern, pattern.strip_prefix('!')) {
                (_, Some(excluded)) => globs.excluded.push(excluded.to_owned()),
                ("*", None) => globs.wanted.push("**".to_owned()),
                (wanted, None) => globs.wanted.push(wanted.to_owned()),
            }
        }
        globs
    }

    /// Tells if the path matches a wanted pattern and no excluded one.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        let any = |patterns: &[String]| {
            patterns
                .iter()
                .any(|pattern| matches(pattern.as_bytes(), path.as_bytes()))
        };
        any(&self.wanted) && !any(&self.excluded)
    }
}

fn matches(pattern: &[u8], path: &[u8]) -> bool {
    match pattern {
        [] => path.is_empty(),
        [b'*', b'*', rest @ ..] => (0..=path.len()).any(|at| matches(rest, tail(path, at))),
        [b'*', rest @ ..] => {
            let segment = path
                .iter()
                .position(|byte| *byte == b'/')
                .unwrap_or(path.len());
            (0..=segment).any(|at| matches(rest, tail(path, at)))
        }
        [first, rest @ ..] => path
            .split_first()
            .is_some_and(|(byte, path)| byte == first && matches(rest, path)),
    }
}

fn tail(path: &[u8], at: usize) -> &[u8] {
    path.get(at..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Globs;

    #[test]
    fn a_single_star_stays_within_one_folder_and_two_stars_do_not() {
        let globs = Globs::parse("crates/*/src/lib.rs, docs/**");
        assert!(globs.matches("crates/api/src/lib.rs"));
        assert!(!globs.matches("crates/api/more/src/lib.rs"));
        assert!(globs.matches("docs/a/b.md"));
        assert!(!globs.matches("doc/a.md"));
    }

    #[test]
    fn an_excluded_pattern_takes_paths_away() {
        let globs = Globs::parse("*,!**/tests.rs");
        assert!(globs.matches("crates/api/src/a.rs"));
        assert!(!globs.matches("crates/api/src/tests.rs"));
    }
}

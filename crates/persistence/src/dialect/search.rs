//! Search: how FTS5 and tsvector are asked for what showings hold, and how they are given it. Terms are letters, digits, marks and `_`, so that within
//! quotation marks none of them can be syntax.

use std::collections::BTreeMap;

use standfirst_domain::search::{Paper, Wanted};

use super::Engine;

/// Where showings are found by what they hold: the entry is `e` and the showing `s`.
pub(crate) struct Matching {
    /// What stands behind `FROM`.
    pub(crate) from: String,
    /// The condition.
    pub(crate) holds: String,
    /// The order in which the newest come first, which the index gives.
    pub(crate) newest: &'static str,
}

impl Engine {
    /// What showings must hold, in the engine's own words.
    pub(crate) fn wanted(self, wanted: &Wanted) -> String {
        let mut text = String::new();
        match self {
            Self::Sqlite => write_match(wanted, &mut text),
            Self::Postgres => write_tsquery(wanted, "", &mut text),
        }
        text
    }

    /// As [`Engine::wanted`], looking into the headline alone.
    pub(crate) fn wanted_of_headline(self, wanted: &Wanted) -> String {
        let mut text = String::new();
        match self {
            Self::Sqlite => {
                text.push_str("{language headline} : (");
                write_match(wanted, &mut text);
                text.push(')');
            }
            Self::Postgres => write_tsquery(wanted, "A", &mut text),
        }
        text
    }

    /// The showings that hold what is bound as `wanted`. PostgreSQL's planner knows too little of how rare something is, and takes the wrong one of its two
    /// ways: to look at the newest one after the other, which finds what is common, or to gather all that hold it, which finds what is rare.
    pub(crate) fn matching(self, wanted: &str, is_common: bool) -> Matching {
        const ITS_SHOWING: &str =
            "JOIN showing s ON s.article_id = e.article_id AND s.number = e.number";
        let newest = "e.published_at DESC, e.article_id DESC";
        match self {
            Self::Sqlite => Matching {
                from: "search_text CROSS JOIN search_entry e ON e.id = search_text.rowid CROSS JOIN showing s ON s.article_id = e.article_id AND s.number = e.number".to_owned(),
                holds: format!("search_text MATCH {wanted}"),
                newest: "search_text.rowid DESC",
            },
            Self::Postgres if is_common => Matching {
                from: format!("search_entry e {ITS_SHOWING}"),
                holds: format!("(e.terms @@ {wanted}::tsquery) IS TRUE"),
                newest,
            },
            Self::Postgres => Matching {
                from: format!(
                    "(SELECT i.article_id, i.number, i.published_at, i.counts, i.headline FROM search_entry i WHERE i.terms @@ {wanted}::tsquery OFFSET 0) e {ITS_SHOWING}"
                ),
                holds: "TRUE".to_owned(),
                newest,
            },
        }
    }

    /// A condition on the entry `e`: it does not hold what is bound as `wanted`.
    pub(crate) fn lacking(self, wanted: &str) -> String {
        match self {
            Self::Sqlite => {
                format!(
                    "e.id NOT IN (SELECT rowid FROM search_text WHERE search_text MATCH {wanted})"
                )
            }
            Self::Postgres => format!("NOT e.terms @@ {wanted}::tsquery"),
        }
    }

    /// The first rows of a list by date, where ties are broken by identity. SQLite walks its index by the second, so that it looks at the whole of the
    /// last second before it sorts.
    pub(crate) fn newest_page(
        self,
        columns: &str,
        matching: &Matching,
        conditions: &str,
        limit: &str,
    ) -> String {
        let Matching {
            from,
            holds,
            newest,
        } = matching;
        match self {
            Self::Sqlite => format!(
                "SELECT {columns} FROM {from} WHERE {holds}{conditions} AND search_text.rowid >= (SELECT MIN(id) >> {SEQUENCE_BITS} << {SEQUENCE_BITS} \
                 FROM (SELECT search_text.rowid AS id FROM {from} WHERE {holds}{conditions} ORDER BY {newest} LIMIT {limit})) \
                 ORDER BY s.published_at DESC, s.article_id DESC LIMIT {limit}"
            ),
            Self::Postgres => format!(
                "SELECT {columns} FROM {from} WHERE {holds}{conditions} ORDER BY {newest} LIMIT {limit}"
            ),
        }
    }

    /// A condition that lets SQLite begin its walk at a date; PostgreSQL needs none.
    pub(crate) fn not_after(self, millis: i64) -> String {
        match self {
            Self::Sqlite => format!(
                " AND search_text.rowid < {}",
                first_of_second(millis.saturating_add(1_000))
            ),
            Self::Postgres => String::new(),
        }
    }

    /// What takes entries `e` away that meet the `{condition}`, with what FTS5 holds of them.
    pub(crate) const fn forget_entries(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[
                "DELETE FROM search_text WHERE rowid IN (SELECT e.id FROM search_entry e WHERE {condition})",
                "DELETE FROM search_entry AS e WHERE {condition}",
            ],
            Self::Postgres => &["DELETE FROM search_entry AS e WHERE {condition}"],
        }
    }

    /// What makes acts wait that would drop a showing while it is read.
    pub(crate) const fn for_reference(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR KEY SHARE OF s",
        }
    }
}

/// How many entries may bear the date of one second, in bits.
pub(crate) const SEQUENCE_BITS: u32 = 24;
/// Seconds from the year 1 to 1970, before which nothing is dated.
const SECONDS_BEFORE_1970: i64 = 62_135_596_800;

/// The first number that an entry of this date can have.
pub(crate) const fn first_of_second(millis: i64) -> i64 {
    let second = millis.div_euclid(1_000) + SECONDS_BEFORE_1970;
    (if second > 0 { second } else { 0 }) << SEQUENCE_BITS
}

fn write_match(wanted: &Wanted, out: &mut String) {
    match wanted {
        Wanted::Term(term) => {
            out.push('"');
            out.push_str(term);
            out.push('"');
        }
        Wanted::Prefix(prefix) => {
            out.push('"');
            out.push_str(prefix);
            out.push_str("\" *");
        }
        Wanted::Phrase(terms) => {
            out.push('"');
            out.push_str(&terms.join(" "));
            out.push('"');
        }
        Wanted::All(each) => write_each(each, " AND ", out, &write_match),
        Wanted::Any(each) => write_each(each, " OR ", out, &write_match),
        Wanted::AllBut(wanted, barred) => {
            out.push('(');
            write_match(wanted, out);
            out.push_str(" NOT ");
            write_match(barred, out);
            out.push(')');
        }
    }
}

/// A tsquery; what is weighted so is a headline. The term that stands for a language stands in none.
fn write_tsquery(wanted: &Wanted, weight: &str, out: &mut String) {
    let term = |term: &str, prefix: &str, out: &mut String| {
        let weight = if term.starts_with('_') { "" } else { weight };
        out.push('\'');
        out.push_str(term);
        out.push('\'');
        if !(prefix.is_empty() && weight.is_empty()) {
            out.push(':');
            out.push_str(prefix);
            out.push_str(weight);
        }
    };
    match wanted {
        Wanted::Term(text) => term(text, "", out),
        Wanted::Prefix(text) => term(text, "*", out),
        Wanted::Phrase(terms) => {
            out.push('(');
            for (place, text) in terms.iter().enumerate() {
                if place > 0 {
                    out.push_str(" <-> ");
                }
                term(text, "", out);
            }
            out.push(')');
        }
        Wanted::All(each) => write_each(each, " & ", out, &|one, out| {
            write_tsquery(one, weight, out)
        }),
        Wanted::Any(each) => write_each(each, " | ", out, &|one, out| {
            write_tsquery(one, weight, out)
        }),
        Wanted::AllBut(wanted, barred) => {
            out.push('(');
            write_tsquery(wanted, weight, out);
            out.push_str(" & !");
            write_tsquery(barred, weight, out);
            out.push(')');
        }
    }
}

fn write_each(
    each: &[Wanted],
    between: &str,
    out: &mut String,
    write: &dyn Fn(&Wanted, &mut String),
) {
    out.push('(');
    for (place, one) in each.iter().enumerate() {
        if place > 0 {
            out.push_str(between);
        }
        write(one, out);
    }
    out.push(')');
}

/// PostgreSQL keeps positions up to this one, and so many of one term: a phrase is found where its words stand before.
const LAST_POSITION: usize = 16_383;
const MOST_POSITIONS: usize = 255;

/// A paper as the text of a tsvector: each term with its positions and the weight of its field.
pub(crate) fn tsvector(paper: &Paper, language: &str) -> String {
    let mut positions: BTreeMap<&str, Vec<(usize, char)>> = BTreeMap::new();
    let mut start = 1;
    for (terms, weight) in [
        (&paper.headline, 'A'),
        (&paper.standfirst, 'B'),
        (&paper.body, 'C'),
    ] {
        for (at, term) in (start..).zip(terms) {
            let held = positions.entry(term).or_default();
            if held.len() < MOST_POSITIONS && (at <= LAST_POSITION || held.is_empty()) {
                held.push((at.min(LAST_POSITION), weight));
            }
        }
        // Nothing stands next to what another field holds.
        start += terms.len() + 2;
    }
    let mut text = format!("'{language}':1");
    for (term, held) in positions {
        text.push_str(" '");
        text.push_str(term);
        text.push('\'');
        for (place, (at, weight)) in held.into_iter().enumerate() {
            text.push(if place == 0 { ':' } else { ',' });
            text.push_str(&at.to_string());
            text.push(weight);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use standfirst_domain::search::{Paper, Wanted};

    use super::{Engine, first_of_second, tsvector};

    fn term(term: &str) -> Wanted {
        Wanted::Term(term.to_owned())
    }

    #[test]
    fn each_engine_is_asked_in_its_own_words() {
        let phrase = Wanted::Phrase(vec!["night".to_owned(), "ferri".to_owned()]);
        let any = Wanted::Any(vec![phrase, Wanted::Prefix("bo".to_owned())]);
        let wanted = Wanted::AllBut(
            Box::new(Wanted::All(vec![term("_en"), any])),
            Box::new(term("pier")),
        );
        assert_eq!(
            Engine::Sqlite.wanted(&wanted),
            "((\"_en\" AND (\"night ferri\" OR \"bo\" *)) NOT \"pier\")"
        );
        assert_eq!(
            Engine::Postgres.wanted(&wanted),
            "(('_en' & (('night' <-> 'ferri') | 'bo':*)) & !'pier')"
        );
        assert_eq!(
            Engine::Postgres.wanted_of_headline(&wanted),
            "(('_en' & (('night':A <-> 'ferri':A) | 'bo':*A)) & !'pier':A)"
        );
    }

    #[test]
    fn a_paper_is_its_terms_with_their_places() {
        let terms = |text: &str| text.split(' ').map(str::to_owned).collect();
        let paper = Paper {
            headline: terms("night ferri"),
            standfirst: Vec::new(),
            body: terms("ferri left"),
        };
        assert_eq!(
            tsvector(&paper, "_en"),
            "'_en':1 'ferri':2A,7C 'left':8C 'night':1A"
        );
    }

    #[test]
    fn entries_are_numbered_in_the_order_of_their_dates() {
        let dates = [-62_135_596_800_000, -1, 0, 999, 1_000, 253_402_214_399_999];
        let numbers = dates.map(first_of_second);
        assert!(numbers.is_sorted() && numbers.iter().all(|number| *number >= 0));
        assert_eq!(numbers[2], numbers[3]);
        assert!(numbers[3] < numbers[4]);
    }
}

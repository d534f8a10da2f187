//! Translation of a [`TermQuery`] into the query syntax of FTS5 and of tsquery.
//!
//! Terms consist of letters, digits, marks and `_`. Within quotation marks, none of them is syntax.

use standfirst_domain::search::TermQuery;

use crate::dialect::Engine;

impl Engine {
    /// Formats a query in the syntax of the engine.
    pub(crate) fn term_query(self, query: &TermQuery) -> String {
        let mut text = String::new();
        match self {
            Self::Sqlite => write_fts5(query, &mut text),
            Self::Postgres => write_tsquery(query, "", &mut text),
        }
        text
    }

    /// Formats a query that searches headlines only.
    pub(crate) fn headline_query(self, query: &TermQuery) -> String {
        let mut text = String::new();
        match self {
            Self::Sqlite => {
                // The term of the language has a column of its own.
                text.push_str("{language headline} : (");
                write_fts5(query, &mut text);
                text.push(')');
            }
            Self::Postgres => write_tsquery(query, "A", &mut text),
        }
        text
    }
}

fn write_fts5(query: &TermQuery, out: &mut String) {
    match query {
        TermQuery::Term(term) => {
            out.push('"');
            out.push_str(term);
            out.push('"');
        }
        TermQuery::Prefix(prefix) => {
            out.push('"');
            out.push_str(prefix);
            out.push_str("\" *");
        }
        TermQuery::Phrase(terms) => {
            out.push('"');
            out.push_str(&terms.join(" "));
            out.push('"');
        }
        TermQuery::All(queries) => write_joined(queries, " AND ", out, &write_fts5),
        TermQuery::Any(queries) => write_joined(queries, " OR ", out, &write_fts5),
        TermQuery::AndNot(query, excluded) => {
            out.push('(');
            write_fts5(query, out);
            out.push_str(" NOT ");
            write_fts5(excluded, out);
            out.push(')');
        }
    }
}

/// Writes a tsquery. A weight restricts its terms to the field with that weight, except for the
/// term of the language, which is in no field.
fn write_tsquery(query: &TermQuery, weight: &str, out: &mut String) {
    let write_term = |term: &str, prefix: &str, out: &mut String| {
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
    match query {
        TermQuery::Term(term) => write_term(term, "", out),
        TermQuery::Prefix(prefix) => write_term(prefix, "*", out),
        TermQuery::Phrase(terms) => {
            out.push('(');
            for (index, term) in terms.iter().enumerate() {
                if index > 0 {
                    out.push_str(" <-> ");
                }
                write_term(term, "", out);
            }
            out.push(')');
        }
        TermQuery::All(queries) => write_joined(queries, " & ", out, &|query, out| {
            write_tsquery(query, weight, out)
        }),
        TermQuery::Any(queries) => write_joined(queries, " | ", out, &|query, out| {
            write_tsquery(query, weight, out)
        }),
        TermQuery::AndNot(query, excluded) => {
            out.push('(');
            write_tsquery(query, weight, out);
            out.push_str(" & !");
            write_tsquery(excluded, weight, out);
            out.push(')');
        }
    }
}

fn write_joined(
    queries: &[TermQuery],
    operator: &str,
    out: &mut String,
    write: &dyn Fn(&TermQuery, &mut String),
) {
    out.push('(');
    for (index, query) in queries.iter().enumerate() {
        if index > 0 {
            out.push_str(operator);
        }
        write(query, out);
    }
    out.push(')');
}

#[cfg(test)]
mod tests {
    use standfirst_domain::search::TermQuery;

    use super::Engine;

    fn term(term: &str) -> TermQuery {
        TermQuery::Term(term.to_owned())
    }

    #[test]
    fn each_engine_gets_its_own_query_syntax() {
        let phrase = TermQuery::Phrase(vec!["night".to_owned(), "ferri".to_owned()]);
        let any = TermQuery::Any(vec![phrase, TermQuery::Prefix("bo".to_owned())]);
        let query = TermQuery::AndNot(
            Box::new(TermQuery::All(vec![term("_en"), any])),
            Box::new(term("pier")),
        );
        assert_eq!(
            Engine::Sqlite.term_query(&query),
            "((\"_en\" AND (\"night ferri\" OR \"bo\" *)) NOT \"pier\")"
        );
        assert_eq!(
            Engine::Postgres.term_query(&query),
            "(('_en' & (('night' <-> 'ferri') | 'bo':*)) & !'pier')"
        );
        assert_eq!(
            Engine::Postgres.headline_query(&query),
            "(('_en' & (('night':A <-> 'ferri':A) | 'bo':*A)) & !'pier':A)"
        );
    }
}

//! What showings must hold, in the words of FTS5 and of tsvector. Terms are letters, digits, marks and `_`, so that within quotation marks none of them can
//! be syntax.

use standfirst_domain::search::Wanted;

use crate::dialect::Engine;

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

#[cfg(test)]
mod tests {
    use standfirst_domain::search::Wanted;

    use super::Engine;

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
}

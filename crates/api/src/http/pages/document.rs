//! The front door's HTML. Whatever comes from the newsroom is escaped on its way in, in one place.

use std::fmt::{self, Write};

use url::form_urlencoded;

const STYLE: &str = include_str!("home.css");
/// What a headline's link asks.
const QUESTION: &str = "{ headline standfirst url publishedAt updatedAt section { name } byline { role contributor { name } } \
     tags { name slug } bodyText related { nodes { headline slug } } }";

/// The front door.
pub struct Document<'a> {
    /// The paper's name.
    pub name: &'a str,
    /// What the paper is written in.
    pub language: &'a str,
    /// The paper's day.
    pub today: Day,
    /// Whether GraphiQL is open.
    pub graphiql: bool,
    /// The newest articles; `None` when the archive does not answer.
    pub newest: Option<Vec<Entry>>,
}

/// A day, as machines read it and as people do.
pub struct Day {
    /// 2026-11-02.
    pub date: String,
    /// 2 November 2026.
    pub spelt: String,
}

/// An article on the front door.
pub struct Entry {
    /// Its title.
    pub headline: String,
    /// The label above it.
    pub kicker: Option<String>,
    /// The summary under it.
    pub standfirst: Option<String>,
    /// The name of its section.
    pub section: Option<String>,
    /// What it is written in.
    pub language: String,
    /// The paper's day on which it was published.
    pub day: Day,
    /// The human part of its address.
    pub slug: String,
}

impl Document<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let mut page = String::with_capacity(8_192);
        // Writing to a string does not fail.
        let _ = self.write(&mut page);
        page
    }

    fn write(&self, page: &mut String) -> fmt::Result {
        let (name, language) = (Text(self.name), Text(self.language));
        let (today, spelt) = (Text(&self.today.date), Text(&self.today.spelt));
        writeln!(
            page,
            "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">"
        )?;
        write!(
            page,
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{name}</title>\n<style>{STYLE}</style>\n</head>\n"
        )?;
        write!(
            page,
            "<body>\n<header>\n<p class=\"day\"><time datetime=\"{today}\" lang=\"en\">{spelt}</time></p>\n<h1>{name}</h1>\n"
        )?;
        self.write_doors(page)?;
        page.write_str("</header>\n<main>\n<h2 class=\"rule\">The latest</h2>\n")?;
        match self.newest.as_deref() {
            None => page.write_str("<p class=\"note\" lang=\"en\">The archive does not answer at present. Please come back in a moment.</p>\n")?,
            Some([]) => page.write_str("<p class=\"note\" lang=\"en\">Nothing has been published yet.</p>\n")?,
            Some(entries) => entries.iter().try_for_each(|entry| entry.write(page))?,
        }
        page.write_str("</main>\n<footer lang=\"en\"><p>Served by Standfirst.</p></footer>\n</body>\n</html>\n")
    }

    fn write_doors(&self, page: &mut String) -> fmt::Result {
        let graphiql = if self.graphiql {
            "<a href=\"/graphiql\">GraphiQL</a>\n"
        } else {
            ""
        };
        let sample = address(
            "{ publication { name today { date } } articles(first: 5) { nodes { headline slug } } }",
        );
        write!(
            page,
            "<nav lang=\"en\" aria-label=\"Doors\">\n<a href=\"{}\">GraphQL</a>\n{graphiql}",
            Text(&sample)
        )?;
        page.write_str(
            "<a href=\"/schema.graphql\">Schema</a>\n<a href=\"/healthz\">Health</a>\n</nav>\n",
        )
    }
}

impl Entry {
    fn write(&self, page: &mut String) -> fmt::Result {
        let question = format!("{{ article(slug: \"{}\") {QUESTION} }}", self.slug);
        writeln!(page, "<article lang=\"{}\">", Text(&self.language))?;
        if let Some(kicker) = &self.kicker {
            writeln!(page, "<p class=\"kicker\">{}</p>", Text(kicker))?;
        }
        writeln!(
            page,
            "<h3><a href=\"{}\">{}</a></h3>",
            Text(&address(&question)),
            Text(&self.headline)
        )?;
        if let Some(standfirst) = &self.standfirst {
            writeln!(page, "<p class=\"standfirst\">{}</p>", Text(standfirst))?;
        }
        page.write_str("<p class=\"place\">")?;
        if let Some(section) = &self.section {
            write!(page, "<span>{}</span> ", Text(section))?;
        }
        writeln!(
            page,
            "<time datetime=\"{date}\" lang=\"en\">{spelt}</time></p>\n</article>",
            date = Text(&self.day.date),
            spelt = Text(&self.day.spelt)
        )
    }
}

/// The address that asks a question by GET.
fn address(question: &str) -> String {
    format!(
        "/graphql?{}",
        form_urlencoded::Serializer::new(String::new())
            .append_pair("query", question)
            .finish()
    )
}

/// A text as it must stand in HTML, between tags or in an attribute.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            _ => f.write_char(c),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Day {
        Day {
            date: "2026-11-02".into(),
            spelt: "2 November 2026".into(),
        }
    }

    fn entry(headline: &str) -> Entry {
        let (kicker, standfirst, section) = (Some("A & B".into()), None, Some("World".into()));
        Entry {
            headline: headline.into(),
            kicker,
            standfirst,
            section,
            language: "en".into(),
            day: day(),
            slug: "ferry".into(),
        }
    }

    #[test]
    fn what_comes_from_the_newsroom_cannot_become_markup() {
        let newest = Some(vec![entry("<script>alert('1')</script>")]);
        let page = Document {
            name: "The \"Echo\"",
            language: "en",
            today: day(),
            graphiql: false,
            newest,
        }
        .render();
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(&#39;1&#39;)"));
        assert!(page.contains("The &quot;Echo&quot;") && page.contains("A &amp; B"));
        assert!(page.contains("/graphql?query=%7B+article%28slug%3A+%22ferry%22%29"));
        assert!(!page.contains("/graphiql"));
    }
}

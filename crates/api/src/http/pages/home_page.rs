//! HTML of the home page. All text of the newsroom is escaped in one place, [`Text`].

use std::fmt::{self, Write};

use url::form_urlencoded;

const STYLE: &str = include_str!("home.css");
/// Selection of the query behind a headline's link.
const SELECTION: &str = "{ headline standfirst url publishedAt updatedAt section { name } byline { role contributor { name } } \
     tags { name slug } bodyText related { nodes { headline slug } } }";

/// Content of the home page.
pub struct HomePage<'a> {
    /// Name of the publication.
    pub name: &'a str,
    /// Language of the publication.
    pub language: &'a str,
    /// Present day of the publication.
    pub today: DisplayedDate,
    /// True if GraphiQL is served.
    pub graphiql: bool,
    /// Newest articles; `None` if the archive did not answer.
    pub newest: Option<Vec<HomePageArticle>>,
}

/// A date for machines and for people.
pub struct DisplayedDate {
    /// ISO 8601 date, such as 2026-11-02.
    pub date: String,
    /// Date in words, such as 2 November 2026.
    pub spelt: String,
}

/// An article on the home page.
pub struct HomePageArticle {
    /// Headline.
    pub headline: String,
    /// Kicker.
    pub kicker: Option<String>,
    /// Standfirst.
    pub standfirst: Option<String>,
    /// Name of the section.
    pub section: Option<String>,
    /// Language of the article.
    pub language: String,
    /// Day of publication in the publication's time zone.
    pub day: DisplayedDate,
    /// Slug.
    pub slug: String,
}

impl HomePage<'_> {
    /// Renders the page.
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
        self.write_navigation(page)?;
        page.write_str("</header>\n<main>\n<h2 class=\"rule\">The latest</h2>\n")?;
        match self.newest.as_deref() {
            None => page.write_str("<p class=\"note\" lang=\"en\">The archive does not answer at present. Please come back in a moment.</p>\n")?,
            Some([]) => page.write_str("<p class=\"note\" lang=\"en\">Nothing has been published yet.</p>\n")?,
            Some(articles) => articles.iter().try_for_each(|article| article.write(page))?,
        }
        page.write_str("</main>\n<footer lang=\"en\"><p>Served by Standfirst.</p></footer>\n</body>\n</html>\n")
    }

    fn write_navigation(&self, page: &mut String) -> fmt::Result {
        let graphiql = if self.graphiql {
            "<a href=\"/graphiql\">GraphiQL</a>\n"
        } else {
            ""
        };
        let sample = query_address(
            "{ publication { name today { date } } articles(first: 5) { nodes { headline slug } } }",
        );
        write!(
            page,
            "<nav lang=\"en\" aria-label=\"API\">\n<a href=\"{}\">GraphQL</a>\n{graphiql}",
            Text(&sample)
        )?;
        page.write_str(
            "<a href=\"/schema.graphql\">Schema</a>\n<a href=\"/healthz\">Health</a>\n</nav>\n",
        )
    }
}

impl HomePageArticle {
    fn write(&self, page: &mut String) -> fmt::Result {
        let query = format!("{{ article(slug: \"{}\") {SELECTION} }}", self.slug);
        writeln!(page, "<article lang=\"{}\">", Text(&self.language))?;
        if let Some(kicker) = &self.kicker {
            writeln!(page, "<p class=\"kicker\">{}</p>", Text(kicker))?;
        }
        writeln!(
            page,
            "<h3><a href=\"{}\">{}</a></h3>",
            Text(&query_address(&query)),
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

/// Address of a query by GET.
fn query_address(query: &str) -> String {
    format!(
        "/graphql?{}",
        form_urlencoded::Serializer::new(String::new())
            .append_pair("query", query)
            .finish()
    )
}

/// A text that is escaped for HTML, between tags or in an attribute.
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

    fn day() -> DisplayedDate {
        DisplayedDate {
            date: "2026-11-02".into(),
            spelt: "2 November 2026".into(),
        }
    }

    fn article(headline: &str) -> HomePageArticle {
        let (kicker, standfirst, section) = (Some("A & B".into()), None, Some("World".into()));
        HomePageArticle {
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
    fn text_of_the_newsroom_cannot_become_markup() {
        let newest = Some(vec![article("<script>alert('1')</script>")]);
        let page = HomePage {
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

//! The parser of an export's XML.
//!
//! Elements are recognised by their namespace where it is declared, so neither another prefix nor
//! an element of another vocabulary misleads. No entity is expanded except characters and those of
//! HTML.

use quick_xml::{
    NsReader,
    events::{BytesStart, Event},
    name::{Namespace, ResolveResult},
};
use standfirst_domain::web_url::WebUrl;

use super::{
    export::{Attachment, Export, InvalidExport},
    item::{Item, Term},
    text::text_of_html,
};

/// Reads an export.
///
/// # Errors
/// The file is not XML, is truncated, or is not a WordPress export.
pub fn read_export(xml: &str) -> Result<Export, InvalidExport> {
    let mut reader = NsReader::from_str(xml);
    reader.config_mut().allow_dangling_amp = true;
    let mut parser = ExportParser::default();
    loop {
        // The position before the event is where an item begins.
        let position = usize::try_from(reader.buffer_position()).unwrap_or(0);
        let (prefix, event) = match reader.read_resolved_event() {
            Ok((namespace, event)) => (canonical_prefix(&namespace), event),
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(0);
                return Err(InvalidExport::Malformed {
                    line: line_at(xml, at),
                    reason: error.to_string(),
                });
            }
        };
        match event {
            Event::Start(start) => parser.start(&prefix, &start, position),
            Event::Empty(start) => {
                parser.start(&prefix, &start, position);
                parser.end();
            }
            Event::End(_) => parser.end(),
            Event::Text(text) => parser.text.push_str(&text.xml10_content()),
            Event::CData(text) => parser.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => parser.text.push(c),
                _ => parser.entity(&reference),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    parser.finish(xml)
}

fn line_at(xml: &str, at: usize) -> usize {
    xml.as_bytes()
        .get(..at)
        .unwrap_or_default()
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// The prefix that WordPress itself writes for a namespace. Versions of WXR differ in the namespace
/// URL, and some exporters declare none.
fn canonical_prefix(namespace: &ResolveResult<'_>) -> String {
    match namespace {
        ResolveResult::Unbound => String::new(),
        ResolveResult::Unknown(prefix) => format!("{prefix}:"),
        ResolveResult::Bound(Namespace(name)) => {
            let prefix = if name.contains("wordpress.org/export/") {
                if name.trim_end_matches('/').ends_with("excerpt") {
                    "excerpt:"
                } else {
                    "wp:"
                }
            } else if name.contains("purl.org/rss/1.0/modules/content") {
                "content:"
            } else if name.contains("purl.org/dc/elements") {
                "dc:"
            } else if name.is_empty() {
                ""
            } else {
                "foreign:"
            };
            prefix.to_owned()
        }
    }
}

/// State of the parser between two XML events.
#[derive(Default)]
struct ExportParser {
    /// Names of the open elements, outermost first.
    path: Vec<String>,
    /// Text of the innermost open element.
    text: String,
    export: Export,
    item: Item,
    term: Term,
    meta_key: String,
    author_login: String,
    author_name: String,
    has_channel: bool,
    site_url: String,
    blog_url: String,
    link: String,
    /// Positions at which the items begin.
    item_positions: Vec<usize>,
}

impl ExportParser {
    fn start(&mut self, prefix: &str, start: &BytesStart<'_>, position: usize) {
        self.path
            .push(format!("{prefix}{}", start.local_name().into_inner()));
        self.text.clear();
        match self.path_below_root().as_slice() {
            ["channel"] => self.has_channel = true,
            ["channel", "item"] => {
                self.item = Item::default();
                self.item_positions.push(position);
            }
            ["channel", "item", "category"] => self.term = term_of(start),
            ["channel", "wp:author"] => {
                (self.author_login, self.author_name) = Default::default();
            }
            _ => {}
        }
    }

    fn path_below_root(&self) -> Vec<&str> {
        self.path.iter().skip(1).map(String::as_str).collect()
    }

    fn entity(&mut self, name: &str) {
        match name {
            "amp" => self.text.push('&'),
            "lt" => self.text.push('<'),
            "gt" => self.text.push('>'),
            "quot" => self.text.push('"'),
            "apos" => self.text.push('\''),
            // Entities of HTML are not defined in XML, but exporters write them.
            other => self.text.push_str(&text_of_html(&format!("&{other};"))),
        }
    }

    fn end(&mut self) {
        let path: Vec<String> = self.path.iter().skip(1).cloned().collect();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let text = std::mem::take(&mut self.text);
        match path.as_slice() {
            ["channel", field] => self.channel_field(field, text.trim()),
            ["channel", "wp:author", "wp:author_login"] => {
                self.author_login = text.trim().to_owned();
            }
            ["channel", "wp:author", "wp:author_display_name"] => {
                self.author_name = text.trim().to_owned();
            }
            ["channel", "item", "wp:postmeta", "wp:meta_key"] => {
                self.meta_key = text.trim().to_owned();
            }
            ["channel", "item", "wp:postmeta", "wp:meta_value"] => {
                let key = std::mem::take(&mut self.meta_key);
                self.item.meta.push((key, text));
            }
            ["channel", "item", "category"] => {
                self.term.name = text_of_html(&text);
                self.item.terms.push(std::mem::take(&mut self.term));
            }
            ["channel", "item", field] => item_field(&mut self.item, field, text),
            _ => {}
        }
        self.path.pop();
    }

    fn channel_field(&mut self, field: &str, text: &str) {
        match field {
            "item" => self.export.items.push(std::mem::take(&mut self.item)),
            "wp:author" if !self.author_login.is_empty() && !self.author_name.is_empty() => {
                self.export.authors.insert(
                    std::mem::take(&mut self.author_login),
                    std::mem::take(&mut self.author_name),
                );
            }
            "title" => self.export.site.title = text_of_html(text),
            "language" => self.export.site.language = Some(text.to_owned()),
            "wp:wxr_version" => self.export.site.version = text.to_owned(),
            "wp:base_site_url" => self.site_url = text.to_owned(),
            "wp:base_blog_url" => self.blog_url = text.to_owned(),
            "link" => self.link = text.to_owned(),
            _ => {}
        }
    }

    fn finish(mut self, xml: &str) -> Result<Export, InvalidExport> {
        // The XML parser accepts a file that ends inside an element.
        if let Some(element) = self.path.pop() {
            return Err(InvalidExport::Truncated { element });
        }
        if !self.has_channel {
            return Err(InvalidExport::NoChannel);
        }
        if !is_version(&self.export.site.version) {
            return Err(InvalidExport::NoVersion);
        }
        // The address of a hosted blog is more specific than that of its host.
        let addresses = [&self.blog_url, &self.site_url, &self.link];
        self.export.site.base_url = addresses
            .into_iter()
            .find_map(|address| WebUrl::parse(address).ok());
        self.number_lines(xml);
        self.collect_attachments();
        Ok(self.export)
    }

    /// Sets the line at which each item begins. Items come in order, so each line break is counted
    /// once.
    fn number_lines(&mut self, xml: &str) {
        let (mut line, mut counted) = (1, 0);
        for (item, position) in self.export.items.iter_mut().zip(&self.item_positions) {
            line += xml
                .get(counted..*position)
                .unwrap_or_default()
                .matches('\n')
                .count();
            (item.line, counted) = (line, *position);
        }
    }

    fn collect_attachments(&mut self) {
        for item in self
            .export
            .items
            .iter()
            .filter(|item| item.post_type == "attachment")
        {
            let url = if item.attachment_url.is_empty() {
                &item.guid
            } else {
                &item.attachment_url
            };
            let attachment = Attachment {
                url: url.clone(),
                alt: item.meta("_wp_attachment_image_alt").to_owned(),
                caption: text_of_html(&item.excerpt),
                parent: item.post_parent.clone(),
            };
            self.export
                .attachments
                .insert(item.post_id.clone(), attachment);
        }
    }
}

/// Returns `true` for a version such as `1.2`.
fn is_version(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.')
        .is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}

fn term_of(start: &BytesStart<'_>) -> Term {
    let value = |name: &str| {
        let attribute = start.try_get_attribute(name).ok().flatten();
        attribute
            .map(|attribute| text_of_html(&attribute.value))
            .unwrap_or_default()
    };
    Term {
        domain: value("domain"),
        nicename: value("nicename"),
        name: String::new(),
    }
}

fn item_field(item: &mut Item, field: &str, text: String) {
    let slot = match field {
        "content:encoded" => return item.content = text,
        "excerpt:encoded" => return item.excerpt = text,
        "title" => &mut item.title,
        "link" => &mut item.link,
        "guid" => &mut item.guid,
        "pubDate" => &mut item.pub_date,
        "dc:creator" => &mut item.creator,
        "wp:post_id" => &mut item.post_id,
        "wp:post_type" => &mut item.post_type,
        "wp:status" => &mut item.status,
        "wp:post_password" => &mut item.password,
        "wp:post_name" => &mut item.post_name,
        "wp:post_date" => &mut item.post_date,
        "wp:post_date_gmt" => &mut item.post_date_gmt,
        "wp:post_modified_gmt" => &mut item.post_modified_gmt,
        "wp:post_parent" => &mut item.post_parent,
        "wp:attachment_url" => &mut item.attachment_url,
        _ => return,
    };
    // A plugin may repeat an element; the first one is WordPress's own.
    if slot.is_empty() {
        *slot = text.trim().to_owned();
    }
}

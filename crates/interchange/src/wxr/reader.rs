//! The walk over the XML of an export. Elements are known by their namespace where it is declared, so that neither another prefix nor an element of
//! somebody else's vocabulary misleads; no entity is expanded but characters and HTML's own.

use quick_xml::{
    NsReader,
    events::{BytesStart, Event},
    name::{Namespace, ResolveResult},
};
use standfirst_domain::web_url::WebUrl;

use super::{
    content::text_of_html,
    export::{Attachment, Export, InvalidExport},
    item::{Item, Term},
};

/// Reads an export.
///
/// # Errors
/// A file that is not XML, is cut off, or is no WordPress export.
pub fn read_export(xml: &str) -> Result<Export, InvalidExport> {
    let mut reader = NsReader::from_str(xml);
    reader.config_mut().allow_dangling_amp = true;
    let mut walk = Walk::default();
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap_or(0);
        let (namespace, event) = match reader.read_resolved_event() {
            Ok((namespace, event)) => (vocabulary(&namespace), event),
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(0);
                return Err(InvalidExport::Malformed {
                    line: line_at(xml, at),
                    reason: error.to_string(),
                });
            }
        };
        match event {
            Event::Start(start) => walk.start(&namespace, &start, before),
            Event::Empty(start) => {
                walk.start(&namespace, &start, before);
                walk.end();
            }
            Event::End(_) => walk.end(),
            Event::Text(text) => walk.text.push_str(&text.xml10_content()),
            Event::CData(text) => walk.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => walk.text.push(c),
                _ => walk.entity(&reference),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    walk.finish(xml)
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

fn vocabulary(namespace: &ResolveResult<'_>) -> String {
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

#[derive(Default)]
struct Walk {
    path: Vec<String>,
    text: String,
    export: Export,
    item: Item,
    term: Term,
    key: String,
    login: String,
    name: String,
    channel: bool,
    site_url: String,
    blog_url: String,
    link: String,
    begins: Vec<usize>,
}

impl Walk {
    fn start(&mut self, namespace: &str, start: &BytesStart<'_>, position: usize) {
        self.path
            .push(format!("{namespace}{}", start.local_name().into_inner()));
        self.text.clear();
        match self.place().as_slice() {
            ["channel"] => self.channel = true,
            ["channel", "item"] => {
                self.item = Item::default();
                self.begins.push(position);
            }
            ["channel", "item", "category"] => self.term = term_of(start),
            ["channel", "wp:author"] => (self.login, self.name) = Default::default(),
            _ => {}
        }
    }

    /// Where the walk is, below the root.
    fn place(&self) -> Vec<&str> {
        self.path.iter().skip(1).map(String::as_str).collect()
    }

    fn entity(&mut self, name: &str) {
        match name {
            "amp" => self.text.push('&'),
            "lt" => self.text.push('<'),
            "gt" => self.text.push('>'),
            "quot" => self.text.push('"'),
            "apos" => self.text.push('\''),
            other => self.text.push_str(&text_of_html(&format!("&{other};"))),
        }
    }

    fn end(&mut self) {
        let place: Vec<String> = self.path.iter().skip(1).cloned().collect();
        let place: Vec<&str> = place.iter().map(String::as_str).collect();
        let text = std::mem::take(&mut self.text);
        match place.as_slice() {
            ["channel", field] => self.channel_field(field, text.trim()),
            ["channel", "wp:author", "wp:author_login"] => self.login = text.trim().to_owned(),
            ["channel", "wp:author", "wp:author_display_name"] => {
                self.name = text.trim().to_owned()
            }
            ["channel", "item", "wp:postmeta", "wp:meta_key"] => self.key = text.trim().to_owned(),
            ["channel", "item", "wp:postmeta", "wp:meta_value"] => {
                self.item.meta.push((std::mem::take(&mut self.key), text))
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
            "wp:author" if !self.login.is_empty() && !self.name.is_empty() => {
                self.export.authors.insert(
                    std::mem::take(&mut self.login),
                    std::mem::take(&mut self.name),
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
        if let Some(element) = self.path.pop() {
            return Err(InvalidExport::Cut { element });
        }
        if !self.channel {
            return Err(InvalidExport::NoChannel);
        }
        let is_number =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !self
            .export
            .site
            .version
            .split_once('.')
            .is_some_and(|(major, minor)| is_number(major) && is_number(minor))
        {
            return Err(InvalidExport::NoVersion);
        }
        let addresses = [&self.blog_url, &self.site_url, &self.link];
        self.export.site.base_url = addresses
            .into_iter()
            .find_map(|address| WebUrl::parse(address).ok());
        let (mut line, mut read) = (1, 0);
        for (item, begin) in self.export.items.iter_mut().zip(&self.begins) {
            line += xml
                .get(read..*begin)
                .unwrap_or_default()
                .matches('\n')
                .count();
            (item.line, read) = (line, *begin);
        }
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
        Ok(self.export)
    }
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
    if slot.is_empty() {
        *slot = text.trim().to_owned();
    }
}

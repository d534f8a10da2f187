//! Who wrote a post, and under what it is filed.

use standfirst_domain::{
    contributor::{ContributorKind, Role},
    intake::{NamedCredit, NamedTag},
    tag::TagKind,
    text::Name,
};

use super::{article::Post, item::Term};
use crate::kept::{Byline, MOST_CREDITS, Tags};

/// The most tags that are kept. WordPress knows no limit, so that a post is not refused for it.
const MOST_TAGS: usize = 100;

impl Post<'_, '_> {
    pub(super) fn byline(&mut self) -> Vec<NamedCredit> {
        let known = |login: &str| self.export.authors.get(login).cloned();
        let mut names: Vec<String> = self
            .item
            .terms_of(&["author"])
            .map(|author| known(&author.name).unwrap_or_else(|| author.name.clone()))
            .collect();
        if names.is_empty() {
            names.push(known(&self.item.creator).unwrap_or_else(|| self.item.creator.clone()));
        }
        if names.len() > MOST_CREDITS {
            self.notes.push(format!(
                "It has {} authors, of which the first {MOST_CREDITS} were kept.",
                names.len()
            ));
            names.truncate(MOST_CREDITS);
        }
        let mut byline = Byline::default();
        for name in names {
            self.why.take(
                "dc:creator",
                byline.keep(&name, Role::default(), ContributorKind::default(), None),
            );
        }
        byline.finish()
    }

    pub(super) fn scopes(&mut self) -> (Option<Name>, Vec<NamedTag>) {
        let has_domains = self.item.terms.iter().any(|term| !term.domain.is_empty());
        let categories: &[&str] = if has_domains { &["category"] } else { &[""] };
        let mut categories = self
            .item
            .terms_of(categories)
            .map(|term| &term.name)
            .filter(|name| !name.is_empty());
        let section = categories
            .next()
            .and_then(|name| self.why.take("category", Name::parse(name)));
        let further: Vec<&String> = categories
            .filter(|name| {
                section
                    .as_ref()
                    .is_none_or(|section| section.as_str() != name.as_str())
            })
            .collect();
        let own = self
            .item
            .terms_of(&["post_tag", "tag"])
            .map(|Term { name, .. }| name);
        let mut tags = Tags::default();
        for name in further.into_iter().chain(own) {
            self.why
                .take("category", tags.keep(name, TagKind::default()));
        }
        let mut tags = tags.finish();
        if tags.len() > MOST_TAGS {
            self.notes.push(format!(
                "It has {} tags, of which the first {MOST_TAGS} were kept.",
                tags.len()
            ));
            tags.truncate(MOST_TAGS);
        }
        (section, tags)
    }
}

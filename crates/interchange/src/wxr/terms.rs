//! Byline, section and tags of a post, from its terms.

use standfirst_domain::{
    contributor::{ContributorKind, CreditRole},
    import::{ImportedCredit, ImportedTag},
    tag::TagKind,
    text::Name,
};

use super::{article::Post, item::Term};
use crate::name_lists::{Byline, MAX_CREDITS, TagList};

/// Largest number of tags that are kept. WordPress has no limit, so a post with more is not
/// refused.
const MAX_TAGS: usize = 100;

impl Post<'_, '_> {
    pub(super) fn byline(&mut self) -> Vec<ImportedCredit> {
        let display_name = |login: &str| self.export.authors.get(login).cloned();
        let mut names: Vec<String> = self
            .item
            .terms_of(&["author"])
            .map(|author| display_name(&author.name).unwrap_or_else(|| author.name.clone()))
            .collect();
        if names.is_empty() {
            names.push(
                display_name(&self.item.creator).unwrap_or_else(|| self.item.creator.clone()),
            );
        }
        if names.len() > MAX_CREDITS {
            self.notes.push(format!(
                "The post has {} authors; the first {MAX_CREDITS} were kept.",
                names.len()
            ));
            names.truncate(MAX_CREDITS);
        }
        let mut byline = Byline::default();
        for name in names {
            self.reasons.check(
                "dc:creator",
                byline.add(
                    &name,
                    CreditRole::default(),
                    ContributorKind::default(),
                    None,
                ),
            );
        }
        byline.into_vec()
    }

    pub(super) fn section_and_tags(&mut self) -> (Option<Name>, Vec<ImportedTag>) {
        // Old exports have categories without a domain.
        let has_domains = self.item.terms.iter().any(|term| !term.domain.is_empty());
        let categories: &[&str] = if has_domains { &["category"] } else { &[""] };
        let mut categories = self
            .item
            .terms_of(categories)
            .map(|term| &term.name)
            .filter(|name| !name.is_empty());
        let section = categories
            .next()
            .and_then(|name| self.reasons.check("category", Name::parse(name)));
        let further: Vec<&String> = categories
            .filter(|name| {
                section
                    .as_ref()
                    .is_none_or(|section| section.as_str() != name.as_str())
            })
            .collect();
        let own_tags = self
            .item
            .terms_of(&["post_tag", "tag"])
            .map(|Term { name, .. }| name);
        let mut tags = TagList::default();
        for name in further.into_iter().chain(own_tags) {
            self.reasons
                .check("category", tags.add(name, TagKind::default()));
        }
        let mut tags = tags.into_vec();
        if tags.len() > MAX_TAGS {
            self.notes.push(format!(
                "The post has {} tags; the first {MAX_TAGS} were kept.",
                tags.len()
            ));
            tags.truncate(MAX_TAGS);
        }
        (section, tags)
    }
}

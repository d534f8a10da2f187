//! The visibility rule in SQL: the twin of `Showing::visible_to`, held equal to it by a property test over random histories on both engines.

use standfirst_domain::{
    ids::SectionId,
    visibility::{Audience, Grants, Reader},
};

use crate::sql::Sql;

/// The rule for one reader, bound into one statement once, to be written for any showing in it.
pub(crate) struct VisibilityFilter {
    now: String,
    scope: AudienceScope,
}

enum AudienceScope {
    Public,
    Trusted,
    Owner(String),
    Licensed {
        trusted: bool,
        sections: Option<String>,
    },
}

impl VisibilityFilter {
    /// Binds a reader into a statement.
    pub(crate) fn of(reader: &Reader, sql: &mut Sql) -> Self {
        let now = sql.bind(reader.now.as_millis());
        let scope = match &reader.audience {
            Audience::Public => AudienceScope::Public,
            Audience::Desk => AudienceScope::Trusted,
            Audience::Author(account) => AudienceScope::Owner(sql.bind(account.as_uuid())),
            Audience::Partner(Grants { embargo, sections }) => {
                let sections = sections
                    .as_ref()
                    .map(|sections| sql.bind_ids(sections.iter().copied().map(SectionId::as_uuid)));
                AudienceScope::Licensed {
                    trusted: *embargo,
                    sections,
                }
            }
        };
        Self { now, scope }
    }

    /// This showing is before the reader.
    pub(crate) fn visible_to(&self, showing: &str) -> String {
        let now = &self.now;
        let (from, until) = self.window(showing);
        format!(
            "({from} <= {now} AND {now} < {until}{})",
            self.licence(showing)
        )
    }

    /// Behind [`VisibilityFilter::visible_to`], which says it too: this showing is not past, as the index `showing_open` knows it of what is before everybody.
    pub(crate) fn not_past(&self, showing: &str) -> String {
        match &self.scope {
            AudienceScope::Public | AudienceScope::Licensed { trusted: false, .. } => {
                format!(" AND -{showing}.public_until < -{}", self.now)
            }
            _ => String::new(),
        }
    }

    /// This showing is or was before the reader.
    pub(crate) fn was_visible_to(&self, showing: &str) -> String {
        let now = &self.now;
        let (from, until) = self.window(showing);
        format!(
            "({from} <= {now} AND {from} < {until}{})",
            self.licence(showing)
        )
    }

    fn window(&self, showing: &str) -> (String, String) {
        let kind = match &self.scope {
            AudienceScope::Public | AudienceScope::Licensed { trusted: false, .. } => "public",
            AudienceScope::Trusted | AudienceScope::Licensed { trusted: true, .. } => "trusted",
            AudienceScope::Owner(owner) => {
                let either = |edge: &str| {
                    format!(
                        "CASE WHEN {showing}.owner = {owner} THEN {showing}.trusted_{edge} ELSE {showing}.public_{edge} END"
                    )
                };
                return (either("from"), either("until"));
            }
        };
        (
            format!("{showing}.{kind}_from"),
            format!("{showing}.{kind}_until"),
        )
    }

    fn licence(&self, showing: &str) -> String {
        match &self.scope {
            AudienceScope::Licensed {
                sections: Some(sections),
                ..
            } => format!(" AND {showing}.section_id IN {sections}"),
            _ => String::new(),
        }
    }
}

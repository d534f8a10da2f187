//! The visibility rule in SQL: the twin of `Showing::visible_to`. A property test compares them
//! over random histories on both engines.

use standfirst_domain::{
    ids::SectionId,
    visibility::{Audience, Grants, Reader},
};

use crate::sql::Sql;

/// The rule for one reader, bound into one statement and written for any showing in it.
pub(crate) struct VisibilityFilter {
    now: String,
    scope: AudienceScope,
}

/// Showings that an audience sees, apart from the moment.
enum AudienceScope {
    /// Public windows.
    Public,
    /// Trusted windows, which begin before an embargo ends.
    Trusted,
    /// Trusted windows of the author's own articles, public windows of others.
    Owner(String),
    /// Windows and sections that a partner was granted.
    Licensed {
        trusted: bool,
        sections: Option<String>,
    },
}

impl VisibilityFilter {
    /// Binds a reader into a statement.
    pub(crate) fn new(reader: &Reader, sql: &mut Sql) -> Self {
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

    /// Condition that a showing is visible to the reader.
    pub(crate) fn visible_to(&self, showing: &str) -> String {
        let now = &self.now;
        let (from, until) = self.window(showing);
        format!(
            "({from} <= {now} AND {now} < {until}{})",
            self.licence(showing)
        )
    }

    /// Condition that the public window of a showing has not ended. Empty for readers of trusted
    /// windows.
    ///
    /// It follows from [`VisibilityFilter::visible_to`]. It is written in the form of the index
    /// `showing_open`, so that the engine can use that index.
    pub(crate) fn not_past(&self, showing: &str) -> String {
        match &self.scope {
            AudienceScope::Public | AudienceScope::Licensed { trusted: false, .. } => {
                format!(" AND -{showing}.public_until < -{}", self.now)
            }
            _ => String::new(),
        }
    }

    /// Condition that a showing is or was visible to the reader.
    pub(crate) fn was_visible_to(&self, showing: &str) -> String {
        let now = &self.now;
        let (from, until) = self.window(showing);
        format!(
            "({from} <= {now} AND {from} < {until}{})",
            self.licence(showing)
        )
    }

    /// Expressions for the beginning and the end of the reader's window.
    fn window(&self, showing: &str) -> (String, String) {
        let kind = match &self.scope {
            AudienceScope::Public | AudienceScope::Licensed { trusted: false, .. } => "public",
            AudienceScope::Trusted | AudienceScope::Licensed { trusted: true, .. } => "trusted",
            AudienceScope::Owner(owner) => {
                let either = |end: &str| {
                    format!(
                        "CASE WHEN {showing}.owner = {owner} THEN {showing}.trusted_{end} ELSE {showing}.public_{end} END"
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

    /// Condition on the licensed sections, which begins with ` AND `.
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

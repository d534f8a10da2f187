//! The rule of sight in SQL: the twin of `Showing::open_to`, held equal to it by a property test over random histories on both engines.

use standfirst_domain::{
    ids::SectionId,
    sight::{Audience, Grants, Reader},
};

use crate::sql::Sql;

/// The rule for one reader, bound into one statement once, to be written for any showing in it.
pub(crate) struct Visibility {
    now: String,
    scope: Scope,
}

enum Scope {
    Public,
    Trusted,
    Owner(String),
    Licensed {
        trusted: bool,
        sections: Option<String>,
    },
}

impl Visibility {
    /// Binds a reader into a statement.
    pub(crate) fn of(reader: &Reader, sql: &mut Sql) -> Self {
        let now = sql.bind(reader.now.as_millis());
        let scope = match &reader.audience {
            Audience::Public => Scope::Public,
            Audience::Desk => Scope::Trusted,
            Audience::Author(account) => Scope::Owner(sql.bind(account.as_uuid())),
            Audience::Partner(Grants { embargo, sections }) => {
                let sections = sections
                    .as_ref()
                    .map(|sections| sql.bind_ids(sections.iter().copied().map(SectionId::as_uuid)));
                Scope::Licensed {
                    trusted: *embargo,
                    sections,
                }
            }
        };
        Self { now, scope }
    }

    /// This showing is before the reader.
    pub(crate) fn open_to(&self, showing: &str) -> String {
        let now = &self.now;
        let (from, until) = self.window(showing);
        format!(
            "({from} <= {now} AND {now} < {until}{})",
            self.licence(showing)
        )
    }

    /// Behind [`Visibility::open_to`], which says it too: this showing is not past, as the index `showing_open` knows it of what is before everybody.
    pub(crate) fn not_past(&self, showing: &str) -> String {
        match &self.scope {
            Scope::Public | Scope::Licensed { trusted: false, .. } => {
                format!(" AND -{showing}.public_until < -{}", self.now)
            }
            _ => String::new(),
        }
    }

    /// This showing is or was before the reader.
    pub(crate) fn has_begun_for(&self, showing: &str) -> String {
        let now = &self.now;
        let (from, until) = self.window(showing);
        format!(
            "({from} <= {now} AND {from} < {until}{})",
            self.licence(showing)
        )
    }

    fn window(&self, showing: &str) -> (String, String) {
        let kind = match &self.scope {
            Scope::Public | Scope::Licensed { trusted: false, .. } => "public",
            Scope::Trusted | Scope::Licensed { trusted: true, .. } => "trusted",
            Scope::Owner(owner) => {
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
            Scope::Licensed {
                sections: Some(sections),
                ..
            } => format!(" AND {showing}.section_id IN {sections}"),
            _ => String::new(),
        }
    }
}

//! Dates of a record.

use standfirst_domain::{article::Retraction, moment::Moment, text::Label};

use super::{
    field::optional,
    record::{Record, RetractionRecord},
};
use crate::invalid_record::Reasons;

/// Dates of a record. Comparisons with the present are left to the desk.
pub(super) struct Dates {
    pub(super) published_at: Option<Moment>,
    pub(super) updated_at: Option<Moment>,
    pub(super) embargoed_until: Option<Moment>,
    pub(super) expires_at: Option<Moment>,
    pub(super) retraction: Option<Retraction>,
}

impl Dates {
    pub(super) fn read(record: &Record<'_>, reasons: &mut Reasons) -> Self {
        let mut moment = |field: &str, text: &Option<String>| {
            optional(reasons, field, text.as_deref(), Moment::parse)
        };
        let dates = Self {
            published_at: moment("published_at", &record.published_at),
            updated_at: moment("updated_at", &record.updated_at),
            embargoed_until: moment("embargoed_until", &record.embargoed_until),
            expires_at: moment("expires_at", &record.expires_at),
            retraction: record
                .retraction
                .as_ref()
                .and_then(|record| retraction(record, reasons)),
        };
        dates.check_order(reasons);
        dates
    }

    /// Checks that retraction and expiry come after publication.
    fn check_order(&self, reasons: &mut Reasons) {
        if let (Some(published_at), Some(retraction)) = (self.published_at, &self.retraction)
            && retraction.at < published_at
        {
            reasons.add(
                "The field retraction.at lies before published_at, but an article is retracted only after it is published. Correct one of them.",
            );
        }
        for (field, opens_at) in [
            ("published_at", self.published_at),
            ("embargoed_until", self.embargoed_until),
        ] {
            if let (Some(opens_at), Some(expires_at)) = (opens_at, self.expires_at)
                && expires_at <= opens_at
            {
                reasons.add(format!(
                    "The field expires_at does not lie after {field}, so the article would never be visible. Correct one of them."
                ));
            }
        }
    }
}

fn retraction(record: &RetractionRecord, reasons: &mut Reasons) -> Option<Retraction> {
    let at = reasons.check("retraction.at", Moment::parse(&record.at));
    let reason = reasons.check("retraction.reason", Label::parse(&record.reason));
    Some(Retraction {
        at: at?,
        reason: reason?,
    })
}

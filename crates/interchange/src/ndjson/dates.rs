//! The moments of a record, in an order that can be.

use standfirst_domain::{article::Retraction, moment::Moment, text::Label};

use super::{
    field::optional,
    record::{Record, RetractionRecord},
};
use crate::problem::Reasons;

/// Those moments. What compares with the present is left to the desk.
pub(super) struct Dates {
    pub(super) published_at: Option<Moment>,
    pub(super) updated_at: Option<Moment>,
    pub(super) embargoed_until: Option<Moment>,
    pub(super) expires_at: Option<Moment>,
    pub(super) retraction: Option<Retraction>,
}

impl Dates {
    pub(super) fn read(record: &Record<'_>, why: &mut Reasons) -> Self {
        let mut moment = |field: &str, text: &Option<String>| {
            optional(why, field, text.as_deref(), Moment::parse)
        };
        let dates = Self {
            published_at: moment("published_at", &record.published_at),
            updated_at: moment("updated_at", &record.updated_at),
            embargoed_until: moment("embargoed_until", &record.embargoed_until),
            expires_at: moment("expires_at", &record.expires_at),
            retraction: record
                .retraction
                .as_ref()
                .and_then(|record| retraction(record, why)),
        };
        dates.check(why);
        dates
    }

    fn check(&self, why: &mut Reasons) {
        if let (Some(published_at), Some(retraction)) = (self.published_at, &self.retraction)
            && retraction.at < published_at
        {
            why.add(
                "The field retraction.at lies before published_at, and nothing is retracted before it is published. Mend one of them.",
            );
        }
        for (field, opens_at) in [
            ("published_at", self.published_at),
            ("embargoed_until", self.embargoed_until),
        ] {
            if let (Some(opens_at), Some(expires_at)) = (opens_at, self.expires_at)
                && expires_at <= opens_at
            {
                why.add(format!(
                    "The field expires_at does not lie after {field}, so that the article would never be there. Mend one of them."
                ));
            }
        }
    }
}

fn retraction(record: &RetractionRecord, why: &mut Reasons) -> Option<Retraction> {
    let at = why.take("retraction.at", Moment::parse(&record.at));
    let reason = why.take("retraction.reason", Label::parse(&record.reason));
    Some(Retraction {
        at: at?,
        reason: reason?,
    })
}

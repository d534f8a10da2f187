//! When a post was published.

use jiff::{Timestamp, civil::DateTime, fmt::rfc2822, tz::TimeZone};
use standfirst_domain::moment::Moment;

use super::item::Item;

/// When an item was published, and what must be said about it.
pub(super) fn published_at(item: &Item, notes: &mut Vec<String>) -> Option<Moment> {
    if let Some(moment) = in_utc(&item.post_date_gmt).or_else(|| with_offset(&item.pub_date)) {
        return Some(moment);
    }
    let moment = in_utc(&item.post_date);
    notes.push(match moment {
        Some(_) => "Its date names no time zone and was read as UTC.".to_owned(),
        None => "It has no date.".to_owned(),
    });
    moment
}

/// `2026-05-01 08:00:00`, of which WordPress writes `0000-00-00 00:00:00` for none.
pub(super) fn in_utc(text: &str) -> Option<Moment> {
    let local: DateTime = text.trim().parse().ok()?;
    moment(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// `Fri, 01 May 2026 08:00:00 +0200`. WordPress writes a day of the year -1 or of 1999 where it has no date.
fn with_offset(text: &str) -> Option<Moment> {
    let is_none = text.contains("-0001") || text.trim().starts_with("Tue, 30 Nov 1999 00:00:00");
    if is_none {
        return None;
    }
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    moment(parser.parse_timestamp(text.trim()).ok()?)
}

fn moment(timestamp: Timestamp) -> Option<Moment> {
    Moment::parse(&timestamp.to_string()).ok()
}

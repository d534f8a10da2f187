//! Dates of a post.

use jiff::{Timestamp, civil::DateTime, fmt::rfc2822, tz::TimeZone};
use standfirst_domain::moment::Moment;

use super::item::Item;

/// Date of publication of an item. Doubts about it are added to `notes`.
pub(super) fn published_at(item: &Item, notes: &mut Vec<String>) -> Option<Moment> {
    if let Some(moment) = in_utc(&item.post_date_gmt).or_else(|| with_offset(&item.pub_date)) {
        return Some(moment);
    }
    let moment = in_utc(&item.post_date);
    notes.push(match moment {
        Some(_) => "The date has no time zone and was read as UTC.".to_owned(),
        None => "The post has no date.".to_owned(),
    });
    moment
}

/// Parses `2026-05-01 08:00:00` as UTC. WordPress writes `0000-00-00 00:00:00` for no date, which
/// gives `None`.
pub(super) fn in_utc(text: &str) -> Option<Moment> {
    let local: DateTime = text.trim().parse().ok()?;
    moment(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// Parses `Fri, 01 May 2026 08:00:00 +0200`. WordPress writes a day of the year -1 or of 1999 for
/// no date, which gives `None`.
fn with_offset(text: &str) -> Option<Moment> {
    let stands_for_none =
        text.contains("-0001") || text.trim().starts_with("Tue, 30 Nov 1999 00:00:00");
    if stands_for_none {
        return None;
    }
    // Exporters write wrong weekdays.
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    moment(parser.parse_timestamp(text.trim()).ok()?)
}

fn moment(timestamp: Timestamp) -> Option<Moment> {
    Moment::parse(&timestamp.to_string()).ok()
}

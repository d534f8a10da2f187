//! Whose request it is, where proxies stand in between.
//!
//! The address is the connection's. Only what a configured proxy says is believed: then `X-Forwarded-For` and `Forwarded` (RFC 7239) are read from the
//! right, where the nearest proxy writes, up to the first address that is no such proxy. What stands further left was written by strangers.
//! Where an entry cannot be read, and where both headers are sent and name different clients, somebody other than our proxy wrote one of them: the
//! request is then counted as the nearest address that is sure, so that nobody gains a bucket by it. No other header is looked at.

use actix_web::{HttpMessage, HttpRequest, http::header};

use crate::address::{ClientAddress, Networks};

/// The most hops that are followed.
const MOST_HOPS: usize = 32;

/// The client's address, worked out once for each request.
pub fn client(request: &HttpRequest, proxies: &Networks) -> Option<ClientAddress> {
    if let Some(known) = request.extensions().get::<ClientAddress>() {
        return Some(*known);
    }
    let client = of(request, proxies)?;
    request.extensions_mut().insert(client);
    Some(client)
}

fn of(request: &HttpRequest, proxies: &Networks) -> Option<ClientAddress> {
    let peer = ClientAddress::new(request.peer_addr()?.ip());
    if proxies.are_none() || !proxies.hold(peer) {
        return Some(peer);
    }
    let lines = |name| {
        let lines = request.headers().get_all(name);
        lines.map(|line| line.to_str().unwrap_or("?"))
    };
    let plain: Vec<&str> = lines(header::X_FORWARDED_FOR).collect();
    let standard: Vec<&str> = lines(header::FORWARDED).collect();
    let plain = (!plain.is_empty()).then(|| {
        let entries = plain.iter().rev().flat_map(|line| line.rsplit(','));
        nearest(peer, entries.map(ClientAddress::parse), proxies)
    });
    let standard = (!standard.is_empty()).then(|| {
        let entries = standard.iter().rev().flat_map(|line| forwarded(line));
        nearest(peer, entries, proxies)
    });
    Some(match (plain, standard) {
        (Some(one), Some(other)) if one != other => peer,
        (Some(client), _) | (None, Some(client)) => client,
        (None, None) => peer,
    })
}

/// The first address from the right that is no proxy of ours, or the last one that is sure.
fn nearest(
    peer: ClientAddress,
    entries: impl Iterator<Item = Option<ClientAddress>>,
    proxies: &Networks,
) -> ClientAddress {
    let mut sure = peer;
    for entry in entries.take(MOST_HOPS) {
        let Some(address) = entry else {
            return sure;
        };
        sure = address;
        if !proxies.hold(address) {
            return sure;
        }
    }
    sure
}

/// The `for` of each element of a line, from the right. A line that is not of the form is one entry that cannot be read, since where its elements end is not sure.
fn forwarded(line: &str) -> Vec<Option<ClientAddress>> {
    let mut entries = Vec::new();
    let mut rest = line;
    loop {
        let Some((entry, after)) = element(rest) else {
            return vec![None];
        };
        entries.push(entry);
        match after {
            Some(after) => rest = after,
            None => break,
        }
    }
    entries.reverse();
    entries
}

/// The first element's `for`, and what follows its comma.
fn element(mut rest: &str) -> Option<(Option<ClientAddress>, Option<&str>)> {
    let mut found = None;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, after) = value(after)?;
        if name.trim().eq_ignore_ascii_case("for") {
            found = ClientAddress::parse(value);
        }
        let after = after.trim_start();
        if after.is_empty() {
            return Some((found, None));
        }
        if let Some(next) = after.strip_prefix(',') {
            return Some((found, Some(next)));
        }
        rest = after.strip_prefix(';')?;
    }
}

/// A value, without its quotes if it has any, and what follows it. A quoted one with escapes holds no address, and is not unescaped.
fn value(text: &str) -> Option<(&str, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ';', '"']).unwrap_or(text.len());
        let (value, after) = text.split_at_checked(end)?;
        return (!after.starts_with('"')).then_some((value, after));
    };
    let mut is_escaped = false;
    let end = quoted.find(|c| match c {
        '\\' if !is_escaped => {
            is_escaped = true;
            false
        }
        '"' if !is_escaped => true,
        _ => {
            is_escaped = false;
            false
        }
    })?;
    let (value, after) = quoted.split_at_checked(end)?;
    Some((value, after.strip_prefix('"')?))
}

#[cfg(test)]
mod tests;

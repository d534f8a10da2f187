//! Address of the client that sent a request, where proxies stand in between.
//!
//! The address is that of the connection, unless the connection comes from a configured proxy. Then
//! `X-Forwarded-For` and `Forwarded` (RFC 7239) are read from the right, where the nearest proxy
//! writes, up to the first address that is no configured proxy. Entries further left were written
//! by the client. No other header is read.
//!
//! Where an entry cannot be parsed, or both headers name different clients, one of them was not
//! written by our proxy. The request is then counted under the nearest address that is certain, so
//! that a forged header gains no token bucket.

use actix_web::{HttpMessage, HttpRequest, http::header};

use crate::address::{ClientAddress, Networks};

/// Most proxies in a row that are followed.
const MAX_HOPS: usize = 32;

/// Client address of a request, worked out once per request.
pub fn client_address(request: &HttpRequest, proxies: &Networks) -> Option<ClientAddress> {
    if let Some(known) = request.extensions().get::<ClientAddress>() {
        return Some(*known);
    }
    let client = resolve(request, proxies)?;
    request.extensions_mut().insert(client);
    Some(client)
}

fn resolve(request: &HttpRequest, proxies: &Networks) -> Option<ClientAddress> {
    let peer = ClientAddress::new(request.peer_addr()?.ip());
    if proxies.is_empty() || !proxies.contains(peer) {
        return Some(peer);
    }
    let lines = |name| {
        let lines = request.headers().get_all(name);
        // A line that is not text becomes an entry that cannot be parsed.
        lines.map(|line| line.to_str().unwrap_or("?"))
    };
    let x_forwarded_for: Vec<&str> = lines(header::X_FORWARDED_FOR).collect();
    let forwarded: Vec<&str> = lines(header::FORWARDED).collect();
    let x_forwarded_for = (!x_forwarded_for.is_empty()).then(|| {
        let entries = x_forwarded_for.iter().rev();
        let entries = entries.flat_map(|line| line.rsplit(','));
        nearest_client(peer, entries.map(ClientAddress::parse), proxies)
    });
    let forwarded = (!forwarded.is_empty()).then(|| {
        let entries = forwarded.iter().rev();
        let entries = entries.flat_map(|line| parse_forwarded(line));
        nearest_client(peer, entries, proxies)
    });
    Some(match (x_forwarded_for, forwarded) {
        (Some(one), Some(other)) if one != other => peer,
        (Some(client), _) | (None, Some(client)) => client,
        (None, None) => peer,
    })
}

/// First address from the right that is no configured proxy, or the last one that is certain.
fn nearest_client(
    peer: ClientAddress,
    entries: impl Iterator<Item = Option<ClientAddress>>,
    proxies: &Networks,
) -> ClientAddress {
    let mut certain = peer;
    for entry in entries.take(MAX_HOPS) {
        let Some(address) = entry else {
            return certain;
        };
        certain = address;
        if !proxies.contains(address) {
            return certain;
        }
    }
    certain
}

/// Parses the `for` of each element of a `Forwarded` line, from the right.
///
/// A malformed line is one entry that cannot be parsed, because its elements have no certain end.
fn parse_forwarded(line: &str) -> Vec<Option<ClientAddress>> {
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

/// Parses the first element: its `for`, and the rest of the line after its comma.
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

/// Parses a value without its quotes, and the rest of the line after the value.
///
/// Escapes are not resolved, because a quoted value with escapes holds no address.
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

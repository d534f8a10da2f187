//! Case 78: no client chooses the address under which it is counted.

use std::net::SocketAddr;

use actix_web::test::TestRequest;

use super::{client_address, parse_forwarded};
use crate::address::{ClientAddress, Networks};

fn resolved(peer: &str, headers: &[(&str, &str)]) -> String {
    let proxies = Networks::parse("10.0.0.0/8,2001:db8:f::/48").unwrap();
    let peer: SocketAddr = peer.parse().unwrap();
    let mut request = TestRequest::default().peer_addr(peer);
    for header in headers {
        request = request.append_header(*header);
    }
    client_address(&request.to_http_request(), &proxies)
        .unwrap()
        .to_string()
}

#[test]
fn case_78_headers_of_an_unknown_peer_are_ignored() {
    for headers in [
        [("x-forwarded-for", "203.0.113.9")],
        [("forwarded", "for=203.0.113.9")],
        [("x-real-ip", "203.0.113.9")],
        [("cf-connecting-ip", "203.0.113.9")],
    ] {
        assert_eq!(
            resolved("192.0.2.1:9", &headers),
            "192.0.2.1",
            "{headers:?}"
        );
        assert_eq!(
            resolved("[::ffff:192.0.2.1]:9", &headers),
            "192.0.2.1",
            "{headers:?}"
        );
    }
}

#[test]
fn case_78_the_client_is_the_rightmost_address_that_is_no_proxy() {
    for (headers, expected) in [
        (vec![("x-forwarded-for", "203.0.113.9")], "203.0.113.9"),
        (
            vec![("x-forwarded-for", "6.6.6.6, 203.0.113.9, 10.0.0.2")],
            "203.0.113.9",
        ),
        (
            vec![
                ("x-forwarded-for", "6.6.6.6"),
                ("x-forwarded-for", "203.0.113.9"),
            ],
            "203.0.113.9",
        ),
        (
            vec![(
                "forwarded",
                "for=6.6.6.6, For=\"203.0.113.9:4711\";proto=https, by=x;for=10.1.1.1",
            )],
            "203.0.113.9",
        ),
        (
            vec![("forwarded", "for=\"[2001:db8:a::1]:80\";by=\"a, b; \\\"c\"")],
            "2001:db8:a::1",
        ),
        (
            vec![
                ("x-forwarded-for", "6.6.6.6, 203.0.113.9"),
                ("forwarded", "for=203.0.113.9"),
            ],
            "203.0.113.9",
        ),
        (vec![("x-forwarded-for", "10.0.0.2")], "10.0.0.2"),
        (
            vec![("x-real-ip", "6.6.6.6"), ("cf-connecting-ip", "6.6.6.6")],
            "10.0.0.1",
        ),
    ] {
        assert_eq!(resolved("10.0.0.1:9", &headers), expected, "{headers:?}");
    }
}

#[test]
fn case_78_a_malformed_entry_gains_no_bucket() {
    for (headers, expected) in [
        // Our proxy writes one header and passes the other one on unchanged.
        (
            vec![
                ("x-forwarded-for", "203.0.113.9"),
                ("forwarded", "for=6.6.6.6"),
            ],
            "10.0.0.1",
        ),
        (vec![("x-forwarded-for", "6.6.6.6, unknown")], "10.0.0.1"),
        (vec![("x-forwarded-for", "6.6.6.6, , 10.0.0.2")], "10.0.0.2"),
        (vec![("x-forwarded-for", "")], "10.0.0.1"),
        // An open quotation cannot swallow the entry that our proxy appends.
        (
            vec![("forwarded", "for=6.6.6.6;by=\", for=203.0.113.9")],
            "10.0.0.1",
        ),
        (
            vec![("forwarded", "for=6.6.6.6;by=\"x\\, for=203.0.113.9")],
            "10.0.0.1",
        ),
        (vec![("forwarded", "for=_hidden")], "10.0.0.1"),
        (vec![("forwarded", "6.6.6.6")], "10.0.0.1"),
        (vec![("forwarded", "for=6.6.6.6\"")], "10.0.0.1"),
    ] {
        assert_eq!(resolved("10.0.0.1:9", &headers), expected, "{headers:?}");
    }
    let many = vec!["10.0.0.3"; 4_000].join(",");
    let forged = format!("6.6.6.6,{many}");
    assert_eq!(
        resolved("10.0.0.1:9", &[("x-forwarded-for", &forged)]),
        "10.0.0.3"
    );
}

#[test]
fn elements_are_read_from_the_right() {
    let address = |text| ClientAddress::parse(text);
    assert_eq!(
        parse_forwarded("for=192.0.2.1;proto=http , by=proxy,for=\"[::1]\""),
        [address("::1"), None, address("192.0.2.1")]
    );
}

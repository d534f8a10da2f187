//! Records beyond a limit are rejected quickly and with a reason.

use super::{super::read_key, read_here, reasons_of};

#[test]
fn records_beyond_a_limit_are_rejected() {
    let tags: Vec<String> = (0..51).map(|number| format!("\"t{number}\"")).collect();
    let line = format!(
        r#"{{"id":"1","title":"{}","body":"{}","tags":[{}]}}"#,
        "x".repeat(301),
        "x".repeat(2 * 1024 * 1024 + 1),
        tags.join(",")
    );
    assert_eq!(read_here(&line).unwrap_err().reasons.len(), 3);
    assert!(read_here(r#"{"title":"x"}"#).unwrap_err().reasons[0].contains("field id"));
    assert!(read_here("not json").unwrap_err().reasons[0].contains("not a record"));
}

#[test]
fn long_lists_are_rejected_before_they_are_read() {
    let names: Vec<String> = (0..100_000).map(|number| format!("\"{number}\"")).collect();
    let names = names.join(",");
    let credits = r#"{"name":"x"},"#.repeat(20_000);
    let line = format!(
        r#"{{"id":"1","title":"x","body":"{}","tags":[{names}],"authors":[{names}],"credits":[{}]}}"#,
        "word ".repeat(200_000),
        credits.trim_end_matches(',')
    );
    let start = std::time::Instant::now();
    let reasons = reasons_of(&line);
    assert!(start.elapsed().as_secs() < 5);
    assert_eq!(
        reasons,
        [
            "The field authors names 100000 authors; at most 50 are allowed. Remove some.",
            "The field tags names 100000 tags; at most 50 are allowed. Remove some.",
            "The field credits names 20000 sources; at most 50 are allowed. Remove some.",
        ]
    );
}

#[test]
fn many_links_cost_little() {
    let body: String = (10..60_000)
        .map(|number| format!("[x](https://paper.example/{number}) "))
        .collect();
    let line = format!(r#"{{"id":"1","title":"x","format":"markdown","body":"{body}"}}"#);
    let start = std::time::Instant::now();
    assert_eq!(read_here(&line).unwrap().links.len(), 59_990);
    assert!(start.elapsed().as_secs() < 20);
}

#[test]
fn widths_and_heights_are_in_their_range() {
    let image = |pixels: &str| {
        read_here(&format!(
            r#"{{"id":"1","title":"x","image":{{"url":"https://a.example/b","width":{pixels},"height":1}}}}"#
        ))
    };
    let width = |pixels: &str| image(pixels).unwrap().lead_image.unwrap().width;
    assert_eq!(
        (width("65535"), width("1"), width("null")),
        (Some(65_535), Some(1), None)
    );
    for pixels in ["0", "-1", "65536", "4294967296", "1.5"] {
        assert_eq!(
            image(pixels).unwrap_err().reasons,
            [format!(
                "The field image.width is {pixels}; it must be 1 to 65535 pixels. Correct or omit it."
            )]
        );
    }
}

#[test]
fn dates_are_in_order() {
    let day = |day: u8| format!("2026-05-{day:02}T08:00:00Z");
    let record = |fields: &str| {
        read_here(&format!(
            r#"{{"id":"1","title":"x","published_at":"{}",{fields}}}"#,
            day(10)
        ))
    };
    for (fields, reason) in [
        (
            format!(r#""retraction":{{"at":"{}","reason":"x"}}"#, day(9)),
            "The field retraction.at lies before published_at, but an article is retracted only after it is published. Correct one of them.",
        ),
        (
            format!(r#""expires_at":"{}""#, day(10)),
            "The field expires_at does not lie after published_at, so the article would never be visible. Correct one of them.",
        ),
        (
            format!(
                r#""expires_at":"{}","embargoed_until":"{}""#,
                day(12),
                day(12)
            ),
            "The field expires_at does not lie after embargoed_until, so the article would never be visible. Correct one of them.",
        ),
    ] {
        assert_eq!(record(&fields).unwrap_err().reasons, [reason], "{fields}");
    }
    for fields in [
        format!(r#""retraction":{{"at":"{}","reason":"x"}}"#, day(10)),
        format!(
            r#""expires_at":"{}","embargoed_until":"{}""#,
            day(12),
            day(11)
        ),
        format!(r#""corrections":[{{"at":"{}","text":"x"}}]"#, day(1)),
    ] {
        assert!(record(&fields).is_ok(), "{fields}");
    }
}

#[test]
fn an_id_fits_an_index() {
    let line = |length: usize| format!(r#"{{"id":"{}","title":"x"}}"#, "1".repeat(length));
    let reason = "The field id has 1001 bytes; at most 1000 are allowed. Shorten it.";
    assert_eq!(reasons_of(&line(1_001)), [reason]);
    assert_eq!(read_key(&line(1_001)).unwrap_err().reasons, [reason]);
    assert!(read_key(&line(1_000)).is_ok());
}

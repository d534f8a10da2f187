use standfirst_domain::{
    body::NoLinks, ids::ArticleId, import::ImportedArticle, import::InitialStatus, text::Label,
};

use super::{Converted, Export, InvalidExport, convert, read_export};
use crate::ImportContext;

const OPEN: &str = r#"<?xml version="1.0"?><rss xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:w="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Paper</title>
 <w:wxr_version>1.2</w:wxr_version><w:base_site_url>https://host.example</w:base_site_url><w:base_blog_url>https://www.paper.example/</w:base_blog_url>
 <language>en-GB</language><w:author><w:author_login>ada</w:author_login><w:author_display_name><![CDATA[Ada Voss]]></w:author_display_name></w:author>
 <item><title>pier</title><w:post_id>9</w:post_id><w:post_type>attachment</w:post_type><w:post_parent>1</w:post_parent>
 <w:attachment_url>https://paper.example/pier.jpg?a=1&b=2</w:attachment_url><excerpt:encoded>The pier</excerpt:encoded>
 <w:postmeta><w:meta_key>_wp_attachment_image_alt</w:meta_key><w:meta_value>A pier</w:meta_value></w:postmeta></item>"#;

fn export(item: &str) -> Export {
    read_export(&format!("{OPEN}<item>{item}</item></channel></rss>")).unwrap()
}

fn converted(item: &str) -> (ImportedArticle, Vec<String>) {
    let export = export(item);
    let identify = |_: &str| Some(ArticleId::from_uuid(uuid::Uuid::nil()));
    let system = export.site.system().unwrap();
    let context = ImportContext {
        system: &system,
        identify: &identify,
        locate: &|_| None,
    };
    match convert(&export.items[1], &export, &context).unwrap() {
        Converted::Article { article, notes } => (*article, notes),
        Converted::LeftOut { reason } => panic!("{reason}"),
    }
}

fn post(fields: &str) -> String {
    format!(
        "<w:post_id>1</w:post_id><w:post_type>post</w:post_type><w:status>publish</w:status><title>T</title>{fields}"
    )
}

fn html(content: &str) -> String {
    let (article, _) = converted(&post(&format!(
        "<content:encoded><![CDATA[{content}]]></content:encoded>"
    )));
    article.body.to_html(&NoLinks).lines().collect()
}

#[test]
fn a_post_is_read_with_all_its_fields() {
    let (article, notes) = converted(
        r#"<title>Ferry &amp; pier &mdash; late</title><link>https://paper.example/?p=1</link><dc:creator>ada</dc:creator><w:post_id>1</w:post_id>
        <content:encoded><![CDATA[One.]]></content:encoded><excerpt:encoded><![CDATA[<p>In <b>short</b></p>]]></excerpt:encoded><w:post_name>f%C3%A4hre</w:post_name>
        <w:post_type>post</w:post_type><w:status>publish</w:status><w:post_date>2026-05-01 10:00:00</w:post_date><w:post_date_gmt>2026-05-01 08:00:00</w:post_date_gmt>
        <category domain="category" nicename="l"><![CDATA[Local]]></category><category domain="category" nicename="s"><![CDATA[Sea]]></category>
        <category domain="post_tag" nicename="f"><![CDATA[Ferry & co]]></category><category domain="post_format" nicename="x">x</category>
        <w:postmeta><w:meta_key>_thumbnail_id</w:meta_key><w:meta_value>9</w:meta_value></w:postmeta>
        <w:postmeta><w:meta_key>_yoast_wpseo_title</w:meta_key><w:meta_value>%%title%%</w:meta_value></w:postmeta>
        <w:postmeta><w:meta_key>_yoast_wpseo_metadesc</w:meta_key><w:meta_value>Found</w:meta_value></w:postmeta>
        <w:comment><w:comment_id>7</w:comment_id><w:post_id>8</w:post_id></w:comment>"#,
    );
    assert_eq!(
        (article.headline.as_str(), article.slug.as_str()),
        ("Ferry & pier — late", "fahre")
    );
    assert_eq!(
        (article.source.system.as_str(), article.source.id.as_str()),
        ("wordpress:paper.example", "1")
    );
    assert_eq!(
        (
            article.standfirst.unwrap().as_str(),
            article.byline[0].name.as_str()
        ),
        ("In short", "Ada Voss")
    );
    let tags: Vec<_> = article.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(
        (article.section.unwrap().as_str(), tags),
        ("Local", vec!["Sea", "Ferry & co"])
    );
    let image = article.lead_image.unwrap();
    assert_eq!(
        (
            image.url.as_str(),
            image.alt.as_str(),
            image.caption.as_deref()
        ),
        (
            "https://paper.example/pier.jpg?a=1&b=2",
            "A pier",
            Some("The pier")
        )
    );
    assert_eq!(
        (article.seo.title, article.seo.description.unwrap().as_str()),
        (None, "Found")
    );
    assert!(
        matches!(article.initial_status, InitialStatus::Published(Some(at)) if at.to_string() == "2026-05-01T08:00:00Z")
    );
    assert_eq!(
        (article.language.unwrap().as_str(), notes),
        ("en-GB", vec![])
    );
}

#[test]
fn posts_that_are_not_public_do_not_become_public() {
    for (fields, initial_status) in [
        ("<w:status>private</w:status>", InitialStatus::Draft),
        ("<w:status>draft</w:status>", InitialStatus::Draft),
        ("<w:status>surprise</w:status>", InitialStatus::Draft),
        ("", InitialStatus::Draft),
        (
            "<w:status>publish</w:status><w:post_password>x</w:post_password>",
            InitialStatus::Draft,
        ),
        ("<w:status>pending</w:status>", InitialStatus::InReview),
        (
            "<w:status>trash</w:status><w:post_password>x</w:post_password>",
            InitialStatus::Deleted,
        ),
        (
            "<w:status>publish</w:status>",
            InitialStatus::Published(None),
        ),
    ] {
        let (article, _) = converted(&format!(
            "<w:post_id>1</w:post_id><w:post_type>post</w:post_type>{fields}"
        ));
        assert_eq!(
            (article.initial_status, article.headline.as_str()),
            (initial_status, "Untitled"),
            "{fields}"
        );
    }
}

#[test]
fn dates_are_read_with_their_zones() {
    for (fields, date) in [
        (
            "<w:post_date_gmt>0000-00-00 00:00:00</w:post_date_gmt><pubDate>Fri, 01 May 2026 08:00:00 +0200</pubDate>",
            "2026-05-01T06:00:00Z",
        ),
        (
            "<w:post_date>2026-05-01 08:00:00</w:post_date><pubDate>Tue, 30 Nov 1999 00:00:00 +0000</pubDate>",
            "2026-05-01T08:00:00Z",
        ),
        (
            "<w:post_date_gmt>2126-05-01 08:00:00</w:post_date_gmt><w:status>future</w:status>",
            "2126-05-01T08:00:00Z",
        ),
    ] {
        let (article, _) = converted(&post(fields));
        assert!(
            matches!(article.initial_status, InitialStatus::Published(Some(at)) if at.to_string() == date),
            "{fields}: {:?}",
            article.initial_status
        );
    }
}

#[test]
fn texts_of_both_editors_become_blocks() {
    for (content, expected) in [
        ("One\ntwo\n\nThree [unheard of]", "<p>One<br>two</p><p>Three [unheard of]</p>"),
        ("<!-- wp:paragraph --><p>One</p>\n\n<!-- /wp:paragraph -->\n", "<p>One</p>"),
        (
            "<!-- wp:embed {\"url\":\"https://youtu.be/a\",\"x\":{}} --><figure><div>\nhttps://youtu.be/a\n</div><figcaption>C</figcaption></figure><!-- /wp:embed -->",
            "<figure data-embed=\"youtube\"><a href=\"https://youtu.be/a\" rel=\"noopener\">C</a></figure>",
        ),
        ("a\n\nhttps://vimeo.com/1\n\nb", "<p>a</p><figure data-embed=\"vimeo\"><a href=\"https://vimeo.com/1\" rel=\"noopener\">https://vimeo.com/1</a></figure><p>b</p>"),
        (
            "[caption id=\"x\" width=\"3\"]<a href=\"/y\"><img src=\"/a.png\" alt=\"A\" /></a> Under[/caption]",
            "<figure><img src=\"https://www.paper.example/a.png\" alt=\"A\" loading=\"lazy\"><figcaption>Under</figcaption></figure><p><a href=\"https://www.paper.example/y\" rel=\"noopener\">A</a></p>",
        ),
        (
            "[gallery ids=\"9,10\"][gallery]",
            &"<figure><img src=\"https://paper.example/pier.jpg?a=1&amp;b=2\" alt=\"A pier\" loading=\"lazy\"><figcaption>The pier</figcaption></figure>".repeat(2),
        ),
        ("[audio mp3=\"/a.mp3\"][/audio]", "<figure><audio controls preload=\"none\" src=\"https://www.paper.example/a.mp3\"></audio></figure>"),
        ("[caption]never closed", "<p>never closed</p>"),
    ] {
        assert_eq!(html(content), expected, "{content}");
    }
}

#[test]
fn other_items_than_posts_are_left_out() {
    let export = export("<w:post_type>page</w:post_type>");
    let context = ImportContext {
        system: &Label::parse("x").unwrap(),
        identify: &|_| None,
        locate: &|_| None,
    };
    for item in &export.items {
        assert!(matches!(
            convert(item, &export, &context),
            Ok(Converted::LeftOut { .. })
        ));
    }
    assert_eq!((export.items[0].line, export.items[1].line), (5, 7));
}

#[test]
fn other_files_than_exports_are_rejected() {
    let error = |xml: &str| read_export(xml).unwrap_err();
    assert!(matches!(
        error("<rss><channel><title>x</channel></rss>"),
        InvalidExport::Malformed { line: 1, .. }
    ));
    assert!(matches!(
        error("<rss><channel>"),
        InvalidExport::Truncated { .. }
    ));
    assert_eq!(error("{}"), InvalidExport::NoChannel);
    assert_eq!(error("<rss><channel/></rss>"), InvalidExport::NoVersion);
    assert_eq!(
        error(&format!("{OPEN}</channel></rss>").replace(">1.2<", ">abc<")),
        InvalidExport::NoVersion
    );
}

#[test]
fn hostile_shortcodes_cost_little() {
    for unit in ["[caption]", "[embed]", "[", "[gallery ids=\"9\"]"] {
        let _ = html(&unit.repeat(200_000 / unit.len()));
    }
}

#[test]
fn ids_and_names_of_sources_fit_an_index() {
    let mut export = export(&post(""));
    export.items[1].post_id = String::new();
    export.items[1].guid = format!("https://paper.example/{}", "x".repeat(1_000));
    let context = ImportContext {
        system: &Label::parse("x").unwrap(),
        identify: &|_| Some(ArticleId::from_uuid(uuid::Uuid::nil())),
        locate: &|_| None,
    };
    assert_eq!(
        convert(&export.items[1], &export, &context)
            .unwrap_err()
            .reasons,
        ["The field wp:post_id or guid has 1022 bytes; at most 1000 are allowed. Shorten it."]
    );
    let system = |path: &str| {
        let mut site = export.site.clone();
        site.base_url =
            standfirst_domain::web_url::WebUrl::parse(&format!("https://paper.example/{path}"))
                .ok();
        site.system().unwrap().to_string()
    };
    let long = "x".repeat(1_500);
    let (one, other) = (system(&format!("{long}a")), system(&format!("{long}b")));
    assert!(one.len() <= 1_000 && one != other, "{one}");
    assert_eq!(one, system(&format!("{long}a")));
    assert_eq!(system("a"), "wordpress:paper.example/a");
}

#[test]
fn long_lists_are_truncated_with_a_note() {
    let term = |domain: &str, number: usize| {
        format!("<category domain=\"{domain}\" nicename=\"x\">n{number}</category>")
    };
    let terms: String = (0..20_000)
        .map(|number| term("post_tag", number) + &term("author", number))
        .collect();
    let start = std::time::Instant::now();
    let (article, notes) = converted(&post(&terms));
    assert!(start.elapsed().as_secs() < 20);
    assert_eq!((article.tags.len(), article.byline.len()), (100, 50));
    assert!(notes.contains(&"The post has 20000 tags; the first 100 were kept.".to_owned()));
    assert!(notes.contains(&"The post has 20000 authors; the first 50 were kept.".to_owned()));
}

#[test]
fn control_characters_are_removed_with_a_note() {
    let (article, notes) = converted(&post(
        "<w:post_date_gmt>2026-05-01 08:00:00</w:post_date_gmt><content:encoded>a&#1;b</content:encoded>",
    ));
    assert_eq!(article.body.to_text(), "ab");
    assert_eq!(
        notes,
        ["Control characters such as U+0001, which no feed can carry, were removed from the text."]
    );
}

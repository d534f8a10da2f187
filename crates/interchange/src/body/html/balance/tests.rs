use super::balance_tags;

#[test]
fn tags_are_balanced() {
    for (markup, balanced) in [
        ("<p>a<p>b", "<p>a</p><p>b"),
        ("<p><b>a<div>b</div>", "<p><b>a</b></p><div>b</div>"),
        ("<b><i>x</b>y</i>", "<b><i>x</i></b><i>y</i>"),
        (
            "<ul><li>a<li>b<ul><li>c</ul></ul>",
            "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>",
        ),
        (
            "<table><tr><td>a<td>b<tr><td>c</table>",
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
        ),
        ("<td>a</td>", "a"),
        ("a < b <3 <!-- x > y --> c </ d>e", "a &lt; b &lt;3  c e"),
        ("<script>if (a < b) '</p>'</SCRIPT >x<style>", "x"),
        ("<svg><path/></svg>y<svg>z", "yz"),
        ("<IMG src='a>b'>", "<IMG src='a>b'>"),
        ("<iframe src=a>no</iframe>b", "<iframe src=a></iframe>b"),
        ("a <b", "a "),
    ] {
        assert_eq!(balance_tags(markup), balanced, "{markup}");
    }
}

#[test]
fn depth_and_attributes_are_bounded() {
    let deep = balance_tags(&format!(
        "{}x{}y",
        "<div>".repeat(1_000),
        "</div>".repeat(1_000)
    ));
    assert_eq!(
        (
            deep.matches("<div>").count(),
            deep.matches("</div>").count()
        ),
        (super::MAX_OPEN, super::MAX_OPEN)
    );
    assert_eq!(
        balance_tags(&format!("<p {}>x", "a ".repeat(1_000))),
        "<p>x"
    );
}

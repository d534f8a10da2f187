//! Paragraphs of classic text, whose markup has none: an empty line separates two, and a single
//! line break stays one.
//!
//! Both are written as `<br>`. Two in a row begin a paragraph wherever they are, and those at the
//! ends of a block are dropped.

use crate::body::tag::{Tag, contains_word, next_tag};

/// Elements whose line breaks stay as they are.
const VERBATIM: &str = "pre script style textarea svg iframe";
/// Elements that hold only other elements. White space between those means nothing.
const WITHOUT_TEXT: &str =
    "table thead tbody tfoot tr colgroup col ul ol dl select option object param source track";

/// The text with its line breaks and paragraphs as `<br>`.
pub(super) fn mark_paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text.as_str();
    // The open verbatim element, if any.
    let mut verbatim: Option<String> = None;
    let mut last_tag = String::new();
    while let Some((words, tag, following)) = next_tag(rest) {
        write_text(words, verbatim.is_some(), &last_tag, &mut out);
        let markup = rest
            .get(words.len()..rest.len() - following.len())
            .unwrap_or_default();
        out.push_str(markup);
        rest = following;
        last_tag.clear();
        match tag {
            Tag::Start { name, .. } => {
                if verbatim.is_none() && contains_word(VERBATIM, &name) {
                    verbatim = Some(name.clone());
                }
                last_tag = name;
            }
            Tag::End(name) => {
                if verbatim.as_ref() == Some(&name) {
                    verbatim = None;
                }
                last_tag = name;
            }
            Tag::Ignored | Tag::Literal => {}
        }
    }
    write_text(rest, verbatim.is_some(), &last_tag, &mut out);
    out
}

/// Writes the text after a tag.
fn write_text(text: &str, verbatim: bool, last_tag: &str, out: &mut String) {
    let is_between_parts =
        contains_word(WITHOUT_TEXT, last_tag) || matches!(last_tag, "td" | "th" | "li");
    if verbatim || (is_between_parts && text.trim().is_empty()) {
        return out.push_str(text);
    }
    let mut rest = text;
    // An author's own `<br>` at the end of a line is the line break.
    let mut line_is_broken = last_tag == "br";
    while let Some(at) = rest.find('\n') {
        let (line, space) = rest.split_at(at);
        let following = space.trim_start();
        let line_breaks = space
            .get(..space.len() - following.len())
            .unwrap_or_default()
            .matches('\n')
            .count();
        out.push_str(line);
        if line_breaks > 1 {
            out.push_str("<br><br>\n");
        } else if !(line_is_broken && line.trim().is_empty()) {
            out.push_str("<br>\n");
        }
        line_is_broken = false;
        rest = following;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::body_from_html;
    use standfirst_domain::body::NoLinks;

    #[test]
    fn empty_lines_separate_paragraphs() {
        for (text, html) in [
            ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
            ("a\n\n<h2>b</h2>\nc", "<p>a</p><h2 id=\"b\">b</h2><p>c</p>"),
            ("a<br />\nb", "<p>a<br>b</p>"),
            (
                "<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>\nc",
                "<ul><li>a</li><li>b</li></ul><p>c</p>",
            ),
            (
                "<b>a\n\nb</b>",
                "<p><strong>a</strong></p><p><strong>b</strong></p>",
            ),
            (
                "<table>\n<tr>\n<td>a</td>\n<td>b</td>\n</tr>\n</table>",
                "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
            ),
            ("<pre>a\n\nb</pre>", "<pre><code>a\u{1}\u{1}b</code></pre>"),
            ("a\n<!--more-->\nb", "<p>a</p><p>b</p>"),
        ] {
            let body = body_from_html(&mark_paragraphs(text), None);
            assert_eq!(
                body.to_html(&NoLinks)
                    .lines()
                    .collect::<Vec<_>>()
                    .join("\u{1}")
                    .replace(">\u{1}<", "><"),
                html,
                "{text}"
            );
        }
    }
}

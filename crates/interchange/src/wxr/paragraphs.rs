//! Paragraphs of classic text, which has none in its markup: an empty line parts two, a single new line is a line break.
//!
//! Both are written as line breaks, since two in a row begin a paragraph wherever they stand and those at the ends of a block are dropped.

use crate::body::tag::{Tag, contains, next_tag};

const VERBATIM: &str = "pre script style textarea svg iframe";
const PARTS: &str =
    "table thead tbody tfoot tr colgroup col ul ol dl select option object param source track";

/// The same text with its paragraphs marked.
pub(super) fn paragraphed(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text.as_str();
    let mut verbatim: Option<String> = None;
    let mut after = String::new();
    while let Some((words, tag, following)) = next_tag(rest) {
        write(words, verbatim.is_some(), &after, &mut out);
        let markup = rest
            .get(words.len()..rest.len() - following.len())
            .unwrap_or_default();
        out.push_str(markup);
        rest = following;
        after.clear();
        match tag {
            Tag::Start { name, .. } => {
                if verbatim.is_none() && contains(VERBATIM, &name) {
                    verbatim = Some(name.clone());
                }
                after = name;
            }
            Tag::End(name) => {
                if verbatim.as_ref() == Some(&name) {
                    verbatim = None;
                }
                after = name;
            }
            Tag::None | Tag::Literal => {}
        }
    }
    write(rest, verbatim.is_some(), &after, &mut out);
    out
}

fn write(words: &str, verbatim: bool, after: &str, out: &mut String) {
    let between_parts = contains(PARTS, after) || matches!(after, "td" | "th" | "li");
    if verbatim || (between_parts && words.trim().is_empty()) {
        return out.push_str(words);
    }
    let mut rest = words;
    let mut fresh_break = after == "br";
    while let Some(at) = rest.find('\n') {
        let (line, space) = rest.split_at(at);
        let text = space.trim_start();
        let lines = space
            .get(..space.len() - text.len())
            .unwrap_or_default()
            .matches('\n')
            .count();
        out.push_str(line);
        if lines > 1 {
            out.push_str("<br><br>\n");
        } else if !(fresh_break && line.trim().is_empty()) {
            out.push_str("<br>\n");
        }
        fresh_break = false;
        rest = text;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{body_from_html, nowhere::Nowhere};

    #[test]
    fn empty_lines_part_paragraphs() {
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
            let body = body_from_html(&paragraphed(text), None);
            assert_eq!(
                body.to_html(&Nowhere)
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

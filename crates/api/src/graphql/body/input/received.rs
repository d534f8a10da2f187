//! Bodies as a text in Markdown or HTML, without the tolerance of an import.

use standfirst_domain::{
    article::{SourceFormat, SourceText},
    body::Body,
    text::forbidden_character,
};
use standfirst_interchange::body::{Loss, LossKind, examine_html, examine_markdown};

use super::{
    MOST_BLOCKS, MOST_BYTES,
    input_reader::{BodyInputReader, InputPath},
};

/// Parses the text. A text that is too long is reported as such and not parsed.
pub(super) fn read(
    format: SourceFormat,
    text: String,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
) -> (Body, Option<SourceText>) {
    let text = input_reader.text(at, text);
    if text.len() > MOST_BYTES {
        input_reader.check_size(at, MOST_BYTES);
        return (Body::default(), None);
    }
    let (body, losses) = match format {
        SourceFormat::Markdown => examine_markdown(&text, None),
        _ => examine_html(&text, None),
    };
    let is_said = forbidden_character(&text).is_some();
    for Loss { block, kind } in losses {
        if !(is_said && matches!(kind, LossKind::Control(_))) {
            let message = format!("In block {}: {kind}", block + 1);
            input_reader.add_error(at, message, kind.hint());
        }
    }
    if body.blocks.len() > MOST_BLOCKS {
        let message = format!(
            "The text has {} blocks; the maximum is {MOST_BLOCKS}.",
            body.blocks.len()
        );
        input_reader.add_error(at, message, "Split the article.");
    }
    (body, Some(SourceText { format, text }))
}

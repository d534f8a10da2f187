//! Bodies that come as a text in Markdown or HTML, without what an import forgives.

use standfirst_domain::{
    article::{SourceFormat, SourceText},
    body::Body,
    text::forbidden_character,
};
use standfirst_interchange::body::{Loss, LossKind, examine_html, examine_markdown};

use super::{
    MOST_BLOCKS, MOST_BYTES,
    examiner::{Examiner, Path},
};

/// Reads the text. Where it is too long nothing else is said of it.
pub(super) fn read(
    format: SourceFormat,
    text: String,
    at: &Path<'_>,
    examiner: &mut Examiner,
) -> (Body, Option<SourceText>) {
    let text = examiner.text(at, text);
    if text.len() > MOST_BYTES {
        examiner.weigh(at, MOST_BYTES);
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
            examiner.refuse(at, message, kind.hint());
        }
    }
    if body.blocks.len() > MOST_BLOCKS {
        let message = format!(
            "The text makes {} blocks, and {MOST_BLOCKS} are the most that a body takes.",
            body.blocks.len()
        );
        examiner.refuse(at, message, "Divide the article.");
    }
    (body, Some(SourceText { format, text }))
}

//! The picture above the text of a record.

use standfirst_domain::{body::Image, text::Label, web_url::WebUrl};

use super::{field::optional, record::ImageRecord};
use crate::{body::valid_pixels, invalid_record::Reasons};

pub(super) fn read_image(record: ImageRecord, reasons: &mut Reasons) -> Option<Image> {
    let line = |reasons: &mut Reasons, field: &str, text: Option<String>| {
        optional(reasons, field, text.as_deref(), Label::parse).map(|label| label.to_string())
    };
    let url = reasons.check("image.url", WebUrl::parse(&record.url));
    let alt = line(reasons, "image.alt", record.alt).unwrap_or_default();
    let caption = line(reasons, "image.caption", record.caption);
    let credit = line(reasons, "image.credit", record.credit);
    let width = pixels(reasons, "image.width", record.width.as_ref());
    let height = pixels(reasons, "image.height", record.height.as_ref());
    Some(Image {
        url: url?,
        alt,
        caption,
        credit,
        width,
        height,
    })
}

fn pixels(reasons: &mut Reasons, field: &str, number: Option<&serde_json::Number>) -> Option<u32> {
    let number = number?;
    let pixels = number.as_u64().and_then(valid_pixels);
    if pixels.is_none() {
        reasons.add(format!(
            "The field {field} is {number}; it must be 1 to 65535 pixels. Correct or omit it."
        ));
    }
    pixels
}

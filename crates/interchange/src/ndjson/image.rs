//! The picture above the text of a record.

use standfirst_domain::{body::Image, text::Label, web_url::WebUrl};

use super::{field::optional, record::ImageRecord};
use crate::{body::pixels_of, problem::Reasons};

pub(super) fn read(record: ImageRecord, why: &mut Reasons) -> Option<Image> {
    let line = |why: &mut Reasons, field: &str, text: Option<String>| {
        optional(why, field, text.as_deref(), Label::parse).map(|label| label.to_string())
    };
    let url = why.take("image.url", WebUrl::parse(&record.url));
    let alt = line(why, "image.alt", record.alt).unwrap_or_default();
    let caption = line(why, "image.caption", record.caption);
    let credit = line(why, "image.credit", record.credit);
    let width = pixels(why, "image.width", record.width.as_ref());
    let height = pixels(why, "image.height", record.height.as_ref());
    Some(Image {
        url: url?,
        alt,
        caption,
        credit,
        width,
        height,
    })
}

fn pixels(why: &mut Reasons, field: &str, number: Option<&serde_json::Number>) -> Option<u32> {
    let number = number?;
    let pixels = number.as_u64().and_then(pixels_of);
    if pixels.is_none() {
        why.add(format!(
            "The field {field} is {number}, and a picture has 1 to 65535 pixels. Mend it or leave it out."
        ));
    }
    pixels
}

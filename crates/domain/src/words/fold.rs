//! Folding: what a reader need not type as it is printed.

use unicode_normalization::UnicodeNormalization;

/// Compatibility forms and case are folded, marks go from letters of scripts in which readers leave them out, and signs within a word become `_`.
pub(super) fn fold(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().flat_map(char::to_lowercase).nfd() {
        match c {
            '\u{306}' if folded.ends_with('и') => folded.push(c),
            c if is_left_out(c) || is_apostrophe(c) => {}
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            c if c.is_alphanumeric() || is_mark(c) => folded.push(c),
            _ => folded.push('_'),
        }
    }
    let composed: String = folded.nfc().collect();
    composed.trim_matches('_').to_owned()
}

pub(super) const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '＇')
}

/// Accents, the points of Hebrew and Arabic vowels, and what stretches an Arabic word. `й` alone keeps its breve: it is a letter of its own.
fn is_left_out(c: char) -> bool {
    matches!(
        u32::from(c),
        0x00AD | 0x0300..=0x036F | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x0640 | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06ED | 0x200B..=0x200F | 0xFE00..=0xFE0F
    )
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

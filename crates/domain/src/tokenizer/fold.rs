//! Folding of case, compatibility forms and diacritics, so that readers need not type a word as it
//! is printed.

use unicode_normalization::UnicodeNormalization;

/// Folds a word: compatibility forms and case, and the marks that readers of a script omit.
/// Punctuation within the word becomes `_`.
pub(super) fn fold(text: &str) -> String {
    // Most words of a Western text take this short way.
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    // Lowercasing may give composed letters, hence the second decomposition.
    for c in text.nfkd().flat_map(char::to_lowercase).nfd() {
        match c {
            // `й` keeps its breve: it is a letter of its own and not an accented `и`.
            '\u{306}' if folded.ends_with('и') => folded.push(c),
            c if is_omitted_mark(c) || is_apostrophe(c) => {}
            // Letters without a Unicode decomposition.
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            c if c.is_alphanumeric() || is_combining_mark(c) => folded.push(c),
            _ => folded.push('_'),
        }
    }
    let composed: String = folded.nfc().collect();
    composed.trim_matches('_').to_owned()
}

pub(super) const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '＇')
}

/// Returns whether readers may omit a mark: accents, the points of Hebrew and Arabic vowels, the
/// stretching of Arabic words, and invisible characters.
fn is_omitted_mark(c: char) -> bool {
    matches!(
        u32::from(c),
        0x00AD | 0x0300..=0x036F | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x0640 | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06ED | 0x200B..=0x200F | 0xFE00..=0xFE0F
    )
}

fn is_combining_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

//! Text from outside, without the characters that nobody sees and that change what others see.

use std::borrow::Cow;

/// `text` without control characters, without the marks that turn the direction of writing (bidi overrides, embeddings, isolates),
/// and without invisible fillers: a client named with them could make a screen read `支払` where the bank wrote something else.
///
/// Every text that a template shows goes through here, because the escaping does ([`crate::Renderer`]). Tabs and line ends become
/// blanks. Joiners and variation selectors stay: people's names are written with them.
///
/// ```
/// assert_eq!(fgapi_look::plain("家計\u{202e}ノート\u{200b}"), "家計ノート");
/// ```
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| misleads(c) || c.is_control()) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter(|c| !misleads(*c) && (!c.is_control() || blanks(*c)));
    Cow::Owned(kept.map(|c| if blanks(c) { ' ' } else { c }).collect())
}

/// Markup is laid out with these, and a person's text may hold them: harmless, as blanks.
const fn blanks(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r')
}

const fn misleads(c: char) -> bool {
    matches!(c,
        '\u{00ad}' // soft hyphen
        | '\u{061c}' | '\u{200e}' | '\u{200f}' // marks of direction
        | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' // invisible fillers
        | '\u{2028}' | '\u{2029}' // separators that break a line where none is written
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' // embeddings, overrides, isolates, and their retired kin
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // letters without a shape
        | '\u{fff9}'..='\u{fffb}' // annotations
        | '\u{e0000}'..='\u{e007f}' // tags
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_left_alone() {
        for name in ["家計ノート", "辻\u{e0100}本", "O'Brien & Söhne", "क्\u{200d}ष", "👨\u{200d}👩\u{200d}👧", "שלום", ""]
        {
            assert!(matches!(plain(name), Cow::Borrowed(same) if same == name), "{name}");
        }
    }

    #[test]
    fn marks_that_turn_the_direction_are_taken_out() {
        for mark in "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{200e}\u{200f}\u{061c}".chars() {
            assert_eq!(plain(&format!("a{mark}b")), "ab", "{mark:?}");
        }
    }

    #[test]
    fn controls_are_taken_out_and_line_ends_become_blanks() {
        assert_eq!(plain("a\0b\u{1b}[1m\u{7f}\u{85}c"), "ab[1mc");
        assert_eq!(plain("a\tb\r\nc"), "a b  c");
    }

    #[test]
    fn invisible_letters_are_taken_out() {
        assert_eq!(plain("\u{feff}a\u{200b}\u{2060}b\u{3164}\u{e0041}\u{00ad}"), "ab");
    }
}

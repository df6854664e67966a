//! Half-width texts: one byte a character, JIS X 0201.

use encoding_rs::SHIFT_JIS;

/// Whether `byte` stands for one half-width character. Wider than the list that banks agreed on (lower
/// case and a few more signs are let in), because a statement is evidence: it is shown as it was written.
pub(crate) const fn is_halfwidth(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | 0xA1..=0xDF)
}

/// The text of `bytes`, without the spaces around it. Bytes that are not half-width never come here.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let (text, _) = SHIFT_JIS.decode_without_bom_handling(bytes.trim_ascii());
    // In JIS X 0201 the byte 0x5C is the yen sign; the web's Shift_JIS reads a backslash.
    text.replace('\\', "¥")
}

/// The bytes of `text` in the characters that banks agreed on, or `None` when it has any other.
pub(crate) fn encode(text: &str) -> Option<Vec<u8>> {
    if text.contains('\\') {
        return None;
    }
    let (bytes, _, lossy) = SHIFT_JIS.encode(text);
    (!lossy && bytes.iter().all(|byte| is_agreed(*byte))).then(|| bytes.into_owned())
}

const fn is_agreed(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'(' | b')' | b'-' | b'/' | b'.' | b',' | b'\'' | b'+' | b':' | b'?' | b'\\' | 0xA1..=0xDF)
}

//! JSON as bytes, with every character outside ASCII written as `\uXXXX` where that is wished (reading R27).

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

/// `value` as JSON. With `ascii_escape` the bytes are pure ASCII.
///
/// # Errors
/// `serde_json`'s error for what JSON cannot hold; the answers of this crate it can.
pub fn to_json<T: Serialize + ?Sized>(value: &T, ascii_escape: bool) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::with_capacity(1_024);
    if ascii_escape {
        value.serialize(&mut Serializer::with_formatter(&mut bytes, Ascii))?;
    } else {
        value.serialize(&mut Serializer::with_formatter(&mut bytes, CompactFormatter))?;
    }
    Ok(bytes)
}

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
            let (plain, other) = rest.split_at(at);
            writer.write_all(plain.as_bytes())?;
            let ascii = other.bytes().position(|byte| byte.is_ascii()).unwrap_or(other.len());
            let (escaped, next) = other.split_at(ascii);
            for char in escaped.chars() {
                let (escape, length) = escape(char);
                writer.write_all(&escape[..length])?;
            }
            rest = next;
        }
        writer.write_all(rest.as_bytes())
    }
}

/// The two digits of each byte.
const HEX: [[u8; 2]; 256] = {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let (mut pairs, mut byte) = ([[0; 2]; 256], 0);
    while byte < 256 {
        pairs[byte] = [DIGITS[byte >> 4], DIGITS[byte & 0xf]];
        byte += 1;
    }
    pairs
};

/// `\uXXXX` of one UTF-16 unit.
fn unit(unit: u16) -> [u8; 6] {
    let [high, low] = unit.to_be_bytes().map(|byte| HEX[usize::from(byte)]);
    [b'\\', b'u', high[0], high[1], low[0], low[1]]
}

/// A character's escape: one unit, or two beyond the basic plane; and how many bytes of it count.
fn escape(char: char) -> ([u8; 12], usize) {
    let (mut units, mut bytes) = ([0; 2], [0; 12]);
    let encoded = char.encode_utf16(&mut units);
    bytes[..6].copy_from_slice(&unit(encoded[0]));
    if let [_, second] = encoded {
        bytes[6..].copy_from_slice(&unit(*second));
        return (bytes, 12);
    }
    (bytes, 6)
}

/// Writes `text` as a JSON string. Runs that stand for themselves are copied whole.
pub(crate) fn push_text(bytes: &mut Vec<u8>, text: &str, ascii_escape: bool) {
    let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\' && (byte < 0x80 || !ascii_escape);
    let plain_char = |char: char| if char.is_ascii() { plain(char as u8) } else { !ascii_escape };
    bytes.push(b'"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !plain(byte)) {
        let (run, other) = rest.split_at(at);
        bytes.extend_from_slice(run.as_bytes());
        let mut end = other.len();
        for (at, char) in other.char_indices() {
            if plain_char(char) {
                end = at;
                break;
            }
            push_escaped(bytes, char);
        }
        rest = other.get(end..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes.push(b'"');
}

/// A character as `serde_json` escapes it, or as `\uXXXX`.
fn push_escaped(bytes: &mut Vec<u8>, char: char) {
    let short = match char {
        '"' => b'"',
        '\\' => b'\\',
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        '\u{8}' => b'b',
        '\u{c}' => b'f',
        _ => {
            let (escape, length) = escape(char);
            return bytes.extend_from_slice(&escape[..length]);
        }
    };
    bytes.extend_from_slice(&[b'\\', short]);
}

/// Writes a whole number.
pub(crate) fn push_number(bytes: &mut Vec<u8>, number: i64) {
    if number < 0 {
        bytes.push(b'-');
    }
    let (mut digits, mut from, mut rest) = ([0_u8; 20], 20, number.unsigned_abs());
    loop {
        from -= 1;
        digits[from] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    bytes.extend_from_slice(&digits[from..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn escaped_json_is_ascii_and_means_the_same(text in any::<String>(), number in any::<i64>()) {
            let value = serde_json::json!({ text.clone(): [text.clone(), number], "普通": { "𠮷": text } });
            let escaped = to_json(&value, true).unwrap();
            prop_assert!(escaped.is_ascii());
            prop_assert_eq!(&serde_json::from_slice::<serde_json::Value>(&escaped).unwrap(), &value);
            prop_assert_eq!(to_json(&value, false).unwrap(), serde_json::to_vec(&value).unwrap());
        }
    }

    #[test]
    fn characters_beyond_the_basic_plane_are_surrogate_pairs() {
        assert_eq!(to_json("a𠮷é\u{1}\"", true).unwrap(), br#""a\ud842\udfb7\u00e9\u0001\"""#);
    }

    proptest! {
        #[test]
        fn texts_and_numbers_are_what_serde_writes(text in any::<String>(), number in any::<i64>(), low in "[\0-\u{ff}\"\\\\]*") {
            for text in [text, low] {
                for ascii_escape in [true, false] {
                    let mut bytes = Vec::new();
                    push_text(&mut bytes, &text, ascii_escape);
                    prop_assert_eq!(bytes, to_json(&text, ascii_escape).unwrap());
                }
            }
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            prop_assert_eq!(bytes, to_json(&number, true).unwrap());
        }
    }

    #[test]
    fn integers_are_exact() {
        for number in [i64::MIN, i64::MAX, (1 << 53) + 1] {
            let bytes = to_json(&number, true).unwrap();
            assert_eq!(serde_json::from_slice::<i64>(&bytes).unwrap(), number);
        }
    }
}

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
            for half in escaped.encode_utf16() {
                writer.write_all(&unit(half))?;
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

/// Writes `text` as a JSON string. Runs that stand for themselves are copied whole.
pub(crate) fn push_text(bytes: &mut Vec<u8>, text: &str, ascii_escape: bool) {
    bytes.push(b'"');
    let (whole, mut copied) = (text.as_bytes(), 0);
    let mut at = standing(whole);
    while let Some(byte) = whole.get(at) {
        if STANDS[usize::from(*byte)] || (!ascii_escape && *byte >= 0x80) {
            at += 1;
            continue;
        }
        bytes.extend_from_slice(whole.get(copied..at).unwrap_or_default());
        // A run of characters to be escaped one by one; what follows stands again.
        for char in text.get(at..).unwrap_or_default().chars() {
            if char.is_ascii() {
                if STANDS[usize::from(char as u8)] {
                    break;
                }
                push_ascii(bytes, char as u8);
            } else if ascii_escape {
                push_escaped(bytes, char);
            } else {
                break;
            }
            at += char.len_utf8();
        }
        copied = at;
    }
    bytes.extend_from_slice(whole.get(copied..).unwrap_or_default());
    bytes.push(b'"');
}

/// How many bytes of the beginning stand for themselves; looked at by blocks, which a processor does at once.
fn standing(bytes: &[u8]) -> usize {
    let stands = |byte: &u8| (0x20..0x80).contains(byte) & (*byte != b'"') & (*byte != b'\\');
    let blocks = bytes.chunks_exact(16).take_while(|block| block.iter().fold(true, |all, byte| all & stands(byte)));
    16 * blocks.count()
}

/// Whether a byte of ASCII stands for itself in a JSON string.
const STANDS: [bool; 256] = {
    let (mut stands, mut byte) = ([false; 256], 0x20);
    while byte < 0x80 {
        stands[byte] = byte != b'"' as usize && byte != b'\\' as usize;
        byte += 1;
    }
    stands
};

/// A character outside ASCII as one unit, or as two beyond the basic plane.
fn push_escaped(bytes: &mut Vec<u8>, char: char) {
    match u16::try_from(u32::from(char)) {
        Ok(only) => bytes.extend_from_slice(&unit(only)),
        Err(_) => {
            for half in char.encode_utf16(&mut [0; 2]) {
                bytes.extend_from_slice(&unit(*half));
            }
        }
    }
}

/// A byte of ASCII that does not stand for itself, as `serde_json` escapes it.
fn push_ascii(bytes: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x8 => b'b',
        0xc => b'f',
        _ => return bytes.extend_from_slice(&unit(byte.into())),
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

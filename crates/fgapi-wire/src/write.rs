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
            for unit in escaped.encode_utf16() {
                writer.write_all(&escape(unit))?;
            }
            rest = next;
        }
        writer.write_all(rest.as_bytes())
    }
}

/// `\uXXXX` of one UTF-16 unit.
fn escape(unit: u16) -> [u8; 6] {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |shift: u16| HEX[usize::from(unit >> shift & 0xf)];
    [b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]
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

    #[test]
    fn integers_are_exact() {
        for number in [i64::MIN, i64::MAX, (1 << 53) + 1] {
            let bytes = to_json(&number, true).unwrap();
            assert_eq!(serde_json::from_slice::<i64>(&bytes).unwrap(), number);
        }
    }
}

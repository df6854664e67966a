//! The words of the screens, from `locales/`.

use std::collections::BTreeMap;

use fgapi_caller::Language;

const JAPANESE: &str = include_str!("../locales/ja.toml");
const ENGLISH: &str = include_str!("../locales/en.toml");

/// The words of one language, by dotted key.
#[derive(Debug)]
pub(crate) struct Words(BTreeMap<String, String>);

impl Words {
    /// Reads the words of a language, which are compiled in.
    pub(crate) fn of(language: Language) -> Result<Self, toml::de::Error> {
        let text = match language {
            Language::Japanese => JAPANESE,
            Language::English => ENGLISH,
        };
        let tables: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(text)?;
        let flat = tables.into_iter().flat_map(|(table, words)| words.into_iter().map(move |(key, word)| (format!("{table}.{key}"), word)));
        Ok(Self(flat.collect()))
    }

    /// The words of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
}

/// `words` with every `{name}` replaced by what `value` says for it; what is put in is not looked at again. Braces without a value
/// stay as they are.
pub(crate) fn fill(words: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}').and_then(|(name, behind)| Some((value(name)?, behind))) {
            Some((value, behind)) => {
                filled.push_str(&value);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say::Say;

    fn both() -> [Words; 2] {
        Language::ALL.map(|language| Words::of(language).unwrap())
    }

    /// The names in braces, in order.
    fn braces(words: &str) -> Vec<&str> {
        let mut found: Vec<_> = words.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn both_languages_have_the_same_keys_and_braces() {
        let [ja, en] = both();
        assert_eq!(ja.0.keys().collect::<Vec<_>>(), en.0.keys().collect::<Vec<_>>());
        for (key, words) in &ja.0 {
            assert_eq!(braces(words), braces(&en.0[key]), "{key}");
        }
    }

    #[test]
    fn everything_that_can_be_said_has_words() {
        for words in both() {
            for say in Say::ALL {
                assert!(words.get(say.key()).is_some(), "{say:?}");
            }
        }
    }

    #[test]
    fn braces_are_filled_once() {
        let value = |name: &str| (name == "a").then(|| "{b}{a}".to_owned());
        assert_eq!(fill("x {a} y {b} {", value), "x {b}{a} y {b} {");
        assert_eq!(fill("なし", value), "なし");
    }
}

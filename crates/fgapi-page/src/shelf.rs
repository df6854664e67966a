//! Pages that were made before, kept while there is room.

use std::collections::HashMap;
use std::hash::Hash;

/// Keeps values by key, and never more than so many bytes of them. Who was not asked for longest goes first, roughly: there are
/// two generations of half the room each. A value that is asked for moves to the young one; when that is full it becomes
/// the old one, and what was old goes.
///
/// It judges nothing: whether a kept value is still true is for whoever asks.
///
/// ```
/// use fgapi_page::Shelf;
/// let mut shelf = Shelf::new(1_000);
/// shelf.put("page 1", "rows", 100);
/// assert_eq!(shelf.get(&"page 1"), Some("rows"));
/// assert_eq!(shelf.get(&"page 2"), None);
/// ```
#[derive(Debug)]
pub struct Shelf<K, V> {
    most: usize,
    young: Generation<K, V>,
    old: Generation<K, V>,
}

#[derive(Debug)]
struct Generation<K, V> {
    kept: HashMap<K, (V, usize)>,
    bytes: usize,
}

impl<K: Eq + Hash, V> Generation<K, V> {
    fn new() -> Self {
        Self { kept: HashMap::new(), bytes: 0 }
    }

    fn put(&mut self, key: K, value: V, bytes: usize) {
        let before = self.kept.insert(key, (value, bytes)).map_or(0, |(_, before)| before);
        self.bytes = self.bytes.saturating_sub(before) + bytes;
    }

    fn take(&mut self, key: &K) -> Option<(K, (V, usize))> {
        let taken = self.kept.remove_entry(key)?;
        self.bytes = self.bytes.saturating_sub(taken.1.1);
        Some(taken)
    }
}

impl<K: Eq + Hash, V: Clone> Shelf<K, V> {
    /// An empty shelf with room for so many bytes. One without room keeps nothing.
    pub fn new(most_bytes: usize) -> Self {
        Self { most: most_bytes, young: Generation::new(), old: Generation::new() }
    }

    /// What is kept under a key.
    pub fn get(&mut self, key: &K) -> Option<V> {
        if let Some((value, _)) = self.young.kept.get(key) {
            return Some(value.clone());
        }
        let (key, (value, bytes)) = self.old.take(key)?;
        self.put(key, value.clone(), bytes);
        Some(value)
    }

    /// Keeps a value of so many bytes, in the place of what is kept under the key. One that would take more than half of the room is
    /// not kept.
    pub fn put(&mut self, key: K, value: V, bytes: usize) {
        self.old.take(&key);
        self.young.take(&key);
        let half = self.most / 2;
        if bytes > half {
            return;
        }
        if self.young.bytes + bytes > half {
            self.old = std::mem::replace(&mut self.young, Generation::new());
        }
        self.young.put(key, value, bytes);
    }

    /// How many bytes are kept.
    pub fn bytes(&self) -> usize {
        self.young.bytes + self.old.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_never_more_than_there_is_room_for() {
        let mut shelf = Shelf::new(1_000);
        for key in 0..1_000_u32 {
            shelf.put(key, key, 90 + key as usize % 20);
            assert!(shelf.bytes() <= 1_000, "{} after {key}", shelf.bytes());
            assert_eq!(shelf.get(&key), Some(key), "what was just put is there");
            assert_eq!(shelf.get(&0), Some(0), "what is asked for again and again stays");
        }
        assert_eq!(shelf.get(&1), None);
    }

    #[test]
    fn a_key_has_one_value() {
        let mut shelf = Shelf::new(1_000);
        for (value, bytes) in [(1, 100), (2, 300), (3, 50)] {
            shelf.put("a", value, bytes);
            assert_eq!((shelf.get(&"a"), shelf.bytes()), (Some(value), bytes));
        }
        // One that became old and is put again.
        shelf.put("b", 4, 480);
        shelf.put("a", 5, 60);
        assert_eq!((shelf.get(&"a"), shelf.get(&"b")), (Some(5), Some(4)));
        assert_eq!(shelf.bytes(), 540);
    }

    #[test]
    fn what_is_too_large_is_not_kept_and_nothing_is_kept_without_room() {
        let mut shelf = Shelf::new(1_000);
        shelf.put("a", 1, 10);
        shelf.put("a", 2, 501);
        assert_eq!((shelf.get(&"a"), shelf.bytes()), (None, 0), "nor is what it was to replace");
        let mut none = Shelf::new(0);
        none.put("a", 1, 10);
        assert_eq!(none.get(&"a"), None);
    }
}

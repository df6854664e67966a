//! "Did you mean": the known name that is nearest to an unknown one.

/// The nearest of `names`, when it is near enough to be what was meant.
pub(crate) fn nearest(asked: &str, names: impl Iterator<Item = String>) -> Option<String> {
    let key = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let asked = asked.to_lowercase();
    names
        .map(|name| {
            // A right key in a wrong section is as near as a slip of one finger.
            let steps = if key(&name) == key(&asked) { 1 } else { distance(&asked, &name) };
            (steps, name)
        })
        // Of those that are as near, the first: the table begins with what is set most.
        .min_by_key(|(steps, _)| *steps)
        .filter(|(steps, name)| *steps <= name.chars().count() / 3)
        .map(|(_, name)| name)
}

/// How many letters must be put in, taken out or changed to make `a` into `b` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, of_a) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, of_b) in b.iter().enumerate() {
            let change = diagonal + usize::from(of_a != *of_b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_understood_and_strangers_are_not() {
        let names = || ["server.bind", "server.behind_proxy", "store.url", "log.level"].into_iter().map(str::to_owned);
        assert_eq!(nearest("server.bnd", names()).as_deref(), Some("server.bind"));
        assert_eq!(nearest("server.behind-proxy", names()).as_deref(), Some("server.behind_proxy"));
        assert_eq!(nearest("database.url", names()).as_deref(), Some("store.url"));
        assert_eq!(nearest("SERVER.BIND", names()).as_deref(), Some("server.bind"));
        assert_eq!(nearest("colour.scheme", names()), None);
    }
}

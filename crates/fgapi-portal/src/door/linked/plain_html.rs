//! The texts of a catalogue may be HTML, as the bank wrote them for screens of many kinds. Here they are text: what is marked up as
//! paragraphs or points of a list stays apart, and of all other markup only what stands between it is left.

/// Elements whose content is nothing to read.
const UNREAD: [&str; 6] = ["script", "style", "template", "iframe", "noscript", "svg"];
/// Elements that stand on a line with their surroundings.
const INLINE: [&str; 18] =
    ["a", "abbr", "b", "big", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u", "wbr"];
/// The longest reference to a character that is read.
const REFERENCE_CHARS: usize = 8;

/// The paragraphs of a text that may be HTML. What is no markup stays as it is.
pub(super) fn paragraphs(html: &str) -> Vec<String> {
    let (mut all, mut now, mut rest) = (Vec::new(), String::new(), html);
    let end = |now: &mut String, all: &mut Vec<String>| {
        let text = now.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            all.push(text);
        }
        now.clear();
    };
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        now.push_str(before);
        if let Some((character, after)) = reference(from) {
            now.push(character);
            rest = after;
        } else if let Some((name, after)) = tag(from) {
            rest = after;
            if UNREAD.contains(&name.as_str()) {
                rest = behind(after, &name);
            }
            if !INLINE.contains(&name.as_str()) {
                end(&mut now, &mut all);
            }
        } else {
            let (sign, after) = from.split_at(1);
            now.push_str(sign);
            rest = after;
        }
    }
    now.push_str(rest);
    end(&mut now, &mut all);
    all
}

/// A tag or a comment at the beginning of `from`: the name of a tag that opens, in small letters, or else nothing that is known; and what
/// follows. One that is never closed takes all that is left.
fn tag(from: &str) -> Option<(String, &str)> {
    let inside = from.strip_prefix('<')?;
    if let Some(comment) = inside.strip_prefix("!--") {
        let after = comment.split_once("-->").map_or("", |(_, after)| after);
        return Some(("b".to_owned(), after));
    }
    let (closes, named) = inside.strip_prefix('/').map_or((false, inside), |named| (true, named));
    if !named.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
        return None;
    }
    let name: String = named.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let mut quote = None;
    let closed = named.char_indices().find(|(_, c)| match (quote, *c) {
        (Some(open), c) => {
            if c == open {
                quote = None;
            }
            false
        }
        (None, '"' | '\'') => {
            quote = Some(*c);
            false
        }
        (None, c) => c == '>',
    });
    let after = closed.map_or("", |(at, _)| &named[at + 1..]);
    // What closes an element that is not read has been passed already.
    let name = if closes && UNREAD.contains(&name.as_str()) { "b".to_owned() } else { name };
    Some((name, after))
}

/// What follows an element that is not read.
fn behind<'t>(text: &'t str, name: &str) -> &'t str {
    let closing = format!("</{name}");
    let found = text.char_indices().map(|(at, _)| at).find(|at| {
        let head = text.as_bytes().get(*at..at + closing.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(closing.as_bytes()))
    });
    found.map_or("", |at| &text[at..])
}

/// A reference to a character at the beginning of `from`, and what follows.
fn reference(from: &str) -> Option<(char, &str)> {
    let inside = from.strip_prefix('&')?;
    let end = inside.char_indices().take(REFERENCE_CHARS + 1).find(|(_, c)| *c == ';')?.0;
    let (name, after) = (&inside[..end], &inside[end + 1..]);
    let numbered = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).filter(|c| !c.is_control());
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let digits = name.strip_prefix('#')?;
            match digits.strip_prefix(['x', 'X']) {
                Some(digits) => numbered(digits, 16)?,
                None => numbered(digits, 10)?,
            }
        }
    };
    Some((character, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_of_a_list_and_paragraphs_stay_apart() {
        let shown = |html| paragraphs(html).join("|");
        assert_eq!(shown("<li>口座番号ではなく<b>ログイン情報</b>です。</li><li>二つめ</li>"), "口座番号ではなくログイン情報です。|二つめ");
        assert_eq!(shown("一行め<br>二行め<BR/>三行め"), "一行め|二行め|三行め");
        assert_eq!(shown("<p class=\"a>b\">x</p>\n\n<div>y <a href='https://x.example/?a=1&b=2'>z</a></div>"), "x|y z");
        assert_eq!(shown("plain  text\n over lines"), "plain text over lines");
        assert!(paragraphs("").is_empty() && paragraphs(" <br> \n").is_empty());
    }

    #[test]
    fn what_is_no_markup_stays() {
        for text in ["1 < 2", "a <3 b", "AT&T & co.", "&unknown; &; &#; &#xZZ; &toolongtobeone;", "x<", "&"] {
            assert_eq!(paragraphs(text), [text]);
        }
        assert_eq!(paragraphs("&lt;b&gt; &amp;lt; &#39;&#x3042;&apos;&nbsp;&quot;"), ["<b> &lt; 'あ' \""]);
        assert_eq!(paragraphs("a&#0;b&#8;c"), ["a&#0;b&#8;c"]);
    }

    #[test]
    fn scripts_and_unfinished_markup_are_nothing_to_read() {
        let shown = |html| paragraphs(html).join("|");
        assert_eq!(shown("a<script>alert('<b>')</SCRIPT>b"), "a|b");
        assert_eq!(shown("a<style>p{}</style >b<!-- <b>hidden</b> -->c"), "a|bc");
        assert_eq!(shown("a<script>never closed <p>b"), "a");
        assert_eq!(shown("a<img src=x onerror=\"alert(1)\">b<a href=\"javascript:x"), "a|b");
        assert_eq!(shown("<scr<script>ipt>alert(1)</script>"), "ipt>alert(1)");
        assert_eq!(shown("a<!doctype html>b<?xml?>c</3>"), "a|b|c</3>");
    }
}

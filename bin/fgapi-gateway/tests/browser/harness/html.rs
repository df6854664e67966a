//! HTML for snapshots, without what differs from run to run.

use std::sync::OnceLock;

use regex::Regex;

/// What is replaced, in this order, and by what.
const VOLATILE: [(&str, &str); 28] = [
    (r#"(<input[^>]*name="csrf"[^>]*value=")[^"]*"#, "$1[csrf]"),
    (r#"(<input[^>]*value=")[^"]*("[^>]*name="csrf")"#, "$1[csrf]$2"),
    (r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "[uuid]"),
    (r#"(name="(?:sealed|seen)" value=")[^"]*"#, "$1[form]"),
    (r#"otpauth://[^"]*"#, "[authenticator]"),
    (r"\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b", "[typed secret]"),
    (r#"(?s)(<svg class="(?:qr|picture|scale)"[^>]*>).*?</svg>"#, "$1[picture]</svg>"),
    (r#"(<svg class="qr")[^>]*"#, "$1"),
    (r#"(?s)<table class="figures">.*?</table>"#, "[figures]"),
    (r#""data:text/plain[^"]*"#, r#""[file]"#),
    (r"\b(?:[a-z0-9]{4}-){3}[a-z0-9]{4}\b", "[recovery code]"),
    (r"\bfg([ktp])_[A-Za-z0-9_-]{16,}", "[fg$1]"),
    (r"\b[0-9]{19}\b", "[tenant]"),
    (r"\b[0-9a-f]{64}\b", "[digest]"),
    (r"(指紋 |[Ff]ingerprint[ =])[0-9a-f]{16}", "$1[fingerprint]"),
    (r#"(/office/welcome/)[^"?<]+"#, "$1[link]"),
    (r"Mozilla/5\.0 [^<]*", "[browser]"),
    (r"\bcommand:[^<]+", "command:[somebody]"),
    (r"\b[0-9a-f]{32}\b", "[journey]"),
    (r#"data-countdown="[0-9]+""#, r#"data-countdown="[seconds]""#),
    (r#"((?:href|src)="[^"]*?[-.=/])[0-9a-f]{8,64}\b"#, "$1[hash]"),
    (r"(//(?:127\.0\.0\.1|localhost|\[::1\])):[0-9]+", "$1:[port]"),
    // Boundaries of ASCII here and below: a date may stand right behind a Japanese word.
    (r"(?-u:\b)[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?", "[date]"),
    (r"(?-u:\b)[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}(?-u:\b)", "[date]"),
    (r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日", "[date]"),
    (r"\b(?:[0-9]{1,2} MONTH|MONTH [0-9]{1,2}),? [0-9]{4}\b", "[date]"),
    (r"(?-u:\b)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?-u:\b)", "[time]"),
    (r"[0-9]{1,2}時[0-9]{1,2}分(?:[0-9]{1,2}秒)?", "[time]"),
];

const MONTH: &str = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";

/// Replaces it, and drops blanks at the ends of lines and empty lines.
pub(super) fn normalised(html: &str) -> String {
    static PATTERNS: OnceLock<Vec<(Regex, &str)>> = OnceLock::new();
    let patterns = PATTERNS.get_or_init(|| VOLATILE.map(|(what, name)| (Regex::new(&what.replace("MONTH", MONTH)).unwrap(), name)).into());
    let text = patterns.iter().fold(html.to_owned(), |text, (what, name)| what.replace_all(&text, *name).into_owned());
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

#[test]
fn what_differs_from_run_to_run_is_named_and_the_rest_is_kept() {
    for (html, expected) in [
        (r#"<input type="hidden" name="csrf" value="a-b_c">"#, r#"<input type="hidden" name="csrf" value="[csrf]">"#),
        (r#"<input value="a-b_c" type="hidden" name="csrf"><b>"#, r#"<input value="[csrf]" type="hidden" name="csrf"><b>"#),
        (r#"<input name="id" value="hanako">"#, r#"<input name="id" value="hanako">"#),
        ("/auth/login/0192e4c6-58f4-7b12-8c1d-2f0a3b4c5d6e/pins", "/auth/login/[uuid]/pins"),
        (r#"<link href="/assets/portal.css?v=0123abcd">"#, r#"<link href="/assets/portal.css?v=[hash]">"#),
        (r#"<script src="/assets/portal-0123456789abcdef.js">"#, r#"<script src="/assets/portal-[hash].js">"#),
        (r#"<link href="/assets/portal.css">"#, r#"<link href="/assets/portal.css">"#),
        ("http://127.0.0.1:40001/cb", "http://127.0.0.1:[port]/cb"),
        ("2026-01-05T12:30:00+09:00, 2026-01-05", "[date], [date]"),
        ("2026年1月5日 12時30分まで", "[date] [time]まで"),
        ("トークンは2026-01-05 12:30までに、期限は2026/1/5まで", "トークンは[date]までに、期限は[date]まで"),
        ("2026年1月5日 01:20以降", "[date] [time]以降"),
        ("/links/0193f0a1b2c34d5e8f00112233445566/end", "/links/[journey]/end"),
        (r#"<p data-countdown="899">14:59</p>"#, r#"<p data-countdown="[seconds]">[time]</p>"#),
        ("until 5 January 2026, 12:30, or Jan 5, 2026", "until [date], [time], or [date]"),
        ("9999-101-1-0000001", "9999-101-1-0000001"),
        (r#"<input type="hidden" name="sealed" value="a-b_c">"#, r#"<input type="hidden" name="sealed" value="[form]">"#),
        ("<code>GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ</code>", "<code>[typed secret]</code>"),
        ("<li><code>abcd-0fgh-jkmn-pqr9</code></li>", "<li><code>[recovery code]</code></li>"),
        (r#"<svg class="picture" role="img"><title>a</title></svg>"#, r#"<svg class="picture" role="img">[picture]</svg>"#),
        ("テナント 1214732595705114600, 指紋 0123456789abcdef", "テナント [tenant], 指紋 [fingerprint]"),
        (">fgt_0123456789abcdefghij-_klmnopqrstuvwxyzABCDEFG<", ">[fgt]<"),
    ] {
        assert_eq!(normalised(&format!("{html}  \n\n")), format!("{expected}\n"));
    }
}

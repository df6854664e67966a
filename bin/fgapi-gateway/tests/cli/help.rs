//! What the program says about itself.

use crate::program::run;

#[test]
fn every_command_has_help_with_an_example() {
    let page = run(&["reference", "commands"]).good();
    let commands: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## `fgapi")?.strip_suffix('`')).collect();
    assert!(commands.len() > 25, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = run(&words).good();
        assert!(help.contains("Example / 例:") && help.contains("fgapi "), "fgapi{command} --help shows no example:\n{help}");
    }
}

#[test]
fn bad_usage_ends_with_2() {
    for words in [&["no-such-command"][..], &[], &["client"], &["sandbox", "--host", "0.0.0.0"], &["sandbox", "--port", "70000"], &["try"]]
    {
        let ended = run(words);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{words:?}");
        assert!(!ended.err.is_empty(), "{words:?}");
    }
}

#[test]
fn bad_words_are_refused_by_name() {
    let refused = [
        (vec!["client", "add", "--name", "a", "--company", "b", "--grants", "everything"], "grants must be"),
        (vec!["client", "add", "--name", "a", "--company", "b", "--cidr", "300.0.0.0/8"], "it must be an IP address or a network"),
        (vec!["client", "add", "--name", "a", "--company", "b", "--redirect-domain", "https://x/"], "redirect domain must be"),
        (vec!["client", "disable", "key with blanks"], "api_key must be"),
        (vec!["customer", "add", "--id", "a b"], "customer id must be"),
    ];
    for (words, expected) in refused {
        let ended = run(&words);
        assert_eq!(ended.code, Some(2), "{words:?}");
        assert!(ended.err.contains(expected), "{words:?}: {}", ended.err);
    }
}

#[test]
fn every_page_of_the_reference_is_printed() {
    for (page, expected) in [
        ("settings", "### `server.bind`"),
        ("errors", "FG401-"),
        ("commands", "## `fgapi client add`"),
        ("linked-accounts", "`account[account_uid_hidden]`"),
        ("external-services", "`spd.32741.012`"),
    ] {
        let text = run(&["reference", page]).good();
        assert!(text.starts_with("# ") && text.contains(expected), "{page}");
        assert_eq!(text, run(&["reference", page]).good());
    }
}

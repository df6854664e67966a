//! The catalogue: what is taken, what is refused and how, and what a form's text may be.

use std::time::Instant;

use fgapi_audit::{Act, By};
use fgapi_domain::Secret;
use fgapi_linked::{Catalogue, CatalogueFault, Connection, FgapiConnection, Format, Imported, InputType, ServiceId};
use proptest::prelude::*;

use crate::house::{BY_FGAPI, BY_FORMS, CATALOGUE, House};

const CATEGORY: &str = r#"category = { id = 2, name = "銀行", type = "BANK" }"#;

/// The refusal of a catalogue with one service of these lines.
fn refusal(lines: &str) -> String {
    let named = |line: &str| lines.lines().any(|known| known.starts_with(line));
    let rest = [("id", "id = 7"), ("name", r#"name = "n""#), ("type", r#"type = "B_N""#), ("category", CATEGORY)];
    let rest: Vec<_> = rest.iter().filter(|(name, _)| !named(name)).map(|(_, line)| *line).collect();
    Catalogue::parse(&format!("[[service]]\n{}\n{lines}", rest.join("\n"))).unwrap_err().to_string()
}

fn form(more: &str) -> String {
    let rest = [("name", r#"name = "f""#), ("type", r#"type = "ID1""#), ("input", r#"input = "text""#), ("id", "id = 13")];
    let rest: Vec<_> = rest.iter().filter(|(name, _)| !more.starts_with(name)).map(|(_, line)| *line).collect();
    refusal(&format!("form = [{{ {}, {more} }}]", rest.join(", ")))
}

#[test]
fn every_field_that_is_wrong_is_named() {
    for (lines, named) in [
        ("id = 0", "service 0: id"),
        ("id = 4294967295", "service 4294967295: id"),
        (r#"name = """#, "service 7: name"),
        (r#"name = "a\u0007""#, "service 7: name"),
        (r#"type = """#, "service 7: type"),
        (r#"code = "a\tb""#, "service 7: code"),
        (r#"yomigana = "a\nb""#, "service 7: yomigana"),
        (r#"description = "a\u0000""#, "service 7: description"),
        (r#"login_url = "javascript:alert(1)""#, "service 7: login_url"),
        (r#"login_url = "bank.example""#, "service 7: login_url"),
        (r#"category = { id = 0, name = "n", type = "t" }"#, "service 7: category.id"),
        (r#"category = { id = 1, name = "", type = "t" }"#, "service 7: category.name"),
        (r#"category = { id = 1, name = "n", type = "" }"#, "service 7: category.type"),
        ("pace.interval_seconds = 9", "service 7: pace.interval_seconds"),
        ("pace.concurrency = 0", "service 7: pace.concurrency"),
        ("pace.timeout_seconds = 601", "service 7: pace.timeout_seconds"),
        (r#"fgapi = { base_url = "ftp://far.example", api_key = "k" }"#, "service 7: fgapi.base_url"),
        (r#"fgapi = { base_url = "https://me:pw@far.example", api_key = "k" }"#, "service 7: fgapi.base_url"),
        (r#"fgapi = { base_url = "https://far.example/?a=1", api_key = "k" }"#, "service 7: fgapi.base_url"),
        (r#"fgapi = { base_url = "https://far.example", api_key = "" }"#, "service 7: fgapi.api_key"),
        (r#"fgapi = { base_url = "https://far.example", api_key = "k", days = 367 }"#, "service 7: fgapi.days"),
    ] {
        let refused = refusal(lines);
        assert!(refused.starts_with(named), "{lines}: {refused}");
    }
    for (more, named) in [
        ("id = 0", "service 7: form.id"),
        (r#"name = """#, "service 7: form 13: name"),
        (r#"type = """#, "service 7: form 13: type"),
        (r#"note = "a\u0000""#, "service 7: form 13: note"),
        (r#"input = "number""#, "service 7: form 13: input"),
        (r#"format = "(""#, "service 7: form 13: format"),
        (r#"input = "radio", format = "one""#, "service 7: form 13: format"),
    ] {
        let refused = form(more);
        assert!(refused.starts_with(named), "{more}: {refused}");
    }
}

#[test]
fn a_catalogue_is_whole_or_not_taken() {
    assert_eq!(Catalogue::parse("").unwrap_err(), CatalogueFault::Empty);
    assert!(matches!(Catalogue::parse("[[service]]"), Err(CatalogueFault::Syntax(_))));
    assert!(refusal("secret = 1").contains("secret"), "an unknown field is a mistake");
    let twice = format!("{CATALOGUE}{CATALOGUE}");
    assert_eq!(Catalogue::parse(&twice).unwrap_err().to_string(), "the service id 7 comes twice");
    let other = CATALOGUE.replace("id = 7", "id = 8").replace("id = 20", "id = 21");
    assert_eq!(Catalogue::parse(&format!("{CATALOGUE}{other}")).unwrap_err().to_string(), "the form id 13 comes twice");
}

#[test]
fn what_is_kept_reads_the_same() {
    for (kept, service) in Catalogue::parse(CATALOGUE).unwrap().kept().iter().zip(Catalogue::parse(CATALOGUE).unwrap().services()) {
        assert_eq!(format!("{:?}", kept.service().unwrap()), format!("{service:?}"));
        assert_eq!((kept.concurrency, kept.timeout_seconds), (service.pace.concurrency, service.pace.timeout_seconds));
        assert_eq!(kept.automatic, service.connection != Connection::Manual);
    }
}

#[test]
fn an_import_says_what_it_changed() {
    let house = House::open();
    let import = |text: &str| house.desk.import(&Catalogue::parse(text).unwrap(), &By::GATEWAY).unwrap();
    assert_eq!(import(CATALOGUE), Imported { added: 0, changed: 0, unchanged: 2 });
    let other = CATALOGUE.replace("手の銀行", "足の銀行").replace("id = 20", "id = 21");
    assert_eq!(import(&other), Imported { added: 1, changed: 1, unchanged: 0 });
    let ids: Vec<ServiceId> = house.desk.services().unwrap().iter().map(|service| service.id).collect();
    assert_eq!(ids, [BY_FORMS, BY_FGAPI, ServiceId(21)], "others stay");
    assert_eq!(house.told(Act::ServiceImport), 3);
    assert!(!house.desk.set_password(ServiceId(99), &Secret::new("x"), &By::GATEWAY).unwrap());
}

#[test]
fn a_format_is_matched_in_linear_time_and_as_a_whole() {
    let began = Instant::now();
    let explosive = Format::new("(a+)+$").unwrap();
    assert!(!explosive.admits(&format!("{}!", "a".repeat(1_023))));
    assert!(explosive.admits(&"a".repeat(1_024)) && !explosive.admits(&"a".repeat(1_025)));
    assert!(began.elapsed().as_secs() < 5, "a backtracking engine would still be at it");
    let digits = Format::new(r"\d{3}").unwrap();
    assert!(digits.admits("123") && !digits.admits("1234") && !digits.admits("123\n") && !digits.admits(""));
    assert!(Format::new("").unwrap().admits("anything"));
    let either = Format::new("a|b").unwrap();
    assert!(either.admits("a") && either.admits("b") && !either.admits("ax") && !either.admits("xb"));
}

#[test]
fn patterns_that_are_none_or_too_large_are_refused() {
    for pattern in ["(", "(?=a)b", "(?!a)b", "(?<=a)b", r"(a)\1", "a)|(b", "(?x)a #", "(?:a{1000}){1000}", r"\p{L}{1000}"] {
        assert!(Format::new(pattern).is_none(), "{pattern}");
    }
    assert!(Format::new(&"a".repeat(1_001)).is_none() && Format::new(&"a".repeat(1_000)).is_some());
    assert!(Format::new(&format!("{}a{}", "(".repeat(60), ")".repeat(60))).is_none());
}

#[test]
fn every_kind_of_input_is_read_as_it_is_written() {
    for kind in InputType::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
    }
    assert!("Text".parse::<InputType>().is_err());
    assert!(["", "0", "+7", "07x", "2147483648"].iter().all(|text| text.parse::<ServiceId>().is_err()));
    assert_eq!("7".parse(), Ok(ServiceId(7)));
}

#[test]
fn the_origin_of_a_connection_is_one_that_a_policy_can_hold() {
    let origin = |base_url: &str| {
        let base_url = base_url.to_owned();
        FgapiConnection { base_url, api_key: "fgk_us".into(), days: 1, private_network: false }.origin()
    };
    assert_eq!(origin("https://Bank.example:443/api/v1").as_deref(), Some("https://bank.example"));
    assert_eq!(origin("http://127.0.0.1:8080").as_deref(), Some("http://127.0.0.1:8080"));
    assert_eq!(origin("https://[::1]:8443/").as_deref(), Some("https://[::1]:8443"));
    assert_eq!(origin("https://bücher.example/").as_deref(), Some("https://xn--bcher-kva.example"));
    for odd in ["", "bank.example", "data:text/html,x", "https://a;script-src", "https://a,b.example/", "https://*.example/"] {
        assert_eq!(origin(odd), None, "{odd}");
    }
}

#[test]
fn a_form_takes_what_its_kind_and_format_take() {
    let catalogue = |input: &str, format: &str| {
        let form = format!("{{ id = 1, name = \"x\", type = \"T\", input = \"{input}\", format = '{format}' }}");
        let category = "{ id = 1, name = \"x\", type = \"X\" }";
        let text = format!("[[service]]\nid = 1\nname = \"x\"\ntype = \"X\"\ncategory = {category}\nform = [{form}]");
        Catalogue::parse(&text).unwrap().services()[0].forms[0].clone()
    };
    let long = "a".repeat(1_025);
    for (input, format, good, bad) in [
        ("text", "", vec!["a", " ", &long[1..]], vec!["", "a\nb", &long]),
        ("alphameric", r"\d+", vec!["12"], vec!["", "x", "1x"]),
        ("radio", "個人|法人", vec!["個人", "法人"], vec!["", "個人|法人", "個"]),
        ("checkbox", "", vec!["0", "1"], vec!["", "yes"]),
    ] {
        let form = catalogue(input, format);
        assert!(good.iter().all(|answer| form.admits(answer)), "{input}");
        assert!(!bad.iter().any(|answer| form.admits(answer)), "{input}");
    }
}

proptest! {
    #[test]
    fn any_text_is_a_catalogue_or_refused(text in "\\PC{0,80}") {
        if let Ok(catalogue) = Catalogue::parse(&text) {
            prop_assert!(!catalogue.services().is_empty());
        }
    }

    #[test]
    fn any_pattern_is_a_format_or_refused(pattern in "\\PC{0,30}", answer in "\\PC{0,30}") {
        if let Some(format) = Format::new(&pattern) {
            prop_assert_eq!(format.as_str(), &pattern);
            let _admitted = format.admits(&answer);
        }
    }
}

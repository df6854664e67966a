//! The descriptions of the APIs, as programs see them that other people wrote: they are read by a validator and a generator, and a
//! gateway is called by what they say, with good, odd and wrong values.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::http::Caller;
use crate::process::Serving;
use crate::site::{ACCOUNT, Database, PASSWORD, Site, USER};

const DOCUMENTS: [&str; 3] = ["fgapi", "external-services", "linked-accounts"];
/// Examples in the documents, which are replaced by what the gateway has: then they are more than forms.
const API_KEY: &str = "0199a1b2-demo";
const CLIENT_PASSWORD: &str = "fgp_Y2hhbmdlLW1lLWluLXByb2R1Y3Rpb24";
const AUTH_TOKEN: &str = "fgc_QXV0aFRva2VuRXhhbXBsZQ";
const REFRESH_TOKEN: &str = "fgr_UmVmcmVzaFRva2VuRXhhbXBsZQ";
const OF_ACCOUNT: &str = "9999-101-1-0000001";
const HASHED_ID: &str = "84dG3OLcZt_gLm66DESKzw==";
/// What is looked at in every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
    response_schema_conformance,ignored_auth,described";

fn kept(document: &str, language: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi").join(format!("{document}.{language}.json"))
}

/// Python with the tools that the test command brings.
fn python(module: &str, directory: &Path) -> Command {
    let tools = std::env::var_os("FGAPI_TEST_DESCRIPTION_TOOLS").expect("needs tools for OpenAPI; run: cargo xtask test");
    let mut command = Command::new("python3");
    command.args(["-m", module]).current_dir(directory).env("PYTHONPATH", tools).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("NO_COLOR", "1").env("NO_PROXY", "*").env("COLUMNS", "160").env("PYTHONIOENCODING", "utf-8");
    command
}

/// Runs it; what it said, when it was content.
#[track_caller]
fn content(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|fault| panic!("python3 does not start ({fault}); run: cargo xtask test"));
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    said
}

#[test]
fn a_validator_takes_every_document() {
    let directory = tempfile::tempdir().unwrap();
    let all = DOCUMENTS.into_iter().flat_map(|document| ["ja", "en"].map(|language| kept(document, language)));
    let mut command = python("openapi_spec_validator", directory.path());
    let said = content(command.args(["--schema", "3.1.0"]).args(all));
    assert_eq!(said.matches(": OK").count(), 6, "{said}");
}

#[test]
fn a_generator_makes_a_client_of_every_document() {
    let directory = tempfile::tempdir().unwrap();
    let config = directory.path().join("config.yaml");
    std::fs::write(&config, "post_hooks: []\n").unwrap();
    for document in DOCUMENTS {
        let mut command = python("openapi_python_client", directory.path());
        command.args(["generate", "--fail-on-warning", "--meta", "none", "--output-path", document]).arg("--config").arg(&config);
        content(command.arg("--path").arg(kept(document, "en")));
        let described: Value = serde_json::from_str(&std::fs::read_to_string(kept(document, "en")).unwrap()).unwrap();
        let calls: usize = described["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
        let made = files_below(&directory.path().join(document).join("api"));
        assert_eq!(made.iter().filter(|name| *name != "__init__.py").count(), calls, "{document}: {made:?}");
    }
    content(python("compileall", directory.path()).args(["-q", "."]));
}

fn files_below(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
    entries
        .flat_map(|entry| match entry.file_type().unwrap().is_dir() {
            true => files_below(&entry.path()),
            false => vec![entry.file_name().into_string().unwrap()],
        })
        .collect()
}

/// A gateway that has all that is described, and what opens it.
struct World {
    site: Site,
    serving: Serving,
    /// Examples and what stands in their places.
    values: Vec<(&'static str, String)>,
    settings: String,
}

impl World {
    fn new() -> Self {
        let site = Site::empty(Database::Sqlite, "calls_per_second = 0\nsystem_token_per_second = 0\n");
        site.fill();
        site.run(&["vault", "init"]);
        site.run(&["service", "import", concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/services.toml")]);
        let told = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
        let tenant = told(&site.run(&["tenant", "add", "--name", "見本商事", "--json"]))["tenant"].as_str().unwrap().to_owned();
        let client = told(&site.run(&["vault", "client", "add", "--tenant", &tenant, "--name", "連携", "--json"]));
        site.run_with(&["vault", "set", "--tenant", &tenant, "--service", "2", "--field", "authenticationInfo1"], "raku\n");
        let serving = site.serve_with(&[("FGAPI__LINKED__WORKERS", "0")]);
        let fintech = site.client(&serving, "read");
        let system = fintech.system_token();
        let user = fintech.link(&system, USER, PASSWORD, "called").access;
        let caller = Caller::new(&serving.base_url);
        let of = |field: &str| client[field].as_str().unwrap().to_owned();
        let (id, secret) = (of("client_id"), of("client_secret"));
        let tenant = caller.call_basic("/oauth/token", &id, &secret, &[("grant_type", "client_credentials")]).text_of("access_token");
        let forms = json!([{ "id": 13, "value": "13412345" }, { "id": 14, "value": "himitsu-no-password" }]);
        let account = json!({ "account": { "service_id": 7, "service_form_answers": forms } });
        let linked = caller.call_json("POST", "/api/v1/accounts", Some(&user), &account).expect(200).json();
        let values = vec![
            (API_KEY, fintech.api_key.clone()),
            (CLIENT_PASSWORD, fintech.password.clone()),
            (AUTH_TOKEN, fintech.auth_token(USER, PASSWORD, "example")),
            (REFRESH_TOKEN, fintech.link(&system, USER, PASSWORD, "refreshed").refresh),
            (OF_ACCOUNT, ACCOUNT.to_owned()),
            (HASHED_ID, linked["account"]["hashed_id"].as_str().unwrap().to_owned()),
        ];
        let settings = format!(
            "color = false\nhooks = {:?}\n\n[auth.openapi]\nsystemToken = {{ bearer = {system:?} }}\nuserToken = {{ bearer = {user:?} }}\n\
             tenantToken = {{ bearer = {tenant:?} }}\ntenantClient = {{ username = {id:?}, password = {secret:?} }}\n\
             mfoAuthToken = {{ api_key = \"Bearer {user}\" }}\n",
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/described.py")
        );
        Self { site, serving, values, settings }
    }

    /// Calls everything that a document describes; the report.
    fn called(&self, document: &str) -> String {
        let text = std::fs::read_to_string(kept(document, "en")).unwrap();
        for (example, _) in &self.values {
            let used = DOCUMENTS.into_iter().any(|document| std::fs::read_to_string(kept(document, "en")).unwrap().contains(example));
            assert!(used, "no document has the example {example}");
        }
        let text = self.values.iter().fold(text, |text, (example, value)| text.replace(example, value));
        let described = self.site.file(&format!("{document}.json"), text);
        let settings = self.site.file("schemathesis.toml", &self.settings);
        let mut command = python("schemathesis.cli", self.site.path());
        command.args(["--config-file", &settings, "run", &described, "--url", &self.serving.base_url, "--checks", CHECKS]);
        command.args(["--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--generation-deterministic"]);
        // Nobody fills screens in here.
        command.args(["--exclude-operation-id", "openLogInScreens", "--continue-on-failure", "--warnings", "off"]);
        content(&mut command)
    }
}

#[test]
fn a_gateway_answers_as_the_documents_say_whatever_is_sent() {
    let world = World::new();
    for document in DOCUMENTS {
        let said = world.called(document);
        assert!(said.contains("No issues found"), "{said}");
    }
    let log = world.serving.kill();
    let answered = |method: &str, route: &str, status: u16| {
        let (method, status) = (format!(" method={method} "), format!(" status={status} "));
        log.lines().any(|line| line.contains(&method) && line.contains(&format!(" route={route} ")) && line.contains(&status))
    };
    // Not only refusals were seen: the examples of the documents are calls that can be made.
    for (method, route) in [
        ("POST", "/auth/system_token"),
        ("POST", "/auth/login"),
        ("POST", "/auth/token"),
        ("PUT", "/auth/token"),
        ("DELETE", "/auth/token"),
        ("GET", "/branches"),
        ("GET", "/accounts"),
        ("GET", "/transactions/list"),
        ("GET", "/balances"),
        ("GET", "/api/openapi/externalService/authenticationInfo"),
        ("POST", "/oauth/token"),
        ("GET", "/api/v1/accounts"),
        ("GET", "\"/api/v1/accounts/{id:.+}\""),
        ("PUT", "\"/api/v1/accounts/{id:.+}\""),
        ("POST", "/api/v1/additional_requests"),
    ] {
        assert!(answered(method, route, 200), "{method} {route} was never answered with 200");
    }
}

#[test]
fn the_page_is_there_where_it_is_wanted_and_lets_nothing_in_from_elsewhere() {
    let site = Site::with_data(Database::Sqlite);
    let told = |serving: &Serving, path: &str| Caller::new(&serving.base_url).call("GET", path, None, &[]);
    let without = site.serve();
    assert_eq!(told(&without, "/openapi/").expect(404).text_of("error_code"), "FG404-001");
    drop(without);
    let prefixed = site.serve_with(&[("FGAPI__OPENAPI__PAGE", "true"), ("FGAPI__SERVER__PREFIX", "/bank")]);
    let page = told(&prefixed, "/openapi").expect(200);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    let described = told(&prefixed, "/openapi/fgapi.en.json").expect(200).json();
    assert_eq!(described["servers"][0]["url"], "/bank");
    assert!(told(&prefixed, "/openapi/nothing.json").status == 404);
}

//! What cargo says about the workspace: where it lies, its crates, and what each depends on.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::shell::{Outcome, capture, cargo};

/// The workspace as `cargo metadata` describes it.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The directory of the root `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    /// The crates of the workspace, none of its dependencies.
    pub(crate) packages: Vec<Package>,
}

/// One crate of the workspace.
#[derive(Debug)]
pub(crate) struct Package {
    /// The name in its `Cargo.toml`.
    pub(crate) name: String,
    /// The version in its `Cargo.toml`.
    pub(crate) version: String,
    /// Its directory.
    pub(crate) dir: PathBuf,
    /// What it depends on directly.
    pub(crate) dependencies: Vec<Dependency>,
    /// What it says of itself.
    pub(crate) about: About,
}

/// What a crate says of itself to those who look for one; what it does not say is empty.
#[derive(Debug, Default)]
pub(crate) struct About {
    /// What it is for.
    pub(crate) description: String,
    /// The file that says more.
    pub(crate) readme: String,
    /// By which words it is found.
    pub(crate) keywords: Vec<String>,
    /// Where registries list it.
    pub(crate) categories: Vec<String>,
    /// Whether it is never published.
    pub(crate) private: bool,
}

/// One direct dependency.
#[derive(Debug)]
pub(crate) struct Dependency {
    /// The name of the crate, also where it was renamed.
    pub(crate) name: String,
    /// Whether only tests, examples and benches see it.
    pub(crate) dev: bool,
}

impl Workspace {
    /// Asks cargo about the workspace of the current directory.
    pub(crate) fn find() -> Outcome<Self> {
        let text = capture(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
        Self::parse(&text)
    }

    /// Reads the answer of `cargo metadata --format-version 1`.
    pub(crate) fn parse(text: &str) -> Outcome<Self> {
        let value: Value = serde_json::from_str(text).map_err(|e| format!("cargo metadata is not JSON: {e}"))?;
        let packages = list(&value, "packages").iter().map(package).collect::<Outcome<_>>()?;
        Ok(Self { root: field(&value, "workspace_root")?.into(), target: field(&value, "target_directory")?.into(), packages })
    }

    /// `path` as seen from the root, for messages.
    pub(crate) fn short<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

fn package(value: &Value) -> Outcome<Package> {
    let manifest = PathBuf::from(field(value, "manifest_path")?);
    let dir = manifest.parent().ok_or("a manifest lies in no directory")?.to_owned();
    let dependencies = list(value, "dependencies")
        .iter()
        .map(|d| Ok(Dependency { name: field(d, "name")?.to_owned(), dev: d["kind"] == "dev" }))
        .collect::<Outcome<_>>()?;
    let (name, version) = (field(value, "name")?.to_owned(), field(value, "version")?.to_owned());
    Ok(Package { name, version, dir, dependencies, about: about(value) })
}

fn about(value: &Value) -> About {
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let words = |key: &str| list(value, key).iter().filter_map(Value::as_str).map(str::to_owned).collect();
    About {
        description: text("description"),
        readme: text("readme"),
        keywords: words("keywords"),
        categories: words("categories"),
        // `publish = false` is a list of no registries; a missing one is all of them.
        private: value["publish"].as_array().is_some_and(Vec::is_empty),
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn field<'a>(value: &'a Value, key: &str) -> Outcome<&'a str> {
    value[key].as_str().ok_or_else(|| format!("cargo metadata has no text `{key}`: is this cargo older than the workspace's rust-version?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_dependency_is_kept() {
        let text = r#"{"workspace_root":"/x","target_directory":"/x/target","packages":[{"name":"a","version":"1.0.0",
            "manifest_path":"/x/crates/a/Cargo.toml","dependencies":[{"name":"b","kind":null},{"name":"c","kind":"dev"}]}]}"#;
        let workspace = Workspace::parse(text).unwrap();
        let a = &workspace.packages[0];
        assert_eq!(workspace.short(&a.dir), Path::new("crates/a"));
        assert_eq!(a.dependencies.iter().map(|d| (d.name.as_str(), d.dev)).collect::<Vec<_>>(), [("b", false), ("c", true)]);
    }

    #[test]
    fn what_a_crate_says_of_itself_is_kept() {
        let text = r#"{"workspace_root":"/x","target_directory":"/x/target","packages":[{"name":"a","version":"1.0.0",
            "manifest_path":"/x/a/Cargo.toml","description":"d","readme":"README.md","keywords":["k"],"publish":[]}]}"#;
        let about = &Workspace::parse(text).unwrap().packages[0].about;
        assert_eq!((about.description.as_str(), about.readme.as_str(), about.keywords.len()), ("d", "README.md", 1));
        assert!(about.private && about.categories.is_empty());
    }

    #[test]
    fn an_answer_without_its_fields_is_refused() {
        assert!(Workspace::parse("{}").unwrap_err().contains("workspace_root"));
    }
}

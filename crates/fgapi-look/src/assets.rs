//! What pages load: style sheets, small scripts, an icon, a logo.

use crate::brand::Brand;
use crate::views::AssetLinks;

/// The name of the logo's asset.
pub(crate) const LOGO: &str = "logo";

/// The address, behind the common prefix, of what makes a browser forget.
pub const FORGET: &str = "/assets/forget.svg";

const PORTAL_CSS: &str = include_str!("../assets/portal.css");
const PORTAL_JS: &str = include_str!("../assets/portal.js");
const OFFICE_CSS: &str = include_str!("../assets/office.css");
const OFFICE_JS: &str = include_str!("../assets/office.js");
const FAVICON: &str = include_str!("../assets/favicon.svg");
/// The colours of `favicon.svg` as it is kept, which give way to the brand's.
const ICON_COLOURS: [&str; 2] = ["#0b5cab", "#ffffff"];

/// One file that a browser may ask for.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its name below `/assets/`.
    pub name: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// Sixteen hexadecimal digits that change with the content: in its address as `?v=`, and good for an `ETag`.
    pub version: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// How a request for an [`Asset`] is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetAnswer {
    /// `Cache-Control`. An address with the version of its content never changes.
    pub caching: &'static str,
    /// `ETag`.
    pub tag: String,
    /// Whether the browser has it already: 304, and no bytes.
    pub known: bool,
}

impl Asset {
    /// Judges a request by its query and its `If-None-Match`.
    pub fn answer(&self, query: &str, none_match: Option<&[u8]>) -> AssetAnswer {
        let tag = format!("\"{}\"", self.version);
        let versioned = query.strip_prefix("v=") == Some(self.version.as_str());
        let caching = if versioned { "public, max-age=31536000, immutable" } else { "no-cache" };
        AssetAnswer { caching, known: none_match == Some(tag.as_bytes()), tag }
    }
}

/// All files of a brand. Two doors of the same brand have the same files under the same versions, so either may serve them for both.
#[derive(Clone, Debug)]
pub struct Assets(Vec<Asset>);

impl Assets {
    /// Makes the files of a brand, once, at start.
    pub fn new(brand: &Brand) -> Self {
        let [ground, line] = ICON_COLOURS;
        let icon = FAVICON.replace(line, &brand.colour().on().to_string()).replace(ground, &brand.colour().to_string());
        let (style, script) = ("text/css; charset=utf-8", "text/javascript; charset=utf-8");
        let mut all = vec![
            asset("portal.css", style, PORTAL_CSS.into()),
            asset("portal.js", script, PORTAL_JS.into()),
            asset("office.css", style, OFFICE_CSS.into()),
            asset("office.js", script, OFFICE_JS.into()),
            asset("brand.css", style, brand.style().into()),
            asset("favicon.svg", "image/svg+xml", icon.into()),
        ];
        all.extend(brand.logo().map(|(kind, bytes)| asset(LOGO, kind.content_type(), bytes.into())));
        Self(all)
    }

    /// The file of a name. A request whose `v` is the [`Asset::version`] may be answered as never changing.
    pub fn get(&self, name: &str) -> Option<&Asset> {
        self.0.iter().find(|asset| asset.name == name)
    }

    /// The addresses that every page names. `base` is the common prefix of all paths (`/v1`), or nothing.
    pub fn links(&self, base: &str) -> AssetLinks {
        let url = |name| self.url(base, name).unwrap_or_default();
        let forget = format!("{base}{FORGET}");
        AssetLinks {
            css: url("portal.css"),
            brand: url("brand.css"),
            js: url("portal.js"),
            icon: url("favicon.svg"),
            office_css: url("office.css"),
            office_js: url("office.js"),
            forget,
        }
    }

    pub(crate) fn url(&self, base: &str, name: &str) -> Option<String> {
        self.get(name).map(|asset| format!("{base}/assets/{name}?v={}", asset.version))
    }
}

fn asset(name: &'static str, content_type: &'static str, bytes: Vec<u8>) -> Asset {
    Asset { name, content_type, version: version(&bytes), bytes }
}

/// FNV-1a: enough to tell one build's file from another's, and the same on every machine. Nobody's trust rests on it.
fn version(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets(colour: &str, logo: Option<Vec<u8>>) -> Assets {
        Assets::new(&Brand::new("b", None, colour, logo).unwrap())
    }

    #[test]
    fn an_address_changes_with_the_content_only() {
        let (blue, red) = (assets("#0b5cab", None).links("/v1"), assets("#e60012", None).links("/v1"));
        assert_eq!(blue.css, red.css);
        assert_ne!((&blue.brand, &blue.icon), (&red.brand, &red.icon));
        assert!(blue.css.starts_with("/v1/assets/portal.css?v=") && blue.css.len() == "/v1/assets/portal.css?v=".len() + 16);
    }

    #[test]
    fn the_colour_reaches_style_and_icon() {
        let assets = assets("#e60012", None);
        for name in ["brand.css", "favicon.svg"] {
            assert!(String::from_utf8_lossy(&assets.get(name).unwrap().bytes).contains("#e60012"), "{name}");
        }
    }

    #[test]
    fn a_browser_is_sent_what_it_does_not_have() {
        let assets = assets("#000000", None);
        let css = assets.get("portal.css").unwrap();
        let first = css.answer(&format!("v={}", css.version), None);
        assert!(first.caching.ends_with("immutable") && !first.known);
        let again = css.answer("v=0", Some(first.tag.as_bytes()));
        assert!(again.caching == "no-cache" && again.known);
    }

    #[test]
    fn a_logo_is_there_when_the_brand_has_one() {
        assert!(assets("#000000", None).get(LOGO).is_none());
        let with = assets("#000000", Some(b"\xff\xd8\xff\xe0".to_vec()));
        assert_eq!(with.get(LOGO).unwrap().content_type, "image/jpeg");
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        for (name, text) in [("portal.css", PORTAL_CSS), ("portal.js", PORTAL_JS), ("office.css", OFFICE_CSS), ("office.js", OFFICE_JS)] {
            for foreign in ["http:", "https:", "data:", "url(", "@import", "//cdn", "eval(", "innerHTML"] {
                assert!(!text.contains(foreign), "{name} has {foreign}");
            }
        }
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!((version(b""), version(b"a")), ("cbf29ce484222325".to_owned(), "af63dc4c8601ec8c".to_owned()));
    }
}

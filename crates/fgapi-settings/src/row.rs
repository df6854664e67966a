//! A row of the settings table, and the macro by which one table makes the rows and the typed settings.

/// One setting, as the manual shows it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The section of the file.
    pub section: &'static str,
    /// The key within it.
    pub key: &'static str,
    /// What kind of value it has.
    pub kind: &'static str,
    /// The accepted form.
    pub form: String,
    /// The value when nothing is said; `None` when something must be said.
    pub default: Option<&'static str>,
    /// What its number counts; empty for others.
    pub unit: &'static str,
    /// What it is for, in English.
    pub en: &'static str,
    /// What it is for, in Japanese.
    pub ja: &'static str,
}

impl Row {
    /// `section.key`, as messages call it.
    pub fn name(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }

    /// The variable that sets it, for example `FGAPI__SERVER__BIND`.
    pub fn variable(&self) -> String {
        format!("FGAPI__{}__{}", self.section, self.key).to_uppercase()
    }
}

/// Makes one struct a section, [`Settings`](super::Settings) over them, and the rows of the manual.
///
/// A line is: help in English, `key: type = default, unit, help in Japanese;`. The default is written as an operator would
/// write it and is checked like an operator's value; `(required)` in its place means that there is none.
macro_rules! settings {
    ($($(#[doc = $about:literal])+ $section:ident: $Section:ident {
        $(#[doc = $en:literal] $key:ident: $kind:ty = $default:tt, $unit:literal, $ja:literal;)+
    })+) => {
        $(
            $(#[doc = $about])+
            #[derive(Clone, Debug)]
            pub struct $Section {
                $(#[doc = $en] pub $key: $kind,)+
            }
        )+

        /// Everything that an operator can set.
        #[derive(Clone, Debug)]
        pub struct Settings {
            $($(#[doc = $about])+ pub $section: $Section,)+
        }

        /// The rows of the table, in its order.
        pub fn rows() -> Vec<Row> {
            vec![$($(Row {
                section: stringify!($section),
                key: stringify!($key),
                kind: <$kind as Value>::KIND,
                form: <$kind as Value>::form(),
                default: settings!(@default $default),
                unit: $unit,
                en: $en.trim_ascii(),
                ja: $ja,
            },)+)+]
        }

        /// What each section is about, in the table's order.
        pub fn sections() -> Vec<(&'static str, String)> {
            vec![$((stringify!($section), [$($about.trim_ascii()),+].join(" ")),)+]
        }

        impl Settings {
            /// Takes every value out of `given`; all refusals at once are in `given` afterwards.
            pub(super) fn take(given: &mut Given) -> Option<Self> {
                $(let $section = ($(given.take::<$kind>(stringify!($section), stringify!($key), settings!(@default $default)),)+);)+
                $(let $section = {
                    let ($($key,)+) = $section;
                    $Section { $($key: $key?,)+ }
                };)+
                Some(Self { $($section,)+ })
            }
        }
    };
    (@default (required)) => { None };
    (@default $default:literal) => { Some($default) };
}

pub(crate) use settings;

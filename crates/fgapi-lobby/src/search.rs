//! Lists: what was asked for, which part of it is shown, and the addresses of the others.

use fgapi_admin::Slice;
use fgapi_look::views::{Kept, Pager, SIZES, Search, SizeLink};

use crate::door::{Arrival, Fault, Form};
use crate::paths::with_query;

/// A list as its address asks for it.
#[derive(Debug)]
pub struct List {
    /// The path of the list.
    path: String,
    /// What narrows it down, and its order: all that its address says but size and page.
    fields: Vec<(&'static str, String)>,
    size: u32,
    page: u64,
}

impl List {
    /// The list at a path behind the office; of the form or query, these fields narrow it down.
    ///
    /// # Errors
    /// [`Fault::Malformed`] when size or page is none.
    pub fn read(arrival: &Arrival, path: &str, form: &Form, names: &[&'static str]) -> Result<Self, Fault> {
        let size = match form.text("size") {
            "" => SIZES[0],
            text => text.parse().ok().filter(|size| SIZES.contains(size)).ok_or(Fault::Malformed(Some("size")))?,
        };
        let page = match form.text("page") {
            "" => 1,
            text => text.parse().ok().filter(|page| (1..=1_000_000).contains(page)).ok_or(Fault::Malformed(Some("page")))?,
        };
        let fields = names.iter().flat_map(|name| form.all(name).map(|value| (*name, value.to_owned())));
        let fields = fields.filter(|(_, value)| !value.is_empty()).collect();
        Ok(Self { path: arrival.office.at(path), fields, size, page })
    }

    /// The rows of this page. A page behind the last is the last.
    pub fn slice(&self, total: Option<u64>) -> Slice {
        let last = total.map_or(u64::MAX, |total| total.div_ceil(u64::from(self.size)).max(1));
        let before = (self.page.min(last) - 1).saturating_mul(u64::from(self.size));
        Slice { skip: u32::try_from(before).unwrap_or(u32::MAX), take: self.size }
    }

    /// Asks for this page, and for the last one where this lies behind it.
    ///
    /// # Errors
    /// What asking answers.
    pub fn ask<T, E>(&self, ask: impl Fn(Slice) -> Result<fgapi_admin::Listed<T>, E>) -> Result<fgapi_admin::Listed<T>, E> {
        let listed = ask(self.slice(None))?;
        if listed.rows.is_empty() && listed.total > 0 { ask(self.slice(Some(listed.total))) } else { Ok(listed) }
    }

    fn at(&self, more: &[(&'static str, String)], but: &[&str]) -> String {
        let kept = self.fields.iter().filter(|(name, _)| !but.contains(name));
        let all: Vec<(&str, &str)> = kept.chain(more).map(|(name, value)| (*name, value.as_str())).collect();
        with_query(&self.path, &all)
    }

    fn sized(&self, size: u32) -> (&'static str, String) {
        ("size", if size == SIZES[0] { String::new() } else { size.to_string() })
    }

    /// The ways to the other pages.
    pub fn pager(&self, total: u64) -> Pager {
        Pager::new(self.page, self.size, total, |page| self.at(&[self.sized(self.size), ("page", page.to_string())], &[]))
    }

    /// The search above it.
    pub fn search(&self) -> Search {
        let mut kept: Vec<Kept> = self.fields.iter().filter(|(name, _)| *name != "q").map(|(name, value)| kept(name, value)).collect();
        let (name, size) = self.sized(self.size);
        if !size.is_empty() {
            kept.push(self::kept(name, &size));
        }
        Search {
            action: self.path.clone(),
            query: self.field("q").to_owned(),
            kept,
            sizes: SizeLink::all(self.size, |size| self.at(&[self.sized(size)], &[])),
        }
    }

    /// The same list in another order, by the fields `sort` and `order`.
    pub fn sorted(&self, sort: &str, descending: bool) -> String {
        let order = if descending { "down" } else { "" };
        self.at(&[self.sized(self.size), ("sort", sort.to_owned()), ("order", order.to_owned())], &["sort", "order"])
    }

    /// Its address with nothing that narrows it down.
    pub fn clear(&self) -> String {
        self.path.clone()
    }

    /// A field.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// Everything that narrows it down, as one text; [`Form::parsed`] reads it.
    pub fn query(&self) -> String {
        with_query("", &self.fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
            .trim_start_matches('?')
            .to_owned()
    }

    /// Whether anything but the search's text narrows it down.
    pub fn is_filtered(&self) -> bool {
        self.fields.iter().any(|(name, _)| !["q", "sort", "order"].contains(name))
    }
}

fn kept(name: &str, value: &str) -> Kept {
    Kept { name: name.to_owned(), value: value.to_owned() }
}

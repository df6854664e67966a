//! Which part of what was found is shown, and the ways to the others.

use serde::Serialize;

/// How many rows a page can have.
pub const SIZES: [u32; 3] = [10, 50, 100];

/// Where a page lies among others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pager {
    /// The number of its first row, from 1; 0 where there is none.
    pub from: u64,
    /// The number of its last row.
    pub to: u64,
    /// How many rows there are.
    pub total: u64,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// This page and those around it, the first and the last.
    pub pages: Vec<PageLink>,
}

/// A way to a page, or a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageLink {
    /// Its number; without it pages are left out here.
    pub number: Option<u64>,
    /// Its address.
    pub href: String,
    /// Whether it is this one.
    pub current: bool,
}

impl Pager {
    /// Page `page` (from 1) of `total` rows, `size` a page. A page behind the last is the last.
    ///
    /// ```
    /// let pager = fgapi_look::views::Pager::new(1, 10, 3, |page| format!("?page={page}"));
    /// assert_eq!((pager.from, pager.to, pager.total, pager.next), (1, 3, 3, None));
    /// ```
    pub fn new(page: u64, size: u32, total: u64, href: impl Fn(u64) -> String) -> Self {
        let size = u64::from(size.max(1));
        let last = total.div_ceil(size).max(1);
        let page = page.clamp(1, last);
        let from = if total == 0 { 0 } else { (page - 1) * size + 1 };
        let mut pages: Vec<PageLink> = Vec::new();
        let shown = (1..=last).filter(|number| *number == 1 || *number == last || number.abs_diff(page) <= if last <= 7 { 7 } else { 1 });
        let mut before = 0;
        for number in shown {
            if number > before + 1 {
                pages.push(PageLink { number: None, href: String::new(), current: false });
            }
            pages.push(PageLink { number: Some(number), href: href(number), current: number == page });
            before = number;
        }
        Self {
            from,
            to: (page * size).min(total),
            total,
            previous: (page > 1).then(|| href(page - 1)),
            next: (page < last).then(|| href(page + 1)),
            pages,
        }
    }
}

/// The search above a table.
#[derive(Clone, Debug, Serialize)]
pub struct Search {
    /// Where it goes, by GET; the field is `q`.
    pub action: String,
    /// What was typed.
    pub query: String,
    /// What the address says besides, and goes on saying.
    pub kept: Vec<Kept>,
    /// Ways to pages of other sizes.
    pub sizes: Vec<SizeLink>,
}

/// A parameter of an address.
#[derive(Clone, Debug, Serialize)]
pub struct Kept {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A way to a page of another size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SizeLink {
    /// How many rows.
    pub size: u32,
    /// Its address.
    pub href: String,
    /// Whether it is this size.
    pub current: bool,
}

impl SizeLink {
    /// All [`SIZES`].
    pub fn all(current: u32, href: impl Fn(u32) -> String) -> Vec<Self> {
        SIZES.iter().map(|size| Self { size: *size, href: href(*size), current: *size == current }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pager(page: u64, size: u32, total: u64) -> Pager {
        Pager::new(page, size, total, |page| format!("?page={page}"))
    }

    fn pages(pager: &Pager) -> String {
        let shown = pager.pages.iter().map(|page| match page.number {
            Some(number) if page.current => format!("[{number}]"),
            Some(number) => number.to_string(),
            None => "…".to_owned(),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn rows_are_counted_from_one() {
        let counted = |pager: Pager| (pager.from, pager.to, pager.total);
        assert_eq!(counted(pager(1, 10, 3)), (1, 3, 3));
        assert_eq!(counted(pager(2, 10, 20)), (11, 20, 20));
        assert_eq!(counted(pager(3, 10, 21)), (21, 21, 21));
        assert_eq!(counted(pager(1, 10, 0)), (0, 0, 0));
    }

    #[test]
    fn a_page_behind_the_last_is_the_last() {
        assert_eq!(pages(&pager(9, 10, 21)), "1 2 [3]");
        assert_eq!(pages(&pager(0, 10, 21)), "[1] 2 3");
        assert_eq!(pages(&pager(u64::MAX, 0, 2)), "1 [2]");
    }

    #[test]
    fn far_pages_are_left_out() {
        assert_eq!(pages(&pager(1, 10, 0)), "[1]");
        assert_eq!(pages(&pager(4, 10, 70)), "1 2 3 [4] 5 6 7");
        assert_eq!(pages(&pager(6, 10, 200)), "1 … 5 [6] 7 … 20");
        assert_eq!(pages(&pager(1, 10, 80)), "[1] 2 … 8");
    }

    #[test]
    fn the_ends_lead_nowhere() {
        let ways = |pager: Pager| (pager.previous, pager.next);
        let way = |page: u64| Some(format!("?page={page}"));
        assert_eq!(ways(pager(1, 10, 30)), (None, way(2)));
        assert_eq!(ways(pager(2, 10, 30)), (way(1), way(3)));
        assert_eq!(ways(pager(3, 10, 30)), (way(2), None));
        assert_eq!(ways(pager(1, 10, 10)), (None, None));
    }
}

//! The query of the list.

use core::str::FromStr;

use fgapi_wire::form_pairs;

use super::{Expected, LinkedRefused};

const CATEGORIES: &str = "service_category_ids[]";
const LIMIT: u32 = 100;
const LIMIT_MAX: u32 = 10_000;

/// Which page of which accounts is wanted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Index {
    /// Only those of these kinds of institution; `None`: of all.
    pub(crate) categories: Option<Vec<u32>>,
    pub(crate) page: u32,
    pub(crate) limit: u32,
}

impl Index {
    /// Reads a query; what nobody knows is ignored.
    pub(crate) fn read(query: &str, fields_max: usize) -> Result<Self, LinkedRefused> {
        let (mut categories, mut page, mut limit) = (Vec::new(), None, None);
        for (at, pair) in form_pairs(query.as_bytes()).enumerate() {
            if at >= fields_max {
                return Err(LinkedRefused::parameter("query", Expected::Fewer));
            }
            let (Some(name), Some(value)) = pair else { return Err(LinkedRefused::parameter("query", Expected::Encoding)) };
            match name.as_str() {
                CATEGORIES => categories.push(whole(&value).ok_or(LinkedRefused::parameter(CATEGORIES, Expected::Category))?),
                "page" => once(&mut page, "page", &value, Expected::Page, u32::MAX)?,
                "limit" => once(&mut limit, "limit", &value, Expected::Limit, LIMIT_MAX)?,
                _ => {}
            }
        }
        let categories = (!categories.is_empty()).then_some(categories);
        Ok(Self { categories, page: page.unwrap_or(1), limit: limit.unwrap_or(LIMIT) })
    }

    /// How many accounts come before the page.
    pub(crate) fn offset(&self) -> u64 {
        u64::from(self.page - 1) * u64::from(self.limit)
    }
}

fn once(known: &mut Option<u32>, name: &'static str, value: &str, expected: Expected, most: u32) -> Result<(), LinkedRefused> {
    let number = whole(value).filter(|number| (1..=most).contains(number)).ok_or(LinkedRefused::parameter(name, expected))?;
    match known.replace(number) {
        None => Ok(()),
        Some(_) => Err(LinkedRefused::parameter(name, Expected::Once)),
    }
}

/// Digits and nothing else.
fn whole(text: &str) -> Option<u32> {
    u32::from_str(text).ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

//! What the shared parts of screens hold: plain data, which a door's views contain and its templates hand to a part.
//!
//! Texts from outside go in as they are: rendering escapes them. Days and moments go in as ISO text in Japan's time, as everywhere.
//! Whatever is a word of a language is a [`Message`](crate::Message).

mod bars;
mod cell;
mod frame;
mod office;
mod pager;
mod qr;
mod stacks;
mod table;

pub use bars::{Bar, Bars};
pub use cell::{Action, Cell, Chip, ChipKind, Fact, Tile};
pub use frame::{AssetLinks, BrandView, FieldError, LanguageLinks, Notice, NoticeKind};
pub use office::{Choice, Crumb, MenuGroup, MenuItem, OfficeFrame, SignedIn};
pub use pager::{Kept, PageLink, Pager, SIZES, Search, SizeLink};
pub use qr::{NotASquare, Qr};
pub use stacks::{Point, Series, Stacks};
pub use table::{Column, ColumnKind, Order, Row, Sort, Table, Whole};

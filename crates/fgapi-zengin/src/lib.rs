//! 全銀 files, read and written: 入出金取引明細 (種別 03) of liquid accounts (普通, 当座, 貯蓄) and time deposits (通知, 定期,
//! 積立定期), 振込入金通知 (種別 01, data formats A and B) and 残高通知 (種別 04), all in records of 200 bytes. [`Business`] tells
//! them apart.
//!
//! This room never opens a file, never keeps more than one record, never asks for the time, and never
//! repeats what stood in a file when it refuses it. It says what a file says; taking over, overlaps and
//! cancelled rows are the importers' matter.
//!
//! ```
//! use fgapi_domain::Yen;
//! use fgapi_zengin::{AccountStart, Calendar, Category, Entry, Event, ReadOptions, Separator};
//! use fgapi_zengin::{StatementReader, StatementWriter, WriteOptions};
//!
//! let day = "2026-01-30".parse()?;
//! let mut writer = StatementWriter::new(Vec::new(), WriteOptions { separator: Separator::CrLf, created: "2026-01-31".parse()? });
//! writer.begin_account(&AccountStart {
//!     account: "9999-101-1-0001234".parse()?,
//!     from: day,
//!     to: day,
//!     bank_name: "ﾃｽﾄ".into(),
//!     branch_name: "ﾎﾝﾃﾝ".into(),
//!     holder: "ﾔﾏﾀﾞ ﾊﾅｺ".into(),
//!     passbook: None,
//!     opening: Some(Yen(1_000)),
//! })?;
//! let (payer, note) = ("ｽｽﾞｷ ｼﾖｳｼﾞ".into(), String::new());
//! writer.row(&Entry { reference: Some(1), day, value_day: None, amount: Yen(500), category: Category::Transfer, payer, note })?;
//! writer.end_account()?;
//! let file = writer.finish()?;
//!
//! let options = ReadOptions { today: "2026-02-01".parse()?, calendar: Calendar::Checked };
//! for event in StatementReader::new(file.as_slice(), options) {
//!     match event? {
//!         Event::Header(header) => assert_eq!(header.opening, Some(Yen(1_000))),
//!         Event::Row(row) => assert_eq!((row.amount, row.description.as_str()), (Yen(500), "ｽｽﾞｷ ｼﾖｳｼﾞ")),
//!         Event::Trailer(trailer) => assert_eq!(trailer.closing, Some(Yen(1_500))),
//!         Event::End(end) => assert_eq!((end.accounts, end.rows), (1, 1)),
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod balances;
mod blank;
mod business;
mod category;
mod era;
mod fault;
mod foreign;
mod frame;
mod halfwidth;
mod layout;
mod notices;
mod parse;
mod reader;
mod record;
mod sequence;
mod statement;
mod writer;

pub use balances::{BalanceReader, NotedBalance};
pub use business::Business;
pub use category::Category;
pub use era::Calendar;
pub use fault::{Columns, FileFault, Refusal};
pub use notices::{TransferIn, TransferNoticeWriter, write_balances};
pub use reader::{ReadOptions, StatementReader};
pub use statement::{AccountHeader, AccountTrailer, Event, FileEnd, Row};
pub use writer::{AccountStart, Entry, Separator, StatementWriter, WriteFault, WriteOptions};

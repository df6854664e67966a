//! A service: an institution of the catalogue.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::{Malformed, ShortText};
use fgapi_vault::{Owner, Place, PlaceWord};
use url::Url;

use super::format::LONGEST_ANSWER;
use super::{CatalogueFault, Format};

/// `service_id`, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId(pub u32);

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ServiceId {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let number = text.parse().ok().filter(|number| (1..=i32::MAX as u32).contains(number) && !text.starts_with('+'));
        number.map(Self).ok_or(Malformed::new("service id", "a number from 1"))
    }
}

/// The kind of institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// `service_category_id`.
    pub id: u32,
    /// `category_name`, such as 銀行.
    pub name: ShortText,
    /// `category_type`, such as BANK.
    pub kind: ShortText,
}

/// What a form takes (`input_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputType {
    /// 数値.
    Alphameric,
    /// パスワード.
    Password,
    /// 文字列.
    Text,
    /// チェックボックス.
    Checkbox,
    /// ラジオボタン: the format lists the options.
    Radio,
    /// 乱数表.
    Table,
}

impl InputType {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Alphameric, Self::Password, Self::Text, Self::Checkbox, Self::Radio, Self::Table];

    /// The value on the wire and in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alphameric => "alphameric",
            Self::Password => "password",
            Self::Text => "text",
            Self::Checkbox => "checkbox",
            Self::Radio => "radio",
            Self::Table => "table",
        }
    }
}

impl FromStr for InputType {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let known = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        known.ok_or(Malformed::new("input_type", "alphameric, password, text, checkbox, radio or table"))
    }
}

/// One field of what the institution asks to log in (`exclusive_service_forms`).
#[derive(Clone, Debug)]
pub struct ServiceForm {
    /// `id`, from 1, once in the whole catalogue.
    pub id: u32,
    /// `disp_order`.
    pub order: u32,
    /// `name`.
    pub name: ShortText,
    /// `note`; may be empty.
    pub note: String,
    /// `service_form_type`, such as ID1.
    pub form_type: ShortText,
    /// `input_type`.
    pub input: InputType,
    /// `format`.
    pub format: Format,
    /// `encrypt_flag`.
    pub encrypted: bool,
    /// `unique_flag`: what is typed here tells accounts apart, and its first characters are shown.
    pub unique: bool,
}

impl ServiceForm {
    /// Whether an answer may be this text.
    pub fn admits(&self, answer: &str) -> bool {
        let of_kind = match self.input {
            InputType::Radio => self.format.options().any(|option| option == answer),
            InputType::Checkbox => matches!(answer, "0" | "1"),
            InputType::Alphameric | InputType::Password | InputType::Text | InputType::Table => self.format.admits(answer),
        };
        of_kind && is_answer(answer)
    }
}

/// Whether a text can be the answer to anything: not empty, not too long, and of characters that one can see.
pub(crate) fn is_answer(text: &str) -> bool {
    (1..=LONGEST_ANSWER).contains(&text.len()) && !text.chars().any(char::is_control)
}

/// How the gateway reaches the institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Not by itself: a program of the bank's takes answers and reports what it found.
    Manual,
    /// By FGAPI.
    Fgapi(FgapiConnection),
}

/// Another bank's FGAPI gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FgapiConnection {
    /// Its base URL, common prefix included.
    pub base_url: String,
    /// The gateway's API key there; its password lies in the vault.
    pub api_key: String,
    /// How many days back transactions are fetched.
    pub days: u32,
    /// Whether its address may lie in a private network, or be this machine.
    pub private_network: bool,
}

impl FgapiConnection {
    /// Scheme, host and port, as browsers write them: for the policy of a page from which a form leads there. `None` when the host has a
    /// character that a policy would read as something else.
    pub fn origin(&self) -> Option<String> {
        let origin = Url::parse(&self.base_url).ok()?.origin().ascii_serialization();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._:/[]".contains(c);
        Some(origin).filter(|origin| origin.contains("://") && origin.chars().all(plain))
    }
}

/// How often and how much at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Seconds between attempts that succeed.
    pub interval_seconds: u32,
    /// Accounts that are fetched at the same time, by all gateways together.
    pub concurrency: u32,
    /// How long one attempt may take.
    pub timeout_seconds: u32,
}

/// An institution.
#[derive(Clone, Debug)]
pub struct Service {
    /// `id`.
    pub id: ServiceId,
    /// Its kind.
    pub category: Category,
    /// `code`, such as a bank's four digits.
    pub code: ShortText,
    /// `description`: HTML, as the bank that runs the gateway wrote it.
    pub description: String,
    /// `login_url`.
    pub login_url: String,
    /// `service_name`.
    pub name: ShortText,
    /// `service_type`, such as B_MIZUHO.
    pub service_type: ShortText,
    /// `yomigana`.
    pub yomigana: ShortText,
    /// What it asks, in the order of `disp_order`.
    pub forms: Vec<ServiceForm>,
    /// How it is reached.
    pub connection: Connection,
    /// How often.
    pub pace: Pace,
}

impl Service {
    /// Where the gateway's own password at the institution lies.
    pub fn password_place(id: ServiceId) -> Result<Place, Malformed> {
        let service: PlaceWord = format!("service:{id}").parse()?;
        Ok(Place::new(Owner::House, service, "password".parse()?))
    }

    /// The form with this id.
    pub fn form(&self, id: u32) -> Option<&ServiceForm> {
        self.forms.iter().find(|form| form.id == id)
    }
}

/// A service as a store keeps it: its text, and beside it what the store itself decides by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptService {
    /// Its id.
    pub id: ServiceId,
    /// The service alone, as a catalogue has it.
    pub text: String,
    /// Whether the gateway fetches its accounts by itself.
    pub automatic: bool,
    /// [`Pace::concurrency`].
    pub concurrency: u32,
    /// [`Pace::timeout_seconds`].
    pub timeout_seconds: u32,
}

impl KeptService {
    /// The service.
    ///
    /// # Errors
    /// [`CatalogueFault`] when the text is none that this program wrote.
    pub fn service(&self) -> Result<Service, CatalogueFault> {
        super::Catalogue::parse(&self.text)?.into_services().into_iter().next().ok_or(CatalogueFault::Empty)
    }
}

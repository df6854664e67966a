//! 銀行情報系, 口座情報系 and 取引情報系: what a bank knows.

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use fgapi_banking::{BalanceFill, BankFault, Held, Since, Statement, Version};
use fgapi_domain::{AccountKey, Grant};
use fgapi_token::UserBearer;

use crate::answer::Reply;
use crate::call::Call;
use crate::catalogue::ErrorCode;
use crate::door::Door;
use crate::fields::Fields;
use crate::kept::{KeptPage, Question, Shown};
use crate::status::Refused;
use crate::view;

/// No bank has the code 0000.
const NOBODY: &str = "0000-000-9-0000000000000000";

/// /branches@GET.
pub(crate) async fn branches(call: Call) -> HttpResponse {
    call.answer(|call| {
        call.system(Some(Grant::Branches))?;
        let page = call.fields()?.page()?;
        let bank = call.door().bank.bank()?;
        let branches = call.door().bank.branches(page)?;
        call.json(&view::branches(&bank, &branches, &call.door().ids))
    })
    .await
}

/// /accounts@GET.
pub(crate) async fn accounts(call: Call) -> HttpResponse {
    call.answer(|call| {
        let user = call.user(Grant::Accounts)?;
        let page = call.fields()?.page()?;
        let bank = call.door().bank.bank()?;
        let accounts = call.door().bank.chosen_accounts(&user.customer, &user.accounts, page)?;
        call.door().desk.note_read(user.link, Grant::Accounts, accounts.rows().len());
        call.json(&view::accounts(&bank, &accounts, &call.door().ids, call.settings().number_mask))
    })
    .await
}

/// /transactions@GET.
pub(crate) async fn transactions(call: Call) -> HttpResponse {
    call.answer(|call| {
        let user = call.user(Grant::Transactions)?;
        let asked = question(call, &user, |_| Ok(Shown::Transactions))?;
        let door = call.door();
        let ask = |known| door.bank.transactions_since(&asked.customer, &asked.account, asked.period, asked.page, known);
        let view = |statement: &Statement<_>| {
            door.continuity().watch(statement.page.rows(), user.link, call.context());
            view::transactions(&asked, statement, &door.ids, door.settings.ascii_escape)
        };
        let page = current(door, &asked, ask, view)?;
        door.desk.note_read(user.link, Grant::Transactions, page.rows);
        Ok(keep(door, asked, page))
    })
    .await
}

/// /balances@GET.
pub(crate) async fn balances(call: Call) -> HttpResponse {
    call.answer(|call| {
        let user = call.user(Grant::Balances)?;
        let asked = question(call, &user, |fields| Ok(if fields.carries()? { Shown::EveryDay } else { Shown::BookedDays }))?;
        let fill = if asked.shown == Shown::EveryDay { BalanceFill::Carry } else { BalanceFill::BookedDays };
        let door = call.door();
        let ask = |known| door.bank.balances_since(&asked.customer, &asked.account, asked.period, fill, asked.page, known);
        let view = |statement: &Statement<_>| view::balances(&asked, statement, door.settings.ascii_escape);
        let page = current(door, &asked, ask, view)?;
        door.desk.note_read(user.link, Grant::Balances, page.rows);
        Ok(keep(door, asked, page))
    })
    .await
}

/// What is asked about an account.
fn question(call: &mut Call, user: &UserBearer, shown: impl FnOnce(&Fields) -> Result<Shown, Refused>) -> Result<Question, Refused> {
    let fields = call.fields()?;
    let named = fields.text("account_id")?;
    let (period, page) = (fields.period(call.settings().period_days_max)?, fields.page()?);
    let shown = shown(&fields)?;
    Ok(Question { shown, customer: user.customer.clone(), account: named_account(call, user, named)?, named: named.into(), period, page })
}

/// A page that answers now.
struct Current {
    json: Bytes,
    rows: usize,
    /// To be kept under this version; `None` when it is kept already, or the bank has none.
    version: Option<Version>,
}

/// The page that answers a question now: the kept one when the bank says that nothing has changed, otherwise a new one.
fn current<T>(
    door: &Door,
    asked: &Question,
    ask: impl Fn(Option<Version>) -> Result<Held<Since<T>>, BankFault>,
    view: impl FnOnce(&Statement<T>) -> Result<Vec<u8>, serde_json::Error>,
) -> Result<Current, Refused> {
    let kept = door.kept().get(asked);
    let since = match (ask(kept.as_ref().map(|kept| kept.version))?, kept) {
        (Held::No, _) => return Err(Refused::new(ErrorCode::Account)),
        (Held::Yes(Since::Unchanged), Some(kept)) => return Ok(Current { json: kept.json, rows: kept.rows, version: None }),
        (Held::Yes(since), _) => since,
    };
    match since {
        Since::Page(statement, version) => Ok(Current { json: view(&statement)?.into(), rows: statement.page.rows().len(), version }),
        Since::Unchanged => Err(BankFault::Wrong("nothing has changed since nothing was known".to_owned()).into()),
    }
}

/// The answer, and its page kept where it has a version.
fn keep(door: &Door, asked: Question, Current { json, rows, version }: Current) -> Reply {
    if let Some(version) = version {
        door.kept().put(asked, KeptPage { version, rows, json: json.clone() });
    }
    Reply::Json(json)
}

/// The account that an id names. An id that names nothing, or an account that the consent is not about, becomes a key that no
/// bank has, so that the bank is asked all the same, and neither answer nor time tells malformed, absent, foreign and excluded
/// accounts apart (security E1).
fn named_account(call: &Call, user: &UserBearer, account_id: &str) -> Result<AccountKey, Refused> {
    let named = call.door().ids.account_key(account_id).ok().filter(|account| user.accounts.covers(account));
    named.map_or_else(|| NOBODY.parse().map_err(|_| Refused::new(ErrorCode::Account)), Ok)
}

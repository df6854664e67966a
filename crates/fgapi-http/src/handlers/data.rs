//! 銀行情報系, 口座情報系 and 取引情報系: what a bank knows.

use actix_web::HttpResponse;
use fgapi_banking::{BalanceFill, Held};
use fgapi_domain::{AccountKey, Grant};
use fgapi_token::UserBearer;

use crate::call::Call;
use crate::catalogue::ErrorCode;
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
        let fields = call.fields()?;
        let account_id = fields.text("account_id")?;
        let (period, page) = (fields.period(call.settings().period_days_max)?, fields.page()?);
        let account = named_account(call, &user, account_id)?;
        match call.door().bank.transactions(&user.customer, &account, period, page)? {
            Held::Yes(statement) => {
                call.door().desk.note_read(user.link, Grant::Transactions, statement.page.rows().len());
                call.json(&view::transactions(account_id, &account, period, &statement, &call.door().ids))
            }
            Held::No => Err(Refused::new(ErrorCode::Account)),
        }
    })
    .await
}

/// /balances@GET.
pub(crate) async fn balances(call: Call) -> HttpResponse {
    call.answer(|call| {
        let user = call.user(Grant::Balances)?;
        let fields = call.fields()?;
        let account_id = fields.text("account_id")?;
        let (period, page) = (fields.period(call.settings().period_days_max)?, fields.page()?);
        let fill = if fields.carries()? { BalanceFill::Carry } else { BalanceFill::BookedDays };
        let account = named_account(call, &user, account_id)?;
        match call.door().bank.balances(&user.customer, &account, period, fill, page)? {
            Held::Yes(statement) => {
                call.door().desk.note_read(user.link, Grant::Balances, statement.page.rows().len());
                call.json(&view::balances(account_id, period, &statement))
            }
            Held::No => Err(Refused::new(ErrorCode::Account)),
        }
    })
    .await
}

/// The account that an id names. An id that names nothing, or an account that the consent is not about, becomes a key that no
/// bank has, so that the bank is asked all the same, and neither answer nor time tells malformed, absent, foreign and excluded
/// accounts apart (security E1).
fn named_account(call: &Call, user: &UserBearer, account_id: &str) -> Result<AccountKey, Refused> {
    let named = call.door().ids.account_key(account_id).ok().filter(|account| user.accounts.covers(account));
    named.map_or_else(|| NOBODY.parse().map_err(|_| Refused::new(ErrorCode::Account)), Ok)
}

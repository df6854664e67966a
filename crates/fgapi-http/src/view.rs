//! From the domain's values to the JSON that travels.

use std::borrow::Cow;

use fgapi_admin::ApiTokenBearer;
use fgapi_banking::Statement;
use fgapi_domain::{Account, AsOf, Bank, Booked, BookedTexts, Branch, DailyBalance, IdScheme, JstDateTime, Transaction};
use fgapi_page::Page;
use fgapi_token::{AuthToken, Pair, SystemToken};
use fgapi_wire as wire;

use crate::kept::Question;
use crate::settings::NumberMask;

/// Where an API token of the office is looked at (our extension).
pub(crate) const API_TOKEN_PATH: &str = "/api/v1/token";

pub(crate) fn system_token(issued: &SystemToken) -> wire::SystemTokenAnswer<'_> {
    wire::SystemTokenAnswer {
        access_token: issued.token.reveal().into(),
        created_at: issued.created_at.0,
        expired_at: issued.expires_at.0,
        grants: Some(issued.grants.to_string().into()),
    }
}

pub(crate) fn api_token(bearer: &ApiTokenBearer) -> wire::ApiTokenAnswer<'_> {
    wire::ApiTokenAnswer {
        tenant_id: bearer.tenant.to_string().into(),
        level: bearer.level.as_str().into(),
        grants: bearer.grants.to_string().into(),
        login_id: bearer.login.as_str().into(),
        created_at: bearer.created_at.0,
        expired_at: bearer.expires_at.0,
    }
}

pub(crate) fn auth_token(opened: &AuthToken) -> wire::AuthTokenAnswer<'_> {
    wire::AuthTokenAnswer {
        auth_token: opened.token.reveal().into(),
        expired_at: Some(opened.expires_at.0),
        grants: Some(opened.grants.to_string().into()),
    }
}

pub(crate) fn pair(pair: &Pair) -> wire::PairAnswer<'_> {
    wire::PairAnswer {
        access_token: pair.access.reveal().into(),
        created_at: pair.created_at.0,
        expired_at: pair.access_expires_at.0,
        refresh_token: pair.refresh.reveal().into(),
        refresh_token_expired_at: Some(pair.refresh_expires_at.0),
        consent_expired_at: Some(pair.consent_until.0),
        grants: Some(pair.grants.to_string().into()),
    }
}

fn page_params<T>(page: &Page<T>) -> wire::PageParams {
    wire::PageParams { page: page.number().get(), next_page: page.next_page() }
}

fn as_of(as_of: Option<AsOf>) -> Option<wire::AsOf<'static>> {
    as_of
        .map(|as_of| wire::AsOf { date: as_of.date.to_string().into(), imported_at: JstDateTime::of(as_of.imported_at).to_string().into() })
}

pub(crate) fn branches<'a>(bank: &'a Bank, page: &'a Page<Branch>, ids: &IdScheme) -> wire::BranchesAnswer<'a> {
    let row = |branch: &'a Branch| wire::BranchRow {
        id: ids.branch_id(&branch.key).into_string().into(),
        branch_code: branch.key.branch.as_str().into(),
        branch_name: branch.name.as_str().into(),
        branch_name_kana: branch.kana.as_str().into(),
        address_code: branch.address_code.as_ref().map_or("", |code| code.as_str()).into(),
        tel: branch.tel.as_ref().map_or("", |tel| tel.as_str()).into(),
    };
    let params = page_params(page);
    wire::BranchesAnswer {
        bank_code: bank.code.as_str().into(),
        bank_name: bank.name.as_str().into(),
        branches: page.rows().iter().map(row).collect(),
        params,
        page: params.page,
        next_page: params.next_page,
    }
}

pub(crate) fn accounts<'a>(bank: &'a Bank, page: &'a Page<Account>, ids: &IdScheme, mask: NumberMask) -> wire::AccountsAnswer<'a> {
    let row = |account: &'a Account| wire::AccountRow {
        id: ids.account_id(&account.key).into_string().into(),
        account_number: masked(account.key.number.as_str(), mask),
        owner_type: account.owner.as_str().into(),
        account_type1: account.key.kind.class().as_str().into(),
        account_type2: account.type2.as_str().into(),
        account_type3: "".into(),
        branch_code: account.key.branch.as_str().into(),
        branch_name: account.branch_name.as_str().into(),
        as_of: as_of(account.as_of),
    };
    let params = page_params(page);
    wire::AccountsAnswer {
        bank_code: bank.code.as_str().into(),
        bank_name: bank.name.as_str().into(),
        accounts: page.rows().iter().map(row).collect(),
        params,
        page: params.page,
        next_page: params.next_page,
    }
}

/// An account number has ASCII digits only, so bytes are characters.
fn masked(number: &str, mask: NumberMask) -> Cow<'_, str> {
    let visible = match mask {
        NumberMask::None => return number.into(),
        NumberMask::LastVisible(digits) => digits.min(number.len()),
        NumberMask::All => 0,
    };
    let hidden = number.len() - visible;
    ("*".repeat(hidden) + &number[hidden..]).into()
}

fn statement_params<'a, T>(question: &'a Question, page: &Page<T>) -> wire::StatementParams<'a> {
    wire::StatementParams {
        account_id: (&*question.named).into(),
        start_date: question.period.start().to_string().into(),
        end_date: question.period.end().to_string().into(),
        page: page.number().get(),
        next_page: page.next_page(),
    }
}

/// A page of transactions, written as JSON row by row.
pub(crate) fn transactions(
    question: &Question,
    statement: &Statement<Transaction>,
    ids: &IdScheme,
    ascii_escape: bool,
) -> Result<Vec<u8>, serde_json::Error> {
    let (rows, mut dates, mut ids) = (statement.page.rows(), BookedTexts::default(), ids.transaction_ids(&question.account));
    let mut writer = wire::TransactionsWriter::new(rows.len(), ascii_escape);
    for row in rows {
        writer.row(&wire::TransactionRow {
            id: ids.id(row.booked.day(), row.ordinal).into(),
            date: dates.text(row.booked).into(),
            amount: row.amount.0,
            description: row.description.as_str().into(),
            balance: row.balance.0,
        });
    }
    writer.end(&statement_params(question, &statement.page), as_of(statement.as_of).as_ref())
}

/// A page of balances, written as JSON row by row.
pub(crate) fn balances(question: &Question, statement: &Statement<DailyBalance>, ascii_escape: bool) -> Result<Vec<u8>, serde_json::Error> {
    let (rows, mut dates) = (statement.page.rows(), BookedTexts::default());
    let mut writer = wire::BalancesWriter::new(rows.len(), ascii_escape);
    for row in rows {
        writer.row(&wire::BalanceRow { date: dates.text(Booked::on(row.day)).into(), balance: row.balance.0 });
    }
    writer.end(&statement_params(question, &statement.page), as_of(statement.as_of).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_masked_as_the_bank_wishes() {
        assert_eq!(masked("0001234", NumberMask::None), "0001234");
        assert_eq!(masked("0001234", NumberMask::LastVisible(3)), "****234");
        assert_eq!(masked("12", NumberMask::LastVisible(3)), "12");
        assert_eq!(masked("0001234", NumberMask::All), "*******");
    }
}

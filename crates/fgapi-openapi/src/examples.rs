//! What answers look like: values of the very types that travel, of a bank that nobody has.

use fgapi_wire as wire;

/// A call's number.
pub(crate) const REQUEST_ID: &str = "0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
/// A time.
pub(crate) const TIME: &str = "2026-01-31T09:00:00+09:00";
/// A linked account.
pub(crate) const HASHED_ID: &str = "84dG3OLcZt_gLm66DESKzw==";
const TENANT: &str = "1214732595705114600";
const ISSUED: i64 = 1_769_817_600;
const READ: &str = "branches,accounts,transactions,balances";

const PAGE: wire::PageParams = wire::PageParams { page: 1, next_page: 0 };

fn as_of() -> Option<wire::AsOf<'static>> {
    Some(wire::AsOf { date: "2026-01-30".into(), imported_at: "2026-01-31T06:00:00+09:00".into() })
}

fn statement() -> wire::StatementParams<'static> {
    wire::StatementParams {
        account_id: "9999-101-1-0000001".into(),
        start_date: "2026-01-01".into(),
        end_date: "2026-01-31".into(),
        page: 1,
        next_page: 0,
    }
}

pub(crate) fn system_token() -> wire::SystemTokenAnswer<'static> {
    wire::SystemTokenAnswer {
        access_token: "fgs_U3lzdGVtVG9rZW5FeGFtcGxl".into(),
        created_at: ISSUED,
        expired_at: ISSUED + 3_600,
        grants: Some(READ.into()),
    }
}

pub(crate) fn auth_token() -> wire::AuthTokenAnswer<'static> {
    wire::AuthTokenAnswer { auth_token: "fgc_QXV0aFRva2VuRXhhbXBsZQ".into(), expired_at: Some(ISSUED + 180), grants: Some(READ.into()) }
}

pub(crate) fn pair() -> wire::PairAnswer<'static> {
    wire::PairAnswer {
        access_token: "fga_QWNjZXNzVG9rZW5FeGFtcGxl".into(),
        created_at: ISSUED,
        expired_at: ISSUED + 3_600,
        refresh_token: "fgr_UmVmcmVzaFRva2VuRXhhbXBsZQ".into(),
        refresh_token_expired_at: Some(ISSUED + 90 * 86_400),
        consent_expired_at: Some(ISSUED + 90 * 86_400),
        grants: Some(READ.into()),
    }
}

pub(crate) fn branches() -> wire::BranchesAnswer<'static> {
    wire::BranchesAnswer {
        bank_code: "9999".into(),
        bank_name: "見本銀行".into(),
        branches: vec![wire::BranchRow {
            id: "9999-101".into(),
            branch_code: "101".into(),
            branch_name: "本店営業部".into(),
            branch_name_kana: "ホンテン".into(),
            address_code: "131016".into(),
            tel: "03-0000-0101".into(),
        }],
        params: PAGE,
        page: 1,
        next_page: 0,
    }
}

pub(crate) fn accounts() -> wire::AccountsAnswer<'static> {
    wire::AccountsAnswer {
        bank_code: "9999".into(),
        bank_name: "見本銀行".into(),
        accounts: vec![wire::AccountRow {
            id: "9999-101-1-0000001".into(),
            account_number: "0000001".into(),
            owner_type: "p".into(),
            account_type1: "bank".into(),
            account_type2: "普通".into(),
            account_type3: "".into(),
            branch_code: "101".into(),
            branch_name: "本店営業部".into(),
            as_of: as_of(),
        }],
        params: PAGE,
        page: 1,
        next_page: 0,
    }
}

pub(crate) fn transactions() -> wire::TransactionsAnswer<'static> {
    wire::TransactionsAnswer {
        transactions: vec![wire::TransactionRow {
            id: "9999-101-1-0000001-20260110-1".into(),
            date: "2026-01-10T13:15:35+09:00".into(),
            amount: -1_200,
            description: "カ)コンビニ".into(),
            balance: 98_800,
        }],
        params: statement(),
        page: 1,
        next_page: 0,
        as_of: as_of(),
    }
}

pub(crate) fn balances() -> wire::BalancesAnswer<'static> {
    wire::BalancesAnswer {
        balances: vec![wire::BalanceRow { date: "2026-01-10T00:00:00+09:00".into(), balance: 98_800 }],
        params: statement(),
        page: 1,
        next_page: 0,
        as_of: as_of(),
    }
}

pub(crate) fn api_token() -> wire::ApiTokenAnswer<'static> {
    wire::ApiTokenAnswer {
        tenant_id: TENANT.into(),
        level: "tenant".into(),
        grants: "external_services".into(),
        login_id: "user1".into(),
        created_at: ISSUED,
        expired_at: ISSUED + 30 * 86_400,
    }
}

pub(crate) fn authentication_infos() -> wire::AuthenticationInfosAnswer<'static> {
    let short = wire::AuthenticationInfo {
        service_code: "3".into(),
        service_name: "Bakuraku".into(),
        authentication_info1: "example-api-key".into(),
        authentication_info2: "example-output".into(),
        authentication_info3: None,
        authentication_info4: None,
        receiving_department: None,
        deposit_account_item_code: None,
        status: true,
    };
    let long = wire::AuthenticationInfo {
        service_code: "2".into(),
        service_name: "楽楽精算".into(),
        authentication_info1: "example.rakurakuseisan.example".into(),
        authentication_info2: "example-user".into(),
        authentication_info3: Some("example-token".into()),
        authentication_info4: Some("2".into()),
        receiving_department: Some("".into()),
        deposit_account_item_code: Some("123".into()),
        status: true,
    };
    wire::AuthenticationInfosAnswer { tenant_id: TENANT.into(), authentication_infos: vec![long, short] }
}

pub(crate) fn oauth_token() -> wire::OAuthTokenAnswer<'static> {
    wire::OAuthTokenAnswer {
        access_token: "fgo_VGVuYW50VG9rZW5FeGFtcGxl".into(),
        token_type: "bearer".into(),
        expires_in: 7_200,
        scope: "read".into(),
        company_oid: "0199a1b2-0000-7000-8000-000000000001".into(),
        tenant_id: TENANT.into(),
    }
}

pub(crate) fn authorization_server() -> wire::AuthorizationServerAnswer<'static> {
    wire::AuthorizationServerAnswer {
        issuer: "https://bank.example".into(),
        token_endpoint: "https://bank.example/oauth/token".into(),
        grant_types_supported: vec!["client_credentials".into()],
        token_endpoint_auth_methods_supported: vec!["client_secret_basic".into()],
        scopes_supported: vec!["read".into()],
        response_types_supported: Vec::new(),
    }
}

fn failure() -> wire::AggregationErrorRow<'static> {
    wire::AggregationErrorRow {
        error_msg: "SecretQuestionException".into(),
        error_type: "FATAL".into(),
        id: 7,
        msg_title: "要合言葉".into(),
    }
}

fn question() -> wire::AdditionalRequestRow<'static> {
    wire::AdditionalRequestRow {
        hashed_id: "DMA8-glWM3Bgzmvkx0dJkQ==".into(),
        message: "合言葉を入力してください。".into(),
        request_data: "飼い犬の名前は何ですか".into(),
    }
}

fn institution() -> wire::LinkedService<'static> {
    wire::LinkedService {
        category_name: "銀行".into(),
        category_type: "BANK".into(),
        code: "9998".into(),
        description: "<li>オンラインバンキングの利用登録が必要です。</li>".into(),
        id: 7,
        login_url: "https://login.other-bank.example/".into(),
        service_category_id: 2,
        service_name: "見本第二銀行".into(),
        service_type: "B_MIHON2".into(),
        yomigana: "ミホンダイニギンコウ".into(),
    }
}

fn row() -> wire::LinkedRow<'static> {
    wire::LinkedRow {
        account_uid_hidden: "134*****".into(),
        asset_sum: 120_000,
        asset_sum_debt: None,
        account_show_path: None,
        created_at: "2026-01-05T19:55:16+09:00".into(),
        disp_name: None,
        aggregation_error_id: 7,
        last_aggregated_at: Some("2026-01-30T17:16:05+09:00".into()),
        last_succeeded_at: "".into(),
        memo: None,
        message: None,
        msg_flag: 0,
        msg_time: None,
        next_aggregate_at: Some("2026-01-31T20:25:11+09:00".into()),
        service_category_id: 2,
        service_id: 7,
        status: 2,
        hashed_id: HASHED_ID.into(),
        sub_accounts: vec![wire::LinkedSubAccount { sub_name: Some("本店".into()), sub_number: Some("0999999".into()) }],
        service: institution(),
        aggregation_error: Some(failure()),
        exclusive_service_forms: None,
        additional_requests: None,
    }
}

pub(crate) fn linked() -> wire::LinkedAnswer<'static> {
    let form = wire::LinkedForm {
        disp_order: 1,
        encrypt_flag: 1,
        format: "".into(),
        id: 13,
        input_type: "alphameric".into(),
        name: "お客様番号".into(),
        note: "".into(),
        service_form_type: "ID1".into(),
        service_id: 7,
        unique_flag: 1,
    };
    let account = wire::LinkedRow { exclusive_service_forms: Some(vec![form]), additional_requests: Some(vec![question()]), ..row() };
    wire::LinkedAnswer { account }
}

pub(crate) fn linked_index() -> wire::LinkedIndexAnswer<'static> {
    let path = format!("/accounts/show/{}", HASHED_ID.trim_end_matches('='));
    let account = wire::LinkedRow { asset_sum_debt: Some(0), account_show_path: Some(path.into()), ..row() };
    wire::LinkedIndexAnswer { limit: 100, offset: 0, total_count: 1, accounts: vec![wire::LinkedAnswer { account }] }
}

pub(crate) fn aggregation_errors() -> Vec<wire::AggregationErrorAnswer<'static>> {
    vec![wire::AggregationErrorAnswer { aggregation_error: failure() }]
}

pub(crate) fn additional_requests() -> Vec<wire::AdditionalRequestAnswer<'static>> {
    vec![wire::AdditionalRequestAnswer { additional_request: question() }]
}

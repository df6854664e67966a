//! The page of rights: which role may do what in the office, out of the one table that the office asks.

use core::fmt::Write as _;

use crate::{Operation, Role, allows};

/// The page, in Markdown.
pub fn rights_page() -> String {
    let mut page = String::from(
        "# Rights / 権限\n\n<!-- Made by `fgapi reference rights`; change the table in the program, not this page. -->\n\n\
         What each role may do in the office. Whoever has no right is refused, and the audit log tells of it.\n\n\
         管理画面で各権限ができること。権限のない操作は拒否し、監査ログに記録します。\n\n| | |",
    );
    // Writing into a String never fails.
    for role in Role::ALL {
        let (ja, en) = role_in_words(role);
        let _ = write!(page, " {en}<br>{ja} |");
    }
    let _ = writeln!(page, "\n|---|---|{}", ":-:|".repeat(Role::ALL.len()));
    for operation in Operation::ALL {
        let (ja, en) = in_words(*operation);
        let _ = write!(page, "| `{}` | {en}<br>{ja} |", operation.as_str());
        for role in Role::ALL {
            let _ = write!(page, " {} |", if allows(role, *operation) { "✓" } else { "" });
        }
        page.push('\n');
    }
    page
}

const fn role_in_words(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::SystemAdministrator => ("システム管理者", "system administrator"),
        Role::UserAdministrator => ("ユーザ管理者", "user administrator"),
        Role::Auditor => ("監査者", "auditor"),
        Role::Member => ("一般ユーザ", "member"),
    }
}

const fn in_words(operation: Operation) -> (&'static str, &'static str) {
    match operation {
        Operation::OwnSettings => {
            ("自分のパスワード・二要素認証・セッションの確認と変更", "See and change one's own password, second factor and sessions")
        }
        Operation::OwnHandovers => {
            ("自分に発行されたものの受け取りと期限の確認", "Pick up what was issued to oneself, and see until when it is good")
        }
        Operation::SeeDashboard => ("ダッシュボードの閲覧", "See the dashboard"),
        Operation::SeeUsers => ("アカウントの検索・閲覧・CSV 出力", "Search portal users, see them and export them"),
        Operation::ManageUsers => (
            "アカウントの作成・変更・削除・取込、ロック解除、パスワード再発行、セッションの終了 (ユーザ管理者はシステム管理者を操作できない)",
            "Create, change, delete, import and unlock portal users, invite them anew, end their sessions (a user administrator touches no system administrator)",
        ),
        Operation::SeeHandovers => ("発行履歴の閲覧", "See what was issued to whom"),
        Operation::IssueApiTokens => ("API トークンの発行", "Issue API tokens"),
        Operation::RevokeHandovers => ("発行したものの失効", "Revoke what was issued"),
        Operation::SeeClients => ("クライアントの閲覧", "See clients"),
        Operation::ManageClients => (
            "クライアントの登録・変更・停止・再開とパスワードの発行",
            "Register, change, enable and disable clients, and issue their passwords",
        ),
        Operation::SeeLinks => ("連携の件数とトークンの状態の確認", "Count links, and ask what a token was"),
        Operation::RevokeLinks => ("連携の一括失効", "Revoke links"),
        Operation::SeeMails => ("メールの閲覧", "See mails"),
        Operation::ResendMails => ("メールの再送", "Send a mail again"),
        Operation::SeeParameters => ("パラメータ・メールテンプレート・テナントの閲覧", "See parameters, mail templates and tenants"),
        Operation::ChangeParameters => ("パラメータ・メールテンプレートの変更", "Change parameters and mail templates"),
        Operation::ManageTenants => ("テナントの作成・名称変更・削除", "Create, rename and delete tenants"),
        Operation::SeeCredentials => (
            "外部サービス認証情報 (値を除く) とテナントのクライアントの閲覧",
            "See credentials of outside services, without their values, and tenants' clients",
        ),
        Operation::ManageCredentials => (
            "外部サービス認証情報の設定・変更・有効化・無効化、テナントのクライアントの登録とキーの発行",
            "Set, replace, enable and disable credentials of outside services; register tenants' clients and issue their secrets",
        ),
        Operation::SeeVault => ("保管庫の状態の閲覧", "See how the vault stands"),
        Operation::ManageVault => ("保管庫の封鎖・封鎖解除", "Shut the vault, and open it again"),
        Operation::SeeServices => ("連携先の閲覧", "See the services that customers link"),
        Operation::ManageServices => ("連携先での自行のパスワードの設定", "Set the gateway's own password at a service"),
        Operation::ReadAudit => ("監査ログの閲覧・出力", "Read and export the audit log"),
    }
}

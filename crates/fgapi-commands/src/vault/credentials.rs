//! `fgapi vault set` and `list`: a tenant's credentials of outside services (外部サービス認証情報).

use fgapi_domain::{JstDateTime, ShortText, TenantId};
use fgapi_house::failure::{token_failure, vault_failure};
use fgapi_house::standard_input::secret_line;
use fgapi_house::{self as house, Entrusted, Failure, Place, say, say_json};
use fgapi_saas::{Change, ChangeError, Field, FieldFacts, KeptCredentials, LONGEST_VALUE, PlainChange, Product};
use serde_json::json;

/// 認証情報を設定する (値は標準入力から) / Set a tenant's credentials of a service; a value comes on stdin
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi vault set --config fgapi.toml --tenant 1214732595705114600 --service 0 --field authenticationInfo1 < client-id.txt\n  \
                  fgapi vault set --config fgapi.toml --tenant 1214732595705114600 --service 0 --receiving-department 連携用部門\n  \
                  fgapi vault set --config fgapi.toml --tenant 1214732595705114600 --service 0 --disable\n\n\
                  Services: 0 BillOne, 1 日本ICS請求書管理オプション, 2 楽楽精算, 3 Bakuraku, 4 奉行Edge受領請求書DXクラウド.\n\
                  The value is one line of stdin without its end. Nobody sees it again: `fgapi vault list` shows the last characters."
)]
pub(super) struct Set {
    #[command(flatten)]
    place: Place,
    /// The tenant's number / テナントの番号
    #[arg(long)]
    tenant: TenantId,
    /// The service's code: 0 to 4 / サービスのコード
    #[arg(long, value_name = "CODE")]
    service: Product,
    /// Which value comes on stdin: authenticationInfo1 to 4 / 値を設定する項目
    #[arg(long, required_unless_present_any = ["receiving_department", "deposit_account_item_code", "enable", "disable"])]
    field: Option<Field>,
    /// Take the value of --field away; nothing is read from stdin / 値を削除する
    #[arg(long, requires = "field")]
    clear: bool,
    /// receivingDepartment; empty takes it away / [受領部門]取得元項目名
    #[arg(long, value_name = "TEXT")]
    receiving_department: Option<ShortText>,
    /// depositAccountItemCode; empty takes it away / 預り金勘定科目コード
    #[arg(long, value_name = "TEXT")]
    deposit_account_item_code: Option<ShortText>,
    /// status true / 有効にする
    #[arg(long, conflicts_with = "disable")]
    enable: bool,
    /// status false / 無効にする
    #[arg(long)]
    disable: bool,
}

/// 認証情報の一覧を表示する (値は表示しない) / List a tenant's credentials: which are set, and when; no value is shown
#[derive(Debug, clap::Args)]
#[command(alias = "get-hints", after_help = "Example / 例:\n  fgapi vault list --config fgapi.toml --tenant 1214732595705114600")]
pub(super) struct List {
    #[command(flatten)]
    place: Place,
    /// The tenant's number / テナントの番号
    #[arg(long)]
    tenant: TenantId,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

impl Set {
    pub(super) fn run(self) -> Result<(), Failure> {
        let desk = Entrusted::for_command(&self.place)?.saas;
        let mut change = Change {
            plain: PlainChange {
                enabled: if self.enable { Some(true) } else { self.disable.then_some(false) },
                receiving_department: self.receiving_department,
                deposit_account_item_code: self.deposit_account_item_code,
            },
            values: Vec::new(),
        };
        if let Some(field) = self.field {
            // Whoever names a field that is none need not say the value.
            self.service.label(field).ok_or_else(|| refused(ChangeError::NoField(field), self.service))?;
            let value = if self.clear { None } else { Some(secret_line("the value", LONGEST_VALUE)?) };
            change.values.push((field, value));
        }
        desk.change(self.tenant, self.service, &change, &house::by_command()).map_err(|error| refused(error, self.service))?;
        say(&format!("{} ({}): set / 設定しました", self.service.name(), self.service.code()))
    }
}

fn refused(error: ChangeError, service: Product) -> Failure {
    let fields = || service.fields().map(|field| format!("{field} ({})", service.label(field).unwrap_or_default())).collect::<Vec<_>>();
    match error {
        ChangeError::NoField(_) => Failure::bad_input(error.to_string(), format!("{} has {}", service.name(), fields().join(", "))),
        ChangeError::NoPlainField => Failure::bad_input(error.to_string(), "leave it out; services 0, 1 and 2 have it"),
        ChangeError::Value(_) => Failure::bad_input(error.to_string(), "give one line of plain text"),
        ChangeError::NoTenant => Failure::bad_input(error.to_string(), "look at the tenants with `fgapi tenant list`"),
        ChangeError::Vault(fault) => vault_failure(fault),
        ChangeError::Store(fault) => token_failure(&fault),
    }
}

impl List {
    pub(super) fn run(self) -> Result<(), Failure> {
        let all = Entrusted::for_command(&self.place)?.saas.credentials(self.tenant).map_err(|fault| token_failure(&fault))?;
        if self.json {
            return say_json(&all.iter().map(as_json).collect());
        }
        if all.is_empty() {
            return say("no credentials / 認証情報はありません");
        }
        all.iter().try_for_each(|one| say(&told(one)))
    }
}

fn as_json(one: &KeptCredentials) -> serde_json::Value {
    let field = |facts: &FieldFacts| {
        json!({
            "field": facts.field.as_str(),
            "label": one.product.label(facts.field),
            "hint": facts.hint.as_str(),
            "set_at": JstDateTime::of(facts.set_at).to_string(),
        })
    };
    json!({
        "service": one.product.code(),
        "name": one.product.name(),
        "enabled": one.enabled,
        "receiving_department": one.receiving_department.as_str(),
        "deposit_account_item_code": one.deposit_account_item_code.as_str(),
        "fields": one.fields.iter().map(field).collect::<Vec<_>>(),
        "changed_at": JstDateTime::of(one.changed_at).to_string(),
        "changed_by": one.changed_by,
    })
}

fn told(one: &KeptCredentials) -> String {
    let product = one.product;
    let standing = if one.enabled { "enabled / 有効" } else { "disabled / 無効" };
    let mut lines = vec![format!("{}  {}  {standing}", product.code(), product.name())];
    for field in product.fields() {
        let label = product.label(field).unwrap_or_default();
        lines.push(match one.fields.iter().find(|facts| facts.field == field) {
            Some(facts) => {
                let hint = if facts.hint.as_str().is_empty() { "set" } else { facts.hint.as_str() };
                format!("   {field}  {label}  …{hint}  {}", JstDateTime::of(facts.set_at))
            }
            None => format!("   {field}  {label}  –"),
        });
    }
    let plain = [("receivingDepartment", &one.receiving_department), ("depositAccountItemCode", &one.deposit_account_item_code)];
    lines.extend(plain.iter().filter(|(_, text)| !text.as_str().is_empty()).map(|(name, text)| format!("   {name}  {text}")));
    lines.join("\n")
}

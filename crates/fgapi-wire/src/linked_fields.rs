//! Every field of a linked account, as its reference tells it; tests compare it with live answers.

/// What JSON a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A string.
    String,
    /// A whole number.
    Integer,
    /// 1 or 0.
    Flag,
    /// A time such as `2014-05-29T19:55:16+09:00`.
    Time,
    /// An object.
    Object,
    /// A list.
    List,
}

impl FieldKind {
    /// Its name in the reference.
    pub const fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Flag => "1 / 0",
            Self::Time => "time",
            Self::Object => "object",
            Self::List => "array",
        }
    }
}

/// Which answers have a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldWithin {
    /// One account, and each of a list.
    Both,
    /// Each account of a list.
    List,
    /// One account.
    One,
}

/// A field of an account, in the order of answers.
#[derive(Clone, Copy, Debug)]
pub struct LinkedField {
    /// As the document writes it: `account[sub_accounts][i][sub_name]`.
    pub path: &'static str,
    /// What JSON it is.
    pub kind: FieldKind,
    /// When it is something else: in Japanese and English; `None`: never.
    pub unset: Option<[&'static str; 3]>,
    /// Which answers have it.
    pub within: FieldWithin,
    /// What it is, in Japanese.
    pub ja: &'static str,
    /// What it is, in English.
    pub en: &'static str,
}

macro_rules! fields {
    ($($path:literal $kind:ident $within:ident $ja:literal $en:literal $(unless $value:literal $when_ja:literal $when_en:literal)?;)+) => {
        /// Every field of an account.
        pub const LINKED_FIELDS: &[LinkedField] = &[$(LinkedField {
            path: $path,
            kind: FieldKind::$kind,
            unset: fields!(@unset $($value $when_ja $when_en)?),
            within: FieldWithin::$within,
            ja: $ja,
            en: $en,
        }),+];
    };
    (@unset) => { None };
    (@unset $value:literal $ja:literal $en:literal) => { Some([$value, $ja, $en]) };
}

fields! {
    "account" Object Both "連携口座" "the linked account";
    "account[account_uid_hidden]" String Both "連携先での口座の id。最大 3 文字だけを表示" "its id at the service, at most three characters of it shown" unless "\"\"" "不明なとき" "until it is known";
    "account[asset_sum]" Integer Both "残高の合計 (円)" "the sum of the balances, in yen";
    "account[asset_sum_debt]" Integer List "負の残高の合計 (円)" "the sum of the balances below zero, in yen";
    "account[account_show_path]" String List "口座画面のパス" "the path of the account's screen";
    "account[created_at]" Time Both "登録日時" "when it was linked";
    "account[disp_name]" String Both "ユーザーが付けた識別名" "the customer's own name for it" unless "null" "未設定のとき" "when there is none";
    "account[aggregation_error_id]" Integer Both "取得エラーの id" "the id of the aggregation error" unless "0" "status が 2 でないとき" "unless status is 2";
    "account[last_aggregated_at]" Time Both "最後の取得が終わった日時" "when the last attempt ended" unless "null" "取得前" "before the first";
    "account[last_succeeded_at]" Time Both "最後に取得に成功した日時" "when the last attempt that succeeded ended" unless "\"\"" "成功前" "before the first";
    "account[memo]" String Both "ユーザーのメモ" "the customer's memo" unless "null" "未設定のとき" "when there is none";
    "account[message]" String Both "連携先からの通知" "a message from the service" unless "null" "ないとき" "when there is none";
    "account[msg_flag]" Flag Both "1: 通知を表示する" "1: the message is to be shown";
    "account[msg_time]" Time Both "通知の日時" "when the message came" unless "null" "通知がないとき" "without a message";
    "account[next_aggregate_at]" Time Both "次の取得の予定" "when the next attempt is due" unless "null" "予定がないとき" "when none is";
    "account[service_category_id]" Integer Both "連携先の種別" "the service's kind";
    "account[service_id]" Integer Both "連携先の id" "the service's id";
    "account[status]" Integer Both "取得状況 (下の表)" "how it stands, see below";
    "account[hashed_id]" String Both "口座の id (24 文字)" "its name in this API, 24 characters";
    "account[sub_accounts]" List Both "連携先の個々の口座" "the accounts at the service";
    "account[sub_accounts][i][sub_name]" String Both "支店名" "the branch's name" unless "null" "不明なとき" "when it is not known";
    "account[sub_accounts][i][sub_number]" String Both "口座番号" "the account's number" unless "null" "不明なとき" "when it is not known";
    "account[service]" Object Both "連携先" "the service";
    "account[service][category_name]" String Both "種別の名称" "its kind's name";
    "account[service][category_type]" String Both "種別の識別子" "its kind";
    "account[service][code]" String Both "金融機関コード" "its code";
    "account[service][description]" String Both "説明 (HTML)" "a description, HTML";
    "account[service][id]" Integer Both "id" "its id";
    "account[service][login_url]" String Both "ログイン画面の URL" "where its customers log in";
    "account[service][service_category_id]" Integer Both "種別の id" "its kind's id";
    "account[service][service_name]" String Both "名称" "its name";
    "account[service][service_type]" String Both "識別子" "its type";
    "account[service][yomigana]" String Both "名称の読み" "its name in katakana";
    "account[aggregation_error]" Object Both "取得エラー" "the aggregation error" unless "null" "status が 2 でないとき" "unless status is 2";
    "account[aggregation_error][error_msg]" String Both "名称" "its name";
    "account[aggregation_error][error_type]" String Both "分類" "its class";
    "account[aggregation_error][id]" Integer Both "id" "its id";
    "account[aggregation_error][msg_title]" String Both "見出し" "its title";
    "account[exclusive_service_forms]" List One "ログインに必要な入力項目 (disp_order の順)" "what the service asks to log in, by disp_order";
    "account[exclusive_service_forms][i][disp_order]" Integer One "表示順" "its place";
    "account[exclusive_service_forms][i][encrypt_flag]" Flag One "1: 暗号化の対象" "1: what is typed is to be encrypted";
    "account[exclusive_service_forms][i][format]" String One "値を制約する正規表現 (全体一致)。空なら制約なし。radio では「|」区切りの選択肢" "a regular expression for the whole value, empty: any; for a radio its options, parted by `|`";
    "account[exclusive_service_forms][i][id]" Integer One "id" "its id";
    "account[exclusive_service_forms][i][input_type]" String One "alphameric, password, text, checkbox (0 か 1), radio, table" "alphameric, password, text, checkbox (0 or 1), radio, table";
    "account[exclusive_service_forms][i][name]" String One "名称" "its name";
    "account[exclusive_service_forms][i][note]" String One "補足" "a note";
    "account[exclusive_service_forms][i][service_form_type]" String One "識別子" "its type";
    "account[exclusive_service_forms][i][service_id]" Integer One "連携先の id" "the service's id";
    "account[exclusive_service_forms][i][unique_flag]" Flag One "1: 口座を区別する項目" "1: it tells accounts apart";
    "account[additional_requests]" List One "未回答の質問" "questions to which no answer waits";
    "account[additional_requests][i][hashed_id]" String One "質問の id (24 文字)" "its name in this API, 24 characters";
    "account[additional_requests][i][message]" String One "ユーザーへの案内" "what is to be done";
    "account[additional_requests][i][request_data]" String One "質問" "the question";
}

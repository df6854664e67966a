//! The settings table: every key with its type, its default, its unit and its help. The loader, the checks and the manual
//! (`fgapi config reference`) all come from here.

use std::net::SocketAddr;
use std::path::PathBuf;

use fgapi_admin::MailAddress;
use fgapi_consent::MaintenanceHours;
use fgapi_database::StoreAddress;
use fgapi_domain::{BankCode, ShortText, VeilKeyId};
use fgapi_token::{RedirectUri, WebPage};
use ipnet::IpNet;

use super::given::Given;
use super::mail_words::ServerName;
use super::row::{Row, settings};
use super::value::{
    HeaderName, IdForm, LogForm, MailTlsForm, MaskForm, Prefix, PublicUrl, RequestIdForm, RiskForm, ThrottleStatus, Value, Whole,
};
use super::words::HexColour;

settings! {
    /// Where the gateway listens, and how much it takes on at once.
    server: Server {
        /// Where to listen. An address that other machines reach needs `[tls]` or `behind_proxy`.
        bind: SocketAddr = "127.0.0.1:8080", "", "待ち受けるアドレス。他の機械から届くアドレスには [tls] か behind_proxy が必要。";
        /// A proxy in front of the gateway speaks TLS; only then may plain HTTP be served to other machines.
        behind_proxy: bool = "false", "", "前段のプロキシが TLS を終端する。true のときだけ他の機械へ平文 HTTP を開く。";
        /// Proxies whose word on the caller's address is taken (`X-Forwarded-For`).
        trusted_proxies: Vec<IpNet> = "", "", "呼び出し元アドレス (X-Forwarded-For) を信用してよいプロキシ。";
        /// Whose `X-Request-ID` is taken: own (nobody's), proxies (that of `trusted_proxies`) or everybody. It must be 1 to 128 letters, digits and `-._:/+=@`; it stands in the log and in the answer beside an id of the gateway's own, which alone stands in the audit log.
        request_ids: RequestIdForm = "proxies", "", "受け取った X-Request-ID を採用する相手。own は採用しない、proxies は trusted_proxies のみ、everybody はすべて。英数字と -._:/+=@ の 1〜128 文字に限り、ゲートウェイ自身の番号と並べてログと応答に記す (監査ログには自身の番号だけを記す)。";
        /// Answer load balancers on this listener too: `/healthz` and `/readyz`, in front of which no prefix stands. `[metrics]` has them in any case.
        probes: bool = "true", "", "このアドレスでもロードバランサの確認に応じる (/healthz と /readyz、prefix は付かない)。[metrics] のアドレスでは常に応じる。";
        /// How browsers reach the gateway, before `prefix`: it stands in links to screens, as `iss` beside auth tokens, and as the issuer of RFC 8414. Empty where that is the address in `bind`.
        public_url: Option<PublicUrl> = "", "", "ブラウザから見たゲートウェイの URL (prefix の前まで)。画面へのリンク、認証トークンに添える iss、RFC 8414 の issuer に使う。空は bind のアドレス。";
        /// A path in front of every FGAPI path, the same for all of them.
        prefix: Prefix = "", "", "すべての FGAPI パスの前に挿入する共通のパス。";
        /// Connections that may be open at once.
        max_connections: Whole<1, 100_000> = "10000", "connections", "同時に開ける接続の数。";
        /// How long an idle connection is kept.
        keep_alive_seconds: Whole<0, 3_600> = "75", "seconds", "使われていない接続を保つ時間。";
        /// Calls that may wait for the store; one more is answered with 503.
        queue: Whole<1, 100_000> = "1024", "calls", "ストアの空きを待てる呼び出しの数。超えた分は 503。";
        /// How long a whole request may take to arrive and be answered.
        deadline_seconds: Whole<1, 300> = "10", "seconds", "リクエストの受信から応答までの制限時間。";
        /// How long calls in flight may go on after the gateway was told to stop.
        drain_seconds: Whole<1, 60> = "10", "seconds", "停止の指示の後、処理中の呼び出しを待つ時間。";
        /// `max-age` of `Strict-Transport-Security`; 0 = not sent; auto = one year with `[tls]`, not sent without it, because the proxy sends it.
        hsts_seconds: Option<Whole<0, 63_072_000>> = "auto", "seconds", "Strict-Transport-Security の max-age。0 は送らない。auto は [tls] があれば 1 年、なければ送らない (プロキシに任せる)。";
    }
    /// The gateway's own TLS (1.2 and 1.3), for those who put no proxy in front. Both files of the server or neither; what is renewed
    /// is taken at the next start. The keys that begin with `client_` are for customers who log in by certificate (電子証明書).
    tls: Tls {
        /// The certificate as a PEM file: the gateway's own first, then those that signed it, without the root.
        certificate: Option<PathBuf> = "", "", "サーバ証明書の PEM ファイル。先頭にゲートウェイの証明書、続けて中間証明書 (ルートは不要)。";
        /// The certificate's private key as a PEM file without a password: PKCS#8, PKCS#1 or SEC1.
        key: Option<PathBuf> = "", "", "証明書の秘密鍵の PEM ファイル (PKCS#8、PKCS#1、SEC1。パスワードなし)。";
        /// Where to listen for customers who log in by certificate, with the same server certificate. It is another address than `bind`, so that no other customer's browser asks for a certificate. Needs `client_ca`.
        client_bind: Option<SocketAddr> = "", "", "電子証明書でログインする顧客を待ち受けるアドレス (サーバ証明書は共通)。他の顧客のブラウザに証明書を求めないよう bind と分ける。client_ca が必要。";
        /// How browsers reach that listener, when it is not the host of `server.public_url` at the port of `client_bind`.
        client_url: Option<PublicUrl> = "", "", "ブラウザから見た client_bind の URL。server.public_url のホストと client_bind のポートで届かないときに指定する。";
        /// Those who issue customers' certificates, as a PEM file; nobody else's certificate is taken.
        client_ca: Option<PathBuf> = "", "", "顧客の電子証明書を発行する認証局の PEM ファイル。他の発行者の証明書は受け付けない。";
        /// Certificates that their issuers have revoked, as a CRL file (PEM, or DER of one). Needs `client_ca`.
        client_revocations: Option<PathBuf> = "", "", "失効した電子証明書の一覧 (CRL) のファイル (PEM、または一つの DER)。client_ca が必要。";
    }
    /// Where the data sleeps.
    store: Store {
        /// A SQLite file (seen from this file's directory) or a PostgreSQL database.
        url: StoreAddress = "fgapi.db", "", "SQLite のファイル (設定ファイルからの相対パス可) または PostgreSQL の URL。";
        /// Connections for calls that read, and twice as many for calls that change tokens; each has a thread.
        connections: Whole<1, 256> = "8", "connections", "読み取りの呼び出しに使うデータベース接続の数。トークンを変える呼び出しにはその 2 倍まで使う (接続ごとに 1 スレッド)。";
        /// How long a call waits for a connection.
        connection_wait_ms: Whole<10, 60_000> = "1000", "milliseconds", "接続の空きを待つ時間。";
        /// How long a call waits for what another process or session holds locked; on PostgreSQL a statement may take twice as long.
        lock_wait_ms: Whole<10, 60_000> = "5000", "milliseconds", "他のプロセスやセッションのロックを待つ時間。PostgreSQL の文はその 2 倍まで。";
        /// Writes that may wait for SQLite's one writer.
        write_queue: Whole<1, 100_000> = "1024", "writes", "SQLite の書き込みを待てる数。";
    }
    /// The bank that is served.
    bank: BankSection {
        /// The bank's code.
        code: BankCode = (required), "", "銀行コード (4 桁)。";
    }
    /// Ids as clients see them.
    ids: Ids {
        /// Readable ids, or ids that show nothing.
        form: IdForm = "composed", "", "ID の形。composed は読める ID、veiled は中身を見せない ID。";
        /// Keys of veiled ids, made by `fgapi ids new-key`. The first makes every id that is told, also of old rows: another first key is another id for everything. All of them open ids that were told before.
        key_files: Vec<PathBuf> = "", "", "veiled の鍵ファイル (fgapi ids new-key で作成)。応答の ID は過去の明細も含めすべて先頭の鍵で作る。先頭の鍵を替えるとすべての ID が変わる。以前の ID はすべての鍵で読む。";
        /// Confirms that the key with this id stands first, where ids were told under another key or composed before; without it such a gateway does not start, because every id that clients keep changes.
        first_key: Option<VeilKeyId> = "", "", "以前に別の鍵または composed で ID を渡した場合に、先頭とする鍵の ID を書いて変更を承認する。クライアントが保存した ID がすべて変わるため、承認がなければ起動しない。";
        /// How much of `account_number` is hidden.
        mask: MaskForm = "none", "", "account_number を隠す範囲。";
    }
    /// How long tokens live.
    tokens: Tokens {
        /// System access tokens.
        system_seconds: Whole<60, 86_400> = "3600", "seconds", "システム認証のアクセストークンの有効期間。";
        /// User access tokens.
        access_seconds: Whole<60, 86_400> = "3600", "seconds", "ユーザー認証のアクセストークンの有効期間。";
        /// Auth tokens, between login and exchange.
        auth_seconds: Whole<10, 180> = "60", "seconds", "認証トークンの有効期間 (3 分以内)。";
        /// Refresh tokens.
        refresh_days: Whole<1, 3_650> = "180", "days", "リフレッシュトークンの有効期間。";
        /// Consents; no token outlives its consent.
        consent_days: Whole<1, 3_650> = "90", "days", "同意の有効期間。どのトークンもこれを超えない。";
        /// How long a spent refresh token may come again without being taken for stolen.
        retry_seconds: Whole<0, 600> = "120", "seconds", "使用済みリフレッシュトークンの再提示を盗用とみなさない時間。";
        /// How long the answer to an `idempotency_key` is kept.
        idempotency_seconds: Whole<60, 86_400> = "600", "seconds", "idempotency_key の応答を保管する時間。";
        /// System tokens of one client that may live at once.
        system_tokens_per_client: Whole<1, 1_000_000> = "10000", "tokens", "1 クライアントが同時に持てるシステムトークンの数。";
    }
    /// How end users log in.
    login: Login {
        /// Serve /auth/login@POST; without it that call is answered with 404, as the document asks.
        post: bool = "false", "", "/auth/login@POST を提供する。false なら 404。";
        /// Threads that check passwords, which is slow on purpose; each has a database connection of its own. Where the processors are all taken, other calls go first (Linux).
        threads: Whole<1, 64> = "2", "threads", "パスワードを照合するスレッド数 (意図的に重い処理)。それぞれ接続を一つ使う。CPU が混み合うときは他の呼び出しを優先する (Linux)。";
        /// Wrong passwords in a row after which a login id is locked.
        attempts: Whole<1, 1_000> = "10", "attempts", "ロックされるまでの連続した誤りの数。";
        /// How long it is locked.
        lock_seconds: Whole<1, 86_400> = "900", "seconds", "ロックする時間。";
        /// The gateway's key: it signs forms and devices of the screens and stands behind the hashes of inquiry PINs (照会用暗証番号). Made when a gateway first starts or a PIN is first filed; the same on every gateway of the bank. Keep a copy: under another key every PIN has to be filed anew. Empty: no screens, no PINs.
        key_file: Option<PathBuf> = "login.key", "", "ゲートウェイの鍵ファイル。画面のフォームと端末の署名、照会用暗証番号のハッシュに使う。初回の起動時か、暗証番号を初めて取り込むときに作成する。同じ銀行のゲートウェイはすべて同じ鍵を使う。必ず控えを保管する (鍵を替えるとすべての暗証番号の再登録が必要)。空欄なら画面も暗証番号も提供しない。";
        /// Header in which a proxy of `server.trusted_proxies` hands on the certificate that a customer's browser has shown it. From anybody else it is not looked at.
        certificate_header: Option<HeaderName> = "", "", "顧客のブラウザが示した電子証明書を、信頼するプロキシ (server.trusted_proxies) が渡すヘッダの名前。他から届いたものは見ない。";
    }
    /// The consent journey: the screens behind /auth/login@GET, and the customer's own page /links.
    consent: Consent {
        /// How long a customer may take from the first screen to the last.
        journey_minutes: Whole<1, 60> = "15", "minutes", "最初の画面から最後の画面までの制限時間。";
        /// When customers who have additional questions are asked one: when something is unusual (another device or network, wrong attempts, a long absence), never, or always.
        question: RiskForm = "standard", "", "追加認証を求める条件。standard はいつもと異なるとき (端末・ネットワーク・誤りの連続・長い間隔)、never は求めない、always は常に求める。";
        /// Wrong attempts in a row that make `standard` ask.
        question_failures: Whole<1, 100> = "3", "attempts", "standard が追加認証を求める、ログインの連続した誤りの数。";
        /// Days of absence that make `standard` ask.
        question_absence_days: Whole<1, 400> = "90", "days", "standard が追加認証を求める、前回からの日数。";
        /// Wrong answers after which a journey ends and the customer's answers are locked (login.lock_seconds).
        question_tries: Whole<1, 20> = "5", "answers", "追加認証の誤りの上限。達すると手続きを終え、login.lock_seconds の間ロックする。";
        /// Wrong inquiry PINs of an account after which its PIN is locked (login.lock_seconds).
        pin_tries: Whole<1, 20> = "5", "PINs", "口座ごとの照会用暗証番号の誤りの上限。達すると login.lock_seconds の間ロックする。";
        /// Digits of the bank's inquiry PINs, for the hint beside the field.
        pin_digits: Whole<4, 12> = "4", "digits", "照会用暗証番号の桁数 (入力欄の案内に表示)。";
        /// Hours in which nobody can link or look at links, and no call is served; apps get `temporarily_unavailable`.
        maintenance: Vec<MaintenanceHours> = "", "", "メンテナンスの時間帯 (日本時間)。例: 02:00-03:30 または Sun 21:00-Mon 06:00。画面を閉じ、API は 503 (reason: maintenance) で Retry-After に終わりまでの秒数を返す。";
        /// Days before its end from which on a link is shown as ending soon.
        soon_days: Whole<1, 90> = "14", "days", "「まもなく終了」と表示する残り日数。";
        /// Let redirect_uri be plain HTTP on this machine (`http://localhost:3000/…`) where the host is registered: for trying out.
        loopback_redirects: bool = "false", "", "登録された localhost などへの平文の redirect_uri を許す (試験用)。";
    }
    /// How the screens look: as the bank's.
    brand: BrandSection {
        /// The bank's name; empty: the name that was imported with the branches.
        name: ShortText = "", "", "画面に表示する名称。空欄なら店舗データの銀行名。";
        /// Its name in English; empty: the same.
        name_en: ShortText = "", "", "英語の名称。空欄なら name と同じ。";
        /// Its colour. Text on it is black or white, whichever reads better.
        colour: HexColour = "#0b5cab", "", "基調色。上に載る文字は読みやすい方の白か黒になる。";
        /// Its logo: a PNG, JPEG or WebP file of at most 256 KiB.
        logo: Option<PathBuf> = "", "", "ロゴのファイル (PNG・JPEG・WebP、256 KiB まで)。";
        /// Its site, to which the name leads.
        site: Option<WebPage> = "", "", "名称のリンク先。";
        /// Its terms of use, linked from the consent.
        terms: Option<WebPage> = "", "", "利用規約の URL。";
        /// Its privacy policy, linked from the consent.
        privacy: Option<WebPage> = "", "", "プライバシーポリシーの URL。";
    }
    /// The operator's office at `/office`: people of the bank and of its partners, signed in with a second factor. It is served where
    /// there is a `login.key_file`; its first administrator is made by `fgapi admin init`.
    office: Office {
        /// Serve the office. Without `login.key_file` there is none, whatever stands here.
        enabled: bool = "true", "", "/office (行員とパートナーの管理画面) を提供する。login.key_file がなければ提供しない。";
        /// What the service calls itself in mails and on its screens; empty: the bank's name.
        service: ShortText = "", "", "メールと画面に表示するサービス名。空欄なら銀行の名称。";
        /// Minutes without a request after which somebody has to sign in anew.
        session_idle_minutes: Whole<1, 1_440> = "30", "minutes", "操作がないときにサインインし直すまでの時間。";
        /// Hours after which somebody has to sign in anew, whatever they do.
        session_hours: Whole<1, 168> = "12", "hours", "操作を続けていてもサインインし直すまでの時間。";
        /// Wrong passwords or codes in a row after which signing in is locked.
        attempts: Whole<1, 100> = "5", "attempts", "サインインをロックするまでの連続した誤りの数。";
        /// How long it is locked.
        lock_seconds: Whole<1, 86_400> = "900", "seconds", "ロックする時間。";
        /// How long a link can be used by which somebody sets their password.
        invitation_hours: Whole<1, 720> = "72", "hours", "パスワード設定用リンクの有効期間。";
        /// The fewest characters of a password.
        password_least: Whole<8, 64> = "12", "characters", "パスワードの最少文字数。";
        /// How many kinds of characters a password must have: small letters, capital letters, digits, others.
        password_classes: Whole<1, 4> = "1", "kinds", "パスワードに必要な文字種の数 (英小文字・英大文字・数字・その他)。";
        /// How long mails that were sent, what was handed over, and counts for the dashboard are kept after their end.
        kept_days: Whole<30, 3_650> = "400", "days", "送信済みメール・終了した発行履歴・ダッシュボードの集計を保管する日数。";
    }
    /// The mail server that takes the office's mails. Without one, mails wait in the office and nobody gets them.
    mail: Mail {
        /// Its name or address; empty: none, and mails wait.
        server: Option<ServerName> = "", "", "メールサーバの名前またはアドレス。空欄なら送信せず、メールは送信待ちのまま残る。";
        /// Its port; auto = 587 with starttls, 465 with tls, 25 with none.
        port: Option<Whole<1, 65_535>> = "auto", "", "ポート番号。auto は starttls で 587、tls で 465、none で 25。";
        /// How the connection is kept to oneself: starttls (without TLS nothing is sent), tls from the first byte, or none, which only a server on this machine is spoken to with.
        tls: MailTlsForm = "starttls", "", "接続の保護。starttls (TLS にできなければ送信しない)、tls (最初から TLS)、none (同じ機械のサーバに限る)。";
        /// Who signs in to the server; empty: nobody.
        username: ShortText = "", "", "メールサーバの認証に使うユーザー名。空欄なら認証しない。";
        /// The file that holds their password, one line; readable by the gateway only.
        password_file: Option<PathBuf> = "", "", "そのパスワードを 1 行で書いたファイル。ゲートウェイだけが読めるようにする。";
        /// From whom mails come; its domain also ends every Message-ID. Needed with `server`.
        from: Option<MailAddress> = "", "", "差出人のメールアドレス。Message-ID の末尾にもそのドメインを使う。server を指定したら必須。";
        /// What the sender is called beside the address.
        from_name: ShortText = "", "", "差出人の表示名。";
        /// Who signs the server's certificate, as a PEM file, for a private mail server; nobody else is believed then.
        ca_file: Option<PathBuf> = "", "", "プライベートなメールサーバの証明書を発行する認証局の PEM ファイル。指定すると他の認証局は信頼しない。";
        /// How long one step of the conversation with the server may take.
        timeout_seconds: Whole<1, 120> = "15", "seconds", "メールサーバとのやり取りの一段階ごとの制限時間。";
    }
    /// The audit log: who did what, in a chain that shows every change.
    audit: Audit {
        /// How long entries are kept; 0 = for ever. Whoever shortens it loses what proves the past: note the head (`fgapi audit verify`) elsewhere first.
        keep_days: Whole<0, 36_500> = "0", "days", "監査ログを保管する日数。0 は無期限。短くすると古い記録は失われるため、先に fgapi audit verify の先頭値を控える。";
    }
    /// The vault: credentials of outside services (外部サービス認証情報) and customers' tokens at other institutions, sealed under master keys
    /// that no database has. Its keys stand in `keys_file`, or in the environment variable `FGAPI_VAULT_KEYS` (the same text, keys parted
    /// by `;`), never in both. Without keys the gateway serves everything else.
    vault: VaultSection {
        /// The file with the vault's master keys, made by `fgapi vault init`. Nobody but the gateway's user may read it; it is the same on every gateway of the bank. Keep a copy apart from the database's: without it nothing in the vault opens. Empty: none.
        keys_file: Option<PathBuf> = "vault.keys", "", "保管庫のマスター鍵のファイル (fgapi vault init で作成)。ゲートウェイの実行ユーザ以外に読ませない。同じ銀行のゲートウェイはすべて同じ鍵を使う。必ず控えをデータベースの控えとは別に保管する (鍵がなければ保管庫の中身は復元できない)。空欄はなし。";
        /// How long an access token of a tenant's client is good (`expires_in` of `/oauth/token`).
        token_seconds: Whole<60, 86_400> = "7200", "seconds", "テナントのクライアントのアクセストークンの有効期間 (/oauth/token の expires_in)。";
    }
    /// Linked accounts (連携口座): what customers have at other institutions, fetched from there. The institutions stand in the catalogue
    /// (`fgapi service import`); the vault keeps what opens them.
    linked: LinkedSection {
        /// Threads that fetch accounts, each one account at a time; all gateways of the bank share the work. 0: this gateway fetches none.
        workers: Whole<0, 64> = "2", "threads", "連携口座の情報を取得するスレッド数。同じ銀行のゲートウェイで分担する。0 ならこのゲートウェイでは取得しない。";
        /// How long a thread with nothing to fetch waits before it looks again.
        poll_seconds: Whole<1, 3_600> = "5", "seconds", "取得するものがないときに次に確認するまでの時間。";
        /// How long a customer's answer to a form or a question is kept to be used; then it is gone.
        answer_seconds: Whole<60, 86_400> = "600", "seconds", "入力項目や合言葉への回答を保管する時間。過ぎた回答は削除する。";
        /// The least time between two attempts at an account that somebody asks for.
        acquire_gap_seconds: Whole<0, 86_400> = "60", "seconds", "要求による取得の最短の間隔。";
        /// How long a customer may stay at the other institution's screens.
        journey_seconds: Whole<60, 86_400> = "1800", "seconds", "連携先の画面での手続きの制限時間。";
        /// Authorities whose certificates are believed of other institutions, beside those that this machine believes: a PEM file.
        ca_file: Option<PathBuf> = "", "", "連携先の証明書を信頼する認証局の PEM ファイル (この機械が信頼する認証局に加える)。";
        /// Where customers come back to from another institution's screens; registered there. Empty: `/links/linked` of this gateway, behind `server.public_url` and `server.prefix`.
        redirect_uri: Option<RedirectUri> = "", "", "連携先の画面から顧客が戻る URI (連携先に登録する)。空欄なら server.public_url と server.prefix に続く /links/linked。";
    }
    /// What one call and one client may ask for.
    limits: Limits {
        /// Days from `start_date` to `end_date`, both included; a longer period is answered with 400.
        period_days: Whole<1, 36_600> = "36525", "days", "start_date から end_date までの最大日数 (両端を含む)。超えると 400。";
        /// Calls of one client, in the long run; 0 = no limit.
        calls_per_second: Whole<0, 100_000> = "1000", "calls a second", "1 クライアントの呼び出し数 (長期の平均)。0 は無制限。";
        /// Calls of one client at once, after a pause.
        calls_burst: Whole<1, 1_000_000> = "2000", "calls", "1 クライアントが間を置いた後に一度に呼べる数。";
        /// Attempts at /auth/system_token of one api_key and address, in the long run; 0 = no limit.
        system_token_per_second: Whole<0, 100_000> = "50", "calls a second", "api_key とアドレスごとの /auth/system_token の回数。0 は無制限。";
        /// Such attempts at once, after a pause.
        system_token_burst: Whole<1, 1_000_000> = "10000", "calls", "間を置いた後に一度に呼べる /auth/system_token の回数。";
        /// Attempts at /auth/login of one api_key and address, in the long run; 0 = no limit.
        login_per_second: Whole<0, 100_000> = "5", "calls a second", "api_key とアドレスごとの /auth/login の回数。0 は無制限。";
        /// Such attempts at once, after a pause.
        login_burst: Whole<1, 1_000_000> = "100", "calls", "間を置いた後に一度に呼べる /auth/login の回数。";
        /// The longest body of a call.
        body_bytes: Whole<1_024, 1_048_576> = "65536", "bytes", "リクエストボディの最大の長さ。";
        /// The longest path and query of a call.
        target_bytes: Whole<256, 65_536> = "8192", "bytes", "パスとクエリを合わせた最大の長さ。";
        /// The longest head of a call.
        head_bytes: Whole<1_024, 65_536> = "16384", "bytes", "リクエストヘッダ全体の最大の長さ。";
        /// The most fields that a query or a body may have.
        fields: Whole<8, 1_000> = "100", "fields", "クエリやボディの項目の最大の数。";
    }
    /// What answers look like.
    response: Response {
        /// Write what is not ASCII as `\uXXXX`, as the document recommends.
        ascii_escape: bool = "true", "", "ASCII 以外を \\uXXXX で書く (定義書の推奨)。";
        /// Memory for pages of /transactions and /balances that were answered before; 0 = none. The database is asked at each call whether one is still true.
        page_cache_mib: Whole<0, 16_384> = "16", "MiB", "応答済みの /transactions と /balances のページを保持するメモリ。0 は保持しない。呼び出しごとに、変更がないことをデータベースで確かめてから使う。";
        /// The status of a throttled call; the document's list has no 429.
        throttle_status: ThrottleStatus = "503", "", "制限した呼び出しへのステータス。定義書の一覧に 429 はない。";
    }
    /// What a monitoring system reads: `/metrics` in the text format of Prometheus, `/healthz` and `/readyz`, on a listener and a thread of
    /// their own, so that they answer when the others are busy. No client, customer or account stands in it.
    metrics: MetricsSection {
        /// Where to listen, for example 127.0.0.1:9464; empty: nowhere. It speaks plain HTTP without a password: an address that other machines reach needs `open_to_network`.
        bind: Option<SocketAddr> = "", "", "待ち受けるアドレス (例: 127.0.0.1:9464)。空欄なら提供しない。平文の HTTP で認証もないため、他の機械から届くアドレスには open_to_network が必要。";
        /// Other machines may reach `bind`: only a network of the bank's own does, or a firewall keeps everybody else away.
        open_to_network: bool = "false", "", "bind に他の機械から届いてよい。監視用の閉じたネットワークか、ファイアウォールで守られているときだけ true にする。";
    }
    /// The APIs, described: OpenAPI 3.1 and a page on which calls can be tried, at `/openapi/`.
    openapi: Openapi {
        /// Serve the page, to everybody who reaches the gateway. A sandbox serves it unless this is `false`.
        page: bool = "false", "", "/openapi/ (OpenAPI の文書と、呼び出しを試す画面) を提供する。届く人は誰でも開ける。お試し銀行では省略時 true。";
    }
    /// What is written about calls, on stderr.
    log: Log {
        /// Lines for people, or one JSON object a line.
        format: LogForm = "human", "", "人が読む形式か、1 行 1 JSON。";
        /// The least important level that is written.
        level: log::LevelFilter = "info", "", "書き出す最低の重要度。";
    }
}

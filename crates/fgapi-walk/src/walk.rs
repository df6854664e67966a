//! The walk: from the app's link through every screen, and back to the app.

use url::Url;

use crate::browser::{Browser, Came};
use crate::{Field, FieldKind, Form, Page, WalkFault};

/// What a customer types.
#[derive(Clone, Default)]
pub struct Answers {
    /// ログイン ID.
    pub login_id: String,
    /// ログインパスワード.
    pub password: String,
    /// The answer to the additional question; `None` when it is not known.
    pub answer: Option<String>,
    /// Inquiry PINs to register: composed id of the account, and PIN. All others are left for later.
    pub pins: Vec<(String, String)>,
}

/// Silent about what is typed.
impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answers").field("login_id", &self.login_id).finish_non_exhaustive()
    }
}

/// One request of a walk, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path; ids in it are left out.
    pub path: String,
    /// The HTTP status.
    pub status: u16,
    /// The title of the screen that came; `None` for a redirect.
    pub screen: Option<String>,
}

/// A walk that is under way.
#[derive(Debug)]
pub struct Walk {
    browser: Browser,
    bank: url::Origin,
    app: Url,
    answers: Answers,
    next: Next,
    left: u8,
}

#[derive(Debug)]
enum Next {
    Ask(Url),
    Fill(Box<Page>),
    Home(String),
}

/// More requests than any journey takes.
const MOST_STEPS: u8 = 30;

impl Walk {
    /// One that begins at `login` (`/auth/login?…`) and ends where the customer is back at `redirect_uri`. Of `authorities` (in PEM)
    /// one has to have issued the bank's certificate; `None`: of those that this machine believes.
    ///
    /// # Errors
    /// [`WalkFault`] when an address is none, or TLS cannot be set up.
    pub fn new(login: &str, redirect_uri: &str, answers: Answers, authorities: Option<&[u8]>) -> Result<Self, WalkFault> {
        let url = |text: &str| Url::parse(text).map_err(|_| WalkFault::NotAUrl);
        let (login, app) = (url(login)?, url(redirect_uri)?);
        let (browser, bank) = (Browser::new(authorities)?, login.origin());
        Ok(Self { browser, bank, app, answers, next: Next::Ask(login), left: MOST_STEPS })
    }

    /// The address at which the app has its customer back, once it has.
    pub fn home(&self) -> Option<&str> {
        match &self.next {
            Next::Home(address) => Some(address),
            _ => None,
        }
    }

    /// Sends the next request: asks for a page, or fills in and sends the form of the one that stands there. Does nothing more at
    /// [`home`](Self::home).
    ///
    /// # Errors
    /// [`WalkFault`] when the walk ends here.
    pub async fn step(&mut self) -> Result<Step, WalkFault> {
        self.left = self.left.checked_sub(1).ok_or(WalkFault::Endless)?;
        let (method, url, fields) = match &self.next {
            Next::Ask(url) => ("GET", url.clone(), None),
            Next::Fill(page) => {
                let (form, fields) = filled(page, &self.answers)?;
                ("POST", form.action.clone(), Some(fields))
            }
            Next::Home(_) => return Err(WalkFault::Endless),
        };
        self.stays(&url)?;
        let (status, came) = match &fields {
            None => self.browser.get(&url).await?,
            Some(fields) => self.browser.post(&url, fields).await?,
        };
        let screen = match &came {
            Came::Page(page) => Some(page.title.clone()),
            Came::Elsewhere(_) => None,
        };
        self.next = match came {
            Came::Elsewhere(to) if is_at(&to, &self.app) => Next::Home(to.into()),
            Came::Elsewhere(to) => {
                self.stays(&to)?;
                Next::Ask(to)
            }
            Came::Page(page) => Next::Fill(Box::new(page)),
        };
        self.judged(status)?;
        Ok(Step { method, path: without_ids(url.path()), status, screen })
    }

    /// Goes on until the app has its customer back, and says at which address. It waits, and must not be called on a thread that runs
    /// `async` code.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    pub fn to_the_end(mut self) -> Result<String, WalkFault> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| WalkFault::Unanswered(error.to_string()))?;
        runtime.block_on(async {
            loop {
                match self.next {
                    Next::Home(address) => return Ok(address),
                    _ => drop(self.step().await?),
                }
            }
        })
    }

    /// What is not the bank's is not asked.
    fn stays(&self, url: &Url) -> Result<(), WalkFault> {
        if url.origin() == self.bank { Ok(()) } else { Err(WalkFault::Away(url.origin().ascii_serialization())) }
    }

    /// A page that says that something was wrong ends the walk: the same answers would be wrong again.
    fn judged(&self, status: u16) -> Result<(), WalkFault> {
        match &self.next {
            Next::Fill(page) if status >= 400 || !page.alerts.is_empty() => {
                let says = if page.alerts.is_empty() { "nothing more".to_owned() } else { page.alerts.join(" / ") };
                Err(WalkFault::Refused { screen: page.title.clone(), status, says })
            }
            _ => Ok(()),
        }
    }
}

/// The same address, whatever its query says.
fn is_at(url: &Url, app: &Url) -> bool {
    url.origin() == app.origin() && url.path() == app.path()
}

/// A path whose ids are left out.
fn without_ids(path: &str) -> String {
    let is_id = |part: &str| part.chars().filter(char::is_ascii_hexdigit).count() == 32 && matches!(part.len(), 32 | 36);
    path.split('/').map(|part| if is_id(part) { "…" } else { part }).collect::<Vec<_>>().join("/")
}

/// What a form sends: names and values, in its order.
type Sent = Vec<(String, String)>;

/// The page's form with what a customer types in it, and what is sent: the first form that goes by POST.
fn filled<'p>(page: &'p Page, answers: &Answers) -> Result<(&'p Form, Sent), WalkFault> {
    let unanswerable = |field: &str| WalkFault::Unanswerable { screen: page.title.clone(), field: field.to_owned() };
    let form = page.forms.iter().find(|form| form.post).ok_or_else(|| unanswerable("nothing that a form takes"))?;
    let mut fields = Vec::new();
    for field in &form.fields {
        if let Some(value) = typed(field, answers).ok_or_else(|| unanswerable(&field.name))? {
            fields.push((field.name.clone(), value));
        }
    }
    let enters_pins = fields.iter().any(|(name, value)| name.starts_with(PIN) && !value.is_empty());
    fields.extend(pressed(form, enters_pins));
    Ok((form, fields))
}

/// How the fields of inquiry PINs begin; the account's id follows.
const PIN: &str = "pin-";

/// What goes along in a field: `Some(None)` for a box that is not ticked, `None` for what is not known.
fn typed(field: &Field, answers: &Answers) -> Option<Option<String>> {
    match (field.kind, field.name.as_str()) {
        (FieldKind::Hidden, _) | (FieldKind::Ticked(true), _) | (FieldKind::Ticked(false), "agree") => Some(Some(field.value.clone())),
        (FieldKind::Ticked(false), _) => Some(None),
        (FieldKind::Typed, "login_id") => Some(Some(answers.login_id.clone())),
        (FieldKind::Typed, "password") => Some(Some(answers.password.clone())),
        (FieldKind::Typed, "answer") => answers.answer.clone().map(Some),
        (FieldKind::Typed, name) => {
            let account = name.strip_prefix(PIN)?;
            let pin = answers.pins.iter().find(|(known, _)| known == account).map(|(_, pin)| pin.clone());
            Some(Some(pin.unwrap_or_default()))
        }
    }
}

/// The button that leads on: the one that leaves PINs for later unless some are entered, or the first.
fn pressed(form: &Form, enters_pins: bool) -> Option<(String, String)> {
    let leads_on = || form.buttons.iter().filter(|button| !button.elsewhere);
    let skips = leads_on().filter(|_| !enters_pins).find(|button| button.pair.as_ref().is_some_and(|(_, value)| value == "skip"));
    skips.or_else(|| leads_on().next())?.pair.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Page {
        Page::read(html, &Url::parse("http://127.0.0.1:8080/auth/login/j").unwrap())
    }

    fn sent(html: &str, answer: Option<&str>) -> Result<String, WalkFault> {
        let answers = Answers {
            login_id: "hanako".into(),
            password: "p".into(),
            answer: answer.map(str::to_owned),
            pins: vec![("9".into(), "3141".into())],
        };
        let page = page(html);
        let (form, fields) = filled(&page, &answers)?;
        let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Ok(format!("{} {}", form.action.path(), fields.join("&")))
    }

    #[test]
    fn every_screen_is_filled_in_as_a_customer_in_a_hurry_would() {
        let form =
            |step: &str, inside: &str| format!("<form method=post action=j/{step}><input type=hidden name=csrf value=c>{inside}</form>");
        for (step, inside, expected) in [
            ("login", "<input name=login_id><input name=password type=password><button>", "login_id=hanako&password=p"),
            ("question", "<input name=answer><button>", "answer=ポチ"),
            ("scopes", "<input type=checkbox name=grants value=a checked><input type=checkbox name=grants value=b>", "grants=a"),
            ("pins", "<input name=pin-1 type=password><button>a</button><button name=next value=skip>b", "pin-1=&next=skip"),
            ("pins", "<input name=pin-9><input name=pin-2><button>a</button><button name=next value=skip>b", "pin-9=3141&pin-2="),
            ("pin-result", "<button name=next value=confirm>a</button><button name=next value=more>b", "next=confirm"),
            ("consent", "<input type=checkbox name=agree value=yes><button>a</button><button formaction=x>b", "agree=yes"),
        ] {
            assert_eq!(sent(&form(step, inside), Some("ポチ")), Ok(format!("/auth/login/j/{step} csrf=c&{expected}")));
        }
    }

    #[test]
    fn what_it_cannot_answer_is_named() {
        let asks = |html: &str| match sent(html, None) {
            Err(WalkFault::Unanswerable { screen, field }) => (screen, field),
            other => panic!("{other:?}"),
        };
        assert_eq!(asks("<h1>追加認証</h1><form method=post><input name=answer></form>"), ("追加認証".into(), "answer".into()));
        assert_eq!(asks("<h1>a</h1><form method=post><input name=shoe_size></form>").1, "shoe_size");
        assert_eq!(asks("<h1>a</h1><form><input name=q></form>").1, "nothing that a form takes");
    }

    #[test]
    fn ids_are_not_told() {
        for id in ["018f3c1e-7a44-7c07-9d2e-5b6f0d0a1c11", "018f3c1e7a447c079d2e5b6f0d0a1c11"] {
            assert_eq!(without_ids(&format!("/api/auth/login/{id}/pin-result")), "/api/auth/login/…/pin-result");
        }
    }

    #[tokio::test]
    async fn nobody_is_followed_away_from_the_bank() {
        let mut walk = Walk::new("http://127.0.0.1:1/auth/login", "http://localhost/cb", Answers::default(), None).unwrap();
        walk.next = Next::Ask(Url::parse("http://evil.example/").unwrap());
        assert_eq!(walk.step().await, Err(WalkFault::Away("http://evil.example".into())));
        walk.next = Next::Ask(Url::parse("http://127.0.0.1:1/").unwrap());
        assert!(matches!(walk.step().await, Err(WalkFault::Unanswered(why)) if why.contains("refused")));
    }
}

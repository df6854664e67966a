//! What mails say: the templates that come with the gateway, the bank's own, and how they are filled.

use fgapi_domain::Malformed;

use crate::{MailKind, Template};

/// The variables of every template.
const EVERYWHERE: [&str; 2] = ["office", "bank"];

/// The most characters of a subject.
const SUBJECT_MOST: usize = 200;
/// The most characters of a body.
const BODY_MOST: usize = 10_000;

impl Template {
    /// The template that comes with the gateway: Japanese, then English.
    pub fn of_the_house(kind: MailKind) -> Self {
        let (subject, body) = match kind {
            MailKind::ApiTokenIssued => (
                "【{office}】 APIトークン発行のお知らせ / Your API token",
                "{name}さま\n\n\
                 {office}のAPIを利用するためのトークンが発行されました。\n\
                 トークンの有効期限は取得してから{days}日間です。\n\n\
                 下記のURLから発行されたトークンを取得できます。\n\n\
                 {url}\n\n\
                 ※トークンは{until}までに取得してください。\n\n\
                 ※「{office}」より自動送信されたメールです。\n\
                 こちらのメールアドレスに返信することはできません。\n\n\
                 --------\n\n\
                 Dear {name},\n\n\
                 a token for the API of {office} has been issued to you. It is good for {days} days from the moment you pick it up.\n\n\
                 Pick it up here, after signing in as {login}, by {until}:\n\n\
                 {url}\n\n\
                 This mail was sent automatically. Replies are not read.\n",
            ),
            MailKind::ApiTokenEnding => (
                "【{office}】 APIトークンの有効期限のお知らせ（あと{left}日） / Your API token ends in {left} days",
                "{name}さま\n\n\
                 {office}のAPIトークンの有効期限は{until}です（あと{left}日）。\n\
                 有効期限を過ぎたトークンは利用できません。引き続き利用する場合は、管理者に再発行を依頼してください。\n\n\
                 {url}\n\n\
                 ※「{office}」より自動送信されたメールです。\n\
                 こちらのメールアドレスに返信することはできません。\n\n\
                 --------\n\n\
                 Dear {name},\n\n\
                 your token for the API of {office} ends on {until} ({left} days left). After that it cannot be used. To go on, ask the \
                 administrator for a new one.\n\n\
                 {url}\n\n\
                 This mail was sent automatically. Replies are not read.\n",
            ),
            MailKind::ClientCredentialsIssued => (
                "【{office}】 APIキーとパスワード発行のお知らせ / Your API key and password",
                "{name}さま\n\n\
                 「{client}」のAPIキーとパスワードが発行されました。\n\n\
                 下記のURLから取得できます。パスワードは一度しか表示されません。\n\n\
                 {url}\n\n\
                 ※{until}までに取得してください。\n\n\
                 ※「{office}」より自動送信されたメールです。\n\
                 こちらのメールアドレスに返信することはできません。\n\n\
                 --------\n\n\
                 Dear {name},\n\n\
                 API key and password of \"{client}\" have been issued. Pick them up here, after signing in as {login}, by {until}. The \
                 password is shown only once.\n\n\
                 {url}\n\n\
                 This mail was sent automatically. Replies are not read.\n",
            ),
            MailKind::Invitation => (
                "【{office}】 パスワード設定のお知らせ / Set your password",
                "{name}さま\n\n\
                 {office}の利用者として登録されています。\n\
                 ログインID：{login}\n\n\
                 下記のURLからパスワードを設定してください。このURLは一度だけ使えます。\n\n\
                 {url}\n\n\
                 ※{until}までに設定してください。\n\n\
                 ※「{office}」より自動送信されたメールです。\n\
                 こちらのメールアドレスに返信することはできません。\n\n\
                 --------\n\n\
                 Dear {name},\n\n\
                 you are registered as a user of {office}. Your login id is {login}.\n\n\
                 Set your password here by {until}. The link works once.\n\n\
                 {url}\n\n\
                 This mail was sent automatically. Replies are not read.\n",
            ),
        };
        Self { kind, subject: subject.to_owned(), body: body.to_owned() }
    }

    /// Checks that the subject is one line, that both have their size, and that every `{variable}` is one that this mail has.
    ///
    /// # Errors
    /// [`TemplateRefused`], which names what is wrong.
    pub fn checked(self) -> Result<Self, TemplateRefused> {
        if self.subject.trim().is_empty() || self.subject.chars().count() > SUBJECT_MOST || self.subject.chars().any(char::is_control) {
            return Err(TemplateRefused::Subject);
        }
        let odd = |c: char| c.is_control() && c != '\n';
        if self.body.trim().is_empty() || self.body.chars().count() > BODY_MOST || self.body.chars().any(odd) {
            return Err(TemplateRefused::Body);
        }
        for text in [&self.subject, &self.body] {
            if let Some(unknown) = variables(text).find(|name| !self.kind.variables().contains(name) && !EVERYWHERE.contains(name)) {
                return Err(TemplateRefused::Variable(unknown.to_owned()));
            }
        }
        if self.kind.variables().contains(&"url") && !variables(&self.body).any(|name| name == "url") {
            return Err(TemplateRefused::NoLink);
        }
        Ok(self)
    }
}

/// A template that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateRefused {
    /// The subject is not one line of 1 to 200 characters.
    Subject,
    /// The body is empty, has more than 10,000 characters, or control characters.
    Body,
    /// This mail has no such variable.
    Variable(String),
    /// `{url}` does not stand in the body: nobody could follow the mail.
    NoLink,
}

impl From<TemplateRefused> for Malformed {
    fn from(refused: TemplateRefused) -> Self {
        match refused {
            TemplateRefused::Subject => Self::new("subject", "one line of 1 to 200 characters"),
            TemplateRefused::Body => Self::new("body", "1 to 10,000 characters, lines ended by a line feed"),
            TemplateRefused::Variable(_) => Self::new("template", "made with the variables that this mail has"),
            TemplateRefused::NoLink => Self::new("body", "a text with {url}"),
        }
    }
}

/// The names in braces, in order. Braces around anything but small letters are just text.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).filter(|name| is_name(name))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// Puts values in the place of variables, once: what is put in is never looked at again (F9).
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}').and_then(|(name, behind)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, behind))
        });
        if let Some((value, behind)) = named {
            filled.push_str(value);
            rest = behind;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

/// A text from outside, fit for one line: control characters, which could begin a header of their own, become spaces.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_of_the_house_are_taken() {
        for kind in MailKind::ALL {
            assert!(Template::of_the_house(kind).checked().is_ok(), "{kind}");
        }
    }

    #[test]
    fn a_template_that_nobody_could_fill_is_refused() {
        let with = |subject: &str, body: &str| {
            Template { kind: MailKind::Invitation, subject: subject.into(), body: body.into() }.checked().map(drop)
        };
        assert_eq!(with("件名", "{name} {url}"), Ok(()));
        assert_eq!(with("件名\r\nBcc: x@y.example", "{url}"), Err(TemplateRefused::Subject));
        assert_eq!(with("件名", "{url} {token}"), Err(TemplateRefused::Variable("token".into())));
        assert_eq!(with("件名", "{name}"), Err(TemplateRefused::NoLink));
        assert_eq!(with("件名", "{url}\r"), Err(TemplateRefused::Body));
        assert_eq!(with("件名 {{7*7}}", "{url}"), Ok(()), "sums are not done");
    }

    #[test]
    fn what_is_put_in_is_not_looked_at_again() {
        let values = [("name", "{url}{{7*7}}"), ("url", "https://x.example")];
        assert_eq!(fill("{name} {url} {other} {", &values), "{url}{{7*7}} https://x.example {other} {");
    }
}

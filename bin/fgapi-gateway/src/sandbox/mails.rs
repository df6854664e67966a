//! The mails of the sandbox: nobody sends them, so whoever tries the office reads them here.

use actix_web::{HttpRequest, HttpResponse, guard, web};
use fgapi_admin::{AdminDesk, Mail, MailId};
use fgapi_demo::APPS;
use fgapi_domain::JstDateTime;
use fgapi_portal::views::{ClientView, DemoMail, DemoMailPart, DemoMailView, DemoMailsView};
use fgapi_portal::{Portal, Screen};

/// Where they are, behind the prefix.
pub(crate) const PATH: &str = "/sandbox/mail";
/// The most that are listed.
const SHOWN: u32 = 200;

/// What the pages need.
struct Mails {
    desk: AdminDesk,
    portal: Portal,
}

/// Adds the pages.
pub(super) fn mount(app: &mut web::ServiceConfig, portal: &Portal, desk: &AdminDesk) {
    let path = format!("{}{PATH}", portal.settings.prefix);
    let mails = web::Data::new(Mails { desk: desk.clone(), portal: portal.clone() });
    let get = |path: &str| web::resource(path).guard(guard::Get()).app_data(mails.clone());
    app.service(get(&path).to(list)).service(get(&format!("{path}/{{id}}")).to(one));
}

impl Mails {
    fn view(&self, mail: &Mail) -> DemoMail {
        DemoMail {
            at: format!("{}/{}", self.all(), mail.new.id),
            to: mail.new.to.to_string(),
            subject: mail.new.subject.clone(),
            written: JstDateTime::of(mail.new.created_at).to_string(),
        }
    }

    fn all(&self) -> String {
        format!("{}{PATH}", self.portal.settings.prefix)
    }

    /// Reads on a thread that may wait. `None`: the store does not answer.
    async fn newest(&self) -> Option<Vec<Mail>> {
        let desk = self.desk.clone();
        let read = web::block(move || desk.newest_mails(SHOWN));
        read.await.ok()?.inspect_err(|fault| log::warn!("the mails cannot be shown: {fault}")).ok()
    }
}

/// Whose pages they are: the bank's, as the apps show the fintech's.
fn whose() -> ClientView {
    ClientView { name: "FGAPI sandbox".to_owned(), company: APPS.first().map_or("", |app| app.company).to_owned() }
}

async fn list(request: HttpRequest, mails: web::Data<Mails>) -> HttpResponse {
    let Some(newest) = mails.newest().await else { return HttpResponse::ServiceUnavailable().finish() };
    let view = DemoMailsView { app: whose(), mails: newest.iter().map(|mail| mails.view(mail)).collect() };
    mails.portal.page(&request, 200, &Screen::DemoMails(view))
}

async fn one(request: HttpRequest, mails: web::Data<Mails>, id: web::Path<String>) -> HttpResponse {
    let Some(newest) = mails.newest().await else { return HttpResponse::ServiceUnavailable().finish() };
    let id: Option<MailId> = id.parse().ok();
    let Some(mail) = newest.iter().find(|mail| Some(mail.new.id) == id) else { return HttpResponse::NotFound().finish() };
    let sent = mails.desk.as_sent(mail);
    let lines = sent.body.reveal().trim_end().lines().map(parts).collect();
    let view = DemoMailView { app: whose(), mail: mails.view(mail), lines, all: mails.all() };
    mails.portal.page(&request, 200, &Screen::DemoMail(view))
}

/// A line in parts: between its links and in them.
fn parts(line: &str) -> Vec<DemoMailPart> {
    let mut all = Vec::new();
    let mut rest = line;
    while let Some(at) = ["https://", "http://"].iter().filter_map(|start| rest.find(start)).min() {
        let (before, found) = rest.split_at(at);
        let ends = |c: char| !c.is_ascii_graphic() || "\"'<>()[]{}".contains(c);
        let (link, after) = found.split_at(found.find(ends).unwrap_or(found.len()));
        all.push(DemoMailPart { text: before.to_owned(), link: false });
        all.push(DemoMailPart { text: link.to_owned(), link: true });
        rest = after;
    }
    all.push(DemoMailPart { text: rest.to_owned(), link: false });
    all.retain(|part| !part.text.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_told_from_what_stands_around_them() {
        let told = |line: &str| parts(line).into_iter().map(|part| (part.text, part.link)).collect::<Vec<_>>();
        let (a, b) = ("http://127.0.0.1:1/office/welcome/0.a-_", "https://b.example/x?y=z");
        let expected =
            [("次の ", false), (a, true), (" と「", false), (b, true), ("」", false)].map(|(text, link)| (text.to_owned(), link));
        let line = format!("次の {a} と「{b}」");
        assert_eq!(told(&line), expected);
        assert_eq!(told("javascript:alert(1)"), [("javascript:alert(1)".to_owned(), false)]);
        assert!(told("").is_empty());
    }
}

//! Every use case asks the table of rights, whoever calls it.

use fgapi_admin::{
    HandoverQuery, Level, MailKind, MailQuery, OfficeFault, Operation, Parameters, Role, SignedIn, Slice, TenantId, UserQuery, allows,
};
use fgapi_audit::{Act, Filter, Seq};
use fgapi_domain::{GrantSet, Secret};
use fgapi_token::{ApiKey, ClientStanding, LinkSelection};

use crate::house::House;

const FIRST: Slice = Slice { skip: 0, take: 10 };

/// What came of an attempt: whether it was let through to its work, whatever that said.
fn let_through<T, E: std::fmt::Display>(outcome: Result<T, E>) -> bool {
    !outcome.err().is_some_and(|error| error.to_string().starts_with("this role may not do that"))
}

type Attempt<'h> = (Operation, Box<dyn Fn(&SignedIn) -> bool + 'h>);

fn attempts<'h>(house: &'h House) -> Vec<Attempt<'h>> {
    let (desk, somebody) = (&house.desk, house.named("hanako").id);
    let key: ApiKey = "fgk_nobody".parse().unwrap();
    let (one, two, three) = (key.clone(), key.clone(), key);
    vec![
        (Operation::OwnHandovers, Box::new(|who| let_through(desk.own_handovers(who, FIRST)))),
        (Operation::SeeDashboard, Box::new(|who| let_through(desk.dashboard(who)))),
        (Operation::SeeUsers, Box::new(|who| let_through(desk.users(who, &UserQuery::default(), FIRST)))),
        (Operation::SeeUsers, Box::new(|who| let_through(desk.all_user_ids(who, &UserQuery::default())))),
        (Operation::SeeUsers, Box::new(|who| let_through(desk.export_users(who, &UserQuery::default())))),
        (Operation::ManageUsers, Box::new(|who| let_through(desk.create_users(who, Vec::new())))),
        (Operation::ManageUsers, Box::new(move |who| let_through(desk.unlock_user(who, somebody)))),
        (Operation::ManageUsers, Box::new(move |who| let_through(desk.end_user_sessions(who, somebody)))),
        (Operation::ManageUsers, Box::new(|who| let_through(desk.delete_users(who, &[])))),
        (Operation::ManageUsers, Box::new(|who| let_through(desk.invite_users(who, &[])))),
        (Operation::ManageUsers, Box::new(|who| let_through(desk.import_users(who, b"")))),
        (Operation::SeeHandovers, Box::new(|who| let_through(desk.handovers(who, &HandoverQuery::default(), FIRST)))),
        (Operation::IssueApiTokens, Box::new(|who| let_through(desk.preview_api_tokens(who, &[])))),
        (Operation::IssueApiTokens, Box::new(|who| let_through(desk.issue_api_tokens(who, &[], Level::Tenant, GrantSet::EMPTY)))),
        (Operation::RevokeHandovers, Box::new(|who| let_through(desk.revoke_handovers(who, &[])))),
        (Operation::SeeClients, Box::new(|who| let_through(desk.clients(who)))),
        (Operation::SeeClients, Box::new(move |who| let_through(desk.client(who, &one)))),
        (Operation::ManageClients, Box::new(move |who| let_through(desk.set_client_standing(who, &two, ClientStanding::Disabled)))),
        (Operation::ManageClients, Box::new(move |who| let_through(desk.issue_client_password(who, &three, &who.user.profile.login)))),
        (Operation::SeeLinks, Box::new(|who| let_through(desk.preview_links(who, &LinkSelection::default())))),
        (Operation::SeeLinks, Box::new(|who| let_through(desk.explain(who, &Secret::new("fga_x"))))),
        (Operation::RevokeLinks, Box::new(|who| let_through(desk.revoke_links(who, &LinkSelection::default())))),
        (Operation::SeeMails, Box::new(|who| let_through(desk.mails(who, &MailQuery::default(), FIRST)))),
        (Operation::ResendMails, Box::new(|who| let_through(desk.resend(who, house.mail_to("hanako").new.id)))),
        (Operation::SeeParameters, Box::new(|who| let_through(desk.parameters(who)))),
        (Operation::SeeParameters, Box::new(|who| let_through(desk.template(who, MailKind::Invitation)))),
        (Operation::SeeParameters, Box::new(|who| let_through(desk.tenants(who)))),
        (
            Operation::ChangeParameters,
            Box::new(|who| let_through(desk.change_parameters(who, &Parameters::default(), Parameters::default()))),
        ),
        (Operation::ChangeParameters, Box::new(|who| let_through(desk.change_template(who, MailKind::Invitation, None)))),
        (Operation::ManageTenants, Box::new(|who| let_through(desk.create_tenant(who, "新テナント".parse().unwrap())))),
        (Operation::ManageTenants, Box::new(|who| let_through(desk.delete_tenant(who, TenantId::from_number(i64::MAX).unwrap())))),
        // What lies at other desks, a door asks this one about.
        (Operation::SeeCredentials, Box::new(|who| let_through(desk.allow(who, Operation::SeeCredentials)))),
        (Operation::ManageCredentials, Box::new(|who| let_through(desk.allow(who, Operation::ManageCredentials)))),
        (Operation::SeeVault, Box::new(|who| let_through(desk.allow(who, Operation::SeeVault)))),
        (Operation::ManageVault, Box::new(|who| let_through(desk.allow(who, Operation::ManageVault)))),
        (Operation::SeeServices, Box::new(|who| let_through(desk.allow(who, Operation::SeeServices)))),
        (Operation::ManageServices, Box::new(|who| let_through(desk.allow(who, Operation::ManageServices)))),
        (Operation::ReadAudit, Box::new(|who| let_through(desk.audit_page(who, &Filter::default(), None, 10)))),
        (Operation::ReadAudit, Box::new(|who| let_through(desk.begin_audit_export(who)))),
        (Operation::ReadAudit, Box::new(|who| let_through(desk.audit_part(who, Seq(0))))),
    ]
}

#[test]
fn each_role_may_what_the_table_says_and_nothing_else() {
    let house = House::new();
    house.user("hanako", Role::Member);
    let logins = [("taro", Role::UserAdministrator), ("jiro", Role::Auditor), ("saburo", Role::Member)];
    let mut people: Vec<SignedIn> = logins
        .iter()
        .map(|(login, role)| {
            house.user(login, *role);
            house.signed_in(login)
        })
        .collect();
    people.push(house.admin.clone());
    let mut denied = 0;
    for who in &people {
        for (operation, attempt) in attempts(&house) {
            let role = who.user.profile.role;
            assert_eq!(attempt(who), allows(role, operation), "{role}: {}", operation.as_str());
            denied += usize::from(!allows(role, operation));
        }
    }
    assert_eq!(house.told(Act::OfficeDenied), denied, "each denial stands in the audit log");
}

#[test]
fn what_is_asked_covers_the_whole_table() {
    let house = House::new();
    house.user("hanako", Role::Member);
    let asked: std::collections::BTreeSet<Operation> = attempts(&house).iter().map(|(operation, _)| *operation).collect();
    // One's own settings are whatever a session opens by itself.
    let missing: Vec<_> = Operation::ALL.iter().filter(|operation| !asked.contains(operation)).collect();
    assert_eq!(missing, [&Operation::OwnSettings]);
}

#[test]
fn revoking_everything_by_a_slip_is_refused() {
    let house = House::new();
    let refused = house.desk.revoke_links(&house.admin, &LinkSelection::default());
    assert!(matches!(refused, Err(OfficeFault::Unknown("selection"))));
}

//! The lines of the menu.

use fgapi_admin::Operation;
use fgapi_lobby::{Heading, Item};

use crate::say::Say;

/// The menu, as the bank's staff know it.
pub(crate) const MENU: &[Item<Say>] = &[
    Item::new(Heading::Overview, Operation::SeeDashboard, Say::MenuDashboard, "/dashboard"),
    Item::new(Heading::Settings, Operation::OwnHandovers, Say::MenuOwnHandovers, "/settings/handovers"),
    Item::new(Heading::Settings, Operation::OwnSettings, Say::MenuPassword, "/settings/password"),
    Item::new(Heading::Settings, Operation::OwnSettings, Say::MenuFactor, "/settings/factor"),
    Item::new(Heading::Settings, Operation::OwnSettings, Say::MenuSessions, "/settings/sessions"),
    Item::new(Heading::Users, Operation::SeeUsers, Say::MenuUsers, "/users"),
    Item::new(Heading::Users, Operation::SeeParameters, Say::MenuTenants, "/tenants"),
    Item::new(Heading::System, Operation::SeeParameters, Say::MenuParameters, "/parameters"),
    Item::new(Heading::System, Operation::SeeParameters, Say::MenuTemplates, "/templates"),
    Item::new(Heading::System, Operation::SeeHandovers, Say::MenuHandovers, "/handovers"),
    Item::new(Heading::System, Operation::SeeMails, Say::MenuMails, "/mails"),
    Item::new(Heading::Connections, Operation::SeeClients, Say::MenuClients, "/clients"),
    Item::new(Heading::Connections, Operation::SeeLinks, Say::MenuLinks, "/links"),
    Item::new(Heading::Audit, Operation::ReadAudit, Say::MenuAudit, "/audit"),
];

//! システム設定: parameters, mail templates, tenants.

use fgapi_audit::Act;
use fgapi_domain::{Malformed, ShortText};

use crate::mail_text::fill;
use crate::{
    AdminDesk, MailKind, OfficeFault, Operation, Parameters, SignedIn, Template, TemplateRefused, Tenant, TenantDeleted, TenantId,
};

/// A record was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RecordRefused {
    /// A value is out of its range.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// A template is not taken.
    #[error("the template is not taken")]
    Template(TemplateRefused),
    /// Somebody else changed it meanwhile.
    #[error("somebody else changed it meanwhile")]
    Changed,
    /// Portal users or handovers of the tenant are there.
    #[error("portal users or handovers of the tenant are there")]
    InUse,
    /// Another tenant has this name.
    #[error("another tenant has this name")]
    NameTaken,
    /// Something else.
    #[error(transparent)]
    Office(#[from] OfficeFault),
}

impl From<fgapi_token::StoreFault> for RecordRefused {
    fn from(fault: fgapi_token::StoreFault) -> Self {
        Self::Office(fault.into())
    }
}

impl AdminDesk {
    /// The parameters.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn parameters(&self, who: &SignedIn) -> Result<Parameters, OfficeFault> {
        self.allow(who, Operation::SeeParameters)?;
        Ok(self.office.parameters()?)
    }

    /// Changes the parameters from `before`, which the user saw, to `after`. What was issued keeps what it has.
    ///
    /// # Errors
    /// [`RecordRefused`].
    pub fn change_parameters(&self, who: &SignedIn, before: &Parameters, after: Parameters) -> Result<(), RecordRefused> {
        self.allow(who, Operation::ChangeParameters)?;
        let after = after.checked()?;
        let words = [
            ("api_token_days", before.api_token_days, after.api_token_days),
            ("pickup_days", before.pickup_days, after.pickup_days),
            ("overlap_hours", before.overlap_hours, after.overlap_hours),
        ];
        let changed: Vec<String> = words.iter().filter(|(_, a, b)| a != b).map(|(name, a, b)| format!("{name}={a}>{b}")).collect();
        let note = self.note(&who.by(), Act::ParameterChange, "parameters").with(changed.join(" "));
        if self.office.set_parameters(before, &after, &note)? { Ok(()) } else { Err(RecordRefused::Changed) }
    }

    /// The template that mails of a kind are made with, and whether it is the bank's own.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn template(&self, who: &SignedIn, kind: MailKind) -> Result<(Template, bool), OfficeFault> {
        self.allow(who, Operation::SeeParameters)?;
        let own = self.office.template(kind)?;
        let is_own = own.is_some();
        Ok((own.unwrap_or_else(|| Template::of_the_house(kind)), is_own))
    }

    pub(crate) fn template_in_use(&self, kind: MailKind) -> Result<Template, OfficeFault> {
        Ok(self.office.template(kind)?.unwrap_or_else(|| Template::of_the_house(kind)))
    }

    /// A template with sample values in it: subject and body.
    ///
    /// # Errors
    /// [`RecordRefused::Template`].
    pub fn sample(&self, template: Template) -> Result<(String, String), RecordRefused> {
        let template = template.checked().map_err(RecordRefused::Template)?;
        let service = if self.policy.service.is_empty() { &self.policy.bank } else { &self.policy.service };
        let url = self.pickup_url();
        let values = [
            ("office", service.as_str()),
            ("bank", self.policy.bank.as_str()),
            ("name", "見本 花子"),
            ("login", "hanako"),
            ("days", "365"),
            ("left", "14"),
            ("client", "家計ノート"),
            ("url", &url),
            ("until", "2026-12-31 23:59:59"),
        ];
        Ok((fill(&template.subject, &values), fill(&template.body, &values)))
    }

    /// Takes a template, or goes back to the one that comes with the gateway.
    ///
    /// # Errors
    /// [`RecordRefused`].
    pub fn change_template(&self, who: &SignedIn, kind: MailKind, template: Option<Template>) -> Result<(), RecordRefused> {
        self.allow(who, Operation::ChangeParameters)?;
        let template = template.map(Template::checked).transpose().map_err(RecordRefused::Template)?;
        let detail = if template.is_some() { "own" } else { "default" };
        let note = self.note(&who.by(), Act::TemplateChange, format!("template:{kind}")).with(detail);
        Ok(self.office.set_template(kind, template.as_ref(), &note)?)
    }

    /// All tenants by name. Whoever may see portal users needs them for their forms.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn tenants(&self, who: &SignedIn) -> Result<Vec<Tenant>, OfficeFault> {
        self.allow(who, Operation::SeeParameters)?;
        Ok(self.office.tenants()?)
    }

    /// Creates a tenant.
    ///
    /// # Errors
    /// [`RecordRefused`].
    pub fn create_tenant(&self, who: &SignedIn, name: ShortText) -> Result<TenantId, RecordRefused> {
        self.allow(who, Operation::ManageTenants)?;
        let id = TenantId::generate(&*self.entropy).map_err(OfficeFault::from)?;
        self.put_tenant(who, Tenant { id, name, created_at: self.now() }, Act::TenantCreate)?;
        Ok(id)
    }

    /// Gives a tenant another name.
    ///
    /// # Errors
    /// [`RecordRefused`].
    pub fn rename_tenant(&self, who: &SignedIn, id: TenantId, name: ShortText) -> Result<(), RecordRefused> {
        self.allow(who, Operation::ManageTenants)?;
        let tenant = self.office.tenants()?.into_iter().find(|tenant| tenant.id == id);
        let tenant = tenant.ok_or(OfficeFault::Unknown("tenant"))?;
        self.put_tenant(who, Tenant { name, ..tenant }, Act::TenantChange)
    }

    /// Deletes a tenant that has neither portal users nor handovers, with its credentials of outside services, its clients and their
    /// tokens. There is no way back.
    ///
    /// # Errors
    /// [`RecordRefused`].
    pub fn delete_tenant(&self, who: &SignedIn, id: TenantId) -> Result<(), RecordRefused> {
        self.allow(who, Operation::ManageTenants)?;
        let note = self.note(&who.by(), Act::TenantDelete, format!("tenant:{id}"));
        match self.office.delete_tenant(id, &note)? {
            TenantDeleted::Done => Ok(()),
            TenantDeleted::HasUsers => Err(RecordRefused::InUse),
            TenantDeleted::Unknown => Err(OfficeFault::Unknown("tenant").into()),
        }
    }

    fn put_tenant(&self, who: &SignedIn, tenant: Tenant, act: Act) -> Result<(), RecordRefused> {
        if tenant.name.as_str().trim().is_empty() {
            return Err(Malformed::new("name", "1 to 100 characters").into());
        }
        if self.office.tenants()?.iter().any(|other| other.id != tenant.id && other.name == tenant.name) {
            return Err(RecordRefused::NameTaken);
        }
        let note = self.note(&who.by(), act, format!("tenant:{}", tenant.id));
        Ok(self.office.put_tenant(&tenant, &note)?)
    }
}

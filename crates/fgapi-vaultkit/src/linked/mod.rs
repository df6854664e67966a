//! The laws of [`fgapi_linked::LinkedStore`].

pub mod answers;
pub mod harvests;
pub mod leases;
pub mod links;
pub mod own;
mod scene;

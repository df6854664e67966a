//! Migrations are built into the program: a new one means a new build. They lie at the top of the house; the link to them is
//! what a packed crate has a copy for.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}

//! Migrations are built into the program: a new one means a new build.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
